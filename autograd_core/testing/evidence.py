"""Numbers to try a guess on: whole gradients, as they are given and as the values of the function show them.

They are taken at several points, so that a guess that holds by chance at one does not hold at all: the one that was
checked, one beside it, one with the same numbers at other places, and some with other sizes and signs, so that each
number is seen negative and positive where the function allows it. Of many coordinates only some are measured.

    >>> from autograd_core.testing import frameworks
    >>> subject = Subject.of(np.square, (np.array([1.0, 2.0]),), frameworks.OURS)
    >>> sets = gathered(subject, Pullbacks(subject, vjp=lambda g, x: 3 * g * x))
    >>> [bool(each.wrong.all()) for each in sets]
    [True, True, True, True, True, True, True]

Not here: the guesses (`causes`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from autograd_core import tree
from autograd_core.testing import rays
from autograd_core.testing.forms import Vector, real_pairs
from autograd_core.testing.lines import Line
from autograd_core.testing.pullbacks import MisshapenError, Pullbacks
from autograd_core.testing.slopes import STEPS, extrapolated
from autograd_core.testing.subjects import Subject

__all__ = ["Evidence", "Sets", "at_other_arguments", "far_away", "gathered", "lengthened"]

MANY, SOME = 64, 24
"""All coordinates are measured up to this number, and else about so many, some of each array."""

ROOM = 1_000_000
"""So many numbers of a Jacobian are kept for each point."""

FEW = 8
"""Fewer coordinates are looked at with more signs."""

WIDTHS = (-7, -11, -16, -22, -30)
"""Exponents of the steps that are tried for each coordinate."""

FAR = [sign * 10.0**power for power in (-3, -2, -1, 1, 2, 3) for sign in (1, -1)]
"""How many times as large numbers are at points far away."""

BEND = 1e-7
"""By how much, relative to them, slopes of two sides differ at a kink; what is less may be rounding of a larger sum."""


@dataclass
class Evidence:
    """A gradient at a point for a cotangent as it is given, and some columns of the Jacobian as they are measured.

    Entries that are not known are nan, and their bound is infinite. `misfit` is a gradient of another shape than its
    argument, which then stands for no numbers in `given`.
    """

    subject: Subject
    v: Vector
    given: Vector
    columns: Any
    jacobian: Any
    bounds: Any
    misfit: Any = None

    def __post_init__(self) -> None:
        self.measured, self.bound = self.gradient_for(self.v)

    @classmethod
    def of(cls, subject: Subject, v: Vector, given: Vector, columns: Any, misfit: Any = None) -> Evidence:
        """Measure the Jacobian along some coordinates."""
        values, bounds = np.zeros((2, subject.y.size, len(columns)))
        for i, j in enumerate(columns):
            u = np.zeros_like(subject.x)
            u[j] = max(abs(subject.x[j]), 1.0)
            value, bound = _slopes(Line(subject, u))
            values[:, i], bounds[:, i] = value / u[j], bound / u[j]
        return cls(subject, v, given, np.asarray(columns, int), values, bounds, misfit)

    def gradient_for(self, v: Vector) -> tuple[Vector, Vector]:
        """Return the gradient that is measured for a cotangent, and its bound; nan and inf where nothing is known."""
        seen, x = v != 0, self.subject.x
        value, bound = np.full_like(x, np.nan), np.full_like(x, np.inf)
        with np.errstate(all="ignore"):
            value[self.columns] = v[seen] @ self.jacobian[seen]
            bound[self.columns] = np.abs(v[seen]) @ self.bounds[seen]
        return value, bound

    def block(self, k: int) -> Any:
        """Return the Jacobian by one argument, with nan where it is not known."""
        part = self.part(k)
        block = np.full((self.v.size, part.stop - part.start), np.nan)
        own = (part.start <= self.columns) & (self.columns < part.stop)
        block[:, self.columns[own] - part.start] = self.jacobian[:, own]
        return block

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
        """Return for each coordinate the size of its array's gradient, or of all where that may be 0."""
        sizes = np.where(np.abs(self.measured) > 3 * self.bound, np.abs(self.measured), 0.0)
        largest = np.full_like(self.subject.x, sizes.max(initial=0.0))
        for part in map(self.part, range(len(self.subject.form.shapes))):
            largest[part] = sizes[part].max(initial=0.0) or largest[part]
        return largest


Sets = list[Evidence]


def _slopes(line: Line) -> tuple[Vector, Vector]:
    """Return the slope of each number of the result as well as a few steps tell it; at a kink nothing is known."""
    value, bound = np.zeros_like(line.subject.y), np.full_like(line.subject.y, np.inf)
    bent = np.zeros(value.shape, bool)
    floor = line.subject.eps * line.sizes
    for step in (2.0**exponent for exponent in WIDTHS):
        ahead, behind = (np.array([line.change(sign * step * s) for s in STEPS]) for sign in (1, -1))
        slope = extrapolated(step, ahead, behind, floor)
        with np.errstate(all="ignore"):
            even = np.abs(ahead + behind) / (step * STEPS[:, None])
            least = np.maximum(16 * floor, BEND * np.abs(ahead[0])) / step
            bends = even[2] > np.maximum(0.7 * even[0], least)
        better = slope.bound < bound
        value, bound = np.where(better, slope.value, value), np.where(better, slope.bound, bound)
        bent = np.where(better, bends, bent)
        if np.all((slope.bound > 4 * bound) | (bound <= 1e-9 * np.abs(value))):
            break  # rounding grows from here on
    lost = bent | ~np.isfinite(bound)
    return np.where(lost, np.nan, value), np.where(lost, np.inf, bound)


# ------------------------------------------------------------------------------------------------------- the points


def gathered(subject: Subject, pullbacks: Pullbacks) -> Sets:
    """Return the evidence at the point itself, and at others where the function has values."""
    rng = np.random.default_rng(0)
    columns = _chosen(subject, rng)
    sets = [_at(subject, pullbacks, x, columns, rng) for x in (subject.x, *_others(subject, rng))]
    return [each for each in sets if each is not None]


def _chosen(subject: Subject, rng: np.random.Generator) -> list[int]:
    """Return the coordinates to be measured: all, or some of each array."""
    sizes, start, chosen = subject.form.sizes, 0, []
    room = ROOM // max(subject.y.size, 1)
    is_small = subject.x.size <= min(MANY, room)
    count = max(min(3, room), min(SOME, room) // len(sizes), 1)
    for size in sizes:
        some = range(size) if is_small else np.sort(rng.choice(size, min(size, count), replace=False))
        chosen += [start + int(j) for j in some]
        start += size
    return chosen


def _others(subject: Subject, rng: np.random.Generator) -> Iterator[Vector]:
    x = subject.x
    sizes, signs = np.where(x == 0, 1.0, np.abs(x)), rays.signs(x.size, rng)
    parts = [np.roll(part, rng.integers(1, max(part.size, 2))) for part in subject.form.unpacked(x)]
    others = [x + 0.1 * signs * sizes, 1.03 * subject.form.packed(parts)]
    flips = [signs, -signs] * (2 if x.size < FEW else 1)
    others += [np.copysign(sizes * rng.uniform(0.1, 2.0, x.size), flipped) for flipped in flips]
    yield from map(subject.snapped, others)


def far_away(subject: Subject, pullbacks: Pullbacks) -> Iterator[Vector]:
    """Yield gradients, as they are given, at points far from the one that is checked, where the function has values."""
    rng = np.random.default_rng(0)
    for x in (subject.snapped(factor * subject.x) for factor in FAR):
        if np.isfinite(y := subject.at(x)).all():
            with suppress(Exception):  # where a rule raises, it says nothing
                yield pullbacks.at(x)(rays.signs(y.size, rng))


def _at(subject: Subject, pullbacks: Pullbacks, x: Vector, columns: Any, rng: np.random.Generator) -> Evidence | None:
    moved = replace(subject, x=x, y=subject.y if x is subject.x else subject.at(x))
    if not np.isfinite(moved.y).all():
        return None
    form = pullbacks.result
    v = form.packed(form.unpacked(np.ones(1) if moved.y.size == 1 else rays.signs(moved.y.size, rng)))
    misfit = None
    try:
        given = pullbacks.at(x)(v)
    except MisshapenError as wrong:
        given, misfit = np.zeros_like(x), wrong.gradient
    except Exception:  # noqa: BLE001  # where a rule raises, it says nothing
        return None
    before = moved.evaluations
    evidence = Evidence.of(moved, v, given, columns, misfit)
    subject.evaluations += moved.evaluations - before
    return evidence


# ---------------------------------------------------------------------------------------------------- other arguments


def at_other_arguments(subject: Subject, pullbacks: Pullbacks, change: Callable[[int, Any], Any]) -> Sets:
    """Return the evidence where each leaf of the arguments is changed; none where the function refuses that."""
    try:
        leaves = [change(k, leaf) for k, leaf in enumerate(subject.leaves)]
        args: tuple[Any, ...] = tree.flatten(subject.args)[1](leaves)
        other = Subject.of(subject.function, args, subject.framework, subject.name)
        return gathered(other, Pullbacks(other, pullbacks.gradient, pullbacks.vjp))
    except Exception:  # noqa: BLE001  # the function may demand the shapes that it got
        return []


def lengthened(subject: Subject, pullbacks: Pullbacks, length: int) -> Sets:
    """Return the evidence with all axes of a length twice as long; none where the function refuses them."""
    arrays = dict(zip(subject.places, subject.form.unpacked(subject.x), strict=True))

    def longer(k: int, leaf: Any) -> Any:
        if k not in arrays:
            return leaf
        x = np.tile(arrays[k], [2 if n == length else 1 for n in arrays[k].shape])
        x = x * np.linspace(1.0, 1.1, x.size).reshape(x.shape)
        return x if isinstance(leaf, np.ndarray) else subject.framework.value(x, leaf)

    return at_other_arguments(subject, pullbacks, longer)
