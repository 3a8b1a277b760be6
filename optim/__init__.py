"""Optimizers: update rules as textbook formulas, and what stands around them.

    >>> import autograd_core as ag
    >>> w = ag.Variable(0.0, name="w")
    >>> optimizer = SGD(learning_rate=0.25)
    >>> for _ in range(20):
    ...     loss = (w - 3.0) ** 2
    ...     optimizer.zero_grad([w])
    ...     loss.backward()
    ...     optimizer.apply([w.grad], [w])
    >>> print(f"{w:.4f}")
    3.0000

Names, arguments and defaults are those of `keras.optimizers`; one file holds one formula. Not here: gradients
(`autograd_core`), training loops (`nn.models`).
"""

from __future__ import annotations

from typing import Any

from autograd_core.errors import ConfigurationError, explain, unknown_name
from optim import clipping, schedules
from optim.adadelta import Adadelta
from optim.adagrad import Adagrad
from optim.adam import Adam
from optim.adamax import Adamax
from optim.adamw import AdamW
from optim.ftrl import Ftrl
from optim.lamb import Lamb
from optim.lion import Lion
from optim.nadam import Nadam
from optim.optimizer import Optimizer
from optim.rmsprop import RMSprop
from optim.sgd import SGD

__all__ = [
    "SGD",
    "Adadelta",
    "Adagrad",
    "Adam",
    "AdamW",
    "Adamax",
    "Ftrl",
    "Lamb",
    "Lion",
    "Nadam",
    "Optimizer",
    "RMSprop",
    "clipping",
    "get",
    "schedules",
]

_NAMED = {
    optimizer.__name__.lower(): optimizer
    for optimizer in (SGD, RMSprop, Adam, AdamW, Adagrad, Adadelta, Adamax, Nadam, Ftrl, Lion, Lamb)
}


def get(identifier: Any) -> Optimizer:
    """Return an optimizer: by its name in any case, by its class, or as it is; the first two with their defaults.

    >>> get("rmsprop"), get(SGD)
    (RMSprop(learning_rate=0.001, iterations=0), SGD(learning_rate=0.01, iterations=0))

    Raises UnknownNameError for a name that no optimizer has, ConfigurationError for anything else.
    """
    if isinstance(identifier, Optimizer):
        return identifier
    if isinstance(identifier, str):
        kind = "optimizer"
        if identifier.lower() not in _NAMED:
            raise unknown_name(kind, identifier, _NAMED)
        identifier = _NAMED[identifier.lower()]
    if not (isinstance(identifier, type) and issubclass(identifier, Optimizer)):
        given = f"{type(identifier).__name__} {identifier!r}"
        raise ConfigurationError(explain("this is no optimizer", given, "pass a name, such as 'sgd', or an optimizer"))
    made: Optimizer = identifier()  # type: ignore[call-arg]  # a class without defaults says so itself
    return made
