import math

import numpy as np
import pytest
import scipy.special as sp

import autograd_core as ag


@pytest.mark.parametrize(
    ("function", "x", "slope"),
    [
        (sp.log_ndtr, -1e5, 1e5),
        (sp.log_ndtr, 40.0, 0.0),
        (sp.ndtri_exp, -2.0, 1 / ag.grad(sp.log_ndtr)(float(sp.ndtri_exp(-2.0)))),
        (sp.ndtri, 0.5, math.sqrt(2 * math.pi)),
        (sp.erfinv, 0.0, math.sqrt(math.pi) / 2),
        (sp.erfcinv, 1.0, -math.sqrt(math.pi) / 2),
        (sp.dawsn, 0.0, 1.0),
        (lambda x: sp.fresnel(x)[1], 0.0, 1.0),
        (lambda a: sp.owens_t(0.0, a), 0.0, 1 / (2 * math.pi)),
    ],
)
def test_slopes_at_the_middle_and_in_the_tails(function, x, slope):
    assert ag.grad(function)(x) == pytest.approx(slope, rel=1e-9)


def test_the_faddeeva_function_of_real_numbers_is_complex_and_their_gradient_real():
    gradient = ag.grad(lambda x: np.sum(np.imag(sp.wofz(x))))(np.array([0.0, 0.5]))
    assert gradient.dtype == np.float64
    assert gradient[0] == pytest.approx(2 / math.sqrt(math.pi))


def test_a_voigt_profile_integrates_to_one_whatever_its_widths():
    x = np.linspace(-3000, 3000, 600001)
    slopes = ag.grad(lambda s, g: np.trapezoid(sp.voigt_profile(x, s, g), x), argnums=(0, 1))(1.5, 0.01)
    assert np.abs(slopes[0]) < 1e-8
    assert slopes[1] == pytest.approx(-2 / (math.pi * 3000), rel=1e-3)  # what lies beyond the ends
