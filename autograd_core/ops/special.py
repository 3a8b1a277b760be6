"""Special functions that NumPy lacks: the error function, its complement, and x · log y.

    >>> import autograd_core as ag
    >>> ag.erf([0.0, 1.0]), ag.erfc(20.0)
    (Tensor([0.        , 0.84270079]), Tensor(5.39586561e-176))

The error function follows W. J. Cody, Rational Chebyshev approximations for the error function, Mathematics of
Computation 23 (1969): three quotients of polynomials, for small, middle and large x, each to full double precision.

Not here: activation functions built on these (`activation`).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from autograd_core.errors import DTypeError, explain
from autograd_core.operation import operation
from autograd_core.registry import Interval
from autograd_core.values import as_array

__all__ = ["erf", "erfc", "xlogy"]

SMALL, LARGE = 0.46875, 4.0  # where Cody changes from one quotient to the next
HUGE = 30.0  # from here on erfc is 0 in double precision
ROOT_PI = math.sqrt(math.pi)
SLOPE = 2 / ROOT_PI

# Numerator and denominator, highest power first. Small: in x². Middle: in x. Large: in 1/x².
_SMALL = (
    (1.85777706184603153e-1, 3.16112374387056560, 1.13864154151050156e2, 3.77485237685302021e2, 3.20937758913846947e3),
    (1.0, 2.36012909523441209e1, 2.44024637934444173e2, 1.28261652607737228e3, 2.84423683343917062e3),
)
_MIDDLE = (
    (
        2.15311535474403846e-8,
        5.64188496988670089e-1,
        8.88314979438837594,
        6.61191906371416295e1,
        2.98635138197400131e2,
        8.81952221241769090e2,
        1.71204761263407058e3,
        2.05107837782607147e3,
        1.23033935479799725e3,
    ),
    (
        1.0,
        1.57449261107098347e1,
        1.17693950891312499e2,
        5.37181101862009858e2,
        1.62138957456669019e3,
        3.29079923573345963e3,
        4.36261909014324716e3,
        3.43936767414372164e3,
        1.23033935480374942e3,
    ),
)
_LARGE = (
    (
        1.63153871373020978e-2,
        3.05326634961232344e-1,
        3.60344899949804439e-1,
        1.25781726111229246e-1,
        1.60837851487422766e-2,
        6.58749161529837803e-4,
    ),
    (
        1.0,
        2.56852019228982242,
        1.87295284992346725,
        5.27905102951428412e-1,
        6.05183413124413191e-2,
        2.33520497626869185e-3,
    ),
)

Quotient = tuple[Sequence[float], Sequence[float]]


def _quotient(x: Any, coefficients: Quotient) -> Any:
    above, below = (_polynomial(x, powers) for powers in coefficients)
    return above / below


def _polynomial(x: Any, coefficients: Sequence[float]) -> Any:
    """Horner's rule."""
    y = coefficients[0] * x + coefficients[1]
    for c in coefficients[2:]:
        y *= x
        y += c
    return y


def _gauss(x: Any) -> Any:
    """Return exp(−x²); x is split in two, the first part with an exact square, so that rounding is not amplified."""
    head = np.trunc(x * 16) / 16
    return np.exp(-head * head) * np.exp(-(x - head) * (x + head))


def _small(x: Any) -> Any:
    """Return erf x for |x| ≤ SMALL."""
    return x * _quotient(x * x, _SMALL)


def _middle(x: Any) -> Any:
    """Return erfc x for SMALL < x ≤ LARGE."""
    return _gauss(x) * _quotient(x, _MIDDLE)


def _large(x: Any) -> Any:
    """Return erfc x for x > LARGE."""
    x = np.minimum(x, HUGE)
    z = 1 / (x * x)
    return _gauss(x) * (1 / ROOT_PI - z * _quotient(z, _LARGE)) / x


def _real(x: Any) -> Any:
    """Return x in a floating-point type of at least single precision, as an array.

    Raises DTypeError for complex numbers, for which the quotients of polynomials do not hold.
    """
    x = as_array(x)
    if x.dtype.kind == "c":
        remedy = "pass real numbers, or declare an operation of your own with scipy.special.erf and its rule"
        raise DTypeError(explain("the error function is of real numbers here", f"dtype {x.dtype}", remedy))
    return x.astype(np.result_type(x, np.float32), copy=False)


def _by_size(x: Any, small: Any, outside: Any) -> Any:
    """Return small(x) for small |x|, else outside(x, erfc |x|); each branch sees the elements that need it only."""
    x = _real(x)
    flat = x.reshape(-1)
    size = np.abs(flat)
    y = np.empty_like(flat)
    inner, outer = size <= SMALL, size > LARGE
    if (at := np.flatnonzero(inner)).size:
        y[at] = small(flat[at])
    for branch, mask in ((_middle, ~(inner | outer)), (_large, outer)):  # NaN goes to the middle
        if (at := np.flatnonzero(mask)).size:
            y[at] = outside(flat[at], branch(size[at]))
    return y.reshape(x.shape)


@operation(formula="y = 2/√π · ∫₀ˣ exp(−t²) dt")
def erf(x: Any, /) -> Any:
    """Return the error function, element by element, to full precision; single precision stays single.

    >>> erf([-1.0, 0.0, float("inf")])
    Tensor([-0.84270079,  0.        ,  1.        ])
    """
    return _by_size(x, _small, lambda x, c: np.copysign(1 - c, x))


@operation(formula="y = 1 − erf x")
def erfc(x: Any, /) -> Any:
    """Return the complementary error function, element by element, to full relative precision in its tail as well.

    >>> erfc([-float("inf"), 0.0, 10.0])
    Tensor([2.00000000e+00, 1.00000000e+00, 2.08848758e-45])
    """
    return _by_size(x, lambda x: 1 - _small(x), lambda x, c: 2 * (x < 0) + np.copysign(c, x))


erf.rule("x", lambda g, x: g * (SLOPE * np.exp(-x * x)), formula="∂x = ∂y · 2/√π · exp(−x²)")
erfc.rule("x", lambda g, x: g * (-SLOPE * np.exp(-x * x)), formula="∂x = −∂y · 2/√π · exp(−x²)")


@operation(formula="y = x1 · ln x2", domain=(Interval(-3, 3), Interval(0.2, 3)), kink="x1 = x2 = 0: 0")
def xlogy(x1: Any, x2: Any, /) -> Any:
    """Return x1 · ln x2, and 0 where x1 = 0, though the logarithm may be infinite; NaN where x2 is NaN.

    At x1 = x2 = 0 both gradients are 0. As in an entropy, −Σ xlogy(p, p).

    >>> xlogy([0.0, 2.0], [0.0, 1.0])
    Tensor([0., 0.])
    """
    zero = np.equal(x1, 0) & ~np.isnan(x2)
    return np.where(zero, 0, x1 * np.log(np.where(zero, 1, x2)))


@xlogy.rule("x1", formula="∂x1 = ∂y · ln x2")
def _(g: Any, x1: Any, x2: Any) -> Any:
    return g * np.log(np.where((x1 == 0) & (x2 == 0), 1, x2))


@xlogy.rule("x2", formula="∂x2 = ∂y · x1 / x2")
def _(g: Any, x1: Any, x2: Any) -> Any:
    return g * (x1 / np.where((x1 == 0) & (x2 == 0), 1, x2))
