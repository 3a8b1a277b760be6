"""A training step of one block of a small transformer: attention and a feed-forward network, each normed and added."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np

from benchmarks.benchmark import Benchmark, Target
from benchmarks.descent import Problem, float32, keras, peers

__all__ = ["BENCHMARK"]

BATCH, LENGTH, WIDTH, HEADS, HIDDEN = 8, 64, 64, 4, 256
LOSSES = (3.15344, 3.02593, 2.92792, 2.85121, 2.79006)


def problem() -> Problem:
    """Return a block of random weights, sequences, and what they should become."""
    rng = np.random.default_rng(0)
    norm = np.ones(WIDTH), np.zeros(WIDTH)
    projections = [rng.normal(size=(WIDTH, WIDTH)) * WIDTH**-0.5 for _ in range(4)]
    up = rng.normal(size=(WIDTH, HIDDEN)) * (2 / WIDTH) ** 0.5, np.zeros(HIDDEN)
    down = rng.normal(size=(HIDDEN, WIDTH)) * HIDDEN**-0.5, np.zeros(WIDTH)
    batch = rng.normal(size=(2, BATCH, LENGTH, WIDTH))
    return Problem(float32(*norm, *projections, *norm, *up, *down), float32(*batch), rate=0.05, losses=LOSSES, calls=20)


PROBLEMS = {"step": problem()}


def loss(d: Any, parameters: Sequence[Any], x: Any, t: Any) -> Any:
    """Two sums, x + attention(norm(x)) and x + feed-forward(norm(x)), and the squared error of the second."""
    g1, b1, wq, wk, wv, wo, g2, b2, *feed_forward = parameters
    normed = d.layer_norm(x, g1, b1)
    heads = [(normed @ w).reshape(BATCH, LENGTH, HEADS, -1).swapaxes(1, 2) for w in (wq, wk, wv)]
    x = x + d.attention(*heads).swapaxes(1, 2).reshape(BATCH, LENGTH, WIDTH) @ wo
    hidden = d.relu(d.linear(d.layer_norm(x, g2, b2), *feed_forward[:2]))
    return d.squared_error(x + d.linear(hidden, *feed_forward[2:]), t)


def model() -> Any:
    """The same, of layers of Keras."""
    from keras import Model, layers  # noqa: PLC0415 - an optional package

    inputs = layers.Input((LENGTH, WIDTH))
    normed = layers.LayerNormalization(epsilon=1e-5)(inputs)
    attended = layers.MultiHeadAttention(HEADS, WIDTH // HEADS, use_bias=False)(normed, normed)
    x = layers.Add()([inputs, attended])
    hidden = layers.Dense(HIDDEN, activation="relu")(layers.LayerNormalization(epsilon=1e-5)(x))
    return Model(inputs, layers.Add()([x, layers.Dense(WIDTH)(hidden)]))


BENCHMARK = Benchmark(
    name="transformer",
    what=(
        f"one training step of a transformer block, {BATCH} sequences of {LENGTH}, width {WIDTH}, {HEADS} heads,"
        f" {HIDDEN} hidden, plain SGD, float32"
    ),
    figures=dict.fromkeys(PROBLEMS, "ms"),
    peers=peers(loss, PROBLEMS, 1e3, keras=partial(keras, model, "mean_squared_error")),
    targets=(Target("step", at_most=1.5, over=("torch",)),),
    threads=2,
    repeats=9,
    notes=("Norms come first; no masks, no dropout. PyTorch uses its own attention, `scaled_dot_product_attention`.",),
)
