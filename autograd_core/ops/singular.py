"""Singular values and vectors, and what is made of them.

    >>> import numpy as np, autograd_core as ag
    >>> ag.grad(lambda a: np.linalg.svdvals(a)[0])(np.array([[3.0, 0.0], [0.0, 4.0]]))
    array([[0., 0.],
           [0., 1.]])

Where singular values are equal, or 0, a gradient exists only for what does not tell their vectors apart; what asks for
more gets a DegeneracyWarning. Not here: eigenvalues (`eigen`), pseudoinverses (`pseudoinverses`).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_core.errors import MatrixError, explain
from autograd_core.operation import operation
from autograd_core.ops.eigen import eigh, eigvalsh
from autograd_core.ops.gathering import take_along_axis
from autograd_core.ops.gauges import (
    anchored,
    anchors,
    inverse_differences,
    rounding,
    turning,
    warn_of_equal,
    warn_of_lost,
    warn_of_second,
)
from autograd_core.ops.matrices import adjoint, attempt, check_precision, is_nothing, on_diagonal
from autograd_core.ops.movement import array_of
from autograd_core.ops.norms import norm
from autograd_core.ops.selection import absolute, where
from autograd_core.ops.solving import inv
from autograd_core.registry import composite, constant, example, matrix
from autograd_core.values import as_operand

__all__ = ["cond", "singular_vectors", "svd", "svdvals"]

SVDResult: Any = type(np.linalg.svd(np.eye(1)))

_ANY = [
    example(matrix((3, 3), "well conditioned")),
    example(matrix((4, 3), "well conditioned"), full_matrices=False),
    example(matrix((2, 3, 4), "well conditioned"), full_matrices=False),
    example(matrix((1, 3), "well conditioned"), full_matrices=False),
    example(matrix((0, 3, 2), "well conditioned"), full_matrices=False),
]


@operation(
    formula="U, σ, Vᴴ with A = U diag(σ) Vᴴ",
    kink="σᵢ = σⱼ or σᵢ = 0: nothing flows between their vectors",
    batched=None,
    results=3,
    examples=_ANY,
)
def singular_vectors(a: Any, /, full_matrices: bool = True) -> Any:
    """Return the singular value decomposition; see `svd`, which is made of it.

    >>> singular_vectors([[0.0, 2.0]], full_matrices=False).S
    Tensor([2.])
    """
    return _attempt(lambda x: np.linalg.svd(x, full_matrices), a)


def _attempt(function: Any, a: Any) -> Any:
    """Compute singular values.

    Raises MatrixError where NumPy has none, DTypeError for numbers that it does not take.
    """
    check_precision("svd", a)
    try:
        return function(a)
    except np.linalg.LinAlgError as error:
        remedy = "pass matrices in the last two axes, without NaN or infinities"
        raise MatrixError(explain("no singular values", f"shape {np.shape(a)}", remedy)) from error


@singular_vectors.rule(
    "a",
    formula="∂A = Ū (diag ∂σ + T / (σⱼ − σᵢ) + D / (σⱼ + σᵢ)) Vᵀ + ∂U⊥ σ⁻¹ Vᵀ + Ū σ⁻¹ ∂V⊥ᴴ, where T ± D = X − Xᴴ "
    "of X = Uᵀ∂U and Vᵀ∂V, and ⊥ takes what leaves the span of the vectors",
)
def _(g: Any, y: Any, a_shape: tuple[int, ...]) -> Any:
    (g_u, g_values, g_vh), (u, values, vh) = g, y
    u, g_u = _reduced(u, g_u, values)
    v, g_v = _reduced(adjoint(vh), adjoint(g_vh), values)
    _warn_of_zero(g_values, values, g_u, g_v, a_shape)
    g_u, g_v = _settled(g_u, g_v, u, v)
    of_u, of_v = u.mT @ g_u, v.mT @ g_v
    together, against = (_skew(of_u) + _skew(of_v)) / 2, (_skew(of_u) - _skew(of_v)) / 2
    warn_of_equal("svd", values, g_values, together, of_u + of_v + adjoint(of_u + of_v))
    sums = _inverse(values[..., None, :] + values[..., :, None], values, against, (g_u, g_v))
    middle = on_diagonal(g_values) + together * inverse_differences(values) + against * sums
    pulled = u.conjugate() @ middle @ v.mT
    if u.shape[-2] > u.shape[-1]:
        pulled = pulled + _leaving(g_u, u, of_u, values) @ v.mT
    if v.shape[-2] > v.shape[-1]:
        pulled = pulled + u.conjugate() @ adjoint(_leaving(g_v, v, of_v, values))
    return pulled


def _leaving(g: Any, vectors: Any, within: Any, values: Any) -> Any:
    """Return what leaves the span of the vectors, divided by the singular values."""
    out = g - vectors.conjugate() @ within
    return out * _inverse(values[..., None, :], values, out, g)


def _reduced(vectors: Any, g: Any, values: Any) -> tuple[Any, Any]:
    """Return the vectors that belong to a value, and what the cotangent of the whole basis is for these."""
    k = values.shape[-1]
    if vectors.shape[-1] == k:
        return vectors, g
    first, rest, g_rest = vectors[..., :k], vectors[..., k:], g[..., k:]
    lost = _skew(rest.mT @ g_rest)
    warn_of_lost("svd", "the vectors beyond the last singular value, each by itself", lost, g)
    return first, g[..., :k] - rest.conjugate() @ adjoint(first.mT @ g_rest)


def _skew(x: Any) -> Any:
    return x - adjoint(x)


def _warn_of_zero(g_values: Any, values: Any, g_u: Any, g_v: Any, shape: tuple[int, ...]) -> None:
    """Warn where a singular value that is 0 is used together with vectors.

    U diag(σ) Vᴴ has a gradient, but what turns these vectors comes times σ, and is lost. In a square real matrix
    nothing can turn them.
    """
    zero = array_of(values) <= rounding(values)
    free = shape[-1] != shape[-2] or array_of(g_u).dtype.kind == "c"
    if free and zero.any() and not (is_nothing(g_u) and is_nothing(g_v)):
        lost = np.where(zero, array_of(g_values), 0)
        warn_of_lost("svd", "singular values that are 0 together with vectors", lost, (g_u, g_values, g_v))


def _settled(g_u: Any, g_v: Any, u: Any, v: Any) -> tuple[Any, Any]:
    """Return the cotangents of pairs of vectors of which LAPACK made one real in its first component."""
    if u.dtype.kind != "c":
        return g_u, g_v
    turn, real_v, real_u = turning(g_u, u) + turning(g_v, v), anchors(v, 0), anchors(u, 0)
    real_u = real_u & ~real_v.any(-2)[..., None, :]
    lost = np.where(real_v.any(-2) | real_u.any(-2), 0, turn)
    warn_of_lost("svd", "the phases of the vectors", lost, (g_u, g_v))
    return anchored(g_u, u, real_u, turn), anchored(g_v, v, real_v, turn)


def _inverse(numbers: Any, values: Any, asked: Any, g: Any) -> Any:
    """Return 1 / x, 0 where x is 0 up to the rounding errors of the singular values.

    Warn where the part of a cotangent g that asks for it is not 0 there, too.
    """
    zero = array_of(numbers) <= rounding(values)[..., None]
    if zero.any():
        warn_of_second("svd", "vectors of singular values that are 0", asked)
        warn_of_lost("svd", "the vectors of singular values that are 0", np.where(zero, array_of(asked), 0), g)
    return np.where(zero, 0, 1 / np.where(zero, 1, numbers))


@operation(
    np.linalg.svdvals,
    formula="σ with A = U diag(σ) Vᴴ",
    kink="σᵢ = 0: 0; σᵢ = σⱼ: each has the gradient of the vectors that NumPy gives for it",
    batched=None,
    examples=[
        example(matrix((3, 3), "well conditioned")),
        example(matrix((2, 4, 3), "well conditioned")),
        example(matrix((2, 3), "well conditioned")),
        example(matrix((0, 3, 2), "well conditioned")),
    ],
)
def svdvals(a: Any, /) -> Any:
    """Return the singular values of matrices, descending.

    Raises MatrixError where NumPy finds none; warns with a DegeneracyWarning where a gradient tells equal ones apart.

    >>> svdvals([[0.0, 3.0], [4.0, 0.0]])
    Tensor([4., 3.])
    """
    return _attempt(np.linalg.svdvals, a)


@svdvals.rule("a", formula="∂A = Ū diag(∂σ) Vᵀ, without those where σ = 0")
def _(g: Any, a: Any) -> Any:
    u, values, vh = np.linalg.svd(a, full_matrices=False)
    zero = array_of(values) <= rounding(values)
    if zero.any():
        warn_of_second("svdvals", "singular values that are 0", g)
    g = np.where(zero, 0, g)
    warn_of_equal("svdvals", values, g, 0, 0)
    return (u.conjugate() * g[..., None, :]) @ vh.conjugate()


# ----------------------------------------------------------------------------------------------------------- composites


@composite(
    np.linalg.svd,
    examples=[
        *_ANY,
        example(matrix((4, 3), "well conditioned"), compute_uv=False),
        example(matrix((3, 3), "symmetric"), hermitian=True),
        example(matrix((3, 3), "symmetric"), compute_uv=False, hermitian=True),
    ],
)
def svd(a: Any, full_matrices: bool = True, compute_uv: bool = True, hermitian: bool = False) -> Any:
    """Return U, σ and Vᴴ with A = U diag(σ) Vᴴ: orthonormal columns and rows, and singular values, descending.

    full_matrices  make U and V square; if not, they have as many vectors as there are singular values
    compute_uv     if not, return the singular values alone
    hermitian      find them by `eigh`, of symmetric (Hermitian) matrices; only one triangle is read

    The phases of complex vectors are differentiated as LAPACK sets them, where that can be seen.
    Source: Townsend, Differentiating the Singular Value Decomposition, 2016.
    Raises MatrixError where NumPy finds no singular values; warns with a DegeneracyWarning where a gradient depends on
    the vectors of equal singular values, each by itself, or of those beyond the last one.

    >>> svd([[0.0, 2.0]], full_matrices=False).S
    Tensor([2.])
    """
    if hermitian:
        return _of_hermitian(a) if compute_uv else np.sort(absolute(eigvalsh(a)))[..., ::-1]
    return singular_vectors(a, full_matrices) if compute_uv else svdvals(a)


def _of_hermitian(a: Any) -> Any:
    values, vectors = eigh(a)
    order = np.argsort(np.abs(values.array))[..., ::-1]
    values, vectors = take_along_axis(values, order, -1), take_along_axis(vectors, order[..., None, :], -1)
    signs = np.where(values.array < 0, -1, 1).astype(values.dtype)  # not np.sign: a value of 0 has a vector, too
    return SVDResult(vectors, absolute(values), adjoint(vectors * signs[..., None, :]))


@composite(
    np.linalg.cond,
    examples=[
        example(matrix((4, 3), "well conditioned")),
        example(matrix((3, 3), "well conditioned"), -2),
        example(matrix((2, 3, 3), "well conditioned"), "fro"),
        example(matrix((3, 3), "well conditioned"), 1),
        example(matrix((3, 3), "well conditioned"), "nuc"),
    ],
)
def cond(x: Any, p: Any = None) -> Any:
    """Return the condition numbers of matrices: ‖A‖ · ‖A⁻¹‖, infinite where A is singular.

    p  the order of the norm, as in `norm`; by default 2: the largest singular value by the smallest, of any matrix

    Raises MatrixError where there are no numbers, or a matrix is not square although p needs it.

    >>> cond([[2.0, 0.0], [0.0, 4.0]], 1)
    Tensor(2.)
    """
    x = as_operand(x)
    if 0 in x.shape[-2:]:
        raise MatrixError(explain("cond of no numbers", f"shape {x.shape}", "pass matrices with at least one number"))
    if p not in (None, 2, -2):
        return _with_inverse(x, p)
    values = svdvals(x)
    ends = (values[..., -1], values[..., 0]) if p == -2 else (values[..., 0], values[..., -1])
    with np.errstate(all="ignore"):
        return _infinite(ends[0] / ends[1], x)


def _with_inverse(x: Any, p: Any) -> Any:
    """Return ‖A‖ · ‖A⁻¹‖; an exactly singular matrix is left out, for it has no inverse."""
    trouble, remedy = "a matrix without a determinant", "look for NaN and infinities in it"
    name = f"cond with p={p!r}"
    singular = attempt(np.linalg.slogdet, array_of(x), name=name, trouble=trouble, remedy=remedy).sign == 0
    regular = where(singular[..., None, None], np.eye(x.shape[-1], dtype=x.dtype), x)
    product = norm(regular, p, (-2, -1)) * norm(inv(regular), p, (-2, -1))
    return where(singular, np.inf, _infinite(product, x))


def _infinite(y: Any, x: Any) -> Any:
    """Return condition numbers with infinity for NaN, unless the matrix itself holds NaN."""
    undefined = np.isnan(y.array) & ~np.isnan(array_of(x)).any((-2, -1))
    return where(undefined, np.inf, y)


constant(np.linalg.matrix_rank)
