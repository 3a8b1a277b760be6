"""What one small operation costs: forward and backward through a hundred of them, on ten numbers each.

The arrays are so small that arithmetic takes no time; what is left is the price of recording and sweeping.
"""

# ruff: noqa: PLC0415 - the peers are optional packages, and each is imported only in its own process

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from time import perf_counter
from typing import Any

import numpy as np

import autograd_core as ag
from benchmarks.benchmark import Benchmark, Figures, Sample, Target
from benchmarks.descent import compiled_by_torch
from benchmarks.workload import chain, check_gradient, operands

__all__ = ["BENCHMARK"]

OPERATIONS = 100
START, FACTOR, SUMMAND = operands(OPERATIONS)
CALLS = 100


def per_operation(gradient: Callable[[], Any]) -> Sample:
    """Return what times `gradient`, after checking its result."""
    check_gradient(gradient(), OPERATIONS)

    def sample() -> Figures:
        begin = perf_counter()
        for _ in range(CALLS):
            gradient()
        return {"op": (perf_counter() - begin) / (CALLS * OPERATIONS) * 1e6}

    return sample


def ours(*, native: bool) -> Sample:
    """The whole chain as one compiled function, which returns the value too, or it would not be computed."""
    both = ag.compile(ag.value_and_grad(lambda x, a, b: chain(x, a, b, OPERATIONS).sum()), native=native)
    return per_operation(lambda: both(START, FACTOR, SUMMAND)[1])


def ours_eager() -> Sample:
    """Tensors and `.backward()`."""
    a, b = ag.Tensor(FACTOR), ag.Tensor(SUMMAND)

    def gradient() -> Any:
        x: Any = ag.Tensor(START, requires_grad=True)
        chain(x, a, b, OPERATIONS).sum().backward()
        return x.grad.numpy()

    return per_operation(gradient)


def torch_eager() -> Sample:
    """Tensors and `.backward()`."""
    import torch

    a, b = torch.tensor(FACTOR), torch.tensor(SUMMAND)

    def gradient() -> Any:
        x = torch.tensor(START, requires_grad=True)
        chain(x, a, b, OPERATIONS).sum().backward()
        return x.grad.numpy()

    return per_operation(gradient)


def torch_compiled() -> Sample:
    """The whole chain as one compiled function, which returns the value too."""
    import torch

    @compiled_by_torch
    def both(x: Any, a: Any, b: Any) -> Any:
        value = chain(x, a, b, OPERATIONS).sum()
        return value.detach(), torch.autograd.grad(value, x)[0]

    x, a, b = torch.tensor(START, requires_grad=True), torch.tensor(FACTOR), torch.tensor(SUMMAND)

    def gradient() -> Any:
        return both(x, a, b)[1].numpy()

    return per_operation(gradient)


def jax_jit() -> Sample:
    """The whole chain as one compiled function, which returns the value too."""
    import jax

    both = jax.jit(jax.value_and_grad(lambda x, a, b: chain(x, a, b, OPERATIONS).sum()))
    x, a, b = map(jax.numpy.asarray, (START, FACTOR, SUMMAND))
    return per_operation(lambda: jax.block_until_ready(both(x, a, b))[1])


def hips_autograd() -> Sample:
    """`grad` of a function of arrays; its constants are plain arrays, as it has no other kind."""
    import autograd
    import autograd.numpy as anp

    gradient = autograd.grad(lambda x: anp.sum(chain(x, FACTOR, SUMMAND, OPERATIONS)))
    return per_operation(lambda: gradient(START))


def mygrad_eager() -> Sample:
    """Tensors and `.backward()`."""
    import mygrad

    a, b = mygrad.tensor(FACTOR, constant=True), mygrad.tensor(SUMMAND, constant=True)

    def gradient() -> Any:
        x = mygrad.tensor(START)
        chain(x, a, b, OPERATIONS).sum().backward()
        return x.grad

    return per_operation(gradient)


def numpy_by_hand() -> Sample:
    """The arithmetic alone: the chain forward, and its only factor backward."""

    def gradient() -> Any:
        total = chain(START, FACTOR, SUMMAND, OPERATIONS).sum()
        g = np.ones_like(START) * np.ones_like(total)
        for _ in range(OPERATIONS // 2):
            g = g * FACTOR
        return g

    return per_operation(gradient)


BENCHMARK = Benchmark(
    name="chain",
    what="100 alternating x * a and x + b on 10 float32 numbers, forward and backward, time per operation",
    figures={"op": "µs"},
    peers={
        "ours": partial(ours, native=True),
        "ours-program": partial(ours, native=False),
        "ours-eager": ours_eager,
        "torch": torch_eager,
        "torch-compile": torch_compiled,
        "jax": jax_jit,
        "autograd": hips_autograd,
        "mygrad": mygrad_eager,
        "numpy": numpy_by_hand,
    },
    targets=(
        Target("op", at_most=0.6),
        Target("op", at_most=2.5, of="ours-eager"),
        Target("op", at_most=0.6, over=("torch",), of="ours-eager"),
        Target("op", at_most=1 / 3, over=("autograd",), of="ours-eager"),
        Target("op", at_most=1 / 3, over=("mygrad",), of="ours-eager"),
    ),
    repeats=45,
    notes=("Who compiles has one program for the whole chain, and so pays once per hundred operations, not for each.",),
)
