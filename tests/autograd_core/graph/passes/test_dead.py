"""Dead code goes; draws, writes, checks and inputs stay."""

import numpy as np

from autograd_core.graph.passes.dead import without_dead_code
from autograd_core.graph.structure import VARIABLE
from tests.autograd_core.graph.passes.graphs import Builder, ops


def test_what_no_result_needs_goes():
    made = Builder()
    x = made.input(np.ones(2))
    y = made("exp", x)
    made("tanh", made("sin", y))
    assert ops(without_dead_code(made.graph(y))) == ["exp"]


def test_unused_constants_go_and_unused_inputs_stay():
    made = Builder()
    x, _ = made.input(np.ones(2)), made.input(np.ones(3))
    unused, used = made.constant(np.ones(4)), made.constant(np.ones(2))
    made("exp", unused)
    after = without_dead_code(made.graph(made("add", x, used)))
    assert set(after.constants) == {used}
    assert [place.name for place in after.inputs] == ["x0", "x1"]


def test_random_draws_stay():
    made = Builder()
    x = made.input(np.ones(2))
    drawn = made("random.standard_normal", stream=0, size=(2,))
    made("exp", drawn)
    assert ops(without_dead_code(made.graph(x, streams=("random",)))) == ["random.standard_normal"]


def test_what_is_written_or_checked_stays():
    made = Builder()
    w = made.input(np.ones(2), VARIABLE)
    new, checked = made("exp", w), made("log", w)
    graph = made.graph(w, writes=[(0, new)], checks=(checked,))
    assert ops(without_dead_code(graph)) == ["exp", "log"]


def test_a_graph_without_dead_code_is_returned_as_it_is():
    made = Builder()
    graph = made.graph(made("exp", made.input(np.ones(2))))
    assert without_dead_code(graph) is graph
