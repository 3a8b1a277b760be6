"""NumPy's two protocols: what happens when a NumPy function meets a Tensor.

A ufunc calls `array_ufunc`, any other function `array_function`. Both look the function up in `registry.FUNCTIONS`; one
that is not there works on constants, and is a named error where it would lose a gradient.

    >>> import numpy as np, autograd_core as ag
    >>> np.hypot(ag.Tensor(3.0), 4.0)
    Tensor(5.)

Not here: the operations (`ops`).
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_core import writing
from autograd_core.errors import DetachError, NotDifferentiableError, explain
from autograd_core.record import Cut, Value, is_recording
from autograd_core.registry import CONSTANT, FUNCTIONS
from autograd_core.tree import flatten, tree_map
from autograd_core.values import make

__all__ = ["array_function", "array_ufunc"]

AnyFunction = Callable[..., Any]


def array_ufunc(self: Any, ufunc: np.ufunc, method: str, *inputs: Any, **kwargs: Any) -> Any:
    """Apply a ufunc, or one of its methods such as `reduce`, to Tensors: NumPy's `__array_ufunc__`."""
    if method == "at":
        return _at(ufunc, *inputs)
    out = kwargs.pop("out", None)
    where = kwargs.pop("where", True) if method == "__call__" else True
    key = ufunc if method == "__call__" else (ufunc, method)
    result = _apply(key, f"np.{ufunc.__name__}" + ("" if method == "__call__" else f".{method}"), inputs, kwargs)
    if where is not True:
        rest = out[0] if out else np.zeros_like(result)
        result = FUNCTIONS[np.where](where, result, rest)
    return result if out is None else _into(out[0], result)


def array_function(self: Any, function: AnyFunction, types: Any, args: Any, kwargs: dict[str, Any]) -> Any:
    """Apply any other NumPy function to Tensors: NumPy's `__array_function__`."""
    kwargs = {name: value for name, value in kwargs.items() if value is not np._NoValue}  # noqa: SLF001  # "not given"
    if not args:  # the array by name, as in np.copy(a=t)
        first = next(iter(inspect.signature(function).parameters))
        args = (kwargs.pop(first),) if first in kwargs else ()
    out = kwargs.pop("out", None)
    result = _apply(function, f"{function.__module__.replace('numpy', 'np', 1)}.{function.__name__}", args, kwargs)
    return result if out is None else _into(out, result)


def _apply(key: Any, name: str, args: Any, kwargs: dict[str, Any]) -> Any:
    stands_in = FUNCTIONS.get(key)
    if stands_in is None:
        return _on_values(key, name, args, kwargs)
    dtype = kwargs.pop("dtype", None) if isinstance(key, np.ufunc) else None
    if isinstance(key, np.ufunc):
        kwargs = {k: v for k, v in kwargs.items() if k not in ("casting", "order", "subok")}
    result = stands_in(*args, **kwargs)
    return result if dtype is None else result.astype(dtype)


def _on_values(key: Any, name: str, args: Any, kwargs: dict[str, Any]) -> Any:
    """Apply a function that has no stand-in to the plain values; the result is constant."""
    leaves = flatten([list(args), kwargs])[0]
    node = next((x.node for x in leaves if isinstance(x, Value) and x.node), None)
    if node and key not in CONSTANT and is_recording():
        remedy = (
            "use operations that are, declare your own with @ag.operation, or call it on .numpy() if no gradient is due"
        )
        raise NotDifferentiableError(explain(f"{name} has no rule here", "a tensor that wants a gradient", remedy))
    function = getattr(key[0], key[1]) if isinstance(key, tuple) else key
    plain, named = tree_map(_values, list(args)), tree_map(_values, kwargs)
    cut = Cut(name, "piecewise constant: its gradient is zero") if node else None
    return tree_map(
        lambda y: make(np.asarray(y), cut) if isinstance(y, (np.ndarray, np.generic)) else y, function(*plain, **named)
    )


def _values(x: Any) -> Any:
    return x.array if isinstance(x, Value) else x


def _into(out: Any, result: Any) -> Any:
    """Write a result into `out`."""
    if isinstance(out, Value):
        writing.replace(out, result, "out=")
        return out
    if isinstance(result, Value) and result.node and is_recording():
        given = f"out= of type {type(out).__name__}"
        raise DetachError(
            explain("a plain NumPy array would lose the gradient", given, "pass a Tensor as out=, or leave it out")
        )
    np.copyto(out, _values(result), casting="same_kind")
    return out


def _at(ufunc: np.ufunc, target: Any, key: Any, *value: Any) -> None:
    """Do `ufunc.at(target, key, value)`, the unbuffered write."""
    if not isinstance(target, Value) or ufunc not in (np.add, np.subtract):
        given = f"{ufunc.__name__}.at on {type(target).__name__}"
        remedy = "use np.add.at on a Tensor, or an expression with np.where"
        raise NotDifferentiableError(explain("this in-place ufunc has no rule here", given, remedy))
    writing.accumulate(target, key, value[0] if ufunc is np.add else -value[0])
