"""Pooling in one, two and three dimensions: the largest number in each window, or the mean.

    >>> import numpy as np, autograd_core as ag
    >>> image = np.array([[1.0, 5.0, 2.0, 2.0], [3.0, 0.0, 2.0, 1.0]]).reshape(1, 2, 4, 1)
    >>> ag.max_pool2d(image, 2).ravel(), ag.average_pool2d(image, 2).ravel()
    (Tensor([5., 2.]), Tensor([2.25, 1.75]))
    >>> ag.grad(lambda x: ag.max_pool2d(x, 2).sum())(image)[0, :, :, 0].round(2)     # ties share the gradient equally
    array([[0.  , 1.  , 0.33, 0.33],
           [0.  , 0.  , 0.33, 0.  ]])

Names and defaults are those of Keras. What is added by padding never counts: it is no maximum, and no summand of a
mean. A window is reduced cell by cell, each a view of the whole array. Not here: pooling of whole images, which is
`np.max` and `np.mean` over axes.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from autograd_core.errors import ShapeError, explain
from autograd_core.operation import operation
from autograd_core.ops.assembling import assemble
from autograd_core.ops.movement import array_of
from autograd_core.ops.windows import PerAxis, cells, fold, on_channels_last, padded, per_axis, places, unfold
from autograd_core.registry import composite, example
from autograd_core.shapes import each_axis, window_counts, window_padding, window_spans

__all__ = ["average_pool1d", "average_pool2d", "average_pool3d", "max_pool", "max_pool1d", "max_pool2d", "max_pool3d"]
__all__ += ["sum_pool"]

Shape = tuple[int, ...]

# -------------------------------------------------------------------------------------------------- the two operations

_CASES = [
    example((2, 5, 2), window=2),
    example((1, 5, 4, 2), window=(2, 3), strides=(2, 1)),
    example((1, 6, 2), window=3, strides=2, dilation_rate=2),
    example((1, 5, 4, 2), window=2, strides=2),
    example((0, 3, 1), window=2),
]


def _reduced(pair: Any, x: Any, window: PerAxis, strides: PerAxis, dilation_rate: PerAxis) -> Any:
    """Reduce each window with a function of two arrays that writes into the first."""
    window, strides, rates = per_axis(x.ndim - 2, window, strides, dilation_rate)
    seen = cells(x, window, window_counts(x.shape[1:-1], window, strides, rates), strides, rates)
    y = next(seen).copy(order="C")
    for cell in seen:
        pair(y, cell, out=y)
    return y


@operation(
    formula="y[n, i…, c] = max x[n, i·s + j·d, c] over j", kink="ties: shared equally", batched=None, examples=_CASES
)
def max_pool(x: Any, /, *, window: PerAxis, strides: PerAxis = 1, dilation_rate: PerAxis = 1) -> Any:
    """Return the largest number in each window; NaN where one is NaN.

    Shapes: (n, *spatial, c) → (n, *counts, c). Raises ShapeError where the window does not fit.
    """
    return _reduced(np.maximum, x, window, strides, dilation_rate)


@max_pool.rule("x", formula="∂x = Σ over windows: ∂y / number of ties where x = y, else 0")
def _(g: Any, x: Any, y: Any, window: PerAxis, strides: PerAxis, dilation_rate: PerAxis) -> Any:
    window, strides, rates = per_axis(x.ndim - 2, window, strides, dilation_rate)
    if _is_side_by_side(window, strides, rates):
        where = tuple(places(window, y.shape[1:-1], strides, rates))
        each = [x[place] == y for place in where]
        ties = sum([wins.astype(g.dtype) for wins in each[1:]], each[0].astype(g.dtype))
        share = g / ties
        return assemble.apply(*[np.where(wins, share, 0) for wins in each], shape=x.shape, templates=where)
    wins = unfold.apply(x, window=window, strides=strides, dilation_rate=rates) == y
    ties = np.add.reduce(wins, axis=tuple(range(x.ndim - 2)), dtype=g.dtype)
    parts = np.where(wins, g / ties, 0)
    return fold.apply(parts, shape=x.shape[1:-1], strides=strides, dilation_rate=rates)


@operation(formula="y[n, i…, c] = Σ x[n, i·s + j·d, c] over j", batched=None, examples=_CASES)
def sum_pool(x: Any, /, *, window: PerAxis, strides: PerAxis = 1, dilation_rate: PerAxis = 1) -> Any:
    """Return the sum of each window.

    Shapes: (n, *spatial, c) → (n, *counts, c). Raises ShapeError where the window does not fit.

    >>> sum_pool(np.ones((1, 3, 1)), window=2).ravel()
    Tensor([2., 2.])
    """
    return _reduced(np.add, x, window, strides, dilation_rate)


@sum_pool.rule("x", formula="∂x = Σ over windows: ∂y")
def _(g: Any, x_shape: Shape, window: PerAxis, strides: PerAxis, dilation_rate: PerAxis) -> Any:
    window, strides, rates = per_axis(len(x_shape) - 2, window, strides, dilation_rate)
    if _is_side_by_side(window, strides, rates):
        where = tuple(places(window, g.shape[1:-1], strides, rates))
        return assemble.apply(*[g] * len(where), shape=x_shape, templates=where)
    parts = np.broadcast_to(g, (*window, *g.shape))
    return fold.apply(parts, shape=x_shape[1:-1], strides=strides, dilation_rate=rates)


FEW = 16
"""Cells of a window up to which a rule treats each by itself."""


def _is_side_by_side(window: Shape, strides: Shape, rates: Shape) -> bool:
    """Say whether no cell of the array is in two windows, and these are small: then nothing is to be added up."""
    return math.prod(window) <= FEW and window == strides and all(rate == 1 for rate in rates)


# ---------------------------------------------------------------------------------------------------------- as in Keras

Pairs = tuple[tuple[int, int], ...]
Moves = Mapping[str, Shape]
Pool = Callable[[Any, Pairs, Moves], Any]


def _largest(x: Any, widths: Pairs, moves: Moves) -> Any:
    dtype = array_of(x).dtype
    least = np.iinfo(dtype).min if dtype.kind in "iu" else -np.inf
    return max_pool(padded(x, widths, least), **moves)


def _means(x: Any, widths: Pairs, moves: Moves) -> Any:
    sums = sum_pool(padded(x, widths), **moves)
    if not any(map(any, widths)):
        return sums / math.prod(moves["window"])
    inside = np.ones((1, *array_of(x).shape[1:-1], 1), sums.dtype)
    return sums / sum_pool.apply(np.pad(inside, ((0, 0), *widths, (0, 0))), **moves)


def _pooled(
    pool: Pool,
    name: str,
    ndim: int,
    x: Any,
    pool_size: PerAxis,
    strides: PerAxis | None,
    padding: Any,
    data_format: str,
    rate: PerAxis = 1,
) -> Any:
    """Do what all public functions have in common."""
    window = each_axis(pool_size, ndim, "pool_size")
    steps = window if strides is None else each_axis(strides, ndim, "strides")
    rates = each_axis(rate, ndim, "dilation_rate")
    spans = window_spans(window, rates)

    def apply(x: Any, shape: Shape) -> Any:
        widths = window_padding(padding, shape, spans, steps)
        if any(max(width) >= span for width, span in zip(widths, spans, strict=True)):
            given, remedy = f"padding={padding!r} for a window over {spans}", "pad by less than the window"
            raise ShapeError(explain("a window would see nothing but padding", given, remedy))
        return pool(x, widths, {"window": window, "strides": steps, "dilation_rate": rates})

    return on_channels_last(x, name, ndim, data_format, apply)


@composite(examples=[example((2, 5, 2), 2), example((1, 2, 5), 3, 2, "same", "channels_first")])
def max_pool1d(
    x: Any,
    pool_size: PerAxis,
    strides: PerAxis | None = None,
    padding: Any = "valid",
    data_format: str = "channels_last",
    dilation_rate: PerAxis = 1,
) -> Any:
    """Return the largest number in each window of sequences (n, steps, c): y[n, i, c] = max x[n, i·s + j·d, c] over j.

    Arguments and errors are those of `max_pool2d`.

    >>> max_pool1d(np.array([1.0, 3.0, 2.0, 0.0]).reshape(1, 4, 1), 2).ravel()
    Tensor([3., 2.])
    """
    return _pooled(_largest, "max_pool1d", 1, x, pool_size, strides, padding, data_format, dilation_rate)


@composite(
    examples=[
        example((1, 4, 5, 2), 2),
        example((1, 4, 3, 1), pool_size=(2, 3), strides=1, padding=(1, (0, 2))),
        example((1, 5, 5, 1), 2, 1, dilation_rate=3),
    ]
)
def max_pool2d(
    x: Any,
    pool_size: PerAxis,
    strides: PerAxis | None = None,
    padding: Any = "valid",
    data_format: str = "channels_last",
    dilation_rate: PerAxis = 1,
) -> Any:
    """Return the largest number in each window of images: y[n, i…, c] = max x[n, i·s + j·d, c] over j.

    x             images, (n, height, width, c); (n, c, height, width) with data_format "channels_first"
    pool_size     the size of the window: a number, or one for each axis
    strides       how far the window moves; None: by its size, so that windows lie side by side
    padding       cells around the images that are never the largest: "valid" none, "same" as many as give
                  ⌈size / strides⌉ windows; a number for all sides, or for each axis a number or a pair (before, after)
    dilation_rate how far apart the cells of the window are: a number, or one for each axis

    NaN where one is NaN. Ties share the gradient equally. Raises ShapeError where shapes do not fit or a window would
    see nothing but padding, UnknownNameError for another data format.

    >>> max_pool2d(np.arange(8.0).reshape(1, 2, 4, 1), 2).ravel()
    Tensor([5., 7.])
    """
    return _pooled(_largest, "max_pool2d", 2, x, pool_size, strides, padding, data_format, dilation_rate)


@composite(examples=[example((1, 2, 3, 2, 2), pool_size=(2, 2, 1))])
def max_pool3d(
    x: Any,
    pool_size: PerAxis,
    strides: PerAxis | None = None,
    padding: Any = "valid",
    data_format: str = "channels_last",
    dilation_rate: PerAxis = 1,
) -> Any:
    """Return the largest number in each window of volumes, (n, depth, height, width, c).

    y[n, i…, c] = max x[n, i·s + j·d, c] over j. Arguments and errors are those of `max_pool2d`.

    >>> max_pool3d(np.arange(8.0).reshape(1, 2, 2, 2, 1), 2).ravel()
    Tensor([7.])
    """
    return _pooled(_largest, "max_pool3d", 3, x, pool_size, strides, padding, data_format, dilation_rate)


@composite(examples=[example((2, 5, 2), 2), example((1, 2, 5), 3, 2, "same", "channels_first")])
def average_pool1d(
    x: Any,
    pool_size: PerAxis,
    strides: PerAxis | None = None,
    padding: Any = "valid",
    data_format: str = "channels_last",
) -> Any:
    """Return the mean of each window of sequences, (n, steps, c): y[n, i, c] = Σ x[n, i·s + j, c] / number of cells.

    Arguments and errors are those of `average_pool2d`.

    >>> average_pool1d(np.array([1.0, 3.0, 2.0, 0.0]).reshape(1, 4, 1), 2).ravel()
    Tensor([2., 1.])
    """
    return _pooled(_means, "average_pool1d", 1, x, pool_size, strides, padding, data_format)


@composite(examples=[example((1, 4, 5, 2), 2), example((1, 4, 3, 1), pool_size=(2, 3), strides=1, padding=(1, (0, 2)))])
def average_pool2d(
    x: Any,
    pool_size: PerAxis,
    strides: PerAxis | None = None,
    padding: Any = "valid",
    data_format: str = "channels_last",
) -> Any:
    """Return the mean of each window of images: y[n, i…, c] = Σ x[n, i·s + j, c] / number of cells.

    What padding adds is not counted, as in Keras; PyTorch counts it unless told not to. Otherwise arguments and errors
    are those of `max_pool2d`.

    >>> average_pool2d(np.ones((1, 3, 3, 1)), 2, 1, "same")[0, :, :, 0]
    Tensor([[1., 1., 1.],
            [1., 1., 1.],
            [1., 1., 1.]])
    """
    return _pooled(_means, "average_pool2d", 2, x, pool_size, strides, padding, data_format)


@composite(examples=[example((1, 2, 3, 2, 2), pool_size=(2, 2, 1), strides=1)])
def average_pool3d(
    x: Any,
    pool_size: PerAxis,
    strides: PerAxis | None = None,
    padding: Any = "valid",
    data_format: str = "channels_last",
) -> Any:
    """Return the mean of each window of volumes, (n, depth, height, width, c).

    y[n, i…, c] = Σ x[n, i·s + j, c] / number of cells. Arguments and errors are those of `average_pool2d`.

    >>> average_pool3d(np.arange(8.0).reshape(1, 2, 2, 2, 1), 2).ravel()
    Tensor([3.5])
    """
    return _pooled(_means, "average_pool3d", 3, x, pool_size, strides, padding, data_format)
