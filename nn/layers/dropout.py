"""The layer that forgets some of its inputs while training.

    >>> import numpy as np
    >>> layer = Dropout(0.5, seed=1)
    >>> layer(np.ones((1, 6)))
    Tensor([[1., 1., 1., 1., 1., 1.]], dtype=float32)
    >>> sorted(set(layer(np.ones((1, 6)), training=True).numpy().flat))
    [np.float32(0.0), np.float32(2.0)]

Not here: the random numbers (`autograd_core.random`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import autograd_core as ag
from autograd_core.errors import ConfigurationError, explain
from nn.layers.base import Layer, Shape

__all__ = ["Dropout"]


class Dropout(Layer):
    """In training, set each input to 0 with probability `rate`, and divide the others by 1 − rate; else do nothing.

    The mean stays what it is, so nothing is to be done when the model is used.

    rate         from 0 to below 1
    noise_shape  the shape of the random choice, where some inputs share it: 1 along their axes, None as in the inputs
    seed         of a stream of the layer's own; None takes numbers from `autograd_core.random`, which
                 `nn.utils.set_random_seed` sets

    Srivastava, Hinton, Krizhevsky, Sutskever, Salakhutdinov: Dropout, a simple way to prevent neural networks from
    overfitting, 2014. Raises ConfigurationError where the rate is not from 0 to below 1.
    """

    def __init__(
        self, rate: float, noise_shape: Sequence[int | None] | None = None, seed: int | None = None, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        if not 0 <= rate < 1:
            remedy = "pass the part of the inputs to drop, such as 0.5"
            raise ConfigurationError(explain("a dropout rate lies from 0 to below 1", f"rate={rate!r}", remedy))
        self.rate, self.noise_shape, self.seed = rate, noise_shape, seed
        self._random = ag.random.default if seed is None else ag.random.Generator(seed)

    def call(self, inputs: Any, training: bool = False) -> Any:
        """Return the inputs, some of them 0 in training."""
        if not training or self.rate == 0:
            return inputs
        shape = inputs.shape
        if self.noise_shape is not None:
            shape = tuple(n if m is None else m for n, m in zip(shape, self.noise_shape, strict=True))
        kept = self._random.uniform(size=shape, dtype="float32") >= self.rate
        return inputs * (kept.astype(inputs.dtype) / (1 - self.rate))

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """Return the shape of the inputs."""
        return input_shape
