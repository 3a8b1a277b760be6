"""The declaration of what a model is given.

    >>> Input((784,)).input_shape
    (None, 784)

Not here: models (`nn.models`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from autograd_core.errors import ShapeError, explain
from nn.layers.base import Layer, Shape, sample_shape

__all__ = ["Input", "InputLayer"]


class InputLayer(Layer):
    """The first layer of a Sequential, if one wants to say what the shape of its inputs is: y = x.

    shape  the shape of one sample

    Raises ConfigurationError for a shape that cannot be, ShapeError for inputs of another.
    """

    input_shape: Shape

    def __init__(self, shape: Sequence[int | None], *, name: str | None = None, dtype: Any = "float32") -> None:
        super().__init__(name=name, dtype=dtype)
        self.input_shape = (None, *sample_shape(shape))
        self.built = True

    def call(self, inputs: Any) -> Any:
        """Return the inputs."""
        wanted = self.input_shape
        if inputs.ndim != len(wanted) or any(n not in {None, m} for n, m in zip(wanted, inputs.shape, strict=True)):
            wrong = f"the model expects inputs of shape (n, {', '.join(map(str, wanted[1:]))})"
            raise ShapeError(explain(wrong, str(inputs.shape), "reshape the inputs, or declare another shape in Input"))
        return inputs

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """Return the shape of the inputs."""
        return input_shape


def Input(shape: Sequence[int | None], *, name: str | None = None, dtype: Any = "float32") -> InputLayer:
    """Declare the shape of one sample; the first entry of a Sequential.

    Raises ConfigurationError for a shape that cannot be.

    >>> Input(shape=(28, 28)).input_shape
    (None, 28, 28)
    """
    return InputLayer(shape, name=name, dtype=dtype)
