"""Running rules, right and wrong, under `gradient_property` with default settings.

    >>> from benchmarks.gradient_checking.mutants import RULES
    >>> sine = RULES[0]
    >>> tried(sine, "", sine.vjp).found, tried(sine, "sign", sine.wrong["sign"]).found
    (False, True)

Not here: the rules.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from time import perf_counter
from typing import Any
from warnings import catch_warnings, simplefilter

import numpy as np
from hypothesis import Phase, settings

from autograd_core.testing.properties import gradient_property
from benchmarks.gradient_checking.mutants.rule import VJP, Rule

__all__ = ["Trial", "run", "tried"]


@dataclass(frozen=True)
class Trial:
    """What came of one rule.

    mistake  its name, or "" for the right rule
    error    the kind of error that the test fails with, or ""
    message  the first line of it
    """

    rule: str
    mistake: str
    error: str
    message: str
    seconds: float

    @property
    def found(self) -> bool:
        """Whether the test fails."""
        return bool(self.error)


def tried(rule: Rule, mistake: str, vjp: VJP) -> Trial:
    """Test a rule as its author would."""

    def forward(args: Any) -> Any:
        return rule.forward(*args)

    # The defaults, but the same examples every time, and no search for the smallest one, which takes longer than all.
    same = settings(derandomize=True, database=None, phases=(Phase.generate,))
    test = same(gradient_property(rule.calls, vjp=lambda g, args: vjp(g, *args))(forward))
    start = perf_counter()
    error, message = "", ""
    try:
        with catch_warnings(), np.errstate(all="ignore"):
            simplefilter("ignore")
            test()
    except Exception as raised:  # noqa: BLE001 - whatever a test fails with, it fails
        error, message = type(raised).__name__, (str(raised).splitlines() or [""])[0]
    return Trial(rule.name, mistake, error, message, perf_counter() - start)


def run(rules: Iterable[Rule], say: Callable[[str], object] = str) -> list[Trial]:
    """Return what comes of every rule, the right one first and then its mistakes."""
    trials = []
    for rule in rules:
        say(rule.name)
        trials.append(tried(rule, "", rule.vjp))
        trials += [tried(rule, mistake, vjp) for mistake, vjp in rule.wrong.items()]
    return trials
