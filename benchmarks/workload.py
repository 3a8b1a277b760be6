"""Work that several benchmarks share: the chain of multiplications and additions, and its operands.

    >>> x, a, b = operands(1000)
    >>> float(chain(x, a, b, 1000)[0]).__round__(2)
    0.75

Not here: gradients of it; those are what is measured.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograd_core.errors import explain

__all__ = ["chain", "check_gradient", "operands"]

Array = NDArray[np.float32]


def operands(operations: int) -> tuple[Array, Array, Array]:
    """Return x, a and b of ten numbers for a chain of that length.

    They are chosen so that x moves from 0.5 half the way to 1 and the gradient is 0.5: however long the chain, nothing
    overflows or becomes denormal, which would be slow, and a wrong gradient is seen.
    """
    factor = 0.5 ** (2 / operations)
    return np.full(10, 0.5, np.float32), np.full(10, factor, np.float32), np.full(10, 1 - factor, np.float32)


def chain(x: Any, a: Any, b: Any, operations: int) -> Any:
    """Return x * a + b, over and over, `operations` steps in all, for arrays or tensors of any library."""
    for _ in range(operations // 2):
        x = x * a
        x = x + b
    return x


def check_gradient(gradient: Any, operations: int) -> None:
    """Make sure that the sum of the chain has the gradient it must have: a to the power of the multiplications."""
    expected = float(operands(operations)[1][0]) ** (operations // 2)
    found = np.asarray(gradient)
    if found.shape != (10,) or not np.allclose(found, expected, rtol=0.05):
        raise ValueError(explain("a gradient is wrong", f"{found}", f"it should be ten times {expected:.3f}"))
