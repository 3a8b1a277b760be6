"""What a check has found, as plain data, and in words.

Not here: pictures of it (`showing`), and how it was found (`checking`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from math import isfinite
from typing import Any, Literal

from autograd_core.testing import numerals, showing
from autograd_core.testing.curves import Curve

__all__ = ["Breach", "Finding", "Report", "Verdict"]

Verdict = Literal["pass", "fail", "not differentiable", "inconclusive", "vacuous"]


@dataclass(frozen=True)
class Finding:
    """One entry of a gradient, and what the values of the function say of it.

    `given` is the entry of the gradient, `measured` what finite differences give, true within `bound`. At a kink the
    slopes of the two sides are `low` and `high`, and all between is right.
    """

    kind: Literal["differs", "outside", "not finite", "kink"]
    argument: str
    entry: tuple[int, ...]
    part: str
    result: tuple[int, ...] | None
    given: float
    measured: float
    bound: float
    low: float
    high: float
    adds_up: bool = True
    """Whether slopes along different directions add up, as those of a smooth function do."""

    @property
    def where(self) -> str:
        """The derivative that it is about, as it is written: by which coordinate, and of which number of the result.

        >>> Finding("differs", "w", (0, 1), "", (2,), 1.0, 2.0, 1e-9, 2.0, 2.0).where
        '∂f[2]/∂w[0, 1]'
        """
        if not self.argument:
            return "the derivative along a line"
        result = "" if self.result is None else f"f{_bracketed(self.result)}"
        part = f" ({self.part})" if self.part else ""
        return f"∂{result}/∂{self.argument}{_bracketed(self.entry)}{part}"

    @property
    def is_range(self) -> bool:
        """Whether slopes on two sides are known, as at a kink."""
        return isfinite(self.low) and isfinite(self.high)

    @property
    def is_slope(self) -> bool:
        """Whether it is about one slope: there is no kink, or nothing is known of one."""
        return self.kind == "differs" or (self.kind == "not finite" and not self.is_range)

    @property
    def sentence(self) -> str:
        """What is found, in words."""
        return f"{self.where} is given as {self.told}"

    @property
    def told(self) -> str:
        """The number that is given, and what the values say of it."""
        given, sides = numerals.number(self.given), numerals.span(self.low, self.high)
        if self.is_slope:
            return f"{given}, the values say {numerals.measured(self.measured, self.bound)}"
        if self.kind != "kink":
            return f"{given}, where there is a kink with slopes from {sides}; all between is right"
        if not self.adds_up:
            return f"{given}, where slopes along different directions do not add up: there is no derivative"
        if self.is_range:
            return f"{given}, at a kink with slopes from {sides}, where that is right"
        return f"{given}, where there is no slope on a side, and any choice is right"


def _bracketed(entry: tuple[int, ...]) -> str:
    return f"[{', '.join(map(str, entry))}]" if entry else ""


@dataclass(frozen=True)
class Breach:
    """A law of gradients that is broken, whatever the numbers are."""

    law: str
    sentence: str


@dataclass(frozen=True, repr=False)
class Report:
    """What is known of a gradient after a check."""

    verdict: Verdict
    function: str
    resolution: float
    evaluations: int
    findings: tuple[Finding, ...] = ()
    breaches: tuple[Breach, ...] = ()
    notes: tuple[str, ...] = ()
    cause: str = field(default="", compare=False)
    snippet: str = field(default="", compare=False)
    curve: Callable[[], Curve] | None = field(default=None, repr=False, compare=False)
    """Computes the errors of difference quotients by their steps, for the picture; a copy made by pickle has none."""
    explain: Callable[[], tuple[str, str]] | None = field(default=None, repr=False, compare=False)
    """Computes the cause and the snippet: only what is shown is worth that."""

    @property
    def passed(self) -> bool:
        """Whether nothing is wrong: the gradient is right, or there is no derivative and it is a possible choice."""
        return self.verdict in {"pass", "not differentiable"}

    def __getstate__(self) -> dict[str, Any]:
        """Return what is pickled: all but the functions."""
        state = self.explained.__dict__ | {"curve": None}
        state.pop("explained", None)  # it would be found in the copy
        return state

    @cached_property
    def explained(self) -> Report:
        """The same report with the cause, where one is known, and the snippet."""
        if self.explain is None:
            return self
        cause, snippet = self.explain()
        return replace(self, cause=cause, snippet=snippet, explain=None)

    def _repr_html_(self) -> str:
        return showing.html(self.explained)

    def __repr__(self) -> str:
        return str(self)

    def __str__(self) -> str:
        head = f"gradient of {self.function}: {self.verdict}"
        return "\n".join([head, *self.explained.lines()])

    def lines(self) -> list[str]:
        """Return what is known, line by line."""
        seen = f", relative errors seen from {self.resolution:.1e}" if isfinite(self.resolution) else ""
        told = [
            *(breach.sentence for breach in self.breaches),
            *_together(self.findings),
            *([f"cause: {self.cause}"] if self.cause else []),
            *self.notes,
            f"{self.evaluations} evaluations of {self.function}{seen}",
        ]
        repeated = ["", *self.snippet.splitlines()] if self.snippet else []
        return [*(f"  {line}" for line in told), *repeated]


def _together(findings: Iterable[Finding]) -> Iterator[str]:
    """Yield a sentence for all entries of which the same is found."""
    told: dict[str, list[Finding]] = {}
    for found in dict.fromkeys(findings):
        told.setdefault(found.told, []).append(found)
    for text, group in told.items():
        *wheres, last = (found.where for found in sorted(group, key=lambda found: (found.argument, found.entry)))
        yield f"{', '.join(wheres)} and {last} are given as {text}" if wheres else f"{last} is given as {text}"
