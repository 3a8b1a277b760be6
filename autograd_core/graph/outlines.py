"""Outlines: the shape and dtype of what an operation gives, found without computing it.

A trace needs the numbers of large arrays for nothing: only shapes and dtypes go into the graph. So an elementwise
operation is applied to one element of each operand, and its result repeated, without memory; a matrix product and a sum
have shapes that follow from those of their operands.

    >>> import numpy as np
    >>> from autograd_core.ops.elementwise import add
    >>> outline(add, (np.zeros((300, 300)), np.ones(300)), {}).strides
    (0, 0)
    >>> print(outline(add, (np.zeros(3), np.ones(3)), {}))
    None

Numbers that are repeated so are not those of the function. What looks at them may fail, as a factorisation of such a
matrix does; then the function is traced once more, with all numbers. Not here: who does that (`tracing`).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import numpy as np

from autograd_core.applying import Operation
from autograd_core.shapes import normal_axes

__all__ = ["LARGE", "outline"]

LARGE = 2**14
"""Numbers of an array from which on computing takes longer than finding its outline."""

REDUCTIONS = frozenset({"sum", "mean", "max", "min"})


def outline(operation: Operation, arrays: tuple[Any, ...], params: Mapping[str, Any]) -> Any:
    """Return an array of the shape and dtype of the result; None where it must be computed."""
    given = [x for x in arrays if isinstance(x, np.ndarray)]
    if not given or any(x.size == 0 for x in given):
        return None
    with suppress(ValueError):  # shapes that do not fit: computing says so better
        if operation.batched == 0 and operation.results == 1 and not operation.view:
            return _elementwise(operation, arrays, given, params)
        if operation.name == "matmul" and min(map(np.ndim, arrays)) >= 2:
            return _product(operation, *arrays)
        if operation.name in REDUCTIONS and given[0].size >= LARGE:
            return _reduced(operation, arrays[0], **params)
    return None


def _elementwise(operation: Operation, arrays: tuple[Any, ...], given: list[Any], params: Mapping[str, Any]) -> Any:
    shape = np.broadcast_shapes(*[x.shape for x in given])
    if math.prod(shape) < LARGE:
        return None
    return _repeated(operation.forward(*map(_one, arrays), **params), shape)


def _one(x: Any) -> Any:
    """Return one element of an array, of its dtype; a Python number as it is."""
    return x[(0,) * x.ndim] if isinstance(x, np.ndarray) else x


def _repeated(element: Any, shape: tuple[int, ...]) -> Any:
    return np.broadcast_to(np.asarray(element), shape) if math.prod(shape) >= LARGE else np.full(shape, element)


def _product(operation: Operation, a: Any, b: Any) -> Any:
    shape = (*np.broadcast_shapes(a.shape[:-2], b.shape[:-2]), a.shape[-2], b.shape[-1])
    if a.shape[-1] != b.shape[-2] or max(a.size, b.size, math.prod(shape)) < LARGE:
        return None
    return _repeated(operation.forward(a[..., :1, :1], b[..., :1, :1]).reshape(-1)[0], shape)


def _reduced(operation: Operation, x: Any, axis: Any, keepdims: bool) -> Any:
    axes = normal_axes(axis, x.ndim)
    whole = tuple([1 if i in axes else n for i, n in enumerate(x.shape)])
    shape = whole if keepdims else tuple([n for i, n in enumerate(x.shape) if i not in axes])
    return _repeated(operation.forward(_one(x).reshape((1,) * x.ndim), axis=axis, keepdims=True).reshape(-1)[0], shape)
