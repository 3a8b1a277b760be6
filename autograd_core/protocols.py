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
import sys
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

from autograd_core import writing
from autograd_core.errors import DetachError, NotDifferentiableError, explain
from autograd_core.operation import Operation
from autograd_core.record import Cut, Value, is_recording, tracing
from autograd_core.registry import CONSTANT, FUNCTIONS, REFUSED, load_later
from autograd_core.tree import flatten, tree_map
from autograd_core.values import NUMBERS, as_array, make, plain

__all__ = ["array_function", "array_ufunc"]

AnyFunction = Callable[..., Any]


def array_ufunc(self: Any, ufunc: np.ufunc, method: str, *inputs: Any, **kwargs: Any) -> Any:
    """Apply a ufunc, or one of its methods such as `reduce`, to Tensors: NumPy's `__array_ufunc__`."""
    if not kwargs and method == "__call__" and ufunc in FUNCTIONS:
        return FUNCTIONS[ufunc](*inputs)
    if method == "at":
        return _at(ufunc, *inputs)
    out, casting = kwargs.pop("out", None), kwargs.get("casting", "same_kind")
    if method == "__call__":
        result = _call(ufunc, inputs, out, **kwargs)
    else:
        result = _apply((ufunc, method), f"{_name_of(ufunc)}.{method}", inputs, kwargs)
    if out is None:
        return result
    if not isinstance(result, tuple):
        return _into(out[0], result, casting)
    pairs = zip(out, result, strict=True)
    return tuple([part if target is None else _into(target, part, casting) for target, part in pairs])


def _name_of(ufunc: np.ufunc) -> str:
    """Return the name of a ufunc as people write it."""
    name = ufunc.__name__
    if getattr(np, name, None) is ufunc:
        return f"np.{name}"
    return f"scipy.special.{name}" if hasattr(sys.modules.get("scipy.special"), name) else name


def _call(
    ufunc: np.ufunc,
    inputs: Any,
    out: Any,
    *,
    where: Any = True,
    dtype: Any = None,
    signature: Any = None,
    casting: Any = "same_kind",
    order: Any = "K",
    subok: bool = True,
    **axes: Any,
) -> Any:
    """Apply a ufunc where a condition holds; elsewhere the result is that of `out`, or 0.

    `axes` are those of a ufunc of vectors or matrices, as in np.vecdot(a, b, axis=0); Tensors have one memory layout.
    """
    if dtype is not None or signature is not None:
        signature = signature or (*(None,) * ufunc.nin, *(dtype,) * ufunc.nout)
        inputs = _cast(ufunc, inputs, signature, casting)
    if where is True:
        return _apply(ufunc, _name_of(ufunc), inputs, axes)
    result = _apply(ufunc, _name_of(ufunc), _sheltered(ufunc, inputs, where), axes)
    parts = result if isinstance(result, tuple) else (result,)
    rest = out or (None,) * len(parts)
    chosen = tuple(
        [
            FUNCTIONS[np.where](where, y, _zeros(y) if other is None else other)
            for y, other in zip(parts, rest, strict=True)
        ]
    )
    return chosen if isinstance(result, tuple) else chosen[0]


def _zeros(like: Any) -> Any:
    return np.zeros((), like.dtype)


def _cast(ufunc: np.ufunc, inputs: Any, signature: Any, casting: Any) -> list[Any]:
    """Return the inputs as the types in which NumPy would compute."""
    given = [type(x) if type(x) in (int, float, complex) else plain(x).dtype for x in _arrays(inputs)]
    types = ufunc.resolve_dtypes((*given, *(None,) * ufunc.nout), signature=signature, casting=casting)
    return [x.astype(t) if hasattr(x, "astype") else t.type(x) for x, t in zip(_arrays(inputs), types, strict=False)]


def _arrays(inputs: Any) -> list[Any]:
    return [x if isinstance(x, (Value, np.ndarray, np.generic, int, float, complex)) else as_array(x) for x in inputs]


def _sheltered(ufunc: np.ufunc, inputs: Any, where: Any) -> list[Any]:
    """Return the inputs with a harmless number in the places that do not count, so that nothing warns of them."""
    domains = getattr(FUNCTIONS.get(ufunc), "domain", ())
    sheltered = []
    for k, x in enumerate(inputs):
        array = plain(x)
        floats = isinstance(array, np.ndarray) and array.dtype.kind in "fc" and k < len(domains)
        sheltered.append(FUNCTIONS[np.where](where, x, domains[k].middle) if floats else x)
    return sheltered


def array_function(self: Any, function: AnyFunction, types: Any, args: Any, kwargs: dict[str, Any]) -> Any:
    """Apply any other NumPy function to Tensors: NumPy's `__array_function__`."""
    kwargs = {name: value for name, value in kwargs.items() if value is not np._NoValue}  # noqa: SLF001  # "not given"
    if kwargs:
        args = _operands_in_place(function, args, kwargs)
    out = kwargs.pop("out", None)
    result = _apply(function, f"{function.__module__.replace('numpy', 'np', 1)}.{function.__name__}", args, kwargs)
    return result if out is None else _into(out, result)


def _operands_in_place(function: AnyFunction, args: Any, kwargs: dict[str, Any]) -> Any:
    """Return `args` with the operands that were given by name, as in np.copy(a=t), taken out of `kwargs`.

    The stand-in may know them by another name, or by their places only.
    """
    names = _operand_names(function, _stand_in(function) or function)
    while len(args) < len(names) and names[len(args)] in kwargs:
        args = (*args, kwargs.pop(names[len(args)]))
    return args


@cache
def _operand_names(function: AnyFunction, stands_in: AnyFunction) -> tuple[str, ...]:
    """Return NumPy's names of the arguments that a stand-in takes by their places, at least the first."""
    if isinstance(stands_in, Operation):
        count = len(stands_in.operands)
    else:
        count = [parameter.kind for parameter in _parameters(stands_in)].count(inspect.Parameter.POSITIONAL_ONLY)
    return tuple([parameter.name for parameter in _parameters(function)])[: max(count, 1)]


def _parameters(function: AnyFunction) -> list[inspect.Parameter]:
    try:
        return list(inspect.signature(function).parameters.values())
    except ValueError:  # of a builtin function that tells nothing
        return []


def _apply(key: Any, name: str, args: Any, kwargs: dict[str, Any]) -> Any:
    stands_in = _stand_in(key)
    return _on_values(key, name, args, kwargs) if stands_in is None else stands_in(*args, **kwargs)


def _stand_in(key: Any) -> Any:
    """Return what stands in for a NumPy function, or None; what is loaded later is loaded now if it might be there."""
    if key not in FUNCTIONS and key not in CONSTANT:
        load_later()
    return FUNCTIONS.get(key)


def _on_values(key: Any, name: str, args: Any, kwargs: dict[str, Any]) -> Any:
    """Apply a function that has no stand-in to the plain values; the result is constant."""
    leaves = flatten([list(args), kwargs])[0]
    node = next((x.node for x in leaves if isinstance(x, Value) and x.node), None)
    if node and key not in CONSTANT and is_recording():
        raise NotDifferentiableError(_refusal(key, name))
    function = getattr(key[0], key[1]) if isinstance(key, tuple) else key
    if (trace := tracing.get()) is not None:
        return trace.call(function, name, args, kwargs)
    given, named = tree_map(plain, list(args)), tree_map(plain, kwargs)
    cut = Cut(name, "piecewise constant: its gradient is zero") if node else None
    return tree_map(lambda y: make(as_array(y), cut) if _is_numeric(y) else y, function(*given, **named))


def _refusal(key: Any, name: str) -> str:
    """Return the words for a function that has no rule."""
    own = isinstance(key, np.ufunc) and set("".join(key.types)) <= set("O->")  # made of a Python function
    refusal = REFUSED.get(np.frompyfunc if own else key)
    if refusal is not None:
        wrong = f"{name} has no rule here, for {refusal.why}"
        return explain(wrong, "a tensor that wants a gradient", refusal.instead)
    remedy = (
        "use operations that are, declare your own with @ag.operation, or call it on .numpy() if no gradient is due"
    )
    return explain(f"{name} has no rule here", "a tensor that wants a gradient", remedy)


def _is_numeric(y: Any) -> bool:
    return isinstance(y, (np.ndarray, np.generic)) and y.dtype.kind in NUMBERS


def _into(out: Any, result: Any, casting: Any = "same_kind") -> Any:
    """Write a result into `out`."""
    if isinstance(out, Value):
        writing.replace(out, result.astype(out.array.dtype) if casting == "unsafe" else result, "out=")
        return out
    if isinstance(result, Value) and result.node and is_recording():
        given = f"an array of shape {np.shape(out)} as out=, or in place as by +="
        remedy = "make it a Tensor first, as by ag.zeros(shape) or ag.as_tensor(array), or do without out="
        raise DetachError(explain("a plain NumPy array would lose the gradient", given, remedy))
    np.copyto(out, plain(result), casting=casting)
    return out


def _at(ufunc: np.ufunc, target: Any, key: Any, *value: Any) -> None:
    """Do `ufunc.at(target, key, value)`, the unbuffered write."""
    if isinstance(target, Value):
        writing.at(ufunc, target, key, *value)
        return
    if any(isinstance(v, Value) and v.node for v in value) and is_recording():
        given = f"{ufunc.__name__}.at on {type(target).__name__}"
        raise DetachError(explain("a plain NumPy array would lose the gradient", given, "make the target a Tensor"))
    ufunc.at(target, tree_map(plain, key), *map(plain, value))
