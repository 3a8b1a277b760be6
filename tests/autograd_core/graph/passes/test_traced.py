"""Passes on graphs of real functions and their gradients: smaller, and the same to the bit."""

import numpy as np
import pytest

import autograd_core as ag
from autograd_core.graph.passes import optimize
from autograd_core.graph.passes.lowering import lower
from autograd_core.graph.primitives import is_draw, is_primitive
from autograd_core.graph.structure import Literal
from autograd_core.graph.tracing import trace
from tests.autograd_core.graph.passes.graphs import Builder, assert_same, ops

RNG = np.random.default_rng(0)
X, Y = RNG.normal(size=(5, 8)).astype("float32"), np.eye(3, dtype="float32")[[0, 1, 2, 1, 0]]
WEIGHTS = [RNG.normal(size=shape).astype("float32") for shape in ((8, 6), (6,), (6, 3), (3,))]


def network(w, x, y):
    hidden = ag.relu(x @ w[0] + w[1])
    return np.mean(ag.softmax_cross_entropy(hidden @ w[2] + w[3], y))


def by_hand(w, x, y):
    scores = np.tanh(x @ w[0] + w[1]) @ w[2] + w[3]
    scores = scores - np.max(scores, axis=1, keepdims=True)
    return -np.mean(np.sum(y * (scores - np.log(np.sum(np.exp(scores), axis=1, keepdims=True))), axis=1))


def rows(w, x, y):
    picked = (x[::2, 1:-1] ** 2 / 3.0).T.reshape(-1, 2)
    return np.sum(picked[[0, 1, 1]] * 1.0) + np.sum(np.where(x > 0, x, 0.1 * x)[1]) + np.linalg.norm(w[0]) ** 2


def standardized(w, x, y):
    x = (x - np.mean(x, axis=0)) / np.sqrt(np.var(x, axis=0) + 1e-5)
    return np.sum(np.prod(np.sort(x[:, :3], axis=0) + np.cumsum(x, axis=0)[:, 3:6], axis=1))


@pytest.mark.parametrize("function", [network, by_hand, rows, standardized])
def test_gradients_stay_the_same_to_the_bit(function):
    graph = trace(ag.value_and_grad(function, argnums=(0, 1)))(WEIGHTS, X, Y)
    inputs = [*WEIGHTS, X, Y]
    small, report = optimize(graph)
    assert len(small.equations) < len(graph.equations)
    assert report.after == len(small.equations)
    assert_same(graph, small, inputs)
    lowered, _ = optimize(lower(small))
    assert_same(graph, lowered, inputs)
    assert optimize(lowered)[0] is lowered


def test_a_network_is_left_with_primitives():
    graph = trace(ag.value_and_grad(network))(WEIGHTS, X, Y)
    lowered, _ = optimize(lower(optimize(graph)[0]))
    assert all(map(is_primitive, ops(lowered)))
    assert ops(lowered).count("exp") == 1
    assert not {"copy", "real", "cast"} & set(ops(lowered))


def test_draws_stay_in_order():
    rng = ag.random.Generator(3)

    def noisy(x):
        unused = rng.normal(size=2)
        return np.sum(rng.normal(size=x.shape) + rng.normal(size=x.shape) + x), unused.shape

    graph = trace(noisy)(X)
    small, _ = optimize(graph)
    drawn = [equation.params for equation in graph.equations if is_draw(equation.op)]
    assert len(drawn) == 3
    assert [equation.params for equation in small.equations if is_draw(equation.op)] == drawn
    assert_same(graph, small, [X])


def test_a_hundred_thousand_equations_are_no_matter():
    made = Builder()
    y = made.input(np.ones(3))
    for k in range(25_000):
        y = made("add", made("multiply", made("sin", y), Literal(1.0)), made("sin", y))
        y = made("relu", y) if k % 2 else y
    small, _ = optimize(lower(made.graph(y)))
    assert len(small.equations) == 62_500
