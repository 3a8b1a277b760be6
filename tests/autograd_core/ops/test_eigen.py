"""What the laws do not say about eigenvalues: equal ones, phases, real gradients of complex results."""

import numpy as np
import pytest

import autograd_core as ag
from autograd_core.errors import DegeneracyWarning
from autograd_core.ops.matrices import hermitian_part

RNG = np.random.default_rng(0)
Q = np.linalg.qr(RNG.normal(size=(3, 3)))[0]
DOUBLE = (Q * [1.0, 1.0, 2.0]) @ Q.T
W = RNG.normal(size=(3, 3))


def difference(function, a, symmetric=True):
    """Return the gradient of a function of matrices by central differences."""
    found = np.zeros_like(a)
    for index in np.ndindex(a.shape):
        step = np.zeros_like(a)
        step[index] = 1e-5
        step = hermitian_part(step) if symmetric else step
        found[index] = (function(a + step) - function(a - step)) / 2e-5
    return found


def test_a_symmetric_function_of_equal_eigenvalues_has_its_gradient():
    gradient = ag.grad(lambda a: np.sum(np.linalg.eigvalsh(a) ** 3))(DOUBLE)
    np.testing.assert_allclose(gradient, 3 * DOUBLE @ DOUBLE, atol=1e-13)
    np.testing.assert_allclose(ag.grad(lambda a: np.sum(np.linalg.eigh(a)[0] ** 3))(DOUBLE), gradient, atol=1e-13)


def projection(a):
    v = np.linalg.eigh(a).eigenvectors[:, :2]
    return np.sum(W * (v @ v.T))


def test_the_projection_on_all_vectors_of_equal_eigenvalues_has_its_gradient():
    np.testing.assert_allclose(ag.grad(projection)(DOUBLE), difference(projection, DOUBLE), atol=1e-8)


def exponential(a):
    values, vectors = np.linalg.eigh(a)
    return (vectors * np.exp(values)) @ vectors.T


@pytest.mark.parametrize(
    "function",
    [
        lambda a: np.linalg.eigvalsh(a)[0],
        lambda a: np.linalg.eigh(a).eigenvalues[0],
        lambda a: np.sum(W * np.linalg.eigh(a).eigenvectors),
        lambda a: np.sum(W * exponential(a)),
        lambda a: np.linalg.eigvals(a)[np.argmin(np.linalg.eigvals(a))],
    ],
)
def test_what_tells_equal_eigenvalues_apart_is_warned_of(function):
    with pytest.warns(DegeneracyWarning, match="lacks what tells equal values apart: got the values (1|0.99)"):
        assert np.isfinite(ag.grad(function)(DOUBLE)).all()


def test_second_derivatives_at_equal_eigenvalues_are_warned_of():
    with pytest.warns(DegeneracyWarning, match="the second derivative of eigvalsh is not whole"):
        ag.hvp(lambda a: np.sum(np.linalg.eigvalsh(a) ** 2))(DOUBLE, np.eye(3))


def test_the_largest_of_equal_eigenvalues_shares():
    np.testing.assert_allclose(ag.grad(lambda a: np.max(np.linalg.eigvalsh(a)))(np.eye(2)), np.eye(2) / 2)


@pytest.mark.parametrize("triangle", ["L", "U"])
def test_the_gradient_is_symmetric_whatever_is_read(triangle):
    a = np.triu(W) if triangle == "U" else np.tril(W)
    g = ag.grad(lambda a: np.linalg.eigh(a, triangle)[1][0, 1])(a)
    np.testing.assert_allclose(g, g.T, atol=1e-15)


def test_a_real_matrix_has_a_real_gradient():
    a = np.array([[0.0, -2.0], [1.0, 0.5]])
    for function in (
        lambda a: np.sum(np.abs(np.linalg.eigvals(a)) ** 2),
        lambda a: np.abs(np.linalg.eig(a).eigenvectors[0, 0]) ** 2,
        lambda a: np.linalg.eig(a).eigenvalues[0].imag,
    ):
        gradient = ag.grad(function)(a)
        assert gradient.dtype == np.float64
        np.testing.assert_allclose(gradient, difference(function, a, symmetric=False), atol=1e-8)
    assert ag.grad(lambda a: np.abs(np.linalg.eigvals(a)[0]))(a.astype("float32")).dtype == np.float32


def test_the_trace_of_a_matrix_without_enough_vectors():
    gradient = ag.grad(lambda a: np.sum(np.linalg.eigvals(a)))(np.eye(2))
    np.testing.assert_array_equal(gradient, np.eye(2))
    with pytest.warns(DegeneracyWarning, match="the gradient of eig lacks what tells equal values apart"):
        ag.grad(lambda a: np.linalg.eigvals(a)[0])(np.array([[1.0, 1.0], [0.0, 1.0]]))


def test_a_phase_that_is_not_known_is_warned_of():
    a = np.diag([1.0, 2.0]).astype(complex)  # the first component of the second vector is 0

    def function(a):
        return np.linalg.eigh(a).eigenvectors[1, 1].imag

    with pytest.warns(DegeneracyWarning, match="a use of the phases of the vectors"):
        ag.grad(function)(a)
    np.testing.assert_array_equal(ag.grad(lambda a: np.abs(np.linalg.eigh(a).eigenvectors[1, 1]))(a), 0)


def test_named_results():
    a = ag.Tensor(DOUBLE, requires_grad=True)
    assert type(np.linalg.eigh(a)).__name__ == "EighResult"
    assert type(np.linalg.eig(a)).__name__ == "EigResult"
    values, vectors = np.linalg.eigh(a)
    assert values.requires_grad
    assert vectors.requires_grad
