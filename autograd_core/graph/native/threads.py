"""Threads: the workers that compute parts of a kernel or a product, and how they are called.

A worker waits for the address of a function and of its table, and never for Python's lock: what it does is machine code
all along. After some work it looks out for more for a moment, since a step of training calls one kernel after another;
then it sleeps until it is woken. There are as many as are ever asked for, made at first use, and they end with the
process. If they are at work for another thread, the caller computes all parts itself.

    >>> available_processors() > 0
    True

Not here: what is split, and whether that pays (`kernels`, `products`); the machine code of workers (`serving`).
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Callable, Sequence
from functools import partial
from threading import Lock, Thread
from typing import Any, NamedTuple

from autograd_core.graph.native.serving import ACQUIRE, LOCK, RELEASE, WORDS, lock, service

__all__ = ["MOST", "Step", "available_processors", "together"]

MOST = 64
"""The greatest number of parts."""

LONGEST = 10.0
"""Seconds that a fork waits for the crew at most, for who forks in the handler of a signal may have it himself."""

LINE = 64
"""Bytes that two processors cannot write to at the same time without waiting for each other."""


def available_processors() -> int:
    """Return how many threads may compute: `AUTOGRAD_CORE_THREADS`, else the processors that this process may use."""
    asked = os.environ.get("AUTOGRAD_CORE_THREADS", "")
    if asked.isdecimal() and int(asked):
        return min(int(asked), MOST)
    found = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return min(found or 1, MOST)


class Crew:
    """The workers, and who has them."""

    def __init__(self) -> None:
        self.in_use, self.gate = Lock(), Lock()
        self.held = False
        self.workers: list[Any] = []
        self.places = (ctypes.c_void_p * MOST)()

    def is_busy(self) -> bool:
        """Whether another thread has the crew; a fork is waited for."""
        if self.in_use.locked() and not self.gate.locked():
            return True
        if self.gate.locked():
            with self.gate:
                pass
        return False

    def grow(self, count: int) -> bool:
        """Have so many workers; tell whether the system gives them."""
        try:
            while len(self.workers) < count:
                worker = _started()
                self.places[len(self.workers)] = ctypes.addressof(worker)
                self.workers.append(worker)
        except RuntimeError:  # there are too many threads, or the process ends
            return False
        return True


def _started() -> Any:
    """Start a worker, and return its memory."""
    memory = (ctypes.c_int64 * (WORDS + LINE // 8))()
    worker = (ctypes.c_int64 * WORDS).from_buffer(memory, -ctypes.addressof(memory) % LINE)
    worker[LOCK], worker[ACQUIRE], worker[RELEASE] = lock()
    # They are never let go of, for the thread looks into them until the very end of the process.
    ctypes.pythonapi.Py_IncRef(ctypes.py_object((worker, service())))
    place = (ctypes.addressof(worker),)
    Thread(target=service().serve, args=place, name="autograd-core kernel", daemon=True).start()
    return worker


_crew = Crew()


def _hold() -> None:
    """Have the crew, and let nobody else have it, while this process is copied: OpenBLAS may be at work."""
    _crew.gate.acquire()
    _crew.held = _crew.in_use.acquire(timeout=LONGEST)


def _let_go() -> None:
    if _crew.held:
        _crew.in_use.release()
    _crew.gate.release()


def _forget() -> None:
    """Start anew in a child process, which has none of the threads of its parent."""
    global _crew  # noqa: PLW0603  # the lock is held, maybe by a thread that is not here
    _crew = Crew()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(before=_hold, after_in_parent=_let_go, after_in_child=_forget)


class Step(NamedTuple):
    """A function of machine code, and the addresses of the tables that it is called with: one for each part."""

    address: int
    tables: tuple[int, ...]


def together(
    steps: Sequence[Step], get: int | None = None, set_: int | None = None, *, keeps_lock: bool = False
) -> Callable[[], int]:
    """Return what makes steps one after the other, and the parts of each at the same time if the workers are free.

    It gives what the first function did that gave something else than 0, after which nothing is done.

    get, set_   the functions of a library that tell and say how many threads it uses by itself: one for the time
    keeps_lock  whether Python's lock is kept, where no step has parts
    """
    most = max(len(step.tables) for step in steps) - 1
    tables = [(ctypes.c_int64 * len(step.tables))(*step.tables) for step in steps]
    words = [(s.address, ctypes.addressof(at), len(s.tables)) for s, at in zip(steps, tables, strict=True)]
    listed = (ctypes.c_int64 * (3 * len(steps)))(*[word for three in words for word in three])
    length = len(steps)
    if not most:
        return _without_workers(steps, listed, keeps_lock, tables)
    follow = service().follow
    calls = [(ctypes.CFUNCTYPE(ctypes.c_int32, ctypes.c_void_p)(step.address), step.tables) for step in steps]

    def call(_keep: Any = tables) -> int:
        crew = _crew
        if crew.is_busy():
            return _one_by_one(calls)
        with crew.in_use:  # no `acquire`: Ctrl-C between that and `try` would leave it closed for ever
            if len(crew.workers) < most and not crew.grow(most):
                return _one_by_one(calls)
            found: int = follow(listed, length, crew.places, get, set_)
            return found

    return call


def _without_workers(steps: Sequence[Step], listed: Any, keeps_lock: bool, tables: Any) -> Callable[[], int]:
    """Return what makes steps that have no parts."""
    kind = ctypes.PYFUNCTYPE if keeps_lock else ctypes.CFUNCTYPE
    if len(steps) == 1:
        ((address, (table,)),) = steps
        return partial(kind(ctypes.c_int32, ctypes.c_void_p)(address), table)
    given = (ctypes.c_void_p, ctypes.c_int64, *[ctypes.c_void_p] * 3)
    follow = kind(ctypes.c_int32, *given)(service().address)
    made = partial(follow, ctypes.addressof(listed), len(steps), None, None, None)
    made.keep = listed, tables  # type: ignore[attr-defined]  # the memory behind the addresses
    return made


def _one_by_one(calls: Sequence[tuple[Callable[[int], int], Sequence[int]]]) -> int:
    for call, places in calls:
        result = 0
        for place in places:
            result |= call(place)
        if result:
            return result
    return 0
