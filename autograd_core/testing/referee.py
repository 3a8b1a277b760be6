"""The judgment on one line: the gradient agrees with the values, or differs from them, or there is no derivative.

A quick look takes six values. Only where it finds something, or does not see sharply enough, the line is examined.

Not here: the examination (`examining`), which lines are looked at, and which coordinate is to blame (`locating`).
"""

from __future__ import annotations

import numpy as np

from autograd_core.testing.examining import Noise, examined
from autograd_core.testing.lines import Line, Test
from autograd_core.testing.outcomes import Limits, Outcome, range_at
from autograd_core.testing.slopes import QUICK

__all__ = ["at_kink", "looked_at"]

LOOKS, WIDEST = 7, 0.25
"""How many steps are tried by quick looks, and the widest of them."""

ENOUGH = 0.1
"""A remainder's slope that is known so well, and is not 0, is looked at closely."""


def at_kink(line: Line, test: Test, limits: Limits, width: float, wider: float | None) -> Outcome:
    """Return the outcome for a line with a kink within a width: between what its slope may be.

    Along a single coordinate, where it matters most, a wider window helps to know the slopes.
    """
    helpful = wider if np.count_nonzero(line.u) == 1 else None
    scale, window = line.scale(limits.step, test), line.window(width, test)
    low, high = range_at(line, test, width, helpful)
    low, high = low - limits.floor * scale, high + limits.floor * scale
    return Outcome("kink", line, test, window.central, scale, width, low, high, wider)


def looked_at(
    line: Line, test: Test, limits: Limits, noise: Noise, kink: Outcome | None = None, *, is_known: bool = False
) -> Outcome:
    """Judge a line by a quick look, if that is enough, or else by examining it.

    `kink` is the outcome of a line that this one is a part of; its width is tried before others. With `is_known` the
    look need not be sharp.
    """
    looks = LOOKS if kink is None else 1
    if found := _glanced_at(line, test, limits, looks, is_known=is_known):
        return found
    if kink is not None and line.window(kink.width, test).has_kink:
        return at_kink(line, test, limits, kink.width, kink.wider)
    return examined(line, test, limits, noise)


def _glanced_at(line: Line, test: Test, limits: Limits, looks: int, *, is_known: bool) -> Outcome | None:
    """Return the outcome if six values are enough, at the usual step or one that the first look asks for."""
    step, kinks = limits.step, 0
    tried: set[float] = set()
    while step not in tried and len(tried) < looks and kinks < 2:
        (slope, kink), scale = line.quick(step, test), line.scale(step, test)
        least = limits.floor * line.size(step, test)
        tried.add(step)
        bends = kink > least
        kinks += bends
        is_sharp = slope.bound <= limits.sharp * scale or scale == 0.0  # where nothing moves, and nothing should
        fits = abs(slope.value) <= slope.bound + least
        is_noisy = slope.bound < 2 * line.rounding(step, test)
        if step == WIDEST and not is_sharp and line.is_flat(slope, QUICK / step, test):
            return Outcome("agrees", line, test, slope, line.terms(test), step)
        if fits and not bends and (is_sharp or is_known):
            return Outcome("agrees" if is_sharp else "unclear", line, test, slope, scale or line.terms(test), step)
        if not fits and not bends and slope.bound < ENOUGH * abs(slope.value):
            return None
        step = min(step * 16, WIDEST) if is_noisy else step / 16
    return None
