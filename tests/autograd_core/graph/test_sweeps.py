"""Rules are taken down as the equations of what they compute, or as one where they look at values."""

import numpy as np
import pytest

import autograd_core as ag
from autograd_core.graph.evaluating import evaluate
from autograd_core.graph.sweeps import tensor

X = np.array([0.3, -1.2, 2.0])


def backward(function, x=X):
    graph = ag.trace(ag.grad(function))(x)
    assert np.array_equal(evaluate(graph, [x])[0][0], ag.grad(function)(x))
    return graph, [equation for equation in graph.equations if equation.rule]


def test_a_rule_names_operation_operand_and_the_value_that_it_starts_from():
    graph, equations = backward(lambda x: np.sum(np.tanh(x)))
    assert [equation.rule for equation in equations][-1] == "tanh.x"
    made = next(equation for equation in graph.equations if equation.op == "tanh")
    assert equations[-1].forward == made.outputs[0]


def test_broadcasting_that_is_undone_says_so():
    _, equations = backward(lambda x: np.sum(np.ones((2, 3)) * x))
    assert [(e.op, e.rule) for e in equations if e.rule.endswith("broadcast")] == [("sum", "multiply.broadcast")]


def test_a_rule_that_looks_at_values_is_one_equation():
    _, equations = backward(lambda x: np.sum(np.linalg.svd(x)[0]), np.array([[2.0, 1.0], [0.5, -1.0]]))
    assert [equation.op for equation in equations].count("rule.singular_vectors") == 1


def test_only_products_that_may_hide_a_zero_are_checked():
    assert backward(lambda x: np.sum(np.log(np.abs(x))))[0].checks
    assert not backward(lambda x: np.sum(ag.relu(x)))[0].checks


def test_second_order_sweeps_are_taken_down_too():
    graph = ag.trace(ag.grad(lambda x: np.sum(ag.grad(lambda z: np.sum(z**3))(x) ** 2)))(X)
    assert np.allclose(evaluate(graph, [X])[0][0], 36 * X**3)


@pytest.mark.parametrize("x", [X, np.float64(2.0)])
def test_arrays_become_tensors_that_are_not_recorded(x):
    assert isinstance(tensor(x), ag.Tensor)
    assert tensor(x).node is None
    assert tensor("x") == "x"
