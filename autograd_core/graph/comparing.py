"""Comparing two Graphs: whether they compute the same in the same way, and where they differ first.

Numbers of values, names, lines and layers do not count: a graph is what it computes, equation by equation.

    >>> import numpy as np
    >>> from autograd_core.graph.structure import ARGUMENT, Equation, Graph, Input, Spec
    >>> pair = Spec((2,), np.dtype("float32"))
    >>> def one(op): return Graph("f", (pair,) * 2, (Input(0, ARGUMENT, "x"),), {}, (Equation(op, (0,), (1,)),), (1,))
    >>> difference(one("tanh"), one("sin"))
    'equation 0 differs: %1 = tanh(%0) in the first, %1 = sin(%0) in the second; tanh and sin'
    >>> difference(one("tanh"), one("tanh")) is None
    True

Two graphs that give the same numbers may differ here, as x + y and y + x do. Not here: making equal ones alike
(`passes`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import zip_longest
from typing import Any

import numpy as np

from autograd_core.graph.printing import numbered
from autograd_core.graph.structure import Atom, Equation, Graph, Leaf, Literal
from autograd_core.graph.wording import called, shown

__all__ = ["difference", "equal", "same"]

PLAIN = (bool, int, str, bytes, type, np.dtype, Leaf)


def equal(a: Graph, b: Graph) -> bool:
    """Whether two graphs compute the same by the same equations."""
    return difference(a, b) is None


def difference(a: Graph, b: Graph) -> str | None:
    """Return in words where two graphs differ first; None where they compute the same by the same equations."""
    return next(_differences(a, b, _Pairs(a, b)), None)


class _Pairs:
    """Which value of one graph is which of the other: known of inputs at first, of results once they are compared."""

    def __init__(self, a: Graph, b: Graph) -> None:
        self.a, self.b = a, b
        self.known: dict[int, int] = {}

    def pair(self, a: int, b: int) -> None:
        """Note that two values are the same."""
        self.known[a] = b

    def match(self, a: Atom, b: Atom) -> bool:
        """Whether two atoms are the same: constants with the same numbers are, whatever they are called."""
        if isinstance(a, Literal) or isinstance(b, Literal):
            return isinstance(a, Literal) and isinstance(b, Literal) and same(a.value, b.value)
        if a in self.known:
            return self.known[a] == b
        if a in self.a.constants and b in self.b.constants:
            return same(self.a.constants[a], self.b.constants[b])
        return False


def _differences(a: Graph, b: Graph, pairs: _Pairs) -> Iterator[str]:
    yield from _of_inputs(a, b, pairs)
    yield from _of_equations(a, b, pairs)
    yield from _of_results("output", a, b, a.outputs, b.outputs, pairs)
    if [write.input for write in a.writes] != [write.input for write in b.writes]:
        yield f"they write to other inputs: {_written(a)} in the first, {_written(b)} in the second"
    yield from _of_results("write", a, b, [w.atom for w in a.writes], [w.atom for w in b.writes], pairs)
    yield from _of_results("check", a, b, a.checks, b.checks, pairs)
    if len(a.streams) != len(b.streams):
        yield f"they draw from {len(a.streams)} and {len(b.streams)} random generators"
    for what, mine, theirs in (("arguments", a.arguments, b.arguments), ("results", a.form, b.form)):
        if not same(mine, theirs):
            yield f"the containers of the {what} differ: {shown(mine)} in the first, {shown(theirs)} in the second"


def _written(graph: Graph) -> str:
    return ", ".join([graph.inputs[write.input].name for write in graph.writes]) or "none"


def _of_inputs(a: Graph, b: Graph, pairs: _Pairs) -> Iterator[str]:
    for place, (mine, theirs) in enumerate(zip(a.inputs, b.inputs, strict=False)):
        first, second = (f"{g.values[i.value]} {i.kind} {i.name}" for g, i in ((a, mine), (b, theirs)))
        if (mine.kind, a.values[mine.value]) != (theirs.kind, b.values[theirs.value]):
            yield f"input {place} differs: {first} in the first, {second} in the second"
        pairs.pair(mine.value, theirs.value)
    if len(a.inputs) != len(b.inputs):
        yield f"the first has {len(a.inputs)} inputs, the second {len(b.inputs)}"


def _of_equations(a: Graph, b: Graph, pairs: _Pairs) -> Iterator[str]:
    for place, (mine, theirs) in enumerate(zip_longest(a.equations, b.equations)):
        if mine is None or theirs is None:
            longer, name, rest = ("second", b, theirs) if mine is None else ("first", a, mine)
            yield f"the {longer} goes on with equation {place}: {_worded(rest, numbered(name))}"
            return
        reason = _reason(mine, theirs, pairs)
        if reason:
            first, second = _worded(mine, numbered(a)), _worded(theirs, numbered(b))
            yield f"equation {place} differs: {first} in the first, {second} in the second; {reason}"
        for made, other in zip(mine.outputs, theirs.outputs, strict=True):
            pairs.pair(made, other)


def _worded(equation: Equation, name: Callable[[int], str]) -> str:
    return f"{', '.join(map(name, equation.outputs))} = {called(equation, name)}"


def _reason(mine: Equation, theirs: Equation, pairs: _Pairs) -> str:
    """Return what two equations differ in; nothing where they are the same."""
    if mine.op != theirs.op:
        return f"{mine.op} and {theirs.op}"
    if len(mine.inputs) != len(theirs.inputs):
        return f"{len(mine.inputs)} and {len(theirs.inputs)} operands"
    for place, (one, other) in enumerate(zip(mine.inputs, theirs.inputs, strict=True)):
        if not pairs.match(one, other):
            return f"operand {place} is another"
    for key in {**mine.params, **theirs.params}:
        one, other = mine.params.get(key, _ABSENT), theirs.params.get(key, _ABSENT)
        if not same(one, other):
            return f"{key} is {_or_absent(one)} and {_or_absent(other)}"
    return _of_specs(mine, theirs, pairs)


_ABSENT = object()


def _or_absent(value: Any) -> str:
    return "not given" if value is _ABSENT else shown(value)


def _of_specs(mine: Equation, theirs: Equation, pairs: _Pairs) -> str:
    first, second = [pairs.a.values[n] for n in mine.outputs], [pairs.b.values[n] for n in theirs.outputs]
    if first == second:
        return ""
    return f"the result is {', '.join(map(str, first))} and {', '.join(map(str, second))}"


def _of_results(what: str, a: Graph, b: Graph, mine: Any, theirs: Any, pairs: _Pairs) -> Iterator[str]:
    if len(mine) != len(theirs):
        yield f"the first has {len(mine)} {what}s, the second {len(theirs)}"
        return
    for place, (one, other) in enumerate(zip(mine, theirs, strict=True)):
        if not pairs.match(one, other):
            yield f"{what} {place} differs: {_named(a, one)} in the first, {_named(b, other)} in the second"


def _named(graph: Graph, atom: Atom) -> str:
    return shown(atom.value) if isinstance(atom, Literal) else numbered(graph)(atom)


def same(a: Any, b: Any) -> bool:
    """Whether two values are the same: of one type, and to the bit, so that NaN is NaN and 0.0 is not -0.0."""
    if type(a) is not type(b):
        return False
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(same(a[key], b[key]) for key in a)
    if isinstance(a, slice):
        a, b = (a.start, a.stop, a.step), (b.start, b.stop, b.step)
    if isinstance(a, (tuple, list)):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, (np.ndarray, np.generic)):
        return bool(a.dtype == b.dtype and a.shape == b.shape) and a.tobytes() == b.tobytes()
    if type(a) in {float, complex}:
        return repr(a) == repr(b)
    return bool(a is b or (isinstance(a, PLAIN) and a == b))
