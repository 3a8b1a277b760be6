"""One epoch of the chapter's MNIST network: what a training loop costs as a whole.

Dense 512 relu, Dense 10 softmax, categorical cross-entropy, RMSprop as in Keras, batches of 128 of shuffled data,
gathered anew. Everyone also keeps the loss and the accuracy of the epoch, as `fit` does, and must have learned.
"""

# ruff: noqa: PLC0415 - the peers are optional packages, and each is imported only in its own process

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from time import perf_counter, process_time
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograd_core.errors import explain
from benchmarks.benchmark import Benchmark, Figures, Sample
from nn import layers, models
from nn.datasets import mnist
from nn.utils import to_categorical

__all__ = ["BENCHMARK"]

BATCH, STEPS = 128, 469
RATE, RHO, EPSILON = 1e-3, 0.9, 1e-7

Array = NDArray[Any]
Step = Callable[[Array], tuple[Any, Any]]
"""Trains on the rows of these numbers and returns the sum of their losses and how many were classified right."""


def data() -> tuple[Array, Array]:
    """Return images as rows of float32 in [0, 1], and one-hot float32 labels."""
    (images, labels), _ = mnist.load_data()
    rows = images.reshape(60000, 28 * 28).astype(np.float32) / 255
    return rows, np.asarray(to_categorical(labels), np.float32)


def weights() -> list[Array]:
    """Return fresh weights, uniform as Glorot has it, and biases of zero."""
    rng = np.random.default_rng(0)
    draws = []
    for rows, columns in ((784, 512), (512, 10)):
        limit = np.sqrt(6 / (rows + columns))
        draws += [rng.uniform(-limit, limit, (rows, columns)).astype(np.float32), np.zeros(columns, np.float32)]
    return draws


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


def shuffled(rng: np.random.Generator) -> Iterator[Array]:
    """Return the row numbers of each batch of an epoch."""
    order = rng.permutation(60000)
    return (order[first : first + BATCH] for first in range(0, 60000, BATCH))


def loop(step: Step) -> Sample:
    """Return what times an epoch of `step`, written as a plain loop."""
    rng = np.random.default_rng(1)

    def epoch() -> float:
        sums = [step(rows) for rows in shuffled(rng)]
        assert len(sums) == STEPS
        losses, hits = (float(sum(column)) for column in zip(*sums, strict=True))
        assert hits > 0.8 * 60000
        return losses / 60000

    return timed(epoch)


def fitted(layers: Any, models: Any) -> Sample:
    """The book's listing, through `fit`."""
    images, labels = data()
    network = models.Sequential()
    network.add(layers.Dense(512, activation="relu", input_shape=(28 * 28,)))
    network.add(layers.Dense(10, activation="softmax"))
    network.compile(optimizer="rmsprop", loss="categorical_crossentropy", metrics=["accuracy"])

    def epoch() -> float:
        history = network.fit(images, labels, epochs=1, batch_size=BATCH, verbose=0)
        return float(history.history["loss"][0])

    return timed(epoch)


def keras_fit() -> Sample:
    """The same listing, imported from Keras."""
    import keras

    return fitted(keras.layers, keras.models)


def torch_eager() -> Sample:
    """A plain loop, and the formula of Keras' RMSprop updating in place."""
    import torch
    from torch.nn.functional import cross_entropy, linear

    images, labels = map(torch.from_numpy, data())
    draws = weights()
    parameters = [torch.tensor(draw.T if draw.ndim == 2 else draw, requires_grad=True) for draw in draws]
    w1, b1, w2, b2 = parameters
    averages = [torch.zeros_like(parameter) for parameter in parameters]

    def step(rows: Array) -> tuple[Any, Any]:
        index = torch.from_numpy(rows)
        x, t = images[index], labels[index]
        z = linear(torch.relu(linear(x, w1, b1)), w2, b2)
        loss = cross_entropy(z, t)
        loss.backward()
        with torch.no_grad():
            for parameter, average in zip(parameters, averages, strict=True):
                rmsprop_of_torch(parameter, average)
        return loss.detach() * len(rows), (z.argmax(1) == t.argmax(1)).sum()

    return loop(step)


def rmsprop_of_torch(parameter: Any, average: Any) -> None:
    """Move the parameter by the formula of Keras' RMSprop; measured, this is faster than `torch.optim.RMSprop`."""
    gradient, parameter.grad = parameter.grad, None
    average.mul_(RHO).addcmul_(gradient, gradient, value=1 - RHO)
    parameter.addcdiv_(gradient, (average + EPSILON).sqrt_(), value=-RATE)


def jax_jit() -> Sample:
    """A plain loop around one compiled step; batches are gathered by NumPy, as reaches JAX from any loader."""
    import jax
    import jax.numpy as jnp

    images, labels = data()

    def loss(parameters: Any, x: Any, t: Any) -> tuple[Any, Any]:
        w1, b1, w2, b2 = parameters
        z = jax.nn.relu(x @ w1 + b1) @ w2 + b2
        return -(t * jax.nn.log_softmax(z)).sum(1).mean(), (z.argmax(1) == t.argmax(1)).sum()

    @partial(jax.jit, donate_argnums=0)
    def train(state: Any, x: Any, t: Any) -> Any:
        (value, hits), gradients = jax.value_and_grad(loss, has_aux=True)(state[0], x, t)
        averages = [RHO * v + (1 - RHO) * g * g for v, g in zip(state[1], gradients, strict=True)]
        moves = [RATE * g / jnp.sqrt(v + EPSILON) for v, g in zip(averages, gradients, strict=True)]
        return ([p - move for p, move in zip(state[0], moves, strict=True)], averages), value * len(x), hits

    state = [([jnp.asarray(w) for w in weights()], [jnp.zeros(w.shape) for w in weights()])]

    def step(rows: Array) -> tuple[Any, Any]:
        state[0], value, hits = train(state[0], images[rows], labels[rows])
        return value, hits

    return loop(step)


def numpy_by_hand() -> Sample:
    """Forward, backward and update spelled out, overwriting what is no longer needed."""
    images, labels = data()
    parameters = weights()
    averages = [np.zeros_like(parameter) for parameter in parameters]

    def step(rows: Array) -> tuple[Any, Any]:
        x, t = images[rows], labels[rows]
        gradients, loss, hits = gradients_by_hand(parameters, x, t)
        for parameter, average, gradient in zip(parameters, averages, gradients, strict=True):
            rmsprop_in_place(parameter, average, gradient)
        return loss, hits

    return loop(step)


def gradients_by_hand(parameters: list[Array], x: Array, t: Array) -> tuple[tuple[Array, ...], Any, Any]:
    """Return the gradients of the mean loss, the sum of the losses, and the number of right answers."""
    w1, b1, w2, b2 = parameters
    h = x @ w1
    h += b1
    np.maximum(h, 0, out=h)
    z = h @ w2
    z += b2
    z -= z.max(axis=1, keepdims=True)
    p = np.exp(z)
    total = p.sum(axis=1, keepdims=True)
    p /= total
    dz = (p - t) / np.float32(len(x))
    dh = dz @ w2.T
    dh *= h > 0
    gradients = (x.T @ dh, dh.sum(axis=0), h.T @ dz, dz.sum(axis=0))
    return gradients, np.log(total).sum() - (z * t).sum(), (z.argmax(axis=1) == t.argmax(axis=1)).sum()


def rmsprop_in_place(parameter: Array, average: Array, gradient: Array) -> None:
    """Move the parameter by the formula of Keras' RMSprop, with one array of scratch."""
    scratch = gradient * gradient
    scratch *= 1 - RHO
    average *= RHO
    average += scratch
    np.add(average, EPSILON, out=scratch)
    np.sqrt(scratch, out=scratch)
    np.divide(gradient, scratch, out=scratch)
    scratch *= RATE
    parameter -= scratch


def bare_products() -> Sample:
    """The five matrix products of a step and nothing else: no loop that uses this BLAS can be faster."""
    x = data()[0][:BATCH]
    w1, _, w2, _ = weights()
    h, z, dh, dw1, dw2 = x @ w1, x @ w1 @ w2, x @ w1, np.empty_like(w1), np.empty_like(w2)

    def epoch() -> float:
        for _ in range(STEPS):
            np.matmul(x, w1, out=h)
            np.matmul(h, w2, out=z)
            np.matmul(z, w2.T, out=dh)
            np.matmul(x.T, dh, out=dw1)
            np.matmul(h.T, z, out=dw2)
        return 0.0

    return timed(epoch)


BENCHMARK = Benchmark(
    name="epoch",
    what="one epoch of the chapter's MNIST network, 469 batches of 128 in float32, shuffled and gathered",
    figures={"epoch": "s", "processor": "s"},
    peers={
        "ours": partial(fitted, layers, models),
        "torch": torch_eager,
        "jax": jax_jit,
        "keras": keras_fit,
        "numpy": numpy_by_hand,
        "products": bare_products,
    },
    threads=2,
    repeats=7,
    warmup=1,
    notes=(
        "Ours and Keras run the book's listing through `fit`; the others are plain loops with the same arithmetic.",
        "PyTorch computes the formula of Keras' RMSprop written in its in-place operations.",
        "The first epoch, with its compiling, is not counted. `processor` adds up the seconds of all processors.",
    ),
)
