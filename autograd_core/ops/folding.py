"""Methods of ufuncs that fold an array: `reduceat`, and the others where no function of NumPy's has their name.

    >>> import numpy as np, autograd_core as ag
    >>> np.subtract.reduce(ag.Tensor([10.0, 2.0, 3.0])), np.divide.accumulate(ag.Tensor([8.0, 2.0, 2.0]))
    (Tensor(5.), Tensor([8., 4., 2.]))
    >>> np.add.reduceat(ag.Tensor([1.0, 2.0, 4.0, 8.0]), [0, 2])
    Tensor([ 3., 12.])

A chain of subtractions subtracts a sum, one of divisions divides by a product. Other methods of other ufuncs are
refused by name. Not here: those of sums, products and extremes (`reduction`, `cumulative`), `outer` (`creation`).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_core.errors import ShapeError, explain
from autograd_core.ops import reduction
from autograd_core.ops.cumulative import cumprod, cumsum
from autograd_core.ops.indexing import HOLE, scatter
from autograd_core.ops.joining import concatenate, sliced, taken
from autograd_core.ops.movement import array_of, reshape, shape_of
from autograd_core.ops.norms import euclidean_norm
from autograd_core.ops.scans import cummax, cummin, logcumsumexp
from autograd_core.ops.selection import where as select
from autograd_core.registry import FUNCTIONS, constant
from autograd_core.shapes import normal_axis

AnyFunction = Callable[..., Any]


# ------------------------------------------------------------------------------------------ subtractions and divisions


def _chain(name: str, pair: Any, whole: AnyFunction) -> AnyFunction:
    def reduce(
        array: Any, axis: Any = 0, dtype: Any = None, keepdims: bool = False, initial: Any = None, where: Any = None
    ) -> Any:
        array = reduction.typed(array, dtype)
        if initial is not None:
            return pair(initial, whole(array, axis, None, None, keepdims, None, where))
        shape = shape_of(array)
        if where is not None or not isinstance(axis, int) or not shape[axis]:
            given = f"axis={axis}, shape {shape}" + ("" if where is None else ", where= without initial=")
            remedy = "pass one axis that is not empty, or initial="
            raise ShapeError(explain(f"np.{name}.reduce has no number to start from", given, remedy))
        axis = normal_axis(axis, len(shape))
        first = sliced(array, 0, 1, axis)
        first = first if keepdims else reshape(first, shape[:axis] + shape[axis + 1 :])
        return pair(first, whole(sliced(array, 1, None, axis), axis, None, None, keepdims))

    return reduce


def _running(pair: Any, whole: AnyFunction) -> AnyFunction:
    def accumulate(array: Any, axis: int = 0, dtype: Any = None) -> Any:
        array = reduction.typed(array, dtype)
        axis = normal_axis(axis, len(shape_of(array)))
        first = sliced(array, None, 1, axis)
        return concatenate([first, pair(first, whole(sliced(array, 1, None, axis), axis))], axis)

    return accumulate


FUNCTIONS[np.subtract, "reduce"] = _chain("subtract", np.subtract, reduction.sum)
FUNCTIONS[np.divide, "reduce"] = _chain("divide", np.divide, reduction.prod)
FUNCTIONS[np.subtract, "accumulate"] = _running(np.subtract, cumsum)
FUNCTIONS[np.divide, "accumulate"] = _running(np.divide, cumprod)


# ------------------------------------------------------------------------------- lengths, logarithms, numbers or NaN

LN2 = math.log(2)


def _length(
    array: Any, axis: Any = 0, dtype: Any = None, keepdims: bool = False, initial: Any = None, where: Any = None
) -> Any:
    array = reduction.typed(array, dtype)
    y = euclidean_norm(array if where is None else select(where, array, 0), axis, keepdims)
    return y if initial is None else np.hypot(y, initial)


def _binary_sum(array: Any, axis: Any = 0, dtype: Any = None, *, initial: Any = None, **arguments: Any) -> Any:
    start = {} if initial is None else {"initial": initial * LN2}
    return FUNCTIONS[np.logaddexp, "reduce"](reduction.typed(array, dtype) * LN2, axis, **arguments, **start) / LN2


def _binary_sums(array: Any, axis: int = 0, dtype: Any = None) -> Any:
    return logcumsumexp(reduction.typed(array, dtype) * LN2, axis) / LN2


def _past_nan(running: AnyFunction, worst: float) -> AnyFunction:
    """Return the running extreme of what is not NaN, and NaN before the first such number."""

    def accumulate(array: Any, axis: int = 0, dtype: Any = None) -> Any:
        array = reduction.typed(array, dtype)
        missing = np.isnan(array_of(array))
        y = running(select(missing, worst, array), axis)
        return select(np.logical_and.accumulate(missing, axis), np.nan, y)

    return accumulate


FUNCTIONS[np.hypot, "reduce"] = _length
FUNCTIONS[np.logaddexp2, "reduce"], FUNCTIONS[np.logaddexp2, "accumulate"] = _binary_sum, _binary_sums
FUNCTIONS[np.fmax, "accumulate"] = _past_nan(cummax, -np.inf)
FUNCTIONS[np.fmin, "accumulate"] = _past_nan(cummin, np.inf)

constant(
    *[(ufunc, how) for ufunc in (np.logical_and, np.logical_or, np.logical_xor) for how in ("accumulate", "reduceat")]
)


# ---------------------------------------------------------------------------------------------------------- in parts


def _parts(array: Any, indices: Any, axis: int) -> tuple[Any, Any]:
    """Return where each part starts and how long it is: up to the next start, or one element where that is not behind.

    Raises IndexError for a start outside.
    """
    n, starts = shape_of(array)[axis], array_of(indices)
    if np.any((starts < 0) | (starts >= n)):
        remedy = "start each part at an element"
        raise IndexError(explain("reduceat starts outside", f"{starts.tolist()} for {n} elements", remedy))
    return starts, np.maximum(np.append(starts[1:], n) - starts, 1)


def _sums(array: Any, indices: Any, axis: int = 0, dtype: Any = None) -> Any:
    """Return the sum of each part of an axis."""
    array = reduction.typed(array, dtype)
    axis = normal_axis(axis, len(shape_of(array)))
    starts, lengths = _parts(array, indices, axis)
    part = np.repeat(np.arange(len(starts)), lengths)
    within = np.arange(len(part)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    elements = taken(array, starts[part] + within, axis)
    shape = (*elements.shape[:axis], len(starts), *elements.shape[axis + 1 :])
    return scatter(elements, part, shape=shape, template=(*[slice(None)] * axis, HOLE))


def _in_parts(function: AnyFunction, harmless: float) -> AnyFunction:
    """Return the reduction of each part of an axis; parts are made equally long by numbers that do not count."""

    def reduceat(array: Any, indices: Any, axis: int = 0, dtype: Any = None) -> Any:
        array = reduction.typed(array, dtype)
        ndim = len(shape_of(array))
        axis = normal_axis(axis, ndim)
        starts, lengths = _parts(array, indices, axis)
        within = np.arange(np.max(lengths, initial=1))
        counts = within < lengths[:, np.newaxis]
        elements = taken(array, np.where(counts, starts[:, np.newaxis] + within, 0), axis)
        where = counts.reshape(counts.shape + (1,) * (ndim - axis - 1))
        return function(elements, axis + 1, initial=harmless, where=where)

    return reduceat


FUNCTIONS[np.add, "reduceat"] = _sums
FUNCTIONS[np.multiply, "reduceat"] = _in_parts(reduction.prod, 1)
FUNCTIONS[np.maximum, "reduceat"] = _in_parts(reduction.max, -np.inf)
FUNCTIONS[np.minimum, "reduceat"] = _in_parts(reduction.min, np.inf)
FUNCTIONS[np.logaddexp, "reduceat"] = _in_parts(FUNCTIONS[np.logaddexp, "reduce"], -np.inf)
