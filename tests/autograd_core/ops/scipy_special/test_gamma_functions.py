import math

import numpy as np
import pytest
import scipy.special as sp

import autograd_core as ag


@pytest.mark.parametrize(("n", "slope"), [(0, 1.0), (1, -1.0), (2, 2.0), (3, -6.0)])
def test_the_reciprocal_gamma_function_has_slopes_at_its_zeros(n, slope):
    assert ag.grad(sp.rgamma)(float(-n)) == pytest.approx(slope)


@pytest.mark.parametrize(
    ("function", "x", "slope"),
    [
        (lambda x: sp.gammainc(1.0, x), 0.0, 1.0),
        (lambda x: sp.betainc(1.0, 1.0, x), 0.0, 1.0),
        (lambda x: sp.betainc(1.0, 2.0, x), 1.0, 0.0),
        (lambda q: sp.zeta(2.0, q), 1.0, -2 * float(sp.zeta(3.0))),
        (lambda x: ag.special.polygamma(0, x), 1.0, math.pi**2 / 6),
        (lambda x: ag.special.multigammaln(x, 1), 2.5, float(sp.psi(2.5))),
    ],
)
def test_slopes_at_ends_and_known_points(function, x, slope):
    assert ag.grad(function)(x) == pytest.approx(slope)


def test_inverses_undo_their_functions():
    p = np.array([0.1, 0.5, 0.9])
    there = ag.grad(lambda p: np.sum(sp.gammainc(2.5, sp.gammaincinv(2.5, p))))(p)
    back = ag.grad(lambda p: np.sum(sp.betainccinv(2.5, 1.5, sp.betaincc(2.5, 1.5, p))))(p)
    np.testing.assert_allclose([there, back], 1.0, rtol=1e-12)


def test_zeta_of_complex_numbers_far_to_the_left():
    q = np.array([-8.5 + 0.5j])
    expected = sum((q + k) ** -2.0 for k in range(9)) + ag.special.zeta(2.0, q + 9).numpy()
    np.testing.assert_allclose(ag.special.zeta(2.0, q).numpy(), expected, rtol=1e-13)
    assert ag.special.zeta(2.0, np.zeros((0, 2), complex)).shape == (0, 2)


def test_zeta_of_complex_numbers_on_the_real_axis_is_that_of_scipy():
    q = np.linspace(0.3, 30.0, 50)
    for s in (1.5, 2.0, 7.0):
        np.testing.assert_allclose(ag.special.zeta(s, q + 0j).numpy(), sp.zeta(s, q), rtol=1e-13)
