"""The rule of a rule is checked, and so is that the order of two derivatives does not matter."""

from dataclasses import replace

import numpy as np
import pytest

from autograd_core import operation
from autograd_core.errors import GradientCheckError, GradientMismatch
from autograd_core.registry import OPERATIONS
from autograd_core.testing import check_gradients, frameworks, second_order
from autograd_core.testing.pullbacks import Pullbacks
from autograd_core.testing.subjects import Subject

X = np.array([0.5, 1.0, 2.0])
A = np.array([[1.0, 2.0], [3.0, 5.0]])


@operation(formula="x³", batched=0)
def cube(x, /):
    """Return x³."""
    return x**3


@cube.rule("x", formula="∂x = 3 g x²")
def _(g, x):
    return g * 3 * (np.asarray(getattr(x, "array", x)) ** 2)  # the path through x is lost


del OPERATIONS["cube"]  # the laws hold for operations of the package


@pytest.mark.parametrize(
    ("f", "args", "source"),
    [
        (np.tanh, (X,), {}),
        (np.tanh, (X,), {"vjp": lambda g, x: g * (1 - np.tanh(x) ** 2)}),
        (lambda x: np.sum(x**3), (X,), {"gradient": lambda x: 3 * x**2}),
        (lambda a, n: np.linalg.inv(a) * n, (A, 2), {}),
        (lambda a, b: a @ b, (A, A + 1), {}),
        (lambda net: net["w"] * net["b"], ({"w": X, "b": X + 1},), {}),
    ],
)
def test_right_rules_pass(f, args, source):
    assert check_gradients(f, *args, order=2, **source).verdict == "pass"


def test_a_rule_that_is_right_once_only_is_found():
    assert check_gradients(cube, X).passed
    with pytest.raises(GradientMismatch) as caught:
        check_gradients(cube, X, order=2)
    (breach,) = caught.value.report.breaches
    assert breach.law == "second order"
    assert breach.sentence.startswith("second order, f being the rule: ∂f[")
    assert "is given as 0, the values say " in breach.sentence
    assert str(caught.value).endswith(", order=2)")


def test_a_hessian_is_symmetric():
    def broken(swirl):
        subject = Subject.of(lambda x: swirl @ x, (X,), frameworks.OURS)
        return second_order.asymmetric(subject, Pullbacks(subject), 3, np.random.default_rng(0))

    assert broken(np.ones((3, 3))) == []
    (breach,) = broken(np.array([[0.0, 1, 0], [-1, 0, 0], [0, 0, 1]]))
    assert breach.law == "symmetric"
    assert breach.sentence.startswith("second order: the Hessian is not symmetric, ⟨w, H u⟩ = ")
    assert breach.sentence.endswith(" must be equal: the gradient is that of no function")


def test_there_are_two_orders():
    with pytest.raises(GradientCheckError) as caught:
        check_gradients(np.sin, X, order=3)
    assert str(caught.value) == (
        "a gradient is checked to first or second order: got order=3. Pass order=1 or order=2."
    )


def test_a_framework_without_second_derivatives_is_refused():
    subject = Subject.of(np.sin, (X,), replace(frameworks.OURS, name="another"))
    rule, args = second_order.rule_of(subject, Pullbacks(subject), [X])
    with pytest.raises(GradientCheckError) as caught:
        rule(*args)
    assert str(caught.value) == (
        "the second order is checked by a framework that can differentiate its own gradients: got another. "
        "Leave out order=2."
    )
