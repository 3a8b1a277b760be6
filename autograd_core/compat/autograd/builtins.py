"""The built-in functions that HIPS autograd replaces, so that they look through its boxes, and here through Tensors.

    >>> import numpy as np, autograd_core as ag
    >>> isinstance(ag.Tensor([1.0]), np.ndarray), type(ag.Tensor([1.0])).__name__
    (True, 'ndarray')

Not here: containers of its own; Python's may hold Tensors.
"""

from __future__ import annotations

import builtins
from typing import Any

import numpy as np

from autograd_core.record import Value

dict, list, tuple = builtins.dict, builtins.list, builtins.tuple  # noqa: A001  # HIPS autograd's own names

__all__ = ["dict", "isinstance", "list", "tuple", "type"]


def isinstance(x: Any, kinds: Any) -> bool:  # noqa: A001  # as above
    """Return whether a value is of a class; a Tensor is what its values are: an `ndarray`, or also a float if 0-d."""
    if builtins.isinstance(x, Value):
        return builtins.isinstance(x, kinds) or builtins.isinstance(_plain(x), kinds)
    return builtins.isinstance(x, kinds)


def type(x: Any) -> Any:  # noqa: A001  # as above
    """Return the class of a value; of a Tensor that of its values.

    >>> type(1.0)
    <class 'float'>
    """
    return builtins.type(_plain(x) if builtins.isinstance(x, Value) else x)


def _plain(x: Value) -> Any:
    return x.array if x.array.ndim or x.array.dtype != np.float64 else x.array[()]
