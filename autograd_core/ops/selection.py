"""Elementwise operations that select: absolute values, extremes, `where`, `clip`, and all that is piecewise constant.

Where two branches meet there is no derivative; the subgradient that is chosen stands in each operation's record.

    >>> import numpy as np, autograd_core as ag
    >>> ag.grad(lambda x: np.sum(np.maximum(x, 0.0)))(np.array([-1.0, 0.0, 2.0]))
    array([0. , 0.5, 1. ])
    >>> ag.maximum.kink
    'x1 = x2: shared equally'

Not here: extremes of a whole axis (`reduction`).
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from autograd_core.operation import Operation, operation
from autograd_core.ops.elementwise import positive
from autograd_core.registry import FUNCTIONS, REAL, Interval, complex_of, composite, constant, example
from autograd_core.values import unwrap


@operation(np.absolute, formula="y = |x|", domain=Interval(0.2, 3), kink="x = 0: 0")
def absolute(x: Any, /) -> Any:
    """Return the absolute value, element by element."""


absolute.rule("x", lambda g, x: g * np.sign(x).conjugate(), formula="∂x = ∂y · sign x̄, where sign x = x / |x|")


@operation(np.fabs, formula="y = |x|", domain=Interval(-3, -0.2), kink="x = 0: 0")
def fabs(x: Any, /) -> Any:
    """Return the absolute value of real numbers, element by element."""


fabs.rule("x", lambda g, x: g * np.sign(x), formula="∂x = ∂y · sign x")


@operation(
    np.copysign,
    formula="y = |x1| · sign x2",
    domain=(Interval(0.2, 3), Interval(-3, -0.2)),
    kink="x1 = 0: ±1",
    constant=["x2"],
)
def copysign(x1: Any, x2: Any, /) -> Any:
    """Return the first array with the signs of the second."""


@copysign.rule("x1", formula="∂x1 = ∂y · sign x1 · sign x2")
def _(g: Any, x1: Any, x2: Any) -> Any:
    return np.where(np.signbit(x1) == np.signbit(x2), g, -g)


# ------------------------------------------------------------------------------------------------------------- extremes


def _of_winner(g: Any, wins: Any, ties: Any) -> Any:
    """Return the cotangent where an operand wins, and half of it where both do."""
    return np.where(ties, g / 2, np.where(wins, g, 0))


@operation(np.maximum, formula="y = max(x1, x2)", bounded=True, kink="x1 = x2: shared equally")
def maximum(x1: Any, x2: Any, /) -> Any:
    """Return the larger of two arrays, element by element; NaN where one is NaN."""


@operation(np.minimum, formula="y = min(x1, x2)", bounded=True, kink="x1 = x2: shared equally")
def minimum(x1: Any, x2: Any, /) -> Any:
    """Return the smaller of two arrays, element by element; NaN where one is NaN."""


@operation(np.fmax, formula="y = max(x1, x2)", kink="x1 = x2: shared equally")
def fmax(x1: Any, x2: Any, /) -> Any:
    """Return the larger of two arrays, element by element; the other where one is NaN."""


@operation(np.fmin, formula="y = min(x1, x2)", kink="x1 = x2: shared equally")
def fmin(x1: Any, x2: Any, /) -> Any:
    """Return the smaller of two arrays, element by element; the other where one is NaN."""


maximum.rule("x1", lambda g, x1, x2: _of_winner(g, x1 > x2, x1 == x2), formula="∂x1 = ∂y where x1 > x2, else 0")
maximum.rule("x2", lambda g, x1, x2: _of_winner(g, x2 > x1, x1 == x2), formula="∂x2 = ∂y where x2 > x1, else 0")
minimum.rule("x1", lambda g, x1, x2: _of_winner(g, x1 < x2, x1 == x2), formula="∂x1 = ∂y where x1 < x2, else 0")
minimum.rule("x2", lambda g, x1, x2: _of_winner(g, x2 < x1, x1 == x2), formula="∂x2 = ∂y where x2 < x1, else 0")


fmax.rule(
    "x1", lambda g, x1, x2: _of_winner(g, (x1 > x2) | np.isnan(x2), x1 == x2), formula="∂x1 = ∂y where x1 > x2, else 0"
)
fmax.rule(
    "x2", lambda g, x1, x2: _of_winner(g, (x2 > x1) | np.isnan(x1), x1 == x2), formula="∂x2 = ∂y where x2 > x1, else 0"
)
fmin.rule(
    "x1", lambda g, x1, x2: _of_winner(g, (x1 < x2) | np.isnan(x2), x1 == x2), formula="∂x1 = ∂y where x1 < x2, else 0"
)
fmin.rule(
    "x2", lambda g, x1, x2: _of_winner(g, (x2 < x1) | np.isnan(x1), x1 == x2), formula="∂x2 = ∂y where x2 < x1, else 0"
)


# ------------------------------------------------------------------------------------------------------- where and clip


@operation(formula="y = x1 where condition, else x2", bounded=True, constant=["condition"])
def where(condition: Any, x1: Any, x2: Any, /) -> Any:
    """Return elements of the first array where the condition holds, else of the second."""
    return np.where(condition, x1, x2)


where.rule("x1", lambda g, condition: np.where(condition, g, 0), formula="∂x1 = ∂y where condition, else 0")
where.rule("x2", lambda g, condition: np.where(condition, 0, g), formula="∂x2 = 0 where condition, else ∂y")


def _where(condition: Any, *branches: Any) -> Any:
    return where(condition, *branches) if branches else np.nonzero(condition)


FUNCTIONS[np.where] = _where


@operation(
    formula="y = min(max(x, low), high)",
    domain=(Interval(-4, 4), Interval(-2, -1), Interval(1, 2)),
    kink="x = low or high: ∂x = ∂y",
)
def clamp(x: Any, low: Any, high: Any, /) -> Any:
    """Limit the values to an interval."""
    return np.clip(x, low, high)


@clamp.rule("x", formula="∂x = ∂y where low ≤ x ≤ high, else 0")
def _(g: Any, x: Any, low: Any, high: Any) -> Any:
    return np.where((low <= x) & (x <= high), g, 0)


@clamp.rule("low", formula="∂low = ∂y where x < low ≤ high, else 0")
def _(g: Any, x: Any, low: Any, high: Any) -> Any:
    return np.where((x < low) & (low <= high), g, 0)


@clamp.rule("high", formula="∂high = ∂y where x > high or low > high, else 0")
def _(g: Any, x: Any, low: Any, high: Any) -> Any:
    return np.where((x > high) | (low > high), g, 0)


_numpy: Any = np
FUNCTIONS[_numpy._core.umath.clip] = clamp  # noqa: SLF001  # what array.clip(t) calls; it has no public name


@composite(np.clip, examples=[example((3, 4), -1.0, 1.5), example((3,), None, 0.5), example((3,), -0.5, None)])
def clip(a: Any, min: Any = None, max: Any = None, *, a_min: Any = None, a_max: Any = None) -> Any:  # noqa: A002  # NumPy's own names
    """Limit the values to the interval from `min` to `max`; None leaves a side open.

    y = min(max(a, min), max). The gradient at an edge is that of the inside. `a_min` and `a_max` are older names.

    >>> clip([1.0, 5.0], 2.0, 4.0)
    Tensor([2., 4.])
    """
    low, high = (a_min if min is None else min), (a_max if max is None else max)
    if low is None and high is None:
        return positive(a)
    ends = _ends(np.result_type(unwrap(a)[0]))
    return clamp(a, ends[0] if low is None else low, ends[1] if high is None else high)


def _ends(dtype: Any) -> tuple[float, float]:
    """Return the smallest and the largest number of a type, as Python numbers, which do not promote."""
    return (np.iinfo(dtype).min, np.iinfo(dtype).max) if dtype.kind in "iu" else (-math.inf, math.inf)


# --------------------------------------------------------------------------------------------------- piecewise constant


def _without_rule(ufunc: np.ufunc, formula: str, domain: Any = REAL) -> Operation:
    """Declare a ufunc through which no gradient flows."""

    def one(x: Any, /) -> Any: ...

    def two(x1: Any, x2: Any, /) -> Any: ...

    declared = one if ufunc.nin == 1 else two
    declared.__name__ = ufunc.__name__
    declared.__doc__ = f"Return {ufunc.__name__} of real numbers, element by element: {formula}."
    declared.__module__ = __name__
    names = ("x",) if ufunc.nin == 1 else ("x1", "x2")
    return operation(ufunc, formula=formula, domain=domain, kink="everywhere: 0", constant=names)(declared)


_sign_of_real = _without_rule(np.sign, "y = sign x")
floor = _without_rule(np.floor, "y = ⌊x⌋")
ceil = _without_rule(np.ceil, "y = ⌈x⌉")
rint = _without_rule(np.rint, "y = x, rounded to even")
trunc = _without_rule(np.trunc, "y = x, rounded toward 0")
floor_divide = _without_rule(np.floor_divide, "y = ⌊x1 / x2⌋", (REAL, Interval(0.2, 3)))
heaviside = _without_rule(np.heaviside, "y = 0, x2 or 1 as x1 <, = or > 0")
greater = _without_rule(np.greater, "y = x1 > x2")
greater_equal = _without_rule(np.greater_equal, "y = x1 ≥ x2")
less = _without_rule(np.less, "y = x1 < x2")
less_equal = _without_rule(np.less_equal, "y = x1 ≤ x2")
equal = _without_rule(np.equal, "y = x1 is x2")
not_equal = _without_rule(np.not_equal, "y = x1 is not x2")
logical_and = _without_rule(np.logical_and, "y = x1 and x2")
logical_or = _without_rule(np.logical_or, "y = x1 or x2")
logical_xor = _without_rule(np.logical_xor, "y = either x1 or x2")
logical_not = _without_rule(np.logical_not, "y = not x")
bitwise_and = _without_rule(np.bitwise_and, "y = x1 & x2")
bitwise_or = _without_rule(np.bitwise_or, "y = x1 | x2")
bitwise_xor = _without_rule(np.bitwise_xor, "y = x1 ^ x2")
left_shift = _without_rule(np.left_shift, "y = x1 · 2^x2")
right_shift = _without_rule(np.right_shift, "y = ⌊x1 / 2^x2⌋")
invert = _without_rule(np.invert, "y = ~x")
isnan = _without_rule(np.isnan, "y = x is NaN")
isinf = _without_rule(np.isinf, "y = x is ±∞")
isfinite = _without_rule(np.isfinite, "y = x is finite")
signbit = _without_rule(np.signbit, "y = x has the sign −")


@composite(np.sign, examples=[example(complex_of((3, 4))), example(complex_of(()))])
def sign(x: Any, /) -> Any:
    """Return the sign, element by element: of real numbers −1, 0 or 1, of complex numbers x / |x|, and 0 of 0.

    Through real numbers no gradient flows, for the sign changes in jumps only. At a complex 0 the gradient is 0.

    >>> sign([-2.0, 0.0]), sign(3.0 + 4.0j)
    (Tensor([-1.,  0.]), Tensor(0.6+0.8j))
    """
    array = unwrap(x)[0]
    if not np.iscomplexobj(array):
        return _sign_of_real(x)
    zero = array == 0
    x = where(zero, 1, x)
    return where(zero, 0, x / absolute(x))


constant(np.allclose, np.array_equal, np.array_equiv, np.isclose)
