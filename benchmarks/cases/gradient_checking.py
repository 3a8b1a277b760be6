"""How well gradients are checked: a summary of `benchmarks.gradient_checking`, which tells the whole story."""

from __future__ import annotations

from functools import partial

from benchmarks.benchmark import Benchmark, Figures, Sample, Target
from benchmarks.gradient_checking.checkers import CHECKERS, Outcome
from benchmarks.gradient_checking.functions import GROUPS
from benchmarks.gradient_checking.measuring import alarms, found, judge, percentile, visible

__all__ = ["BENCHMARK"]

MAIN = {
    "ours": "ours",
    "torch": "torch",
    "jax": "jax",
    "autograd": "autograd",
    "scipy": "scipy",
    "numpy": "complex step",
}
"""Peer to the checker that it is known for."""

MISTAKES = ("factor 1.001", "factor 1 + 1e-5", "one entry × 1.01", "sign")


def checking(peer: str) -> Sample:
    """Let the checker of a peer judge all functions."""
    checker = CHECKERS[MAIN[peer]]

    def sample() -> Figures:
        said = {group: judge(checker, cases) for group, cases in GROUPS.items()}
        seen = visible(case for cases in GROUPS.values() for case in cases)
        rows = [row for some in said.values() for row in some]
        wrong = {f"alarms, {group}": alarms(some, Outcome.ALARM, Outcome.ERROR).percent for group, some in said.items()}
        right = {mistake: found(rows, seen, mistake).percent for mistake in MISTAKES}
        return wrong | right | {"evaluations": percentile(rows, 50), "evaluations, 95th": percentile(rows, 95)}

    return sample


BENCHMARK = Benchmark(
    name="gradient_checking",
    what="right gradients called wrong, and mistakes found that can be seen, of some two hundred hard functions",
    figures={
        **dict.fromkeys((f"alarms, {group}" for group in GROUPS), "%"),
        **dict.fromkeys(MISTAKES, "%"),
        "evaluations": "1",
        "evaluations, 95th": "1",
    },
    peers={peer: partial(checking, peer) for peer in MAIN},
    targets=(
        Target("alarms, smooth", at_least=0, at_most=0),
        Target("alarms, kinks", at_least=0, at_most=0),
        Target("factor 1.001", at_least=98),
        Target("factor 1 + 1e-5", at_least=90),
        Target("one entry × 1.01", at_least=99),
        Target("sign", at_least=100),
        Target("evaluations", at_most=40),
        Target("evaluations, 95th", at_most=360),
    ),
    repeats=1,
    warmup=0,
    notes=(
        "Twenty points of each function. `python -m benchmarks.gradient_checking` says which function fails where.",
    ),
)
