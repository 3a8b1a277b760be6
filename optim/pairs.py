"""Complex parameters for formulas of real ones: real and imaginary parts are two parameters, in one more axis.

So every optimizer is right for complex numbers: momenta and squares are kept of both parts, and norms are those of
complex vectors.

    >>> import numpy as np
    >>> z = np.array([1.0 + 2.0j])
    >>> as_pairs(z), from_pairs(as_pairs(z), z.dtype)
    (array([[1., 2.]]), array([1.+2.j]))

Not here: the formulas (`optimizer`).
"""

from __future__ import annotations

from typing import Any

import numpy as np

__all__ = ["as_pairs", "from_pairs"]


def as_pairs(array: Any) -> Any:
    """Return complex numbers as pairs of real ones: shape (…) becomes (…, 2); real numbers are returned as they are."""
    if array.dtype.kind != "c":
        return array
    return np.ascontiguousarray(array).reshape(*array.shape, 1).view(array.real.dtype)


def from_pairs(array: Any, dtype: Any) -> Any:
    """Return what `as_pairs` made as numbers of `dtype` again."""
    return array if dtype.kind != "c" else np.ascontiguousarray(array).view(dtype)[..., 0]
