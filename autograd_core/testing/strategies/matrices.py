"""Matrices for linear algebra, made of small round numbers, so that they shrink to what can be read.

    >>> from autograd_core.testing.strategies.finding import smallest
    >>> smallest(matrices("symmetric"), lambda A: len(A) == 2)
    array([[ 1.,  0.],
           [ 0., -2.]])

Not here: matrices without a special form, which are `arrays` of two axes.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

from autograd_core.errors import ShapeError, explain
from autograd_core.testing.layouts import LAYOUTS, laid
from autograd_core.testing.strategies.asking import ShapeLike, checked_shape, dtypes_of, names_of, shape_of
from autograd_core.testing.strategies.shapes import any_shape

__all__ = ["MATRICES", "matrices", "matrix_of"]

Shape = tuple[int, ...]
RECTANGULAR = ("well conditioned", "badly conditioned")
MATRICES = (*RECTANGULAR, "symmetric", "positive definite", "triangular")


def matrices(
    kind: str = "well conditioned",
    shapes: ShapeLike = "square",
    batch: ShapeLike = (),
    *,
    dtype: Any = "float64",
    layouts: str | Iterable[str] = ("C", "Fortran", "strided", "reversed", "read-only"),
) -> st.SearchStrategy[NDArray[Any]]:
    """Return a strategy for matrices of a kind, (…, m, n).

    "well conditioned"   D + E with D = diag(1, 2, …) in some order and ‖E‖ < ½: eigenvalues and singular values apart
    "badly conditioned"  (I + L) · diag(1, …, 1, 10⁻ᵏ) · (I + U), k from 4 to 8, with strictly triangular L and U; from
                         2 × 2 on; condition numbers from 10³ on
    "symmetric"          D + E with E symmetric and D = diag(1, −2, 3, …); of complex numbers Hermitian
    "positive definite"  D + E with E symmetric; eigenvalues from ½ on; of complex numbers Hermitian
    "triangular"         lower triangular with a diagonal of numbers between 1 and 2

    shapes  "square" (up to 4 × 4), "any" (rectangular, where the kind allows), a pair (m, n), or a strategy for pairs
    batch   the axes before: a shape, "any" (up to two, also of length 0), or a strategy
    dtype, layouts   as for `arrays`

    >>> from autograd_core.testing.strategies.finding import smallest
    >>> smallest(matrices("triangular", (2, 2)), lambda A: A[1, 0] != 0)
    array([[1.  , 0.  ],
           [0.25, 1.  ]])

    Raises UnknownNameError for another kind, ShapeError for a shape that it cannot have, and the errors of `arrays`.
    """
    (known,) = names_of("kind of matrix", [kind], MATRICES)
    sizes = _sizes(known, shapes)
    batches = shape_of(batch, lambda: any_shape(max_dims=2, max_side=2))
    return _matrices(known, sizes, batches, dtypes_of(dtype), names_of("layout", layouts, LAYOUTS))


def _sizes(kind: str, shapes: ShapeLike) -> st.SearchStrategy[Shape]:
    least = 2 if kind == "badly conditioned" else 1
    if isinstance(shapes, str) and (shapes == "square" or (shapes == "any" and kind not in RECTANGULAR)):
        return st.integers(least, 4).map(lambda n: (n, n))
    sizes = shape_of(shapes, lambda: st.tuples(st.integers(least, 4), st.integers(least, 4)))
    fitting = sizes.map(lambda shape: _fitting(kind, least, shape))
    if not isinstance(shapes, (str, st.SearchStrategy)):
        _fitting(kind, least, checked_shape(shapes))  # at once, not only when it is drawn
    return fitting


def _fitting(kind: str, least: int, shape: Shape) -> Shape:
    if len(shape) == 2 and min(shape) >= least and (kind in RECTANGULAR or shape[0] == shape[1]):
        return shape
    pair = "(m, n)" if kind in RECTANGULAR else "(n, n)"
    remedy = f"pass {pair} with numbers from {least} on; other axes belong in `batch`"
    raise ShapeError(explain(f"no shape of a {kind} matrix", str(shape), remedy))


@st.composite
def _matrices(
    draw: st.DrawFn,
    kind: str,
    sizes: st.SearchStrategy[Shape],
    batches: st.SearchStrategy[Shape],
    dtypes: st.SearchStrategy[np.dtype[Any]],
    layouts: tuple[str, ...],
) -> NDArray[Any]:
    (m, n), batch = draw(sizes), draw(batches)
    dtype, layout = draw(dtypes), draw(st.sampled_from(layouts))
    one = _bad if kind == "badly conditioned" else _good(kind)
    made = [one(draw, m, n, dtype.kind == "c") for _ in range(math.prod(batch))]
    return laid(np.array(made, dtype).reshape(*batch, m, n), layout)


def _good(kind: str) -> Callable[..., Any]:
    def one(draw: st.DrawFn, m: int, n: int, is_complex: bool) -> Any:
        made = matrix_of(kind, _numbers(draw, m, n, is_complex))
        if m != n or kind == "triangular":
            return made
        order = draw(st.permutations(range(n)))
        return made[np.ix_(order, order)]

    return one


def _bad(draw: st.DrawFn, m: int, n: int, is_complex: bool) -> Any:
    lower = np.eye(m) + np.tril(_numbers(draw, m, m, is_complex), -1)
    upper = np.eye(n) + np.triu(_numbers(draw, n, n, is_complex), 1)
    small = np.eye(m, n)
    small[min(m, n) - 1, min(m, n) - 1] = 10.0 ** -draw(st.integers(4, 8))
    return lower @ small @ upper


def _numbers(draw: st.DrawFn, m: int, n: int, is_complex: bool) -> Any:
    """Draw quarters between −1 and 1, 0 first."""
    quarters = [draw(st.integers(-4, 4)) / 4 for _ in range(m * n * (1 + is_complex))]
    real = np.array(quarters[: m * n]).reshape(m, n)
    return real + 1j * np.array(quarters[m * n :]).reshape(m, n) if is_complex else real


def matrix_of(kind: str, numbers: Any) -> Any:
    """Return the matrix of a kind that numbers between −1 and 1 stand for; arrays, or Tensors, of shape (…, m, n).

    All kinds of `matrices` but the badly conditioned; a smooth function of the numbers, 0 giving the simplest matrix.

    >>> matrix_of("triangular", np.array([[0.5, 9.0], [0.25, -1.0]]))
    array([[1.25, 0.  ],
           [0.25, 2.  ]])
    """
    m, n = numbers.shape[-2:]
    if kind == "triangular":
        return np.tril(numbers, -1) + np.eye(m) * (1 + (numbers * numbers.conj()).real)
    diagonal = np.eye(m, n) * np.arange(1.0, n + 1)
    if kind == "symmetric":
        diagonal = diagonal * (-1.0) ** np.arange(n)
    part = numbers * 2.0 ** -math.ceil(math.log2(4 * max(m, n)))  # so that ‖part‖ is at most ¼, of complex numbers √2/4
    if kind == "well conditioned":
        return diagonal + part
    return diagonal + (part + np.swapaxes(part, -1, -2).conj()) / 2
