"""The operations behind running sums, products and extremes: each result comes from the one before.

Their rules run backwards along the axis, all but one by a linear recurrence, s_i = ∂y_i + a_{i+1} · s_{i+1}: without
division, so zeros do no harm, and without growing exponentials. The recurrence is an operation itself.

    >>> import numpy as np, autograd_core as ag
    >>> recurrence(np.array([0.5, 0.5, 0.5]), np.array([8.0, 0.0, 0.0]))
    Tensor([8., 4., 2.])
    >>> ag.grad(lambda x: np.cumprod(x).sum())(np.array([2.0, 0.0, 3.0]))
    array([1., 8., 0.])

All run along one axis. Not here: NumPy's functions and their arguments (`cumulative`).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_core.operation import operation
from autograd_core.ops.reducers import log_share
from autograd_core.registry import example
from autograd_core.shapes import normal_axis

CASES = [example((4,), axis=0), example((3, 4), axis=-2), example((2, 3), axis=1), example((2, 0), axis=1)]


def scanned(function: np.ufunc, x: Any, axis: int) -> Any:
    """Accumulate by a ufunc.

    Raises ShapeError where there is no such axis.
    """
    return function.accumulate(x, axis=normal_axis(axis, np.ndim(x)))


@operation(
    formula="y_i = a_i · y_{i−1} + b_i",
    batched=None,
    examples=[example((4,), (4,)), example((2, 3), (2, 3)), example((0,), (0,))],
)
def recurrence(a: Any, b: Any, /) -> Any:
    """Return the solution of a linear recurrence along the last axis, which starts with y_0 = b_0.

    The cotangent of b is a recurrence again, in the opposite direction.
    """
    y = np.empty_like(b, dtype=np.result_type(a, b))
    steps, factors, terms = (np.moveaxis(array, -1, 0) for array in (y, a, b))
    last: Any = 0
    for i in range(len(steps)):
        last = steps[i] = factors[i] * last + terms[i] if i else terms[0]
    return y


def _backwards(a: Any, g: Any) -> Any:
    """Return s_i = g_i + a_{i+1} · s_{i+1}."""
    ahead = np.concatenate([a[..., :1], a[..., :0:-1]], axis=-1)
    return recurrence.apply(ahead, g[..., ::-1])[..., ::-1]


def _before(y: Any, first: float) -> Any:
    """Return y_{i−1}, and `first` at the start."""
    return np.concatenate([np.full_like(y[..., :1], first), y[..., :-1]], axis=-1)


recurrence.rule("a", lambda g, a, y: _backwards(a, g) * _before(y, 0), formula="∂a_i = ∂b_i · y_{i−1}")
recurrence.rule("b", lambda g, a: _backwards(a, g), formula="∂b_i = ∂y_i + a_{i+1} · ∂b_{i+1}")


@operation(np.cumsum, formula="y_i = x_i + y_{i−1}", batched=None, examples=CASES)
def cumsum(x: Any, /, axis: int) -> Any:
    """Return the running sum along an axis."""
    return scanned(np.add, x, axis)


@cumsum.rule("x", formula="∂x_i = ∂y_i + ∂x_{i+1}")
def _(g: Any, axis: int) -> Any:
    return np.flip(np.cumsum(np.flip(g, axis), axis=axis), axis)


def _along_last(rule: Any) -> Any:
    """Return a rule for any axis, of one for the last."""

    def along_axis(g: Any, x: Any, y: Any, axis: int) -> Any:
        last = len(x.shape) - 1
        if axis in (-1, last):
            return rule(g, x, y)
        return rule(g.swapaxes(axis, last), x.swapaxes(axis, last), y.swapaxes(axis, last)).swapaxes(axis, last)

    return along_axis


@operation(np.cumprod, formula="y_i = x_i · y_{i−1}", batched=None, examples=CASES)
def cumprod(x: Any, /, axis: int) -> Any:
    """Return the running product along an axis."""
    return scanned(np.multiply, x, axis)


@cumprod.rule("x", formula="∂x_i = y_{i−1} · s_i, s_i = ∂y_i + x_{i+1} · s_{i+1}")
@_along_last
def _(g: Any, x: Any, y: Any) -> Any:
    return _before(y, 1) * _backwards(x, g)


@operation(formula="y_i = ln(e^x_i + e^y_{i−1})", batched=None, examples=CASES)
def logcumsumexp(x: Any, /, axis: int = -1) -> Any:
    """Return the logarithm of the running sum of exponentials along an axis, without overflow.

    >>> logcumsumexp([0.0, 0.0])
    Tensor([0.        , 0.69314718])
    """
    return scanned(np.logaddexp, x, axis)


@logcumsumexp.rule("x", formula="∂x_i = e^(x_i − y_i) · s_i, s_i = ∂y_i + e^(y_i − y_{i+1}) · s_{i+1}")
@_along_last
def _(g: Any, x: Any, y: Any) -> Any:
    return log_share(x, y) * _backwards(log_share(_before(y, -np.inf), y), g)


@operation(formula="y_i = max(x_i, y_{i−1})", kink="x_i = y_{i−1}: shared equally", batched=None, examples=CASES)
def cummax(x: Any, /, axis: int = -1) -> Any:
    """Return the largest number so far along an axis.

    >>> cummax([1.0, 3.0, 2.0])
    Tensor([1., 3., 3.])
    """
    return scanned(np.maximum, x, axis)


@operation(formula="y_i = min(x_i, y_{i−1})", kink="x_i = y_{i−1}: shared equally", batched=None, examples=CASES)
def cummin(x: Any, /, axis: int = -1) -> Any:
    """Return the smallest number so far along an axis.

    >>> cummin([2.0, 3.0, 1.0])
    Tensor([2., 2., 1.])
    """
    return scanned(np.minimum, x, axis)


def _of_record_holder(beats: np.ufunc) -> Any:
    def rule(g: Any, x: Any, y: Any) -> Any:
        new, old = x[..., 1:], y[..., :-1]
        stays = np.where(new == old, 0.5, np.where(beats(new, old), 0.0, 1.0)).astype(g.dtype)
        stays = np.concatenate([np.zeros_like(g[..., :1]), stays], axis=-1)
        return (1 - stays) * _backwards(stays, g)

    return _along_last(rule)


for _operation, _beats in {cummax: np.greater, cummin: np.less}.items():
    _formula = "∂x_i = (1 − a_i) · s_i, s_i = ∂y_i + a_{i+1} · s_{i+1}; a_i = 1 where y_i = y_{i−1}, else 0"
    _operation.rule("x", _of_record_holder(_beats), formula=_formula)
