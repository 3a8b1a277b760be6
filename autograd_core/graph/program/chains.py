"""Chains: values that follow each other in one memory, each written over the last where nothing reads that any more.

Chains whose times do not overlap share memory:

    >>> import numpy as np
    >>> spec = Spec((64,), np.dtype(float))
    >>> chains = [Chain([1], spec, (8,), start=0, end=2), Chain([2], spec, (8,), 1, 3), Chain([3], spec, (8,), 3, 4)]
    >>> share(chains)
    >>> [chain.memory for chain in chains]
    [0, 1, 0]

Not here: which values make a chain (`planning`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from autograd_core.graph.structure import Spec

__all__ = ["Chain", "share"]

LARGE = 2**20
"""Bytes from which arrays of different shapes share memory; below, it is not worth the reader's while."""


@dataclass
class Chain:
    """Values that follow each other in one memory.

    values   in the order in which they are written
    spec     their shape and dtype
    strides  of the array, None where unknown
    start    the place of the group that writes the first
    end      the place of the last group that reads the last
    fresh    whether the memory is new in each call, for a result is in it
    born     whether the first value is made by an expression, in new memory of NumPy's choice
    memory   the number of the planned memory, None if there is none
    """

    values: list[int]
    spec: Spec
    strides: tuple[int, ...] | None
    start: int
    end: int
    fresh: bool = False
    born: bool = False
    memory: int | None = None

    @property
    def planned(self) -> bool:
        """Whether it is in memory that is made once."""
        return not self.fresh and not self.born


@dataclass
class _Memory:
    """Memory that chains share: when it is free again, what it is for if for one form alone, and its least and most."""

    end: int
    form: Any
    least: int
    most: int

    def suits(self, chain: Chain, nbytes: int) -> bool:
        """Whether a chain may use it, too."""
        return self.end < chain.start and (self.form == _form(chain) or min(self.least, nbytes) >= LARGE)

    def misfit(self, nbytes: int) -> tuple[int, int]:
        """Return how badly it fits: what must be added to it, and what of it would lie idle."""
        return max(nbytes - self.most, 0), max(self.most - nbytes, 0)

    def take(self, chain: Chain, nbytes: int) -> None:
        """Let a chain use it."""
        self.end = chain.end
        self.form = self.form if self.form == _form(chain) else None
        self.least, self.most = min(self.least, nbytes), max(self.most, nbytes)


def _form(chain: Chain) -> Any:
    return chain.spec, chain.strides


def share(chains: Sequence[Chain]) -> None:
    """Number the memories of planned chains, so that those whose times do not overlap share one where it helps."""
    memories: list[_Memory] = []
    for chain in sorted([chain for chain in chains if chain.planned], key=lambda chain: chain.start):
        nbytes = chain.spec.nbytes
        fits = [number for number, memory in enumerate(memories) if memory.suits(chain, nbytes)]
        if fits:
            chain.memory = min(fits, key=lambda number: memories[number].misfit(nbytes))
            memories[chain.memory].take(chain, nbytes)
        else:
            chain.memory = len(memories)
            memories.append(_Memory(chain.end, _form(chain), nbytes, nbytes))
