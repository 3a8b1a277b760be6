"""The command line: which checkers, which functions, how many points, and where the results go.

    $ python -m benchmarks.gradient_checking --checkers torch --groups smooth --points 5

Not here: the measuring (`measuring`) and the wording of results (`report`).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from autograd_core.errors import UnknownNameError, unknown_name
from benchmarks.gradient_checking import __doc__ as about
from benchmarks.gradient_checking.case import POINTS, Case
from benchmarks.gradient_checking.checkers import CHECKERS
from benchmarks.gradient_checking.cost import costs
from benchmarks.gradient_checking.functions import GROUPS
from benchmarks.gradient_checking.measuring import judge, visible
from benchmarks.gradient_checking.mutants import RULES
from benchmarks.gradient_checking.mutants.running import run
from benchmarks.gradient_checking.report import as_json, as_markdown
from benchmarks.machine import describe
from benchmarks.peers import PEERS

__all__ = ["main", "parser"]


def parser() -> argparse.ArgumentParser:
    """Return the parser of `python -m benchmarks.gradient_checking`."""
    layout = argparse.RawDescriptionHelpFormatter
    options = argparse.ArgumentParser(
        "python -m benchmarks.gradient_checking", description=about, formatter_class=layout
    )
    options.add_argument("--checkers", default="", metavar="A,B", help=f"only these, of {','.join(CHECKERS)}")
    options.add_argument("--groups", default="", metavar="A,B", help=f"only these functions, of {','.join(GROUPS)}")
    options.add_argument("--only", default="", metavar="TEXT", help="only functions that have this in their name")
    options.add_argument("--points", type=int, default=POINTS, metavar="N", help="points of each function")
    options.add_argument("--rules", action="store_true", help="rules under `gradient_property` as well: minutes")
    options.add_argument("--json", type=Path, metavar="FILE", help="write every outcome to this file")
    options.add_argument("--markdown", type=Path, metavar="FILE", help="write the report to this file")
    return options


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit status."""
    options = parser()
    given = options.parse_args(arguments)
    try:
        checkers = choose("checker", given.checkers, list(CHECKERS))
        groups = choose("group", given.groups, list(GROUPS))
    except UnknownNameError as error:
        options.error(str(error))
    cases = [case for group in groups for case in GROUPS[group] if given.only in case.name]
    _run([name for name in checkers if PEERS[CHECKERS[name].peer].is_installed], cases, given)
    return 0


def _run(checkers: Sequence[str], cases: Sequence[Case], given: argparse.Namespace) -> None:
    machine = describe({CHECKERS[name].peer for name in checkers})
    results = {name: judge(CHECKERS[name], cases, given.points, partial(_say, name)) for name in checkers}
    _say("visible")
    seen = visible(cases, given.points)
    trials = run([rule for rule in RULES if given.only in rule.name], _say) if given.rules else []
    cost = costs() if given.rules else {}
    report = as_markdown(machine, results, seen, trials, cost)
    print(report)
    if given.markdown:
        given.markdown.write_text(report, encoding="utf-8")
    if given.json:
        given.json.write_text(as_json(machine, results, seen, trials, cost), encoding="utf-8")


def choose(kind: str, text: str, known: Sequence[str]) -> list[str]:
    """Return the names in a list with commas, or all if it is empty.

    >>> choose("group", "kinks", ["kinks", "smooth"])
    ['kinks']
    """
    names = [name for name in text.split(",") if name]
    for name in names:
        if name not in known:
            raise unknown_name(kind=kind, name=name, known=known)
    return names or list(known)


def _say(*words: str) -> None:
    print(*words, file=sys.stderr, flush=True)
