"""Quantiles: NumPy's methods, their gradients, NaN."""

import numpy as np
import pytest

import autograd_core as ag
from autograd_core.errors import DTypeError, WriteError

X = np.random.default_rng(0).normal(size=(4, 3, 5))
METHODS = [
    "inverted_cdf",
    "averaged_inverted_cdf",
    "closest_observation",
    "interpolated_inverted_cdf",
    "hazen",
    "weibull",
    "linear",
    "median_unbiased",
    "normal_unbiased",
    "lower",
    "higher",
    "midpoint",
    "nearest",
]


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("q", [0.0, 0.31, 0.5, 1.0, [0.2, 0.9], [[0.1], [0.7]]])
def test_every_method_of_numpy(method, q):
    for call in ({}, {"axis": 1}, {"axis": (0, -1), "keepdims": True}, {"axis": -1, "keepdims": True}):
        expected = np.quantile(X, q, method=method, **call)
        got = np.quantile(ag.Tensor(X), q, method=method, **call)
        assert got.shape == expected.shape
        np.testing.assert_allclose(got.numpy(), expected, rtol=1e-12)


def test_percentiles_are_quantiles_in_hundredths():
    np.testing.assert_allclose(
        np.percentile(ag.Tensor(X), [25, 50], axis=0).numpy(), np.percentile(X, [25, 50], axis=0)
    )


def test_the_gradient_goes_to_the_neighbours_by_their_distance():
    np.testing.assert_allclose(ag.grad(lambda x: np.quantile(x, 0.25))(np.array([7.0, 1.0, 3.0])), [0, 0.5, 0.5])
    np.testing.assert_allclose(ag.grad(lambda x: np.quantile(x, 0.5))(np.array([7.0, 1.0, 3.0])), [0, 0, 1])


def test_the_median_of_an_even_number_is_the_mean_of_two():
    np.testing.assert_allclose(ag.grad(np.median)(np.array([4.0, 1.0, 2.0, 9.0])), [0.5, 0, 0.5, 0])


def test_nan_stays_nan():
    x = X.copy()
    x[0, 0, 0] = np.nan
    np.testing.assert_array_equal(np.isnan(np.median(ag.Tensor(x), axis=2).numpy()), np.isnan(x).any(axis=2))


@pytest.mark.parametrize("q", [0.3, np.float64(0.3), np.array([0.3]), np.array([0.3], "float32")])
def test_types_are_those_of_numpy(q):
    x = X[0].astype("float32")
    assert np.quantile(ag.Tensor(x), q).dtype == np.quantile(x, q).dtype
    assert ag.grad(lambda x: np.quantile(x, q).sum())(x).dtype == np.float32
    assert np.quantile(ag.Tensor([1, 2, 4]), q).dtype == np.quantile(np.array([1, 2, 4]), q).dtype


def test_out_is_refused():
    with pytest.raises(WriteError, match=r"^out= is not taken here"):
        ag.median(X, None, np.zeros(()))


CONTINUOUS = ["interpolated_inverted_cdf", "hazen", "weibull", "linear", "median_unbiased", "normal_unbiased"]


@pytest.mark.parametrize("method", METHODS)
def test_a_gradient_flows_to_the_part_of_the_way(method):
    x, q, h = np.array([1.0, 2.0, 4.0, 8.0, 16.0]), np.array([0.03, 0.42, 0.67, 0.98]), 1e-4
    got = ag.grad(lambda q: np.quantile(ag.Tensor(x), q, method=method).sum())(q)
    slope = (np.quantile(x, q + h, method=method) - np.quantile(x, q - h, method=method)) / (2 * h)
    np.testing.assert_allclose(got, slope if method in CONTINUOUS else 0, rtol=1e-10)


def test_a_gradient_flows_to_percents():
    x = np.array([1.0, 2.0, 4.0], "float32")
    g = ag.grad(lambda q: np.percentile(x, q).sum())(np.array([25.0, 75.0], "float32"))
    np.testing.assert_allclose(g, [0.02, 0.04], rtol=1e-6)
    assert g.dtype == np.float32


def test_complex_numbers_have_a_median_but_no_quantiles():
    z = np.array([1.0 + 5.0j, 3.0, 1.0 - 1.0j, 2.0j])
    y, pullback = ag.vjp(np.median, z)
    assert y == np.median(z)
    np.testing.assert_array_equal(pullback(np.complex128(2j))[0], [1j, 0.0, 1j, 0.0])
    with pytest.raises(DTypeError) as caught:
        ag.quantile(z, 0.5)
    assert str(caught.value) == (
        "complex numbers have no quantiles: got dtype complex128. Take it of abs(a), a.real or a.imag."
    )


@pytest.mark.parametrize("axis", [None, 0])
def test_the_median_of_nothing(axis):
    with pytest.warns(RuntimeWarning, match="Mean of empty slice"), np.errstate(invalid="ignore"):
        y = np.median(ag.Tensor(np.zeros((0, 3))), axis)
    assert np.isnan(y.numpy()).all()
    assert y.shape == (() if axis is None else (3,))
