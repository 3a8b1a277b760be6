"""Ftrl: follow the regularized leader, which sets small weights to exactly zero.

    >>> import autograd_core as ag
    >>> w = ag.Variable([0.0, 0.0])
    >>> Ftrl(learning_rate=0.1, l1_regularization_strength=1.0).apply([[5.0, 0.5]], [w])
    >>> w.numpy().round(3)
    array([-0.08,  0.  ])

Not here: what is the same for every formula (`optimizer`).
"""

from __future__ import annotations

from typing import Any, ClassVar, Unpack

import numpy as np

from autograd_core.errors import ConfigurationError, explain
from optim.checks import not_negative
from optim.optimizer import Optimizer, Options, Rate, Slots

__all__ = ["Ftrl"]


class Ftrl(Optimizer):
    """The weight that would have been best so far, by a quadratic bound of the loss with L1 and L2 penalties.

    n′ = n + g²,  r = n′^(−p),  q = n^(−p)
    z ← z + g + 2 λₛ w − (r − q) / η · w
    w ← (clip(z, −λ₁, λ₁) − z) / ((r + β) / η + 2 λ₂)
    n ← n′

    learning_rate_power                   p, 0 or below
    initial_accumulator_value             n before the first step, 0 or above
    l1_regularization_strength            λ₁, 0 or above
    l2_regularization_strength            λ₂, 0 or above
    l2_shrinkage_regularization_strength  λₛ, 0 or above: a penalty on the size of the weight as it is
    beta                                  β, which lowers the first learning rates, 0 or above
    options                               what every `Optimizer` takes

    Raises what `Optimizer` raises, and ConfigurationError where a number is out of its range.
    From McMahan et al., "Ad click prediction: a view from the trenches" (2013).

    >>> Ftrl()
    Ftrl(learning_rate=0.001, iterations=0)
    """

    elementwise: ClassVar[bool] = True

    def __init__(
        self,
        learning_rate: Rate = 0.001,
        learning_rate_power: float = -0.5,
        initial_accumulator_value: float = 0.1,
        l1_regularization_strength: float = 0.0,
        l2_regularization_strength: float = 0.0,
        l2_shrinkage_regularization_strength: float = 0.0,
        beta: float = 0.0,
        **options: Unpack[Options],
    ) -> None:
        super().__init__(learning_rate, **options)
        if not learning_rate_power <= 0:
            given = f"learning_rate_power={learning_rate_power}"
            raise ConfigurationError(explain("learning_rate_power must be 0 or below", given, "use, say, -0.5"))
        self.learning_rate_power = learning_rate_power
        self.initial_accumulator_value = not_negative("initial_accumulator_value", initial_accumulator_value)
        self.l1_regularization_strength = not_negative("l1_regularization_strength", l1_regularization_strength)
        self.l2_regularization_strength = not_negative("l2_regularization_strength", l2_regularization_strength)
        self.l2_shrinkage_regularization_strength = not_negative(
            "l2_shrinkage_regularization_strength", l2_shrinkage_regularization_strength
        )
        self.beta = not_negative("beta", beta)

    def slots(self, parameter: Any) -> Slots:
        """Return the sum of squares at its initial value, and zero for z, the linear part of the bound."""
        start = np.full_like(parameter, self.initial_accumulator_value)
        return {"sum_of_squares": start, "linear": np.zeros_like(parameter)}

    def update(self, parameter: Any, gradient: Any, slots: Slots, learning_rate: Any, step: Any) -> tuple[Any, Slots]:
        """`z ← z + g + 2 λₛ w − (r − q) / η · w`, `w ← (clip(z, −λ₁, λ₁) − z) / ((r + β) / η + 2 λ₂)`."""
        total = slots["sum_of_squares"] + gradient * gradient
        power, limit = -self.learning_rate_power, self.l1_regularization_strength
        root, root_before = np.power(total, power), np.power(slots["sum_of_squares"], power)
        shrinkage = 2 * self.l2_shrinkage_regularization_strength - (root - root_before) / learning_rate
        linear = slots["linear"] + gradient + shrinkage * parameter
        curvature = (root + self.beta) / learning_rate + 2 * self.l2_regularization_strength
        return (np.clip(linear, -limit, limit) - linear) / curvature, {"sum_of_squares": total, "linear": linear}
