"""Types of numbers, constants, and questions about types: NumPy's own, under the names of the Python array API.

    >>> import autograd_core as ag
    >>> ag.zeros(2, dtype=ag.float32), ag.isdtype(ag.float32, "real floating")
    (Tensor([0., 0.], dtype=float32), True)

`ag.float32 is np.float32`, and so on: a Tensor has the dtypes of NumPy. Not here: what types promote to, which is
asked of arrays, too (`unrecorded`).
"""

from __future__ import annotations

from math import e, inf, nan, pi
from typing import Any, NamedTuple

import numpy as np
from numpy import (
    bool,  # noqa: A004  # the standard's own name
    complex64,
    complex128,
    float16,
    float32,
    float64,
    int8,
    int16,
    int32,
    int64,
    isdtype,
    newaxis,
    uint8,
    uint16,
    uint32,
    uint64,
)

__all__ = ["bool", "complex64", "complex128", "dtype", "e", "finfo", "float16", "float32", "float64", "iinfo", "inf"]
__all__ += ["int8", "int16", "int32", "int64", "isdtype", "nan", "newaxis", "pi", "uint8", "uint16", "uint32", "uint64"]

dtype = np.dtype


class FloatInfo(NamedTuple):
    """The limits of a floating-point type, as Python numbers: what `finfo` returns.

    bits             of one number; of a complex number, of its parts
    eps              the distance from 1 to the next larger number
    max, min         the largest and the smallest number
    smallest_normal  the smallest positive number with full precision
    """

    bits: int
    eps: float
    max: float
    min: float
    smallest_normal: float
    dtype: Any


def finfo(type: Any, /) -> FloatInfo:  # noqa: A002  # the standard's own name
    """Return the limits of a floating-point type, or of the type of an array.

    >>> finfo(np.float32).eps == 2.0**-23
    True

    Raises ValueError where the type is not floating-point.
    """
    found = np.finfo(_type_of(type))
    eps, high, low, normal = map(float, (found.eps, found.max, found.min, found.smallest_normal))
    return FloatInfo(int(found.bits), eps, high, low, normal, found.dtype)


def iinfo(type: Any, /) -> Any:  # noqa: A002  # the standard's own name
    """Return the limits of an integer type, or of the type of an array: bits, max, min, dtype.

    >>> iinfo(np.int8).max
    127

    Raises ValueError where the type is no integer.
    """
    return np.iinfo(_type_of(type))


def _type_of(x: Any) -> Any:
    """Return the type of an array, or the type itself."""
    return x if isinstance(x, (type, str, np.dtype)) else x.dtype
