"""What a benchmark is: figures with units, peers that produce them, and the targets that we set ourselves.

    BENCHMARK = Benchmark(
        name="dot",
        what="a @ b of two vectors",
        figures={"call": "µs"},
        peers={"ours": ours, "torch": torch_eager},  # each: prepare, then return a function that takes one sample
        targets=(Target("call", at_most=2.0), Target("call", over=("torch",), at_most=0.7)),
    )

Not here: how samples are taken (`runner`) and shown (`report`).
"""

from __future__ import annotations

import importlib
import math
import pkgutil
import statistics
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from autograd_core.errors import unknown_name
from benchmarks import cases

__all__ = ["Benchmark", "Figures", "Sample", "Setup", "Target", "known", "load"]

Figures = Mapping[str, float]
"""What one sample found: figure to value."""

Sample = Callable[[], Figures]
"""Takes one sample."""

Setup = Callable[[], Sample]
"""Prepares a peer, which is not measured, and returns what takes a sample."""


@dataclass(frozen=True)
class Target:
    """A bound on a figure of ours, or with `over` on its ratio to the best of these peers.

    of  which of ours: "ours", "ours-program" or "ours-eager"
    """

    figure: str
    at_most: float = math.inf
    at_least: float = -math.inf
    over: tuple[str, ...] = ()
    of: str = "ours"

    def __str__(self) -> str:
        """Return the bound in words.

        >>> print(Target("op", at_most=0.6, over=("torch",)))
        ours / torch ≤ 0.6
        >>> print(Target("op", at_most=0.75, over=("torch", "jax"), of="ours-eager"))
        ours-eager / best of torch, jax ≤ 0.75
        >>> print(Target("accuracy", at_least=0.977, at_most=0.982))
        0.977 to 0.982
        """
        return f"{self._subject()}{self._bounds()}"

    def _subject(self) -> str:
        if not self.over:
            return "" if self.of == "ours" else f"{self.of} "
        return f"{self.of} / {'best of ' * (len(self.over) > 1)}{', '.join(self.over)} "

    def _bounds(self) -> str:
        if math.isinf(self.at_least):
            return f"≤ {self.at_most:.4g}"
        if math.isinf(self.at_most):
            return f"≥ {self.at_least:.4g}"
        if self.at_least == self.at_most:
            return f"= {self.at_most:.4g}"
        return f"{self.at_least:.4g} to {self.at_most:.4g}"

    def is_met(self, value: float) -> bool:
        """Return whether `value` lies within the bounds.

        >>> Target("op", at_most=2.5).is_met(2.4)
        True
        """
        return self.at_least <= value <= self.at_most


@dataclass(frozen=True)
class Benchmark:
    """One comparison: the same work done by every peer.

    name     also the name of its file in `cases/`
    what     one line: the work and how it is measured
    figures  figure to unit; the first is the one that matters most
    peers    peer to setup
    targets  what we want to reach
    threads  how many threads each peer may use
    repeats  how many samples of each peer
    warmup   how many samples are thrown away at first
    fresh    whether every sample is taken in a process of its own
    typical  what makes one number of all samples
    notes    what a reader must know to read the numbers right
    """

    name: str
    what: str
    figures: Mapping[str, str]
    peers: Mapping[str, Setup]
    targets: tuple[Target, ...] = ()
    threads: int = 1
    repeats: int = 7
    warmup: int = 1
    fresh: bool = False
    typical: Callable[[Iterable[float]], float] = statistics.median
    notes: tuple[str, ...] = ()


def known() -> list[str]:
    """Return the names of all benchmarks.

    >>> "chain" in known()
    True
    """
    return sorted(module.name for module in pkgutil.iter_modules(cases.__path__))


def load(name: str) -> Benchmark:
    """Return the benchmark of that name, and import no other.

    >>> load("chains")
    Traceback (most recent call last):
        ...
    autograd_core.errors.UnknownNameError: unknown benchmark: got 'chains'. Did you mean 'chain'? Known: ...
    """
    if name not in known():
        raise unknown_name(kind="benchmark", name=name, known=known())
    benchmark: Benchmark = importlib.import_module(f"{cases.__name__}.{name}").BENCHMARK
    return benchmark
