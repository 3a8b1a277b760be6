"""What there is: every operation, every function composed of them, and what stands in for each NumPy function.

Tests, reference page, benchmarks and pictures read these tables; nothing is listed twice.

    >>> import numpy as np, autograd_core as ag
    >>> ag.registry.FUNCTIONS[np.tanh] is ag.tanh
    True

Not here: how an operation is recorded (`operation`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple, TypeVar

__all__ = ["COMPOSITES", "CONSTANT", "FUNCTIONS", "OPERATIONS", "Composite", "Example", "Interval", "composite"]
__all__ += ["constant", "example"]

AnyFunction = Callable[..., Any]
Function = TypeVar("Function", bound=AnyFunction)


class Interval(NamedTuple):
    """The numbers from `low` to `high`, where an operation is smooth; tests and pictures draw their samples there.

    >>> Interval(-1, 3).middle
    1.0
    """

    low: float
    high: float

    @property
    def middle(self) -> float:
        """A point well inside."""
        return (self.low + self.high) / 2


REAL = Interval(-3.0, 3.0)
"""The domain of what is smooth everywhere."""


class Example(NamedTuple):
    """A call that shows a function at work. A tuple stands for a floating-point operand of that shape."""

    operands: tuple[Any, ...]
    params: Mapping[str, Any]


def example(*operands: Any, **params: Any) -> Example:
    """Return an `Example`.

    >>> example((3, 4), axis=0)
    Example(operands=((3, 4),), params={'axis': 0})
    """
    return Example(operands, params)


class Composite(NamedTuple):
    """A function composed of operations: it needs no rule, for its parts have theirs."""

    function: AnyFunction
    numpy: AnyFunction | None
    examples: tuple[Example, ...]
    domain: Interval


OPERATIONS: dict[str, Any] = {}
"""Every operation (`operation.Operation`) by name."""

COMPOSITES: dict[str, Composite] = {}
"""Every function that is composed of operations, by name."""

FUNCTIONS: dict[Any, AnyFunction] = {}
"""NumPy's functions, ufuncs and (ufunc, "method") pairs, and what stands in for each when it meets a Tensor."""

CONSTANT: set[Any] = set()
"""NumPy's functions and (ufunc, "method") pairs that are constant in their arguments, or change in jumps only."""


def composite(
    numpy: AnyFunction | None = None, *, examples: Iterable[Example] = (), domain: Interval = REAL
) -> Callable[[Function], Function]:
    """Register a function that is composed of operations, and the NumPy function whose place it takes."""

    def declare(function: Function) -> Function:
        COMPOSITES[function.__name__] = Composite(function, numpy, tuple(examples), domain)
        if numpy is not None:
            FUNCTIONS[numpy] = function
        return function

    return declare


def constant(*functions: Any) -> None:
    """Register NumPy functions through which no gradient flows, for they are constant or piecewise constant."""
    CONSTANT.update(functions)
