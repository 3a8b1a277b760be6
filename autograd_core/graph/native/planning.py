"""Planning: what a kernel reads and writes, which of it may be the same array, how much work it is.

    >>> import numpy as np, autograd_core as ag
    >>> from autograd_core.graph.native.fusing import fuse
    >>> graph = ag.trace(lambda w, g: w - 0.1 * g)(np.ones(4), np.ones(4))
    >>> [group] = fuse(graph).groups
    >>> laid = plan(Axes(graph), group, vector_bytes=32)
    >>> laid.outputs, laid.inputs, sorted(may_share(laid))
    ((3,), (1, 0), [(3, 0), (3, 1)])

Not here: loops (`loops`) and code (`codegen`).
"""

from __future__ import annotations

from collections.abc import Iterator
from math import prod
from typing import NamedTuple

from autograd_core.graph.native.axes import Axes, contiguous
from autograd_core.graph.native.loops import LaidOut, lay_out
from autograd_core.graph.native.nests import gather
from autograd_core.graph.schedule import Group

__all__ = ["Plan", "in_step", "may_share", "microseconds", "own_strides", "plan"]


class Plan(NamedTuple):
    """A kernel before it is written.

    outputs  the values it writes
    inputs   the values it reads
    between  the values that one of its nests writes for another
    nests    its nests, in order
    checked  the values to be checked for NaN
    """

    outputs: tuple[int, ...]
    inputs: tuple[int, ...]
    between: tuple[int, ...]
    nests: tuple[LaidOut, ...]
    checked: frozenset[int]

    @property
    def is_splittable(self) -> bool:
        """Whether several threads can compute a part each: no nest waits for another, and one can be cut.

        The nests that cannot be cut are left to the last part.
        """
        made = {value for nest in self.nests for value in nest.stores}
        waits = any(buffer.root in made for nest in self.nests for buffer in nest.loads.values())
        return not waits and any(nest.is_splittable for nest in self.nests)


def plan(axes: Axes, group: Group, vector_bytes: int) -> Plan:
    """Return the plan of a group of the kind KERNEL, for vectors of so many bytes."""
    nests = gather(axes, group.equations, group.outputs)
    made = [frozenset(nest.when) for nest in nests]
    reads = [frozenset(axes.root(v) for e in nest.equations for v in e.reads) for nest in nests]
    crossing = {v for k, mine in enumerate(made) for j, read in enumerate(reads) if j != k for v in mine & read}
    between = crossing - set(group.outputs) - axes.light.keys()
    wanted = between | set(group.outputs)
    laid = tuple([lay_out(axes, nest, wanted, vector_bytes) for nest in nests])
    return Plan(group.outputs, group.inputs, tuple(sorted(between)), laid, axes.checked)


def may_share(plan: Plan) -> frozenset[tuple[int, int]]:
    """Return the pairs of an output and an input that may be one array.

    Both have one shape and dtype, only one nest reads the input, and it writes no element before it
    has read it for the last time.
    """
    return frozenset(_shared(plan))


def _shared(plan: Plan) -> Iterator[tuple[int, int]]:
    for nest in plan.nests:
        others = {b.root for other in plan.nests if other is not nest for b in other.loads.values()}
        for output in set(plan.outputs) & nest.stores.keys():
            for value in set(plan.inputs) - others:
                if in_step(nest, output, value):
                    yield output, value


def in_step(nest: LaidOut, output: int, value: int) -> bool:
    """Whether an input is always read at the place of the output, and not in a pass after that which writes it."""
    stored = nest.stores[output]
    found = [buffer for buffer in nest.loads.values() if buffer.root == value]
    if not found or nest.axes.space(output) != nest.nest.space:
        return False
    values = nest.axes.graph.values
    spec, other = values[output], values[value]
    constant = value in nest.axes.graph.constants
    same = all(buffer.offset == 0 and buffer.strides == stored.strides for buffer in found)
    reads = [number for number in nest.loads if nest.loads[number].root == value]
    last = max(nest.latest_read(number) for number in reads)
    return spec == other and same and not constant and last <= nest.nest.when[output]


# What an element costs in nanoseconds, measured on one core of a server processor with 64-byte vectors in float32.
CHEAP, SLOW, CURVED, MOVED = 0.03, 0.2, 0.5, 0.03
SLOWER = frozenset({"divide", "sqrt", "reciprocal", "remainder", "fmod", "floor_divide"})
ARITHMETIC = frozenset(
    (
        *("absolute", "add", "cast", "ceil", "clamp", "copy", "copysign", "equal", "fabs", "floor", "greater"),
        *("greater_equal", "isfinite", "isinf", "isnan", "less", "less_equal", "max", "maximum", "mean", "min"),
        *("minimum", "multiply", "negative", "not_equal", "positive", "rint", "sign", "square", "subtract", "sum"),
        *("trunc", "where"),
    )
)


def microseconds(plan: Plan, *, shared: bool = False) -> float:
    """Return about how long a kernel takes on one core: either the arithmetic or the memory is what it waits for.

    shared  only of what can be shared by threads
    """
    return sum(_microseconds(nest) for nest in plan.nests if nest.is_splittable or not shared)


def _microseconds(nest: LaidOut) -> float:
    size = nest.rows * prod(loop.length for loop in nest.inner)
    full = [e for e in nest.nest.equations if any(map(nest.is_full, (*e.outputs, *e.reads)))]
    names = [equation.op.removeprefix("np.") for equation in full]
    work = sum(CHEAP if name in ARITHMETIC else SLOW if name in SLOWER else CURVED for name in names)
    buffers = [*nest.loads.items(), *nest.stores.items()]
    moved = sum(MOVED * buffer.dtype.itemsize for value, buffer in buffers if nest.is_full(value))
    return size * max(work, moved) / 1000


def own_strides(axes: Axes, value: int) -> tuple[int, ...] | None:
    """Return the strides that a kernel takes for granted if they are not those of an array in C order."""
    shape, dtype = axes.graph.values[value]
    layout = None if value in axes.views else axes.layout(value)
    if layout is None or layout.strides == contiguous(shape, dtype.itemsize):
        return None
    return layout.strides
