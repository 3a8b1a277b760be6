"""What SciPy's Python functions do, composed of operations: logsumexp and softmax with SciPy's arguments.

    >>> import autograd_core as ag
    >>> ag.special.logsumexp([0.0, 0.0], b=[1.0, 3.0])
    Tensor(1.38629436)

Not here: `ag.logsumexp` and `ag.softmax`, of which these are made (`ops.reducers`, `ops.activation`).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import special as sp

from autograd_core.ops import activation, reducers
from autograd_core.ops.elementwise import exp, log
from autograd_core.ops.movement import broadcast_to, squeeze
from autograd_core.ops.reducers import Axis
from autograd_core.ops.reduction import sum as total
from autograd_core.ops.selection import absolute, sign
from autograd_core.record import Value
from autograd_core.registry import Interval, composite, example
from autograd_core.shapes import normal_axes
from autograd_core.values import as_operand


def _largest(a: Any, axes: tuple[int, ...]) -> Any:
    """Return the largest real part along some axes, as a plain array, or 0 where that is infinite."""
    top = np.max(np.real(a.array if isinstance(a, Value) else a), axis=axes, keepdims=True, initial=-np.inf)
    return np.where(np.isfinite(top), top, 0).astype(top.dtype)


def _sign(total: Any) -> Any:
    """Return the sign of real numbers; of complex ones what they are over their size, through which gradients flow."""
    return total / absolute(total) if total.dtype.kind == "c" else sign(total)


@composite(
    sp.logsumexp,
    domain=Interval(0.3, 3.0),
    examples=[
        example((3, 4)),
        example((3, 4), axis=1, keepdims=True),
        example((3, 4), 0, (4,)),
        example((2, 3, 4), (0, -1), (2, 3, 4), return_sign=True),
    ],
)
def logsumexp(a: Any, axis: Axis = None, b: Any = None, keepdims: bool = False, return_sign: bool = False) -> Any:
    """Return ln Σ b eᵃ, and with `return_sign` ln |Σ b eᵃ| and the sign; `scipy.special.logsumexp` for Tensors.

    >>> logsumexp([0.0, 1.0], b=[1.0, -1.0], return_sign=True)
    (Tensor(0.54132485), Tensor(-1.))
    """
    a = as_operand(a)
    if b is None and not return_sign:
        return reducers.logsumexp(a, axis, keepdims)
    b = 1.0 if b is None else as_operand(b)
    a = broadcast_to(a, np.broadcast_shapes(np.shape(a), np.shape(b)))
    axes = normal_axes(axis, a.ndim)
    top = _largest(a, axes)
    with np.errstate(over="ignore"):
        whole = total(b * exp(a - top), axis=axes, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):  # of nothing, and of what is negative, as in SciPy
        y = log(absolute(whole) if return_sign else whole) + top
    y = y if keepdims else squeeze(y, axes)
    return (y, _sign(whole if keepdims else squeeze(whole, axes))) if return_sign else y


@composite(sp.softmax, examples=[example((3, 4)), example((3, 4), axis=1), example((2, 3, 4), axis=(0, -1))])
def softmax(x: Any, axis: Axis = None) -> Any:
    """Return the exponentials, scaled so that they sum to 1; over all axes if none is given, as in SciPy.

    >>> softmax([[0.0, 0.0]])
    Tensor([[0.5, 0.5]])
    """
    return activation.softmax(x, axis)


@composite(sp.log_softmax, examples=[example((3, 4)), example((3, 4), axis=1), example((2, 3, 4), axis=(0, -1))])
def log_softmax(x: Any, axis: Axis = None) -> Any:
    """Return the logarithm of `softmax`, over all axes if none is given, as in SciPy.

    >>> log_softmax([0.0, -1000.0])
    Tensor([    0., -1000.])
    """
    return activation.log_softmax(x, axis)
