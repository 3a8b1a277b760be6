"""Functions of one row, of one number, or of one axis, applied to a whole array by Python.

    >>> import numpy as np, autograd_core as ag
    >>> ag.grad(lambda x: np.apply_along_axis(lambda row: row[0] * row[1], 1, x).sum())(np.array([[2.0, 3.0]]))
    array([[3., 2.]])
    >>> ag.grad(lambda x: ag.vectorize(lambda a: a * a if a > 0 else -a)(x).sum())(np.array([-1.0, 3.0]))
    array([-1.,  6.])

The function gets Tensors, and each of its calls is recorded: a formula of whole arrays is much faster. Not here:
choosing among formulas by condition (`gathering.piecewise`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from functools import wraps
from typing import Any

import numpy as np

from autograd_core.errors import DataError, ShapeError, explain
from autograd_core.ops.joining import stack
from autograd_core.ops.movement import astype, copy, expand_dims, moveaxis, reshape
from autograd_core.record import Value
from autograd_core.registry import composite, example
from autograd_core.shapes import normal_axis
from autograd_core.values import as_operand

__all__ = ["apply_along_axis", "apply_over_axes", "vectorize"]

AnyFunction = Callable[..., Any]
Shape = tuple[int, ...]


@composite(
    np.apply_along_axis,
    examples=[example(np.sum, 0, (3, 4)), example(np.cumsum, 1, (2, 3, 2)), example(np.diag, -1, (2, 2))],
)
def apply_along_axis(func1d: AnyFunction, axis: int, arr: Any, *args: Any, **kwargs: Any) -> Any:
    """Return func1d(row, *args, **kwargs) of each row along an axis; the axes of its result stand in the row's place.

    Raises ShapeError where there is no such axis, DataError where there is no row.

    >>> apply_along_axis(np.max, 1, [[1.0, 5.0], [4.0, 2.0]])
    Tensor([5., 4.])
    """
    arr = arr if isinstance(arr, Value) else copy(arr)
    axis = normal_axis(axis, arr.ndim)
    moved = moveaxis(arr, axis, -1)
    places = list(np.ndindex(moved.shape[:-1]))
    if not places:
        raise DataError(
            explain("there is no row to apply a function to", f"shape {arr.shape}", "pass at least one row")
        )
    results = stack([as_operand(func1d(moved[place], *args, **kwargs)) for place in places])
    y = reshape(results, (*moved.shape[:-1], *results.shape[1:]))
    last = range(arr.ndim - 1, y.ndim)
    return moveaxis(y, list(last), [axis + i - arr.ndim + 1 for i in last])


@composite(np.apply_over_axes, examples=[example(np.sum, (2, 3, 4), [0, -1]), example(np.cumsum, (2, 3), 1)])
def apply_over_axes(func: AnyFunction, a: Any, axes: Any) -> Any:
    """Return `a` after func(a, axis) for one axis after another; an axis that it takes away is put back with length 1.

    Raises ShapeError where there is no such axis, or the function returns an array with other axes.

    >>> apply_over_axes(np.sum, [[1.0, 2.0], [3.0, 4.0]], [0, 1])
    Tensor([[10.]])
    """
    y: Any = a if isinstance(a, Value) else copy(a)
    ndim = y.ndim
    for axis in [normal_axis(int(i), ndim) for i in np.atleast_1d(axes)]:
        y = as_operand(func(y, axis))
        y = expand_dims(y, axis) if y.ndim == ndim - 1 else y
        if y.ndim != ndim:
            given = f"{y.ndim} for an array with {ndim}"
            raise ShapeError(explain("the function returned other axes", given, "keep all axes, or reduce one"))
    return y


def vectorize(
    pyfunc: AnyFunction,
    otypes: Any = None,
    doc: str | None = None,
    excluded: Collection[Any] = (),
    cache: bool = False,
    signature: str | None = None,
) -> AnyFunction:
    """Return a function of arrays that calls `pyfunc` for each element of its arguments, all of them broadcast.

    otypes     the types of the results, as a string or list; found from them if None
    excluded   the positions or names of arguments that are passed as they are
    signature  the axes that belong to one call, such as "(n),(n)->()"; the others are those of the loop

    Arguments by name are passed as they are. `cache` is NumPy's; nothing needs it here.

    >>> larger = vectorize(lambda a, b: a if a > b else b)
    >>> larger([1.0, 5.0], 2.0)
    Tensor([2., 5.])

    The function raises DataError where there is no element, ShapeError where the arguments do not broadcast.
    """
    groups = [] if signature is None else re.findall(r"\(([^)]*)\)", signature.partition("->")[0])
    cores = [len(re.findall(r"\w+", group)) for group in groups]

    @wraps(pyfunc, updated=())
    def function(*args: Any, **kwargs: Any) -> Any:
        arrays = {k: as_operand(x) for k, x in enumerate(args) if k not in excluded}
        loops = {k: x.ndim - (cores[k] if cores else 0) for k, x in arrays.items()}
        loop = np.broadcast_shapes(*[x.shape[: loops[k]] for k, x in arrays.items()])

        def called(index: Shape) -> Any:
            given = [_part(arrays[k], index, loops[k]) if k in arrays else x for k, x in enumerate(args)]
            return pyfunc(*given, **kwargs)

        return _joined([called(index) for index in np.ndindex(loop)], loop, otypes)

    function.__doc__ = function.__doc__ if doc is None else doc
    return function


def _part(x: Any, index: Shape, ndim: int) -> Any:
    """Return what one call gets of an operand, whose first `ndim` axes are broadcast to those of the loop."""
    last = index[len(index) - ndim :]
    return x[tuple([0 if n == 1 else i for i, n in zip(last, x.shape[:ndim], strict=True)])]


def _joined(results: list[Any], loop: Shape, otypes: Any) -> Any:
    """Return what all calls returned as one array, or as a tuple of arrays."""
    if not results:
        raise DataError(explain("there is no element to apply a function to", f"shape {loop}", "pass at least one"))
    several = isinstance(results[0], tuple)
    columns = list(zip(*results, strict=True)) if several else [results]
    joined = [stack([as_operand(y) for y in column]) for column in columns]
    shaped = [reshape(y, loop + y.shape[1:]) for y in joined]
    typed = shaped if otypes is None else [astype(y, t) for y, t in zip(shaped, otypes, strict=True)]
    return tuple(typed) if several else typed[0]
