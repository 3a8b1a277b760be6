"""Rules of functions that work entry by entry."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import strategies as st

from autograd_core.testing.strategies import near
from benchmarks.gradient_checking.mutants.rule import Rule, arrays, one, some

__all__ = ["RULES"]

POSITIVE = (0.1, 3)


def sigmoid(x: Any) -> Any:
    """Return 1 / (1 + exp(−x)), stable."""
    e = np.exp(-np.abs(x))
    return np.where(x >= 0, 1, e) / (1 + e)


def sigmoid_rule(g: Any, x: Any) -> Any:
    """Return the gradient of a sigmoid, stable."""
    e = np.exp(-np.abs(x))
    return g * e / (1 + e) ** 2


def sigmoid_overflowing(g: Any, x: Any) -> Any:
    """Return the same formula with eˣ, which overflows."""
    with np.errstate(all="ignore"):
        return g * np.exp(x) / (1 + np.exp(x)) ** 2


def power_rule(g: Any, x: Any, n: int) -> Any:
    """Return the gradient of a power with a whole number."""
    return g * n * x ** max(n - 1, 0)


def softplus(x: Any) -> Any:
    """Return log(1 + eˣ), stable."""
    return np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))


def sinc_unguarded(g: Any, x: Any) -> Any:
    """Return the gradient of sinc by its formula, nan at 0."""
    with np.errstate(all="ignore"):
        return g * (np.cos(np.pi * x) - np.sinc(x)) / x


RULES = (
    Rule(
        "sin",
        np.sin,
        lambda g, x: g * np.cos(x),
        one(arrays()),
        {
            "sign": lambda g, x: -g * np.cos(x),
            "factor 1.001": lambda g, x: 1.001 * g * np.cos(x),
            "factor 1 + 1e-5": lambda g, x: (1 + 1e-5) * g * np.cos(x),
            "another function": lambda g, x: g * np.sin(x),
            "the cotangent is forgotten": lambda g, x: np.cos(x),
            "the cotangent is squared": lambda g, x: g**2 * np.cos(x),
            "the magnitude of the cotangent": lambda g, x: np.abs(g) * np.cos(x),
            "the cotangent is summed": lambda g, x: np.sum(g) * np.cos(x),
            "a small constant is added": lambda g, x: g * np.cos(x) + 1e-4,
        },
    ),
    Rule(
        "tanh",
        np.tanh,
        lambda g, x: g * (1 - np.tanh(x) ** 2),
        one(arrays()),
        {
            "y is not squared": lambda g, x: g * (1 - np.tanh(x)),
            "x for y": lambda g, x: g * (1 - x**2),
            "wrong for x > 2": lambda g, x: g * np.where(x > 2, 0, 1 - np.tanh(x) ** 2),
        },
    ),
    Rule(
        "exp",
        np.exp,
        lambda g, x: g * np.exp(x),
        one(arrays()),
        {"x for y": lambda g, x: g * x, "derivative 1": lambda g, x: g * np.ones_like(x)},
    ),
    Rule(
        "sqrt",
        np.sqrt,
        lambda g, x: g * 0.5 / np.sqrt(x),
        one(arrays(elements=POSITIVE)),
        {"the half is missing": lambda g, x: g / np.sqrt(x)},
    ),
    Rule(
        "log",
        np.log,
        lambda g, x: g / x,
        one(arrays(elements=POSITIVE)),
        {"a guard that is too large": lambda g, x: g / (x + 1e-4), "log 2": lambda g, x: g / (x * np.log(2))},
    ),
    Rule(
        "reciprocal",
        np.reciprocal,
        lambda g, x: -g / x**2,
        one(arrays(elements=POSITIVE)),
        {"sign": lambda g, x: g / x**2, "not squared": lambda g, x: -g / x},
    ),
    Rule(
        "power",
        lambda x, n: x**n,
        power_rule,
        some(arrays(), st.integers(0, 4)),
        {
            "exponent off by one": lambda g, x, n: g * n * x**n,
            "the factor is missing": lambda g, x, n: g * x ** max(n - 1, 0),
            "wrong for n = 0 only": lambda g, x, n: power_rule(g, x, n) if n else g,
            "wrong for n = 4 only": lambda g, x, n: power_rule(g, x, min(n, 3)),
        },
    ),
    Rule(
        "abs",
        np.abs,
        lambda g, x: g * np.sign(x),
        one(arrays()),
        {"derivative 1": lambda g, x: g * np.ones_like(x), "sign": lambda g, x: -g * np.sign(x)},
    ),
    Rule(
        "abs, at 0",
        np.abs,
        lambda g, x: g * np.sign(x),
        one(arrays(elements=near(0))),
        {
            "2 at 0": lambda g, x: g * np.where(x == 0, 2, np.sign(x)),
            "nan at 0": lambda g, x: g * np.where(x == 0, np.nan, np.sign(x)),
        },
    ),
    Rule(
        "relu",
        lambda x: np.maximum(x, 0),
        lambda g, x: g * (x > 0),
        one(arrays()),
        {
            "always 1": lambda g, x: g * np.ones_like(x),
            "mask of the other side": lambda g, x: g * (x < 0),
            "mask of the cotangent": lambda g, x: g * (g > 0),
            "leaks": lambda g, x: g * np.where(x > 0, 1, 0.01),
        },
    ),
    Rule(
        "clip",
        lambda x: np.clip(x, -1, 1),
        lambda g, x: g * ((x >= -1) & (x <= 1)),
        one(arrays()),
        {
            "lower bound only": lambda g, x: g * (x >= -1),
            "no mask": lambda g, x: g * np.ones_like(x),
            "half of the range": lambda g, x: g * ((x >= 0) & (x <= 1)),
        },
    ),
    Rule("round", np.round, lambda g, x: 0 * g, one(arrays()), {"straight through": lambda g, x: g * np.ones_like(x)}),
    Rule(
        "sigmoid",
        sigmoid,
        sigmoid_rule,
        one(arrays(elements=(-1000, 1000))),
        {"overflows": sigmoid_overflowing, "y²": lambda g, x: g * sigmoid(x) ** 2},
    ),
    Rule(
        "softplus",
        softplus,
        lambda g, x: g * sigmoid(x),
        one(arrays(elements=(-50, 50))),
        {
            "1 for x > 10": lambda g, x: g * np.where(x > 10, 1 + 1e-3, sigmoid(x)),
            "sigmoid of -x": lambda g, x: g * sigmoid(-x),
        },
    ),
    Rule(
        "leaky relu",
        lambda x: np.where(x > 0, x, 0.1 * x),
        lambda g, x: g * np.where(x > 0, 1, 0.1),
        one(arrays()),
        {"another slope": lambda g, x: g * np.where(x > 0, 1, 0.01), "0 for x < 0": lambda g, x: g * (x > 0)},
    ),
    Rule(
        "gelu",
        lambda x: x * sigmoid(1.702 * x),
        lambda g, x: g * (sigmoid(1.702 * x) + 1.702 * x * sigmoid_rule(1, 1.702 * x)),
        one(arrays()),
        {
            "dropped path": lambda g, x: g * sigmoid(1.702 * x),
            "the inner derivative is missing": lambda g, x: g * (sigmoid(1.702 * x) + x * sigmoid_rule(1, 1.702 * x)),
        },
    ),
    Rule(
        "square, twice used",
        lambda x: x * x,
        lambda g, x: g * x + g * x,
        one(arrays()),
        {"overwritten, not added": lambda g, x: g * x},
    ),
    Rule(
        "sinc",
        np.sinc,
        lambda g, x: g * np.where(x == 0, 0, (np.cos(np.pi * x) - np.sinc(x)) / np.where(x == 0, 1, x)),
        one(arrays()),
        {"nan at 0": sinc_unguarded},
    ),
)
