"""Layers that change the shape of each sample and nothing else.

    >>> import numpy as np
    >>> Flatten()(np.zeros((5, 28, 28))).shape, Reshape((2, -1))(np.zeros((5, 6))).shape
    ((5, 784), (5, 2, 3))

The first axis counts the samples and stays. Not here: reshaping arrays (`np.reshape` works on Tensors).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from autograd_core.errors import ConfigurationError, ShapeError, explain
from nn.layers.base import Layer, Shape

__all__ = ["Flatten", "Reshape"]


class Flatten(Layer):
    """Make one row of numbers of each sample: (n, a, b, …) → (n, a · b · …).

    Raises ShapeError for inputs without an axis that counts the samples.
    """

    def call(self, inputs: Any) -> Any:
        """Return inputs of shape (n, …) as (n, size)."""
        if inputs.ndim == 0:
            remedy = "give it a first axis that counts the samples"
            raise ShapeError(explain(f'Flatten "{self.name}" expects a batch', "shape ()", remedy))
        return inputs.reshape(self.compute_output_shape(inputs.shape))

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """Return (n, size); the size is None where an axis is."""
        return (input_shape[0], _product(input_shape[1:]))


class Reshape(Layer):
    """Give each sample another shape: (n, …) → (n, *target_shape).

    target_shape  the new shape without the axis of samples; one length may be -1, and follows from the others

    Raises ConfigurationError for a shape that cannot be, ShapeError for samples that do not fit into it.
    """

    def __init__(self, target_shape: Sequence[int], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.target_shape = tuple(target_shape)
        if self.target_shape.count(-1) > 1 or any(n < -1 for n in self.target_shape):
            remedy = "pass lengths, at most one of them -1"
            raise ConfigurationError(explain("no such target_shape", repr(self.target_shape), remedy))

    def call(self, inputs: Any) -> Any:
        """Return inputs of shape (n, …) as (n, *target_shape)."""
        return inputs.reshape(self.compute_output_shape(inputs.shape))

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """Return (n, *target_shape) with -1 resolved."""
        size = _product(input_shape[1:])
        known = math.prod(n for n in self.target_shape if n != -1)
        if size is None:
            return (input_shape[0], *(None if n == -1 else n for n in self.target_shape))
        fits = size == known if -1 not in self.target_shape else known > 0 and size % known == 0
        if not fits:
            wrong = f'Reshape "{self.name}" makes samples of shape {self.target_shape}'
            remedy = "pass samples of as many elements"
            raise ShapeError(explain(wrong, f"samples of shape {tuple(input_shape[1:])}", remedy))
        return (input_shape[0], *(size // known if n == -1 else n for n in self.target_shape))


def _product(lengths: Shape) -> int | None:
    size = 1
    for n in lengths:
        if n is None:
            return None
        size *= n
    return size
