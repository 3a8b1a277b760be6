"""NumPy's functions of `numpy.fft` beside the four of one axis: of several axes, of Hermitian spectra, shifts; phases.

    >>> import numpy as np, autograd_core as ag
    >>> x = np.arange(6.0).reshape(2, 3)
    >>> ag.grad(lambda x: np.sum(np.abs(np.fft.fft2(x)) ** 2))(x) / x.size    # 2x, by Parseval
    array([[ 0.,  2.,  4.],
           [ 6.,  8., 10.]])

A transform of several axes is one of each axis in turn, in NumPy as here. Not here: the transforms themselves
(`spectra`), and the namespace that holds them all (`autograd_core.fft`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import index
from typing import Any

import numpy as np

from autograd_core.errors import ShapeError, explain, unknown_name
from autograd_core.ops import spectra
from autograd_core.ops.elementwise import add, multiply
from autograd_core.ops.movement import array_of, astype, copy, shape_of
from autograd_core.ops.rearranging import roll
from autograd_core.ops.spectra import Norm, Shape, fft, ifft, rfft
from autograd_core.record import Value
from autograd_core.registry import Interval, complex_of, composite, example
from autograd_core.shapes import normal_axis
from autograd_core.values import as_operand, on_cpu

__all__ = ["fft2", "fftfreq", "fftn", "fftshift", "hfft", "ifft2", "ifftn", "ifftshift", "ihfft", "irfft", "irfft2"]
__all__ += ["irfftn", "rfft2", "rfftfreq", "rfftn", "unwrap"]

Lengths = Sequence[int] | None
Steps = list[tuple[int, int]]

OPPOSITE = {None: "forward", "backward": "forward", "ortho": "ortho", "forward": "backward"}

TWICE = [example(complex_of((2, 3))), example((3, 2, 4), s=(2, 5), norm="ortho"), example((2, 3), axes=(0, 1))]
SEVERAL = [
    example(complex_of((2, 3))),
    example((3, 2, 4), s=(2, -1), axes=(2, 0), norm="ortho"),
    example(complex_of((2, 3)), axes=(0, 0), norm="forward"),
]
REAL_TWICE = [example((2, 3)), example((3, 2, 4), s=(3, 5), norm="ortho"), example((2, 3), axes=(1, 0))]
REAL_SEVERAL = [
    example((3, 4)),
    example((3, 2, 4), s=(2, -1), axes=(2, 0), norm="ortho"),
    example((2, 3), axes=(1, 1), norm="forward"),
]


def _steps(shape: Shape, s: Lengths, axes: Iterable[int] | None, least: int = 0) -> Steps:
    """Return a length and an axis for the transform of each axis.

    Raises AxisError where there is no such axis, ShapeError where there are too few, or not one length for each.
    """
    axes = list(range(-len(shape if s is None else s), 0) if axes is None else axes)
    for axis in axes:
        normal_axis(axis, len(shape))
    s = [-1] * len(axes) if s is None else s
    if len(s) != len(axes) or len(axes) < least:
        given = f"s={tuple(s)} and axes={tuple(axes)} for shape {shape}"
        raise ShapeError(explain("lengths and axes do not fit", given, "name an axis or more, and a length for each"))
    return [(shape[axis] if n == -1 else n, axis) for n, axis in zip(s, axes, strict=True)]


def _each(transform: Any, x: Any, steps: Steps, norm: Norm) -> Any:
    """Return the transform of each axis in turn; where there is none, the array as it is."""
    x = x if steps else copy(x)
    for n, axis in steps:
        x = transform(x, n, axis, norm)
    return x


def _opposite(norm: Norm) -> Any:
    """Return the norm of the opposite direction.

    Raises UnknownNameError where there is no such norm.
    """
    if norm not in OPPOSITE:
        raise unknown_name("norm of a transform", norm, [name for name in OPPOSITE if name])
    return OPPOSITE[norm]


# ------------------------------------------------------------------------------------------ one axis, real on one side


@composite(
    np.fft.irfft,
    examples=[example((4,)), example(complex_of((2, 3)), n=5, norm="ortho"), example((4, 2), n=3, axis=0)],
)
def irfft(x: Any, /, n: int | None = None, axis: int = -1, norm: Norm = None) -> Any:
    """Return the inverse of `rfft`: `n` real numbers, whose spectrum begins with those along an axis.

    n  how many numbers; 2 · (m − 1) for m bins if None, so pass it where the numbers were odd in number

    >>> irfft(rfft([1.0, 2.0, 4.0]), 3)
    Tensor([1., 2., 4.])

    Raises AxisError where there is no such axis, ShapeError where `n` is less than 1.
    """
    n = 2 * (_length(x, axis) - 1) if n is None else n
    dtype = np.result_type(array_of(x).dtype, 1j)
    return spectra.irfft(astype(x, dtype, copy=False), n, axis, norm)


def _length(x: Any, axis: int) -> int:
    shape = shape_of(x)
    return shape[normal_axis(axis, len(shape))]


@composite(
    np.fft.hfft,
    examples=[example((4,)), example(complex_of((2, 3)), n=5, norm="ortho"), example((4, 2), n=3, axis=0)],
)
def hfft(x: Any, /, n: int | None = None, axis: int = -1, norm: Norm = None) -> Any:
    """Return the Fourier transform of numbers with x_{n−k} = x̄_k, of which the first half is given: `n` real numbers.

    >>> hfft([1.0, 2.0, 3.0])
    Tensor([ 8., -2.,  0., -2.])

    Raises errors as `irfft` does, and UnknownNameError for another norm.
    """
    return irfft(np.conjugate(as_operand(x)), n, axis, _opposite(norm))


@composite(np.fft.ihfft, examples=[example((4,)), example((2, 3), n=5, norm="ortho"), example((4, 2), n=3, axis=0)])
def ihfft(x: Any, /, n: int | None = None, axis: int = -1, norm: Norm = None) -> Any:
    """Return the inverse of `hfft`: the first n // 2 + 1 numbers, for the others mirror them.

    >>> ihfft([8.0, -2.0, 0.0, -2.0])
    Tensor([1.-0.j, 2.-0.j, 3.-0.j])

    Raises errors as `irfft` does, and UnknownNameError for another norm.
    """
    return np.conjugate(rfft(x, n, axis, _opposite(norm)))


# --------------------------------------------------------------------------------------------------------- several axes


@composite(np.fft.fftn, examples=SEVERAL)
def fftn(x: Any, /, s: Lengths = None, axes: Sequence[int] | None = None, norm: Norm = None) -> Any:
    """Return the Fourier transform along several axes, one after the other, the last one first.

    s     the length to which each of these axes is cut or filled up with zeros, −1 for its own
    axes  which axes, the last len(s) or all of them if None; one that is named twice is transformed twice

    >>> fftn([[1.0, 0.0], [0.0, 0.0]])
    Tensor([[1.+0.j, 1.+0.j],
            [1.+0.j, 1.+0.j]])

    Raises AxisError where there is no such axis, ShapeError where there is not one length for each, of 1 or more.
    """
    return _each(fft, x, _steps(shape_of(x), s, axes)[::-1], norm)


@composite(np.fft.ifftn, examples=SEVERAL)
def ifftn(x: Any, /, s: Lengths = None, axes: Sequence[int] | None = None, norm: Norm = None) -> Any:
    """Return the inverse of `fftn`.

    >>> ifftn(fftn([[1.0, 2.0]]))
    Tensor([[1.+0.j, 2.+0.j]])

    Raises errors as `fftn` does.
    """
    return _each(ifft, x, _steps(shape_of(x), s, axes)[::-1], norm)


@composite(np.fft.fft2, examples=TWICE)
def fft2(x: Any, /, s: Lengths = None, axes: Sequence[int] | None = (-2, -1), norm: Norm = None) -> Any:
    """Return the Fourier transform along two axes: `fftn` of the last two.

    >>> fft2([[1.0, 0.0], [0.0, 0.0]]).shape
    (2, 2)

    Raises errors as `fftn` does.
    """
    return fftn(x, s, axes, norm)


@composite(np.fft.ifft2, examples=TWICE)
def ifft2(x: Any, /, s: Lengths = None, axes: Sequence[int] | None = (-2, -1), norm: Norm = None) -> Any:
    """Return the inverse of `fft2`: `ifftn` of the last two axes.

    >>> ifft2(fft2([[1.0, 2.0]]))
    Tensor([[1.+0.j, 2.+0.j]])

    Raises errors as `fftn` does.
    """
    return ifftn(x, s, axes, norm)


@composite(np.fft.rfftn, examples=REAL_SEVERAL)
def rfftn(x: Any, /, s: Lengths = None, axes: Sequence[int] | None = None, norm: Norm = None) -> Any:
    """Return the Fourier transform of real numbers along several axes: half of the spectrum along the last of them.

    >>> rfftn([[1.0, 0.0, 0.0], [0.0, 0.0, 0.0]]).shape
    (2, 2)

    Raises errors as `fftn` does, ShapeError without any axis, TypeError for complex numbers.
    """
    *others, (n, axis) = _steps(shape_of(x), s, axes, least=1)
    return _each(fft, rfft(x, n, axis, norm), others[::-1], norm)


@composite(np.fft.irfftn, examples=[example(complex_of((3, 4))), *REAL_SEVERAL])
def irfftn(x: Any, /, s: Lengths = None, axes: Sequence[int] | None = None, norm: Norm = None) -> Any:
    """Return the inverse of `rfftn`: real numbers, 2 · (m − 1) along the last of the axes if `s` is None.

    >>> irfftn(rfftn([[1.0, 2.0]]))
    Tensor([[1., 2.]])

    Raises errors as `rfftn` does.
    """
    *others, (n, axis) = _steps(shape_of(x), s, axes, least=1)
    x = _each(ifft, x, others, norm)
    return irfft(x, 2 * (_length(x, axis) - 1) if s is None else n, axis, norm)


@composite(np.fft.rfft2, examples=REAL_TWICE)
def rfft2(x: Any, /, s: Lengths = None, axes: Sequence[int] | None = (-2, -1), norm: Norm = None) -> Any:
    """Return the Fourier transform of real numbers along two axes: `rfftn` of the last two.

    >>> rfft2([[1.0, 0.0, 0.0], [0.0, 0.0, 0.0]]).shape
    (2, 2)

    Raises errors as `rfftn` does.
    """
    return rfftn(x, s, axes, norm)


@composite(np.fft.irfft2, examples=[example(complex_of((3, 4))), *REAL_TWICE])
def irfft2(x: Any, /, s: Lengths = None, axes: Sequence[int] | None = (-2, -1), norm: Norm = None) -> Any:
    """Return the inverse of `rfft2`: `irfftn` of the last two axes.

    >>> irfft2(rfft2([[1.0, 2.0]]))
    Tensor([[1., 2.]])

    Raises errors as `rfftn` does.
    """
    return irfftn(x, s, axes, norm)


# --------------------------------------------------------------------------------------------------------- frequencies

MOVED = [example((5,)), example(complex_of((2, 3))), example((2, 3), axes=(-1,)), example((2, 3, 4), axes=0)]


@composite(np.fft.fftshift, examples=MOVED)
def fftshift(x: Any, /, axes: int | Sequence[int] | None = None) -> Any:
    """Return the array with frequency 0 moved from the front to the middle of some axes, of all if None.

    >>> fftshift([0.0, 1.0, -2.0, -1.0])
    Tensor([-2., -1.,  0.,  1.])

    Raises AxisError where there is no such axis.
    """
    return _shifted(x, axes, lambda n: n // 2)


@composite(np.fft.ifftshift, examples=MOVED)
def ifftshift(x: Any, /, axes: int | Sequence[int] | None = None) -> Any:
    """Return the inverse of `fftshift`; they differ where an axis has odd length.

    >>> ifftshift([-1.0, 0.0, 1.0])
    Tensor([ 0.,  1., -1.])

    Raises AxisError where there is no such axis.
    """
    return _shifted(x, axes, lambda n: -(n // 2))


def _shifted(x: Any, axes: int | Sequence[int] | None, shift: Any) -> Any:
    named = range(len(shape_of(x))) if axes is None else (axes,) if isinstance(axes, int) else axes
    return roll(x, [shift(_length(x, axis)) for axis in named], list(named))


FREQUENCIES = [example(5, ()), example(4, ())]
POSITIVE = Interval(0.2, 3.0)


@composite(np.fft.fftfreq, examples=FREQUENCIES, domain=POSITIVE)
def fftfreq(n: int, d: Any = 1.0, *, dtype: Any = None, device: Any = None) -> Any:
    """Return the frequencies of the bins of `fft`, for `n` samples at distances `d`: 0, 1, …, −2, −1, each / (n · d).

    >>> fftfreq(4, d=0.5)
    Tensor([ 0. ,  0.5, -1. , -0.5])

    Raises ShapeError where `n` is less than 1, TypeError where it is no whole number.
    """
    numbers = np.arange(index(n))
    return _frequencies(np.where(numbers < (n + 1) // 2, numbers, numbers - n), n, d, dtype, device)


@composite(np.fft.rfftfreq, examples=FREQUENCIES, domain=POSITIVE)
def rfftfreq(n: int, d: Any = 1.0, *, dtype: Any = None, device: Any = None) -> Any:
    """Return the frequencies of the bins of `rfft`, for `n` samples at distances `d`: 0, 1, …, n // 2, each / (n · d).

    >>> rfftfreq(4, d=0.5)
    Tensor([0. , 0.5, 1. ])

    Raises ShapeError where `n` is less than 1, TypeError where it is no whole number.
    """
    return _frequencies(np.arange(index(n) // 2 + 1), n, d, dtype, device)


def _frequencies(numbers: Any, n: int, d: Any, dtype: Any, device: Any) -> Any:
    on_cpu(device)
    if n < 1:
        raise ShapeError(explain("there are no frequencies of so few samples", f"n={n}", "pass 1 or more"))
    y = multiply(1.0 / (n * as_operand(d)), numbers)
    return y if dtype is None else astype(y, dtype, copy=False)


# -------------------------------------------------------------------------------------------------------------- phases


@composite(
    np.unwrap,
    examples=[
        example((5,)),
        example((3, 4), period=1.0),
        example((3, 4), 0.7, axis=0, period=1.1),
        example((1, 2), axis=0),
    ],
)
def unwrap(p: Any, discont: float | None = None, axis: int = -1, *, period: Any = 2 * np.pi) -> Any:
    """Return phases without jumps: periods are added, until neighbours along an axis are half of one apart or less.

    discont  the least difference that counts as a jump; half a period if None, or if it is less

    How many periods are added is piecewise constant: the gradient flows through as if nothing was added.

    >>> unwrap([0.0, 3.0, -3.0]).round(6)
    Tensor([0.      , 3.      , 3.283185])

    Raises AxisError where there is no such axis.
    """
    array, turn = array_of(p), period.array if isinstance(period, Value) else period
    normal_axis(axis, array.ndim)
    unwrapped = np.unwrap(array, discont, axis, period=turn)
    return add(p, multiply(np.rint((unwrapped - array) / turn).astype(unwrapped.dtype), period))
