"""Plain optimizers of HIPS autograd, for containers of arrays: `grad(x, i)` is the gradient at step i.

    >>> import numpy as np
    >>> x = sgd(lambda x, i: 2 * x, np.array([1.0]), num_iters=200)
    >>> bool(abs(x[0]) < 1e-3)
    True

Not here: the optimizers of this project (`optim`).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import numpy as np

from autograd_core.compat.autograd.misc.flatten import flatten

__all__ = ["adam", "rmsprop", "sgd", "unflatten_optimizer"]

Gradient = Callable[[Any, int], Any]
Callback = Callable[[Any, int, Any], None] | None


def unflatten_optimizer(optimize: Callable[..., Any]) -> Callable[..., Any]:
    """Return an optimizer of vectors as one of nested containers."""

    @wraps(optimize)
    def of_containers(grad: Gradient, x0: Any, callback: Callback = None, *args: Any, **kwargs: Any) -> Any:
        start, unflatten = flatten(x0)

        def step(x: Any, i: int) -> Any:
            gradient = grad(unflatten(x), i)
            if callback is not None:
                callback(unflatten(x), i, gradient)
            return flatten(gradient)[0]

        return unflatten(optimize(step, start, *args, **kwargs))

    return of_containers


@unflatten_optimizer
def sgd(grad: Gradient, x: Any, num_iters: int = 200, step_size: float = 0.1, mass: float = 0.9) -> Any:
    """Gradient descent with momentum: v ← m v − (1 − m) g, x ← x + η v."""
    velocity = np.zeros_like(x)
    for i in range(num_iters):
        velocity = mass * velocity - (1.0 - mass) * grad(x, i)
        x = x + step_size * velocity
    return x


@unflatten_optimizer
def rmsprop(
    grad: Gradient, x: Any, num_iters: int = 100, step_size: float = 0.1, gamma: float = 0.9, eps: float = 1e-8
) -> Any:
    """RMSprop: s ← γ s + (1 − γ) g², x ← x − η g / (√s + ε), from s = 1."""
    square = np.ones_like(x)
    for i in range(num_iters):
        g = grad(x, i)
        square = gamma * square + (1 - gamma) * g**2
        x = x - step_size * g / (np.sqrt(square) + eps)
    return x


@unflatten_optimizer
def adam(
    grad: Gradient,
    x: Any,
    num_iters: int = 100,
    step_size: float = 0.001,
    b1: float = 0.9,
    b2: float = 0.999,
    eps: float = 1e-8,
) -> Any:
    """Adam (Kingma and Ba, 2015): x ← x − η m̂ / (√v̂ + ε) with bias-corrected moments of the gradient."""
    m, v = np.zeros_like(x), np.zeros_like(x)
    for i in range(num_iters):
        g = grad(x, i)
        m = b1 * m + (1 - b1) * g
        v = b2 * v + (1 - b2) * g**2
        corrected = m / (1 - b1 ** (i + 1)), v / (1 - b2 ** (i + 1))
        x = x - step_size * corrected[0] / (np.sqrt(corrected[1]) + eps)
    return x
