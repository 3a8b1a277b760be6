"""Elementwise operations as LLVM instructions: which are known, for which dtypes, and how they are written.

`signature` tells the dtypes in which an operation wants its operands and gives its result, `emit` writes it for one
element, `cast` brings an element to another dtype.

    >>> import numpy as np
    >>> signature("multiply", [np.dtype("float32"), float])
    (dtype('float32'), dtype('float32'), dtype('float32'))
    >>> signature("np.greater", [np.dtype("int32"), np.dtype("float64")])
    (dtype('float64'), dtype('float64'), dtype('bool'))
    >>> signature("arcsin", [np.dtype("float32")]) is None
    True

A truth value is an `i1` between instructions and a byte in memory.

Not here: the formulas (`arithmetic`, `exponentials`), and the loop around them (`codegen`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
from llvmlite import ir

from autograd_core.graph.native.arithmetic import EXACT
from autograd_core.graph.native.errorfunctions import ERROR_FUNCTIONS
from autograd_core.graph.native.exponentials import EXPONENTIALS
from autograd_core.graph.native.lanes import Lane
from autograd_core.graph.native.powers import power

__all__ = ["FUNCTIONS", "TYPES", "Function", "cast", "castable", "emit", "signature"]

DType = np.dtype[Any]
Rule = Callable[[Sequence[DType | type]], tuple[DType, ...] | None]
BOOL = np.dtype(bool)

TYPES: dict[DType, Any] = {
    BOOL: ir.IntType(1),
    np.dtype("int8"): ir.IntType(8),
    np.dtype("int16"): ir.IntType(16),
    np.dtype("int32"): ir.IntType(32),
    np.dtype("int64"): ir.IntType(64),
    np.dtype("float32"): ir.FloatType(),
    np.dtype("float64"): ir.DoubleType(),
}
"""The dtypes that are computed with, and their types in LLVM."""

UNSIGNED: dict[DType, Any] = {np.dtype(f"uint{bits}"): ir.IntType(bits) for bits in (8, 16, 32, 64)}
"""The dtypes that can be read, and are cast before anything is computed."""


class Function(NamedTuple):
    """An elementwise operation.

    formula  takes Lanes of the dtypes of `rule` and returns a Lane
    rule     the dtypes of operands and result for given operands; None where they are not supported
    """

    formula: Callable[..., Lane]
    rule: Rule


def _resolved(ufunc: np.ufunc) -> Rule:
    """Return the rule of NumPy's own function."""

    def rule(operands: Sequence[DType | type]) -> tuple[DType, ...] | None:
        try:
            return ufunc.resolve_dtypes((*operands, None))
        except TypeError:
            return None

    return rule


def _same_float(operands: Sequence[DType | type]) -> tuple[DType, ...] | None:
    (dtype,) = operands
    return (dtype, dtype) if isinstance(dtype, np.dtype) and dtype.kind == "f" else None


def _relu(operands: Sequence[DType | type]) -> tuple[DType, ...] | None:
    (dtype,) = operands
    return (dtype, dtype) if isinstance(dtype, np.dtype) and dtype.kind in "if" else None


def _clamp(operands: Sequence[DType | type]) -> tuple[DType, ...]:
    return (np.result_type(*(kind if isinstance(kind, np.dtype) else kind() for kind in operands)),) * 4


def _where(operands: Sequence[DType | type]) -> tuple[DType, ...]:
    return BOOL, *_clamp(operands[1:])[:3]


def _of_floats(rule: Rule) -> Rule:
    """Return a rule for formulas that are none for integers."""

    def checked(operands: Sequence[DType | type]) -> tuple[DType, ...] | None:
        dtypes = rule(operands)
        return dtypes if dtypes and all(dtype.kind == "f" for dtype in dtypes) else None

    return checked


_RULES: dict[str, Rule] = {
    "clamp": _clamp,
    "clip": _clamp,
    "erf": _same_float,
    "erfc": _same_float,
    "relu": _relu,
    "sigmoid": _same_float,
    "where": _where,
}
_LOGICAL = frozenset(("logical_and", "logical_not", "logical_or", "logical_xor"))


_INEXACT = {**EXPONENTIALS, **ERROR_FUNCTIONS, "power": power}


def _function(name: str, formula: Callable[..., Lane]) -> Function:
    if name in _LOGICAL:
        return Function(formula, lambda operands: (BOOL,) * (len(operands) + 1))
    rule = _RULES.get(name) or _resolved(getattr(np, name))
    return Function(formula, _of_floats(rule) if name in {*_INEXACT, "reciprocal"} else rule)


FUNCTIONS = {name: _function(name, formula) for name, formula in {**EXACT, **_INEXACT}.items()}
"""The elementwise operations that can be written, by their names; "np.greater" is found as "greater"."""


def signature(op: str, operands: Sequence[DType | type]) -> tuple[DType, ...] | None:
    """Return the dtypes in which an operation wants its operands, and that of its result; None where it is unknown.

    An operand is given by its dtype, a Python number by its type: that promotes weakly.
    """
    function = FUNCTIONS.get(op.removeprefix("np."))
    if function is None:
        return None
    dtypes = function.rule(operands)
    if dtypes is None or any(dtype not in TYPES for dtype in dtypes):
        return None
    pairs = zip(operands, dtypes[:-1], strict=True)
    return dtypes if all(castable(a, b) for a, b in pairs if isinstance(a, np.dtype)) else None


def emit(op: str, builder: Any, *values: Any) -> Any:
    """Write an operation on LLVM values of the types of its `signature` and return its result.

    A number is an `ir.Constant`; an exponent that is one is not computed with if it is small.
    """
    return FUNCTIONS[op.removeprefix("np.")].formula(*(Lane(builder, value) for value in values)).value


def castable(source: DType, target: DType) -> bool:
    """Return whether `cast` can be written: not from float to integer, where NumPy warns of what does not fit."""
    known = (source in TYPES or source in UNSIGNED) and target in TYPES
    return known and not (source.kind == "f" and target.kind == "i")


def cast(builder: Any, value: Any, source: DType, target: DType) -> Any:
    """Write the change of a value to another dtype as NumPy's `astype` does it."""
    kind = TYPES[target]
    if source == target:
        return value
    if target == BOOL:
        zero = ir.Constant(value.type, 0)
        return (
            builder.fcmp_unordered("!=", value, zero) if source.kind == "f" else builder.icmp_signed("!=", value, zero)
        )
    if source.kind == "f":
        return (builder.fpext if target.itemsize > source.itemsize else builder.fptrunc)(value, kind)
    positive = source.kind in "bu"
    if target.kind == "f":
        return (builder.uitofp if positive else builder.sitofp)(value, kind)
    if source != BOOL and target.itemsize <= source.itemsize:
        return builder.trunc(value, kind) if target.itemsize < source.itemsize else value
    return (builder.zext if positive else builder.sext)(value, kind)
