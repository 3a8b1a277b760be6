"""Functions that lose digits: large numbers that cancel, sums that hide small terms, and their stable forms."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.gradient_checking.case import case, magnitudes, normal, uniform

__all__ = ["CASES"]

ROOTS = np.arange(1.0, 11.0)


def logsumexp(x: Any) -> Any:
    """Return log Σ exp(x), stable."""
    top = np.real(x).max()
    return top + np.log(np.exp(x - top).sum())


def softmax(x: Any) -> Any:
    """Return the gradient of `logsumexp`."""
    e = np.exp(x - np.real(x).max())
    return e / e.sum()


def versine(x: Any) -> Any:
    """Return the derivative of (1 − cos x) / x² by its series, which does not cancel for |x| ≤ 0.1."""
    return -x / 12 + x**3 / 180 - x**5 / 6720 + x**7 / 453600


def second_order(x: Any) -> Any:
    """Return the derivative of (eˣ − 1 − x) / x² by its series, for |x| ≤ 0.1."""
    return sum(k * x ** (k - 1) / np.prod(np.arange(1.0, k + 3)) for k in range(1, 10))


def wilkinson_gradient(x: Any) -> Any:
    """Return the sum of the products that leave one root out."""
    factors = x[..., None] - ROOTS
    return sum(np.prod(np.delete(factors, k, axis=-1), axis=-1) for k in range(10))


def one_pass(x: Any) -> Any:
    """Return the variance as a difference of two large numbers."""
    return (x**2).mean() - x.mean() ** 2


def variance_gradient(x: Any) -> Any:
    """Return the gradient of a variance."""
    return 2 * (x - x.mean()) / x.size


def weighted_norm(x: Any) -> Any:
    """Return weights times a layer normalisation."""
    return (np.cos(np.arange(x.size)) * (x - x.mean()) / np.sqrt(((x - x.mean()) ** 2).mean() + 1e-5)).sum()


def weighted_norm_gradient(x: Any) -> Any:
    """Return the gradient of `weighted_norm`."""
    w, centred = np.cos(np.arange(x.size)), x - x.mean()
    s = np.sqrt((centred**2).mean() + 1e-5)
    return (w - w.mean()) / s - centred * (w * centred).sum() / (x.size * s**3)


def cosine_gradient(a: Any, b: Any) -> Any:
    """Return the gradients of the cosine of the angle between two vectors."""
    na, nb = np.sqrt(a @ a), np.sqrt(b @ b)
    cosine = a @ b / (na * nb)
    return b / (na * nb) - cosine * a / na**2, a / (na * nb) - cosine * b / nb**2


def one_large(rng: np.random.Generator) -> Any:
    """Draw logits of which one wins by far."""
    x = rng.normal(0, 3, 6)
    x[rng.integers(6)] += 50
    return x


CASES = (
    case("logsumexp near 800", logsumexp, softmax, uniform(795, 805, 6)),
    case("logsumexp of -800 to 800", logsumexp, softmax, uniform(-800, 800, 6)),
    case("logsumexp of 1000", logsumexp, softmax, normal(2, 1000)),
    case(
        "cross entropy, sure and right",
        lambda x: logsumexp(x) - x[0],
        lambda x: softmax(x) - np.eye(6)[0],
        lambda rng: np.sort(one_large(rng))[::-1].copy(),
    ),
    case(
        "cross entropy, sure and wrong",
        lambda x: logsumexp(x) - x[0],
        lambda x: softmax(x) - np.eye(6)[0],
        lambda rng: np.sort(one_large(rng)),
    ),
    case("1e8 + sin x", lambda x: 1e8 + np.sin(x).sum(), np.cos, normal(1, 4)),
    case("1e12 + x²", lambda x: 1e12 + (x**2).sum(), lambda x: 2 * x, normal(3, 4)),
    case("(1e6 + x) - 1e6", lambda x: ((1e6 + np.sin(x)) - 1e6).sum(), np.cos, normal(1, 4)),
    case("(1 - cos x)/x²", lambda x: ((1 - np.cos(x)) / x**2).sum(), versine, magnitudes(-4, -1, 3)),
    case("(eˣ - 1 - x)/x²", lambda x: ((np.exp(x) - 1 - x) / x**2).sum(), second_order, magnitudes(-4, -1, 3)),
    case(
        "√(x + 1) - √x",
        lambda x: (np.sqrt(x + 1) - np.sqrt(x)).sum(),
        lambda x: -0.5 / (np.sqrt(x * (x + 1)) * (np.sqrt(x) + np.sqrt(x + 1))),
        magnitudes(3, 6, 3, signs=(1,)),
    ),
    case(
        "Wilkinson's polynomial",
        lambda x: np.prod(x[..., None] - ROOTS, axis=-1).sum(),
        wilkinson_gradient,
        lambda rng: rng.choice(ROOTS, 3) + rng.normal(0, 1e-3, 3),
    ),
    case(
        "(x - 1)⁶, expanded",
        lambda x: (x**6 - 6 * x**5 + 15 * x**4 - 20 * x**3 + 15 * x**2 - 6 * x + 1).sum(),
        lambda x: 6 * (x - 1) ** 5,
        uniform(0.8, 1.2, 2),
    ),
    case("variance in one pass", one_pass, variance_gradient, lambda rng: 1e4 + rng.normal(size=8)),
    case(
        "variance in two passes",
        lambda x: ((x - x.mean()) ** 2).mean(),
        variance_gradient,
        lambda rng: 1e6 + rng.normal(size=8),
    ),
    case("layer normalisation", weighted_norm, weighted_norm_gradient, normal(1, 8)),
    case("layer normalisation, small", weighted_norm, weighted_norm_gradient, lambda rng: 3 + rng.normal(0, 1e-3, 8)),
    case(
        "cosine of nearly parallel",
        lambda a, b: a @ b / np.sqrt((a @ a) * (b @ b)),
        cosine_gradient,
        lambda rng: 1 + rng.normal(0, 0.05, 5),
        lambda rng: 1 + rng.normal(0, 0.05, 5),
    ),
    case(
        "entropy of small shares",
        lambda p: -(p * np.log(p)).sum(),
        lambda p: -np.log(p) - 1,
        magnitudes(-10, -1, 5, signs=(1,)),
    ),
    case("norm near 0", lambda x: np.sqrt((x**2).sum()), lambda x: x / np.sqrt((x**2).sum()), normal(1e-8, 4)),
    case(
        "distance of near points",
        lambda a, b: np.sqrt(((a - b) ** 2).sum()),
        lambda a, b: ((a - b) / (d := np.sqrt(((a - b) ** 2).sum())), (b - a) / d),
        lambda rng: 1 + rng.normal(0, 1e-6, 3),
        lambda rng: 1 + rng.normal(0, 1e-6, 3),
    ),
    case("log of a product of 50", lambda x: np.log(np.prod(x)), lambda x: 1 / x, uniform(0.01, 3, 50)),
)
