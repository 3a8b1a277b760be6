"""Reductions that skip NaN: no gradient flows into what is skipped.

    >>> import numpy as np, autograd_core as ag
    >>> ag.grad(np.nanmean)(np.array([1.0, np.nan, 3.0]))
    array([0.5, 0. , 0.5])

Where nothing is left, sums are 0, products 1 and all others NaN, silently. Not here: reductions of all numbers
(`reduction`).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_core.ops import cumulative, reduction
from autograd_core.ops.movement import array_of
from autograd_core.ops.reducers import Axis
from autograd_core.ops.selection import where as select
from autograd_core.registry import FUNCTIONS, composite, example

CASES = [example((3, 4)), example((3, 4), axis=0), example((2, 3), axis=-1, keepdims=True)]


def _chosen(a: Any, where: Any) -> Any:
    """Return where a number counts."""
    valid = ~np.isnan(array_of(a))
    return valid if where is None else valid & array_of(where)


@composite(np.nansum, examples=CASES)
def nansum(
    a: Any,
    axis: Axis = None,
    dtype: Any = None,
    out: None = None,
    keepdims: bool = False,
    initial: Any = None,
    where: Any = None,
) -> Any:
    """Return the sum over some axes, without NaN.

    >>> nansum([1.0, np.nan, 3.0])
    Tensor(4.)
    """
    return reduction.sum(a, axis, dtype, out, keepdims, initial, _chosen(a, where))


@composite(np.nanprod, examples=CASES)
def nanprod(
    a: Any,
    axis: Axis = None,
    dtype: Any = None,
    out: None = None,
    keepdims: bool = False,
    initial: Any = None,
    where: Any = None,
) -> Any:
    """Return the product over some axes, without NaN.

    >>> nanprod([2.0, np.nan, 3.0])
    Tensor(6.)
    """
    return reduction.prod(a, axis, dtype, out, keepdims, initial, _chosen(a, where))


@composite(np.nanmean, examples=CASES)
def nanmean(
    a: Any, axis: Axis = None, dtype: Any = None, out: None = None, keepdims: bool = False, *, where: Any = None
) -> Any:
    """Return the mean over some axes, without NaN.

    >>> nanmean([1.0, np.nan, 3.0])
    Tensor(2.)
    """
    with np.errstate(invalid="ignore"):
        return reduction.mean(a, axis, dtype, out, keepdims, where=_chosen(a, where))


@composite(np.nanvar, examples=[*CASES, example((3, 4), axis=0, ddof=1)])
def nanvar(
    a: Any,
    axis: Axis = None,
    dtype: Any = None,
    out: None = None,
    ddof: float = 0,
    keepdims: bool = False,
    *,
    where: Any = None,
    mean: Any = None,
    correction: float | None = None,
) -> Any:
    """Return the variance over some axes, without NaN.

    >>> nanvar([1.0, np.nan, 3.0])
    Tensor(1.)
    """
    dtype = array_of(a).dtype if dtype is None and array_of(a).dtype.kind == "f" else dtype  # whatever the mean has
    chosen, spread = _chosen(a, where), (dtype, out, ddof, keepdims)
    finite = select(chosen, a, 0)  # the deviations of NaN would be NaN, and infinite slopes would meet a cotangent of 0
    with np.errstate(invalid="ignore", divide="ignore"):
        y = reduction.var(finite, axis, *spread, where=chosen, mean=mean, correction=correction)
    free = np.sum(chosen, axis=axis, keepdims=keepdims) > (ddof if correction is None else correction)
    return y if np.all(free) else select(free, y, np.nan)


@composite(np.nanstd, examples=[*CASES, example((3, 4), axis=0, ddof=1)])
def nanstd(
    a: Any,
    axis: Axis = None,
    dtype: Any = None,
    out: None = None,
    ddof: float = 0,
    keepdims: bool = False,
    *,
    where: Any = None,
    mean: Any = None,
    correction: float | None = None,
) -> Any:
    """Return the standard deviation over some axes, without NaN.

    >>> nanstd([1.0, np.nan, 3.0])
    Tensor(1.)
    """
    return reduction.root(nanvar(a, axis, dtype, out, ddof, keepdims, where=where, mean=mean, correction=correction))


def _extreme(
    function: Any, worst: float, a: Any, axis: Axis, out: None, keepdims: bool, initial: Any, where: Any
) -> Any:
    chosen = _chosen(a, where)
    y = function(select(chosen, a, worst), axis, out, keepdims, initial)
    left = chosen.any(axis=axis, keepdims=keepdims)
    return y if initial is not None or np.all(left) else select(left, y, np.nan)


@composite(np.nanmax, examples=CASES)
def nanmax(
    a: Any, axis: Axis = None, out: None = None, keepdims: bool = False, initial: Any = None, where: Any = None
) -> Any:
    """Return the largest number over some axes, without NaN.

    >>> nanmax([1.0, np.nan, 3.0])
    Tensor(3.)
    """
    return _extreme(reduction.max, -np.inf, a, axis, out, keepdims, initial, where)


@composite(np.nanmin, examples=CASES)
def nanmin(
    a: Any, axis: Axis = None, out: None = None, keepdims: bool = False, initial: Any = None, where: Any = None
) -> Any:
    """Return the smallest number over some axes, without NaN.

    >>> nanmin([1.0, np.nan, 3.0])
    Tensor(1.)
    """
    return _extreme(reduction.min, np.inf, a, axis, out, keepdims, initial, where)


@composite(np.nancumsum, examples=[example((3, 4)), example((3, 4), axis=1)])
def nancumsum(a: Any, axis: int | None = None, dtype: Any = None, out: None = None) -> Any:
    """Return the running sum along an axis, with NaN as 0.

    >>> nancumsum([1.0, np.nan, 3.0])
    Tensor([1., 1., 4.])
    """
    return cumulative.cumsum(select(_chosen(a, None), a, 0), axis, dtype, out)


@composite(np.nancumprod, examples=[example((3, 4)), example((3, 4), axis=1)])
def nancumprod(a: Any, axis: int | None = None, dtype: Any = None, out: None = None) -> Any:
    """Return the running product along an axis, with NaN as 1.

    >>> nancumprod([2.0, np.nan, 3.0])
    Tensor([2., 2., 6.])
    """
    return cumulative.cumprod(select(_chosen(a, None), a, 1), axis, dtype, out)


FUNCTIONS[np.fmax, "reduce"], FUNCTIONS[np.fmin, "reduce"] = map(reduction.of_first_axis, (nanmax, nanmin))
