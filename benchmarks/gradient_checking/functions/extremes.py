"""Functions that grow, end, saturate or oscillate: of one array, entry by entry, summed."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.gradient_checking.case import case, close_to, fixed, magnitudes, mixed, normal, uniform

__all__ = ["CASES"]

SCALES = 10.0 ** np.arange(-6, 7)


def root_inside(x: Any) -> Any:
    """Return Σ √(1 − x²), and refuse points outside, as a careful function does."""
    if np.any(np.abs(np.real(x)) > 1):
        message = "outside of [-1, 1]"
        raise ValueError(message)
    return np.sqrt(1 - x**2).sum()


def rising(x: Any) -> Any:
    """Return the product of x, x + 1, ... x + 9, which grows as the Γ function does."""
    return np.prod([x + k for k in range(10)], axis=0).sum()


def rising_gradient(x: Any) -> Any:
    """Return the sum of all products that leave one factor out."""
    factors = np.stack([x + k for k in range(10)])
    return sum(np.prod(np.delete(factors, k, axis=0), axis=0) for k in range(10))


def inside(edge: float, low: float, high: float, *shape: int) -> Any:
    """Draw numbers between 10^low and 10^high below an edge."""
    return lambda rng: edge - 10.0 ** rng.uniform(low, high, shape)


CASES = (
    case("exp(20x)", lambda x: np.exp(20 * x).sum(), lambda x: 20 * np.exp(20 * x), uniform(-1, 1, 5)),
    case("exp(x), x to 300", lambda x: np.exp(x).sum(), np.exp, uniform(-300, 300, 4)),
    case("exp(-1/x)", lambda x: np.exp(-1 / x).sum(), lambda x: np.exp(-1 / x) / x**2, uniform(0.02, 0.2, 4)),
    case(
        "exp(-1e6 x²)", lambda x: np.exp(-1e6 * x**2).sum(), lambda x: -2e6 * x * np.exp(-1e6 * x**2), normal(1e-3, 4)
    ),
    case(
        "exp(-x²/2) far out", lambda x: np.exp(-(x**2) / 2).sum(), lambda x: -x * np.exp(-(x**2) / 2), uniform(8, 36, 3)
    ),
    case("log near 0", lambda x: np.log(x).sum(), lambda x: 1 / x, magnitudes(-9, -7, 4, signs=(1,))),
    case("log of every size", lambda x: np.log(x).sum(), lambda x: 1 / x, magnitudes(-12, 12, 6, signs=(1,))),
    case("log log near 1", lambda x: np.log(np.log(x)).sum(), lambda x: 1 / (x * np.log(x)), uniform(1.0001, 1.01, 3)),
    case(
        "logit near 0",
        lambda p: np.log(p / (1 - p)).sum(),
        lambda p: 1 / (p * (1 - p)),
        magnitudes(-8, -6, 4, signs=(1,)),
    ),
    case("sqrt near 0", lambda x: np.sqrt(x).sum(), lambda x: 0.5 / np.sqrt(x), magnitudes(-10, -6, 4, signs=(1,))),
    case("cbrt near 0", lambda x: np.cbrt(x).sum(), lambda x: 1 / (3 * np.cbrt(x) ** 2), magnitudes(-9, -5, 4)),
    case("1/x near 0", lambda x: (1 / x).sum(), lambda x: -1 / x**2, magnitudes(-7, -5, 4)),
    case("1/(x² + 1e-8)", lambda x: (1 / (x**2 + 1e-8)).sum(), lambda x: -2 * x / (x**2 + 1e-8) ** 2, normal(1e-4, 4)),
    case("sin(100x)", lambda x: np.sin(100 * x).sum(), lambda x: 100 * np.cos(100 * x), uniform(-3, 3, 5)),
    case("sin(1e5 x)", lambda x: np.sin(1e5 * x).sum(), lambda x: 1e5 * np.cos(1e5 * x), uniform(-1, 1, 2)),
    case("sin(1/x) near 0.1", lambda x: np.sin(1 / x).sum(), lambda x: -np.cos(1 / x) / x**2, uniform(0.05, 0.15, 4)),
    case(
        "sin(1/x) near 0.01", lambda x: np.sin(1 / x).sum(), lambda x: -np.cos(1 / x) / x**2, uniform(0.008, 0.012, 2)
    ),
    case(
        "a small ripple",
        lambda x: (x + 1e-6 * np.sin(1e4 * x)).sum(),
        lambda x: 1 + 1e-2 * np.cos(1e4 * x),
        uniform(-1, 1, 4),
    ),
    case(
        "tanh, saturated",
        lambda x: np.tanh(x).sum(),
        lambda x: 1 / np.cosh(x) ** 2,
        mixed(uniform(5, 25, 5), uniform(-25, -5, 5)),
    ),
    case(
        "tanh, half saturated",
        lambda x: np.tanh(x).sum(),
        lambda x: 1 / np.cosh(x) ** 2,
        mixed(uniform(3, 6, 5), normal(1, 5)),
    ),
    case(
        "sigmoid, saturated",
        lambda x: (1 / (1 + np.exp(-x))).sum(),
        lambda x: 0.25 / np.cosh(x / 2) ** 2,
        uniform(-40, 40, 5),
    ),
    case("arctan far out", lambda x: np.arctan(x).sum(), lambda x: 1 / (1 + x**2), magnitudes(1, 4, 5)),
    case("x⁷, mixed sizes", lambda x: (x**7).sum(), lambda x: 7 * x**6, magnitudes(-3, 3, 6)),
    case("x^x", lambda x: (x**x).sum(), lambda x: x**x * (np.log(x) + 1), uniform(0.01, 20, 4)),
    case(
        "x log x near 0", lambda x: (x * np.log(x)).sum(), lambda x: np.log(x) + 1, magnitudes(-12, -2, 4, signs=(1,))
    ),
    case("rising factorial", rising, rising_gradient, uniform(-4, 12, 3)),
    case(
        "gelu",
        lambda x: (x / (1 + np.exp(-1.702 * x))).sum(),
        lambda x: (s := 1 / (1 + np.exp(-1.702 * x))) + 1.702 * x * s * (1 - s),
        normal(4, 6),
    ),
    case(
        "sin(x/s), s 1e-6 to 1e6",
        lambda x: np.sin(x / SCALES).sum(),
        lambda x: np.cos(x / SCALES) / SCALES,
        lambda rng: SCALES * rng.normal(size=13),
    ),
    case("squares, 1e-6 to 1e6", lambda x: (x**2).sum(), lambda x: 2 * x, lambda rng: SCALES * rng.normal(size=13)),
    case("x³ of 1e-6 + 1e6", lambda x: (x**3).sum(), lambda x: 3 * x**2, magnitudes(-6, 6, 5)),
    case("numbers of 1e150", lambda x: (x / 3).sum(), lambda x: np.full_like(x, 1 / 3), magnitudes(149, 151, 3)),
    case("squares of 1e150", lambda x: (x**2).sum(), lambda x: 2 * x, magnitudes(149, 151, 3)),
    case("numbers of 1e-150", lambda x: (x / 3).sum(), lambda x: np.full_like(x, 1 / 3), magnitudes(-151, -149, 3)),
    case(
        "roots of 1e-150", lambda x: np.sqrt(x).sum(), lambda x: 0.5 / np.sqrt(x), magnitudes(-151, -149, 3, signs=(1,))
    ),
    case("arcsin near 1", lambda x: np.arcsin(x).sum(), lambda x: 1 / np.sqrt((1 - x) * (1 + x)), inside(1, -7, -4, 4)),
    case("arctanh near 1", lambda x: np.arctanh(x).sum(), lambda x: 1 / ((1 - x) * (1 + x)), inside(1, -7, -4, 4)),
    case(
        "arccosh near 1",
        lambda x: np.arccosh(x).sum(),
        lambda x: 1 / np.sqrt((x - 1) * (x + 1)),
        lambda rng: 1 + 10.0 ** rng.uniform(-7, -4, 4),
    ),
    case(
        "√(1 - x²), raises outside",
        root_inside,
        lambda x: -x / np.sqrt((1 - x) * (1 + x)),
        mixed(inside(1, -7, -4, 4), uniform(-0.9, 0.9, 4)),
    ),
    case("tan near π/2", lambda x: np.tan(x).sum(), lambda x: 1 / np.cos(x) ** 2, inside(np.pi / 2, -5, -3, 3)),
    case("expm1 of small", lambda x: np.expm1(x).sum(), np.exp, magnitudes(-14, -8, 4)),
    case("log1p of small", lambda x: np.log1p(x).sum(), lambda x: 1 / (1 + x), magnitudes(-14, -8, 4)),
    case("x² of a number", lambda x: x**2, lambda x: 2 * x, normal(1)),
    case(
        "exp(sin x) of a number",
        lambda x: np.exp(np.sin(3 * x)),
        lambda x: 3 * np.cos(3 * x) * np.exp(np.sin(3 * x)),
        normal(2),
    ),
    case("at a minimum", lambda x: ((x - 1) ** 2).sum(), lambda x: 2 * (x - 1), fixed(np.ones(4))),
    case("close to a minimum", lambda x: ((x - 1) ** 2).sum(), lambda x: 2 * (x - 1), close_to((1.0,), 4)),
    case("at a flat saddle", lambda x: (x**3).sum(), lambda x: 3 * x**2, fixed(np.zeros(3))),
    case("close to a flat saddle", lambda x: (x**5).sum(), lambda x: 5 * x**4, magnitudes(-6, -1, 3)),
    case("a constant", lambda x: 3.0 + 0 * x.sum(), lambda x: 0 * x, normal(1, 3)),
    case("a sum", lambda x: x.sum(), np.ones_like, normal(1, 5)),
)
