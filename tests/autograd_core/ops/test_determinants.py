"""What the laws do not say about determinants: singular matrices, signs, the threshold between two formulas."""

import numpy as np
import pytest

import autograd_core as ag


def by_minors(a):
    """Return the cofactors from their definition."""
    n = len(a)
    minors = [[np.linalg.det(np.delete(np.delete(a, i, 0), j, 1)) for j in range(n)] for i in range(n)]
    return np.array([[(-1) ** (i + j) * minors[i][j] for j in range(n)] for i in range(n)])


RNG = np.random.default_rng(0)
OF_RANK = {k: RNG.normal(size=(4, k)) @ RNG.normal(size=(k, 4)) for k in range(5)}


@pytest.mark.parametrize("rank", range(5))
def test_cofactors_of_every_rank(rank):
    np.testing.assert_allclose(ag.grad(np.linalg.det)(OF_RANK[rank]), by_minors(OF_RANK[rank]), atol=1e-13)


@pytest.mark.parametrize("exponent", range(-16, 1))
def test_nearly_singular_matrices(exponent):
    a = OF_RANK[3] + 10.0**exponent * np.eye(4)
    np.testing.assert_allclose(ag.grad(np.linalg.det)(a), by_minors(a), rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("rank", range(4))
def test_the_hessian_of_every_rank(rank):
    a = RNG.normal(size=(3, rank)) @ RNG.normal(size=(rank, 3))

    def triple(a):
        return a[0] @ np.cross(a[1], a[2])

    np.testing.assert_allclose(ag.hessian(np.linalg.det)(a), ag.hessian(triple)(a), atol=1e-12)


def test_one_number_and_none():
    assert ag.grad(np.linalg.det)(np.array([[0.0]])).tolist() == [[1.0]]
    assert ag.linalg.det(np.zeros((0, 0))).item() == 1


def test_nan_stays_nan():
    with np.errstate(invalid="ignore"):
        assert np.isnan(ag.grad(np.linalg.det)(np.full((2, 2), np.nan))).all()


def test_single_precision():
    gradient = ag.grad(np.linalg.det)(np.ones((2, 2), np.float32))
    assert gradient.dtype == np.float32
    np.testing.assert_allclose(gradient, [[1, -1], [-1, 1]], rtol=1e-6)


def test_the_logarithm_of_zero():
    stack = np.stack([np.eye(2), np.ones((2, 2))])
    y = np.linalg.slogdet(ag.Tensor(stack))
    assert y.sign.tolist() == [1, 0]
    assert y.logabsdet.tolist() == [0, -np.inf]
    gradient = ag.grad(lambda a: np.sum(np.linalg.slogdet(a).logabsdet))(stack)
    np.testing.assert_array_equal(gradient, [np.eye(2), np.full((2, 2), np.inf)])


def test_a_singular_matrix_without_influence_has_no_gradient():
    stack = np.stack([np.eye(2), np.ones((2, 2))])

    def function(a):
        return np.sum(np.where(np.array([True, False]), np.linalg.slogdet(a)[1], 0))

    np.testing.assert_array_equal(ag.grad(function)(stack), [np.eye(2), np.zeros((2, 2))])


def test_the_sign_of_a_real_determinant_has_no_gradient():
    a = ag.Tensor(np.diag([-1.0, 2.0]), requires_grad=True)
    np.linalg.slogdet(a).sign.backward()
    np.testing.assert_array_equal(a.grad.numpy(), 0)
