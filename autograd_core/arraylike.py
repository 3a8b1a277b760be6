"""The operators and methods of a NumPy array, one line each: what `Tensor` inherits.

    >>> import autograd_core as ag
    >>> (2 ** ag.Tensor([1.0, 2.0]) - 1).sum()
    Tensor(4.)

Not here: what they compute (`ops`), and what a Tensor has beyond an array (`tensor`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Self

from autograd_core import writing
from autograd_core.methods import Methods
from autograd_core.ops import contraction as c
from autograd_core.ops import elementwise as e
from autograd_core.ops import indexing
from autograd_core.ops import selection as s

if TYPE_CHECKING:
    from autograd_core.tensor import Tensor

__all__ = ["ArrayLike"]


class ArrayLike(Methods):
    """Operators and methods as NumPy's arrays have them; the methods stand in `methods`."""

    __slots__ = ()
    __hash__ = object.__hash__

    shape = property(lambda self: self.array.shape, writing.reshape_in_place, doc="The lengths of the axes.")
    ndim = property(lambda self: self.array.ndim, doc="The number of axes.")
    size = property(lambda self: self.array.size, doc="The number of elements.")
    dtype = property(lambda self: self.array.dtype, doc="The data type of the elements.")
    itemsize = property(lambda self: self.array.itemsize, doc="The size of one element in bytes.")
    strides = property(lambda self: self.array.strides, doc="The bytes from one element to the next along each axis.")
    nbytes = property(lambda self: self.array.nbytes, doc="The size of all elements in bytes.")

    def __len__(self) -> int:
        return len(self.array)

    def __iter__(self) -> Iterator[Tensor]:
        return (self[i] for i in range(len(self.array)))

    def __contains__(self, value: Any) -> bool:
        return bool((self == value).array.any())

    def __getitem__(self, key: Any) -> Tensor:
        return indexing.index(self, key)  # type: ignore[no-any-return]  # a Tensor

    def __setitem__(self, key: Any, value: Any) -> None:
        writing.write(self, key, value)

    # -------------------------------------------------------------------------------------------------------- operators

    def __add__(self, other: Any) -> Tensor:
        return e.add(self, other)

    def __radd__(self, other: Any) -> Tensor:
        return e.add(other, self)

    def __sub__(self, other: Any) -> Tensor:
        return e.subtract(self, other)

    def __rsub__(self, other: Any) -> Tensor:
        return e.subtract(other, self)

    def __mul__(self, other: Any) -> Tensor:
        return e.multiply(self, other)

    def __rmul__(self, other: Any) -> Tensor:
        return e.multiply(other, self)

    def __truediv__(self, other: Any) -> Tensor:
        return e.divide(self, other)

    def __rtruediv__(self, other: Any) -> Tensor:
        return e.divide(other, self)

    def __pow__(self, other: Any) -> Tensor:
        keeps_dtype = type(other) is int or (type(other) is float and self.array.dtype.kind in "fc")
        return e.square(self) if keeps_dtype and other == 2 else e.power(self, other)

    def __rpow__(self, other: Any) -> Tensor:
        return e.power(other, self)

    def __mod__(self, other: Any) -> Tensor:
        return e.remainder(self, other)

    def __rmod__(self, other: Any) -> Tensor:
        return e.remainder(other, self)

    def __floordiv__(self, other: Any) -> Tensor:
        return s.floor_divide(self, other)

    def __rfloordiv__(self, other: Any) -> Tensor:
        return s.floor_divide(other, self)

    def __matmul__(self, other: Any) -> Tensor:
        return c.matmul(self, other)

    def __rmatmul__(self, other: Any) -> Tensor:
        return c.matmul(other, self)

    def __and__(self, other: Any) -> Tensor:
        return s.bitwise_and(self, other)

    def __rand__(self, other: Any) -> Tensor:
        return s.bitwise_and(other, self)

    def __or__(self, other: Any) -> Tensor:
        return s.bitwise_or(self, other)

    def __ror__(self, other: Any) -> Tensor:
        return s.bitwise_or(other, self)

    def __xor__(self, other: Any) -> Tensor:
        return s.bitwise_xor(self, other)

    def __rxor__(self, other: Any) -> Tensor:
        return s.bitwise_xor(other, self)

    def __lshift__(self, other: Any) -> Tensor:
        return s.left_shift(self, other)

    def __rlshift__(self, other: Any) -> Tensor:
        return s.left_shift(other, self)

    def __rshift__(self, other: Any) -> Tensor:
        return s.right_shift(self, other)

    def __rrshift__(self, other: Any) -> Tensor:
        return s.right_shift(other, self)

    def __lt__(self, other: Any) -> Tensor:
        return s.less(self, other)

    def __le__(self, other: Any) -> Tensor:
        return s.less_equal(self, other)

    def __gt__(self, other: Any) -> Tensor:
        return s.greater(self, other)

    def __ge__(self, other: Any) -> Tensor:
        return s.greater_equal(self, other)

    def __eq__(self, other: object) -> Tensor:  # type: ignore[override]  # element by element, as in NumPy
        return s.equal(self, other)

    def __ne__(self, other: object) -> Tensor:  # type: ignore[override]  # element by element, as in NumPy
        return s.not_equal(self, other)

    def __neg__(self) -> Tensor:
        return e.negative(self)

    def __pos__(self) -> Tensor:
        return e.positive(self)

    def __round__(self, ndigits: int | None = None) -> Any:
        return int(self.round()) if ndigits is None else self.round(ndigits)

    def __abs__(self) -> Tensor:
        return s.absolute(self)

    def __invert__(self) -> Tensor:
        return s.invert(self)

    def __divmod__(self, other: Any) -> tuple[Tensor, Tensor]:
        return s.floor_divide(self, other), e.remainder(self, other)

    def __rdivmod__(self, other: Any) -> tuple[Tensor, Tensor]:
        return s.floor_divide(other, self), e.remainder(other, self)

    def __iadd__(self, other: Any) -> Self:
        return writing.replace(self, self + other, "+=")

    def __isub__(self, other: Any) -> Self:
        return writing.replace(self, self - other, "-=")

    def __imul__(self, other: Any) -> Self:
        return writing.replace(self, self * other, "*=")

    def __itruediv__(self, other: Any) -> Self:
        return writing.replace(self, self / other, "/=")

    def __ipow__(self, other: Any) -> Self:
        return writing.replace(self, self**other, "**=")

    def __imod__(self, other: Any) -> Self:
        return writing.replace(self, self % other, "%=")

    def __ifloordiv__(self, other: Any) -> Self:
        return writing.replace(self, self // other, "//=")

    def __imatmul__(self, other: Any) -> Self:
        return writing.replace(self, self @ other, "@=")

    def __iand__(self, other: Any) -> Self:
        return writing.replace(self, self & other, "&=")

    def __ior__(self, other: Any) -> Self:
        return writing.replace(self, self | other, "|=")

    def __ixor__(self, other: Any) -> Self:
        return writing.replace(self, self ^ other, "^=")

    def __ilshift__(self, other: Any) -> Self:
        return writing.replace(self, self << other, "<<=")

    def __irshift__(self, other: Any) -> Self:
        return writing.replace(self, self >> other, ">>=")
