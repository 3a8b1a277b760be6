"""This package, as the checker sees it: functions of NumPy arrays, Tensors and numbers.

    >>> import numpy as np
    >>> OURS.jvp(np.sin, (0.0,), [np.array(2.0)])
    (0.0, [array(2.)])

Not here: gradients that are passed to the checker by name; those need no framework.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from autograd_core.errors import DetachError, NotDifferentiableError
from autograd_core.record import Value
from autograd_core.tensor import Tensor
from autograd_core.testing.frameworks.framework import NUMBERS, AnyFunction, Arrays, Pullback, numbers
from autograd_core.transforms import jvp, vjp
from autograd_core.tree import select, tree_map
from autograd_core.values import plain

__all__ = ["OURS", "Ours"]

PYTHON = ("float64", "complex128", "int64", "bool")
"""The dtypes of Python's own numbers."""


@dataclass(frozen=True)
class Ours:
    """The adapter of `autograd_core`; `Framework` says what each method does."""

    name: str = "autograd_core"

    def owns(self, value: Any) -> bool:
        """Whether a leaf is an array, a Tensor or a number."""
        return isinstance(value, (Value, *NUMBERS))

    def differentiates(self, value: Any) -> bool:
        """Whether a leaf is an array, a Tensor or a number of a floating-point or complex dtype."""
        return self.owns(value) and self.array(value).dtype.kind in "fc"

    def array(self, value: Any) -> np.ndarray[Any, Any]:
        """Return the numbers of a leaf, in an array of their own."""
        return numbers(plain(value))

    def value(self, array: np.ndarray[Any, Any], like: Any) -> Any:
        """Return a leaf like another one, with other numbers: a Python number for one, where it has such a dtype."""
        if isinstance(like, Value):
            return Tensor(array, requires_grad=like.requires_grad)  # type: ignore[attr-defined]  # every Value is a Tensor
        if isinstance(like, np.ndarray):
            twin = np.empty_like(like, dtype=array.dtype)
            twin[...] = array
            return twin
        return array[()] if isinstance(like, np.generic) or array.dtype.name not in PYTHON else array.item()

    def constant(self, array: np.ndarray[Any, Any]) -> Any:
        """Return the array as it is."""
        return array

    def call(self, f: AnyFunction, args: tuple[Any, ...]) -> Any:
        """Return f(*args)."""
        return f(*args)

    def evaluate(self, f: AnyFunction, args: tuple[Any, ...]) -> Any:
        """Return f(*args), of copies of arrays and Tensors."""
        return f(*tree_map(lambda leaf: self.value(self.array(leaf), leaf) if _may_be_written(leaf) else leaf, args))

    def vjp(self, f: AnyFunction, args: tuple[Any, ...]) -> tuple[Any, Pullback]:
        """Return f(*args) and its pullback; where nothing depends on an argument, its gradient is zeros."""
        call = _Call(self, f, args)
        values, pull = vjp(call, *call.given)

        def pullback(cotangents: Arrays) -> list[np.ndarray[Any, Any] | None]:
            return [self.array(g) for g in pull(cotangents)]

        return call.result(values), pullback

    def jvp(self, f: AnyFunction, args: tuple[Any, ...], tangents: Arrays) -> tuple[Any, Arrays] | None:
        """Return f(*args) and its tangents; None where a rule leaves what is recorded, and so has no transpose."""
        call = _Call(self, f, args)
        try:
            values, pushed = jvp(call, call.given, tangents)
        except (DetachError, NotDifferentiableError):
            return None
        return call.result(values), [self.array(v) for v in pushed]


def _may_be_written(leaf: Any) -> bool:
    return isinstance(leaf, (Value, np.ndarray))


class _Call:
    """A function of those numbers alone that have gradients, which returns those alone that have cotangents."""

    def __init__(self, ours: Ours, f: AnyFunction, args: tuple[Any, ...]) -> None:
        self.ours, self.f = ours, f
        leaves, self.rebuild = select(args, ours.differentiates)
        self.given = [ours.array(leaf) if isinstance(leaf, Value) else leaf for leaf in leaves]

    def __call__(self, *leaves: Any) -> list[Any]:
        self.returned = self.f(*self.rebuild(leaves))
        return select(self.returned, self.ours.differentiates)[0]

    def result(self, values: list[Any]) -> Any:
        """Return what the function returned, with arrays and numbers for what was recorded."""
        return tree_map(_unrecorded, select(self.returned, self.ours.differentiates)[1](values))


def _unrecorded(leaf: Any) -> Any:
    return leaf.array if isinstance(leaf, Value) else leaf


OURS = Ours()
