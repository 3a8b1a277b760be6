"""Sorting up or down, as the Python array API has it.

    >>> import numpy as np, autograd_core as ag
    >>> ag.sort([1.0, 3.0, 2.0], descending=True)
    Tensor([3., 2., 1.])

Not here: sorting itself, which is an operation, and partitions (`gathering`).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_core.ops import gathering
from autograd_core.ops.movement import array_of, astype, flip
from autograd_core.registry import composite, example
from autograd_core.values import make

__all__ = ["argsort", "sort", "sort_complex"]


@composite(examples=[example((5,)), example((3, 4), axis=0, descending=True), example((2, 3), None, descending=True)])
def sort(
    a: Any,
    axis: int | None = -1,
    kind: Any = None,
    order: None = None,
    *,
    stable: bool | None = None,
    descending: bool = False,
) -> Any:
    """Return the elements in order along an axis, or of the flat array; NaN comes last, with `descending` first.

    Raises ShapeError where there is no such axis.

    >>> sort([3.0, 1.0, 2.0])
    Tensor([1., 2., 3.])
    """
    y = gathering.sort(a, axis, kind, order, stable=stable)
    return flip(y, 0 if axis is None else axis) if descending else y


def argsort(
    a: Any,
    axis: int | None = -1,
    kind: Any = None,
    order: None = None,
    *,
    stable: bool | None = None,
    descending: bool = False,
) -> Any:
    """Return the indices that sort the elements along an axis, or the flat array; of equal ones, the first comes first.

    No gradient flows through. Raises ShapeError where there is no such axis.

    >>> argsort([1.0, 3.0, 1.0]), argsort([1.0, 3.0, 1.0], descending=True)
    (Tensor([0, 2, 1]), Tensor([1, 0, 2]))
    """
    array = array_of(a)
    array, axis = (array.reshape(-1), 0) if axis is None else (array, axis)
    stable = True if kind is None and stable is None else stable
    if not descending:
        return make(np.argsort(array, axis, kind, order, stable=stable), None)
    places = np.argsort(np.flip(array, axis), axis, kind, order, stable=stable)  # from the end, where the last is 0
    return make(np.flip(array.shape[axis] - 1 - places, axis), None)


@composite(np.sort_complex, examples=[example((3,)), example((2, 3))])
def sort_complex(a: Any) -> Any:
    """Return the elements in order along the last axis as complex numbers: by real, then by imaginary part.

    >>> sort_complex([3.0, 1.0 + 2.0j])
    Tensor([1.+2.j, 3.+0.j])
    """
    y = gathering.sort(a)
    kind = y.dtype
    return y if kind.kind == "c" else astype(y, np.complex64 if kind.char in "bhBH" else np.complex128)
