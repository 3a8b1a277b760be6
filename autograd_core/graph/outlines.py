"""Outlines: the shape and dtype of what an operation gives, found without computing it.

A trace needs the numbers of arrays for nothing: only shapes and dtypes go into the graph. So an elementwise
operation is applied to one element of each operand, and its result repeated, without memory; a matrix product and a sum
have shapes that follow from those of their operands. What was found once holds for all operands of the same form.

    >>> import numpy as np
    >>> from autograd_core.ops.elementwise import add
    >>> found = outline(add, (np.zeros((300, 300)), np.ones(300)), {})
    >>> found.shape, found.strides
    ((300, 300), (0, 0))

Numbers that are repeated so are not those of the function. What looks at them may fail, as a factorisation of such a
matrix does; then the function is traced once more, with all numbers. Not here: who does that (`tracing`).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from autograd_core.applying import Operation
from autograd_core.graph.guards import Traced, blank
from autograd_core.graph.structure import Spec
from autograd_core.shapes import normal_axes

__all__ = ["Outline", "form_of", "has_outline", "outline", "remembered"]

LARGE = 2**14
"""Numbers of an array from which on a formula in Python takes less time on one of them."""

REDUCTIONS = frozenset({"sum", "mean", "max", "min"})
"""What makes one number of all along an axis."""

ALONG_AXES = frozenset({"softmax", "log_softmax", "softmax_cross_entropy"})
"""What has one axis, or gives as many numbers as it gets, by the parameter `axis`."""

MOST = 10_000
"""How many outlines are remembered."""


class Outline(NamedTuple):
    """What is known of a result that was not computed: its shape and dtype, and arrays of that shape.

    numbers  one number, repeated
    blank    what has no numbers: see `guards`
    """

    numbers: Any
    spec: Spec
    blank: Traced


_outlines: dict[Any, Outline | None] = {}
"""What was found, by the operation, the forms of the operands and the parameters; None for what must be computed."""

UNKNOWN: Any = object()


@cache
def has_outline(operation: Operation) -> bool:
    """Whether there are outlines of what an operation gives."""
    elementwise = operation.batched == 0 and operation.results == 1 and not operation.view
    return elementwise or operation.name == "matmul" or operation.name in REDUCTIONS | ALONG_AXES


def form_of(number: Any) -> Any:
    """Return all that decides of what type a number makes a result: only a whole number may be too large for one."""
    return (int, number) if type(number) is int else type(number)


def remembered(
    operation: Operation, arrays: Sequence[Any], forms: Iterable[Any], params: Mapping[str, Any]
) -> Outline | None:
    """Return the Outline of a result, that of another call where the operands were alike; None if it must be computed.

    forms  the Spec of each array, and `form_of` each number
    """
    key = (operation, *forms, *params.items())
    try:
        found = _outlines.get(key, UNKNOWN)
    except TypeError:  # a parameter that has no hash
        return _found(operation, arrays, params)
    if found is UNKNOWN:
        if len(_outlines) > MOST:
            _outlines.clear()
        found = _outlines[key] = _found(operation, arrays, params)
    return found  # type: ignore[no-any-return]  # one of those that `_found` returns


def _found(operation: Operation, arrays: Sequence[Any], params: Mapping[str, Any]) -> Outline | None:
    numbers = outline(operation, arrays, params) if has_outline(operation) else None
    return None if numbers is None else Outline(numbers, Spec(numbers.shape, numbers.dtype), blank(numbers.shape))


def outline(operation: Operation, arrays: Sequence[Any], params: Mapping[str, Any]) -> Any:
    """Return an array of the shape and dtype of the result; None where it must be computed."""
    given = [x for x in arrays if isinstance(x, np.ndarray)]
    if not given or any(x.size == 0 for x in given):
        return None
    kind = _along_axis if operation.name in ALONG_AXES else _KINDS.get(operation.name, _elementwise)
    with suppress(ValueError):  # shapes that do not fit: computing says so better
        return kind(operation, arrays, given, params)
    return None


def _elementwise(operation: Operation, arrays: Sequence[Any], given: list[Any], params: Mapping[str, Any]) -> Any:
    shape = np.broadcast_shapes(*[x.shape for x in given])
    if not isinstance(operation.forward, np.ufunc) and math.prod(shape) < LARGE:
        return None
    return _repeated(operation.forward(*map(_one, arrays), **params), shape)


def _one(x: Any) -> Any:
    """Return one element of an array, of its dtype; a Python number as it is."""
    return x[(0,) * x.ndim] if isinstance(x, np.ndarray) else x


def _repeated(element: Any, shape: tuple[int, ...]) -> Any:
    return np.broadcast_to(np.asarray(element), shape)


def _cast(operation: Operation, arrays: Sequence[Any], given: list[Any], params: Mapping[str, Any]) -> Any:
    return _repeated(operation.forward(_one(given[0]), **params), given[0].shape)


def _product(operation: Operation, arrays: Sequence[Any], given: list[Any], params: Mapping[str, Any]) -> Any:
    a, b = arrays
    if min(np.ndim(a), np.ndim(b)) < 2 or a.shape[-1] != b.shape[-2]:  # axes of a matrix
        return None
    shape = (*np.broadcast_shapes(a.shape[:-2], b.shape[:-2]), a.shape[-2], b.shape[-1])
    return _repeated(operation.forward(a[..., :1, :1], b[..., :1, :1]).reshape(-1)[0], shape)


def _reduced(operation: Operation, arrays: Sequence[Any], given: list[Any], params: Mapping[str, Any]) -> Any:
    x, axis = given[0], params["axis"]
    axes = normal_axes(axis, x.ndim)
    whole = tuple([1 if i in axes else n for i, n in enumerate(x.shape)])
    shape = whole if params["keepdims"] else tuple([n for i, n in enumerate(x.shape) if i not in axes])
    return _repeated(operation.forward(_one(x).reshape((1,) * x.ndim), axis=axis, keepdims=True).reshape(-1)[0], shape)


def _along_axis(operation: Operation, arrays: Sequence[Any], given: list[Any], params: Mapping[str, Any]) -> Any:
    whole, axis = given[0].shape, params["axis"]
    if not isinstance(axis, int) or any(np.shape(x) != whole for x in arrays):
        return None
    element = operation.forward(*[_one(x).reshape((1,) * len(whole)) for x in given], **params)
    shape = whole if element.ndim == len(whole) else whole[: axis % len(whole)] + whole[axis % len(whole) + 1 :]
    return _repeated(element.reshape(-1)[0], shape)


_KINDS = {"cast": _cast, "matmul": _product, **dict.fromkeys(REDUCTIONS, _reduced)}
