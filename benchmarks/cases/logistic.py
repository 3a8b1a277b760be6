"""Logistic regression by gradient descent, the plain way: all samples in every iteration, in double precision."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np

from benchmarks.benchmark import Benchmark
from benchmarks.descent import Array, Problem, by_hand, peers

__all__ = ["BENCHMARK"]

SAMPLES, FEATURES = 1000, 20


def problem() -> Problem:
    """Return samples of two classes that overlap, and weights of zero."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=(SAMPLES, FEATURES))
    chances = 1 / (1 + np.exp(-x @ rng.normal(size=(FEATURES, 1))))
    t = (rng.uniform(size=chances.shape) < chances).astype(np.float64)
    losses = (0.69315, 0.62607, 0.57507, 0.53562, 0.50444)
    return Problem((np.zeros((FEATURES, 1)), np.zeros(1)), (x, t), rate=0.5, losses=losses, calls=200)


PROBLEMS = {"iteration": problem()}


def loss(d: Any, parameters: Sequence[Any], x: Any, t: Any) -> Any:
    """The mean cross-entropy."""
    return d.sigmoid_cross_entropy(d.linear(x, *parameters), t)


def gradients(parameters: Sequence[Array], x: Array, t: Array) -> tuple[Any, Sequence[Array]]:
    """Return the loss and its gradients, spelled out in NumPy."""
    w, b = parameters
    z = x @ w + b
    dz = (1 / (1 + np.exp(-z)) - t) / len(x)
    return (np.logaddexp(0, z) - t * z).mean(), (x.T @ dz, dz.sum(axis=0))


BENCHMARK = Benchmark(
    name="logistic",
    what=f"one iteration of logistic regression, {SAMPLES:,} samples of {FEATURES} features, float64",
    figures=dict.fromkeys(PROBLEMS, "µs"),
    peers=peers(loss, PROBLEMS, 1e6, numpy=partial(by_hand, gradients)),
    threads=2,
    repeats=15,
)
