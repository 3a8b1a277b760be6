"""The examination of one line: windows of many widths are laid on it, until one of them is sure.

Five things can deceive, and each has its own question:

- the gradient's own rounding: is it off a smooth curve around the point?
- a feature near the point that is narrower than the window: what does the narrowest window say that rounding allows?
- a staircase, as of a table, of a solver with a tolerance, of lower precision inside: within a step the slope is that
  of the step. Does a wider window, as rough on both sides at every width, support the gradient?
- a function that does not move at all: are its values the rounding of larger ones?
- a kink: is it at the point, or only near it?

Not here: the quick look that comes first (`referee`), and the fits (`slopes`).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from autograd_core.testing.jumps import grows, is_off_at_point
from autograd_core.testing.lines import Line, Test
from autograd_core.testing.outcomes import Kind, Limits, Outcome, range_at
from autograd_core.testing.slopes import CLEAR, MIDDLE, NODES, SAFETY, Slope, Window, fits

__all__ = ["NOISY", "Noise", "examined"]

START = (-6, -10)
NARROWER = (-14, -18, -23, -28, -34, -40, -46)
WIDER = (-3, 0, 2)
"""Exponents of the widths of windows, in units of the direction."""

KNOWN = 0.02
"""How well, relative to what is compared, a slope must be known to say that a gradient differs."""

COARSE = 2.0**-18
"""A width at which a function of single precision does not look like a staircase yet."""

CLOSELY = 2.0**-23
"""Where a gradient is noisy by rounding, not by a pole near the point, it is so also in this part of a window."""

STEP = -22
"""The exponent of a width in which a function of single precision moves."""

NOISY = 8.0
"""How many times the noise of the gradient a difference must be, to be one."""

ROUGH = 0.1
"""How well a rough window must know the slope to support a gradient."""

Noise = Callable[[Line, Test, float], float]


def examined(line: Line, test: Test, limits: Limits, noise: Noise) -> Outcome:
    """Judge a line by windows of many widths; `noise` tells how far the gradient itself is off a smooth curve."""
    outcome = _Examination(line, test, limits, noise).outcome()
    is_blind = outcome.kind == "agrees" and outcome.resolution >= 1.0
    return replace(outcome, kind="unclear") if is_blind else outcome


@dataclass
class _Examination:
    """The windows on a line, by the exponents of their widths, and what they say so far."""

    line: Line
    test: Test
    limits: Limits
    gradient_noise: Noise
    windows: dict[int, Window] = field(default_factory=dict)
    widest: int = WIDER[-1]
    """Wider windows have been found to deceive."""

    def __post_init__(self) -> None:
        self.narrower = [*NARROWER, *_of_size(self.line)]
        self.noise = SAFETY * fits()["central"] * self.line.floor(self.test)

    def outcome(self) -> Outcome:
        """Look until something is sure, or nothing is left to look at."""
        for exponent in self._exponents():
            if self.windows and exponent != self.narrower[-1] and not self._has_ends(exponent):
                continue
            window = self._look(exponent)
            if len(self.windows) > 1 and (decided := self._decided()):
                return decided
            if window.has_kink and exponent <= self.widest:
                return self._at_kink(exponent)
            if len(self.windows) == len(START) and self._diverges() and self._diverges_closely():
                return self._outcome("kink", self.windows[min(self.windows)])
        return self._at_the_end()

    # ------------------------------------------------------------------------------------------------ the windows

    def _exponents(self) -> Iterator[int]:
        """Yield widths worth trying: narrower until rounding grows, then wider, then the best one's neighbours."""
        yield from START
        yield from self._narrower()
        for exponent in WIDER:
            best = self._best()
            if best and best is not self.windows[max(self.windows)]:
                break
            yield exponent
        for shift in (2, -2, 1, -1):
            if best := self._best():
                yield _exponent(best) + shift

    def _narrower(self) -> Iterator[int]:
        grown = 0
        for exponent in self.narrower:
            best = self._best()
            if grown == 2 or (best and self.noise / 2.0**exponent > best.central.bound):
                return
            yield exponent
            seen = self.windows.get(exponent)
            grown = grown + 1 if best and not (seen and seen.central.bound < 2 * best.central.bound) else 0

    def _look(self, exponent: int) -> Window:
        """Return the window of a width, which is looked at once."""
        if exponent not in self.windows:
            self.windows[exponent] = self.line.window(2.0**exponent, self.test)
        return self.windows[exponent]

    def _has_ends(self, exponent: int) -> bool:
        """Whether the function has values at the ends of a window; where not, it is not worth the others."""
        ends = [self.line.change(sign * 2.0**exponent)[self.test.seen] for sign in (1.0, -1.0)]
        return bool(np.isfinite(ends).all())

    def _from_narrow_to_wide(self) -> list[Window]:
        return [self.windows[exponent] for exponent in sorted(self.windows)]

    def _best(self) -> Window | None:
        """Return the window that knows the slope best, of those that are not known to deceive."""
        known = [w for e, w in self.windows.items() if e <= self.widest and np.isfinite(w.central.bound)]
        return min(known, key=lambda w: w.central.bound, default=None)

    # ------------------------------------------------------------------------------------------------ what they say

    def _scale(self, window: Window) -> float:
        """Return the size of what is compared, of a function that may jump beyond the window."""
        return min(self.line.scale(self.limits.step, self.test), self.line.scale_at(window.width, self.test))

    def _floor(self, window: Window) -> float:
        """Return what a right gradient may be wrong by."""
        sizes = self.line.size(self.limits.step, self.test), self.line.size_at(window.width, self.test)
        return self.limits.floor * min(sizes)

    def _is_zero(self, window: Window, slope: Slope | None = None) -> bool:
        """Whether the remainder's slope in a window may be 0."""
        slope = slope or window.central
        return bool(abs(slope.value) <= slope.bound + self._floor(window))

    def _decided(self) -> Outcome | None:
        """Return the outcome if the best window is sure."""
        best = self._best()
        if best is None:
            return None
        if self._is_zero(best):
            return self._outcome("agrees") if best.central.bound <= self.limits.sharp * self._scale(best) else None
        return self._cross_examined(best) if self._is_confirmed(best) else None

    def _is_clear(self, window: Window, slope: Slope | None = None) -> bool:
        """Whether the slope in a window is not 0 by far more than its bound, and known well."""
        slope = slope or window.central
        size = max(self._scale(window), abs(slope.value))
        return bool(abs(slope.value) > CLEAR * slope.bound + self._floor(window) and slope.bound < KNOWN * size)

    def _is_confirmed(self, best: Window) -> bool:
        """Whether both sides and a second window say the same as the best one, clearly: not 0."""
        sides = best.central.agrees(best.right) and best.central.agrees(best.left)
        if not sides or not self._is_clear(best) or self._is_contradicted(best):
            return False
        others = [w for w in self.windows.values() if w is not best]
        return any(self._is_clear(other) and best.central.agrees(other.central) for other in others)

    def _is_contradicted(self, best: Window) -> bool:
        """Whether one side of a narrower window clearly has another slope: the best one may span a staircase."""
        return any(
            side.bound < KNOWN * self._scale(best) and not side.agrees(best.central)
            for w in self.windows.values()
            if COARSE <= w.width < best.width
            for side in (w.right, w.left)
        )

    def _cross_examined(self, best: Window) -> Outcome | None:
        """Return the outcome of a gradient that seems to differ; None where that was a deception."""
        off = abs(best.central.value)
        is_noisy = off <= best.central.bound + NOISY * self.gradient_noise(self.line, self.test, best.width)
        if not is_noisy:
            is_hidden, supporters = off <= CLEAR * self._unmoved(best), self._supporters(best)
            if is_hidden or supporters:
                return self._by_support(supporters)
        narrow = self._narrow(best)
        if self._is_on_step():
            return self._outcome("unclear")
        if is_noisy and off <= NOISY * self.gradient_noise(self.line, self.test, best.width * CLOSELY):
            return replace(self._outcome("unclear"), is_noisy=True)
        if narrow is None or narrow.central.agrees(best.central):
            return replace(self._outcome("unclear"), is_noisy=True) if is_noisy else self._outcome("differs")
        self.widest = _exponent(best) - 1
        if narrow.has_kink:
            return self._at_kink(_exponent(narrow))
        return self._widened(_exponent(narrow), _exponent(best))

    def _narrow(self, best: Window) -> Window | None:
        """Return the narrowest window in which a slope like the best one's would be seen; None if that is the best."""
        off = abs(best.central.value)
        start = self._least(self.noise / (0.05 * off))
        for exponent in range(start, _exponent(best) - 1, 4):
            window = self._look(exponent)
            if self._moves(window) and (window.central.bound < 0.3 * off or window.has_kink):
                return window
        return None

    def _is_on_step(self) -> bool:
        """Whether a gradient of 0 is that of a step, on one side at least: wider than steps of single precision."""
        sides = (side for e, w in self.windows.items() if e >= STEP for side in (w.values[:MIDDLE], w.values[MIDDLE:]))
        return not self.test.g[self.line.u != 0].any() and any(not side.any() for side in sides)

    def _moves(self, window: Window) -> bool:
        """Whether the function moves at all within a window; on a step of a staircase it does not."""
        return any(self.line.change(t)[self.test.seen].any() for t in (window.width * NODES).tolist())

    def _least(self, width: float) -> int:
        """Return the exponent of the narrowest window that is not narrower than a width."""
        return int(np.ceil(np.log2(max(width, 2.0 ** self.narrower[-1]))))

    def _widened(self, low: int, high: int) -> Outcome | None:
        """Look between a width that does not deceive and one that does for the widest that does not."""
        while not (decided := self._decided()) and high - low > 1:
            middle = (low + high) // 2
            window = self._look(middle)
            is_worse = window.has_kink or not window.central.bound < self.windows[low].central.bound
            low, high = (low, middle) if is_worse else (middle, high)
        return decided

    def _supporters(self, best: Window) -> list[Window]:
        """Return the wider windows that support the gradient, if the function is rough in one of them."""
        supporters = {
            exponent: w
            for exponent, w in self.windows.items()
            if w.width > best.width
            and abs(w.central.value)
            <= CLEAR * w.central.bound
            <= CLEAR * ROUGH * self.line.scale_at(w.width, self.test)
        }
        for exponent in sorted(supporters):
            pairs = [(exponent + 2, exponent), *((exponent, exponent - k) for k in (1, 2, 4))]
            if any(self._is_rough(wide, narrow) for wide, narrow in pairs if narrow > _exponent(best)):
                return [] if self._is_resolved(best, min(supporters)) else [*supporters.values()]
        return []

    def _is_resolved(self, best: Window, rough: int) -> bool:
        """Whether the function is seen to be smooth between two widths, not straight as on a step.

        Then the first window that tells more than rounding still has the same slope.
        """
        low, step = _exponent(best), 1
        while low + step < rough and not self._tells(low + step):
            low, step = low + step, 2 * step
        high = min(low + step, rough)
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if self._tells(middle) else (middle, high)
        slope = self._look(high).central
        return bool(slope.bound < KNOWN * self._scale(best) and slope.agrees(best.central))

    def _tells(self, exponent: int) -> bool:
        """Whether a window tells more than rounding."""
        return bool(self._look(exponent).central.bound > 10 * self.noise / 2.0**exponent)

    def _by_support(self, supporters: list[Window]) -> Outcome:
        """Return the outcome where a function is a staircase: what the windows that support the gradient know of it."""
        known = min(supporters, key=lambda w: w.central.bound, default=None)
        is_enough = known is not None and known.central.bound <= ROUGH * self.line.scale_at(known.width, self.test)
        return self._outcome("agrees", known) if is_enough else self._outcome("unclear")

    def _is_rough(self, wide: int, narrow: int) -> bool:
        """Whether what polynomials leave on both sides does not shrink with the width, as steps do not."""
        windows = [self._look(narrow), self._look(wide)]
        amplitudes = [min(w.right.bound, w.left.bound) * w.width for w in windows]
        least = 10 * 2 * SAFETY * fits()["one side"] * self.line.floor(self.test)
        return bool(amplitudes[0] > max(least, amplitudes[1] * 2.0 ** (0.75 * (narrow - wide))))

    def _unmoved(self, best: Window) -> float:
        """Return the error of the slope of a function that does not move: by rounding of its values further away."""
        if self._moves(best):
            return 0.0
        ends = [end * self._look(exponent).width for exponent in WIDER for end in (-1.0, 1.0)]
        with np.errstate(all="ignore"):
            far = [self.test.size(self.line.subject.y + self.line.change(t)) for t in ends]
        terms = max([self.line.terms(self.test), *filter(np.isfinite, far)])
        return SAFETY * fits()["central"] * self.line.subject.eps * terms / best.width

    # ---------------------------------------------------------------------------------------------- kinks, and the end

    def _at_kink(self, exponent: int) -> Outcome:
        """Look whether a kink is at the point itself or only near it, and then for the widest window without it."""
        wide = self.windows[exponent]
        gap = abs(wide.right.value - wide.left.value)
        rounding = 2 * SAFETY * fits()["one side"] * self.line.floor(self.test)
        for low in range(min(self._least(rounding / (0.1 * gap)), exponent), exponent + 1, 3):
            narrow = self._look(low)
            if narrow.has_kink:
                return self._outcome("kink", narrow, wide)
            if narrow.central.bound < 0.3 * gap:
                self.widest = min(self.widest, exponent - 1)
                sided = self._by_one_side(narrow, self._widest_kink())
                return sided or self._widened(low, exponent) or self._at_the_end()
        return self._outcome("kink", wide)

    def _by_one_side(self, narrow: Window, wide: int) -> Outcome | None:
        """Judge by the side without a kink: where a function is smooth, that side's slope is the derivative.

        Two wide windows must agree on it, with each other and with the narrow one in which no kink is seen.
        """
        first, second = self.windows[wide], self._look(wide - 3)
        for side in ("right", "left"):
            one, other = getattr(first, side), getattr(second, side)
            if not (one.agrees(other) and one.agrees(narrow.central) and other.bound <= KNOWN * self._scale(narrow)):
                continue
            best = min(one, other, key=lambda slope: slope.bound)
            found = replace(self._outcome("agrees", narrow), slope=best)
            if self._is_zero(narrow, best) and best.bound <= self.limits.sharp * self._scale(narrow):
                return found
            noise = NOISY * self.gradient_noise(self.line, self.test, narrow.width)
            if self._is_clear(narrow, one) and self._is_clear(narrow, other) and abs(best.value) > best.bound + noise:
                return replace(found, kind="differs")
        return None

    def _widest_kink(self) -> int:
        return max(exponent for exponent, w in self.windows.items() if w.has_kink)

    def _at_the_end(self) -> Outcome:
        """Conclude from what there is: a side without values, a slope without end, a slope known roughly, or noise."""
        best, narrow = self._best(), self._from_narrow_to_wide()
        if self._diverges():
            return self._outcome("kink", narrow[0])
        if best is None:
            window = next((w for w in narrow if not np.isfinite([w.right.bound, w.left.bound]).all()), None)
            return self._outcome("kink", window) if window else self._outcome("unclear")
        decided = self._by_one_side(best, START[0]) if _exponent(best) < START[-1] else None
        if decided is None and self._spans_jump(best):
            decided = self._within_jump()
        return decided or self._known_roughly(self._best() or best) or self._outcome("unclear")

    def _known_roughly(self, best: Window) -> Outcome | None:
        """Return the outcome of a gradient that agrees with what is known of the slope, if that is something."""
        scale = self.line.scale_at(best.width, self.test)  # that of narrow windows may be made of noise
        is_flat = self.line.is_flat(best.central, SAFETY * fits()["central"] / best.width, self.test)
        if self._is_zero(best) and best.central.bound <= 0.1 * scale:
            return replace(self._outcome("agrees"), scale=scale)
        return replace(self._outcome("agrees"), scale=self.line.terms(self.test)) if is_flat else None

    def _within_jump(self) -> Outcome | None:
        """Look only at windows that are narrower than what is at the point itself."""
        self.widest = min(exponent for exponent, window in self.windows.items() if self._spans_jump(window)) - 1
        for shift in (2, -2):
            if best := self._best():
                self._look(_exponent(best) + shift)
        return self._decided()

    def _spans_jump(self, window: Window) -> bool:
        """Whether the point itself is off the curve that the values beside it make: something narrower is there."""
        sides = (window.values[MIDDLE:], window.values[MIDDLE::-1])
        return any(is_off_at_point(side, self.line.floor(self.test)) for side in sides)

    def _diverges(self) -> bool:
        """Whether a side's slope grows without end as its distance goes to 0, as at a jump or an upright tangent."""
        narrow = self._from_narrow_to_wide()
        sides = (slice(None, MIDDLE), slice(MIDDLE + 1, None))
        return any(grows(narrow, side, 100 * self.line.floor(self.test)) for side in sides)

    def _diverges_closely(self) -> bool:
        """Whether it grows down to the narrowest windows, which are looked at."""
        for exponent in self.narrower[-2:]:
            self._look(exponent)
        return self._diverges()

    def _outcome(self, kind: Kind, window: Window | None = None, wide: Window | None = None) -> Outcome:
        best = window or self._best() or self.windows[min(self.windows)]
        wider = None if wide is None else wide.width
        low, high = -np.inf, np.inf
        if kind == "kink" and best.has_kink:
            low, high = range_at(self.line, self.test, best.width, wider)
        low, high = low - self._floor(best), high + self._floor(best)
        return Outcome(kind, self.line, self.test, best.central, self._scale(best), best.width, low, high, wider)


def _of_size(line: Line) -> list[int]:
    """Return widths for coordinates that are tiny beside the direction, so that these change little in a window."""
    x, u = (np.abs(part[line.u != 0]) for part in (line.subject.x, line.u))
    with np.errstate(all="ignore"):
        least = int(np.floor(np.log2(np.min(x / u, where=x > 0, initial=1.0))))
    return [least - 2, least - 8] if least < NARROWER[-1] else []


def _exponent(window: Window) -> int:
    return round(math.log2(window.width))
