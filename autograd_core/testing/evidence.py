"""Numbers to try a guess on: whole gradients, as they are given and as the values of the function show them.

They are taken at three points: the one that was checked, one beside it, and one with the same numbers in another order,
so that a guess that holds by chance at one does not hold at all. Of many coordinates only some are measured.

    >>> from autograd_core.testing import frameworks
    >>> subject = Subject.of(np.square, (np.array([1.0, 2.0]),), frameworks.OURS)
    >>> sets = gathered(subject, Pullbacks(subject, vjp=lambda g, x: 3 * g * x), np.random.default_rng(0))
    >>> [bool(each.wrong.all()) for each in sets]
    [True, True, True]

Not here: the guesses (`causes`).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from autograd_core.testing import rays
from autograd_core.testing.forms import Vector, real_pairs
from autograd_core.testing.lines import Line, Test
from autograd_core.testing.pullbacks import Pullbacks
from autograd_core.testing.slopes import Slope
from autograd_core.testing.subjects import Subject

__all__ = ["Evidence", "gathered"]

MANY, SOME = 64, 12
"""All coordinates are measured up to this number, and else some of them."""

WIDTHS = (-7, -11, -16, -22, -30)
"""Exponents of the steps that are tried for each coordinate."""


@dataclass
class Evidence:
    """A gradient at a point for a cotangent: given, and measured within `bound` where it was."""

    subject: Subject
    v: Vector
    given: Vector
    lines: dict[int, Line]
    slopes: dict[int, Slope] = field(default_factory=dict)
    measured: Vector = field(default_factory=lambda: np.empty(0))
    bound: Vector = field(default_factory=lambda: np.empty(0))

    @classmethod
    def of(cls, subject: Subject, v: Vector, given: Vector, coordinates: Any) -> Evidence:
        """Measure the gradient along some coordinates."""
        lines = {}
        for j in map(int, coordinates):
            u = np.zeros_like(subject.x)
            u[j] = max(abs(subject.x[j]), 1.0)
            lines[j] = Line(subject, u)
        evidence = cls(subject, v, given, lines)
        evidence.measured, evidence.bound = evidence.gradient_for(v)
        return evidence

    def gradient_for(self, v: Vector) -> tuple[Vector, Vector]:
        """Return the gradient that is measured for a cotangent, and its bound; nan and inf where nothing is known."""
        value, bound = np.full_like(self.subject.x, np.nan), np.full_like(self.subject.x, np.inf)
        test = Test(v, np.zeros_like(self.subject.x))
        for j, line in self.lines.items():
            slope, bends = _slope(line, test)
            if not bends and np.isfinite(slope.bound):
                value[j], bound[j] = slope.value / line.u[j], slope.bound / line.u[j]
        return value, bound

    @property
    def tolerance(self) -> float:
        """How far two numbers may be apart, relative to the largest."""
        return 1e-3 if self.subject.is_single else 1e-7

    @property
    def known(self) -> Any:
        """Where the measured gradient is known well enough to tell guesses apart."""
        with np.errstate(invalid="ignore"):
            return self.bound <= 10 * self.tolerance * np.maximum(self._largest(), np.abs(np.nan_to_num(self.given)))

    @property
    def wrong(self) -> Any:
        """Where the given gradient is not the measured one."""
        return self.known & ~self._near(self.given, self.measured)

    def part(self, k: int) -> slice:
        """Return where the coordinates of an array lie."""
        sizes = self.subject.form.sizes
        return slice(sum(sizes[:k]), sum(sizes[: k + 1]))

    def array(self, vector: Vector, k: int) -> Any:
        """Return one of the arrays whose coordinates a vector has."""
        return self.subject.form.unpacked(vector)[k]

    def fits(self, k: int, candidate: Any, measured: Vector | None = None) -> bool:
        """Whether an array is the measured gradient of one argument, where that is known."""
        if np.shape(candidate) != self.subject.form.shapes[k]:
            return False
        vector, part = np.zeros_like(self.subject.x), self.part(k)
        like = self.subject.form.dtypes[k]
        with np.errstate(all="ignore"):
            vector[part] = real_pairs(np.asarray(candidate, like if like.kind == "c" else None))
        near = self._near(vector, self.measured if measured is None else measured)
        known = self.known[part]
        return bool(known.any() and near[part][known].all())

    def _near(self, first: Vector, second: Vector) -> Any:
        bound = np.where(np.isfinite(self.bound), self.bound, 0.0)
        with np.errstate(all="ignore"):
            return np.abs(first - second) <= 3 * bound + self.tolerance * self._largest()

    def _largest(self) -> Vector:
        """Return for each coordinate the size of its array's gradient."""
        largest = np.zeros_like(self.subject.x)
        for k in range(len(self.subject.form.shapes)):
            part = self.part(k)
            sizes = np.abs(self.measured[part])
            largest[part] = sizes[np.isfinite(sizes)].max(initial=0.0)
        return largest


def _slope(line: Line, test: Test) -> tuple[Slope, bool]:
    """Return the slope of a line as well as a few steps tell it, and whether the narrowest of them sees a kink."""
    best, bends = Slope(0.0, np.inf), False
    for exponent in WIDTHS:
        look = line.quick(2.0**exponent, test)
        if look.slope.bound > 4 * best.bound:
            break  # rounding grows from here on
        if look.slope.bound < best.bound:
            best, bends = look.slope, look.bends
        if best.bound <= 1e-9 * abs(best.value):
            break
    return best, bends


def gathered(subject: Subject, pullbacks: Pullbacks, rng: np.random.Generator) -> list[Evidence]:
    """Return the evidence at the point itself, and at others where the function has values."""
    n = subject.x.size
    coordinates = np.arange(n) if n <= MANY else np.sort(rng.choice(n, SOME, replace=False))
    sets = [_at(subject, pullbacks, x, coordinates, rng) for x in (subject.x, *_others(subject, rng))]
    return [each for each in sets if each is not None]


def _others(subject: Subject, rng: np.random.Generator) -> list[Vector]:
    beside = subject.x + 0.1 * rays.signs(subject.x.size, rng) * np.where(subject.x == 0, 1.0, np.abs(subject.x))
    parts = [rng.permutation(x.reshape(-1)).reshape(x.shape) for x in subject.form.unpacked(subject.x)]
    return [subject.snapped(beside), subject.snapped(1.03 * subject.form.packed(parts))]


def _at(
    subject: Subject, pullbacks: Pullbacks, x: Vector, coordinates: Any, rng: np.random.Generator
) -> Evidence | None:
    moved = replace(subject, x=x, y=subject.y if x is subject.x else subject.at(x))
    if not np.isfinite(moved.y).all():
        return None
    form = pullbacks.result
    v = form.packed(form.unpacked(np.ones(1) if moved.y.size == 1 else rays.signs(moved.y.size, rng)))
    try:
        given = pullbacks.at(x)(v)
    except Exception:  # noqa: BLE001  # where a rule raises, it says nothing
        return None
    before = moved.evaluations
    evidence = Evidence.of(moved, v, given, coordinates)
    subject.evaluations += moved.evaluations - before
    return evidence
