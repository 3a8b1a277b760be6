"""Draws under trace are equations, and use up no number of their generator."""

import numpy as np
import pytest

import autograd_core as ag
from autograd_core.errors import TraceError

DRAWS = {
    "random.random": lambda r: r.uniform(size=3),
    "random.standard_normal": lambda r: r.normal(size=(2, 2)),
    "random.integers": lambda r: r.integers(0, 9, size=4),
    "random.permutation": lambda r: r.permutation(5),
}


@pytest.mark.parametrize("op", DRAWS)
def test_each_draw_is_an_equation_that_gives_the_same_numbers(op):
    ag.random.seed(3)
    graph = ag.trace(lambda: DRAWS[op](ag.random) + 0)()
    drawn = DRAWS[op](ag.random).numpy()  # of a generator that the trace left as it was
    equation = graph.equations[0]
    assert equation.op == op
    assert equation.params["stream"] == 0
    ag.random.seed(3)
    assert np.array_equal(ag.compile(lambda: DRAWS[op](ag.random) + 0, native=False)().numpy(), drawn)


def test_generators_are_told_apart_by_the_order_of_their_first_draws():
    one, two = ag.random.Generator(1), ag.random.Generator(2)
    graph = ag.trace(lambda: one.uniform(size=2) + two.uniform(size=2) + one.uniform(size=2))()
    assert [e.params["stream"] for e in graph.equations if e.op == "random.random"] == [0, 1, 0]
    assert len(graph.streams) == len(set(graph.streams)) == 2


def test_the_state_is_hidden_while_a_trace_is_at_work():
    own = ag.random.Generator(1)
    with pytest.raises(TraceError, match="a traced function cannot see the state of a generator: got random"):
        ag.trace(lambda x: x + own.state["n"])(1.0)
