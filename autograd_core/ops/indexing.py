"""Indexing: reading `x[...]`, writing it, and their transposes.

An index is split into arrays, which are operands, and the rest (slices, integers, None, ...), which is the parameter
`template`, with a HOLE for each array.

    >>> import numpy as np, autograd_core as ag
    >>> ag.grad(lambda x: (x[[0, 0, 2]] * np.array([1.0, 10.0, 5.0])).sum())(np.zeros(3))
    array([11.,  0.,  5.])

Not here: `take`, `sort` and other functions composed of these (`gathering`); which Tensors a write changes (`writing`).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_core.operation import operation
from autograd_core.registry import example

__all__ = ["HOLE", "gather", "getitem", "index", "join", "scatter", "setitem", "split"]


class _Hole:
    """The place of an array in a template."""

    def __repr__(self) -> str:
        return "HOLE"


HOLE = _Hole()
BASIC = (int, slice, type(None), type(Ellipsis))


def split(key: Any) -> tuple[Any, list[Any]]:
    """Return the template and the arrays of an index.

    >>> split((0, [1, 2], slice(None)))
    ((0, HOLE, slice(None, None, None)), [[1, 2]])
    """
    if isinstance(key, BASIC) and not isinstance(key, bool):
        return key, []
    if isinstance(key, np.integer):
        return int(key), []
    parts = [int(part) if isinstance(part, np.integer) else part for part in (key if type(key) is tuple else (key,))]
    arrays = [part for part in parts if not isinstance(part, BASIC) or isinstance(part, bool)]
    if not arrays:
        return tuple(parts), []
    return tuple([HOLE if any(part is array for array in arrays) else part for part in parts]), arrays


def join(template: Any, indices: tuple[Any, ...]) -> Any:
    """Return the index that NumPy understands: the template with its arrays.

    >>> join((0, HOLE), (3,))
    (0, 3)
    """
    if not indices:
        return template
    arrays = iter(indices)
    return tuple([next(arrays) if part is HOLE else part for part in template])


def _has_duplicates(indices: tuple[Any, ...]) -> bool:
    """Whether an index can name an element twice: with arrays of integers, not with masks."""
    return any((index if hasattr(index, "dtype") else np.asarray(index)).dtype != bool for index in indices)


ROWS = np.array([0, 2, 2])
MASK = np.array([[True, False, True, False]] * 3)


@operation(
    formula="y = x[index]",
    batched=None,
    view=True,
    examples=[
        example((3, 4), template=(slice(None, None, -2), 1)),
        example((3, 4), template=(Ellipsis, None, -1)),
        example((3, 0), template=0),
    ],
)
def getitem(x: Any, /, template: Any) -> Any:
    """Return the elements at an index of slices, integers, None and Ellipsis: a view."""
    return x[template]


@getitem.rule("x", formula="∂x = 0, but ∂y at the index")
def _(g: Any, x_shape: tuple[int, ...], template: Any) -> Any:
    return scatter.apply(g, shape=x_shape, template=template)


@operation(
    formula="y = x[index]",
    batched=None,
    examples=[
        example((3, 4), ROWS, template=(HOLE,)),
        example((3, 4), ROWS, np.array([[1], [3]]), template=(HOLE, HOLE)),
        example((3, 4), MASK, template=(HOLE,)),
        example((3, 0), ROWS, template=(HOLE,)),
    ],
)
def gather(x: Any, /, *indices: Any, template: Any) -> Any:
    """Return the elements at an index with arrays of integers or masks: a copy."""
    return x[join(template, indices)]


@gather.rule("x", formula="∂x = 0, + ∂y at the index")
def _(g: Any, x_shape: tuple[int, ...], indices: tuple[Any, ...], template: Any) -> Any:
    return scatter.apply(g, *indices, shape=x_shape, template=template)


def index(x: Any, key: Any) -> Any:
    """Return `x[key]`, recorded."""
    template, indices = split(key)
    return gather(x, *indices, template=template) if indices else getitem(x, template=template)


def _read(x: Any, indices: tuple[Any, ...], template: Any) -> Any:
    """Return `x[key]` for use in rules: an array of an array, a Tensor of a Tensor."""
    return gather.apply(x, *indices, template=template) if indices else getitem.apply(x, template=template)


@operation(
    formula="y = 0, + x at the index",
    batched=None,
    examples=[
        example((3,), ROWS, shape=(4,), template=(HOLE,)),
        example((2, 4), shape=(3, 4), template=slice(1, None)),
        example((6,), MASK, shape=(3, 4), template=(HOLE,)),
    ],
)
def scatter(x: Any, /, *indices: Any, shape: tuple[int, ...], template: Any) -> Any:
    """Return zeros with the elements of `x` added at an index: the transpose of reading there."""
    y = np.zeros(shape, x.dtype)
    key = join(template, indices)
    if _has_duplicates(indices):
        np.add.at(y, key, x)
    else:
        y[key] = x
    return y


@scatter.rule("x", formula="∂x = ∂y[index]")
def _(g: Any, indices: tuple[Any, ...], template: Any) -> Any:
    return _read(g, indices, template)


@operation(
    formula="y = x, but v at the index",
    batched=None,
    examples=[
        example((3, 4), (4,), template=1),
        example((3, 4), (3, 2), template=(slice(None), slice(None, None, 2))),
        example((4,), (3,), ROWS, template=(HOLE,)),
        example((3, 4), (6,), MASK, template=(HOLE,)),
    ],
)
def setitem(x: Any, v: Any, /, *indices: Any, template: Any) -> Any:
    """Return the array with the elements at an index replaced; where one is named twice, the last value counts."""
    y = np.array(x)
    y[join(template, indices)] = v
    return y


@setitem.rule("x", formula="∂x = ∂y, but 0 at the index")
def _(g: Any, indices: tuple[Any, ...], template: Any) -> Any:
    return setitem.apply(g, 0, *indices, template=template)


@setitem.rule("v", formula="∂v = ∂y[index], 0 where a later value replaced it")
def _(g: Any, indices: tuple[Any, ...], template: Any) -> Any:
    taken = _read(g, indices, template)
    if not _has_duplicates(indices):
        return taken
    key, order = join(template, indices), np.arange(taken.size).reshape(taken.shape)
    last = np.zeros(g.shape, int)
    last[key] = order
    return np.where(last[key] == order, taken, 0)
