"""The error function against the standard library, over the whole range, and x · log y at its edges."""

import math

import numpy as np
import pytest

import autograd_core as ag

EVERYWHERE = np.concatenate(
    [
        np.linspace(-6.5, 6.5, 4001),
        np.linspace(6.5, 26.5, 1001),
        np.geomspace(1e-300, 1, 500),
        [0.46875, np.nextafter(0.46875, 1), 4.0, np.nextafter(4.0, 5), -4.0, 28.0, 1e10, -1e10],
    ]
)


@pytest.mark.parametrize("name", ["erf", "erfc"])
def test_full_relative_precision(name):
    expected = np.array([getattr(math, name)(x) for x in EVERYWHERE.tolist()])
    np.testing.assert_allclose(getattr(ag, name)(EVERYWHERE).numpy(), expected, rtol=2e-15, atol=0)


@pytest.mark.parametrize("name", ["erf", "erfc"])
def test_single_precision(name):
    x = np.linspace(-9, 9, 2001, dtype=np.float32)
    expected = np.array([getattr(math, name)(v) for v in x.tolist()])
    found = getattr(ag, name)(x)
    assert found.dtype == np.float32
    np.testing.assert_allclose(found.numpy(), expected, rtol=1e-6, atol=1e-38)


def test_special_values():
    x = np.array([0.0, -0.0, np.inf, -np.inf, np.nan, 5e-324])
    np.testing.assert_array_equal(ag.erf(x).numpy(), [0, 0, 1, -1, np.nan, 5e-324])
    assert np.signbit(ag.erf(-0.0).numpy())
    np.testing.assert_array_equal(ag.erfc(x).numpy(), [1, 1, 0, 2, np.nan, 1])


def test_shapes_and_types():
    assert ag.erf(np.zeros((0, 3))).shape == (0, 3)
    assert ag.erfc(2).item() == pytest.approx(math.erfc(2), rel=1e-15)
    assert ag.erf(np.float16(1.0)).dtype == np.float32


def test_gradients_are_the_bell_curve():
    x = np.array([-30.0, -1.0, 0.0, 2.0])
    bell = 2 / math.sqrt(math.pi) * np.exp(-(x**2))
    np.testing.assert_allclose(ag.grad(lambda x: np.sum(ag.erf(x)))(x), bell, rtol=1e-15)
    np.testing.assert_allclose(ag.grad(lambda x: np.sum(ag.erfc(x)))(x), -bell, rtol=1e-15)
    second = ag.grad(lambda x: np.sum(ag.grad(lambda x: np.sum(ag.erf(x)))(x)))(x)
    np.testing.assert_allclose(second, -2 * x * bell, rtol=1e-14)


class TestXlogy:
    def test_zero_times_minus_infinity_is_zero(self):
        assert ag.xlogy(0.0, 0.0).item() == 0
        assert ag.grad(ag.xlogy, (0, 1))(0.0, 0.0) == (0, 0)

    def test_at_zero_the_gradient_is_the_logarithm(self):
        assert ag.grad(ag.xlogy, (0, 1))(0.0, 2.0) == (math.log(2.0), 0)

    def test_nan_is_kept(self):
        assert math.isnan(ag.xlogy(0.0, float("nan")).item())

    def test_the_gradient_of_an_entropy(self):
        p = np.array([0.0, 0.5, 0.5])
        assert (-np.sum(ag.xlogy(p, p))).item() == pytest.approx(math.log(2))
        assert np.isfinite(ag.grad(lambda p: np.sum(ag.xlogy(p, p)))(p)).all()
