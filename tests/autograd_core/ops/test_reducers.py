"""The operations behind the reductions: logsumexp at its limits, and how cotangents are stretched."""

import numpy as np
import pytest

import autograd_core as ag
from autograd_core.ops.reducers import count, kept, log_share, reduced, stretched


def test_logsumexp_does_not_overflow():
    x = np.array([1000.0, 1000.0])
    assert ag.logsumexp(x).item() == 1000.0 + np.log(2.0)
    np.testing.assert_allclose(ag.grad(ag.logsumexp)(x), [0.5, 0.5])
    assert ag.logsumexp(-x).item() == -1000.0 + np.log(2.0)


@pytest.mark.parametrize(
    ("x", "y", "gradient"),
    [
        ([-np.inf, -np.inf], -np.inf, [0.0, 0.0]),
        ([-np.inf, 3.0], 3.0, [0.0, 1.0]),
        ([np.inf, 3.0], np.inf, [1.0, 0.0]),
        ([], -np.inf, []),
    ],
)
def test_logsumexp_of_infinities(x, y, gradient):
    assert ag.logsumexp(np.array(x)).item() == y
    np.testing.assert_array_equal(ag.grad(ag.logsumexp)(np.array(x)), gradient)


def test_logsumexp_keeps_float32_and_axes():
    x = np.ones((2, 3), "float32")
    assert ag.logsumexp(x, axis=0).dtype == np.float32
    assert ag.logsumexp(x, axis=(0, 1), keepdims=True).shape == (1, 1)
    assert ag.grad(lambda x: ag.logsumexp(x, -1).sum())(x).dtype == np.float32


def test_the_hessian_of_logsumexp_is_that_of_a_softmax():
    x = np.array([0.0, 1.0, 2.0])
    p = np.exp(x) / np.exp(x).sum()
    np.testing.assert_allclose(ag.hessian(ag.logsumexp)(x), np.diag(p) - np.outer(p, p), rtol=1e-13)


def test_shares_of_a_sum():
    x, y = np.array([0.0, -np.inf, -np.inf, np.inf, 1.0]), np.array([0.0, 0.0, -np.inf, np.inf, np.inf])
    with np.errstate(invalid="ignore"):
        np.testing.assert_array_equal(log_share(x, y), [1.0, 0.0, 0.0, 1.0, 0.0])


@pytest.mark.parametrize(
    ("g", "axis", "keepdims"),
    [
        (np.array(2.0), None, False),
        (np.float64(2.0), None, False),
        (np.full((1, 1), 2.0), None, True),
        (np.arange(3.0), 0, False),
        (np.arange(2.0), -1, False),
        (np.arange(4.0)[::2], 1, False),
        (np.array(2.0), (0, 1), False),
    ],
)
def test_a_cotangent_is_stretched_without_copying(g, axis, keepdims):
    y = stretched(g, (2, 3), axis, keepdims)
    np.testing.assert_array_equal(y, np.broadcast_to(kept(g, (2, 3), axis, keepdims), (2, 3)))
    assert not y.flags.writeable
    assert 0 in y.strides


def test_nothing_is_stretched_to_nothing():
    assert stretched(np.zeros(3), (0, 3), 0, False).shape == (0, 3)
    assert stretched(np.zeros(0), (0, 3), 1, False).shape == (0, 3)


def test_how_many_numbers_are_reduced():
    assert [count((2, 3, 4), axis) for axis in (None, -1, (0, 2), ())] == [24, 4, 8, 1]


def test_reducing_says_what_numpy_says_where_the_axes_are_right():
    with pytest.raises(ValueError, match="zero-size array to reduction operation maximum which has no identity"):
        reduced(np.maximum, np.zeros(0), 0, False)


def test_the_mean_of_half_precision_and_of_integers_is_numpys():
    for x in (np.full(3000, 100, "float16"), np.arange(5), np.array([True, False])):
        y = ag.mean(x)
        assert (y.item(), y.dtype) == (x.mean(), x.mean().dtype)


def test_the_mean_of_nothing_warns_as_in_numpy():
    with pytest.warns(RuntimeWarning, match="Mean of empty slice"), np.errstate(invalid="ignore"):
        assert np.isnan(ag.mean(np.zeros(0)).item())


def test_the_variance_of_complex_numbers_is_real():
    z = np.array([1.0 + 1.0j, -1.0 + 1.0j, 3.0j])
    y, gradient = ag.value_and_grad(np.var)(z)
    assert (y.dtype, y) == (np.float64, pytest.approx(np.var(z)))
    np.testing.assert_allclose(gradient, 2 * (z - z.mean()) / 3)


def test_logsumexp_of_complex_numbers_is_the_principal_logarithm():
    z = np.array([1000.0 + 9.0j, 998.0 - 8.0j])
    y = ag.logsumexp(z).item()
    assert -np.pi < y.imag <= np.pi
    assert np.exp(y - 1000) == pytest.approx(np.exp(z - 1000).sum())
