"""The form of a list of arrays: how they lie one after another in one vector of real coordinates.

A complex number is two coordinates, its real and its imaginary part. So every function that is checked becomes one from
ℝⁿ to ℝᵐ.

    >>> form = Form.of([np.array([1.0, 2.0]), np.array(3 + 4j)])
    >>> form.packed([np.array([1.0, 2.0]), np.array(3 + 4j)])
    array([1., 2., 3., 4.])
    >>> form.unpacked(np.arange(4.0))
    [array([0., 1.]), array(2.+3.j)]

Not here: containers (`tree`), and values of other frameworks (`frameworks`).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Form", "Vector", "is_checked", "real_pairs"]

Vector = NDArray[np.float64]


def is_checked(x: Any) -> bool:
    """Whether an array has a derivative to check: whether its numbers are real or complex, not integers.

    >>> is_checked(np.ones(2)), is_checked(np.arange(2))
    (True, False)
    """
    return x.dtype.kind in "fc"


def real_pairs(x: Any) -> Vector:
    """Return the coordinates of an array as a vector: of complex numbers real and imaginary parts by turns.

    >>> real_pairs(np.array([[1 + 2j], [3]]))
    array([1., 2., 3., 0.])
    """
    if x.dtype.kind == "c":
        flat = np.asarray(x, np.complex128).reshape(-1)
        return (flat if flat.flags.c_contiguous and flat.strides == (16,) else flat.copy()).view(np.float64)
    return np.asarray(x, np.float64).reshape(-1)


@dataclass(frozen=True)
class Form:
    """Shapes and dtypes of arrays that lie one after another in a vector."""

    shapes: tuple[tuple[int, ...], ...]
    dtypes: tuple[np.dtype[Any], ...]

    @classmethod
    def of(cls, arrays: Sequence[Any]) -> Form:
        """Return the form of some arrays."""
        return cls(tuple(x.shape for x in arrays), tuple(x.dtype for x in arrays))

    @cached_property
    def sizes(self) -> list[int]:
        """How many coordinates each array has."""
        pairs = zip(self.shapes, self.dtypes, strict=True)
        return [math.prod(shape) * (2 if dtype.kind == "c" else 1) for shape, dtype in pairs]

    @cached_property
    def size(self) -> int:
        """How many coordinates there are."""
        return sum(self.sizes)

    def packed(self, arrays: Sequence[Any]) -> Vector:
        """Return the coordinates of arrays of this form."""
        parts = [real_pairs(x) for x in arrays]
        return np.concatenate(parts) if parts else np.empty(0)

    def unpacked(self, x: Vector) -> list[Any]:
        """Return the arrays whose coordinates these are: new ones, that may be written into."""
        arrays, start = [], 0
        for size, shape, dtype in zip(self.sizes, self.shapes, self.dtypes, strict=True):
            part = x[start : start + size]
            arrays.append((part.view(np.complex128) if dtype.kind == "c" else part).astype(dtype).reshape(shape))
            start += size
        return arrays

    def place(self, coordinate: int) -> tuple[int, tuple[int, ...], str]:
        """Return which array and which entry a coordinate belongs to, and of a complex one, which part.

        >>> Form.of([np.ones(2), np.ones((2, 2))]).place(4)
        (1, (1, 0), '')
        """
        ends = np.cumsum(self.sizes)
        array = int(np.searchsorted(ends, coordinate, side="right"))
        within = coordinate - int(ends[array] - self.sizes[array])
        part = ""
        if self.dtypes[array].kind == "c":
            within, second = divmod(within, 2)
            part = "imaginary part" if second else "real part"
        return array, tuple(int(i) for i in np.unravel_index(within, self.shapes[array])), part

    def doubled(self) -> Form:
        """Return the same form in double precision."""
        wide = [np.dtype(np.complex128 if dtype.kind == "c" else np.float64) for dtype in self.dtypes]
        return Form(self.shapes, tuple(wide))
