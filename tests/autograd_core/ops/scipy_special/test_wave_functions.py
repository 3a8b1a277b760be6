import numpy as np
import pytest
import scipy.special as sp

import autograd_core as ag


@pytest.mark.parametrize(("n", "slopes"), [(0, (0.0, -1 / 3)), (1, (1 / 3, 0.0)), (2, (0.0, 2 / 15)), (3, (0.0, 0.0))])
def test_spherical_functions_are_smooth_at_zero(n, slopes):
    def function(x):
        return ag.special.spherical_jn(n, x)

    assert (ag.grad(function)(0.0), ag.grad(ag.grad(function))(0.0)) == pytest.approx(slopes, abs=1e-15)


@pytest.mark.parametrize(("function", "slope"), [(sp.ber, 0.0), (sp.bei, 0.0), (sp.berp, 0.0), (sp.beip, 0.5)])
def test_kelvin_functions_are_smooth_at_zero(function, slope):
    assert ag.grad(function)(0.0) == slope


@pytest.mark.parametrize("k", range(4))
def test_airy_functions_satisfy_their_equation(k):
    x = np.linspace(-4, 2, 7)
    slope = ag.grad(lambda x: np.sum(sp.airy(x)[k]))(x)
    a, a_slope, b, b_slope = sp.airy(x)
    np.testing.assert_allclose(slope, [a_slope, x * a, b_slope, x * b][k], rtol=1e-15)


def test_a_struve_function_at_zero():
    assert ag.grad(lambda x: sp.struve(0, x))(0.0) == pytest.approx(2 / np.pi)
