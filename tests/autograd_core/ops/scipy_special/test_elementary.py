import math

import numpy as np
import pytest
import scipy.special as sp

import autograd_core as ag

X, LN = 2.5, math.log(2.5)


@pytest.mark.parametrize(
    ("function", "xs", "slopes"),
    [
        (sp.boxcox, (X, 0.0), (1 / X, LN**2 / 2)),
        (sp.boxcox1p, (X - 1, 0.0), (1 / X, LN**2 / 2)),
        (sp.inv_boxcox, (LN, 0.0), (X, -X * LN**2 / 2)),
        (sp.inv_boxcox1p, (LN, 0.0), (X, -X * LN**2 / 2)),
        (sp.xlog1py, (0.0, -1.0), (0.0, 0.0)),
        (sp.rel_entr, (0.5, 0.5), (1.0, -1.0)),
        (sp.kl_div, (0.5, 0.5), (0.0, 0.0)),
        (sp.huber, (1.0, 3.0), (2.0, 1.0)),
        (sp.huber, (1.0, -0.5), (0.0, -0.5)),
        (sp.pseudo_huber, (1.0, 0.0), (0.0, 0.0)),
        (sp.powm1, (2.0, 3.0), (12.0, 8 * math.log(2))),
    ],
)
def test_slopes_of_two_operands(function, xs, slopes):
    assert ag.grad(function, argnums=(0, 1))(*xs) == pytest.approx(slopes, abs=1e-15)


def test_what_has_no_share_has_no_weight():
    assert ag.grad(lambda q: sp.rel_entr(0.0, q))(0.0) == 0.0
    assert ag.grad(lambda q: sp.kl_div(0.0, q))(0.0) == 1.0
    assert ag.grad(lambda p: np.where(p > 0, sp.entr(p), 0.0).sum())(np.array([0.0, 1.0])).tolist() == [0.0, -1.0]


@pytest.mark.parametrize(("x", "slope"), [(800.0, 0.0), (40.0, math.exp(-40)), (-800.0, 0.0)])
def test_the_logistic_function_in_its_tails(x, slope):
    assert ag.grad(sp.expit)(x) == pytest.approx(slope, rel=1e-12)
    assert ag.grad(sp.log_expit)(x) == pytest.approx(1.0 if x < 0 else slope, rel=1e-12)


def test_the_relative_exponential_is_smooth_at_zero():
    first = ag.grad(sp.exprel)
    second = ag.grad(first)
    assert (first(0.0), second(0.0), ag.grad(second)(0.0)) == pytest.approx((1 / 2, 1 / 3, 1 / 4))


def test_degrees():
    functions = (sp.sindg, sp.cosdg, sp.tandg, sp.cotdg)
    slopes = [ag.grad(f)(45.0) * 180 / math.pi for f in functions]
    assert slopes == pytest.approx([math.sqrt(0.5), -math.sqrt(0.5), 2.0, -2.0])


def test_branches_of_lamberts_function():
    gradient = ag.grad(lambda x: np.sum(np.real(sp.lambertw(x, k=-1))))(np.array([-0.2]))
    w = sp.lambertw(-0.2, k=-1).real
    assert gradient[0] == pytest.approx(w / (-0.2 * (1 + w)))
    assert ag.grad(lambda x: np.real(sp.lambertw(x)))(0.0) == 1.0
