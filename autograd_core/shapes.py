"""Pure functions on shapes.

    >>> summed_axes((3, 1), (5, 3, 4))
    (0, 2)
    >>> normal_axes((0, -1), 3)
    (0, 2)

Not here: anything that touches an array.
"""

from __future__ import annotations

from collections.abc import Sequence

from autograd_core.errors import ShapeError, explain

__all__ = ["kept_shape", "normal_axes", "normal_axis", "summed_axes"]

Shape = tuple[int, ...]
Axes = int | Sequence[int] | None


def summed_axes(shape: Shape, broadcast: Shape) -> Shape:
    """Return the axes of `broadcast` over which an array of `shape` was repeated to fill it.

    >>> summed_axes((4,), (3, 4)), summed_axes((), (2,)), summed_axes((1, 1), (1, 4))
    ((0,), (0,), (1,))
    """
    lead = len(broadcast) - len(shape)
    stretched = (i + lead for i, n in enumerate(shape) if n == 1 and broadcast[i + lead] != 1)
    return (*range(lead), *stretched)


def normal_axis(axis: int, ndim: int) -> int:
    """Return `axis` counted from the front.

    >>> normal_axis(-1, 3)
    2

    Raises ShapeError where there is no such axis.
    """
    if not -ndim <= axis < ndim:
        some = f"use an axis from {-ndim} to {ndim - 1}" if ndim else "a 0-d array has no axes: leave the axis out"
        raise ShapeError(explain("no such axis", f"axis {axis} for an array with {ndim} axes", some))
    return axis % ndim


def normal_axes(axis: Axes, ndim: int) -> Shape:
    """Return the axes, counted from the front; None means all of them.

    >>> normal_axes(None, 2), normal_axes(-2, 2)
    ((0, 1), (0,))

    Raises ShapeError where there is no such axis or one is named twice.
    """
    if axis is None:
        return tuple(range(ndim))
    axes = tuple(normal_axis(int(i), ndim) for i in (axis if isinstance(axis, Sequence) else (axis,)))
    if len(set(axes)) != len(axes):
        raise ShapeError(
            explain("an axis is named twice", f"axis={axis} for an array with {ndim} axes", "name it once")
        )
    return axes


def kept_shape(shape: Shape, axes: Shape) -> Shape:
    """Return `shape` with the reduced `axes` kept at length 1, as with `keepdims=True`.

    >>> kept_shape((3, 4), (1,))
    (3, 1)
    """
    return tuple(1 if i in axes else n for i, n in enumerate(shape))
