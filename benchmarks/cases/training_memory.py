"""How much memory training the chapter's network takes over the data itself, and whether that grows with the epochs.

The resident memory of a fresh process is read once data, libraries and first weights are there. Its high-water mark,
which the kernel keeps, is set back then, and read again after the training.
"""

# ruff: noqa: PLC0415 - the peers are optional packages, and each is imported only in its own process

from __future__ import annotations

import ctypes
import gc
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import numpy as np

import autograd_core as ag
from autograd_core.errors import explain
from benchmarks.benchmark import Benchmark, Figures, Sample, Setup, Target
from benchmarks.cases import mnist
from benchmarks.descent import compiled_by_torch

__all__ = ["BENCHMARK"]

EPOCHS = 4
STATUS, MARKS = Path("/proc/self/status"), Path("/proc/self/clear_refs")


def megabytes(field: str) -> float:
    """Return a field of the kernel's account of this process: VmRSS, or the high-water mark VmHWM."""
    if not STATUS.exists():
        raise OSError(explain("memory cannot be read", f"a system without {STATUS}", "measure on Linux"))
    lines = STATUS.read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(field))


def give_back() -> None:
    """Give what is free back to the system, or the training would use it unseen."""
    gc.collect()
    library = ctypes.CDLL(None)
    if hasattr(library, "malloc_trim"):  # glibc has it
        library.malloc_trim(0)


def training(setup: Setup, awaken: Callable[[], object]) -> Sample:
    """Return what measures some epochs of a peer of the benchmark of epochs; `awaken` loads what it loads late."""
    awaken()
    epoch = setup()

    def sample() -> Figures:
        give_back()
        before = megabytes("VmRSS")
        MARKS.write_text("5", encoding="ascii")  # sets the high-water mark back to what is resident now
        levels = []
        for _ in range(EPOCHS):
            epoch()
            give_back()
            levels.append(megabytes("VmRSS"))
        return {"peak": megabytes("VmHWM") - before, "growth": levels[-1] - levels[1]}

    return sample


def nothing() -> None:
    """Load nothing."""


def compile_ours(*, native: bool) -> None:
    """Compile a small function, so that what it takes is loaded."""
    ag.compile(ag.value_and_grad(lambda x: (x * x).sum()), native=native)(np.ones(3, np.float32))


def compile_with_torch() -> None:
    """Compile a small function, so that the compiler is loaded."""
    import torch

    x = torch.ones(3, requires_grad=True)
    compiled_by_torch(lambda x: torch.autograd.grad((x * x).sum(), x))(x)


def compile_with_jax() -> None:
    """Compile a small function, so that the compiler is loaded."""
    import jax

    jax.jit(jax.grad(lambda x: (x * x).sum()))(jax.numpy.ones(3)).block_until_ready()


AWAKEN: Mapping[str, Callable[[], object]] = {
    "ours": partial(compile_ours, native=True),
    "ours-program": partial(compile_ours, native=False),
    "torch-compile": compile_with_torch,
    "jax": compile_with_jax,
    "keras": compile_with_jax,
}

BENCHMARK = Benchmark(
    name="training_memory",
    what=f"memory of {EPOCHS} epochs of the chapter's network over that of data, libraries and first weights",
    figures={"peak": "MB", "growth": "MB"},
    peers={
        peer: partial(training, setup, AWAKEN.get(peer, nothing))
        for peer, setup in mnist.BENCHMARK.peers.items()
        if peer != "products"
    },
    targets=(Target("peak", at_most=25.0), Target("growth", at_most=1.0)),
    threads=2,
    repeats=3,
    warmup=0,
    fresh=True,
    notes=(
        "`peak`: high-water mark of resident memory in a fresh process, less what was resident before the training.",
        "`growth`: resident memory after the last epoch, less that after the second.",
        "Who compiles has compiled another, small function before, so that the compiler itself does not count.",
    ),
)
