"""Checks of the numbers that optimizers and schedules are made with.

    >>> fraction("momentum", 0.9)
    0.9
    >>> fraction("momentum", 9)
    Traceback (most recent call last):
        ...
    autograd_core.errors.ConfigurationError: momentum must be at least 0 and below 1: got momentum=9. Use, say, 0.9.

Each returns the number, so that a constructor is a list of fields. Not here: checks of gradients (`optimizer`).
"""

from __future__ import annotations

import math

from autograd_core.errors import ConfigurationError, explain

__all__ = ["fraction", "not_negative", "positive"]


def fraction(name: str, value: float) -> float:
    """Return a number that must be at least 0 and below 1, as the share of a moving average that stays.

    Raises ConfigurationError where it is not.
    """
    if not 0 <= value < 1:
        raise ConfigurationError(explain(f"{name} must be at least 0 and below 1", f"{name}={value}", "use, say, 0.9"))
    return value


def positive(name: str, value: float) -> float:
    """Return a number that must be above 0 and finite.

    >>> positive("decay_steps", 100)
    100

    Raises ConfigurationError where it is not.
    """
    if not 0 < value < math.inf:
        raise ConfigurationError(explain(f"{name} must be a finite number above 0", f"{name}={value}", "use, say, 1.0"))
    return value


def not_negative(name: str, value: float) -> float:
    """Return a number that must be 0 or above, and finite.

    >>> not_negative("epsilon", 1e-7)
    1e-07

    Raises ConfigurationError where it is not.
    """
    if not 0 <= value < math.inf:
        wrong = f"{name} must be a finite number, 0 or above"
        raise ConfigurationError(explain(wrong, f"{name}={value}", "use 0 to do without it"))
    return value
