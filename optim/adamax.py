"""Adamax: Adam, with the largest recent gradient as its measure.

    >>> import autograd_core as ag
    >>> w = ag.Variable([1.0, 1.0])
    >>> Adamax(learning_rate=0.1).apply([[100.0, 1.0]], [w])
    >>> w.numpy().round(3)
    array([0.9, 0.9])

Not here: the mean square as the measure (`adam`).
"""

from __future__ import annotations

from typing import Any, ClassVar, Unpack

import numpy as np

from optim.checks import fraction, not_negative
from optim.optimizer import Optimizer, Options, Rate, Slots, like

__all__ = ["Adamax"]


class Adamax(Optimizer):
    """A moving mean of the gradient, divided by the largest gradient so far, which fades.

    m ← β₁ m + (1 − β₁) g
    u ← max(β₂ u, |g|)
    w ← w − η / (1 − β₁ᵗ) · m / (u + ε)

    beta_1, beta_2  the shares that stay, at least 0 and below 1
    epsilon         ε, which keeps the divisor away from 0
    options         what every `Optimizer` takes

    Raises what `Optimizer` raises, and ConfigurationError where a number is out of its range.
    From Kingma and Ba, "Adam: a method for stochastic optimization" (2015), section 7.

    >>> Adamax()
    Adamax(learning_rate=0.001, iterations=0)
    """

    elementwise: ClassVar[bool] = True

    def __init__(
        self,
        learning_rate: Rate = 0.001,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-7,
        **options: Unpack[Options],
    ) -> None:
        super().__init__(learning_rate, **options)
        self.beta_1, self.beta_2 = fraction("beta_1", beta_1), fraction("beta_2", beta_2)
        self.epsilon = not_negative("epsilon", epsilon)

    def slots(self, parameter: Any) -> Slots:
        """Return zeros: the mean and the largest gradient."""
        return {"mean": np.zeros_like(parameter), "largest": np.zeros_like(parameter)}

    def update(self, parameter: Any, gradient: Any, slots: Slots, learning_rate: Any, step: Any) -> tuple[Any, Slots]:
        """`m ← β₁ m + (1 − β₁) g`, `u ← max(β₂ u, |g|)`, `w ← w − η / (1 − β₁ᵗ) · m / (u + ε)`."""
        mean = self.beta_1 * slots["mean"] + (1 - self.beta_1) * gradient
        largest = np.maximum(self.beta_2 * slots["largest"], np.abs(gradient))
        rate = learning_rate / like(1 - np.power(self.beta_1, step), gradient)
        return parameter - rate * mean / (largest + self.epsilon), {"mean": mean, "largest": largest}
