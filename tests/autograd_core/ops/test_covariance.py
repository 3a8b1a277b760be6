"""Covariance and correlation: NumPy's results with every argument, gradients of weights, what is refused."""

import numpy as np
import pytest

import autograd_core as ag
from autograd_core.errors import ShapeError

X = np.random.default_rng(0).normal(size=(3, 5))
OFTEN, COUNTS = np.array([1, 3, 2, 1, 2]), np.array([0.5, 1.0, 2.0, 0.1, 1.0])


@pytest.mark.parametrize(
    "call",
    [
        {},
        {"bias": True},
        {"ddof": 0},
        {"ddof": 2},
        {"rowvar": False},
        {"y": X[1:]},
        {"fweights": OFTEN},
        {"aweights": COUNTS},
        {"fweights": OFTEN, "aweights": COUNTS},
        {"fweights": OFTEN, "aweights": COUNTS, "ddof": 0},
        {"dtype": "float32"},
    ],
)
def test_covariances(call):
    got, expected = np.cov(ag.Tensor(X), **call), np.cov(X, **call)
    np.testing.assert_allclose(got.numpy(), expected, rtol=1e-6 if "dtype" in call else 1e-13)
    assert got.dtype == expected.dtype


def test_one_variable_and_single_precision():
    x = X[0].astype("float32")
    for function in (np.cov, np.corrcoef):
        y, expected = function(ag.Tensor(x)), function(x)
        assert (y.shape, y.dtype) == (expected.shape, expected.dtype)
        assert y.item() == pytest.approx(expected)
    np.testing.assert_allclose(np.cov(ag.Tensor(X[0]), X[1]).numpy(), np.cov(X[0], X[1]))


@pytest.mark.parametrize("call", [{}, {"rowvar": False}, {"y": X[:1]}])
def test_correlations(call):
    np.testing.assert_allclose(np.corrcoef(ag.Tensor(X), **call).numpy(), np.corrcoef(X, **call), atol=1e-15)


def test_a_gradient_flows_to_the_weights():
    step = 1e-6
    for k in range(5):
        move = step * np.eye(5)[k]
        slope = (np.cov(X, aweights=COUNTS + move)[0, 1] - np.cov(X, aweights=COUNTS - move)[0, 1]) / (2 * step)
        gradient = ag.grad(lambda w: np.cov(X, aweights=w)[0, 1])(COUNTS)
        assert gradient[k] == pytest.approx(slope, rel=1e-6)


def test_more_than_two_axes_are_refused():
    with pytest.raises(ShapeError) as error:
        np.cov(ag.Tensor(np.ones((2, 2, 2))))
    assert str(error.value) == "covariances need at most two axes: got shape (2, 2, 2). Reshape to a matrix."


def test_covariances_of_complex_numbers():
    z = np.random.default_rng(0).normal(size=(2, 3, 5)).transpose(1, 2, 0) @ [1, 1j]
    c = np.cov(ag.Tensor(z)).numpy()
    np.testing.assert_allclose(c, np.cov(z))
    np.testing.assert_allclose(c, c.conj().T)
    weighted = {"fweights": np.array([1, 2, 1, 3, 1]), "aweights": np.linspace(0.5, 1, 5)}
    np.testing.assert_allclose(ag.cov(z, **weighted).numpy(), np.cov(z, **weighted))
    np.testing.assert_allclose(ag.corrcoef(z).numpy(), np.corrcoef(z))
