"""Orthogonal polynomials at x, and the hypergeometric functions that they are cases of. The slope is by x.

    >>> import scipy.special, autograd_core as ag
    >>> ag.grad(lambda x: scipy.special.eval_legendre(3, x))(1.0)
    6.0

The slope of a polynomial of degree n is one of degree n − 1, of the same family or one beside it, so it is smooth at
the ends as well. Sources: DLMF, chapters 13, 15, 16 and 18 (NIST Digital Library of Mathematical Functions).

Not here: polynomials by their coefficients, as in NumPy.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from scipy import special as sp

from autograd_core.operation import Operation
from autograd_core.ops.scipy_special.declaring import POSITIVE, scaled, special
from autograd_core.registry import REAL, Interval, example

Declare = Callable[[Callable[..., Any]], Operation]
INSIDE, BETWEEN = Interval(-0.95, 0.95), Interval(0.05, 0.95)
DEGREES, WHOLE_DEGREES = np.array([0.0, 1.0, 2.5, 5.0], np.float32), np.array([0, 1, 2, 5])


def _polynomial(function: Any, formula: str, domain: Interval, *parameters: float, real: bool = True) -> Declare:
    """Declare a polynomial of a degree, some parameters and a number; most are defined for real degrees as well."""
    examples = [example(DEGREES if real else WHOLE_DEGREES, *parameters, (3, 4))]
    domains = (POSITIVE,) * (1 + len(parameters)) + (domain,)
    return special(function, formula, *domains, examples=examples)


def below(n: Any) -> Any:
    """Return the degree or order n − 1, but 0 for 0, where its factor is 0; of a Python number as such a one."""
    return n - (n != 0)


# ----------------------------------------------------------------------------------------------- Legendre and Chebyshev


@_polynomial(sp.eval_legendre, "y = P_n(x)", INSIDE)
def eval_legendre(n: Any, x: Any, /) -> Any:
    """Return the Legendre polynomial of degree n."""


eval_legendre.rule(
    "x",
    lambda g, n, x: scaled(g, (n != 0) * sp.eval_gegenbauer(below(n), 1.5, x)),
    formula="∂x = ∂y · C_(n−1)^(3/2)",
)


@_polynomial(sp.eval_sh_legendre, "y = P_n(2x − 1)", BETWEEN)
def eval_sh_legendre(n: Any, x: Any, /) -> Any:
    """Return the shifted Legendre polynomial of degree n."""


eval_sh_legendre.rule(
    "x",
    lambda g, n, x: scaled(g, (n != 0) * 2 * sp.eval_gegenbauer(below(n), 1.5, 2 * x - 1)),
    formula="∂x = ∂y · 2 C_(n−1)^(3/2)(2x − 1)",
)


@_polynomial(sp.eval_chebyt, "y = T_n(x)", INSIDE)
def eval_chebyt(n: Any, x: Any, /) -> Any:
    """Return the Chebyshev polynomial of the first kind of degree n."""


eval_chebyt.rule(
    "x",
    lambda g, n, x: scaled(g, n * sp.eval_chebyu(below(n), x)),
    formula="∂x = ∂y · n U_(n−1)",
)


@_polynomial(sp.eval_sh_chebyt, "y = T_n(2x − 1)", BETWEEN)
def eval_sh_chebyt(n: Any, x: Any, /) -> Any:
    """Return the shifted Chebyshev polynomial of the first kind of degree n."""


eval_sh_chebyt.rule(
    "x",
    lambda g, n, x: scaled(g, 2 * n * sp.eval_sh_chebyu(below(n), x)),
    formula="∂x = ∂y · 2n U_(n−1)(2x − 1)",
)


@_polynomial(sp.eval_chebyc, "y = 2 T_n(x/2)", INSIDE)
def eval_chebyc(n: Any, x: Any, /) -> Any:
    """Return the Chebyshev polynomial of the first kind on −2 … 2 of degree n."""


eval_chebyc.rule(
    "x",
    lambda g, n, x: scaled(g, n * sp.eval_chebys(below(n), x)),
    formula="∂x = ∂y · n U_(n−1)(x/2)",
)


@_polynomial(sp.eval_chebyu, "y = U_n(x)", INSIDE)
def eval_chebyu(n: Any, x: Any, /) -> Any:
    """Return the Chebyshev polynomial of the second kind of degree n."""


eval_chebyu.rule(
    "x",
    lambda g, n, x: scaled(g, (n != 0) * 2 * sp.eval_gegenbauer(below(n), 2.0, x)),
    formula="∂x = ∂y · 2 C_(n−1)^(2)",
)


@_polynomial(sp.eval_sh_chebyu, "y = U_n(2x − 1)", BETWEEN)
def eval_sh_chebyu(n: Any, x: Any, /) -> Any:
    """Return the shifted Chebyshev polynomial of the second kind of degree n."""


eval_sh_chebyu.rule(
    "x",
    lambda g, n, x: scaled(g, (n != 0) * 4 * sp.eval_gegenbauer(below(n), 2.0, 2 * x - 1)),
    formula="∂x = ∂y · 4 C_(n−1)^(2)(2x − 1)",
)


@_polynomial(sp.eval_chebys, "y = U_n(x/2)", INSIDE)
def eval_chebys(n: Any, x: Any, /) -> Any:
    """Return the Chebyshev polynomial of the second kind on −2 … 2 of degree n."""


eval_chebys.rule(
    "x",
    lambda g, n, x: scaled(g, (n != 0) * sp.eval_gegenbauer(below(n), 2.0, x / 2)),
    formula="∂x = ∂y · C_(n−1)^(2)(x/2)",
)


# ----------------------------------------------------------------------------- Gegenbauer, Jacobi, Laguerre and Hermite


@_polynomial(sp.eval_gegenbauer, "y = C_n^(α)(x)", INSIDE, 0.7)
def eval_gegenbauer(n: Any, alpha: Any, x: Any, /) -> Any:
    """Return the Gegenbauer polynomial of degree n."""


eval_gegenbauer.rule(
    "x",
    lambda g, n, alpha, x: scaled(g, (n != 0) * 2 * alpha * sp.eval_gegenbauer(below(n), alpha + 1, x)),
    formula="∂x = ∂y · 2α C_(n−1)^(α+1)",
)


@_polynomial(sp.eval_jacobi, "y = P_n^(α,β)(x)", INSIDE, 0.7, 1.3)
def eval_jacobi(n: Any, alpha: Any, beta: Any, x: Any, /) -> Any:
    """Return the Jacobi polynomial of degree n."""


eval_jacobi.rule(
    "x",
    lambda g, n, alpha, beta, x: scaled(
        g, (n != 0) * (n + alpha + beta + 1) / 2 * sp.eval_jacobi(below(n), alpha + 1, beta + 1, x)
    ),
    formula="∂x = ∂y · ½ (n + α + β + 1) P_(n−1)^(α+1,β+1)",
)


@_polynomial(sp.eval_sh_jacobi, "y = P_n^(p−q,q−1)(2x − 1) / binom(2n + p − 1, n)", BETWEEN, 1.9, 1.3)
def eval_sh_jacobi(n: Any, p: Any, q: Any, x: Any, /) -> Any:
    """Return the shifted Jacobi polynomial G of degree n."""


eval_sh_jacobi.rule(
    "x",
    lambda g, n, p, q, x: scaled(g, n * sp.eval_sh_jacobi(below(n), p + 2, q + 1, x)),
    formula="∂x = ∂y · n G_(n−1)^(p+2,q+1)",
)


@_polynomial(sp.eval_laguerre, "y = L_n(x)", POSITIVE)
def eval_laguerre(n: Any, x: Any, /) -> Any:
    """Return the Laguerre polynomial of degree n."""


eval_laguerre.rule(
    "x",
    lambda g, n, x: scaled(g, (n != 0) * -sp.eval_genlaguerre(below(n), 1.0, x)),
    formula="∂x = ∂y · (−L_(n−1)^(1))",
)


@_polynomial(sp.eval_genlaguerre, "y = L_n^(α)(x)", POSITIVE, 0.7)
def eval_genlaguerre(n: Any, alpha: Any, x: Any, /) -> Any:
    """Return the generalized Laguerre polynomial of degree n."""


eval_genlaguerre.rule(
    "x",
    lambda g, n, alpha, x: scaled(g, (n != 0) * -sp.eval_genlaguerre(below(n), alpha + 1, x)),
    formula="∂x = ∂y · (−L_(n−1)^(α+1))",
)


@_polynomial(sp.eval_hermite, "y = H_n(x)", REAL, real=False)
def eval_hermite(n: Any, x: Any, /) -> Any:
    """Return the physicist's Hermite polynomial of degree n."""


eval_hermite.rule(
    "x",
    lambda g, n, x: scaled(g, 2 * n * sp.eval_hermite(below(n), x)),
    formula="∂x = ∂y · 2n H_(n−1)",
)


@_polynomial(sp.eval_hermitenorm, "y = He_n(x)", REAL, real=False)
def eval_hermitenorm(n: Any, x: Any, /) -> Any:
    """Return the probabilist's Hermite polynomial of degree n."""


eval_hermitenorm.rule(
    "x",
    lambda g, n, x: scaled(g, n * sp.eval_hermitenorm(below(n), x)),
    formula="∂x = ∂y · n He_(n−1)",
)


# ------------------------------------------------------------------------------------------------------- hypergeometric


@special(sp.hyp0f1, "y = ₀F₁(b; x)", POSITIVE, REAL, examples=[example(1.5, (3, 4))])
def hyp0f1(b: Any, x: Any, /) -> Any:
    """Return the confluent hypergeometric limit function."""


@special(sp.hyp1f1, "y = ₁F₁(a; b; x)", POSITIVE, POSITIVE, REAL, examples=[example(1.5, 2.2, (3, 4))])
def hyp1f1(a: Any, b: Any, x: Any, /) -> Any:
    """Return Kummer's confluent hypergeometric function."""


@special(
    sp.hyp2f1, "y = ₂F₁(a, b; c; x)", *[POSITIVE] * 3, Interval(-2.0, 0.8), examples=[example(0.5, 1.2, 2.7, (3, 4))]
)
def hyp2f1(a: Any, b: Any, c: Any, x: Any, /) -> Any:
    """Return Gauss' hypergeometric function."""


@special(sp.hyperu, "y = U(a, b, x)", *[POSITIVE] * 3, examples=[example(1.5, 2.2, (3, 4))])
def hyperu(a: Any, b: Any, x: Any, /) -> Any:
    """Return Tricomi's confluent hypergeometric function."""


hyp0f1.rule("x", lambda g, b, x: g * (sp.hyp0f1(b + 1, x) / b), formula="∂x = ∂y · ₀F₁(b + 1; x) / b")
hyp1f1.rule(
    "x", lambda g, a, b, x: g * (a / b * sp.hyp1f1(a + 1, b + 1, x)), formula="∂x = ∂y · a/b · ₁F₁(a + 1; b + 1; x)"
)
hyp2f1.rule(
    "x",
    lambda g, a, b, c, x: g * (a * b / c * sp.hyp2f1(a + 1, b + 1, c + 1, x)),
    formula="∂x = ∂y · ab/c · ₂F₁(a + 1, b + 1; c + 1; x)",
)
hyperu.rule("x", lambda g, a, b, x: g * (-a * sp.hyperu(a + 1, b + 1, x)), formula="∂x = −∂y · a · U(a + 1, b + 1, x)")


@special(sp.wright_bessel, "y = Σₖ xᵏ / (k! Γ(a k + b))", *[POSITIVE] * 3, examples=[example(0.8, 1.1, (3, 4))])
def wright_bessel(a: Any, b: Any, x: Any, /) -> Any:
    """Return Wright's generalized Bessel function."""


@special(sp.log_wright_bessel, "y = ln Σₖ xᵏ / (k! Γ(a k + b))", *[POSITIVE] * 3, examples=[example(0.8, 1.1, (3, 4))])
def log_wright_bessel(a: Any, b: Any, x: Any, /) -> Any:
    """Return the logarithm of Wright's generalized Bessel function."""


wright_bessel.rule("x", lambda g, a, b, x: g * sp.wright_bessel(a, a + b, x), formula="∂x = ∂y · φ(a, a + b; x)")
log_wright_bessel.rule(
    "x",
    lambda g, a, b, x, y: g * np.exp(sp.log_wright_bessel(a, a + b, x) - y),
    formula="∂x = ∂y · φ(a, a + b; x) / φ(a, b; x)",
)
