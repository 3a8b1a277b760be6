"""Systems of linear equations with many solutions or none: pseudoinverses and least squares.

    >>> import numpy as np, autograd_core as ag
    >>> a, b = np.array([[1.0], [1.0]]), np.array([1.0, 3.0])
    >>> ag.grad(lambda b: np.linalg.lstsq(a, b)[0][0])(b)
    array([0.5, 0.5])

The derivative is that among matrices of the same rank; where the rank changes, a pseudoinverse jumps.
Not here: square systems (`solving`), singular values (`singular`).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_core.errors import MatrixError, explain
from autograd_core.operation import operation
from autograd_core.ops.contraction import matmul
from autograd_core.ops.matrices import adjoint, check_precision, hermitian_part
from autograd_core.ops.movement import array_of, cast
from autograd_core.ops.singular import svdvals
from autograd_core.registry import composite, example, matrix
from autograd_core.values import as_array, as_operand, make

__all__ = ["lstsq", "pinv"]


@operation(
    np.linalg.pinv,
    formula="Y with A Y A = A and Y A Y = Y, where A Y and Y A are Hermitian",
    batched=None,
    kink="where the rank changes: as if it did not",
    examples=[
        example(matrix((4, 3), "well conditioned")),
        example(matrix((2, 3, 4), "well conditioned")),
        example(matrix((3, 3), "well conditioned"), rcond=1e-6),
        example(matrix((3, 3), "symmetric"), hermitian=True),
        example(matrix((4, 2), "well conditioned"), rtol=1e-6),
        example(matrix((0, 3, 2), "well conditioned")),
    ],
)
def pinv(a: Any, /, rcond: Any = None, hermitian: bool = False, *, rtol: Any = None) -> Any:
    """Return the pseudoinverses of Moore and Penrose: of matrices of full column rank, (AᴴA)⁻¹Aᴴ.

    rcond, rtol  singular values up to this many times the largest count as 0; by default about the rounding errors
    hermitian    take eigenvalues for singular values, of symmetric (Hermitian) matrices; only one triangle is read

    Source: Golub and Pereyra, The Differentiation of Pseudo-Inverses and Nonlinear Least Squares Problems Whose
    Variables Separate, 1973. Raises MatrixError where there are no singular values, or no square
    matrices although `hermitian`.

    >>> pinv([[1.0], [1.0]])
    Tensor([[0.5, 0.5]])
    """
    check_precision("pinv", a)
    shape = np.shape(a)
    if hermitian and shape[-1:] != shape[-2:-1]:
        remedy = "leave hermitian=True out"
        raise MatrixError(explain("pinv with hermitian=True needs square matrices", f"shape {shape}", remedy))
    chosen = {} if rtol is None else {"rtol": rtol}
    return np.linalg.pinv(a, rcond, hermitian, **chosen)


@pinv.rule("a", formula="∂A = −Yᵀ∂Y Yᵀ, plus the conjugate of (I − A Y) ∂Yᵀ Y Yᴴ + YᴴY ∂Yᵀ (I − Y A)")
def _(g: Any, a: Any, y: Any, hermitian: bool) -> Any:
    left = (g.mT - a @ (y @ g.mT)) @ y @ adjoint(y)
    right = adjoint(y) @ y @ (g.mT - (g.mT @ y) @ a)
    pulled = (left + right).conjugate() - y.mT @ g @ y.mT
    return hermitian_part(pulled) if hermitian else pulled


@composite(
    np.linalg.lstsq,
    examples=[
        example(matrix((4, 3), "well conditioned"), (4,)),
        example(matrix((4, 2), "well conditioned"), (4, 3), rcond=1e-9),
        example(matrix((2, 3), "well conditioned"), (2,)),
        example(matrix((3, 3), "well conditioned"), (3, 2)),
    ],
)
def lstsq(a: Any, b: Any, rcond: float | None = None) -> tuple[Any, Any, Any, Any]:
    """Return the least-squares solutions of A X = B, the sums of their squared residuals, the rank, singular values.

    rcond  singular values up to this many times the largest count as 0; by default about the rounding errors

    Of all solutions X is the one of least length: A⁺B. The residuals are empty where they are 0 in general, for A has
    no more rows than columns or not the full rank. No gradient flows through the rank, an integer.
    Raises MatrixError where A is no matrix or the shapes do not fit.

    >>> lstsq([[1.0], [1.0]], [1.0, 3.0])[:2]
    (Tensor([2.]), Tensor([2.]))
    """
    a, b = as_operand(a), as_operand(b)
    if a.ndim != 2:
        raise MatrixError(explain("lstsq needs one matrix", f"shape {a.shape}", "use pinv(a) @ b for stacks of them"))
    if b.ndim not in (1, 2) or b.shape[0] != a.shape[0]:
        remedy = "B needs as many rows as A, and one or two axes"
        raise MatrixError(explain("lstsq cannot be applied", f"shapes {a.shape} and {b.shape}", remedy))
    dtype = np.result_type(*(x.dtype if x.dtype.kind in "fc" else np.float64 for x in (a, b)))
    a, b = cast(a, dtype), cast(b, dtype)
    least = np.finfo(dtype).eps * max(a.shape) if rcond is None else rcond
    x = matmul(pinv(a, rcond=least), b)
    values = svdvals(a)
    rank = np.sum(array_of(values) > least * array_of(values).max(initial=0), dtype=np.int32)
    determined = rank == a.shape[1] < a.shape[0]
    residuals = _squares(b - matmul(a, x)) if determined else make(np.zeros(0, values.dtype), None)
    return x, residuals, make(as_array(rank), None), values


def _squares(errors: Any) -> Any:
    """Return the sum of the squares of each column."""
    columns = errors.reshape(errors.shape[0], -1)
    return np.sum(np.real(columns) ** 2 + np.imag(columns) ** 2, 0)
