"""The error function and its kin: complements, inverses, Dawson's and Fresnel's integrals, the normal distribution.

    >>> import numpy as np, scipy.special, autograd_core as ag
    >>> ag.grad(scipy.special.log_ndtr)(-50.0)
    50.0199840319...

Sources: DLMF, chapter 7 (NIST Digital Library of Mathematical Functions).

Not here: `ag.erf` and `ag.erfc`, which do without SciPy (`ops.special`).
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from scipy import special as sp

from autograd_core.ops.scipy_special.declaring import POSITIVE, scaled, special, twin
from autograd_core.ops.special import SLOPE, erf, erfc
from autograd_core.registry import Interval

ROOT_2, ROOT_PI = math.sqrt(2), math.sqrt(math.pi)

scipy_erf = twin(sp.erf, erf)
scipy_erfc = twin(sp.erfc, erfc)


@special(sp.erfcx, "y = e^(x²) · erfc x")
def erfcx(x: Any, /) -> Any:
    """Return the scaled complementary error function."""


erfcx.rule("x", lambda g, x, y: g * (2 * x * y - SLOPE), formula="∂x = ∂y · (2x · y − 2/√π)")


@special(sp.erfi, "y = −i · erf(i x)")
def erfi(x: Any, /) -> Any:
    """Return the imaginary error function."""


erfi.rule("x", lambda g, x: g * (SLOPE * np.exp(x * x)), formula="∂x = ∂y · 2/√π · exp(x²)")


@special(sp.dawsn, "y = exp(−x²) · ∫₀ˣ exp(t²) dt")
def dawsn(x: Any, /) -> Any:
    """Return Dawson's integral."""


dawsn.rule("x", lambda g, x, y: g * (1 - 2 * x * y), formula="∂x = ∂y · (1 − 2x · y)")


@special(sp.wofz, "y = exp(−x²) · erfc(−i x)")
def wofz(x: Any, /) -> Any:
    """Return the Faddeeva function, which is complex."""


wofz.rule("x", lambda g, x, y: g * (SLOPE * 1j - 2 * x * y), formula="∂x = ∂y · (2i/√π − 2x · y)")


@special(sp.erfinv, "erf y = x", Interval(-0.95, 0.95))
def erfinv(x: Any, /) -> Any:
    """Return the inverse of the error function."""


@special(sp.erfcinv, "erfc y = x", Interval(0.1, 1.9))
def erfcinv(x: Any, /) -> Any:
    """Return the inverse of the complementary error function."""


erfinv.rule("x", lambda g, y: g * (np.exp(y * y) / SLOPE), formula="∂x = ∂y · √π/2 · exp(y²)")
erfcinv.rule("x", lambda g, y: g * (np.exp(y * y) / -SLOPE), formula="∂x = −∂y · √π/2 · exp(y²)")


# -------------------------------------------------------------------------------------------------- normal distribution


@special(sp.ndtr, "y = Φ(x)")
def ndtr(x: Any, /) -> Any:
    """Return the cumulative distribution of the standard normal distribution."""


ndtr.rule("x", lambda g, x: g * (np.exp(x * x / -2) / (ROOT_2 * ROOT_PI)), formula="∂x = ∂y · exp(−x²/2) / √(2π)")


@special(sp.log_ndtr, "y = ln Φ(x)")
def log_ndtr(x: Any, /) -> Any:
    """Return the logarithm of the cumulative distribution of the standard normal distribution."""


@special(sp.ndtri_exp, "ln Φ(y) = x", Interval(-5.0, -0.1))
def ndtri_exp(x: Any, /) -> Any:
    """Return the inverse of `log_ndtr`."""


# φ/Φ as a quotient would be 0/0 in the left tail.
log_ndtr.rule(
    "x", lambda g, x: g * (ROOT_2 / ROOT_PI / sp.erfcx(x / -ROOT_2)), formula="∂x = ∂y · √(2/π) / erfcx(−x/√2)"
)
ndtri_exp.rule(
    "x", lambda g, y: g * (ROOT_PI / ROOT_2 * sp.erfcx(y / -ROOT_2)), formula="∂x = ∂y · √(π/2) · erfcx(−y/√2)"
)


@special(sp.ndtri, "Φ(y) = x", Interval(0.05, 0.95))
def ndtri(x: Any, /) -> Any:
    """Return the inverse of the cumulative distribution of the standard normal distribution."""


ndtri.rule("x", lambda g, y: g * (ROOT_2 * ROOT_PI * np.exp(y * y / 2)), formula="∂x = ∂y · √(2π) · exp(y²/2)")


@special(sp.owens_t, "y = 1/(2π) · ∫₀ᵃ exp(−h² (1 + t²)/2) / (1 + t²) dt")
def owens_t(h: Any, a: Any, /) -> Any:
    """Return Owen's T function."""


@owens_t.rule("h", formula="∂h = −∂y · exp(−h²/2) · erf(a h/√2) / (2√(2π))")
def _(g: Any, h: Any, a: Any) -> Any:
    return scaled(g, np.exp(h * h / -2) * sp.erf(a * h / ROOT_2) / (-2 * ROOT_2 * ROOT_PI))


@owens_t.rule("a", formula="∂a = ∂y · exp(−h² (1 + a²)/2) / (2π (1 + a²))")
def _(g: Any, h: Any, a: Any) -> Any:
    b = 1 + a * a
    return g * (np.exp(h * h * b / -2) / (2 * math.pi * b))


# ----------------------------------------------------------------------------------------------- of two or more results


@special(sp.fresnel, "S = ∫₀ˣ sin(π t²/2) dt, C = ∫₀ˣ cos(π t²/2) dt")
def fresnel(x: Any, /) -> Any:
    """Return Fresnel's integrals S and C."""


@fresnel.rule("x", formula="∂x = ∂S · sin(π x²/2) + ∂C · cos(π x²/2)")
def _(g: Any, x: Any) -> Any:
    u = math.pi / 2 * x * x
    return g[0] * np.sin(u) + g[1] * np.cos(u)


# ---------------------------------------------------------------------------------------------------------- line shapes


@special(sp.voigt_profile, "y = Re w(z) / (σ √(2π)), z = (x + iγ) / (σ √2)", Interval(-3, 3), POSITIVE, POSITIVE)
def voigt_profile(x: Any, sigma: Any, gamma: Any, /) -> Any:
    """Return the Voigt profile, a normal distribution convolved with a Cauchy distribution."""


def _voigt(x: Any, sigma: Any, gamma: Any) -> tuple[Any, Any]:
    """Return z and w′(z) / (2 σ² √π), of which the slopes are made."""
    z = (x + 1j * gamma) / (sigma * ROOT_2)
    return z, (SLOPE * 1j - 2 * z * sp.wofz(z)) / (2 * sigma * sigma * ROOT_PI)


@voigt_profile.rule("x", formula="∂x = ∂y · Re w′(z) / (2 σ² √π)")
def _(g: Any, x: Any, sigma: Any, gamma: Any) -> Any:
    return g * np.real(_voigt(x, sigma, gamma)[1])


@voigt_profile.rule("sigma", formula="∂σ = −∂y · (y / σ + √2 Re(z w′(z)) / (2 σ² √π))")
def _(g: Any, x: Any, sigma: Any, gamma: Any, y: Any) -> Any:
    z, slope = _voigt(x, sigma, gamma)
    return -g * (y / sigma + ROOT_2 * np.real(z * slope))


@voigt_profile.rule("gamma", formula="∂γ = −∂y · Im w′(z) / (2 σ² √π)")
def _(g: Any, x: Any, sigma: Any, gamma: Any) -> Any:
    return -g * np.imag(_voigt(x, sigma, gamma)[1])
