"""Integrals: exponential, sine and cosine, the dilogarithm, elliptic ones, and Jacobi's elliptic functions.

    >>> import scipy.special, autograd_core as ag
    >>> ag.grad(scipy.special.ellipk)(0.0), ag.grad(lambda x: scipy.special.sici(x)[0])(0.0)
    (0.39269908169872414, 1.0)

Slopes that are 0/0 somewhere, such as (E − (1 − m) K) / (2m (1 − m)), are written as hypergeometric functions or as
Carlson's symmetric integrals, which are smooth there. Sources: DLMF, chapters 6, 19, 22 and 25.12 (NIST Digital Library
of Mathematical Functions).

Not here: the error function and Fresnel's integrals (`error_functions`).
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from scipy import special as sp

from autograd_core.ops.scipy_special.declaring import POSITIVE, scaled, special
from autograd_core.ops.scipy_special.polynomials import below
from autograd_core.registry import Interval, example

# ---------------------------------------------------------------------------------------- exponential and trigonometric


@special(sp.expi, "y = Ei(x) = ∫ eᵗ/t dt from −∞ to x", POSITIVE)
def expi(x: Any, /) -> Any:
    """Return the exponential integral Ei."""


@special(sp.exp1, "y = E₁(x) = ∫ e⁻ᵗ/t dt from x to ∞", POSITIVE)
def exp1(x: Any, /) -> Any:
    """Return the exponential integral E₁."""


expi.rule("x", lambda g, x: g * (np.exp(x) / x), formula="∂x = ∂y · eˣ / x")
exp1.rule("x", lambda g, x: -g * (np.exp(-x) / x), formula="∂x = −∂y · e⁻ˣ / x")


@special(
    sp.expn,
    "y = E_n(x) = ∫ e⁻ˣᵗ / tⁿ dt from 1 to ∞",
    POSITIVE,
    examples=[example(np.array([0, 1, 2, 5]), (3, 4))],
)
def expn(n: Any, x: Any, /) -> Any:
    """Return the exponential integral E of integer order n; the gradient is by x."""


@expn.rule("x", formula="∂x = −∂y · E_{n−1}, with E₋₁ = e⁻ˣ (1 + 1/x) / x")
def _(g: Any, n: Any, x: Any) -> Any:
    return -g * np.where(np.equal(n, 0), np.exp(-x) * (1 + 1 / x) / x, sp.expn(below(n), x))


def _off_zero(x: Any) -> Any:
    """Return x, and the least normal number for 0: 1/x is then finite, so that times a cotangent of 0 it is 0."""
    return np.where(x == 0, np.finfo(x.dtype).tiny, x)


@special(sp.sici, "Si = ∫₀ˣ sin t / t dt, Ci = γ + ln x + ∫₀ˣ (cos t − 1) / t dt", POSITIVE)
def sici(x: Any, /) -> Any:
    """Return the sine and the cosine integral."""


@sici.rule("x", formula="∂x = ∂Si · sin x / x + ∂Ci · cos x / x")
def _(g: Any, x: Any) -> Any:
    return g[0] * np.sinc(x / math.pi) + g[1] * (np.cos(x) / _off_zero(x))


@special(sp.shichi, "Shi = ∫₀ˣ sinh t / t dt, Chi = γ + ln x + ∫₀ˣ (cosh t − 1) / t dt", POSITIVE)
def shichi(x: Any, /) -> Any:
    """Return the hyperbolic sine and the hyperbolic cosine integral."""


@shichi.rule("x", formula="∂x = ∂Shi · sinh x / x + ∂Chi · cosh x / x, with sinh x / x = ₀F₁(3/2; x²/4)")
def _(g: Any, x: Any) -> Any:
    return g[0] * sp.hyp0f1(1.5, x * x / 4) + g[1] * (np.cosh(x) / _off_zero(x))


@special(sp.spence, "y = ∫ ln t / (1 − t) dt from 1 to x", POSITIVE)
def spence(x: Any, /) -> Any:
    """Return Spence's function, the dilogarithm of 1 − x."""


@spence.rule("x", formula="∂x = ∂y · ln x / (1 − x), near 1 as −₂F₁(1, 1; 2; 1 − x)")
def _(g: Any, x: Any) -> Any:
    near = np.absolute(x - 1) < 0.5
    u = np.where(near, 2, x)
    return scaled(g, np.where(near, -sp.hyp2f1(1, 1, 2, np.where(near, 1 - x, 0)), np.log(u) / (1 - u)))


# ---------------------------------------------------------------------------------------------- elliptic, complete ones

PARAMETERS = Interval(-2.0, 0.9)
PI_8 = math.pi / 8


@special(sp.ellipk, "y = K(m) = ∫ (1 − m sin² t)^(−½) dt from 0 to π/2", PARAMETERS)
def ellipk(m: Any, /) -> Any:
    """Return the complete elliptic integral of the first kind."""


@special(sp.ellipe, "y = E(m) = ∫ (1 − m sin² t)^½ dt from 0 to π/2", PARAMETERS)
def ellipe(m: Any, /) -> Any:
    """Return the complete elliptic integral of the second kind."""


@special(sp.ellipkm1, "y = K(1 − p)", POSITIVE)
def ellipkm1(p: Any, /) -> Any:
    """Return the complete elliptic integral of the first kind near m = 1, to full precision for small p."""


ellipk.rule(
    "m", lambda g, m: scaled(g, PI_8 * sp.hyp2f1(1.5, 1.5, 2, m)), formula="∂m = ∂y · π/8 · ₂F₁(3/2, 3/2; 2; m)"
)
ellipe.rule(
    "m", lambda g, m: scaled(g, -PI_8 * sp.hyp2f1(0.5, 1.5, 2, m)), formula="∂m = −∂y · π/8 · ₂F₁(½, 3/2; 2; m)"
)


@ellipkm1.rule("p", formula="∂p = −∂y · R_D(0, 1, p) / 6, near 1 as −π/8 · ₂F₁(3/2, 3/2; 2; 1 − p)")
def _(g: Any, p: Any) -> Any:
    small = p < 0.5
    by_carlson = sp.elliprd(0.0, 1.0, np.where(small, p, 0.5)) / 6
    return scaled(-g, np.where(small, by_carlson, PI_8 * sp.hyp2f1(1.5, 1.5, 2, np.where(small, 0, 1 - p))))


# --------------------------------------------------------------------------------------------- elliptic, symmetric ones

APART = (Interval(0.2, 0.8), Interval(1.0, 1.5), Interval(2.0, 3.0))


@special(sp.elliprf, "y = R_F(x1, x2, x3) = ½ ∫₀^∞ ((t + x1)(t + x2)(t + x3))^(−½) dt", *APART)
def elliprf(x1: Any, x2: Any, x3: Any, /) -> Any:
    """Return Carlson's symmetric integral of the first kind."""


elliprf.rule("x1", lambda g, x1, x2, x3: g * (sp.elliprd(x2, x3, x1) / -6), formula="∂x1 = −∂y · R_D(x2, x3, x1) / 6")
elliprf.rule("x2", lambda g, x1, x2, x3: g * (sp.elliprd(x3, x1, x2) / -6), formula="∂x2 = −∂y · R_D(x3, x1, x2) / 6")
elliprf.rule("x3", lambda g, x1, x2, x3: g * (sp.elliprd(x1, x2, x3) / -6), formula="∂x3 = −∂y · R_D(x1, x2, x3) / 6")


@special(sp.elliprd, "y = R_D(x1, x2, x3) = 3/2 ∫₀^∞ ((t + x1)(t + x2)(t + x3)³)^(−½) dt", *APART)
def elliprd(x1: Any, x2: Any, x3: Any, /) -> Any:
    """Return Carlson's symmetric integral of the second kind, for arguments that differ."""


def _across(x1: Any, x2: Any, x3: Any, y: Any) -> Any:
    """Return the slope of R_D(x1, x2, x3) by x1, from Euler and Poisson's equation, DLMF 19.18.14."""
    return (y - sp.elliprd(x2, x3, x1)) / (2 * (x3 - x1))


@elliprd.rule("x1", formula="∂x1 = ∂y · (y − R_D(x2, x3, x1)) / (2 (x3 − x1))")
def _(g: Any, x1: Any, x2: Any, x3: Any, y: Any) -> Any:
    return g * _across(x1, x2, x3, y)


@elliprd.rule("x2", formula="∂x2 = ∂y · (y − R_D(x1, x3, x2)) / (2 (x3 − x2))")
def _(g: Any, x1: Any, x2: Any, x3: Any, y: Any) -> Any:
    return g * _across(x2, x1, x3, y)


@elliprd.rule("x3", formula="∂x3 = −∂y · (3/2 y + x1 ∂₁y + x2 ∂₂y) / x3, for y is homogeneous of degree −3/2")
def _(g: Any, x1: Any, x2: Any, x3: Any, y: Any) -> Any:
    return -g * ((1.5 * y + x1 * _across(x1, x2, x3, y) + x2 * _across(x2, x1, x3, y)) / x3)


# -------------------------------------------------------------------------------------------- elliptic, incomplete ones

ANGLES = Interval(-2.6, 2.6)


@special(sp.ellipkinc, "y = F(φ, m) = ∫ (1 − m sin² t)^(−½) dt from 0 to φ", ANGLES, PARAMETERS)
def ellipkinc(phi: Any, m: Any, /) -> Any:
    """Return the incomplete elliptic integral of the first kind."""


@special(sp.ellipeinc, "y = E(φ, m) = ∫ (1 − m sin² t)^½ dt from 0 to φ", ANGLES, PARAMETERS)
def ellipeinc(phi: Any, m: Any, /) -> Any:
    """Return the incomplete elliptic integral of the second kind."""


def _delta2(phi: Any, m: Any) -> Any:
    """Return 1 − m sin² φ."""
    s = np.sin(phi)
    return 1 - m * (s * s)


def _by_parameter(phi: Any, m: Any, first: bool) -> Any:
    """Return ∂F/∂m or ∂E/∂m: Carlson's integral over what is left of φ, and the complete one for each half turn."""
    turns = np.rint(phi / math.pi)
    u = phi - math.pi * turns
    s, c = np.sin(u), np.cos(u)
    d = _delta2(u, m)
    if first:
        return s**3 / 6 * sp.elliprd(c * c, 1.0, d) + turns * (2 * PI_8 * sp.hyp2f1(1.5, 1.5, 2, m))
    return s**3 / -6 * sp.elliprd(c * c, d, 1.0) - turns * (2 * PI_8 * sp.hyp2f1(0.5, 1.5, 2, m))


ellipkinc.rule("phi", lambda g, phi, m: g / np.sqrt(_delta2(phi, m)), formula="∂φ = ∂y / √(1 − m sin² φ)")
ellipeinc.rule("phi", lambda g, phi, m: g * np.sqrt(_delta2(phi, m)), formula="∂φ = ∂y · √(1 − m sin² φ)")


@ellipkinc.rule("m", formula="∂m = ∂y · sin³φ · R_D(cos²φ, 1, 1 − m sin²φ) / 6, for |φ| ≤ π/2")
def _(g: Any, phi: Any, m: Any) -> Any:
    return scaled(g, _by_parameter(phi, m, first=True))


@ellipeinc.rule("m", formula="∂m = −∂y · sin³φ · R_D(cos²φ, 1 − m sin²φ, 1) / 6, for |φ| ≤ π/2")
def _(g: Any, phi: Any, m: Any) -> Any:
    return scaled(g, _by_parameter(phi, m, first=False))


@special(sp.ellipj, "sn, cn, dn = sin φ, cos φ, √(1 − m sin² φ) and φ, where F(φ, m) = u", ANGLES, Interval(0.1, 0.9))
def ellipj(u: Any, m: Any, /) -> Any:
    """Return Jacobi's elliptic functions sn, cn, dn and the amplitude φ."""


def _turned(g: Any, sn: Any, cn: Any, dn: Any, m: Any) -> Any:
    """Return the cotangent of the amplitude: φ turns sn, cn and dn."""
    return g[0] * cn - g[1] * sn - g[2] * (m * sn * cn / dn) + g[3]


@ellipj.rule("u", formula="∂u = (∂sn · cn − ∂cn · sn − ∂dn · m sn cn / dn + ∂φ) · dn")
def _(g: Any, u: Any, m: Any) -> Any:
    sn, cn, dn, _ = sp.ellipj(u, m)
    return _turned(g, sn, cn, dn, m) * dn


@ellipj.rule("m", formula="∂m = −(∂sn · cn − ∂cn · sn − ∂dn · m sn cn / dn + ∂φ) · dn · ∂F/∂m − ∂dn · sn² / (2 dn)")
def _(g: Any, u: Any, m: Any) -> Any:
    sn, cn, dn, phi = sp.ellipj(u, m)
    return -_turned(g, sn, cn, dn, m) * dn * _by_parameter(phi, m, first=True) - g[2] * (sn * sn / (2 * dn))
