"""Index expressions that are valid for a shape: every form that NumPy has.

    >>> from autograd_core.testing.strategies.finding import smallest
    >>> smallest(indices((3,)), lambda index: isinstance(index, np.ndarray) and index.size == 2)
    array([0, 0])

Not here: the arrays that are indexed (`arrays`).
"""

from __future__ import annotations

import math
from itertools import cycle, dropwhile, islice
from typing import Any, NamedTuple

import numpy as np
from hypothesis import strategies as st

from autograd_core.testing.strategies.asking import checked_shape, names_of
from autograd_core.testing.strategies.choices import RARELY

__all__ = ["INDICES", "indices"]

Shape = tuple[int, ...]
INDICES = ("basic", "integer arrays", "masks")
OFTEN = {"basic": 6, "integer arrays": 6, "masks": 2}
"""How often each kind is drawn: only one of them can be along an axis, and so a rare mistake needs many."""
FULL = slice(None)


def indices(of: Any, *, kinds: Any = "any") -> st.SearchStrategy[Any]:
    """Return a strategy for indices of arrays of a shape; or for pairs of an array and an index of it.

    of     a shape, or a strategy for arrays
    kinds  one or several of these, or "any":
           "basic"           slices, most with a negative step, also past the ends, and whole numbers of both signs
           "integer arrays"  arrays of whole numbers along one or more axes, broadcast, most with duplicates; mixed
                             with basic ones
           "masks"           an array of bools over one or more axes, mixed with basic ones

    Each may have a `...` and a `np.newaxis`, and leave out the last axes. An array with no axis that is longer than 0
    has no index of the latter two kinds, and is indexed by basic ones.

    >>> from autograd_core.testing.strategies.finding import smallest
    >>> from autograd_core.testing.strategies import arrays
    >>> smallest(indices((3,)), lambda index: isinstance(index, slice) and (index.step or 1) < 0)
    slice(None, None, -1)
    >>> smallest(indices(arrays()), lambda pair: isinstance(pair[1], np.ndarray) and pair[1].dtype == bool)
    (array([1.]), array([ True]))

    Raises ShapeError for what is no shape, UnknownNameError for a kind that is not known.
    """
    among = names_of("kind of index", kinds, INDICES)
    return _with_index(of, among) if isinstance(of, st.SearchStrategy) else _index(checked_shape(of), among)


@st.composite
def _with_index(draw: st.DrawFn, of: st.SearchStrategy[Any], kinds: tuple[str, ...]) -> tuple[Any, Any]:
    wish = draw(_wishes(kinds))
    x = draw(of)
    return x, _resolved(wish, np.shape(x))


def _index(shape: Shape, kinds: tuple[str, ...]) -> st.SearchStrategy[Any]:
    return _wishes(kinds).map(lambda wish: _resolved(wish, shape))


# What is drawn is a wish that does not depend on a shape, and fits every one of them once it is resolved: numbers are
# taken modulo the length of their axis, lists are cut or filled up. So a shape can shrink and leave all else as it was.


class Entry(NamedTuple):
    """What an index shall be along one axis: a number or a slice, or an array where there are some."""

    basic: Any
    is_array: bool


class Wish(NamedTuple):
    """What an index shall be, for any shape.

    kind      one of INDICES
    entries   for each of the last axes; full slices for those before
    backwards whether the last slice has a negative step, if no other has
    newaxis   before which entry a new axis is, if one is wanted
    ellipsis  whether there is one
    cut       whether full slices at the end are left out
    numbers   in the integer arrays, in turns; a mask is False where they are 3 modulo 4
    turns     how many of the numbers take turns in one array, so that the others are duplicates
    shape     of the integer arrays
    narrow    for each of them how it broadcasts to that shape: whole, without the first axis, or with axes of length 1
    over      from which axis on, and over how many more, a mask is
    """

    kind: str
    entries: list[Entry]
    backwards: bool
    newaxis: int | None
    ellipsis: bool
    cut: bool
    numbers: tuple[int, ...]
    turns: int
    shape: Shape
    narrow: tuple[int, ...]
    over: tuple[int, int]


def _wishes(kinds: tuple[str, ...]) -> st.SearchStrategy[Wish]:
    edge = st.sampled_from([None] * 9 + [0, 1, 2, -1, -2, 5, -5])
    number = st.integers(-4, 3)
    slices = st.builds(slice, edge, edge, st.sampled_from([None, -1, 2, *[-1, -2] * 3]))
    basic = st.tuples(st.sampled_from([0, 0, 0, 1]), slices, number).map(lambda drawn: drawn[1 + drawn[0]])
    entry = st.builds(Entry, basic, st.booleans())
    return st.builds(
        Wish,
        kind=st.sampled_from([kind for kind in kinds for _ in range(OFTEN[kind])]),
        entries=st.tuples(*[entry] * 3).map(list),
        backwards=st.sampled_from([False] + [True] * 9),
        newaxis=st.sampled_from([None] * 9 + [0, 1, 2]),
        ellipsis=RARELY,
        cut=RARELY.map(lambda rare: not rare),
        numbers=st.tuples(*[number] * 5),
        turns=st.sampled_from([5, *[1, 2, 1] * 3]),
        shape=st.sampled_from([(1,), *[(2,), (3,), (2, 2)] * 8, (2, 1), (0,)]),
        narrow=st.tuples(*[st.sampled_from([0] * 14 + [1, 2])] * 2),
        over=st.tuples(*[st.integers(0, 2)] * 2),
    )


def _resolved(wish: Wish, shape: Shape) -> Any:
    """Return the index of an array of a shape that comes nearest to a wish."""
    # The last of the entries, for Hypothesis moves the simpler ones to the front when it shrinks.
    wishes = [*[Entry(FULL, is_array=False)] * len(shape), *wish.entries][len(wish.entries) :]
    entries = [_basic(entry.basic, n) for entry, n in zip(wishes, shape, strict=True)]
    if wish.backwards:
        entries = _backwards(entries)
    if wish.kind == "masks" and any(shape):
        entries = _with_mask(wish, entries, shape)
    elif wish.kind == "integer arrays" and any(shape):
        entries = _with_integers(wish, entries, [entry.is_array for entry in wishes], shape)
    entries = _dressed(wish, entries)
    return entries[0] if len(entries) == 1 else tuple(entries)


def _basic(entry: Any, n: int) -> Any:
    """Return an entry that is valid for an axis of length n: only numbers need not be."""
    if not isinstance(entry, int):
        return entry
    return _within(entry, n) if n else FULL


def _within(number: int, n: int) -> int:
    """Return a number from −n to n − 1, of the same sign."""
    return number % n if number >= 0 else -1 - (-1 - number) % n


def _backwards(entries: list[Any]) -> list[Any]:
    """Return the entries with a slice whose step is negative, if there is a slice."""
    places = [place for place, entry in enumerate(entries) if isinstance(entry, slice)]
    if not places or any((entries[place].step or 1) < 0 for place in places):
        return entries
    last = entries[places[-1]]
    turned = slice(last.stop, last.start, -(last.step or 1))
    return [turned if place == places[-1] else entry for place, entry in enumerate(entries)]


def _with_integers(wish: Wish, entries: list[Any], is_array: list[bool], shape: Shape) -> list[Any]:
    """Return the entries with integer arrays, at least one."""
    chosen = [axis for axis, n in enumerate(shape) if n and is_array[axis]]
    chosen = chosen or [next(axis for axis, n in enumerate(shape) if n)]
    forms = [wish.shape[narrow:] if narrow < 2 else (1,) * len(wish.shape) for narrow in wish.narrow]
    found = [*entries]
    forms += [wish.shape] * len(chosen)
    for k, (axis, form) in enumerate(zip(chosen, forms, strict=False)):
        numbers = islice(cycle(wish.numbers), k, k + wish.turns)
        values = [_within(number, shape[axis]) for _, number in zip(range(math.prod(form)), cycle(numbers))]
        found[axis] = np.array(values, np.intp).reshape(form)
    return found


def _with_mask(wish: Wish, entries: list[Any], shape: Shape) -> list[Any]:
    """Return the entries with a mask for one or more of them."""
    starts = [axis for axis, n in enumerate(shape) if n]
    start = starts[wish.over[0] % len(starts)]
    stop = min(len(shape), start + 1 + wish.over[1])
    bools = [number % 4 < 3 for _, number in zip(range(math.prod(shape[start:stop])), cycle(wish.numbers))]
    mask = np.array(bools, bool).reshape(shape[start:stop])
    return [*entries[:start], mask, *entries[stop:]]


def _dressed(wish: Wish, entries: list[Any]) -> list[Any]:
    """Leave out full slices, those at the end or some by an ellipsis, and put in a new axis."""
    while wish.cut and not wish.ellipsis and entries and _is_full(entries[-1]):
        entries = entries[:-1]
    if wish.newaxis is not None:
        entries = [*entries[: wish.newaxis], np.newaxis, *entries[wish.newaxis :]]
    if not wish.ellipsis:
        return entries
    start = next((place for place, entry in enumerate(entries) if _is_full(entry)), len(entries))
    rest = dropwhile(_is_full, entries[start:])
    return [*entries[:start], ..., *rest]


def _is_full(entry: Any) -> bool:
    return isinstance(entry, slice) and entry == FULL
