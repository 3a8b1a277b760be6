"""Loops: in which order a nest of loops goes through memory, and where every value lies.

Axes that all arrays of a nest step through as if they were one become one loop; the innermost is gone along vector by
vector. Before its loops are written, a nest is laid out here as plain data.

    >>> import numpy as np, autograd_core as ag
    >>> graph = ag.trace(lambda x, b: np.exp(x + b))(np.ones((4, 8), "f"), np.ones(8, "f"))
    >>> axes = Axes(graph)
    >>> [nest] = gather(axes, graph.equations)
    >>> laid = lay_out(axes, nest, outputs={3}, vector_bytes=32)
    >>> laid.outer, laid.inner, laid.lanes
    ([Loop(axes=(0,), length=4)], [Loop(axes=(1,), length=8)], 8)

Not here: the instructions (`codegen`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property
from math import prod
from typing import Any, NamedTuple

import numpy as np

from autograd_core.graph.native.axes import COMBINE, Axes, contiguous, reduction
from autograd_core.graph.native.nests import AFTER, BEFORE, Nest, gather
from autograd_core.graph.structure import Equation

__all__ = ["SHARED", "Buffer", "LaidOut", "Loop", "gather", "lay_out"]


SHARED = 64
"""Turns from which on a loop may be cut into parts, and the largest number of parts."""


class Loop(NamedTuple):
    """Axes that are gone along as one."""

    axes: tuple[int, ...]
    length: int


class Buffer(NamedTuple):
    """Where a value lies: the array, the bytes from its start, the bytes from one to the next along each axis."""

    root: int
    offset: int
    strides: dict[int, int]
    dtype: np.dtype[Any]

    def step(self, loop: Loop) -> int:
        """Return the bytes from one element to the next along a loop."""
        return self.strides.get(loop.axes[-1], 0)


@dataclass
class LaidOut:
    """A nest with its loops, and with the place in memory of all that it reads and writes."""

    axes: Axes
    nest: Nest
    outer: list[Loop]
    inner: list[Loop]
    lanes: int
    loads: dict[int, Buffer]
    stores: dict[int, Buffer]

    @cached_property
    def turns(self) -> int:
        """How often the innermost loop turns: once for each vector, once more for a rest."""
        return -(-self.inner[-1].length // self.lanes) if self.inner else 1

    @cached_property
    def turns_of_a_row(self) -> int:
        """How many vectors a row has."""
        return self.turns * prod(loop.length for loop in self.inner[:-1])

    @cached_property
    def rows(self) -> int:
        """How many rows there are."""
        return prod(loop.length for loop in self.outer)

    def time(self, equation: Equation) -> int:
        """Return the pass in which an equation is computed; of a reduction, the pass that goes over its operand."""
        when = self.nest.when
        if equation.op not in COMBINE or not self.reduced(equation):
            return when[equation.outputs[0]]
        return max([when.get(self.axes.root(value), 0) for value in equation.reads] + [0])

    def reduced(self, equation: Equation) -> frozenset[int]:
        """Return the axes that a reduction reduces."""
        (value,) = equation.reads
        place = self.axes.of(value)
        dims = reduction(equation, self.axes.graph.values[value]).dims
        return frozenset([axis for dim in dims if (axis := place[dim]) is not None])

    def is_reduction(self, equation: Equation) -> bool:
        """Whether an equation combines several numbers; a sum of one number does not."""
        return equation.op in COMBINE and bool(self.reduced(equation))

    def is_full(self, value: int) -> bool:
        """Whether a value has one number for each turn of all loops."""
        return bool(self.nest.space) and self.axes.space(value) == self.nest.space

    @cached_property
    def passes(self) -> int:
        """How often each row is gone along."""
        times = [self.time(e) for e in self.nest.equations if self._over_rows(e)]
        return max([time + 1 for time in times if time != AFTER], default=0)

    def _over_rows(self, equation: Equation) -> bool:
        values = equation.reads if self.is_reduction(equation) else equation.outputs
        return any(self.is_full(value) for value in values)

    @cached_property
    def _latest(self) -> dict[int, int]:
        found: dict[int, int] = {}
        for equation in self.nest.equations:
            for value in equation.reads:
                for name in (value, self.axes.root(value)):
                    found[name] = max(found.get(name, BEFORE), self.time(equation))
        return found

    def latest_read(self, value: int) -> int:
        """Return the last pass in which a value is read, or BEFORE all if in none."""
        return self._latest.get(value, BEFORE)

    @cached_property
    def is_splittable(self) -> bool:
        """Whether threads can compute a part each: nothing is added up over all rows, no single number wanted."""
        sums = any(time == AFTER for time in self.nest.when.values())
        single = any(not self.axes.space(value) for value in self.stores)
        one_row = self.nest.form.inner is not None and not self.outer
        length = self.outer[0].length if self.outer else self.inner[0].length // self.lanes if self.inner else 0
        return length >= SHARED and not (sums or single or one_row)


def lay_out(axes: Axes, nest: Nest, outputs: AbstractSet[int], vector_bytes: int) -> LaidOut:
    """Return a nest with its loops; `outputs` are the values to be stored."""
    loads = dict(_loads(axes, nest))
    stores = {out: _stored(axes, out) for equation in nest.equations for out in equation.outputs if out in outputs}
    order = _order(axes, nest, stores)
    buffers = [*loads.values(), *stores.values()]
    outer = _collapsed(axes, [axis for axis in order if axis in nest.outer], buffers)
    inner = _collapsed(axes, [axis for axis in order if axis in nest.inner], buffers)
    if nest.form.inner is None:  # no row is reduced: only the innermost loop matters
        outer, inner = inner[:-1], inner[-1:]
    lanes = _lanes(axes, nest, inner[-1].length if inner else 1, vector_bytes)
    return LaidOut(axes, nest, outer, inner, lanes, loads, stores)


def _loads(axes: Axes, nest: Nest) -> Iterable[tuple[int, Buffer]]:
    for equation in nest.equations:
        for value in equation.reads:
            if axes.root(value) not in nest.when:
                layout = axes.layout(value)
                assert layout is not None  # `with_views` takes in only views that can be stepped through
                yield (
                    value,
                    Buffer(layout.root, layout.offset, _by_axis(axes, value, layout.strides), _dtype(axes, value)),
                )


def _stored(axes: Axes, value: int) -> Buffer:
    shape, dtype = axes.graph.values[value]
    return Buffer(value, 0, _by_axis(axes, value, contiguous(shape, dtype.itemsize)), dtype)


def _dtype(axes: Axes, value: int) -> np.dtype[Any]:
    return axes.graph.values[value].dtype


def _by_axis(axes: Axes, value: int, strides: Sequence[int]) -> dict[int, int]:
    return {axis: stride for axis, stride in zip(axes.of(value), strides, strict=True) if axis is not None}


def _order(axes: Axes, nest: Nest, stores: dict[int, Buffer]) -> list[int]:
    """Return the axes from the outermost to the innermost: in the order of a result, so that it is written in order."""
    values = [*stores, *(value for e in nest.equations for value in (*e.outputs, *e.reads))]
    first = next(value for value in values if axes.space(value) == nest.space)
    return [axis for axis in axes.of(first) if axis is not None]


def _collapsed(axes: Axes, order: Sequence[int], buffers: Sequence[Buffer]) -> list[Loop]:
    loops: list[Loop] = []
    for axis in order:
        length = axes.length(axis)
        if loops and all(b.step(loops[-1]) == b.strides.get(axis, 0) * length for b in buffers):
            loops[-1] = Loop((*loops[-1].axes, axis), loops[-1].length * length)
        else:
            loops.append(Loop((axis,), length))
    return loops


def _lanes(axes: Axes, nest: Nest, length: int, vector_bytes: int) -> int:
    """Return how many elements are computed at once: what fits into a register of the machine, of the widest type."""
    sizes = [_dtype(axes, value).itemsize for value in nest.when]
    full = vector_bytes // max(4, *sizes, 4)
    return min(full, 1 << (length - 1).bit_length())
