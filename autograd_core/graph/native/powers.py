"""Powers as straight-line code, of which LLVM makes vector code.

x^y = 2^(y · log₂|x|), the logarithm in float64 for float32, and in two numbers for float64: a relative error of 2⁻⁶⁶
there is one of 2⁻⁵⁵ in the power. By a few known exponents the power is a product or a root, as in NumPy.

Errors as in `exponentials`. Not here: the coefficients (`polynomials`).
"""

from __future__ import annotations

import math

from llvmlite import ir

from autograd_core.graph.native import polynomials
from autograd_core.graph.native.exponentials import clamped, exp2, exp2_sum, float_form, log2, log_edges, scaled, split
from autograd_core.graph.native.lanes import Lane, absolute, copysign, fma, horner, isnan, rint, select, sqrt

__all__ = ["power"]

TWICE_LOG2E = (2.8853900817779268, 4.0710547481862066e-17)
TWO_THIRDS_LOG2E = (0.9617966939259756, 5.0577616648125907e-17)


def power(x: Lane, y: Lane) -> Lane:
    """Return x^y with the exceptions of C's `pow`. Error: 1.91 / 1.91.

    The greatest is that of x⁻²; without it 1.29 / 1.29. Squares, roots and reciprocals are NumPy's.
    """
    known = _known_exponent(x, y.value.constant) if isinstance(y.value, ir.Constant) else None
    return _general(x, y) if known is None else known


def _known_exponent(x: Lane, y: float) -> Lane | None:
    """Return x^y without logarithms, or None where y is none of a few numbers."""
    if y in {-1, -2}:
        x, y = 1 / x, -y
    powers = {0: lambda: x.constant(1.0), 0.5: lambda: sqrt(x), 1: lambda: x, 2: lambda: x * x, 3: lambda: x * x * x}
    return powers[y]() if y in powers else None


def _general(x: Lane, y: Lane) -> Lane:
    """Return x^y for any two numbers."""
    size, whole = absolute(x), rint(y) == y
    odd = whole & (rint(y * 0.5) != y * 0.5)
    z = (_size32 if x.width == 32 else _size64)(size, y)
    z = select((size == 1) & ~isnan(y), 1, z)
    z = select(odd, copysign(z, x), z)
    z = select((x < 0) & (x > -math.inf) & ~whole, math.nan, z)
    return select((x == 1) | (y == 0), 1, z)


def _size32(x: Lane, y: Lane) -> Lane:
    """Return x^y for a positive x in float32."""
    kind, double = x.value.type, ir.DoubleType()
    return exp2(y.to(double) * log2(x.to(double))).to(kind)


def _size64(x: Lane, y: Lane) -> Lane:
    """Return x^y for a positive x in float64."""
    high, low = _log2_sum(x)
    high = log_edges(x, high)
    w = y * high
    lost = fma(y, high, -w) + y * low
    lost = select(absolute(w) < 1100, lost, 0)  # beyond, the power is 0 or ∞, or NaN
    z, rest, shifted = exp2_sum(clamped(w, *float_form(x).exp2_range))
    return scaled(z + fma(z, lost * math.log(2), rest), shifted)


def _log2_sum(x: Lane) -> tuple[Lane, Lane]:
    """Return log₂ x in two numbers: k + s · (2 + 2/3 s² + …) / ln 2 with s = f / (2 + f)."""
    k, f, _ = split(x)
    below = f + 2
    inverse = 1 / below
    s = f * inverse
    s_lost = (fma(s, -below, f) - s * (f - (below - 2))) * inverse
    square = s * s
    square_lost = fma(s, s, -square) + 2 * s * s_lost
    b, b_lost = _added(TWO_THIRDS_LOG2E, square * horner(square, polynomials.LOG2_RATIO[64]), square.constant(0.0))
    c, c_lost = _product(square, square_lost, b, b_lost)
    a, a_lost = _added(TWICE_LOG2E, c, c_lost)
    p, p_lost = _product(s, s_lost, a, a_lost)
    total = k + p
    return total, (k - total) + p + p_lost


def _added(constant: tuple[float, float], y: Lane, y_lost: Lane) -> tuple[Lane, Lane]:
    """Return the sum of a constant in two numbers and a smaller number in two."""
    total = y + constant[0]
    return total, (constant[0] - total) + y + (y_lost + constant[1])


def _product(x: Lane, x_lost: Lane, y: Lane, y_lost: Lane) -> tuple[Lane, Lane]:
    """Return the product of two numbers, each with what it has lost."""
    z = x * y
    return z, fma(x, y, -z) + fma(x, y_lost, x_lost * y)
