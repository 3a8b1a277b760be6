"""Rules of reading by index: slices, integers, arrays of integers with duplicates, masks."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import strategies as st

from autograd_core.testing.strategies import any_shape, indices
from benchmarks.gradient_checking.mutants.rule import Rule, arrays, one

__all__ = ["RULES"]

VECTORS = arrays(any_shape(min_dims=1, max_dims=1, min_side=1))


def index_rule(g: Any, x: Any, index: Any) -> Any:
    """Return the gradient of reading: cotangents of the same entry add up."""
    dx = np.zeros(x.shape)
    np.add.at(dx, index, g)
    return dx


def added_once(g: Any, x: Any, index: Any) -> Any:
    """Add with +=, which counts duplicates once."""
    dx = np.zeros(x.shape)
    dx[index] += g
    return dx


def assigned_first(g: Any, x: Any, index: Any) -> Any:
    """Count each entry that is read as if it were read once, by the mean."""
    dx, reads = np.zeros(x.shape), np.zeros(x.shape)
    np.add.at(dx, index, g)
    np.add.at(reads, index, 1)
    return dx / np.maximum(reads, 1)


def forwards(index: Any) -> Any:
    """Return an index whose steps all go forwards, over the same entries."""
    if isinstance(index, tuple):
        return tuple(map(forwards, index))
    if isinstance(index, slice) and (index.step or 1) < 0:
        return slice(None, None, -index.step) if index.start is index.stop is None else index
    return index


def backward_steps_ignored(g: Any, x: Any, index: Any) -> Any:
    """Write forwards what was read backwards, where it has as many entries."""
    wrong = forwards(index)
    return index_rule(g, x, wrong if x[wrong].shape == g.shape else index)


def steps_ignored(g: Any, x: Any, index: Any) -> Any:
    """Write side by side what was read with gaps."""
    dx = np.zeros(x.shape)
    dx.flat[: np.size(g)] = np.ravel(g)[: x.size]
    return dx


def from_the_front(index: Any) -> Any:
    """Return an index with its negative whole numbers counted from the front, as if −1 were the first."""
    if isinstance(index, tuple):
        return tuple(map(from_the_front, index))
    return -1 - index if isinstance(index, int) and index < 0 else index


def mask_rule(g: Any, x: Any, mask: Any) -> Any:
    """Return the gradient of a selection."""
    dx = np.zeros(x.shape)
    dx[mask] = g
    return dx


@st.composite
def masked(draw: st.DrawFn) -> tuple[Any, Any]:
    """Draw an array and a mask of its shape."""
    x = draw(arrays())
    bools = draw(st.lists(st.booleans(), min_size=x.size, max_size=x.size))
    return x, np.array(bools, bool).reshape(x.shape)


@st.composite
def rows(draw: st.DrawFn) -> tuple[Any, Any]:
    """Draw a table and numbers of its rows, as for an embedding."""
    table = draw(arrays((draw(st.integers(1, 4)), draw(st.integers(0, 3)))))
    return table, np.array(draw(st.lists(st.integers(0, len(table) - 1), max_size=5)), int)


@st.composite
def gathered(draw: st.DrawFn) -> tuple[Any, Any]:
    """Draw a matrix and one column for each row, as for a loss of labels."""
    x = draw(arrays((draw(st.integers(0, 4)), draw(st.integers(1, 4)))))
    return x, np.array(draw(st.lists(st.integers(0, x.shape[1] - 1), min_size=len(x), max_size=len(x))), int)


def gather_rule(g: Any, x: Any, columns: Any) -> Any:
    """Return the gradient of picking one column for each row."""
    dx = np.zeros(x.shape)
    dx[np.arange(len(x)), columns] = g
    return dx


def scattered(base: Any, where: Any) -> Any:
    """Return sums of entries by groups, as a histogram with weights."""
    return np.bincount(where % 3, weights=base, minlength=3)


RULES = (
    Rule(
        "index",
        lambda x, index: x[index],
        index_rule,
        indices(arrays()),
        {
            "duplicates are added once": added_once,
            "the mean of duplicates": assigned_first,
            "steps are ignored": steps_ignored,
            "backward steps are ignored": backward_steps_ignored,
            "negative numbers count from the front": lambda g, x, index: index_rule(g, x, from_the_front(index)),
            "the shape of the cotangent": lambda g, x, index: np.array(g),
            "sign": lambda g, x, index: -index_rule(g, x, index),
            "ones beside it": lambda g, x, index: (
                index_rule(g, x, index) + (index_rule(np.ones(np.shape(g)), x, index) == 0) * np.sum(g)
            ),
        },
    ),
    Rule(
        "slice",
        lambda x, index: x[index],
        index_rule,
        indices(arrays(), kinds="basic"),
        {
            "backward steps are ignored": backward_steps_ignored,
            "steps are ignored": steps_ignored,
            "whole array": lambda g, x, index: np.zeros(x.shape) + np.sum(g),
        },
    ),
    Rule(
        "mask",
        lambda x, mask: x[mask],
        mask_rule,
        masked(),
        {
            "the mask is inverted": lambda g, x, mask: mask_rule(
                np.resize(g, np.sum(~mask)) if g.size else np.zeros(np.sum(~mask)), x, ~mask
            ),
            "from the start": steps_ignored,
            "reversed": lambda g, x, mask: mask_rule(g[::-1], x, mask),
        },
    ),
    Rule(
        "embedding",
        lambda table, k: table[k],
        index_rule,
        rows(),
        {
            "duplicates are added once": added_once,
            "off by one": lambda g, table, k: index_rule(g, table, (k + 1) % len(table)),
            "the mean of duplicates": assigned_first,
            "row 0 is padding": lambda g, table, k: index_rule(g, table, k) * (np.arange(len(table)) > 0)[:, None],
        },
    ),
    Rule(
        "gather",
        lambda x, k: x[np.arange(len(x)), k],
        gather_rule,
        gathered(),
        {
            "whole columns": lambda g, x, k: (
                np.stack([np.sum(g * (k == j)) for j in range(x.shape[1])]) + np.zeros(x.shape)
            ),
            "next column": lambda g, x, k: gather_rule(g, x, (k + 1) % x.shape[1]),
        },
    ),
    Rule(
        "first entry",
        lambda x: x[0],
        lambda g, x: index_rule(g, x, 0),
        one(VECTORS),
        {"last entry": lambda g, x: index_rule(g, x, -1), "every entry": lambda g, x: np.zeros(x.shape) + g},
    ),
    Rule(
        "reversed",
        lambda x: x[::-1],
        lambda g, x: g[::-1].copy(),
        one(VECTORS),
        {"not reversed": lambda g, x: g * 1.0},
    ),
    Rule(
        "grouped sums",
        lambda x: scattered(x, np.arange(x.size)),
        lambda g, x: g[np.arange(x.size) % 3].copy(),
        one(VECTORS),
        {
            "in order": lambda g, x: np.resize(np.sort(g), x.size),
            "groups of two": lambda g, x: g[np.arange(x.size) // 2 % 3].copy(),
        },
    ),
)
