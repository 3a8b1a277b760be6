"""A forward rule that is given is under test itself: what it returns, what it writes, and that it fits the rule."""

import numpy as np
import pytest

from autograd_core.errors import GradientCheckError
from autograd_core.testing import check_gradients

X = np.array([1.0, 2.0, 3.0])
LIKE = "return J u, which is like the result"


def rule(g, x):
    return g * 2 * x


def forward(u, x):
    return u * 2 * x


def sentences(jvp, f=np.square, *args, **options):
    report = check_gradients(f, *(args or (X,)), jvp=jvp, raises=False, **({"vjp": rule} | options))
    assert report.verdict == ("fail" if report.breaches else "pass")
    return {breach.law: breach.sentence for breach in report.breaches}


@pytest.mark.parametrize(
    "jvp", [forward, lambda u, x: forward(u, x).tolist(), lambda u, x: (forward(u, x),)], ids=["array", "list", "tuple"]
)
def test_a_right_forward_rule_passes(jvp):
    assert not sentences(jvp)
    assert not sentences(jvp, vjp=None)


@pytest.mark.parametrize(
    ("jvp", "found"),
    [
        (lambda u, x: u * np.nan, {"finite": "jvp gives nan at entry [0], where square has a value and a gradient: "}),
        (
            lambda u, x: forward(u, x) * [1, np.inf, 1],
            {"finite": "jvp gives inf at entry [1], where square has a value and a gradient: "},
        ),
        (lambda u, x: np.ones((2, 2)), {"shape": f"jvp gives shape (2, 2) for a result of shape (3,): {LIKE}"}),
        (lambda u, x: forward(u, x)[:, None], {"shape": f"jvp gives shape (3, 1) for a result of shape (3,): {LIKE}"}),
        (lambda u, x: 1.0, {"shape": f"jvp gives shape () for a result of shape (3,): {LIKE}"}),
        (
            lambda u, x: forward(u, x).astype("f4"),
            {"dtype": f"jvp gives dtype float32 for a result of dtype float64: {LIKE}"},
        ),
        (
            lambda u, x: forward(u, x) * (1 + 0j),
            {"dtype": f"jvp gives dtype complex128 for a result of dtype float64: {LIKE}"},
        ),
        (lambda u, x: u["a"], {"raises": "jvp raises IndexError where square has a value ("}),
        (lambda u: u, {"raises": "jvp raises TypeError where square has a value ("}),
        (lambda u, x: np.multiply(u, 2 * x, out=u), {"writes": "jvp writes into the tangent: compute in a copy of it"}),
        (lambda u, x: u * 3 * x, {"adjoint": "vjp is not the transpose of jvp: ⟨v, J u⟩ = "}),
        (lambda x, u: u * 2 * x + x, {"adjoint": "vjp is not the transpose of jvp: ⟨v, J u⟩ = "}),
    ],
)
def test_a_broken_forward_rule_is_found(jvp, found):
    found_there = sentences(jvp)
    assert found_there.keys() == found.keys()
    for law, start in found.items():
        assert found_there[law].startswith(start)


@pytest.mark.parametrize("options", [{"contract": False}, {"gradient": lambda x: np.diag(2 * x), "vjp": None}])
def test_it_is_under_test_whatever_else_is(options):
    assert not sentences(forward, **options)
    assert [*sentences(lambda u, x: u * 3 * x, **options)] == ["adjoint"]


def test_where_the_slope_is_infinite_it_may_be_so():
    roots = check_gradients(
        np.sqrt, np.array([0.0, 4.0]), vjp=lambda g, x: g / (2 * np.sqrt(x)), jvp=lambda u, x: u / (2 * np.sqrt(x))
    )
    assert (roots.verdict, roots.breaches) == ("not differentiable", ())


@pytest.mark.parametrize(
    ("returned", "message"),
    [
        ("words", "jvp must return numbers: got a value of type str. Return an array."),
        ((X, X, X), "jvp returned another number of arrays than f does: got 3 for 2. Return one for each, in order."),
    ],
)
def test_what_is_no_tangent_is_refused(returned, message):
    with pytest.raises(GradientCheckError) as caught:
        check_gradients(lambda x: (x, x * 2), X, jvp=lambda u, x: returned)
    assert str(caught.value) == message


def test_results_of_integers_have_no_tangent():
    def f(x):
        return x**2, np.argmax(x)

    assert not sentences(lambda u, x: (u * 2 * x, 0), f, X)
    assert not sentences(forward, f, X)
