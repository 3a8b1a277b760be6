"""Cumulative distributions of statistics and their inverses, as `scipy.special` has them. The slope is by x or p.

    >>> import scipy.special, autograd_core as ag
    >>> ag.grad(lambda x: scipy.special.chdtr(2.0, x))(0.0)
    0.5

Not here: the normal distribution (`error_functions`), and `scipy.stats`, whose functions take plain arrays only.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import special as sp

from autograd_core.ops.scipy_special.declaring import POSITIVE, in_double, scaled, special
from autograd_core.ops.scipy_special.gamma_functions import SHAPE_PARAMETERS, SHARES, beta_density, gamma_density
from autograd_core.registry import REAL, example

# ------------------------------------------------------------------------------------------------ χ², gamma and Poisson

_ONE = [example(SHAPE_PARAMETERS, (3, 4))]
_TWO = [example(SHAPE_PARAMETERS, 2.5, (3, 4))]


@special(sp.chdtr, "y = P(χ²(v) ≤ x)", POSITIVE, POSITIVE, examples=_ONE)
def chdtr(v: Any, x: Any, /) -> Any:
    """Return the cumulative χ² distribution of v degrees of freedom."""


@special(sp.chdtrc, "y = P(χ²(v) > x)", POSITIVE, POSITIVE, examples=_ONE)
def chdtrc(v: Any, x: Any, /) -> Any:
    """Return the upper tail of the χ² distribution of v degrees of freedom."""


@special(sp.chdtri, "chdtrc(v, y) = p", POSITIVE, SHARES, examples=_ONE)
def chdtri(v: Any, p: Any, /) -> Any:
    """Return the inverse of `chdtrc`."""


def _chi2(v: Any, x: Any) -> Any:
    """Return the density of χ²."""
    return gamma_density(v / 2, x / 2) / 2


chdtr.rule("x", lambda g, v, x: scaled(g, _chi2(v, x)), formula="∂x = ∂y · (x/2)^(v/2 − 1) e^(−x/2) / (2 Γ(v/2))")
chdtrc.rule("x", lambda g, v, x: scaled(-g, _chi2(v, x)), formula="∂x = −∂y · (x/2)^(v/2 − 1) e^(−x/2) / (2 Γ(v/2))")
chdtri.rule("p", lambda g, v, y: scaled(-g, 1 / _chi2(v, y)), formula="∂p = −∂y / density of χ² at y")


@special(sp.gdtr, "y = gammainc(b, a x)", POSITIVE, examples=[example((3, 4), 1.5, (4,))])
def gdtr(a: Any, b: Any, x: Any, /) -> Any:
    """Return the cumulative gamma distribution of rate a and shape b; the gradient is by a and x."""


@special(sp.gdtrc, "y = gammaincc(b, a x)", POSITIVE, examples=[example((3, 4), 1.5, (4,))])
def gdtrc(a: Any, b: Any, x: Any, /) -> Any:
    """Return the upper tail of the gamma distribution of rate a and shape b; the gradient is by a and x."""


gdtr.rule("a", lambda g, a, b, x: scaled(g, x * gamma_density(b, a * x)), formula="∂a = ∂y · x (ax)ᵇ⁻¹ e⁻ᵃˣ / Γ(b)")
gdtr.rule("x", lambda g, a, b, x: scaled(g, a * gamma_density(b, a * x)), formula="∂x = ∂y · a (ax)ᵇ⁻¹ e⁻ᵃˣ / Γ(b)")
gdtrc.rule("a", lambda g, a, b, x: scaled(-g, x * gamma_density(b, a * x)), formula="∂a = −∂y · x (ax)ᵇ⁻¹ e⁻ᵃˣ / Γ(b)")
gdtrc.rule("x", lambda g, a, b, x: scaled(-g, a * gamma_density(b, a * x)), formula="∂x = −∂y · a (ax)ᵇ⁻¹ e⁻ᵃˣ / Γ(b)")


@special(sp.pdtr, "y = P(Poisson(m) ≤ k)", POSITIVE, POSITIVE, examples=_ONE)
def pdtr(k: Any, m: Any, /) -> Any:
    """Return the cumulative Poisson distribution of mean m; the gradient is by m."""


@special(sp.pdtrc, "y = P(Poisson(m) > k)", POSITIVE, POSITIVE, examples=_ONE)
def pdtrc(k: Any, m: Any, /) -> Any:
    """Return the upper tail of the Poisson distribution of mean m; the gradient is by m."""


def _poisson(k: Any, m: Any) -> Any:
    """Return mᵏ e⁻ᵐ / k!, where k is rounded down."""
    return gamma_density(np.floor(k) + 1, m)


pdtr.rule("m", lambda g, k, m: scaled(-g, _poisson(k, m)), formula="∂m = −∂y · mᵏ e⁻ᵐ / k!")
pdtrc.rule("m", lambda g, k, m: scaled(g, _poisson(k, m)), formula="∂m = ∂y · mᵏ e⁻ᵐ / k!")


# ------------------------------------------------------------------------------------------------- Student, F, binomial


@special(sp.stdtr, "y = P(Student(n) ≤ t)", POSITIVE, REAL, examples=_ONE)
def stdtr(n: Any, t: Any, /) -> Any:
    """Return the cumulative Student distribution of n degrees of freedom."""


@special(sp.stdtrit, "stdtr(n, y) = p", POSITIVE, SHARES, examples=_ONE)
def stdtrit(n: Any, p: Any, /) -> Any:
    """Return the inverse of `stdtr`."""


def _student(n: Any, t: Any) -> Any:
    """Return the density of Student's distribution."""
    n = in_double(n)
    return np.exp(-(n + 1) / 2 * np.log1p(t * t / n) - sp.betaln(n / 2, 0.5)) / np.sqrt(n)


_DENSITY = "(1 + t²/n)^(−(n + 1)/2) / (√n B(n/2, ½))"
stdtr.rule("t", lambda g, n, t: scaled(g, _student(n, t)), formula=f"∂t = ∂y · {_DENSITY}")
stdtrit.rule("p", lambda g, n, y: scaled(g, 1 / _student(n, y)), formula="∂p = ∂y / density of Student at y")


@special(sp.fdtr, "y = P(F(n, m) ≤ x)", POSITIVE, examples=_TWO)
def fdtr(n: Any, m: Any, x: Any, /) -> Any:
    """Return the cumulative F distribution of n and m degrees of freedom."""


@special(sp.fdtrc, "y = P(F(n, m) > x)", POSITIVE, examples=_TWO)
def fdtrc(n: Any, m: Any, x: Any, /) -> Any:
    """Return the upper tail of the F distribution of n and m degrees of freedom."""


@special(sp.fdtri, "fdtr(n, m, y) = p", POSITIVE, POSITIVE, SHARES, examples=_TWO)
def fdtri(n: Any, m: Any, p: Any, /) -> Any:
    """Return the inverse of `fdtr`."""


def _fisher(n: Any, m: Any, x: Any) -> Any:
    """Return the density of the F distribution."""
    whole = m + n * x
    return beta_density(n / 2, m / 2, n * x / whole) * (n * m / (whole * whole))


fdtr.rule("x", lambda g, n, m, x: scaled(g, _fisher(n, m, x)), formula="∂x = ∂y · density of F at x")
fdtrc.rule("x", lambda g, n, m, x: scaled(-g, _fisher(n, m, x)), formula="∂x = −∂y · density of F at x")
fdtri.rule("p", lambda g, n, m, y: scaled(g, 1 / _fisher(n, m, y)), formula="∂p = ∂y / density of F at y")

_TRIALS = [example(np.array([0.0, 1.0, 2.0, 4.0]), np.array([5, 6, 5, 7]), (3, 4))]


@special(sp.bdtr, "y = P(Binomial(n, p) ≤ k)", POSITIVE, POSITIVE, SHARES, examples=_TRIALS)
def bdtr(k: Any, n: Any, p: Any, /) -> Any:
    """Return the cumulative binomial distribution of n trials; the gradient is by p."""


@special(sp.bdtrc, "y = P(Binomial(n, p) > k)", POSITIVE, POSITIVE, SHARES, examples=_TRIALS)
def bdtrc(k: Any, n: Any, p: Any, /) -> Any:
    """Return the upper tail of the binomial distribution of n trials; the gradient is by p."""


def _binomial(k: Any, n: Any, p: Any) -> Any:
    """Return n · binom(n − 1, k) · pᵏ (1 − p)^(n − k − 1), where k is rounded down."""
    k = np.floor(k)
    return beta_density(k + 1, n - k, p)


bdtr.rule(
    "p", lambda g, k, n, p: scaled(-g, _binomial(k, n, p)), formula="∂p = −∂y · pᵏ (1 − p)ⁿ⁻ᵏ⁻¹ / B(k + 1, n − k)"
)
bdtrc.rule("p", lambda g, k, n, p: scaled(g, _binomial(k, n, p)), formula="∂p = ∂y · pᵏ (1 − p)ⁿ⁻ᵏ⁻¹ / B(k + 1, n − k)")
