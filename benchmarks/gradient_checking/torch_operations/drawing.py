"""One operation of PyTorch with arguments to check it at, and what draws these.

Not here: the operations.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import torch

__all__ = ["Operation", "complex_numbers", "given", "indices", "real", "single"]

_rng = np.random.default_rng(5)


class Operation(NamedTuple):
    """A function with arguments, and why it is hard."""

    name: str
    f: Callable[..., Any]
    args: tuple[Any, ...]


def real(*shape: int, low: float = -2.0, high: float = 2.0) -> Any:
    """Return numbers between two, in double precision."""
    return torch.from_numpy(_rng.uniform(low, high, shape))


def single(*shape: int, low: float = -2.0, high: float = 2.0) -> Any:
    """Return numbers between two, in single precision."""
    return real(*shape, low=low, high=high).float()


def complex_numbers(*shape: int) -> Any:
    """Return numbers from the square around 0."""
    return torch.complex(real(*shape), real(*shape))


def indices(high: int, *shape: int) -> Any:
    """Return integers from 0 to below `high`."""
    return torch.from_numpy(_rng.integers(high, size=shape))


def given(*numbers: Any, dtype: Any = torch.float64) -> Any:
    """Return exactly these numbers."""
    return torch.tensor(numbers, dtype=dtype)
