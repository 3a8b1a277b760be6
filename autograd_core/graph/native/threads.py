"""Threads: work that waits for the parts of a kernel.

A worker is a thread that sleeps until it is given an address to call, which it does without Python's lock. There are as
many as are ever asked for, made at first use, and they end with the process. If they are at work for another
thread, the caller computes all parts itself.

    >>> run_parts(lambda address: address & 2, (1, 2, 3))
    2

Not here: what is split, and whether that pays (`kernels`).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from threading import Lock, Thread

__all__ = ["available_processors", "run_parts"]

Call = Callable[[int], int]


def available_processors() -> int:
    """Return how many threads may compute: `AUTOGRAD_CORE_THREADS`, else the processors that this process may use."""
    asked = os.environ.get("AUTOGRAD_CORE_THREADS", "")
    if asked.isdecimal() and int(asked):
        return int(asked)
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Worker:
    """A thread that waits for calls."""

    def __init__(self) -> None:
        self._work, self._finished = Lock(), Lock()
        self._work.acquire()
        self._finished.acquire()
        self._given = self._done = 0
        self._call: Call = abs
        self._address = self.result = 0
        Thread(target=self._run, name="autograd-core kernel", daemon=True).start()

    def _run(self) -> None:
        while True:
            self._work.acquire()
            given = self._given
            try:
                self.result = self._call(self._address)
            finally:
                self._done = given
                if self._finished.locked():
                    self._finished.release()

    def give(self, call: Call, address: int) -> None:
        """Let it call."""
        self._call, self._address = call, address
        self._given += 1
        self._work.release()

    def wait(self) -> None:
        """Wait until the call has returned, even if an interrupt comes meanwhile."""
        try:
            self._wait()
        except BaseException:
            self._wait()
            raise

    def _wait(self) -> None:
        while self._done != self._given:
            self._finished.acquire()


_workers: list[Worker] = []
_in_use = Lock()


def _forget() -> None:
    """Start anew in a child process, which has none of the threads of its parent."""
    global _in_use  # noqa: PLW0603  # the lock may be held by a thread that is not here
    _workers.clear()
    _in_use = Lock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)


def run_parts(call: Call, addresses: Sequence[int]) -> int:
    """Call a function once for each address, at the same time if the workers are free; return all its bits set."""
    in_use = _in_use
    result = 0
    if not in_use.acquire(blocking=False):
        for address in addresses:
            result |= call(address)
        return result
    busy: list[Worker] = []
    try:
        while len(_workers) < len(addresses) - 1:
            _workers.append(Worker())
        for worker, address in zip(_workers, addresses[1:], strict=False):
            busy.append(worker)
            worker.give(call, address)
        result = call(addresses[0])
    finally:
        for worker in busy:
            worker.wait()
        in_use.release()
    for worker in busy:
        result |= worker.result
    return result
