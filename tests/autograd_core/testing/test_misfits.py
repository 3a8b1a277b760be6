"""What would give a gradient the shape of its argument is named, and both where two would."""

import numpy as np
import pytest

from autograd_core.testing import frameworks
from autograd_core.testing.evidence import gathered
from autograd_core.testing.misfits import explained
from autograd_core.testing.pullbacks import MisshapenError, Pullbacks
from autograd_core.testing.subjects import Subject
from tests.autograd_core.testing.told import cause

RNG = np.random.default_rng(3)
X = RNG.normal(size=(4, 3))
RIGHT = "the numbers of the gradient of a are right, its shape is not: reshape it"


def add(a, b):
    return a + b


MISFITS = {
    "a sum": (
        X[0],
        lambda g, a, b: (g, g.copy()),
        "summed over axis 0 the gradient of a is right: the sum over an axis",
    ),
    "two sums": (
        X[0, 0],
        lambda g, a, b: (g, g.copy()),
        "summed over axes 0, 1 the gradient of a is right: the sum over axes that were broadcast is missing",
    ),
    "an axis kept": (X[:, :1], lambda g, a, b: (g.sum(1), g.copy()), RIGHT),
    "an axis of one": (
        X[0],
        lambda g, a, b: (g.sum(0, keepdims=True), g.copy()),
        f"{RIGHT}, or sum over its axis 0, of length 1 here",
    ),
    "a mean": (X[0], lambda g, a, b: (4 * g, g.copy()), "averaged over axis 0 the gradient of a is right"),
    "a transpose": (X, lambda g, a, b: (g.T, g.copy()), "transposed the gradient of a is right"),
}


@pytest.mark.parametrize("name", MISFITS)
def test_a_change_of_shape(name):
    a, rule, text = MISFITS[name]
    assert cause(add, a, X, vjp=rule).startswith(text)


def test_a_gradient_that_is_not_spread():
    assert cause(lambda a: a.sum(1), X, vjp=lambda g, a: g) == (
        "broadcast to the shape of a its gradient is right: each entry of a has a part in it"
    )


def test_either_of_two_sums():
    said = cause(lambda a: a * 1, X[0], vjp=lambda g, a: np.diag(g))
    missing = "the gradient of a is right: the sum over an axis that was broadcast is missing"
    assert said == f"summed over axis 0 {missing} or summed over axis 1 {missing}"


def test_an_axis_of_one_needs_no_sum():
    assert cause(add, X[0], X[:, None], vjp=lambda g, a, b: (g, g.copy())) == (
        "summed over axis 0 the gradient of a is right: the sum over an axis that was broadcast is missing"
    )


def test_nothing_is_said_of_other_numbers_or_of_zeros():
    assert not cause(add, X[0], X, vjp=lambda g, a, b: (g**3, g.copy()))
    assert not cause(lambda a, b: 0 * a + b, X[0], X, vjp=lambda g, a, b: (0 * g, g.copy()))


def jacobian_of(f, x, given):
    """Return what is said of numbers where the Jacobian was asked for."""
    subject = Subject.of(f, (x,), frameworks.OURS)

    def rule(g, x):
        return given(x)

    sets = gathered(subject, Pullbacks(subject, vjp=rule))
    for each in sets:
        each.misfit = given(each.subject.x)
    return explained(sets, MisshapenError(0, given(x), subject.y.shape + x.shape, subject.y))


def test_the_gradient_of_the_sum_is_no_jacobian():
    assert jacobian_of(np.sin, X[0], np.cos) == "gradient returns the gradient of the sum of the result"


def test_a_transposed_jacobian():
    def f(x):
        return np.array([x.sum(), x.prod()])

    def transposed(x):
        return np.stack([np.ones(3), x.prod() / x], axis=1)

    assert jacobian_of(f, X[0], transposed) == "gradient returns the transpose of the Jacobian"
    assert jacobian_of(f, X[0], lambda x: 2 * transposed(x)) == ""
