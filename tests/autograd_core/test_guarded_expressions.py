"""Expressions guarded by `where` have the gradient of the branch that is chosen, to second order as well."""

import numpy as np
import pytest

import autograd_core as ag
from benchmarks.guarded import GUARDED

pytestmark = pytest.mark.filterwarnings("ignore::RuntimeWarning")


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("name", GUARDED)
def test_the_gradient(name, dtype):
    function, x, gradient = GUARDED[name]
    found = ag.grad(lambda x: np.sum(function(np, x)))(np.array(x, dtype))
    assert found.dtype == dtype
    assert np.allclose(found, gradient, rtol=1e-12 if dtype == "float64" else 1e-5)


@pytest.mark.parametrize("name", GUARDED)
def test_the_second_order_is_finite_where_the_first_is_guarded(name):
    function, x, _ = GUARDED[name]
    assert np.isfinite(ag.hessian(lambda x: np.sum(function(np, x)))(np.array(x))).all()


@pytest.mark.parametrize("name", GUARDED)
def test_the_expression_and_its_gradient_are_right_beside_the_guard(name):
    """The number beside the guard is checked by differences, so that no wrong gradient is written down."""
    function, x, gradient = GUARDED[name]
    x, step = np.array(x), np.array([0.0, 1e-6])
    if function(np, x).ndim == 0 or not np.any(gradient[1:]):
        return
    ends = [np.sum(function(np, x + sign * step)[1:]) for sign in (1, -1)]
    assert np.isclose((ends[0] - ends[1]) / 2e-6, gradient[1], rtol=1e-5)
