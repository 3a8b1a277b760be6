"""How far gradients of linear algebra, Fourier transforms and convolutions are from PyTorch's, in double precision."""

# ruff: noqa: PLC0415 - the peer is an optional package, and is imported only where it is needed

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

import autograd_core as ag
from benchmarks.benchmark import Benchmark, Figures, Sample, Target

__all__ = ["BENCHMARK"]

Pair = tuple[Callable[..., Any], Callable[..., Any], tuple[Any, ...]]
"""A function of ours, the same of PyTorch's, and the arrays to call both with."""

SEEDS = 5
UNIT = 1e-15


def linalg(rng: np.random.Generator, torch: Any) -> Iterator[Pair]:
    """Yield decompositions and what is made of them, of batches of real and complex matrices."""
    la, tla = np.linalg, torch.linalg
    for unit in (0, 1j):
        a = rng.normal(size=(3, 5, 5)) + unit * rng.normal(size=(3, 5, 5))
        b, tall = a[..., :2].copy(), a[..., :3].copy()
        positive = a @ a.conj().swapaxes(-1, -2) + 5 * np.eye(5)
        yield la.inv, tla.inv, (a,)
        yield la.solve, tla.solve, (a, b)
        yield la.det, tla.det, (a,)
        yield lambda x: la.slogdet(x)[1], lambda x: tla.slogdet(x)[1], (a,)
        yield la.pinv, tla.pinv, (tall,)
        yield lambda x: la.cholesky(_hermitian(x)), lambda x: tla.cholesky(_hermitian(x)), (positive,)
        yield la.eigvalsh, tla.eigvalsh, (positive,)
        yield lambda x: abs(la.eigh(x)[1]), lambda x: abs(tla.eigh(x)[1]), (positive,)
        yield lambda x: la.svd(x, compute_uv=False), tla.svdvals, (tall,)
        yield (
            lambda x: abs(la.svd(x, full_matrices=False)[0]),
            lambda x: abs(tla.svd(x, full_matrices=False)[0]),
            (tall,),
        )
        yield lambda x: abs(la.qr(x)[0]), lambda x: abs(tla.qr(x)[0]), (tall,)
        yield lambda x: abs(la.eigvals(x)).sum(), lambda x: abs(tla.eigvals(x)).sum(), (a,)
        yield lambda x: la.norm(x, "nuc", axis=(-2, -1)), lambda x: tla.matrix_norm(x, "nuc"), (tall,)
        yield lambda x: la.norm(x, 2, axis=(-2, -1)), lambda x: tla.matrix_norm(x, 2), (tall,)
        yield lambda x: la.matrix_power(x, -3), lambda x: tla.matrix_power(x, -3), (a,)


def _hermitian(x: Any) -> Any:
    """Return the Hermitian part: PyTorch's gradient of a complex Cholesky factor has one that is not Hermitian."""
    return (x + x.swapaxes(-1, -2).conj()) / 2


def fft(rng: np.random.Generator, torch: Any) -> Iterator[Pair]:
    """Yield Fourier transforms, one and more axes, shorter and longer than the array, with every norm."""
    real = rng.normal(size=(3, 6, 7))
    z = real + 1j * rng.normal(size=(3, 6, 7))
    for norm in ("backward", "ortho", "forward"):
        for n in (5, 7, 10):
            for name, x in (("fft", z), ("ifft", z), ("rfft", real), ("irfft", z), ("hfft", z), ("ihfft", real)):
                ours, theirs = getattr(np.fft, name), getattr(torch.fft, name)
                yield (
                    lambda x, f=ours, n=n, norm=norm: f(x, n=n, axis=1, norm=norm),
                    lambda x, f=theirs, n=n, norm=norm: f(x, n=n, dim=1, norm=norm),
                    (x,),
                )
        for name, x in (("fft2", z), ("ifftn", z), ("rfftn", real), ("irfft2", z)):
            ours, theirs = getattr(np.fft, name), getattr(torch.fft, name)
            yield lambda x, f=ours, norm=norm: f(x, norm=norm), lambda x, f=theirs, norm=norm: f(x, norm=norm), (x,)


def conv(rng: np.random.Generator, torch: Any) -> Iterator[Pair]:
    """Yield convolutions of one to three dimensions, with strides, padding, dilation and groups; channels first."""
    functional = torch.nn.functional
    for ndim in (1, 2, 3):
        for stride, padding, dilation, groups in ((1, 0, 1, 1), (2, 1, 1, 1), (1, 2, 2, 1), (2, 1, 1, 2)):
            x = rng.normal(size=(2, 4, *(7, 8, 9)[:ndim]))
            kernel = rng.normal(size=(6, 4 // groups, *(3, 2, 3)[:ndim]))
            options = {"dilation": dilation, "groups": groups, "stride": stride, "padding": padding}
            yield _ours(ndim, options), _theirs(getattr(functional, f"conv{ndim}d"), options), (x, kernel)


def _ours(ndim: int, options: dict[str, int]) -> Callable[..., Any]:
    def call(x: Any, kernel: Any) -> Any:
        kernel = np.transpose(kernel, (*range(2, 2 + ndim), 1, 0))
        named = {"strides": options["stride"], "dilation_rate": options["dilation"], "groups": options["groups"]}
        padding = [(options["padding"],) * 2] * ndim
        return getattr(ag, f"conv{ndim}d")(x, kernel, padding=padding, data_format="channels_first", **named)

    return call


def _theirs(function: Callable[..., Any], options: dict[str, int]) -> Callable[..., Any]:
    return lambda x, kernel: function(x, kernel, **options)


def distance(pair: Pair, rng: np.random.Generator, torch: Any) -> float:
    """Return the largest difference of the gradients of Re Σ w · f, relative to the largest element."""
    ours, theirs, arrays = pair
    leaves = [torch.tensor(a, requires_grad=True) for a in arrays]
    y = theirs(*leaves)
    weights = rng.normal(size=tuple(y.shape))
    (y * torch.tensor(weights)).sum().real.backward()
    found = ag.grad(lambda xs: np.real(np.sum(ours(*xs) * weights)))(list(arrays))
    pairs = [(g, leaf.grad.resolve_conj().numpy()) for g, leaf in zip(found, leaves, strict=True)]
    return max(float(np.abs(g - expected).max() / np.abs(expected).max()) for g, expected in pairs)


def against_torch() -> Sample:
    """Compare every pair for some seeds."""
    import torch

    def sample() -> Figures:
        figures = {}
        for family in (linalg, fft, conv):
            generators = [np.random.default_rng(seed) for seed in range(SEEDS)]
            worst = [distance(pair, rng, torch) for rng in generators for pair in family(rng, torch)]
            figures[family.__name__] = max(worst) / UNIT
        return figures

    return sample


BENCHMARK = Benchmark(
    name="agreement",
    what="the largest relative difference of our gradients from PyTorch's, float64 and complex128, random inputs",
    figures=dict.fromkeys(("linalg", "fft", "conv"), "10⁻¹⁵"),
    peers={"ours": against_torch},
    targets=tuple(Target(family, at_most=1e-9 / UNIT) for family in ("linalg", "fft", "conv")),
    repeats=1,
    warmup=0,
    notes=(
        f"{SEEDS} random inputs of each function; singular and eigenvectors by their magnitudes, for phases differ.",
    ),
)
