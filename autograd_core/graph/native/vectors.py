"""Vectors: the formulas for one element, written for several elements at once.

The formulas of `functions` are given a builder and values of one element each. `Wide` is such a builder, too, but for
every instruction it writes the one that does the same to a whole vector of the machine. So a kernel holds vector code
from the start, which is short and quickly compiled, and the last elements of a row are computed under a mask.

    >>> from llvmlite import ir
    >>> pair = ir.VectorType(ir.FloatType(), 2)
    >>> function = ir.Function(ir.Module(), ir.FunctionType(pair, [pair]), "f")
    >>> builder = ir.IRBuilder(function.append_basic_block())
    >>> print(write("square", builder, 2, [function.args[0]]))
    %".4" = fmul <2 x float> %".1", %".1"

Not here: which loops there are around this (`codegen`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
from llvmlite import ir

from autograd_core.graph.native.functions import TYPES, UNSIGNED, emit
from autograd_core.graph.native.functions import cast as cast_element

__all__ = [
    "I1",
    "I8",
    "I32",
    "I64",
    "constant",
    "convert",
    "folded",
    "intrinsic",
    "iterate",
    "memory_type",
    "splat",
    "suffix",
]
__all__ += ["wide", "write"]

DType = np.dtype[Any]
I1, I8, I32, I64 = ir.IntType(1), ir.IntType(8), ir.IntType(32), ir.IntType(64)


class Element:
    """One element, as a formula sees it, of a vector."""

    __slots__ = ("type", "vector")

    def __init__(self, vector: Any) -> None:
        self.vector, self.type = vector, vector.type.element


class Wide:
    """A builder that takes elements and writes vectors of `count`."""

    def __init__(self, builder: Any, count: int) -> None:
        self._builder, self._count = builder, count
        self.module = self

    def _widened(self, item: Any) -> Any:
        if isinstance(item, Element):
            return item.vector
        if isinstance(item, ir.Constant):
            return ir.Constant(ir.VectorType(item.type, self._count), [item.constant] * self._count)
        return ir.VectorType(item, self._count) if isinstance(item, ir.Type) else item

    def __getattr__(self, name: str) -> Callable[..., Element]:
        method = getattr(self._builder, name)

        def instruction(*items: Any) -> Element:
            return Element(method(*map(self._widened, items)))

        return instruction

    def declare_intrinsic(self, name: str, kinds: Sequence[Any], signature: Any) -> Any:
        """Return LLVM's function of this name for vectors."""
        kind = ir.VectorType(kinds[0], self._count)
        return intrinsic(self._builder.module, f"{name}.{suffix(kind)}", kind, [kind] * len(signature.args))

    def call(self, function: Any, items: Sequence[Any]) -> Element:
        """Write a call of what `declare_intrinsic` returned."""
        return Element(self._builder.call(function, [self._widened(item) for item in items]))


def suffix(kind: Any) -> str:
    """Return the name of a vector type in the names of LLVM's functions, such as "v16f32"."""
    element = kind.element
    name = {"float": "f32", "double": "f64"}.get(str(element), str(element))
    return f"v{kind.count}{name}"


def intrinsic(module: Any, name: str, result: Any, operands: Sequence[Any]) -> Any:
    """Return a function of LLVM's, declared once."""
    return module.globals.get(name) or ir.Function(module, ir.FunctionType(result, operands), name)


def wide(kind: Any, count: int) -> Any:
    """Return the type of `count` elements; one alone is no vector."""
    return ir.VectorType(kind, count) if count > 1 else kind


def write(op: str, builder: Any, count: int, values: Sequence[Any]) -> Any:
    """Write an operation on vectors of `count`, or on numbers if that is 1; a constant may always be a number."""
    if count == 1:
        return emit(op, builder, *values)
    elements = [Element(value) if isinstance(value.type, ir.VectorType) else value for value in values]
    result = emit(op, Wide(builder, count), *elements)
    return splat(builder, result, count) if isinstance(result, ir.Constant) else result.vector


def convert(builder: Any, value: Any, source: DType, target: DType, count: int) -> Any:
    """Write the change of vectors or numbers to another dtype."""
    if source == target:
        return value
    if source == np.bool_ and target.kind == "f":  # a choice takes a third of the time of a conversion
        one, zero = (splat(builder, constant(number, target), count) for number in (1, 0))
        return builder.select(value, one, zero)
    if count == 1:
        return cast_element(builder, value, source, target)
    return cast_element(Wide(builder, count), Element(value), source, target).vector


def constant(number: Any, dtype: DType) -> Any:
    """Return a number as a constant of a dtype; one that is too large becomes infinite, as in NumPy."""
    with np.errstate(over="ignore"):
        value = dtype.type(number).item()
    return ir.Constant(TYPES[dtype], int(value) if dtype == np.bool_ else value)


def splat(builder: Any, value: Any, count: int) -> Any:
    """Return a vector of one number."""
    if count == 1:
        return value
    kind = ir.VectorType(value.type, count)
    if isinstance(value, ir.Constant):
        return ir.Constant(kind, [value.constant] * count)
    one = builder.insert_element(ir.Constant(kind, ir.Undefined), value, ir.Constant(I32, 0))
    zeros = ir.Constant(ir.VectorType(I32, count), [0] * count)
    return builder.shuffle_vector(one, ir.Constant(kind, ir.Undefined), zeros)


def folded(op: str, builder: Any, vector: Any, count: int) -> Any:
    """Return one number out of all in a vector: halves are combined until one is left."""
    while count > 1:
        count //= 2
        nothing = ir.Constant(vector.type, ir.Undefined)
        kind = ir.VectorType(I32, count)
        halves = [
            builder.shuffle_vector(vector, nothing, ir.Constant(kind, list(range(first, first + count))))
            for first in (0, count)
        ]
        if count == 1:
            halves = [builder.extract_element(half, ir.Constant(I32, 0)) for half in halves]
        vector = write(op, builder, count, halves)
    return vector


def memory_type(dtype: DType) -> Any:
    """Return the type of an element in memory, where a truth value is a byte."""
    return I8 if dtype == np.bool_ else TYPES.get(dtype) or UNSIGNED[dtype]


@contextmanager
def iterate(builder: Any, start: Any, stop: Any, step: int = 1) -> Iterator[Any]:
    """Write a loop around what is written inside, which runs at least once; of a single turn there is no loop."""
    if isinstance(start, ir.Constant):
        start = start.constant
    if isinstance(start, int) and isinstance(stop, int) and stop - start <= step:
        yield ir.Constant(I64, start)
        return
    start, stop = (ir.Constant(I64, end) if isinstance(end, int) else end for end in (start, stop))
    before, body = builder.block, builder.append_basic_block()
    builder.branch(body)
    builder.position_at_end(body)
    index = builder.phi(I64)
    index.add_incoming(start, before)
    yield index
    following = builder.add(index, ir.Constant(I64, step))
    index.add_incoming(following, builder.block)
    after = builder.append_basic_block()
    builder.cbranch(builder.icmp_signed("<", following, stop), body, after)
    builder.position_at_end(after)
