"""Serving: the machine code of workers, which look for work, do it and sleep, and of the thread that leads them.

The leader puts a call before each worker, makes its own, takes back what nobody has begun, and waits for the rest. So a
worker that wakes late costs nothing: the leader has done its part by then. A worker that has looked in vain for long
enough says that it is asleep, looks once more, and waits at its lock, which the leader opens if it finds the worker
asleep. Both sides write before they look, in an order that all processors see alike; so no call is missed.

    >>> service().follow is not None
    True

Not here: who is a worker, and when (`threads`).
"""

from __future__ import annotations

import ctypes
import os
from functools import cache
from typing import Any, NamedTuple

from autograd_core.graph.native.machine import addresses, this_host

__all__ = ["ACQUIRE", "LOCK", "RELEASE", "WORDS", "Service", "lock", "service"]

WORDS = 32
"""Of 8 bytes, in the memory of a worker; what is offered, whether it sleeps and what is done in lines of their own."""

LOCK, ACQUIRE, RELEASE = 24, 25, 26
"""Where the lock is, and the functions that close and open it."""

LOOKS = 8000
"""For more work before a worker goes to sleep: less than half a millisecond, so that it is awake for the next step."""

PATIENCE = 512
"""Looks after which the leader offers its processor to others, for a late worker may need it."""

YIELD = "SwitchToThread" if os.name == "nt" else "sched_yield"
"""The function of the system that offers a processor."""

CODE = """
declare i32 @{offer}()
{declare_pause}

define void @serve(ptr %offered_at) {{
  %call_at = getelementptr i64, ptr %offered_at, i64 1
  %table_at = getelementptr i64, ptr %offered_at, i64 2
  %asleep_at = getelementptr i64, ptr %offered_at, i64 8
  %done_at = getelementptr i64, ptr %offered_at, i64 16
  %result_at = getelementptr i64, ptr %offered_at, i64 17
  %lock_at = getelementptr i64, ptr %offered_at, i64 24
  %acquire_at = getelementptr i64, ptr %offered_at, i64 25
  %lock = load ptr, ptr %lock_at
  %acquire = load ptr, ptr %acquire_at
  br label %look
look:
  %looks = phi i64 [0, %0], [%more, %wait], [0, %work], [0, %sleep], [0, %rise]
  %offered = load atomic i64, ptr %offered_at seq_cst, align 8
  %is_offered = icmp ne i64 %offered, 0
  br i1 %is_offered, label %take, label %wait
take:
  %taken = atomicrmw xchg ptr %offered_at, i64 0 seq_cst
  %is_taken = icmp ne i64 %taken, 0
  br i1 %is_taken, label %work, label %wait
work:
  %call = load ptr, ptr %call_at
  %table = load ptr, ptr %table_at
  %result = call i32 %call(ptr %table)
  store i32 %result, ptr %result_at
  store atomic i64 1, ptr %done_at seq_cst, align 8
  br label %look
wait:
  {pause}
  %more = add i64 %looks, 1
  %tired = icmp uge i64 %more, {looks}
  br i1 %tired, label %lie, label %look
lie:
  store atomic i64 1, ptr %asleep_at seq_cst, align 8
  %now = load atomic i64, ptr %offered_at seq_cst, align 8
  %quiet = icmp eq i64 %now, 0
  br i1 %quiet, label %sleep, label %rise
rise:
  %still = atomicrmw xchg ptr %asleep_at, i64 0 seq_cst
  %alone = icmp eq i64 %still, 1
  br i1 %alone, label %look, label %sleep
sleep:
  call i32 %acquire(ptr %lock, i32 1)
  br label %look
}}

define i32 @follow(ptr %steps, i64 %length, ptr %workers, ptr %get, ptr %set) {{
  %is_limited = icmp ne ptr %get, null
  br i1 %is_limited, label %limit, label %start
limit:
  %limited = call i32 %get()
  call void %set(i32 1)
  br label %start
start:
  %before = phi i32 [0, %0], [%limited, %limit]
  br label %step
step:
  %s = phi i64 [0, %start], [%s1, %next]
  %s1 = add i64 %s, 1
  %place = mul i64 %s, 3
  %call_at = getelementptr i64, ptr %steps, i64 %place
  %tables_at = getelementptr i64, ptr %call_at, i64 1
  %count_at = getelementptr i64, ptr %call_at, i64 2
  %call = load ptr, ptr %call_at
  %tables = load ptr, ptr %tables_at
  %count = load i64, ptr %count_at
  %is_shared = icmp ugt i64 %count, 1
  br i1 %is_shared, label %share, label %alone
share:
  %helpers = sub i64 %count, 1
  %of_all = call i32 @lead(ptr %workers, i64 %helpers, ptr %call, ptr %tables)
  br label %next
alone:
  %table = load ptr, ptr %tables
  %of_one = call i32 %call(ptr %table)
  br label %next
next:
  %found = phi i32 [%of_all, %share], [%of_one, %alone]
  %is_good = icmp eq i32 %found, 0
  %is_more = icmp ult i64 %s1, %length
  %goes_on = and i1 %is_good, %is_more
  br i1 %goes_on, label %step, label %finish
finish:
  br i1 %is_limited, label %free, label %end
free:
  call void %set(i32 %before)
  br label %end
end:
  ret i32 %found
}}

define internal i32 @lead(ptr %workers, i64 %count, ptr %call, ptr %tables) {{
  br label %give
give:
  %g = phi i64 [0, %0], [%g1, %given]
  %g_worker_at = getelementptr ptr, ptr %workers, i64 %g
  %g_worker = load ptr, ptr %g_worker_at
  %g1 = add i64 %g, 1
  %g_from = getelementptr ptr, ptr %tables, i64 %g1
  %g_table = load ptr, ptr %g_from
  %g_call_at = getelementptr i64, ptr %g_worker, i64 1
  %g_table_at = getelementptr i64, ptr %g_worker, i64 2
  %g_asleep_at = getelementptr i64, ptr %g_worker, i64 8
  %g_done_at = getelementptr i64, ptr %g_worker, i64 16
  store ptr %call, ptr %g_call_at
  store ptr %g_table, ptr %g_table_at
  store atomic i64 0, ptr %g_done_at seq_cst, align 8
  store atomic i64 1, ptr %g_worker seq_cst, align 8
  %asleep = atomicrmw xchg ptr %g_asleep_at, i64 0 seq_cst
  %wake = icmp eq i64 %asleep, 1
  br i1 %wake, label %waking, label %given
waking:
  %g_lock_at = getelementptr i64, ptr %g_worker, i64 24
  %g_lock = load ptr, ptr %g_lock_at
  %g_release_at = getelementptr i64, ptr %g_worker, i64 26
  %g_release = load ptr, ptr %g_release_at
  call void %g_release(ptr %g_lock)
  br label %given
given:
  %giving = icmp ult i64 %g1, %count
  br i1 %giving, label %give, label %own
own:
  %first = load ptr, ptr %tables
  %mine = call i32 %call(ptr %first)
  br label %back
back:
  %b = phi i64 [0, %own], [%b1, %backed]
  %b_sum = phi i32 [%mine, %own], [%b_all, %backed]
  %b_worker_at = getelementptr ptr, ptr %workers, i64 %b
  %b_worker = load ptr, ptr %b_worker_at
  %b1 = add i64 %b, 1
  %begun = atomicrmw xchg ptr %b_worker, i64 0 seq_cst
  %is_left = icmp ne i64 %begun, 0
  br i1 %is_left, label %instead, label %backed
instead:
  %b_from = getelementptr ptr, ptr %tables, i64 %b1
  %b_table = load ptr, ptr %b_from
  %b_result = call i32 %call(ptr %b_table)
  %b_result_at = getelementptr i64, ptr %b_worker, i64 17
  %b_done_at = getelementptr i64, ptr %b_worker, i64 16
  store i32 0, ptr %b_result_at
  store atomic i64 1, ptr %b_done_at seq_cst, align 8
  br label %backed
backed:
  %b_more = phi i32 [0, %back], [%b_result, %instead]
  %b_all = or i32 %b_sum, %b_more
  %backing = icmp ult i64 %b1, %count
  br i1 %backing, label %back, label %end_of_back
end_of_back:
  br label %await
await:
  %t = phi i64 [0, %end_of_back], [%t1, %done]
  %t_sum = phi i32 [%b_all, %end_of_back], [%t_all, %done]
  %t_worker_at = getelementptr ptr, ptr %workers, i64 %t
  %t_worker = load ptr, ptr %t_worker_at
  %t_done_at = getelementptr i64, ptr %t_worker, i64 16
  br label %watch
watch:
  %watches = phi i64 [0, %await], [%watches1, %watching], [0, %offering]
  %t_done = load atomic i64, ptr %t_done_at seq_cst, align 8
  %ready = icmp ne i64 %t_done, 0
  br i1 %ready, label %done, label %watching
watching:
  {pause}
  %watches1 = add i64 %watches, 1
  %patient = icmp ult i64 %watches1, {patience}
  br i1 %patient, label %watch, label %offering
offering:
  call i32 @{offer}()
  br label %watch
done:
  %t_result_at = getelementptr i64, ptr %t_worker, i64 17
  %t_result = load i32, ptr %t_result_at
  %t_all = or i32 %t_sum, %t_result
  %t1 = add i64 %t, 1
  %awaiting = icmp ult i64 %t1, %count
  br i1 %awaiting, label %await, label %end
end:
  ret i32 %t_all
}}
"""


class Service(NamedTuple):
    """The functions of machine code, and what must live as long as they are called.

    serve   what a worker does for ever, in its memory
    follow  what a leader calls: steps, their number, workers, and the functions that get and set how many threads a
            library uses by itself, which is to be one for the time. A step is three words: a function, its tables, and
            how many these are. It gives what the first function did that gave something else than 0.
    address of `follow`
    """

    serve: Any
    follow: Any
    address: int
    owner: Any


@cache
def service() -> Service:
    """Return the functions, compiled once."""
    triple = this_host().triple
    pause = "llvm.x86.sse2.pause" if triple.startswith(("x86_64", "i686", "amd64")) else ""
    text = f'target triple = "{triple}"\n' + CODE.format(
        offer=YIELD,
        declare_pause=f"declare void @{pause}()" if pause else "",
        pause=f"call void @{pause}()" if pause else "",
        looks=LOOKS,
        patience=PATIENCE,
    )
    library = addresses(lambda: text, ["serve", "follow"])
    place = ctypes.c_void_p
    serve = ctypes.CFUNCTYPE(None, place)(library.addresses["serve"])
    given = (place, ctypes.c_int64, *[place] * 3)
    follow = ctypes.CFUNCTYPE(ctypes.c_int32, *given)(library.addresses["follow"])
    return Service(serve, follow, library.addresses["follow"], library)


def lock() -> tuple[int, ...]:
    """Return a lock of Python's that is closed, and the functions that close and open it, as addresses.

    They work without Python's own lock, and on every system.
    """
    allocate, acquire, release = (
        ctypes.cast(getattr(ctypes.pythonapi, f"PyThread_{name}_lock"), ctypes.c_void_p).value or 0
        for name in ("allocate", "acquire", "release")
    )
    made = ctypes.PYFUNCTYPE(ctypes.c_void_p)(allocate)()
    ctypes.PYFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int)(acquire)(made, 1)
    return made, acquire, release
