"""Choices between strategies, some more often than others.

Hypothesis draws from each branch of `one_of` equally often, and drops those that are there twice.

    >>> from autograd_core.testing.strategies.finding import smallest
    >>> smallest(weighted((1, st.just("rare")), (9, st.just("often"))), lambda drawn: True)
    'rare'

Not here: what there is to choose from.
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

__all__ = ["RARELY", "weighted"]


def weighted(*branches: tuple[int, st.SearchStrategy[Any]]) -> st.SearchStrategy[Any]:
    """Return a strategy that draws from each branch as often as its weight says; shrinks towards the first."""
    places = [place for place, (weight, _) in enumerate(branches) for _ in range(weight)]
    return st.sampled_from(places).flatmap(lambda place: branches[place][1])


RARELY = st.sampled_from([False] * 3 + [True])
"""True in one case of four."""
