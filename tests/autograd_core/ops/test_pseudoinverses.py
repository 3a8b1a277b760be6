"""What the laws do not say about pseudoinverses: ranks, and what lstsq returns."""

import numpy as np
import pytest

import autograd_core as ag
from autograd_core.errors import MatrixError

RNG = np.random.default_rng(0)
TALL, B = RNG.normal(size=(4, 2)), RNG.normal(size=(4, 3))


@pytest.mark.parametrize("shape", [(4, 2), (2, 4)])
def test_pinv_of_full_rank_is_the_textbook_formula(shape):
    a, w = RNG.normal(size=shape), RNG.normal(size=shape[::-1])

    def textbook(a):
        return np.linalg.inv(a.T @ a) @ a.T if a.shape[0] > a.shape[1] else a.T @ np.linalg.inv(a @ a.T)

    found = ag.grad(lambda a: np.sum(w * np.linalg.pinv(a)))(a)
    np.testing.assert_allclose(found, ag.grad(lambda a: np.sum(w * textbook(a)))(a), rtol=1e-10)


def test_pinv_of_equal_singular_values():
    np.testing.assert_allclose(ag.grad(lambda a: np.linalg.pinv(a)[0, 1])(np.eye(2)), [[0, -1], [0, 0]], atol=1e-15)


def test_pinv_among_matrices_of_one_rank():
    x, y = RNG.normal(size=(4, 1)), RNG.normal(size=(1, 3))
    found = ag.grad(lambda x: np.linalg.pinv(x @ y)[0, 0])(x)

    def formula(x):  # (x yᵀ)⁺ = y xᵀ / (‖x‖² ‖y‖²)
        return y[0, 0] * x[0, 0] / (np.sum(x**2) * np.sum(y**2))

    np.testing.assert_allclose(found, ag.grad(formula)(x), rtol=1e-10, atol=1e-12)


def test_cut_off():
    a = np.diag([1.0, 1e-3])
    for cut in ({"rcond": 1e-2}, {"rtol": 1e-2}):
        np.testing.assert_array_equal(ag.linalg.pinv(a, **cut).numpy(), np.diag([1.0, 0.0]))


@pytest.mark.parametrize("a", [TALL, TALL.T, np.ones((4, 2)), TALL[:2]])
@pytest.mark.parametrize("columns", [None, 3])
def test_the_four_results_of_lstsq(a, columns):
    b = B[: len(a)] if columns else B[: len(a), 0]
    for got, expected in zip(np.linalg.lstsq(ag.Tensor(a), b), np.linalg.lstsq(a, b), strict=True):
        assert got.shape == np.shape(expected)
        assert got.dtype == expected.dtype
        np.testing.assert_allclose(got.numpy(), expected, atol=1e-13)


def test_the_gradient_of_the_residuals():
    gradient = ag.grad(lambda b: np.sum(np.linalg.lstsq(TALL, b)[1]))(B)
    np.testing.assert_allclose(gradient, 2 * (B - TALL @ np.linalg.pinv(TALL) @ B), atol=1e-13)


def test_errors():
    with pytest.raises(MatrixError) as error:
        ag.linalg.lstsq(np.ones((2, 3, 2)), np.ones(3))
    assert str(error.value) == "lstsq needs one matrix: got shape (2, 3, 2). Use pinv(a) @ b for stacks of them."
    with pytest.raises(MatrixError, match="lstsq cannot be applied"):
        ag.linalg.lstsq(TALL, np.ones(3))


def test_errors_are_those_of_numpy():
    with pytest.raises(MatrixError) as error:
        np.linalg.pinv(ag.Tensor(np.zeros((0, 3))), hermitian=True)
    assert str(error.value) == (
        "pinv with hermitian=True needs square matrices: got shape (0, 3). Leave hermitian=True out."
    )
    with pytest.raises(MatrixError, match=r"pinv cannot be applied: got shapes \(3,\)"):
        np.linalg.pinv(ag.Tensor(np.ones(3)))
    with pytest.raises(MatrixError) as error:
        np.linalg.lstsq(ag.Tensor(np.ones((2, 2))), np.ones(3))
    assert str(error.value) == (
        "lstsq cannot be applied: got shapes (2, 2) and (3,). B needs as many rows as A, and one or two axes."
    )
