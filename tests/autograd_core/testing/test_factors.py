"""Factors and terms are named, and sizes only where the factor follows them."""

import numpy as np
import pytest

from tests.autograd_core.testing.told import cause

RNG = np.random.default_rng(1)
X = RNG.normal(size=(4, 3))
POSITIVE = np.abs(X) + 0.1


def layer_norm(x):
    return (x - x.mean(-1, keepdims=True)) / np.sqrt(x.var(-1, keepdims=True) + 1e-5)


def without_mean(g, x):
    y = layer_norm(x)
    return (g - y * (g * y).mean(-1, keepdims=True)) / np.sqrt(x.var(-1, keepdims=True) + 1e-5)


def upside_down(g, x):
    y, deviation = layer_norm(x), np.sqrt(x.var(-1, keepdims=True) + 1e-5)
    return (g - g.mean(-1, keepdims=True) - y * (g * y).mean(-1, keepdims=True)) * deviation


def logsumexp(x):
    return np.log(np.exp(x).sum(-1))


CONSTANT = {
    "3 by chance": (
        lambda x: np.sin(3 * x),
        lambda g, x: g * np.cos(3 * x),
        "too small by the factor 3 in every entry",
    ),
    "a length": (
        lambda x: x.sum(1),
        lambda g, x: np.repeat(g[:, None], x.shape[1], 1) / x.shape[1],
        "too small by the factor 3, the length of axis 1 of x, in every entry: perhaps a mean is taken for a sum",
    ),
    "a size": (
        np.mean,
        lambda g, a: np.full_like(a, g),
        "too large by the factor 12, the size of a, in every entry: perhaps a sum is taken for a mean",
    ),
    "the root of a length": (
        lambda x: x / np.sqrt(x.shape[1]),
        lambda g, x: g * 1.0,
        "too large by the factor √3, the root of the length of axis 1 of x, in every entry",
    ),
    "another axis": (
        lambda x: x.mean(0),
        lambda g, x: np.repeat(g[None], x.shape[0], 0) / x.shape[1],
        "too large by the factor 1.3333333, the length of axis 0 over the length of axis 1 of x, in every entry",
    ),
    "degrees of freedom": (
        lambda x: x.var(),
        lambda g, x: g * 2 * (x - x.mean()) / (x.size - 1),
        "too large by the factor 1.0909091, n/(n − 1) for n, the size of x, in every entry",
    ),
    "a root": (
        lambda x: np.sqrt(7) * x,
        lambda g, x: g * 1.0,
        "too small by the factor √7 in every entry",
    ),
    "π": (lambda x: x / np.sqrt(np.pi), lambda g, x: g * 1.0, "too large by the factor √π in every entry"),
    "the error function": (
        lambda x: 2 / np.sqrt(np.pi) * x,
        lambda g, x: -g,
        "too small by the factor 2/√π in every entry, and has the wrong sign",
    ),
}


@pytest.mark.parametrize("name", CONSTANT)
def test_a_constant_factor(name):
    f, rule, text = CONSTANT[name]
    assert cause(f, X, vjp=rule) == f"the gradient of {'a' if name == 'a size' else 'x'} is {text}"


def test_a_size_is_not_claimed_where_lengths_are_fixed():
    weights = np.array([1.0, 2.0, 3.0])
    assert cause(lambda x: 3 * x * weights, X, vjp=lambda g, x: g * weights) == (
        "the gradient of x is too small by the factor 3 in every entry"
    )


def test_single_precision_tells_fewer_digits():
    def mean(x):
        return np.mean(np.sin(x.astype("f4")))

    assert cause(mean, X[0], gradient=np.cos) == (
        "the gradient of x is too large by the factor 3, the length of axis 0 of x, in every entry: "
        "perhaps a sum is taken for a mean"
    )
    assert cause(mean, X[0], gradient=lambda x: 1.7 * np.cos(x) / 3) == (
        "the gradient of x is too large by the factor 1.7 in every entry"
    )


ARRAYS = {
    "itself": (lambda x: np.sin(x**2), lambda g, x: g * np.cos(x**2), "is right when it is multiplied by x and by 2"),
    "divided": (lambda x: x**3, lambda g, x: 3 * g * x**3, "is right when it is divided by x"),
    "divided, and a number": (
        lambda x: x**3,
        lambda g, x: g * x**3,
        "is right when it is divided by x and multiplied by 3",
    ),
    "a logarithm": (
        lambda x: x**x,
        lambda g, x: g * x**x * (1 + 1 / np.log(x)),
        "is right when it is multiplied by log x",
    ),
    "one minus": (np.tanh, lambda g, x: g * (1 - np.tanh(x)), "is right when it is multiplied by 1 + the result"),
    "the result": (
        lambda x: np.sqrt((x**2).sum()),
        lambda g, x: g * x,
        "is right when it is divided by the result",
    ),
    "the result of each row": (
        logsumexp,
        lambda g, x: g[:, None] * np.exp(x),
        "is right when it is divided by exp the result",
    ),
    "a number more": (lambda x: x**2, lambda g, x: 2 * g * (x + 1), "is right with 2 · the cotangent taken away: "),
    "a term less": (
        lambda x: np.sum(np.tanh(x) + 0.05 * x**2),
        lambda g, x: g * (1 - np.tanh(x) ** 2),
        "is right with 0.1 · x added: a term is missing",
    ),
    "a mean": (layer_norm, without_mean, "lacks a term that is the same along axis 1, as a sum or a mean is"),
    "a deviation": (
        layer_norm,
        upside_down,
        "is off by a factor that is the same along axis 1, and another one elsewhere",
    ),
}


@pytest.mark.parametrize("name", ARRAYS)
def test_factors_and_terms_of_arrays(name):
    f, rule, text = ARRAYS[name]
    assert cause(f, POSITIVE, vjp=rule).startswith(f"the gradient of x {text}")


def test_another_argument_may_be_the_factor():
    def scaled(x, gamma):
        return x * gamma

    assert cause(scaled, X, X[0] + 3, vjp=lambda g, x, gamma: (g * 1.0, (g * x).sum(0))) == (
        "the gradient of x is right when it is multiplied by gamma"
    )


def test_numbers_that_are_not_alike_are_not_called_so():
    assert not cause(np.sin, X, vjp=lambda g, x: g * np.cosh(x))
    assert not cause(np.sin, 0.5, vjp=lambda g, x: g * np.cosh(x))
