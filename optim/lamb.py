"""Lamb: Adam, with steps in proportion to the norm of the weights.

    >>> import autograd_core as ag
    >>> w = ag.Variable([3.0, 4.0])
    >>> Lamb(learning_rate=0.1).apply([[100.0, 1.0]], [w])
    >>> w.numpy().round(3)  # a step of 0.1 · 5, evenly over both
    array([2.646, 3.646])

Not here: Adam itself (`adam`).
"""

from __future__ import annotations

from typing import Any, Unpack

import numpy as np

from optim.checks import fraction, not_negative
from optim.optimizer import Optimizer, Options, Rate, Slots, like

__all__ = ["Lamb"]


class Lamb(Optimizer):
    """Adam's direction, with a length in proportion to that of the whole parameter.

    m ← β₁ m + (1 − β₁) g
    s ← β₂ s + (1 − β₂) g²
    d = m / (1 − β₁ᵗ) / (√(s / (1 − β₂ᵗ)) + ε)
    w ← w − η ‖w‖ / ‖d‖ · d

    The ratio is 1 where one of the norms is 0.

    beta_1, beta_2  the shares of the averages that stay, at least 0 and below 1
    epsilon         ε, which keeps the root away from 0
    options         what every `Optimizer` takes

    Raises what `Optimizer` raises, and ConfigurationError where a number is out of its range.
    From You et al., "Large batch optimization for deep learning: training BERT in 76 minutes" (2020).

    >>> Lamb()
    Lamb(learning_rate=0.001, iterations=0)
    """

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
        """Return zeros: the mean and the mean square."""
        return {"mean": np.zeros_like(parameter), "mean_square": np.zeros_like(parameter)}

    def update(self, parameter: Any, gradient: Any, slots: Slots, learning_rate: Any, step: Any) -> tuple[Any, Slots]:
        """`d = m / (1 − β₁ᵗ) / (√(s / (1 − β₂ᵗ)) + ε)`, `w ← w − η ‖w‖ / ‖d‖ · d`."""
        beta_1, beta_2 = self.beta_1, self.beta_2
        mean = beta_1 * slots["mean"] + (1 - beta_1) * gradient
        mean_square = beta_2 * slots["mean_square"] + (1 - beta_2) * (gradient * gradient)
        measure = np.sqrt(mean_square / like(1 - np.power(beta_2, step), gradient)) + self.epsilon
        direction = mean / like(1 - np.power(beta_1, step), gradient) / measure
        length, unit = _norm(parameter), _norm(direction)
        both = (length > 0) & (unit > 0)
        ratio = np.where(both, length, 1) / np.where(both, unit, 1)
        return parameter - learning_rate * ratio * direction, {"mean": mean, "mean_square": mean_square}


def _norm(x: Any) -> Any:
    return np.sqrt(np.sum(x * x))
