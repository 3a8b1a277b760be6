"""All parts are computed once, whoever is free to compute them."""

import ctypes
import gc
import os
import threading
import time
import weakref

import numpy as np
import pytest

import autograd_core as ag

pytest.importorskip("llvmlite", reason="native kernels need llvmlite")
from autograd_core.graph.native import threads
from autograd_core.graph.native.blas import blas
from autograd_core.graph.native.threads import MOST, Step, available_processors, together
from tests.autograd_core.graph.native.counters import Table, counter


@pytest.fixture(autouse=True)
def no_disk(monkeypatch):
    """Keep the machine code of tests in memory."""
    monkeypatch.setenv("AUTOGRAD_CORE_CACHE", "")


def steps_of(*parts):
    """Return steps that count, and the tables that they count in."""
    tables = [[Table() for _ in range(count)] for count in parts]
    address = counter().addresses["count"]
    return [Step(address, tuple([table.address for table in step])) for step in tables], tables


def calls_of(tables):
    return [[table.calls for table in step] for step in tables]


# --------------------------------------------------------------------------------------------------------- processors


@pytest.mark.parametrize(
    ("asked", "found"), [("1", 1), ("3", 3), ("1000", MOST), ("0", 5), ("-2", 5), ("x", 5), ("", 5)]
)
def test_a_number_of_threads_may_be_asked_for(asked, found, monkeypatch):
    monkeypatch.setenv("AUTOGRAD_CORE_THREADS", asked)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(5)), raising=False)
    assert available_processors() == found


@pytest.mark.parametrize(("counted", "found"), [(7, 7), (None, 1), (500, MOST)])
def test_processors_are_counted_where_a_process_cannot_tell_its_own(counted, found, monkeypatch):
    monkeypatch.delenv("AUTOGRAD_CORE_THREADS", raising=False)
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: counted)
    assert available_processors() == found


# --------------------------------------------------------------------------------------------------------------- parts


@pytest.mark.parametrize("parts", [(1,), (2,), (3,), (9,), (MOST,), (1, 1), (1, 3), (3, 1, 2), (2, 9, 9, 1)])
def test_each_part_is_computed_once_in_each_call(parts):
    steps, tables = steps_of(*parts)
    call = together(steps)
    for calls in range(1, 300):
        assert call() == 0
        assert calls_of(tables) == [[calls] * count for count in parts]


def test_workers_that_sleep_are_woken():
    steps, tables = steps_of(3, 1, 2)
    call = together(steps)
    for calls in range(1, 40):
        time.sleep(0.002 * (calls % 5))
        assert call() == 0
        assert calls_of(tables) == [[calls] * 3, [calls], [calls] * 2]


@pytest.mark.parametrize("parts", [(1, 1, 1), (2, 3, 3)])
@pytest.mark.parametrize("place", [0, -1])
@pytest.mark.parametrize("is_held", [False, True])
def test_nothing_is_done_after_a_step_that_gives_something(parts, is_held, place):
    steps, tables = steps_of(*parts)
    tables[1][place].memory[0] = 6
    call = together(steps)
    if is_held:
        with threads._crew.in_use:
            assert call() == 6
    else:
        assert call() == 6
    assert calls_of(tables) == [[1] * parts[0], [1] * parts[1], [0] * parts[2]]


@pytest.mark.parametrize("keeps_lock", [False, True])
@pytest.mark.parametrize("parts", [(1,), (1, 1, 1)])
def test_one_thread_needs_no_workers(parts, keeps_lock, monkeypatch):
    monkeypatch.delattr(threads, "_crew")
    steps, tables = steps_of(*parts)
    call = together(steps, keeps_lock=keeps_lock)
    assert [call(), call()] == [0, 0]
    assert calls_of(tables) == [[2]] * len(parts)


def test_the_caller_does_it_all_while_another_has_the_workers():
    steps, tables = steps_of(4)
    call = together(steps)
    with threads._crew.in_use:
        assert call() == 0
    assert calls_of(tables) == [[1] * 4]
    assert not threads._crew.in_use.locked()


def test_the_caller_does_it_all_where_the_system_gives_no_threads(monkeypatch):
    def refused(**_):
        raise RuntimeError("can't start new thread")

    crew = threads.Crew()
    monkeypatch.setattr(threads, "_crew", crew)
    monkeypatch.setattr(threads, "Thread", refused)
    steps, tables = steps_of(4)
    assert together(steps)() == 0
    assert calls_of(tables) == [[1] * 4]
    assert not crew.in_use.locked()


@pytest.mark.parametrize("is_held", [False, True])
def test_a_library_uses_one_thread_while_the_workers_are_led(is_held):
    said = []
    get = ctypes.CFUNCTYPE(ctypes.c_int)(lambda: 12)
    set_ = ctypes.CFUNCTYPE(None, ctypes.c_int)(said.append)
    call = together(steps_of(2, 2)[0], *(ctypes.cast(function, ctypes.c_void_p).value for function in (get, set_)))
    if is_held:
        with threads._crew.in_use:
            call()
    else:
        call()
    assert said == ([] if is_held else [1, 12])


def test_the_memory_of_a_worker_stays():
    worker = threads._started()
    kept = weakref.ref(worker)
    del worker
    gc.collect()
    assert kept() is not None


def test_workers_are_made_when_they_are_needed_and_kept(monkeypatch):
    crew = threads.Crew()
    monkeypatch.setattr(threads, "_crew", crew)
    for parts, workers in [((1, 1), 0), ((3,), 2), ((2,), 2), ((2, 4), 3), ((3,), 3)]:
        together(steps_of(*parts)[0])()
        assert len(crew.workers) == workers


# ------------------------------------------------------------------------------------------------ compiled functions


def network(x, w):
    return np.tanh(x @ w) * 2.0 + np.tanh(w @ x)


def openblas_threads():
    return ctypes.CFUNCTYPE(ctypes.c_int)(blas().get)()


@pytest.fixture
def four_threads(monkeypatch):
    """Let kernels and products be cut, and OpenBLAS have threads of its own."""
    if blas() is None:
        pytest.skip("NumPy has another BLAS")
    monkeypatch.setenv("AUTOGRAD_CORE_THREADS", "4")
    set_ = ctypes.CFUNCTYPE(None, ctypes.c_int)(blas().set)
    before = openblas_threads()
    set_(3)
    yield
    set_(before)


def at_once(count, work):
    """Do some work in several Python threads; return what they found."""
    found = [None] * count

    def run(k):
        found[k] = work(k)

    workers = [threading.Thread(target=run, args=(k,)) for k in range(count)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return found


def test_compiled_functions_may_be_called_by_several_threads_at_once(four_threads):
    rng = np.random.default_rng(0)
    x, ws = rng.standard_normal((100, 100)), rng.standard_normal((5, 100, 100))
    shared = ag.compile(network)
    shared(x, ws[0])
    alone = [ag.compile(network) for _ in ws]

    def work(k):
        return [function(x, ws[k]) for _ in range(20) for function in (shared, alone[k])]

    for w, found in zip(ws, at_once(5, work), strict=True):
        np.testing.assert_allclose(found, np.broadcast_to(network(x, w), (40, 100, 100)), rtol=1e-9, atol=1e-12)
    assert openblas_threads() == 3
    assert not threads._crew.in_use.locked()


@pytest.mark.parametrize("is_held", [False, True])
def test_openblas_has_its_threads_again_after_a_call(is_held, four_threads):
    x = np.ones((160, 160))
    function = ag.compile(network)
    function(x, x)
    if is_held:
        with threads._crew.in_use:
            function(x, x)
    else:
        function(x, x)
    assert openblas_threads() == 3


def test_openblas_has_its_threads_again_after_a_nan(four_threads):
    w = ag.Variable(np.ones((160, 160)))

    def step(x):
        y = np.max(x @ w, axis=1)
        y.sum().backward()
        return w.grad

    function = ag.compile(step)
    x = np.ones((160, 160))
    for value in (1.0, np.nan, 1.0):
        x[3, 3] = value
        w.grad = None
        function(x)
        assert openblas_threads() == 3
        assert not threads._crew.in_use.locked()


# --------------------------------------------------------------------------------------------------------------- forks


def test_who_forks_while_he_has_the_workers_does_not_wait_for_ever(monkeypatch):
    crew = threads.Crew()
    monkeypatch.setattr(threads, "_crew", crew)
    monkeypatch.setattr(threads, "LONGEST", 0.01)
    with crew.in_use:
        threads._hold()
        threads._let_go()
        assert crew.in_use.locked()
    assert not crew.gate.locked()


def test_who_forks_is_first(monkeypatch):
    crew = threads.Crew()
    monkeypatch.setattr(threads, "_crew", crew)
    steps, tables = steps_of(2)
    caller = threading.Thread(target=together(steps))
    with crew.gate:
        caller.start()
        caller.join(0.1)
        assert calls_of(tables) == [[0, 0]]
    caller.join()
    assert calls_of(tables) == [[1, 1]]


def test_nobody_begins_while_the_process_is_copied(monkeypatch):
    monkeypatch.setattr(threads, "_crew", threads.Crew())
    steps, tables = steps_of(2)
    caller = threading.Thread(target=together(steps))
    threads._hold()
    caller.start()
    caller.join(0.1)
    assert calls_of(tables) == [[0, 0]]
    threads._let_go()
    caller.join()
    assert calls_of(tables) == [[1, 1]]
