"""Padding with all of NumPy's modes: each axis in turn is extended at both ends.

    >>> import numpy as np, autograd_core as ag
    >>> ag.grad(lambda x: np.pad(x, 1, mode="edge").sum())(np.array([1.0, 2.0, 3.0]))
    array([2., 1., 2.])

What the ends hold is a linear function of the axis, or its maximum, minimum or median. Not here: modes that are
functions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from autograd_core.errors import NotDifferentiableError, ShapeError, explain, unknown_name
from autograd_core.ops import quantiles, reduction
from autograd_core.ops.indexing import scatter
from autograd_core.ops.joining import concatenate, sliced, taken
from autograd_core.ops.movement import Shape, array_of, astype, broadcast_to, copy, moveaxis, reshape, shape_of
from autograd_core.ops.selection import where as select
from autograd_core.record import Value
from autograd_core.registry import composite, example

Widths = tuple[int, int]

_numpy: Any = np  # whose types do not know that a mode is in a variable

BY_INDEX = frozenset({"edge", "wrap", "empty", "reflect", "symmetric"})
STATISTICS: Mapping[str, Callable[..., Any]] = {
    "maximum": reduction.max,
    "minimum": reduction.min,
    "mean": reduction.mean,
    "median": quantiles.median,
}
KNOWN = frozenset({"constant", "linear_ramp", *BY_INDEX, *STATISTICS})


def _pairs(value: Any, ndim: int, name: str) -> Any:
    """Return a pair (before, after) for each axis, of all the forms that NumPy takes.

    Raises ShapeError where it is none of them.
    """
    if isinstance(value, dict):
        given = {axis % ndim: pair for axis, pair in value.items()}
        value = [given.get(axis, 0) for axis in range(ndim)]
        return [(pair, pair) if np.ndim(pair) == 0 else tuple(pair) for pair in value]
    array = array_of(value)
    try:
        return np.broadcast_to(array, (ndim, 2)).tolist()
    except ValueError as error:
        remedy = "pass a number, a pair (before, after), or a pair for each axis"
        given_shape = f"{value!r} for an array with {ndim} axes"
        raise ShapeError(explain(f"{name} does not fit", given_shape, remedy)) from error


@composite(
    np.pad,
    examples=[
        example((2, 3), 1),
        example((3,), pad_width=[(1, 2)], mode="constant", constant_values=[(2.0, 3.0)]),
        example((2, 3), pad_width=[(1, 0), (4, 2)], mode="wrap"),
        example((2, 3), pad_width=[(0, 1), (2, 5)], mode="reflect"),
        example((2, 3), pad_width=[(0, 1), (2, 4)], mode="symmetric"),
        example((3,), 2, "reflect", reflect_type="odd"),
        example((3, 2), 2, "edge"),
        example((3,), [2, 3], "linear_ramp", end_values=1.0),
        example((2, 5), 1, "mean", stat_length=2),
        example((2, 3), 1, "maximum"),
        example((2, 3), 1, "minimum"),
        example((2, 3), 1, "median"),
    ],
)
def pad(array: Any, pad_width: Any, mode: Any = "constant", **kwargs: Any) -> Any:
    """Return the array extended along each axis, by so many elements before and after.

    The modes and their arguments are NumPy's: constant (`constant_values`), edge, wrap, reflect and symmetric
    (`reflect_type`), linear_ramp (`end_values`), maximum, minimum, mean and median (`stat_length`), empty (zeros here).

    >>> pad([1.0, 2.0], (1, 2))
    Tensor([0., 1., 2., 0., 0.])
    >>> pad([1.0, 2.0, 3.0], 2, "reflect")
    Tensor([3., 2., 1., 2., 3., 2., 1.])

    Raises ShapeError where the widths do not fit the axes, UnknownNameError for another mode, NotDifferentiableError
    for a mode that is a function.
    """
    if callable(mode):
        given, remedy = f"mode={mode!r}", "use a mode by name, or concatenate"
        raise NotDifferentiableError(explain("a function cannot be the mode of pad here", given, remedy))
    if mode not in KNOWN:
        raise unknown_name("mode of padding", mode, KNOWN)
    shape = shape_of(array)
    widths = _pairs(pad_width, len(shape), "pad_width")
    if min((n for pair in widths for n in pair), default=0) < 0:
        raise ShapeError(
            explain("padding cannot be negative", f"pad_width={pad_width!r}", "slice to make an array smaller")
        )
    if mode in {"constant", "empty"}:
        return _with_constants(array, shape, widths, kwargs.get("constant_values", 0))
    for axis, width in enumerate(widths):
        if any(width):
            array = _padded(
                array, axis, width, mode, {name: _of_axis(v, axis, len(shape), name) for name, v in kwargs.items()}
            )
    return array if any(map(any, widths)) else copy(array)


def _of_axis(value: Any, axis: int, ndim: int, name: str) -> Any:
    return value if value is None or isinstance(value, str) else _pairs(value, ndim, name)[axis]


def _with_constants(array: Any, shape: Shape, widths: Any, constants: Any) -> Any:
    """Return the array among constants, in one step for all axes: among zeros, and then the rest filled in."""
    template = tuple([slice(before, before + n) for n, (before, _) in zip(shape, widths, strict=True)])
    whole = tuple([before + n + after for n, (before, after) in zip(shape, widths, strict=True)])
    padded = scatter(array, shape=whole, template=template)
    if isinstance(constants, Value) and constants.array.size == 1:
        inside = np.zeros(whole, bool)
        inside[template] = True
        return select(inside, padded, astype(reshape(constants, ()), padded.dtype, copy=False))
    frame = np.zeros(shape, padded.dtype)
    return padded + np.pad(frame, widths, constant_values=constants) if np.any(constants) else padded


def _padded(x: Any, axis: int, width: Widths, mode: str, asked: Mapping[str, Any]) -> Any:
    """Return the array padded along one axis."""
    n = shape_of(x)[axis]
    if mode in BY_INDEX and asked.get("reflect_type", "even") == "even":
        return taken(x, _numpy.pad(np.arange(n), width, mode), axis)
    if mode in BY_INDEX:
        return _odd(x, axis, width, mode)
    ends = [_end(x, axis, side, width[side], mode, asked) for side in (0, 1)]
    return concatenate([ends[0], x, ends[1]], axis)


def _odd(x: Any, axis: int, width: Widths, mode: str) -> Any:
    """Return the array reflected about its end points: a linear map of the axis, found by padding unit vectors."""
    n = shape_of(x)[axis]
    matrix = _numpy.pad(np.eye(n, dtype=array_of(x).dtype), [width, (0, 0)], mode, reflect_type="odd")
    return moveaxis(np.tensordot(matrix, reshape(x, shape_of(x)), axes=(1, axis)), 0, axis)


def _end(x: Any, axis: int, side: int, width: int, mode: str, asked: Mapping[str, Any]) -> Any:
    """Return what is put before (side 0) or after (side 1) the elements of an axis."""
    shape, dtype = shape_of(x), array_of(x).dtype
    space = (*shape[:axis], width, *shape[axis + 1 :])
    if mode == "linear_ramp":
        return astype(_ramp(x, axis, side, width, asked.get("end_values", (0, 0))[side]), dtype, copy=False)
    length = asked.get("stat_length") or (shape[axis], shape[axis])
    near = sliced(x, None, length[0], axis) if side == 0 else sliced(x, -min(length[1], shape[axis]), None, axis)
    statistic = STATISTICS[mode](near, axis=axis, keepdims=True)
    return astype(broadcast_to(statistic, space), dtype, copy=False)


def _ramp(x: Any, axis: int, side: int, width: int, end: float) -> Any:
    """Return the numbers between `end` and the edge, without the edge."""
    t = np.arange(width, dtype=array_of(x).real.dtype) / max(width, 1)
    t = (t if side == 0 else t[::-1]).reshape((-1,) + (1,) * (len(shape_of(x)) - axis - 1))
    edge = sliced(x, None, 1, axis) if side == 0 else sliced(x, -1, None, axis)
    return end * (1 - t) + edge * t
