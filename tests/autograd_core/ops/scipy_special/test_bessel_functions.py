import numpy as np
import pytest
import scipy.special as sp

import autograd_core as ag


@pytest.mark.parametrize(
    ("function", "slopes"),
    [
        (sp.j0, (0.0, -0.5)),
        (sp.j1, (0.5, 0.0)),
        (sp.i0, (0.0, 0.5)),
        (sp.i1, (0.5, 0.0)),
        (lambda x: sp.jv(0, x), (0.0, -0.5)),
        (lambda x: sp.jv(1, x), (0.5, 0.0)),
        (lambda x: sp.iv(2, x), (0.0, 0.25)),
    ],
)
def test_the_first_two_slopes_at_zero(function, slopes):
    assert (ag.grad(function)(0.0), ag.grad(ag.grad(function))(0.0)) == pytest.approx(slopes)


def test_a_scaled_function_has_a_kink_at_zero():
    assert ag.grad(sp.i0e)(0.0) == 0.0
    assert ag.grad(sp.i0e)(1e-9) == pytest.approx(-1.0, rel=1e-6)


@pytest.mark.parametrize(("scaled", "plain", "factor"), [("ive", "iv", lambda z: np.exp(-np.abs(z.real)))])
def test_a_factor_that_is_not_holomorphic_is_differentiated_by_both_parts(scaled, plain, factor):
    z = np.array([0.7 + 0.4j, -1.2 - 0.3j])
    got, expected = (
        ag.grad(lambda z, f=f: np.sum(np.abs(f(z)) ** 2))(z)
        for f in (lambda z: getattr(sp, scaled)(1.5, z), lambda z: getattr(sp, plain)(1.5, z) * factor(z))
    )
    np.testing.assert_allclose(got, expected, rtol=1e-12)


def test_derivatives_that_scipy_has_of_its_own_are_the_slopes():
    x = np.array([0.5, 1.5])
    for function, of_order in ((sp.jv, sp.jvp), (sp.yv, sp.yvp), (sp.iv, sp.ivp), (sp.kv, sp.kvp)):
        slope = ag.grad(lambda x, f=function: np.sum(f(1.5, x)))(x)
        np.testing.assert_allclose(slope, of_order(1.5, x), rtol=1e-12)
        second = ag.grad(lambda x, f=of_order: np.sum(f(1.5, x)))(x)  # SciPy's own function, on Tensors
        np.testing.assert_allclose(second, of_order(1.5, x, 2), rtol=1e-12)
