"""Writing into Tensors: `t[i] = v`, `t += v`, `out=`.

A write is recorded as an operation, and the Tensor takes its result. What was recorded before keeps the old values, so
gradients stay right. Aliasing follows NumPy: a slice is a `View`, and writing through it changes its root and, through
that, all other slices.

    >>> import numpy as np, autograd_core as ag
    >>> def f(x):
    ...     y = x * 1.0
    ...     row = y[1:]
    ...     row[0] = 5.0 * x[0]
    ...     return y.sum()
    >>> ag.grad(f)(np.array([1.0, 2.0, 3.0]))
    array([6., 0., 1.])

Not here: the recorded operation itself (`ops.indexing.setitem`).
"""

from __future__ import annotations

from sys import getrefcount
from typing import Any, TypeVar

import numpy as np

from autograd_core.errors import DTypeError, ShapeError, WriteError, explain
from autograd_core.ops.indexing import join, scatter, setitem, split
from autograd_core.record import Argument, Leaf, Node, Value, tracing
from autograd_core.values import as_array, plain

__all__ = ["accumulate", "at", "positions", "replace", "write"]

Target = TypeVar("Target", bound=Any)

IN_PLACE = 2  # references to an array that only its Tensor holds: the Tensor's own, and the argument of getrefcount


def write(target: Any, key: Any, value: Any) -> None:
    """Do `target[key] = value`.

    Raises WriteError where the target is an input that wants a gradient, or read-only; DTypeError where an integer
    target would lose the gradient of the value; ShapeError where the value does not fit.
    """
    _check(target, value)
    _tell(target)
    root = getattr(target, "root", None)
    if root is None:
        _write(target, key, value)
        return
    flat = as_array(positions(target)[_raw_key(key)])
    if root.ndim:
        _write(root, tuple(np.unravel_index(flat, root.shape)), value)
    elif flat.size:  # the one element of a 0-d root, which no array of integers can name
        whole = _broadcast(value, flat.shape) if isinstance(value, Value) else as_array(value)
        _write(root, (), whole.reshape(-1)[-1])  # where it is named several times, the last value counts


def replace(target: Target, result: Any, how: str) -> Target:
    """Let `target` take the values of `result`, as by `target += v` or `out=target`, and return it.

    Raises ShapeError where the shapes differ, DTypeError where NumPy would not cast so, and what `write` raises.
    """
    if result.shape != target.shape:
        given = f"shape {result.shape} into shape {target.shape}"
        raise ShapeError(
            explain(f"{how} cannot change a shape", given, "write t = t + v, without the = after the operator")
        )
    _castable(result, target, how)
    if getattr(target, "root", None) is not None:
        write(target, Ellipsis, result)
        return target
    _check(target, result)
    _tell(target)
    result = (result if result.dtype == target.dtype else result.astype(target.dtype)).unmapped()
    target.array, target.node = result.array, result.node
    return target


def reshape_in_place(target: Any, shape: Any) -> None:
    """Refuse `target.shape = shape`: a Tensor and its views are of one shape for life. Raises WriteError."""
    given = f"{shape} for a tensor of shape {target.shape}"
    raise WriteError(explain("the shape of a tensor cannot be set", given, "write t = t.reshape(shape)"))


def accumulate(target: Any, key: Any, value: Any) -> None:
    """Do `np.add.at(target, key, value)`: add, also several times where the index names an element several times."""
    template, indices = split(key)
    shape = np.shape(np.broadcast_to(0, target.shape)[_raw_key(key)])
    value = _broadcast(value if isinstance(value, Value) else as_array(value), shape)
    replace(target, target + scatter(value, *indices, shape=target.shape, template=template), "np.add.at")


def at(ufunc: np.ufunc, target: Any, key: Any, *value: Any) -> None:
    """Do `ufunc.at(target, key, value)`: also several times where the index names an element several times.

    Raises what `write` raises.
    """
    if ufunc is np.add or ufunc is np.subtract:
        accumulate(target, key, value[0] if ufunc is np.add else -np.positive(value[0]))
        return
    flat = as_array(np.arange(target.size).reshape(target.shape)[_raw_key(key)])
    values = [_broadcast(v if isinstance(v, Value) else as_array(v), flat.shape).reshape(-1) for v in value]
    places = np.unravel_index(flat.reshape(-1), target.shape or (1,))
    for turn in _turns(flat.reshape(-1)):
        chosen = tuple([place[turn] for place in places]) if target.ndim else ()
        results = ufunc(target[chosen], *[v[turn] if target.ndim else v[turn].reshape(()) for v in values])
        _castable(results, target, f"np.{ufunc.__name__}.at")
        write(target, chosen, results)


def _turns(flat: Any) -> list[Any]:
    """Return where places stand for the first time, for the second time, and so on."""
    order = np.argsort(flat, kind="stable")
    ordered = flat[order]
    first = np.searchsorted(ordered, ordered)
    turn = np.arange(flat.size) - first
    return [np.sort(order[turn == k]) for k in range(int(np.max(turn, initial=-1)) + 1)]


def positions(view: Any) -> Any:
    """Return for each element of a view its place in the flattened root."""
    places = np.arange(view.root.size).reshape(view.root.shape)
    for operation, params in view.path:
        places = operation.forward(places, **params)
    return places


def _castable(result: Any, target: Any, how: str) -> None:
    if not np.can_cast(result.dtype, target.dtype, "same_kind"):
        given = f"{result.dtype} into {target.dtype}"
        raise DTypeError(explain(f"{how} cannot change a dtype", given, "write t = t + v, or convert with .astype"))


def _check(target: Any, value: Any) -> None:
    if (trace := tracing.get()) is not None:
        trace.require_numbers()
    root = getattr(target, "root", None)
    owner = target if root is None else root
    if isinstance(owner.node, Leaf) and not owner.node.parents and not isinstance(owner.node, Argument):
        what = f"a Variable of shape {owner.shape}" if owner.is_variable else f"an input of shape {owner.shape}"
        remedy = "use assign()" if owner.is_variable else "write into a copy: t = t.copy()"
        raise WriteError(explain("writing into a tensor that wants a gradient", what, remedy))
    if root is not None and not _is_writeable(target):
        given = f"one of shape {target.shape}, whose elements may share memory"
        raise WriteError(explain("writing into a read-only tensor", given, "write into a copy: t = t.copy()"))
    if isinstance(value, Value) and isinstance(value.node, Node) and target.array.dtype.kind not in "fc":
        given = f"a value with a gradient into dtype {target.array.dtype}"
        raise DTypeError(explain("writing would lose the gradient", given, "make the target floating-point"))


def _is_writeable(view: Any) -> bool:
    """Whether no two elements of a view share memory; how a value under trace lies is known by its operations only."""
    if tracing.get() is None:
        return bool(view.array.flags.writeable)
    return all(operation.name != "broadcast_to" for operation, _ in view.path)


def _tell(target: Any) -> None:
    """Tell the trace of this thread that a Tensor is written into."""
    if (trace := tracing.get()) is not None:
        trace.note_write(target if (root := getattr(target, "root", None)) is None else root)


def _raw_key(key: Any) -> Any:
    template, indices = split(key)
    return join(template, tuple([i.array if isinstance(i, Value) else as_array(i) for i in indices]))


def _write(target: Any, key: Any, value: Any) -> None:
    """Write into a Tensor that is no view."""
    template, indices = split(key)
    indices = [i if isinstance(i, Value) else as_array(i) for i in indices]
    if not isinstance(value, (Value, int, float, complex)):
        value = as_array(value)
    if isinstance(value, Value) and isinstance(value.node, Node):
        value = _broadcast(value, _shape_of_part(target, key)).astype(target.dtype)
    owned = target.array.base is None and getrefcount(target.array) <= IN_PLACE  # else another array sees the memory
    if owned and tracing.get() is None and not _reads(value, target):
        _in_place(target, template, indices, value)
    else:
        result = setitem(target, value, *indices, template=template).unmapped()
        target.array, target.node = result.array, result.node


def _shape_of_part(target: Any, key: Any) -> tuple[int, ...]:
    """Return the shape of what a key names.

    Raises BoundsError where it names something outside.
    """
    template, indices = split(key)
    arrays = [as_array(plain(i)) for i in indices]
    numbers = tuple([getattr(array, "numbers", array) for array in arrays])  # of values under trace
    try:
        return np.shape(np.broadcast_to(0, target.array.shape)[join(template, numbers)])
    except IndexError as error:
        raise setitem.misfit((target.array,), {}, error) from error


def _broadcast(value: Any, shape: tuple[int, ...]) -> Any:
    if value.shape == shape:
        return value
    while shape and value.ndim > len(shape) and value.shape[0] == 1:  # as NumPy lets pass
        value = value[0]
    try:
        return np.broadcast_to(value, shape)
    except ValueError as error:
        given = f"a value of shape {value.shape} for elements of shape {shape}"
        raise ShapeError(explain("writing does not fit", given, "reshape the value so that it broadcasts")) from error


def _reads(value: Any, target: Any) -> bool:
    return isinstance(value, Value) and value is target


def _in_place(target: Any, template: Any, indices: list[Any], value: Any) -> None:
    """Write where nobody else can see it: the record needs the index only, not the old values."""
    arrays = [i.array if isinstance(i, Value) else i for i in indices]
    array, node = target.array, target.node
    raw = value.array if isinstance(value, Value) else value
    try:
        array[join(template, tuple(arrays))] = raw
    except (ValueError, IndexError) as error:
        raise setitem.misfit((array, raw), {}, error) from error
    value_node = value.node if isinstance(value, Value) else None
    if node is not None or value_node is not None:
        nodes = (node, value_node, *[None] * len(arrays))
        operands = (target, value, *indices)
        target.node = setitem.record(operands, (array, raw, *arrays), nodes, array, {"template": template})
