"""Rules of products of arrays."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import strategies as st

from autograd_core.testing.strategies import any_shape
from benchmarks.gradient_checking.mutants.rule import Rule, arrays, fit, some

__all__ = ["RULES"]

SIDES = st.sampled_from([1, 2, 3, 2, 3, 0])
"""Lengths of axes, rarely 0."""

VECTOR = any_shape(min_dims=1, max_dims=1)


@st.composite
def matrix_pair(draw: st.DrawFn) -> tuple[Any, Any]:
    """Draw matrices of m × n and n × p."""
    m, n, p = draw(SIDES), draw(SIDES), draw(SIDES)
    return draw(arrays((m, n))), draw(arrays((n, p)))


@st.composite
def batched_pair(draw: st.DrawFn) -> tuple[Any, Any]:
    """Draw batches of matrices that broadcast: of the same length, of length 1, or a single matrix."""
    m, n, p, batch = draw(SIDES), draw(SIDES), draw(SIDES), draw(st.integers(1, 3))
    leading = [draw(st.sampled_from([(batch,), (1,), ()])) for _ in range(2)]
    return draw(arrays((*leading[0], m, n))), draw(arrays((*leading[1], n, p)))


@st.composite
def affine(draw: st.DrawFn) -> tuple[Any, Any, Any]:
    """Draw a batch of rows, weights and a bias."""
    batch, n, p = draw(SIDES), draw(SIDES), draw(SIDES)
    return draw(arrays((batch, n))), draw(arrays((n, p))), draw(arrays((p,)))


@st.composite
def vectors(draw: st.DrawFn) -> tuple[Any, Any]:
    """Draw two vectors of the same length."""
    n = draw(SIDES)
    return draw(arrays((n,))), draw(arrays((n,)))


@st.composite
def form(draw: st.DrawFn) -> tuple[Any, Any]:
    """Draw a vector and a square matrix."""
    n = draw(SIDES)
    return draw(arrays((n,))), draw(arrays((n, n)))


@st.composite
def cubes(draw: st.DrawFn) -> tuple[Any, Any]:
    """Draw an array (i, j, k) and one (k, j)."""
    i, j, k = draw(SIDES), draw(SIDES), draw(SIDES)
    return draw(arrays((i, j, k))), draw(arrays((k, j)))


def matmul(g: Any, a: Any, b: Any) -> Any:
    """Return the gradients of a product of two matrices."""
    return g @ b.T, a.T @ g


def if_it_fits(wrong: Any, right: Any) -> Any:
    """Return what is wrong only where the shape does not tell."""
    return wrong if np.shape(wrong) == np.shape(right) else right


def not_transposed(g: Any, a: Any, b: Any) -> Any:
    """Forget to transpose b, where that fits."""
    right = matmul(g, a, b)
    wrong = g @ b if g.shape[1] == len(b) else right[0]
    return if_it_fits(wrong, right[0]), right[1]


def order_swapped(g: Any, a: Any, b: Any) -> Any:
    """Return (gᵀ a)ᵀ without the last transpose, where that fits."""
    right = matmul(g, a, b)
    return right[0], if_it_fits(g.T @ a, right[1])


def batched(g: Any, a: Any, b: Any) -> Any:
    """Return the gradients of batches of products."""
    return fit(g @ np.swapaxes(b, -1, -2), a.shape), fit(np.swapaxes(a, -1, -2) @ g, b.shape)


def batch_not_summed(g: Any, a: Any, b: Any) -> Any:
    """Do not sum over the batch."""
    return g @ np.swapaxes(b, -1, -2), np.swapaxes(a, -1, -2) @ g


def batch_averaged(g: Any, a: Any, b: Any) -> Any:
    """Average over the batch."""
    da, db = batched(g, a, b)
    return da, db * (db.size / max((np.swapaxes(a, -1, -2) @ g).size, 1))


def axes_reversed(g: Any, a: Any, b: Any) -> Any:
    """Transpose all axes instead of the last two."""
    return fit(g @ b.T, a.shape), fit(a.T @ g, b.shape)


def affine_rule(g: Any, x: Any, w: Any, b: Any) -> Any:
    """Return the gradients of x W + b."""
    return g @ w.T, x.T @ g, g.sum(0)


def outer_rule(g: Any, a: Any, b: Any) -> Any:
    """Return the gradients of an outer product."""
    return g @ b, a @ g


RULES = (
    Rule(
        "matmul",
        np.matmul,
        matmul,
        matrix_pair(),
        {
            "b is not transposed": not_transposed,
            "the second order swapped": order_swapped,
            "sign": lambda g, a, b: (-(g @ b.T), a.T @ g),
            "dropped path": lambda g, a, b: (g @ b.T, 0 * b),
            "operands swapped": lambda g, a, b: (if_it_fits((b @ g.T).T, a) * 2, a.T @ g),
            "factor 1.001": lambda g, a, b: (1.001 * (g @ b.T), a.T @ g),
            "one entry × 1.01": lambda g, a, b: (_first_scaled(g @ b.T), a.T @ g),
        },
    ),
    Rule(
        "matmul of batches",
        np.matmul,
        batched,
        batched_pair(),
        {
            "the batch is not summed": batch_not_summed,
            "the mean over the batch": batch_averaged,
            "all axes are reversed": axes_reversed,
        },
    ),
    Rule(
        "affine",
        lambda x, w, b: x @ w + b,
        affine_rule,
        affine(),
        {
            "mean over the batch": lambda g, x, w, b: (g @ w.T, x.T @ g / max(len(x), 1), g.sum(0)),
            "bias not summed": lambda g, x, w, b: (g @ w.T, x.T @ g, g * 1.0),
            "bias of the first row": lambda g, x, w, b: (g @ w.T, x.T @ g, g[0] * 1.0 if len(g) else 0 * b),
            "bias summed over the other axis": lambda g, x, w, b: (
                g @ w.T,
                x.T @ g,
                if_it_fits(g.sum(1), b) + 0 * b if g.shape[0] == g.shape[1] else g.sum(0),
            ),
        },
    ),
    Rule(
        "dot",
        np.dot,
        lambda g, a, b: (g * b, g * a),
        vectors(),
        {"swapped": lambda g, a, b: (g * a, g * b), "one of two": lambda g, a, b: (g * b, 0 * a)},
    ),
    Rule(
        "outer",
        np.outer,
        outer_rule,
        some(arrays(VECTOR), arrays(VECTOR)),
        {
            "transposed": lambda g, a, b: (if_it_fits(g.T @ b if len(a) == len(b) else g @ b, a), a @ g),
            "mean": lambda g, a, b: (g @ b / max(len(b), 1), a @ g),
        },
    ),
    Rule(
        "quadratic form",
        lambda x, a: x @ a @ x,
        lambda g, x, a: (g * (a @ x + a.T @ x), g * np.outer(x, x)),
        form(),
        {
            "as if symmetric": lambda g, x, a: (2 * g * (a @ x), g * np.outer(x, x)),
            "one of two paths": lambda g, x, a: (g * (a @ x), g * np.outer(x, x)),
        },
    ),
    Rule(
        "einsum ijk,kj->ik",
        lambda a, b: np.einsum("ijk,kj->ik", a, b),
        lambda g, a, b: (np.einsum("ik,kj->ijk", g, b), np.einsum("ik,ijk->kj", g, a)),
        cubes(),
        {
            "subscripts swapped": lambda g, a, b: (
                if_it_fits(
                    np.einsum("ik,jk->ijk", g, b) if b.shape[0] == b.shape[1] else np.einsum("ik,kj->ijk", g, b), a
                ),
                np.einsum("ik,ijk->kj", g, a),
            ),
            "result transposed": lambda g, a, b: (
                np.einsum("ik,kj->ijk", g, b),
                if_it_fits(np.einsum("ik,ijk->jk", g, a), b)
                if b.shape[0] == b.shape[1]
                else np.einsum("ik,ijk->kj", g, a),
            ),
            "not summed over i": lambda g, a, b: (
                np.einsum("ik,kj->ijk", g, b),
                g[0, :, None] * a[0].T if len(g) else 0 * b,
            ),
        },
    ),
    Rule(
        "trace of a product",
        lambda a, b: np.sum(a * b.T),
        lambda g, a, b: (g * b.T, g * a.T),
        matrix_pair().map(lambda pair: (pair[0], pair[0].T + 1.0)),
        {"not transposed": lambda g, a, b: (if_it_fits(g * b, a) if a.shape[0] == a.shape[1] else g * b.T, g * a.T)},
    ),
    Rule(
        "cross product",
        np.cross,
        lambda g, a, b: (np.cross(b, g), np.cross(g, a)),
        some(arrays((3,)), arrays((3,))),
        {
            "sign of one": lambda g, a, b: (np.cross(b, g), np.cross(a, g)),
            "swapped": lambda g, a, b: (np.cross(g, a), np.cross(b, g)),
        },
    ),
    Rule(
        "kron",
        np.kron,
        lambda g, a, b: (np.einsum("ikjl,kl->ij", _blocks(g, a, b), b), np.einsum("ikjl,ij->kl", _blocks(g, a, b), a)),
        some(arrays((2, 2)), arrays((2, 3))),
        {
            "blocks transposed": lambda g, a, b: (
                np.einsum("ikjl,kl->ji", _blocks(g, a, b), b),
                np.einsum("ikjl,ij->kl", _blocks(g, a, b), a),
            )
        },
    ),
)


def _blocks(g: Any, a: Any, b: Any) -> Any:
    return g.reshape(a.shape[0], b.shape[0], a.shape[1], b.shape[1])


def _first_scaled(g: Any) -> Any:
    g = np.array(g)
    g[:1, :1] *= 1.01
    return g
