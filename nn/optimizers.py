"""The optimizers of `optim`, where Keras has them: `keras.optimizers` is `nn.optimizers`.

    >>> from nn import optimizers
    >>> optimizers.RMSprop(learning_rate=0.001)
    RMSprop(learning_rate=0.001, iterations=0)

Not here: anything of its own; the formulas stand in `optim`.
"""

from optim import (
    SGD,
    Adadelta,
    Adagrad,
    Adam,
    Adamax,
    AdamW,
    Ftrl,
    Lamb,
    Lion,
    Nadam,
    Optimizer,
    RMSprop,
    get,
    schedules,
)

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
    "get",
    "schedules",
]
