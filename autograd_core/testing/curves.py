"""The error of difference quotients against their step, along the line on which a check was decided.

This is what a checker with one fixed step would have seen: at large steps the error of truncation, h for forward and h²
for central differences; at small ones that of rounding, ε|f|/h. Where the gradient is wrong, or where there is no
derivative, neither goes below a certain error, whatever the step.

The values are computed when the picture is asked for, not by the check: that takes fewer. Not here: how it is drawn
(`plots`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from time import perf_counter
from typing import NamedTuple

import numpy as np

from autograd_core.errors import GradientCheckError
from autograd_core.testing.lines import Line
from autograd_core.testing.outcomes import Kind, Outcome
from autograd_core.testing.slopes import MIDDLE, NODES

__all__ = ["Curve", "Point", "later", "sampled"]

EXPONENTS = sorted(range(-50, 3), key=lambda k: -min(8, k & -k or 8))
"""Of the steps, as powers of 2: each eighth first, then those between, so that a slow function has a rough curve."""

SECONDS = 1.0
"""How long a picture may take."""


class Point(NamedTuple):
    """Relative errors of difference quotients with one step; nan where there is no value."""

    step: float
    forward: float
    central: float


@dataclass(frozen=True)
class Curve:
    """Errors by steps; and what the check found: its kind, the error, the bound that it is held to, and at which steps.

    All errors are relative to the size of the slope. `rounding` over the step is what rounding the result makes.
    """

    points: tuple[Point, ...]
    kind: Kind
    is_accepted: bool
    rounding: float
    error: float
    bound: float
    nearest: float
    farthest: float


def later(outcomes: Sequence[Outcome]) -> Callable[[], Curve] | None:
    """Return a function that samples the curve of the outcome that counts: the first wrong one, or the sharpest."""
    if not outcomes:
        return None
    told = min(outcomes, key=lambda outcome: (_RANKS[outcome.kind], outcome.resolution * (outcome.kind == "agrees")))
    return partial(sampled, replace(told, line=Line(told.line.subject, told.line.u)))


_RANKS = {"differs": 0, "kink": 1, "agrees": 2, "unclear": 3}


def sampled(outcome: Outcome) -> Curve:
    """Return the curve for the line of an outcome; the function is evaluated at each step."""
    scale = outcome.scale or 1.0
    return Curve(
        tuple(sorted(_points(outcome, scale))),
        outcome.kind,
        outcome.kind == "agrees" or (outcome.kind == "kink" and outcome.allowed),
        outcome.line.floor(outcome.test) / scale,
        abs(float(outcome.slope.value)) / scale,
        float(outcome.slope.bound) / scale,
        float(NODES[MIDDLE + 1]) * outcome.width,
        outcome.width,
    )


def _points(outcome: Outcome, scale: float) -> Iterator[Point]:
    end = perf_counter() + SECONDS
    line, test = outcome.line, outcome.test
    along = float(test.g @ line.u)
    for step in np.exp2(EXPONENTS).tolist():
        with np.errstate(all="ignore"):
            ahead, behind = (test.of(_change(line, t)) for t in (step, -step))
        forward, central = ahead / step - along, (ahead - behind) / (2 * step) - along
        yield Point(step, abs(forward) / scale, abs(central) / scale)
        if perf_counter() > end:
            return


def _change(line: Line, t: float) -> np.ndarray:
    try:
        return line.change(t)
    except GradientCheckError:  # far from the point the function is another one, with a result of another shape
        return np.full_like(line.subject.y, np.nan)
