"""Norms of vectors and matrices.

    >>> import numpy as np, autograd_core as ag
    >>> ag.grad(np.linalg.norm)(np.array([3.0, 4.0]))
    array([0.6, 0.8])
    >>> ag.grad(np.linalg.norm)(np.zeros(2))
    array([0., 0.])

Not here: singular values, which the norms of order 2, −2 and "nuc" of a matrix are made of (`singular`).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from autograd_core.errors import ShapeError, explain, unknown_name
from autograd_core.operation import operation
from autograd_core.ops.movement import astype, transpose
from autograd_core.ops.reducers import squared_size
from autograd_core.ops.selection import absolute
from autograd_core.registry import Interval, composite, example, matrix
from autograd_core.shapes import kept_shape, normal_axes
from autograd_core.values import as_array, as_operand

__all__ = ["euclidean_norm", "matrix_norm", "norm", "vector_norm"]

Axes = int | Sequence[int] | None
AWAY_FROM_0 = Interval(0.2, 3.0)
CASES = [example((3, 4)), example((3, 4), axis=0), example((2, 3, 4), axis=(0, -1), keepdims=True)]


@operation(
    formula="y = √Σ |x|²",
    kink="x = 0: 0",
    batched=None,
    domain=AWAY_FROM_0,
    examples=[*CASES, example((3,), keepdims=True)],
)
def euclidean_norm(x: Any, /, axis: Axes = None, keepdims: bool = False) -> Any:
    """Return the Euclidean length over some axes, all of them if None.

    An operation, for squares overflow and underflow, and for the subgradient at 0.

    >>> euclidean_norm([3e200, 4e200])
    Tensor(5.e+200)
    """
    x = as_array(x)
    keep: Any = keepdims
    x = x if x.dtype.kind in "fc" else x.astype(np.float64)
    axes = normal_axes(axis, x.ndim)
    with np.errstate(over="ignore"):
        total = np.add.reduce(squared_size(x), axis=axes, keepdims=keep)
    limits = np.finfo(x.dtype)
    if np.all((total > limits.tiny / limits.eps) & (total < np.inf)):
        return np.sqrt(total)
    largest = np.maximum.reduce(np.abs(x), axis=axes, keepdims=True, initial=0)
    scale = np.where((largest > 0) & (largest < np.inf), largest, 1)
    return np.sqrt(np.add.reduce(squared_size(x / scale), axis=axes, keepdims=keep)) * scale.reshape(total.shape)


@euclidean_norm.rule("x", formula="∂x = ∂y · x̄ / y, 0 where y = 0")
def _(g: Any, x: Any, y: Any, axis: Axes) -> Any:
    kept = kept_shape(x.shape, normal_axes(axis, x.ndim))
    y = y.reshape(kept)
    return g.reshape(kept) * np.where(y == 0, 0, x.conjugate() / np.where(y == 0, 1, y))


# ------------------------------------------------------------------------------------------------------- all the others

LARGE, SMALL = float("inf"), float("-inf")


@composite(
    np.linalg.norm,
    domain=AWAY_FROM_0,
    examples=[
        *CASES,
        example((4,), 1),
        example((4,), 3.5),
        example((4,), -1),
        example((3, 4), 2, axis=-1),
        example((4,), LARGE),
        example((4,), SMALL, keepdims=True),
        example((3, 4), "fro"),
        example((3, 4), 1),
        example((2, 3, 4), -1, axis=(2, 0)),
        example((3, 4), LARGE, keepdims=True),
        example((3, 4), SMALL),
        example(matrix((3, 4), "well conditioned"), 2),
        example(matrix((2, 4, 3), "well conditioned"), -2, axis=(1, 2)),
        example(matrix((3, 3), "well conditioned"), "nuc", keepdims=True, axis=(0, 1)),
    ],
)
def norm(x: Any, ord: Any = None, axis: Axes = None, keepdims: bool = False) -> Any:  # noqa: A002  NumPy's own name
    """Return a norm of vectors, over one axis, or of matrices, over two; by default the Euclidean length over all axes.

    ord  of a vector: p for (Σ |x|ᵖ)^(1/p), inf and −inf for the largest and smallest |x|, 0 for how many are not 0;
         of a matrix: "fro" for the Euclidean length, 1 and −1 for the largest and smallest sum of a column of |x|, inf
         and −inf of a row, 2, −2 and "nuc" for the largest and smallest singular value, and their sum

    Where singular values are equal or 0, and by that the norm has a kink, the subgradient is that of `linalg.svdvals`.
    Raises ShapeError where the axes are neither one nor two, UnknownNameError for another order.

    >>> norm([3.0, -4.0]), norm([3.0, -4.0], 1), norm([[1.0, 2.0], [3.0, 4.0]], float("inf"))
    (Tensor(5.), Tensor(7.), Tensor(7.))
    """
    x = _inexact(x)
    if ord is None:
        return euclidean_norm(x, axis=axis, keepdims=keepdims)
    axes = normal_axes(axis, x.ndim)
    if len(axes) == 1:
        return _of_vectors(x, ord, axes[0], keepdims)
    if len(axes) == 2:
        return _of_matrices(x, ord, axes, keepdims)
    given = f"ord={ord!r}, axis={axis} for shape {x.shape}"
    raise ShapeError(explain("a norm needs one axis for vectors, two for matrices", given, "pass axis="))


def _of_vectors(x: Any, order: Any, axis: int, keepdims: bool) -> Any:
    if isinstance(order, str):
        raise unknown_name(
            kind="order of a vector norm", name=order, known=["0", "1", "2", "inf", "-inf", "any other number"]
        )
    if order == 2:
        return euclidean_norm(x, axis=axis, keepdims=keepdims)
    size = absolute(x)
    if order in (LARGE, SMALL):
        return (_largest if order > 0 else np.min)(size, axis=axis, keepdims=keepdims)
    if order == 0:
        return np.sum((size != 0).astype(size.dtype), axis=axis, keepdims=keepdims)
    if order == 1:
        return np.sum(size, axis=axis, keepdims=keepdims)
    return _power_norm(x, size, order, axis, keepdims)


def _power_norm(x: Any, size: Any, order: float, axis: int, keepdims: bool) -> Any:
    """Return (Σ |x|ᵖ)^(1/p); for positive p a gradient of 0 flows to elements that are 0, and from a norm of 0."""
    if order < 0:
        return np.sum(size**order, axis=axis, keepdims=keepdims) ** (1.0 / order)
    empty = size == 0
    total = np.sum(np.where(empty, 0, np.where(empty, 1, size) ** order), axis=axis, keepdims=keepdims)
    flat = total == 0
    return np.where(flat, 0, np.where(flat, 1, total) ** (1.0 / order))


def _inexact(x: Any) -> Any:
    """Return a Tensor; integers as floats, for their norms are such."""
    x = as_operand(x)
    return x if x.dtype.kind in "fc" else astype(x, np.float64)


def _largest(x: Any, **over: Any) -> Any:
    """Return the largest numbers; of none 0, as sums are."""
    return (np.max if x.size else np.sum)(x, **over)


_COLUMNS: dict[Any, Any] = {1: (0, _largest), -1: (0, np.min), LARGE: (1, _largest), SMALL: (1, np.min)}
_SINGULAR: dict[Any, Any] = {2: _largest, -2: np.min, "nuc": np.sum}


def _of_matrices(x: Any, order: Any, axes: tuple[int, ...], keepdims: bool) -> Any:
    if order in ("fro", "f"):
        return euclidean_norm(x, axis=axes, keepdims=keepdims)
    if order in _COLUMNS:
        summed, extreme = _COLUMNS[order]
        sums = np.sum(absolute(x), axis=axes[summed], keepdims=True)
        found = extreme(sums, axis=axes, keepdims=True)
    elif order in _SINGULAR:
        rest = [i for i in range(x.ndim) if i not in axes]
        values = np.linalg.svd(transpose(x, (*rest, *axes)), compute_uv=False)
        found = _SINGULAR[order](values, axis=-1)
    else:
        raise unknown_name(
            kind="order of a matrix norm", name=order, known=["fro", "nuc", "1", "-1", "2", "-2", "inf", "-inf"]
        )
    kept = kept_shape(x.shape, axes)
    return found.reshape(kept if keepdims else tuple(n for i, n in enumerate(x.shape) if i not in axes))


@composite(
    np.linalg.vector_norm, domain=AWAY_FROM_0, examples=[*CASES, example((3, 4), ord=1), example((3, 4), axis=1, ord=3)]
)
def vector_norm(x: Any, /, *, axis: Axes = None, keepdims: bool = False, ord: Any = 2) -> Any:  # noqa: A002  as above
    """Return a norm over some axes, taken together as one vector; over all if None. See `norm` for the orders.

    Raises ShapeError where there is no such axis, UnknownNameError for another order.

    >>> vector_norm([[3.0], [4.0]])
    Tensor(5.)
    """
    x = _inexact(x)
    axes = normal_axes(axis, x.ndim)
    kept = kept_shape(x.shape, axes)
    rest = [i for i in range(x.ndim) if i not in axes]
    length = math.prod(x.shape[i] for i in axes)
    vectors = x.transpose(*rest, *axes).reshape(*(x.shape[i] for i in rest), length)
    found = _of_vectors(vectors, ord, len(rest), keepdims=False)
    return found.reshape(kept) if keepdims else found


@composite(
    np.linalg.matrix_norm, domain=AWAY_FROM_0, examples=[example((2, 3, 4)), example((2, 3), ord=1, keepdims=True)]
)
def matrix_norm(x: Any, /, *, keepdims: bool = False, ord: Any = "fro") -> Any:  # noqa: A002  as above
    """Return a norm of the matrices in the last two axes. See `norm` for the orders.

    Raises UnknownNameError for another order.

    >>> matrix_norm([[3.0, 0.0], [0.0, 4.0]])
    Tensor(5.)
    """
    return norm(x, ord, (-2, -1), keepdims)
