"""Functions with corners and jumps in each entry, at the corner and close to it (1e-9 and 1e-5 away).

At a corner the gradient is one of Clarke's generalised gradients, mostly the one that engines give (0 for abs and relu
at 0, 1 for clip at its edges); any value between the slopes on both sides is right as well. At a jump nothing can be
wrong, since no slope is right: the gradient is the one around it, and the checker must not call it a mistake.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from benchmarks.gradient_checking.case import Case, Draw, Function, case, close_to, mixed, normal, uniform

__all__ = ["CASES"]

KNOTS = np.linspace(-2, 2, 9)
TABLE = np.array([0.0, 1.0, -1.0, 2.0, 0.5, 0.5, -3.0, 1.0, 4.0])
SLOPES = np.diff(TABLE) / np.diff(KNOTS)


def at(kinks: tuple[float, ...], *shape: int) -> Draw:
    """Draw numbers, about half of them at a kink."""
    return mixed(close_to(kinks, *shape, offsets=(0.0,)), normal(2, *shape))


def near(kinks: tuple[float, ...], *shape: int) -> Draw:
    """Draw numbers, about half of them close to a kink."""
    return mixed(close_to(kinks, *shape), normal(2, *shape))


def both(name: str, f: Function, gradient: Function, kinks: tuple[float, ...], allowed: Function) -> Iterator[Case]:
    """Yield the case at kinks and the case close to them; `f` and all others work entry by entry."""

    def total(x: Any) -> Any:
        return f(x).sum()

    yield case(f"{name}, at the kink", total, gradient, at(kinks, 5), allowed=allowed)
    yield case(f"{name}, close to the kink", total, gradient, near(kinks, 5))


def jump(x: Any) -> tuple[Any, Any]:
    """Return that any slope is allowed."""
    return np.full_like(x, -np.inf), np.full_like(x, np.inf)


def where(condition: Any, yes: float, no: float) -> Any:
    """Return slopes."""
    return np.where(condition, yes, no)


def huber(x: Any) -> Any:
    """Return Huber's loss."""
    return np.where(np.abs(x) <= 1, x**2 / 2, np.abs(x) - 0.5)


def spline(x: Any) -> Any:
    """Return a quadratic spline: its slope is continuous, its curvature jumps from 2 to −20 at 0 and to 0 at 1."""
    return np.where(x < 0, x**2, np.where(x < 1, -10 * x**2, -10 - 20 * (x - 1)))


def spline_gradient(x: Any) -> Any:
    """Return its slope."""
    return np.where(x < 0, 2 * x, np.where(x < 1, -20 * x, -20.0))


def wave(x: Any) -> Any:
    """Return a triangle wave with corners at all whole numbers."""
    return np.abs((x + 1) % 2 - 1)


def wiggle(x: Any) -> Any:
    """Return x² sin(1/x), and 0 at 0: it has a derivative there, but one that is not continuous."""
    safe = np.where(x == 0, 1, x)
    return np.where(x == 0, 0, x**2 * np.sin(1 / safe))


def wiggle_gradient(x: Any) -> Any:
    """Return its derivative."""
    safe = np.where(x == 0, 1, x)
    return np.where(x == 0, 0, 2 * x * np.sin(1 / safe) - np.cos(1 / safe))


def piece(x: Any) -> Any:
    """Return which piece of the table an entry lies in; a knot belongs to the piece on its right."""
    return np.clip(np.searchsorted(KNOTS, x, side="right") - 1, 0, SLOPES.size - 1)


def left_piece(x: Any) -> Any:
    """Return the piece on the left of an entry."""
    return np.clip(np.searchsorted(KNOTS, x, side="left") - 1, 0, SLOPES.size - 1)


def table_range(x: Any) -> tuple[Any, Any]:
    """Return the slopes on both sides."""
    sides = SLOPES[left_piece(x)], SLOPES[piece(x)]
    return np.minimum(*sides), np.maximum(*sides)


def interpolated(x: Any) -> Any:
    """Return linear interpolation in the table."""
    k = piece(x)
    return (TABLE[k] + SLOPES[k] * (x - KNOTS[k])).sum()


def on_knots(offsets: tuple[float, ...]) -> Draw:
    """Draw numbers within the table, about half of them at knots or close to them."""
    return mixed(close_to(tuple(KNOTS[1:-1]), 5, offsets=offsets), uniform(-1.9, 1.9, 5))


CASES = (
    *both(
        "relu",
        lambda x: np.maximum(x, 0),
        lambda x: where(x > 0, 1.0, 0.0),
        (0.0,),
        lambda x: (where(x > 0, 1.0, 0.0), where(x >= 0, 1.0, 0.0)),
    ),
    *both("abs", np.abs, np.sign, (0.0,), lambda x: (where(x > 0, 1.0, -1.0), where(x < 0, -1.0, 1.0))),
    *both(
        "√x²", lambda x: np.sqrt(x**2), np.sign, (0.0,), lambda x: (where(x > 0, 1.0, -1.0), where(x < 0, -1.0, 1.0))
    ),
    *both(
        "leaky relu",
        lambda x: np.where(x > 0, x, 0.01 * x),
        lambda x: where(x > 0, 1.0, 0.01),
        (0.0,),
        lambda x: (where(x > 0, 1.0, 0.01), where(x < 0, 0.01, 1.0)),
    ),
    *both(
        "clip",
        lambda x: np.clip(x, -1, 1),
        lambda x: where(np.abs(x) <= 1, 1.0, 0.0),
        (-1.0, 1.0),
        lambda x: (where(np.abs(x) < 1, 1.0, 0.0), where(np.abs(x) <= 1, 1.0, 0.0)),
    ),
    *both(
        "relu6",
        lambda x: np.minimum(np.maximum(x, 0), 6),
        lambda x: where((x > 0) & (x < 6), 1.0, 0.0),
        (0.0, 6.0),
        lambda x: (where((x > 0) & (x < 6), 1.0, 0.0), where((x >= 0) & (x <= 6), 1.0, 0.0)),
    ),
    *both(
        "soft threshold",
        lambda x: np.sign(x) * np.maximum(np.abs(x) - 0.5, 0),
        lambda x: where(np.abs(x) > 0.5, 1.0, 0.0),
        (-0.5, 0.5),
        lambda x: (where(np.abs(x) > 0.5, 1.0, 0.0), where(np.abs(x) >= 0.5, 1.0, 0.0)),
    ),
    *both("huber", huber, lambda x: np.clip(x, -1, 1), (-1.0, 1.0), lambda x: (np.clip(x, -1, 1), np.clip(x, -1, 1))),
    *both(
        "squared hinge",
        lambda x: np.maximum(x, 0) ** 2,
        lambda x: 2 * np.maximum(x, 0),
        (0.0,),
        lambda x: (2 * np.maximum(x, 0), 2 * np.maximum(x, 0)),
    ),
    *both(
        "|x|^1.5",
        lambda x: np.abs(x) ** 1.5,
        lambda x: 1.5 * np.sign(x) * np.sqrt(np.abs(x)),
        (0.0,),
        lambda x: (1.5 * np.sign(x) * np.sqrt(np.abs(x)),) * 2,
    ),
    *both("x|x|", lambda x: x * np.abs(x), lambda x: 2 * np.abs(x), (0.0,), lambda x: (2 * np.abs(x),) * 2),
    *both("quadratic spline", spline, spline_gradient, (0.0, 1.0), lambda x: (spline_gradient(x),) * 2),
    *both(
        "triangle wave",
        wave,
        lambda x: where(np.floor(x) % 2 == 0, 1.0, -1.0),
        (-1.0, 0.0, 1.0),
        lambda x: (
            where((x % 1 != 0) & (np.floor(x) % 2 == 0), 1.0, -1.0),
            where((x % 1 != 0) & (np.floor(x) % 2 == 1), -1.0, 1.0),
        ),
    ),
    *both(
        "where(x > 0, x, 2x)",
        lambda x: np.where(x > 0, x, 2 * x),
        lambda x: where(x > 0, 1.0, 2.0),
        (0.0,),
        lambda x: (where(x >= 0, 1.0, 2.0), where(x > 0, 1.0, 2.0)),
    ),
    case(
        "x² sin(1/x), at 0",
        lambda x: wiggle(x).sum(),
        wiggle_gradient,
        mixed(close_to((0.0,), 3, offsets=(0.0,)), uniform(0.1, 2, 3)),
        allowed=lambda x: (where(x == 0, -1.0, 0.0) + wiggle_gradient(x), where(x == 0, 1.0, 0.0) + wiggle_gradient(x)),
    ),
    case(
        "linear interpolation, at knots",
        interpolated,
        lambda x: SLOPES[piece(x)],
        on_knots((0.0,)),
        allowed=table_range,
    ),
    case(
        "linear interpolation, close to knots",
        interpolated,
        lambda x: SLOPES[piece(x)],
        on_knots((1e-9, -1e-9, 1e-5, -1e-5)),
    ),
    case(
        "a step and a slope, away from the jump",
        lambda x: ((x > 0) + x).sum(),
        np.ones_like,
        mixed(uniform(0.05, 1, 4), uniform(-1, -0.05, 4)),
    ),
    case("a step and a slope, close to the jump", lambda x: ((x > 0) + x).sum(), np.ones_like, near((0.0,), 4)),
    case("a step and a slope, at the jump", lambda x: ((x > 0) + x).sum(), np.ones_like, at((0.0,), 4), allowed=jump),
    case(
        "floor, away from jumps",
        lambda x: np.floor(x).sum(),
        np.zeros_like,
        lambda rng: rng.integers(-3, 3, 4) + rng.uniform(0.1, 0.9, 4),
    ),
    case(
        "floor, at jumps",
        lambda x: np.floor(x).sum(),
        np.zeros_like,
        lambda rng: rng.integers(-3, 3, 4) * 1.0,
        allowed=jump,
    ),
    case("x mod 1, close to jumps", lambda x: (x % 1).sum(), np.ones_like, near((-1.0, 0.0, 1.0), 4)),
    case(
        "rounded to cents",
        lambda x: np.round(x, 2).sum() + (x**2).sum(),
        lambda x: 2 * x,
        lambda rng: rng.integers(-200, 200, 3) / 100 + rng.uniform(-0.004, 0.004, 3),
    ),
)
