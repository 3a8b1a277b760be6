"""What the laws do not say about functions of angles: sinc near 0."""

import numpy as np
import pytest

import autograd_core as ag


def test_sinc_is_that_of_numpy_where_the_formula_changes():
    x = np.concatenate([np.linspace(-0.3, 0.3, 101), [0.0, 1e-300, 0.7 / np.pi, 2.0, 1e10]])
    np.testing.assert_allclose(np.sinc(ag.Tensor(x)).numpy(), np.sinc(x), rtol=1e-15, atol=1e-16)


def test_derivatives_of_sinc_at_zero():
    second = ag.grad(ag.grad(ag.sinc))
    assert ag.grad(ag.sinc)(0.0) == 0.0
    assert second(0.0) == pytest.approx(-(np.pi**2) / 3, rel=1e-15)
    assert ag.grad(ag.grad(second))(0.0) == pytest.approx(np.pi**4 / 5, rel=1e-14)


def test_the_slope_of_sinc_near_zero_is_exact():
    x = 1e-7
    assert ag.grad(ag.sinc)(x) == pytest.approx(-(np.pi**2) * x / 3, rel=1e-13)


def test_sinc_keeps_single_precision():
    x = np.array([0.0, 0.1, 2.5], np.float32)
    assert np.sinc(ag.Tensor(x)).dtype == ag.grad(lambda x: np.sinc(x).sum())(x).dtype == np.float32
