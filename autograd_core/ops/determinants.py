"""Determinants.

    >>> import numpy as np, autograd_core as ag
    >>> ag.grad(np.linalg.det)(np.array([[1.0, 2.0], [2.0, 4.0]]))       # a singular matrix
    array([[ 4., -2.],
           [-2.,  1.]])

A determinant is a polynomial, so it has a gradient everywhere: the cofactors. They are computed without dividing by the
determinant where that is small. Not here: inverses (`solving`).
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import numpy as np

from autograd_core.operation import operation
from autograd_core.ops.matrices import adjoint, attempt, diagonals, on_diagonal
from autograd_core.registry import example, matrix

__all__ = ["cofactors", "det", "slogdet"]

_SQUARE = [
    example(matrix((3, 3), "well conditioned")),
    example(matrix((2, 3, 3), "well conditioned")),
    example(matrix((2, 2), "symmetric")),
    example(matrix((1, 1), "well conditioned")),
    example(matrix((0, 2, 2), "well conditioned")),
]
_ADVICE = {"trouble": "a matrix without a result", "remedy": "look for NaN and infinities in it"}


@operation(formula="Yᵢⱼ = (−1)ⁱ⁺ʲ det(A without row i and column j)", batched=None, examples=_SQUARE)
def cofactors(a: Any, /) -> Any:
    """Return the cofactors of square matrices: det A · A⁻ᵀ, also where A has no inverse.

    From A = U diag(σ) Vᴴ they are det U · det Vᴴ · Ū diag(Πₖ≠ᵢ σₖ) Vᵀ.
    Source: Stewart, On the adjugate matrix, 1998. Raises MatrixError where a matrix is not square.

    >>> cofactors([[1.0, 2.0], [3.0, 4.0]]).round(9)
    Tensor([[ 4., -3.],
            [-2.,  1.]])
    """
    return attempt(_cofactors, a, name="cofactors", **_ADVICE)


def _cofactors(a: Any) -> Any:
    """Return det A · A⁻ᵀ where all matrices are far from singular, which takes a tenth of the time."""
    with suppress(np.linalg.LinAlgError):
        inverse = np.linalg.inv(a)
        condition = np.linalg.matrix_norm(a) * np.linalg.matrix_norm(inverse)
        if not (condition > np.finfo(a.dtype).eps ** -0.5).any():
            return np.linalg.det(a)[..., None, None] * inverse.mT
    return _from_singular_values(a)


def _from_singular_values(a: Any) -> Any:
    u, values, vh = np.linalg.svd(a)
    return _turn(u, vh) * ((u.conjugate() * _others(values)[..., None, :]) @ vh.conjugate())


def _turn(u: Any, vh: Any) -> Any:
    """Return det U · det Vᴴ, a number of size 1."""
    return np.linalg.det(u @ vh)[..., None, None]


def _others(values: Any) -> Any:
    """Return for each number along the last axis the product of all others, by products from both ends."""
    one = np.ones_like(values[..., :1])
    before = np.cumprod(np.concatenate([one, values[..., :-1]], -1), -1)
    after = np.cumprod(np.concatenate([one, values[..., :0:-1]], -1), -1)[..., ::-1]
    return before * after


def _others_of_pairs(values: Any) -> Any:
    """Return the table of the products of all numbers but two, 0 on the diagonal."""
    same = np.eye(values.shape[-1], dtype=bool)
    return np.where(same, 0, _others(np.where(same, 1, values[..., None, :])))


@cofactors.rule("a", formula="∂A = Ū (diag(Π diag C) − Π Cᵀ) Vᵀ, C = det U det Vᴴ · Uᴴ∂Y V, Πᵢⱼ = Πₖ≠ᵢⱼ σₖ, else 0")
def _(g: Any, a: Any) -> Any:
    u, values, vh = np.linalg.svd(a)
    turned = _turn(u, vh) * (adjoint(u) @ g @ adjoint(vh))
    products = _others_of_pairs(values)
    middle = on_diagonal((products @ diagonals(turned)[..., None])[..., 0]) - products * turned.mT
    return u.conjugate() @ middle @ vh.conjugate()


@operation(np.linalg.det, formula="y = det A", batched=None, examples=_SQUARE)
def det(a: Any, /) -> Any:
    """Return the determinants of square matrices.

    Raises MatrixError where a matrix is not square.

    >>> det([[1.0, 2.0], [3.0, 5.0]]).round(9)
    Tensor(-1.)
    """
    return attempt(np.linalg.det, a, name="det", **_ADVICE)


det.rule("a", lambda g, a: g[..., None, None] * cofactors.apply(a), formula="∂A = ∂y · cof A")


@operation(
    np.linalg.slogdet,
    formula="s, l with det A = s · exp l, |s| = 1",
    batched=None,
    results=2,
    examples=_SQUARE,
)
def slogdet(a: Any, /) -> Any:
    """Return the sign of the determinants, or for complex matrices the phase, and the logarithms of their size.

    No gradient flows through the sign of a real one. Where a determinant is 0 the gradient is infinite, as of log.
    Raises MatrixError where a matrix is not square.

    >>> slogdet([[-2.0, 0.0], [0.0, 0.5]])
    SlogdetResult(sign=Tensor(-1.), logabsdet=Tensor(0.))
    """
    return attempt(np.linalg.slogdet, a, name="slogdet", **_ADVICE)


@slogdet.rule("a", formula="∂A = (∂l + i Im(∂s · s)) A⁻ᵀ")
def _(g: Any, y: Any, a: Any) -> Any:
    (g_sign, g_log), sign = g, y[0]
    g = g_log + 1j * (g_sign * sign).imag if sign.dtype.kind == "c" else g_log
    singular = (sign == 0)[..., None, None]
    g = g[..., None, None]
    inverse = np.linalg.inv(np.where(singular, np.eye(a.shape[-1], dtype=a.dtype), a)).mT
    return g * np.where(singular & (g != 0), np.inf, inverse)
