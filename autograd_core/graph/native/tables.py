"""Tables: machine code as functions of arrays.

Machine code finds the addresses of its arrays in tables. The function looks at an array again only when another one
stands in its place. It does not keep the arrays alive. It is not to be called by two threads at once, for the tables
are its own.

Not here: what the code does (`kernels`).
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator, Sequence
from math import prod
from typing import Any, NamedTuple
from weakref import ref

import numpy as np

from autograd_core.errors import ShapeError, explain
from autograd_core.graph.structure import Spec

__all__ = ["Kernel", "Operand", "Piece", "address_of", "function_of", "room"]

Kernel = Callable[..., None]

MOST = 4
"""Arrays in one place that are known again; in place of a Variable there are two, which take turns."""


class Piece(NamedTuple):
    """Machine code: its address, the values in its tables, the table of each part, and what must live as long."""

    address: int
    values: tuple[int, ...]
    parts: tuple[Any, ...]
    keep: Any

    @classmethod
    def of(cls, address: int, values: Sequence[int], more: Sequence[Sequence[int]], keep: Any) -> Piece:
        """Return the piece with the tables that hold, behind the addresses of the values, these words for each part."""
        size = len(values)
        parts = [(ctypes.c_int64 * (size + len(words)))(*[0] * size, *words) for words in more]
        return cls(address, tuple(values), tuple(parts), keep)

    def places(self) -> Iterator[tuple[int, tuple[Any, int]]]:
        """Yield each value with where its address belongs: a table, and the place in it."""
        for k, value in enumerate(self.values):
            for table in self.parts:
                yield value, (table, k)


class Operand(NamedTuple):
    """An array that a function is given: its spec, its strides if they are not those of C order, where it is put."""

    spec: Spec
    strides: tuple[int, ...] | None
    places: tuple[tuple[Any, int], ...]


def function_of(operands: Sequence[Operand], outputs: int, start: Callable[[], int], keep: Any) -> Kernel:
    """Return the function of arrays, of which the first ones are written; `start` calls the machine code."""
    binding = _Binding(operands, outputs, keep)
    space: dict[str, Any] = {"start": start, "bind": binding.bind, "pending": binding.pending, "finish": binding.finish}
    space |= {"missing": binding.missing, "nothing": _nothing}
    exec(_source(len(operands)), space)  # noqa: S102  # a function with as many arguments as there are arrays
    made: Kernel = space["kernel"]
    return made


class _Binding:
    """The places of arrays, and the copies that stand in for those that are not in order."""

    def __init__(self, operands: Sequence[Operand], outputs: int, keep: Any) -> None:
        self.operands, self.outputs, self._keep = operands, outputs, keep
        self.known: dict[tuple[int, int], tuple[Any, int]] = {}
        self.copies: dict[int, Any] = {}
        self.pending: list[tuple[Any, Any]] = []

    def bind(self, k: int, array: Any) -> Callable[[], Any]:
        """Put an array into the tables; return what gives it again as long as it need not be put there again."""
        held, address = self.known.get((k, id(array))) or (_nothing, 0)
        if held() is not array:
            held, address = self._found(k, array)
        for table, place in self.operands[k].places:
            table[place] = address
        return held

    def _found(self, k: int, array: Any) -> tuple[Callable[[], Any], int]:
        if type(array) is not np.ndarray or not self._is_regular(k, array):
            return _nothing, address_of(self._copied(k, array))
        if len(self.known) >= MOST * len(self.operands):
            self.known.clear()
        self.known[k, id(array)] = found = ref(array), address_of(array)
        return found

    def _is_regular(self, k: int, array: Any) -> bool:
        (shape, dtype), strides, _ = self.operands[k]
        if array.shape != shape or array.dtype != dtype:
            return False
        flags = array.flags
        if k < self.outputs:
            return bool(flags.carray)
        return bool(flags.aligned and (flags.c_contiguous if strides is None else array.strides == strides))

    def _copied(self, k: int, array: Any) -> Any:
        """Return an array in order in the place of one that is not; an output is copied back afterwards."""
        spec = self.operands[k].spec
        if np.shape(array) != spec.shape:
            self.pending.clear()
            remedy = "call a kernel with arrays of the shapes that it was built for"
            raise ShapeError(explain("a kernel is for one shape", f"{np.shape(array)} instead of {spec.shape}", remedy))
        copy = self.copies[k] = np.empty(spec.shape, spec.dtype)
        if k < self.outputs:
            self.pending.append((array, copy))
        else:
            np.copyto(copy, array, casting="same_kind")
        return copy

    def finish(self) -> None:
        """Copy outputs to the arrays that were given for them."""
        for array, copy in self.pending:
            np.copyto(array, copy)
        self.pending.clear()

    def missing(self) -> None:
        """Say that a NaN was found; outputs are not copied."""
        self.pending.clear()
        raise FloatingPointError("a value in a kernel holds a NaN, whose gradient takes more care")


def address_of(array: Any) -> int:
    """Return where the first element of an array stands."""
    if array.flags.carray:  # a third of the time of the general way
        return ctypes.addressof(ctypes.c_char.from_buffer(array))
    address: int = array.__array_interface__["data"][0]
    return address


def room(spec: Spec) -> Any:
    """Return an array that begins at a multiple of 64 bytes, where processors read and write fastest."""
    memory = np.empty(prod(spec.shape) * spec.dtype.itemsize + 64, np.uint8)
    start = -address_of(memory) % 64
    return memory[start : start + spec.nbytes].view(spec.dtype).reshape(spec.shape)


def _nothing() -> None:
    """Stand for an array that must be looked at again."""


def _source(count: int) -> str:
    """Return the text of a function of so many arrays.

    It is written out, for a loop over the arrays would take longer than most work.
    """
    given, held = [f"given{k}" for k in range(count)], [f"held{k}" for k in range(count)]
    lines = [f"{name} = nothing" for name in held]
    lines += [f"def kernel({', '.join(given)}, /):", f"    global {', '.join(held)}"]
    for k, (new, old) in enumerate(zip(given, held, strict=True)):
        lines += [f"    if {old}() is not {new}:", f"        {old} = bind({k}, {new})"]
    return "\n".join([*lines, "    if start():", "        missing()", "    if pending:", "        finish()", ""])
