import numpy as np
import pytest
import scipy.special as sp

import autograd_core as ag
from autograd_core.ops.scipy_special.polynomials import below

FAMILIES = {
    "legendre": (),
    "chebyt": (),
    "chebyu": (),
    "chebyc": (),
    "chebys": (),
    "sh_legendre": (),
    "sh_chebyt": (),
    "sh_chebyu": (),
    "gegenbauer": (0.7,),
    "jacobi": (0.7, 1.3),
    "sh_jacobi": (1.9, 1.3),
    "laguerre": (),
    "genlaguerre": (0.7,),
    "hermite": (),
    "hermitenorm": (),
}


@pytest.mark.parametrize("degree", [0, 1, 2, 5])
@pytest.mark.parametrize("name", FAMILIES)
def test_the_slope_is_that_of_the_coefficients(name, degree):
    parameters = FAMILIES[name]
    polynomial = getattr(sp, name)(degree, *parameters)
    evaluate = getattr(sp, f"eval_{name}")
    for x in (-1.0, 0.0, 0.3, 1.0):
        scale = 1 + np.abs(polynomial.deriv().coeffs).sum()
        slope = ag.grad(lambda x: evaluate(degree, *parameters, x))(x)
        assert slope == pytest.approx(polynomial.deriv()(x), abs=1e-12 * scale)


@pytest.mark.parametrize(("n", "lower"), [(0, 0), (3, 2), (0.0, 0.0), (2.5, 1.5)])
def test_the_degree_below_stays_a_python_number(n, lower):
    assert below(n) == lower
    assert type(below(n)) is type(n)
    assert below(np.array([0, 3])).tolist() == [0, 2]
