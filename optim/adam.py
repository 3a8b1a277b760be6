"""Adam: momentum and the measure of RMSprop together, both corrected for their start at zero.

    >>> import numpy as np
    >>> adam = Adam(learning_rate=0.1)
    >>> w, g = np.array([1.0, 1.0]), np.array([100.0, 0.01])
    >>> w, slots = adam.update(w, g, adam.slots(w), 0.1, 1)
    >>> w.round(3)  # the first step has the length of the learning rate, whatever the gradient
    array([0.9, 0.9])

Not here: weights that decay (`adamw`), the largest gradient as the measure (`adamax`), a look ahead (`nadam`).
"""

from __future__ import annotations

from typing import Any, ClassVar, Unpack

import numpy as np

from optim.checks import fraction, not_negative
from optim.optimizer import Optimizer, Options, Rate, Slots, like

__all__ = ["Adam"]


class Adam(Optimizer):
    """A moving mean of the gradient, divided by a moving root mean square of it.

    m ← β₁ m + (1 − β₁) g
    s ← β₂ s + (1 − β₂) g²
    w ← w − η √(1 − β₂ᵗ) / (1 − β₁ᵗ) · m / (√s + ε)

    amsgrad:  the largest s so far in place of s in the last line

    beta_1, beta_2  the shares of the averages that stay, at least 0 and below 1
    epsilon         ε, which keeps the root away from 0; the ε̂ in the paper's section 2
    options         what every `Optimizer` takes

    Raises what `Optimizer` raises, and ConfigurationError where a number is out of its range.
    From Kingma and Ba, "Adam: a method for stochastic optimization" (2015); amsgrad: Reddi et al., "On
    the convergence of Adam and beyond" (2018).

    >>> Adam()
    Adam(learning_rate=0.001, iterations=0)
    """

    elementwise: ClassVar[bool] = True

    def __init__(
        self,
        learning_rate: Rate = 0.001,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-7,
        amsgrad: bool = False,
        **options: Unpack[Options],
    ) -> None:
        super().__init__(learning_rate, **options)
        self.beta_1, self.beta_2 = fraction("beta_1", beta_1), fraction("beta_2", beta_2)
        self.epsilon, self.amsgrad = not_negative("epsilon", epsilon), amsgrad

    def slots(self, parameter: Any) -> Slots:
        """Return zeros: the mean, the mean square, and for amsgrad the largest mean square."""
        names = ("mean", "mean_square", "largest")[: 3 if self.amsgrad else 2]
        return {name: np.zeros_like(parameter) for name in names}

    def update(self, parameter: Any, gradient: Any, slots: Slots, learning_rate: Any, step: Any) -> tuple[Any, Slots]:
        """`m ← β₁ m + (1 − β₁) g`, `s ← β₂ s + (1 − β₂) g²`, `w ← w − η √(1 − β₂ᵗ) / (1 − β₁ᵗ) · m / (√s + ε)`."""
        beta_1, beta_2 = self.beta_1, self.beta_2
        mean = beta_1 * slots["mean"] + (1 - beta_1) * gradient
        mean_square = beta_2 * slots["mean_square"] + (1 - beta_2) * (gradient * gradient)
        new, measure = {"mean": mean, "mean_square": mean_square}, mean_square
        if self.amsgrad:
            measure = new["largest"] = np.maximum(slots["largest"], mean_square)
        correction = np.sqrt(1 - np.power(beta_2, step)) / (1 - np.power(beta_1, step))
        rate = learning_rate * like(correction, gradient)
        return parameter - rate * mean / (np.sqrt(measure) + self.epsilon), new
