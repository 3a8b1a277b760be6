"""Rules of sums, means, products, maxima, variances and norms along axes."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import strategies as st

from autograd_core.testing.strategies import any_shape, axes, reductions
from benchmarks.gradient_checking.mutants.rule import Rule, arrays, one

__all__ = ["RULES"]

FILLED = any_shape(min_side=1)
SOME = any_shape(min_dims=1, min_side=1)


def call(function: Any) -> Any:
    """Return a reduction that takes its parameters in one dict, as the strategy draws them."""
    return lambda x, params: function(x, **params)


def several(axis: Any, ndim: int) -> tuple[int, ...]:
    """Return the axes, counted from the front."""
    if axis is None:
        return tuple(range(ndim))
    return tuple(a % ndim for a in (axis if isinstance(axis, tuple) else (axis,)))


def expanded(g: Any, x: Any, params: Any) -> Any:
    """Return a cotangent of a reduction with its lost axes put back, and stretched."""
    if not params["keepdims"]:
        g = np.expand_dims(g, several(params["axis"], x.ndim))
    return np.broadcast_to(g, x.shape)


def sum_rule(g: Any, x: Any, params: Any) -> Any:
    """Return the gradient of a sum."""
    return expanded(g, x, params).copy()


def not_expanded(g: Any, x: Any, params: Any) -> Any:
    """Put no axes back: right where broadcasting happens to fit."""
    return np.broadcast_to(g, x.shape).copy()


def wrong_negative(g: Any, x: Any, params: Any) -> Any:
    """Put an axis back at the end for the one that is counted from there: off by one unless it is −1."""
    axis = params["axis"]
    if not isinstance(axis, int) or axis >= 0 or params["keepdims"]:
        return sum_rule(g, x, params)
    wrong = np.expand_dims(g, max(axis - 1, -x.ndim))
    return np.broadcast_to(wrong, x.shape).copy()


def first_of_tuple(g: Any, x: Any, params: Any) -> Any:
    """Count only the first of several axes."""
    right = sum_rule(g, x, params)
    return right / len(params["axis"]) if isinstance(params["axis"], tuple) and len(params["axis"]) > 1 else right


def count(x: Any, axis: Any) -> int:
    """Return how many entries become one."""
    return int(np.prod([x.shape[a] for a in several(axis, x.ndim)]))


def mean_rule(g: Any, x: Any, params: Any) -> Any:
    """Return the gradient of a mean."""
    return expanded(g, x, params) / count(x, params["axis"])


def product_rule(g: Any, x: Any, params: Any) -> Any:
    """Return the gradient of a product, right also where entries are 0."""
    axis = several(params["axis"], x.ndim)
    moved = np.moveaxis(x, axis, range(len(axis)))
    flat = moved.reshape(count(x, params["axis"]), -1)
    others = np.stack([np.prod(np.delete(flat, k, axis=0), axis=0) for k in range(len(flat))]).reshape(moved.shape)
    return expanded(g, x, params) * np.moveaxis(others, range(len(axis)), axis)


def product_by_division(g: Any, x: Any, params: Any) -> Any:
    """Return g · y / x, which is nan where entries are 0."""
    with np.errstate(all="ignore"):
        return expanded(g * np.prod(x, **params), x, params) / x


def winners(x: Any, axis: Any) -> Any:
    """Return where maxima stand."""
    return x == np.max(x, axis=axis, keepdims=True)


def max_rule(g: Any, x: Any, params: Any) -> Any:
    """Return the gradient of a maximum, shared equally."""
    top = winners(x, params["axis"])
    return expanded(g, x, params) * top / np.sum(top, axis=params["axis"], keepdims=True)


def first_in_all(g: Any, x: Any, params: Any) -> Any:
    """Give everything to the first maximum of the whole array."""
    chosen = np.zeros(x.shape)
    chosen.flat[np.argmax(x)] = 1
    return expanded(g, x, params) * chosen


def var_rule(g: Any, x: Any, params: Any) -> Any:
    """Return the gradient of a variance."""
    centred = x - np.mean(x, axis=params["axis"], keepdims=True)
    return expanded(g, x, params) * 2 * centred / count(x, params["axis"])


def logsumexp(x: Any, axis: Any) -> Any:
    """Return log Σ exp(x) along axes, stable; they are kept."""
    top = np.max(x, axis=axis, keepdims=True)
    return top + np.log(np.sum(np.exp(x - top), axis=axis, keepdims=True))


def logsumexp_overflowing(g: Any, x: Any, axis: Any) -> Any:
    """Return its gradient with eˣ, which overflows."""
    with np.errstate(all="ignore"):
        return g * np.exp(x) / np.sum(np.exp(x), axis=axis, keepdims=True)


def norm(x: Any) -> Any:
    """Return the Euclidean norm of all entries."""
    return np.sqrt(np.sum(x**2))


def norm_rule(g: Any, x: Any) -> Any:
    """Return its gradient, 0 at 0."""
    length = norm(x)
    return g * x / length if length else 0 * x


def norm_unguarded(g: Any, x: Any) -> Any:
    """Return its gradient, nan at 0."""
    with np.errstate(all="ignore"):
        return g * x / norm(x)


RULES = (
    Rule(
        "sum",
        call(np.sum),
        sum_rule,
        reductions(arrays()),
        {
            "axes are not put back": not_expanded,
            "wrong for negative axes": wrong_negative,
            "wrong for several axes": first_of_tuple,
            "mean": lambda g, x, p: expanded(g, x, p) / max(count(x, p["axis"]), 1),
            "sign": lambda g, x, p: -sum_rule(g, x, p),
            "the shape of the cotangent": lambda g, x, p: g * 1.0,
            "wrong with keepdims": lambda g, x, p: sum_rule(g, x, p) * (2 if p["keepdims"] else 1),
            "wrong for arrays without entries": lambda g, x, p: sum_rule(g, x, p) if x.size else np.zeros(1),
        },
    ),
    Rule(
        "mean",
        call(np.mean),
        mean_rule,
        reductions(arrays(FILLED)),
        {
            "not divided": sum_rule,
            "divided by the size of the array": lambda g, x, p: expanded(g, x, p) / x.size,
            "count off by one": lambda g, x, p: expanded(g, x, p) / (count(x, p["axis"]) + 1),
            "divided by the length of the array": lambda g, x, p: expanded(g, x, p) / (len(x) if x.ndim else 1),
        },
    ),
    Rule(
        "prod",
        call(np.prod),
        product_rule,
        reductions(arrays(FILLED)),
        {
            "divides by entries that are 0": product_by_division,
            "y": lambda g, x, p: expanded(g * np.prod(x, **p), x, p) * np.ones(x.shape),
        },
    ),
    Rule(
        "max",
        call(np.max),
        max_rule,
        reductions(arrays(FILLED)),
        {
            "ties all get it": lambda g, x, p: expanded(g, x, p) * winners(x, p["axis"]),
            "the first in the whole array": first_in_all,
            "minimum": lambda g, x, p: max_rule(g, -x, p),
            "maxima of the whole array": lambda g, x, p: expanded(g, x, p) * winners(x, None),
        },
    ),
    Rule(
        "var",
        call(np.var),
        var_rule,
        reductions(arrays(FILLED)),
        {
            "the mean is not subtracted": lambda g, x, p: expanded(g, x, p) * 2 * x / count(x, p["axis"]),
            "the 2 is missing": lambda g, x, p: var_rule(g, x, p) / 2,
            "the mean of the whole array": lambda g, x, p: expanded(g, x, p) * 2 * (x - x.mean()) / count(x, p["axis"]),
            "count less one": lambda g, x, p: var_rule(g, x, p) * (n := count(x, p["axis"])) / max(n - 1, 1),
        },
    ),
    Rule(
        "logsumexp",
        logsumexp,
        lambda g, x, axis: g * np.exp(x - logsumexp(x, axis)),
        axes(arrays(FILLED, elements=(-900, 900))),
        {
            "overflows": logsumexp_overflowing,
            "over the whole array": lambda g, x, axis: g * np.exp(x - logsumexp(x, None)),
        },
    ),
    Rule(
        "norm",
        norm,
        norm_rule,
        one(arrays()),
        {"not divided": lambda g, x: g * x, "divided by the square": lambda g, x: norm_rule(g, x) / (norm(x) or 1)},
    ),
    Rule(
        "norm, at 0",
        norm,
        norm_rule,
        one(arrays(elements=st.just(0.0))),
        {"nan at 0": norm_unguarded, "2 at 0": lambda g, x: 2 * g * np.ones_like(x)},
    ),
    Rule(
        "sum of the last axis",
        lambda x: np.sum(x, axis=-1),
        lambda g, x: np.repeat(g[..., None], x.shape[-1], axis=-1),
        one(arrays(SOME)),
        {
            "first axis": lambda g, x: (
                np.broadcast_to(g, x.shape).copy()
                if g.shape == x.shape[1:]
                else np.repeat(g[..., None], x.shape[-1], axis=-1)
            )
        },
    ),
)
