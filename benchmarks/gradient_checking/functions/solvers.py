"""Functions that iterate: maps, differential equations, and solvers that stop at a tolerance."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.gradient_checking.case import case, normal, uniform

__all__ = ["CASES"]

KNOTS = np.linspace(-2, 2, 41)
TABLE = np.sin(3 * KNOTS)


def logistic(x: Any, steps: int) -> tuple[Any, Any]:
    """Return the logistic map, iterated, and its derivative."""
    slope = np.ones_like(x)
    for _ in range(steps):
        x, slope = 3.7 * x * (1 - x), slope * 3.7 * (1 - 2 * x)
    return x, slope


def cosine_point(a: Any, tolerance: float) -> Any:
    """Return the solution of y = cos(a y) by iteration, until it moves by less than a tolerance."""
    y = 0 * a + 0.7
    for _ in range(500):
        last, y = y, np.cos(a * y)
        if np.abs(y - last).max() < tolerance:
            break
    return y


def cosine_point_gradient(a: Any) -> Any:
    """Return the derivative of the solution, by the implicit function theorem."""
    y = cosine_point(a, 1e-15)
    s = np.sin(a * y)
    return -y * s / (1 + a * s)


def newton(a: Any, steps: int = 8) -> Any:
    """Return the cube root by Newton's method, a fixed number of steps."""
    y = 0 * a + 1.5
    for _ in range(steps):
        y = y - (y**3 - a) / (3 * y**2)
    return y


def bisected(a: Any) -> Any:
    """Return the solution of y + y³ = a by bisection, 52 halvings of [-4, 4]."""
    low, high = np.full_like(a, -4), np.full_like(a, 4)
    for _ in range(52):
        middle = (low + high) / 2
        above = middle + middle**3 > a
        low, high = np.where(above, low, middle), np.where(above, middle, high)
    return (low + high) / 2


def simpson(a: Any, panels: int = 200) -> Any:
    """Return the integral of exp(−a t²) over [0, 1] by Simpson's rule."""
    t = np.linspace(0, 1, 2 * panels + 1)
    w = np.where(np.arange(t.size) % 2, 4.0, 2.0)
    w[[0, -1]] = 1
    return (np.exp(-a[..., None] * t**2) * w).sum(-1) / (6 * panels)


def simpson_gradient(a: Any, panels: int = 200) -> Any:
    """Return its derivative, by the same rule."""
    t = np.linspace(0, 1, 2 * panels + 1)
    w = np.where(np.arange(t.size) % 2, 4.0, 2.0)
    w[[0, -1]] = 1
    return (-(t**2) * np.exp(-a[..., None] * t**2) * w).sum(-1) / (6 * panels)


def lorenz(x: Any, steps: int) -> Any:
    """Return Lorenz' system after some steps of Euler's method."""
    a, b, c = x
    for _ in range(steps):
        a, b, c = a + 0.1 * (b - a), b + 0.01 * (a * (28 - c) - b), c + 0.01 * (a * b - 8 / 3 * c)
    return np.stack([a, b, c])


def lorenz_jacobian(x: Any, steps: int) -> Any:
    """Return its Jacobian."""
    a, b, c = x
    jacobian = np.eye(3)
    for _ in range(steps):
        slope = np.array([[-10, 10, 0], [28 - c, -1, -a], [b, a, -8 / 3]])
        jacobian = jacobian + 0.01 * slope @ jacobian
        a, b, c = a + 0.1 * (b - a), b + 0.01 * (a * (28 - c) - b), c + 0.01 * (a * b - 8 / 3 * c)
    return jacobian


def near_attractor(rng: np.random.Generator) -> Any:
    """Draw a state from where the system is mostly."""
    return rng.normal(0, 5, 3) + np.array([0, 0, 25])


def cubic(x: Any) -> tuple[Any, Any]:
    """Return Catmull and Rom's interpolation in a table, which is smooth between knots, and its derivative."""
    place = (np.real(x) - KNOTS[0]) / (KNOTS[1] - KNOTS[0])
    k = np.clip(place.astype(int), 1, KNOTS.size - 3)
    t = (x - KNOTS[k]) / (KNOTS[1] - KNOTS[0])
    p, q, r, s = (TABLE[k + j] for j in (-1, 0, 1, 2))
    second, third = 2 * p - 5 * q + 4 * r - s, -p + 3 * q - 3 * r + s
    value = q + 0.5 * t * (r - p + t * (second + t * third))
    return value, 0.5 * (r - p + t * (2 * second + 3 * t * third)) / (KNOTS[1] - KNOTS[0])


def recurrent(x: Any, steps: int = 30) -> tuple[Any, Any]:
    """Return a recurrent network with one unit after some steps, h ← tanh(w h + u), and the gradient by w, u."""
    h, slope = 0 * x[0], np.zeros(2)
    for _ in range(steps):
        new = np.tanh(x[0] * h + x[1])
        slope = (1 - new**2) * (x[0] * slope + np.stack([h, 1 + 0 * h]))
        h = new
    return h, slope


CASES = (
    case(
        "logistic map, 10 steps", lambda x: logistic(x, 10)[0].sum(), lambda x: logistic(x, 10)[1], uniform(0.1, 0.9, 3)
    ),
    case(
        "logistic map, 30 steps", lambda x: logistic(x, 30)[0].sum(), lambda x: logistic(x, 30)[1], uniform(0.1, 0.9, 1)
    ),
    case("fixed point to 1e-12", lambda a: cosine_point(a, 1e-12).sum(), cosine_point_gradient, uniform(0.5, 1.1, 3)),
    case("fixed point to 1e-8", lambda a: cosine_point(a, 1e-8).sum(), cosine_point_gradient, uniform(0.5, 1.1, 3)),
    case("Newton's cube root", lambda a: newton(a).sum(), lambda a: 1 / (3 * np.cbrt(a) ** 2), uniform(0.5, 8, 3)),
    case("bisection", lambda a: bisected(a).sum(), lambda a: 1 / (1 + 3 * bisected(a) ** 2), uniform(-20, 20, 3)),
    case("Simpson's rule", lambda a: simpson(a).sum(), simpson_gradient, uniform(-3, 10, 3)),
    case("Lorenz, 100 steps", lambda x: lorenz(x, 100).sum(), lambda x: lorenz_jacobian(x, 100).sum(0), near_attractor),
    case("an array: Lorenz, 300 steps", lambda x: lorenz(x, 300), lambda x: lorenz_jacobian(x, 300), near_attractor),
    case(
        "cubic interpolation",
        lambda x: cubic(x)[0].sum(),
        lambda x: cubic(x)[1],
        lambda rng: rng.choice(KNOTS[2:-3], 4) + rng.uniform(0.02, 0.08, 4),
    ),
    case("recurrent network", lambda x: recurrent(x)[0], lambda x: recurrent(x)[1], normal(1, 2)),
    case(
        "geometric series, 100 terms",
        lambda x: (x ** np.arange(100.0)[:, None]).sum(),
        lambda x: (np.arange(1, 100.0)[:, None] * x ** np.arange(99.0)[:, None]).sum(0),
        uniform(0.3, 1.1, 3),
    ),
)
