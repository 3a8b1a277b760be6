"""Operands that are more special than numbers from an interval: how they are drawn, and in which directions they move.

    >>> draw("triangular", (2, 2), np.random.default_rng(0)).round(2)
    array([[ 1.  ,  0.  ],
           [-0.92,  2.  ]])

Not here: what the kinds mean (`registry.matrix`).
"""

from typing import Any

import numpy as np

Shape = tuple[int, ...]

STEP = 0.001
"""How far each element of a matrix may move: much less than its eigenvalues and singular values are apart."""

SYMMETRIC = frozenset({"symmetric", "positive definite"})
MATRICES = SYMMETRIC | {"well conditioned", "triangular"}
TRIES = 10


def draw(kind: str, shape: Shape, rng: np.random.Generator, *, is_complex: bool = False) -> Any:
    """Return matrices of a kind."""
    batch = int(np.prod(shape[:-2]))
    one = {"well conditioned": _well_conditioned, "triangular": _triangular}.get(kind) or _with_eigenvalues(kind)
    found = [one(rng, *shape[-2:], is_complex) for _ in range(batch)]
    return np.array(found, np.complex128 if is_complex else np.float64).reshape(shape)


def tangent(kind: str, direction: Any) -> Any:
    """Return the part of a direction in which a matrix of a kind stays of that kind; of arrays and Tensors."""
    if kind in SYMMETRIC:
        return (direction + direction.swapaxes(-1, -2).conj()) / 2
    if kind == "triangular":
        return direction * np.tril(np.ones(direction.shape[-2:]))
    return direction


def _unitary(rng: np.random.Generator, n: int, is_complex: bool) -> Any:
    return np.linalg.qr(_normal(rng, n, n, is_complex))[0]


def _normal(rng: np.random.Generator, m: int, n: int, is_complex: bool) -> Any:
    return rng.normal(size=(m, n)) + (1j * rng.normal(size=(m, n)) if is_complex else 0)


def _well_conditioned(rng: np.random.Generator, m: int, n: int, is_complex: bool) -> Any:
    """Return a matrix with singular values between 1 and 2; the one of some whose eigenvalues are furthest apart."""
    rank = min(m, n)
    values = np.linspace(1, 2, rank)

    def one() -> Any:
        return (_unitary(rng, m, is_complex)[:, :rank] * values) @ _unitary(rng, n, is_complex)[:rank]

    return max((one() for _ in range(TRIES)), key=_apart) if m == n else one()


def _apart(matrix: Any) -> float:
    """Return the smallest distance between two eigenvalues."""
    values = np.linalg.eigvals(matrix)
    distances = np.abs(values[:, None] - values) + np.diag(np.full(len(values), np.inf))
    return float(distances.min(initial=np.inf))


def _with_eigenvalues(kind: str) -> Any:
    low, high = {"symmetric": (-2, 3), "positive definite": (1, 3)}[kind]

    def one(rng: np.random.Generator, m: int, n: int, is_complex: bool) -> Any:
        q = _unitary(rng, m, is_complex)
        product = (q * np.linspace(low, high, n)) @ q.conj().T
        return tangent(kind, product)

    return one


def _triangular(rng: np.random.Generator, m: int, n: int, is_complex: bool) -> Any:
    below = np.tril(rng.uniform(-1, 1, (m, n)) * (1 + 1j if is_complex else 1), -1)
    return below + np.eye(m, n) * np.linspace(1, 2, m)[:, None]
