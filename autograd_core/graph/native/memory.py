"""Memory: vectors and numbers read from arrays and written to them.

Elements that stand side by side are one load, under a mask where a row ends inside the vector; those that stand apart
are read one by one; one element for the whole loop is repeated. What a mask leaves out is 1, by which anything may be
divided.

Not here: where a value stands (`loops`).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from llvmlite import ir

from autograd_core.graph.native.vectors import I1, I8, I32, I64, intrinsic, memory_type, splat, suffix, wide

__all__ = ["at", "mask_of", "read", "store"]

DType = np.dtype[Any]


def at(builder: Any, pointer: Any, offset: Any) -> Any:
    """Return the address some bytes further on."""
    if isinstance(offset, int):
        if not offset:
            return pointer
        offset = ir.Constant(I64, offset)
    return builder.gep(pointer, [offset], source_etype=I8)


def mask_of(lanes: int, valid: int) -> Any:
    """Return the mask of the first lanes."""
    return ir.Constant(ir.VectorType(I1, lanes), [lane < valid for lane in range(lanes)])


def read(builder: Any, pointer: Any, dtype: DType, lanes: int = 1, valid: int = 1, step: int = 0) -> Any:
    """Write the reading of `valid` elements, `step` bytes apart, into a vector of `lanes`."""
    kind = memory_type(dtype)
    if lanes == 1 or step == 0:
        found = builder.load(pointer, align=dtype.itemsize, typ=kind)
        return splat(builder, _truth(builder, found, dtype), lanes)
    if step != dtype.itemsize:
        return _truth(builder, _gathered(builder, pointer, dtype, lanes, valid, step), dtype)
    vector = ir.VectorType(kind, lanes)
    if valid == lanes:
        return _truth(builder, builder.load(pointer, align=dtype.itemsize, typ=vector), dtype)
    name = f"llvm.masked.load.{suffix(vector)}.p0"
    function = intrinsic(builder.module, name, vector, [pointer.type, I32, ir.VectorType(I1, lanes), vector])
    ones = ir.Constant(vector, [1] * lanes)
    align = ir.Constant(I32, dtype.itemsize)
    return _truth(builder, builder.call(function, [pointer, align, mask_of(lanes, valid), ones]), dtype)


def store(builder: Any, value: Any, pointer: Any, dtype: DType, lanes: int = 1, valid: int = 1, step: int = 0) -> None:
    """Write the writing of the first `valid` lanes to memory, `step` bytes apart."""
    if dtype == np.bool_:
        value = builder.zext(value, wide(I8, lanes))
    if lanes == 1:
        builder.store(value, pointer, align=dtype.itemsize)
    elif step != dtype.itemsize:
        for lane in range(valid):
            number = builder.extract_element(value, ir.Constant(I32, lane))
            builder.store(number, at(builder, pointer, lane * step), align=dtype.itemsize)
    elif valid == lanes:
        builder.store(value, pointer, align=dtype.itemsize)
    else:
        name = f"llvm.masked.store.{suffix(value.type)}.p0"
        kinds = [value.type, pointer.type, I32, ir.VectorType(I1, lanes)]
        function = intrinsic(builder.module, name, ir.VoidType(), kinds)
        builder.call(function, [value, pointer, ir.Constant(I32, dtype.itemsize), mask_of(lanes, valid)])


def _truth(builder: Any, value: Any, dtype: DType) -> Any:
    """Return a byte as the truth value that it stands for."""
    if dtype != np.bool_:
        return value
    zero = ir.Constant(value.type, [0] * value.type.count if isinstance(value.type, ir.VectorType) else 0)
    return builder.icmp_unsigned("!=", value, zero)


def _gathered(builder: Any, pointer: Any, dtype: DType, lanes: int, valid: int, step: int) -> Any:
    kind = memory_type(dtype)
    vector = ir.Constant(ir.VectorType(kind, lanes), [1] * lanes)
    for lane in range(valid):
        number = builder.load(at(builder, pointer, lane * step), align=dtype.itemsize, typ=kind)
        vector = builder.insert_element(vector, number, ir.Constant(I32, lane))
    return vector
