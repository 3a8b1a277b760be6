"""Lion: steps of one length, in the direction of the sign.

    >>> import autograd_core as ag
    >>> w = ag.Variable([1.0, 1.0])
    >>> Lion(learning_rate=0.125).apply([[100.0, -0.01]], [w])
    >>> w
    Variable([0.875, 1.125])

Not here: what is the same for every formula (`optimizer`).
"""

from __future__ import annotations

from typing import Any, ClassVar, Unpack

import numpy as np

from optim.checks import fraction
from optim.optimizer import Optimizer, Options, Rate, Slots

__all__ = ["Lion"]


class Lion(Optimizer):
    """The sign of a mix of mean and gradient, times the learning rate.

    w ← w − η sign(β₁ m + (1 − β₁) g)
    m ← β₂ m + (1 − β₂) g

    beta_1   the share of the mean in the step, at least 0 and below 1
    beta_2   the share of the mean that stays, at least 0 and below 1
    options  what every `Optimizer` takes

    Raises what `Optimizer` raises, and ConfigurationError where a number is out of its range.
    From Chen et al., "Symbolic discovery of optimization algorithms" (2023).

    >>> Lion()
    Lion(learning_rate=0.001, iterations=0)
    """

    elementwise: ClassVar[bool] = True

    def __init__(
        self, learning_rate: Rate = 0.001, beta_1: float = 0.9, beta_2: float = 0.99, **options: Unpack[Options]
    ) -> None:
        super().__init__(learning_rate, **options)
        self.beta_1, self.beta_2 = fraction("beta_1", beta_1), fraction("beta_2", beta_2)

    def slots(self, parameter: Any) -> Slots:
        """Return a mean of zero."""
        return {"mean": np.zeros_like(parameter)}

    def update(self, parameter: Any, gradient: Any, slots: Slots, learning_rate: Any, step: Any) -> tuple[Any, Slots]:
        """`w ← w − η sign(β₁ m + (1 − β₁) g)`, `m ← β₂ m + (1 − β₂) g`."""
        beta_1, beta_2, mean = self.beta_1, self.beta_2, slots["mean"]
        direction = np.sign(beta_1 * mean + (1 - beta_1) * gradient)
        return parameter - learning_rate * direction, {"mean": beta_2 * mean + (1 - beta_2) * gradient}
