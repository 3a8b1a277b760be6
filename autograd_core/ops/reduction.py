"""Reductions with all of NumPy's arguments: sums, products, means, extremes, variances.

    >>> import numpy as np, autograd_core as ag
    >>> x = np.array([[1.0, 5.0], [3.0, 5.0]])
    >>> ag.grad(lambda x: np.max(x, axis=0).sum())(x)
    array([[0. , 0.5],
           [1. , 0.5]])
    >>> ag.grad(lambda x: np.mean(x, where=x > 2.0))(x)
    array([[0.        , 0.33333333],
           [0.33333333, 0.33333333]])

The functions here fill in what `where`, `initial` and `dtype` ask for; `reducers` has what is recorded. `out=` is taken
by NumPy's functions, such as `np.sum(t, out=y)`. Not here: reductions that skip NaN (`nans`), quantiles (`quantiles`),
running sums (`cumulative`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_core.errors import ShapeError, WriteError, explain
from autograd_core.ops import reducers
from autograd_core.ops.elementwise import POSITIVE, logaddexp, subtract
from autograd_core.ops.movement import Shape, array_of, astype, broadcast_to, reshape, shape_of, transpose
from autograd_core.ops.reducers import Axis, count, logsumexp, squared_size
from autograd_core.ops.selection import maximum, minimum
from autograd_core.ops.selection import where as select
from autograd_core.record import Value
from autograd_core.registry import FUNCTIONS, composite, constant, example
from autograd_core.shapes import kept_shape, normal_axes

AnyFunction = Callable[..., Any]

MASK = np.array([[True, False, True, True], [True, True, True, False], [False, True, True, True]])
MASKED = [example((3, 4), axis=1, where=MASK), example((3, 4), where=MASK[0], keepdims=True)]


def no_out(out: Any) -> None:
    """Refuse `out=` where it is not taken.

    Raises WriteError if it is given.
    """
    if out is not None:
        given = f"out= of type {type(out).__name__}"
        remedy = "pass out= by keyword to NumPy's own function, as in np.sum(t, out=y), or leave it out"
        raise WriteError(explain("out= is not taken here", given, remedy))


def typed(a: Any, dtype: Any) -> Any:
    """Return numbers as the type that a caller names, if any."""
    return a if dtype is None else astype(a, dtype, copy=False)


# ------------------------------------------------------------------------------------------------- sums and products


@composite(
    np.sum, examples=[*MASKED, example((3,), initial=2.0), example((2, 3), 1, "float32"), example((2, 3), axis=(0, 1))]
)
def sum(
    a: Any,
    axis: Axis = None,
    dtype: Any = None,
    out: None = None,
    keepdims: bool = False,
    initial: Any = None,
    where: Any = None,
) -> Any:
    """Return the sum over some axes: y = initial + Σ a, of the elements for which `where` holds.

    >>> sum([[1.0, 2.0], [3.0, 4.0]], axis=0)
    Tensor([4., 6.])

    Raises ShapeError where there is no such axis.
    """
    no_out(out)
    a = typed(a, dtype)
    y = typed(reducers.sum(a if where is None else select(where, a, 0), axis, keepdims), dtype)
    return y if initial is None else y + typed(initial, y.dtype)


@composite(np.prod, examples=[*MASKED, example((3,), initial=2.0), example((2, 3), 1, "float32")])
def prod(
    a: Any,
    axis: Axis = None,
    dtype: Any = None,
    out: None = None,
    keepdims: bool = False,
    initial: Any = None,
    where: Any = None,
) -> Any:
    """Return the product over some axes: y = initial · Π a, of the elements for which `where` holds.

    The gradient is exact for any number of zeros.

    >>> prod([[1.0, 2.0], [3.0, 4.0]], axis=0)
    Tensor([3., 8.])

    Raises ShapeError where there is no such axis.
    """
    no_out(out)
    a = typed(a, dtype)
    y = typed(reducers.prod(a if where is None else select(where, a, 1), axis, keepdims), dtype)
    return y if initial is None else y * typed(initial, y.dtype)


# ----------------------------------------------------------------------------------------------------------- extremes


def _worst(a: Any, largest: bool) -> Any:
    """Return what loses against every other number of the type of `a`."""
    dtype = array_of(a).dtype
    if dtype.kind in "fc":
        return -np.inf if largest else np.inf
    low, high = (False, True) if dtype.kind == "b" else (np.iinfo(dtype).min, np.iinfo(dtype).max)
    return low if largest else high


def _extreme(reduce: Any, pair: Any, a: Any, axis: Axis, keepdims: bool, initial: Any, where: Any) -> Any:
    if where is not None and initial is None:
        remedy = "pass initial=, which is the result where no element is left"
        raise ShapeError(explain(f"{reduce.name} of no numbers has no value", "where= without initial=", remedy))
    if where is not None:
        a = select(where, a, _worst(a, pair is maximum))
    if initial is None:
        return reduce(a, axis, keepdims)
    shape, initial = shape_of(a), astype(initial, array_of(a).dtype, copy=False)
    if count(shape, axis):
        return pair(reduce(a, axis, keepdims), initial)
    axes = normal_axes(axis, len(shape))
    left = kept_shape(shape, axes) if keepdims else tuple(n for i, n in enumerate(shape) if i not in axes)
    return broadcast_to(initial, left)


EXTREMES = [example((3, 4), 0), example((3, 4), axis=1, initial=-9.0), example((0, 3), 0, initial=1.0)]


@composite(np.max, examples=[*EXTREMES, example((3, 4), axis=0, where=MASK, initial=-9.0)])
def max(
    a: Any, axis: Axis = None, out: None = None, keepdims: bool = False, initial: Any = None, where: Any = None
) -> Any:
    """Return the largest number along some axes: y = max a; NaN where one is NaN. Ties share the gradient equally.

    >>> max([[1.0, 4.0], [3.0, 2.0]], axis=1)
    Tensor([4., 3.])

    Raises ShapeError where there is no such axis, or no number and no `initial`.
    """
    no_out(out)
    return _extreme(reducers.max, maximum, a, axis, keepdims, initial, where)


@composite(
    np.min, examples=[example((3, 4), 0), example((3, 4), initial=9.0), example((3, 4), where=MASK, initial=9.0)]
)
def min(
    a: Any, axis: Axis = None, out: None = None, keepdims: bool = False, initial: Any = None, where: Any = None
) -> Any:
    """Return the smallest number along some axes: y = min a; NaN where one is NaN. Ties share the gradient equally.

    >>> min([[1.0, 4.0], [3.0, 2.0]], axis=1)
    Tensor([1., 2.])

    Raises ShapeError where there is no such axis, or no number and no `initial`.
    """
    no_out(out)
    return _extreme(reducers.min, minimum, a, axis, keepdims, initial, where)


@composite(np.ptp, examples=[example((3, 4)), example((3, 4), axis=1, keepdims=True)])
def ptp(a: Any, axis: Axis = None, out: None = None, keepdims: bool = False) -> Any:
    """Return the range of values along some axes: y = max a − min a.

    >>> ptp([1.0, 5.0, 2.0])
    Tensor(4.)
    """
    no_out(out)
    return reducers.max(a, axis, keepdims) - reducers.min(a, axis, keepdims)


# ------------------------------------------------------------------------------------------------ means and variances


def _mean_where(a: Any, axis: Axis, keepdims: bool, where: Any) -> Any:
    a = a if array_of(a).dtype.kind in "fc" else astype(a, float)
    return sum(a, axis, keepdims=keepdims, where=where) / _how_many(a, axis, keepdims, where)


def _how_many(a: Any, axis: Axis, keepdims: bool, where: Any) -> Any:
    """Return the number of elements for which `where` holds, in the type of `a`."""
    array, chosen = array_of(a), array_of(where)
    return np.broadcast_to(chosen, array.shape).sum(axis=axis, keepdims=keepdims, dtype=array.dtype)


@composite(np.mean, examples=[*MASKED, example((2, 3), 1, "float32"), example((2, 3), -1, keepdims=True)])
def mean(
    a: Any, axis: Axis = None, dtype: Any = None, out: None = None, keepdims: bool = False, *, where: Any = None
) -> Any:
    """Return the mean over some axes: y = Σ a / n, of the elements for which `where` holds.

    >>> mean([[1.0, 2.0], [3.0, 4.0]], axis=1)
    Tensor([1.5, 3.5])

    Raises ShapeError where there is no such axis.
    """
    no_out(out)
    a = typed(a, dtype)
    return reducers.mean(a, axis, keepdims) if where is None else _mean_where(a, axis, keepdims, where)


SPREAD = [*MASKED, example((3, 4), axis=0, ddof=1), example((3, 4), axis=1, mean=np.zeros((3, 1)))]


@composite(np.var, examples=[*SPREAD, example((3, 4), correction=1)])
def var(
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
    """Return the variance over some axes: y = Σ |a − mean a|² / (n − ddof).

    `correction` is another name of `ddof`. A `mean` that is given must have its axes kept; a gradient flows into it.

    >>> var([1.0, 3.0]), var([1.0, 3.0], correction=1)
    (Tensor(1.), Tensor(2.))

    Raises ShapeError where there is no such axis.
    """
    no_out(out)
    a, ddof = typed(a, dtype), ddof if correction is None else correction
    if where is None and mean is None:
        return reducers.var(a, axis, ddof, keepdims)
    chosen = True if where is None else where
    center = _mean_where(a, axis, True, chosen) if mean is None else mean
    squares = squared_size(subtract(a, center))
    free = np.maximum(_how_many(squares, axis, keepdims, chosen) - ddof, 0)
    return typed(sum(squares, axis, keepdims=keepdims, where=chosen) / free, dtype)


@composite(np.std, examples=[*SPREAD, example((3, 4), correction=1)])
def std(
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
    """Return the standard deviation over some axes: y = √(Σ |a − mean a|² / (n − ddof)).

    Where it is 0, so is its gradient.
    `correction` is another name of `ddof`. A `mean` that is given must have its axes kept; a gradient flows into it.

    >>> std([1.0, 3.0]), std([2.0, 2.0])
    (Tensor(1.), Tensor(0.))

    Raises ShapeError where there is no such axis.
    """
    no_out(out)
    if where is None and mean is None:
        return reducers.std(typed(a, dtype), axis, ddof if correction is None else correction, keepdims)
    return root(var(a, axis, dtype, None, ddof, keepdims, where=where, mean=mean, correction=correction))


def root(variance: Any) -> Any:
    """Return the square root, with a gradient of 0 where the variance is 0."""
    flat = array_of(variance) == 0
    return select(flat, 0, np.sqrt(select(flat, 1, variance)))


@composite(
    np.average,
    examples=[example((3, 4)), example((3, 4), 1, (4,)), example((3, 4), None, (3, 4), keepdims=True)],
    domain=POSITIVE,
)
def average(a: Any, axis: Axis = None, weights: Any = None, returned: bool = False, *, keepdims: bool = False) -> Any:
    """Return the weighted mean over some axes: y = Σ w a / Σ w; with `returned` also Σ w.

    The weights have the shape of `a`, or, in the order of `axis`, that of the axes.

    >>> average([1.0, 4.0], weights=[3.0, 1.0])
    Tensor(1.75)

    Raises ShapeError where the weights have another shape.
    """
    if weights is None:
        y = mean(a, axis, keepdims=keepdims)
        total = select(True, count(shape_of(a), axis), y * 0)
    else:
        w, a = _weights(shape_of(a), axis, weights), a if isinstance(a, Value) else array_of(a)
        total = sum(broadcast_to(w, shape_of(a)), axis, keepdims=keepdims)
        y = sum(a * w, axis, keepdims=keepdims) / total
    return (y, total) if returned else y


def _weights(shape: Shape, axis: Axis, weights: Any) -> Any:
    """Return the weights with the axes of the numbers that they weigh."""
    given = shape_of(weights)
    if given == shape:
        return weights
    axes = normal_axes(axis, len(shape))
    if axis is None or given != tuple(shape[i] for i in axes):
        remedy = "pass weights of the shape of a, or of the lengths of the axes named"
        raise ShapeError(
            explain("the weights do not fit", f"shape {given} for a of shape {shape}, axis={axis}", remedy)
        )
    order = sorted(range(len(axes)), key=axes.__getitem__)
    spread = tuple(n if i in axes else 1 for i, n in enumerate(shape))
    return reshape(transpose(weights, order), spread)


# ------------------------------------------------------------------------------------------------------ of the ufuncs


def of_first_axis(function: AnyFunction) -> AnyFunction:
    """Return a reduction as the method of a ufunc, which reduces the first axis if not told otherwise."""

    def reduce(array: Any, axis: Axis = 0, **arguments: Any) -> Any:
        return function(array, axis, **arguments)

    return reduce


def _logarithmic_sum(
    a: Any, axis: Axis, dtype: Any = None, keepdims: bool = False, initial: Any = None, where: Any = None
) -> Any:
    a = typed(a, dtype)
    y = logsumexp(a if where is None else select(where, a, -np.inf), axis, keepdims)
    return y if initial is None else logaddexp(y, initial)


_REDUCE: dict[np.ufunc, AnyFunction] = {
    np.add: sum,
    np.multiply: prod,
    np.maximum: max,
    np.minimum: min,
    np.logaddexp: _logarithmic_sum,
}
for _ufunc, _function in _REDUCE.items():
    FUNCTIONS[_ufunc, "reduce"] = of_first_axis(_function)

if hasattr(np, "amax"):
    FUNCTIONS[np.amax], FUNCTIONS[np.amin] = max, min

constant(np.all, np.any, np.argmax, np.argmin, np.count_nonzero, np.nanargmax, np.nanargmin)
constant(*[(ufunc, "reduce") for ufunc in (np.logical_and, np.logical_or, np.logical_xor)])
