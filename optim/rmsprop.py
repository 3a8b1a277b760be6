"""RMSprop: each weight's steps are measured by the usual size of its gradient.

    >>> import numpy as np
    >>> rmsprop = RMSprop(learning_rate=0.1)
    >>> w, g = np.array([1.0, 1.0]), np.array([100.0, 0.1])
    >>> w, slots = rmsprop.update(w, g, rmsprop.slots(w), 0.1, 1)
    >>> w.round(3)  # a gradient 1,000 times larger, the same step
    array([0.684, 0.684])

Not here: what is the same for every formula (`optimizer`).
"""

from __future__ import annotations

from typing import Any, ClassVar, Unpack

import numpy as np

from optim.checks import fraction, not_negative
from optim.optimizer import Optimizer, Options, Rate, Slots

__all__ = ["RMSprop"]


class RMSprop(Optimizer):
    """Gradient descent, divided by a moving root mean square of the gradient.

    s ← ρ s + (1 − ρ) g²
    w ← w − η g / √(s + ε)

    centered:  a ← ρ a + (1 − ρ) g, and s − a², the variance, in place of s under the root
    momentum:  v ← μ v + η g / √(s + ε),  w ← w − v

    rho       ρ, the share of the average that stays, at least 0 and below 1
    momentum  μ, at least 0 and below 1
    epsilon   ε, which keeps the root away from 0
    options   what every `Optimizer` takes

    Raises what `Optimizer` raises, and ConfigurationError where a number is out of its range.
    From Hinton's lecture 6e of "Neural Networks for Machine Learning" (2012); centered: Graves, "Generating sequences
    with recurrent neural networks" (2013).

    >>> RMSprop()
    RMSprop(learning_rate=0.001, iterations=0)
    """

    elementwise: ClassVar[bool] = True

    def __init__(
        self,
        learning_rate: Rate = 0.001,
        rho: float = 0.9,
        momentum: float = 0.0,
        epsilon: float = 1e-7,
        centered: bool = False,
        **options: Unpack[Options],
    ) -> None:
        super().__init__(learning_rate, **options)
        self.rho, self.momentum = fraction("rho", rho), fraction("momentum", momentum)
        self.epsilon, self.centered = not_negative("epsilon", epsilon), centered

    def slots(self, parameter: Any) -> Slots:
        """Return zeros: the mean square, and as asked for the mean and the velocity."""
        kept = {"mean_square": True, "mean": self.centered, "velocity": self.momentum > 0}
        return {name: np.zeros_like(parameter) for name, asked in kept.items() if asked}

    def update(self, parameter: Any, gradient: Any, slots: Slots, learning_rate: Any, step: Any) -> tuple[Any, Slots]:
        """`s ← ρ s + (1 − ρ) g²`, `w ← w − η g / √(s + ε)`."""
        rho = self.rho
        mean_square = rho * slots["mean_square"] + (1 - rho) * (gradient * gradient)
        new, spread = {"mean_square": mean_square}, mean_square
        if self.centered:
            new["mean"] = rho * slots["mean"] + (1 - rho) * gradient
            # Rounding can take this difference below zero, further than ε, where a gradient hardly changes.
            spread = np.maximum(mean_square - new["mean"] * new["mean"], 0)
        change = learning_rate * gradient / np.sqrt(spread + self.epsilon)
        if self.momentum:
            change = new["velocity"] = self.momentum * slots["velocity"] + change
        return parameter - change, new
