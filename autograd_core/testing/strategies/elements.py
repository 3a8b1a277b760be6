"""Single numbers: round ones first, away from kinks or on purpose near them.

The numbers of an interval come from a palette. First stand the round ones, 1, 2, 0, −1, −2, ½, …; 1 comes before 0,
where too many wrong gradients are right. Then follow others, spread evenly by the golden ratio, for a mistake that
roundness would hide.

    >>> palette(Interval(-3, 3)).numbers[:8]
    array([ 1. ,  2. ,  0. , -1. , -2. ,  0.5,  1.5,  2.5])

What is drawn is a spot of the interval, and how round a number near it shall be. So a number shrinks to a rounder one
close to it, and then towards the roundest of all: that succeeds far more often than going down a list.

    >>> from autograd_core.testing.strategies.finding import smallest
    >>> smallest(away_from(0), lambda x: abs(x - 1.7) < 0.3)
    1.5

Every interval is open: its ends are never drawn, so that `(0, 3)` will do for a logarithm and `(-1, 1)` for an arcsine.

Not here: how arrays are filled (`arrays`).
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

from autograd_core.errors import ConfigurationError, explain
from autograd_core.registry import REAL, Interval
from autograd_core.testing.strategies.asking import distance_of, interval_of, kinks_of

__all__ = ["LEVELS", "SPOTS", "Palette", "away_from", "near", "palette"]

ROUND = 32  # at least as many round numbers, where the kinks leave them
SPREAD = 64  # and as many others, if no array needs more
GOLDEN = (math.sqrt(5) - 1) / 2


LEVELS = st.integers(0, 3)
"""How round: whole numbers or the like, halves of these, all round numbers, or any."""

SPOTS = st.integers(0, 127)
"""Where in the interval: near its roundest number first, then on both sides of it, ever farther away."""


class Palette(NamedTuple):
    """The numbers that may be drawn, the roundest first, and which of them a level and a spot stand for."""

    numbers: NDArray[Any]
    places: NDArray[Any]


@lru_cache(maxsize=256)
def palette(
    interval: Interval,
    kinks: tuple[float, ...] = (),
    distance: float = 0.1,
    dtype: str = "float64",
    spread: int = SPREAD,
) -> Palette:
    """Return the numbers of a dtype inside an open interval that are at least `distance` from every kink.

    Raises ConfigurationError where there are none.
    """
    low, width = interval.low, interval.high - interval.low
    step = 2.0 ** math.floor(math.log2(width / ROUND))
    multiples = step * np.arange(math.ceil(low / step), math.floor(interval.high / step) + 1)
    small = np.arange(-10.0, 11.0)
    round_ones = sorted({*multiples.tolist(), *small.tolist()}, key=_roundness)
    others = low + width * (GOLDEN * np.arange(1, spread + 1) % 1)
    numbers = np.array([*round_ones, *others]).astype(dtype)
    numbers = numbers[_allowed(numbers, interval, kinks, distance)]
    if not len(numbers):
        given = f"elements from {low} to {interval.high}, avoiding {kinks} by {distance}, in {dtype}"
        raise ConfigurationError(explain("no numbers are left to draw", given, "widen the interval"))
    numbers = numbers[np.sort(np.unique(numbers, return_index=True)[1])]
    numbers.flags.writeable = False  # it is kept
    spots = low + width * (np.arange(128) + 0.5) / 128
    spots = spots[np.argsort(np.abs(spots - numbers[0]), kind="stable")]
    return Palette(numbers, np.array([_nearest(tier, spots) for tier in _tiers(numbers)]))


def _tiers(numbers: NDArray[Any]) -> list[NDArray[Any]]:
    """Return the first of the numbers, for each level up to where they are round enough."""
    digits = np.array([float(number).as_integer_ratio()[1].bit_length() for number in numbers])
    return [*[numbers[digits <= digits.min() + more] for more in (0, 1, 4)], numbers]


def _nearest(numbers: NDArray[Any], spots: NDArray[Any]) -> NDArray[Any]:
    return np.asarray(np.abs(numbers.astype(float) - spots[:, None]).argmin(1))


def _roundness(number: float) -> tuple[int, bool, float]:
    """Return what round numbers have less of: binary digits behind the point, then a sign, then size."""
    return number.as_integer_ratio()[1], number <= 0, abs(number)


def _allowed(numbers: NDArray[Any], interval: Interval, kinks: tuple[float, ...], distance: float) -> NDArray[Any]:
    """Return which numbers are inside and away from kinks, as they are after they were rounded to their dtype."""
    exact = numbers.astype("float64")
    inside = (interval.low < exact) & (exact < interval.high)
    for kink in kinks:
        inside &= np.abs(exact - kink) >= distance
    return inside


def away_from(kinks: Any, distance: float = 0.1, elements: Any = REAL) -> st.SearchStrategy[float]:
    """Return a strategy for numbers of an open interval that keep a distance from every kink.

    |x − kink| ≥ distance and low < x < high. For whole arrays: `arrays(avoiding=kinks, distance=distance)`.

    >>> from autograd_core.testing.strategies.finding import smallest
    >>> smallest(away_from([0, 1], distance=0.5), lambda x: True), smallest(away_from(0), lambda x: x > 0)
    (2.0, 1.0)

    Raises ConfigurationError where nothing is left.
    """
    made = palette(interval_of(elements), kinks_of(kinks), distance_of(distance))
    return st.builds(lambda level, spot: float(made.numbers[made.places[level, spot]]), LEVELS, SPOTS)


def near(kinks: Any, distance: float = 0.001) -> st.SearchStrategy[float]:
    """Return a strategy for numbers on kinks and close to them: |x − kink| < distance, half of them on a kink.

    For arrays in which some elements are near a kink: `arrays(elements=near(0) | away_from(0))`.

    >>> from autograd_core.testing.strategies.finding import smallest
    >>> smallest(near([0, 1]), lambda x: True), smallest(near(1), lambda x: x > 1)
    (0.0, 1.0009765625)

    Raises ConfigurationError where there is no kink, or one is no finite number.
    """
    known, reach = kinks_of(kinks), distance_of(distance)
    if not known:
        raise ConfigurationError(explain("no kinks to be near", repr(kinks), "name one, such as near(0)"))
    sizes = st.sampled_from(palette(Interval(0.0, reach)).numbers.tolist())
    beside = st.builds(
        lambda kink, sign, size: kink + sign * size, st.sampled_from(known), st.sampled_from([1, -1]), sizes
    )
    return st.sampled_from(known) | beside
