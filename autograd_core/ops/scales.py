"""Numbers in order, each the one before times the same factor.

    >>> import autograd_core as ag
    >>> ag.geomspace(1.0, 100.0, 3)
    Tensor([  1.,  10., 100.])
    >>> ag.grad(lambda a: ag.geomspace(a, 100.0, 3)[1])(1.0)    # √(100 · a)
    5.0

Not here: numbers at equal distances (`linspace` in `creation`).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_core.errors import ShapeError, explain
from autograd_core.ops.creation import linspace
from autograd_core.ops.elementwise import log10, power
from autograd_core.ops.movement import array_of, astype, expand_dims, moveaxis, reshape, shape_of
from autograd_core.ops.selection import where
from autograd_core.registry import Interval, composite, example

__all__ = ["geomspace", "logspace"]

POSITIVE = Interval(0.3, 2.0)


@composite(
    np.logspace,
    domain=POSITIVE,
    examples=[
        example((), (), 5),
        example((2, 3), (3,), num=4, endpoint=False, axis=-1),
        example((2,), 1.5, 3, base=2.0),
        example((), (), 3, True, ()),
        example((2,), (), 3, True, (2,), axis=1),
    ],
)
def logspace(
    start: Any, stop: Any, num: int = 50, endpoint: bool = True, base: Any = 10.0, dtype: Any = None, axis: int = 0
) -> Any:
    """Return `num` powers of `base` whose exponents lie at equal distances: base^y_i, y from `start` to `stop`.

    The numbers lie along `axis`, the axes of `start`, `stop` and `base` follow.

    >>> logspace(0.0, 2.0, 3)
    Tensor([  1.,  10., 100.])

    Raises ShapeError where `num` is negative or the shapes do not fit.
    """
    if shape_of(base):
        ndim = max(len(shape_of(x)) for x in (start, stop, base))
        start, stop, base = [reshape(x, (1,) * (ndim - len(shape_of(x))) + shape_of(x)) for x in (start, stop, base)]
        base = expand_dims(base, axis)
    y = power(base, linspace(start, stop, num, endpoint, axis=axis))
    return y if dtype is None else astype(y, dtype, copy=False)


@composite(
    np.geomspace,
    domain=POSITIVE,
    examples=[
        example((), (), 5),
        example((2, 3), (3,), num=4, endpoint=False, axis=-1),
        example((2,), 1.5, 1),
        example((2,), (2,), 3, axis=1),
    ],
)
def geomspace(start: Any, stop: Any, num: int = 50, endpoint: bool = True, dtype: Any = None, axis: int = 0) -> Any:
    """Return `num` numbers at equal ratios: y_i = start · (stop / start)^(i / (num − 1)); or / num without the end.

    The numbers lie along `axis`, the axes of `start` and `stop` follow. Complex numbers lie on a spiral.

    >>> geomspace(1.0, 8.0, 4)
    Tensor([1., 2., 4., 8.])

    Raises ShapeError where `num` is negative, an end is 0 or the shapes do not fit.
    """
    if np.any(array_of(start) == 0) or np.any(array_of(stop) == 0):
        given = f"start={array_of(start)} and stop={array_of(stop)}"
        raise ShapeError(explain("0 has no ratio to another number", given, "start and stop at other numbers"))
    common = np.result_type(array_of(start), array_of(stop), float(num), np.zeros((), dtype))
    start, stop = astype(start, common), astype(stop, common)
    sign = np.sign(array_of(start))  # has no influence, but for which of the complex logarithms are taken
    exponents = linspace(log10(start / sign), log10(stop / sign), num, endpoint)
    places = np.arange(num).reshape(-1, *[1] * (exponents.ndim - 1))
    y = where(places == 0, start, power(10.0, exponents) * sign)  # the ends without rounding
    if endpoint and num > 1:
        y = where(places == num - 1, stop, y)
    return moveaxis(y if dtype is None else astype(y, dtype, copy=False), 0, axis)
