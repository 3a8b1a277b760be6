"""An activation function as a layer of its own.

    >>> Activation("relu")([-1.0, 2.0])
    Tensor([0., 2.], dtype=float32)

Not here: the functions (`nn.activations`).
"""

from __future__ import annotations

from typing import Any

from nn import activations
from nn.layers.base import Layer, Shape

__all__ = ["Activation"]


class Activation(Layer):
    """Apply a function to the inputs: y = activation(x).

    activation  a name of `nn.activations`, or a function

    Raises UnknownNameError for a name that is in no list.
    """

    def __init__(self, activation: Any, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.activation = activations.get(activation)

    def call(self, inputs: Any) -> Any:
        """Return activation(inputs)."""
        return self.activation(inputs)

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """Return the shape of the inputs."""
        return input_shape
