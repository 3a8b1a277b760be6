"""From the outcome on a line to what is told of it: which argument, which entry, in whose units.

Not here: the words (`reports`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

import numpy as np

from autograd_core.testing import numerals
from autograd_core.testing.outcomes import Outcome, kinky
from autograd_core.testing.reports import Finding
from autograd_core.testing.subjects import Subject

__all__ = ["finding", "remarks"]

NAMED = 4
"""So many places are named one by one."""


def finding(
    kind: Literal["differs", "outside", "not finite", "kink"],
    subject: Subject,
    outcome: Outcome,
    result: int | None = None,
    given: float | None = None,
) -> Finding:
    """Return what was found on a line: of its one coordinate or, where it has several, of the line as a whole.

    `result` is the number of the result that the outcome is about, `given` the gradient where that is not finite.
    """
    moved = np.flatnonzero(outcome.line.u)
    is_entry = len(moved) == 1
    u = float(outcome.line.u[moved[0]]) if is_entry else 1.0
    array, entry, part = subject.form.place(int(moved[0]))
    base = float(outcome.test.g @ outcome.line.u) / u
    low, high = sorted([base + outcome.low / u, base + outcome.high / u])
    return Finding(
        kind,
        subject.path(array) if is_entry else "",
        entry if is_entry else (),
        part if is_entry else "",
        subject.result_entry(result),
        base if given is None else given,
        base + float(outcome.slope.value) / u,
        abs(float(outcome.slope.bound) / u),
        low,
        high,
        not outcome.is_nonlinear,
    )


def remarks(subject: Subject, outcomes: Sequence[Outcome]) -> Iterator[str]:
    """Yield what lines of several coordinates say: which numbers of the result have kinks, and what hides slopes."""
    kinks = [each for each in outcomes if each.kind == "kink" and not each.is_nonlinear]
    kinks = [each for each in kinks if np.count_nonzero(each.line.u) > 1]
    if kinks and subject.y.size > 1:
        bent = np.any([kinky(each) & (each.test.v != 0) for each in kinks], axis=0)
        names = [f"f{[*(subject.result_entry(int(j)) or ())] or ''}" for j in np.flatnonzero(bent)]
        yield f"there are kinks in {_listed(names)}, where the gradient given is a possible choice"
    elif kinks:
        places = [subject.form.place(int(j)) for j in np.flatnonzero(np.any([each.line.u for each in kinks], axis=0))]
        names = [f"{subject.path(k)}{[*entry] or ''}" for k, entry, _ in places]
        some = _listed([*dict.fromkeys(names)])
        yield f"there are kinks along some of {some}, where the gradient given is a possible choice"
    unclear = [each for each in outcomes if each.kind == "unclear"]
    if unclear and not any(each.kind == "agrees" for each in outcomes):
        yield _unclear(subject, min(unclear, key=lambda each: each.resolution))


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return f"{', '.join(names[:NAMED])}{more}"


def _unclear(subject: Subject, outcome: Outcome) -> str:
    """Return what hides a slope."""
    found = finding("differs", subject, outcome)
    if not np.isfinite(outcome.slope.bound):
        return f"{subject.name} has no finite values on the sides of the point: it lies at the edge of its domain"
    given, values = numerals.number(found.given), numerals.measured(found.measured, found.bound)
    numbers = f"{found.where} is given as {given}, and the values say {values}"
    if abs(outcome.slope.value) <= outcome.slope.bound:
        return f"{numbers}: their noise hides whether that is right"
    return f"{numbers}: apart, but by no more than the gradient or the values jump around the point"
