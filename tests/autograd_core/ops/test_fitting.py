"""Roots, polynomials from roots and through points: NumPy's results, gradients by other ways, and what is refused."""

import numpy as np
import pytest

import autograd_core as ag
from autograd_core.errors import DegeneracyWarning, PointsError, ShapeError

RNG = np.random.default_rng(0)
P = np.array([2.0, -3.0, 0.5, 1.0])


@pytest.mark.parametrize("p", [P, P + 1j * P[::-1], [0.0, 1.0, -3.0, 2.0, 0.0], [1, 0, 1], [3.0], [0.0, 0.0]])
def test_roots_are_those_of_numpy(p):
    got, expected = np.roots(ag.Tensor(p)), np.roots(p)
    assert got.dtype == expected.dtype
    np.testing.assert_array_equal(got.numpy(), expected)


def test_one_number_or_none():
    """NumPy's own function does not pass these on."""
    np.testing.assert_array_equal(ag.poly(3.0).numpy(), [1, -3])
    assert ag.poly([]).numpy() == 1.0


def test_a_root_and_the_polynomial_from_its_roots_undo_each_other():
    for z in (np.array([3.0, 1.0, -2.0]), np.array([1.0 + 2.0j, -1.0j, 0.5])):
        order = np.argsort([np.argmin(abs(z - root)) for root in np.roots(np.poly(z))])
        around = ag.jacobian(lambda z, order=order: np.roots(np.poly(z))[order], holomorphic=z.dtype.kind == "c")(z)
        np.testing.assert_allclose(around, np.eye(3), atol=1e-13)


def test_roots_of_numbers_that_are_real_may_be_complex():
    g = ag.grad(lambda p: np.sum(np.roots(p).imag ** 2))(np.array([1.0, 2.0, 5.0]))  # −1 ± 2i: Σ = 2c/a − b²/2a²
    np.testing.assert_allclose(g, [-6.0, -2.0, 2.0], rtol=1e-13)


def test_zeros_at_the_ends_of_a_polynomial_count():
    g = ag.grad(lambda p: np.roots(p)[-1])(np.array([0.0, 1.0, -1.0, 0.0]))  # the root 0 of x² − x + ε is ε
    np.testing.assert_allclose(g, [0, 0, 0, 1], atol=1e-15)


def test_a_multiple_root_is_left_out_with_a_warning():
    with pytest.warns(DegeneracyWarning) as found:
        g = ag.grad(lambda p: np.roots(p)[0])(np.array([1.0, 2.0, 1.0]))
    message = "a multiple root has no gradient: got the root -1.0. Use the coefficients instead, or move them a little."
    assert [str(w.message) for w in found] == [message]
    np.testing.assert_array_equal(g, [0, 0, 0])
    g = ag.grad(lambda p: np.roots(p)[0].real)(
        np.array([1.0, 0.0, 0.0, -8.0, 0.0, 0.0])
    )  # no use of the double root at 0
    assert np.isfinite(g).all()


SINGLE = [lambda p: np.roots(p).real.sum(), lambda p: np.poly(p).sum(), lambda p: np.polyfit(p, p**2, 1).sum()]


@pytest.mark.parametrize("function", SINGLE)
def test_single_precision_stays(function):
    assert ag.grad(function)(P.astype("float32")).dtype == np.float32


@pytest.mark.parametrize("z", [P, [1, 2], [1j, -1j, 2.0], [1j, 2.0], [[2.0, 1.0], [0.5, 3.0]]])
def test_polynomials_from_roots_are_those_of_numpy(z):
    got, expected = np.poly(ag.Tensor(z)), np.asarray(np.poly(z))
    assert got.dtype == expected.dtype
    np.testing.assert_allclose(got.numpy(), expected, rtol=1e-14)


X, Y, W = np.linspace(-1.0, 2.0, 7), RNG.normal(size=(7, 2)), RNG.uniform(0.5, 2.0, 7)
CALLS = [{}, {"w": W}, {"cov": True}, {"cov": "unscaled", "w": W}, {"full": True}, {"rcond": 1e-3}]


@pytest.mark.parametrize("y", [Y, Y[:, 0], np.arange(7)])
@pytest.mark.parametrize("call", CALLS)
def test_polynomials_through_points_are_those_of_numpy(call, y):
    got, expected = np.polyfit(X, ag.Tensor(y), 2, **call), np.polyfit(X, y, 2, **call)
    if not isinstance(expected, tuple):
        got, expected = (got,), (expected,)
    for one, other in zip(got, expected, strict=True):
        np.testing.assert_allclose(one.numpy(), other, rtol=1e-10, atol=1e-12)


def test_a_fit_is_linear_in_the_values_and_moves_with_the_places():
    by_y = ag.jacobian(lambda y: np.polyfit(X, y, 2, w=W))(Y[:, 0])
    np.testing.assert_allclose(by_y, np.linalg.pinv(np.vander(X, 3) * W[:, None]) * W, rtol=1e-10)
    q = np.array([2.0, -1.0, 0.5])
    by_x = ag.jacobian(lambda x: np.polyfit(x, np.polyval(q, X), 2))(X)  # points that stay on q while x moves a little
    np.testing.assert_allclose(
        by_x, -np.linalg.pinv(np.vander(X, 3)) * np.polyval(np.polyder(q), X), rtol=1e-9, atol=1e-12
    )


def test_too_few_points_warn_as_in_numpy():
    with pytest.warns(np.exceptions.RankWarning, match="Polyfit may be poorly conditioned"):
        np.polyfit(ag.Tensor([1.0, 1.0]), [1.0, 2.0], 1)


REFUSED = [
    (lambda t: np.roots(t[None]), ShapeError,
     "the coefficients of a polynomial are a vector: got shape (1, 4). Loop over rows."),
    (lambda t: np.poly(t[None]), ShapeError,
     "no roots of a polynomial: got shape (1, 4). Pass a vector or a square matrix."),
    (lambda t: np.polyfit(t, t, -1), ShapeError,
     "a polynomial has no such degree: got deg=-1. Pass 0 or more."),
    (lambda t: np.polyfit(t, t, 3, cov=True), ShapeError,
     'there are too few points for a covariance: got 4 points for 4 coefficients. Add points, or pass "unscaled".'),
    (lambda t: np.polyfit(t, t[:2], 1), PointsError, (
     "no polynomial goes through such points: got x of shape (4,), y of shape (2,). Pass vectors of one length that is"
     " not 0; y may have several columns.")),
    (lambda t: np.polyfit(t, t, 1, w=t[None]), PointsError, (
     "no polynomial goes through such points: got x of shape (4,), y of shape (4,), w of shape (1, 4). Pass vectors of"
     " one length that is not 0; y may have several columns.")),
]  # fmt: skip


@pytest.mark.parametrize(("call", "kind", "message"), REFUSED)
def test_what_does_not_fit_is_named(call, kind, message):
    with pytest.raises(kind) as error:
        call(ag.Tensor(P))
    assert str(error.value) == message


def test_numpys_errors_are_caught_as_ever():
    with pytest.raises(TypeError):
        np.polyfit(ag.Tensor([]), [], 1)
    with pytest.raises(ValueError, match="are a vector"):
        np.roots(ag.Tensor([P, P]))
