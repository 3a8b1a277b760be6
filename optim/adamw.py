"""AdamW: Adam, and weights that decay by themselves.

    >>> import autograd_core as ag
    >>> w = ag.Variable(1.0)
    >>> AdamW(learning_rate=0.1, weight_decay=0.5).apply([0.0], [w])
    >>> w
    Variable(0.95)

Not here: the formula of Adam (`adam`).
"""

from __future__ import annotations

from typing import Unpack

from autograd_core.errors import ConfigurationError, explain
from optim.adam import Adam
from optim.optimizer import Clips, Rate

__all__ = ["AdamW"]


class AdamW(Adam):
    """Adam with weight decay that does not pass through the gradient: `w ← w · (1 − η λ)`, then Adam's step.

    A penalty λ w in the gradient would be divided by Adam's measure like the rest, so that weights with large gradients
    would decay less; this one does not. `Optimizer` offers it for every formula; here it is on unless said otherwise.

    weight_decay  λ, 0 or above
    options       what every `Optimizer` takes; the other arguments are those of `Adam`

    Raises what `Adam` raises, and ConfigurationError where `weight_decay` is None.
    From Loshchilov and Hutter, "Decoupled weight decay regularization" (2019).

    >>> AdamW().weight_decay
    0.004
    """

    def __init__(
        self,
        learning_rate: Rate = 0.001,
        weight_decay: float | None = 0.004,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-7,
        amsgrad: bool = False,
        **options: Unpack[Clips],
    ) -> None:
        if weight_decay is None:
            raise ConfigurationError(explain("AdamW needs a weight decay", "weight_decay=None", "use Adam without one"))
        super().__init__(learning_rate, beta_1, beta_2, epsilon, amsgrad, weight_decay=weight_decay, **options)
