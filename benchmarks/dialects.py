"""What each library calls the functions that models are made of, so that a model is written once for all of them.

    >>> NumPy = numpy_dialect()
    >>> NumPy.linear(np.ones((1, 2)), np.ones((2, 3)), np.zeros(3))
    array([[2., 2., 2.]])

A model is a function of a dialect, its parameters and its data. Weights stand as in Keras, of shape (in, out). Each
dialect takes the fastest function that its library offers for the purpose. Not here: what is done with a model
(`descent`), and the models (`cases`).
"""

# ruff: noqa: PLC0415 - the peers are optional packages, and each is imported only in its own process

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

import autograd_core as ag

__all__ = [
    "Dialect",
    "autograd_dialect",
    "jax_dialect",
    "mygrad_dialect",
    "numpy_dialect",
    "ours_dialect",
    "torch_dialect",
]

Function = Callable[..., Any]


@dataclass(frozen=True)
class Dialect:
    """The functions of one library.

    linear                 (x, weights, bias) ↦ x · weights + bias
    relu, sigmoid, tanh    of each element
    softmax_cross_entropy  (logits, targets) ↦ the mean over all rows; targets are one-hot
    sigmoid_cross_entropy  (logits, targets) ↦ the mean over all elements
    squared_error          (y, targets) ↦ the mean over all elements
    attention              (queries, keys, values) ↦ softmax(q · kᵀ / √d) · v
    layer_norm             (x, gain, bias) ↦ over the last axis, ε = 1e-5
    quarters               x ↦ four equal parts of its last axis
    conv2d                 (images, kernel, bias) ↦ without padding, channels last or first, as the library has it
    max_pool2d             images ↦ the largest number in each square of 2 × 2; an odd row or column is dropped
    """

    linear: Function
    relu: Function
    sigmoid: Function
    tanh: Function
    softmax_cross_entropy: Function
    sigmoid_cross_entropy: Function
    squared_error: Function
    attention: Function
    layer_norm: Function
    quarters: Function
    conv2d: Function
    max_pool2d: Function


def missing(*_: Any) -> Any:
    """Stand for what a library does not have."""
    raise NotImplementedError("this library has no such function")


def linear(x: Any, weights: Any, bias: Any) -> Any:
    """Return x · weights + bias, in any library."""
    return x @ weights + bias


def squared_error(y: Any, targets: Any) -> Any:
    """Return the mean of the squared differences, in any library."""
    differences = y - targets
    return (differences * differences).mean()


def quarters(x: Any) -> Sequence[Any]:
    """Return four equal parts of the last axis, in any library."""
    size = x.shape[-1] // 4
    return [x[..., size * i : size * (i + 1)] for i in range(4)]


def attention(softmax: Function, queries: Any, keys: Any, values: Any) -> Any:
    """Return softmax(q · kᵀ / √d) · v, in any library."""
    scores = queries @ keys.swapaxes(-1, -2)
    return softmax(scores * queries.shape[-1] ** -0.5) @ values


def layer_norm(x: Any, gain: Any, bias: Any) -> Any:
    """Return x with mean 0 and variance 1 along the last axis, scaled and moved, in any library."""
    centred = x - x.mean(axis=-1, keepdims=True)
    variance = (centred * centred).mean(axis=-1, keepdims=True)
    return centred / (variance + 1e-5) ** 0.5 * gain + bias


def ours_dialect() -> Dialect:
    """Operations of ours."""
    return Dialect(
        linear=linear,
        relu=ag.relu,
        sigmoid=ag.sigmoid,
        tanh=ag.tanh,
        softmax_cross_entropy=lambda z, t: ag.softmax_cross_entropy(z, t).mean(),
        sigmoid_cross_entropy=lambda z, t: ag.sigmoid_cross_entropy(z, t).mean(),
        squared_error=squared_error,
        attention=partial(attention, ag.softmax),
        layer_norm=layer_norm,
        quarters=quarters,
        conv2d=lambda x, kernel, bias: ag.conv2d(x, kernel) + bias,
        max_pool2d=lambda x: ag.max_pool2d(x, 2),
    )


def torch_dialect() -> Dialect:
    """Functions of `torch.nn.functional`."""
    import torch
    from torch.nn import functional

    return Dialect(
        linear=lambda x, weights, bias: functional.linear(x, weights.T, bias),
        relu=torch.relu,
        sigmoid=torch.sigmoid,
        tanh=torch.tanh,
        softmax_cross_entropy=functional.cross_entropy,
        sigmoid_cross_entropy=functional.binary_cross_entropy_with_logits,
        squared_error=functional.mse_loss,
        attention=functional.scaled_dot_product_attention,
        layer_norm=lambda x, gain, bias: functional.layer_norm(x, gain.shape, gain, bias),
        quarters=lambda x: x.chunk(4, dim=-1),
        conv2d=functional.conv2d,
        max_pool2d=lambda x: functional.max_pool2d(x, 2),
    )


def jax_dialect() -> Dialect:
    """Functions of `jax.nn` and `jax.numpy`."""
    import jax
    import jax.numpy as jnp

    axes = ("NHWC", "HWIO", "NHWC")
    convolved = partial(jax.lax.conv_general_dilated, window_strides=(1, 1), padding="VALID", dimension_numbers=axes)
    return Dialect(
        linear=linear,
        relu=jax.nn.relu,
        sigmoid=jax.nn.sigmoid,
        tanh=jnp.tanh,
        softmax_cross_entropy=lambda z, t: -(t * jax.nn.log_softmax(z)).sum(-1).mean(),
        sigmoid_cross_entropy=lambda z, t: (jnp.logaddexp(0, z) - t * z).mean(),
        squared_error=squared_error,
        attention=partial(attention, jax.nn.softmax),
        layer_norm=layer_norm,
        quarters=lambda x: jnp.split(x, 4, axis=-1),
        conv2d=lambda x, kernel, bias: convolved(x, kernel) + bias,
        max_pool2d=lambda x: jax.lax.reduce_window(
            x, -jnp.inf, jax.lax.max, (1, 2, 2, 1), (1, 2, 2, 1), padding="VALID"
        ),
    )


def numpy_dialect(xp: Any = np) -> Dialect:
    """Functions of NumPy, or of a module with the same names."""

    def softmax(x: Any) -> Any:
        powers = xp.exp(x - xp.max(x, axis=-1, keepdims=True))
        return powers / xp.sum(powers, axis=-1, keepdims=True)

    def softmax_cross_entropy(z: Any, t: Any) -> Any:
        z = z - xp.max(z, axis=-1, keepdims=True)
        return xp.mean(xp.log(xp.sum(xp.exp(z), axis=-1)) - xp.sum(z * t, axis=-1))

    return Dialect(
        linear=linear,
        relu=lambda x: xp.maximum(x, 0),
        sigmoid=lambda x: 1 / (1 + xp.exp(-x)),
        tanh=xp.tanh,
        softmax_cross_entropy=softmax_cross_entropy,
        sigmoid_cross_entropy=lambda z, t: xp.mean(xp.logaddexp(0, z) - t * z),
        squared_error=lambda y, t: xp.mean((y - t) * (y - t)),
        attention=partial(attention, softmax),
        layer_norm=layer_norm,
        quarters=quarters,
        conv2d=missing,
        max_pool2d=missing,
    )


def autograd_dialect() -> Dialect:
    """Functions of `autograd.numpy`."""
    import autograd.numpy as anp

    def centred_norm(x: Any, gain: Any, bias: Any) -> Any:
        centred = x - anp.mean(x, axis=-1, keepdims=True)
        variance = anp.mean(centred * centred, axis=-1, keepdims=True)
        return centred / anp.sqrt(variance + 1e-5) * gain + bias

    return replaced(numpy_dialect(anp), layer_norm=centred_norm)


def mygrad_dialect() -> Dialect:
    """Functions of MyGrad, and of its `nnet`."""
    import mygrad
    from mygrad.nnet import activations, layers

    def max_pool2d(x: Any) -> Any:
        rows, columns = (size // 2 * 2 for size in x.shape[2:])
        return layers.max_pool(x[:, :, :rows, :columns], (2, 2), 2)

    return replaced(
        numpy_dialect(mygrad),
        relu=activations.relu,
        sigmoid=activations.sigmoid,
        attention=partial(attention, activations.softmax),
        conv2d=lambda x, kernel, bias: layers.conv_nd(x, kernel, stride=1) + bias.reshape(-1, 1, 1),
        max_pool2d=max_pool2d,
    )


def replaced(dialect: Dialect, **functions: Function) -> Dialect:
    """Return a dialect with other functions for some names."""
    return Dialect(**(vars(dialect) | functions))
