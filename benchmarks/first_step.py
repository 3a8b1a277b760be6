"""What comes before the first step of the chapter's network: `python -m benchmarks.first_step jax`, in a new process.

It prints the milliseconds of tracing and of compiling as one line of JSON. The libraries are loaded before, by
compiling another, small function. Not here: who asks, twice, and what is kept on disk between (`cases.compile_time`).
"""

# ruff: noqa: PLC0415 - the peers are optional packages, and each is imported only in its own process

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from functools import partial
from statistics import median
from time import perf_counter
from typing import Any

import numpy as np

import autograd_core as ag
from autograd_core.graph.tracing import trace
from benchmarks.cases import mnist
from benchmarks.cases.training_memory import compile_ours, compile_with_jax, compile_with_torch
from benchmarks.chapter import BATCH, listing
from benchmarks.descent import compiled_by_torch
from nn import layers, models

__all__ = ["FIRST_STEPS", "main"]

TRACES = 5


def batch() -> tuple[Any, Any]:
    """Return images and one-hot labels of random numbers."""
    rng = np.random.default_rng(0)
    labels = np.eye(10, dtype=np.float32)[rng.integers(10, size=BATCH)]
    return rng.uniform(size=(BATCH, 784)).astype(np.float32), labels


def milliseconds(call: Callable[[], object]) -> float:
    """Return how long a call takes."""
    begin = perf_counter()
    call()
    return (perf_counter() - begin) * 1e3


def ours(*, native: bool) -> Mapping[str, float]:
    """The step as `fit` does it, traced, and traced and compiled."""
    compile_ours(native=native)
    network = listing(layers, models)
    x, t = batch()

    def step(x: Any, t: Any) -> Any:
        loss = network.loss(t, network(x, training=True))
        loss.backward()
        variables = network.trainable_weights
        gradients = [variable.grad for variable in variables]
        for variable in variables:
            variable.grad = None
        network.optimizer.apply(gradients, variables)
        return loss

    step(x, t)  # makes what the optimizer remembers
    nodes = len(trace(step)(x, t).equations)
    tracing = median(milliseconds(lambda: trace(step)(x, t)) for _ in range(TRACES))
    whole = milliseconds(lambda: ag.compile(step, native=native).plan_of(x, t))
    return {"trace per node": tracing * 1e3 / nodes, "trace": tracing, "compile": whole - tracing}


def torch_compiled() -> Mapping[str, float]:
    """The first call, less another: PyTorch traces and compiles in one."""
    import torch

    compile_with_torch()
    train = compiled_by_torch(mnist.torch_train())
    operands = tuple(map(torch.from_numpy, batch()))
    first = milliseconds(lambda: train(*operands))
    return {"compile": first - milliseconds(lambda: train(*operands))}


def jax_jit() -> Mapping[str, float]:
    """`lower`, which traces, and `compile`."""
    compile_with_jax()
    train, state = mnist.jax_train()
    operands = (state, *batch())
    begin = perf_counter()
    lowered = train.lower(*operands)
    trace = (perf_counter() - begin) * 1e3
    return {"trace": trace, "compile": milliseconds(lowered.compile)}


FIRST_STEPS: Mapping[str, Callable[[], Mapping[str, float]]] = {
    "ours": partial(ours, native=True),
    "ours-program": partial(ours, native=False),
    "torch-compile": torch_compiled,
    "jax": jax_jit,
}


def main() -> None:
    """Print what the peer of that name finds."""
    print(json.dumps(FIRST_STEPS[sys.argv[1]]()))


if __name__ == "__main__":
    main()
