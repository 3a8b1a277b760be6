"""What the laws do not say about norms: extreme lengths, the subgradient at 0, words of errors."""

import numpy as np
import pytest

import autograd_core as ag
from autograd_core.errors import ShapeError, UnknownNameError


@pytest.mark.parametrize("scale", [1e-320, 1e-200, 1.0, 1e200, 1e307])
def test_no_overflow_and_no_underflow(scale):
    x = np.array([3.0, -4.0]) * scale
    assert np.linalg.norm(ag.Tensor(x)).item() == pytest.approx(5 * scale, rel=1e-3 if scale < 1e-300 else 1e-15)
    np.testing.assert_allclose(ag.grad(np.linalg.norm)(x), [0.6, -0.8], rtol=1e-2 if scale < 1e-300 else 1e-15)


def test_rows_of_every_size_at_once():
    x = np.array([[3e-200, 4e-200], [3.0, 4.0], [0.0, 0.0], [np.inf, 1.0], [np.nan, 1.0]])
    np.testing.assert_array_equal(ag.norm(x, axis=1).numpy(), [5e-200, 5, 0, np.inf, np.nan])


def test_single_precision():
    x = np.array([3e30, 4e30], np.float32)
    y = ag.norm(x)
    assert y.dtype == ag.grad(ag.norm)(x).dtype == np.float32
    assert y.item() == pytest.approx(5e30)


def test_at_zero_the_subgradient_is_zero():
    np.testing.assert_array_equal(ag.grad(np.linalg.norm)(np.zeros(2)), 0)
    np.testing.assert_array_equal(ag.hessian(np.linalg.norm)(np.zeros(2)), 0)


def test_the_hessian_projects():
    x = np.array([3.0, 4.0])
    np.testing.assert_allclose(ag.hessian(np.linalg.norm)(x), (np.eye(2) - np.outer(x, x) / 25) / 5, rtol=1e-14)


def test_integers_and_numbers():
    assert ag.norm([3, 4]).item() == 5
    assert ag.norm(-2.0).item() == 2
    assert ag.norm(np.zeros((0, 2)), axis=0).tolist() == [0, 0]


def test_how_many_are_not_zero():
    assert ag.norm([0.0, 2.0, 3.0], 0).item() == 2


@pytest.mark.parametrize("order", [2, -2, "nuc"])
def test_singular_values_of_constants(order):
    x = np.arange(12.0).reshape(2, 3, 2)
    for keepdims in (False, True):
        found = ag.norm(x, order, axis=(1, 2), keepdims=keepdims).numpy()
        np.testing.assert_allclose(found, np.linalg.norm(x, order, (1, 2), keepdims), atol=1e-14)


def test_errors():
    with pytest.raises(ShapeError) as error:
        ag.norm(np.ones((2, 2, 2)), 1)
    assert str(error.value) == (
        "a norm needs one axis for vectors, two for matrices: got ord=1, axis=None for shape (2, 2, 2). Pass axis=."
    )
    with pytest.raises(UnknownNameError, match=r"unknown order of a matrix norm: got 'fru'\. Did you mean 'fro'\?"):
        ag.norm(np.ones((2, 2)), "fru")
    with pytest.raises(UnknownNameError, match=r"unknown order of a vector norm: got 'fro'\. Known: -inf, 0, 1"):
        ag.norm(np.ones(2), "fro")


@pytest.mark.parametrize("order", [0.5, 1.5, 3.5])
def test_no_gradient_flows_to_zeros_nor_from_a_norm_of_zero(order):
    gradient = ag.grad(lambda x: np.linalg.norm(x, order))
    np.testing.assert_array_equal(gradient(np.zeros(3)), 0)
    np.testing.assert_allclose(gradient(np.array([0.0, -2.0])), [0, -1], rtol=1e-14)


def test_norms_of_complex_vectors():
    z = np.array([3.0 + 4.0j, -12.0j])
    for order, expected in ((None, z / 13), (2, z / 13), (1, z / abs(z)), (np.inf, [0.0, -1.0j])):
        y, gradient = ag.value_and_grad(lambda z, order=order: np.linalg.norm(z, order))(z)
        assert y == pytest.approx(np.linalg.norm(z, order))
        np.testing.assert_allclose(gradient, expected, atol=1e-16)
    assert ag.euclidean_norm([3e200j, 4e200]).item() == pytest.approx(5e200)
    assert ag.grad(ag.euclidean_norm)(np.zeros(2, complex)).tolist() == [0j, 0j]


@pytest.mark.parametrize("order", [None, 0, 1, 3, -1, np.inf, -np.inf, 2])
@pytest.mark.parametrize("dtype", [int, "int8", bool])
def test_norms_of_integers_are_floats(order, dtype):
    x = np.array([100, 1, 100]).astype(dtype)
    y = np.linalg.norm(ag.Tensor(x), order)
    assert y.dtype == np.float64
    np.testing.assert_allclose(y.numpy(), np.linalg.norm(x.astype(float), order))


@pytest.mark.parametrize("order", [None, "fro", 1, 2, np.inf, "nuc"])
@pytest.mark.parametrize("shape", [(0, 0), (0, 3), (3, 0)])
def test_norms_of_empty_matrices(order, shape):
    x = ag.Tensor(np.zeros(shape), requires_grad=True)
    y = np.linalg.norm(x, order)
    assert y.numpy() == np.linalg.norm(np.zeros(shape), order) == 0
    y.backward()
    assert x.grad.shape == shape


@pytest.mark.parametrize("axis", [None, 0, 1, (0, 1)])
@pytest.mark.parametrize("shape", [(0, 0), (0, 3), (3, 0)])
def test_norms_of_empty_vectors(axis, shape):
    y = np.linalg.vector_norm(ag.Tensor(np.zeros(shape)), axis=axis)
    np.testing.assert_array_equal(y.numpy(), np.linalg.vector_norm(np.zeros(shape), axis=axis))
