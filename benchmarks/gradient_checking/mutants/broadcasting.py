"""Rules of functions of several arrays that broadcast."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import strategies as st

from autograd_core.testing.strategies import broadcastable
from benchmarks.gradient_checking.mutants.rule import Rule, arrays, fit, some

__all__ = ["RULES"]

FEW = st.sampled_from([-1.0, 0.0, 1.0, 2.0])
"""Elements that often tie."""


def no_sum(g: Any, shape: tuple[int, ...]) -> Any:
    """Return g as it is."""
    return g * 1.0


def averaged(g: Any, shape: tuple[int, ...]) -> Any:
    """Return the mean where a sum belongs."""
    total = fit(g, shape)
    return total * (total.size / max(np.size(g), 1))


def leading_only(g: Any, shape: tuple[int, ...]) -> Any:
    """Return g summed over the axes that were added, but not over those that were stretched."""
    return np.sum(g, axis=tuple(range(np.ndim(g) - len(shape))))


def first_slice(g: Any, shape: tuple[int, ...]) -> Any:
    """Return the first entry along each axis that was stretched."""
    g = np.sum(g, axis=tuple(range(np.ndim(g) - len(shape))))
    return g[tuple(slice(n) for n in shape)] * 1.0


def last_axes(g: Any, shape: tuple[int, ...]) -> Any:
    """Return g summed over the last axes instead of the first ones, where that fits."""
    extra = np.ndim(g) - len(shape)
    total = np.sum(g, axis=tuple(range(np.ndim(g) - extra, np.ndim(g))))
    return total if total.shape == shape else fit(g, shape)


def no_keepdims(g: Any, shape: tuple[int, ...]) -> Any:
    """Return g summed over stretched axes, which are then lost."""
    g = np.sum(g, axis=tuple(range(np.ndim(g) - len(shape))))
    return np.sum(g, axis=tuple(axis for axis, n in enumerate(shape) if n == 1 and g.shape[axis] > 1))


def halved_for_single(g: Any, shape: tuple[int, ...]) -> Any:
    """Return half of it where an axis has length 1."""
    return fit(g, shape) * (0.5 if 1 in shape else 1)


def wrong_for_scalars(g: Any, shape: tuple[int, ...]) -> Any:
    """Return the largest cotangent for an operand that is 0-d."""
    return fit(g, shape) if shape else np.max(g, initial=0)


def add(fitted: Any) -> Any:
    """Return a rule of addition with that way to undo broadcasting."""
    return lambda g, a, b: (fitted(g, a.shape), fitted(g, b.shape))


def multiply(g: Any, a: Any, b: Any) -> Any:
    """Return the gradients of a product."""
    return fit(g * b, a.shape), fit(g * a, b.shape)


def divide(g: Any, a: Any, b: Any) -> Any:
    """Return the gradients of a quotient."""
    return fit(g / b, a.shape), fit(-g * a / b**2, b.shape)


def maximum(g: Any, a: Any, b: Any) -> Any:
    """Return the gradients of a maximum, shared where operands tie."""
    share = (a > b) + 0.5 * (a == b)
    return fit(g * share, a.shape), fit(g * (1 - share), b.shape)


def where(g: Any, c: Any, a: Any, b: Any) -> Any:
    """Return the gradients of a choice; c decides only."""
    return np.zeros_like(c), fit(g * (c > 0), a.shape), fit(g * (c <= 0), b.shape)


def arctan2(g: Any, a: Any, b: Any) -> Any:
    """Return the gradients of an angle."""
    return fit(g * b / (a**2 + b**2), a.shape), fit(-g * a / (a**2 + b**2), b.shape)


def logaddexp(g: Any, a: Any, b: Any) -> Any:
    """Return the gradients of log(eᵃ + eᵇ), stable."""
    y = np.logaddexp(a, b)
    return fit(g * np.exp(a - y), a.shape), fit(g * np.exp(b - y), b.shape)


def logaddexp_overflowing(g: Any, a: Any, b: Any) -> Any:
    """Return the same formula with eᵃ and eᵇ, which overflow."""
    with np.errstate(all="ignore"):
        total = np.exp(a) + np.exp(b)
        return fit(g * np.exp(a) / total, a.shape), fit(g * np.exp(b) / total, b.shape)


def power(g: Any, a: Any, b: Any) -> Any:
    """Return the gradients of a power."""
    return fit(g * b * a ** (b - 1), a.shape), fit(g * np.log(a) * a**b, b.shape)


def fma(g: Any, a: Any, b: Any, c: Any) -> Any:
    """Return the gradients of a · b + c."""
    return fit(g * b, a.shape), fit(g * a, b.shape), fit(g, c.shape)


RULES = (
    Rule(
        "add",
        np.add,
        add(fit),
        broadcastable(2),
        {
            "no broadcast sum": add(no_sum),
            "mean for sum": add(averaged),
            "stretched axes are not summed": add(leading_only),
            "the first slice for the sum": add(first_slice),
            "sums the last axes": add(last_axes),
            "keepdims is forgotten": add(no_keepdims),
            "half for axes of length 1": add(halved_for_single),
            "wrong for 0-d operands": add(wrong_for_scalars),
            "dropped path": lambda g, a, b: (fit(g, a.shape), np.zeros_like(b)),
        },
    ),
    Rule(
        "subtract",
        np.subtract,
        lambda g, a, b: (fit(g, a.shape), -fit(g, b.shape)),
        broadcastable(2),
        {"sign": add(fit)},
    ),
    Rule(
        "multiply",
        np.multiply,
        multiply,
        broadcastable(2),
        {
            "operands swapped": lambda g, a, b: (
                fit(g * np.broadcast_to(a, g.shape), a.shape),
                fit(g * np.broadcast_to(b, g.shape), b.shape),
            ),
            "dropped path": lambda g, a, b: (fit(g * b, a.shape), 0 * b),
            "summed before multiplied": lambda g, a, b: (
                fit(g, a.shape) * fit(b + 0 * g, a.shape),
                multiply(g, a, b)[1],
            ),
            "first operand is not summed": lambda g, a, b: (g * b, multiply(g, a, b)[1]),
        },
    ),
    Rule(
        "divide",
        np.divide,
        divide,
        broadcastable(2, elements=(0.3, 3)),
        {
            "sign": lambda g, a, b: (fit(g / b, a.shape), fit(g * a / b**2, b.shape)),
            "not squared": lambda g, a, b: (fit(g / b, a.shape), fit(-g * a / b, b.shape)),
            "transposed operands": lambda g, a, b: (fit(g * b, a.shape), fit(-g * a / b**2, b.shape)),
        },
    ),
    Rule(
        "maximum",
        np.maximum,
        maximum,
        broadcastable(2, elements=FEW),
        {
            "ties count twice": lambda g, a, b: (fit(g * (a >= b), a.shape), fit(g * (b >= a), b.shape)),
            "ties count never": lambda g, a, b: (fit(g * (a > b), a.shape), fit(g * (b > a), b.shape)),
            "minimum": lambda g, a, b: maximum(g, -a, -b),
        },
    ),
    Rule(
        "where",
        lambda c, a, b: np.where(c > 0, a, b),
        where,
        broadcastable(3),
        {
            "branches swapped": lambda g, c, a, b: (0 * c, fit(g * (c <= 0), a.shape), fit(g * (c > 0), b.shape)),
            "one branch always": lambda g, c, a, b: (0 * c, fit(g, a.shape), fit(g * (c <= 0), b.shape)),
            "no broadcast sum": lambda g, c, a, b: (0 * c, g * (c > 0), g * (c <= 0)),
        },
    ),
    Rule(
        "arctan2",
        np.arctan2,
        arctan2,
        broadcastable(2, elements=(0.2, 3)),
        {
            "sign": lambda g, a, b: (arctan2(g, a, b)[0], -arctan2(g, a, b)[1]),
            "roles swapped": lambda g, a, b: (
                fit(g * a / (a**2 + b**2), a.shape),
                fit(-g * b / (a**2 + b**2), b.shape),
            ),
            "root of the square": lambda g, a, b: (fit(g * b / np.hypot(a, b), a.shape), arctan2(g, a, b)[1]),
        },
    ),
    Rule(
        "logaddexp",
        np.logaddexp,
        logaddexp,
        broadcastable(2, elements=(-900, 900)),
        {
            "overflows": logaddexp_overflowing,
            "swapped": lambda g, a, b: (
                fit(g * np.exp(b - np.logaddexp(a, b)), a.shape),
                fit(g * np.exp(a - np.logaddexp(a, b)), b.shape),
            ),
        },
    ),
    Rule(
        "power of arrays",
        np.power,
        power,
        broadcastable(2, elements=(0.2, 3)),
        {
            "log of the exponent": lambda g, a, b: (power(g, a, b)[0], fit(g * np.log(b) * a**b, b.shape)),
            "exponent constant": lambda g, a, b: (power(g, a, b)[0], 0 * b),
        },
    ),
    Rule(
        "multiply and add",
        lambda a, b, c: a * b + c,
        fma,
        broadcastable(3),
        {
            "third path dropped": lambda g, a, b, c: (*fma(g, a, b, c)[:2], 0 * c),
            "third path scaled": lambda g, a, b, c: (*fma(g, a, b, c)[:2], fit(g * a, c.shape)),
        },
    ),
    Rule(
        "hypot",
        np.hypot,
        lambda g, a, b: (fit(g * a / np.hypot(a, b), a.shape), fit(g * b / np.hypot(a, b), b.shape)),
        broadcastable(2, elements=(0.2, 3)),
        {"swapped": lambda g, a, b: (fit(g * b / np.hypot(a, b), a.shape), fit(g * a / np.hypot(a, b), b.shape))},
    ),
    Rule(
        "scale by a number",
        lambda x, c: x * c,
        lambda g, x, c: (g * c, np.sum(g * x)),
        some(arrays(), st.floats(0.5, 2.0)),
        {
            "mean for sum": lambda g, x, c: (g * c, np.sum(g * x) / max(x.size, 1)),
            "number is constant": lambda g, x, c: (g * c, 0.0),
        },
    ),
)
