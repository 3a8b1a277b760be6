"""Polynomials as coefficients: NumPy's results, polynomials of class `poly1d`, gradients, and what is refused."""

import numpy as np
import pytest

import autograd_core as ag
from autograd_core.errors import AxisError, DetachError, ShapeError, UnknownNameError

P = np.array([2.0, -3.0, 0.5, 1.0])
Q = np.array([0.5, 2.0])
X = np.array([[0.0, -1.5], [0.3, 2.0]])


def same(got, expected):
    got, expected = got.coeffs if isinstance(got, np.poly1d) else got, np.asarray(expected)
    assert got.dtype == expected.dtype
    np.testing.assert_allclose(got.numpy(), expected, rtol=1e-14, atol=1e-15)


CALLS = [
    lambda p: np.polyval(p, X),
    lambda p: np.polyval(p, 2),
    lambda p: np.polyadd(p, Q),
    lambda p: np.polyadd(Q, p),
    lambda p: np.polysub(p, 1.0),
    lambda p: np.polysub(Q, p),
    lambda p: np.polymul(p, Q),
    lambda p: np.polymul([0.0, 0.0], p),
    np.polyder,
    lambda p: np.polyder(p, 5),
    np.polyint,
    lambda p: np.polyint(p, 2, 3.0),
    lambda p: np.polyint(p, 2, [3.0, 1.0]),
    lambda p: np.polyint(p, 0),
    np.vander,
    lambda p: np.vander(p, 0),
    lambda p: np.vander(p, 6, increasing=True),
]


@pytest.mark.parametrize("dtype", [float, "float32", int, complex])
@pytest.mark.parametrize("call", CALLS)
def test_results_are_those_of_numpy(call, dtype):
    same(call(ag.Tensor(P.astype(dtype))), call(P.astype(dtype)))


@pytest.mark.parametrize("dtype", [float, "float32", int, complex])
@pytest.mark.parametrize(("u", "v"), [(P, Q), (Q, P), (P, P), (np.polymul(P, Q), Q), (P, P[:1]), (P, 2.0)])
def test_division(u, v, dtype):
    u, v = np.ceil(u).astype(dtype), np.ceil(v).astype(dtype)
    for got, expected in zip(np.polydiv(ag.Tensor(u), v), np.polydiv(u, v), strict=True):
        same(got, expected)


def test_a_product_divided_gives_its_factor_and_its_gradient():
    quotient = ag.jacobian(lambda q: np.polydiv(np.polymul(P, q), P)[0])(Q)
    np.testing.assert_allclose(quotient, np.eye(2), atol=1e-14)


def test_the_slope_of_the_values_is_that_of_the_polynomial():
    slope = ag.grad(lambda x: np.polyval(P, x).sum())(X)
    np.testing.assert_allclose(slope, np.polyval(np.polyder(P), X), rtol=1e-13)
    np.testing.assert_allclose(ag.jacobian(lambda p: np.polyval(p, X[0]))(P), np.vander(X[0], 4))


POLYNOMIALS = [
    lambda p: p * p,
    lambda p: p + 1.0,
    lambda p: 2.0 * p - [1.0, 2.0],
    lambda p: p.deriv(2),
    lambda p: p.integ(),
    lambda p: p(np.poly1d([1.0, -1.0])),
    lambda p: ag.polyadd(p, Q),
    lambda p: ag.polysub(Q, p),
    lambda p: ag.polymul(p, Q),
]


@pytest.mark.parametrize("call", POLYNOMIALS)
def test_a_poly1d_of_tensors_calculates_as_one_of_arrays(call):
    got = call(np.poly1d(ag.Tensor(P, requires_grad=True)))
    assert got.coeffs.requires_grad
    expected = call(np.poly1d(P)).coeffs
    same(got, expected.numpy() if isinstance(expected, ag.Tensor) else expected)


def test_a_poly1d_has_values_at_tensors_and_gradients_of_its_coefficients():
    np.testing.assert_allclose(ag.grad(np.poly1d(P))(2.0), np.polyval(np.polyder(P), 2.0))
    np.testing.assert_allclose(ag.grad(lambda p: np.poly1d(p)(2.0))(P), [8, 4, 2, 1])
    q, r = np.polydiv(np.poly1d(P), ag.Tensor(Q))
    assert isinstance(q, np.poly1d)
    assert isinstance(r, np.poly1d)


@pytest.mark.parametrize("name", ["polynomial.polyval", "chebyshev.chebval", "legendre.legval", "hermite.hermval"])
def test_series_have_values_at_tensors(name):
    module, function = name.split(".")
    values = getattr(getattr(np.polynomial, module), function)
    np.testing.assert_allclose(values(ag.Tensor(X), P).numpy(), values(X, P), rtol=1e-14)
    assert values(ag.Tensor(X, requires_grad=True), P).requires_grad


@pytest.mark.parametrize("call", [np.polynomial.Polynomial, np.polynomial.Chebyshev([1.0, 2.0])])
def test_classes_of_series_are_refused_by_name(call):
    with pytest.raises(DetachError) as error:
        call(ag.Tensor(P, requires_grad=True))
    assert "would lose the gradient, for it makes plain arrays of what it is given" in str(error.value)
    assert str(error.value).startswith("np.polynomial.")


ZEROS = np.array([[0.0, 0.0, 0.0, 0.0], [0.0, 1.0, 0.0, 2.0], [0.0, 3.0, 0.0, 0.0]])


@pytest.mark.parametrize("trim", ["fb", "f", "B"])
def test_zeros_at_the_ends_are_left_out(trim):
    for x in (*ZEROS, np.ones(2), ZEROS[0][:0]):
        np.testing.assert_array_equal(np.trim_zeros(ag.Tensor(x), trim).numpy(), np.trim_zeros(x, trim))
    np.testing.assert_array_equal(ag.grad(lambda x: np.trim_zeros(x, trim).sum())(np.ones(3)), [1, 1, 1])


def test_zeros_along_some_axes_are_left_out():
    t = ag.Tensor(ZEROS)
    np.testing.assert_array_equal(np.trim_zeros(t).numpy(), ZEROS[1:, 1:])
    np.testing.assert_array_equal(ag.trim_zeros(t, axis=0).numpy(), ZEROS[1:])
    np.testing.assert_array_equal(ag.trim_zeros(t, "f", axis=(1,)).numpy(), ZEROS[:, 1:])
    np.testing.assert_array_equal(ag.trim_zeros(t, axis=()).numpy(), ZEROS)
    assert ag.trim_zeros(ag.Tensor(0.0 * ZEROS)).shape == (0, 0)


REFUSED = [
    (lambda t: np.vander(t[None]), ShapeError,
     "the powers are those of a vector: got shape (1, 4). Flatten it."),
    (lambda t: np.polyder(t, -1), ShapeError,
     "there is no derivative or integral of such an order: got m=-1. See polyint."),
    (lambda t: np.polyint(t, -1), ShapeError,
     "there is no derivative or integral of such an order: got m=-1. See polyder."),
    (lambda t: np.polyint(t, 3, [1.0, 2.0]), ShapeError,
     "there are too few constants of integration: got 2 for 3 integrals. Pass one for each, or one for all."),
    (lambda t: np.trim_zeros(t, "x"), UnknownNameError,
     "unknown ends to trim: got 'x'. Use 'f', 'b' or 'fb'."),
    (lambda t: ag.trim_zeros(t, axis=1), AxisError,
     "no such axis: got axis 1 for an array with 1 axes. Use an axis from -1 to 0."),
]  # fmt: skip


@pytest.mark.parametrize(("call", "kind", "message"), REFUSED)
def test_what_does_not_fit_is_named(call, kind, message):
    with pytest.raises(kind) as error:
        call(ag.Tensor(P))
    assert str(error.value) == message
