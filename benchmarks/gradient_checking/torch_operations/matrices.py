"""Products, solutions and decompositions of matrices, real and complex, well and badly conditioned, and their gauges.

PyTorch takes a symmetric or Hermitian matrix as such, and reads one triangle: its gradient is the symmetric one. So the
matrix is made symmetric inside. Where vectors are determined up to a phase only, what is checked does not depend on it.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import linalg

from benchmarks.gradient_checking.torch_operations.drawing import (
    Operation,
    complex_numbers,
    given,
    real,
    single,
)

__all__ = ["OPERATIONS"]

EYE = torch.eye(4, dtype=torch.float64)
HILBERT = torch.from_numpy(1 / (1 + np.add.outer(np.arange(4.0), np.arange(4.0))))
"""Its condition is 15,514."""


def hermitian(x: Any) -> Any:
    """Return the Hermitian part."""
    return (x + x.mH) / 2


def positive(x: Any) -> Any:
    """Return a positive definite matrix."""
    return x @ x.mH + EYE[: len(x), : len(x)]


def projectors(vectors: Any) -> Any:
    """Return what of vectors does not depend on their phases."""
    return vectors[..., :, None, :] * vectors[..., None, :, :].conj()


def polar_factor(x: Any) -> Any:
    """Return the nearest matrix with orthonormal columns."""
    u, _, v = linalg.svd(x, full_matrices=False)
    return u @ v


PRODUCTS = [
    Operation("matmul", torch.matmul, (real(2, 3), real(3, 4))),
    Operation("matmul with broadcasting", torch.matmul, (real(2, 1, 2, 3), real(4, 3, 2))),
    Operation("matmul of vectors", torch.matmul, (real(3), real(3))),
    Operation("complex matmul", torch.matmul, (complex_numbers(2, 3), complex_numbers(3, 2))),
    Operation("vdot", torch.vdot, (complex_numbers(3), complex_numbers(3))),
    Operation("bmm", torch.bmm, (real(2, 2, 3), real(2, 3, 2))),
    Operation("addmm", lambda a, b, c: torch.addmm(a, b, c, beta=0.5, alpha=2), (real(2), real(2, 3), real(3, 2))),
    Operation("einsum", lambda x, y: torch.einsum("bij,bkj,j->ik", x, y, y[0, 0]), (real(2, 3, 4), real(2, 2, 4))),
    Operation("tensordot", lambda x, y: torch.tensordot(x, y, ([0, 2], [1, 0])), (real(2, 3, 4), real(4, 2))),
    Operation("multi_dot", lambda *xs: linalg.multi_dot(xs), (real(2, 3), real(3, 4), real(4, 2))),
    Operation("kron", torch.kron, (real(2, 2), real(2, 1))),
    Operation("cross", linalg.cross, (real(2, 3), real(2, 3))),
    Operation("outer", torch.outer, (real(2), real(3))),
    Operation("chain of float32 products", lambda x, y: x @ y @ x, (single(3, 3), single(3, 3))),
    Operation("matrix_power", lambda x: linalg.matrix_power(x, -3), (real(3, 3),)),
    Operation("matrix_exp", linalg.matrix_exp, (real(3, 3),)),
    Operation("complex matrix_exp", linalg.matrix_exp, (complex_numbers(2, 2),)),
    Operation("householder_product", linalg.householder_product, (real(4, 2), real(2))),
]

SOLUTIONS = [
    Operation("inv", linalg.inv, (real(3, 3),)),
    Operation("inv, badly conditioned", linalg.inv, (HILBERT,)),
    Operation("complex inv", linalg.inv, (complex_numbers(3, 3),)),
    Operation("solve", linalg.solve, (real(3, 3), real(3, 2))),
    Operation("complex solve", linalg.solve, (complex_numbers(3, 3), complex_numbers(3))),
    Operation("solve, badly conditioned", linalg.solve, (HILBERT, real(4))),
    Operation(
        "solve_triangular",
        lambda a, b: linalg.solve_triangular(a, b, upper=True),
        (real(3, 3) + 3 * EYE[:3, :3], real(3, 2)),
    ),
    Operation(
        "cholesky_solve", lambda b, a: torch.cholesky_solve(b, a.tril()), (real(3, 2), real(3, 3) + 3 * EYE[:3, :3])
    ),
    Operation("lstsq", lambda a, b: linalg.lstsq(a, b).solution, (real(4, 2), real(4, 2))),
    Operation("pinv", linalg.pinv, (real(4, 2),)),
    Operation("complex pinv", linalg.pinv, (complex_numbers(2, 3),)),
    Operation("tensorsolve", linalg.tensorsolve, (real(2, 3, 6), real(2, 3))),
    Operation("det", linalg.det, (real(3, 3),)),
    Operation("det of rank 1", linalg.det, (torch.outer(given(1.0, 2.0, 3.0), given(1.0, -1.0, 2.0)),)),
    Operation("complex det", linalg.det, (complex_numbers(3, 3),)),
    Operation("slogdet", lambda x: linalg.slogdet(x).logabsdet, (real(3, 3),)),
    Operation("complex slogdet", lambda x: tuple(linalg.slogdet(x)), (complex_numbers(3, 3),)),
    Operation("logdet", lambda x: torch.logdet(positive(x)), (real(3, 3),)),
]

DECOMPOSITIONS = [
    Operation("cholesky", lambda x: linalg.cholesky(positive(x)), (real(3, 3),)),
    Operation("complex cholesky", lambda x: linalg.cholesky(positive(x)), (complex_numbers(3, 3),)),
    Operation("cholesky, badly conditioned", lambda x: linalg.cholesky(hermitian(x)), (HILBERT,)),
    Operation("lu", lambda x: linalg.lu(x)[1:], (real(3, 3),)),
    Operation("lu, wide", lambda x: linalg.lu(x)[1:], (real(2, 4),)),
    Operation("lu_solve", lambda x, b: torch.lu_solve(b, *linalg.lu_factor(x)), (real(3, 3), real(3, 1))),
    Operation("qr", lambda x: tuple(linalg.qr(x)), (real(4, 3),)),
    Operation("complex qr", lambda x: tuple(linalg.qr(x)), (complex_numbers(3, 3),)),
    Operation("eigvalsh", lambda x: linalg.eigvalsh(hermitian(x)), (real(4, 4),)),
    Operation("eigh", lambda x: projectors(linalg.eigh(hermitian(x))[1]), (real(3, 3),)),
    Operation("complex eigh", lambda x: projectors(linalg.eigh(hermitian(x))[1]), (complex_numbers(3, 3),)),
    Operation("eigh with signs", lambda x: linalg.eigh(hermitian(x))[1], (real(3, 3),)),
    Operation("eigvals", lambda x: abs(linalg.eigvals(x)), (real(3, 3),)),
    Operation("eig", lambda x: projectors(linalg.eig(x)[1]), (complex_numbers(3, 3),)),
    Operation("svdvals", linalg.svdvals, (real(4, 3),)),
    Operation("complex svdvals", linalg.svdvals, (complex_numbers(3, 3),)),
    Operation("svdvals of equal values", linalg.svdvals, (EYE[:3, :3] * 2,)),
    Operation("svd", lambda x: projectors(linalg.svd(x, full_matrices=False)[0]), (real(4, 3),)),
    Operation("complex svd", lambda x: projectors(linalg.svd(x, full_matrices=False)[0]), (complex_numbers(4, 3),)),
    Operation("svd with signs", lambda x: linalg.svd(x, full_matrices=False)[::2], (real(3, 3),)),
    Operation("polar factor", polar_factor, (real(4, 3),)),
    Operation("nuclear norm", lambda x: linalg.matrix_norm(x, "nuc"), (real(4, 3),)),
    Operation("spectral norm", lambda x: linalg.matrix_norm(x, 2), (real(4, 3),)),
    Operation("spectral norm, largest twice", lambda x: linalg.matrix_norm(x, 2), (EYE[:3, :3] * 2,)),
    Operation("matrix_norm, p = 1", lambda x: linalg.matrix_norm(x, 1), (real(3, 3),)),
    Operation("cond", linalg.cond, (real(3, 3),)),
]

OPERATIONS = [*PRODUCTS, *SOLUTIONS, *DECOMPOSITIONS]
