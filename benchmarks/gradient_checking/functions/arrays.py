"""Functions with array results, of several arguments, of many inputs, and sums and products along axes."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.gradient_checking.case import case, magnitudes, normal, uniform
from benchmarks.gradient_checking.functions.cancelling import softmax

__all__ = ["CASES"]

WEIGHTS = np.sin(np.arange(1.0, 25.0))
LARGE = 1000


def leave_one_out(x: Any) -> Any:
    """Return the products of all other entries."""
    return np.array([np.prod(np.delete(x, k)) for k in range(x.size)])


def with_zeros(count: int) -> Any:
    """Draw six numbers, some of them 0."""

    def draw(rng: np.random.Generator) -> Any:
        x = rng.normal(size=6)
        x[rng.choice(6, count, replace=False)] = 0
        return x

    return draw


def cumprod_gradient(x: Any) -> Any:
    """Return the gradient of a weighted sum of running products, all of them not 0."""
    running = WEIGHTS[: x.size] * np.cumprod(x)
    return np.cumsum(running[::-1])[::-1] / x


def rosenbrock(x: Any) -> Any:
    """Return Rosenbrock's function of many variables."""
    return (100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2).sum()


def rosenbrock_gradient(x: Any) -> Any:
    """Return its gradient."""
    g = np.zeros_like(x)
    g[1:] += 200 * (x[1:] - x[:-1] ** 2)
    g[:-1] += -400 * x[:-1] * (x[1:] - x[:-1] ** 2) - 2 * (1 - x[:-1])
    return g


def network(x: Any, w: Any, v: Any) -> Any:
    """Return the squared output of a network with one hidden layer."""
    return (v @ np.tanh(w @ x)) ** 2


def network_gradient(x: Any, w: Any, v: Any) -> Any:
    """Return its three gradients."""
    h = np.tanh(w @ x)
    g = 2 * (v @ h)
    inner = g * v * (1 - h**2)
    return w.T @ inner, np.outer(inner, x), g * h


def convolution_gradient(x: Any, k: Any) -> Any:
    """Return the gradients of weights times a convolution."""
    w = WEIGHTS[: x.size - k.size + 1]
    return np.correlate(w, k, "full"), np.correlate(x, w, "valid")[::-1]


def spectrum(x: Any) -> Any:
    """Return weights times the power at each frequency."""
    return (WEIGHTS[: x.size] * np.abs(np.fft.fft(x)) ** 2).sum()


def spectrum_gradient(x: Any) -> Any:
    """Return its gradient."""
    return 2 * np.real(np.fft.fft(np.conj(np.fft.fft(x)) * WEIGHTS[: x.size]))


def softmax_jacobian(x: Any) -> Any:
    """Return the Jacobian of softmax."""
    s = softmax(x)
    return np.diag(s) - np.outer(s, s)


CASES = (
    case("a product with one 0", np.prod, leave_one_out, with_zeros(1)),
    case("a product with two 0", np.prod, leave_one_out, with_zeros(2)),
    case("a product of 200", np.prod, leave_one_out, uniform(0.5, 1.5, 200)),
    case("running products", lambda x: (WEIGHTS[:12] * np.cumprod(x)).sum(), cumprod_gradient, uniform(0.1, 3, 12)),
    case("Rosenbrock", rosenbrock, rosenbrock_gradient, normal(2, 10)),
    case("Rosenbrock in the valley", rosenbrock, rosenbrock_gradient, lambda rng: np.ones(6) + rng.normal(0, 1e-4, 6)),
    case(
        "Himmelblau",
        lambda x: (x[0] ** 2 + x[1] - 11) ** 2 + (x[0] + x[1] ** 2 - 7) ** 2,
        lambda x: np.array(
            [
                4 * x[0] * (x[0] ** 2 + x[1] - 11) + 2 * (x[0] + x[1] ** 2 - 7),
                2 * (x[0] ** 2 + x[1] - 11) + 4 * x[1] * (x[0] + x[1] ** 2 - 7),
            ]
        ),
        uniform(-5, 5, 2),
    ),
    case("sines of 1000", lambda x: np.sin(x).sum(), np.cos, normal(2, LARGE)),
    case("the mean of 1000", lambda x: x.mean(), lambda x: np.full_like(x, 1 / x.size), normal(1, LARGE)),
    case("squares of 1000", lambda x: (x**2).sum(), lambda x: 2 * x, normal(1, LARGE)),
    case("squares of 1000, 1e-3 to 1e3", lambda x: (x**2).sum(), lambda x: 2 * x, magnitudes(-3, 3, LARGE)),
    case(
        "exp of a product",
        lambda a, b: np.exp(a @ b),
        lambda a, b: (np.exp(a @ b) * b, np.exp(a @ b) * a),
        normal(1, 5),
        normal(1, 5),
    ),
    case(
        "powers",
        lambda a, b: (a**b).sum(),
        lambda a, b: (b * a ** (b - 1), np.log(a) * a**b),
        uniform(0.01, 5, 4),
        uniform(-3, 3, 4),
    ),
    case("quotients", lambda a, b: (a / b).sum(), lambda a, b: (1 / b, -a / b**2), normal(1, 4), magnitudes(-3, 3, 4)),
    case(
        "angles",
        lambda a, b: np.arctan2(a, b).sum(),
        lambda a, b: (b / (a**2 + b**2), -a / (a**2 + b**2)),
        normal(1, 4),
        normal(1, 4),
    ),
    case(
        "one of two is not used", lambda a, b: (a**3).sum(), lambda a, b: (3 * a**2, 0 * b), normal(1, 3), normal(1, 2)
    ),
    case(
        "two of very different size",
        lambda a, b: (np.sin(a / 1e6) * np.exp(b * 1e6)).sum(),
        lambda a, b: (np.cos(a / 1e6) / 1e6 * np.exp(b * 1e6), 1e6 * np.sin(a / 1e6) * np.exp(b * 1e6)),
        normal(1e6, 3),
        normal(1e-6, 3),
    ),
    case("a network", network, network_gradient, normal(1, 4), normal(1, 6, 4), normal(1, 6)),
    case("a network, saturated", network, network_gradient, normal(3, 4), normal(3, 6, 4), normal(1, 6)),
    case(
        "a convolution",
        lambda x, k: (WEIGHTS[:8] * np.convolve(x, k, "valid")).sum(),
        convolution_gradient,
        normal(1, 10),
        normal(1, 3),
    ),
    case("a spectrum", spectrum, spectrum_gradient, normal(1, 16)),
    case("an array: exp(x)", np.exp, lambda x: np.diag(np.exp(x)), uniform(-10, 10, 4)),
    case("an array: softmax", softmax, softmax_jacobian, normal(3, 5)),
    case("an array: softmax, extreme", softmax, softmax_jacobian, uniform(-20, 20, 5)),
    case("an array: running sums", np.cumsum, lambda x: np.tril(np.ones((x.size, x.size))), normal(1, 6)),
    case(
        "an array: outer product",
        np.outer,
        lambda a, b: (np.einsum("ik,j->ijk", np.eye(a.size), b), np.einsum("i,jk->ijk", a, np.eye(b.size))),
        normal(1, 3),
        normal(1, 4),
    ),
    case(
        "an array: polar coordinates",
        lambda x: np.stack([x[0] * np.cos(x[1]), x[0] * np.sin(x[1])]),
        lambda x: np.array([[np.cos(x[1]), -x[0] * np.sin(x[1])], [np.sin(x[1]), x[0] * np.cos(x[1])]]),
        lambda rng: np.array([10.0 ** rng.uniform(-3, 3), rng.uniform(-3, 3)]),
    ),
    case(
        "an array of 1e-8 and 1e8",
        lambda x: np.stack([1e-8 * x.sum(), 1e8 * (x**2).sum()]),
        lambda x: np.stack([np.full_like(x, 1e-8), 2e8 * x]),
        normal(1, 3),
    ),
)
