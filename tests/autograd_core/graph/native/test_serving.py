"""Workers find work, sleep and wake; a leader waits for nobody who has not begun."""

import ctypes
import threading
import time

import pytest

pytest.importorskip("llvmlite", reason="native kernels need llvmlite")
from autograd_core.graph.native.serving import ACQUIRE, LOCK, RELEASE, WORDS, lock, service
from tests.autograd_core.graph.native.counters import Table, counter

OFFERED, ASLEEP, DONE = 0, 8, 16


@pytest.fixture(autouse=True)
def no_disk(monkeypatch):
    """Keep the machine code of tests in memory."""
    monkeypatch.setenv("AUTOGRAD_CORE_CACHE", "")


def place():
    """Return the memory of a worker whom nobody has started."""
    memory = (ctypes.c_int64 * WORDS)()
    memory[LOCK], memory[ACQUIRE], memory[RELEASE] = lock()
    return memory


def started(memory):
    """Let a thread serve in a memory, which must last as long as the process."""
    ctypes.pythonapi.Py_IncRef(ctypes.py_object(memory))
    threading.Thread(target=service().serve, args=(ctypes.addressof(memory),), daemon=True).start()
    return memory


def follow(workers, *steps, get=None, set_=None):
    """Call a leader; each step is the tables of its parts."""
    places = (ctypes.c_void_p * max(1, len(workers)))(*map(ctypes.addressof, workers))
    tables = [(ctypes.c_int64 * len(step))(*[part.address for part in step]) for step in steps]
    address = counter().addresses["count"]
    words = [w for t in tables for w in (address, ctypes.addressof(t), len(t))]
    return service().follow((ctypes.c_int64 * len(words))(*words), len(steps), places, get, set_)


def until(condition):
    """Wait for something that must come."""
    last = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < last
        time.sleep(0.001)


def test_a_worker_falls_asleep_and_is_woken():
    worker = started(place())
    for _ in range(3):
        until(lambda: worker[ASLEEP])
        time.sleep(0.01)  # it is at its lock by now
        own, other = Table(turns=10_000_000), Table()
        assert follow([worker], [own, other]) == 0
        assert (own.calls, other.calls) == (1, 1)
        assert not worker[OFFERED]
        assert worker[DONE]


def test_a_worker_does_what_is_offered():
    worker, table = started(place()), Table()
    worker[1], worker[2] = counter().addresses["count"], table.address
    worker[OFFERED] = 1
    until(lambda: worker[ASLEEP] or worker[DONE])
    if not worker[DONE]:  # it fell asleep before it saw the offer, as it does not when a leader makes one
        worker[ASLEEP] = 0
        ctypes.CFUNCTYPE(None, ctypes.c_void_p)(worker[RELEASE])(worker[LOCK])
    until(lambda: worker[DONE])
    assert table.calls == 1


def test_what_nobody_begins_the_leader_does():
    workers, tables = [place() for _ in range(3)], [Table(), Table(2), Table(), Table(4)]
    for calls in (1, 2):
        assert follow(workers, tables) == 6
        assert [table.calls for table in tables] == [calls] * 4
        assert [(worker[OFFERED], worker[DONE]) for worker in workers] == [(0, 1)] * 3


@pytest.mark.parametrize("asleep", [0, 1])
def test_the_lock_is_opened_for_one_who_sleeps_alone(asleep):
    worker = place()
    worker[ASLEEP] = asleep
    follow([worker], [Table(), Table()])
    acquire = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int)(worker[ACQUIRE])
    assert acquire(worker[LOCK], 0) == asleep
    assert not worker[ASLEEP]


def test_steps_follow_until_one_gives_something():
    steps = [[Table()], [Table(), Table()], [Table(), Table(5)], [Table(7)]]
    assert follow([place()], *steps) == 5
    assert [[part.calls for part in step] for step in steps] == [[1], [1, 1], [1, 1], [0]]


@pytest.mark.parametrize("result", [0, 3])
def test_a_library_uses_one_thread_for_the_time(result):
    said = []
    get = ctypes.CFUNCTYPE(ctypes.c_int)(lambda: 12)
    set_ = ctypes.CFUNCTYPE(None, ctypes.c_int)(said.append)
    get_at, set_at = (ctypes.cast(function, ctypes.c_void_p).value for function in (get, set_))
    assert follow([place()], [Table(result), Table()], [Table()], get=get_at, set_=set_at) == result
    assert said == [1, 12]


def test_locks_are_closed_and_each_its_own():
    (one, acquire, release), (other, *_) = lock(), lock()
    acquire = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int)(acquire)
    assert not acquire(one, 0)
    ctypes.CFUNCTYPE(None, ctypes.c_void_p)(release)(one)
    assert [acquire(one, 0), acquire(other, 0), acquire(one, 0)] == [1, 0, 0]
