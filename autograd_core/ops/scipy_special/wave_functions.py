"""Relatives of Bessel's functions: spherical ones, Struve, Airy and Kelvin functions.

    >>> import autograd_core as ag
    >>> ag.grad(lambda x: ag.special.spherical_jn(1, x))(0.0)
    0.3333333333333333

Sources: DLMF, chapters 9, 10 and 11 (NIST Digital Library of Mathematical Functions).

Not here: Bessel's own (`bessel_functions`).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from scipy import special as sp

from autograd_core.operation import Operation, operation
from autograd_core.ops.scipy_special.declaring import ORDERS, POSITIVE, in_double, scaled, special
from autograd_core.registry import example

# ------------------------------------------------------------------------------------------------------------ spherical

SPHERICAL = [example(np.array([0, 1, 2, 5]), (3, 4)), example(2, (3, 4), derivative=True)]


def _spherical(formula: str) -> Callable[[Callable[..., Any]], Operation]:
    return operation(formula=formula, domain=POSITIVE, examples=SPHERICAL)


@_spherical("y = j_n(x) = √(π/(2x)) · J_{n+½}(x)")
def spherical_jn(n: Any, x: Any, /, derivative: bool = False) -> Any:
    """Return the spherical Bessel function of the first kind, or its derivative.

    >>> spherical_jn(0, 1.0)
    Tensor(0.84147098)
    """
    return sp.spherical_jn(n, x, derivative)


@_spherical("y = y_n(x) = √(π/(2x)) · Y_{n+½}(x)")
def spherical_yn(n: Any, x: Any, /, derivative: bool = False) -> Any:
    """Return the spherical Bessel function of the second kind, or its derivative."""
    return sp.spherical_yn(n, x, derivative)


@_spherical("y = i_n(x) = √(π/(2x)) · I_{n+½}(x)")
def spherical_in(n: Any, x: Any, /, derivative: bool = False) -> Any:
    """Return the modified spherical Bessel function of the first kind, or its derivative."""
    return sp.spherical_in(n, x, derivative)


@_spherical("y = k_n(x) = √(π/(2x)) · K_{n+½}(x)")
def spherical_kn(n: Any, x: Any, /, derivative: bool = False) -> Any:
    """Return the modified spherical Bessel function of the second kind, or its derivative."""
    return sp.spherical_kn(n, x, derivative)


def _neighbors(f: Operation, n: Any, x: Any, below: float, above: float) -> Any:
    """Return the slope of a derivative: (± n f′_{n−1} ± (n + 1) f′_{n+1}) / (2n + 1), which is smooth at 0 as well."""
    n = np.asarray(n)
    lower, higher = f.apply(np.maximum(n - 1, 0), x, derivative=True), f.apply(n + 1, x, derivative=True)
    return (below * n * lower + above * (n + 1) * higher) / (2 * n + 1)


def _spherical_rule(f: Operation, below: float, above: float) -> None:
    def rule(g: Any, n: Any, x: Any, derivative: bool) -> Any:
        slope = _neighbors(f, n, x, below, above) if derivative else f.apply(n, x, derivative=True)
        return scaled(g, slope)

    signs = ["− " if sign < 0 else "+ " for sign in (below, above)]
    formula = f"∂x = ∂y · f′_n, and of f′_n: ∂y · ({signs[0]}n f′_(n−1) {signs[1]}(n + 1) f′_(n+1)) / (2n + 1)"
    f.rule("x", rule, formula=formula)


_spherical_rule(spherical_jn, 1.0, -1.0)
_spherical_rule(spherical_yn, 1.0, -1.0)
_spherical_rule(spherical_in, 1.0, 1.0)
_spherical_rule(spherical_kn, -1.0, -1.0)


# --------------------------------------------------------------------------------------------------------------- Struve

STRUVE = [example(ORDERS, (3, 4))]


@special(sp.struve, "y = H_v(x)", POSITIVE, examples=STRUVE)
def struve(v: Any, x: Any, /) -> Any:
    """Return the Struve function of order v; the gradient is by x."""


@special(sp.modstruve, "y = L_v(x)", POSITIVE, examples=STRUVE)
def modstruve(v: Any, x: Any, /) -> Any:
    """Return the modified Struve function of order v; the gradient is by x."""


def _first_term(v: Any, x: Any) -> Any:
    """Return (x/2)ᵛ / (√π Γ(v + 3/2))."""
    v = in_double(v)
    return (x / 2) ** v * (sp.rgamma(v + 1.5) / math.sqrt(math.pi))


@struve.rule("x", formula="∂x = ∂y · (H_{v−1} − H_{v+1} + (x/2)ᵛ / (√π Γ(v + 3/2))) / 2")
def _(g: Any, v: Any, x: Any) -> Any:
    return scaled(g, (sp.struve(v - 1, x) - sp.struve(v + 1, x) + _first_term(v, x)) / 2)


@modstruve.rule("x", formula="∂x = ∂y · (L_{v−1} + L_{v+1} + (x/2)ᵛ / (√π Γ(v + 3/2))) / 2")
def _(g: Any, v: Any, x: Any) -> Any:
    return scaled(g, (sp.modstruve(v - 1, x) + sp.modstruve(v + 1, x) + _first_term(v, x)) / 2)


# ------------------------------------------------------------------------------------------------------ Airy and Kelvin


@special(sp.airy, "Ai(x), Ai′(x), Bi(x), Bi′(x)")
def airy(x: Any, /) -> Any:
    """Return the Airy functions and their derivatives."""


@airy.rule("x", formula="∂x = ∂Ai · Ai′ + ∂Ai′ · x Ai + ∂Bi · Bi′ + ∂Bi′ · x Bi")
def _(g: Any, x: Any) -> Any:
    a, a_slope, b, b_slope = sp.airy(x)
    return g[0] * a_slope + g[1] * (x * a) + g[2] * b_slope + g[3] * (x * b)


@special(sp.ber, "y = ber x = Re J₀(x e^(3πi/4))")
def ber(x: Any, /) -> Any:
    """Return the Kelvin function ber."""


@special(sp.bei, "y = bei x = Im J₀(x e^(3πi/4))")
def bei(x: Any, /) -> Any:
    """Return the Kelvin function bei."""


@special(sp.berp, "y = ber′ x")
def berp(x: Any, /) -> Any:
    """Return the derivative of the Kelvin function ber."""


@special(sp.beip, "y = bei′ x")
def beip(x: Any, /) -> Any:
    """Return the derivative of the Kelvin function bei."""


@special(sp.ker, "y = ker x = Re K₀(x e^(πi/4))", POSITIVE)
def ker(x: Any, /) -> Any:
    """Return the Kelvin function ker."""


@special(sp.kei, "y = kei x = Im K₀(x e^(πi/4))", POSITIVE)
def kei(x: Any, /) -> Any:
    """Return the Kelvin function kei."""


@special(sp.kerp, "y = ker′ x", POSITIVE)
def kerp(x: Any, /) -> Any:
    """Return the derivative of the Kelvin function ker."""


@special(sp.keip, "y = kei′ x", POSITIVE)
def keip(x: Any, /) -> Any:
    """Return the derivative of the Kelvin function kei."""


def _over_x(y: Any, x: Any, at_zero: float) -> Any:
    """Return y / x, and its limit at 0."""
    zero = x == 0
    return np.where(zero, at_zero, y / np.where(zero, 1, x))


ber.rule("x", lambda g, x: g * sp.berp(x), formula="∂x = ∂y · ber′ x")
bei.rule("x", lambda g, x: g * sp.beip(x), formula="∂x = ∂y · bei′ x")
ker.rule("x", lambda g, x: g * sp.kerp(x), formula="∂x = ∂y · ker′ x")
kei.rule("x", lambda g, x: g * sp.keip(x), formula="∂x = ∂y · kei′ x")
berp.rule("x", lambda g, x, y: -g * (sp.bei(x) + _over_x(y, x, 0.0)), formula="∂x = −∂y · (bei x + y / x)")
beip.rule("x", lambda g, x, y: g * (sp.ber(x) - _over_x(y, x, 0.5)), formula="∂x = ∂y · (ber x − y / x)")
kerp.rule("x", lambda g, x, y: -g * (sp.kei(x) + y / x), formula="∂x = −∂y · (kei x + y / x)")
keip.rule("x", lambda g, x, y: g * (sp.ker(x) - y / x), formula="∂x = ∂y · (ker x − y / x)")
