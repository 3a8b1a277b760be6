"""Machine code that counts how often it is called: what tests give to workers as work."""

import ctypes
from functools import cache

from autograd_core.graph.native.machine import addresses, this_host

CODE = """
define i32 @count(ptr %table) {
entry:
  %calls_at = getelementptr i64, ptr %table, i64 1
  %turns_at = getelementptr i64, ptr %table, i64 2
  %result = load i64, ptr %table
  %calls = load i64, ptr %calls_at
  %turns = load i64, ptr %turns_at
  br label %turn
turn:
  %t = phi i64 [0, %entry], [%t1, %turn]
  %t1 = add i64 %t, 1
  store volatile i64 %t1, ptr %turns_at
  %more = icmp ult i64 %t1, %turns
  br i1 %more, label %turn, label %done
done:
  %calls1 = add i64 %calls, 1
  store i64 %calls1, ptr %calls_at
  %small = trunc i64 %result to i32
  ret i32 %small
}
"""


@cache
def counter():
    """Return the machine code, with its address."""
    return addresses(lambda: f'target triple = "{this_host().triple}"\n{CODE}', ["count"])


class Table:
    """What one part counts in: the result it gives, how often it was called, and how long it takes, in turns."""

    def __init__(self, result=0, turns=1):
        self.memory = (ctypes.c_int64 * 16)(result, 0, turns)

    @property
    def address(self):
        """Where it is."""
        return ctypes.addressof(self.memory)

    @property
    def calls(self):
        """How often the part was called."""
        return self.memory[1]
