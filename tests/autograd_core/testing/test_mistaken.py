"""What a rule takes for something else is named."""

import numpy as np
import pytest

from tests.autograd_core.testing.told import cause

RNG = np.random.default_rng(2)
X = RNG.normal(size=4)
A, B = RNG.normal(size=(2, 3, 3))
Z = RNG.normal(size=3) + 1j * RNG.normal(size=3)
FORWARD = "J v where Jᵀ v is asked for (the Jacobian is not transposed)"


def softmax(x):
    e = np.exp(x)
    return e / e.sum()


def own_entries(g, x):
    y = softmax(x)
    return g * y * (1 - y)


def moved(x):
    return x.transpose(1, 2, 0)


def product(a, b):
    return a @ b


def unconjugated(g, a, b):
    return g * b, g * a


MISTAKEN = {
    "a sum from the wrong end": (np.cumsum, (X,), lambda g, x: np.cumsum(g), f"a is {FORWARD}"),
    "a roll forward": (lambda x: np.roll(x, 1), (X,), lambda g, x: np.roll(g, 1), f"x is {FORWARD}"),
    "axes forward": (moved, (RNG.normal(size=(2, 2, 2)),), lambda g, x: g.transpose(1, 2, 0), f"x is {FORWARD}"),
    "own entries": (
        softmax,
        (X,),
        own_entries,
        "x is that of each result by its own entry of x only: what others have a part in is missing",
    ),
    "one factor transposed": (
        product,
        (A, B),
        lambda g, a, b: (g @ b, a.T @ g),
        f"a is {FORWARD} or right with b transposed",
    ),
    "a kernel reversed": (
        lambda x, w: np.convolve(x, w, "valid"),
        (RNG.normal(size=7), RNG.normal(size=3)),
        lambda g, x, w: (np.convolve(g, w), np.correlate(x, g, "valid")[::-1]),
        "x is right with w reversed",
    ),
    "a kernel rotated": (
        lambda x, w: sum(w[i, j] * x[i : i + 3, j : j + 3] for i in (0, 1) for j in (0, 1)),
        (RNG.normal(size=(4, 4)), RNG.normal(size=(2, 2))),
        lambda g, x, w: (
            sum(np.pad(g * w[1 - i, 1 - j], ((i, 1 - i), (j, 1 - j))) for i in (0, 1) for j in (0, 1)),
            np.array([[np.sum(g * x[i : i + 3, j : j + 3]) for j in (0, 1)] for i in (0, 1)]),
        ),
        "x is right with w reversed along all axes",
    ),
    "the other half": (
        lambda x: np.maximum(x, 0),
        (X,),
        lambda g, x: g * (x < 0),
        "x is right with x negated",
    ),
    "a conjugate": (
        np.multiply,
        (Z, Z + 1),
        unconjugated,
        "x1 is right when a factor in it is conjugated; the gradient of x2 is right when a factor in it is conjugated",
    ),
    "another sum": (
        np.add,
        (A[0], B),
        lambda g, a, b: (g.sum(1), g.copy()),
        "x1 is right for the cotangent transposed",
    ),
    "a tile": (
        lambda x: np.tile(x, 2),
        (X,),
        lambda g, x: g[:4] * 1.0,
        "x lacks what comes by f[4], f[5], f[6], f[7]: a sum is not complete",
    ),
    "a column": (np.add, (A[0], B), lambda g, a, b: (g[0] + g[2], g.copy()), "x1 lacks what comes by f[1, :]: "),
    "padding": (
        lambda x: np.pad(x, 1, mode="edge"),
        (X,),
        lambda g, x: g[1:-1] * 1.0,
        "x lacks what comes by f[0], f[5]: a sum is not complete",
    ),
}


@pytest.mark.parametrize("name", MISTAKEN)
def test_what_is_taken_for_something_else(name):
    f, args, rule, text = MISTAKEN[name]
    assert cause(f, *args, vjp=rule).startswith(f"the gradient of {text}")


def test_a_jacobian_that_is_transposed():
    def f(x):
        return np.cumsum(x**2)

    assert (
        cause(f, X, gradient=lambda x: np.triu(np.ones((4, 4))) * 2 * x[:, None]) == f"the gradient of x is {FORWARD}"
    )


def test_most_results_missing():
    assert cause(lambda x: np.tile(x, 3), X[:2], vjp=lambda g, x: g[2:4] * 1.0) == (
        "the gradient of x has only what comes by f[2], f[3]: a sum is not complete"
    )


def test_many_results_missing_are_counted():
    assert cause(lambda x: np.tile(x, 4), X, vjp=lambda g, x: g.reshape(2, 2, 4)[0].sum(0)).endswith(
        "lacks what comes by f[8], f[9], f[10], f[11] and 4 more: a sum is not complete"
    )
