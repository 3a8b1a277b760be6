"""Running sums, products and extremes, and their opposite, differences, with NumPy's arguments.

    >>> import numpy as np, autograd_core as ag
    >>> ag.grad(lambda x: np.cumsum(x)[1])(np.array([5.0, 6.0, 7.0]))
    array([1., 1., 0.])

Not here: the operations that they record (`scans`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_core.errors import ShapeError, explain
from autograd_core.ops import scans
from autograd_core.ops.elementwise import positive
from autograd_core.ops.indexing import getitem
from autograd_core.ops.joining import concatenate
from autograd_core.ops.movement import astype, broadcast_to, reshape, shape_of
from autograd_core.ops.reduction import no_out
from autograd_core.ops.scans import cummax, cummin, logcumsumexp
from autograd_core.registry import FUNCTIONS, composite, example
from autograd_core.shapes import normal_axis

AnyFunction = Callable[..., Any]

CASES = [example((3, 4)), example((3, 4), axis=0), example((3, 4), 1, "float32"), example(())]


def _scan(operation: Any, a: Any, axis: int | None, dtype: Any, out: None) -> Any:
    no_out(out)
    a = a if dtype is None else astype(a, dtype, copy=False)
    y = operation(reshape(a, -1), 0) if axis is None else operation(a, axis)
    return y if dtype is None else astype(y, dtype, copy=False)  # small integers were promoted


@composite(np.cumsum, examples=CASES)
def cumsum(a: Any, axis: int | None = None, dtype: Any = None, out: None = None) -> Any:
    """Return the running sum along an axis: y_i = a_i + y_{i−1}; of the flattened array if `axis` is None.

    >>> cumsum([1.0, 2.0, 3.0])
    Tensor([1., 3., 6.])

    Raises ShapeError where there is no such axis.
    """
    return _scan(scans.cumsum, a, axis, dtype, out)


@composite(np.cumprod, examples=CASES)
def cumprod(a: Any, axis: int | None = None, dtype: Any = None, out: None = None) -> Any:
    """Return the running product along an axis: y_i = a_i · y_{i−1}; of the flattened array if `axis` is None.

    The gradient is exact for any number of zeros.

    >>> cumprod([1.0, 2.0, 3.0])
    Tensor([1., 2., 6.])

    Raises ShapeError where there is no such axis.
    """
    return _scan(scans.cumprod, a, axis, dtype, out)


def _array_api(
    function: AnyFunction, first: int, x: Any, axis: int | None, dtype: Any, out: None, initial: bool
) -> Any:
    ndim = len(shape_of(x))
    if axis is None and ndim != 1:
        remedy = "pass axis="
        raise ShapeError(
            explain("cumulative functions need an axis", f"axis=None for an array with {ndim} axes", remedy)
        )
    axis = normal_axis(0 if axis is None else axis, ndim)
    y = function(x, axis, dtype, out)
    if not initial:
        return y
    start = np.full((*y.shape[:axis], 1, *y.shape[axis + 1 :]), first, y.dtype)
    return concatenate([start, y], axis)


ARRAY_API_CASES = [example((3,)), example((3, 4), axis=0), example((2, 3), axis=1, include_initial=True)]


@composite(getattr(np, "cumulative_sum", None), examples=ARRAY_API_CASES)
def cumulative_sum(
    x: Any, /, *, axis: int | None = None, dtype: Any = None, out: None = None, include_initial: bool = False
) -> Any:
    """Return the running sum along an axis: y_i = x_i + y_{i−1}; with a 0 before it if `include_initial`.

    >>> cumulative_sum([1.0, 2.0, 3.0], include_initial=True)
    Tensor([0., 1., 3., 6.])

    Raises ShapeError where there is no such axis, or `axis` is None for an array with several.
    """
    return _array_api(cumsum, 0, x, axis, dtype, out, include_initial)


@composite(getattr(np, "cumulative_prod", None), examples=ARRAY_API_CASES)
def cumulative_prod(
    x: Any, /, *, axis: int | None = None, dtype: Any = None, out: None = None, include_initial: bool = False
) -> Any:
    """Return the running product along an axis: y_i = x_i · y_{i−1}; with a 1 before it if `include_initial`.

    >>> cumulative_prod([1.0, 2.0, 3.0], include_initial=True)
    Tensor([1., 1., 2., 6.])

    Raises ShapeError where there is no such axis, or `axis` is None for an array with several.
    """
    return _array_api(cumprod, 1, x, axis, dtype, out, include_initial)


# --------------------------------------------------------------------------------------------------------- differences


@composite(
    np.diff,
    examples=[
        example((5,)),
        example((3, 4), n=2, axis=0),
        example((3,), n=0),
        example((2, 3), 1, 1, 0.5, append=(np.ones((2, 1)))),
    ],
)
def diff(a: Any, n: int = 1, axis: int = -1, prepend: Any = None, append: Any = None) -> Any:
    """Return the differences of neighbours along an axis, n times: y_i = a_{i+1} − a_i.

    >>> diff([1.0, 4.0, 9.0])
    Tensor([3., 5.])

    What is prepended or appended counts where a difference is taken at all. Raises ShapeError where there is no such
    axis, or n is negative.
    """
    if n < 0:
        raise ShapeError(
            explain("differences cannot be taken so often", f"n={n}", "pass a number that is not negative")
        )
    if n == 0:
        return positive(a)
    shape = shape_of(a)
    axis = normal_axis(axis, len(shape))
    edge = (*shape[:axis], 1, *shape[axis + 1 :])
    parts = [broadcast_to(p, edge) if p is not None and len(shape_of(p)) == 0 else p for p in (prepend, a, append)]
    a = concatenate([p for p in parts if p is not None], axis)
    for _ in range(n):
        upper = getitem(a, template=(*[slice(None)] * axis, slice(1, None)))
        lower = getitem(a, template=(*[slice(None)] * axis, slice(None, -1)))
        a = upper != lower if a.dtype == bool else upper - lower
    return a


@composite(np.ediff1d, examples=[example((2, 3)), example((4,), 1.5, (2,))])
def ediff1d(ary: Any, to_end: Any = None, to_begin: Any = None) -> Any:
    """Return the differences of neighbours of the flattened array, between two ends.

    >>> ediff1d([1.0, 4.0, 9.0], to_end=0.0)
    Tensor([3., 5., 0.])
    """
    y = diff(reshape(ary, -1))
    parts = [part for part in (to_begin, y, to_end) if part is not None]
    return concatenate([reshape(astype(part, y.dtype, copy=False), -1) for part in parts])


# ------------------------------------------------------------------------------------------------------ of the ufuncs


def _of_first_axis(function: AnyFunction) -> AnyFunction:
    """Return a running reduction as the method of a ufunc, which runs along the first axis if not told otherwise."""

    def accumulate(array: Any, axis: int = 0, dtype: Any = None) -> Any:
        return function(array if dtype is None else astype(array, dtype, copy=False), axis)

    return accumulate


_ACCUMULATE: dict[np.ufunc, AnyFunction] = {
    np.add: cumsum,
    np.multiply: cumprod,
    np.logaddexp: logcumsumexp,
    np.maximum: cummax,
    np.minimum: cummin,
}
for _ufunc, _function in _ACCUMULATE.items():
    FUNCTIONS[_ufunc, "accumulate"] = _of_first_axis(_function)
