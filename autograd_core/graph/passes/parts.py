"""Sums of parts: what is added up where nothing overlaps is put in its place instead.

The gradient of an array of which several places are read is a sum of arrays, each zero but for one place.

    >>> import numpy as np, autograd_core as ag
    >>> graph = ag.trace(ag.grad(lambda x: np.sin(x[:2]) @ np.exp(x[2:])))(np.ones(4))
    >>> [equation.op for equation in graph.equations if equation.op in {"scatter", "add"}]
    ['scatter', 'scatter', 'add']
    >>> from autograd_core.graph.passes.dead import without_dead_code
    >>> after = without_dead_code(with_parts_assembled(graph))
    >>> [equation.op for equation in after.equations if equation.op in {"scatter", "add", "assemble"}]
    ['add', 'add', 'assemble']

Adding zeros changes one number: -0.0 + 0.0 is 0.0. So 0.0 is added to each part, unless it is such a sum already; a
kernel does that on the way. Then the results are the same to the bit, whatever the order was. Where anything else is
added among the parts, the order counts, and the sum stays. Not here: places that arrays of integers name, which may
overlap.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from autograd_core.graph.structure import Atom, Equation, Graph, Literal, Spec

__all__ = ["with_parts_assembled"]


def with_parts_assembled(graph: Graph) -> Graph:
    """Return the graph with an `assemble` for each sum of `scatter`s to places that do not overlap."""
    scatters = {e.outputs[0]: e for e in graph.equations if e.op == "scatter" and _is_place(e)}
    sums = _sums(graph, scatters) if len(scatters) > 1 else {}
    parts = {value: [scatters[leaf] for leaf in _leaves(value, sums)] for value in _outermost(sums)}
    parts = {value: each for value, each in parts.items() if _is_apart(graph.values[value].shape, each)}
    if not parts:
        return graph
    making = _Making(graph)
    for equation in graph.equations:
        making.add(equation, parts.get(equation.outputs[0]))
    return graph.changed(equations=tuple(making.equations), values=tuple(making.values))


def _is_place(equation: Equation) -> bool:
    """Whether a scatter puts an array at an index of slices and integers."""
    template, (first, *indices) = equation.params["template"], equation.inputs
    axes = template if isinstance(template, tuple) else (template,)
    basic = all(part is Ellipsis or isinstance(part, (int, slice)) for part in axes)
    return basic and not indices and not isinstance(first, Literal)


def _sums(graph: Graph, scatters: dict[int, Equation]) -> dict[int, Sequence[int]]:
    """Return the values that are sums of nothing but scatters, each with its two summands."""
    uses = Counter(value for equation in graph.equations for value in equation.reads)
    uses.update(graph.results)
    sums: dict[int, Sequence[int]] = {}
    for equation in graph.equations:
        if equation.op != "add" or equation.params:
            continue
        value, summands = equation.outputs[0], list(equation.reads)
        known = all(each in scatters or (each in sums and uses[each] == 1) for each in summands)
        alike = all(graph.values[each] == graph.values[value] for each in summands)
        if len(summands) == 2 and known and alike:
            sums[value] = summands
    return sums


def _outermost(sums: dict[int, Sequence[int]]) -> list[int]:
    """Return the sums that are not part of another."""
    inner = {summand for summands in sums.values() for summand in summands}
    return [value for value in sums if value not in inner]


def _leaves(value: int, sums: dict[int, Sequence[int]]) -> Iterator[int]:
    """Yield what is added up in a sum, in order."""
    stack = [value]
    while stack:
        value = stack.pop()
        if value in sums:
            stack += reversed(sums[value])
        else:
            yield value


def _is_apart(shape: tuple[int, ...], scatters: Sequence[Equation]) -> bool:
    """Whether no two places have an element in common; axes that all of them take whole do not matter."""
    places = [_per_axis(equation.params["template"], len(shape)) for equation in scatters]
    matters = [any(part != slice(None) for part in parts) for parts in zip(*places, strict=True)]
    taken = np.zeros([n if matter else min(n, 1) for n, matter in zip(shape, matters, strict=True)], bool)
    for place in places:
        if taken[place].any():
            return False
        taken[place] = True
    return True


def _per_axis(template: Any, ndim: int) -> tuple[Any, ...]:
    """Return an index as a slice or integer for each axis.

    >>> _per_axis((0, Ellipsis), 3)
    (0, slice(None, None, None), slice(None, None, None))
    """
    parts = template if isinstance(template, tuple) else (template,)
    start = next((k for k, part in enumerate(parts) if part is Ellipsis), len(parts))
    before, after = parts[:start], parts[start + 1 :]
    return (*before, *[slice(None)] * (ndim - len(before) - len(after)), *after)


class _Making:
    """A graph in the making, in which sums give way to what is assembled."""

    def __init__(self, graph: Graph) -> None:
        self.values: list[Spec] = list(graph.values)
        self.equations: list[Equation] = []
        self._positive: set[int] = set()  # values without a zero that is negative

    def add(self, equation: Equation, parts: Sequence[Equation] | None) -> None:
        """Add an equation, or what is assembled of `parts` in its place."""
        if parts is None:
            self.equations.append(equation)
            if equation.op == "add" and any(_is_zero(atom) for atom in equation.inputs):
                self._positive.update(equation.outputs)
            return
        operands = [self._without_negative_zeros(scatter) for scatter in parts]
        params = {
            "shape": self.values[equation.outputs[0]].shape,
            "templates": tuple([scatter.params["template"] for scatter in parts]),
        }
        self.equations.append(equation.changed(op="assemble", inputs=tuple(operands), params=params))
        self._positive.update(equation.outputs)

    def _without_negative_zeros(self, scatter: Equation) -> int:
        """Return what a scatter puts in its place, after 0.0 was added to it."""
        (value,) = scatter.reads
        spec = self.values[value]
        if value in self._positive or spec.dtype.kind not in "fc":
            return value
        self.values.append(spec)
        new = len(self.values) - 1
        self.equations.append(scatter.changed(op="add", inputs=(value, Literal(0.0)), outputs=(new,), params={}))
        return new


def _is_zero(atom: Atom) -> bool:
    return isinstance(atom, Literal) and type(atom.value) is float and atom.value == 0 and not np.signbit(atom.value)
