"""Windows: what convolution and pooling share, and the two operations that copy windows out and add them up again.

A window of some cells moves over the spatial axes of an array, `strides` cells at a time; `dilation_rate` says how far
apart its cells are. Arrays are laid out (images, *spatial, channels), as in Keras: the channels of a cell, and those of
the neighbours in a row, are then next to each other in memory, so that windows are cheap to read and the products of
convolution are plain matrix products. Decision 0005 has the numbers.

    >>> import numpy as np, autograd_core as ag
    >>> x = np.arange(4.0).reshape(1, 4, 1)
    >>> ag.unfold(x, window=2)[:, 0, :, 0]                                # the first cells of all windows, the second
    Tensor([[0., 1., 2.],
            [1., 2., 3.]])
    >>> ag.grad(lambda x: ag.unfold(x, window=2).sum())(x).ravel()        # in how many windows each cell is
    array([1., 2., 2., 1.])

Not here: products of windows with kernels (`convolution`), and reductions of them (`pooling`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import product
from typing import Any

import numpy as np

from autograd_core.errors import ShapeError, explain, unknown_name
from autograd_core.operation import operation
from autograd_core.ops.movement import moveaxis, shape_of
from autograd_core.ops.padding import pad
from autograd_core.registry import example
from autograd_core.shapes import each_axis, window_counts

__all__ = ["PerAxis", "cells", "fold", "on_channels_last", "padded", "per_axis", "places", "unfold"]

Shape = tuple[int, ...]
Index = tuple[slice, ...]
PerAxis = int | Sequence[int]

AXES = {1: "steps", 2: "height, width", 3: "depth, height, width"}


def cells(x: Any, window: Shape, counts: Shape, strides: Shape, dilation_rate: Shape, lead: int = 1) -> Iterator[Any]:
    """Yield for each cell of the window the view of `x` that it sees, moving over the axes after the first `lead`."""
    for place in places(window, counts, strides, dilation_rate, lead):
        yield x[place]


def places(window: Shape, counts: Shape, strides: Shape, dilation_rate: Shape, lead: int = 1) -> Iterator[Index]:
    """Yield for each cell of the window the index of what it sees, moving over the axes after the first `lead`."""
    before = (slice(None),) * lead
    for offset in product(*map(range, window)):
        steps = zip(offset, counts, strides, dilation_rate, strict=True)
        yield (*before, *[slice(i * d, i * d + (n - 1) * s + 1, s) for i, n, s, d in steps])


# ------------------------------------------------------------------------------------------------------ unfold and fold

_CASES = [
    example((2, 5, 2), window=2),
    example((1, 5, 4, 2), window=(2, 1), strides=(2, 3)),
    example((1, 5, 2), window=2, dilation_rate=3),
    example((0, 3, 2), window=2),
]


@operation(formula="y[j…, n, i…, c] = x[n, i·s + j·d, c]", batched=None, examples=_CASES)
def unfold(x: Any, /, *, window: PerAxis, strides: PerAxis = 1, dilation_rate: PerAxis = 1) -> Any:
    """Return what each cell of a window sees while it moves over the spatial axes: the cells of all windows, copied.

    Shapes: (n, *spatial, c) → (*window, n, *counts, c). Known as im2col.
    Raises ShapeError where the window does not fit.
    """
    shape = x.shape[1:-1]
    window, strides, dilation_rate = per_axis(len(shape), window, strides, dilation_rate)
    counts = window_counts(shape, window, strides, dilation_rate)
    y = np.empty((*window, x.shape[0], *counts, x.shape[-1]), x.dtype)
    for to, seen in zip(_leading(y, len(shape)), cells(x, window, counts, strides, dilation_rate), strict=True):
        to[...] = seen
    return y


@unfold.rule("x", formula="∂x = fold(∂y)")
def _(g: Any, x_shape: Shape, strides: PerAxis, dilation_rate: PerAxis) -> Any:
    return fold.apply(g, shape=x_shape[1:-1], strides=strides, dilation_rate=dilation_rate)


_FOLD_CASES = [
    example((2, 2, 4, 2), shape=(5,)),
    example((2, 1, 1, 2, 2, 2), shape=(5, 4), strides=(2, 3)),
    example((2, 1, 2, 2), shape=(5,), dilation_rate=3),
    example((2, 0, 2, 2), shape=(3,)),
]


@operation(formula="y[n, i·s + j·d, c] = Σ x[j…, n, i…, c]", batched=None, examples=_FOLD_CASES)
def fold(x: Any, /, *, shape: Shape, strides: PerAxis = 1, dilation_rate: PerAxis = 1) -> Any:
    """Return the sum of windows in their places: the transpose of `unfold`, known as col2im.

    Shapes: (*window, n, *counts, c) → (n, *shape, c). Raises ShapeError where `shape` has no such windows.

    >>> fold(np.ones((2, 1, 3, 1)), shape=(4,)).ravel()
    Tensor([1., 2., 2., 1.])
    """
    ndim = len(shape)
    window, counts = x.shape[:ndim], x.shape[ndim + 1 : -1]
    _, strides, dilation_rate = per_axis(ndim, window, strides, dilation_rate)
    if counts != (fitting := window_counts(shape, window, strides, dilation_rate)):
        given = f"{counts} windows of {window} cells for shape={shape}, into which {fitting} fit"
        raise ShapeError(explain("windows do not fit their array", given, "pass the shape that was unfolded"))
    y = np.zeros((x.shape[ndim], *shape, x.shape[-1]), x.dtype)
    for seen, part in zip(cells(y, window, counts, strides, dilation_rate), _leading(x, ndim), strict=True):
        np.add(seen, part, out=seen)
    return y


@fold.rule("x", formula="∂x = unfold(∂y)")
def _(g: Any, x_shape: Shape, strides: PerAxis, dilation_rate: PerAxis) -> Any:
    return unfold.apply(g, window=x_shape[: (len(x_shape) - 2) // 2], strides=strides, dilation_rate=dilation_rate)


def _leading(x: Any, ndim: int) -> Iterator[Any]:
    """Yield the parts of an array along its first `ndim` axes together."""
    return (x[index] for index in np.ndindex(x.shape[:ndim]))


def per_axis(ndim: int, window: PerAxis, strides: PerAxis, dilation_rate: PerAxis) -> tuple[Shape, Shape, Shape]:
    """Return what is said of windows with a number for each axis."""
    return (
        each_axis(window, ndim, "window"),
        each_axis(strides, ndim, "strides"),
        each_axis(dilation_rate, ndim, "dilation_rate"),
    )


# ------------------------------------------------------------------------------- around the public functions of windows


def on_channels_last(x: Any, name: str, ndim: int, data_format: str, function: Callable[[Any, Shape], Any]) -> Any:
    """Apply a function of (array, its spatial shape) that wants channels last to an array in any data format.

    Raises ShapeError where `x` has not `ndim` spatial axes, UnknownNameError for an unknown data format.
    """
    if data_format not in ("channels_last", "channels_first"):
        raise unknown_name("data_format", data_format, ("channels_last", "channels_first"))
    last = data_format == "channels_last"
    shape = shape_of(x)
    if len(shape) != ndim + 2:
        axes = f"(images, {AXES[ndim]}, channels)" if last else f"(images, channels, {AXES[ndim]})"
        remedy = f"pass an array with the {ndim + 2} axes {axes}; add those that are missing with np.expand_dims"
        raise ShapeError(explain(f"{name} takes arrays with other axes", f"shape {shape}", remedy))
    if last:
        return function(x, shape[1:-1])
    return moveaxis(function(moveaxis(x, 1, -1), shape[2:]), -1, 1)


def padded(x: Any, widths: tuple[tuple[int, int], ...], value: Any = 0) -> Any:
    """Return `x` with cells of `value` around its spatial axes; itself where none are added."""
    if not any(map(any, widths)):
        return x
    return pad(x, ((0, 0), *widths, (0, 0)), constant_values=value)
