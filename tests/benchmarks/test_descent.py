"""Problems and dialects: everyone computes the same, and who does not is noticed."""

import numpy as np
import pytest

import autograd_core as ag
from benchmarks import descent, dialects
from benchmarks.descent import Problem

ONES, ZEROS = np.ones((2, 1)), (np.zeros((1, 1)), np.zeros(1))
LINE = Problem(ZEROS, (ONES, ONES), rate=0.1, losses=(1.0, 0.36), calls=3)


def loss(d, parameters, x, t):
    return d.squared_error(d.linear(x, *parameters), t)


def right(parameters, x, t):
    error = x @ parameters[0] + parameters[1] - t
    return (error**2).mean(), (2 * x.T @ error / 2, error.sum(axis=0))


def wrong(parameters, x, t):
    value, (dw, db) = right(parameters, x, t)
    return value, (dw, 1.01 * db)


def test_a_right_step_passes():
    LINE.check(descent.by_hand(right, LINE))


def test_a_wrong_gradient_is_noticed():
    message = r"a step is wrong: got \[1.0, 0.35.*\]. The first steps should lose \[1.0, 0.36\]."
    with pytest.raises(ValueError, match=message):
        LINE.check(descent.by_hand(wrong, LINE))


def test_problems_are_not_moved():
    descent.by_hand(right, LINE)()
    descent.ours(loss, LINE, native=None)()
    assert not any(parameter.any() for parameter in LINE.parameters)


def test_each_problem_is_a_figure():
    sample = descent.timed(lambda problem: descent.by_hand(right, problem), {"a": LINE, "b": LINE}, 1e6)
    assert sorted(sample()) == ["a", "b"]
    assert all(value > 0 for value in sample().values())


def test_peers_can_be_left_out_and_replaced():
    found = descent.peers(loss, {"step": LINE}, 1e6, jax=None, numpy=lambda problem: descent.by_hand(right, problem))
    assert {"ours", "ours-program", "ours-eager", "torch", "torch-compile", "autograd", "numpy"} <= set(found)
    assert "jax" not in found
    assert found["numpy"]()()["step"] > 0


RNG = np.random.default_rng(0)
X, GAIN = RNG.normal(size=(2, 3, 8)), RNG.normal(size=8)
LABELS = np.eye(8)[[[0, 3, 5], [1, 1, 7]]]


@pytest.mark.parametrize(
    ("name", "operands"),
    [
        ("linear", (X, RNG.normal(size=(8, 5)), RNG.normal(size=5))),
        ("relu", (X,)),
        ("sigmoid", (X,)),
        ("tanh", (X,)),
        ("softmax_cross_entropy", (X, LABELS)),
        ("sigmoid_cross_entropy", (X, LABELS)),
        ("squared_error", (X, LABELS)),
        ("attention", (X, X + 1, X - 1)),
        ("layer_norm", (X, GAIN, GAIN + 1)),
    ],
)
def test_dialects_say_the_same(name, operands):
    plain = getattr(dialects.numpy_dialect(), name)(*operands)
    ours = getattr(dialects.ours_dialect(), name)(*map(ag.Tensor, operands))
    np.testing.assert_allclose(ours.numpy(), plain, rtol=1e-12)


def test_quarters_are_of_the_last_axis():
    parts = dialects.numpy_dialect().quarters(X)
    np.testing.assert_array_equal(np.concatenate(parts, axis=-1), X)
    assert len(parts) == 4


def test_what_a_library_does_not_have_is_said():
    with pytest.raises(NotImplementedError, match="this library has no such function"):
        dialects.numpy_dialect().conv2d(X, X, X)
