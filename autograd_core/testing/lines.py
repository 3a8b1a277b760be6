"""A subject along a line through its point: values at distances t in a direction u, and what a gradient leaves of them.

The remainder ρ(t) = ⟨v, f(x + t u) − f(x)⟩ − ⟨g, t u⟩, with g = Jᵀ v, begins with slope 0 if g is the gradient. The
points are rounded as the function sees them, and the step in ⟨g, ·⟩ is the one that was really made, so that rounding
of x is no error of the slope. Not here: which lines are looked at, and what is concluded (`referee`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from autograd_core.testing.forms import Vector
from autograd_core.testing.slopes import (
    CLEAR,
    NODES,
    QUICK,
    SAFETY,
    STEPS,
    Slope,
    Window,
    extrapolated,
    fits,
    one_sided,
)
from autograd_core.testing.subjects import Subject

__all__ = ["Line", "Quick", "Test"]


@dataclass(frozen=True)
class Test:
    """A cotangent v and the gradient g = Jᵀ v that goes with it."""

    __test__ = False  # pytest takes any class of this name for its own

    v: Vector
    g: Vector

    @cached_property
    def seen(self) -> Any:
        """Which numbers of the result count; the others may be nan."""
        seen = self.v != 0
        return slice(None) if seen.all() else seen

    @cached_property
    def weights(self) -> Vector:
        """The cotangent of the numbers that count."""
        return np.asarray(self.v[self.seen])

    def of(self, y: Vector) -> float:
        """Return ⟨v, y⟩."""
        return float(self.weights @ y[self.seen])

    def size(self, y: Vector) -> float:
        """Return Σ|vᵢ yᵢ|."""
        return float(np.abs(self.weights) @ np.abs(y[self.seen]))


class Quick(NamedTuple):
    """What six values say: the remainder's slope, and by how much the slopes of the sides are off it at a kink."""

    slope: Slope
    kink: float

    @property
    def bends(self) -> bool:
        """Whether there is a kink."""
        return self.kink > 0


@dataclass
class Line:
    """The values of a subject along a direction; each is computed once."""

    subject: Subject
    u: Vector
    changes: dict[float, Vector] = field(default_factory=dict)
    steps: dict[float, Vector] = field(default_factory=dict)

    @cached_property
    def sizes(self) -> Vector:
        """The sizes of the numbers of the result."""
        return self.subject.sizes

    def change(self, t: float) -> Vector:
        """Return f(x + t u) − f(x); nan where there is no value."""
        if t not in self.changes:
            if t == 0.0:
                self.changes[t] = np.zeros_like(self.subject.y)
                self.steps[t] = np.zeros_like(self.u)
                return self.changes[t]
            with np.errstate(all="ignore"):
                point = self.point(t)
                self.changes[t] = self.subject.at(point) - self.subject.y
                self.steps[t] = point - self.subject.x
        return self.changes[t]

    def point(self, t: float) -> Vector:
        """Return x + t u as the function sees it."""
        return self.subject.snapped(self.subject.x + t * self.u)

    def floor(self, test: Test) -> float:
        """Return the least rounding error of ⟨v, f⟩: that of writing the result down."""
        return self.subject.eps * test.size(self.sizes)

    def remainders(self, ts: Vector, test: Test) -> Vector:
        """Return ρ(t) for several distances."""
        with np.errstate(all="ignore"):
            return np.array([self._remainder(t, test) for t in ts.tolist()])

    def _remainder(self, t: float, test: Test) -> float:
        change = self.change(t)
        return float(test.of(change) - test.g @ self.steps[t])

    def quick(self, step: float, test: Test) -> Quick:
        """Return what six values say of the remainder."""
        steps = step * STEPS
        ahead, behind = self.remainders(steps, test), self.remainders(-steps, test)
        slope = extrapolated(step, ahead, behind, self.floor(test))
        return Quick(slope, self.kink(step, test) if np.isfinite(slope.bound) else 0.0)

    def sides(self, step: float, test: Test) -> tuple[Slope, Slope]:
        """Return the slopes of the right and of the left side alone, as six values tell them."""
        right, left = (
            one_sided(ends, self.remainders(ends, test), self.floor(test)) for ends in (step * STEPS, -step * STEPS)
        )
        return right, left

    def kink(self, step: float, test: Test, noise: float = 0.0) -> float:
        """Return how far the slopes of the sides are apart at a kink or a jump within a step, by four values, or 0.

        Without one, the even part of the remainder gets flatter nearer to the point, the odd part not steeper. `noise`
        is that of the values, where it is known to be more than rounding. Where a side has no values, nan is returned.
        """
        ts = step * STEPS[[0, -1]]
        ahead, behind = self.remainders(ts, test) / ts, self.remainders(-ts, test) / ts
        even, odd = np.abs(ahead + behind), np.abs(ahead - behind)
        least = 16 * max(self.floor(test), noise) / step
        is_even, is_odd = even[1] <= max(0.7 * even[0], least), odd[1] <= max(2 * odd[0], least)
        return 0.0 if is_even and is_odd else float(max(even[1], 0.0 if is_odd else odd[1]))

    def rounding(self, step: float, test: Test) -> float:
        """Return the part of a quick look's bound that rounding makes."""
        return QUICK * self.floor(test) / step

    def slopes(self, step: float) -> Vector:
        """Return the derivative of each number of the result along the line, as well as one step tells it."""
        t = step * float(STEPS[-1])
        with np.errstate(all="ignore"):
            return (self.change(t) - self.change(-t)) / (2 * t)

    def window(self, width: float, test: Test) -> Window:
        """Return what the remainder says within a width."""
        return Window.of(width, self.remainders(width * NODES, test), self.floor(test))

    def all_windows(self, width: float) -> Window:
        """Return what each number of the result says within a width."""
        values = np.array([self.change(t) for t in (width * NODES).tolist()])
        return Window.of(width, values, self.subject.eps * self.sizes)

    def noise(self, width: float, test: Test) -> float:
        """Return what polynomials leave over on both sides of a narrow window."""
        window = self.window(width, test)
        return float(max(window.right.bound, window.left.bound) * width / (SAFETY * fits()["one side"]))

    def terms(self, test: Test) -> float:
        """Return the size of terms that the function may be made of: of its values, and of its arguments."""
        return max(test.size(self.sizes), self.arguments(test))

    def arguments(self, test: Test) -> float:
        """Return the size of the arguments, as terms of the result."""
        return float(np.abs(self.subject.x).sum() * np.abs(test.v).max(initial=0.0))

    def is_flat(self, slope: Slope, gain: float, test: Test) -> bool:
        """Whether gradient and function are 0 but for rounding, which a slope enlarges by `gain`.

        What the gradient may be is measured by the arguments alone: where the values are large beside these, rounding
        hides slopes, and that is no zero.
        """
        rounding = CLEAR * self.subject.eps
        given = float(np.abs(test.g) @ np.abs(self.u))
        is_hidden = max(abs(slope.value), slope.bound) <= gain * rounding * self.terms(test)
        return bool(is_hidden and given <= rounding * self.arguments(test))

    def size(self, step: float, test: Test) -> float:
        """Return the size of the slope: Σ|gᵢ uᵢ|, or that which the values show where it is larger."""
        return self.size_at(step * float(STEPS[-1]), test)

    def size_at(self, t: float, test: Test) -> float:
        """Return that size with the slopes between two points at a distance on both sides."""
        return self._at_least_given(test.size(self.slopes(t / float(STEPS[-1]))), test)

    def scale(self, step: float, test: Test) -> float:
        """Return the size of what is compared: Σ|gᵢ uᵢ|, or how steep the function is beside the point."""
        return self.scale_at(step * float(STEPS[-1]), test)

    def scale_at(self, t: float, test: Test) -> float:
        """Return that size with the function's rise or fall up to a distance."""
        with np.errstate(all="ignore"):
            seen = test.size(np.maximum(np.abs(self.change(t)), np.abs(self.change(-t)))) / t
        return self._at_least_given(seen, test)

    def _at_least_given(self, seen: float, test: Test) -> float:
        """Return Σ|gᵢ uᵢ|, or a size that was seen where that is larger and finite."""
        given = float(np.abs(test.g) @ np.abs(self.u))
        return max(given, seen) if np.isfinite(seen) else given
