"""What is found on one line, as plain data.

- *agrees*: the remainder's slope is within its bound of 0, and the bound is small.
- *differs*: it is outside its bound in two windows that agree with each other and with the slopes of both sides.
- *kink*: the slopes of the two sides differ, down to the narrowest width that rounding allows; or a side has none.
- *unclear*: nothing of this; noise hides what there is.

Not here: how it is found (`referee`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from autograd_core.testing.forms import Vector
from autograd_core.testing.lines import Line, Test
from autograd_core.testing.slopes import CLEAR, Slope

__all__ = ["Kind", "Limits", "Outcome", "is_failure", "kinky", "range_at"]

Kind = Literal["agrees", "differs", "kink", "unclear"]


@dataclass(frozen=True)
class Limits:
    """What is small, relative to the size of what is compared.

    `floor` is what a right gradient may be wrong by, for its own rounding and for a function that is itself computed to
    a tolerance; `sharp` is where more looking is no use; `step` is that of the quick look.
    """

    floor: float
    sharp: float
    step: float

    @classmethod
    def of(cls, count: int, *, is_single: bool) -> Limits:
        """Return the limits for a function of double or single precision; one wrong entry of `count` must show."""
        if is_single:
            return cls(5e-6, min(2e-4, 3e-3 / count), 2.0**-4)
        return cls(float(np.clip(1e-3 / count, 1e-8, 1e-6)), 1e-7, 2.0**-10)


@dataclass(frozen=True)
class Outcome:
    """What was found on a line: the slope of the remainder, the size of what is compared, and, at a kink, its range.

    `width` is that of the window, or the step of the quick look, that decided.
    """

    kind: Kind
    line: Line
    test: Test
    slope: Slope
    scale: float
    width: float
    low: float = -np.inf
    high: float = np.inf
    wider: float | None = None
    """The width of the window in which a kink was first seen."""
    is_nonlinear: bool = False
    is_noisy: bool = False
    """Whether nothing is clear because the gradient itself is rough, by as much as it is off."""

    @property
    def allowed(self) -> bool:
        """Whether the gradient lies between the slopes of the two sides, as a generalised gradient may."""
        return self.low <= 0.0 <= self.high

    @property
    def resolution(self) -> float:
        """The smallest relative error that would surely have been seen."""
        return float((1 + CLEAR) * self.slope.bound / self.scale) if self.scale else 0.0


def is_failure(outcome: Outcome) -> bool:
    """Whether an outcome shows a wrong gradient."""
    return outcome.kind == "differs" or (outcome.kind == "kink" and not outcome.allowed)


def range_at(line: Line, test: Test, width: float, wider: float | None = None) -> tuple[float, float]:
    """Return between what the slope of the remainder may be: for each number of the result, between its two sides.

    A wider window knows the slopes better; it is taken where it does not contradict the one that decided.
    """
    each = line.all_windows(width)
    right, left = each.right, each.left
    if wider is not None:
        wide = line.all_windows(wider)
        right, left = _sharper(right, wide.right), _sharper(left, wide.left)
    with np.errstate(all="ignore"):
        ends = test.v * right.value, test.v * left.value
        spread = np.abs(test.v) * np.maximum(right.bound, left.bound)
        along = float(test.g @ line.u)
        low = float(np.sum((np.minimum(*ends) - spread)[test.seen])) - along
        high = float(np.sum((np.maximum(*ends) + spread)[test.seen])) - along
    return (low, high) if np.isfinite(low) and np.isfinite(high) else (-np.inf, np.inf)


def _sharper(slope: Slope, other: Slope) -> Slope:
    """Return the other slope where it is known better and may be the same."""
    with np.errstate(all="ignore"):
        is_better = (other.bound < slope.bound) & slope.agrees(other)
    return Slope(np.where(is_better, other.value, slope.value), np.where(is_better, other.bound, slope.bound))


def kinky(outcome: Outcome) -> Vector:
    """Return which numbers of the result have a kink, or no value on a side, within the width of an outcome."""
    each = outcome.line.all_windows(outcome.width)
    return np.asarray(each.has_kink | ~np.isfinite(each.right.bound) | ~np.isfinite(each.left.bound))
