"""Modified Bessel functions: against power series, their recurrence, NumPy, and Kaiser's window."""

import math

import numpy as np
import pytest

import autograd_core as ag
from autograd_core.errors import DTypeError

X = np.array([-30.0, -2.5, -1e-6, 0.0, 1e-9, 0.3, 1.0, 7.9, 8.1, 20.0])


def series(x, n):
    """Return I_n(x) = Σ_k (x/2)^(2k+n) / (k! (k+n)!), all of whose terms have one sign."""
    return math.fsum((x / 2) ** (2 * k + n) / (math.factorial(k) * math.factorial(k + n)) for k in range(75))


@pytest.mark.parametrize("n", [0, 1, 2, 3])
def test_values_are_those_of_the_series(n):
    expected, size = np.array([series(x, n) for x in X]), np.array([abs(series(x, n % 2)) for x in X])
    assert (np.abs(ag.bessel_i(X, n=n).numpy() - expected) <= 2e-14 * size).all()


@pytest.mark.parametrize("x", [50.0, 300.0, 700.0])
def test_large_numbers_keep_the_recurrence(x):
    below, here, above = (float(ag.bessel_i(x, n=n)) for n in (0, 1, 2))
    assert below - above == pytest.approx(2 * here / x, rel=1e-10)


def test_derivatives_of_every_order():
    slope = ag.grad(np.i0)
    for x in X:
        assert slope(float(x)) == pytest.approx(series(x, 1), rel=2e-14, abs=1e-300)
        assert ag.grad(slope)(float(x)) == pytest.approx((series(x, 0) + series(x, 2)) / 2, rel=2e-14)
        third = (3 * series(x, 1) + series(x, 3)) / 4
        assert ag.grad(ag.grad(slope))(float(x)) == pytest.approx(third, rel=2e-14, abs=1e-300)


def test_dtypes_are_those_of_numpy():
    for x in (np.float32(1.5) * np.ones(2, "float32"), np.array([1, 2]), 3.0):
        got, expected = np.i0(ag.Tensor(x)), np.i0(x)
        assert got.dtype == expected.dtype
        np.testing.assert_array_equal(got.numpy(), expected)
    assert ag.grad(lambda x: np.i0(x).sum())(np.ones(2, "float32")).dtype == np.float32
    assert ag.bessel_i(np.zeros((0, 2)), n=1).shape == (0, 2)


def test_kaisers_window_as_a_formula():
    def window(beta):
        t = np.linspace(-1.0, 1.0, 7)
        return np.i0(beta * np.sqrt(1 - t**2)) / np.i0(beta)

    np.testing.assert_allclose(window(ag.Tensor(5.0)).numpy(), np.kaiser(7, 5.0), rtol=1e-14)
    slope = (np.kaiser(7, 5.0 + 1e-5) - np.kaiser(7, 5.0 - 1e-5)) / 2e-5
    np.testing.assert_allclose(ag.jacobian(window)(5.0), slope, rtol=1e-7, atol=1e-9)


def test_complex_numbers_are_refused():
    with pytest.raises(DTypeError) as error:
        np.i0(ag.Tensor([1j]))
    assert str(error.value) == "bessel_i is one of real numbers here: got shape (1,), complex. Pass x.real."
