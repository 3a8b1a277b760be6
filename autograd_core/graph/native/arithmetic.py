"""Arithmetic, comparisons and choices, bit for bit as NumPy computes them.

What NumPy leaves to the processor is taken from the processor it is fastest on: the maximum of 0 and −0 is the second
operand. A NaN is a NaN; which one is left open.

Not here: functions that are approximated (`exponentials`), dtypes (`functions`).
"""

from __future__ import annotations

import math
from collections.abc import Callable

from llvmlite import ir

from autograd_core.graph.native import lanes
from autograd_core.graph.native.lanes import Lane, copysign, select, sqrt

__all__ = ["EXACT", "isnan"]


def isnan(x: Lane) -> Lane:
    """Return where the value is not a number."""
    return lanes.isnan(x) if x.floating else _truth(x, 0)


def isfinite(x: Lane) -> Lane:
    """Return where the value is neither infinite nor NaN."""
    return lanes.absolute(x) < math.inf if x.floating else _truth(x, 1)


def isinf(x: Lane) -> Lane:
    """Return where the value is ∞ or −∞."""
    return lanes.absolute(x) == math.inf if x.floating else _truth(x, 0)


def _truth(x: Lane, value: int) -> Lane:
    return Lane(x.builder, ir.Constant(ir.IntType(1), value))


def absolute(x: Lane) -> Lane:
    """Return |x|; of the least integer, which has no opposite, itself."""
    return lanes.absolute(x) if x.floating else select(x < 0, -x, x)


def sign(x: Lane) -> Lane:
    """Return −1, 0 or 1, and NaN for NaN."""
    return select(x > 0, 1, select(x < 0, -1, select(x == 0, 0, x)))


def maximum(x1: Lane, x2: Lane) -> Lane:
    """Return the greater, a NaN where there is one, and the second of two that are equal."""
    greater = select(x1 > x2, x1, x2)
    return select(isnan(x1), x1, greater) if x1.floating else greater


def minimum(x1: Lane, x2: Lane) -> Lane:
    """Return the smaller, a NaN where there is one, and the second of two that are equal."""
    smaller = select(x1 < x2, x1, x2)
    return select(isnan(x1), x1, smaller) if x1.floating else smaller


def relu(x: Lane) -> Lane:
    """Return max(x, 0)."""
    return maximum(x, x.constant(0))


def heaviside(x1: Lane, x2: Lane) -> Lane:
    """Return 0 left of 0, 1 right of it, the second operand at 0, and NaN for NaN."""
    return select(isnan(x1), x1, select(x1 == 0, x2, select(x1 < 0, 0, x1.constant(1))))


def signbit(x: Lane) -> Lane:
    """Return where the sign is set, as it is for −0."""
    return (x.bits() if x.floating else x) < 0


def reciprocal(x: Lane) -> Lane:
    """Return 1 / x."""
    return 1 / x


def _rounding(name: str) -> Callable[[Lane], Lane]:
    def rounded(x: Lane) -> Lane:
        return x.call(name) if x.floating else x

    rounded.__doc__ = f"Round to a whole number with {name}."
    return rounded


def clamp(x: Lane, low: Lane, high: Lane) -> Lane:
    """Return min(max(x, low), high), with NaN for NaN.

    Of two equal zeros it is x between constants, and else the bound, as in `maximum`: np.clip tells them apart, too.
    """
    if not (isinstance(low.value, ir.Constant) and isinstance(high.value, ir.Constant)):
        return minimum(maximum(x, low), high)
    raised = select(x < low, low, x)
    held = select(raised > high, high, raised)
    for bound in (low, high) if x.floating else ():
        held = select(isnan(bound), bound, held)
    return held


EXACT: dict[str, Callable[..., Lane]] = {
    "absolute": absolute,
    "add": lambda x1, x2: x1 | x2 if x1.width == 1 else x1 + x2,
    "bitwise_and": lambda x1, x2: x1 & x2,
    "bitwise_or": lambda x1, x2: x1 | x2,
    "bitwise_xor": lambda x1, x2: x1 ^ x2,
    "ceil": _rounding("llvm.ceil"),
    "clamp": clamp,
    "clip": clamp,
    "copysign": copysign,
    "divide": lambda x1, x2: x1 / x2,
    "equal": lambda x1, x2: x1 == x2,
    "fabs": absolute,
    "floor": _rounding("llvm.floor"),
    "greater": lambda x1, x2: x1 > x2,
    "greater_equal": lambda x1, x2: x1 >= x2,
    "heaviside": heaviside,
    "invert": lambda x: ~x,
    "isfinite": isfinite,
    "isinf": isinf,
    "isnan": isnan,
    "less": lambda x1, x2: x1 < x2,
    "less_equal": lambda x1, x2: x1 <= x2,
    "logical_and": lambda x1, x2: x1 & x2,
    "logical_not": lambda x: ~x,
    "logical_or": lambda x1, x2: x1 | x2,
    "logical_xor": lambda x1, x2: x1 ^ x2,
    "maximum": maximum,
    "minimum": minimum,
    "multiply": lambda x1, x2: x1 & x2 if x1.width == 1 else x1 * x2,
    "negative": lambda x: -x,
    "not_equal": lambda x1, x2: x1 != x2,
    "positive": lambda x: x,
    "reciprocal": reciprocal,
    "relu": relu,
    "rint": _rounding("llvm.rint"),
    "sign": sign,
    "signbit": signbit,
    "sqrt": sqrt,
    "square": lambda x: x * x,
    "subtract": lambda x1, x2: x1 - x2,
    "trunc": _rounding("llvm.trunc"),
    "where": select,
}
"""The emitters whose results are NumPy's, bit for bit, by the names of the operations."""
