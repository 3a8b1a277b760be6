"""Between Tensors and arrays: how results are wrapped and operands unwrapped.

Tensors are built on operations, and operations return Tensors. So that neither imports the other in a circle, the
module `tensor` registers its class here.

    >>> import autograd_core as ag
    >>> unwrap(ag.Tensor([1.0]))[0], unwrap(2.0)
    (array([1.]), (2.0, None))

Not here: when something is recorded (`operation`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from autograd_core.errors import ConfigurationError, DetachError, DTypeError, explain
from autograd_core.record import NodeLike, Value, is_recording, tracing

if TYPE_CHECKING:
    from autograd_core.tensor import Tensor

__all__ = ["Hook", "apart", "as_array", "as_operand", "conjugated", "constants", "make", "on_cpu", "plain"]
__all__ += ["refuse_where", "require_floating", "unwrap", "use_tensor"]

NUMBERS = "biufc"
"""The kinds of dtypes that Tensors can hold."""


class Hook:
    """What `Tensor` fills in, so that results are Tensors although Tensors are built on operations.

    `join` turns nested lists with Tensors into one Tensor; `ops.joining` fills it in.
    """

    tensor: Any = Value
    view: Callable[..., Any]
    join: Callable[[Any], Tensor]


def use_tensor(kind: type[Value], view: Callable[..., Any]) -> None:
    """Make `kind` the type of every result, and `view(source, operation, params, array, node)` that of views."""
    Hook.tensor, Hook.view = kind, staticmethod(view)


def make(array: Any, node: NodeLike) -> Tensor:
    """Return a Tensor of an array that is the engine's own, and of its node."""
    tensor: Tensor = object.__new__(Hook.tensor)
    tensor.array, tensor.node = array, node
    return tensor


def unwrap(operand: Any) -> tuple[Any, NodeLike]:
    """Return the array and the node of an operand. Python numbers stay what they are, so that they promote weakly.

    Lists may hold recorded Tensors, which are joined. Raises DTypeError where the operand is no array of numbers.
    """
    if isinstance(operand, Value):
        return operand.array, operand.node
    if isinstance(operand, (float, int, np.generic, complex)):
        return operand, None
    if isinstance(operand, np.ndarray):
        if type(operand) is not np.ndarray and isinstance(operand, np.ma.MaskedArray):
            raise DTypeError(_no_numbers("a masked array, whose mask would be lost"))
        if operand.dtype.kind not in NUMBERS:
            operand = _number_behind(operand)
        return operand, None
    try:
        array = np.array(operand)
    except DetachError:  # a list with recorded Tensors
        joined = Hook.join(operand)
        return joined.array, joined.node
    if array.dtype.kind not in NUMBERS:
        array = _number_behind(array, f"{type(operand).__name__} {operand!r}")
    return array, None


def _number_behind(array: Any, given: str = "") -> Any:
    """Return the value under trace that an array without numbers was made of. Raises DTypeError where there is none."""
    trace = tracing.get()
    found = array if trace is None else trace.behind(array)
    if found is array:
        raise DTypeError(_no_numbers(given or f"an array of dtype {array.dtype}"))
    return found


def number_type(dtype: Any) -> np.dtype[Any]:
    """Return what a type names, such as "float32". Raises DTypeError for what is no type of numbers."""
    target: np.dtype[Any] = np.dtype(dtype)
    if target.kind not in NUMBERS:
        raise DTypeError(explain("a Tensor holds numbers", f"dtype {target}", "convert what .numpy() returns"))
    return target


def _no_numbers(given: str) -> str:
    return explain("an operand is no array of numbers", given, "pass numbers, arrays or Tensors")


def as_operand(x: Any) -> Any:
    """Return a Tensor as it is, anything else as an array; a list with recorded Tensors as a Tensor."""
    if isinstance(x, Value):
        return x
    array, node = unwrap(x)
    return as_array(array) if node is None else make(array, node)


def as_array(x: Any) -> Any:
    """Return an array or Tensor as it is, also a value under trace; anything else as an array."""
    return x if isinstance(x, (np.ndarray, Value)) else np.asarray(x)


def apart(array: Any) -> Any:
    """Return `array`, or a copy where its owner could still change it behind the back of the record."""
    if type(array) is np.ndarray and (array.flags.writeable or array.base is not None):
        return array.copy(order="K")
    return array


def constants(name: str, params: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parameters of an operation as plain values.

    Raises DetachError where one is recorded, for no gradient flows through a parameter.
    """
    for param, value in params.items():
        if isinstance(value, Value) and value.node and is_recording():
            given, remedy = f"a recorded tensor for {param}", "pass stop_gradient of it if a gradient of zero is meant"
            raise DetachError(explain(f"no gradient flows through the parameters of {name}", given, remedy))
    return {param: plain(value) for param, value in params.items()}


def refuse_where(condition: Any, error: Callable[[], Exception]) -> None:
    """Raise `error()` if a condition holds anywhere; a program raises before it writes anything, then asks anew.

    >>> import numpy as np
    >>> refuse_where(np.array([False, False]), ValueError)
    """
    if (trace := tracing.get()) is not None and hasattr(condition, "numbers"):  # a value under trace
        trace.check_nowhere(condition)
    elif condition.any():
        raise error()


def plain(x: Any) -> Any:
    """Return the array of a Value without its record, and anything else as it is."""
    return x.array if isinstance(x, Value) else x


def require_floating(x: Any, remedy: str) -> None:
    """Raise DTypeError where `x` is no array of floating-point numbers, real or complex: only these have a gradient."""
    kind = x.dtype.kind if isinstance(x, (np.ndarray, np.generic)) else ""
    given = f"dtype {x.dtype}" if hasattr(x, "dtype") else f"{type(x).__name__} {x!r}"
    if kind not in ("f", "c"):
        raise DTypeError(explain("only floating-point numbers have a gradient", given, remedy))


def on_cpu(device: Any) -> None:
    """Raise ConfigurationError where a device is named that is not "cpu", the only one there is."""
    if device not in (None, "cpu"):
        raise ConfigurationError(explain("no such device", f"device={device!r}", 'pass "cpu", or leave it out'))


def conjugated(g: Any) -> Any:
    """Return the complex conjugate: between a gradient, as people see it, and the cotangent that the sweep carries.

    Real numbers are returned as they are. Decision 0004 says why there are two conventions.
    """
    return g.conj() if plain(g).dtype.kind == "c" else g
