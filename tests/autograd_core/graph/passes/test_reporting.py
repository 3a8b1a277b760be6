"""The report counts what each pass removed and rewrote."""

import numpy as np

from autograd_core.graph.passes import PASSES, optimize
from autograd_core.graph.structure import Literal
from tests.autograd_core.graph.passes.graphs import Builder, ops


def crowded():
    made = Builder()
    x = made.input(np.ones((2, 3)))
    made("exp", x)
    half = made("divide", Literal(1.0), Literal(2.0))
    turned = made("transpose", made("transpose", made("reshape", x, shape=(1, 2, 3))), axes=(1, 2, 0))
    same = made("multiply", made("broadcast_to", Literal(1.0), shape=(2, 3)), x)
    first, second = made("sin", x), made("sin", same)
    y = made("add", made("multiply", first, half), second)
    return made.graph(y, turned)


def test_the_report_reads_well():
    after, report = optimize(crowded())
    assert ops(after) == ["reshape", "transpose", "sin", "multiply", "add"]
    assert str(report) == (
        "11 equations, 5 left\n"
        "dead code: 1 removed (1 exp)\n"
        "constants: 1 removed (1 divide)\n"
        "identities: 3 removed (1 broadcast_to, 1 multiply, 1 transpose), 1 rewritten (1 transpose)\n"
        "common subexpressions: 1 removed (1 sin)\n"
        "sums of parts: nothing"
    )
    assert [change.name for change in report.changes] == list(PASSES)
    assert (report.before, report.after) == (11, 5)
    assert report.changes[2].removed.total() == 3


def test_nothing_to_do():
    made = Builder()
    graph = made.graph(made("exp", made.input(np.ones(2))))
    after, report = optimize(graph)
    assert after is graph
    assert str(report).splitlines()[0] == "1 equations, 1 left"
    assert all(str(change).endswith(": nothing") for change in report.changes)


def test_rounds_are_bounded(monkeypatch):
    made = Builder()
    x = made.input(np.ones(2))
    graph = made.graph(x)
    monkeypatch.setitem(PASSES, "restless", lambda graph: graph.changed())
    assert ops(optimize(graph)[0]) == []
