"""Numbers of a kernel with operators, so that a formula in LLVM's language reads like a formula.

A kernel is a loop over one element; LLVM makes vectors of it. A `Lane` is a value in that loop: x * 2.0 + y writes one
multiplication and one addition to the program and returns what stands for the result. Nothing is contracted and
nothing reordered: each operator rounds once, as NumPy does, and `fma` is written where it is meant.

    >>> from llvmlite import ir
    >>> function = ir.Function(ir.Module(), ir.FunctionType(ir.FloatType(), [ir.FloatType()]), "f")
    >>> builder = ir.IRBuilder(function.append_basic_block())
    >>> x = Lane(builder, function.args[0])
    >>> builder.ret(select(x < 0.0, -x, x * x + 1.0).value)
    <ir.Ret ...>

Not here: which function is what formula (`exponentials`, `arithmetic`), and the loop (`codegen`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from llvmlite import ir

__all__ = ["Lane", "absolute", "copysign", "fma", "horner", "isnan", "rint", "select", "sqrt"]

SPLIT = 6
"""The longest polynomial that is not split."""

_INTEGERS = {32: ir.IntType(32), 64: ir.IntType(64)}
_FLOATS = {32: ir.FloatType(), 64: ir.DoubleType()}


class Lane:
    """A value of the loop: a float, a signed integer or a truth value, by its LLVM type.

    A number beside a Lane is taken in its type.
    """

    __slots__ = ("builder", "value")
    __hash__ = None  # type: ignore[assignment]  # == writes a comparison

    def __init__(self, builder: Any, value: Any) -> None:
        self.builder, self.value = builder, value

    @property
    def width(self) -> int:
        """The bits of the type."""
        return {ir.FloatType(): 32, ir.DoubleType(): 64}.get(self.value.type) or int(self.value.type.width)

    @property
    def floating(self) -> bool:
        """Whether the value is a floating-point number."""
        return isinstance(self.value.type, (ir.FloatType, ir.DoubleType))

    def constant(self, number: Any) -> Lane:
        """Return a number in the type of this Lane."""
        return number if isinstance(number, Lane) else Lane(self.builder, ir.Constant(self.value.type, number))

    def bits(self) -> Lane:
        """Return the bits of a float as an integer."""
        return Lane(self.builder, self.builder.bitcast(self.value, _INTEGERS[self.width]))

    def number(self) -> Lane:
        """Return the float of which these are the bits."""
        return Lane(self.builder, self.builder.bitcast(self.value, _FLOATS[self.width]))

    def to(self, kind: Any) -> Lane:
        """Return the same number in a wider or narrower floating-point type."""
        if self.value.type == kind:
            return self
        change = self.builder.fpext if self.width == 32 else self.builder.fptrunc
        return Lane(self.builder, change(self.value, kind))

    def call(self, name: str, *others: Lane) -> Lane:
        """Return what LLVM's intrinsic of this name gives; all values are of one type."""
        kind = self.value.type
        function = self.builder.module.declare_intrinsic(
            name, [kind], ir.FunctionType(kind, [kind] * (len(others) + 1))
        )
        return Lane(self.builder, self.builder.call(function, [lane.value for lane in (self, *others)]))

    def _binary(self, floating: str, whole: str, other: Any, *, turned: bool = False) -> Lane:
        left, right = (self.constant(other), self) if turned else (self, self.constant(other))
        method = getattr(self.builder, floating if self.floating else whole)
        return Lane(self.builder, method(left.value, right.value))

    def _compare(self, sign: str, other: Any) -> Lane:
        right = self.constant(other).value
        if self.floating:
            method = self.builder.fcmp_unordered if sign == "!=" else self.builder.fcmp_ordered
        else:
            method = self.builder.icmp_unsigned if self.width == 1 else self.builder.icmp_signed
        return Lane(self.builder, method(sign, self.value, right))

    def __add__(self, other: Any) -> Lane:
        return self._binary("fadd", "add", other)

    def __radd__(self, other: Any) -> Lane:
        return self._binary("fadd", "add", other, turned=True)

    def __sub__(self, other: Any) -> Lane:
        return self._binary("fsub", "sub", other)

    def __rsub__(self, other: Any) -> Lane:
        return self._binary("fsub", "sub", other, turned=True)

    def __mul__(self, other: Any) -> Lane:
        return self._binary("fmul", "mul", other)

    def __rmul__(self, other: Any) -> Lane:
        return self._binary("fmul", "mul", other, turned=True)

    def __truediv__(self, other: Any) -> Lane:
        return self._binary("fdiv", "sdiv", other)

    def __rtruediv__(self, other: Any) -> Lane:
        return self._binary("fdiv", "sdiv", other, turned=True)

    def __and__(self, other: Any) -> Lane:
        return self._binary("and_", "and_", other)

    def __or__(self, other: Any) -> Lane:
        return self._binary("or_", "or_", other)

    def __xor__(self, other: Any) -> Lane:
        return self._binary("xor", "xor", other)

    def __lshift__(self, places: int) -> Lane:
        return self._binary("shl", "shl", places)

    def __rshift__(self, places: int) -> Lane:
        """Shift the bits to the right; zeros come in, whatever the sign."""
        return self._binary("lshr", "lshr", places)

    def __invert__(self) -> Lane:
        return Lane(self.builder, self.builder.not_(self.value))

    def __neg__(self) -> Lane:
        return Lane(self.builder, (self.builder.fneg if self.floating else self.builder.neg)(self.value))

    def __lt__(self, other: Any) -> Lane:
        return self._compare("<", other)

    def __le__(self, other: Any) -> Lane:
        return self._compare("<=", other)

    def __gt__(self, other: Any) -> Lane:
        return self._compare(">", other)

    def __ge__(self, other: Any) -> Lane:
        return self._compare(">=", other)

    def __eq__(self, other: object) -> Lane:  # type: ignore[override]  # writes a comparison
        return self._compare("==", other)

    def __ne__(self, other: object) -> Lane:  # type: ignore[override]  # writes a comparison
        return self._compare("!=", other)


def select(condition: Lane, yes: Any, no: Any) -> Lane:
    """Return `yes` where the condition holds, else `no`; one of the two is a Lane. Both are computed."""
    if not isinstance(yes, Lane):
        yes = no.constant(yes)
    return Lane(yes.builder, yes.builder.select(condition.value, yes.value, yes.constant(no).value))


def isnan(x: Lane) -> Lane:
    """Return whether a float is not a number."""
    return Lane(x.builder, x.builder.fcmp_unordered("uno", x.value, x.value))


def fma(a: Lane, b: Any, c: Any) -> Lane:
    """Return a · b + c, rounded once."""
    return a.call("llvm.fma", a.constant(b), a.constant(c))


def sqrt(x: Lane) -> Lane:
    """Return the square root, rounded correctly."""
    return x.call("llvm.sqrt")


def rint(x: Lane) -> Lane:
    """Return the nearest whole number, the even one of two."""
    return x.call("llvm.rint")


def absolute(x: Lane) -> Lane:
    """Return a float without its sign."""
    return x.call("llvm.fabs")


def copysign(x: Lane, sign: Lane) -> Lane:
    """Return the magnitude of x with the sign of the other."""
    return x.call("llvm.copysign", sign)


def horner(x: Lane, coefficients: Sequence[float]) -> Lane:
    """Return the polynomial with these coefficients, lowest power first, each step rounded once.

    A long one is split into polynomials in x² or x⁴ that a processor computes side by side (Estrin, Organization of
    computer systems, 1960).
    """
    if len(coefficients) > SPLIT:
        square = x * x
        return fma(horner(square, coefficients[1::2]), x, horner(square, coefficients[::2]))
    total = x.constant(coefficients[-1])
    for coefficient in reversed(coefficients[:-1]):
        total = fma(total, x, coefficient)
    return total
