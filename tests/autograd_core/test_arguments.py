"""NumPy's reductions with all of their arguments, as functions and as methods: same values, types and gradients."""

from itertools import product

import numpy as np
import pytest

import autograd_core as ag
from tests.laws.laws import slope

X = np.array([[0.5, -1.5, 2.0, 0.25], [1.25, 0.75, -0.5, 3.0], [2.5, -0.25, 1.0, -2.0]])
MASK = np.array([[True, False, True, True], [True, True, False, True], [False, True, True, True]])
CHOICES = {
    "axis": [None, 0, -1, (0, 1), ()],
    "keepdims": [False, True],
    "where": [True, MASK, MASK[0]],
    "initial": [None, 2.5],
    "dtype": [None, np.float32, float],
    "ddof": [0, 1],
    "mean": [None, "given"],
    "weights": [None, "given"],
}
TAKEN = {
    "sum": "axis keepdims where initial dtype",
    "prod": "axis keepdims where initial dtype",
    "max": "axis keepdims where initial",
    "min": "axis keepdims where initial",
    "mean": "axis keepdims where dtype",
    "var": "axis keepdims where dtype ddof mean",
    "std": "axis keepdims where dtype ddof mean",
    "nansum": "axis keepdims where initial dtype",
    "nanprod": "axis keepdims where initial dtype",
    "nanmax": "axis keepdims where initial",
    "nanmin": "axis keepdims where initial",
    "nanmean": "axis keepdims where dtype",
    "nanvar": "axis keepdims where dtype ddof mean",
    "nanstd": "axis keepdims where dtype ddof mean",
    "ptp": "axis keepdims",
    "median": "axis keepdims",
    "nanmedian": "axis keepdims",
    "cumsum": "axis dtype",
    "cumprod": "axis dtype",
    "nancumsum": "axis dtype",
    "nancumprod": "axis dtype",
}
METHODS = {"sum", "prod", "max", "min", "mean", "var", "std", "cumsum", "cumprod"}


def arguments(name):
    """Yield all combinations of the arguments that a function takes, with those left out that mean nothing given."""
    names = TAKEN[name].split()
    for chosen in product(*[CHOICES[n] for n in names]):
        given = {n: v for n, v in zip(names, chosen, strict=True) if not (v is None and n != "axis") and v is not True}
        if "mean" in given:
            given["mean"] = np.mean(X, axis=given.get("axis"), keepdims=True) + 0.25
        yield given


def numpys(function, x, given):
    """Return NumPy's result, or None where it refuses."""
    try:
        with np.errstate(all="ignore"):
            return function(x, **given)
    except (TypeError, ValueError):
        return None


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("name", TAKEN)
@pytest.mark.filterwarnings("ignore::RuntimeWarning")  # of slices where nothing is left
def test_every_combination_has_the_values_of_numpy(name, dtype):
    function, compared = getattr(np, name), 0
    x = X.astype(dtype)
    if name.startswith("nan"):
        x = np.where(MASK.T.reshape(3, 4), x, np.nan).astype(dtype)
    for given in arguments(name):
        expected = numpys(function, x, given)
        if expected is None:
            continue
        compared += 1
        tolerance = 1e-5 if np.float32 in (expected.dtype, x.dtype) else 1e-13
        t = ag.Tensor(x, requires_grad=True) * 1
        ways = [function(t, **given), *([getattr(t, name)(**given)] if name in METHODS else [])]
        if given.get("axis") is None:
            given.pop("axis", None)
        for y in ways:
            assert y.dtype == expected.dtype, given
            np.testing.assert_allclose(y.numpy(), expected, tolerance, tolerance, err_msg=str(given))
        out = ag.Tensor(np.zeros_like(expected))
        assert function(t, out=out, **given) is out, given
        np.testing.assert_allclose(out.numpy(), expected, tolerance, tolerance, err_msg=str(given))
    assert compared >= 4


@pytest.mark.parametrize("name", TAKEN)
@pytest.mark.filterwarnings("ignore::RuntimeWarning")  # of slices where nothing is left
def test_every_combination_has_the_gradient_of_finite_differences(name):
    function = getattr(np, name)
    u = np.cos(np.arange(12.0)).reshape(3, 4)
    for given in arguments(name):
        expected = numpys(function, X, given)
        if expected is None or not np.isfinite(expected).all() or given.get("dtype") is np.float32:
            continue
        if given.get("axis") == () and name in {"std", "nanstd"} and "mean" not in given:
            continue  # of single numbers, 0: a kink
        weights = np.sin(1 + np.arange(float(expected.size))).reshape(expected.shape)

        def loss(x, given=given, weights=weights):
            return np.sum(function(x, **given) * weights)

        got = np.sum(ag.grad(loss)(X) * u)
        assert got == pytest.approx(slope(lambda t, loss=loss: float(loss(X + t * u)), 1e-3), rel=1e-7, abs=1e-7), given
