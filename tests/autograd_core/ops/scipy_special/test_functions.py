import numpy as np
import pytest
import scipy.special as sp

import autograd_core as ag

INF = np.inf


@pytest.mark.parametrize("given", [{}, {"axis": 0}, {"axis": (0, 1), "keepdims": True}])
@pytest.mark.parametrize("b", [None, np.array([1.0, -2.0, 0.5, 0.1])])
def test_logsumexp_takes_what_scipys_takes(given, b):
    a = np.random.default_rng(0).normal(size=(3, 4))
    got, expected = (f(a, b=b, return_sign=True, **given) for f in (ag.special.logsumexp, sp.logsumexp))
    for y, z in zip(got, expected, strict=True):
        np.testing.assert_allclose(y.numpy(), z, rtol=1e-13)
    plain, expected = (f(a, b=b, **given) for f in (ag.special.logsumexp, sp.logsumexp))
    np.testing.assert_allclose(plain.numpy(), expected, rtol=1e-13)


def test_the_sign_of_complex_numbers_is_their_phase():
    a = np.array([0.5 + 1.0j, -0.3 + 2.0j])
    got, expected = (f(a, return_sign=True) for f in (ag.special.logsumexp, sp.logsumexp))
    np.testing.assert_allclose([y.numpy() for y in got], expected, rtol=1e-13)


def test_weights_have_a_gradient_at_zero_too():
    gradient = ag.grad(lambda b: ag.special.logsumexp(np.array([0.0, 1.0]), b=b))(np.array([1.0, 0.0]))
    np.testing.assert_allclose(gradient, [1.0, np.e])


@pytest.mark.parametrize(("a", "y"), [([1000.0, 1000.0], 1000 + np.log(3)), ([-INF, -INF], -INF), ([INF, 0.0], INF)])
def test_logsumexp_of_extremes(a, y):
    assert ag.special.logsumexp(a, b=[1.0, 2.0]).numpy() == pytest.approx(y)


def test_softmax_goes_over_all_axes_as_in_scipy():
    x = np.random.default_rng(0).normal(size=(2, 3))
    np.testing.assert_allclose(ag.special.softmax(x).numpy(), sp.softmax(x), rtol=1e-14)
    np.testing.assert_allclose(ag.special.log_softmax(x).numpy(), sp.log_softmax(x), rtol=1e-14)
    np.testing.assert_allclose(ag.special.softmax(x, axis=1).numpy(), sp.softmax(x, axis=1), rtol=1e-14)
