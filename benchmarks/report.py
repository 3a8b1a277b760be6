"""Showing results: Markdown to read, JSON to keep.

    >>> print(table(["peer", "op"], [["ours", "2.4"], ["torch", "4.9"]]))
    | peer  |  op |
    |:------|----:|
    | ours  | 2.4 |
    | torch | 4.9 |

Not here: taking the samples (`runner`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from textwrap import shorten

from benchmarks.peers import OURS, PEERS
from benchmarks.runner import Result

__all__ = ["as_json", "as_markdown", "missed", "number", "section", "table"]


def number(value: float | None) -> str:
    """Return `value` with three digits that matter; more where it is an accuracy, all where it is large.

    >>> [number(value) for value in (None, 0.97912, 2.4567, 17.25, 1012.4, 2345.0)]
    ['–', '0.9791', '2.46', '17.2', '1,012', '2,345']
    """
    if value is None:
        return "–"
    if abs(value) >= 100:
        return f"{value:,.0f}"
    if abs(value) >= 10:
        return f"{value:.1f}"
    return f"{value:.2f}" if abs(value) >= 1 else f"{value:.4f}"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table whose first column leans left and whose others lean right."""
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]

    def line(cells: Sequence[str]) -> str:
        first, *others = zip(cells, widths, strict=True)
        return "| " + " | ".join([first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in others)]) + " |"

    rule = ":" + "-" * (widths[0] + 1) + "|" + "|".join("-" * (width + 1) + ":" for width in widths[1:])
    return "\n".join([line(head), f"|{rule}|", *map(line, rows)])


def section(result: Result) -> str:
    """Return what one benchmark found, as Markdown."""
    benchmark = result.benchmark
    threads = "1 thread" if benchmark.threads == 1 else f"{benchmark.threads} threads"
    typical = f"{benchmark.typical.__name__} of the samples"
    return "\n\n".join(
        [
            f"## {benchmark.name}",
            f"{benchmark.what} ({threads}; {typical}, × is peer / {result.yardstick})",
            *benchmark.notes,
            _measured(result),
            *_targets([result]),
            *(f"Not available: {PEERS[peer].label}, {_shortened(why)}" for peer, why in result.skipped.items()),
        ]
    )


def _shortened(why: str) -> str:
    """Return the beginning of an error, as far as it is short."""
    return shorten(f"{why.rstrip('.')}.", 200, placeholder=" …")


def _measured(result: Result) -> str:
    figures = result.benchmark.figures
    first = next(iter(figures))
    head = ["peer", *(f"{figure} [{unit}]" for figure, unit in figures.items()), f"range of {first}", "samples"]
    return table(head, [_row(result, peer) for peer in PEERS if peer in result.samples or peer in result.skipped])


def _row(result: Result, peer: str) -> list[str]:
    figures = list(result.benchmark.figures)
    if peer in result.skipped:
        return [PEERS[peer].label, "not available", *("–" for _ in figures), "0"]
    cells = []
    for figure in figures:
        ratio = result.ratio(peer, figure)
        cells.append(number(result.typical(peer, figure)) + (f" ({ratio:.2f}×)" if ratio is not None else ""))
    values = result.values(peer, figures[0])
    spread = f"{number(min(values))} – {number(max(values))}" if values else "–"
    return [PEERS[peer].label, *cells, spread, str(len(result.samples[peer]))]


def _targets(results: Sequence[Result], *head: str) -> Iterator[str]:
    """Return a table of all targets; with "benchmark" as `head`, each line begins with where it belongs."""
    rows = []
    for result in results:
        for target in result.benchmark.targets:
            value = result.measured(target)
            verdict = "not measured" if value is None else "met" if target.is_met(value) else "missed"
            unit = "×" if target.over else result.benchmark.figures[target.figure]
            where = [result.benchmark.name for _ in head]
            rows.append([*where, target.figure, str(target), number(value), unit, verdict])
    if rows:
        yield table([*head, "target", "wanted", "measured", "unit", "verdict"], rows)


def missed(results: Sequence[Result]) -> list[str]:
    """Return in words every target that was measured and missed, and every benchmark that ours failed to run."""
    failed = [
        f"{result.benchmark.name}, {peer}: {_shortened(result.skipped[peer])}"
        for result in results
        for peer in OURS
        if peer in result.skipped
    ]
    return failed + [
        f"{result.benchmark.name}, {target.figure}: {number(value)}, wanted {target}"
        for result in results
        for target in result.benchmark.targets
        if (value := result.measured(target)) is not None and not target.is_met(value)
    ]


def as_markdown(machine: Mapping[str, str], results: Sequence[Result]) -> str:
    """Return the whole report; where there are several benchmarks, all targets stand together at its beginning."""
    intro = "Made by `python -m benchmarks`; peers take turns in one run. Timings hold for this machine and its load."
    facts = "\n".join(f"- {name}: {value}" for name, value in machine.items())
    targets = _targets(results, "benchmark") if len(results) > 1 else ()
    return "\n\n".join(["# Benchmarks", intro, facts, *targets, *map(section, results)]) + "\n"


def as_json(machine: Mapping[str, str], results: Sequence[Result]) -> str:
    """Return the machine and every single sample, so that others can draw their own conclusions."""
    benchmarks = {result.benchmark.name: _contents(result) for result in results}
    return json.dumps({"machine": dict(machine), "benchmarks": benchmarks}, indent=1, ensure_ascii=False) + "\n"


def _contents(result: Result) -> dict[str, object]:
    figures = result.benchmark.figures
    return {
        "what": result.benchmark.what,
        "threads": result.benchmark.threads,
        "units": dict(figures),
        "typical": {peer: {figure: result.typical(peer, figure) for figure in figures} for peer in result.samples},
        "yardstick": result.yardstick,
        "ratios": {peer: {figure: result.ratio(peer, figure) for figure in figures} for peer in result.samples},
        "samples": result.samples,
        "targets": [
            {"figure": target.figure, "wanted": str(target), "measured": result.measured(target)}
            for target in result.benchmark.targets
        ],
        "skipped": result.skipped,
    }
