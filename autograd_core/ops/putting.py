"""Putting: NumPy's functions that write into an array, with a Tensor as the target.

Each is a recorded write, `target[index] = values`, so the gradient flows to the values, and not to what they replaced.

    >>> import numpy as np, autograd_core as ag
    >>> def f(v):
    ...     y = ag.Tensor(np.zeros(4))
    ...     np.put(y, [1, 3], v)
    ...     return np.sum(y * np.array([1.0, 10.0, 100.0, 1000.0]))
    >>> ag.grad(f)(np.array([5.0, 5.0]))
    array([  10., 1000.])

Not here: how a write is recorded (`writing`, `indexing.setitem`).
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from autograd_core.errors import DataError, DetachError, DTypeError, ShapeError, explain
from autograd_core.ops.gathering import along_axis, within
from autograd_core.record import Node, Value, is_recording
from autograd_core.registry import FUNCTIONS
from autograd_core.values import as_array, as_operand, unwrap

__all__ = ["copyto", "fill_diagonal", "place", "put", "put_along_axis", "putmask"]


def _write(function: str, target: Any, key: Any, values: Any) -> None:
    """Do `target[key] = values`.

    Raises DetachError where a plain NumPy array would take values that have a gradient.
    """
    if not isinstance(target, Value) and isinstance(values, Value):
        if isinstance(values.node, Node) and is_recording():
            remedy = (
                "make the target a Tensor, as by ag.zeros(shape) or ag.as_tensor(array), or pass values.numpy() if no"
                " gradient is due"
            )
            given = f"a target of type {type(target).__name__}"
            raise DetachError(explain(f"np.{function} would lose the gradient of its values", given, remedy))
        values = values.array
    target[key] = values


def _cycled(values: Any, places: Any) -> Any:
    """Return the values at places, counted on from the start where there are fewer."""
    values = as_operand(values).reshape(-1)
    return values[places % values.size] if values.size else values


def _places(a: Any, flat: Any) -> Any:
    """Return the index of elements that are counted in the flat array."""
    return np.unravel_index(flat, a.shape)


def put(a: Any, ind: Any, v: Any, mode: str = "raise") -> None:
    """Write `v`, repeated as often as needed, into elements of `a` counted as if it were flat.

    mode  "raise" refuses an index outside, "wrap" counts on from the other end, "clip" takes the last

    Raises UnknownNameError for another mode, IndexError for an index outside, and what a write raises.

    >>> import autograd_core as ag
    >>> y = ag.Tensor([[1.0, 2.0], [3.0, 4.0]])
    >>> np.put(y, [0, 3], [5.0, 6.0])
    >>> y
    Tensor([[5., 2.],
            [3., 6.]])
    """
    flat = within(as_array(unwrap(ind)[0]).reshape(-1), a.size, mode)
    if np.any((flat < -a.size) | (flat >= a.size)):
        raise IndexError(
            explain("an index is outside", f"{flat.tolist()} for {a.size} elements", "use mode='wrap' or 'clip'")
        )
    _write("put", a, _places(a, flat % max(a.size, 1)), _cycled(v, np.arange(flat.size)))


def place(arr: Any, mask: Any, vals: Any) -> None:
    """Write the first N of `vals`, repeated as often as needed, into the N elements where the mask holds.

    Raises DataError where there are no values but some are needed, and what a write raises.

    >>> import autograd_core as ag
    >>> y = ag.Tensor([1.0, 2.0, 3.0])
    >>> np.place(y, [True, False, True], [5.0, 6.0])
    >>> y
    Tensor([5., 2., 6.])
    """
    flat = np.flatnonzero(unwrap(mask)[0])
    if flat.size and not math.prod(np.shape(unwrap(vals)[0])):
        raise DataError(explain("no value to place", f"{flat.size} elements to fill", "pass at least one value"))
    _write("place", arr, _places(arr, flat), _cycled(vals, np.arange(flat.size)))


def putmask(a: Any, mask: Any, values: Any) -> None:
    """Write `values`, repeated to the size of `a`, where the mask holds: a.flat[n] = values[n mod len(values)].

    Raises what a write raises.

    >>> import autograd_core as ag
    >>> y = ag.Tensor([1.0, 2.0, 3.0])
    >>> np.putmask(y, [True, False, True], [5.0, 6.0])
    >>> y
    Tensor([5., 2., 5.])
    """
    flat = np.flatnonzero(unwrap(mask)[0])
    _write("putmask", a, _places(a, flat), _cycled(values, flat))


def put_along_axis(arr: Any, indices: Any, values: Any, axis: int | None, mode: str = "raise") -> None:
    """Write values for each place along an axis at an index of its own: arr[i, indices[i, j]] = values[i, j].

    Raises ShapeError where the shapes do not fit, and what a write raises.

    >>> import autograd_core as ag
    >>> y = ag.Tensor([[1.0, 2.0], [3.0, 4.0]])
    >>> np.put_along_axis(y, np.array([[1], [0]]), 9.0, axis=1)
    >>> y
    Tensor([[1., 9.],
            [9., 4.]])
    """
    indices = as_array(unwrap(indices)[0])
    if axis is None:
        put(arr, indices, values)
    else:
        _write("put_along_axis", arr, tuple(along_axis(arr.shape, indices, axis)), values)


def copyto(dst: Any, src: Any, casting: Any = "same_kind", where: Any = True) -> None:
    """Write `src`, broadcast, into `dst`, everywhere or where a condition holds.

    Raises DTypeError where NumPy would not cast so, and what a write raises.

    >>> import autograd_core as ag
    >>> y = ag.Tensor([1.0, 2.0])
    >>> np.copyto(y, 9.0, where=[True, False])
    >>> y
    Tensor([9., 2.])
    """
    raw = unwrap(src)[0]
    if isinstance(raw, (np.ndarray, np.generic)) and not np.can_cast(raw.dtype, dst.dtype, casting):
        remedy = "convert it with .astype, or pass casting='unsafe'"
        raise DTypeError(
            explain("copyto cannot change a dtype", f"{raw.dtype} into {dst.dtype} by {casting!r}", remedy)
        )
    if where is True:
        _write("copyto", dst, Ellipsis, src)
        return
    flat = np.flatnonzero(np.broadcast_to(unwrap(where)[0], dst.shape))
    spread = np.broadcast_to(as_operand(src), dst.shape)
    _write("copyto", dst, _places(dst, flat), spread[_places(dst, flat)])


def fill_diagonal(a: Any, val: Any, wrap: bool = False) -> None:
    """Write `val`, repeated as often as needed, onto the main diagonal; with `wrap`, also below it in a tall matrix.

    Raises ShapeError where `a` has fewer than two axes, or more than two of unequal length.

    >>> import autograd_core as ag
    >>> y = ag.Tensor([[1.0, 2.0], [3.0, 4.0]])
    >>> np.fill_diagonal(y, 0.0)
    >>> y
    Tensor([[0., 2.],
            [3., 0.]])
    """
    shape = a.shape
    if len(shape) < 2 or (len(shape) > 2 and len(set(shape)) > 1):
        remedy = "pass a matrix, or an array whose axes are equally long"
        raise ShapeError(explain("fill_diagonal needs a diagonal", f"shape {shape}", remedy))
    marked = np.zeros(shape, bool)
    np.fill_diagonal(marked, True, wrap)
    flat = np.flatnonzero(marked)
    _write("fill_diagonal", a, _places(a, flat), _cycled(val, np.arange(flat.size)))


FUNCTIONS[np.put], FUNCTIONS[np.place], FUNCTIONS[np.putmask] = put, place, putmask
FUNCTIONS[np.put_along_axis], FUNCTIONS[np.copyto] = put_along_axis, copyto
FUNCTIONS[np.fill_diagonal] = fill_diagonal
