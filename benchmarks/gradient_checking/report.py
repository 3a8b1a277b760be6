"""Showing what checkers said: Markdown to read, JSON to keep.

Not here: asking them (`measuring`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from textwrap import shorten
from typing import Any

from benchmarks.gradient_checking.case import Case
from benchmarks.gradient_checking.checkers import CHECKERS, Outcome
from benchmarks.gradient_checking.damage import DAMAGES
from benchmarks.gradient_checking.functions import GROUPS
from benchmarks.gradient_checking.measuring import RIGHT, Row, Share, Visible, alarms, found, percentile
from benchmarks.gradient_checking.mutants.running import Trial
from benchmarks.report import number, table

__all__ = ["as_json", "as_markdown"]

Results = Mapping[str, Sequence[Row]]
"""Checker to its rows."""

KINDS = {
    "alarms": (Outcome.ALARM, Outcome.ERROR),
    "of them errors": (Outcome.ERROR,),
    "skipped": (Outcome.ABSTAIN,),
}
"""What may be said of a right gradient that is no pass, in words."""

SEEN = {"v": "visible", "r": "within f's own rounding"}
"""The letters of mistakes, in words."""

ALARMS = """*Alarms*: right gradients that a checker calls wrong, or stops at with an error that says nothing of them.
*Skipped*: right gradients of which it says neither."""

FOUND = (
    "*Found*: wrong gradients that raise an alarm where the right one raises none, of those that are visible (of all)."
)


def as_markdown(
    machine: Mapping[str, str], results: Results, visible: Visible, trials: Sequence[Trial], cost: Mapping[str, Any]
) -> str:
    """Return the whole report."""
    facts = "\n".join(f"- {name}: {value}" for name, value in machine.items())
    parts = ["# Checking gradients", facts]
    if results:
        parts += ["## Right gradients", ALARMS, right_table(results), "## Wrong gradients", FOUND]
        parts += [f"### {group}\n\n{wrong_table(chosen(results, cases), visible)}" for group, cases in tried(results)]
        parts += ["## Cost", cost_table(results)]
    if trials:
        parts += trials_in_words(trials)
    parts += [f"- {name}: {value}" for name, value in cost.items()]
    parts += ours_in_detail(results, visible)
    return "\n\n".join(parts) + "\n"


def tried(results: Results) -> Iterator[tuple[str, Sequence[Case]]]:
    """Yield each group that was tried, and in the end all of them together."""
    names = {row.case for rows in results.values() for row in rows}
    groups = {group: [case for case in cases if case.name in names] for group, cases in GROUPS.items()}
    yield from ((group, cases) for group, cases in groups.items() if cases)
    yield "all", [case for cases in groups.values() for case in cases]


def chosen(results: Results, cases: Sequence[Case]) -> Results:
    """Return the rows of some cases."""
    names = {case.name for case in cases}
    return {checker: [row for row in rows if row.case in names] for checker, rows in results.items()}


def percent(share: Share) -> str:
    """Return a share in percent.

    >>> percent(Share(1, 400)), percent(Share(0, 20)), percent(Share(0, 0))
    ('0.25 %', '0 %', '–')
    """
    if not share.total:
        return "–"
    return "0 %" if not share.hits else f"{share.percent:.3g} %"


def right_table(results: Results) -> str:
    """Return what was said of right gradients."""
    groups = [(group, chosen(results, cases)) for group, cases in tried(results) if group != "all"]
    head = ["checker", *(f"{group}: {word}" for group, _ in groups for word in KINDS)]
    rows = []
    for checker in results:
        cells = [percent(alarms(some[checker], *outcomes)) for _, some in groups for outcomes in KINDS.values()]
        rows.append([CHECKERS[checker].label, *cells])
    return table(head, rows)


def wrong_table(results: Results, visible: Visible) -> str:
    """Return what was found of wrong gradients: of the visible ones, and of all."""
    rows = []
    for checker, said in results.items():
        shares = [(found(said, visible, damage), found(said, None, damage)) for damage in DAMAGES]
        rows.append([CHECKERS[checker].label, *(f"{percent(seen)} ({percent(every)})" for seen, every in shares)])
    if results:
        said = next(iter(results.values()))
        for letter, text in SEEN.items():
            rows.append([text, *(str(count(said, visible, damage, letter)) for damage in DAMAGES)])
    return table(["checker", *DAMAGES], rows)


def count(rows: Sequence[Row], visible: Visible, damage: str, letter: str) -> int:
    """Return for how many points of the cases a mistake has a letter."""
    return sum(visible[row.case, damage].count(letter) for row in rows)


def cost_table(results: Results) -> str:
    """Return evaluations and time."""
    head = ["checker", "evaluations of f, median", "95th percentile", "ms a check, right or wrong"]
    rows = []
    for checker, said in results.items():
        checks = sum(len(letters) for row in said for letters in row.letters.values())
        calls = [number(percentile(said, share)) for share in (50, 95)]
        rows.append([CHECKERS[checker].label, *calls, number(1e3 * sum(row.seconds for row in said) / checks)])
    return table(head, rows)


def ours_in_detail(results: Results, visible: Visible) -> Iterator[str]:
    """Yield every false alarm of ours, with a letter for each point, and how many visible mistakes it misses where."""
    said = results.get("ours", ())
    bad = {Outcome.ALARM.value, Outcome.ERROR.value}
    wrong = [[row.case, row.letters[RIGHT], *row.errors[:1]] for row in said if bad & set(row.letters[RIGHT])]
    if wrong:
        yield "## False alarms of ours"
        yield table(["function", "outcome at each point", "error"], [[*row, ""][:3] for row in wrong])
    missed = [[row.case, *(str(misses(row, visible, damage) or "") for damage in DAMAGES)] for row in said]
    if any(any(counts) for _, *counts in missed):
        yield "## Visible mistakes that ours misses"
        yield f"Of {len(said[0].letters[RIGHT])} points each."
        yield table(["function", *DAMAGES], [row for row in missed if any(row[1:])])


def misses(row: Row, visible: Visible, damage: str) -> int:
    """Return at how many points a visible mistake raises no alarm."""
    pairs = zip(row.letters[damage], visible[row.case, damage], strict=True)
    return sum(seen == "v" and letter != Outcome.ALARM.value for letter, seen in pairs)


def trials_in_words(trials: Sequence[Trial]) -> Iterator[str]:
    """Yield what came of rules under `gradient_property`: counts, then every false alarm and every miss."""
    right = [trial for trial in trials if not trial.mistake]
    wrong = [trial for trial in trials if trial.mistake]
    alarmed = [trial for trial in right if trial.found]
    missed = [trial for trial in wrong if not trial.found]
    yield "## Rules under `gradient_property`"
    yield (
        f"{len(right)} right rules, {len(alarmed)} false alarms; {len(wrong)} mistakes, "
        f"{percent(Share(len(wrong) - len(missed), len(wrong)))} found."
    )
    if alarmed:
        yield table(["false alarm", "error", "message"], [[t.rule, t.error, shorten(t.message, 120)] for t in alarmed])
    if missed:
        yield table(["rule", "missed"], [[trial.rule, trial.mistake] for trial in missed])


def as_json(
    machine: Mapping[str, str], results: Results, visible: Visible, trials: Sequence[Trial], cost: Mapping[str, Any]
) -> str:
    """Return every single outcome: of checkers a letter for each point."""
    seen: dict[str, dict[str, str]] = {}
    for (case, damage), letters in visible.items():
        seen.setdefault(case, {})[damage] = letters
    contents: dict[str, Any] = {
        "machine": dict(machine),
        "letters": {outcome.value: outcome.name.lower() for outcome in Outcome},
        "visible": seen,
        "cost": dict(cost),
        "rules": [vars(trial) for trial in trials],
        "checkers": {checker: {row.case: _contents(row) for row in rows} for checker, rows in results.items()},
    }
    return json.dumps(contents, indent=1, ensure_ascii=False) + "\n"


def _contents(row: Row) -> dict[str, Any]:
    return {
        **row.letters,
        "errors": list(row.errors),
        "evaluations": list(row.evaluations),
        "seconds": round(row.seconds, 3),
    }
