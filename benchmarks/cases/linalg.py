"""What the gradients of factorisations cost: Cholesky, singular values and vectors, eigenvectors, a linear system.

Forward and backward of one matrix of 256 × 256 in double precision. LAPACK does the forward pass for all; the backward
pass is what each library makes of it.
"""

# ruff: noqa: PLC0415 - the peers are optional packages, and each is imported only in its own process

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

import autograd_core as ag
from benchmarks.benchmark import Benchmark, Sample
from benchmarks.timing import Step, milliseconds

__all__ = ["BENCHMARK"]

N = 256
rng = np.random.default_rng(0)
ANY = rng.normal(size=(N, N)) / np.sqrt(N)
SYMMETRIC = (ANY + ANY.T) / 2
DEFINITE = ANY @ ANY.T + np.eye(N)
WEIGHTS = rng.normal(size=(N, N))

Losses = dict[str, tuple[Any, Callable[[Any], Any]]]


def losses(linalg: Any, weights: Any) -> Losses:
    """Return by name a matrix and a function of it; the functions depend on all that is computed, but for signs."""

    def of_svd(a: Any) -> Any:
        u, s, vh = linalg.svd(a)
        return (u**2 * weights).sum() + s.sum() + (vh**2 * weights).sum()

    def of_eigh(a: Any) -> Any:
        values, vectors = linalg.eigh(a)
        return (values**3).sum() + (vectors**2 * weights).sum()

    return {
        "cholesky": (DEFINITE, lambda a: (linalg.cholesky(a) * weights).sum()),
        "svd": (ANY, of_svd),
        "eigh": (SYMMETRIC, of_eigh),
        "solve": (DEFINITE, lambda a: (linalg.solve(a, weights) ** 2).sum()),
    }


def check(name: str, gradient: Any) -> None:
    """Raise AssertionError where a gradient is not that of a finite difference, along a symmetric direction."""
    a, loss = losses(np.linalg, WEIGHTS)[name]
    along, h = SYMMETRIC, 1e-6
    expected = (loss(a + h * along) - loss(a - h * along)) / (2 * h)
    found = float(np.sum(np.asarray(gradient) * along))
    assert abs(found - expected) <= 1e-3 * abs(expected), f"{name}: {found} instead of {expected}"


def timed(gradients: dict[str, Step]) -> Sample:
    """Return what times each gradient once."""
    return milliseconds(gradients, check, calls=1)


def ours() -> Sample:
    """`ag.grad` of functions of `numpy.linalg`."""
    return timed({k: partial(ag.grad(f), a) for k, (a, f) in losses(np.linalg, WEIGHTS).items()})


def torch_eager() -> Sample:
    """Eager tensors and `backward`."""
    import torch

    def gradient(a: Any, loss: Callable[[Any], Any]) -> Any:
        leaf = torch.tensor(a, requires_grad=True)
        loss(leaf).backward()
        return leaf.grad

    weights = torch.tensor(WEIGHTS)
    return timed({k: partial(gradient, a, f) for k, (a, f) in losses(torch.linalg, weights).items()})


def jax_jit() -> Sample:
    """`jax.jit` of `jax.value_and_grad`, in double precision."""
    import jax
    import jax.numpy as jnp

    jax.config.update("jax_enable_x64", True)

    def compiled(a: Any, loss: Callable[[Any], Any]) -> Callable[[], Any]:
        both, array = jax.jit(jax.value_and_grad(loss)), jnp.asarray(a)
        return lambda: jax.block_until_ready(both(array))[1]

    return timed({k: compiled(a, f) for k, (a, f) in losses(jnp.linalg, jnp.asarray(WEIGHTS)).items()})


BENCHMARK = Benchmark(
    name="linalg",
    what=f"gradients through factorisations of one {N} × {N} matrix, float64, forward and backward",
    figures={"cholesky": "ms", "svd": "ms", "eigh": "ms", "solve": "ms"},
    peers={"ours": ours, "torch": torch_eager, "jax": jax_jit},
    repeats=5,
    warmup=1,
)
