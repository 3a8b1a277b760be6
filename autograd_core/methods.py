"""The methods of a NumPy array: what `Tensor` inherits beside the operators.

Where a method takes the arguments of the function of the same name, it is that function.

    >>> import autograd_core as ag
    >>> ag.Tensor([[1.0, 2.0], [3.0, 4.0]]).T.reshape(-1).cumsum()
    Tensor([ 1.,  4.,  6., 10.])

Not here: the operators (`arraylike`), and what the functions compute (`ops`).
"""

from __future__ import annotations

import sys
from typing import Any

import numpy as np

from autograd_core import writing
from autograd_core.errors import AbsentError, ConfigurationError, DetachError, explain
from autograd_core.flat import Flat
from autograd_core.ops import (
    contraction,
    creation,
    cumulative,
    diagonals,
    gathering,
    joining,
    movement,
    putting,
    reduction,
    selection,
)
from autograd_core.record import Value, is_recording
from autograd_core.values import on_cpu

__all__ = ["Methods"]

STANDARDS = ("2021.12", "2022.12", "2023.12", "2024.12")
"""The versions of the Python array API that are known here."""

_numpy: Any = np  # its functions return what a Tensor makes of them


ABSENT = {
    "view": "t[...] for a view, or t.astype(dtype)",
    "resize": "t = np.resize(t, shape)",
    **dict.fromkeys(
        ("base", "byteswap", "ctypes", "data", "dump", "dumps", "flags", "getfield", "setfield"), ".numpy()"
    ),
    **dict.fromkeys(("setflags", "tobytes", "tofile"), ".numpy()"),
}
"""What an array has that is about its memory, and what to use of a Tensor instead."""


class Methods(Value):
    """Methods as NumPy's arrays have them."""

    __slots__ = ()

    # ------------------------------------------------------------------------------------------------------ reductions

    sum, prod, mean, var, std = reduction.sum, reduction.prod, reduction.mean, reduction.var, reduction.std
    max, min = reduction.max, reduction.min
    cumsum, cumprod = cumulative.cumsum, cumulative.cumprod

    def all(self, axis: Any = None, out: Any = None, keepdims: bool = False, *, where: Any = True) -> Any:
        """Return whether all elements along some axes are true."""
        return _numpy.all(self, axis, out, keepdims, where=where)

    def any(self, axis: Any = None, out: Any = None, keepdims: bool = False, *, where: Any = True) -> Any:
        """Return whether any element along some axes is true."""
        return _numpy.any(self, axis, out, keepdims, where=where)

    def argmax(self, axis: Any = None, out: Any = None, *, keepdims: bool = False) -> Any:
        """Return where the largest element along an axis is."""
        return _numpy.argmax(self, axis, out, keepdims=keepdims)

    def argmin(self, axis: Any = None, out: Any = None, *, keepdims: bool = False) -> Any:
        """Return where the smallest element along an axis is."""
        return _numpy.argmin(self, axis, out, keepdims=keepdims)

    # -------------------------------------------------------------------------------------------------------- movement

    squeeze, swapaxes, ravel, repeat = movement.squeeze, movement.swapaxes, movement.ravel, joining.repeat
    trace = diagonals.trace

    @property
    def T(self) -> Any:
        """The array with its axes reversed, as a view."""
        return movement.transpose(self)

    @property
    def mT(self) -> Any:
        """The array with its last two axes exchanged, as a view."""
        return movement.matrix_transpose(self)

    @property
    def real(self) -> Any:
        """The real part."""
        return creation.real(self)

    @property
    def imag(self) -> Any:
        """The imaginary part."""
        return creation.imag(self)

    def clip(self, min: Any = None, max: Any = None, out: Any = None) -> Any:  # noqa: A002  # NumPy's own names
        """Return the numbers limited to an interval; None leaves a side open."""
        y = selection.clip(self, min, max)
        return y if out is None else writing.replace(out, y, "out=")

    @property
    def flat(self) -> Any:
        """The elements one after another, to read, to write and to loop over."""
        return Flat(self)

    @flat.setter
    def flat(self, value: Any) -> None:
        Flat(self)[:] = value

    def reshape(self, *shape: Any, order: Any = "C", copy: bool | None = None) -> Any:
        """Return the same numbers in another shape, as a tuple or length by length; a view if possible."""
        return movement.reshape(self, shape[0] if len(shape) == 1 else shape, order, copy=copy)

    def transpose(self, *axes: Any) -> Any:
        """Return a view with the axes in another order, given as a tuple or one by one; reversed without any."""
        if len(axes) == 1 and not hasattr(axes[0], "__index__"):
            axes = axes[0]
        return movement.transpose(self, axes or None)

    def diagonal(self, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Any:
        """Return a read-only view of a diagonal."""
        return diagonals.diagonal(self, offset, axis1, axis2)

    def flatten(self, order: Any = "C") -> Any:
        """Return a copy of the numbers along one axis."""
        return movement.copy(movement.ravel(self, order))

    def copy(self, order: Any = "C") -> Any:
        """Return the same numbers in memory of their own."""
        return movement.copy(self, order)

    def astype(
        self, dtype: Any, order: Any = "K", casting: Any = "unsafe", subok: bool = True, copy: bool = True
    ) -> Any:
        """Return the numbers as another type."""
        return movement.astype(self, dtype, copy=copy)

    def round(self, decimals: int = 0, out: Any = None) -> Any:
        """Return the numbers rounded to so many decimals; no gradient flows through."""
        return _numpy.round(self, decimals, out)

    def conj(self) -> Any:
        """Return the complex conjugate: of real numbers the same Tensor."""
        return creation.conjugate(self) if self.array.dtype.kind == "c" else self

    conjugate = conj

    # -------------------------------------------------------------------------------------------------- other libraries

    device = "cpu"
    """Where the numbers are."""

    def to_device(self, device: Any, /, *, stream: None = None) -> Any:
        """Return the Tensor itself, for there is one device only.

        Raises ConfigurationError for any other than "cpu".
        """
        on_cpu(device)
        return self

    def __array_namespace__(self, *, api_version: str | None = None) -> Any:
        """Return `autograd_core`, whose functions are those of the Python array API.

        Raises ConfigurationError for a version that is not known here.
        """
        if api_version not in (None, *STANDARDS):
            given, remedy = f"api_version={api_version!r}", f"ask for one of {', '.join(STANDARDS)}"
            raise ConfigurationError(explain("no such version of the array API", given, remedy))
        return sys.modules[__package__]

    def __dlpack__(
        self, *, stream: None = None, max_version: Any = None, dl_device: Any = None, copy: bool | None = None
    ) -> Any:
        """Return a copy of the values for another library.

        With `copy=False` it gets the memory itself, read-only where it knows what that is, and must not write there:
        the record may keep these values. Raises DetachError where a gradient would be lost.
        """
        if self.node and is_recording():
            given, remedy = f"a recorded tensor of shape {self.array.shape}", "say .numpy() where the gradient may end"
            raise DetachError(explain("another library would lose the gradient", given, remedy))
        array = self.array.view() if copy is False else self.array.copy()
        array.flags.writeable = copy is not False or max_version is None or max_version < (1, 0)
        return array.__dlpack__(stream=stream, max_version=max_version, dl_device=dl_device, copy=copy)

    def __dlpack_device__(self) -> tuple[int, int]:
        """Return the kind and the number of the device, for another library."""
        kind, number = self.array.__dlpack_device__()
        return int(kind), int(number)

    # ------------------------------------------------------------------------------------------ gathering and products

    dot, take, choose, put = contraction.dot, gathering.take, gathering.choose, putting.put

    def compress(self, condition: Any, axis: int | None = None) -> Any:
        """Return the elements along an axis where a condition holds."""
        return gathering.compress(condition, self, axis)

    def nonzero(self) -> Any:
        """Return where the elements are that are not 0, an array of integers for each axis."""
        return _numpy.nonzero(self)

    def searchsorted(self, v: Any, side: Any = "left", sorter: Any = None) -> Any:
        """Return where values would have to be inserted to keep the elements in order."""
        return _numpy.searchsorted(self, v, side, sorter)

    def argsort(self, axis: int | None = -1, kind: Any = None, order: None = None, *, stable: Any = None) -> Any:
        """Return the indices that sort the elements along an axis."""
        return _numpy.argsort(self, axis, kind, order, stable=stable)

    def argpartition(self, kth: Any, axis: int | None = -1, kind: Any = "introselect", order: None = None) -> Any:
        """Return the indices that partition the elements along an axis."""
        return _numpy.argpartition(self, kth, axis, kind, order)

    def sort(self, axis: int = -1, kind: Any = None, order: None = None, *, stable: Any = None) -> None:
        """Sort the elements along an axis in place; recorded like any write."""
        writing.replace(self, gathering.sort(self, axis, kind, stable=stable), "sort()")

    def partition(self, kth: Any, axis: int = -1, kind: Any = "introselect", order: None = None) -> None:
        """Partition the elements along an axis in place; recorded like any write."""
        writing.replace(self, gathering.partition(self, kth, axis), "partition()")

    def fill(self, value: Any) -> None:
        """Write a value into all elements; recorded like any write."""
        writing.write(self, Ellipsis, value)


def _absent(name: str, instead: str) -> Any:
    """Return the property that a Tensor has not, which `hasattr` knows and the error message explains."""

    def refused(self: Any) -> Any:
        wrong = f"a Tensor has no {name}, for it keeps its memory to itself"
        raise AbsentError(explain(wrong, f"one of shape {self.shape}", f"use {instead}"))

    return property(refused, doc=f"Refused, for it is about memory: use {instead}.")


for _name, _instead in ABSENT.items():
    setattr(Methods, _name, _absent(_name, _instead))
