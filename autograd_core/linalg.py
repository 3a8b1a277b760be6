"""Linear algebra: the names of `numpy.linalg`, and those of the Python array API, 2024.12, section linalg.

    >>> import autograd_core as ag
    >>> a = ag.Tensor([[2.0, 0.0], [0.0, 4.0]], requires_grad=True)
    >>> ag.linalg.slogdet(a).logabsdet.backward()
    >>> a.grad
    Tensor([[0.5 , 0.  ],
            [0.  , 0.25]])

Each is what `np.linalg` does when it meets a Tensor; here numbers, lists and arrays will do, too. Matrices stand in the
last two axes. Not here: what each is made of (`ops`).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.linalg import LinAlgError

from autograd_core.ops import diagonals
from autograd_core.ops.contraction import cross, matmul, multi_dot, outer, tensordot, vecdot
from autograd_core.ops.determinants import cofactors, det, slogdet
from autograd_core.ops.eigen import eig, eigh, eigvals, eigvalsh
from autograd_core.ops.elementwise import positive
from autograd_core.ops.factoring import cholesky, qr, reduced_qr
from autograd_core.ops.movement import matrix_transpose
from autograd_core.ops.norms import matrix_norm, norm, vector_norm
from autograd_core.ops.pseudoinverses import lstsq, pinv
from autograd_core.ops.singular import cond, singular_vectors, svd, svdvals
from autograd_core.ops.solving import inv, matrix_power, solve, tensorinv, tensorsolve
from autograd_core.registry import FUNCTIONS, composite, example

__all__ = [
    "LinAlgError",
    "cholesky",
    "cofactors",
    "cond",
    "cross",
    "det",
    "diagonal",
    "eig",
    "eigh",
    "eigvals",
    "eigvalsh",
    "inv",
    "lstsq",
    "matmul",
    "matrix_diagonal",
    "matrix_norm",
    "matrix_power",
    "matrix_rank",
    "matrix_trace",
    "matrix_transpose",
    "multi_dot",
    "norm",
    "outer",
    "pinv",
    "qr",
    "reduced_qr",
    "singular_vectors",
    "slogdet",
    "solve",
    "svd",
    "svdvals",
    "tensordot",
    "tensorinv",
    "tensorsolve",
    "trace",
    "vecdot",
    "vector_norm",
]


@composite(np.linalg.diagonal, examples=[example((3, 4)), example((2, 3, 4), offset=1), example((2, 3, 3), offset=-2)])
def matrix_diagonal(x: Any, /, *, offset: int = 0) -> Any:
    """Return a read-only view of the diagonals of the matrices in the last two axes: yᵢ = x_{i, i + offset}.

    Under this name and as `linalg.diagonal`. Raises ShapeError where there are fewer than two axes.

    >>> diagonal([[1.0, 2.0], [3.0, 4.0]])
    Tensor([1., 4.])
    """
    return diagonals.diagonal(x, offset, -2, -1)


@composite(
    np.linalg.trace,
    examples=[example((3, 4)), example((2, 3, 4), offset=1), example((2, 2), dtype="float32")],
)
def matrix_trace(x: Any, /, *, offset: int = 0, dtype: Any = None) -> Any:
    """Return the sums of the diagonals of the matrices in the last two axes: y = Σ x_{i, i + offset}.

    Under this name and as `linalg.trace`. Raises ShapeError where there are fewer than two axes.

    >>> trace([[1.0, 2.0], [3.0, 4.0]])
    Tensor(5.)
    """
    return diagonals.trace(x, offset, -2, -1, dtype)


def matrix_rank(A: Any, tol: Any = None, hermitian: bool = False, *, rtol: Any = None) -> Any:
    """Return how many singular values are not 0: integers, through which no gradient flows.

    tol, rtol  values up to this, or up to this many times the largest, count as 0; by default about the rounding errors
    hermitian  take eigenvalues for singular values, of symmetric (Hermitian) matrices

    >>> matrix_rank([[1.0, 2.0], [2.0, 4.0]])
    Tensor(1)
    """
    return np.linalg.matrix_rank(positive(A), tol, hermitian, rtol=rtol)


diagonal, trace = matrix_diagonal, matrix_trace
FUNCTIONS[np.linalg.matrix_transpose] = matrix_transpose
