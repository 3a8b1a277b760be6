"""Views with other strides: all windows into an array at once.

    >>> import numpy as np, autograd_core as ag
    >>> ag.grad(lambda x: np.lib.stride_tricks.sliding_window_view(x, 2).sum())(np.zeros(4))
    array([1., 2., 2., 1.])

Not here: the windows of convolution and pooling, which have steps and gaps (`windows`).
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.lib import stride_tricks

from autograd_core.operation import operation
from autograd_core.ops.gathering import take
from autograd_core.ops.movement import array_of, reshape, shape_of
from autograd_core.ops.windows import fold
from autograd_core.registry import composite, example

__all__ = ["resize", "sliding_window_view"]

Shape = tuple[int, ...]


@operation(
    stride_tricks.sliding_window_view,
    formula="y[i…, j…] = x[i + j…]",
    batched=None,
    view=True,
    examples=[
        example((5,), window_shape=2),
        example((3, 4), window_shape=(2, 3)),
        example((2, 5), window_shape=3, axis=-1),
        example((6, 2), window_shape=(2, 3), axis=(0, 0)),
    ],
)
def sliding_window_view(
    x: Any, /, window_shape: Any, axis: Any = None, *, subok: bool = False, writeable: bool = False
) -> Any:
    """Return all windows into an array, as a read-only view: the axes of the windows come last.

    Raises ShapeError where a window is longer than its axis.

    >>> sliding_window_view([1.0, 2.0, 3.0], 2)
    Tensor([[1., 2.],
            [2., 3.]])
    """
    return stride_tricks.sliding_window_view(x, window_shape, axis)


@sliding_window_view.rule("x", formula="∂x[m] = Σ ∂y[i…, j…] over i + j = m")
def _(g: Any, x_shape: Shape, window_shape: Any, axis: Any) -> Any:
    ndim = len(x_shape)
    axes = range(ndim) if axis is None else np.atleast_1d(axis) % ndim
    for along in reversed([int(i) for i in axes]):
        g = _added_up(g, along)
    return g


def _added_up(g: Any, axis: int) -> Any:
    """Return the sum of windows along an axis in their places; the last axis is that of the windows."""
    count, window = g.shape[axis], g.shape[-1]
    moved = np.moveaxis(g, (-1, axis), (0, 1))
    rest = moved.shape[2:]
    y = fold.apply(moved.reshape(window, 1, count, math.prod(rest)), shape=(count + window - 1,))
    return np.moveaxis(y.reshape((count + window - 1, *rest)), 0, axis)


@composite(
    np.resize, examples=[example((2, 3), new_shape=(4, 2)), example((3,), 7), example((2, 3), 2), example((0,), 3)]
)
def resize(a: Any, new_shape: Any) -> Any:
    """Return the elements in another shape, repeated from the start where there are too few, cut off where too many.

    Of an array without elements it is 0.

    >>> resize([1.0, 2.0], (2, 3))
    Tensor([[1., 2., 1.],
            [2., 1., 2.]])
    """
    shape = (new_shape,) if isinstance(new_shape, (int, np.integer)) else tuple(new_shape)
    size = math.prod(shape_of(a))
    if not size:
        return reshape(take(np.zeros(1, array_of(a).dtype), np.zeros(math.prod(shape), int)), shape)
    return reshape(take(a, np.arange(math.prod(shape)) % size), shape)
