"""Fourier transforms, forward and backward: the gradients of some everyday shapes, on two cores.

The cotangent is given, so that nothing but the transform and its rule is measured. Real numbers and their half spectra
are of single precision, complex ones of double.
"""

# ruff: noqa: PLC0415 - the peers are optional packages, and each is imported only in its own process

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

import autograd_core as ag
from autograd_core.errors import explain
from benchmarks.benchmark import Benchmark, Sample
from benchmarks.timing import Step, milliseconds

__all__ = ["BENCHMARK"]

CALLS = 9


@dataclass(frozen=True)
class Transform:
    """A transform by its name in every library, and the shape of what it is applied to."""

    name: str
    shape: tuple[int, ...]

    @property
    def is_real(self) -> bool:
        """Whether it takes real numbers."""
        return self.name.startswith("r")

    def arrays(self) -> tuple[Any, Any]:
        """Return what it is applied to, and the cotangent of the result."""
        rng = np.random.default_rng(0)
        x = rng.standard_normal(self.shape, np.float32 if self.is_real else np.float64)
        x = x if self.is_real else x + 1j * rng.standard_normal(self.shape)
        y = getattr(np.fft, self.name)(x)
        g = rng.standard_normal(y.shape) + 1j * rng.standard_normal(y.shape)
        return x, g.astype(y.dtype)

    def check(self, gradient: Any) -> None:
        """Make sure that Re ⟨g, f(x)⟩ = Re ⟨gradient, x⟩, as for all that is linear."""
        x, g = self.arrays()
        whole = np.vdot(g, getattr(np.fft, self.name)(x)).real
        found = np.vdot(np.asarray(gradient), x).real
        if not abs(found - whole) < 1e-3 * np.linalg.norm(g) * np.linalg.norm(x):
            raise ValueError(explain("a gradient is wrong", f"{found:.6g} for {whole:.6g}", "mistrust this peer"))


TRANSFORMS = {
    "rows": Transform("rfft", (256, 1024)),
    "images": Transform("rfft2", (16, 128, 128)),
    "volume": Transform("fftn", (64, 64, 64)),
    "vector": Transform("fft", (2**18,)),
    "short": Transform("rfft", (64,)),
}


def timed(prepared: Callable[[Transform], Step]) -> Sample:
    """Return what times the step that is prepared for each transform."""
    steps = {name: prepared(transform) for name, transform in TRANSFORMS.items()}
    return milliseconds(steps, lambda name, gradient: TRANSFORMS[name].check(gradient), CALLS)


def ours() -> Sample:
    """Tensors and `.backward()`."""

    def prepared(transform: Transform) -> Step:
        array, g = transform.arrays()
        x = ag.Tensor(array, requires_grad=True)

        def step() -> Any:
            x.grad = None
            getattr(np.fft, transform.name)(x).backward(g)
            return x.grad.numpy()

        return step

    return timed(prepared)


def torch_eager() -> Sample:
    """Tensors and `.backward()`."""
    import torch

    def prepared(transform: Transform) -> Step:
        x, g = map(torch.tensor, transform.arrays())
        x.requires_grad_()

        def step() -> Any:
            x.grad = None
            getattr(torch.fft, transform.name)(x).backward(g)
            return x.grad.numpy()

        return step

    return timed(prepared)


def jax_jit() -> Sample:
    """One compiled function of forward and backward pass; its cotangents are the conjugates of the others'."""
    import jax

    jax.config.update("jax_enable_x64", True)

    def prepared(transform: Transform) -> Step:
        x, g = map(jax.numpy.asarray, transform.arrays())

        def gradient(x: Any, g: Any) -> Any:
            y, pull = jax.vjp(getattr(jax.numpy.fft, transform.name), x)
            return y, jax.numpy.conj(pull(jax.numpy.conj(g))[0])

        compiled = jax.jit(gradient)
        return lambda: jax.block_until_ready(compiled(x, g))[-1]

    return timed(prepared)


BENCHMARK = Benchmark(
    name="fft",
    what="Fourier transforms, forward and backward: rfft of 256 rows of 1,024 float32 numbers",
    figures=dict.fromkeys(TRANSFORMS, "ms"),
    peers={"ours": ours, "torch": torch_eager, "jax": jax_jit},
    threads=2,
    repeats=15,
    warmup=2,
    notes=(
        "`images`: rfft2 of 16 images of 128×128 float32 numbers; `short`: rfft of 64 of these.",
        "`volume`: fftn of 64×64×64 complex128 numbers; `vector`: fft of 2¹⁸ of these.",
        "NumPy transforms on one core, whatever it may use; PyTorch with MKL on both.",
    ),
)
