"""Rules of running sums and products, differences, sorting and softmax, along the last axis."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_core.testing.strategies import any_shape
from benchmarks.gradient_checking.mutants.rule import Rule, arrays, one

__all__ = ["RULES"]

SOME = any_shape(min_dims=1)
FILLED = any_shape(min_dims=1, min_side=1)


def reversed_sum(g: Any) -> Any:
    """Return running sums from the end."""
    return np.cumsum(g[..., ::-1], axis=-1)[..., ::-1].copy()


def cumprod_rule(g: Any, x: Any) -> Any:
    """Return the gradient of running products, of numbers that are not 0."""
    return reversed_sum(g * np.cumprod(x, axis=-1)) / x


def diff_rule(g: Any, x: Any) -> Any:
    """Return the gradient of differences."""
    dx = np.zeros(x.shape)
    dx[..., 1:] += g
    dx[..., :-1] -= g
    return dx


def diff_overwritten(g: Any, x: Any) -> Any:
    """Write the second part over the first."""
    dx = np.zeros(x.shape)
    dx[..., 1:] = g
    dx[..., :-1] = -g
    return dx


def sort_rule(g: Any, x: Any) -> Any:
    """Return the gradient of a sort."""
    dx = np.empty(x.shape)
    np.put_along_axis(dx, np.argsort(x, axis=-1, kind="stable"), g, axis=-1)
    return dx


def sort_inverted(g: Any, x: Any) -> Any:
    """Apply the permutation where its inverse belongs: the same for permutations that are their own inverse."""
    return np.take_along_axis(g, np.argsort(x, axis=-1, kind="stable"), axis=-1)


def softmax(x: Any) -> Any:
    """Return softmax along the last axis."""
    e = np.exp(x - np.max(x, axis=-1, keepdims=True, initial=0))
    return e / np.sum(e, axis=-1, keepdims=True)


def softmax_rule(g: Any, x: Any) -> Any:
    """Return its gradient."""
    y = softmax(x)
    return y * (g - np.sum(g * y, axis=-1, keepdims=True))


def softmax_rule_of_all(g: Any, x: Any) -> Any:
    """Sum over the whole array instead of the last axis."""
    y = softmax(x)
    return y * (g - np.sum(g * y))


def log_softmax(x: Any) -> Any:
    """Return the logarithm of softmax, stable."""
    x = x - np.max(x, axis=-1, keepdims=True)
    return x - np.log(np.sum(np.exp(x), axis=-1, keepdims=True))


def median_rule(g: Any, x: Any) -> Any:
    """Return the gradient of the median of the last axis."""
    n = x.shape[-1]
    weights = np.zeros(n)
    weights[(n - 1) // 2] += 0.5
    weights[n // 2] += 0.5
    return sort_rule(g[..., None] * weights, x)


def median_of_one(g: Any, x: Any) -> Any:
    """Take one of the two in the middle."""
    weights = np.eye(x.shape[-1])[x.shape[-1] // 2]
    return sort_rule(g[..., None] * weights, x)


def log_softmax_overflowing(g: Any, x: Any) -> Any:
    """Return the gradient with eˣ, which overflows."""
    with np.errstate(all="ignore"):
        e = np.exp(x)
        return g - e / np.sum(e, axis=-1, keepdims=True) * np.sum(g, axis=-1, keepdims=True)


RULES = (
    Rule(
        "cumsum",
        lambda x: np.cumsum(x, axis=-1),
        lambda g, x: reversed_sum(g),
        one(arrays(SOME)),
        {
            "not reversed": lambda g, x: np.cumsum(g, axis=-1),
            "along the first axis": lambda g, x: np.cumsum(g[::-1], axis=0)[::-1].copy(),
            "without the entry itself": lambda g, x: reversed_sum(g) - g,
            "the total": lambda g, x: np.sum(g, axis=-1, keepdims=True) * np.ones(x.shape),
        },
    ),
    Rule(
        "cumprod",
        lambda x: np.cumprod(x, axis=-1),
        cumprod_rule,
        one(arrays(SOME, elements=(0.3, 2))),
        {
            "not divided": lambda g, x: reversed_sum(g * np.cumprod(x, axis=-1)),
            "not reversed": lambda g, x: np.cumsum(g * np.cumprod(x, axis=-1), axis=-1) / x,
        },
    ),
    Rule(
        "diff",
        lambda x: np.diff(x, axis=-1),
        diff_rule,
        one(arrays(FILLED)),
        {"sign": lambda g, x: -diff_rule(g, x), "overwritten, not added": diff_overwritten},
    ),
    Rule(
        "sort",
        lambda x: np.sort(x, axis=-1),
        sort_rule,
        one(arrays(SOME)),
        {
            "not permuted": lambda g, x: g * 1.0,
            "the inverse permutation": sort_inverted,
            "descending": lambda g, x: sort_rule(g[..., ::-1], x),
        },
    ),
    Rule(
        "softmax",
        softmax,
        softmax_rule,
        one(arrays(SOME)),
        {
            "dropped path": lambda g, x: softmax(x) * g,
            "diagonal only": lambda g, x: g * softmax(x) * (1 - softmax(x)),
            "sum over the whole array": softmax_rule_of_all,
            "not weighted": lambda g, x: softmax(x) * (g - np.sum(g, axis=-1, keepdims=True)),
        },
    ),
    Rule(
        "log softmax",
        log_softmax,
        lambda g, x: g - np.exp(log_softmax(x)) * np.sum(g, axis=-1, keepdims=True),
        one(arrays(FILLED, elements=(-900, 900))),
        {
            "one cotangent for all": lambda g, x: g - np.exp(log_softmax(x)),
            "identity": lambda g, x: g * 1.0,
            "overflows": log_softmax_overflowing,
        },
    ),
    Rule(
        "median",
        lambda x: np.median(x, axis=-1),
        median_rule,
        one(arrays(FILLED)),
        {
            "one of two in the middle": median_of_one,
            "mean": lambda g, x: np.repeat(g[..., None], x.shape[-1], axis=-1) / x.shape[-1],
        },
    ),
    Rule(
        "standardised",
        lambda x: x - np.mean(x, axis=-1, keepdims=True),
        lambda g, x: g - np.mean(g, axis=-1, keepdims=True),
        one(arrays(FILLED)),
        {
            "dropped path": lambda g, x: g * 1.0,
            "sum for mean": lambda g, x: g - np.sum(g, axis=-1, keepdims=True),
            "mean of all": lambda g, x: g - np.mean(g),
        },
    ),
)
