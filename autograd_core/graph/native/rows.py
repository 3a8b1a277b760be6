"""Rows: some rows of an array copied into another array, by all threads.

A batch of shuffled samples comes from all over memory; most of the time one core waits for it.

    >>> import numpy as np
    >>> from autograd_core.graph import native
    >>> source, room = np.arange(60000.0).reshape(600, 100), np.empty((128, 100))
    >>> take = native.taker(source, room)  # this module's, where it pays
    >>> bool(np.array_equal(take(np.arange(599, 539, -1)), source[:539:-1]))
    True

Not here: which rows (`nn.batches`).
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

from autograd_core.graph.native.machine import Library, addresses, this_host
from autograd_core.graph.native.tables import address_of
from autograd_core.graph.native.threads import Step, available_processors, together

__all__ = ["taker"]

SMALL = 1 << 16
"""Bytes of a part that one thread copies as fast alone."""

CODE = """
target triple = "{triple}"

declare void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)

define i32 @take(ptr %table) {{
entry:
{loads}
  %is_none = icmp eq i64 %first, %last
  br i1 %is_none, label %done, label %row
row:
  %k = phi i64 [%first, %entry], [%k1, %row]
  %k1 = add i64 %k, 1
  %number_at = getelementptr i64, ptr %numbers, i64 %k
  %number = load i64, ptr %number_at
  %from_offset = mul i64 %number, %width
  %from = getelementptr i8, ptr %source, i64 %from_offset
  %to_offset = mul i64 %k, %width
  %to = getelementptr i8, ptr %result, i64 %to_offset
  call void @llvm.memcpy.p0.p0.i64(ptr %to, ptr %from, i64 %width, i1 false)
  %more = icmp ult i64 %k1, %last
  br i1 %more, label %row, label %done
done:
  ret i32 0
}}
"""

WORDS = {"result": "ptr", "source": "ptr", "numbers": "ptr", "width": "i64", "first": "i64", "last": "i64"}
NUMBERS, FIRST, LAST = 2, 4, 5
"""Where these stand in the table of a part."""


@cache
def _code() -> tuple[int, Library]:
    """Return the address of the machine code."""
    loads = []
    for k, (name, kind) in enumerate(WORDS.items()):
        loads += [f"  %{name}_at = getelementptr i64, ptr %table, i64 {k}", f"  %{name} = load {kind}, ptr %{name}_at"]
    text = CODE.format(triple=this_host().triple, loads="\n".join(loads))
    library = addresses(lambda: text, ["take"])
    return library.addresses["take"], library


def taker(source: Any, room: Any) -> Callable[[Any], Any] | None:
    """Return a function that copies rows of `source`, by their numbers, into `room`, and returns that part of it.

    None where several threads gain nothing. The numbers are int64, and none is negative or too large: that is not
    checked.
    """
    width = source[:1].nbytes
    count = min(available_processors(), room.nbytes // SMALL)
    alike = source.dtype == room.dtype and source.shape[1:] == room.shape[1:]
    if count < 2 or not (alike and source.flags.c_contiguous and source.flags.aligned and room.flags.carray):
        return None
    address, library = _code()
    tables = [(ctypes.c_int64 * len(WORDS))(address_of(room), address_of(source), 0, width) for _ in range(count)]
    copy = together([Step(address, tuple(map(ctypes.addressof, tables)))])

    def take(chosen: Any, _keep: Any = library) -> Any:
        numbers = np.ascontiguousarray(chosen, np.int64)
        length = len(numbers)
        if not length:
            return room[:0]
        place = address_of(numbers)
        for k, table in enumerate(tables):
            table[NUMBERS], table[FIRST], table[LAST] = place, length * k // count, length * (k + 1) // count
        copy()
        return room if length == len(room) else room[:length]

    return take
