"""What the laws do not say about Cholesky and QR: which triangle, modes without a gradient, dependent columns."""

import numpy as np
import pytest

import autograd_core as ag
from autograd_core.errors import MatrixError, NotDifferentiableError, UnknownNameError

A = np.array([[4.0, 1.0, 0.5], [1.0, 3.0, 0.2], [0.5, 0.2, 2.0]])
X = np.arange(8.0).reshape(4, 2) ** 1.5


@pytest.mark.parametrize("upper", [False, True])
def test_one_triangle_is_read_and_both_get_a_gradient(upper):
    half = np.triu(A) if upper else np.tril(A)
    factor = np.linalg.cholesky(ag.Tensor(half), upper=upper).numpy()
    np.testing.assert_allclose(factor.T @ factor if upper else factor @ factor.T, A, atol=1e-15)
    gradient = ag.grad(lambda a: np.linalg.cholesky(a, upper=upper)[1, 1])(half)
    np.testing.assert_allclose(gradient, gradient.T)
    assert gradient[0, 1] != 0


def test_log_determinant_by_cholesky():
    gradient = ag.grad(lambda a: 2 * np.sum(np.log(np.diag(np.linalg.cholesky(a)))))(A)
    np.testing.assert_allclose(gradient, np.linalg.inv(A), rtol=1e-13)


def test_modes_of_qr():
    x = ag.Tensor(X)
    for mode in ("reduced", "complete", "raw"):
        for got, expected in zip(np.linalg.qr(x, mode), np.linalg.qr(X, mode), strict=True):
            np.testing.assert_allclose(got.numpy(), expected, atol=1e-14)
    np.testing.assert_allclose(np.linalg.qr(x, "r").numpy(), np.linalg.qr(X, "r"), atol=1e-14)
    assert type(np.linalg.qr(x)).__name__ == "QRResult"


@pytest.mark.parametrize("mode", ["complete", "raw"])
def test_modes_without_a_gradient(mode):
    x = ag.Tensor(X, requires_grad=True)
    with pytest.raises(NotDifferentiableError) as error:
        np.linalg.qr(x, mode)
    assert str(error.value) == (
        f'qr with mode="{mode}" has no gradient: got a tensor of shape (4, 2) that wants a gradient. '
        'Use mode="reduced"; the projection on all other directions is I - Q @ Q.conj().mT.'
    )
    with ag.no_grad():
        assert not np.linalg.qr(x, mode)[0].requires_grad


def test_dependent_columns():
    with pytest.raises(MatrixError) as error:
        ag.grad(lambda a: np.sum(np.linalg.qr(a).Q))(np.ones((3, 2)))
    assert str(error.value) == (
        "qr has no gradient where columns depend on each other, up to rounding: "
        "got R of shape (2, 2) with a 0 on its diagonal. Use svd or pinv, which do not mind, or drop columns."
    )


def test_errors():
    with pytest.raises(UnknownNameError, match="unknown mode of qr: got 'full'"):
        ag.linalg.qr(X, "full")
    with pytest.raises(MatrixError, match=r"qr needs matrices: got shape \(2,\). Pass them in the last two axes."):
        ag.linalg.qr(np.ones(2))
