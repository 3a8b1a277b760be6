"""conv2d, forward and backward: the gradients of an image batch and of a kernel, on two cores, in float32.

Every peer gets its own default layout: PyTorch channels first, the others channels last. The cotangent is given, so
that nothing but the three convolutions is measured. In the first layer of a network the images want no gradient.
"""

# ruff: noqa: PLC0415 - the peers are optional packages, and each is imported only in its own process

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

import autograd_core as ag
from autograd_core.errors import explain
from benchmarks.benchmark import Benchmark, Sample, Target
from benchmarks.timing import Step, milliseconds

__all__ = ["BENCHMARK"]

CALLS = 9


@dataclass(frozen=True)
class Layer:
    """The shapes of one convolution, without padding."""

    images: int
    side: int
    channels: int
    kernel: int
    filters: int
    stride: int = 1
    first: bool = False

    def arrays(self) -> tuple[Any, Any, Any]:
        """Return images and kernel, channels last, and the cotangent of the result."""
        rng = np.random.default_rng(0)
        out = (self.side - self.kernel) // self.stride + 1
        shapes = [
            (self.images, self.side, self.side, self.channels),
            (self.kernel, self.kernel, self.channels, self.filters),
            (self.images, out, out, self.filters),
        ]
        x, kernel, g = (rng.standard_normal(shape, np.float32) for shape in shapes)
        return x, kernel, g

    def check(self, gradient: Any) -> None:
        """Make sure that the gradient of the kernel is right."""
        x, _, g = self.arrays()
        windows = sliding_window_view(x, (self.kernel, self.kernel), axis=(1, 2))[:, :: self.stride, :: self.stride]
        expected = np.tensordot(windows, g, axes=([0, 1, 2], [0, 1, 2])).transpose(1, 2, 0, 3)
        error = np.abs(np.asarray(gradient) - expected).max() / np.abs(expected).max()
        if not error < 1e-3:
            raise ValueError(explain("a gradient is wrong", f"a relative error of {error:.1e}", "mistrust this peer"))


LAYERS = {
    "step": Layer(images=64, side=13, channels=32, kernel=3, filters=64),
    "first layer": Layer(images=64, side=28, channels=1, kernel=3, filters=32, first=True),
    "1×1": Layer(images=64, side=13, channels=32, kernel=1, filters=64),
    "stride 2": Layer(images=64, side=13, channels=32, kernel=3, filters=64, stride=2),
    "one image": Layer(images=1, side=13, channels=32, kernel=3, filters=64),
}


def timed(prepared: Callable[[Layer], Step]) -> Sample:
    """Return what times the step that is prepared for each layer."""
    steps = {name: prepared(layer) for name, layer in LAYERS.items()}
    return milliseconds(steps, lambda name, gradient: LAYERS[name].check(gradient), CALLS)


def ours() -> Sample:
    """Tensors and `.backward()`."""

    def prepared(layer: Layer) -> Step:
        arrays = layer.arrays()
        x: Any = ag.Tensor(arrays[0], requires_grad=not layer.first)
        kernel: Any = ag.Tensor(arrays[1], requires_grad=True)
        wanted = [kernel] if layer.first else [x, kernel]

        def step() -> Any:
            for tensor in wanted:
                tensor.grad = None
            ag.conv2d(x, kernel, layer.stride).backward(arrays[2])
            return kernel.grad.numpy()

        return step

    return timed(prepared)


def torch_eager() -> Sample:
    """Tensors and `.backward()`, channels first."""
    import torch

    def prepared(layer: Layer) -> Step:
        arrays = layer.arrays()
        x = torch.tensor(arrays[0].transpose(0, 3, 1, 2).copy(), requires_grad=not layer.first)
        kernel = torch.tensor(arrays[1].transpose(3, 2, 0, 1).copy(), requires_grad=True)
        g = torch.tensor(arrays[2].transpose(0, 3, 1, 2).copy())

        def step() -> Any:
            x.grad = kernel.grad = None
            torch.nn.functional.conv2d(x, kernel, stride=layer.stride).backward(g)
            return kernel.grad.numpy().transpose(2, 3, 1, 0)

        return step

    return timed(prepared)


def jax_jit() -> Sample:
    """One compiled function of forward and backward pass."""
    import jax

    def prepared(layer: Layer) -> Step:
        x, kernel, g = map(jax.numpy.asarray, layer.arrays())

        def convolved(x: Any, kernel: Any) -> Any:
            axes = ("NHWC", "HWIO", "NHWC")
            return jax.lax.conv_general_dilated(x, kernel, (layer.stride,) * 2, "VALID", dimension_numbers=axes)

        def gradients(x: Any, kernel: Any, g: Any) -> Any:
            y, pull = (
                jax.vjp(lambda kernel: convolved(x, kernel), kernel) if layer.first else jax.vjp(convolved, x, kernel)
            )
            return y, *pull(g)

        compiled = jax.jit(gradients)
        return lambda: jax.block_until_ready(compiled(x, kernel, g))[-1]

    return timed(prepared)


BENCHMARK = Benchmark(
    name="conv",
    what="conv2d, forward and backward, of 64 images of 13×13 with 32 channels and 64 3×3 kernels, in float32",
    figures=dict.fromkeys(LAYERS, "ms"),
    peers={"ours": ours, "torch": torch_eager, "jax": jax_jit},
    targets=(Target("step", over=("torch",), at_most=1.5),),
    threads=2,
    repeats=15,
    warmup=2,
    notes=(
        "`first layer`: 64 images of 28×28 with one channel and 32 3×3 kernels; the images want no gradient.",
        "`1×1`, `stride 2`, `one image`: as the first, with another kernel, stride or number of images.",
        "PyTorch keeps channels first, its default; the others have channels last.",
    ),
)
