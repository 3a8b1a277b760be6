"""What a check costs, and how small the example is that a property reports.

    >>> worst = shrunk()
    >>> [x.size <= 2 for x in worst]
    [True, True]

Not here: evaluations of the functions that are checked (`measuring`).
"""

from __future__ import annotations

from contextlib import suppress
from statistics import median
from time import perf_counter
from typing import Any

import numpy as np
from hypothesis import settings

from autograd_core.errors import GradientMismatch
from autograd_core.testing.checking import check_gradients
from autograd_core.testing.properties import gradient_property
from autograd_core.testing.strategies import broadcastable

__all__ = ["costs", "matmul_seconds", "shrunk"]


def costs() -> dict[str, str]:
    """Return all of it in words."""
    return {
        "the default check of a product of two matrices of 100 × 100": f"{matmul_seconds():.3f} s",
        "the example reported for a broadcast sum that is forgotten": " and ".join(map(repr, shrunk())),
    }


def matmul_seconds(repeats: int = 7) -> float:
    """Return the median time of the default check of a product of two matrices of 100 × 100."""
    rng = np.random.default_rng(0)
    a, b = rng.normal(size=(2, 100, 100))
    return median(_seconds(a, b) for _ in range(repeats))


def _seconds(a: Any, b: Any) -> float:
    start = perf_counter()
    check_gradients(np.matmul, a, b)
    return perf_counter() - start


def shrunk() -> tuple[Any, ...]:
    """Return the operands that are reported for an addition whose rule forgets the sum over broadcast axes.

    Hypothesis finds it at shapes such as (3, 1, 4) and (2, 4), and goes on to the smallest.
    """
    last: tuple[Any, ...] = ()

    def vjp(g: Any, pair: Any) -> Any:
        nonlocal last
        last = pair
        return g * 1.0, g * 1.0

    @settings(derandomize=True, database=None)
    @gradient_property(broadcastable(2), vjp=vjp)
    def add(pair: Any) -> Any:
        return pair[0] + pair[1]

    with suppress(GradientMismatch):
        add()
    return last
