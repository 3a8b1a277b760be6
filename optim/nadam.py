"""Nadam: Adam with Nesterov's look ahead.

    >>> import autograd_core as ag
    >>> w = ag.Variable([1.0, 1.0])
    >>> Nadam(learning_rate=0.1).apply([[100.0, 1.0]], [w])
    >>> w.numpy().round(3)
    array([0.894, 0.894])

Not here: Adam itself (`adam`).
"""

from __future__ import annotations

from typing import Any, Unpack

import numpy as np

from optim.checks import fraction, not_negative
from optim.optimizer import Optimizer, Options, Rate, Slots, like

__all__ = ["Nadam"]

WARM_UP = 0.96
"""How fast the momentum grows from half of β₁ to β₁; the paper's number, for which Keras has no argument either."""


class Nadam(Optimizer):
    """Adam, where the mean is taken one step further with the momentum μ that the next step will have.

    μₜ = β₁ (1 − 0.96ᵗ / 2),  p ← p μₜ
    m ← β₁ m + (1 − β₁) g
    s ← β₂ s + (1 − β₂) g²
    m̂ = μₜ₊₁ m / (1 − p μₜ₊₁) + (1 − μₜ) g / (1 − p)
    w ← w − η m̂ / (√(s / (1 − β₂ᵗ)) + ε)

    beta_1, beta_2  the shares of the averages that stay, at least 0 and below 1
    epsilon         ε, which keeps the root away from 0
    options         what every `Optimizer` takes

    Raises what `Optimizer` raises, and ConfigurationError where a number is out of its range.
    From Dozat, "Incorporating Nesterov momentum into Adam" (2016).

    >>> Nadam()
    Nadam(learning_rate=0.001, iterations=0)
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
        """Return zeros for the mean and the mean square, and 1 for the product of the momenta, a scalar."""
        zeros = np.zeros_like(parameter)
        return {"mean": zeros, "mean_square": zeros, "product": np.ones((), np.float64)}

    def update(self, parameter: Any, gradient: Any, slots: Slots, learning_rate: Any, step: Any) -> tuple[Any, Slots]:
        """`w ← w − η m̂ / (√(s / (1 − β₂ᵗ)) + ε)`, where m̂ looks one step ahead."""
        now, ahead = self._momentum(step), self._momentum(step + 1)
        product = slots["product"] * now
        mean = self.beta_1 * slots["mean"] + (1 - self.beta_1) * gradient
        mean_square = self.beta_2 * slots["mean_square"] + (1 - self.beta_2) * (gradient * gradient)
        from_mean = like(ahead / (1 - product * ahead), gradient)
        from_gradient = like((1 - now) / (1 - product), gradient)
        measure = np.sqrt(mean_square / like(1 - np.power(self.beta_2, step), gradient)) + self.epsilon
        change = learning_rate * (from_mean * mean + from_gradient * gradient) / measure
        return parameter - change, {"mean": mean, "mean_square": mean_square, "product": product}

    def _momentum(self, step: Any) -> Any:
        return self.beta_1 * (1 - 0.5 * np.power(WARM_UP, step))
