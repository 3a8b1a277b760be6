"""The text of a Graph, for people: its inputs, one line for each equation, its outputs, what it writes.

    >>> import numpy as np
    >>> from autograd_core.graph.structure import ARGUMENT, Equation, Graph, Input, Literal, Spec
    >>> pair, one = Spec((2,), np.dtype("float32")), Spec((), np.dtype("float32"))
    >>> square = Equation("multiply", (0, 0), (1,), line="train.py:1")
    >>> total = Equation("sum", (1,), (2,), {"axis": None}, line="train.py:2")
    >>> print(text(Graph("energy", (pair, pair, one), (Input(0, ARGUMENT, "x"),), {}, (square, total), (2,))))
    energy: 1 input, 2 equations
    <BLANKLINE>
    inputs
      %0: float32[2]  argument  x
    <BLANKLINE>
    forward
      %1: float32[2] = multiply(%0, %0)  # train.py:1
      %2: float32[]  = sum(%1)           # train.py:2
    <BLANKLINE>
    outputs
      %2

Equations stand under the pass (forward, backward, update) and the layers that they belong to. In the backward pass the
rule at work is named once; it holds for the equations that follow. Values are numbered anew in the order in which they
are made, so that the text does not tell which equations a pass has removed.

Not here: how a single equation is written (`wording`); a program that runs (`program`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby, islice
from textwrap import wrap
from typing import Any

from autograd_core.graph.structure import GRADIENT, Atom, Equation, Graph, Leaf, Literal
from autograd_core.graph.wording import FEW, called, shown
from autograd_core.tree import flatten, paths

__all__ = ["BACKWARD", "FORWARD", "RESULTS", "UPDATE", "numbered", "stages", "text"]

FORWARD, BACKWARD, UPDATE, RESULTS = "forward", "backward", "update", "results"
"""The passes of a computation."""

WIDEST = 60  # of a column that the next is aligned to
WIDTH = 100  # of a line of names


def text(graph: Graph) -> str:
    """Return the graph in words: the same text for equal graphs, in every process."""
    name = numbered(graph)
    sections = [
        _table("inputs", [(f"{_declared(graph, i.value, name)}", i.kind, i.name) for i in graph.inputs]),
        _table(
            "constants", [(_declared(graph, n, name), _content(graph.constants[n])) for n in sorted(graph.constants)]
        ),
        _table("random streams", [(str(place), stream) for place, stream in enumerate(graph.streams)]),
        *_equations(graph, name),
        _table("outputs", [(*path, _atom(atom, name)) for path, atom in _outputs(graph)]),
        _table("writes", _writes(graph, name)),
        _table("to be checked for NaN", [(line,) for line in wrap(", ".join(map(name, graph.checks)), WIDTH)]),
    ]
    return "\n\n".join(["\n".join(section) for section in ([_head(graph)], *sections) if section])


def _head(graph: Graph) -> str:
    counts = {"input": graph.inputs, "constant": graph.constants, "equation": graph.equations, "write": graph.writes}
    many = [f"{len(of)} {what}{'' if len(of) == 1 else 's'}" for what, of in counts.items() if of]
    return f"{graph.name}: {', '.join(many) or 'nothing'}"


# --------------------------------------------------------------------------------------------------------------- names


def numbered(graph: Graph) -> Callable[[int], str]:
    """Return the function that gives each value its name in the text, such as "%7".

    A value that nothing makes, which only an invalid graph has, keeps its number behind a question mark.
    """
    made = [each.value for each in graph.inputs]
    made += [*sorted(graph.constants), *(number for equation in graph.equations for number in equation.outputs)]
    names = {number: f"%{place}" for place, number in enumerate(dict.fromkeys(made))}
    return lambda number: names.get(number) or f"%?{number}"


def _atom(atom: Atom, name: Callable[[int], str]) -> str:
    return shown(atom.value) if isinstance(atom, Literal) else name(atom)


def _declared(graph: Graph, number: int, name: Callable[[int], str]) -> str:
    spec = graph.values[number] if 0 <= number < len(graph.values) else "?"
    return f"{name(number)}: {spec}"


def _content(constant: Any) -> str:
    """Return the numbers of a constant if they are few."""
    return shown(constant) if constant.size <= FEW else ""


def _writes(graph: Graph, name: Callable[[int], str]) -> list[tuple[str, ...]]:
    targets = [_target(graph, write.input) for write in graph.writes]
    width = _width(targets)
    return [(f"{to:<{width}} ← {_atom(w.atom, name)}",) for to, w in zip(targets, graph.writes, strict=True)]


def _target(graph: Graph, place: int) -> str:
    if not 0 <= place < len(graph.inputs):
        return f"input {place}?"
    target = graph.inputs[place]
    return f"{target.name}.grad" if target.kind == GRADIENT else target.name


def _outputs(graph: Graph) -> Iterator[tuple[tuple[str, ...], Atom]]:
    """Return for each output where it stands in the container of the results, unless it is the result, and the atom."""
    leaves = zip(flatten(graph.form)[0], paths(graph.form), strict=True)
    known = {leaf.number: place for leaf, place in leaves if isinstance(leaf, Leaf)}
    alone = len(graph.outputs) == 1 and not known.get(0)
    for number, atom in enumerate(graph.outputs):
        unnamed = f"[{number}]" if graph.form is None else "gradient"  # that is left in the `grad` of a leaf
        yield () if alone else (known.get(number, unnamed) or "result",), atom


# ----------------------------------------------------------------------------------------------------------- equations


def stages(graph: Graph) -> list[str]:
    """Return for each equation the pass that it belongs to: FORWARD, BACKWARD, UPDATE or RESULTS.

    What a rule asked for is backward, all before and between is forward. What comes after the last rule makes use of
    the gradients: for an update of Variables, or for the results.
    """
    last = max((place for place, equation in enumerate(graph.equations) if equation.rule), default=len(graph.equations))
    after = UPDATE if graph.writes else RESULTS
    return [
        BACKWARD if equation.rule else FORWARD if place < last else after
        for place, equation in enumerate(graph.equations)
    ]


def _equations(graph: Graph, name: Callable[[int], str]) -> Iterator[list[str]]:
    """Return the lines of the equations, one list for each run of equations of the same pass and layers."""
    left = [", ".join([_declared(graph, n, name) for n in equation.outputs]) for equation in graph.equations]
    width = _width(left)
    sides = [f"{made:<{width}} = {called(e, name)}" for made, e in zip(left, graph.equations, strict=True)]
    lines = iter(_lines(zip(sides, _remarks(graph, name), strict=True)))
    heads = [" · ".join((stage, *e.layers)) for stage, e in zip(stages(graph), graph.equations, strict=True)]
    for head, run in groupby(heads):
        yield [head, *islice(lines, len(list(run)))]


def _remarks(graph: Graph, name: Callable[[int], str]) -> Iterator[str]:
    """Return for each equation the user's line, and the rule at work where it is another than before."""
    before = ""
    for equation in graph.equations:
        rule = _rule(equation, name)
        parts = [part for part in (equation.line, rule if rule != before else "") if part]
        yield f"# {' · '.join(parts)}" if parts else ""
        before = rule


def _rule(equation: Equation, name: Callable[[int], str]) -> str:
    """Return in words the rule that an equation is from."""
    if not equation.rule:
        return ""
    operation, _, operand = equation.rule.rpartition(".")
    where = "" if equation.forward is None else f" at {name(equation.forward)}"
    if operand == "broadcast":  # what the engine adds
        return f"undoes the broadcasting of {operation}{where}"
    return f"rule of {operation} for {operand}{where}"


# -------------------------------------------------------------------------------------------------------------- layout


def _table(title: str, rows: list[tuple[str, ...]]) -> list[str]:
    return [title, *_lines(rows)] if rows else []


def _lines(rows: Iterable[tuple[str, ...]]) -> list[str]:
    """Return rows as indented lines with aligned columns; what is wider than WIDEST pushes the rest of its line on."""
    rows = list(rows)
    widths = [_width(column) for column in zip(*rows, strict=True)]
    return ["  " + "  ".join([f"{part:<{w}}" for part, w in zip(row, widths, strict=True)]).rstrip() for row in rows]


def _width(column: Iterable[str]) -> int:
    return max((len(part) for part in column if len(part) <= WIDEST), default=0)
