"""Functions of matrices, well and badly conditioned."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.gradient_checking.case import Draw, case, normal

__all__ = ["CASES"]


def conditioned(exponent: float, n: int = 4) -> Draw:
    """Draw a matrix whose singular values fall from 1 to 10^-exponent."""

    def draw(rng: np.random.Generator) -> Any:
        u, v = (np.linalg.qr(rng.normal(size=(n, n)))[0] for _ in range(2))
        return u * 10.0 ** -np.linspace(0, exponent, n) @ v

    return draw


def positive(exponent: float, n: int = 4) -> Draw:
    """Draw a positive definite matrix whose eigenvalues fall from 1 to 10^-exponent."""

    def draw(rng: np.random.Generator) -> Any:
        q = np.linalg.qr(rng.normal(size=(n, n)))[0]
        a = q * 10.0 ** -np.linspace(0, exponent, n) @ q.T
        return (a + a.T) / 2

    return draw


def inverse_gradient(a: Any) -> Any:
    """Return the gradient of the sum of all entries of the inverse."""
    inverse = np.linalg.inv(a)
    return -np.outer(inverse.sum(0), inverse.sum(1))


def solution_gradient(a: Any, b: Any) -> Any:
    """Return the gradients of Σ A⁻¹ b."""
    w = np.linalg.solve(a.T, np.ones(b.size))
    return -np.outer(w, np.linalg.solve(a, b)), w


def cofactors(a: Any) -> Any:
    """Return the gradient of a determinant, which exists also where the matrix has no inverse."""
    n = len(a)
    minors = [[np.linalg.det(np.delete(np.delete(a, i, 0), j, 1)) for j in range(n)] for i in range(n)]
    return np.array(minors) * (-1.0) ** np.add.outer(np.arange(n), np.arange(n))


def symmetric(a: Any) -> Any:
    """Return the symmetric part."""
    return (a + a.T) / 2


def largest(a: Any) -> Any:
    """Return the largest eigenvalue of the symmetric part."""
    return np.linalg.eigvalsh(symmetric(a))[-1]


def largest_gradient(a: Any) -> Any:
    """Return its gradient."""
    v = np.linalg.eigh(symmetric(a))[1][:, -1]
    return np.outer(v, v)


def narrow_gap(rng: np.random.Generator) -> Any:
    """Draw a symmetric matrix whose two largest eigenvalues are 1e-3 apart."""
    q = np.linalg.qr(rng.normal(size=(4, 4)))[0]
    return symmetric(q * np.array([-1.0, 0.5, 2.0, 2.001]) @ q.T)


def nuclear_gradient(a: Any) -> Any:
    """Return the gradient of the sum of singular values."""
    u, _, v = np.linalg.svd(a, full_matrices=False)
    return u @ v


def product_gradient(a: Any, b: Any) -> Any:
    """Return the Jacobians of a matrix product."""
    return np.einsum("ik,lj->ijkl", np.eye(len(a)), b), np.einsum("ik,jl->ijkl", a, np.eye(b.shape[1]))


CASES = (
    case("inverse", lambda a: np.linalg.inv(a).sum(), inverse_gradient, conditioned(1)),
    case("inverse, condition 1e6", lambda a: np.linalg.inv(a).sum(), inverse_gradient, conditioned(6)),
    case("log det, condition 1e8", lambda a: np.linalg.slogdet(a)[1], lambda a: np.linalg.inv(a).T, conditioned(8)),
    case("determinant", np.linalg.det, cofactors, normal(1, 4, 4)),
    case("determinant, nearly singular", np.linalg.det, cofactors, conditioned(10)),
    case(
        "solve, condition 1e5",
        lambda a, b: np.linalg.solve(a, b).sum(),
        solution_gradient,
        conditioned(5),
        normal(1, 4),
    ),
    case("largest eigenvalue, narrow gap", largest, largest_gradient, narrow_gap),
    case(
        "nuclear norm, condition 1e4",
        lambda a: np.linalg.svd(a, compute_uv=False).sum(),
        nuclear_gradient,
        conditioned(4, 3),
    ),
    case(
        "log det by Cholesky",
        lambda a: 2 * np.log(np.diag(np.linalg.cholesky(symmetric(a)))).sum(),
        lambda a: np.linalg.inv(symmetric(a)),
        positive(4),
    ),
    case("an array: matrix product", np.matmul, product_gradient, normal(1, 3, 2), normal(1, 2, 4)),
    case(
        "quadratic form, 1e-6 to 1e6",
        lambda x, a: x @ a @ x,
        lambda x, a: ((a + a.T) @ x, np.outer(x, x)),
        lambda rng: 10.0 ** rng.uniform(-3, 3, 4),
        normal(1, 4, 4),
    ),
)
