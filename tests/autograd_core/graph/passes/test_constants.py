"""What depends on constants alone is computed once, if it is small enough to keep."""

import numpy as np

from autograd_core.graph.passes.constants import SMALL, with_constants_computed
from autograd_core.graph.structure import Literal
from tests.autograd_core.graph.passes.graphs import Builder, assert_same, ops


def computed(made, *outputs, **fields):
    graph = made.graph(*outputs, **fields)
    after = with_constants_computed(graph)
    assert_same(graph, after, made.given)
    return after


def test_single_numbers_become_literals_of_their_type():
    made = Builder()
    x = made.input(np.ones(2, "float32"))
    half = made("divide", np.float32(1), 2.0)
    after = computed(made, made("multiply", x, half))
    assert ops(after) == ["multiply"]
    assert after.equations[0].inputs == (x, Literal(np.float32(0.5)))
    assert type(after.equations[0].inputs[1].value) is np.float32


def test_constants_of_no_axes_become_literals():
    made = Builder()
    x, two = made.input(np.ones(2)), made.constant(np.array(2.0))
    assert computed(made, made("multiply", x, two)).equations[0].inputs == (x, Literal(2.0))


def test_chains_of_constants_are_computed():
    made = Builder()
    x, c = made.input(np.ones((2, 3))), made.constant(np.arange(6.0).reshape(3, 2))
    turned = made("reshape", made("exp", made("add", c, 1.0)), shape=(2, 3))
    after = computed(made, made("add", x, turned))
    assert ops(after) == ["add"]
    assert not after.constants[turned].flags.writeable


def test_a_large_result_of_little_is_not_stored():
    made = Builder()
    side = int((SMALL // 8) ** 0.5)
    columns = [made.constant(np.ones((count, 1))) for count in (side, side + 1)]
    outputs = [made("matmul", c, made("reshape", c, shape=(1, -1))) for c in columns]
    assert ops(computed(made, *outputs)) == ["matmul"]


def test_a_number_repeated_is_not_stored():
    made = Builder()
    assert ops(computed(made, made("broadcast_to", 1.0, shape=(3,)))) == ["broadcast_to"]


def test_a_result_no_larger_than_its_operands_is_stored():
    made = Builder()
    c = made.constant(np.arange(float(SMALL)))
    assert ops(computed(made, made("exp", c))) == []


def test_what_does_not_lie_in_c_order_stays():
    made = Builder()
    c = made.constant(np.arange(6.0).reshape(3, 2))
    assert ops(computed(made, made("transpose", c))) == ["transpose"]


def test_results_may_be_constants():
    made = Builder()
    two = made("add", 1.0, 1.0)
    after = computed(made, two)
    assert ops(after) == []
    assert after.constants[two] == 2.0


def test_draws_stay():
    made = Builder()
    drawn = made("random.random", stream=0, size=2)
    graph = made.graph(drawn, streams=("random",))
    assert with_constants_computed(graph) is graph


def test_equal_constants_become_one():
    made = Builder()
    arrays = [np.zeros(3), np.zeros(3), -np.zeros(3), np.zeros(3, "float32"), np.zeros((1, 3))]
    numbers = [made.constant(array) for array in arrays]
    after = computed(made, *numbers)
    assert after.outputs == (0, 0, 2, 3, 4)


def test_a_check_of_a_constant_goes_unless_it_holds_nan():
    made = Builder()
    fine, spoilt = made("add", 1.0, 1.0), made("add", float("nan"), 1.0)
    assert computed(made, fine, checks=(fine, spoilt)).checks == (spoilt,)


def test_nothing_is_said_of_overflow_and_such(recwarn):
    made = Builder()
    computed(made, made("divide", 1.0, 0.0), made("exp", 1e9))
    assert not recwarn.list


def test_a_graph_without_constants_is_returned_as_it_is():
    made = Builder()
    graph = made.graph(made("exp", made.input(np.ones(2))))
    assert with_constants_computed(graph) is graph
