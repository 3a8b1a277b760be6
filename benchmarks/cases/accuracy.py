"""Whether the chapter's listing learns as well as it should: the MNIST network of section 2.1, over several seeds."""

from __future__ import annotations

import statistics
from itertools import count

import numpy as np

from benchmarks.benchmark import Benchmark, Figures, Sample, Target
from nn import layers, models
from nn.datasets import mnist
from nn.utils import set_random_seed, to_categorical

__all__ = ["BENCHMARK"]


def listing(seed: int) -> Figures:
    """Train and evaluate as the book does, from data to test accuracy."""
    set_random_seed(seed)
    (train_images, train_labels), (test_images, test_labels) = mnist.load_data()
    train_images = train_images.reshape((60000, 28 * 28)).astype(np.float32) / 255
    test_images = test_images.reshape((10000, 28 * 28)).astype(np.float32) / 255
    network = models.Sequential()
    network.add(layers.Dense(512, activation="relu", input_shape=(28 * 28,)))
    network.add(layers.Dense(10, activation="softmax"))
    network.compile(optimizer="rmsprop", loss="categorical_crossentropy", metrics=["accuracy"])
    history = network.fit(train_images, to_categorical(train_labels), epochs=5, batch_size=128, verbose=0).history
    _, accuracy = network.evaluate(test_images, to_categorical(test_labels), verbose=0)
    return {
        "test accuracy": float(accuracy),
        "loss of epoch 1": float(history["loss"][0]),
        "training accuracy": float(history["accuracy"][-1]),
        "updates": float(int(network.optimizer.iterations)),
    }


def ours() -> Sample:
    """Each sample trains from the next seed."""
    seeds = count()
    return lambda: listing(next(seeds))


BENCHMARK = Benchmark(
    name="accuracy",
    what="the chapter's MNIST listing, five epochs, from seeds 0, 1, 2, ...",
    figures={"test accuracy": "1", "loss of epoch 1": "1", "training accuracy": "1", "updates": "1"},
    peers={"ours": ours},
    targets=(
        Target("test accuracy", at_least=0.977, at_most=0.982),
        Target("loss of epoch 1", at_least=0.255, at_most=0.275),
        Target("training accuracy", at_least=0.987, at_most=0.990),
        Target("updates", at_least=2345, at_most=2345),
    ),
    threads=2,
    repeats=5,
    warmup=0,
    typical=statistics.mean,
)
