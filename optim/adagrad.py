"""Adagrad: steps that shorten with all that a weight has moved so far.

    >>> import numpy as np
    >>> adagrad = Adagrad(learning_rate=0.1, initial_accumulator_value=0.0)
    >>> w, slots = np.array([1.0]), adagrad.slots(np.array([1.0]))
    >>> for step in (1, 2, 3):
    ...     w, slots = adagrad.update(w, np.array([7.0]), slots, 0.1, step)
    ...     print(w.round(3))
    [0.9]
    [0.829]
    [0.772]

Not here: sums that forget (`rmsprop`, `adadelta`).
"""

from __future__ import annotations

from typing import Any, ClassVar, Unpack

import numpy as np

from optim.checks import not_negative
from optim.optimizer import Optimizer, Options, Rate, Slots

__all__ = ["Adagrad"]


class Adagrad(Optimizer):
    """Gradient descent, divided by the root of the sum of all squared gradients so far.

    s ← s + g²
    w ← w − η g / √(s + ε)

    initial_accumulator_value  the sum before the first step, 0 or above
    epsilon                    ε, which keeps the root away from 0
    options                    what every `Optimizer` takes

    Raises what `Optimizer` raises, and ConfigurationError where a number is out of its range.
    From Duchi et al., "Adaptive subgradient methods for online learning and stochastic optimization" (2011).

    >>> Adagrad()
    Adagrad(learning_rate=0.001, iterations=0)
    """

    elementwise: ClassVar[bool] = True

    def __init__(
        self,
        learning_rate: Rate = 0.001,
        initial_accumulator_value: float = 0.1,
        epsilon: float = 1e-7,
        **options: Unpack[Options],
    ) -> None:
        super().__init__(learning_rate, **options)
        self.initial_accumulator_value = not_negative("initial_accumulator_value", initial_accumulator_value)
        self.epsilon = not_negative("epsilon", epsilon)

    def slots(self, parameter: Any) -> Slots:
        """Return the sum of squares, at its initial value."""
        return {"sum_of_squares": np.full_like(parameter, self.initial_accumulator_value)}

    def update(self, parameter: Any, gradient: Any, slots: Slots, learning_rate: Any, step: Any) -> tuple[Any, Slots]:
        """`s ← s + g²`, `w ← w − η g / √(s + ε)`."""
        total = slots["sum_of_squares"] + gradient * gradient
        return parameter - learning_rate * gradient / np.sqrt(total + self.epsilon), {"sum_of_squares": total}
