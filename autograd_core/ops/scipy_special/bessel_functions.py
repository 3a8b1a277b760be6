"""Bessel functions of every kind and order, scaled ones, spherical ones; Hankel, Struve, Airy and Kelvin functions.

    >>> import scipy.special, autograd_core as ag
    >>> ag.grad(lambda x: scipy.special.jv(1, x))(0.0), ag.grad(scipy.special.j1)(0.0)
    (0.5, 0.5)

The slopes are those by x: combinations of the neighboring orders, which are smooth at 0 as well. There is none by the
order. Sources: DLMF, chapters 9, 10 and 11 (NIST Digital Library of Mathematical Functions).

Not here: zeros of these functions, and integrals over them, which have no rules.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from scipy import special as sp

from autograd_core.operation import Operation
from autograd_core.ops.scipy_special.declaring import ORDERS, POSITIVE, special
from autograd_core.registry import example

WHOLE_ORDERS = np.array([0, 1, 2, 3])
Declare = Callable[[Callable[..., Any]], Operation]


def _ordered(function: Any, formula: str, orders: Any = ORDERS) -> Declare:
    """Declare a function of an order, which has no rule, and a number."""
    return special(function, formula, POSITIVE, POSITIVE, examples=[example(orders, (3, 4))])


def _shrinking(g: Any, x: Any, y: Any) -> Any:
    """Return what the factor e^(−|Re x|) adds to the cotangent; it is no holomorphic one."""
    return np.sign(np.real(x)) * np.real(g * y)


def _shrinking_above(g: Any, x: Any, y: Any) -> Any:
    """Return what the factor e^(−|Im x|) adds to the cotangent; it is 1 for real numbers."""
    return 1j * np.sign(np.imag(x)) * np.real(g * y) if x.dtype.kind == "c" else 0


# ------------------------------------------------------------------------------------------------ first and second kind


@_ordered(sp.jv, "y = J_v(x)")
def jv(v: Any, x: Any, /) -> Any:
    """Return the Bessel function of the first kind of order v."""


@_ordered(sp.jve, "y = J_v(x) · e^(−|Im x|)")
def jve(v: Any, x: Any, /) -> Any:
    """Return the Bessel function of the first kind of order v, scaled."""


@_ordered(sp.yv, "y = Y_v(x)")
def yv(v: Any, x: Any, /) -> Any:
    """Return the Bessel function of the second kind of order v."""


@_ordered(sp.yve, "y = Y_v(x) · e^(−|Im x|)")
def yve(v: Any, x: Any, /) -> Any:
    """Return the Bessel function of the second kind of order v, scaled."""


@_ordered(sp.yn, "y = Y_n(x)", WHOLE_ORDERS)
def yn(n: Any, x: Any, /) -> Any:
    """Return the Bessel function of the second kind of integer order n."""


jv.rule("x", lambda g, v, x: g * ((sp.jv(v - 1, x) - sp.jv(v + 1, x)) / 2), formula="∂x = ∂y · (J_{v−1} − J_{v+1}) / 2")
yv.rule("x", lambda g, v, x: g * ((sp.yv(v - 1, x) - sp.yv(v + 1, x)) / 2), formula="∂x = ∂y · (Y_{v−1} − Y_{v+1}) / 2")
yn.rule("x", lambda g, n, x: g * ((sp.yn(n - 1, x) - sp.yn(n + 1, x)) / 2), formula="∂x = ∂y · (Y_{n−1} − Y_{n+1}) / 2")


@jve.rule("x", formula="∂x = ∂y · (jve_{v−1} − jve_{v+1}) / 2 + i sgn(Im x) · Re(∂y · y)")
def _(g: Any, v: Any, x: Any, y: Any) -> Any:
    return g * ((sp.jve(v - 1, x) - sp.jve(v + 1, x)) / 2) + _shrinking_above(g, x, y)


@yve.rule("x", formula="∂x = ∂y · (yve_{v−1} − yve_{v+1}) / 2 + i sgn(Im x) · Re(∂y · y)")
def _(g: Any, v: Any, x: Any, y: Any) -> Any:
    return g * ((sp.yve(v - 1, x) - sp.yve(v + 1, x)) / 2) + _shrinking_above(g, x, y)


@special(sp.j0, "y = J₀(x)")
def j0(x: Any, /) -> Any:
    """Return the Bessel function of the first kind of order 0."""


@special(sp.j1, "y = J₁(x)")
def j1(x: Any, /) -> Any:
    """Return the Bessel function of the first kind of order 1."""


@special(sp.y0, "y = Y₀(x)", POSITIVE)
def y0(x: Any, /) -> Any:
    """Return the Bessel function of the second kind of order 0."""


@special(sp.y1, "y = Y₁(x)", POSITIVE)
def y1(x: Any, /) -> Any:
    """Return the Bessel function of the second kind of order 1."""


j0.rule("x", lambda g, x: -g * sp.j1(x), formula="∂x = −∂y · J₁")
j1.rule("x", lambda g, x: g * ((sp.j0(x) - sp.jv(2, x)) / 2), formula="∂x = ∂y · (J₀ − J₂) / 2")
y0.rule("x", lambda g, x: -g * sp.y1(x), formula="∂x = −∂y · Y₁")
y1.rule("x", lambda g, x: g * ((sp.y0(x) - sp.yv(2, x)) / 2), formula="∂x = ∂y · (Y₀ − Y₂) / 2")


# -------------------------------------------------------------------------------------------------------- modified ones


@_ordered(sp.iv, "y = I_v(x)")
def iv(v: Any, x: Any, /) -> Any:
    """Return the modified Bessel function of the first kind of order v."""


@_ordered(sp.ive, "y = I_v(x) · e^(−|Re x|)")
def ive(v: Any, x: Any, /) -> Any:
    """Return the modified Bessel function of the first kind of order v, scaled."""


@_ordered(sp.kv, "y = K_v(x)")
def kv(v: Any, x: Any, /) -> Any:
    """Return the modified Bessel function of the second kind of order v."""


@_ordered(sp.kve, "y = K_v(x) · eˣ")
def kve(v: Any, x: Any, /) -> Any:
    """Return the modified Bessel function of the second kind of order v, scaled."""


@_ordered(sp.kn, "y = K_n(x)", WHOLE_ORDERS)
def kn(n: Any, x: Any, /) -> Any:
    """Return the modified Bessel function of the second kind of integer order n."""


iv.rule("x", lambda g, v, x: g * ((sp.iv(v - 1, x) + sp.iv(v + 1, x)) / 2), formula="∂x = ∂y · (I_{v−1} + I_{v+1}) / 2")
kv.rule(
    "x", lambda g, v, x: g * ((sp.kv(v - 1, x) + sp.kv(v + 1, x)) / -2), formula="∂x = −∂y · (K_{v−1} + K_{v+1}) / 2"
)
kn.rule(
    "x", lambda g, n, x: g * ((sp.kn(n - 1, x) + sp.kn(n + 1, x)) / -2), formula="∂x = −∂y · (K_{n−1} + K_{n+1}) / 2"
)


@ive.rule("x", formula="∂x = ∂y · (ive_{v−1} + ive_{v+1}) / 2 − sgn(Re x) · Re(∂y · y)")
def _(g: Any, v: Any, x: Any, y: Any) -> Any:
    return g * ((sp.ive(v - 1, x) + sp.ive(v + 1, x)) / 2) - _shrinking(g, x, y)


@kve.rule("x", formula="∂x = ∂y · (y − (kve_{v−1} + kve_{v+1}) / 2)")
def _(g: Any, v: Any, x: Any, y: Any) -> Any:
    return g * (y - (sp.kve(v - 1, x) + sp.kve(v + 1, x)) / 2)


@special(sp.i0, "y = I₀(x)")
def scipy_i0(x: Any, /) -> Any:
    """Return the modified Bessel function of the first kind of order 0, with SciPy's values."""


@special(sp.i0e, "y = I₀(x) · e^(−|x|)", POSITIVE, kink="x = 0: 0")
def i0e(x: Any, /) -> Any:
    """Return the modified Bessel function of the first kind of order 0, scaled."""


@special(sp.i1, "y = I₁(x)")
def i1(x: Any, /) -> Any:
    """Return the modified Bessel function of the first kind of order 1."""


@special(sp.i1e, "y = I₁(x) · e^(−|x|)", POSITIVE)
def i1e(x: Any, /) -> Any:
    """Return the modified Bessel function of the first kind of order 1, scaled."""


scipy_i0.rule("x", lambda g, x: g * sp.i1(x), formula="∂x = ∂y · I₁")
i1.rule("x", lambda g, x: g * ((sp.i0(x) + sp.iv(2, x)) / 2), formula="∂x = ∂y · (I₀ + I₂) / 2")
i0e.rule("x", lambda g, x, y: g * (sp.i1e(x) - np.sign(x) * y), formula="∂x = ∂y · (i1e − sgn x · y)")


@i1e.rule("x", formula="∂x = ∂y · ((i0e + ive₂) / 2 − sgn x · y)")
def _(g: Any, x: Any, y: Any) -> Any:
    return g * ((sp.i0e(x) + sp.ive(2, x)) / 2 - np.sign(x) * y)


@special(sp.k0, "y = K₀(x)", POSITIVE)
def k0(x: Any, /) -> Any:
    """Return the modified Bessel function of the second kind of order 0."""


@special(sp.k0e, "y = K₀(x) · eˣ", POSITIVE)
def k0e(x: Any, /) -> Any:
    """Return the modified Bessel function of the second kind of order 0, scaled."""


@special(sp.k1, "y = K₁(x)", POSITIVE)
def k1(x: Any, /) -> Any:
    """Return the modified Bessel function of the second kind of order 1."""


@special(sp.k1e, "y = K₁(x) · eˣ", POSITIVE)
def k1e(x: Any, /) -> Any:
    """Return the modified Bessel function of the second kind of order 1, scaled."""


k0.rule("x", lambda g, x: -g * sp.k1(x), formula="∂x = −∂y · K₁")
k1.rule("x", lambda g, x: g * ((sp.k0(x) + sp.kv(2, x)) / -2), formula="∂x = −∂y · (K₀ + K₂) / 2")
k0e.rule("x", lambda g, x, y: g * (y - sp.k1e(x)), formula="∂x = ∂y · (y − k1e)")
k1e.rule("x", lambda g, x, y: g * (y - (sp.k0e(x) + sp.kve(2, x)) / 2), formula="∂x = ∂y · (y − (k0e + kve₂) / 2)")


# ----------------------------------------------------------------------------------------------------------- third kind


@_ordered(sp.hankel1, "y = J_v(x) + i Y_v(x)")
def hankel1(v: Any, x: Any, /) -> Any:
    """Return the Hankel function of the first kind of order v, which is complex."""


@_ordered(sp.hankel2, "y = J_v(x) − i Y_v(x)")
def hankel2(v: Any, x: Any, /) -> Any:
    """Return the Hankel function of the second kind of order v, which is complex."""


@_ordered(sp.hankel1e, "y = (J_v(x) + i Y_v(x)) · e^(−ix)")
def hankel1e(v: Any, x: Any, /) -> Any:
    """Return the Hankel function of the first kind of order v, scaled."""


@_ordered(sp.hankel2e, "y = (J_v(x) − i Y_v(x)) · e^(ix)")
def hankel2e(v: Any, x: Any, /) -> Any:
    """Return the Hankel function of the second kind of order v, scaled."""


@hankel1.rule("x", formula="∂x = ∂y · (H_{v−1} − H_{v+1}) / 2")
def _(g: Any, v: Any, x: Any) -> Any:
    return g * ((sp.hankel1(v - 1, x) - sp.hankel1(v + 1, x)) / 2)


@hankel2.rule("x", formula="∂x = ∂y · (H_{v−1} − H_{v+1}) / 2")
def _(g: Any, v: Any, x: Any) -> Any:
    return g * ((sp.hankel2(v - 1, x) - sp.hankel2(v + 1, x)) / 2)


@hankel1e.rule("x", formula="∂x = ∂y · ((H_{v−1} − H_{v+1}) / 2, scaled, − i y)")
def _(g: Any, v: Any, x: Any, y: Any) -> Any:
    return g * ((sp.hankel1e(v - 1, x) - sp.hankel1e(v + 1, x)) / 2 - 1j * y)


@hankel2e.rule("x", formula="∂x = ∂y · ((H_{v−1} − H_{v+1}) / 2, scaled, + i y)")
def _(g: Any, v: Any, x: Any, y: Any) -> Any:
    return g * ((sp.hankel2e(v - 1, x) - sp.hankel2e(v + 1, x)) / 2 + 1j * y)
