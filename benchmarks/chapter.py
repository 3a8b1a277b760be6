"""The chapter's network for all who train it here: data, first weights, the loop over an epoch, and the listing.

    >>> [w.shape for w in weights()]
    [(784, 512), (512,), (512, 10), (10,)]

Dense 512 relu, Dense 10 softmax, categorical cross-entropy, RMSprop as in Keras, batches of 128 of shuffled data,
gathered anew. Everyone also keeps the loss and the accuracy of the epoch, as `fit` does, and must have learned. Not
here: a step of each library (`cases.mnist`), and those in NumPy (`by_hand`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from time import perf_counter, process_time
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograd_core.errors import explain
from benchmarks.benchmark import Figures, Sample
from nn.datasets import mnist
from nn.utils import to_categorical

__all__ = ["BATCH", "EPSILON", "RATE", "RHO", "STEPS", "Array", "Step", "data", "listing", "loop", "timed", "weights"]

BATCH, STEPS = 128, 469
RATE, RHO, EPSILON = 1e-3, 0.9, 1e-7

Array = NDArray[Any]
Step = Callable[[Array], tuple[Any, Any]]
"""Trains on the rows of these numbers and returns the sum of their losses and how many were classified right."""


def data() -> tuple[Array, Array]:
    """Return images as rows of float32 in [0, 1], and one-hot float32 labels."""
    (images, labels), _ = mnist.load_data()
    rows = images.reshape(60000, 28 * 28).astype(np.float32)
    rows /= 255
    return rows, np.asarray(to_categorical(labels), np.float32)


def weights() -> list[Array]:
    """Return fresh weights, uniform as Glorot has it, and biases of zero."""
    rng = np.random.default_rng(0)
    draws = []
    for rows, columns in ((784, 512), (512, 10)):
        limit = np.sqrt(6 / (rows + columns))
        draws += [rng.uniform(-limit, limit, (rows, columns)).astype(np.float32), np.zeros(columns, np.float32)]
    return draws


def listing(layers: Any, models: Any, **options: Any) -> Any:
    """Return the network of the book's listing, made of the layers and models of ours or of Keras.

    options  what `compile` gets besides
    """
    network = models.Sequential()
    network.add(layers.Input((28 * 28,)))
    network.add(layers.Dense(512, activation="relu"))
    network.add(layers.Dense(10, activation="softmax"))
    network.compile(optimizer="rmsprop", loss="categorical_crossentropy", metrics=["accuracy"], **options)
    return network


def timed(epoch: Callable[[], float]) -> Sample:
    """Return what times `epoch`, which returns the mean loss, in seconds on the wall and of the processors."""

    def sample() -> Figures:
        wall, processor = perf_counter(), process_time()
        loss = epoch()
        figures = {"epoch": perf_counter() - wall, "processor": process_time() - processor}
        if not loss < 0.5:
            raise ValueError(
                explain("the network did not learn", f"a mean loss of {loss}", "compare with another peer")
            )
        return figures

    return sample


def loop(step: Step) -> Sample:
    """Return what times an epoch of `step`, written as a plain loop."""
    rng = np.random.default_rng(1)

    def epoch() -> float:
        sums = [step(rows) for rows in _shuffled(rng)]
        assert len(sums) == STEPS
        losses, hits = (float(sum(column)) for column in zip(*sums, strict=True))
        assert hits > 0.8 * 60000
        return losses / 60000

    return timed(epoch)


def _shuffled(rng: np.random.Generator) -> Iterator[Array]:
    order = rng.permutation(60000)
    return (order[first : first + BATCH] for first in range(0, 60000, BATCH))
