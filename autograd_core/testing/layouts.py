"""How the same elements can lie in memory.

    "C"          rows one after the other
    "Fortran"    columns one after the other
    "strided"    every other cell of a larger array, from the second on; all cells beside them are NaN
    "reversed"   from the last element to the first, read with negative strides
    "read-only"  C, not writable
    "broadcast"  the elements along the first axis longer than 1 are one and the same cell (stride 0); not writable

    >>> laid(np.array([1.0, 2.0]), "strided").base
    array([nan,  1., nan,  2.])

An array that has too few elements for a layout is laid out in C. Not here: which layout is drawn (`strategies`).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["LAYOUTS", "laid"]

LAYOUTS = ("C", "Fortran", "strided", "reversed", "read-only", "broadcast")
"""The simplest first: a failure that any layout shows is shown in C."""


def laid(x: NDArray[Any], layout: str) -> NDArray[Any]:
    """Return a copy of an array in another layout.

    >>> laid(np.eye(2), "reversed").strides
    (-16, -8)
    """
    match layout:
        case "Fortran":
            return x.copy(order="F")
        case "strided":
            return _strided(x)
        case "reversed":
            backwards: tuple[Any, ...] = (slice(None, None, -1),) * x.ndim + (...,)
            reversed_twice: NDArray[Any] = x[backwards].copy()[backwards]
            return reversed_twice
        case "read-only":
            y = x.copy()
            y.flags.writeable = False
            return y
        case "broadcast":
            return _repeated(x)
    return x.copy()


def _strided(x: NDArray[Any]) -> NDArray[Any]:
    around = np.full([2 * n for n in x.shape] or [2], np.nan, x.dtype)
    y = around[(slice(1, None, 2),) * x.ndim] if x.ndim else around[1, ...]
    y[...] = x
    return y


def _repeated(x: NDArray[Any]) -> NDArray[Any]:
    axis = next((axis for axis, n in enumerate(x.shape) if n > 1), None)
    return x.copy() if axis is None else np.broadcast_to(x.take([0], axis), x.shape)
