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
from autograd_core.ops import parts
from autograd_core.ops.elementwise import POSITIVE, multiply, subtract
from autograd_core.ops.movement import array_of, astype, broadcast_to, copy, moveaxis, reshape, shape_of
from autograd_core.ops.selection import where
from autograd_core.ops.trigonometry import arctan2, degrees
from autograd_core.registry import FUNCTIONS, OPERATIONS, complex_of, composite, constant, example
from autograd_core.values import as_operand


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
    gaps = num - 1 if endpoint else num
    steps = np.arange(num).reshape(-1, *[1] * span.ndim)
    y: Any = start + span * (steps / max(gaps, 1)).astype(span.dtype)
    if endpoint and num > 1:
        y = where(steps == gaps, stop, y)  # not start + (stop - start), which rounding would move
    if dtype is not None:
        y = (np.floor(y) if np.dtype(dtype).kind in "iu" else y).astype(dtype)
    y = moveaxis(y, 0, axis)
    return (y, span / gaps if gaps > 0 else span * np.nan) if retstep else y


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


@composite(np.ix_, examples=[example((2,), (3,)), example((2,), np.array([True, False, True]), (1,))])
def ix_(*args: Any) -> Any:
    """Return for each vector an array of its numbers along an axis of their own; of conditions, the places they hold.

    >>> rows, columns = ix_([0, 2], [True, False, True])
    >>> rows + 10 * columns
    Tensor([[ 0, 20],
            [ 2, 22]])

    Raises ShapeError for what is no vector.
    """
    vectors = [as_operand(x) for x in args]
    if any(x.ndim != 1 for x in vectors):
        given = f"shapes {', '.join(str(x.shape) for x in vectors)}"
        raise ShapeError(explain("ix_ makes a grid of vectors", given, "flatten them, as by x.ravel()"))
    lines = [np.nonzero(x)[0] if x.dtype == bool else x if x.size else astype(x, np.intp) for x in vectors]
    return meshgrid(*lines, sparse=True, indexing="ij")


# --------------------------------------------------------------------------------------------------- kinds of numbers


@operation(np.conjugate, formula="y = x̄")
def conjugate(x: Any, /) -> Any:
    """Return the complex conjugate: of real numbers the numbers themselves."""


conjugate.rule("x", lambda g: g.conjugate(), formula="∂x = ∂ȳ")
conj = conjugate


PARTS = [example((3,)), example(complex_of((2, 3))), example(complex_of(()))]


@composite(np.real, examples=PARTS)
def real(val: Any) -> Any:
    """Return the real part: of real numbers the numbers themselves.

    >>> real([1.0 + 2.0j, 2.0])
    Tensor([1., 2.])
    """
    return parts.real(val) if np.iscomplexobj(array_of(val)) else reshape(val, shape_of(val))


@composite(np.imag, examples=PARTS)
def imag(val: Any) -> Any:
    """Return the imaginary part: of real numbers zeros, through which no gradient flows.

    >>> imag([1.0 + 2.0j, 2.0])
    Tensor([2., 0.])
    """
    return parts.imag(val) if np.iscomplexobj(array_of(val)) else copy(np.imag(array_of(val)))


@composite(np.angle, domain=POSITIVE, examples=[*PARTS, example(complex_of((3,)), deg=True)])
def angle(z: Any, deg: bool = False) -> Any:
    """Return the angle in the complex plane: of real numbers 0 or π, through which no gradient flows.

    φ = atan2(Im z, Re z), between −π and π; in degrees with `deg`.

    >>> angle([1.0j, -1.0], deg=True)
    Tensor([ 90., 180.])
    """
    if not np.iscomplexobj(array_of(z)):
        return copy(np.angle(array_of(z), deg))
    y = arctan2(parts.imag(z), parts.real(z))
    return degrees(y) if deg else y


@composite(np.real_if_close, examples=[example((3,)), example(complex_of((3,))), example(complex_of((3,)), tol=1e17)])
def real_if_close(a: Any, tol: float = 100) -> Any:
    """Return the real part where all imaginary parts are close to 0: of real numbers the numbers themselves.

    >>> real_if_close([1.0 + 1e-16j, 2.0])
    Tensor([1., 2.])
    """
    close = np.iscomplexobj(array_of(a)) and np.isrealobj(np.real_if_close(array_of(a), tol))
    return parts.real(a) if close else reshape(a, shape_of(a))


@composite(np.nan_to_num, examples=[example((3,)), example((3,), nan=1.0, posinf=2.0, neginf=-2.0)])
def nan_to_num(x: Any, copy: bool = True, nan: Any = 0.0, posinf: Any = None, neginf: Any = None) -> Any:
    """Return the array with NaN and infinities replaced by numbers, by default the largest; no gradient flows there.

    In complex numbers both parts are replaced, each by itself.

    >>> nan_to_num([1.0, np.nan])
    Tensor([1., 0.])
    """
    array = array_of(x)
    if array.dtype.kind == "c":
        numbers = [nan_to_num(part(x), copy, nan, posinf, neginf) for part in (parts.real, parts.imag)]
        return numbers[0] + 1j * numbers[1]
    if array.dtype.kind != "f":
        return _copy(x)
    limits = np.finfo(array.dtype)
    high, low = (limits.max if posinf is None else posinf), (limits.min if neginf is None else neginf)
    known = where(np.isnan(array), nan, x)
    return where(np.isposinf(array), high, where(np.isneginf(array), low, known))


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
