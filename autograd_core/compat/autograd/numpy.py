"""NumPy for functions that will be differentiated: NumPy itself, which knows Tensors, but for what makes new arrays.

    >>> import autograd_core.compat.autograd.numpy as np
    >>> np.array([1.0, 2.0]), np.tanh is __import__("numpy").tanh
    (array([1., 2.]), True)
    >>> import autograd_core.compat.autograd.numpy.random as npr
    >>> npr.RandomState(0).randn(2).shape
    (2,)

`np.array([a, b])` of recorded values joins them here, where NumPy's own would lose the gradient. Not here:
rules; NumPy's functions find theirs (`protocols`).
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import cache, wraps
from typing import Any

import numpy as np
from numpy import fft, linalg, random

import autograd_core as ag
from autograd_core.errors import NotDifferentiableError, explain
from autograd_core.record import Value
from autograd_core.tree import flatten

__all__ = ["array", "asarray", "c_", "fft", "full", "linalg", "make_diagonal", "r_", "random"]


# `import autograd_core.compat.autograd.numpy.random as npr` finds NumPy's own modules, which know Tensors.
sys.modules |= {f"{__name__}.{module.__name__.rpartition('.')[2]}": module for module in (fft, linalg, random)}


def _recorded(x: Any) -> bool:
    return any(isinstance(leaf, Value) for leaf in flatten(x)[0])


def array(object: Any, dtype: Any = None, **options: Any) -> Any:  # noqa: A002  # NumPy's own name
    """Return a new array; a recorded one where a part is recorded.

    >>> import autograd_core as ag
    >>> ag.grad(lambda x: array([x, 2.0 * x]).sum())(1.0)
    3.0
    """
    if not _recorded(object):
        return np.array(object, dtype, **options)
    joined = ag.array(object)
    return joined if dtype is None else joined.astype(dtype)


def asarray(a: Any, dtype: Any = None, **options: Any) -> Any:
    """Return an array, a recorded one as it is.

    >>> asarray([1.0])
    array([1.])
    """
    if not isinstance(a, Value):
        return array(a, dtype) if _recorded(a) else np.asarray(a, dtype, **options)
    return a if dtype is None or a.array.dtype == dtype else ag.astype(a, dtype)


def full(shape: Any, fill_value: Any, dtype: Any = None, **options: Any) -> Any:
    """Return an array filled with one value, which may be recorded.

    >>> full(2, 7.0)
    array([7., 7.])
    """
    if not isinstance(fill_value, Value):
        return np.full(shape, fill_value, dtype, **options)
    return np.full_like(fill_value, fill_value, dtype=dtype, shape=shape)


def make_diagonal(D: Any, offset: int = 0, axis1: int = -1, axis2: int = -2) -> Any:
    """Return square matrices in the last two axes, with the last axis of `D` on their diagonals.

    >>> make_diagonal(np.array([1.0, 2.0]))
    array([[1., 0.],
           [0., 2.]])
    """
    if offset != 0 or {axis1, axis2} != {-1, -2}:
        given = f"offset={offset}, axis1={axis1}, axis2={axis2}"
        raise NotDifferentiableError(explain("only the last two axes are made", given, "use offset=0 and axes -1, -2"))
    return D[..., np.newaxis] * np.eye(D.shape[-1])


class _Joiner:
    """`np.r_` or `np.c_`, where recorded values may stand among the parts."""

    def __init__(self, plain: Any, join: Callable[[list[Any]], Any]) -> None:
        self.plain, self.join = plain, join

    def __getitem__(self, key: Any) -> Any:
        parts = key if isinstance(key, tuple) else (key,)
        if not _recorded(list(parts)):
            return self.plain[key]
        return self.join([self.plain[part] if isinstance(part, slice) else array(part) for part in parts])


r_ = _Joiner(np.r_, lambda parts: np.concatenate([np.atleast_1d(part) for part in parts]))
c_ = _Joiner(np.c_, np.column_stack)


_OF_SEQUENCES: set[Any] = {
    np.block,
    np.broadcast_arrays,
    np.choose,
    np.column_stack,
    np.concatenate,
    np.dstack,
    np.hstack,
}
_OF_SEQUENCES |= {np.ix_, np.lexsort, np.piecewise, np.select, np.stack, np.vstack, getattr(np, "row_stack", None)}
"""Functions of lists whose parts differ in shape; they look into these themselves."""


def __getattr__(name: str) -> Any:
    found = getattr(np, name)
    takes_lists = callable(found) and not isinstance(found, (type, np.ufunc)) and found not in _OF_SEQUENCES
    return _taking_lists(found) if takes_lists else found


@cache
def _taking_lists(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function of NumPy's that also takes lists of recorded values, which it would not look into itself."""

    @wraps(function)
    def taking_lists(*args: Any, **kwargs: Any) -> Any:
        joined = [ag.array(a) if type(a) in (list, tuple) and _recorded(a) else a for a in args]
        return function(*joined, **kwargs)

    return taking_lists


def __dir__() -> list[str]:
    return sorted({*dir(np), *globals()})
