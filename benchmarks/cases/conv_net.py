"""A training step of a convolutional network for MNIST: two convolutions, each with pooling, and a dense layer.

Every peer gets the layout that its library has by default, and its weights in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from benchmarks.benchmark import Benchmark, Target
from benchmarks.descent import Problem, float32, keras, peers

__all__ = ["BENCHMARK"]

BATCH, CLASSES = 64, 10
LOSSES = (3.02932, 2.58371, 2.42405, 2.34722, 2.30648)


def channels_last() -> Problem:
    """Return the problem in the layout of ours, of JAX and of Keras."""
    rng = np.random.default_rng(0)
    shapes = ((3, 3, 1, 32), (3, 3, 32, 64), (5 * 5 * 64, CLASSES))
    kernels = [rng.normal(size=shape) * np.sqrt(2 / np.prod(shape[:-1])) for shape in shapes]
    parameters = [array for kernel in kernels for array in (kernel, np.zeros(kernel.shape[-1]))]
    images = rng.uniform(size=(BATCH, 28, 28, 1))
    targets = np.eye(CLASSES)[rng.integers(CLASSES, size=BATCH)]
    return Problem(float32(*parameters), float32(images, targets), rate=0.002, losses=LOSSES, calls=10)


def channels_first() -> Problem:
    """Return the same problem in the layout of PyTorch and MyGrad."""
    problem = channels_last()
    k1, b1, k2, b2, w3, b3 = problem.parameters
    images, targets = problem.batch
    k1, k2 = (np.ascontiguousarray(kernel.transpose(3, 2, 0, 1)) for kernel in (k1, k2))
    w3 = w3.reshape(5, 5, 64, CLASSES).transpose(2, 0, 1, 3).reshape(-1, CLASSES)
    images = images.transpose(0, 3, 1, 2).copy()
    return replace(problem, parameters=(k1, b1, k2, b2, w3, b3), batch=(images, targets))


def loss(d: Any, parameters: Sequence[Any], x: Any, t: Any) -> Any:
    """Conv 32 relu, pool, Conv 64 relu, pool, Dense 10 softmax, categorical cross-entropy."""
    k1, b1, k2, b2, w3, b3 = parameters
    h = d.max_pool2d(d.relu(d.conv2d(x, k1, b1)))
    h = d.max_pool2d(d.relu(d.conv2d(h, k2, b2)))
    return d.softmax_cross_entropy(d.linear(h.reshape(BATCH, -1), w3, b3), t)


def model() -> Any:
    """The same, of layers of Keras."""
    from keras import Sequential, layers  # noqa: PLC0415 - an optional package

    parts = [(layers.Conv2D(size, 3, activation="relu"), layers.MaxPooling2D(2)) for size in (32, 64)]
    ends = layers.Flatten(), layers.Dense(CLASSES, activation="softmax")
    return Sequential([layers.Input((28, 28, 1)), *parts[0], *parts[1], *ends])


PROBLEMS = {"step": channels_last()}
FIRST = peers(loss, {"step": channels_first()}, 1e3)

BENCHMARK = Benchmark(
    name="conv_net",
    what=f"one training step of a convolutional network for MNIST, {BATCH} images of 28×28, plain SGD, float32",
    figures=dict.fromkeys(PROBLEMS, "ms"),
    peers=peers(
        loss,
        PROBLEMS,
        1e3,
        autograd=None,
        keras=partial(keras, model, "categorical_crossentropy"),
    )
    | {name: FIRST[name] for name in ("torch", "torch-compile", "mygrad")},
    targets=(Target("step", at_most=1.5, over=("torch",)),),
    threads=2,
    repeats=9,
    notes=(
        "3×3 kernels, 32 and 64 of them, relu, 2×2 pooling after each, then softmax over 10.",
        "PyTorch and MyGrad have channels first, the others channels last. HIPS autograd has no convolution for it.",
    ),
)
