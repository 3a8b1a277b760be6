"""Axes: which equations a kernel can compute, and which axes of their values one loop can go along.

Elementwise equations tie the axes of their operands to those of their result, reductions the axes that they keep, and
views those that they only rename. Axes that are tied together are one axis to a kernel: the batch is one, and the
units of a layer are another, wherever they stand in a shape. An axis of length 1 is none.

    >>> import numpy as np, autograd_core as ag
    >>> graph = ag.trace(lambda x: x - np.sum(x, axis=1)[:, None])(np.ones((2, 3)))
    >>> axes = Axes(graph)
    >>> [axes.of(equation.outputs[0]) for equation in graph.equations]
    [(0,), (0, None), (0, 1)]

Not here: which equations become one kernel (`fusing`).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from autograd_core.graph.native.functions import castable, signature
from autograd_core.graph.primitives import is_elementwise
from autograd_core.graph.structure import Atom, Equation, Graph, Literal, Spec
from autograd_core.registry import OPERATIONS
from autograd_core.shapes import normal_axes

__all__ = ["Axes", "Layout", "Place", "Reduction", "dtypes", "reduction"]

Place = tuple[int | None, ...]
"""The axes of a value, one for each dimension; None for one of length 1."""


LIGHT = 8
"""Steps in which a single number may be computed again by each kernel that wants it."""


class Reduction(NamedTuple):
    """A reduction: what combines two numbers, the reduced dimensions, whether it is a mean."""

    combine: str
    dims: tuple[int, ...]
    mean: bool


class Layout(NamedTuple):
    """Where the elements of a view stand in the array `root`: bytes from its start, and from element to element."""

    root: int
    offset: int
    strides: tuple[int, ...]


COMBINE = {"sum": "add", "mean": "add", "max": "maximum", "min": "minimum", "prod": "multiply"}
SAME = frozenset({"cast", "copy"})
FILLS = frozenset({"broadcast_to", "reshape"})


def reduction(equation: Equation, spec: Spec) -> Reduction:
    """Return what a reduction does with an operand of this shape."""
    dims = normal_axes(equation.params.get("axis"), len(spec.shape))
    return Reduction(COMBINE[equation.op], dims, equation.op == "mean")


def _kind(graph: Graph, atom: Atom) -> np.dtype[Any] | type:
    if isinstance(atom, Literal) and not isinstance(atom.value, np.generic):
        return np.dtype(bool) if isinstance(atom.value, bool) else type(atom.value)
    spec = graph.spec(atom)
    assert spec is not None  # only a Python number has none
    return spec.dtype


def dtypes(graph: Graph, equation: Equation) -> tuple[np.dtype[Any], ...] | None:
    """Return the dtypes of operands and result in which an equation computes; None where it cannot be written."""
    result = graph.values[equation.outputs[0]].dtype
    operands = [_kind(graph, atom) for atom in equation.inputs]
    if equation.op in SAME or (equation.op in FILLS and isinstance(equation.inputs[0], Literal)):
        given = operands[0]
        return (result, result) if isinstance(given, type) or castable(given, result) else None
    if equation.params or not is_elementwise(equation.op):
        return None
    found = signature(equation.op, operands)
    return found if found and castable(found[-1], result) else None


def _reduces(graph: Graph, equation: Equation) -> bool:
    (atom,) = equation.inputs
    if equation.op not in COMBINE or isinstance(atom, Literal) or equation.params.keys() - {"axis", "keepdims"}:
        return False
    given, result = graph.values[atom].dtype, graph.values[equation.outputs[0]].dtype
    if equation.op == "mean" and given != result:
        return False
    kinds = "if" if COMBINE[equation.op] in {"add", "multiply"} else "bif"
    return result.kind in kinds and castable(given, result) and castable(result, result)


def _is_view(equation: Equation) -> bool:
    operation = OPERATIONS.get(equation.op)
    return operation is not None and operation.view and not isinstance(equation.inputs[0], Literal)


class Axes:
    """The axes of the values of a graph, and what each equation is to a kernel."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.computed: set[int] = set()
        """The values that a kernel can compute, and those that only rename the axes of such."""
        self.views: dict[int, Equation] = {}
        """The views, by their value."""
        self._parents: list[int] = []
        self._sizes: list[int] = []
        self._starts: dict[int, int] = {}
        self._layouts: dict[int, Layout | None] = {}
        for equation in graph.equations:
            self._tie(equation)
        self.light = self._light()
        """Single numbers, such as a learning rate, that each kernel computes for itself, by their value."""

    # ------------------------------------------------------------------------------------------------ what can be tied

    def _tie(self, equation: Equation) -> None:
        out = equation.outputs[0]
        if self._is_seen(equation):
            (base,) = equation.reads
            source = self.renamed(out)
            inside = source is not None and base in self.computed
            if inside:
                self.computed.add(out)
            # Two views of an array from outside may be rows and columns of a table; an array itself is what it is.
            if source is not None and (inside or self.graph.values[out] == self.graph.values[base]):
                for dim, other in enumerate(source):
                    if other is not None:
                        self._unite(out, dim, base, other)
        elif self.fits(equation):
            self.computed.add(out)
            for value in equation.reads:
                for dim, other in self._pairs(equation, value):
                    self._unite(value, dim, out, other)

    def _is_seen(self, equation: Equation) -> bool:
        """Take note of a view; what NumPy would copy is none."""
        out = equation.outputs[0]
        if not _is_view(equation):
            return False
        self.views[out] = equation
        if self.layout(out) is None:
            del self.views[out], self._layouts[out]
            return False
        return True

    def fits(self, equation: Equation) -> bool:
        """Whether a kernel can compute an equation at all."""
        values = [*equation.reads, *equation.outputs]
        if len(equation.outputs) > 1 or not all(0 not in self.graph.values[value].shape for value in values):
            return False
        if len(equation.inputs) == 1 and _reduces(self.graph, equation):
            return True
        return dtypes(self.graph, equation) is not None

    def _pairs(self, equation: Equation, value: int) -> list[tuple[int, int]]:
        """Return which dimensions of an operand are those of the result."""
        shape, result = self.graph.values[value].shape, self.graph.values[equation.outputs[0]].shape
        if equation.op in COMBINE:
            dims = reduction(equation, self.graph.values[value]).dims
            kept = [dim for dim in range(len(shape)) if dim not in dims]
            return [(dim, dim if len(result) == len(shape) else k) for k, dim in enumerate(kept)]
        lead = len(result) - len(shape)
        return [(dim, dim + lead) for dim, length in enumerate(shape) if length == result[dim + lead]]

    def _light(self) -> dict[int, Equation]:
        """Return what is computed in a few steps from inputs, and read only by loops or for such."""
        given = {place.value for place in self.graph.inputs} | self.graph.constants.keys()
        depth: dict[int, int] = {}
        found: dict[int, Equation] = {}
        for equation in self.graph.equations:
            out = equation.outputs[0]
            steps = [0 if value in given else depth.get(value, LIGHT) for value in equation.reads]
            single = out in self.computed and out not in self.views and self.graph.values[out].shape == ()
            if single and max(steps, default=0) < LIGHT and equation.op not in COMBINE:
                depth[out], found[out] = max(steps, default=0) + 1, equation
        kept = set(self.graph.results)
        for equation in reversed(self.graph.equations):
            out = equation.outputs[0]
            if out in found and out in kept:
                del found[out]
            if out not in found and not self._is_loop(equation):
                kept.update(equation.reads)
        light: dict[int, Equation] = {}
        for out, equation in found.items():
            if out not in kept and all(value in given or value in light for value in equation.reads):
                light[out] = equation
        return light

    def _is_loop(self, equation: Equation) -> bool:
        out = equation.outputs[0]
        return out in self.computed and out not in self.views and bool(self.space(out))

    # ----------------------------------------------------------------------------------------------------------- union

    def _number(self, value: int, dim: int) -> int:
        if value not in self._starts:
            self._starts[value] = len(self._parents)
            shape = self.graph.values[value].shape
            self._parents += range(len(self._parents), len(self._parents) + len(shape))
            self._sizes += shape
        return self._starts[value] + dim

    def _find(self, number: int) -> int:
        parents = self._parents
        while parents[number] != number:
            parents[number] = number = parents[parents[number]]
        return number

    def _unite(self, value: int, dim: int, other: int, other_dim: int) -> None:
        one, two = self._find(self._number(value, dim)), self._find(self._number(other, other_dim))
        self._parents[max(one, two)] = min(one, two)

    def of(self, value: int) -> Place:
        """Return the axes of a value."""
        shape = self.graph.values[value].shape
        return tuple([None if n == 1 else self._find(self._number(value, dim)) for dim, n in enumerate(shape)])

    def space(self, value: int) -> frozenset[int]:
        """Return the axes of a value as a set."""
        return frozenset([axis for axis in self.of(value) if axis is not None])

    def length(self, axis: int) -> int:
        """Return the length of an axis."""
        return self._sizes[axis]

    def twice(self, value: int) -> bool:
        """Whether a value has one axis twice, so that no loop goes along it."""
        found = [axis for axis in self.of(value) if axis is not None]
        return len(found) != len(set(found))

    # ----------------------------------------------------------------------------------------------------------- views

    def root(self, value: int) -> int:
        """Return the value of which this is a view, or a view of a view, or itself."""
        while value in self.views:
            value = self.views[value].inputs[0]  # type: ignore[assignment]  # `_is_view` wants a value
        return value

    def layout(self, value: int) -> Layout | None:
        """Return where the elements of a value stand in its root; None where NumPy would copy them."""
        if value not in self._layouts:
            chain = [value]
            while chain[-1] in self.views and chain[-1] not in self._layouts:
                chain.append(self.views[chain[-1]].inputs[0])  # type: ignore[arg-type]  # as above
            for number in reversed(chain):
                if number not in self._layouts:
                    self._layouts[number] = self._layout(number)
        return self._layouts[value]

    def _layout(self, value: int) -> Layout | None:
        equation = self.views.get(value)
        if equation is None:
            shape, dtype = self.graph.values[value]
            constant = self.graph.constants.get(value)
            strides = contiguous(shape, dtype.itemsize) if constant is None else np.asarray(constant).strides
            return Layout(value, 0, strides)
        before = self._layouts[equation.inputs[0]]  # type: ignore[index]  # as above
        if before is None:
            return None
        shape, dtype = self.graph.values[equation.inputs[0]]  # type: ignore[index]  # as above
        base = _stand_in(shape, dtype, before.strides)
        found = base and _seen(equation, *base)
        return found and Layout(before.root, before.offset + found[0], found[1])

    def renamed(self, value: int) -> Place | None:
        """Return which dimension of its operand each of a view is, None for a new one; None if it is no renaming."""
        equation = self.views[value]
        shape, dtype = self.graph.values[equation.inputs[0]]  # type: ignore[index]  # as above
        strides = contiguous(shape, dtype.itemsize)
        found = _seen(equation, *_fresh(shape, dtype))
        if found is None or found[0] != 0:
            return None
        known = {(stride, n): dim for dim, (stride, n) in enumerate(zip(strides, shape, strict=True)) if n > 1}
        result = self.graph.values[value].shape
        dims = [
            known.get((stride, n), -1) if stride and n > 1 else None for stride, n in zip(found[1], result, strict=True)
        ]
        return tuple(dims) if -1 not in dims and len(known) == sum(dim is not None for dim in dims) else None

    def is_renamed(self, value: int) -> bool:
        """Whether a value is, step by step, its root under other names for its axes."""
        while value in self.views:
            if value not in self.computed:
                return False
            value = self.views[value].inputs[0]  # type: ignore[assignment]  # as above
        return True

    @cached_property
    def checked(self) -> frozenset[int]:
        """The values, or those that they are views of, of real numbers that are checked for NaN."""
        roots = {self.root(value) for value in self.graph.checks}
        return frozenset([root for root in roots if self.graph.values[root].dtype.kind == "f"])

    @cached_property
    def readers(self) -> Mapping[int, list[Equation]]:
        """The equations that read each value."""
        found: dict[int, list[Equation]] = {}
        for equation in self.graph.equations:
            for value in dict.fromkeys(equation.reads):
                found.setdefault(value, []).append(equation)
        return found


def contiguous(shape: tuple[int, ...], itemsize: int) -> tuple[int, ...]:
    """Return the strides of an array whose elements stand one after the other.

    >>> contiguous((2, 3), 4)
    (12, 4)
    """
    strides = [itemsize]
    for n in reversed(shape[1:]):
        strides.append(strides[-1] * n)
    return tuple(reversed(strides)) if shape else ()


def _fresh(shape: tuple[int, ...], dtype: np.dtype[Any]) -> tuple[Any, int]:
    """Return an array whose memory nothing has touched, so that it costs nothing, and its address."""
    array = np.empty(shape, dtype)
    return array, array.__array_interface__["data"][0]


def _stand_in(shape: tuple[int, ...], dtype: np.dtype[Any], strides: tuple[int, ...]) -> tuple[Any, int] | None:
    """Return an array with these strides and its address; None if it has no elements."""
    if 0 in shape:
        return None
    reach = [stride * (n - 1) for stride, n in zip(strides, shape, strict=True)]
    first = -sum(way for way in reach if way < 0)
    memory = np.empty(first + sum(way for way in reach if way > 0) + dtype.itemsize, np.uint8)
    array = np.ndarray(shape, dtype, memory.data, first, strides)
    return array, array.__array_interface__["data"][0]


def _seen(equation: Equation, array: Any, address: int) -> tuple[int, tuple[int, ...]] | None:
    """Return offset and strides of what a view makes of an array; None where it is a copy."""
    result = OPERATIONS[equation.op].compute((array,), dict(equation.params))
    if not np.may_share_memory(result, array):
        return None
    return result.__array_interface__["data"][0] - address, result.strides
