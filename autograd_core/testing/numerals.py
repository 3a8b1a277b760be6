"""Numbers as they are written in reports: no more digits than are known.

    >>> measured(0.25000000012, 3e-7), measured(-6e-15, 2e-13), number(-0.0)
    ('0.25 ± 3.0e-07', '0 ± 2.0e-13', '0')

Not here: the sentences (`reports`).
"""

from __future__ import annotations

import math

__all__ = ["measured", "number", "span"]

DIGITS = 10
"""Most numbers are known better than anybody wants to read."""

FINE = 1e-4
"""How well the ends of a range are told, relative to its width."""


def number(value: float, bound: float = 0.0) -> str:
    """Return a number with the digits that its bound leaves, and with ten at most; 0 if it may be that.

    >>> number(1234.5678, 0.02), number(1 / 3), number(0.2, 0.3)
    ('1234.57', '0.3333333333', '0')
    """
    if abs(value) <= bound < math.inf:
        return "0"
    if 0 < bound < math.inf and math.isfinite(value):
        value = round(value, -math.floor(math.log10(bound)))
    return f"{value:.{DIGITS}g}"


def measured(value: float, bound: float) -> str:
    """Return a number with its bound."""
    return f"{number(value, bound)} ± {bound:.1e}"


def span(low: float, high: float) -> str:
    """Return a range, from its low to its high end.

    >>> span(-1.000001, 2e-6)
    '-1 to 0'
    """
    fine = FINE * (high - low) if math.isfinite(high - low) else 0.0
    return f"{number(low, fine)} to {number(high, fine)}"
