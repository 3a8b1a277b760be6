"""Activation functions, in forms that neither overflow nor cancel.

    >>> import autograd_core as ag
    >>> ag.grad(ag.relu)(2.0), ag.grad(ag.sigmoid)(0.0)
    (1.0, 0.25)
    >>> ag.softmax([1000.0, 1000.0])
    Tensor([0.5, 0.5])

Not here: `tanh` (`elementwise`), and the losses that belong to `sigmoid` and `softmax` (`crossentropy`).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from autograd_core.operation import operation
from autograd_core.ops.elementwise import expm1, logaddexp, multiply
from autograd_core.ops.selection import absolute, clip, where
from autograd_core.ops.special import erfc
from autograd_core.ops.trigonometry import tanh
from autograd_core.record import Value
from autograd_core.registry import Interval, composite, example
from autograd_core.values import unwrap

__all__ = ["elu", "gelu", "hard_sigmoid", "hard_silu", "hard_tanh", "leaky_relu", "log_sigmoid", "log_softmax", "mish"]
__all__ += ["relu", "relu6", "selu", "sigmoid", "silu", "softmax", "softplus", "softsign", "swish"]

Axes = int | Sequence[int] | None


def _operand(x: Any) -> Any:
    """Return a Tensor as it is, anything else as an array or number that has operators."""
    return x if isinstance(x, Value) else unwrap(x)[0]


# ------------------------------------------------------------------------------------------------- relu and the sigmoid


@operation(formula="y = max(x, 0)", bounded=True, domain=Interval(0.2, 3), kink="x = 0: 0")
def relu(x: Any, /) -> Any:
    """Return the positive part, element by element.

    >>> relu([-1.0, 2.0])
    Tensor([0., 2.])
    """
    return np.maximum(x, 0)


relu.rule("x", lambda g, y: g * (y > 0), formula="∂x = ∂y where x > 0, else 0")


@operation(formula="y = 1 / (1 + e⁻ˣ)", keeps=["x"])
def sigmoid(x: Any, /) -> Any:
    """Return the logistic function, element by element, accurate in both tails.

    An operation, for the quotient overflows on the left, and one half of a tanh cancels there.

    >>> sigmoid([-1000.0, 0.0, 1000.0])
    Tensor([0. , 0.5, 1. ])
    """
    rise, fall = np.exp(np.minimum(x, 0.0)), np.exp(-np.maximum(x, 0.0))
    return rise / (rise + fall)


sigmoid.rule("x", lambda g, y: g * (y * (1 - y)), formula="∂x = ∂y · y · (1 − y)")


# -------------------------------------------------------------------------------------------------------------- softmax

_ALONG_AXES = [
    example((3, 4)),
    example((3, 4), axis=0),
    example((2, 3, 4), axis=(0, -1)),
    example((3, 4), axis=None),
    example((0, 4)),
    example((4, 0), axis=0),
]


def _shifted(x: Any, axis: Axes) -> Any:
    """Return x − max Re x, so that no exponential overflows."""
    axis = tuple(axis) if isinstance(axis, Sequence) else axis
    return x - np.maximum.reduce(np.real(x), axis=axis, keepdims=True, initial=-np.inf)


def _total(x: Any, axis: Axes) -> Any:
    return np.add.reduce(x, axis=tuple(axis) if isinstance(axis, Sequence) else axis, keepdims=True)


@operation(formula="y = eˣ / Σ eˣ", batched=None, keeps=["x"], examples=_ALONG_AXES)
def softmax(x: Any, /, axis: Axes = -1) -> Any:
    """Return the exponentials, scaled so that they sum to 1 along the axis.

    An operation, for the exponentials alone overflow. Raises ShapeError where there is no such axis.

    >>> softmax([[0.0, 0.0], [-float("inf"), 0.0]])
    Tensor([[0.5, 0.5],
            [0. , 1. ]])
    """
    y = np.exp(_shifted(x, axis))
    y /= _total(y, axis)
    return y


@softmax.rule("x", formula="∂x = y · (∂y − Σ ∂y · y)")
def _(g: Any, y: Any, axis: Axes) -> Any:
    return y * (g - _total(g * y, axis))


@operation(formula="y = x − log Σ eˣ", batched=None, examples=_ALONG_AXES)
def log_softmax(x: Any, /, axis: Axes = -1) -> Any:
    """Return the logarithm of `softmax`, accurate where that is near 0.

    Raises ShapeError where there is no such axis.

    >>> log_softmax([0.0, -1000.0])
    Tensor([    0., -1000.])
    """
    shifted = _shifted(x, axis)
    return shifted - np.log(_total(np.exp(shifted), axis))


@log_softmax.rule("x", formula="∂x = ∂y − eʸ · Σ ∂y")
def _(g: Any, y: Any, axis: Axes) -> Any:
    return g - np.exp(y) * _total(g, axis)


# ----------------------------------------------------------------------------------------- composed of other operations

_SMOOTH = [example((3, 4)), example(()), example((0,))]
_LEFT, _RIGHT = Interval(-3, -0.2), Interval(0.2, 3)


@composite(examples=_SMOOTH)
def softplus(x: Any, /) -> Any:
    """Return log(1 + eˣ), element by element, without overflow.

    >>> softplus([-1000.0, 0.0, 1000.0])
    Tensor([0.00000000e+00, 6.93147181e-01, 1.00000000e+03])
    """
    return logaddexp(x, 0.0)


@composite(examples=_SMOOTH)
def log_sigmoid(x: Any, /) -> Any:
    """Return log(1 / (1 + e⁻ˣ)), element by element, accurate where the sigmoid is near 0 or 1.

    >>> log_sigmoid([-1000.0, 0.0])
    Tensor([-1.00000000e+03, -6.93147181e-01])
    """
    return -logaddexp(-_operand(x), 0.0)


@composite(examples=_SMOOTH, domain=_LEFT)
def leaky_relu(x: Any, /, negative_slope: float = 0.2) -> Any:
    """Return x where x > 0, else negative_slope · x. At 0 the derivative is the slope.

    >>> leaky_relu([-1.0, 2.0])
    Tensor([-0.2,  2. ])
    """
    x = _operand(x)
    return where(x > 0, x, negative_slope * x)


@composite(examples=_SMOOTH, domain=Interval(0.2, 5.8))
def relu6(x: Any, /) -> Any:
    """Return min(max(x, 0), 6), element by element.

    >>> relu6([-1.0, 2.0, 7.0])
    Tensor([0., 2., 6.])
    """
    return clip(x, 0, 6)


@composite(examples=_SMOOTH, domain=_LEFT)
def elu(x: Any, /, alpha: float = 1.0) -> Any:
    """Return the exponential linear unit: x where x > 0, else alpha · (eˣ − 1).

    Source: Clevert, Unterthiner and Hochreiter, Fast and accurate deep network learning by exponential linear units,
    2016.

    >>> elu([-1000.0, 2.0])
    Tensor([-1.,  2.])
    """
    x = _operand(x)
    positive = x > 0
    return where(positive, x, alpha * expm1(where(positive, 0, x)))


SELU_ALPHA, SELU_SCALE = 1.6732632423543772848170429916717, 1.0507009873554804934193349852946


@composite(examples=_SMOOTH, domain=_LEFT)
def selu(x: Any, /) -> Any:
    """Return the scaled `elu` that keeps mean 0 and variance 1 from layer to layer.

    Source: Klambauer, Unterthiner, Mayr and Hochreiter, Self-normalizing neural networks, 2017.

    >>> selu([0.0, 1.0])
    Tensor([0.        , 1.05070099])
    """
    return SELU_SCALE * elu(x, SELU_ALPHA)


@composite(examples=[*_SMOOTH, example((3,), approximate=True)])
def gelu(x: Any, /, *, approximate: bool = False) -> Any:
    """Return x · Φ(x), with Φ the normal distribution function; accurate in the left tail.

    With `approximate`, y = x/2 · (1 + tanh(√(2/π) · (x + 0.044715 x³))), as some published weights want.
    Source: Hendrycks and Gimpel, Gaussian error linear units, 2016.

    >>> gelu([-10.0, 1.0])
    Tensor([-7.61985302e-23,  8.41344746e-01])
    """
    x = _operand(x)
    if approximate:
        return 0.5 * x * (1 + tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * (x * x * x))))
    return 0.5 * x * erfc(-math.sqrt(0.5) * x)


@composite(examples=_SMOOTH)
def silu(x: Any, /) -> Any:
    """Return x · sigmoid(x), element by element; also named `swish`.

    >>> silu([0.0, 1000.0])
    Tensor([   0., 1000.])
    """
    return multiply(x, sigmoid(x))


swish = silu


@composite(examples=_SMOOTH)
def mish(x: Any, /) -> Any:
    """Return x · tanh(log(1 + eˣ)), element by element.

    Source: Misra, Mish: a self regularized non-monotonic activation function, 2020.

    >>> mish([0.0, 1000.0])
    Tensor([   0., 1000.])
    """
    return multiply(x, tanh(softplus(x)))


@composite(examples=_SMOOTH, domain=Interval(-2.8, 2.8))
def hard_sigmoid(x: Any, /) -> Any:
    """Return min(max(x/6 + 1/2, 0), 1), element by element.

    >>> hard_sigmoid([-4.0, 0.0, 4.0])
    Tensor([0. , 0.5, 1. ])
    """
    return clip(_operand(x) / 6 + 0.5, 0, 1)


@composite(examples=_SMOOTH, domain=Interval(-2.8, 2.8))
def hard_silu(x: Any, /) -> Any:
    """Return x · hard_sigmoid(x), element by element.

    >>> hard_silu([-4.0, 0.0, 4.0])
    Tensor([-0.,  0.,  4.])
    """
    return multiply(x, hard_sigmoid(x))


@composite(examples=_SMOOTH, domain=Interval(-0.9, 0.9))
def hard_tanh(x: Any, /) -> Any:
    """Return min(max(x, −1), 1), element by element.

    >>> hard_tanh([-4.0, 0.5])
    Tensor([-1. ,  0.5])
    """
    return clip(x, -1, 1)


@composite(examples=_SMOOTH, domain=_RIGHT)
def softsign(x: Any, /) -> Any:
    """Return x / (1 + |x|), element by element.

    >>> softsign([-1.0, 3.0])
    Tensor([-0.5 ,  0.75])
    """
    return _operand(x) / (1 + absolute(x))
