"""The gamma function and its kin: logarithms, digamma and polygamma, beta, binomials, incomplete integrals, inverses.

    >>> import scipy.special, autograd_core as ag
    >>> ag.grad(scipy.special.gammaln)(1.0)
    -0.5772156649015329

Sources: DLMF, chapters 5, 8 and 25 (NIST Digital Library of Mathematical Functions).

Not here: distributions that are made of these (`distributions`).
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from scipy import special as sp

from autograd_core.operation import operation
from autograd_core.ops.scipy_special.declaring import POSITIVE, in_double, no_gradient, scaled, special
from autograd_core.registry import FUNCTIONS, Interval, example

SHARES = Interval(0.05, 0.95)
SHAPE_PARAMETERS = np.array([0.75, 1.0, 2.0, 5.0], np.float32)

no_gradient(sp.gammasgn)


@special(sp.gamma, "y = Γ(x)", POSITIVE)
def gamma(x: Any, /) -> Any:
    """Return the gamma function."""


gamma.rule("x", lambda g, x, y: g * (y * sp.psi(x)), formula="∂x = ∂y · y · ψ(x)")


@special(sp.gammaln, "y = ln |Γ(x)|", POSITIVE)
def gammaln(x: Any, /) -> Any:
    """Return the logarithm of the size of the gamma function."""


@special(sp.loggamma, "y = ln Γ(x)", POSITIVE)
def loggamma(x: Any, /) -> Any:
    """Return the principal branch of the logarithm of the gamma function, for complex numbers as well."""


for _logarithm in (gammaln, loggamma):
    _logarithm.rule("x", lambda g, x: g * sp.psi(x), formula="∂x = ∂y · ψ(x)")


@special(sp.rgamma, "y = 1 / Γ(x)", Interval(-2.4, 2.4))
def rgamma(x: Any, /) -> Any:
    """Return the reciprocal of the gamma function, which is smooth everywhere."""


@rgamma.rule("x", formula="∂x = −∂y · y · ψ(x); for x < ½ by reflection, for ψ has poles where y is 0")
def _(g: Any, x: Any, y: Any) -> Any:
    left = np.real(x) < 0.5
    u = np.where(left, 1 - x, 1)
    angle = math.pi * u
    reflected = sp.gamma(u) * (np.sin(angle) / math.pi * sp.psi(u) + np.cos(angle))
    return -g * np.where(left, reflected, y * sp.psi(np.where(left, 1, x)))


# ----------------------------------------------------------------------------------------------- digamma and its slopes


@special(sp.psi, "y = ψ(x) = Γ′(x) / Γ(x)", POSITIVE)
def psi(x: Any, /) -> Any:
    """Return the digamma function."""


SHIFT = 12  # from here on the series below is exact in double precision
# B₂ⱼ / (2j)! of Bernoulli's numbers
BERNOULLI = (1 / 12, -1 / 720, 1 / 30240, -1 / 1209600, 1 / 47900160, -691 / 1307674368000)


def _zeta_of_complex(x: Any, q: Any) -> Any:
    """Return ζ(x, q) for complex q by Euler and Maclaurin's sum, DLMF 25.11.28; SciPy has it for real q only."""
    z = np.asarray(q, np.complex128)
    first = SHIFT + max(0, math.ceil(-np.min(z.real, initial=0.0)))
    w = z + first
    total = sum(((z + k) ** -x for k in range(first)), w ** (1 - x) / (x - 1) + w**-x / 2)
    term = x * w ** (-x - 1)
    for j, coefficient in enumerate(BERNOULLI, start=1):
        total = total + coefficient * term
        term = term * ((x + 2 * j - 1) * (x + 2 * j) / (w * w))
    return total.astype(np.result_type(x, q))


@operation(
    formula="y = Σₖ (k + q)⁻ˣ",
    domain=(Interval(1.5, 4), POSITIVE),
    examples=[example(np.array([1.5, 2.0, 3.0, 7.0], np.float32), (3, 4))],
)
def zeta(x: Any, q: Any, /) -> Any:
    """Return Hurwitz' zeta function, for complex q as well; the gradient is by q.

    >>> zeta(2.0, 1.0)
    Tensor(1.64493407)
    """
    return _zeta_of_complex(x, q) if np.iscomplexobj(q) else sp.zeta(x, q)


zeta.rule("q", lambda g, x, q: scaled(g, -x * zeta.apply(x + 1, q)), formula="∂q = −∂y · x · ζ(x + 1, q)")
psi.rule("x", lambda g, x: g * zeta.apply(2.0, x), formula="∂x = ∂y · ζ(2, x)")
if (_ufunc := getattr(sp._ufuncs, "_zeta", None)) is not None:  # noqa: SLF001  # what scipy.special.zeta(x, q) calls
    FUNCTIONS[_ufunc] = zeta


@operation(formula="y = ψ⁽ⁿ⁾(x)", domain=POSITIVE, examples=[example(np.array([0, 1, 2, 3]), (3, 4))])
def polygamma(n: Any, x: Any, /) -> Any:
    """Return the derivative number n of the digamma function.

    >>> polygamma(1, 1.0)
    Tensor(1.64493407)
    """
    return sp.polygamma(n, x)


polygamma.rule("x", lambda g, n, x: g * polygamma.apply(n + 1, x), formula="∂x = ∂y · ψ⁽ⁿ⁺¹⁾(x)")


@operation(formula="y = ln Γ_d(a)", batched=None, domain=Interval(1.2, 4), examples=[example((3, 4), 3)])
def multigammaln(a: Any, /, d: int) -> Any:
    """Return the logarithm of the multivariate gamma function of d dimensions, for a > (d − 1)/2.

    >>> multigammaln(3.0, 2)
    Tensor(1.55019499)
    """
    return sp.multigammaln(a, d)


@multigammaln.rule("a", formula="∂a = ∂y · Σⱼ ψ(a − j/2), j = 0 … d − 1")
def _(g: Any, a: Any, d: int) -> Any:
    return g * sum(sp.psi(a - j / 2) for j in range(d))


# --------------------------------------------------------------------------------------------------- beta and binomials


@special(sp.beta, "y = Γ(a) Γ(b) / Γ(a + b)", POSITIVE)
def beta(a: Any, b: Any, /) -> Any:
    """Return the beta function."""


beta.rule("a", lambda g, a, b, y: scaled(g, y * (sp.psi(a) - sp.psi(a + b))), formula="∂a = ∂y · y · (ψ(a) − ψ(a + b))")
beta.rule("b", lambda g, a, b, y: scaled(g, y * (sp.psi(b) - sp.psi(a + b))), formula="∂b = ∂y · y · (ψ(b) − ψ(a + b))")


@special(sp.betaln, "y = ln |B(a, b)|", POSITIVE)
def betaln(a: Any, b: Any, /) -> Any:
    """Return the logarithm of the size of the beta function."""


betaln.rule("a", lambda g, a, b: scaled(g, sp.psi(a) - sp.psi(a + b)), formula="∂a = ∂y · (ψ(a) − ψ(a + b))")
betaln.rule("b", lambda g, a, b: scaled(g, sp.psi(b) - sp.psi(a + b)), formula="∂b = ∂y · (ψ(b) − ψ(a + b))")


@special(sp.binom, "y = Γ(n + 1) / (Γ(k + 1) Γ(n − k + 1))", Interval(3.0, 6.0), Interval(0.3, 2.7))
def binom(n: Any, k: Any, /) -> Any:
    """Return the binomial coefficient, of real numbers."""


@binom.rule("n", formula="∂n = ∂y · y · (ψ(n + 1) − ψ(n − k + 1))")
def _(g: Any, n: Any, k: Any, y: Any) -> Any:
    return scaled(g, y * (sp.psi(n + 1) - sp.psi(n - k + 1)))


@binom.rule("k", formula="∂k = ∂y · y · (ψ(n − k + 1) − ψ(k + 1))")
def _(g: Any, n: Any, k: Any, y: Any) -> Any:
    return scaled(g, y * (sp.psi(n - k + 1) - sp.psi(k + 1)))


@special(sp.poch, "y = Γ(z + m) / Γ(z)", POSITIVE)
def poch(z: Any, m: Any, /) -> Any:
    """Return the Pochhammer symbol, the rising factorial."""


poch.rule("z", lambda g, z, m, y: scaled(g, y * (sp.psi(z + m) - sp.psi(z))), formula="∂z = ∂y · y · (ψ(z + m) − ψ(z))")
poch.rule("m", lambda g, z, m, y: g * (y * sp.psi(z + m)), formula="∂m = ∂y · y · ψ(z + m)")


# -------------------------------------------------------------------------------------------- incomplete gamma and beta

_GAMMAS = [example(SHAPE_PARAMETERS, (3, 4))]
_BETAS = [example(SHAPE_PARAMETERS, 2.5, (3, 4))]


def gamma_density(a: Any, x: Any) -> Any:
    """Return xᵃ⁻¹ e⁻ˣ / Γ(a)."""
    a = in_double(a)
    return np.exp(sp.xlogy(a - 1, x) - x - sp.gammaln(a))


def beta_density(a: Any, b: Any, x: Any) -> Any:
    """Return xᵃ⁻¹ (1 − x)ᵇ⁻¹ / B(a, b)."""
    a, b = in_double(a), in_double(b)
    return np.exp(sp.xlogy(a - 1, x) + sp.xlog1py(b - 1, -x) - sp.betaln(a, b))


@special(sp.gammainc, "y = ∫₀ˣ tᵃ⁻¹ e⁻ᵗ dt / Γ(a)", POSITIVE, POSITIVE, examples=_GAMMAS)
def gammainc(a: Any, x: Any, /) -> Any:
    """Return the regularized lower incomplete gamma function; the gradient is by x."""


@special(sp.gammaincc, "y = 1 − gammainc(a, x)", POSITIVE, POSITIVE, examples=_GAMMAS)
def gammaincc(a: Any, x: Any, /) -> Any:
    """Return the regularized upper incomplete gamma function; the gradient is by x."""


gammainc.rule("x", lambda g, a, x: scaled(g, gamma_density(a, x)), formula="∂x = ∂y · xᵃ⁻¹ e⁻ˣ / Γ(a)")
gammaincc.rule("x", lambda g, a, x: scaled(-g, gamma_density(a, x)), formula="∂x = −∂y · xᵃ⁻¹ e⁻ˣ / Γ(a)")


@special(sp.gammaincinv, "gammainc(a, y) = p", POSITIVE, SHARES, examples=_GAMMAS)
def gammaincinv(a: Any, p: Any, /) -> Any:
    """Return the inverse of `gammainc`; the gradient is by p."""


@special(sp.gammainccinv, "gammaincc(a, y) = p", POSITIVE, SHARES, examples=_GAMMAS)
def gammainccinv(a: Any, p: Any, /) -> Any:
    """Return the inverse of `gammaincc`; the gradient is by p."""


gammaincinv.rule("p", lambda g, a, y: scaled(g, 1 / gamma_density(a, y)), formula="∂p = ∂y · Γ(a) y¹⁻ᵃ e^y")
gammainccinv.rule("p", lambda g, a, y: scaled(-g, 1 / gamma_density(a, y)), formula="∂p = −∂y · Γ(a) y¹⁻ᵃ e^y")


@special(sp.betainc, "y = ∫₀ˣ tᵃ⁻¹ (1 − t)ᵇ⁻¹ dt / B(a, b)", POSITIVE, POSITIVE, SHARES, examples=_BETAS)
def betainc(a: Any, b: Any, x: Any, /) -> Any:
    """Return the regularized incomplete beta function; the gradient is by x."""


@special(sp.betaincc, "y = 1 − betainc(a, b, x)", POSITIVE, POSITIVE, SHARES, examples=_BETAS)
def betaincc(a: Any, b: Any, x: Any, /) -> Any:
    """Return the complement of the regularized incomplete beta function; the gradient is by x."""


betainc.rule("x", lambda g, a, b, x: scaled(g, beta_density(a, b, x)), formula="∂x = ∂y · xᵃ⁻¹ (1 − x)ᵇ⁻¹ / B(a, b)")
betaincc.rule("x", lambda g, a, b, x: scaled(-g, beta_density(a, b, x)), formula="∂x = −∂y · xᵃ⁻¹ (1 − x)ᵇ⁻¹ / B(a, b)")


@special(sp.betaincinv, "betainc(a, b, y) = p", POSITIVE, POSITIVE, SHARES, examples=_BETAS)
def betaincinv(a: Any, b: Any, p: Any, /) -> Any:
    """Return the inverse of `betainc`; the gradient is by p."""


@special(sp.betainccinv, "betaincc(a, b, y) = p", POSITIVE, POSITIVE, SHARES, examples=_BETAS)
def betainccinv(a: Any, b: Any, p: Any, /) -> Any:
    """Return the inverse of `betaincc`; the gradient is by p."""


betaincinv.rule(
    "p", lambda g, a, b, y: scaled(g, 1 / beta_density(a, b, y)), formula="∂p = ∂y · B(a, b) y¹⁻ᵃ (1 − y)¹⁻ᵇ"
)
betainccinv.rule(
    "p", lambda g, a, b, y: scaled(-g, 1 / beta_density(a, b, y)), formula="∂p = −∂y · B(a, b) y¹⁻ᵃ (1 − y)¹⁻ᵇ"
)
