"""Exponentials and logarithms as straight-line code, of which LLVM makes vector code.

No branch, no table, no call: every lane does the same, and the cases that differ are chosen at the end. The methods:

- x = n · ln 2 + r, the product taken from x in two parts so that r is right in its last bit (Cody and Waite, Software
  manual for the elementary functions, 1980); eʳ by a polynomial; 2ⁿ is written into the exponent, in two factors where
  the result may be subnormal, so that it is rounded once.
- x = 2ᵏ · (1 + f), taken from the bits, with √½ ≤ 1 + f < √2; ln(1 + f) = f − f²/2 + f³ · P(f), added from the small
  end, without a division.
- Sums whose rounding would be seen are carried in two numbers, the second being what the first has lost.

Errors are the greatest that were measured, in units in the last place (ulp), for float32 / float64: against longer
numbers, for float32 at all numbers where the functions bend, for float64 at millions. The tests hold every function to
what is stated. `fma` must be an instruction of the processor: elsewhere it is a slow call.

Not here: what NumPy computes exactly (`arithmetic`), `erf` (`errorfunctions`), the coefficients (`polynomials`).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

from autograd_core.graph.native import polynomials
from autograd_core.graph.native.lanes import Lane, absolute, copysign, fma, horner, select

__all__ = ["EXPONENTIALS", "clamped", "exp2", "exp2_sum", "exp_parts", "exp_sum", "float_form", "log2", "log_edges"]
__all__ += ["scaled", "split"]

LOG2E = math.log2(math.e)


class Form(NamedTuple):
    """What differs between float32 and float64.

    mantissa, bias         of the numbers of this type
    whole                  so large that adding it leaves no places behind the point
    root_half              the bits of √½
    upscale                makes subnormal numbers normal: they are multiplied by 2 ** upscale
    exp_range, exp2_range  beyond these the results are 0 and ∞
    one_range              left of its negative eˣ − 1 is −1
    split_ln2              ln 2 in two parts, of which the first has few places
    ln2, log2e, ...        ln 2, log₂ e, log₁₀ e and log₁₀ 2, and what their rounding has lost
    """

    mantissa: int
    bias: int
    whole: float
    root_half: int
    upscale: int
    exp_range: tuple[float, float]
    exp2_range: tuple[float, float]
    one_range: float
    split_ln2: tuple[float, float]
    ln2: tuple[float, float]
    log2e: tuple[float, float]
    log10e: tuple[float, float]
    log10_2: tuple[float, float]


FORMS = {
    32: Form(
        mantissa=23,
        bias=127,
        whole=1.5 * 2.0**23,
        root_half=0x3F3504F3,
        upscale=24,
        exp_range=(-104.0, 89.0),
        exp2_range=(-151.0, 129.0),
        one_range=20.0,
        split_ln2=(0.693145751953125, 1.428606765330187e-06),
        ln2=(0.6931471824645996, -1.9046542121259336e-09),
        log2e=(1.4426950216293335, 1.925963033500011e-08),
        log10e=(0.4342944920063019, -1.0103049952192578e-08),
        log10_2=(0.3010300099849701, -1.432098883924482e-08),
    ),
    64: Form(
        mantissa=52,
        bias=1023,
        whole=1.5 * 2.0**52,
        root_half=0x3FE6A09E667F3BCD,
        upscale=54,
        exp_range=(-746.0, 710.0),
        exp2_range=(-1076.0, 1025.0),
        one_range=40.0,
        split_ln2=(0.6931471805598903, 5.497923018708371e-14),
        ln2=(0.6931471805599453, 2.3190468138462996e-17),
        log2e=(1.4426950408889634, 2.0355273740931033e-17),
        log10e=(0.4342944819032518, 1.098319650216765e-17),
        log10_2=(0.3010299956639812, -2.8037281277851704e-18),
    ),
}


def float_form(x: Lane) -> Form:
    """Return the constants for the type of a float."""
    return FORMS[x.width]


def clamped(x: Lane, low: float, high: float) -> Lane:
    """Return x, held between two numbers; NaN stays."""
    return select(x > high, high, select(x < low, low, x))


# --------------------------------------------------------------------------------------------------------- exponentials


def _reduced(x: Lane, offset: int) -> tuple[Lane, Lane, Lane]:
    """Return r and what it has lost, for x = n · ln 2 + r, and a float whose last bits are n + offset."""
    form = float_form(x)
    shifted = fma(x, LOG2E, form.whole + offset)
    n = shifted - (form.whole + offset)
    first = fma(n, -form.split_ln2[0], x)
    r = fma(n, -form.split_ln2[1], first)
    return r, fma(n, -form.split_ln2[1], first - r), shifted


def _power_of_two(shifted: Lane) -> Lane:
    """Return 2 to the number in the last bits, of which the bias is part."""
    return (shifted.bits() << float_form(shifted).mantissa).number()


def scaled(y: Lane, shifted: Lane) -> Lane:
    """Return y · 2ⁿ for n + 2 · bias in the last bits, in two factors: the result is rounded once and may overflow."""
    bits = shifted.bits()
    half = bits >> 1
    mantissa = float_form(y).mantissa
    return y * (half << mantissa).number() * ((bits - half) << mantissa).number()


def exp_parts(x: Lane) -> tuple[Lane, Lane]:
    """Return eʳ and the float with n + 2 · bias in its last bits, which `scaled` makes eˣ of."""
    r, _, shifted = _reduced(x, 2 * float_form(x).bias)
    return fma(r * r, horner(r, polynomials.EXP[x.width]), r) + 1, shifted


def exp_sum(x: Lane) -> tuple[Lane, Lane, Lane]:
    """Return eʳ, what it has lost, and the float of `exp_parts`."""
    r, lost, shifted = _reduced(x, 2 * float_form(x).bias)
    y = r + 1
    return y, fma(r * r, horner(r, polynomials.EXP[x.width]), lost + (r - (y - 1))), shifted


def exp(x: Lane) -> Lane:
    """Return eˣ. Error: 1.01 / 1.08."""
    return scaled(*exp_parts(clamped(x, *float_form(x).exp_range)))


def exp2(x: Lane) -> Lane:
    """Return 2ˣ, exact for whole x. Error: 1.00 / 1.12."""
    y, _, shifted = exp2_sum(clamped(x, *float_form(x).exp2_range))
    return scaled(y, shifted)


def exp2_sum(x: Lane) -> tuple[Lane, Lane, Lane]:
    """Return 2ʳ for x = n + r, what it has lost, and the float that `scaled` wants."""
    form = float_form(x)
    shifted = x + (form.whole + 2 * form.bias)
    r = x - (shifted - (form.whole + 2 * form.bias))
    slope = horner(r, polynomials.EXP2[x.width])
    y = fma(r, slope, 1)
    return y, fma(r, slope, 1 - y), shifted


def _expm1_parts(x: Lane, half: int) -> tuple[Lane, Lane]:
    """Return eˣ − 1, divided by 2 ** half, and what it has lost."""
    r, lost, shifted = _reduced(x, float_form(x).bias - half)
    scale = _power_of_two(shifted)
    rest = fma(r * r, horner(r, polynomials.EXPM1[x.width]), lost)
    offset = scale - 0.5**half
    first = fma(scale, r, offset)
    second = fma(scale, rest, fma(scale, r, offset - first))
    y = first + second
    return y, (first - y) + second


def expm1(x: Lane) -> Lane:
    """Return eˣ − 1. Error: 1.04 / 1.22."""
    form = float_form(x)
    y, _ = _expm1_parts(clamped(x, -form.one_range, form.exp_range[1]), 1)  # halved, for 2¹⁰²⁴ is no number
    return select(absolute(x) < 0.5**form.upscale, x, y * 2)


def tanh(x: Lane) -> Lane:
    """Return tanh x = −t / (2 + t) with t = e^(−2|x|) − 1. Error: 1.42 / 1.42."""
    size = absolute(x)
    half_range = float_form(x).one_range / 2
    t, lost = _expm1_parts(select(size > half_range, half_range, size) * -2, 0)
    below = t + 2
    inverse = 1 / below
    y = -t * inverse
    missing = fma(y, -below, -t) - fma(y, (2 - below) + t + lost, lost)
    return copysign(fma(missing, inverse, y), x)


def sigmoid(x: Lane) -> Lane:
    """Return 1 / (1 + e⁻ˣ), or eˣ / (1 + eˣ) for x < 0. Error: 1.49 / 1.53."""
    size = absolute(x)
    limit = -float_form(x).exp_range[0]
    e = scaled(*exp_parts(-select(size > limit, limit, size)))
    below = e + 1
    inverse, above = 1 / below, select(x < 0, e, 1)
    y = above * inverse
    missing = fma(y, -below, above) - y * (e - (below - 1))
    return fma(missing, inverse, y)


# ----------------------------------------------------------------------------------------------------------- logarithms


def split(x: Lane) -> tuple[Lane, Lane, Lane]:
    """Return k and f for x = 2ᵏ · (1 + f), and bits with k + bias; x is positive and finite, or anything comes out."""
    form = float_form(x)
    one = form.bias << form.mantissa
    tiny = x < 2.0 ** (1 - form.bias)
    bits = select(tiny, x * 2.0**form.upscale, x).bits()
    exponent = (bits + (one - form.root_half)) >> form.mantissa
    f = (bits + one - (exponent << form.mantissa)).number() - 1
    base = 2.0**form.mantissa
    offset = select(tiny, base + form.bias + form.upscale, x.constant(base + form.bias))
    k = (exponent | x.constant(base).bits()).number() - offset
    return k, f, exponent


def _log1p_rest(f: Lane) -> Lane:
    """Return ln(1 + f) − f."""
    return f * f * horner(f, (-0.5, *polynomials.LOG[f.width]))


def log_edges(x: Lane, y: Lane) -> Lane:
    """Return y, and what a logarithm is at 0, ∞ and NaN and below 0."""
    return select(x > 0, select(x < math.inf, y, x), select(x == 0, -math.inf, x.constant(math.nan)))


def _natural(k: Lane, f: Lane, rest: Lane) -> Lane:
    """Return k · ln 2 + f + rest, from the small end."""
    high, low = float_form(f).ln2
    return fma(k, high, f + fma(k, low, rest))


def _binary(k: Lane, f: Lane, rest: Lane) -> Lane:
    """Return k + (f + rest) · log₂ e, from the small end."""
    high, low = float_form(f).log2e
    return k + fma(f, high, fma(rest, high, f * low))


def log(x: Lane) -> Lane:
    """Return ln x. Error: 1.00 / 1.27."""
    k, f, _ = split(x)
    return log_edges(x, _natural(k, f, _log1p_rest(f)))


def log2(x: Lane) -> Lane:
    """Return log₂ x, exact for powers of 2. Error: 1.26 / 1.53."""
    k, f, _ = split(x)
    return log_edges(x, _binary(k, f, _log1p_rest(f)))


def log10(x: Lane) -> Lane:
    """Return log₁₀ x. Error: 1.04 / 1.19."""
    form = float_form(x)
    k, f, _ = split(x)
    small = fma(_log1p_rest(f), form.log10e[0], fma(f, form.log10e[1], k * form.log10_2[1]))
    return log_edges(x, fma(k, form.log10_2[0], fma(f, form.log10e[0], small)))


def log1p(x: Lane) -> Lane:
    """Return ln(1 + x). Error: 1.07 / 1.36.

    1 + x = u + c with u rounded, so ln(1 + x) = ln u + c / u; 2ᵏ / u is near enough to 1 − f + f².
    """
    large, u = x > 1, x + 1
    y = _log1p_sum(u, select(large, 1, x) - (u - select(large, x, 1)), _natural)
    return select(absolute(x) < 0.5 ** float_form(x).upscale, x, y)


def _log1p_sum(u: Lane, c: Lane, total: Callable[[Lane, Lane, Lane], Lane]) -> Lane:
    """Return the logarithm of u + c, to base e by `_natural`, to base 2 by `_binary`."""
    k, f, exponent = split(u)
    c = c * _twice_inverse_power(exponent) * fma(f, fma(f, 0.5, -0.5), 0.5)
    return log_edges(u, total(k, f, _log1p_rest(f) + c))


def _twice_inverse_power(exponent: Lane) -> Lane:
    """Return 2¹⁻ᵏ of k + bias, and 0 for the greatest k."""
    form = FORMS[exponent.width]
    return ((2 * form.bias + 1 - exponent) << form.mantissa).number()


def _ordered(x1: Lane, x2: Lane) -> tuple[Lane, Lane, Lane]:
    """Return the greater, the smaller minus the greater, and what this difference has lost."""
    greater, smaller = select(x1 > x2, x1, x2), select(x1 > x2, x2, x1)
    difference = smaller - greater
    rounded = difference - smaller
    lost = (smaller - (difference - rounded)) - (greater + rounded)
    return greater, difference, select(difference > -math.inf, lost, 0)


def _unless_same(x1: Lane, x2: Lane, correction: float, y: Lane) -> Lane:
    """Return y; for equal operands, of whose difference at ∞ nothing can be said, the operand and the correction."""
    return select(x1 == x2, x1 + correction, y)


def _log1p_of_scaled(y: Lane, lost: Lane, shifted: Lane, total: Callable[[Lane, Lane, Lane], Lane]) -> Lane:
    """Return the logarithm of 1 + e for e = 2ⁿ · (y + lost), at most 1; arguments as of `scaled` and `_log1p_sum`."""
    e = scaled(y, shifted)
    u = e + 1
    return _log1p_sum(u, (e - (u - 1)) + scaled(lost, shifted), total)


def logaddexp(x1: Lane, x2: Lane) -> Lane:
    """Return ln(e^x1 + e^x2), the greater plus ln(1 + e^difference). Error: 1.48 / 1.54.

    In ulp of the greatest of result, operands and correction: where the operands are negative, these may cancel.
    """
    greater, difference, lost = _ordered(x1, x2)
    y, rest, shifted = exp_sum(clamped(difference, *float_form(x1).exp_range))
    e = y + rest
    correction = _log1p_of_scaled(e, fma(e, lost, (y - e) + rest), shifted, _natural)
    return _unless_same(x1, x2, math.log(2), greater + correction)


def logaddexp2(x1: Lane, x2: Lane) -> Lane:
    """Return log₂(2^x1 + 2^x2), the greater plus log₂(1 + 2^difference). Error: 1.88 / 1.93, as in `logaddexp`."""
    greater, difference, lost = _ordered(x1, x2)
    e, rest, shifted = exp2_sum(clamped(difference, *float_form(x1).exp2_range))
    correction = _log1p_of_scaled(e, fma(e, lost * math.log(2), rest), shifted, _binary)
    return _unless_same(x1, x2, 1.0, greater + correction)


EXPONENTIALS: dict[str, Callable[..., Lane]] = {
    "exp": exp,
    "exp2": exp2,
    "expm1": expm1,
    "log": log,
    "log10": log10,
    "log1p": log1p,
    "log2": log2,
    "logaddexp": logaddexp,
    "logaddexp2": logaddexp2,
    "sigmoid": sigmoid,
    "tanh": tanh,
}
"""The emitters of this module, by the names of the operations."""
