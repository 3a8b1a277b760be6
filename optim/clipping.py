"""Clipping: gradients that are too large are made smaller before they are used.

    >>> import numpy as np
    >>> clip_by_norm(np.array([30.0, 40.0]), 1.0)
    array([0.6, 0.8])

Pure functions of arrays or Tensors. Not here: when an optimizer clips (`clipvalue`, `clipnorm` and `global_clipnorm` of
`Optimizer`).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from autograd_core.errors import DTypeError, explain

__all__ = ["clip_by_global_norm", "clip_by_norm", "clip_by_value"]


def clip_by_value(gradient: Any, clipvalue: float) -> Any:
    """Return the gradient with each element moved into [−c, c]: `min(max(g, −c), c)`.

    Raises DTypeError for complex numbers, which lie in no interval.

    >>> import numpy as np
    >>> clip_by_value(np.array([-3.0, 0.5]), 1.0)
    array([-1. ,  0.5])
    """
    if gradient.dtype.kind == "c":
        remedy = "clip real and imaginary part, or use clip_by_norm"
        raise DTypeError(explain("complex numbers lie in no interval", f"dtype {gradient.dtype}", remedy))
    return np.clip(gradient, -clipvalue, clipvalue)


def clip_by_norm(gradient: Any, clipnorm: float) -> Any:
    """Return the gradient, shortened to the norm c where it is longer: `g · c / max(‖g‖, c)`.

    Its direction stays. From Pascanu et al., "On the difficulty of training recurrent neural networks" (2013).

    >>> import numpy as np
    >>> clip_by_norm(np.array([0.3, 0.4]), 1.0)
    array([0.3, 0.4])
    """
    return clip_by_global_norm([gradient], clipnorm)[0]


def clip_by_global_norm(gradients: Iterable[Any], clipnorm: float) -> list[Any]:
    """Return the gradients, all shortened by one factor where their common norm n exceeds c: `gᵢ · c / max(n, c)`.

    `n² = Σᵢ ‖gᵢ‖²`, so that the direction of the whole step stays.

    >>> import numpy as np
    >>> clip_by_global_norm([np.array([30.0]), np.array([40.0])], 1.0)
    [array([0.6]), array([0.8])]
    """
    gradients = list(gradients)
    if not gradients:
        return []
    # Squares of float32 overflow from 1e19 on, which is where clipping is needed most; those of float64 do not.
    squares = [np.sum(np.square(_sizes(gradient).astype(np.float64))) for gradient in gradients]
    scale = clipnorm / np.maximum(np.sqrt(sum(squares[1:], squares[0])), clipnorm)
    return [gradient * scale.astype(gradient.dtype) for gradient in gradients]


def _sizes(gradient: Any) -> Any:
    """Return numbers whose squares are those of the sizes: real numbers need no absolute value for that."""
    return np.abs(gradient) if gradient.dtype.kind == "c" else gradient
