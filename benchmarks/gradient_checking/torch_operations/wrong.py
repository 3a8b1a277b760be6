"""Rules that are wrong in PyTorch 2.13, backward or forward, which the checker must find: it knows no exceptions."""

from __future__ import annotations

import torch

from benchmarks.gradient_checking.torch_operations.drawing import Operation, given, real

__all__ = ["OPERATIONS"]

OPERATIONS = [
    # 2ⁿ is computed with integers (pytorch/pytorch#187460).
    Operation("ldexp by negative integers", lambda x: torch.ldexp(x, torch.tensor([1, 10, -10])), (real(3),)),
    # det(A) A⁻ᵀ is 0 times a large number, where the adjugate is not 0 (pytorch/pytorch#104675).
    Operation("det of a singular matrix", torch.linalg.det, (given([1.0, 2.0], [2.0, 4.0]),)),
    # Their derivatives are known, but they are taken to be constants, and nothing is said.
    Operation("bessel_j0", lambda x: x * torch.special.bessel_j0(x), (real(3),)),
    Operation("airy_ai", lambda x: x * torch.special.airy_ai(x), (real(3),)),
    # Forward mode: two factors are exchanged (pytorch/pytorch#196682).
    Operation("cholesky_inverse", lambda x: torch.cholesky_inverse(x.tril()), (real(3, 3) + 3 * torch.eye(3),)),
    # Forward mode: the imaginary part is lost (pytorch/pytorch#185639).
    Operation("complex power of real numbers", lambda x: torch.pow(x, 1 + 2j), (real(4, low=0.5),)),
    # The branch that is not taken gives 0 · nan.
    Operation("where beside the end of a domain", lambda x: torch.where(x > 0, x.sqrt(), 0), (given(-1.0, 4.0),)),
]
