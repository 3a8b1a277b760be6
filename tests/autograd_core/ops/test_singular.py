"""What the laws do not say about singular values: equal ones, zeros, whole bases, orders of cond."""

import numpy as np
import pytest

import autograd_core as ag
from autograd_core.errors import DegeneracyWarning, MatrixError
from tests.autograd_core.ops.test_eigen import difference

RNG = np.random.default_rng(0)
W = RNG.normal(size=(4, 4))
Q = np.linalg.qr(RNG.normal(size=(4, 4)))[0]
TALL = RNG.normal(size=(4, 2))
FLAT = RNG.normal(size=(4, 2)) @ RNG.normal(size=(2, 4))  # of rank 2


def polar(a):
    u, _, vh = np.linalg.svd(a)
    return np.sum(W * (u @ vh))


def test_the_polar_factor_has_a_gradient_where_all_singular_values_are_equal():
    np.testing.assert_allclose(ag.grad(polar)(Q), difference(polar, Q, symmetric=False), atol=1e-8)


def beyond(a):
    u = np.linalg.svd(a).U[:, 2:]
    return np.sum(W * (u @ u.T))


def test_the_space_beyond_the_last_singular_value_has_a_gradient():
    np.testing.assert_allclose(ag.grad(beyond)(TALL), difference(beyond, TALL, symmetric=False), atol=1e-8)

    def before(a):
        vh = np.linalg.svd(a).Vh[2:]
        return np.sum(W * (vh.T @ vh))

    np.testing.assert_allclose(ag.grad(before)(TALL.T), difference(before, TALL.T, symmetric=False), atol=1e-8)


def test_one_last_vector_has_a_gradient():
    a = RNG.normal(size=(3, 2))

    def last(a):
        return np.sum(W[0, :3] * np.linalg.svd(a).U[:, 2])

    np.testing.assert_allclose(ag.grad(last)(a), difference(last, a, symmetric=False), atol=1e-8)


@pytest.mark.parametrize(
    ("function", "a", "words"),
    [
        (lambda a: np.sum(W * np.linalg.svd(a).U), Q, "what tells equal values apart"),
        (lambda a: np.linalg.svdvals(a)[0], np.eye(4), "what tells equal values apart: got the values 1.0 and 1.0"),
        (lambda a: np.sum(W[0] * np.linalg.svd(a).U[:, 3]), TALL, "a use of the vectors beyond the last"),
        (polar, FLAT, "a use of the vectors of singular values that are 0"),
        (
            lambda a: np.sum(W * np.linalg.svd(a, full_matrices=False).U @ np.ones((4, 1))),
            FLAT,
            "(tells equal values apart|singular values that are 0)",
        ),
    ],
)
def test_what_depends_on_a_choice_is_warned_of(function, a, words):
    with pytest.warns(DegeneracyWarning, match=words):
        assert np.isfinite(ag.grad(function)(a)).all()


def test_the_phase_of_a_pair_that_is_not_known_is_warned_of():
    a = np.array([[0, 0], [1j, 0]])
    with pytest.warns(DegeneracyWarning, match="(the phases of the vectors|singular values that are 0)"):
        ag.grad(lambda a: np.sum(np.linalg.svd(a).U.real + np.linalg.svd(a).U.imag))(a)


def test_singular_values_that_are_zero_have_the_subgradient_zero():
    np.testing.assert_allclose(
        ag.grad(lambda a: np.linalg.norm(a, "nuc"))(np.diag([2.0, 0.0, 0.0])), np.diag([1, 0, 0])
    )
    np.testing.assert_array_equal(ag.grad(lambda a: np.linalg.norm(a, -2))(np.zeros((2, 3))), 0)
    with pytest.warns(DegeneracyWarning, match="the second derivative of svdvals is not whole"):
        ag.hvp(lambda a: np.sum(np.linalg.svdvals(a) ** 2))(np.diag([2.0, 0.0]), np.eye(2))


def test_the_largest_of_equal_singular_values_shares():
    np.testing.assert_allclose(ag.grad(lambda a: np.linalg.norm(a, 2))(np.eye(2)), np.eye(2) / 2)


@pytest.mark.parametrize("p", [None, 2, -2, "fro", "nuc", 1, -1, np.inf, -np.inf])
def test_condition_numbers(p):
    stack = np.stack([np.ones((3, 3)), W[:3, :3]])
    np.testing.assert_allclose(ag.linalg.cond(stack[1:], p).numpy(), np.linalg.cond(stack[1:], p), rtol=1e-12)
    if p not in (None, 2, -2):
        assert ag.linalg.cond(stack, p).numpy()[0] == np.inf
        assert not ag.grad(lambda a: np.linalg.cond(a, p)[1])(stack)[0].any()
    assert ag.linalg.cond(np.stack([np.zeros((2, 2)), np.eye(2)]), p).numpy()[0] == np.inf


def test_named_results():
    y = np.linalg.svd(ag.Tensor(TALL, requires_grad=True))
    assert type(y).__name__ == "SVDResult"
    assert [part.shape for part in y] == [(4, 4), (2,), (2, 2)]
    assert type(ag.linalg.svd(Q + Q.T, hermitian=True)).__name__ == "SVDResult"


def test_errors():
    with pytest.raises(MatrixError) as error:
        ag.linalg.svd(np.full((2, 2), np.nan))
    assert str(error.value) == (
        "no singular values: got shape (2, 2). Pass matrices in the last two axes, without NaN or infinities."
    )
    with pytest.raises(MatrixError, match=r"no singular values: got shape \(2,\)"):
        ag.linalg.svdvals(np.ones(2))
    with pytest.raises(MatrixError) as error:
        ag.linalg.cond(np.zeros((0, 2)))
    assert str(error.value) == "cond of no numbers: got shape (0, 2). Pass matrices with at least one number."
    with pytest.raises(MatrixError, match=r"cond with p=1 needs square matrices: got shape \(2, 3\)"):
        ag.linalg.cond(np.ones((2, 3)), 1)


def product(a):
    u, values, vh = np.linalg.svd(a, full_matrices=False)
    return np.sum(np.real((u * values) @ vh * np.arange(a.size).reshape(a.shape) ** 2.0))


@pytest.mark.parametrize("a", [np.ones((3, 2)), np.ones((2, 3)), np.ones((2, 2), complex)])
def test_vectors_of_a_value_that_is_0_together_with_it(a):
    with pytest.warns(DegeneracyWarning, match="got a use of singular values that are 0 together with vectors"):
        ag.grad(product)(a)


@pytest.mark.filterwarnings("error")
def test_nothing_turns_the_last_vectors_of_a_square_real_matrix():
    np.testing.assert_allclose(ag.grad(product)(np.ones((2, 2))), [[0.0, 1.0], [4.0, 9.0]], atol=1e-12)
    ag.grad(lambda a: np.sum(np.linalg.svd(a, full_matrices=False).S))(np.ones((3, 2)))  # values alone: no vectors


@pytest.mark.parametrize("a", [np.ones((2, 2)), np.zeros((2, 2)), np.ones((2, 2), "float32")])
def test_a_value_of_0_has_a_vector_also_by_eigh(a):
    for ours, theirs in zip(np.linalg.svd(ag.Tensor(a), hermitian=True), np.linalg.svd(a, hermitian=True), strict=True):
        assert ours.dtype == theirs.dtype
        np.testing.assert_allclose(ours.numpy(), theirs, atol=1e-7)


@pytest.mark.parametrize("shape", [(2, 0, 0), (0, 2, 2)])
def test_complex_vectors_of_no_numbers(shape):
    gradient = ag.grad(lambda a: np.sum(np.abs(np.linalg.svd(a).U)))(np.zeros(shape, complex))
    assert gradient.shape == shape


def test_condition_numbers_of_no_matrices():
    assert ag.linalg.cond(np.zeros((0, 2, 2))).shape == (0,)
    assert ag.linalg.cond(np.zeros((0, 2, 2)), 1).shape == (0,)
