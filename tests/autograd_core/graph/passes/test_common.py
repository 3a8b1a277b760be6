"""Common subexpressions are computed once; what only looks the same is kept apart."""

import numpy as np
import pytest

from autograd_core.graph.passes.common import without_common_subexpressions
from autograd_core.graph.structure import Leaf, Literal
from autograd_core.ops.indexing import HOLE
from tests.autograd_core.graph.passes.graphs import Builder, assert_same, ops


def twice(op, first, second):
    """Return what is left of two equations, which read an input and a literal each."""
    made = Builder()
    x = made.input(np.arange(6.0, dtype="float32"))
    outputs = [made(op, x, Literal(number)) for number in (first, second)]
    graph = made.graph(*outputs)
    after = without_common_subexpressions(graph)
    assert_same(graph, after, made.given)
    return ops(after)


@pytest.mark.parametrize("literal", [1, 1.0, True, -0.0, float("nan"), np.float32(1), np.float64(np.nan), 2j], ids=repr)
def test_the_same_literal_is_the_same(literal):
    assert twice("multiply", literal, literal) == ["multiply"]


@pytest.mark.parametrize(
    ("one", "other"),
    [(0.0, -0.0), (1, 1.0), (1, True), (1.0, np.float32(1)), (np.float32(1), np.float64(1)), (1.0, 1 + 0j)],
)
def test_literals_that_promote_otherwise_or_differ_in_a_bit_are_not_the_same(one, other):
    assert twice("multiply", one, other) == ["multiply", "multiply"]


def test_nan_with_another_payload_is_not_the_same():
    other = np.array([0x7FF8000000000001], "uint64").view("float64")[0]
    assert twice("multiply", np.float64(np.nan), other) == ["multiply", "multiply"]


def test_parameters_are_compared_by_content():
    made = Builder()
    x = made.input(np.arange(3.0))
    index = made.constant(np.array([0, 1]))
    rows = [np.array([2, 0]), np.array([2, 0]), np.array([0, 2])]
    made("gather", x, index, template=(HOLE,))
    last = [made("gather", x, index, template=(HOLE,))]
    last += [made("np.take", x, args=[Leaf(0), row], kwargs={}) for row in rows]
    last += [made("getitem", x, template=slice(0, n)) for n in (2, 2, 3)]
    graph = made.graph(*last)
    after = without_common_subexpressions(graph)
    assert_same(graph, after, made.given)
    assert ops(after) == ["gather", "np.take", "np.take", "getitem", "getitem"]


def test_other_parameters_are_not_the_same():
    made = Builder()
    x = made.input(np.ones((2, 3)))
    graph = made.graph(made("sum", x, axis=0), made("sum", x, axis=1), made("sum", x, axis=0, keepdims=True))
    assert without_common_subexpressions(graph) is graph


def test_users_of_what_has_gone_read_the_first_and_become_the_same():
    made = Builder()
    x = made.input(np.ones(2))
    outputs = [made("sin", made("exp", x)) for _ in range(3)]
    after = without_common_subexpressions(made.graph(*outputs, checks=tuple(outputs)))
    assert ops(after) == ["exp", "sin"]
    assert after.outputs == (2, 2, 2)
    assert after.checks == (2,)


def test_draws_are_never_the_same():
    made = Builder()
    drawn = [made("random.random", stream=0, size=2) for _ in range(2)]
    graph = made.graph(*drawn, streams=("random",))
    assert without_common_subexpressions(graph) is graph


def test_what_a_checkpoint_computes_again_is_computed_again():
    made = Builder()
    x = made.input(np.ones(2))
    again = ("dense", "rerun")
    outputs = [made("exp", x), made("exp", x, layers=again), made("exp", x, layers=again), made("exp", x)]
    after = without_common_subexpressions(made.graph(*outputs))
    assert [equation.layers for equation in after.equations] == [(), again, again]
