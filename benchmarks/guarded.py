"""Expressions that are guarded by `where` against a point without a finite slope, and the gradients that they have.

In reverse mode a guard alone does not help: what is not chosen gets a cotangent of zero, and 0 · ∞ is NaN.

    >>> import numpy as np
    >>> square_root = GUARDED["square root"]
    >>> square_root.function(np, np.array(square_root.x)), square_root.gradient
    (array([0., 2.]), (0.0, 0.25))

Each is written for any library with NumPy's names. Not here: who gets them right; that is counted in `cases.guarded`.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple

__all__ = ["GUARDED", "Guarded"]


class Guarded(NamedTuple):
    """A function of a namespace and an array, such an array, and the gradient of the sum there."""

    function: Callable[[Any, Any], Any]
    x: tuple[float, ...]
    gradient: tuple[float, ...]


def _unit_vector(xp: Any, x: Any) -> Any:
    length = xp.sqrt(xp.sum(x * x))
    return xp.where(length > 0, x / length, 0.0)


def _deviation(xp: Any, x: Any) -> Any:
    variance = xp.sum((x - xp.sum(x) / 2) ** 2) / 2
    return xp.where(variance > 0, xp.sqrt(variance), 0.0)


def _length(xp: Any, x: Any) -> Any:
    squares = xp.sum(x * x)
    return xp.where(squares > 0, xp.sqrt(squares), 0.0)


def _logistic(xp: Any, x: Any) -> Any:
    return xp.where(x > 0, 1 / (1 + xp.exp(-x)), xp.exp(x) / (1 + xp.exp(x)))


def _tanh(xp: Any, x: Any) -> Any:
    return xp.where(x < 20, (xp.exp(2 * x) - 1) / (xp.exp(2 * x) + 1), 1.0)


E, LN2 = math.e, math.log(2)
GUARDED = {
    "square root": Guarded(lambda xp, x: xp.where(x > 0, xp.sqrt(x), 0.0), (0.0, 4.0), (0.0, 0.25)),
    "root of a square": Guarded(lambda xp, x: xp.where(x != 0, xp.sqrt(x * x), 0.0), (0.0, -2.0), (0.0, -1.0)),
    "root of a logarithm": Guarded(lambda xp, x: xp.where(x > 1, xp.sqrt(xp.log(x)), 0.0), (1.0, E), (0.0, 0.5 / E)),
    "logarithm": Guarded(lambda xp, x: xp.where(x > 0, xp.log(x), 0.0), (0.0, 2.0), (0.0, 0.5)),
    "squared logarithm": Guarded(lambda xp, x: xp.where(x > 0, xp.log(x) ** 2, 0.0), (0.0, 2.0), (0.0, LN2)),
    "log1p": Guarded(lambda xp, x: xp.where(x > -1, xp.log1p(x), 0.0), (-1.0, 0.0), (0.0, 1.0)),
    "log(1 - x)": Guarded(lambda xp, x: xp.where(x < 1, xp.log(1 - x), 0.0), (1.0, 0.0), (0.0, -1.0)),
    "log(1 + exp x)": Guarded(lambda xp, x: xp.where(x < 30, xp.log(1 + xp.exp(x)), x), (1000.0, 0.0), (1.0, 0.5)),
    "log1p(exp x)": Guarded(lambda xp, x: xp.where(x < 30, xp.log1p(xp.exp(x)), x), (1000.0, 0.0), (1.0, 0.5)),
    "exp": Guarded(lambda xp, x: xp.where(x < 100, xp.exp(x), 0.0), (1000.0, 0.0), (0.0, 1.0)),
    "x log x": Guarded(lambda xp, x: xp.where(x > 0, x * xp.log(x), 0.0), (0.0, 1.0), (0.0, 1.0)),
    "x log 2x": Guarded(lambda xp, x: xp.where(x > 0, x * (xp.log(x) + LN2), 0.0), (0.0, 0.5), (0.0, 1.0)),
    "reciprocal": Guarded(lambda xp, x: xp.where(x != 0, 1 / x, 0.0), (0.0, 2.0), (0.0, -0.25)),
    "quotient": Guarded(lambda xp, x: xp.where(x != 0, x * x / x, 0.0), (0.0, 2.0), (0.0, 1.0)),
    "sin x / x": Guarded(
        lambda xp, x: xp.where(x != 0, xp.sin(x) / x, 1.0), (0.0, 2.0), (0.0, (2 * math.cos(2) - math.sin(2)) / 4)
    ),
    "(1 - cos x) / x²": Guarded(
        lambda xp, x: xp.where(x != 0, (1 - xp.cos(x)) / x**2, 0.5), (0.0, math.pi), (0.0, -4 / math.pi**3)
    ),
    "expm1 x / x": Guarded(lambda xp, x: xp.where(x != 0, (xp.exp(x) - 1) / x, 1.0), (0.0, 1.0), (0.0, 1.0)),
    "power 1/2": Guarded(lambda xp, x: xp.where(x > 0, x**0.5, 0.0), (0.0, 4.0), (0.0, 0.25)),
    "power -3/2": Guarded(lambda xp, x: xp.where(x > 0, x**-1.5, 0.0), (0.0, 1.0), (0.0, -1.5)),
    "x to the x": Guarded(lambda xp, x: xp.where(x > 0, x**x, 1.0), (0.0, 1.0), (0.0, 1.0)),
    "arccos": Guarded(lambda xp, x: xp.where(xp.abs(x) < 1, xp.arccos(x), 0.0), (1.0, 0.0), (0.0, -1.0)),
    "arcsin": Guarded(lambda xp, x: xp.where(xp.abs(x) < 1, xp.arcsin(x), 0.0), (-1.0, 0.0), (0.0, 1.0)),
    "arctanh": Guarded(lambda xp, x: xp.where(xp.abs(x) < 1, xp.arctanh(x), 0.0), (1.0, 0.0), (0.0, 1.0)),
    "arccosh": Guarded(lambda xp, x: xp.where(x > 1, xp.arccosh(x), 0.0), (1.0, 2.0), (0.0, 1 / math.sqrt(3))),
    "arctan2": Guarded(lambda xp, x: xp.where(x > 0, xp.arctan2(x, 2 * x), 0.0), (0.0, 1.0), (0.0, 0.0)),
    "sinh / cosh": Guarded(
        lambda xp, x: xp.where(xp.abs(x) < 300, xp.sinh(x) / xp.cosh(x), 1.0), (1000.0, 0.0), (0.0, 1.0)
    ),
    "logistic": Guarded(_logistic, (1000.0, 0.0), (0.0, 0.25)),
    "tanh by exp": Guarded(_tanh, (1000.0, 0.0), (0.0, 1.0)),
    "length of a vector": Guarded(_length, (0.0, 0.0), (0.0, 0.0)),
    "unit vector": Guarded(_unit_vector, (0.0, 0.0), (0.0, 0.0)),
    "standard deviation": Guarded(_deviation, (2.0, 2.0), (0.0, 0.0)),
}
"""By name. The first element of x is where the guard holds, or the whole of x."""
