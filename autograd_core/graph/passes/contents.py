"""What a parameter, literal or constant contains, as a key for dictionaries: equal keys, the same bits.

    >>> contents(0.0) == contents(-0.0), contents(float("nan")) == contents(float("nan"))
    (False, True)
    >>> len({contents(1), contents(1.0), contents(True), contents(np.float32(1))})
    4

Python's `==` is of no use here: it takes 1, 1.0 and True for the same, which promote differently, and NaN for nothing.
"""

from __future__ import annotations

import struct
from collections.abc import Hashable, Mapping
from hashlib import blake2b
from typing import Any

import numpy as np

from autograd_core.graph.structure import Leaf

__all__ = ["contents"]


def contents(value: Any) -> Hashable:
    """Return a key that two values share only if they have the same type and the same bits.

    Arrays need the same memory layout as well, for the order of a sum depends on it. Of what is no plain data an object
    is equal only to itself.
    """
    match value:
        case bool() | int() | str() | bytes() | None | np.dtype() | type():
            return (type(value), value)
        case np.ndarray() | np.generic():
            return _of_array(value)
        case float() | complex():
            return (type(value), struct.pack("dd", value.real, value.imag))
    parts = _parts(value)
    return (type(value), id(value) if parts is None else tuple([contents(part) for part in parts]))


def _parts(value: Any) -> Any:
    """Return what is in a container; None of anything else."""
    if isinstance(value, slice):
        return (value.start, value.stop, value.step)
    if isinstance(value, Mapping):
        return [(key, value[key]) for key in sorted(value, key=repr)]
    if isinstance(value, Leaf):
        return (value.number,)
    return value if isinstance(value, (tuple, list)) else None


def _of_array(value: Any) -> Hashable:
    """Return the key of an array or NumPy scalar; the numbers themselves where they are few, else their digest."""
    if value.dtype.hasobject:
        return (type(value), id(value))
    numbers = value.tobytes()
    if len(numbers) > blake2b.MAX_DIGEST_SIZE:
        numbers = blake2b(numbers).digest()
    return (type(value), value.dtype, value.shape, value.strides, numbers)
