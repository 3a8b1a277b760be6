"""The operation behind all joining: arrays laid end to end along an axis.

    >>> import numpy as np
    >>> concatenate(np.array([1.0]), np.array([2.0, 3.0]), axis=0)
    Tensor([1., 2., 3.])

Not here: NumPy's function of this name, which takes a list (`joining`).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_core.operation import operation
from autograd_core.registry import example

CASES = [example((2, 3), (1, 3)), example((2, 3), (2, 1), (2, 0), axis=-1), example((2,))]


@operation(formula="y = x_1, then x_2, …", batched=None, examples=CASES)
def concatenate(*xs: Any, axis: int = 0) -> Any:
    """Return the arrays end to end along an axis."""
    return np.concatenate(xs, axis)


@concatenate.rule("xs", formula="∂x_k = its part of ∂y")
def _(g: Any, xs_shape: tuple[tuple[int, ...], ...], k: int, axis: int) -> Any:
    axis %= len(xs_shape[k])
    start = sum([shape[axis] for shape in xs_shape[:k]])
    return g[(*[slice(None)] * axis, slice(start, start + xs_shape[k][axis]))]
