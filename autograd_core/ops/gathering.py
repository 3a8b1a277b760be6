"""Gathering: functions that pick elements by index, by condition or in order.

What is picked does not depend smoothly on anything; the gradient flows to the elements that were picked.

    >>> import numpy as np, autograd_core as ag
    >>> ag.grad(lambda x: np.sum(np.take(x, [0, 2, 2])))(np.zeros(3))
    array([1., 0., 2.])
    >>> ag.grad(lambda x: np.sort(x)[0])(np.array([3.0, 1.0, 2.0]))
    array([0., 1., 0.])

Not here: `x[...]` itself (`indexing`), and functions that write elements (`putting`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from autograd_core.errors import ConfigurationError, DataError, ShapeError, explain, unknown_name
from autograd_core.operation import operation
from autograd_core.ops.indexing import HOLE, gather, scatter
from autograd_core.ops.selection import where
from autograd_core.registry import composite, constant, example
from autograd_core.shapes import normal_axis
from autograd_core.values import as_array, as_operand, make, unwrap

__all__ = ["bincount", "choose", "compress", "extract", "partition", "piecewise", "select", "sort", "take"]
__all__ += ["take_along_axis", "unique", "unique_values"]

Shape = tuple[int, ...]


def _flat(x: Any) -> Any:
    return x if x.ndim == 1 else x.reshape(-1)


# ------------------------------------------------------------------------------------------------------------- by index

MODES = ("raise", "wrap", "clip")


def within(indices: Any, n: int, mode: str) -> Any:
    """Return indices into an axis of length n; outside of it they wrap around or stop at the end, as `mode` says."""
    if mode not in MODES:
        raise unknown_name(kind="mode", name=mode, known=MODES)
    if mode == "raise":
        return indices
    return np.remainder(indices, n) if mode == "wrap" else np.clip(indices, 0, n - 1)


ROWS = np.array([[0, 2], [2, -1]])


@composite(
    np.take,
    examples=[
        example((3, 4), ROWS),
        example((3, 4), ROWS, axis=1),
        example((3, 4), 1, axis=-2),
        example((3, 4), [5, -7], axis=1, mode="wrap"),
        example((3, 4), [5, -7], axis=0, mode="clip"),
        example((4,), np.zeros((0, 2), int)),
    ],
)
def take(a: Any, indices: Any, axis: int | None = None, *, mode: str = "raise") -> Any:
    """Return the elements of `a`, flattened or along an axis, at indices: y[j] = a[indices[j]].

    mode  "raise" refuses an index outside of the axis, "wrap" counts on from the other end, "clip" takes the last

    Raises ShapeError where there is no such axis, IndexError for an index outside, UnknownNameError for another mode.

    >>> take([10.0, 20.0], [1, 1, 0])
    Tensor([20., 20., 10.])
    """
    a, indices = as_operand(a), as_operand(indices)
    a = _flat(a) if axis is None else a
    axis = normal_axis(0 if axis is None else axis, a.ndim)
    template = (slice(None),) * axis + (HOLE,)
    return gather(a, within(indices, a.shape[axis], mode), template=template)


@composite(
    np.take_along_axis,
    examples=[
        example((3, 4), np.array([[0, 3, 3], [1, -1, 0], [2, 2, 2]]), 1),
        example((3, 4), np.array([[2, 0, 1, 1]]), axis=0),
        example((3, 2), np.array([5, 0]), None),
    ],
)
def take_along_axis(arr: Any, indices: Any, axis: int | None = -1) -> Any:
    """Return for each place along the axis the element at an index of its own: y[i, j] = arr[i, indices[i, j]].

    `indices` have as many axes as `arr`; with None for the axis both are flat. All axes but this one broadcast.
    Raises ShapeError where the shapes do not fit.

    >>> take_along_axis(np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[0], [1]]), axis=1)
    Tensor([[1.],
            [4.]])
    """
    arr, indices = as_operand(arr), as_operand(indices)
    arr = _flat(arr) if axis is None else arr
    return gather(arr, *along_axis(arr.shape, indices, 0 if axis is None else axis), template=(HOLE,) * arr.ndim)


def along_axis(shape: Shape, indices: Any, axis: int) -> list[Any]:
    """Return the index arrays, one for each axis of `shape`, of the elements at `indices` along one axis."""
    if indices.ndim != len(shape):
        given = f"indices of shape {indices.shape} for shape {shape}"
        raise ShapeError(explain("indices along an axis need as many axes as the array", given, "reshape them"))
    axis = normal_axis(axis, len(shape))
    grid = np.ix_(*(np.arange(1 if i == axis else n) for i, n in enumerate(shape)))
    return [indices if i == axis else place for i, place in enumerate(grid)]


# --------------------------------------------------------------------------------------------------------- by condition


@composite(
    np.compress,
    examples=[
        example([True, False, True], (3, 4), axis=0),
        example([0, 1], (3, 4), axis=-1),
        example([True, False, True], (2, 3)),
    ],
)
def compress(condition: Any, a: Any, axis: int | None = None) -> Any:
    """Return the elements along an axis where the condition, one truth value for each, holds.

    Raises ShapeError where there is no such axis.

    >>> compress([True, False], [1.0, 2.0])
    Tensor([1.])
    """
    return take(a, np.flatnonzero(condition), axis)


@composite(np.extract, examples=[example(np.eye(3) > 0, (3, 3)), example([0, 1, 1], (3,))])
def extract(condition: Any, arr: Any) -> Any:
    """Return the elements where the condition, an array of the same size, holds; flat.

    >>> extract([True, False], [1.0, 2.0])
    Tensor([1.])
    """
    return take(arr, np.flatnonzero(condition))


@composite(
    np.choose,
    examples=[example(np.array([0, 1, 1]), (2, 3)), example([3, -1], (2,), mode="wrap")],
)
def choose(a: Any, choices: Any, *, mode: str = "raise") -> Any:
    """Return elements of several arrays, an index for each place saying which: y[i] = choices[a[i]][i]; all broadcast.

    Raises ShapeError where the shapes do not fit, ConfigurationError for an index that names no choice.

    >>> choose([0, 1], [[1.0, 2.0], [10.0, 20.0]])
    Tensor([ 1., 20.])
    """
    choices = list(choices)
    index = within(as_operand(a), len(choices), mode)
    low, high = np.min(unwrap(index)[0], initial=0), np.max(unwrap(index)[0], initial=0)
    if low < 0 or high >= len(choices):
        remedy = 'use mode="wrap" or mode="clip", or other indices'
        raise ConfigurationError(
            explain("an index names no choice", f"{low} to {high} for {len(choices)} choices", remedy)
        )
    result = choices[-1]
    for i in reversed(range(len(choices) - 1)):
        result = where(index == i, choices[i], result)
    return where(True, result, 0) if len(choices) == 1 else result


_HALVES = [np.array([True, False, False]), np.array([True, True, False])]


@composite(np.select, examples=[example(_HALVES, (2, 3)), example(_HALVES, (2, 3), ())])
def select(condlist: Sequence[Any], choicelist: Sequence[Any], default: Any = 0) -> Any:
    """Return for each place the element of the first choice whose condition holds there, else the default.

    Raises ShapeError where there are not as many choices as conditions, or none.

    >>> select([[True, False], [True, True]], [1.0, 2.0])
    Tensor([1., 2.])
    """
    condlist, choicelist = list(condlist), list(choicelist)
    if len(condlist) != len(choicelist) or not condlist:
        given = f"{len(condlist)} conditions and {len(choicelist)} choices"
        raise ShapeError(explain("select needs one choice for each condition", given, "pass lists of equal length"))
    result = default
    for condition, choice in zip(reversed(condlist), reversed(choicelist), strict=True):
        result = where(condition, choice, result)
    return result


@composite(np.piecewise, examples=[example((3,), [np.array([True, False, True])], [np.sin, np.cos])])
def piecewise(x: Any, condlist: Any, funclist: Sequence[Any], *args: Any, **kw: Any) -> Any:
    """Return f(x) where a condition holds, with a function or number for each condition; the last condition counts.

    One function more than conditions is for where none holds, else that is 0. Each function gets its own elements only.
    Raises ShapeError where the functions are not as many as the conditions, or one more.

    >>> piecewise(np.array([-1.0, 2.0]), [np.array([True, False])], [np.negative, np.sqrt])
    Tensor([1.        , 1.41421356])
    """
    x = as_operand(x)
    conditions = _conditions(condlist, x)
    if len(funclist) == len(conditions) + 1:
        conditions.append(~np.logical_or.reduce(conditions))
        conditions.insert(0, conditions.pop())
        funclist = [funclist[-1], *funclist[:-1]]
    if len(funclist) != len(conditions):
        given = f"{len(conditions)} conditions and {len(funclist)} functions"
        raise ShapeError(
            explain("piecewise needs a function for each condition", given, "add one, or one more as default")
        )
    y: Any = make(np.zeros(x.shape, x.dtype), None)
    for condition, function in zip(conditions, funclist, strict=True):
        if condition.any():
            y[condition] = function(x[condition], *args, **kw) if callable(function) else function
    return y


def _conditions(condlist: Any, x: Any) -> list[Any]:
    """Return the conditions of `piecewise` as arrays; a single one may stand without a list."""
    single = not isinstance(condlist, (list, tuple)) and np.ndim(unwrap(condlist)[0]) == x.ndim
    listed = [condlist] if single or (x.ndim and np.ndim(unwrap(condlist[0])[0]) == 0) else condlist
    return [np.asarray(unwrap(condition)[0], bool) for condition in listed]


# ------------------------------------------------------------------------------------------------------------- in order


@operation(
    np.sort,
    formula="y = x in ascending order",
    batched=None,
    kink="ties: in the order that argsort finds",
    examples=[
        example((5,)),
        example((3, 4), axis=0),
        example((2, 3, 4), axis=-2),
        example((3, 4), axis=None),
        example((4,), kind="stable"),
        example((4,), stable=True),
        example((0, 4), axis=0),
    ],
)
def sort(a: Any, /, axis: int | None = -1, kind: Any = None, order: None = None, *, stable: bool | None = None) -> Any:
    """Return the elements in ascending order along an axis, or of the flat array; NaN comes last.

    Raises ShapeError where there is no such axis.

    >>> sort([3.0, 1.0, 2.0])
    Tensor([1., 2., 3.])
    """
    return np.sort(a, axis, kind, order, stable=stable)


@sort.rule("a", formula="∂a = ∂y, back in the order of a")
def _(g: Any, a: Any, axis: int | None, kind: Any, stable: bool | None) -> Any:
    flat = a.reshape(-1) if axis is None else a
    along = 0 if axis is None else axis
    order = np.argsort(flat, along, kind, stable=stable)
    return np.take_along_axis(g, np.argsort(order, along), along).reshape(a.shape)


@composite(np.partition, examples=[example((5,), 2), example((3, 4), 1, axis=0), example((3, 4), [0, -2], axis=None)])
def partition(a: Any, kth: Any, axis: int | None = -1, kind: str = "introselect", order: None = None) -> Any:
    """Return the elements so that the `kth` stands where sorting would put it, smaller ones before, larger ones behind.

    Raises ShapeError where there is no such axis.

    >>> partition([3.0, 1.0, 2.0], 0)[0]
    Tensor(1.)
    """
    a = as_operand(a)
    a, axis = (_flat(a), 0) if axis is None else (a, axis)
    return take_along_axis(a, np.argpartition(a, kth, axis), axis)


@composite(np.unique, examples=[example((4,)), example((2, 3)), example((3, 2), axis=0)])
def unique(
    ar: Any,
    return_index: bool = False,
    return_inverse: bool = False,
    return_counts: bool = False,
    axis: int | None = None,
    **how: bool,
) -> Any:
    """Return the different elements in ascending order, or the different slices along an axis.

    Of equal elements, the gradient flows to the first. What else can be returned is piecewise constant.

    >>> unique([2.0, 1.0, 2.0])
    Tensor([1., 2.])
    """
    ar = as_operand(ar)
    found_by_numpy: Any = np.unique
    _, index, *others = found_by_numpy(unwrap(ar)[0], True, return_inverse, return_counts, axis, **how)
    found = [take(ar, index, axis), *([make(index, None)] if return_index else []), *(make(x, None) for x in others)]
    return found[0] if len(found) == 1 else tuple(found)


@composite(np.unique_values, examples=[example((4,))])
def unique_values(x: Any, /) -> Any:
    """Return the different elements in ascending order, as `unique` does; NumPy leaves the order open.

    >>> unique_values([2.0, 1.0, 2.0])
    Tensor([1., 2.])
    """
    return unique(x, equal_nan=False)


@composite(
    np.bincount,
    examples=[example([0, 2, 2], (3,)), example([0, 2, 2], weights=np.ones(3), minlength=5), example([1, 1])],
)
def bincount(x: Any, /, weights: Any = None, minlength: int = 0) -> Any:
    """Return for each number from 0 how often it is in `x`, or the sum of the weights there: y[n] = Σ weights[x == n].

    Raises ShapeError where there are not as many weights as numbers, DataError for a negative number.

    >>> bincount([0, 2, 2], [1.0, 2.0, 3.0])
    Tensor([1., 0., 5.])
    """
    places = as_array(unwrap(x)[0])
    if weights is None:
        return make(np.bincount(places, minlength=minlength), None)
    weights = as_operand(weights)
    if weights.shape != places.shape or places.ndim != 1:
        given = f"shapes {places.shape} and {weights.shape}"
        raise ShapeError(
            explain("bincount needs one weight for each number", given, "pass two flat arrays of equal length")
        )
    if np.min(places, initial=0) < 0:
        raise DataError(
            explain("bincount counts from 0", f"a smallest number of {np.min(places)}", "shift the numbers")
        )
    count = max(int(np.max(places, initial=-1)) + 1, minlength)
    return scatter(weights.astype(np.float64), places, shape=(count,), template=(HOLE,))


# ------------------------------------------------------------------------------------------- what is piecewise constant

constant(np.argsort, np.argpartition, np.lexsort, np.nonzero, np.flatnonzero, np.argwhere, np.searchsorted, np.digitize)
constant(np.isin, np.diag_indices_from, np.tril_indices_from, np.triu_indices_from)
constant(np.ravel_multi_index, np.unravel_index)
