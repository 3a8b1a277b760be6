"""Quantiles without NaN: NumPy's values, gradients, rows where nothing is left."""

import numpy as np
import pytest

import autograd_core as ag
from autograd_core.errors import DTypeError, WriteError

X = np.random.default_rng(0).normal(size=(4, 3, 5))
X[0, 0, :3] = X[1, 2, 4] = X[2, 1] = np.nan


@pytest.mark.parametrize("q", [0.3, [0.2, 0.9]], ids=str)
@pytest.mark.parametrize("call", [{}, {"axis": 1}, {"axis": (0, -1), "keepdims": True}, {"axis": -1}], ids=str)
@pytest.mark.parametrize("method", ["linear", "hazen", "lower", "nearest"])
@pytest.mark.filterwarnings("ignore:All-NaN")
def test_values(q, call, method):
    expected = np.nanquantile(X, q, method=method, **call)
    np.testing.assert_allclose(np.nanquantile(ag.Tensor(X), q, method=method, **call).numpy(), expected)
    hundredths = 100 * np.asarray(q)
    np.testing.assert_allclose(np.nanpercentile(ag.Tensor(X), hundredths, method=method, **call).numpy(), expected)


@pytest.mark.parametrize("call", [{}, {"axis": 1}, {"axis": (0, -1), "keepdims": True}, {"axis": -1}], ids=str)
@pytest.mark.filterwarnings("ignore:All-NaN")
def test_medians(call):
    np.testing.assert_allclose(np.nanmedian(ag.Tensor(X), **call).numpy(), np.nanmedian(X, **call))


@pytest.mark.parametrize("q", [0.0, 0.35, 0.5, 1.0, [0.2, 0.9]], ids=str)
def test_weights(q):
    x, w = X[0, 0], np.array([9.0, 9.0, 9.0, 1.0, 2.0])
    expected = np.nanquantile(x, q, method="inverted_cdf", weights=w)
    np.testing.assert_allclose(np.nanquantile(ag.Tensor(x), q, method="inverted_cdf", weights=w).numpy(), expected)
    rows, w = X[3], np.random.default_rng(1).uniform(size=(3, 5))
    for axis in (None, 0, 1):
        expected = np.quantile(rows, q, axis, method="inverted_cdf", weights=w)
        np.testing.assert_allclose(
            np.quantile(ag.Tensor(rows), q, axis, method="inverted_cdf", weights=w).numpy(), expected
        )
    expected = np.percentile(rows, 30, 0, method="inverted_cdf", weights=w[:, 0])
    np.testing.assert_allclose(
        np.percentile(ag.Tensor(rows), 30, 0, method="inverted_cdf", weights=w[:, 0]).numpy(), expected
    )


def test_weights_need_a_method_that_jumps():
    with pytest.raises(ValueError, match="Only method 'inverted_cdf' supports weights"):
        np.quantile(ag.Tensor([1.0, 2.0]), 0.5, weights=[1.0, 1.0])


def test_no_gradient_flows_into_nan():
    g = ag.grad(lambda x: np.nanquantile(x, 0.25))(np.array([3.0, np.nan, 1.0]))
    assert g.tolist() == [0.25, 0, 0.75]
    assert ag.grad(lambda q: np.nanquantile(ag.Tensor([3.0, np.nan, 1.0]), q))(0.25) == 2


def test_where_nothing_is_left():
    y = np.nanmedian(ag.Tensor([[np.nan, np.nan], [1.0, 2.0]]), axis=1)
    assert np.isnan(y.numpy()).tolist() == [True, False]


def test_complex_numbers_have_a_median_but_no_quantiles():
    z = np.array([1.0 + 5.0j, np.nan, 1.0 - 1.0j, 3.0])
    assert np.nanmedian(ag.Tensor(z)).numpy() == np.nanmedian(z)
    for function, part in ((np.nanquantile, 0.5), (np.nanpercentile, 50.0)):
        with pytest.raises(DTypeError) as caught:
            function(ag.Tensor(z), part)
        assert str(caught.value) == (
            "complex numbers have no quantiles: got dtype complex128. Take it of abs(a), a.real or a.imag."
        )


def test_out_is_taken_by_numpys_function_only():
    out = ag.Tensor(0.0)
    assert np.nanmedian(ag.Tensor([1.0, np.nan]), out=out) is out
    with pytest.raises(WriteError):
        ag.nanmedian([1.0], out=out)
