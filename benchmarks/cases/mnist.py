"""One epoch of the chapter's MNIST network: what a training loop costs as a whole.

Not here: the network, its data and its listing (`benchmarks.chapter`), and the steps in NumPy (`benchmarks.by_hand`).
"""

# ruff: noqa: PLC0415 - the peers are optional packages, and each is imported only in its own process

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from benchmarks.benchmark import Benchmark, Sample, Target
from benchmarks.by_hand import Plain, Planned, rmsprop_in_place
from benchmarks.chapter import BATCH, EPSILON, RATE, RHO, STEPS, Array, data, listing, loop, timed, weights
from benchmarks.descent import compiled_by_torch
from benchmarks.peers import BEST
from nn import layers, models

__all__ = ["BENCHMARK", "jax_train", "torch_train"]


def fitted(network: Any) -> Sample:
    """The book's listing, through `fit`."""
    images, labels = data()

    def epoch() -> float:
        history = network.fit(images, labels, epochs=1, batch_size=BATCH, verbose=0)
        return float(history.history["loss"][0])

    return timed(epoch)


def ours(**options: Any) -> Sample:
    """The listing, with options of `compile`."""
    return fitted(listing(layers, models, **options))


def keras_fit() -> Sample:
    """The same listing, imported from Keras."""
    import keras

    return fitted(listing(keras.layers, keras.models))


def torch_train() -> Any:
    """Return a function that trains on a batch by the formula of Keras' RMSprop, updating in place."""
    import torch
    from torch.nn.functional import cross_entropy, linear

    parameters = [torch.tensor(draw.T if draw.ndim == 2 else draw, requires_grad=True) for draw in weights()]
    averages = [torch.zeros_like(parameter) for parameter in parameters]

    def train(x: Any, t: Any) -> tuple[Any, Any]:
        w1, b1, w2, b2 = parameters
        z = linear(torch.relu(linear(x, w1, b1)), w2, b2)
        loss = cross_entropy(z, t)
        gradients = torch.autograd.grad(loss, parameters)
        with torch.no_grad():
            for parameter, average, gradient in zip(parameters, averages, gradients, strict=True):
                # measured, this is faster than torch.optim.RMSprop
                average.mul_(RHO).addcmul_(gradient, gradient, value=1 - RHO)
                parameter.addcdiv_(gradient, (average + EPSILON).sqrt_(), value=-RATE)
            return loss * len(x), (z.argmax(1) == t.argmax(1)).sum()

    return train


def torch_loop(*, is_compiled: bool) -> Sample:
    """A plain loop around a step, eager or compiled as a whole."""
    import torch

    images, labels = map(torch.from_numpy, data())
    train = compiled_by_torch(torch_train()) if is_compiled else torch_train()

    def step(rows: Array) -> tuple[Any, Any]:
        index = torch.from_numpy(rows)
        value, hits = train(images[index], labels[index])
        return value.detach(), hits

    return loop(step)


def jax_train() -> tuple[Any, Any]:
    """Return a compiled step and its first state: weights and averages."""
    import jax
    import jax.numpy as jnp

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

    return train, ([jnp.asarray(w) for w in weights()], [jnp.zeros(w.shape) for w in weights()])


def jax_jit() -> Sample:
    """A plain loop around one compiled step; batches are gathered by NumPy, as reaches JAX from any loader."""
    images, labels = data()
    train, first = jax_train()
    state = [first]

    def step(rows: Array) -> tuple[Any, Any]:
        state[0], value, hits = train(state[0], images[rows], labels[rows])
        return value, hits

    return loop(step)


def hips_autograd() -> Sample:
    """`value_and_grad` of the loss, and the formula of RMSprop in place."""
    import autograd
    import autograd.numpy as anp
    from autograd.tracer import getval

    images, labels = data()
    parameters = weights()
    averages, scratches = map(np.zeros_like, parameters), list(map(np.empty_like, parameters))
    states = list(zip(parameters, averages, scratches, strict=True))
    hits = [0]

    def loss(parameters: Any, x: Array, t: Array) -> Any:
        w1, b1, w2, b2 = parameters
        z = anp.maximum(x @ w1 + b1, 0) @ w2 + b2
        hits[0] = (getval(z).argmax(1) == t.argmax(1)).sum()
        z = z - anp.max(z, axis=1, keepdims=True)
        return (anp.sum(anp.log(anp.sum(anp.exp(z), axis=1))) - anp.sum(z * t)) / np.float32(len(x))

    both = autograd.value_and_grad(loss)

    def step(rows: Array) -> tuple[Any, Any]:
        value, gradients = both(parameters, images[rows], labels[rows])
        for (parameter, average, scratch), gradient in zip(states, gradients, strict=True):
            rmsprop_in_place(parameter, average, gradient, scratch)
        return value * len(rows), hits[0]

    return loop(step)


def mygrad_eager() -> Sample:
    """Tensors and `.backward()`, and the formula of RMSprop in place."""
    import mygrad
    from mygrad.nnet.activations import relu
    from mygrad.nnet.losses import softmax_crossentropy

    images, labels = data()
    classes = labels.argmax(1)
    tensors = list(map(mygrad.tensor, weights()))
    states = [(tensor, np.zeros_like(tensor.data), np.empty_like(tensor.data)) for tensor in tensors]

    def step(rows: Array) -> tuple[Any, Any]:
        w1, b1, w2, b2 = tensors
        t = classes[rows]
        z = mygrad.matmul(relu(mygrad.matmul(images[rows], w1) + b1), w2) + b2
        loss = softmax_crossentropy(z, t)
        hits = (z.data.argmax(1) == t).sum()
        loss.backward()
        for tensor, average, scratch in states:
            rmsprop_in_place(tensor.data, average, tensor.grad, scratch)
        return loss.data * len(rows), hits

    return loop(step)


def numpy_by_hand() -> Sample:
    """Forward, backward and update spelled out, overwriting what is no longer needed."""
    images, labels = data()
    network = Plain(weights())
    return loop(lambda rows: network.step(images[rows], labels[rows]))


def numpy_planned() -> Sample:
    """The same with every array made once, the batches' too."""
    images, labels = data()
    network = Planned(weights())
    return loop(lambda rows: network.step(*network.gather(images, labels, rows)))


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
    name="mnist",
    what="one epoch of the chapter's MNIST network, 469 batches of 128 in float32, shuffled and gathered",
    figures={"epoch": "s", "processor": "s"},
    peers={
        "ours": partial(ours, jit_compile=True),
        "ours-program": partial(ours, jit_compile=False),
        "ours-eager": partial(ours, run_eagerly=True),
        "torch": partial(torch_loop, is_compiled=False),
        "torch-compile": partial(torch_loop, is_compiled=True),
        "jax": jax_jit,
        "keras": keras_fit,
        "autograd": hips_autograd,
        "mygrad": mygrad_eager,
        "numpy": numpy_by_hand,
        "planned": numpy_planned,
        "products": bare_products,
    },
    targets=(
        Target("epoch", at_most=0.75, over=BEST),
        Target("epoch", at_most=1.3, over=("products",)),
        Target("epoch", at_most=1.0, over=("torch",), of="ours-program"),
    ),
    threads=2,
    repeats=7,
    warmup=1,
    notes=(
        "Ours and Keras run the book's listing through `fit`; the others are plain loops with the same arithmetic.",
        "PyTorch computes the formula of Keras' RMSprop written in its in-place operations.",
        "The first epoch, with its compiling, is not counted. `processor` adds up the seconds of all processors.",
    ),
)
