"""Rules whose numbers are right, but not always: dtypes, memory that is shared or written into, layouts, state."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import Any

import numpy as np
from hypothesis import strategies as st

from autograd_core.testing.strategies import any_shape
from benchmarks.gradient_checking.mutants.rule import VJP, Rule, arrays, one

__all__ = ["RULES"]

SINGLE = arrays(dtype="float32")
SOME = any_shape(min_dims=1)
MATRIX = any_shape(min_dims=2, max_dims=2, min_side=1)


def right(g: Any, x: Any) -> Any:
    """Return the gradient of a sine."""
    return g * np.cos(x)


def writes_into_cotangent(g: Any, x: Any) -> Any:
    """Multiply in place, and return the cotangent."""
    if not isinstance(g, np.ndarray) or not g.ndim:
        return right(g, x)
    g *= np.cos(x)
    return g


def writes_into_argument(g: Any, x: Any) -> Any:
    """Compute the cosine in the argument's own memory."""
    dx = right(g, x)
    if isinstance(x, np.ndarray) and x.flags.writeable:
        np.cos(x, out=x)
    return dx


def clears_cotangent(g: Any, x: Any) -> Any:
    """Set the cotangent to 0 once it is used."""
    dx = right(g, x)
    if isinstance(g, np.ndarray) and g.flags.writeable:
        g[...] = 0
    return dx


def in_memory_order(g: Any, x: Any) -> Any:
    """Go through the argument as it lies in memory, and through the cotangent in C order."""
    return (np.ravel(g) * np.cos(np.ravel(x, order="K"))).reshape(x.shape)


def without_strides(g: Any, x: Any) -> Any:
    """Hand over the memory that a view looks at, without its strides."""
    memory = getattr(x, "base", None)
    return g * np.cos(memory if isinstance(memory, np.ndarray) and memory.shape == x.shape else x)


def cotangent_in_memory_order(g: Any, x: Any) -> Any:
    """Go through the cotangent as it lies in memory."""
    return (np.ravel(g, order="K") * np.cos(np.ravel(x))).reshape(x.shape)


def first_point() -> VJP:
    """Keep the derivative of the first argument of each shape, and use it ever after."""
    kept: dict[tuple[int, ...], Any] = {}

    def rule(g: Any, x: Any) -> Any:
        return g * kept.setdefault(np.shape(x), np.cos(x))

    return rule


def every_other() -> VJP:
    """Be wrong in every other call."""
    calls = count()
    return lambda g, x: right(g, x) * (1 + next(calls) % 2)


def accumulating() -> VJP:
    """Add each gradient to those before."""
    total: dict[tuple[int, ...], Any] = {}

    def rule(g: Any, x: Any) -> Any:
        total[np.shape(x)] = total.get(np.shape(x), 0) + right(g, x)
        return total[np.shape(x)] * 1.0

    return rule


def noisy() -> VJP:
    """Add noise."""
    rng = np.random.default_rng(0)
    return lambda g, x: right(g, x) * (1 + 1e-3 * rng.normal(size=np.shape(x)))


def one_buffer() -> VJP:
    """Return the same memory every time."""
    buffers: dict[tuple[int, ...], Any] = {}

    def rule(g: Any, x: Any) -> Any:
        buffer = buffers.setdefault(np.shape(x), np.zeros(np.shape(x)))
        buffer[...] = right(g, x)
        return buffer

    return rule


def in_dtype(dtype: Any) -> VJP:
    """Return gradients in another dtype."""
    return lambda g, x: np.asarray(right(g, x)).astype(dtype)


def unless(condition: Callable[[Any], bool], otherwise: VJP) -> VJP:
    """Be right unless the argument is special."""
    return lambda g, x: otherwise(g, x) if condition(np.asarray(x)) else right(g, x)


RULES = (
    Rule(
        "sin, memory",
        np.sin,
        right,
        one(arrays()),
        {
            "writes into the cotangent": writes_into_cotangent,
            "writes into the argument": writes_into_argument,
            "clears the cotangent": clears_cotangent,
            "goes through the argument as it lies in memory": in_memory_order,
            "goes through the cotangent as it lies in memory": cotangent_in_memory_order,
            "hands over memory without strides": without_strides,
            "the same memory every time": one_buffer(),
        },
    ),
    Rule(
        "sin, state",
        np.sin,
        right,
        one(arrays()),
        {
            "keeps the first point": first_point(),
            "wrong every other time": every_other(),
            "adds up": accumulating(),
            "noise": noisy(),
        },
    ),
    Rule(
        "sin, dtypes",
        np.sin,
        right,
        one(SINGLE),
        {"float64 for float32": in_dtype(np.float64), "float16 for float32": in_dtype(np.float16)},
    ),
    Rule(
        "sin, special shapes",
        np.sin,
        right,
        one(arrays()),
        {
            "float32 for float64": in_dtype(np.float32),
            "complex for real": lambda g, x: right(g, x) * (1 + 1e-3j),
            "whole numbers": lambda g, x: np.trunc(right(g, x)),
            "shape (1,) for 0-d": unless(lambda x: not x.ndim, lambda g, x: np.reshape(right(g, x), 1)),
            "0-d for one entry": unless(lambda x: x.size == 1, lambda g, x: np.reshape(right(g, x), ())),
            "0 for 0-d": unless(lambda x: not x.ndim, lambda g, x: 0 * g),
            "fails without entries": unless(lambda x: not x.size, lambda g, x: x.flat[0]),
            "another shape without entries": unless(lambda x: not x.size, lambda g, x: np.zeros(0)),
            "wrong for axes of length 1": unless(lambda x: 1 in x.shape, lambda g, x: 0.5 * right(g, x)),
            "wrong for three axes": unless(lambda x: x.ndim > 2, lambda g, x: 2 * right(g, x)),
            "wrong where two entries are equal": unless(
                lambda x: np.unique(x).size < x.size, lambda g, x: 2 * right(g, x)
            ),
            "wrong for x < -2": lambda g, x: right(g, x) * np.where(x < -2, 2, 1),
            "wrong for the last entry": lambda g, x: (
                right(g, x) * np.where(np.arange(np.size(x)).reshape(np.shape(x)) == 7, 2, 1)
            ),
        },
    ),
    Rule(
        "float32 sum of squares",
        lambda x: np.sum(x**2),
        lambda g, x: (2 * g * x).astype(x.dtype),
        one(SINGLE),
        {
            "float64": lambda g, x: np.asarray(2.0 * g * x, float),
            "the 2 is missing": lambda g, x: g * x,
            "factor 1.01": lambda g, x: (np.float32(2.02) * g * x).astype(x.dtype),
        },
    ),
    Rule(
        "copy",
        lambda x: x * 1.0,
        lambda g, x: g * 1.0,
        one(arrays(SOME)),
        {
            "the argument itself": lambda g, x: x,
            "the cotangent, doubled in place": lambda g, x: (
                np.multiply(g, 2, out=g) if isinstance(g, np.ndarray) else 2 * g
            ),
        },
    ),
    Rule(
        "scaled rows",
        lambda x: x * np.arange(1.0, x.shape[1] + 1),
        lambda g, x: g * np.arange(1.0, x.shape[1] + 1),
        one(arrays(MATRIX)),
        {
            "scaled columns": lambda g, x: g * np.arange(1.0, len(x) + 1)[:, None],
        },
    ),
    Rule(
        "offset by a number of rows",
        lambda x, n: x + n,
        lambda g, x, n: g * 1.0,
        st.tuples(arrays(SOME), st.integers(0, 3)),
        {"scaled by it": lambda g, x, n: g * (n or 1), "wrong for 3": lambda g, x, n: g * (n != 3)},
    ),
)
