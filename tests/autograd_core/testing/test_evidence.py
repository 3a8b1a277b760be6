"""What guesses are tried on: gradients at several points, and at other arguments."""

import numpy as np
import pytest

from autograd_core.testing import frameworks
from autograd_core.testing.evidence import MANY, at_other_arguments, far_away, gathered, lengthened
from autograd_core.testing.pullbacks import Pullbacks
from autograd_core.testing.subjects import Subject

RNG = np.random.default_rng(0)
X = RNG.normal(size=4)


def taken(f, *args, **rule):
    subject = Subject.of(f, args, frameworks.OURS)
    return subject, Pullbacks(subject, **rule)


def test_the_jacobian_is_measured():
    def f(x):
        return np.array([x[0] * x[1], np.sin(x[2]), np.exp(x).sum()])

    for each in gathered(*taken(f, X, vjp=lambda g, x: x)):
        x = each.subject.x
        wanted = np.array([[x[1], x[0], 0, 0], [0, 0, np.cos(x[2]), 0], np.exp(x)])
        np.testing.assert_allclose(each.jacobian, wanted, atol=1e-10 * np.exp(x).max())
        assert (np.abs(each.jacobian - wanted) <= each.bounds).all()
        np.testing.assert_allclose(each.measured, each.v @ wanted, atol=1e-10 * np.exp(x).max())


def test_each_number_is_seen_with_both_signs():
    signs = np.sign([each.subject.x for each in gathered(*taken(np.sin, X, vjp=lambda g, x: g))])
    assert (signs.min(axis=0) == -1).all()
    assert (signs.max(axis=0) == 1).all()


def test_points_without_values_are_left_out():
    assert len(gathered(*taken(np.log, np.abs(X), vjp=lambda g, x: g))) == 3


def test_a_kink_is_not_measured():
    here, *others = gathered(*taken(np.abs, np.array([0.0, 1.0]), vjp=lambda g, x: g))
    assert here.known.tolist() == [False, True]
    assert np.isnan(here.jacobian).tolist() == [[True, False], [False, False]]
    assert others[0].known.all()


def test_the_rounding_of_sums_that_cancel_is_no_kink():
    x = np.array([1.0, -1.0 + 1e-13, 1e-3])
    assert all(each.known.all() for each in gathered(*taken(np.cumsum, x, vjp=lambda g, a: g)))


def test_a_gradient_of_zeros_is_known():
    sets = gathered(*taken(lambda a, b: a + 0 * b, X, X + 1, vjp=lambda g, a, b: (g, g)))
    assert all(each.wrong[each.part(1)].all() for each in sets)


def test_of_large_arrays_some_of_each_are_measured():
    sets = gathered(*taken(lambda w, b: w @ b, np.ones((30, 20)), np.ones(20), vjp=lambda g, w, b: (w, b)))
    for k, size in enumerate((600, 20)):
        measured = np.isfinite(sets[0].measured[sets[0].part(k)]).sum()
        assert 3 <= measured < min(size, MANY)


def test_points_far_away_are_those_with_values():
    subject, pullbacks = taken(np.log, np.abs(X), vjp=lambda g, x: g / x)
    sizes = [1 / abs(g[0] * X[0]) for g in far_away(subject, pullbacks)]
    assert np.round(np.log10(sizes), 0) == pytest.approx([-3, -2, -1, 1, 2, 3])


def test_axes_of_a_length_are_doubled():
    shapes = {
        n: lengthened(*taken(lambda x: x.sum(-1), np.ones((1, 3)), vjp=lambda g, x: x), n)[0].subject.form.shapes
        for n in (1, 3)
    }
    assert shapes == {1: ((2, 3),), 3: ((1, 6),)}


def test_a_function_may_refuse_other_arguments():
    subject, pullbacks = taken(lambda x: x * np.arange(4.0), X, vjp=lambda g, x: g)
    assert lengthened(subject, pullbacks, 4) == []
    assert at_other_arguments(subject, pullbacks, lambda k, leaf: "no array") == []
