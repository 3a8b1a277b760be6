"""What is wrong is named, where numbers confirm it, and nothing is named where they do not."""

import numpy as np
import pytest

from autograd_core.testing import check_gradients
from tests.autograd_core.testing.told import cause

X = np.array([[0.5, -1.0, 2.0], [1.5, 0.25, -0.75]])
RNG = np.random.default_rng(0)
SQUARE = RNG.normal(size=(3, 3))
Z = RNG.normal(size=3) + 1j * RNG.normal(size=3)


def product(g, a, b):
    return g @ b.T, a.T @ g


def taken(x, i):
    return x[i]


def put(g, x, i):
    dx = np.zeros_like(x)
    dx[i] = g
    return dx


WRONG = {
    "sign": (np.sin, (X,), lambda g, x: -g * np.cos(x), "the gradient of x has the wrong sign"),
    "factor": (
        np.square,
        (X,),
        lambda g, x: g * x,
        "the gradient of x is too small by the factor 2 in every entry",
    ),
    "number": (
        lambda x: np.sin(np.pi * x),
        (X,),
        lambda g, x: g * np.cos(np.pi * x),
        "the gradient of x is too small by the factor π in every entry",
    ),
    "small factor": (
        np.sin,
        (X,),
        lambda g, x: 1.001 * g * np.cos(x),
        "the gradient of x is too large by the factor 1.001 in every entry",
    ),
    "factor and sign": (
        np.sin,
        (X,),
        lambda g, x: -2 * g * np.cos(x),
        "the gradient of x is too large by the factor 2 in every entry, and has the wrong sign",
    ),
    "mean for sum": (
        lambda x: np.sum(x, 1),
        (X,),
        lambda g, x: np.broadcast_to(g[:, None] / x.shape[1], x.shape) * 1.0,
        (
            "the gradient of x is too small by the factor 3, the length of axis 1 of x, in every entry: "
            "perhaps a mean is taken for a sum"
        ),
    ),
    "sum for mean": (
        np.mean,
        (X,),
        lambda g, x: g * np.ones_like(x),
        (
            "the gradient of a is too large by the factor 6, the size of a, in every entry: "
            "perhaps a sum is taken for a mean"
        ),
    ),
    "transposed": (
        lambda a: a @ SQUARE,
        (SQUARE,),
        lambda g, a: (g @ SQUARE.T).T,
        "the gradient of a is right when it is transposed",
    ),
    "off by one": (
        np.sin,
        (X[0],),
        lambda g, x: np.roll(g * np.cos(x), 1),
        "the gradient of x is right when it is rolled by −1 (it is off by one)",
    ),
    "reversed": (
        np.cumsum,
        (X[0],),
        lambda g, x: np.cumsum(g[::-1]),
        "the gradient of a is right when it is reversed",
    ),
    "swapped": (
        np.multiply,
        (X, X + 2),
        lambda g, a, b: (g * a, g * b),
        "the gradient of x1 is that of x2; the gradient of x2 is that of x1",
    ),
    "dropped path": (
        np.multiply,
        (X, X + 2),
        lambda g, a, b: (g * b, None),
        "the gradient of x2 is 0 at all 17 points that were tried: the path from x2 to the result is lost",
    ),
    "first for all": (
        np.add,
        (X[0], X),
        lambda g, a, b: (g[0] * 1.0, g * 1.0),
        "the gradient of x1 lacks what comes by f[1, :]: a sum is not complete",
    ),
    "no sum": (
        np.add,
        (X[0], X),
        lambda g, a, b: (g, g),
        "summed over axis 0 the gradient of x1 is right: the sum over an axis that was broadcast is missing",
    ),
    "keepdims": (
        lambda a, b: a + b,
        (X[:, :1], X),
        lambda g, a, b: (g.sum(1), g),
        "the numbers of the gradient of a are right, its shape is not: reshape it",
    ),
    "not spread": (
        np.sum,
        (X,),
        lambda g, x: g,
        "broadcast to the shape of a its gradient is right: each entry of a has a part in it",
    ),
    "missing factor": (
        lambda x: x**3,
        (X,),
        lambda g, x: 3 * g * x,
        "the gradient of x is right when it is multiplied by x",
    ),
    "missing term": (
        lambda x: np.sum(np.sin(x) + x**2),
        (X,),
        lambda g, x: g * np.cos(x),
        "the gradient of x is right with 2 · x added: a term is missing",
    ),
    "conjugate": (
        lambda z: z**2,
        (Z,),
        lambda g, z: np.conj(g) * 2 * z,
        "the gradient of z is the conjugate of the right one",
    ),
    "negative": (
        lambda x: np.exp(-np.abs(x)),
        (X,),
        lambda g, x: -g * np.exp(-np.abs(x)),
        "the gradient of x is wrong only where x < 0; it has the wrong sign there",
    ),
    "threshold": (
        lambda x: x**2,
        (np.linspace(-3, 3, 12),),
        lambda g, x: 2 * g * np.minimum(x, 1.0) * np.where(x > 1, 0, 1),
        "the gradient of x is wrong only where x is above a number between ",
    ),
    "last": (
        np.sin,
        (X,),
        lambda g, x: g * np.cos(x) * [1, 1, 0],
        "the gradient of x is wrong only in the last entries along axis 1; it is 0 there",
    ),
    "duplicates": (
        taken,
        (X[0], np.array([0, 0, 2])),
        put,
        "the gradient of x is wrong only where i names an entry of x more than once",
    ),
    "left out": (
        np.sin,
        (X,),
        lambda g, x: g * np.cos(x) * [[1, 0, 1], [1, 1, 0]],
        "the gradient of x is wrong only in [0, 1], [1, 2]; it is 0 there",
    ),
    "short axes": (
        np.sin,
        (X[:1],),
        lambda g, x: g * np.cos(x) * (0.3 if 1 in x.shape else 1),
        "the gradient is wrong only for axes of length 1: with axes of length 2 in their place it is right",
    ),
    "ties": (
        np.sin,
        (np.array([0.5, 1.0, 1.0]),),
        lambda g, x: g * np.cos(x) * (2 if len(np.unique(x)) < 3 else 1),
        "the gradient is wrong only at this point, where x has equal entries: beside it, it is right",
    ),
    "zero": (
        np.sin,
        (np.array([0.0, 1.0, 2.0]),),
        lambda g, x: g * np.where(x == 0, 3, np.cos(x)),
        "the gradient of x is wrong only where x = 0",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_named(name):
    f, args, rule, text = WRONG[name]
    said = cause(f, *args, vjp=rule)
    assert said == text or (name in {"threshold", "duplicates", "zero"} and said.startswith(text))


def test_a_gradient_is_explained_as_a_rule_is():
    assert cause(lambda x: np.sum(x**2), X, gradient=lambda x: x) == (
        "the gradient of x is too small by the factor 2 in every entry"
    )


def test_nothing_is_said_without_numbers():
    assert not cause(np.sin, X, vjp=lambda g, x: g * np.exp(x))
    assert not cause(np.sin, np.array([1.0]), vjp=lambda g, x: g * np.exp(x))


def test_nothing_is_computed_for_a_right_gradient():
    report = check_gradients(np.sin, X)
    assert report.explained is report
    assert (report.cause, report.snippet) == ("", "")


def test_large_arrays_are_explained_from_some_entries():
    x = RNG.normal(size=(20, 20))
    assert cause(np.sin, x, vjp=lambda g, x: (g * np.cos(x)).T) == "the gradient of x is right when it is transposed"


def test_single_precision_is_enough():
    def f(x):
        return np.sum(x.astype("f4") ** 2)

    assert cause(f, X, gradient=lambda x: -2 * x) == "the gradient of x has the wrong sign"


def test_what_two_moves_explain_is_told_as_either():
    def first(x):
        return x[:1] * 2

    def last(g, x):
        return np.array([0.0, 0.0, g[0] * 2])

    assert cause(first, X[0], vjp=last) == (
        "the gradient of x is right when it is rolled by 1 (it is off by one) or is right when it is reversed"
    )


def test_two_entries_are_not_rolled():
    assert cause(np.sin, X[0, :2], vjp=lambda g, x: (g * np.cos(x))[::-1]) == (
        "the gradient of x is right when it is reversed"
    )


def test_each_argument_has_its_cause():
    assert cause(np.multiply, X, X + 2, vjp=lambda g, a, b: (-g * b, 2 * g * a)) == (
        "the gradient of x1 has the wrong sign; the gradient of x2 is too large by the factor 2 in every entry"
    )


RAMP = {
    "a relu": (lambda x: np.maximum(x, 0) + x, -np.abs(X[0]), lambda g, x: 2 * g * (x > 0)),
    "a logarithm": (np.log, np.abs(X[0]), lambda g, x: g / x * (x > 30)),
}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a relu", "the gradient of x is wrong only where x < 0; it is 0 there"),
        ("a logarithm", "the gradient of x is 0 at this point and around it, where it should not be, but not far away"),
    ],
)
def test_a_gradient_that_is_0_around_here_is_not_called_lost(name, text):
    f, x, rule = RAMP[name]
    assert cause(f, x, vjp=rule) == text


def test_where_nothing_is_known_far_away_a_path_is_not_called_lost():
    def arc(x):
        return np.where(np.abs(x - 0.5) < 0.4, np.sqrt(np.maximum(1 - x, 0)), np.nan)

    assert cause(arc, np.array([0.5, 0.6]), vjp=lambda g, x: 0 * g) == (
        "the gradient of x is 0 at all 4 points that were tried"
    )
