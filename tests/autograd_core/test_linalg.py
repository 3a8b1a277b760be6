"""The namespace `linalg`: complete, and the same through NumPy."""

import numpy as np
import pytest

import autograd_core as ag
from autograd_core.registry import CONSTANT, FUNCTIONS

STANDARD = [
    "cholesky",
    "cross",
    "det",
    "diagonal",
    "eigh",
    "eigvalsh",
    "inv",
    "matmul",
    "matrix_norm",
    "matrix_power",
    "matrix_rank",
    "matrix_transpose",
    "outer",
    "pinv",
    "qr",
    "slogdet",
    "solve",
    "svd",
    "svdvals",
    "tensordot",
    "trace",
    "vecdot",
    "vector_norm",
]
"""The names of the Python array API, 2024.12, section linalg."""

SINGLE = np.array([[2.0, 0.5, 0.1], [0.5, 3.0, 0.2], [0.1, 0.2, 1.0]], np.float32)


def test_all_names_are_there():
    assert set(np.linalg.__all__) <= set(ag.linalg.__all__)
    assert set(STANDARD) <= set(ag.linalg.__all__)
    assert all(hasattr(ag.linalg, name) for name in ag.linalg.__all__)
    assert ag.linalg.LinAlgError is np.linalg.LinAlgError


@pytest.mark.parametrize("name", sorted(set(np.linalg.__all__) - {"LinAlgError", "matrix_rank"}))
def test_numpy_of_tensors_is_the_function_of_the_namespace(name):
    assert FUNCTIONS[getattr(np.linalg, name)] is getattr(ag.linalg, name)


def test_the_rank_is_constant():
    assert np.linalg.matrix_rank in CONSTANT
    x = ag.Tensor(np.ones((2, 3, 3)), requires_grad=True)
    for rank in (np.linalg.matrix_rank(x), ag.linalg.matrix_rank(x), ag.linalg.matrix_rank(x, rtol=1e-3)):
        assert rank.tolist() == [1, 1]
        assert not rank.requires_grad
    assert ag.linalg.matrix_rank(np.eye(2), tol=2.0).item() == 0
    assert ag.linalg.matrix_rank(np.eye(2), hermitian=True).item() == 2


NAMES = [
    "cholesky",
    "cofactors",
    "cond",
    "det",
    "eig",
    "eigh",
    "eigvals",
    "eigvalsh",
    "inv",
    "pinv",
    "qr",
    "slogdet",
    "svd",
    "svdvals",
    "matrix_norm",
    "vector_norm",
    "norm",
]


@pytest.mark.parametrize("name", NAMES)
def test_single_precision_stays_single(name):
    function = getattr(ag.linalg, name)
    results = function(SINGLE)
    for y in results if isinstance(results, tuple) else [results]:
        assert y.dtype == np.float32

    def total(a):
        found = function(a)
        return sum(np.sum(y**2) for y in (found if isinstance(found, tuple) else [found]))

    assert ag.grad(total)(SINGLE).dtype == np.float32


def test_matrices_stand_in_the_last_axes():
    x = np.arange(24.0).reshape(2, 3, 4)
    np.testing.assert_array_equal(ag.linalg.diagonal(x).numpy(), np.linalg.diagonal(x))
    np.testing.assert_array_equal(ag.linalg.trace(x, offset=1).numpy(), np.linalg.trace(x, offset=1))
    np.testing.assert_array_equal(np.linalg.trace(ag.Tensor(x)).numpy(), np.linalg.trace(x))
    np.testing.assert_array_equal(ag.linalg.matrix_transpose(x).numpy(), x.mT)
