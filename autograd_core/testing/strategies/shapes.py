"""Shapes of arrays: 0-d, with axes of length 1, sometimes without elements.

    >>> from autograd_core.testing.strategies.finding import smallest
    >>> smallest(any_shape(), lambda shape: len(shape) == 3), smallest(any_shape(), lambda shape: 0 in shape)
    ((1, 1, 1), (0,))

Not here: how arrays are filled (`arrays`).
"""

from __future__ import annotations

from itertools import dropwhile
from typing import TypeVar

from hypothesis import strategies as st

from autograd_core.errors import ShapeError, explain

__all__ = ["any_shape", "broadcast_shapes", "several", "side"]

Shape = tuple[int, ...]
Axis = TypeVar("Axis")


def any_shape(
    *, min_dims: int = 0, max_dims: int = 3, min_side: int = 0, max_side: int = 4
) -> st.SearchStrategy[Shape]:
    """Return a strategy for shapes; each axis is of length 0 in one case of sixteen, of all others about as often.

    Shrinks towards fewer axes, and axes of length 1.

    Raises ShapeError where no shape is within the limits.
    """
    if not 0 <= min_dims <= max_dims or not 0 <= min_side <= max_side:
        given = f"min_dims={min_dims}, max_dims={max_dims}, min_side={min_side}, max_side={max_side}"
        raise ShapeError(explain("no shape is within these limits", given, "give no maximum below its minimum, or 0"))
    return several(side(min_side, max_side), min_dims, max_dims).map(tuple)


def several(axis: st.SearchStrategy[Axis], least: int, most: int) -> st.SearchStrategy[list[Axis]]:
    """Return a strategy for lists of axes, more often long than short.

    As many axes are drawn as there can be, and the last ones are taken. So a change of their number leaves what is
    drawn behind them as it was. With lists of Hypothesis, its search by small changes ends in 0-d arrays too often.
    """
    counts = st.sampled_from([n for n in range(least, most + 1) for _ in range(2 * n or 1)])
    drawn = st.tuples(counts, st.tuples(*[axis] * most))
    return drawn.map(lambda pair: list(pair[1][most - pair[0] :]))


def side(least: int, most: int) -> st.SearchStrategy[int]:
    """Return a strategy for the length of an axis, from 1 up; 0 comes last, and is rare."""
    longer = range(max(1, least), most + 1)
    often = [n for n in longer for _ in range(max(1, 15 // len(longer)))]
    return st.sampled_from(often + [0] * (least == 0))


def broadcast_shapes(count: int, max_dims: int = 3, max_side: int = 4) -> st.SearchStrategy[tuple[Shape, ...]]:
    """Return a strategy for shapes that broadcast together: each may lack leading axes, or have others of length 1.

    Shrinks towards fewer axes, then towards shapes that lack them, then towards axes of length 1.

    >>> from autograd_core.testing.strategies.finding import smallest
    >>> smallest(broadcast_shapes(2), lambda shapes: shapes[0] != shapes[1])
    ((), (1,))
    """
    roles = st.tuples(*[st.sampled_from(ROLES)] * count)
    axes = several(st.tuples(side(0, max_side), roles), 0, max_dims)
    return axes.map(lambda drawn: tuple(_shape([(n, each[k]) for n, each in drawn]) for k in range(count)))


ROLES = ("missing", "one", "full", "full")
"""What an axis of the result can be in an operand; it can only be missing where all before it are."""


def _shape(axes: list[tuple[int, str]]) -> Shape:
    present = list(dropwhile(lambda axis: axis[1] == "missing", axes))
    return tuple(n if role == "full" else 1 for n, role in present)
