"""Functions that put elements elsewhere along an axis: rolling, inserting, deleting.

    >>> import numpy as np, autograd_core as ag
    >>> ag.grad(lambda x: np.roll(x, 1)[0])(np.array([1.0, 2.0, 3.0]))
    array([0., 0., 1.])

Not here: sorting (`gathering`), flips and turns (`movement`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from autograd_core.errors import ShapeError, explain
from autograd_core.ops.joining import concatenate, sliced, taken
from autograd_core.ops.movement import array_of, astype, broadcast_to, copy, moveaxis, ravel, reshape, shape_of
from autograd_core.registry import composite, example
from autograd_core.shapes import normal_axis


@composite(
    np.roll,
    examples=[
        example((2, 3), 2),
        example((2, 3), -1, axis=1),
        example((3, 4), shift=(1, 2), axis=(0, 1)),
        example((0,), 1),
    ],
)
def roll(a: Any, shift: Any, axis: int | Sequence[int] | None = None) -> Any:
    """Return the array with its elements moved along some axes; those that leave at one end come in at the other.

    >>> roll([1.0, 2.0, 3.0], 1)
    Tensor([3., 1., 2.])

    Raises ShapeError where there is no such axis.
    """
    shape = shape_of(a)
    if axis is None:
        return reshape(roll(ravel(a), shift, 0), shape)
    shifts, axes = np.broadcast_arrays(shift, axis)
    rolled = copy(a)
    for s, i in zip(shifts.ravel().tolist(), axes.ravel().tolist(), strict=True):
        place = normal_axis(i, len(shape))
        n = shape[place]
        if n and s % n:
            cut = n - s % n
            rolled = concatenate([sliced(rolled, cut, None, place), sliced(rolled, None, cut, place)], place)
    return rolled


@composite(np.append, examples=[example((2, 3), (4,)), example((2, 3), (1, 3), axis=0)])
def append(arr: Any, values: Any, axis: int | None = None) -> Any:
    """Return the array with values after its end along an axis; both flattened before if `axis` is None.

    >>> append([1.0, 2.0], 3.0)
    Tensor([1., 2., 3.])

    Raises ShapeError where the other axes differ.
    """
    return concatenate([arr, values], axis)


@composite(
    np.insert,
    examples=[
        example((4,), 1, 5.0),
        example((4,), [1, 3], (2,)),
        example((2, 3), 1, (2,), axis=1),
        example((2, 3), [0, 2], (2, 1), axis=-1),
        example((2, 3), slice(0, 2), 7.0, axis=0),
    ],
)
def insert(arr: Any, obj: Any, values: Any, axis: int | None = None) -> Any:
    """Return the array with values inserted before the indices `obj` of an axis; flattened before if `axis` is None.

    >>> insert([1.0, 2.0], 1, 5.0)
    Tensor([1., 5., 2.])

    Raises ShapeError where there is no such axis, or the values do not fit.
    """
    if axis is None:
        arr, axis = ravel(arr), 0
    shape = shape_of(arr)
    axis = normal_axis(axis, len(shape))
    n, before = shape[axis], _indices(obj, shape[axis])
    values = _lined_up(values, len(shape), axis if before.ndim == 0 else 0)
    count = shape_of(values)[axis] if before.size == 1 else before.size
    places = np.insert(np.arange(n), before.item() if before.size == 1 else before, n + np.arange(count))
    values = broadcast_to(values, (*shape[:axis], count, *shape[axis + 1 :]))
    return taken(concatenate([arr, astype(values, array_of(arr).dtype, copy=False)], axis), places, axis)


def _indices(obj: Any, n: int) -> Any:
    """Return the indices, along an axis of length n, that a slice, mask, number or list means."""
    if isinstance(obj, slice):
        return np.arange(n)[obj]
    given = array_of(obj)
    return np.flatnonzero(given) if given.dtype == bool else given.astype(int)


def _lined_up(values: Any, ndim: int, axis: int) -> Any:
    """Return the values with as many axes as the array; for a single index NumPy takes their first axis for `axis`."""
    shape = shape_of(values)
    if len(shape) > ndim:
        given = f"values of shape {shape} for an array with {ndim} axes"
        raise ShapeError(explain("the values to insert do not fit", given, "pass values that broadcast to the array"))
    return moveaxis(reshape(values, (1,) * (ndim - len(shape)) + shape), 0, axis)


@composite(
    np.delete, examples=[example((4,), 1), example((2, 5), [0, 3], axis=1), example((4, 2), slice(1, 3), axis=0)]
)
def delete(arr: Any, obj: Any, axis: int | None = None) -> Any:
    """Return the array without the elements at the indices `obj` along an axis; flattened before if `axis` is None.

    >>> delete([1.0, 2.0, 3.0], 1)
    Tensor([1., 3.])

    Raises ShapeError where there is no such axis.
    """
    if axis is None:
        arr, axis = ravel(arr), 0
    shape = shape_of(arr)
    axis = normal_axis(axis, len(shape))
    return taken(arr, np.delete(np.arange(shape[axis]), obj), axis)
