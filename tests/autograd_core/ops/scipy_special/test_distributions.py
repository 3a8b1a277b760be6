import numpy as np
import pytest
import scipy.special as sp
import scipy.stats as st

import autograd_core as ag

X = np.array([0.2, 0.9, 2.5])


@pytest.mark.parametrize(
    ("function", "density"),
    [
        (lambda x: sp.chdtr(3.0, x), lambda x: st.chi2.pdf(x, 3.0)),
        (lambda x: 1 - sp.chdtrc(3.0, x), lambda x: st.chi2.pdf(x, 3.0)),
        (lambda x: sp.gdtr(2.0, 1.5, x), lambda x: st.gamma.pdf(x, 1.5, scale=0.5)),
        (lambda x: 1 - sp.gdtrc(2.0, 1.5, x), lambda x: st.gamma.pdf(x, 1.5, scale=0.5)),
        (lambda x: sp.stdtr(4.0, x), lambda x: st.t.pdf(x, 4.0)),
        (lambda x: sp.fdtr(4.0, 7.0, x), lambda x: st.f.pdf(x, 4.0, 7.0)),
        (lambda x: 1 - sp.fdtrc(4.0, 7.0, x), lambda x: st.f.pdf(x, 4.0, 7.0)),
        (lambda m: -sp.pdtr(2.7, m), lambda m: st.poisson.pmf(2, m)),
        (lambda m: sp.pdtrc(2.7, m), lambda m: st.poisson.pmf(2, m)),
    ],
)
def test_the_slope_of_a_distribution_is_its_density(function, density):
    np.testing.assert_allclose(ag.grad(lambda x: np.sum(function(x)))(X), density(X), rtol=1e-12)


def test_the_binomial_distribution_by_the_chance():
    p = np.array([0.1, 0.5, 0.9])
    expected = 5 * st.binom.pmf(2, 4, p)
    np.testing.assert_allclose(ag.grad(lambda p: np.sum(sp.bdtrc(2.0, 5, p)))(p), expected, rtol=1e-12)
    np.testing.assert_allclose(ag.grad(lambda p: np.sum(sp.bdtr(2.0, 5, p)))(p), -expected, rtol=1e-12)


def test_inverses_undo_their_functions():
    p = np.array([0.1, 0.5, 0.9])
    for there_and_back in (
        lambda p: sp.chdtrc(3.0, sp.chdtri(3.0, p)),
        lambda p: sp.stdtr(3.0, sp.stdtrit(3.0, p)),
        lambda p: sp.fdtr(3.0, 5.0, sp.fdtri(3.0, 5.0, p)),
    ):
        np.testing.assert_allclose(ag.grad(lambda p, f=there_and_back: np.sum(f(p)))(p), 1.0, rtol=1e-10)
