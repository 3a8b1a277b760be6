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

from autograd_core.errors import DTypeError, explain
from autograd_core.ops.indexing import HOLE, gather
from autograd_core.ops.movement import Shape, array_of, astype, reshape, shape_of, transpose
from autograd_core.ops.reducers import Axis, count
from autograd_core.ops.reduction import mean, no_out
from autograd_core.ops.selection import where as select
from autograd_core.record import Value
from autograd_core.registry import composite, example
from autograd_core.shapes import kept_shape, normal_axes
from autograd_core.values import as_array


def _rows(a: Any, axis: Axis) -> tuple[Any, Shape]:
    """Return the numbers along some axes as the last axis, and the shape with these axes kept."""
    shape = shape_of(a)
    axes = normal_axes(axis, len(shape))
    rest = [i for i in range(len(shape)) if i not in axes]
    moved = transpose(a, (*rest, *axes))
    return reshape(moved, (*[shape[i] for i in rest], count(shape, axes))), kept_shape(shape, axes)


def _at(rows: Any, places: Any) -> Any:
    """Return the number at places of its own in each row: of shape (…, n) at places of shape (q…, …)."""
    grid = np.ogrid[tuple(slice(n) for n in rows.shape[:-1])]
    return gather(rows, *grid, places, template=(HOLE,) * rows.ndim)


def _sorted(rows: Any, order: Any) -> Any:
    grid = np.ogrid[tuple(slice(n) for n in order.shape)]
    return gather(rows, *grid[:-1], order, template=(HOLE,) * order.ndim)


WEIGHTED = {"method": "inverted_cdf", "weights": np.array([1.0, 2.0, 0.5, 1.0, 3.0])}


@composite(
    np.quantile,
    examples=[
        example((3, 5), 0.3, axis=1),
        example((2, 5), np.array([0.1, 0.8]), keepdims=True),
        example((2, 5), np.array([0.1, 0.8]), axis=-1, **WEIGHTED),
    ],
)
def quantile(
    a: Any,
    q: Any,
    axis: Axis = None,
    out: None = None,
    overwrite_input: bool = False,
    method: Any = "linear",
    keepdims: bool = False,
    *,
    weights: Any = None,
) -> Any:
    """Return the value below which the part q of the numbers lies: y = (1 − t) · a_k + t · a_{k+1}, the a_k in order.

    The methods are NumPy's; a gradient flows to `q` where they do not jump. Axes of `q` come first in the result. With
    weights, which have the shape of `a` or of the axis, the method must be "inverted_cdf"; no gradient flows to them.

    Raises DTypeError for complex numbers.

    >>> quantile([3.0, 1.0, 2.0], 0.25)
    Tensor(1.5)
    """
    no_out(out)
    refuse_complex(a)
    return quantile_of(a, q, axis, method, keepdims, weights)


def refuse_complex(a: Any) -> None:
    """Raise DTypeError for complex numbers, as NumPy does but for medians."""
    if np.iscomplexobj(array_of(a)):
        given, remedy = f"dtype {array_of(a).dtype}", "take it of abs(a), a.real or a.imag"
        raise DTypeError(explain("complex numbers have no quantiles", given, remedy))


def quantile_of(
    a: Any, q: Any, axis: Axis, method: Any, keepdims: bool, weights: Any = None, *, skips_nan: bool = False
) -> Any:
    """Return quantiles of real numbers, or of complex ones in their order; NaN counts, or is skipped."""
    rows, shape = _rows(a if array_of(a).dtype.kind in "fc" else astype(a, float), axis)
    order = np.argsort(rows.array, axis=-1, kind="stable")  # NaN last
    ranked = _sorted(rows, order)
    missing = np.isnan(ranked.array)
    n = np.sum(~missing, axis=-1) if skips_nan else np.full(rows.shape[:-1], rows.shape[-1])
    if weights is None:
        y = _between(ranked, q, _places(array_of(q), n, method), n, method)
    else:
        weights = _weights(weights, shape_of(a), axis, order, missing)
        y = _at(ranked, _weighted_places(array_of(q), weights, method))
    if not skips_nan:
        y = select(missing[..., -1], np.nan, y)
    return reshape(y, shape_of(q) + shape) if keepdims else y


def _between(ranked: Any, q: Any, place: Any, n: Any, method: Any) -> Any:
    """Return the numbers at places, by the straight line between the two neighbours of each."""
    low = np.floor(place).astype(int)
    high = np.minimum(low + 1, np.maximum(n - 1, 0))
    parts = array_of(q).dtype
    weak = type(q) in {int, float}
    t: Any = (place - low).astype(ranked.dtype if weak else parts if parts.kind == "f" else float)
    if isinstance(q, Value) and q.node:
        spread = reshape(q - array_of(q), shape_of(q) + (1,) * n.ndim)
        t = t + _ranks_passed(place, n, method).astype(t.dtype) * spread
    below, above = _at(ranked, low), _at(ranked, high)
    return below + (above - below) * t


def _places(q: Any, n: Any, method: Any) -> Any:
    """Return where among n numbers in order the quantiles lie, for each n of an array: NumPy's methods are linear."""
    places = np.zeros(q.shape + n.shape)
    for each in np.unique(n[n > 0]):
        at = np.quantile(np.arange(float(each)), q, method=method)
        places[..., n == each] = np.asarray(at)[..., np.newaxis]
    return places


def _weighted_places(q: Any, weights: Any, method: Any) -> Any:
    """Return where in each row the quantiles lie: at one of its numbers, for the method must be a jumping one."""
    ranks = np.broadcast_to(np.arange(weights.shape[-1]), weights.shape)
    return as_array(np.quantile(ranks, q, axis=-1, method=method, weights=weights)).astype(int)


def _weights(weights: Any, shape: Shape, axis: Axis, order: Any, missing: Any) -> Any:
    """Return the weight of each number in order; 0 for NaN, unless there is nothing else."""
    given = array_of(weights)
    if given.shape != shape:
        given = given.reshape([n if i in normal_axes(axis, len(shape)) else 1 for i, n in enumerate(shape)])
    rows = _rows(np.broadcast_to(given, shape), axis)[0].array
    counted = np.where(missing, 0, np.take_along_axis(rows, order, -1))
    return np.where(missing.all(-1, keepdims=True), 1, counted)


_MORE_RANKS = {"linear": -1.0, "interpolated_inverted_cdf": 0.0, "hazen": 0.0, "weibull": 1.0}
_MORE_RANKS |= {"median_unbiased": 1 / 3, "normal_unbiased": 1 / 4}


def _ranks_passed(place: Any, n: Any, method: str) -> Any:
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
    *,
    weights: Any = None,
) -> Any:
    """Return the value below which `q` percent of the numbers lie: `quantile` of q / 100.

    >>> percentile([3.0, 1.0, 2.0], 25)
    Tensor(1.5)
    """
    return quantile(a, part_of(q, a), axis, out, overwrite_input, method, keepdims, weights=weights)


def part_of(percent: Any, a: Any) -> Any:
    """Return percent / 100, as precise as `a`."""
    given = array_of(a).dtype
    return np.true_divide(percent, given.type(100) if given.kind == "f" else 100)


@composite(
    np.median, examples=[example((3, 4), axis=0), example((3, 4)), example((2, 3, 4), axis=(0, 2), keepdims=True)]
)
def median(a: Any, axis: Axis = None, out: None = None, overwrite_input: bool = False, keepdims: bool = False) -> Any:
    """Return the middle number along some axes, or the mean of the two in the middle.

    Complex numbers are in the order of their real parts; of equal ones, of their imaginary parts.

    >>> median([4.0, 1.0, 2.0, 9.0])
    Tensor(3.)
    """
    no_out(out)
    shape = shape_of(a)
    if not count(shape, normal_axes(axis, len(shape))):
        return mean(a, axis, keepdims=keepdims)  # NaN, with a warning
    return quantile_of(a, 0.5, axis, "linear", keepdims)
