"""Matrices are of their kind, and shrink."""

import numpy as np
import pytest
from hypothesis import given

import autograd_core as ag
from autograd_core.errors import ShapeError, UnknownNameError
from autograd_core.testing.strategies import any_shape, matrices, smallest
from autograd_core.testing.strategies.matrices import MATRICES, matrix_of


def apart(values):
    """Return the smallest distance between two of the last axis."""
    distances = np.abs(values[..., :, None] - values[..., None, :]) + np.diag(np.full(values.shape[-1], np.inf))
    return distances.min(initial=np.inf)


def adjoint(A):
    return np.swapaxes(A, -1, -2).conj()


@given(matrices("well conditioned", "any", "any", dtype="any"))
def test_well_conditioned_matrices(A):
    values = np.linalg.svd(A, compute_uv=False)
    assert values.min(initial=1) > 0.4
    assert apart(values) > 0.2


@given(matrices("well conditioned", dtype="any"))
def test_eigenvalues_of_well_conditioned_matrices_are_apart(A):
    assert apart(np.linalg.eigvals(A)) > 0.2


@given(matrices("badly conditioned", "any", dtype="any"))
def test_badly_conditioned_matrices(A):
    values = np.linalg.svd(A.astype("complex128"), compute_uv=False)
    assert values.max() > 1e3 * values.min()


@given(matrices("symmetric", batch=(2,), dtype="any"))
def test_symmetric_matrices(A):
    assert (adjoint(A) == A).all()
    values = np.linalg.eigvalsh(A)
    assert apart(values) > 0.2
    assert A.shape[-1] == 1 or ((values.min(-1) < 0) & (values.max(-1) > 0)).all()


@given(matrices("positive definite", dtype="any"))
def test_positive_definite_matrices(A):
    assert (adjoint(A) == A).all()
    assert np.linalg.eigvalsh(A).min() > 0.4


@given(matrices("triangular", (3, 3), any_shape(max_dims=1), dtype="any"))
def test_triangular_matrices(A):
    diagonal = np.diagonal(A, axis1=-2, axis2=-1)
    assert (np.triu(A, 1) == 0).all()
    assert (diagonal.imag == 0).all()
    assert ((diagonal.real >= 1) & (diagonal.real <= 3)).all()


@pytest.mark.parametrize(
    ("kind", "one", "two"),
    [
        ("well conditioned", [[1.0]], [[1.0, 0.0], [0.0, 2.0]]),
        ("badly conditioned", None, [[1.0, 0.0], [0.0, 1e-4]]),
        ("symmetric", [[1.0]], [[1.0, 0.0], [0.0, -2.0]]),
        ("positive definite", [[1.0]], [[1.0, 0.0], [0.0, 2.0]]),
        ("triangular", [[1.0]], [[1.0, 0.0], [0.0, 1.0]]),
    ],
)
def test_matrices_shrink(kind, one, two):
    assert smallest(matrices(kind), lambda A: True).tolist() == (one or two)
    assert smallest(matrices(kind), lambda A: A.shape == (2, 2)).tolist() == two
    assert smallest(
        matrices(kind, batch="any"), lambda A: A.ndim == 3 and len(A) == 2 and A.shape[-1] == 2
    ).tolist() == [
        two,
        two,
    ]


def test_all_entries_can_differ_from_the_simplest():
    A = smallest(matrices("well conditioned"), lambda A: A.shape == (2, 2) and A[0, 1] != 0 and A[0, 1] != A[1, 0])
    assert A.tolist() == [[1.0, 0.03125], [0.0, 2.0]]
    B = smallest(matrices("well conditioned"), lambda A: A.shape == (2, 2) and A[0, 0] > A[1, 1])
    assert B.tolist() == [[2.0, 0.0], [0.0, 1.0]]


@pytest.mark.parametrize("kind", [kind for kind in MATRICES if kind != "badly conditioned"])
def test_matrices_of_numbers_are_differentiable(kind):
    numbers = np.linspace(-1, 1, 18).reshape(2, 3, 3)
    assert np.shape(matrix_of(kind, numbers)) == (2, 3, 3)
    gradient = ag.grad(lambda x: (matrix_of(kind, x) ** 2).sum())(numbers)
    assert np.isfinite(gradient).all()
    assert gradient.any()


@pytest.mark.parametrize(
    ("kind", "shape", "message"),
    [
        (
            "symmetric",
            (2, 3),
            (
                "no shape of a symmetric matrix: got (2, 3). Pass (n, n) with numbers from 1 on; other axes belong "
                "in `batch`."
            ),
        ),
        (
            "badly conditioned",
            (1, 3),
            (
                "no shape of a badly conditioned matrix: got (1, 3). Pass (m, n) with numbers from 2 on; other axes "
                "belong in `batch`."
            ),
        ),
        (
            "well conditioned",
            (2, 3, 3),
            (
                "no shape of a well conditioned matrix: got (2, 3, 3). Pass (m, n) with numbers from 1 on; other "
                "axes belong in `batch`."
            ),
        ),
        (
            "well conditioned",
            3,
            (
                "no shape of a well conditioned matrix: got (3,). Pass (m, n) with numbers from 1 on; other axes "
                "belong in `batch`."
            ),
        ),
    ],
)
def test_shapes_are_checked(kind, shape, message):
    with pytest.raises(ShapeError) as caught:
        matrices(kind, shape)
    assert str(caught.value) == message


def test_kinds_are_checked():
    with pytest.raises(UnknownNameError) as caught:
        matrices("hermitian")
    assert str(caught.value) == (
        "unknown kind of matrix: got 'hermitian'. Known: any, badly conditioned, positive definite, symmetric, "
        "triangular, well conditioned."
    )
