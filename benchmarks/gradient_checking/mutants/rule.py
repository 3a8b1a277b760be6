"""An operation with its rule, and rules that are wrong.

    >>> import numpy as np
    >>> sine = Rule("sin", np.sin, lambda g, x: g * np.cos(x), one(arrays()), {"sign": lambda g, x: -g * np.cos(x)})
    >>> sine.vjp(1.0, 0.0), sine.wrong["sign"](1.0, 0.0)
    (np.float64(1.0), np.float64(-1.0))

A rule takes the cotangent and the arguments, and returns the gradient of each array of floating point among them, in
order: one, or a tuple. Not here: the operations, and running them (`running`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from hypothesis import strategies as st

from autograd_core.testing.strategies import arrays

__all__ = ["VJP", "Rule", "arrays", "fit", "one", "some"]

VJP = Callable[..., Any]
Calls = st.SearchStrategy[tuple[Any, ...]]


@dataclass(frozen=True)
class Rule:
    """One operation.

    forward  the operation
    vjp      its rule
    calls    draws the arguments, as a tuple
    wrong    mistake to rule
    """

    name: str
    forward: Callable[..., Any]
    vjp: VJP
    calls: Calls
    wrong: Mapping[str, VJP]


def one(values: st.SearchStrategy[Any]) -> Calls:
    """Return calls with one argument."""
    return values.map(lambda value: (value,))


def some(*values: st.SearchStrategy[Any]) -> Calls:
    """Return calls with several arguments that do not depend on each other."""
    return st.tuples(*values)


def fit(g: Any, shape: tuple[int, ...]) -> Any:
    """Return g summed over the axes that broadcasting added or stretched."""
    leading = tuple(range(np.ndim(g) - len(shape)))
    g = np.sum(g, axis=leading)
    stretched = tuple(axis for axis, n in enumerate(shape) if n == 1)
    return np.sum(g, axis=stretched, keepdims=True).reshape(shape)
