"""From the outcome on a line to what is told of it: which argument, which entry, in whose units.

Not here: the words (`reports`).
"""

from __future__ import annotations

from typing import Literal

import numpy as np

from autograd_core.testing.outcomes import Outcome
from autograd_core.testing.reports import Finding
from autograd_core.testing.subjects import Subject

__all__ = ["finding"]


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
    )
