"""A rule that breaks its contract is found, and told which law; rules that keep it are left alone."""

import numpy as np
import pytest

from autograd_core.errors import GradientCheckError, GradientMismatch
from autograd_core.testing import check_gradients, contracts, frameworks
from autograd_core.testing.pullbacks import Pullbacks
from autograd_core.testing.subjects import Subject

X = np.array([[0.5, -1.0, 2.0], [1.5, 0.25, -0.75]])


def sentences(f, *args, **options):
    """Return the laws that are broken, with what is said."""
    report = check_gradients(f, *args, raises=False, **options)
    return {breach.law: breach.sentence for breach in report.breaches}


def sine(g, x):
    return g * np.cos(x)


def laws(rule, x=X, f=np.sin):
    return [*sentences(f, x, vjp=rule)]


@pytest.mark.parametrize(
    ("law", "rule"),
    [
        ("linear", lambda g, x: g**2 * np.cos(x)),
        ("linear", lambda g, x: abs(g) * np.cos(x)),
        ("linear", lambda g, x: np.clip(g, -1, 1) * np.cos(x)),
        ("linear", lambda g, x: np.clip(g, -100, 100) * np.cos(x)),
        ("linear", lambda g, x: g * (abs(g) > 1e-3) * np.cos(x)),
        ("zero", lambda g, x: (g + 1e-4) * np.cos(x)),
        ("zero", lambda g, x: np.cos(x)),
        ("dtype", lambda g, x: sine(g, x).astype("f4")),
        ("dtype", lambda g, x: sine(g, x) * (1 + 0j)),
        ("shape", lambda g, x: sine(g, x).T),
        ("shares", lambda g, x: x),
        ("raises", lambda g, x: sine(g, x)[5]),
    ],
)
def test_every_law_is_seen_to_be_broken(law, rule):
    assert law in laws(rule)


@pytest.mark.parametrize("shape", [(), (1,), (2, 3), (0, 3), (1, 1), (2, 1, 3)])
@pytest.mark.parametrize("dtype", ["f4", "f8"])
def test_a_right_rule_keeps_the_contract(shape, dtype):
    x = np.linspace(-1, 1, max(1, int(np.prod(shape))))[: int(np.prod(shape))].reshape(shape).astype(dtype)
    assert not sentences(np.sin, x, vjp=sine)
    assert not sentences(np.sin, x)
    assert not sentences(lambda x, y: x + y, x, x, vjp=lambda g, x, y: (g, g))


def test_a_badly_conditioned_rule_keeps_it_too():
    a = np.vander(np.linspace(1, 2, 9))

    def rule(g, a):
        inverse = np.linalg.inv(a)
        return -inverse.T @ g @ inverse.T

    subject = Subject.of(np.linalg.inv, (a,), frameworks.OURS)
    assert np.linalg.cond(a) > 1e9
    assert contracts.broken(Pullbacks(subject, vjp=rule), np.random.default_rng(0)) == []


def test_sentences_say_what_came_and_what_to_do():
    rest = "a rule multiplies the cotangent, and does nothing else to it"
    one = np.array([1.0])
    assert sentences(np.sin, one.astype("f4"), vjp=lambda g, x: g * np.cos(x, dtype="f8")) == {
        "dtype": "the gradient of x has dtype float64, x has dtype float32: return it in the argument's own, "
        "as by .astype(x.dtype)"
    }
    assert sentences(np.sin, one, vjp=lambda g, x: sine(g, x) + 1j) == {
        "dtype": "the gradient of x is complex, x is real: return its real part"
    }
    assert sentences(np.sin, one, vjp=lambda g, x: sine(g, x) + 1) == {
        "zero": f"vjp gives 1 at x[0] for a cotangent of zeros, where it must give 0: {rest}"
    }
    said = sentences(np.sin, one, vjp=lambda g, x: g * abs(g) * np.cos(x))["linear"]
    assert said.startswith("vjp is not linear in the cotangent: for the cotangent 2 v − 3 w it gives ")
    assert said.endswith(rest)
    assert sentences(np.sin, X, vjp=lambda g, x: sine(g, x).T) == {
        "shape": "the gradient of x has shape (3, 2), x has shape (2, 3)"
    }
    assert sentences(np.sin, np.zeros((0, 3)), vjp=lambda g, x: x.flat[0]) == {
        "raises": "vjp raises IndexError where sin has a value (index 0 is out of bounds for size 0); shapes: x: (0, 3)"
    }


def test_numbers_of_a_gradient_are_asked_for_less():
    single = X.astype("f4")
    assert not sentences(lambda x: np.sum(x**2), single, gradient=lambda x: 2.0 * x.astype("f8"))
    assert not sentences(lambda x: np.sum(x**2), X, gradient=lambda x: 2 * x + 0j)
    assert "dtype" in sentences(lambda x: np.sum(x**2), X, gradient=lambda x: 2 * x + 1j)


def test_state_is_found():
    calls = iter(range(1000))
    said = sentences(np.sin, np.array([0.0]), vjp=lambda g, x: sine(g, x) * (1 + next(calls) % 2))["steady"]
    assert said.endswith(
        "at x[0] in two calls with the same arguments: compute from the arguments alone, and keep no state"
    )
    kept = {}

    def f(x):
        kept["y"] = np.exp(x)
        return kept["y"]

    said = sentences(f, np.array([0.5]), vjp=lambda g, x: g * kept["y"])["steady"]
    assert "in the same call before and after f is called at another point" in said


def test_a_forward_rule_must_be_the_transpose():
    assert not sentences(np.sin, X, vjp=sine, jvp=lambda u, x: u * np.cos(x))
    said = sentences(np.sin, X, vjp=sine, jvp=lambda u, x: 2 * u * np.cos(x))["adjoint"]
    assert said.startswith("vjp is not the transpose of jvp: ⟨v, J u⟩ = ")
    assert "; jvp is wrong, the values give " in said
    said = sentences(np.sin, X, vjp=lambda g, x: -sine(g, x), jvp=lambda u, x: u * np.cos(x))["adjoint"]
    assert "; vjp is wrong, the values give " in said


def test_tangents_come_like_the_arguments():
    def pushed(u, x, n, y):
        assert u[1] == 0.0
        return u[0] * n + u[2]

    assert not sentences(lambda x, n, y: x * n + y, X, 3, X, vjp=lambda g, x, n, y: (g * n, g), jvp=pushed)


def test_a_rule_is_one_for_all_dtypes():
    def rule(g, x):
        return (g * np.cos(x) * (1.1 if x.dtype == np.float32 else 1.0)).astype(x.dtype)

    said = sentences(np.sin, np.array([0.0], "f4"), vjp=rule)
    assert said == {
        "precision": "the gradient of x in float32 is off that in double precision by 0.0805 at x[0]: "
        "use one formula for all dtypes"
    } or said["precision"].endswith(": use one formula for all dtypes")
    saturated = np.array([9.0], "f4")
    assert not sentences(np.tanh, saturated, vjp=lambda g, x: g * (1 - np.tanh(x) ** 2))


def test_the_contract_can_be_left_out():
    report = check_gradients(np.sin, X, vjp=lambda g, x: g * np.cos(x) + 0j, contract=False)
    assert report.passed
    assert not report.breaches


def test_a_broken_law_is_a_mismatch():
    with pytest.raises(GradientMismatch, match="complex"):
        check_gradients(np.sin, X, vjp=lambda g, x: g * np.cos(x) + 0j)


def test_few_evaluations_are_spent():
    subject = Subject.of(np.sin, (X,), frameworks.OURS)
    before = subject.evaluations
    contracts.broken(Pullbacks(subject, vjp=sine), np.random.default_rng(0))
    assert subject.evaluations - before <= 3


def test_a_random_function_is_no_function():
    rng = np.random.default_rng(0)
    with pytest.raises(GradientCheckError, match="does not return the same for the same arguments"):
        check_gradients(lambda x: x + rng.normal(), X)
