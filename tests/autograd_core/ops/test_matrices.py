"""What linear algebra shares: formulas on stacks, and the words of errors."""

import numpy as np
import pytest

import autograd_core as ag
from autograd_core.errors import AutogradError, DTypeError, MatrixError
from autograd_core.ops import matrices

X = np.array([[[1.0, 2j], [3.0, 4.0]]])


def test_adjoint_and_hermitian_part():
    np.testing.assert_array_equal(matrices.adjoint(X), [[[1, 3], [-2j, 4]]])
    np.testing.assert_array_equal(matrices.hermitian_part(X), [[[1, 1.5 + 1j], [1.5 - 1j, 4]]])
    np.testing.assert_array_equal(matrices.adjoint(ag.Tensor(X)).numpy(), matrices.adjoint(X))


def test_diagonals_there_and_back():
    np.testing.assert_array_equal(matrices.diagonals(X), [[1, 4]])
    np.testing.assert_array_equal(matrices.on_diagonal(np.array([[1.0, 4.0]])), [np.diag([1, 4])])


def test_only_a_constant_zero_is_nothing():
    assert matrices.is_nothing(np.zeros(2))
    assert not matrices.is_nothing(np.ones(2))
    assert not matrices.is_nothing(ag.Tensor(np.zeros(2)))


def message(function, *operands):
    with pytest.raises(MatrixError) as error:
        function(*[ag.Tensor(x) for x in operands])
    assert isinstance(error.value, (AutogradError, np.linalg.LinAlgError))
    return str(error.value)


@pytest.mark.parametrize("name", ["inv", "det", "slogdet", "cholesky", "eigh", "eigvalsh", "eig", "eigvals"])
@pytest.mark.parametrize("shape", [(2, 3), (4, 3, 2), (3,), ()])
def test_matrices_that_are_not_square(name, shape):
    named = "eig" if name == "eigvals" else name
    assert message(getattr(np.linalg, name), np.ones(shape)) == (
        f"{named} needs square matrices: got shape {shape}. "
        "Pass matrices in the last two axes, with as many rows as columns."
    )


def test_the_place_of_the_matrix_that_is_refused():
    stack = np.broadcast_to(np.eye(2), (3, 4, 2, 2)).copy()
    stack[1, 2] = 1
    advice = "Use pinv or lstsq, which have an answer for any matrix, or add a small multiple of the identity."
    assert message(np.linalg.inv, stack) == (
        f"inv of a singular matrix: got shape (3, 4, 2, 2), the matrix at (1, 2). {advice}"
    )
    assert message(np.linalg.solve, stack[1], np.ones(2)) == (
        f"solve of a singular matrix: got shape (4, 2, 2), the matrix at (2,). {advice}"
    )
    assert message(np.linalg.inv, stack[1, 2]) == f"inv of a singular matrix: got shape (2, 2). {advice}"


def test_not_positive_definite():
    assert message(np.linalg.cholesky, np.stack([np.eye(2), -np.eye(2)])) == (
        "cholesky of a matrix that is not positive definite: got shape (2, 2, 2), the matrix at (1,). "
        "Add a small multiple of the identity to it, or use eigh, which takes any symmetric matrix."
    )


def test_not_a_number():
    assert message(np.linalg.eig, np.full((2, 2), np.nan)) == (
        "eig of a matrix without a result: got shape (2, 2). Look for NaN and infinities in it."
    )


@pytest.mark.parametrize("name", ["inv", "det", "cholesky", "eigh", "eig", "svd", "svdvals", "qr", "pinv"])
@pytest.mark.parametrize("dtype", [np.float16, np.longdouble])
def test_numbers_that_lapack_does_not_know(name, dtype):
    with pytest.raises(DTypeError) as error:
        getattr(ag.linalg, name)(np.eye(2, dtype=dtype))
    given = f"needs numbers of 32 or 64 bits: got dtype {np.dtype(dtype)}. Convert to float32 or float64 first, as by "
    assert given in str(error.value)
