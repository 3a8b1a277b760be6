"""The plugin for pytest: what a test run has checked of gradients, and how sharply.

    pytest --gradient-report                    a table: test, function, checks, verdicts, resolution, evaluations
    pytest --gradient-report-json=FILE          the same for programs
    def test_f(check_gradients): ...            a fixture: `autograd_core.testing.check_gradients`
    @pytest.mark.gradients(order=2)             the options of that fixture, for a test, a class or a module
    pytest -p no:autograd_core                  without all of this

It stands outside of the package, for pytest imports it in every test run of everyone who has the package installed: it
imports nothing but pytest until it is needed. Not here: the checks (`autograd_core.testing`).
"""

from __future__ import annotations

import inspect
import json
import math
import os
from collections.abc import Callable, Generator
from functools import partial
from importlib import import_module
from typing import Any

import pytest

__all__ = ["check_gradients"]

Row = dict[str, Any]

MARKER = (
    "gradients(**options): options of the fixture check_gradients, such as order=2, for a test, a class or a module."
)
RESULTS = "autograd_core_gradients"
"""The attribute of a test's last report in which its rows travel, from workers of pytest-xdist, too."""

COLUMNS = ("test", "function", "checks", "verdicts", "resolution", "evaluations", "not differentiable")
PLACES = 3
"""How many places without a derivative are named."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options for reports."""
    group = parser.getgroup("autograd-core")
    group.addoption(
        "--gradient-report", action="store_true", help="show what was checked of gradients, and how sharply"
    )
    group.addoption("--gradient-report-json", metavar="FILE", help="write what was checked of gradients as JSON")


def pytest_configure(config: pytest.Config) -> None:
    """Announce the marker, and take notes where a report was asked for."""
    config.addinivalue_line("markers", MARKER)
    shown, path = config.getoption("gradient_report"), config.getoption("gradient_report_json")
    if path:
        path = os.path.join(config.invocation_params.dir, path)
        if not os.path.isdir(os.path.dirname(path)):
            message = f"--gradient-report-json: no folder {os.path.dirname(path)!r}. Create it, or name another file."
            raise pytest.UsageError(message)
    if shown or path:
        is_worker = hasattr(config, "workerinput")
        config.pluginmanager.register(_Recorder(shown=shown, path=None if is_worker else path), "gradient-recorder")


@pytest.fixture(name="check_gradients")
def check_gradients(request: pytest.FixtureRequest) -> Callable[..., Any]:
    """`autograd_core.testing.check_gradients`, with the options of `@pytest.mark.gradients(...)`."""
    check: Callable[..., Any] = import_module("autograd_core.testing.checking").check_gradients
    known = [name for name, option in inspect.signature(check).parameters.items() if option.kind is option.KEYWORD_ONLY]
    options: dict[str, Any] = {}
    for marker in reversed([*request.node.iter_markers("gradients")]):  # the closest one comes first, and counts
        _require_known(marker, known)
        options |= marker.kwargs
    return partial(check, **options)


def _require_known(marker: pytest.Mark, known: list[str]) -> None:
    wrong = [*map(repr, marker.args), *sorted(marker.kwargs.keys() - set(known))]
    if wrong:
        message = "@pytest.mark.gradients takes options of check_gradients, by name"
        message += f": got {', '.join(wrong)}. Known: {', '.join(known)}."
        raise pytest.UsageError(message)


class _Recorder:
    """Notes what is checked while tests run, in every worker of pytest-xdist, and collects it where reports arrive."""

    def __init__(self, *, shown: bool, path: str | None) -> None:
        self.shown, self.path = shown, path
        self.current: dict[str, Row] = {}
        self.rows: list[Row] = []

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, Any, Any]:
        observers = import_module("autograd_core.testing.checking").observers
        self.current = {}
        note = partial(self._note, item.nodeid)
        observers.append(note)
        try:
            return (yield)
        finally:
            observers.remove(note)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, call: pytest.CallInfo[None]) -> Generator[None, Any, Any]:
        report = yield
        if call.when == "teardown":
            vars(report)[RESULTS] = [*self.current.values()]
        return report

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.rows += getattr(report, RESULTS, [])

    def _note(self, test: str, report: Any) -> None:
        row = self.current.setdefault(report.function, _row(test, report.function))
        row["checks"] += 1
        row["evaluations"] += report.evaluations
        row["verdicts"][report.verdict] = row["verdicts"].get(report.verdict, 0) + 1
        if report.verdict == "pass" and math.isfinite(report.resolution):
            row["resolution"] = max(row["resolution"] or 0.0, float(report.resolution))
        if report.verdict == "not differentiable":
            row["not differentiable"] = _places(row["not differentiable"], report)

    def pytest_sessionfinish(self) -> None:
        if self.path:
            with open(self.path, "w", encoding="utf-8") as file:
                json.dump({"checked": self._sorted()}, file, indent=2, allow_nan=False, ensure_ascii=False)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if self.shown:
            terminalreporter.section("gradients")
            for line in _table(self._sorted()):
                terminalreporter.write_line(line)

    def _sorted(self) -> list[Row]:
        """Return the rows in an order that does not depend on which worker was faster."""
        return sorted(self.rows, key=lambda row: (row["test"], row["function"]))


def _row(test: str, function: str) -> Row:
    return dict(zip(COLUMNS, (test, function, 0, {}, None, 0, []), strict=True))


def _places(known: list[str], report: Any) -> list[str]:
    places = [found.where for found in report.findings if found.kind == "kink"]
    return list(dict.fromkeys([*known, *places]))[:PLACES]


def _table(rows: list[Row]) -> list[str]:
    """Return the lines of the table, and one that sums them up."""
    if not rows:
        return ["no gradient was checked"]
    cells = [COLUMNS, *map(_cells, rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    lines = ["  ".join(map(str.ljust, line, widths)).rstrip() for line in cells]
    verdicts: dict[str, int] = {}
    for row in rows:
        for verdict, count in row["verdicts"].items():
            verdicts[verdict] = verdicts.get(verdict, 0) + count
    return [*lines, f"{sum(row['checks'] for row in rows)} checks: {_counted(verdicts)}"]


def _cells(row: Row) -> tuple[str, ...]:
    resolution = row["resolution"]
    return (
        row["test"],
        row["function"],
        str(row["checks"]),
        _counted(row["verdicts"]),
        "" if resolution is None else f"{resolution:.1e}",
        str(row["evaluations"]),
        ", ".join(row["not differentiable"]),
    )


def _counted(verdicts: dict[str, int]) -> str:
    return ", ".join(f"{count} {verdict}" for verdict, count in sorted(verdicts.items()))
