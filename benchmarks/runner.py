"""Taking samples: every peer in its own process, asked in turn.

    result = measure(load("chain"), ["ours", "torch"], repeats=7)
    result.typical("torch", "op") / result.typical("ours", "op")

A peer that is not installed, fails or dies is not available, and the reason is kept. Not here: what is measured
(`cases/`) and how it is shown (`report`).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.benchmark import Benchmark, Figures, Target
from benchmarks.peers import OURS, PEERS

__all__ = ["PeerError", "Result", "Worker", "environment", "measure"]

ROOT = Path(__file__).parents[1]

THREADS = (
    "AUTOGRAD_CORE_THREADS",
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
    "NPROC",
)
"""The variables that libraries read the number of their threads from."""


class PeerError(Exception):
    """A peer that could not be measured; the message says why."""


@dataclass
class Result:
    """All samples of one benchmark, and why peers are missing."""

    benchmark: Benchmark
    samples: dict[str, list[Figures]] = field(default_factory=dict)
    skipped: dict[str, str] = field(default_factory=dict)

    def values(self, peer: str, figure: str) -> list[float]:
        """Return the samples of one figure; none where the peer does not have it."""
        return [figures[figure] for figures in self.samples.get(peer, ()) if figure in figures]

    def typical(self, peer: str, figure: str) -> float | None:
        """Return the median (or what the benchmark asks for) of one figure."""
        values = self.values(peer, figure)
        return self.benchmark.typical(values) if values else None

    @property
    def yardstick(self) -> str:
        """Which of ours the others are compared to: the first that was measured."""
        return next((peer for peer in OURS if self.samples.get(peer)), "ours")

    def ratio(self, peer: str, figure: str) -> float | None:
        """Return the figure of `peer` over ours: above one, ours is smaller."""
        theirs, ours = self.typical(peer, figure), self.typical(self.yardstick, figure)
        return None if theirs is None or not ours else theirs / ours

    def measured(self, target: Target) -> float | None:
        """Return what a target is about, or None where it was not measured."""
        value = self.typical(target.of, target.figure)
        if value is None or not target.over:
            return value
        best = min(filter(None, (self.typical(peer, target.figure) for peer in target.over)), default=None)
        return value / best if best else None

    def skip(self, peer: str, why: str) -> None:
        """Leave `peer` out, also what it had measured so far."""
        self.samples.pop(peer, None)
        self.skipped[peer] = why


def environment(threads: int) -> dict[str, str]:
    """Return the variables that hold every library to that many threads, and to the processor.

    >>> environment(1)["OMP_NUM_THREADS"]
    '1'
    """
    settings = dict.fromkeys(THREADS, str(threads))
    settings["XLA_FLAGS"] = f"--xla_cpu_multi_thread_eigen={str(threads > 1).lower()}"
    return settings | {"JAX_PLATFORMS": "cpu", "KERAS_BACKEND": "jax"}


class Worker(AbstractContextManager["Worker"]):
    """The process of one peer, prepared and waiting for requests."""

    def __init__(self, benchmark: Benchmark, peer: str) -> None:
        self._errors = tempfile.TemporaryFile("w+")  # noqa: SIM115 - closed on exit
        self._process = subprocess.Popen(  # noqa: S603 - a module of ours
            [sys.executable, "-m", "benchmarks.worker", benchmark.name, peer],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            text=True,
            cwd=ROOT,
            env=os.environ | environment(benchmark.threads),
        )
        try:
            self._read()
        except PeerError:
            self.__exit__()
            raise

    def sample(self) -> Figures:
        """Ask for one sample and wait for it."""
        assert self._process.stdin is not None
        print("sample", file=self._process.stdin, flush=True)
        return self._read()

    def _read(self) -> Figures:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            why = f"its process ended with status {self._process.wait()}: {self._last_words()}"
            raise PeerError(why)
        answer: dict[str, float] = json.loads(line)
        if "error" in answer:
            raise PeerError(str(answer["error"]))
        return answer

    def _last_words(self) -> str:
        self._errors.seek(0)
        lines = self._errors.read().strip().splitlines()
        return lines[-1] if lines else "no message"

    def __exit__(self, *_: object) -> None:
        self._process.communicate()
        self._errors.close()


def measure(
    benchmark: Benchmark, peers: Sequence[str], repeats: int = 0, say: Callable[[str], None] = lambda _: None
) -> Result:
    """Take `repeats` samples (0: as many as the benchmark asks for) of each of the peers, in turn."""
    result = Result(benchmark)
    for peer in (name for name in peers if name in benchmark.peers):
        if PEERS[peer].is_installed:
            result.samples[peer] = []
        else:
            result.skip(peer, "not installed")
    with ExitStack() as stack:
        workers: dict[str, Worker] = {}
        repeats = repeats or benchmark.repeats
        for turn in range(repeats):
            say(f"{benchmark.name}: {turn + 1} of {repeats}")
            for peer in list(result.samples):
                try:
                    result.samples[peer].append(_sample(benchmark, peer, workers, stack))
                except PeerError as error:
                    result.skip(peer, str(error))
    return result


def _sample(benchmark: Benchmark, peer: str, workers: dict[str, Worker], stack: ExitStack) -> Figures:
    if benchmark.fresh:
        with Worker(benchmark, peer) as worker:
            return worker.sample()
    if peer not in workers:
        workers[peer] = stack.enter_context(Worker(benchmark, peer))
    return workers[peer].sample()
