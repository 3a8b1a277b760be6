"""Activation functions, with the names and defaults of Keras.

    >>> relu([-1.0, 2.0])
    Tensor([0., 2.])
    >>> get("softmax")([0.0, 0.0])
    Tensor([0.5, 0.5])

Each takes an array and returns a Tensor of the same shape. `get` finds one by name. Not here: the operations they stand
on, with their gradients (`autograd_core`), and the layer that applies one (`nn.layers.Activation`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

import autograd_core as ag
from autograd_core.errors import ConfigurationError, explain, unknown_name

__all__ = ["elu", "exponential", "gelu", "get", "hard_sigmoid", "hard_silu", "hard_swish", "hard_tanh", "leaky_relu"]
__all__ += ["linear", "log_sigmoid", "log_softmax", "mish", "relu", "relu6", "selu", "sigmoid", "silu", "softmax"]
__all__ += ["softplus", "softsign", "swish", "tanh"]

Activation = Callable[..., Any]


def linear(x: Any) -> Any:
    """Return the input itself: y = x.

    >>> linear(3.0)
    3.0
    """
    return x


def relu(x: Any, negative_slope: float = 0.0, max_value: float | None = None, threshold: float = 0.0) -> Any:
    """Return the rectified linear unit: y = max(x, 0), if nothing else is asked for.

    y = x above `threshold`, negative_slope · (x − threshold) below, and at most `max_value`.

    >>> relu([-1.0, 0.5, 9.0], negative_slope=0.5, max_value=6.0)
    Tensor([-0.5,  0.5,  6. ])
    """
    if negative_slope == 0 and max_value is None and threshold == 0:
        return ag.relu(x)
    x = ag.as_tensor(x)
    y = np.where(x > threshold, x, negative_slope * (x - threshold))
    return y if max_value is None else np.clip(y, None, max_value)


def relu6(x: Any) -> Any:
    """Return the rectified linear unit that stops at 6: y = min(max(x, 0), 6).

    >>> relu6([-1.0, 9.0])
    Tensor([0., 6.])
    """
    return ag.relu6(x)


def leaky_relu(x: Any, negative_slope: float = 0.2) -> Any:
    """Return y = x where x > 0, else negative_slope · x.

    >>> leaky_relu([-1.0, 2.0])
    Tensor([-0.2,  2. ])
    """
    return ag.leaky_relu(x, negative_slope)


def elu(x: Any, alpha: float = 1.0) -> Any:
    """Return the exponential linear unit: y = x where x > 0, else alpha · (eˣ − 1).

    Clevert, Unterthiner, Hochreiter: Fast and accurate deep network learning by exponential linear units, 2016.

    >>> elu([-1.0, 2.0])
    Tensor([-0.63212056,  2.        ])
    """
    return ag.elu(x, alpha)


def selu(x: Any) -> Any:
    """Return the scaled exponential linear unit: y = 1.0507 · elu(x, 1.6733).

    Klambauer, Unterthiner, Mayr, Hochreiter: Self-normalizing neural networks, 2017.

    >>> selu([0.0, 1.0])
    Tensor([0.        , 1.05070099])
    """
    return ag.selu(x)


def gelu(x: Any, approximate: bool = False) -> Any:
    """Return the Gaussian error linear unit: y = x · Φ(x), where Φ is the distribution function of the normal law.

    With `approximate`, Φ(x) ≈ ½ (1 + tanh(√(2/π) · (x + 0.044715 x³))).

    Hendrycks, Gimpel: Gaussian error linear units, 2016.

    >>> gelu([-1.0, 1.0])
    Tensor([-0.15865525,  0.84134475])
    """
    return ag.gelu(x, approximate=approximate)


def softplus(x: Any) -> Any:
    """Return y = log(1 + eˣ), accurate in both tails.

    >>> softplus([-1000.0, 1000.0])
    Tensor([   0., 1000.])
    """
    return ag.softplus(x)


def softsign(x: Any) -> Any:
    """Return y = x / (1 + |x|).

    >>> softsign([-1.0, 3.0])
    Tensor([-0.5 ,  0.75])
    """
    return ag.softsign(x)


def sigmoid(x: Any) -> Any:
    """Return the logistic function: y = 1 / (1 + e⁻ˣ).

    >>> sigmoid([0.0, 1000.0])
    Tensor([0.5, 1. ])
    """
    return ag.sigmoid(x)


def hard_sigmoid(x: Any) -> Any:
    """Return the sigmoid made of three straight lines: y = min(max(x / 6 + ½, 0), 1).

    >>> hard_sigmoid([-4.0, 0.0, 4.0])
    Tensor([0. , 0.5, 1. ])
    """
    return ag.hard_sigmoid(x)


def log_sigmoid(x: Any) -> Any:
    """Return y = log sigmoid(x) = −softplus(−x), accurate in both tails.

    >>> log_sigmoid([-1000.0])
    Tensor([-1000.])
    """
    return ag.log_sigmoid(x)


def hard_tanh(x: Any) -> Any:
    """Return y = min(max(x, −1), 1).

    >>> hard_tanh([-4.0, 0.5])
    Tensor([-1. ,  0.5])
    """
    return ag.hard_tanh(x)


def hard_silu(x: Any) -> Any:
    """Return y = x · hard_sigmoid(x), also called hard swish.

    >>> hard_silu([-4.0, 4.0])
    Tensor([-0.,  4.])
    """
    return ag.hard_silu(x)


def silu(x: Any) -> Any:
    """Return the sigmoid linear unit, also called swish: y = x · sigmoid(x).

    Ramachandran, Zoph, Le: Searching for activation functions, 2017.

    >>> silu([0.0, 1000.0])
    Tensor([   0., 1000.])
    """
    return ag.silu(x)


swish, hard_swish = silu, hard_silu


def mish(x: Any) -> Any:
    """Return y = x · tanh(softplus(x)).

    Misra: Mish, a self regularized non-monotonic activation function, 2019.

    >>> mish([0.0, 1000.0])
    Tensor([   0., 1000.])
    """
    return ag.mish(x)


def tanh(x: Any) -> Any:
    """Return the hyperbolic tangent.

    >>> tanh([0.0, 1000.0])
    Tensor([0., 1.])
    """
    return ag.tanh(x)


def exponential(x: Any) -> Any:
    """Return y = eˣ.

    >>> exponential([0.0])
    Tensor([1.])
    """
    return ag.exp(x)


def softmax(x: Any, axis: int = -1) -> Any:
    """Return probabilities in the ratio of the exponentials: yᵢ = exp xᵢ / Σ exp xⱼ along the axis.

    >>> softmax([1000.0, 1000.0])
    Tensor([0.5, 0.5])
    """
    return ag.softmax(x, axis=axis)


def log_softmax(x: Any, axis: int = -1) -> Any:
    """Return the logarithms of these probabilities: yᵢ = xᵢ − log Σ exp xⱼ along the axis.

    >>> log_softmax([0.0, -1000.0])
    Tensor([    0., -1000.])
    """
    return ag.log_softmax(x, axis=axis)


BY_NAME: dict[str, Activation] = {
    function.__name__: function
    for function in (
        *(elu, exponential, gelu, hard_sigmoid, hard_silu, hard_tanh, leaky_relu, linear, log_sigmoid, log_softmax),
        *(mish, relu, relu6, selu, sigmoid, silu, softmax, softplus, softsign, tanh),
    )
}
BY_NAME |= {"swish": silu, "hard_swish": hard_silu}


def get(identifier: Any) -> Activation:
    """Return an activation function by name; a function is returned as it is, and `linear` for None.

    Raises UnknownNameError for a name that is in no list, ConfigurationError for anything that cannot be called.

    >>> get("relu") is relu
    True
    """
    if identifier is None:
        return linear
    if isinstance(identifier, str):
        if identifier not in BY_NAME:
            raise unknown_name(kind="activation", name=identifier, known=BY_NAME)
        return BY_NAME[identifier]
    if not callable(identifier):
        remedy = "pass a name, a function or None"
        raise ConfigurationError(explain("an activation is a function", repr(identifier), remedy))
    function: Activation = identifier
    return function
