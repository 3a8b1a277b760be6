"""The error functions as straight-line code, of which LLVM makes vector code.

Errors as in `exponentials`. Not here: the coefficients (`polynomials`).
"""

from __future__ import annotations

from collections.abc import Callable

from autograd_core.graph.native import polynomials
from autograd_core.graph.native.exponentials import exp_parts, exp_sum, scaled
from autograd_core.graph.native.lanes import Lane, absolute, copysign, fma, horner, select

__all__ = ["ERROR_FUNCTIONS"]

ERF_IS_ONE = {32: 4.0, 64: 5.93}
ERFC_IS_ZERO = {32: 10.1, 64: 27.3}


def _erf_near(x: Lane) -> Lane:
    """Return erf x for |x| ≤ 1."""
    return fma(horner(x * x, polynomials.ERF[x.width]), x, x)


def erf(x: Lane) -> Lane:
    """Return 2/√π · ∫₀ˣ exp(−t²) dt. Error: 1.31 / 1.38.

    x + x · P(x²) near 0, and 1 − exp(Q(|x|)) from 1 on.
    """
    size, limit = absolute(x), ERF_IS_ONE[x.width]
    tail = horner(select(size > limit, limit, size), polynomials.ERF_TAIL[x.width])
    return select(size < 1, _erf_near(x), copysign(1 - scaled(*exp_parts(tail)), x))


def erfc(x: Lane) -> Lane:
    """Return 1 − erf x, accurate where that is small. Error: 1.43 / 1.39.

    Near 0 as it says; from 1/2 on exp(−a²) · G(t) / (1 + 2a) for a = |x| and t = (a − 4) / (a + 4), which takes all a
    at once, and 2 minus that on the left. Source of the form: Shepherd and Laframboise, Chebyshev approximation of
    (1 + 2x) exp(x²) erfc x in 0 ≤ x < ∞, 1981.
    """
    size, limit = absolute(x), ERFC_IS_ZERO[x.width]
    tail = _erfc_tail(select(size > limit, limit, size))
    return select(size < 0.5, 1 - _erf_near(x), select(x < 0, 2 - tail, tail))


def _erfc_tail(a: Lane) -> Lane:
    """Return erfc a for a ≥ 1/2; product, square and quotient carry what they have lost."""
    below = fma(a, 2, 1)
    both = 1 / (below * (a + 4))  # one division for two
    inverse = both * (a + 4)
    g, g_lost = _knee_polynomial(a, both * below)
    square = a * a
    e, e_lost, shifted = exp_sum(-square)
    y = e * g
    lost = fma(e, g, -y) + fma(e, g_lost, g * fma(e + e_lost, -fma(a, a, -square), e_lost))
    q = y * inverse
    missing = fma(q, -below, y) + fma(q, -(1 - (below - a * 2)), lost)
    return scaled(fma(missing, inverse, q), shifted)


def _knee_polynomial(a: Lane, inverse: Lane) -> tuple[Lane, Lane]:
    """Return G(t) for t = (a − 4) / (a + 4), and what it has lost, given nearly 1 / (a + 4)."""
    t = (a - 4) * inverse
    t = fma(fma(t, -a, fma(t + 1, -4, a)), inverse, t)
    first, *others = polynomials.ERFC[a.width]
    rest = horner(t, others)
    g = fma(rest, t, first)
    return g, fma(rest, t, first - g)


ERROR_FUNCTIONS: dict[str, Callable[..., Lane]] = {"erf": erf, "erfc": erfc}
"""The emitters of this module, by the names of the operations."""
