"""How long tracing and compiling the chapter's step take: cold, and warm, with what the first process left on disk."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from autograd_core.errors import explain
from benchmarks.benchmark import Benchmark, Figures, Sample, Target
from benchmarks.first_step import FIRST_STEPS

__all__ = ["BENCHMARK"]

ROOT = Path(__file__).parents[2]
CACHES = ("AUTOGRAD_CORE_CACHE", "JAX_COMPILATION_CACHE_DIR", "TORCHINDUCTOR_CACHE_DIR", "TRITON_CACHE_DIR")
"""The variables that say where compiled code is kept."""

KEEP_ALL = {"JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS": "0", "JAX_PERSISTENT_CACHE_MIN_ENTRY_SIZE_BYTES": "0"}
"""JAX would keep only what took it a second."""


def compiling(peer: str) -> Sample:
    """Return what measures two new processes, of which the second finds what the first kept."""

    def sample() -> Figures:
        with TemporaryDirectory() as folder:
            cold, warm = first_step(peer, folder), first_step(peer, folder)
        traces = {name: value for name, value in warm.items() if name != "compile"}
        return {"cold": cold["compile"], "warm": warm["compile"], **traces}

    return sample


def first_step(peer: str, folder: str) -> Mapping[str, float]:
    """Return what `benchmarks.first_step` prints, with all caches in a folder."""
    command = [sys.executable, "-m", "benchmarks.first_step", peer]
    settings = os.environ | dict.fromkeys(CACHES, folder) | KEEP_ALL
    done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=ROOT, env=settings)  # noqa: S603 - a module of ours
    if done.returncode:
        last = done.stderr.strip().splitlines()[-1]
        raise RuntimeError(explain(f"{peer} cannot compile the step", last, "run benchmarks.first_step and see"))
    found: Mapping[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


BENCHMARK = Benchmark(
    name="compile_time",
    what="tracing and compiling the training step of the chapter's network, update included",
    figures={"cold": "ms", "warm": "ms", "trace": "ms", "trace per node": "µs"},
    peers={peer: partial(compiling, peer) for peer in FIRST_STEPS},
    targets=(
        Target("cold", at_most=300.0),
        Target("warm", at_most=50.0),
        Target("cold", at_most=20.0, of="ours-program"),
        Target("trace per node", at_most=10.0),
    ),
    threads=2,
    repeats=5,
    warmup=0,
    notes=(
        "`cold`: compiling with empty caches, once the trace is there; `warm`: in another process, with what was kept.",
        "Libraries are loaded before, by compiling another function. PyTorch traces and compiles in one.",
        "`trace`: the median of five for ours, the first one for JAX.",
    ),
)
