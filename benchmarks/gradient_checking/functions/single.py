"""Functions that compute in float32 (one in float16), inside or all the way; the gradients are those of the formula."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.gradient_checking.case import Draw, case, close_to, magnitudes, mixed, normal, uniform
from benchmarks.gradient_checking.functions.cancelling import logsumexp, softmax

__all__ = ["CASES"]

W = np.sin(np.arange(1.0, 13.0)).reshape(3, 4)
W32 = W.astype(np.float32)
KNOTS = np.linspace(-3, 3, 31)
TABLE = np.tanh(KNOTS).astype(np.float32)


def single(x: Any) -> Any:
    """Return x in float32."""
    return np.asarray(x).astype(np.float32)


def in_single(draw: Draw) -> Draw:
    """Draw arguments in float32."""
    return lambda rng: single(draw(rng))


def squares_of(x: Any) -> Any:
    """Return the squares of a matrix product that is computed in float32."""
    return ((W32 @ single(x)) ** 2).sum()


def network(x: Any, w: Any) -> Any:
    """Return the output of a small network."""
    return np.tanh(w @ x).sum()


def network_gradient(x: Any, w: Any) -> tuple[Any, Any]:
    """Return its gradients."""
    inner = 1 - np.tanh(w @ x) ** 2
    return w.T @ inner, np.outer(inner, x)


def interpolated(x: Any) -> Any:
    """Return linear interpolation in a table of float32."""
    k = np.clip(np.searchsorted(KNOTS, x, side="right") - 1, 0, TABLE.size - 2)
    t = ((x - KNOTS[k]) / 0.2).astype(np.float32)
    return (TABLE[k] + t * (TABLE[k + 1] - TABLE[k])).sum()


def interpolated_gradient(x: Any) -> Any:
    """Return its slopes."""
    k = np.clip(np.searchsorted(KNOTS, x, side="right") - 1, 0, TABLE.size - 2)
    return (TABLE[k + 1].astype(float) - TABLE[k]) / 0.2


def variance_gradient(x: Any) -> Any:
    """Return the gradient of a variance."""
    return (2 * (x - x.mean()) / x.size).astype(x.dtype)


CASES = (
    case("squares in float32", lambda x: (single(x) ** 2).sum(), lambda x: 2 * x, normal(1, 5)),
    case("exp in float32", lambda x: np.exp(single(x)).sum(), np.exp, uniform(-5, 5, 5)),
    case(
        "exp(20x) in float32", lambda x: np.exp(20 * single(x)).sum(), lambda x: 20 * np.exp(20 * x), uniform(-1, 1, 4)
    ),
    case(
        "log near 0 in float32", lambda x: np.log(single(x)).sum(), lambda x: 1 / x, magnitudes(-9, -7, 4, signs=(1,))
    ),
    case(
        "sin(100x) in float32",
        lambda x: np.sin(100 * single(x)).sum(),
        lambda x: 100 * np.cos(100 * x),
        uniform(-1, 1, 4),
    ),
    case("a product in float32", squares_of, lambda x: 2 * W.T @ (W @ x), normal(1, 4)),
    case("logsumexp near 80 in float32", lambda x: logsumexp(single(x)), softmax, uniform(75, 85, 5)),
    case("only the result is float32", lambda x: single(np.sin(x).sum()), np.cos, normal(1, 4)),
    case(
        "one of three terms is float32",
        lambda x: np.sin(x).sum() + single(x**2).sum() + np.exp(x).sum(),
        lambda x: np.cos(x) + 2 * x + np.exp(x),
        normal(1, 4),
    ),
    case("100 + sin x in float32", lambda x: np.float32(100) + np.sin(single(x)).sum(), np.cos, normal(1, 4)),
    case(
        "float16 inside",
        lambda x: np.tanh(np.asarray(x).astype(np.float16)).astype(float).sum(),
        lambda x: 1 / np.cosh(x) ** 2,
        normal(1, 4),
    ),
    case(
        "a table of float32",
        interpolated,
        interpolated_gradient,
        lambda rng: rng.choice(KNOTS[1:-2], 3) + rng.uniform(0.03, 0.17, 3),
    ),
    case(
        "relu in float32, close to the kink",
        lambda x: np.maximum(single(x), 0).sum(),
        lambda x: (x > 0) * 1.0,
        mixed(close_to((0.0,), 4), normal(1, 4)),
    ),
    case("sines of 1000 in float32", lambda x: np.sin(single(x)).sum(), np.cos, normal(2, 1000)),
    case("float32: sin x", lambda x: np.sin(x).sum(), np.cos, in_single(normal(2, 4))),
    case("float32: x³ of 1e-3 to 1e3", lambda x: (x**3).sum(), lambda x: 3 * x**2, in_single(magnitudes(-3, 3, 5))),
    case("float32: 1/x near 0", lambda x: (1 / x).sum(), lambda x: -1 / x**2, in_single(magnitudes(-4, -2, 3))),
    case("float32: logsumexp", logsumexp, softmax, in_single(uniform(-20, 20, 6))),
    case("float32: a network", network, network_gradient, in_single(normal(1, 3)), in_single(normal(1, 4, 3))),
    case(
        "float32: the mean of 1000",
        lambda x: x.mean(),
        lambda x: np.full_like(x, 1 / x.size),
        in_single(normal(1, 1000)),
    ),
    case(
        "float32: a variance around 100",
        lambda x: ((x - x.mean()) ** 2).mean(),
        variance_gradient,
        in_single(lambda rng: 100 + rng.normal(size=8)),
    ),
    case(
        "float32: relu, at the kink",
        lambda x: np.maximum(x, 0).sum(),
        lambda x: (x > 0).astype(x.dtype),
        in_single(mixed(close_to((0.0,), 4, offsets=(0.0,)), normal(1, 4))),
        allowed=lambda x: ((x > 0) * 1.0, (x >= 0) * 1.0),
    ),
    case("float32: an array, exp", np.exp, lambda x: np.diag(np.exp(x)), in_single(uniform(-3, 3, 3))),
    case("float32: of a number", lambda x: np.exp(-(x**2)), lambda x: -2 * x * np.exp(-(x**2)), in_single(normal(1))),
    case(
        "float32 and float64 arguments",
        lambda a, b: (a * np.sin(b)).sum(),
        lambda a, b: (np.sin(b).astype(np.float32), a * np.cos(b)),
        in_single(normal(1, 3)),
        normal(1, 3),
    ),
    case(
        "float32: numbers of 1e30",
        lambda x: (x / 3).sum(),
        lambda x: np.full_like(x, 1 / 3),
        in_single(magnitudes(29, 31, 3)),
    ),
)
