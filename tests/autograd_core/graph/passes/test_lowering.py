"""Operations are taken apart into primitives that give the same bits; what cannot be taken apart stays."""

from itertools import islice

import numpy as np
import pytest

import autograd_core as ag
from autograd_core.graph.passes import lowering, optimize
from autograd_core.graph.passes.lowering import BY_CASES, lower
from autograd_core.graph.primitives import is_primitive
from autograd_core.graph.structure import Literal
from autograd_core.registry import OPERATIONS
from tests.autograd_core.graph.passes.graphs import Builder, assert_same, calls_of, ops

TAKEN_APART = [name for name in OPERATIONS if not is_primitive(name)]
OPAQUE = {"erf", "erfc", "euclidean_norm", "bessel_i", *BY_CASES}
"""Some of the operations whose formulas branch on numbers."""

WHOLLY = {"relu", "sigmoid", "softmax", "log_softmax", "softmax_cross_entropy", "sigmoid_cross_entropy", "logsumexp"}
WHOLLY |= {"xlogy", "max_pool", "sum_pool"}
"""Operations of which nothing but primitives is left."""

pytestmark = pytest.mark.filterwarnings("ignore::RuntimeWarning", "ignore::numpy.exceptions.ComplexWarning")


@pytest.mark.parametrize("name", TAKEN_APART)
def test_the_parts_of_every_operation_give_its_bits(name):
    left = set()
    for operands, params in calls_of(name):
        made = Builder()
        atoms = [made.input(np.asarray(x)) if isinstance(x, (np.ndarray, list)) else Literal(x) for x in operands]
        made(name, *atoms, **params)
        graph = made.graph(*made.equations[-1].outputs)
        lowered = lower(graph)
        assert_same(graph, lowered, made.given)
        assert_same(graph, optimize(lowered)[0], made.given)
        left.update(op for op in ops(lowered) if not is_primitive(op))
    assert not (left and name in WHOLLY)
    assert left == {name} or name not in OPAQUE


def test_some_operation_is_taken_apart_and_some_is_not():
    assert set(TAKEN_APART) >= WHOLLY | OPAQUE


def softmax_of(x, **params):
    made = Builder()
    y = made("softmax", made.input(x), layers=("dense",), **params)
    return made.graph(made("exp", y))


def test_the_parts_stand_in_the_place_of_the_whole():
    made = Builder()
    x = made.input(np.ones((2, 3), "float32"))
    made("relu", x, layers=("model", "dense"))
    equation = made.equations[0].changed(line="train.py:3", rule="tanh.x", forward=0)
    lowered = lower(made.graph(1).changed(equations=(equation,)))
    part = lowered.equations[0]
    assert (part.op, part.outputs) == ("maximum", (1,))
    assert (part.layers, part.line, part.rule, part.forward) == (("model", "dense"), "train.py:3", "tanh.x", 0)


def test_a_graph_of_primitives_is_returned_as_it_is():
    made = Builder()
    graph = made.graph(made("exp", made.input(np.ones(2))))
    assert lower(graph) is graph


def test_a_formula_is_traced_once_for_each_shape_and_parameter(monkeypatch):
    seen = []
    monkeypatch.setattr(lowering, "_formulas", {})
    real = lowering.trace_operation
    monkeypatch.setattr(lowering, "trace_operation", lambda op, *rest: [seen.append(op.name), real(op, *rest)][1])
    for _ in range(2):
        lower(softmax_of(np.ones((2, 3)), axis=-1))
        lower(softmax_of(np.ones((2, 3)), axis=0))
        lower(softmax_of(np.ones((2, 4)), axis=-1))
    assert seen == ["softmax"] * 3


def test_few_formulas_are_kept(monkeypatch):
    monkeypatch.setattr(lowering, "_formulas", {})
    monkeypatch.setattr(lowering, "MOST_FORMULAS", 2)
    for n in range(1, 6):
        lower(softmax_of(np.ones(n), axis=-1))
    assert len(lowering._formulas) <= 2


@pytest.fixture
def declared():
    """Take back what a test declares."""
    before = dict(OPERATIONS)
    yield
    for name in OPERATIONS.keys() - before.keys():
        del OPERATIONS[name]


def lowered_call(function, *arrays):
    made = Builder()
    y = made(function.name, *map(made.input, arrays))
    graph = made.graph(y, checks=(y,))
    after = lower(graph)
    assert_same(graph, after, made.given)
    return after


@pytest.mark.usefixtures("declared")
def test_formulas_within_formulas_are_taken_apart():
    @ag.operation(formula="y = relu(softmax x)")
    def nested(x, /):
        return ag.relu.apply(ag.softmax.apply(x) * 2.0)

    after = lowered_call(nested, np.arange(3.0))
    assert ops(after)[-2:] == ["multiply", "maximum"]
    assert all(map(is_primitive, ops(after)))


@pytest.mark.usefixtures("declared")
def test_a_formula_that_branches_on_numbers_stays():
    @ag.operation(formula="y = |x|")
    def branching(x, /):
        return x if x.sum() > 0 else -x

    assert ops(lowered_call(branching, -np.ones(2))) == ["branching"]


@pytest.mark.usefixtures("declared")
def test_a_formula_that_applies_itself_is_taken_apart_once():
    @ag.operation(formula="y = x")
    def halving(x, /):
        return x if x.ndim == 0 else halving.apply(x[0]) * 1.0

    assert ops(lowered_call(halving, np.ones((1, 1, 1)))) == ["getitem", "halving", "multiply"]


@pytest.mark.usefixtures("declared")
def test_a_formula_that_gives_an_operand_or_a_number_or_one_result_twice():
    @ag.operation(formula="y = x")
    def itself(x, /):
        return x

    @ag.operation(formula="y = 1")
    def one(x, /):
        return np.float64(1.0)

    @ag.operation(formula="y, z = −x, −x", results=2)
    def twice(x, /):
        y = -x
        return y, y

    assert lowered_call(itself, np.ones(2)).outputs == (0,)
    assert ops(lowered_call(one, np.array(2.0))) == ["one"]
    made = Builder()
    made("twice", made.input(np.ones(2)))
    graph = made.graph(1, 2)
    after = lower(graph)
    assert_same(graph, after, made.given)
    assert after.outputs == (1, 1)


@pytest.mark.usefixtures("declared")
def test_constants_of_a_formula_are_taken_over():
    table = np.array([1.0, 2.0])

    @ag.operation(formula="y = x + table")
    def shifted(x, /):
        return x + table

    after = lowered_call(shifted, np.ones(2))
    assert [array.tolist() for array in after.constants.values()] == [[1.0, 2.0]]


def test_the_law_sees_every_operation():
    assert all(any(True for _ in islice(calls_of(name), 1)) for name in TAKEN_APART)
