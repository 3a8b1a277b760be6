"""Logistic functions, entropies, losses, transformations of Box and Cox, and other combinations of exp and log.

    >>> import numpy as np, scipy.special, autograd_core as ag
    >>> ag.grad(lambda p: np.sum(scipy.special.entr(p)))(np.array([0.25, 0.75]))
    array([ 0.38629436, -0.71231793])

Where a slope is 0/0 it is written as a hypergeometric function, which is smooth there.

Not here: activation functions (`ops.activation`), which do without SciPy.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from scipy import special as sp

from autograd_core.operation import operation
from autograd_core.ops.elementwise import cbrt, exp2, expm1, log1p
from autograd_core.ops.scipy_special.declaring import POSITIVE, no_gradient, scaled, special, twin
from autograd_core.ops.special import xlogy
from autograd_core.registry import FUNCTIONS, Interval, example

LN10 = math.log(10.0)
DEGREE = math.pi / 180

scipy_cbrt = twin(sp.cbrt, cbrt)
scipy_exp2 = twin(sp.exp2, exp2)
scipy_expm1 = twin(sp.expm1, expm1)
scipy_log1p = twin(sp.log1p, log1p)
scipy_xlogy = twin(sp.xlogy, xlogy)

no_gradient(sp.round)


# ------------------------------------------------------------------------------------------------------------- logistic


@special(sp.expit, "y = 1 / (1 + e⁻ˣ)")
def expit(x: Any, /) -> Any:
    """Return the logistic function."""


@special(sp.log_expit, "y = −ln(1 + e⁻ˣ)")
def log_expit(x: Any, /) -> Any:
    """Return the logarithm of the logistic function."""


@special(sp.logit, "y = ln(x / (1 − x))", Interval(0.05, 0.95))
def logit(x: Any, /) -> Any:
    """Return the inverse of the logistic function."""


# y (1 − y) would cancel where y is 1, that is from x = 37 on.
expit.rule("x", lambda g, x, y: g * (y * sp.expit(-x)), formula="∂x = ∂y · y · (1 − y)")
log_expit.rule("x", lambda g, x: g * sp.expit(-x), formula="∂x = ∂y / (1 + eˣ)")
logit.rule("x", lambda g, x: g / (x * (1 - x)), formula="∂x = ∂y / (x (1 − x))")


# ------------------------------------------------------------------------------------------------------------ entropies


@special(sp.entr, "y = −x · ln x", POSITIVE)
def entr(x: Any, /) -> Any:
    """Return the terms of an entropy."""


entr.rule("x", lambda g, x: -g * (np.log(x) + 1), formula="∂x = −∂y · (ln x + 1)")


@special(sp.rel_entr, "y = x1 · ln(x1 / x2)", POSITIVE)
def rel_entr(x1: Any, x2: Any, /) -> Any:
    """Return the terms of a relative entropy, the Kullback–Leibler divergence."""


@special(sp.kl_div, "y = x1 · ln(x1 / x2) − x1 + x2", POSITIVE)
def kl_div(x1: Any, x2: Any, /) -> Any:
    """Return the terms of a Kullback–Leibler divergence of measures that need not sum to one."""


def _log_quotient(x1: Any, x2: Any) -> Any:
    """Return ln(x1 / x2), where the quotient itself may overflow."""
    return np.log(x1) - np.log(x2)


rel_entr.rule("x1", lambda g, x1, x2: scaled(g, _log_quotient(x1, x2) + 1), formula="∂x1 = ∂y · (ln(x1 / x2) + 1)")
rel_entr.rule("x2", lambda g, x1, x2: scaled(-g, _quotient(x1, x2)), formula="∂x2 = −∂y · x1 / x2")
kl_div.rule("x1", lambda g, x1, x2: scaled(g, _log_quotient(x1, x2)), formula="∂x1 = ∂y · ln(x1 / x2)")
kl_div.rule("x2", lambda g, x1, x2: scaled(g, 1 - _quotient(x1, x2)), formula="∂x2 = ∂y · (1 − x1 / x2)")


def _quotient(x1: Any, x2: Any) -> Any:
    """Return x1 / x2, and 0 where both are 0, as the functions themselves have it."""
    return x1 / np.where((x1 == 0) & (x2 == 0), 1, x2)


@special(sp.xlog1py, "y = x1 · ln(1 + x2)", Interval(-3, 3), POSITIVE)
def xlog1py(x1: Any, x2: Any, /) -> Any:
    """Return x1 · ln(1 + x2), and 0 where x1 = 0, though the logarithm may be infinite."""


@xlog1py.rule("x1", formula="∂x1 = ∂y · ln(1 + x2)")
def _(g: Any, x1: Any, x2: Any) -> Any:
    return scaled(g, np.log1p(np.where((x1 == 0) & (x2 == -1), 0, x2)))


@xlog1py.rule("x2", formula="∂x2 = ∂y · x1 / (1 + x2)")
def _(g: Any, x1: Any, x2: Any) -> Any:
    return scaled(g, _quotient(x1, 1 + x2))


# --------------------------------------------------------------------------------------------------------------- losses


@special(
    sp.huber,
    "y = ½ r² where |r| ≤ δ, else δ (|r| − ½ δ)",
    Interval(0.8, 1.0),
    Interval(1.2, 3.0),
    examples=[example((3, 4), (4,)), example(5.0, (3, 4))],
)
def huber(delta: Any, r: Any, /) -> Any:
    """Return Huber's loss."""


huber.rule(
    "delta", lambda g, delta, r: scaled(g, np.maximum(np.absolute(r) - delta, 0)), formula="∂δ = ∂y · max(|r| − δ, 0)"
)
huber.rule("r", lambda g, delta, r: g * np.clip(r, -delta, delta), formula="∂r = ∂y · r, clipped to −δ … δ")


@special(sp.pseudo_huber, "y = δ² (√(1 + (r/δ)²) − 1)", POSITIVE, Interval(-3, 3))
def pseudo_huber(delta: Any, r: Any, /) -> Any:
    """Return the smooth approximation of Huber's loss."""


@pseudo_huber.rule("delta", formula="∂δ = ∂y · (2y − r² / √(1 + (r/δ)²)) / δ")
def _(g: Any, delta: Any, r: Any, y: Any) -> Any:
    return g * ((2 * y - r * r / np.hypot(1, r / delta)) / delta)


@pseudo_huber.rule("r", formula="∂r = ∂y · r / √(1 + (r/δ)²)")
def _(g: Any, delta: Any, r: Any) -> Any:
    return g * (r / np.hypot(1, r / delta))


# ---------------------------------------------------------------------------------------------------------- Box and Cox


@special(sp.boxcox, "y = (x^λ − 1) / λ", POSITIVE, Interval(-2, 2))
def boxcox(x: Any, lmbda: Any, /) -> Any:
    """Return the transformation of Box and Cox; ln x where λ = 0."""


@special(sp.boxcox1p, "y = ((1 + x)^λ − 1) / λ", POSITIVE, Interval(-2, 2))
def boxcox1p(x: Any, lmbda: Any, /) -> Any:
    """Return the transformation of Box and Cox of 1 + x."""


@special(sp.inv_boxcox, "boxcox(y, λ) = x", Interval(0.1, 1.0), Interval(-0.9, 2))
def inv_boxcox(x: Any, lmbda: Any, /) -> Any:
    """Return the inverse of `boxcox`."""


@special(sp.inv_boxcox1p, "boxcox1p(y, λ) = x", Interval(0.1, 1.0), Interval(-0.9, 2))
def inv_boxcox1p(x: Any, lmbda: Any, /) -> Any:
    """Return the inverse of `boxcox1p`."""


def _by_exponent(log: Any, lmbda: Any) -> Any:
    """Return the slope of (e^(λ ln x) − 1) / λ by λ: ½ ln² x · ₁F₁(2; 3; λ ln x), which is smooth at λ = 0."""
    return log * log / 2 * sp.hyp1f1(2, 3, lmbda * log)


boxcox.rule("x", lambda g, x, lmbda: g * np.power(x, lmbda - 1), formula="∂x = ∂y · x^(λ − 1)")
boxcox1p.rule("x", lambda g, x, lmbda: g * np.power(1 + x, lmbda - 1), formula="∂x = ∂y · (1 + x)^(λ − 1)")
inv_boxcox.rule("x", lambda g, lmbda, y: g * np.power(y, 1 - lmbda), formula="∂x = ∂y · y^(1 − λ)")
inv_boxcox1p.rule("x", lambda g, lmbda, y: g * np.power(1 + y, 1 - lmbda), formula="∂x = ∂y · (1 + y)^(1 − λ)")


@boxcox.rule("lmbda", formula="∂λ = ∂y · ½ ln² x · ₁F₁(2; 3; λ ln x)")
def _(g: Any, x: Any, lmbda: Any) -> Any:
    return scaled(g, _by_exponent(np.log(x), lmbda))


@boxcox1p.rule("lmbda", formula="∂λ = ∂y · ½ ln²(1 + x) · ₁F₁(2; 3; λ ln(1 + x))")
def _(g: Any, x: Any, lmbda: Any) -> Any:
    return scaled(g, _by_exponent(np.log1p(x), lmbda))


@inv_boxcox.rule("lmbda", formula="∂λ = −∂y · ½ ln² y · ₁F₁(2; 3; λ ln y) · y^(1 − λ)")
def _(g: Any, lmbda: Any, y: Any) -> Any:
    return -g * _by_exponent(np.log(y), lmbda) * np.power(y, 1 - lmbda)


@inv_boxcox1p.rule("lmbda", formula="∂λ = −∂y · ½ ln²(1 + y) · ₁F₁(2; 3; λ ln(1 + y)) · (1 + y)^(1 − λ)")
def _(g: Any, lmbda: Any, y: Any) -> Any:
    return -g * _by_exponent(np.log1p(y), lmbda) * np.power(1 + y, 1 - lmbda)


# ---------------------------------------------------------------------------------------- exponentials, logs and angles


@special(sp.exp10, "y = 10ˣ")
def exp10(x: Any, /) -> Any:
    """Return 10 to the power of x."""


exp10.rule("x", lambda g, y: g * (y * LN10), formula="∂x = ∂y · y · ln 10")


@special(sp.exprel, "y = (eˣ − 1) / x")
def exprel(x: Any, /) -> Any:
    """Return the relative error of an exponential; 1 at x = 0."""


exprel.rule("x", lambda g, x: g * (sp.hyp1f1(2, 3, x) / 2), formula="∂x = ∂y · ½ ₁F₁(2; 3; x)")


@special(sp.powm1, "y = x1^x2 − 1", POSITIVE, Interval(-2, 2))
def powm1(x1: Any, x2: Any, /) -> Any:
    """Return a power less 1."""


powm1.rule("x1", lambda g, x1, x2: g * (x2 * np.power(x1, x2 - 1)), formula="∂x1 = ∂y · x2 · x1^(x2 − 1)")
powm1.rule("x2", lambda g, x1, y: scaled(g, (y + 1) * np.log(x1)), formula="∂x2 = ∂y · (y + 1) · ln x1")


@special(sp.cosm1, "y = cos x − 1")
def cosm1(x: Any, /) -> Any:
    """Return the cosine less 1."""


cosm1.rule("x", lambda g, x: -g * np.sin(x), formula="∂x = −∂y · sin x")


@special(sp.sindg, "y = sin(π x / 180)")
def sindg(x: Any, /) -> Any:
    """Return the sine of an angle in degrees."""


@special(sp.cosdg, "y = cos(π x / 180)")
def cosdg(x: Any, /) -> Any:
    """Return the cosine of an angle in degrees."""


@special(sp.tandg, "y = tan(π x / 180)")
def tandg(x: Any, /) -> Any:
    """Return the tangent of an angle in degrees."""


@special(sp.cotdg, "y = cot(π x / 180)", Interval(20, 70))
def cotdg(x: Any, /) -> Any:
    """Return the cotangent of an angle in degrees."""


sindg.rule("x", lambda g, x: g * (DEGREE * sp.cosdg(x)), formula="∂x = ∂y · π/180 · cos(π x / 180)")
cosdg.rule("x", lambda g, x: g * (-DEGREE * sp.sindg(x)), formula="∂x = −∂y · π/180 · sin(π x / 180)")
tandg.rule("x", lambda g, y: g * (DEGREE * (1 + y * y)), formula="∂x = ∂y · π/180 · (1 + y²)")
cotdg.rule("x", lambda g, y: g * (-DEGREE * (1 + y * y)), formula="∂x = −∂y · π/180 · (1 + y²)")


@special(sp.wrightomega, "y + ln y = x")
def wrightomega(x: Any, /) -> Any:
    """Return Wright's omega function."""


wrightomega.rule("x", lambda g, y: g * (y / (1 + y)), formula="∂x = ∂y · y / (1 + y)")


@operation(formula="y e^y = x", domain=POSITIVE, batched=0, examples=[example((3, 4), 1, 1e-8)])
def lambertw(x: Any, /, k: int = 0, tol: float = 1e-8) -> Any:
    """Return branch k of the Lambert W function, which is complex.

    >>> lambertw(1.0)
    Tensor(0.56714329+0.j)
    """
    return sp.lambertw(x, k, tol)


lambertw.rule("x", lambda g, x, y: g / (x + np.exp(y)), formula="∂x = ∂y / (x + e^y)")
if (_ufunc := getattr(sp._ufuncs, "_lambertw", None)) is not None:  # noqa: SLF001  # what scipy.special.lambertw calls
    FUNCTIONS[_ufunc] = lambertw
