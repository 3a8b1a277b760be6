"""Reductions that skip NaN: values of NumPy, no gradient into what is skipped."""

import warnings

import numpy as np
import pytest

import autograd_core as ag

X = np.array([[1.0, np.nan, 3.0, 2.0], [np.nan, 5.0, 2.0, 7.0], [np.nan, np.nan, np.nan, np.nan]])
REDUCTIONS = ["nansum", "nanprod", "nanmean", "nanvar", "nanstd", "nanmax", "nanmin"]


@pytest.mark.parametrize("name", REDUCTIONS)
@pytest.mark.parametrize("call", [{}, {"axis": 0}, {"axis": 1}, {"axis": (0, 1), "keepdims": True}])
def test_values_are_those_of_numpy(name, call):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # NumPy warns where nothing is left, in its own name
        expected = getattr(np, name)(X, **call)
    np.testing.assert_allclose(getattr(np, name)(ag.Tensor(X), **call).numpy(), expected, rtol=1e-14)


@pytest.mark.parametrize("name", REDUCTIONS)
def test_no_gradient_flows_into_nan_and_the_others_have_theirs(name):
    skipped = np.isnan(X[:2])
    g = ag.grad(lambda x: getattr(np, name)(x, axis=1).sum())(X[:2])
    assert (g[skipped] == 0).all()
    plain = getattr(np, name.removeprefix("nan"))
    for row, gradient in zip(X[:2], g, strict=True):
        np.testing.assert_allclose(gradient[~np.isnan(row)], ag.grad(plain)(row[~np.isnan(row)]), rtol=1e-14)


@pytest.mark.parametrize("name", ["nancumsum", "nancumprod"])
def test_running_reductions(name):
    np.testing.assert_array_equal(getattr(np, name)(ag.Tensor(X), axis=1).numpy(), getattr(np, name)(X, axis=1))
    g = ag.grad(lambda x: getattr(np, name)(x).sum())(X)
    assert (g[np.isnan(X)] == 0).all()
    assert (g[~np.isnan(X)] != 0).all()


def test_initial_and_where():
    mask = np.array([True, True, False, True])
    assert np.nansum(ag.Tensor(X[0]), where=mask, initial=10.0).item() == 13.0
    assert np.nanmax(ag.Tensor(X[2]), initial=-1.0).item() == -1.0
    assert np.nanmean(ag.Tensor(X[0]), where=mask).item() == 1.5
    assert np.nanstd(ag.Tensor(X[0]), where=mask, ddof=1).item() == np.nanstd(X[0], where=mask, ddof=1)


def test_nanstd_of_equal_numbers_has_gradient_zero():
    np.testing.assert_array_equal(ag.grad(np.nanstd)(np.array([2.0, np.nan, 2.0])), np.zeros(3))


@pytest.mark.parametrize("ufunc", [np.fmax, np.fmin])
def test_fmax_and_fmin_skip_nan(ufunc):
    np.testing.assert_array_equal(ufunc.reduce(ag.Tensor(X[:2])).numpy(), ufunc.reduce(X[:2]))
