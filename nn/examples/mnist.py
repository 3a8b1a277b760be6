"""The network of "Deep Learning with Python", section 2.1, trained on MNIST: `python -m nn.examples.mnist`.

Not here: how any of it works; notebooks/01_first_look tells the story.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from nn import layers, models
from nn.datasets import mnist
from nn.utils import set_random_seed, to_categorical

__all__ = ["main", "train"]


def train(*, epochs: int = 5, batch_size: int = 128) -> tuple[float, float]:
    """Train the chapter's network on the 60,000 training images; return loss and accuracy on the 10,000 test images."""
    (train_images, train_labels), (test_images, test_labels) = mnist.load_data()

    network = models.Sequential()
    network.add(layers.Dense(512, activation="relu", input_shape=(28 * 28,)))
    network.add(layers.Dense(10, activation="softmax"))
    network.compile(optimizer="rmsprop", loss="categorical_crossentropy", metrics=["accuracy"])

    train_images = train_images.reshape((60000, 28 * 28)).astype("float32") / 255
    test_images = test_images.reshape((10000, 28 * 28)).astype("float32") / 255

    network.fit(train_images, to_categorical(train_labels), epochs=epochs, batch_size=batch_size)
    test_loss, test_accuracy = network.evaluate(test_images, to_categorical(test_labels))
    return test_loss, test_accuracy


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the program with the given command-line arguments."""
    parser = argparse.ArgumentParser(prog="python -m nn.examples.mnist", description=__doc__.split(":")[0] + ".")
    parser.add_argument("--epochs", type=int, default=5, help="passes over the training images (default: 5)")
    parser.add_argument("--batch-size", type=int, default=128, help="images per update (default: 128)")
    parser.add_argument("--seed", type=int, help="make the run repeatable")
    options = parser.parse_args(arguments)
    if options.seed is not None:
        set_random_seed(options.seed)
    test_loss, test_accuracy = train(epochs=options.epochs, batch_size=options.batch_size)
    print(f"test loss: {test_loss:.4f} - test accuracy: {test_accuracy:.4f}")


if __name__ == "__main__":
    main()
