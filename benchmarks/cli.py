"""The command line: which benchmarks, which peers, how often, and where the results go.

    $ python -m benchmarks chain --peers ours,torch --repeats 15

Not here: the measuring (`runner`) and the wording of results (`report`).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from autograd_core.errors import UnknownNameError, explain
from benchmarks import __doc__ as about
from benchmarks.benchmark import Benchmark, known, load
from benchmarks.machine import describe
from benchmarks.peers import PEERS, choose
from benchmarks.report import as_json, as_markdown, missed
from benchmarks.runner import measure

__all__ = ["main", "parser"]


def parser() -> argparse.ArgumentParser:
    """Return the parser of `python -m benchmarks`."""
    layout = argparse.RawDescriptionHelpFormatter
    options = argparse.ArgumentParser("python -m benchmarks", description=about, formatter_class=layout)
    options.add_argument("names", nargs="*", metavar="name", help="benchmarks to run (all, if none is named)")
    options.add_argument("--list", action="store_true", help="list the benchmarks, their peers and targets, and stop")
    options.add_argument("--repeats", type=_count, default=0, metavar="N", help="samples of each peer")
    options.add_argument("--peers", default="", metavar="A,B", help=f"only these, of {','.join(PEERS)}")
    options.add_argument("--json", type=Path, metavar="FILE", help="write every sample to this file")
    options.add_argument("--markdown", type=Path, metavar="FILE", help="write the report to this file")
    options.add_argument("--strict", action="store_true", help="exit with status 1 if a target is missed or ours fails")
    return options


def _count(text: str) -> int:
    if text.isdecimal() and int(text) > 0:
        return int(text)
    raise argparse.ArgumentTypeError(explain("samples must be counted", repr(text), "give a whole number from 1 on"))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit status."""
    options = parser()
    chosen = options.parse_args(arguments)
    try:
        peers = choose([peer for peer in chosen.peers.split(",") if peer])
        benchmarks = [load(name) for name in chosen.names or known()]
    except UnknownNameError as error:
        options.error(str(error))
    if chosen.list:
        print("\n".join(map(_line, benchmarks)))
        return 0
    return _run(benchmarks, peers, chosen)


def _run(benchmarks: Sequence[Benchmark], peers: Sequence[str], chosen: argparse.Namespace) -> int:
    used = [peer for peer in peers if any(peer in benchmark.peers for benchmark in benchmarks)]
    machine = describe(used)
    results = [measure(benchmark, peers, chosen.repeats, say=_say) for benchmark in benchmarks]
    report = as_markdown(machine, results)
    print(report)
    if chosen.markdown:
        chosen.markdown.write_text(report, encoding="utf-8")
    if chosen.json:
        chosen.json.write_text(as_json(machine, results), encoding="utf-8")
    for line in missed(results):
        _say(f"missed: {line}")
    return 1 if chosen.strict and missed(results) else 0


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _line(benchmark: Benchmark) -> str:
    targets = "; ".join(f"{target.figure} {target}" for target in benchmark.targets) or "none"
    return f"{benchmark.name}: {benchmark.what}\n  peers: {', '.join(benchmark.peers)}\n  targets: {targets}"
