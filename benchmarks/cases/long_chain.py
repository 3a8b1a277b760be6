"""A million operations in a row: whether depth is free of surprises, and what building, sweeping and freeing cost."""

# ruff: noqa: PLC0415 - the peers are optional packages, and each is imported only in its own process

from __future__ import annotations

import gc
from collections.abc import Callable
from itertools import pairwise
from time import process_time
from typing import Any

import numpy as np

import autograd_core as ag
from benchmarks.benchmark import Benchmark, Figures, Sample, Target
from benchmarks.workload import chain, check_gradient, operands

__all__ = ["BENCHMARK"]

OPERATIONS = 1_000_000
START, FACTOR, SUMMAND = operands(OPERATIONS)


def stages(build: Callable[[], Any], backward: Callable[[Any], Any]) -> Sample:
    """Return what times the life of a chain in processor seconds; `backward` takes its end and returns the gradient.

    Freeing is letting go of the end and collecting garbage, so that a library that leaves cycles pays for them too.
    """

    def sample() -> Figures:
        gc.collect()
        moments = [process_time()]
        end = build()
        moments.append(process_time())
        gradient = backward(end)
        moments.append(process_time())
        del end
        gc.collect()
        moments.append(process_time())
        check_gradient(gradient, OPERATIONS)
        spans = (after - before for before, after in pairwise(moments))
        return {"total": moments[-1] - moments[0], **dict(zip(("build", "backward", "free"), spans, strict=True))}

    return sample


def ours() -> Sample:
    """Tensors and `.backward()`."""
    x: Any = ag.Tensor(START, requires_grad=True)
    a, b = ag.Tensor(FACTOR), ag.Tensor(SUMMAND)

    def backward(end: Any) -> Any:
        end.backward()
        return x.grad.numpy()

    return stages(lambda: chain(x, a, b, OPERATIONS).sum(), backward)


def torch_eager() -> Sample:
    """Tensors and `.backward()`."""
    import torch

    x, a, b = torch.tensor(START, requires_grad=True), torch.tensor(FACTOR), torch.tensor(SUMMAND)

    def backward(end: Any) -> Any:
        end.backward()
        return x.grad.numpy()

    return stages(lambda: chain(x, a, b, OPERATIONS).sum(), backward)


def hips_autograd() -> Sample:
    """The two halves of `grad`: the forward pass that returns a backward function, and calling that."""
    import autograd
    import autograd.numpy as anp

    forward = autograd.make_vjp(lambda x: anp.sum(chain(x, FACTOR, SUMMAND, OPERATIONS)))
    one = np.float32(1)
    return stages(lambda: forward(START), lambda end: end[0](one))


def mygrad_eager() -> Sample:
    """Tensors and `.backward()`."""
    import mygrad

    x, a, b = mygrad.tensor(START), mygrad.tensor(FACTOR, constant=True), mygrad.tensor(SUMMAND, constant=True)

    def backward(end: Any) -> Any:
        end.backward()
        return x.grad

    return stages(lambda: chain(x, a, b, OPERATIONS).sum(), backward)


BENCHMARK = Benchmark(
    name="long_chain",
    what="a chain of 1,000,000 operations, x * a and x + b in turn, on 10 float32 numbers: processor seconds",
    figures={"total": "s", "build": "s", "backward": "s", "free": "s"},
    peers={"ours": ours, "torch": torch_eager, "autograd": hips_autograd, "mygrad": mygrad_eager},
    targets=(Target("total", at_most=5.0),),
    repeats=3,
    warmup=0,
    fresh=True,
    notes=("Garbage collection stays on, as in use, and is part of building.",),
)
