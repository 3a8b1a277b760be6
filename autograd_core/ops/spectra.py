"""The operations behind all of `numpy.fft`: discrete Fourier transforms along one axis, complex and real.

They are linear, and their matrices F_kj = e^(−2πi·jk/n) are symmetric. So the rule of a transform is the same transform
with the same norm; what was cut off or filled up before comes back as zeros, or is cut off, after it.

    >>> import numpy as np, autograd_core as ag
    >>> ag.grad(lambda x: np.fft.rfft(x).real[1])(np.arange(4.0))    # cos(2π·j/4)
    array([ 1.,  0., -1.,  0.])

The spectrum of n real numbers has its second half left out, for it mirrors the first. A bin that stands for two counts
twice in the transform back, but once in the transform forth: `_weighted` sets that right. The first bin, and the last
of an even n, stand for themselves; their imaginary parts have no influence and so no gradient.

Source: Oppenheim and Schafer, Discrete-Time Signal Processing, 3rd edition, 2010, chapter 8. Not here: the functions
that are composed of these four (`fourier`).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_core.errors import DTypeError, explain
from autograd_core.operation import operation
from autograd_core.ops.indexing import scatter
from autograd_core.registry import complex_of, example
from autograd_core.shapes import normal_axis

__all__ = ["fft", "ifft", "irfft", "rfft"]

Shape = tuple[int, ...]
Norm = Any  # one of the strings that NumPy knows, or None

CASES = [
    example(complex_of((5,))),
    example((2, 4), n=3, norm="ortho"),
    example(complex_of((3, 2)), n=6, axis=0, norm="forward"),
    example((1, 2), n=1, axis=-2),
]
SPECTRA = [
    example(complex_of((4,)), n=6),
    example(complex_of((2, 3)), n=5, norm="ortho"),
    example(complex_of((4, 2)), n=3, axis=0, norm="forward"),
    example(complex_of((2,)), n=8),
    example(complex_of((1, 2)), n=1, axis=-2),
]


def _resized(x: Any, shape: Shape, axis: int) -> Any:
    """Return the array cut, or filled up with zeros, to the length that `shape` has along the axis."""
    axis %= len(shape)
    before, n, have = (slice(None),) * axis, shape[axis], x.shape[axis]
    if have == n:
        return x
    return x[(*before, slice(n))] if have > n else scatter.apply(x, shape=shape, template=(*before, slice(have)))


def _weighted(spectrum: Any, n: int, axis: int, weight: float) -> Any:
    """Return half the spectrum of n real numbers, with a weight on all bins that stand for two."""
    weights = np.full(n // 2 + 1, weight, np.finfo(spectrum.dtype).dtype)
    weights[0] = 1
    if n % 2 == 0:
        weights[-1] = 1
    axis %= len(spectrum.shape)
    return spectrum * weights.reshape(-1, *[1] * (len(spectrum.shape) - axis - 1))


@operation(np.fft.fft, formula="y_k = Σ_j x_j · e^(−2πi·jk/n)", batched=None, examples=CASES)
def fft(x: Any, /, n: int | None = None, axis: int = -1, norm: Norm = None) -> Any:
    """Return the discrete Fourier transform along an axis, which is cut or filled up with zeros to `n` numbers.

    norm  "backward" (the default): as it is; "ortho": divided by √n; "forward": divided by n

    >>> fft([1.0, 0.0, 0.0]), fft([1.0, 2.0], n=1)
    (Tensor([1.+0.j, 1.+0.j, 1.+0.j]), Tensor([1.+0.j]))

    Raises AxisError where there is no such axis, ShapeError where `n` is less than 1.
    """
    return np.fft.fft(x, n, normal_axis(axis, np.ndim(x)), norm)


@fft.rule("x", formula="∂x = fft(∂y)")
def _(g: Any, x_shape: Shape, axis: int, norm: Norm) -> Any:
    return _resized(np.fft.fft(g, None, axis, norm), x_shape, axis)


@operation(np.fft.ifft, formula="y_k = 1/n · Σ_j x_j · e^(2πi·jk/n)", batched=None, examples=CASES)
def ifft(x: Any, /, n: int | None = None, axis: int = -1, norm: Norm = None) -> Any:
    """Return the inverse of `fft`, of an axis that is cut or filled up with zeros to `n` numbers.

    norm  "backward" (the default): divided by n; "ortho": by √n; "forward": as it is

    >>> ifft(fft([1.0, 2.0]))
    Tensor([1.+0.j, 2.+0.j])

    Raises AxisError where there is no such axis, ShapeError where `n` is less than 1.
    """
    return np.fft.ifft(x, n, normal_axis(axis, np.ndim(x)), norm)


@ifft.rule("x", formula="∂x = ifft(∂y)")
def _(g: Any, x_shape: Shape, axis: int, norm: Norm) -> Any:
    return _resized(np.fft.ifft(g, None, axis, norm), x_shape, axis)


@operation(
    np.fft.rfft,
    formula="y_k = Σ_j x_j · e^(−2πi·jk/n), k ≤ n/2",
    batched=None,
    examples=[example((5,)), example((2, 3), n=6, norm="ortho"), example((4, 2), n=3, axis=0), example((2,), n=1)],
)
def rfft(x: Any, /, n: int | None = None, axis: int = -1, norm: Norm = None) -> Any:
    """Return the Fourier transform of real numbers: the first n // 2 + 1 bins, for the others mirror them.

    >>> rfft([1.0, 0.0, -1.0, 0.0])
    Tensor([0.+0.j, 2.+0.j, 0.+0.j])

    Raises AxisError where there is no such axis, ShapeError where `n` is less than 1, DTypeError for complex numbers.
    """
    if np.iscomplexobj(x):
        remedy = "use fft for complex numbers, or take the real part"
        raise DTypeError(explain("rfft and ihfft need real numbers", f"shape {np.shape(x)}, dtype {x.dtype}", remedy))
    return np.fft.rfft(x, n, normal_axis(axis, np.ndim(x)), norm)


@rfft.rule("x", formula="∂x = hfft(w · ∂y), w = ½ but 1 at bins that stand for themselves")
def _(g: Any, x_shape: Shape, n: int | None, axis: int, norm: Norm) -> Any:
    n = x_shape[axis] if n is None else n
    return _resized(np.fft.hfft(_weighted(g, n, axis, 0.5), n, axis, norm), x_shape, axis)


@operation(formula="y_j = 1/n · Σ_k x_k · e^(2πi·jk/n), x_{n−k} = x̄_k", batched=None, examples=SPECTRA)
def irfft(x: Any, /, n: int, axis: int = -1, norm: Norm = None) -> Any:
    """Return the `n` real numbers whose spectrum begins with the complex numbers along an axis."""
    return np.fft.irfft(x, n, normal_axis(axis, np.ndim(x)), norm)


@irfft.rule("x", formula="∂x = w · ihfft(∂y), w = 2 but 1 at bins that stand for themselves")
def _(g: Any, x_shape: Shape, n: int, axis: int, norm: Norm) -> Any:
    return _resized(_weighted(np.fft.ihfft(g, None, axis, norm), n, axis, 2.0), x_shape, axis)
