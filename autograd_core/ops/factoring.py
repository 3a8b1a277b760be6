"""Factorisations that are unique: Cholesky's, and the QR factorisation.

    >>> import numpy as np, autograd_core as ag
    >>> ag.grad(lambda a: np.sum(np.log(np.diag(np.linalg.cholesky(a)))))(np.array([[4.0, 0.0], [0.0, 1.0]]))
    array([[0.125, 0.   ],
           [0.   , 0.5  ]])

`cholesky` reads one triangle, as NumPy's does; the gradient is that among symmetric (Hermitian) matrices, with both
triangles. Not here: singular values (`singular`), eigenvectors (`eigen`).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_core.applying import results
from autograd_core.errors import MatrixError, NotDifferentiableError, explain, unknown_name
from autograd_core.operation import operation
from autograd_core.ops.gauges import rounding
from autograd_core.ops.joining import concatenate
from autograd_core.ops.matrices import adjoint, attempt, check_precision, diagonals, hermitian_part, on_diagonal
from autograd_core.ops.movement import array_of
from autograd_core.record import is_recording
from autograd_core.registry import composite, example, matrix
from autograd_core.values import as_operand, unwrap

__all__ = ["cholesky", "qr", "reduced_qr"]

# ------------------------------------------------------------------------------------------------------------- Cholesky


@operation(
    np.linalg.cholesky,
    formula="L with A = L Lᴴ, lower triangular",
    batched=None,
    examples=[
        example(matrix((3, 3), "positive definite")),
        example(matrix((2, 3, 3), "positive definite"), upper=True),
        example(matrix((1, 1), "positive definite")),
        example(matrix((0, 2, 2), "positive definite")),
    ],
)
def cholesky(a: Any, /, *, upper: bool = False) -> Any:
    """Return the Cholesky factor of positive definite matrices: L with A = L Lᴴ, or U with A = Uᴴ U if `upper`.

    Only the lower triangle of A is read, or the upper one; the gradient has both, as among symmetric matrices.
    Source: Murray, Differentiation of the Cholesky decomposition, 2016. Raises MatrixError where a matrix is not square
    or not positive definite.

    >>> cholesky([[4.0, 2.0], [2.0, 5.0]])
    Tensor([[2., 0.],
            [1., 2.]])
    """
    trouble = "a matrix that is not positive definite"
    remedy = "add a small multiple of the identity to it, or use eigh, which takes any symmetric matrix"
    return attempt(lambda x: np.linalg.cholesky(x, upper=upper), a, name="cholesky", trouble=trouble, remedy=remedy)


@cholesky.rule("a", formula="∂A = ½ L⁻ᵀ S L̄⁻¹, where S is the Hermitian matrix with the lower triangle of Lᵀ∂L")
def _(g: Any, y: Any, upper: bool) -> Any:
    factor, g = (adjoint(y), adjoint(g)) if upper else (y, g)
    product = factor.mT @ np.tril(g)
    below = np.tril(product, -1)
    middle = below + adjoint(below) + on_diagonal(diagonals(product).real)
    inverse = np.linalg.inv(factor)
    return hermitian_part(inverse.mT @ middle @ inverse.conjugate()) / 2


# ------------------------------------------------------------------------------------------------------------------- QR


@operation(
    formula="Q, R with A = Q R",
    batched=None,
    results=2,
    examples=[
        example(matrix((3, 3), "well conditioned")),
        example(matrix((4, 2), "well conditioned")),
        example(matrix((2, 4, 3), "well conditioned")),
        example(matrix((0, 3, 2), "well conditioned")),
    ],
)
def reduced_qr(a: Any, /) -> Any:
    """Return Q with orthonormal columns and R, upper triangular, of matrices with at least as many rows as columns.

    What `qr` is made of. Source: Walter, Lehmann and Lamour, On evaluating higher-order derivatives of the QR
    decomposition of tall matrices with full column rank in forward and reverse mode algorithmic differentiation, 2012.

    >>> reduced_qr([[3.0], [4.0]]).R
    Tensor([[-5.]])
    """
    check_precision("qr", a)
    return np.linalg.qr(a)


@reduced_qr.rule("a", formula="∂A = (∂Q + Q̄ S) R⁻ᵀ, S Hermitian with the upper triangle of ∂R Rᵀ − Qᵀ∂Q")
def _(g: Any, y: Any) -> Any:
    (g_q, g_r), (q, r) = g, y
    product = g_r @ r.mT - q.mT @ g_q
    above = np.triu(product, 1)
    whole = above + adjoint(above) + on_diagonal(diagonals(product).real)
    return np.linalg.solve(_independent(r), (g_q + q.conjugate() @ whole).mT).mT


def _independent(r: Any) -> Any:
    """Return R.

    Raises MatrixError where it says that the columns of A depend on each other.
    """
    sizes = np.abs(diagonals(array_of(r)))
    if (sizes <= rounding(sizes)).any():
        wrong = "qr has no gradient where columns depend on each other, up to rounding"
        remedy = "use svd or pinv, which do not mind, or drop columns"
        raise MatrixError(explain(wrong, f"R of shape {r.shape} with a 0 on its diagonal", remedy))
    return r


QRResult: Any = type(np.linalg.qr(np.eye(1)))
_MODES = ("reduced", "complete", "r", "raw")


@composite(
    np.linalg.qr,
    examples=[
        example(matrix((3, 3), "well conditioned")),
        example(matrix((2, 4, 2), "well conditioned"), mode="reduced"),
        example(matrix((2, 3, 4), "well conditioned"), mode="complete"),
        example(matrix((4, 3), "well conditioned"), mode="r"),
        example(matrix((2, 3), "well conditioned"), "r"),
    ],
)
def qr(a: Any, mode: str = "reduced") -> Any:
    """Return Q, R with A = Q R, where the columns of Q are orthonormal and R is upper triangular.

    mode  "reduced": of shapes (m, k) and (k, n), where k is the smaller of m and n; "r": R alone; "complete": (m, m)
          and (m, n), without a gradient where m > n, for the further columns are any that complete the basis; "raw":
          what LAPACK returns, always without a gradient

    A gradient needs the first k columns to be independent of each other.
    Raises UnknownNameError for another mode, MatrixError for fewer than two axes and, in the backward pass, where these
    columns depend on each other, NotDifferentiableError where there is no gradient but one is wanted.

    >>> qr([[0.0], [2.0]]).R
    Tensor([[-2.]])
    """
    if mode not in _MODES:
        raise unknown_name("mode of qr", mode, _MODES)
    a = as_operand(a)
    if a.ndim < 2:
        raise MatrixError(explain("qr needs matrices", f"shape {a.shape}", "pass them in the last two axes"))
    rows, columns = a.shape[-2:]
    if mode == "raw" or (mode == "complete" and rows > columns):
        return _without_gradient(a, mode)
    q, r = reduced_qr(a[..., :rows])
    if columns > rows:
        r = concatenate([r, adjoint(q) @ a[..., rows:]], -1)
    return r if mode == "r" else QRResult(q, r)


def _without_gradient(a: Any, mode: Any) -> Any:
    """Return what NumPy does.

    Raises NotDifferentiableError where a gradient is wanted.
    """
    array, node = unwrap(a)
    if node and is_recording():
        remedy = 'use mode="reduced"; the projection on all other directions is I - Q @ Q.conj().mT'
        given = f"a tensor of shape {array.shape} that wants a gradient"
        raise NotDifferentiableError(explain(f'qr with mode="{mode}" has no gradient', given, remedy))
    return results(np.linalg.qr(array, mode), reduced_qr.cut((node,)))
