"""Joining, splitting and repeating arrays.

    >>> import numpy as np, autograd_core as ag
    >>> ag.grad(lambda x: np.concatenate([x, 2.0 * x]).sum())(np.ones(2))
    array([3., 3.])

All are made of one operation, `joined.concatenate`, of slices, which are views, and of repetition. Not here: inserting
and rolling (`rearranging`), padding (`padding`).
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np

from autograd_core.errors import ShapeError, explain
from autograd_core.ops import joined
from autograd_core.ops.indexing import HOLE, gather, getitem
from autograd_core.ops.movement import (
    array_of,
    astype,
    atleast_1d,
    atleast_2d,
    atleast_3d,
    broadcast_to,
    copy,
    expand_dims,
    moveaxis,
    ravel,
    reshape,
    shape_of,
)
from autograd_core.ops.reduction import no_out
from autograd_core.registry import FUNCTIONS, composite, example
from autograd_core.shapes import normal_axis
from autograd_core.values import Hook, as_array, as_operand


def taken(x: Any, indices: Any, axis: int) -> Any:
    """Return the elements at an array of indices along an axis."""
    return gather(x, as_array(indices), template=(*[slice(None)] * axis, HOLE))


def sliced(x: Any, start: int | None, stop: int | None, axis: int) -> Any:
    """Return the elements from `start` to `stop` along an axis, as a view."""
    return getitem(x, template=(*[slice(None)] * axis, slice(start, stop)))


# ------------------------------------------------------------------------------------------------------------ joining


@composite(
    np.concatenate,
    examples=[example([(2, 3), (1, 3)]), example([(2, 3), (2, 1)], -1), example([(2,), (3, 1)], axis=None)],
)
def concatenate(
    arrays: Any, /, axis: int | None = 0, out: None = None, *, dtype: Any = None, casting: Any = "same_kind"
) -> Any:
    """Return the arrays end to end along an axis; flattened before if `axis` is None.

    >>> concatenate([[1.0, 2.0], [3.0]])
    Tensor([1., 2., 3.])

    Raises ShapeError where the other axes differ, or there is nothing to join.
    """
    no_out(out)
    parts = list(arrays)
    if not parts:
        raise ShapeError(explain("nothing to join", "no arrays", "pass at least one"))
    if dtype is not None:
        parts = [astype(part, dtype, copy=False) for part in parts]
    if axis is None:
        return _end_to_end([reshape(part, -1) for part in parts], 0)
    return _end_to_end(parts, normal_axis(axis, len(shape_of(parts[0]))))


GROUP = 64
"""How many parts one operation joins: the rule of each part looks at all that stand before it."""


def _end_to_end(parts: list[Any], axis: int) -> Any:
    """Join parts, very many of one type in groups and the groups again, so that the rules take linear time."""
    while len(parts) > GROUP and len({part.dtype if hasattr(part, "dtype") else None for part in parts}) == 1:
        parts = [joined.concatenate(*parts[i : i + GROUP], axis=axis) for i in range(0, len(parts), GROUP)]
    return joined.concatenate(*parts, axis=axis)


FUNCTIONS[np.concat] = concat = concatenate


@composite(np.stack, examples=[example([(2, 3), (2, 3)]), example([(2,), (2,), (2,)], axis=-1), example([(), ()])])
def stack(arrays: Any, axis: int = 0, out: None = None, *, dtype: Any = None, casting: Any = "same_kind") -> Any:
    """Return the arrays, all of one shape, side by side along a new axis.

    >>> stack([[1.0, 2.0], [3.0, 4.0]], axis=1)
    Tensor([[1., 3.],
            [2., 4.]])

    Raises ShapeError where the shapes differ, or there is nothing to join.
    """
    no_out(out)
    parts = list(arrays)
    shapes = [shape_of(part) for part in parts]
    if len(set(shapes)) > 1:
        given, remedy = f"shapes {' and '.join(map(str, shapes))}", "reshape them, or use concatenate"
        raise ShapeError(explain("stack needs arrays of one shape", given, remedy))
    return concatenate(
        [expand_dims(part, axis) for part in parts], normal_axis(axis, len(shapes[0]) + 1) if parts else 0, dtype=dtype
    )


@composite(examples=[example([(2,), (2,)]), example([[(), 1.0], [0.0, ()]]), example((3,), "float32", ndmin=2)])
def array(object: Any, dtype: Any = None, *, ndmin: int = 0) -> Any:  # noqa: A002  # NumPy's own name
    """Return nested lists of numbers, arrays and Tensors as one Tensor, through which gradients flow to all of them.

    NumPy's own function cannot do so. The result has at least `ndmin` axes.

    >>> a = array(2.0)
    >>> array([[a, 0.0], [1.0, 3.0 * a]])
    Tensor([[2., 0.],
            [1., 6.]])

    Raises ShapeError where the shapes differ.
    """
    y = copy(object)
    y = y if dtype is None else astype(y, dtype, copy=False)
    return reshape(y, (1,) * (ndmin - y.ndim) + y.shape) if y.ndim < ndmin else y


def _join(parts: Any) -> Any:
    return stack([as_operand(part) for part in parts])


Hook.join = staticmethod(_join)


def _all(at_least: Any, parts: Any) -> list[Any]:
    return [at_least(part) for part in parts]


@composite(np.vstack, examples=[example([(3,), (2, 3)])])
def vstack(tup: Any, *, dtype: Any = None, casting: Any = "same_kind") -> Any:
    """Return the arrays one below the other: end to end along the first axis, where vectors count as rows.

    >>> vstack([[1.0, 2.0], [3.0, 4.0]])
    Tensor([[1., 2.],
            [3., 4.]])
    """
    return concatenate(_all(atleast_2d, tup), 0, dtype=dtype)


row_stack = vstack


@composite(np.hstack, examples=[example([(3,), (2,)]), example([(2, 1), (2, 3)]), example([(), (2,)])])
def hstack(tup: Any, *, dtype: Any = None, casting: Any = "same_kind") -> Any:
    """Return the arrays beside each other: end to end along the second axis, vectors along their only one.

    >>> hstack([[1.0, 2.0], [3.0]])
    Tensor([1., 2., 3.])
    """
    parts = _all(atleast_1d, tup)
    return concatenate(parts, 0 if parts and len(shape_of(parts[0])) == 1 else 1, dtype=dtype)


@composite(np.dstack, examples=[example([(3,), (3,)]), example([(2, 3), (2, 3, 2)])])
def dstack(tup: Any) -> Any:
    """Return the arrays behind each other: end to end along the third axis.

    >>> dstack([[1.0, 2.0], [3.0, 4.0]]).shape
    (1, 2, 2)
    """
    return concatenate(_all(atleast_3d, tup), 2)


@composite(np.column_stack, examples=[example([(3,), (3, 2)])])
def column_stack(tup: Any) -> Any:
    """Return the arrays beside each other, where vectors count as columns.

    >>> column_stack([[1.0, 2.0], [3.0, 4.0]])
    Tensor([[1., 3.],
            [2., 4.]])
    """
    return concatenate([part if len(shape_of(part)) > 1 else reshape(part, (-1, 1)) for part in tup], 1)


@composite(np.block, examples=[example([[(2, 3), (2, 1)], [(4,)]]), example([(2,), (3,)])])
def block(arrays: Any) -> Any:
    """Return an array built of blocks: inner lists are joined along the last axis, outer ones along those before it.

    >>> block([[np.eye(2), np.zeros((2, 1))], [np.ones(3)]])
    Tensor([[1., 0., 0.],
            [0., 1., 0.],
            [1., 1., 1.]])
    """
    depth, ndim = _depth(arrays), _widest(arrays)
    return _blocks(arrays, depth, max(depth, ndim))


def _depth(tree: Any) -> int:
    """Return how deeply the lists are nested.

    Raises ShapeError where a list is empty or not all branches are as deep.
    """
    if not isinstance(tree, list):
        return 0
    depths = {_depth(branch) for branch in tree}
    if len(depths) != 1:
        given = f"depths {sorted(depths)}" if depths else "an empty list"
        raise ShapeError(explain("block needs lists nested equally deep", given, "nest each array in as many lists"))
    return depths.pop() + 1


def _widest(tree: Any) -> int:
    return max(map(_widest, tree)) if isinstance(tree, list) else len(shape_of(tree))


def _blocks(tree: Any, depth: int, ndim: int) -> Any:
    if not isinstance(tree, list):
        shape = shape_of(tree)
        return reshape(tree, (1,) * (ndim - len(shape)) + shape)
    return concatenate([_blocks(branch, depth - 1, ndim) for branch in tree], ndim - depth)


# ----------------------------------------------------------------------------------------------------------- splitting


@composite(getattr(np, "unstack", None), examples=[example((2, 3)), example((2, 3), axis=-1)])
def unstack(x: Any, /, *, axis: int = 0) -> tuple[Any, ...]:
    """Return the parts of an array along an axis, as views: the opposite of `stack`.

    >>> unstack([[1.0, 2.0], [3.0, 4.0]])
    (Tensor([1., 2.]), Tensor([3., 4.]))

    Raises ShapeError where there is no such axis.
    """
    moved = moveaxis(x, axis, 0)
    return tuple([getitem(moved, template=i) for i in range(moved.shape[0])])


@composite(np.array_split, examples=[example((7,), 3), example((2, 5), [1, 3], axis=1)])
def array_split(ary: Any, indices_or_sections: Any, axis: int = 0) -> list[Any]:
    """Return parts of an array along an axis, as views: so many, the first larger by 1 if need be, or cut at indices.

    >>> array_split([1.0, 2.0, 3.0], 2)
    [Tensor([1., 2.]), Tensor([3.])]

    Raises ShapeError where there is no such axis, or the number of parts is not positive.
    """
    axis = normal_axis(axis, len(shape_of(ary)))
    n = shape_of(ary)[axis]
    if np.ndim(indices_or_sections):
        cuts = [0, *indices_or_sections, n]
    else:
        sections = int(indices_or_sections)
        if sections <= 0:
            raise ShapeError(explain("an array cannot be split so", f"{sections} parts", "ask for at least one part"))
        each, larger = divmod(n, sections)
        cuts = [i * each + min(i, larger) for i in range(sections + 1)]
    return [sliced(ary, start, stop, axis) for start, stop in pairwise(cuts)]


@composite(np.split, examples=[example((6,), 3), example((2, 4), [1, 3], axis=1)])
def split(ary: Any, indices_or_sections: Any, axis: int = 0) -> list[Any]:
    """Return parts of an array along an axis, as views: so many of equal length, or cut at indices.

    >>> split([1.0, 2.0, 3.0, 4.0], 2)
    [Tensor([1., 2.]), Tensor([3., 4.])]

    Raises ShapeError where the parts are not of equal length.
    """
    n = shape_of(ary)[normal_axis(axis, len(shape_of(ary)))]
    if not np.ndim(indices_or_sections) and int(indices_or_sections) > 0 and n % int(indices_or_sections):
        given = f"{indices_or_sections} parts of {n} elements"
        raise ShapeError(explain("split needs parts of equal length", given, "use array_split, or name the indices"))
    return array_split(ary, indices_or_sections, axis)


def _split_along(name: str, axis: int, least: int, example_: Any) -> Any:
    def split_along(ary: Any, indices_or_sections: Any) -> list[Any]:
        ndim = len(shape_of(ary))
        if ndim < least:
            given, remedy = f"shape {shape_of(ary)}", "use split"
            raise ShapeError(explain(f"{name} needs at least {least} axes", given, remedy))
        return split(ary, indices_or_sections, min(axis, ndim - 1))

    split_along.__name__ = split_along.__qualname__ = name
    split_along.__doc__ = f"Return parts of an array along axis {axis}, as views: `split`."
    return composite(getattr(np, name), examples=[example_])(split_along)


vsplit = _split_along("vsplit", 0, 2, example((4, 2), 2))
hsplit = _split_along("hsplit", 1, 1, example((2, 4), [1]))
dsplit = _split_along("dsplit", 2, 3, example((2, 3, 4), 2))


# ----------------------------------------------------------------------------------------------------------- repeating


@composite(
    np.repeat, examples=[example((2, 3), 2), example((2, 3), 3, axis=1), example((3,), [1, 0, 2]), example((), 2)]
)
def repeat(a: Any, repeats: Any, axis: int | None = None) -> Any:
    """Return the array with each element along an axis repeated; flattened before if `axis` is None.

    >>> repeat([1.0, 2.0], [1, 2])
    Tensor([1., 2., 2.])

    Raises ShapeError where there is no such axis, or `repeats` is not as long as it.
    """
    if axis is None:
        a, axis = ravel(a), 0
    shape = shape_of(a)
    axis = normal_axis(axis, len(shape))
    times = array_of(repeats)
    if times.size == 1:
        return _each_repeated(a, shape, axis, int(times.reshape(())))
    if times.shape != (shape[axis],):
        given = f"repeats of shape {times.shape} for axis {axis} of shape {shape}"
        raise ShapeError(
            explain("repeat needs one number for each element", given, "pass one number, or as many as elements")
        )
    return taken(a, np.repeat(np.arange(shape[axis]), times), axis)


def _each_repeated(a: Any, shape: tuple[int, ...], axis: int, times: int) -> Any:
    before, n, after = shape[:axis], shape[axis], shape[axis + 1 :]
    spread = broadcast_to(reshape(a, (*before, n, 1, *after)), (*before, n, times, *after))
    return reshape(spread, (*before, n * times, *after))


@composite(
    np.tile,
    examples=[example((3,), 2), example((2, 3), reps=(2, 1, 2)), example((1, 2, 3), reps=(2, 2)), example((2,), 1)],
)
def tile(A: Any, reps: Any) -> Any:
    """Return the array repeated as a whole, so many times along each axis.

    >>> tile([1.0, 2.0], 2)
    Tensor([1., 2., 1., 2.])
    """
    shape, times = shape_of(A), tuple(int(n) for n in np.atleast_1d(array_of(reps)))
    ndim = max(len(shape), len(times))
    shape, times = (1,) * (ndim - len(shape)) + shape, (1,) * (ndim - len(times)) + times
    apart: list[int] = []
    filled: list[int] = []
    for n, t in zip(shape, times, strict=True):
        apart += [1, n]
        filled += [t, n]
    return reshape(broadcast_to(reshape(A, apart), filled), tuple([n * t for n, t in zip(shape, times, strict=True)]))
