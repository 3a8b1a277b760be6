"""A function with its right gradient, and points to check it at.

    >>> square = case("square", lambda x: x @ x, lambda x: 2 * x, uniform(-1, 1, 3))
    >>> len(square.points()), square.points()[0][0].shape
    (20, (3,))

Points are drawn anew from the name of the case, so that they are the same in every process. Not here: the functions
(`functions`), and gradients that are wrong (`damage`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from zlib import crc32

import numpy as np

__all__ = ["Case", "Draw", "Function", "case", "close_to", "fixed", "magnitudes", "mixed", "normal", "uniform"]

Function = Callable[..., Any]
Draw = Callable[[np.random.Generator], Any]

POINTS = 20
OFFSETS = (1e-9, -1e-9, 1e-5, -1e-5)
"""How far from a kink "close" is."""


@dataclass(frozen=True)
class Case:
    """One function to check.

    f         takes the arguments, returns a number or an array
    gradient  takes the same; returns the gradient: with several arguments a tuple, of an array the Jacobian
    draws     for each argument, what draws it
    allowed   at kinks: takes the same, returns the smallest and the largest value of each entry of the gradient that a
              generalised gradient (Clarke's) may have; None where the gradient is the only one
    """

    name: str
    f: Function
    gradient: Function
    draws: tuple[Draw, ...]
    allowed: Function | None = None

    def points(self) -> list[tuple[Any, ...]]:
        """Return the arguments to check at."""
        seeds = [(crc32(self.name.encode()), number) for number in range(POINTS)]
        generators = map(np.random.default_rng, seeds)
        return [tuple(draw(rng) for draw in self.draws) for rng in generators]


def case(name: str, f: Function, gradient: Function, *draws: Draw, allowed: Function | None = None) -> Case:
    """Return a case; each argument of `f` has what draws it."""
    return Case(name, f, gradient, draws, allowed)


def uniform(low: float, high: float, *shape: int) -> Draw:
    """Draw numbers between two."""
    return lambda rng: rng.uniform(low, high, shape)


def normal(scale: float, *shape: int) -> Draw:
    """Draw numbers around zero."""
    return lambda rng: rng.normal(0, scale, shape)


def magnitudes(low: float, high: float, *shape: int, signs: tuple[int, ...] = (-1, 1)) -> Draw:
    """Draw numbers of every size from 10^low to 10^high."""
    return lambda rng: rng.choice(signs, shape) * 10.0 ** rng.uniform(low, high, shape)


def fixed(value: Any) -> Draw:
    """Draw the same every time."""
    return lambda rng: np.array(value)


def close_to(kinks: tuple[float, ...], *shape: int, offsets: tuple[float, ...] = OFFSETS) -> Draw:
    """Draw numbers that are close to a kink but not at it; with (0.0,) as `offsets`, at it."""
    return lambda rng: rng.choice(kinks, shape) + rng.choice(offsets, shape)


def mixed(first: Draw, second: Draw) -> Draw:
    """Draw from both, entry by entry; the very first entry comes from the first."""

    def draw(rng: np.random.Generator) -> Any:
        a, b = first(rng), second(rng)
        choice = rng.integers(2, size=a.shape)
        choice.flat[0] = 0
        return np.where(choice, b, a)

    return draw
