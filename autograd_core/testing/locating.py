"""From a line on which a gradient does not fit to the coordinate that is to blame.

A line on which the gradient differs, or that has a kink, is split into lines along half of its coordinates each, and so
on, down to a single one. Where the whole differs but both halves agree, the function has slopes, but no derivative:
they do not add up. Results with a kink are judged by themselves, so that they hide nothing of the others.

Not here: the judgment on one line (`referee`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from autograd_core.testing.forms import Vector
from autograd_core.testing.lines import Line, Test
from autograd_core.testing.outcomes import Limits, Outcome, is_failure, kinky
from autograd_core.testing.pullbacks import Pull, Pullbacks
from autograd_core.testing.rays import relative_sizes, signs
from autograd_core.testing.referee import at_kink, looked_at
from autograd_core.testing.slopes import NODES, Slope, unevenness
from autograd_core.testing.subjects import Subject

__all__ = ["Judge"]

ISOLATION = 150
"""Evaluations spent on telling the coordinates at a kink from the others."""

RESULTS = 16
"""Up to so many numbers of the result with a kink are judged one by one."""

AROUND, CLOSER, SHIFTS = 2.0**-14, 2.0**-20, 48
"""How far from a kink, and at how many points, slopes are taken before a gradient is called impossible there."""

JUMPING = 0.05
"""By how much, relative to what is compared, slopes around a point differ that jump; curvature makes less of that."""

NOISE_WIDTHS = (2.0**-1, 2.0**-8, 2.0**-16, 2.0**-24)
"""Where the rounding of a gradient is looked for, in units of the width in which the function is smooth."""


@dataclass
class Judge:
    """Judges lines of a subject; `first` is the gradient for a cotangent of ones."""

    subject: Subject
    pullbacks: Pullbacks
    pull: Pull
    limits: Limits
    first: Vector
    isolation: int = ISOLATION

    @classmethod
    def of(cls, subject: Subject, pullbacks: Pullbacks, limits: Limits) -> Judge:
        """Return the judge of a gradient at the subject's point."""
        pull = pullbacks.at(subject.x)
        return cls(subject, pullbacks, pull, limits, pull(np.where(np.isfinite(subject.y), 1.0, 0.0)))

    def __post_init__(self) -> None:
        self.dead = ~np.isfinite(self.first)
        """Coordinates whose gradient is not finite; they are looked at by themselves."""
        self.lines: dict[bytes, Line] = {}
        self.bent = np.zeros_like(self.dead)
        """Coordinates found to have a kink, alone or among others that are not told apart; they are looked at once."""

    def test(self, v: Vector) -> Test:
        """Return a cotangent, rounded as the rule sees it, with its gradient."""
        form = self.pullbacks.result
        v = form.packed(form.unpacked(v))
        return Test(v, np.where(self.dead, 0.0, self.pull(v)))

    def looked_at(self, line: Line, test: Test) -> Outcome:
        """Return the outcome on a line as a whole."""
        return looked_at(line, test, self.limits, self._noise)

    def settled(self, line: Line, test: Test, kink: Outcome | None = None, *, is_known: bool = False) -> list[Outcome]:
        """Return the outcomes on a line and, where something was found, on the parts it was split into.

        `kink` is the outcome of a line with a kink that this is a part of; `is_known` says that the gradient was seen
        to agree along another line, so that a look that is not sharp, but finds nothing, is enough.
        """
        return self._split(looked_at(line, test, self.limits, self._noise, kink, is_known=is_known))

    def _split(self, outcome: Outcome) -> list[Outcome]:
        if outcome.kind in {"agrees", "unclear"}:
            return self._unless_clearer(outcome) if outcome.is_noisy else [outcome]
        if outcome.kind == "kink" and not outcome.allowed:
            outcome = self._ranged_around(outcome)
        line, test = outcome.line, outcome.test
        bent_ones = kinky(outcome) & (test.v != 0)
        if bent_ones.any() and not bent_ones[test.v != 0].all():
            smooth, bent = (self.test(np.where(chosen, test.v, 0.0)) for chosen in (~bent_ones, bent_ones))
            return [*self._split(self.looked_at(line, smooth)), *self._at_kinks(self._as_kink(outcome, bent))]
        if bent_ones.any() and outcome.kind == "differs":
            outcome = self._as_kink(outcome, test)
        return self._at_kinks(outcome) if outcome.kind == "kink" else self._by_halves(outcome)

    def _as_kink(self, outcome: Outcome, test: Test) -> Outcome:
        return at_kink(outcome.line, test, self.limits, outcome.width, outcome.wider)

    def _unless_clearer(self, outcome: Outcome) -> list[Outcome]:
        """Return what is wrong along some coordinates, where the gradient along others is rough; or else the whole."""
        parts = self._by_halves(outcome)
        return parts if any(map(is_failure, parts)) else [outcome]

    def _by_halves(self, outcome: Outcome) -> list[Outcome]:
        """Split a line that differs by its coordinates, unless it is one only."""
        moved = np.flatnonzero(outcome.line.u)
        if len(moved) == 1:
            return [outcome]
        parts: list[Outcome] = []
        for half in self._halves(outcome, moved):
            parts += self.settled(half, outcome.test)
            if any(map(is_failure, parts)):
                return parts
        if is_failure(outcome) and not any(part.kind == "kink" for part in parts):
            return [*parts, self._not_located(outcome, parts)]
        return parts

    def _at_kinks(self, outcome: Outcome) -> list[Outcome]:
        """Judge a line with a kink: along the coordinates without one at once, along each of the others by itself.

        Each number of the result with a kink is judged by itself, too, so that a wrong one hides behind no other.
        """
        parts: list[Outcome] = []
        for test in self._one_by_one(outcome.test):
            kink = outcome if test is outcome.test else self._as_kink(outcome, test)
            parts += self._told_apart(kink)
            if any(map(is_failure, parts)):
                break
        return parts

    def _one_by_one(self, test: Test) -> Iterator[Test]:
        chosen = np.flatnonzero(test.v)
        if not 1 < len(chosen) <= RESULTS:
            yield test
            return
        for k in chosen:
            yield self.test(self._only(np.array([k]), np.ones_like(test.v)))

    def _told_apart(self, outcome: Outcome) -> list[Outcome]:
        """Return the outcomes on the parts of a line with a kink."""
        moved = np.flatnonzero(outcome.line.u)
        if len(moved) == 1:
            self.bent[moved] = True
            return [outcome]
        smooth, bent, unknown = self._groups(outcome, moved)
        if len(smooth) == len(moved):  # there is a kink where all move, but none where a half of them does
            return self._by_halves(outcome) if is_failure(outcome) else [outcome]
        parts = [outcome] if unknown else []
        for j in bent:
            parts += self._at_bent(self._part(outcome.line, [j]), outcome)
            if any(map(is_failure, parts)):
                return parts
        return parts + (self.settled(self._part(outcome.line, smooth), outcome.test) if smooth else [])

    def _groups(self, outcome: Outcome, moved: np.ndarray) -> tuple[list[int], list[int], list[int]]:
        """Return coordinates without a kink, such with one, and such that were not told apart: by halves."""
        smooth, bent, unknown = [], [], []
        noise = outcome.line.noise(outcome.width, outcome.test) if np.isfinite(outcome.low) else 0.0
        groups = [moved]
        while groups:
            group = groups.pop()
            width = min(outcome.width * len(moved) / len(group), outcome.wider or outcome.width)  # smaller kinks
            if len(group) < len(moved) and not self._bends(self._part(outcome.line, group), outcome.test, width, noise):
                smooth += group.tolist()
            elif len(group) == 1:
                bent += group.tolist()
            elif outcome.allowed and self.isolation <= 0:
                unknown += group.tolist()
            else:
                groups += np.array_split(group, 2)
        return smooth, bent, unknown

    def _bends(self, line: Line, test: Test, width: float, noise: float) -> bool:
        before = self.subject.evaluations
        bends = line.kink(width, test, noise) != 0
        self.isolation -= self.subject.evaluations - before
        return bends

    def _at_bent(self, line: Line, outcome: Outcome) -> list[Outcome]:
        """Judge one coordinate with a kink: by few values if the gradient is a possible choice, or else closely."""
        test, step = outcome.test, self.limits.step
        if np.isinf(outcome.low):
            found = replace(outcome, line=line)
        else:
            right, left = line.sides(step, test)
            low, high = (sign * max(sign * side.value + side.bound for side in (right, left)) for sign in (-1, 1))
            spare = self.limits.floor * line.scale(step, test)
            found = replace(outcome, line=line, low=low - spare, high=high + spare)
            if not (found.allowed and self._is_steady(line, outcome, right, left)):
                return self.settled(line, test, outcome)
        self.bent[line.u != 0] = True
        return [found]

    def _is_steady(self, line: Line, outcome: Outcome, right: Slope, left: Slope) -> bool:
        """Whether the slopes of the sides are the same in the narrow width in which the kink was seen."""
        narrow = line.sides(outcome.width, outcome.test)
        return bool(narrow[0].agrees(right) and narrow[1].agrees(left))

    def _part(self, line: Line, chosen: Sequence[int] | np.ndarray) -> Line:
        """Return a line along some of the coordinates; its values are kept."""
        u = self._only(np.asarray(chosen), line.u)
        return self.lines.setdefault(u.tobytes(), Line(self.subject, u))

    def _not_located(self, outcome: Outcome, parts: list[Outcome]) -> Outcome:
        """Judge a line that differs where its parts do not: slopes do not add up, or are seen less sharply."""
        if any(part.kind == "unclear" for part in parts):
            return outcome
        hidden = sum(part.slope.bound + self.limits.floor * part.scale for part in parts)
        if not hidden < 0.5 * abs(outcome.slope.value):
            return outcome
        return replace(outcome, kind="kink", low=-np.inf, high=np.inf, is_nonlinear=True)

    def _ranged_around(self, outcome: Outcome, distance: float = AROUND) -> Outcome:
        """Return a kink with the slopes at points around it, too: all of them are generalised gradients there."""
        line, test = outcome.line, outcome.test
        rng, sizes, moved = np.random.default_rng(0), relative_sizes(self.subject.x), line.u != 0
        step = distance / 64 * min(1.0, float(np.min(sizes[moved] / np.abs(line.u[moved]))))
        slopes = []
        for _ in range(SHIFTS):
            x = self.subject.x + distance * signs(self.subject.x.size, rng) * sizes
            ends = [self.subject.at(self.subject.snapped(x + sign * step * line.u)) for sign in (1, -1)]
            slopes.append(test.of(ends[0] - ends[1]) / (2 * step) - float(test.g @ line.u))
        known = [slope for slope in slopes if np.isfinite(slope)]
        low, high = min([outcome.low, *known]), max([outcome.high, *known])
        spare = 1e-5 * (high - low)
        return replace(outcome, low=low - spare, high=high + spare)

    def adds_up(self, outcome: Outcome, directions: Iterable[Vector]) -> bool:
        """Whether slopes add up around a line that differs: where they do not, no gradient is right, and none wrong.

        So it is where values are sorted and some are equal: the middle one of three is 2 along each axis from
        (2, 2, 2), without a kink on any line, but moves if all three do. Where lines have kinks, the slopes around the
        point tell.
        """
        step, has_kinks = min(outcome.width, self.limits.step), False
        for w in directions:
            lines = [outcome.line, *(Line(self.subject, u) for u in (w, w + outcome.line.u))]
            looks = [line.quick(step, outcome.test) for line in lines]
            bends = any(look.bends for look in looks)
            if not bends and self._are_additive([look.slope for look in looks], outcome):
                continue
            windows = [line.window(step, outcome.test) for line in lines]
            if any(window.has_kink for window in windows):
                has_kinks = True
            elif not (bends or self._are_additive([window.central for window in windows], outcome)):
                return False
        has_ties = len(np.unique(self.subject.x)) < self.subject.x.size
        return not ((has_kinks or has_ties) and self._is_possible(outcome))

    def _is_possible(self, outcome: Outcome) -> bool:
        """Whether the slopes around the point jump, however near it, and the gradient lies among them."""
        low, high = (float(outcome.slope.value + sign * outcome.slope.bound) for sign in (-1, 1))
        for distance in (AROUND, CLOSER):
            around = self._ranged_around(replace(outcome, low=low, high=high), distance)
            if not (around.allowed and around.high - around.low > JUMPING * outcome.scale):
                return False
        return True

    def _are_additive(self, slopes: list[Slope], outcome: Outcome) -> bool:
        """Whether the slope along a line and that along a second one may add up to that along their sum."""
        own, without, along = slopes
        gap = abs(along.value - without.value - own.value)
        return not gap > 5 * (along.bound + without.bound + own.bound + self.limits.floor * outcome.scale)

    def blamed(self, outcome: Outcome) -> tuple[Outcome, int | None]:
        """Return a failure along one coordinate for the one number of the result that is most wrong, and which."""
        chosen = np.flatnonzero(outcome.test.v)
        if self.subject.y.size == 1:
            return outcome, None
        while len(chosen) > 1:
            halves = chosen[: len(chosen) // 2], chosen[len(chosen) // 2 :]
            tests = [self.test(self._only(half, outcome.test.v)) for half in halves]
            off = [abs(self._slope(outcome, test).value) for test in tests]
            chosen = halves[int(off[1] > off[0])]
        test = self.test(self._only(chosen, np.ones_like(outcome.test.v)))
        slope = self._slope(outcome, test)
        if outcome.kind == "kink":
            return self._as_kink(outcome, test), int(chosen[0])
        return replace(outcome, test=test, slope=slope), int(chosen[0])

    def _slope(self, outcome: Outcome, test: Test) -> Slope:
        return outcome.line.window(outcome.width, test).central

    def _only(self, chosen: np.ndarray, v: Vector) -> Vector:
        kept = np.zeros_like(v)
        kept[chosen] = v[chosen]
        return kept

    def _halves(self, outcome: Outcome, moved: np.ndarray) -> Iterator[Line]:
        """Yield lines along half of the coordinates each; first the one that differs more."""
        halves = moved[: len(moved) // 2], moved[len(moved) // 2 :]
        lines = [self._part(outcome.line, half) for half in halves]
        off = [abs(line.quick(self.limits.step, outcome.test).slope.value) for line in lines]
        yield from (lines[::-1] if off[1] > off[0] else lines)

    def _noise(self, line: Line, test: Test, width: float) -> float:
        """Return by how much the gradient is off a smooth curve within a width in which the function is smooth.

        Its value at the point does not count, so that a rule that is wrong there only is found.
        """
        return max(self._unevenness(line, test, width * part) for part in NOISE_WIDTHS)

    def _unevenness(self, line: Line, test: Test, width: float) -> float:
        moved = line.u != 0
        pulls = [self.pullbacks.at(line.point(width * s))(test.v) for s in NODES]
        return unevenness(np.array([float(g[moved] @ line.u[moved]) for g in pulls]))
