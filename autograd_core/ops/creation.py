"""Arrays made in the likeness of others, and what is asked of an array beside its numbers.

    >>> import numpy as np, autograd_core as ag
    >>> ag.grad(lambda x: np.full_like(x, x, shape=3).sum())(2.0)
    3.0
    >>> np.shape(ag.Tensor([1.0, 2.0]))
    (2,)

Also here, for they ask for the kind of numbers: real and imaginary parts, finite numbers in place of NaN and infinity.
Not here: random numbers (`random`).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_core.errors import ShapeError, explain
from autograd_core.operation import Operation, operation
from autograd_core.ops.elementwise import multiply, subtract
from autograd_core.ops.movement import array_of, astype, broadcast_to, copy, moveaxis, reshape, shape_of
from autograd_core.ops.selection import where
from autograd_core.registry import FUNCTIONS, OPERATIONS, composite, constant, example


def full_like(
    a: Any,
    fill_value: Any,
    dtype: Any = None,
    order: Any = "K",
    subok: bool = True,
    shape: Any = None,
    *,
    device: Any = None,
) -> Any:
    """Return an array of the shape and type of another, filled with one value, through which a gradient flows.

    >>> full_like([1.0, 2.0], 7.0)
    Tensor([7., 7.])

    Raises ShapeError where the value cannot fill the shape.
    """
    target = array_of(a).dtype if dtype is None else np.dtype(dtype)
    return copy(broadcast_to(astype(fill_value, target, copy=False), shape_of(a) if shape is None else shape))


FUNCTIONS[np.full_like] = full_like
constant(np.zeros_like, np.ones_like, np.empty_like)


@composite(
    np.linspace,
    examples=[
        example((), (), 5),
        example((2, 3), (3,), num=4, endpoint=False, axis=-1),
        example((2,), 1.5, 1),
        example((2,), (), 3, retstep=True),
    ],
)
def linspace(
    start: Any,
    stop: Any,
    num: int = 50,
    endpoint: bool = True,
    retstep: bool = False,
    dtype: Any = None,
    axis: int = 0,
    *,
    device: Any = None,
) -> Any:
    """Return `num` numbers at equal distances: y_i = start + i · (stop − start) / (num − 1); or / num without the end.

    The numbers lie along `axis`, the axes of `start` and `stop` follow. With `retstep` also the distance.

    >>> linspace(0.0, 1.0, 3)
    Tensor([0. , 0.5, 1. ])

    Raises ShapeError where `num` is negative or the shapes do not fit.
    """
    if num < 0:
        raise ShapeError(explain("there cannot be so few numbers", f"num={num}", "ask for 0 or more"))
    span = subtract(stop, multiply(start, 1.0))
    parts = num - 1 if endpoint else num
    steps = np.arange(num).reshape(-1, *[1] * span.ndim)
    y: Any = start + span * (steps / max(parts, 1)).astype(span.dtype)
    if endpoint and num > 1:
        y = where(steps == parts, stop, y)  # not start + (stop - start), which rounding would move
    if dtype is not None:
        y = (np.floor(y) if np.dtype(dtype).kind in "iu" else y).astype(dtype)
    y = moveaxis(y, 0, axis)
    return (y, span / parts if parts > 0 else span * np.nan) if retstep else y


@composite(
    np.meshgrid,
    examples=[example((2,), (3,)), example((2,), (3,), indexing="ij"), example((2,), (3,), (1,), sparse=True)],
)
def meshgrid(*xi: Any, copy: bool = True, sparse: bool = False, indexing: Any = "xy") -> Any:
    """Return for each vector of coordinates an array of these on the whole grid.

    >>> meshgrid([1.0, 2.0], [3.0])
    (Tensor([[1., 2.]]), Tensor([[3., 3.]]))
    """
    order = list(range(len(xi)))
    if indexing == "xy" and len(xi) > 1:
        order[:2] = [1, 0]
    lines = [reshape(x, tuple([-1 if i == order[k] else 1 for i in range(len(xi))])) for k, x in enumerate(xi)]
    if sparse:
        return tuple(lines)
    shape = np.broadcast_shapes(*[line.shape for line in lines])
    filled = [broadcast_to(line, shape) for line in lines]
    return tuple([_copy(x) for x in filled] if copy else filled)


_copy = copy


# --------------------------------------------------------------------------------------------------- kinds of numbers


@operation(np.conjugate, formula="y = x̄")
def conjugate(x: Any, /) -> Any:
    """Return the complex conjugate: of real numbers the numbers themselves."""


conjugate.rule("x", lambda g: g.conj(), formula="∂x = ∂ȳ")
conj = conjugate


@composite(np.real, examples=[example((3,))])
def real(val: Any) -> Any:
    """Return the real part: of real numbers the numbers themselves.

    >>> real([1.0, 2.0])
    Tensor([1., 2.])
    """
    return reshape(np.real(array_of(val)) if np.iscomplexobj(array_of(val)) else val, shape_of(val))


def imag(val: Any) -> Any:
    """Return the imaginary part: of real numbers zeros, through which no gradient flows.

    >>> imag([1.0, 2.0])
    Tensor([0., 0.])
    """
    return copy(np.imag(array_of(val)))


FUNCTIONS[np.imag] = imag


def angle(z: Any, deg: bool = False) -> Any:
    """Return the angle in the complex plane: of real numbers 0 or π, through which no gradient flows.

    >>> angle([1.0, -1.0], deg=True)
    Tensor([  0., 180.])
    """
    return copy(np.angle(array_of(z), deg))


FUNCTIONS[np.angle] = angle


@composite(np.real_if_close, examples=[example((3,))])
def real_if_close(a: Any, tol: float = 100) -> Any:
    """Return the real part where all imaginary parts are close to 0: of real numbers the numbers themselves.

    >>> real_if_close([1.0, 2.0])
    Tensor([1., 2.])
    """
    return reshape(np.real_if_close(array_of(a), tol) if np.iscomplexobj(array_of(a)) else a, shape_of(a))


@composite(np.nan_to_num, examples=[example((3,)), example((3,), nan=1.0, posinf=2.0, neginf=-2.0)])
def nan_to_num(x: Any, copy: bool = True, nan: Any = 0.0, posinf: Any = None, neginf: Any = None) -> Any:
    """Return the array with NaN and infinities replaced by numbers, by default the largest; no gradient flows there.

    >>> nan_to_num([1.0, np.nan])
    Tensor([1., 0.])
    """
    array = array_of(x)
    if array.dtype.kind != "f":
        return _copy(x)
    limits = np.finfo(array.dtype)
    high, low = (limits.max if posinf is None else posinf), (limits.min if neginf is None else neginf)
    return where(np.isnan(array), nan, where(np.isposinf(array), high, where(np.isneginf(array), low, x)))


constant(np.round, np.around, np.fix, np.iscomplexobj, np.isrealobj, np.iscomplex, np.isreal, np.isposinf, np.isneginf)
FUNCTIONS[np.shape] = shape_of
FUNCTIONS[np.ndim] = lambda a: len(shape_of(a))
FUNCTIONS[np.size] = lambda a, axis=None: np.size(array_of(a), axis)


# ------------------------------------------------------------------------------------------------------------ tables


def _outer(pair: Operation) -> Any:
    """Return the outer version of an operation of two operands: each element of one with each of the other."""

    def outer(A: Any, B: Any, /, **arguments: Any) -> Any:
        dtype = arguments.get("dtype")
        y = pair(reshape(A, shape_of(A) + (1,) * len(shape_of(B))), B)
        return y if dtype is None else astype(y, dtype)

    return outer


for _operation in list(OPERATIONS.values()):
    _ufunc = _operation.numpy
    if isinstance(_ufunc, np.ufunc) and (_ufunc.nin, _ufunc.nout, _ufunc.signature) == (2, 1, None):
        FUNCTIONS[_ufunc, "outer"] = _outer(_operation)
