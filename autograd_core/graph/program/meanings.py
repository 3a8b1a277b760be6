"""What the values of a graph mean to people: its loss, its logits, what a model predicts, which slot belongs to what.

A lowered graph consists of sums and products; the graph as it was traced still tells what they are for.

    >>> import numpy as np, autograd_core as ag
    >>> loss = lambda s, y: np.mean(ag.softmax_cross_entropy(s * 1.0, y))
    >>> graph = ag.trace(ag.value_and_grad(loss))(np.zeros((2, 3)), np.eye(3)[:2])
    >>> sorted(meanings(graph).values())
    ['logits', 'loss', 'losses']

Not here: names for all else (`naming`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from autograd_core.graph.printing import FORWARD, UPDATE, stages
from autograd_core.graph.structure import VARIABLE, Atom, Equation, Graph, Leaf, Literal
from autograd_core.tree import flatten, paths

__all__ = ["meanings", "owners"]

LOSSES = frozenset({"softmax_cross_entropy", "sparse_softmax_cross_entropy", "sigmoid_cross_entropy"})
"""Operations that give one loss for each example, from logits."""

FROM_LOGITS = LOSSES | {"softmax", "log_softmax", "sigmoid"}
COUNTS = {"sum": "number_correct", "mean": "accuracy"}
AS_IT_IS = frozenset({"cast", "copy", "reshape"})


def meanings(graph: Graph) -> dict[int, str]:
    """Return a name for each value of a traced graph whose meaning is known; the surest meaning of each."""
    made = {output: equation for equation in graph.equations for output in equation.outputs}
    found: dict[int, str] = {}
    for value, word in (*_results(graph, made), *_loss(graph), *_roles(graph, made), *_changes(graph, made)):
        found.setdefault(value, word)
    return found


def _results(graph: Graph, made: dict[int, Equation]) -> Iterator[tuple[int, str]]:
    """Yield the results under the names that they have in what the function returns; not those that are gradients."""
    given = {name for each in graph.inputs for name in re.findall(r"[A-Za-z_]\w*", each.name)[-1:]}
    for path, leaf in zip(paths(graph.form), flatten(graph.form)[0], strict=True):
        words = re.findall(r"[A-Za-z_]\w*", path)
        if not words or not isinstance(leaf, Leaf):
            continue
        atom = graph.outputs[leaf.number]
        if not isinstance(atom, Literal) and atom in made and not made[atom].rule:
            yield atom, f"new_{words[-1]}" if words[-1] in given else words[-1]


def _loss(graph: Graph) -> Iterator[tuple[int, str]]:
    """Yield the number that the backward pass starts from, or else the first among the results of the forward pass."""
    place = next((place for place, equation in enumerate(graph.equations) if equation.rule), 0)
    start = graph.equations[place].forward if place else None
    forward = {output for equation in graph.equations[:place] for output in equation.outputs}
    numbers = [v for v in (start, *graph.outputs) if isinstance(v, int) and v in forward and not graph.values[v].shape]
    yield from [(value, "loss") for value in numbers[:1]]


def _roles(graph: Graph, made: dict[int, Equation]) -> Iterator[tuple[int, str]]:
    """Yield what losses and metrics are made of."""
    chosen: dict[int, str] = {}
    correct: set[int] = set()
    stage = dict(zip(map(id, graph.equations), stages(graph), strict=True))
    for equation in graph.equations:
        if equation.op in LOSSES:
            yield equation.outputs[0], "losses"
        if equation.op in FROM_LOGITS and stage[id(equation)] == FORWARD and _is_computed(equation.inputs[0], made):
            yield equation.inputs[0], "logits"  # type: ignore[misc]  # a value, for it is made
        if equation.op == "np.argmax":
            chosen[equation.outputs[0]] = "predicted" if equation.inputs[0] in made else "labels"
        read = _through(equation.inputs, made)
        if equation.op.removeprefix("np.") == "equal" and read & chosen.keys():
            correct.add(equation.outputs[0])
            yield from [(each, chosen[each]) for each in sorted(read & chosen.keys())]
            yield equation.outputs[0], "correct"
        if equation.op in COUNTS and read & correct:
            yield equation.outputs[0], COUNTS[equation.op]


def _is_computed(atom: Atom, made: dict[int, Equation]) -> bool:
    """Whether a value is computed, and not just a part of another."""
    return not isinstance(atom, Literal) and atom in made and made[atom].op != "getitem"


def _changes(graph: Graph, made: dict[int, Equation]) -> Iterator[tuple[int, str]]:
    """Yield what is taken off Variables."""
    for write in graph.writes:
        maker = made.get(write.atom) if isinstance(write.atom, int) else None
        change = maker.inputs[1] if maker is not None and maker.op == "subtract" else None
        if isinstance(change, int) and change in made:
            yield change, "change"


def _through(atoms: tuple[Atom, ...], made: dict[int, Equation]) -> set[int]:
    """Return the values among some atoms, before they were converted."""
    found, left = set(), list(atoms)
    while left:
        atom = left.pop()
        if isinstance(atom, Literal):
            continue
        if atom in made and made[atom].op in AS_IT_IS:
            left.append(made[atom].inputs[0])
        else:
            found.add(atom)
    return found


# --------------------------------------------------------------------------------------------------------- Variables


def owners(graph: Graph) -> dict[int, int]:
    """Return for each input that belongs to a Variable, such as a slot of an optimizer, the number of that Variable.

    It is read where the Variable is updated, or is given its old value, and has its name within its own.
    """
    stage = dict(zip(map(id, graph.equations), stages(graph), strict=True))
    update = [equation for equation in graph.equations if stage[id(equation)] == UPDATE]
    made = {output: equation for equation in update for output in equation.outputs}
    variables = {each.value: each.name.rpartition(".")[2] for each in graph.inputs if each.kind == VARIABLE}
    found: dict[int, int] = {}
    for write in graph.writes:
        target = graph.inputs[write.input].value
        if isinstance(write.atom, Literal) or target not in variables:
            continue
        copied = write.atom in variables
        pairs = [(target, write.atom)] if copied else [(v, target) for v in _read_for(write.atom, made)]
        for value, owner in pairs:
            alike = graph.values[value].shape == graph.values[owner].shape and value != owner
            if alike and value in variables and variables[owner] in variables[value]:
                found[value] = owner
    return found


def _read_for(value: int, made: dict[int, Equation]) -> set[int]:
    """Return what a value is computed from: all that none of some equations make."""
    seen, left, found = {value}, [value], set()
    while left:
        equation = made.get(left.pop())
        new = set(equation.reads if equation else ()) - seen
        seen |= new
        left += new
        found |= {each for each in new if each not in made}
    return found
