"""Checks of the whole numbers that layers and training are told.

    >>> whole_number("epochs", 5)
    5
    >>> whole_number("epochs", 2.5)
    Traceback (most recent call last):
        ...
    autograd_core.errors.ConfigurationError: epochs must be a positive integer: got epochs=2.5. Pass one such as 1.

Not here: checks of data (`nn.batches`).
"""

from __future__ import annotations

import operator
from typing import Any

from autograd_core.errors import ConfigurationError, explain

__all__ = ["whole_number"]


def whole_number(name: str, value: Any, *, least: int = 1, such_as: int = 1) -> int:
    """Return a number as an int, once it is an integer, of Python or NumPy, that is not below `least`: 1 or 0.

    Raises ConfigurationError where it is not.

    >>> whole_number("initial_epoch", 0, least=0)
    0
    """
    try:
        number = operator.index(value)
    except TypeError:
        number = least - 1
    if number < least or isinstance(value, bool):
        wrong = f"{name} must be {'a positive integer' if least else 'an integer, 0 or above'}"
        raise ConfigurationError(explain(wrong, f"{name}={value!r}", f"pass one such as {such_as}"))
    return number
