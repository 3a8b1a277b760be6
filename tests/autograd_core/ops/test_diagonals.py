"""Diagonals and triangles: values of NumPy, read-only views, and what is refused. The laws test the gradients."""

import numpy as np
import pytest

import autograd_core as ag
from autograd_core.errors import ShapeError, WriteError

X = np.arange(24.0).reshape(2, 3, 4)


@pytest.mark.parametrize("offset", [-4, -1, 0, 2, 5])
def test_diagonals_as_in_numpy(offset):
    t = ag.Tensor(X)
    for axes in ((0, 1), (1, 2), (-1, 0)):
        np.testing.assert_array_equal(np.diagonal(t, offset, *axes).numpy(), np.diagonal(X, offset, *axes))
        np.testing.assert_array_equal(t.diagonal(offset, *axes).numpy(), np.diagonal(X, offset, *axes))
        np.testing.assert_array_equal(np.trace(t, offset, *axes).numpy(), np.trace(X, offset, *axes))
        g = ag.grad(lambda x, axes=axes: np.trace(x, offset, *axes).sum())(X)
        np.testing.assert_array_equal(np.diagonal(g, offset, *axes), 1.0)
        assert g.sum() == np.diagonal(X, offset, *axes).size
    assert t.trace(dtype="float32").dtype == np.float32


@pytest.mark.parametrize("k", [-3, -1, 0, 1, 5])
def test_triangles_and_matrices_of_a_diagonal_as_in_numpy(k):
    for x in (X, X[0], X[0, 0]):
        np.testing.assert_array_equal(np.tril(ag.Tensor(x), k).numpy(), np.tril(x, k))
        np.testing.assert_array_equal(np.triu(ag.Tensor(x), k).numpy(), np.triu(x, k))
        np.testing.assert_array_equal(np.diagflat(ag.Tensor(x), k).numpy(), np.diagflat(x, k))
    for x in (X[0], X[0, 0]):
        np.testing.assert_array_equal(np.diag(ag.Tensor(x), k).numpy(), np.diag(x, k))


def test_a_triangle_hides_what_is_not_finite():
    g = ag.grad(lambda x: np.tril(x).sum())(np.array([[1.0, np.inf], [2.0, 3.0]]))
    np.testing.assert_array_equal(g, [[1, 0], [1, 1]])


def test_a_diagonal_is_a_read_only_view_that_follows():
    t = ag.Tensor(X[0]) * 1.0
    d = np.diagonal(t)
    t[1, 1] = 50.0
    assert d[1].item() == 50.0
    with pytest.raises(WriteError, match=r"^writing into a read-only tensor"):
        d[0] = 1.0


def test_what_does_not_fit():
    with pytest.raises(ShapeError) as error:
        np.diag(ag.Tensor(X))
    assert str(error.value) == (
        "diag needs a vector or a matrix: got shape (2, 3, 4). "
        "Use diagonal for stacks of matrices, diagflat for all numbers."
    )
    with pytest.raises(ShapeError) as error:
        np.tril(ag.Tensor(1.0))
    assert str(error.value) == "tril needs a matrix: got a 0-d array. Add axes, as by x[None, None]."
    with pytest.raises(ShapeError, match=r"^diagonal cannot be applied: got shapes \(3,\)"):
        np.diagonal(ag.Tensor(np.ones(3)))


@pytest.mark.parametrize(("number", "text"), [(3, "3"), (ag.Tensor(2.0), "Tensor(2.)")])
def test_a_number_has_no_trace(number, text):
    with pytest.raises(ShapeError) as caught:
        ag.trace(number)
    assert str(caught.value) == (
        f"a number has no trace: got {text}. Pass a matrix for the sum of its diagonal, or a function for its graph."
    )
