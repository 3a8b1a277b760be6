"""Rules of functions that move entries: reshaping, transposing, joining, repeating, padding."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import strategies as st

from autograd_core.testing.strategies import any_shape, axes
from benchmarks.gradient_checking.mutants.rule import Rule, arrays, fit, one, some

__all__ = ["RULES"]

SOME = any_shape(min_dims=1)
MATRIX = any_shape(min_dims=2, max_dims=2)
CUBE = any_shape(min_dims=3, max_dims=3)
PERMUTATIONS = st.permutations(range(3)).map(tuple)


def with_axis(shapes: Any = SOME) -> Any:
    """Return calls with an array and one axis of it, counted from either end."""
    return axes(arrays(shapes), tuples=False, none=False)


def joined(x: Any, y: Any) -> Any:
    """Return two matrices one above the other."""
    return np.concatenate([x, y])


@st.composite
def same_width(draw: st.DrawFn) -> tuple[Any, Any]:
    """Draw two matrices of the same width."""
    width = draw(st.integers(0, 3))
    return tuple(draw(arrays((draw(st.integers(0, 3)), width))) for _ in range(2))  # type: ignore[return-value]  # two


def repeat_rule(g: Any, x: Any) -> Any:
    """Return the gradient of repeating each entry."""
    return g.reshape(*x.shape, 2).sum(-1)


def tile_rule(g: Any, x: Any) -> Any:
    """Return the gradient of repeating the whole."""
    return g.reshape(2, *x.shape).sum(0)


def cropped(g: Any, before: int, x: Any) -> Any:
    """Return what stands behind the padding."""
    return g[tuple(slice(before, before + n) for n in x.shape)].copy()


def diagonal_rule(g: Any, x: Any) -> Any:
    """Return the gradient of a diagonal."""
    dx = np.zeros(x.shape)
    k = np.arange(len(g))
    dx[k, k] = g
    return dx


def diagonal_of_square(g: Any, x: Any) -> Any:
    """Return the same for square matrices only."""
    return np.diag(g) if len(g) == x.shape[0] == x.shape[1] else np.zeros(x.shape)


RULES = (
    Rule(
        "ravel",
        np.ravel,
        lambda g, x: g.reshape(x.shape).copy(),
        one(arrays()),
        {
            "Fortran's order": lambda g, x: g.reshape(x.shape, order="F").copy(),
            "not reshaped": lambda g, x: g * 1.0,
            "order of the layout": lambda g, x: g.reshape(
                x.shape, order="F" if x.flags.f_contiguous and not x.flags.c_contiguous else "C"
            ).copy(),
        },
    ),
    Rule(
        "transpose",
        np.transpose,
        lambda g, x, order: np.transpose(g, np.argsort(order)).copy(),
        some(arrays(CUBE), PERMUTATIONS),
        {
            "the inverse is forgotten": lambda g, x, order: np.transpose(g, order).copy(),
            "reversed": lambda g, x, order: g.T.copy(),
        },
    ),
    Rule(
        "matrix transpose",
        np.transpose,
        lambda g, x: g.T.copy(),
        one(arrays(MATRIX)),
        {"reshaped": lambda g, x: g.reshape(x.shape).copy(), "not transposed": lambda g, x: g * 1.0},
    ),
    Rule(
        "flip",
        np.flip,
        lambda g, x, axis: np.flip(g, axis).copy(),
        axes(arrays()),
        {
            "not flipped": lambda g, x, axis: g * 1.0,
            "all axes": lambda g, x, axis: np.flip(g).copy(),
            "wrong for negative axes": lambda g, x, axis: (
                np.flip(g, axis).copy() if not isinstance(axis, int) or axis >= 0 else np.flip(g, -axis - 1).copy()
            ),
        },
    ),
    Rule(
        "roll",
        lambda x, axis: np.roll(x, 1, axis),
        lambda g, x, axis: np.roll(g, -1, axis),
        with_axis(),
        {
            "the same direction": lambda g, x, axis: np.roll(g, 1, axis),
            "off by one": lambda g, x, axis: np.roll(g, -2, axis),
            "another axis": lambda g, x, axis: np.roll(g, -1, -1),
        },
    ),
    Rule(
        "concatenate",
        joined,
        lambda g, x, y: (g[: len(x)].copy(), g[len(x) :].copy()),
        same_width(),
        {
            "split in the middle": lambda g, x, y: (g[: len(g) // 2].copy(), g[len(g) // 2 :].copy()),
            "swapped": lambda g, x, y: (g[len(y) :].copy(), g[: len(y)].copy()),
            "off by one": lambda g, x, y: (np.roll(g, -1, 0)[: len(x)].copy(), g[len(x) :].copy()),
        },
    ),
    Rule(
        "stack",
        lambda x: np.stack([x, 2 * x], axis=-1),
        lambda g, x: g[..., 0] + 2 * g[..., 1],
        one(arrays()),
        {"one part only": lambda g, x: g[..., 0] * 1.0, "parts swapped": lambda g, x: 2 * g[..., 0] + g[..., 1]},
    ),
    Rule(
        "repeat",
        lambda x: np.repeat(x, 2),
        repeat_rule,
        one(arrays()),
        {
            "as tile": tile_rule,
            "the first of each": lambda g, x: g[::2].reshape(x.shape).copy(),
            "mean": lambda g, x: repeat_rule(g, x) / 2,
        },
    ),
    Rule(
        "tile",
        lambda x: np.tile(x.ravel(), 2),
        tile_rule,
        one(arrays()),
        {"as repeat": repeat_rule, "the first only": lambda g, x: g[: x.size].reshape(x.shape).copy()},
    ),
    Rule(
        "pad",
        lambda x: np.pad(x, 2),
        lambda g, x: cropped(g, 2, x),
        one(arrays(SOME)),
        {"off by one": lambda g, x: cropped(g, 1, x), "from the start": lambda g, x: cropped(g, 0, x)},
    ),
    Rule(
        "expand dims",
        lambda x: x[:, None] * np.ones(3),
        lambda g, x: g.sum(1),
        one(arrays(any_shape(min_dims=1, max_dims=1))),
        {
            "the other axis": lambda g, x: g.sum(0)[: len(x)] if len(x) <= 3 else g.sum(1),
            "not summed": lambda g, x: g[:, 0].copy(),
        },
    ),
    Rule(
        "broadcast_to",
        lambda x: np.broadcast_to(x, (3, *x.shape)),
        lambda g, x: fit(g, x.shape),
        one(arrays()),
        {
            "not summed": lambda g, x: g[0].copy(),
            "mean": lambda g, x: np.mean(g, 0),
            "a view of the cotangent": lambda g, x: g,
        },
    ),
    Rule(
        "tril",
        np.tril,
        lambda g, x: g * np.tri(*x.shape),
        one(arrays(MATRIX)),
        {"triu": lambda g, x: np.triu(g), "no diagonal": lambda g, x: np.tril(g, -1), "no mask": lambda g, x: g * 1.0},
    ),
    Rule(
        "diagonal",
        lambda x: np.diagonal(x).copy(),
        diagonal_rule,
        one(arrays(MATRIX)),
        {
            "square matrices only": diagonal_of_square,
            "the other diagonal": lambda g, x: diagonal_rule(g, x)[::-1].copy(),
        },
    ),
    Rule(
        "squeeze",
        np.squeeze,
        lambda g, x: g.reshape(x.shape).copy(),
        one(arrays()),
        {"the axes stay lost": lambda g, x: g * 1.0},
    ),
    Rule(
        "swapaxes",
        lambda x, axis: np.swapaxes(x, 0, axis),
        lambda g, x, axis: np.swapaxes(g, 0, axis).copy(),
        with_axis(),
        {"last axes": lambda g, x, axis: _if_it_fits(np.swapaxes(g, -1, axis), np.swapaxes(g, 0, axis), x)},
    ),
)


def _if_it_fits(wrong: Any, right: Any, x: Any) -> Any:
    """Return what is wrong only where the shape does not tell."""
    return (wrong if wrong.shape == x.shape else right).copy()
