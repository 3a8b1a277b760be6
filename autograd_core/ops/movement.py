"""Movement: the same numbers in another shape, order, place or type.

    >>> import numpy as np, autograd_core as ag
    >>> ag.grad(lambda x: (x.reshape(2, 2).T * np.array([[1.0, 2.0], [3.0, 4.0]])).sum())(np.zeros(4))
    array([1., 3., 2., 4.])

`reshape`, `transpose` and `broadcast_to` are recorded, and give views as in NumPy; most others are made of them. Not
here: joining and splitting (`joining`), padding (`padding`), diagonals (`diagonals`), single elements (`indexing`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from autograd_core.errors import ShapeError, explain
from autograd_core.operation import operation
from autograd_core.ops.indexing import getitem
from autograd_core.record import Value
from autograd_core.registry import composite, example
from autograd_core.shapes import normal_axes, normal_axis, summed_axes
from autograd_core.values import as_array, make, number_type, unwrap

Shape = tuple[int, ...]
Axes = int | Sequence[int]


def array_of(x: Any) -> Any:
    """Return the values of an array, number, nested list or Tensor."""
    array = unwrap(x)[0]
    return array if isinstance(x, Value) else as_array(array)


def shape_of(x: Any) -> Shape:
    """Return the shape of an array, number, nested list or Tensor."""
    return np.shape(unwrap(x)[0])


# ----------------------------------------------------------------------------------------------------- what is recorded


@operation(
    np.reshape,
    formula="y = x in another shape",
    batched=None,
    view=True,
    examples=[
        example((3, 4), shape=(2, -1)),
        example((3, 4), shape=-1),
        example((2, 3), shape=(3, 2), order="F"),
        example((), shape=(1, 1)),
        example((0, 3), shape=(3, 0)),
    ],
)
def reshape(x: Any, /, shape: Any, order: Any = "C", *, copy: bool | None = None) -> Any:
    """Return the same numbers in another shape, as a view if possible; a length of -1 follows from the others.

    >>> reshape([1.0, 2.0, 3.0, 4.0], (2, -1))
    Tensor([[1., 2.],
            [3., 4.]])

    Raises ShapeError where the numbers do not fill the shape.
    """
    x = as_array(x)
    y = x.reshape(shape, order=order)
    if copy is False and x.size and not np.may_share_memory(x, y):
        raise ShapeError(explain("reshape needs a copy here", f"copy=False and strides {x.strides}", "leave copy out"))
    return y.copy() if copy else y


reshape.rule("x", lambda g, x_shape, order: g.reshape(x_shape, order=order), formula="∂x = ∂y in the shape of x")


@operation(
    np.transpose,
    formula="y = x with its axes in another order",
    batched=None,
    view=True,
    examples=[
        example((3, 4)),
        example((2, 3, 4), axes=(1, 2, 0)),
        example((2, 3), axes=(-1, 0)),
        example(()),
        example((0, 3)),
    ],
)
def transpose(x: Any, /, axes: Any = None) -> Any:
    """Return a view with the axes in another order; reversed if None.

    >>> transpose([[1.0, 2.0], [3.0, 4.0]])
    Tensor([[1., 3.],
            [2., 4.]])

    Raises ShapeError where `axes` does not name every axis once.
    """
    return np.transpose(x, axes)


@transpose.rule("x", formula="∂x = ∂y with its axes back in order")
def _(g: Any, axes: Any) -> Any:
    if axes is None:
        return g.transpose()
    back = [0] * len(axes)
    for i, axis in enumerate(axes):
        back[axis] = i
    return g.transpose(back)


@operation(
    np.broadcast_to,
    formula="y = x, repeated",
    batched=None,
    view=True,
    examples=[
        example((4,), shape=(3, 4)),
        example((3, 1), shape=(2, 3, 4)),
        example((), shape=2),
        example((1,), shape=(0,)),
    ],
)
def broadcast_to(x: Any, /, shape: Any, subok: bool = False) -> Any:
    """Return a read-only view in which the array is repeated to fill a shape.

    >>> broadcast_to([1.0, 2.0], (2, 2))
    Tensor([[1., 2.],
            [1., 2.]])

    Raises ShapeError where it cannot fill the shape.
    """
    return np.broadcast_to(x, shape)


@broadcast_to.rule("x", formula="∂x = Σ ∂y over the repetitions")
def _(g: Any, x_shape: Shape) -> Any:
    axes = summed_axes(x_shape, g.shape)
    g = np.add.reduce(g, axis=axes) if axes else g
    return g if g.shape == x_shape else g.reshape(x_shape)


@operation(np.copy, formula="y = x", examples=[example((3, 4)), example((2, 3), order="F"), example(())])
def copy(x: Any, /, order: Any = "K", subok: bool = False) -> Any:
    """Return the same numbers in memory of their own.

    >>> copy([1.0, 2.0])
    Tensor([1., 2.])
    """
    return np.array(x, order=order, copy=True)


copy.rule("x", lambda g: g, formula="∂x = ∂y")
_copy = copy  # where an argument hides it


@operation(formula="y = x in another type", examples=[example((3,), dtype="float32"), example((2, 3), dtype="float64")])
def cast(x: Any, /, dtype: Any) -> Any:
    """Return the same numbers as another floating-point type; the engine brings the cotangent back to the type of x."""
    return as_array(x).astype(dtype)


cast.rule("x", lambda g: g, formula="∂x = ∂y")


@composite(getattr(np, "astype", None), examples=[example((3,), "float32"), example((3,), float, copy=False)])
def astype(x: Any, dtype: Any, /, *, copy: bool = True, device: Any = None) -> Any:
    """Return the numbers as another type: y = x.

    No gradient flows into integers and booleans, which change in jumps only. Of complex numbers as a real type the
    real part is left, with NumPy's ComplexWarning.

    >>> astype([1.5, -2.5], int)
    Tensor([ 1, -2])

    Raises DTypeError for what is no type of numbers.
    """
    array, node = unwrap(x)
    target, given = number_type(dtype), array.dtype if isinstance(array, np.ndarray) else np.result_type(array)
    if given == target:
        return _copy(x) if copy or not isinstance(x, Value) else x
    if target.kind in "fc":
        return cast(x, target)
    return make(cast(make(as_array(array), None), target).array, cast.cut((node,)))


# -------------------------------------------------------------------------------------------------------- order of axes


@composite(getattr(np, "permute_dims", None), examples=[example((2, 3, 4), axes=(1, 2, 0))])
def permute_dims(x: Any, axes: Any = None) -> Any:
    """Return a view with the axes in another order: `transpose`.

    >>> permute_dims([[1.0, 2.0]], (1, 0)).shape
    (2, 1)
    """
    return transpose(x, axes)


@composite(np.swapaxes, examples=[example((2, 3, 4), 0, -1)])
def swapaxes(a: Any, axis1: int, axis2: int) -> Any:
    """Return a view with two axes exchanged.

    >>> swapaxes([[[1.0, 2.0]]], 0, 2).shape
    (2, 1, 1)

    Raises ShapeError where there is no such axis.
    """
    ndim = len(shape_of(a))
    order, i, j = list(range(ndim)), normal_axis(axis1, ndim), normal_axis(axis2, ndim)
    order[i], order[j] = j, i
    return transpose(a, order)


@composite(np.moveaxis, examples=[example((2, 3, 4), 0, -1), example((2, 3, 4), source=(0, 1), destination=(-1, 0))])
def moveaxis(a: Any, source: Axes, destination: Axes) -> Any:
    """Return a view with some axes moved to other places; all others stay in order.

    >>> moveaxis([[[1.0, 2.0]]], -1, 0).shape
    (2, 1, 1)

    Raises ShapeError where there is no such axis, or the two lists differ in length.
    """
    ndim = len(shape_of(a))
    sources, places = normal_axes(source, ndim), normal_axes(destination, ndim)
    if len(sources) != len(places):
        given = f"source={source} and destination={destination}"
        raise ShapeError(explain("moveaxis needs a destination for each source", given, "name as many axes in both"))
    order = [i for i in range(ndim) if i not in sources]
    for place, i in sorted(zip(places, sources, strict=True)):
        order.insert(place, i)
    return transpose(a, order)


@composite(np.rollaxis, examples=[example((2, 3, 4), 2), example((2, 3, 4), 0, 2)])
def rollaxis(a: Any, axis: int, start: int = 0) -> Any:
    """Return a view with an axis moved before another; `moveaxis` is clearer.

    >>> rollaxis([[[1.0, 2.0]]], 2).shape
    (2, 1, 1)
    """
    ndim = len(shape_of(a))
    axis, start = normal_axis(axis, ndim), start + ndim if start < 0 else start
    return moveaxis(a, axis, start - 1 if axis < start else start)


@composite(np.matrix_transpose, examples=[example((2, 3)), example((4, 2, 3))])
def matrix_transpose(x: Any, /) -> Any:
    """Return a view with the last two axes exchanged: of each matrix its transpose.

    >>> matrix_transpose([[1.0, 2.0]]).shape
    (2, 1)

    Raises ShapeError for fewer than two axes.
    """
    if len(shape_of(x)) < 2:
        given, remedy = f"shape {shape_of(x)}", "add an axis, as by x[:, None]"
        raise ShapeError(explain("matrix_transpose needs matrices", given, remedy))
    return swapaxes(x, -1, -2)


# --------------------------------------------------------------------------------------------------- axes of length one


@composite(np.expand_dims, examples=[example((2, 3), 0), example((2, 3), axis=(1, -1)), example((), 0)])
def expand_dims(a: Any, axis: Axes) -> Any:
    """Return a view with axes of length 1 inserted, so that they stand at the places `axis` of the result.

    >>> expand_dims([1.0, 2.0], -1).shape
    (2, 1)

    Raises ShapeError where there is no such place.
    """
    shape = shape_of(a)
    places = normal_axes(axis, len(shape) + (len(axis) if isinstance(axis, Sequence) else 1))
    lengths = iter(shape)
    return reshape(a, tuple([1 if i in places else next(lengths) for i in range(len(shape) + len(places))]))


@composite(
    np.squeeze, examples=[example((1, 3, 1)), example((1, 3, 1), -1), example((1, 3, 1), axis=(0, 2)), example((2, 3))]
)
def squeeze(a: Any, axis: Axes | None = None) -> Any:
    """Return a view without axes of length 1: without all of them, or those named.

    >>> squeeze([[1.0, 2.0]]).shape
    (2,)

    Raises ShapeError where an axis that is named has another length.
    """
    shape = shape_of(a)
    axes = [i for i, n in enumerate(shape) if n == 1] if axis is None else normal_axes(axis, len(shape))
    if any(shape[i] != 1 for i in axes):
        given = f"axis={axis} of shape {shape}"
        raise ShapeError(explain("only axes of length 1 can be squeezed out", given, "select with [...], or reduce"))
    return reshape(a, tuple([n for i, n in enumerate(shape) if i not in axes]))


def _at_least(ndim: int, name: str, place: Any) -> Any:
    def at_least(*arys: Any) -> Any:
        results = tuple([reshape(a, place(shape) if len(shape := shape_of(a)) < ndim else shape) for a in arys])
        return results[0] if len(results) == 1 else results

    at_least.__name__ = at_least.__qualname__ = name
    at_least.__doc__ = f"Return views with at least {ndim} axes, those that are new of length 1, placed as NumPy does."
    return composite(
        getattr(np, name), examples=[example(()), example((2,)), example((2, 3)), example((2,), (1, 2, 3))]
    )(at_least)


atleast_1d = _at_least(1, "atleast_1d", lambda shape: (1,))
atleast_2d = _at_least(2, "atleast_2d", lambda shape: (1, 1, *shape)[-2:])
atleast_3d = _at_least(3, "atleast_3d", lambda shape: (1, 1, *shape, 1)[-3:])


@composite(np.ravel, examples=[example((2, 3)), example((2, 3), "F"), example(())])
def ravel(a: Any, order: Any = "C") -> Any:
    """Return the numbers along one axis: a view if possible.

    >>> ravel([[1.0, 2.0], [3.0, 4.0]], order="F")
    Tensor([1., 3., 2., 4.])
    """
    if order == "K":  # as they stand in memory
        strides = array_of(a).strides
        a, order = transpose(a, sorted(range(len(strides)), key=lambda i: -abs(strides[i]))), "C"
    return reshape(a, -1, order)


# ------------------------------------------------------------------------------------------------ repeating and turning


@composite(np.broadcast_arrays, examples=[example((3, 1), (4,)), example((2,))])
def broadcast_arrays(*args: Any, subok: bool = False) -> Any:
    """Return read-only views of all arrays, repeated to fill their common shape.

    >>> [x.shape for x in broadcast_arrays([1.0, 2.0], [[3.0]])]
    [(1, 2), (1, 2)]

    Raises ShapeError where they have no common shape.
    """
    shapes = [shape_of(x) for x in args]
    try:
        shape = np.broadcast_shapes(*shapes)
    except ValueError as error:
        given, remedy = f"shapes {' and '.join(map(str, shapes))}", "make each pair of lengths equal, or one of them 1"
        raise ShapeError(explain("the arrays have no common shape", given, remedy)) from error
    return tuple([broadcast_to(x, shape) for x in args])


@composite(np.flip, examples=[example((2, 3)), example((2, 3), -1), example((2, 3, 4), axis=(0, 2)), example(())])
def flip(m: Any, axis: Axes | None = None) -> Any:
    """Return a view with the order of the elements along some axes reversed; along all of them if None.

    >>> flip([1.0, 2.0, 3.0])
    Tensor([3., 2., 1.])

    Raises ShapeError where there is no such axis.
    """
    ndim = len(shape_of(m))
    axes = normal_axes(axis, ndim)
    return getitem(m, template=tuple([slice(None, None, -1 if i in axes else None) for i in range(ndim)]))


@composite(np.flipud, examples=[example((3, 4))])
def flipud(m: Any) -> Any:
    """Return a view with the first axis reversed.

    >>> flipud([[1.0], [2.0]])
    Tensor([[2.],
            [1.]])
    """
    return flip(m, 0)


@composite(np.fliplr, examples=[example((3, 4))])
def fliplr(m: Any) -> Any:
    """Return a view with the second axis reversed.

    >>> fliplr([[1.0, 2.0]])
    Tensor([[2., 1.]])
    """
    return flip(m, 1)


@composite(np.rot90, examples=[*[example((2, 3), k) for k in range(4)], example((2, 3, 4), -1, axes=(1, -1))])
def rot90(m: Any, k: int = 1, axes: Sequence[int] = (0, 1)) -> Any:
    """Return a view turned k times by 90°, from the first of two axes toward the second.

    >>> rot90([[1.0, 2.0], [3.0, 4.0]])
    Tensor([[2., 4.],
            [1., 3.]])
    """
    first, second = normal_axes(axes, len(shape_of(m)))
    match k % 4:
        case 0:
            return getitem(m, template=Ellipsis)
        case 1:
            return swapaxes(flip(m, second), first, second)
        case 2:
            return flip(m, (first, second))
    return flip(swapaxes(m, first, second), second)
