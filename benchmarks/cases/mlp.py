"""A training step of a small network, where the arithmetic is short and what surrounds it shows."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np

from benchmarks.benchmark import Benchmark, Target
from benchmarks.descent import Array, Problem, by_hand, float32, keras, peers

__all__ = ["BENCHMARK"]

SIZES = (64, 64, 64, 10)


def problem(batch: int, losses: tuple[float, ...]) -> Problem:
    """Return a problem of random numbers with batches of a size."""
    rng = np.random.default_rng(0)
    parameters: list[Array] = []
    for rows, columns in pairwise(SIZES):
        limit = np.sqrt(6 / (rows + columns))
        parameters += [rng.uniform(-limit, limit, (rows, columns)), np.zeros(columns)]
    arrays = rng.normal(size=(batch, SIZES[0])), np.eye(SIZES[-1])[rng.integers(SIZES[-1], size=batch)]
    return Problem(float32(*parameters), float32(*arrays), rate=0.02, losses=losses, calls=200)


PROBLEMS = {
    "batch 32": problem(32, (2.54116, 2.48774, 2.43708, 2.38883, 2.34297)),
    "batch 1": problem(1, (3.33476, 2.12255, 1.3761, 0.91516, 0.59326)),
}


def loss(d: Any, parameters: Sequence[Any], x: Any, t: Any) -> Any:
    """Dense 64 relu, Dense 64 relu, Dense 10 softmax, categorical cross-entropy."""
    w1, b1, w2, b2, w3, b3 = parameters
    h = d.relu(d.linear(x, w1, b1))
    h = d.relu(d.linear(h, w2, b2))
    return d.softmax_cross_entropy(d.linear(h, w3, b3), t)


def model() -> Any:
    """The same, of layers of Keras."""
    from keras import Sequential, layers  # noqa: PLC0415 - an optional package

    dense = [layers.Dense(size, activation="relu") for size in SIZES[1:-1]]
    return Sequential([layers.Input(SIZES[:1]), *dense, layers.Dense(SIZES[-1], activation="softmax")])


def gradients(parameters: Sequence[Array], x: Array, t: Array) -> tuple[Any, Sequence[Array]]:
    """Return the loss and its gradients, spelled out in NumPy."""
    w1, b1, w2, b2, w3, b3 = parameters
    h1 = np.maximum(x @ w1 + b1, 0)
    h2 = np.maximum(h1 @ w2 + b2, 0)
    z = h2 @ w3 + b3
    z -= z.max(axis=1, keepdims=True)
    p = np.exp(z)
    total = p.sum(axis=1, keepdims=True)
    p /= total
    dz = (p - t) / np.float32(len(x))
    dh2 = (dz @ w3.T) * (h2 > 0)
    dh1 = (dh2 @ w2.T) * (h1 > 0)
    value = (np.log(total).sum() - (z * t).sum()) / len(x)
    return value, (x.T @ dh1, dh1.sum(0), h1.T @ dh2, dh2.sum(0), h2.T @ dz, dz.sum(0))


BENCHMARK = Benchmark(
    name="mlp",
    what="one training step of a small network, 64 inputs, 2 × 64 relu, softmax over 10, plain SGD, in float32",
    figures=dict.fromkeys(PROBLEMS, "µs"),
    peers=peers(
        loss,
        PROBLEMS,
        1e6,
        keras=partial(keras, model, "categorical_crossentropy"),
        numpy=partial(by_hand, gradients),
    ),
    targets=(Target("batch 32", at_most=0.35, over=("torch",)),),
    threads=2,
    repeats=15,
    notes=("Forward, backward and update, again and again on the same batch, which is in memory.",),
)
