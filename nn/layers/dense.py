"""The densely connected layer.

    >>> import numpy as np
    >>> layer = Dense(2, activation="relu")
    >>> layer(np.ones((4, 3))).shape
    (4, 2)
    >>> layer.kernel.shape, layer.bias.shape
    ((3, 2), (2,))

Not here: the activation functions (`nn.activations`) and how weights begin (`nn.initializers`).
"""

from __future__ import annotations

import math
from typing import Any

import autograd_core as ag
from autograd_core.errors import ShapeError, explain
from nn import activations, initializers
from nn.checks import whole_number
from nn.layers.base import Layer, Shape

__all__ = ["Dense"]


class Dense(Layer):
    """Every output depends on every input: y = activation(x · kernel + bias).

    Inputs of shape (n, in) give outputs of shape (n, units); with more axes, each row along the last one is a sample.
    Integers, such as the pixels of images, become floating-point numbers.

    units               how many outputs each sample has
    activation          a name of `nn.activations`, a function, or None for the identity
    use_bias            whether a bias is added
    kernel_initializer  how the kernel of shape (in, units) begins: a name of `nn.initializers` or a function of a shape
    bias_initializer    how the bias of shape (units,) begins

    Raises ConfigurationError where `units` is not a positive integer, ShapeError for inputs that do not fit.
    """

    kernel: ag.Variable
    bias: ag.Variable | None

    def __init__(
        self,
        units: int,
        activation: Any = None,
        use_bias: bool = True,
        kernel_initializer: Any = "glorot_uniform",
        bias_initializer: Any = "zeros",
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.units = whole_number("units", units, such_as=32)
        self.activation = activations.get(activation)
        self.use_bias = use_bias
        self.kernel_initializer = initializers.get(kernel_initializer)
        self.bias_initializer = initializers.get(bias_initializer)

    def build(self, input_shape: Any) -> None:
        """Create kernel and bias for inputs with the last axis of this shape."""
        self._check(input_shape, None)
        shape = (input_shape[-1], self.units)
        self.kernel = self.add_weight(shape, self.kernel_initializer, name="kernel")
        self.bias = self.add_weight((self.units,), self.bias_initializer, name="bias") if self.use_bias else None

    def call(self, inputs: Any) -> Any:
        """Return activation(inputs · kernel + bias)."""
        self._check(inputs.shape, self.kernel.shape[0])
        if inputs.dtype.kind in "biu":
            inputs = inputs.astype(self.dtype)
        y = inputs @ self.kernel
        if self.bias is not None:
            y = y + self.bias
        return self.activation(y)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """Return the shape of the inputs with the last axis of length `units`."""
        return (*input_shape[:-1], self.units)

    def _check(self, shape: Shape, size: int | None) -> None:
        if len(shape) > 1 and shape[-1] is not None and size in {None, shape[-1]}:
            return
        wanted = size if size is not None else shape[-1] if len(shape) == 1 else "in"
        wrong = f'Dense "{self.name}" expects inputs of shape (n, {wanted})'
        raise ShapeError(explain(wrong, str(tuple(shape)), _remedy(shape, size)))


def _remedy(shape: Shape, size: int | None) -> str:
    if len(shape) < 2:
        return "give it a first axis that counts the samples, as by x[np.newaxis]"
    if size is not None and None not in shape[1:] and math.prod(shape[1:]) == size:  # type: ignore[arg-type]  # no None
        return f"reshape to (n, {size}) or add Flatten()"
    if size is not None and None not in shape and math.prod(shape) == size:  # type: ignore[arg-type]  # no None
        return f"a single sample is a batch of one: reshape it to (1, {size})"
    return "pass inputs of that shape, or make a new layer for these"
