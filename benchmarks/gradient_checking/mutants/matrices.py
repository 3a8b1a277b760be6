"""Rules of linear algebra."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_core.testing.strategies import matrices
from benchmarks.gradient_checking.mutants.rule import Rule, arrays, one

__all__ = ["RULES"]


def systems() -> Any:
    """Return calls with a matrix and a right side."""
    return matrices().flatmap(lambda a: arrays((len(a),)).map(lambda b: (a, b)))


def inverse_rule(g: Any, a: Any) -> Any:
    """Return the gradient of an inverse."""
    y = np.linalg.inv(a)
    return -y.T @ g @ y.T


def solve_rule(g: Any, a: Any, b: Any) -> Any:
    """Return the gradients of A⁻¹ b."""
    w = np.linalg.solve(a.T, g)
    return -np.outer(w, np.linalg.solve(a, b)), w


def solve_not_transposed(g: Any, a: Any, b: Any) -> Any:
    """Solve with A where Aᵀ belongs."""
    w = np.linalg.solve(a, g)
    return -np.outer(w, np.linalg.solve(a, b)), w


def symmetrised(a: Any) -> Any:
    """Return the Cholesky factor of the symmetric part."""
    return np.linalg.cholesky((a + a.T) / 2)


def cholesky_rule(g: Any, a: Any, *, halved: bool = True) -> Any:
    """Return the gradient of a Cholesky factor (Murray, 2016)."""
    L = symmetrised(a)
    middle = np.tril(L.T @ g)
    if halved:
        middle[np.diag_indices(len(a))] /= 2
    inverse = np.linalg.inv(L)
    s = inverse.T @ middle @ inverse
    return (s + s.T) / 2


def eigenvalues(a: Any) -> Any:
    """Return the eigenvalues of the symmetric part."""
    return np.linalg.eigvalsh((a + a.T) / 2)


def eigenvalues_rule(g: Any, a: Any) -> Any:
    """Return their gradient."""
    v = np.linalg.eigh((a + a.T) / 2)[1]
    return v * g @ v.T


def eigenvalues_transposed(g: Any, a: Any) -> Any:
    """Take rows for eigenvectors."""
    v = np.linalg.eigh((a + a.T) / 2)[1]
    return v.T * g @ v


RULES = (
    Rule(
        "inv",
        np.linalg.inv,
        inverse_rule,
        one(matrices()),
        {
            "sign": lambda g, a: -inverse_rule(g, a),
            "not transposed": lambda g, a: -np.linalg.inv(a) @ g @ np.linalg.inv(a),
            "one factor missing": lambda g, a: -np.linalg.inv(a).T @ g,
        },
    ),
    Rule(
        "solve",
        np.linalg.solve,
        solve_rule,
        systems(),
        {
            "not transposed": solve_not_transposed,
            "sign": lambda g, a, b: (-solve_rule(g, a, b)[0], solve_rule(g, a, b)[1]),
            "outer product transposed": lambda g, a, b: (solve_rule(g, a, b)[0].T, solve_rule(g, a, b)[1]),
        },
    ),
    Rule(
        "det",
        np.linalg.det,
        lambda g, a: g * np.linalg.det(a) * np.linalg.inv(a).T,
        one(matrices()),
        {
            "not transposed": lambda g, a: g * np.linalg.det(a) * np.linalg.inv(a),
            "of the logarithm": lambda g, a: g * np.linalg.inv(a).T,
        },
    ),
    Rule(
        "log det",
        lambda a: np.linalg.slogdet(a)[1],
        lambda g, a: g * np.linalg.inv(a).T,
        one(matrices()),
        {"not transposed": lambda g, a: g * np.linalg.inv(a)},
    ),
    Rule(
        "log det, badly conditioned",
        lambda a: np.linalg.slogdet(a)[1],
        lambda g, a: g * np.linalg.inv(a).T,
        one(matrices("badly conditioned")),
        {
            "regularised": lambda g, a: g * np.linalg.inv(a + 1e-6 * np.eye(len(a))).T,
            "not transposed": lambda g, a: g * np.linalg.inv(a),
        },
    ),
    Rule(
        "Cholesky",
        symmetrised,
        cholesky_rule,
        one(matrices("positive definite")),
        {
            "the diagonal is not halved": lambda g, a: cholesky_rule(g, a, halved=False),
            "the result is not symmetric": lambda g, a: np.tril(cholesky_rule(g, a)),
        },
    ),
    Rule(
        "eigenvalues",
        eigenvalues,
        eigenvalues_rule,
        one(matrices("symmetric")),
        {
            "eigenvectors in rows": eigenvalues_transposed,
            "ascending and descending": lambda g, a: eigenvalues_rule(g[::-1], a),
        },
    ),
    Rule(
        "Frobenius norm",
        np.linalg.norm,
        lambda g, a: g * a / np.linalg.norm(a),
        one(matrices()),
        {"squared": lambda g, a: 2 * g * a},
    ),
    Rule(
        "matrix cube",
        lambda a: a @ a @ a,
        lambda g, a: g @ (a @ a).T + a.T @ g @ a.T + (a @ a).T @ g,
        one(matrices()),
        {
            "as of a number": lambda g, a: 3 * g @ (a @ a).T,
            "the middle term is missing": lambda g, a: g @ (a @ a).T + (a @ a).T @ g,
        },
    ),
)
