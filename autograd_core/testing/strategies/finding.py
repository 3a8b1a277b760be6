"""What a strategy shrinks to.

    >>> from hypothesis import strategies as st
    >>> smallest(st.integers(), lambda n: n > 10)
    11

Not here: the strategies.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from hypothesis import HealthCheck, Phase, find, settings
from hypothesis import strategies as st

__all__ = ["smallest"]

Drawn = TypeVar("Drawn")
SETTINGS = settings(
    database=None,
    derandomize=True,
    max_examples=2000,
    phases=[Phase.generate, Phase.shrink],  # no explanations, which take hundreds of calls more
    suppress_health_check=list(HealthCheck),
)


def smallest(strategy: st.SearchStrategy[Drawn], condition: Callable[[Drawn], Any]) -> Drawn:
    """Return the simplest of what a strategy draws and a condition holds for: what a test that fails then would report.

    The same on every run, unlike `hypothesis.find`, which else does the same.

    Raises hypothesis.errors.NoSuchExample where 2000 tries do not meet it.
    """
    return find(strategy, condition, settings=SETTINGS)
