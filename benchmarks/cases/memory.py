"""What the record of one small operation takes in memory while the result is alive.

Resident memory is read before and after a chain of 100,000 operations is built in a fresh process, garbage collected,
everything but the end of the chain dropped. It counts all that stays: bookkeeping, array headers, payloads of ten
float32 numbers where they are kept, and what the allocator loses in between. The traced figure is what Python's
allocators and NumPy were asked for, by tracemalloc; memory of other libraries is invisible to it.
"""

# ruff: noqa: PLC0415 - the peers are optional packages, and each is imported only in its own process

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

import autograd_core as ag
from autograd_core.errors import explain
from benchmarks.benchmark import Benchmark, Figures, Sample, Target
from benchmarks.workload import chain, operands

__all__ = ["BENCHMARK"]

NODES = 100_000
START, FACTOR, SUMMAND = operands(NODES)

Build = Callable[[int], object]
"""Builds a chain of that many operations and returns what keeps its record alive."""


def resident() -> int:
    """Return the bytes of memory that this process occupies."""
    gc.collect()
    listing = Path("/proc/self/smaps_rollup")
    if not listing.exists():
        raise OSError(explain("resident memory cannot be read", f"a system without {listing}", "measure on Linux"))
    return next(int(line.split()[1]) * 1024 for line in listing.read_text().splitlines() if line.startswith("Rss:"))


def per_node(chain_of: Build, tanh_of: Build, *, is_traced: bool = True) -> Sample:
    """Return what measures both chains; the first stays alive meanwhile, so that the second finds no freed memory."""

    def sample() -> Figures:
        warm = [chain_of(100), tanh_of(100)]
        warm.clear()
        levels, alive = [resident()], []
        for build in (chain_of, tanh_of):
            alive.append(build(NODES))
            levels.append(resident())
        figures = {"node": (levels[1] - levels[0]) / NODES, "tanh node": (levels[2] - levels[1]) / NODES}
        return figures | ({"traced": traced(chain_of) / NODES} if is_traced else {})

    return sample


def traced(build: Build) -> int:
    """Return the bytes that Python and NumPy allocate for a chain and do not free."""
    tracemalloc.start()
    alive = build(NODES)
    gc.collect()
    size = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    del alive
    return size


def repeat(function: Callable[[Any], Any], x: Any, times: int) -> Any:
    """Return function(function(... x)); every tanh keeps its result, so the payload of each node stays."""
    for _ in range(times):
        x = function(x)
    return x


def ours() -> Sample:
    """Tensors; the record hangs on the last one."""
    x, a, b = ag.Tensor(START, requires_grad=True), ag.Tensor(FACTOR), ag.Tensor(SUMMAND)
    return per_node(lambda nodes: chain(x, a, b, nodes), lambda nodes: repeat(ag.tanh, x, nodes))


def torch_eager() -> Sample:
    """Tensors; the record hangs on the last one."""
    import torch

    x, a, b = torch.tensor(START, requires_grad=True), torch.tensor(FACTOR), torch.tensor(SUMMAND)
    chain_of: Build = lambda nodes: chain(x, a, b, nodes)  # noqa: E731 - the two chains read alike in one line each
    return per_node(chain_of, lambda nodes: repeat(torch.tanh, x, nodes), is_traced=False)


def hips_autograd() -> Sample:
    """The backward function of a chain holds its record."""
    import autograd
    import autograd.numpy as anp

    return per_node(
        lambda nodes: autograd.make_vjp(lambda x: chain(x, FACTOR, SUMMAND, nodes))(START),
        lambda nodes: autograd.make_vjp(lambda x: repeat(anp.tanh, x, nodes))(START),
    )


def mygrad_eager() -> Sample:
    """Tensors; the record hangs on the last one."""
    import mygrad

    x, a, b = mygrad.tensor(START), mygrad.tensor(FACTOR, constant=True), mygrad.tensor(SUMMAND, constant=True)
    return per_node(lambda nodes: chain(x, a, b, nodes), lambda nodes: repeat(mygrad.tanh, x, nodes))


def numpy_by_hand() -> Sample:
    """A list of the arrays and nothing else: the least that keeping every payload can take."""

    def arrays(nodes: int) -> object:
        return [START * FACTOR for _ in range(nodes)]

    def tanhs(nodes: int) -> object:
        return [np.tanh(START) for _ in range(nodes)]

    return per_node(arrays, tanhs)


BENCHMARK = Benchmark(
    name="memory",
    what="memory per recorded operation of a chain of 100,000, x * a and x + b in turn, on 10 float32 numbers",
    figures={"node": "bytes", "tanh node": "bytes", "traced": "bytes"},
    peers={
        "ours": ours,
        "torch": torch_eager,
        "autograd": hips_autograd,
        "mygrad": mygrad_eager,
        "numpy": numpy_by_hand,
    },
    targets=(Target("node", at_most=450), Target("tanh node", at_most=450)),
    repeats=3,
    warmup=0,
    fresh=True,
    notes=(
        "Growth of resident memory in a fresh process: bookkeeping, array headers and kept payloads together.",
        "`node`: the chain above, whose backward pass needs only the constants; `traced`: what tracemalloc sees of it.",
        "`tanh node`: a chain of tanh, whose backward pass needs each result.",
        "NumPy by hand keeps every array and no record.",
    ),
)
