"""Eigenvalues and eigenvectors.

    >>> import numpy as np, autograd_core as ag
    >>> ag.grad(lambda a: np.linalg.eigvalsh(a)[-1])(np.array([[2.0, 1.0], [1.0, 2.0]]))
    array([[0.5, 0.5],
           [0.5, 0.5]])

`eigh` and `eigvalsh` read one triangle, as NumPy's do; the gradient is that among symmetric (Hermitian) matrices, with
both triangles. Where eigenvalues are equal, a gradient exists only for what does not tell them apart; what asks for
more gets a DegeneracyWarning. Not here: singular values (`singular`).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_core.operation import operation
from autograd_core.ops.gauges import (
    anchored,
    anchors,
    inverse_differences,
    turning,
    warn_of_equal,
    warn_of_lost,
)
from autograd_core.ops.matrices import adjoint, attempt, is_nothing, on_diagonal
from autograd_core.ops.movement import array_of
from autograd_core.registry import composite, example, matrix

__all__ = ["eig", "eigh", "eigvals", "eigvalsh"]

_ADVICE = "look for NaN and infinities in it"
_SYMMETRIC = [
    example(matrix((3, 3), "symmetric")),
    example(matrix((4, 4), "symmetric"), UPLO="U"),
    example(matrix((2, 3, 3), "symmetric")),
    example(matrix((1, 1), "symmetric")),
    example(matrix((0, 3, 3), "symmetric")),
]
_SQUARE = [
    example(matrix((3, 3), "well conditioned")),
    example(matrix((2, 2, 2), "well conditioned")),
    example(matrix((3, 3), "symmetric")),
    example(matrix((1, 1), "well conditioned")),
]


# ------------------------------------------------------------------------------------------ symmetric, Hermitian


@operation(
    np.linalg.eigh,
    formula="λ, V with A = V diag(λ) Vᴴ",
    kink="λᵢ = λⱼ: nothing flows between their vectors",
    batched=None,
    results=2,
    examples=_SYMMETRIC,
)
def eigh(a: Any, /, UPLO: Any = "L") -> Any:
    """Return eigenvalues, ascending, and eigenvectors, in columns, of symmetric or Hermitian matrices.

    UPLO  which triangle is read, "L" or "U"; the gradient has both, as among symmetric matrices

    Source: Giles, Collected Matrix Derivative Results for Forward and Reverse Mode Algorithmic Differentiation, 2008.
    Raises MatrixError where the matrices are not square; warns with a DegeneracyWarning where a gradient depends on the
    vectors of equal eigenvalues, each by itself.

    >>> eigh([[2.0, 0.0], [0.0, 1.0]]).eigenvalues
    Tensor([1., 2.])
    """
    return attempt(np.linalg.eigh, a, UPLO, name="eigh", trouble="a matrix without a result", remedy=_ADVICE)


@eigh.rule("a", formula="∂A = V̄ (diag ∂λ + skew(Vᵀ∂V) / (λⱼ − λᵢ)) Vᵀ")
def _(g: Any, y: Any, UPLO: Any) -> Any:
    (g_values, g_vectors), (values, vectors) = g, y
    middle = on_diagonal(g_values)
    if not is_nothing(g_vectors):
        g_vectors = _settled(g_vectors, vectors, 0 if UPLO.upper() == "L" else -1)
        used = vectors.mT @ g_vectors
        turned, mixed = used - adjoint(used), used + adjoint(used)
        warn_of_equal("eigh", values, g_values, turned, mixed)
        middle = middle + turned / 2 * inverse_differences(values)
    else:
        warn_of_equal("eigh", values, g_values, 0, 0)
    return vectors.conjugate() @ middle @ vectors.mT


def _settled(g: Any, vectors: Any, row: int) -> Any:
    """Return the cotangent of vectors that LAPACK made real in a row."""
    if vectors.dtype.kind != "c":
        return g
    places, turn = anchors(vectors, row), turning(g, vectors)
    warn_of_lost("eigh", "the phases of the vectors", np.where(places.any(-2), 0, turn), g)
    return anchored(g, vectors, places, turn)


@operation(
    np.linalg.eigvalsh,
    formula="λ with A = V diag(λ) Vᴴ",
    kink="λᵢ = λⱼ: each has the gradient of the vector that NumPy gives for it",
    batched=None,
    examples=_SYMMETRIC,
)
def eigvalsh(a: Any, /, UPLO: Any = "L") -> Any:
    """Return the eigenvalues, ascending, of symmetric or Hermitian matrices; see `eigh`.

    Raises MatrixError where the matrices are not square; warns with a DegeneracyWarning where a gradient tells equal
    eigenvalues apart.

    >>> eigvalsh([[2.0, 1.0], [1.0, 2.0]])
    Tensor([1., 3.])
    """
    return attempt(np.linalg.eigvalsh, a, UPLO, name="eigvalsh", trouble="a matrix without a result", remedy=_ADVICE)


@eigvalsh.rule("a", formula="∂A = V̄ diag(∂λ) Vᵀ")
def _(g: Any, a: Any, UPLO: Any) -> Any:
    values, vectors = np.linalg.eigh(a, UPLO)
    warn_of_equal("eigvalsh", values, g, 0, 0)
    return (vectors.conjugate() * g[..., None, :]) @ vectors.mT


# ----------------------------------------------------------------------------------------------------------- any square


@operation(
    np.linalg.eig,
    formula="λ, V with A V = V diag(λ)",
    kink="λᵢ = λⱼ: nothing flows between their vectors",
    batched=None,
    results=2,
    examples=_SQUARE,
)
def eig(a: Any, /) -> Any:
    """Return eigenvalues and eigenvectors of square matrices, in columns of length 1 whose largest component is real.

    They are complex where one is; a real matrix has a real gradient. Source: Boeddeker, Hanebrink, Drude, Heymann and
    Haeb-Umbach, On the Computation of Complex-valued Gradients with Application to Statistically Optimum Beamforming,
    2017. Raises MatrixError where the matrices are not square; warns with a DegeneracyWarning where a gradient depends
    on the vectors of equal eigenvalues, each by itself, or the matrix has fewer vectors than eigenvalues.

    >>> eig([[0.0, -1.0], [1.0, 0.0]]).eigenvalues
    Tensor([0.+1.j, 0.-1.j])
    """
    return attempt(np.linalg.eig, a, name="eig", trouble="a matrix without a result", remedy=_ADVICE)


@eig.rule("a", formula="∂A = V⁻ᵀ (diag ∂λ + VᵀG / (λⱼ − λᵢ)) Vᵀ, G = ∂V but for what scales V")
def _(g: Any, y: Any, a: Any) -> Any:
    (g_values, g_vectors), (values, vectors) = g, y
    middle = on_diagonal(g_values)
    if not is_nothing(g_vectors):
        used = vectors.mT @ _of_unit_length(g_vectors, vectors)
        warn_of_equal("eig", values, g_values, used, np.abs(array_of(used)).max(initial=0))
        middle = middle + used * inverse_differences(values)
    else:
        warn_of_equal("eig", values, g_values, 0, 0)
    pulled = np.linalg.solve(vectors.mT, middle @ vectors.mT)
    return pulled if a.dtype.kind == "c" else pulled.real


def _of_unit_length(g: Any, vectors: Any) -> Any:
    """Return the cotangent of vectors of any length and phase, given that of vectors as NumPy scales them."""
    if vectors.dtype.kind == "c":
        g = anchored(g, vectors, anchors(vectors), turning(g, vectors))
    return g - vectors.conjugate() * (g * vectors).sum(-2).real[..., None, :]


@composite(np.linalg.eigvals, examples=_SQUARE)
def eigvals(a: Any) -> Any:
    """Return the eigenvalues of square matrices, complex where one is; see `eig`, whose first result this is.

    Raises MatrixError where the matrices are not square; warns with a DegeneracyWarning where a gradient tells equal
    eigenvalues apart.

    >>> eigvals([[2.0, 1.0], [0.0, 3.0]])
    Tensor([2., 3.])
    """
    decomposed: Any = eig(a)
    return decomposed.eigenvalues
