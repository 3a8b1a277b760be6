"""Processes end, are interrupted and have children whatever their workers do."""

import os
import signal
import subprocess
import sys

import pytest

pytest.importorskip("llvmlite", reason="native kernels need llvmlite")

PREPARED = """
import ctypes, os, sys, threading, time, warnings
warnings.simplefilter("ignore")
import numpy as np, autograd_core as ag
from autograd_core.graph.native.blas import blas

def network(x):
    return np.tanh(x @ x) * 2.0 + x

x = np.full((200, 200), 0.001)
expected = network(x)  # not again: a fork during a product of NumPy's own may hang
function = ag.compile(network)
def check(run=function):
    np.testing.assert_allclose(run(x), expected, rtol=1e-9)
check()
"""

SLEEPING = "time.sleep(0.1)"
SHUTTING_DOWN = "import atexit; atexit.register(check)"
IN_A_THREAD = "thread = threading.Thread(target=check); thread.start(); thread.join()"
DAEMON = """
def work():
    while True:
        check()
threading.Thread(target=work, daemon=True).start()
time.sleep(0.05)
"""
INTERRUPTED = """
import signal
from autograd_core.graph.native import threads
def work():
    while True:
        function(x)
signal.signal(signal.SIGALRM, signal.default_int_handler)
x = x[:64, :64].copy()
function(x)
for k in range(1500):
    try:
        signal.setitimer(signal.ITIMER_REAL, 3e-4 + 1e-6 * (k % 300))
        work()
    except KeyboardInterrupt:
        assert not threads._crew.in_use.locked()
"""
POOL = """
import multiprocessing
with multiprocessing.get_context("fork").Pool(2) as pool:
    pool.map(lambda_free, range(4))
"""
FORKING = """
def child():
    number = os.fork()
    if number == 0:
        try:
            found = blas() and ctypes.CFUNCTYPE(ctypes.c_int)(blas().get)()
            assert found == (blas() and blas().threads), found
            check(ag.compile(network))  # another thread may be in `function`
            os._exit(0)
        finally:
            os._exit(1)
    assert os.waitpid(number, 0)[1] == 0
"""
WHILE_IT_COMPUTES = """
on = True
def work():
    while on:
        check()
thread = threading.Thread(target=work)
thread.start()
for _ in range(12):
    time.sleep(0.003)
    child()
on = False
thread.join()
"""
WHILE_IT_COMPILES = """
on = True
def work():
    k = 0
    while on:
        k += 1
        ag.compile(lambda x: x * float(k) + k)(x)
thread = threading.Thread(target=work)
thread.start()
for _ in range(8):
    time.sleep(0.003)
    child()
on = False
thread.join()
"""


def run_alone(*parts, count="4"):
    """Run a program in a process of its own, which must end by itself, and well."""
    environment = {**os.environ, "AUTOGRAD_CORE_CACHE": "", "AUTOGRAD_CORE_THREADS": count}
    program = [sys.executable, "-c", "\n".join([PREPARED, *parts])]
    done = subprocess.run(program, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("ending", ["", SLEEPING, SHUTTING_DOWN, IN_A_THREAD, DAEMON])
def test_a_process_ends_whatever_its_workers_do(ending):
    run_alone(ending)


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="there are no timers")
def test_the_workers_are_free_after_an_interrupt():
    run_alone(INTERRUPTED)


def test_there_are_no_workers_for_one_thread():
    run_alone("assert threading.active_count() == 1, threading.enumerate()", count="1")


needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork")


@needs_fork
@pytest.mark.parametrize("more", ["child()", f"{SLEEPING}; child(); check(); child()"])
def test_a_child_has_workers_of_its_own(more):
    run_alone(FORKING, more)


@needs_fork
@pytest.mark.parametrize("more", [WHILE_IT_COMPUTES, WHILE_IT_COMPILES])
def test_a_child_is_born_while_another_thread_is_at_work(more):
    run_alone(FORKING, more)


@needs_fork
def test_a_pool_of_processes():
    run_alone("def lambda_free(_): check()", POOL)
