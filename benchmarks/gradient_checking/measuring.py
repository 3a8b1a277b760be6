"""Letting checkers judge: right gradients and wrong ones, of every function at every point.

    >>> from benchmarks.gradient_checking.checkers import CHECKERS
    >>> from benchmarks.gradient_checking.functions import GROUPS
    >>> exponential = GROUPS["smooth"][:1]
    >>> [row] = judge(CHECKERS["complex step"], exponential, points=3)
    >>> row.letters["right"], row.letters["sign"]
    ('...', 'AAA')
    >>> found([row], visible(exponential, points=3), "sign")
    Share(hits=3, total=3)

Not here: the wording of results (`report`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Any

import numpy as np

from benchmarks.gradient_checking.case import POINTS, Case, Function
from benchmarks.gradient_checking.checkers import Checker, Outcome
from benchmarks.gradient_checking.damage import DAMAGES, damaged
from benchmarks.gradient_checking.visibility import Judge

__all__ = ["RIGHT", "Row", "Share", "Visible", "alarms", "found", "judge", "visible"]

RIGHT = "right"
"""The name of the gradient without a mistake."""

Visible = Mapping[tuple[str, str], str]
"""(case, damage) to a letter for each point: "v" where the mistake is visible, "r" where it is within f's own rounding,
"-" where it changes nothing."""


@dataclass(frozen=True)
class Row:
    """What one checker said of one function.

    letters      gradient ("right" or the name of a damage) to the letters of the outcomes, one for each point
    errors       what it stopped with, each text once
    evaluations  how often the function was called for the right gradient, one number for each point
    seconds      how long the checks took, all together
    """

    case: str
    letters: Mapping[str, str]
    errors: Sequence[str]
    evaluations: Sequence[int]
    seconds: float


@dataclass(frozen=True)
class Share:
    """A part of a whole."""

    hits: int
    total: int

    @property
    def percent(self) -> float:
        """The part in percent; NaN of nothing."""
        return 100 * self.hits / self.total if self.total else float("nan")


def gradients(case: Case, number: int) -> dict[str, Function]:
    """Return the right gradient and the wrong ones of a point."""
    wrong = {name: damaged(case.gradient, name, seed=number) for name in DAMAGES}
    return {RIGHT: case.gradient, **wrong}


def judge(
    checker: Checker, cases: Iterable[Case], points: int = POINTS, say: Callable[[str], object] = str
) -> list[Row]:
    """Return what a checker says of every gradient of the cases."""
    rows = []
    for case in cases:
        say(case.name)
        rows.append(_judge(checker, case, points))
    return rows


def _judge(checker: Checker, case: Case, points: int) -> Row:
    letters: dict[str, str] = {}
    evaluations, errors = [], dict[str, None]()
    start = perf_counter()
    for number, args in enumerate(case.points()[:points]):
        for name, gradient in gradients(case, number).items():
            f = Counted(case.f)
            outcome, error = checker.check(f, gradient, args)
            letters[name] = letters.get(name, "") + outcome.value
            errors |= dict.fromkeys([error] if error else [])
            if name == RIGHT:
                evaluations.append(f.calls)
    return Row(case.name, letters, list(errors), evaluations, perf_counter() - start)


class Counted:
    """A function that counts its calls."""

    def __init__(self, function: Function) -> None:
        self._function = function
        self.calls = 0

    def __call__(self, *args: Any) -> Any:
        self.calls += 1
        return self._function(*args)


def visible(cases: Iterable[Case], points: int = POINTS) -> Visible:
    """Return which mistakes are visible."""
    letters: dict[tuple[str, str], str] = {}
    for case in cases:
        for number, args in enumerate(case.points()[:points]):
            judge = Judge(case, args)
            for name, gradient in gradients(case, number).items():
                key = case.name, name
                letter = "v" if judge.sees(gradient) else "r" if judge.hides(gradient) else "-"
                letters[key] = letters.get(key, "") + letter
    return letters


def alarms(rows: Iterable[Row], *outcomes: Outcome) -> Share:
    """Return how many right gradients have one of these outcomes."""
    letters = "".join(row.letters[RIGHT] for row in rows)
    return Share(sum(letters.count(outcome.value) for outcome in outcomes), len(letters))


def found(rows: Iterable[Row], visible: Visible | None, damage: str) -> Share:
    """Return how many wrong gradients raise an alarm where the right one raises none, of those that are visible."""
    pairs = [
        (right, wrong)
        for row in rows
        for right, wrong, seen in zip(
            row.letters[RIGHT],
            row.letters[damage],
            visible[row.case, damage] if visible else "v" * len(row.letters[RIGHT]),
            strict=True,
        )
        if seen == "v"
    ]
    alarm, error = Outcome.ALARM.value, Outcome.ERROR.value
    return Share(sum(wrong == alarm and right not in {alarm, error} for right, wrong in pairs), len(pairs))


def percentile(rows: Iterable[Row], percent: float) -> float:
    """Return how many evaluations of f that share of the checks of right gradients needed at most."""
    return float(np.percentile([calls for row in rows for calls in row.evaluations], percent))
