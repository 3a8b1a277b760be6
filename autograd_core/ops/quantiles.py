"""Quantiles: of numbers in order, the one at a given part of the way.

    >>> import numpy as np, autograd_core as ag
    >>> ag.grad(np.median)(np.array([4.0, 1.0, 2.0, 9.0]))
    array([0.5, 0. , 0.5, 0. ])

A gradient flows into the one or two numbers that the quantile lies at, and into the part of the way, by the slope
between these two. Not here: means and extremes (`reduction`).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_core.ops.indexing import HOLE, gather
from autograd_core.ops.movement import Shape, array_of, astype, reshape, shape_of, transpose
from autograd_core.ops.reducers import Axis, count
from autograd_core.ops.reduction import no_out
from autograd_core.ops.selection import where as select
from autograd_core.record import Value
from autograd_core.registry import composite, example
from autograd_core.shapes import kept_shape, normal_axes


def _ranked(a: Any, axis: Axis) -> tuple[Any, Shape]:
    """Return the numbers along some axes in ascending order, as the last axis, and the shape with these axes kept."""
    shape = shape_of(a)
    axes = normal_axes(axis, len(shape))
    rest = [i for i in range(len(shape)) if i not in axes]
    moved = transpose(a, (*rest, *axes))
    rows = reshape(moved, (*[shape[i] for i in rest], count(shape, axes)))
    order = np.argsort(rows.array, axis=-1, kind="stable")
    grid = np.ogrid[tuple(slice(n) for n in order.shape)]
    return gather(rows, *grid[:-1], order, template=(HOLE,) * order.ndim), kept_shape(shape, axes)


@composite(np.quantile, examples=[example((3, 5), 0.3, axis=1), example((2, 5), np.array([0.1, 0.8]), keepdims=True)])
def quantile(
    a: Any,
    q: Any,
    axis: Axis = None,
    out: None = None,
    overwrite_input: bool = False,
    method: Any = "linear",
    keepdims: bool = False,
) -> Any:
    """Return the value below which the part q of the numbers lies: y = (1 − t) · a_k + t · a_{k+1}, the a_k in order.

    The methods are NumPy's; a gradient flows to `q` where they do not jump. Axes of `q` come first in the result.

    >>> quantile([3.0, 1.0, 2.0], 0.25)
    Tensor(1.5)
    """
    no_out(out)
    ranked, shape = _ranked(a if array_of(a).dtype.kind == "f" else astype(a, float), axis)
    n = ranked.shape[-1]
    place = np.quantile(np.arange(float(n)), array_of(q), method=method)  # NumPy's methods are linear in the ranks
    low = np.floor(place).astype(int)
    high = np.minimum(low + 1, n - 1)
    parts = array_of(q).dtype
    weak = type(q) in {int, float}
    t: Any = (place - low).astype(ranked.dtype if weak else parts if parts.kind == "f" else float)
    if isinstance(q, Value) and q.node:
        t = t + _ranks_passed(place, n, method).astype(t.dtype) * (q - array_of(q))
    below, above, top = (gather(ranked, np.asarray(i), template=(Ellipsis, HOLE)) for i in (low, high, n - 1))
    y = below + (above - below) * t
    y = select(np.isnan(np.expand_dims(top.array, tuple(range(-t.ndim, 0)))), np.nan, y)
    y = transpose(y, (*range(y.ndim - t.ndim, y.ndim), *range(y.ndim - t.ndim)))
    return reshape(y, t.shape + shape) if keepdims else y


_MORE_RANKS = {"linear": -1.0, "interpolated_inverted_cdf": 0.0, "hazen": 0.0, "weibull": 1.0}
_MORE_RANKS |= {"median_unbiased": 1 / 3, "normal_unbiased": 1 / 4}


def _ranks_passed(place: Any, n: int, method: str) -> Any:
    """Return d place / d q for n numbers: 0 where the method jumps, or has stopped at an end."""
    moves = method in _MORE_RANKS
    stopped = not moves or (method != "linear" and ((place == 0) | (place == n - 1)))
    return np.where(stopped, 0.0, n + _MORE_RANKS.get(method, 0.0))


@composite(np.percentile, examples=[example((3, 5), 30.0, axis=1)])
def percentile(
    a: Any,
    q: Any,
    axis: Axis = None,
    out: None = None,
    overwrite_input: bool = False,
    method: Any = "linear",
    keepdims: bool = False,
) -> Any:
    """Return the value below which `q` percent of the numbers lie: `quantile` of q / 100.

    >>> percentile([3.0, 1.0, 2.0], 25)
    Tensor(1.5)
    """
    given = array_of(a).dtype
    part = np.true_divide(q, given.type(100) if given.kind == "f" else 100)
    return quantile(a, part, axis, out, overwrite_input, method, keepdims)


@composite(
    np.median, examples=[example((3, 4), axis=0), example((3, 4)), example((2, 3, 4), axis=(0, 2), keepdims=True)]
)
def median(a: Any, axis: Axis = None, out: None = None, overwrite_input: bool = False, keepdims: bool = False) -> Any:
    """Return the middle number along some axes, or the mean of the two in the middle.

    >>> median([4.0, 1.0, 2.0, 9.0])
    Tensor(3.)
    """
    return quantile(a, 0.5, axis, out, overwrite_input, "linear", keepdims)
