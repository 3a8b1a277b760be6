"""Elementwise operations: arithmetic, powers, exponentials and logarithms.

    >>> import numpy as np, autograd_core as ag
    >>> ag.grad(lambda x: np.sum(np.sqrt(x)))(np.array([1.0, 4.0]))
    array([0.5 , 0.25])

Complex numbers are taken wherever NumPy takes them. Not here: functions of angles (`trigonometry`), what selects
(`selection`).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_core.operation import Operation, operation
from autograd_core.registry import Interval

POSITIVE = Interval(0.2, 3.0)
LN2, LN10 = math.log(2.0), math.log(10.0)


# ---------------------------------------------------------------------------------------------------------- arithmetic


@operation(np.positive, bounded=True, formula="y = x")
def positive(x: Any, /) -> Any:
    """Return the same numbers, as a new result."""


positive.rule("x", lambda g: g, formula="∂x = ∂y")


@operation(np.negative, bounded=True, formula="y = −x")
def negative(x: Any, /) -> Any:
    """Return the numbers of opposite sign."""


negative.rule("x", lambda g: -g, formula="∂x = −∂y")


@operation(np.add, bounded=True, formula="y = x1 + x2")
def add(x1: Any, x2: Any, /) -> Any:
    """Return the sum of two arrays."""


add.rule("x1", lambda g: g, formula="∂x1 = ∂y")
add.rule("x2", lambda g: g, formula="∂x2 = ∂y")


@operation(np.subtract, bounded=True, formula="y = x1 − x2")
def subtract(x1: Any, x2: Any, /) -> Any:
    """Return the difference of two arrays."""


subtract.rule("x1", lambda g: g, formula="∂x1 = ∂y")
subtract.rule("x2", lambda g: -g, formula="∂x2 = −∂y")


@operation(np.multiply, formula="y = x1 · x2")
def multiply(x1: Any, x2: Any, /) -> Any:
    """Return the product of two arrays, element by element."""


multiply.rule("x1", lambda g, x2: g * x2, formula="∂x1 = ∂y · x2")
multiply.rule("x2", lambda g, x1: g * x1, formula="∂x2 = ∂y · x1")


@operation(np.divide, formula="y = x1 / x2", domain=(Interval(-3, 3), POSITIVE))
def divide(x1: Any, x2: Any, /) -> Any:
    """Return the quotient of two arrays, element by element."""


divide.rule("x1", lambda g, x2: g / x2, formula="∂x1 = ∂y / x2")
divide.rule("x2", lambda g, x2, y: -g * (y / x2), formula="∂x2 = −∂y · y / x2")


def _power_slope_base(g: Any, x1: Any, x2: Any) -> Any:
    if isinstance(x2, (int, float, complex)):
        return g * (x2 * x1 ** (x2 - 1)) if x2 else g * 0
    flat = (x2 == 0) & ((x1 == 0) | np.isinf(1 / x1))  # x ** 0 is 1, at 0 as well
    return np.where(flat, 0, g * x2 * np.power(x1, np.where(flat, 1, x2 - 1)))


def _power_slope_exponent(g: Any, x1: Any, x2: Any, y: Any) -> Any:
    flat = (x1 == 0) & (x2 >= 0)
    return np.where(flat, 0, g * y * _log_of_base(x1, flat, y.dtype))


def _log_of_base(x1: Any, flat: Any, dtype: Any) -> Any:
    """Return log x1; of a Python number as a Python number, so that it goes on promoting weakly.

    Where the power is complex, so is the logarithm of a negative number.
    """
    if isinstance(x1, (int, float, complex)):
        if x1 == 0:
            return -math.inf
        found = complex(np.log(complex(x1)))
        return found if dtype.kind == "c" else math.nan if found.imag else found.real
    base = np.where(flat, 1, x1)
    return np.log(base.astype(dtype) if dtype.kind == "c" else base)


def _power_like(function: np.ufunc) -> Callable[[Callable[..., Any]], Operation]:
    return operation(
        function,
        formula="y = x1 ** x2",
        domain=(POSITIVE, Interval(-2, 2)),
        kink="x1 = 0, x2 ≥ 0: ∂x2 = 0",
    )


@_power_like(np.power)
def power(x1: Any, x2: Any, /) -> Any:
    """Return the first array to the power of the second, element by element."""


@_power_like(np.float_power)
def float_power(x1: Any, x2: Any, /) -> Any:
    """Return the first array to the power of the second, at least in double precision."""


for _power in (power, float_power):
    _power.rule("x1", _power_slope_base, formula="∂x1 = ∂y · x2 · x1 ** (x2 − 1)")
    _power.rule("x2", _power_slope_exponent, formula="∂x2 = ∂y · y · log x1")


@operation(np.remainder, formula="y = x1 − ⌊x1 / x2⌋ · x2", domain=(Interval(5.2, 5.8), Interval(2.0, 2.5)))
def remainder(x1: Any, x2: Any, /) -> Any:
    """Return the remainder of division, with the sign of the divisor."""


remainder.rule("x1", lambda g: g, formula="∂x1 = ∂y")
remainder.rule("x2", lambda g, x1, x2: -g * np.floor_divide(x1, x2), formula="∂x2 = −∂y · ⌊x1 / x2⌋")


@operation(np.fmod, formula="y = x1 − trunc(x1 / x2) · x2", domain=(Interval(5.2, 5.8), Interval(2.0, 2.5)))
def fmod(x1: Any, x2: Any, /) -> Any:
    """Return the remainder of division, with the sign of the dividend."""


fmod.rule("x1", lambda g: g, formula="∂x1 = ∂y")
fmod.rule("x2", lambda g, x1, x2: -g * np.trunc(x1 / x2), formula="∂x2 = −∂y · trunc(x1 / x2)")


@operation(np.square, formula="y = x²")
def square(x: Any, /) -> Any:
    """Return the square, element by element."""


square.rule("x", lambda g, x: g * (2 * x), formula="∂x = ∂y · 2x")


@operation(np.reciprocal, formula="y = 1 / x", domain=POSITIVE)
def reciprocal(x: Any, /) -> Any:
    """Return the reciprocal, element by element."""


reciprocal.rule("x", lambda g, y: -g * (y * y), formula="∂x = −∂y · y²")


@operation(np.sqrt, formula="y = √x", domain=POSITIVE)
def sqrt(x: Any, /) -> Any:
    """Return the non-negative square root, element by element."""


sqrt.rule("x", lambda g, y: g / (2 * y), formula="∂x = ∂y / 2y")


@operation(np.cbrt, formula="y = ∛x", domain=POSITIVE)
def cbrt(x: Any, /) -> Any:
    """Return the cube root, element by element."""


cbrt.rule("x", lambda g, y: g / (3 * y * y), formula="∂x = ∂y / 3y²")


# ------------------------------------------------------------------------------------------ exponentials and logarithms


@operation(np.exp, formula="y = eˣ")
def exp(x: Any, /) -> Any:
    """Return the exponential, element by element."""


exp.rule("x", lambda g, y: g * y, formula="∂x = ∂y · y")


@operation(np.exp2, formula="y = 2ˣ")
def exp2(x: Any, /) -> Any:
    """Return 2 to the power of the argument."""


exp2.rule("x", lambda g, y: g * (y * LN2), formula="∂x = ∂y · y · ln 2")


@operation(np.expm1, formula="y = eˣ − 1")
def expm1(x: Any, /) -> Any:
    """Return the exponential minus 1, exact near 0."""


expm1.rule("x", lambda g, x: g * np.exp(x), formula="∂x = ∂y · eˣ")


@operation(np.log, formula="y = ln x", domain=POSITIVE)
def log(x: Any, /) -> Any:
    """Return the natural logarithm, element by element."""


log.rule("x", lambda g, x: g / x, formula="∂x = ∂y / x")


@operation(np.log2, formula="y = log₂ x", domain=POSITIVE)
def log2(x: Any, /) -> Any:
    """Return the logarithm to base 2, element by element."""


log2.rule("x", lambda g, x: g / (x * LN2), formula="∂x = ∂y / (x · ln 2)")


@operation(np.log10, formula="y = log₁₀ x", domain=POSITIVE)
def log10(x: Any, /) -> Any:
    """Return the logarithm to base 10, element by element."""


log10.rule("x", lambda g, x: g / (x * LN10), formula="∂x = ∂y / (x · ln 10)")


@operation(np.log1p, formula="y = ln(1 + x)", domain=Interval(-0.7, 3))
def log1p(x: Any, /) -> Any:
    """Return the logarithm of 1 + x, exact near 0."""


log1p.rule("x", lambda g, x: g / (1 + x), formula="∂x = ∂y / (1 + x)")


def _share(x: Any, y: Any) -> Any:
    """Return x − y, and 0 where both are the same infinity."""
    return np.where(x == y, 0, x - y)


@operation(np.logaddexp, formula="y = ln(e^x1 + e^x2)")
def logaddexp(x1: Any, x2: Any, /) -> Any:
    """Return the logarithm of a sum of exponentials, without overflow."""


logaddexp.rule("x1", lambda g, x1, y: g * np.exp(_share(x1, y)), formula="∂x1 = ∂y · e^(x1 − y)")
logaddexp.rule("x2", lambda g, x2, y: g * np.exp(_share(x2, y)), formula="∂x2 = ∂y · e^(x2 − y)")


@operation(np.logaddexp2, formula="y = log₂(2^x1 + 2^x2)")
def logaddexp2(x1: Any, x2: Any, /) -> Any:
    """Return the logarithm to base 2 of a sum of powers of 2, without overflow."""


logaddexp2.rule("x1", lambda g, x1, y: g * np.exp2(_share(x1, y)), formula="∂x1 = ∂y · 2^(x1 − y)")
logaddexp2.rule("x2", lambda g, x2, y: g * np.exp2(_share(x2, y)), formula="∂x2 = ∂y · 2^(x2 − y)")
