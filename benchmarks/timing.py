"""How a benchmark times gradients of several kinds in one sample: each is checked once, then called again and again.

    >>> sample = milliseconds({"pair": lambda: [1, 1]}, lambda name, gradient: None, calls=3)
    >>> 0 < sample()["pair"] < 1000
    True

Not here: how samples of all peers are taken (`runner`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from statistics import median
from time import perf_counter
from typing import Any

from benchmarks.benchmark import Figures, Sample

__all__ = ["Step", "milliseconds"]

Step = Callable[[], Any]
"""Computes gradients and returns the one that is checked."""


def milliseconds(steps: Mapping[str, Step], check: Callable[[str, Any], None], calls: int) -> Sample:
    """Return what times each step: the median of some calls.

    check  is given the name of each step and what it returns, and raises where that is wrong
    """
    for name, step in steps.items():
        check(name, step())

    def sample() -> Figures:
        return {name: median(_seconds(step) for _ in range(calls)) * 1e3 for name, step in steps.items()}

    return sample


def _seconds(step: Step) -> float:
    start = perf_counter()
    step()
    return perf_counter() - start
