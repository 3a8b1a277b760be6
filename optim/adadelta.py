"""Adadelta: RMSprop whose steps are measured by the usual size of its own steps.

    >>> import autograd_core as ag
    >>> w = ag.Variable([1.0, 1.0])
    >>> Adadelta(learning_rate=1.0, epsilon=1e-2).apply([[100.0, 1.0]], [w])
    >>> w.numpy().round(3)  # at first, the steps are measured by ε alone
    array([0.553, 0.592])

Not here: what is the same for every formula (`optimizer`).
"""

from __future__ import annotations

from typing import Any, ClassVar, Unpack

import numpy as np

from optim.checks import fraction, not_negative
from optim.optimizer import Optimizer, Options, Rate, Slots

__all__ = ["Adadelta"]


class Adadelta(Optimizer):
    """Steps in the unit of the weight: the gradient, times the ratio of two moving root mean squares.

    s ← ρ s + (1 − ρ) g²
    d = √(r + ε) / √(s + ε) · g
    r ← ρ r + (1 − ρ) d²
    w ← w − η d

    The paper has η = 1; Keras' default of 0.001 is kept.

    rho      ρ, the share of the averages that stays, at least 0 and below 1
    epsilon  ε, which gives the first steps their size
    options  what every `Optimizer` takes

    Raises what `Optimizer` raises, and ConfigurationError where a number is out of its range.
    From Zeiler, "ADADELTA: an adaptive learning rate method" (2012).

    >>> Adadelta()
    Adadelta(learning_rate=0.001, iterations=0)
    """

    elementwise: ClassVar[bool] = True

    def __init__(
        self, learning_rate: Rate = 0.001, rho: float = 0.95, epsilon: float = 1e-7, **options: Unpack[Options]
    ) -> None:
        super().__init__(learning_rate, **options)
        self.rho, self.epsilon = fraction("rho", rho), not_negative("epsilon", epsilon)

    def slots(self, parameter: Any) -> Slots:
        """Return zeros: the mean squares of the gradient and of the steps."""
        return {"mean_square": np.zeros_like(parameter), "mean_square_step": np.zeros_like(parameter)}

    def update(self, parameter: Any, gradient: Any, slots: Slots, learning_rate: Any, step: Any) -> tuple[Any, Slots]:
        """`s ← ρ s + (1 − ρ) g²`, `d = √(r + ε) / √(s + ε) · g`, `r ← ρ r + (1 − ρ) d²`, `w ← w − η d`."""
        rho, epsilon, before = self.rho, self.epsilon, slots["mean_square_step"]
        mean_square = rho * slots["mean_square"] + (1 - rho) * (gradient * gradient)
        descent = np.sqrt(before + epsilon) * gradient / np.sqrt(mean_square + epsilon)
        mean_square_step = rho * before + (1 - rho) * (descent * descent)
        return parameter - learning_rate * descent, {"mean_square": mean_square, "mean_square_step": mean_square_step}
