"""Gradient descent, with momentum.

    >>> import autograd_core as ag
    >>> w = ag.Variable(1.0, name="w")
    >>> optimizer = SGD(learning_rate=0.1)
    >>> for _ in range(3):
    ...     optimizer.zero_grad([w])
    ...     loss = w * w
    ...     loss.backward()
    ...     optimizer.step()
    >>> round(w.item(), 3)
    0.512

Not here: what is the same for every formula (`optimizer`).
"""

from __future__ import annotations

from typing import Any, ClassVar, Unpack

import numpy as np

from optim.checks import fraction
from optim.optimizer import Optimizer, Options, Rate, Slots

__all__ = ["SGD"]


class SGD(Optimizer):
    """Gradient descent: `w ← w − η g`; with momentum μ, the velocity moves the weight.

    momentum 0:  w ← w − η g
    momentum μ:  v ← μ v − η g,  w ← w + v
    nesterov:    v ← μ v − η g,  w ← w + μ v − η g

    Chapter 2 of "Deep Learning with Python" prints the step with momentum with a plus in the velocity:

        velocity = past_velocity * momentum + learning_rate * gradient
        w = w + momentum * velocity - learning_rate * gradient

    That velocity points uphill. With its momentum of 0.1 the second line still goes down, a little slower than without;
    with the usual 0.9 it goes up, and the loss grows without end. With the minus from above, they are Nesterov's lines.

    momentum  μ, at least 0 and below 1
    nesterov  whether the gradient's step is taken after the velocity's, as if from where that leads
    options   what every `Optimizer` takes

    Raises what `Optimizer` raises, and ConfigurationError where the momentum is outside [0, 1).
    From Polyak, "Some methods of speeding up the convergence of iteration methods" (1964), and Sutskever et al., "On
    the importance of initialization and momentum in deep learning" (2013).

    >>> SGD(0.1, momentum=0.9, nesterov=True)
    SGD(learning_rate=0.1, iterations=0)
    """

    elementwise: ClassVar[bool] = True

    def __init__(
        self, learning_rate: Rate = 0.01, momentum: float = 0.0, nesterov: bool = False, **options: Unpack[Options]
    ) -> None:
        super().__init__(learning_rate, **options)
        self.momentum, self.nesterov = fraction("momentum", momentum), nesterov

    def slots(self, parameter: Any) -> Slots:
        """Return a velocity of zero if there is momentum."""
        return {"velocity": np.zeros_like(parameter)} if self.momentum else {}

    def update(self, parameter: Any, gradient: Any, slots: Slots, learning_rate: Any, step: Any) -> tuple[Any, Slots]:
        """`v ← μ v − η g`, `w ← w + v`."""
        descent = learning_rate * gradient
        if not self.momentum:
            return parameter - descent, {}
        velocity = self.momentum * slots["velocity"] - descent
        change = self.momentum * velocity - descent if self.nesterov else velocity
        return parameter + change, {"velocity": velocity}
