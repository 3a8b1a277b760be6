import math

import numpy as np
import pytest
import scipy.special as sp

import autograd_core as ag

PI = math.pi


@pytest.mark.parametrize(
    ("function", "x", "slopes"),
    [
        (sp.ellipk, 0.0, (PI / 8, 9 * PI / 64)),
        (sp.ellipe, 0.0, (-PI / 8, -3 * PI / 64)),
        (sp.ellipkm1, 1.0, (-PI / 8, 9 * PI / 64)),
        (sp.spence, 1.0, (-1.0, 0.5)),
        (lambda x: sp.sici(x)[0], 0.0, (1.0, 0.0)),
        (lambda x: sp.shichi(x)[0], 0.0, (1.0, 0.0)),
        (lambda x: sp.expn(1, x), 2.0, (-math.exp(-2) / 2, math.exp(-2) * 3 / 4)),
    ],
)
def test_the_first_two_slopes_where_a_formula_is_zero_over_zero(function, x, slopes):
    assert (ag.grad(function)(x), ag.grad(ag.grad(function))(x)) == pytest.approx(slopes, rel=1e-12)


def test_an_elliptic_integral_near_its_pole_keeps_its_precision():
    assert ag.grad(sp.ellipkm1)(1e-200) == pytest.approx(-0.5e200, rel=1e-12)


@pytest.mark.parametrize("phi", [-7.0, -1.0, 0.0, 2.0, PI / 2, 12.0])
@pytest.mark.parametrize("function", [sp.ellipkinc, sp.ellipeinc])
def test_incomplete_integrals_of_any_angle(function, phi):
    def near(m):
        return float(function(phi, m))

    h = 1e-3
    expected = (8 * (near(0.4 + h) - near(0.4 - h)) - (near(0.4 + 2 * h) - near(0.4 - 2 * h))) / (12 * h)
    assert ag.grad(lambda m: function(phi, m))(0.4) == pytest.approx(expected, rel=1e-8, abs=1e-12)
    assert np.isfinite(ag.grad(lambda m: function(phi, m))(0.0))


def test_jacobi_functions_undo_the_integral():
    slope = ag.grad(lambda m: sp.ellipkinc(sp.ellipj(0.8, m)[3], m))(0.5)
    assert slope == pytest.approx(0.0, abs=1e-14)


def test_the_other_integral_at_zero_is_steep_but_says_nothing_of_the_first():
    x = ag.Tensor([0.0], requires_grad=True)
    sp.sici(x)[0].sum().backward()
    assert x.grad.numpy().tolist() == [1.0]
    assert ag.grad(lambda x: sp.sici(x)[1])(0.0) > 1e300
