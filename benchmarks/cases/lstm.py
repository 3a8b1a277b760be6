"""A training step of an LSTM cell over 50 steps of time: many small operations, each waiting for the one before."""

# ruff: noqa: PLC0415 - the peers are optional packages, and each is imported only in its own process

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np

from benchmarks.benchmark import Benchmark
from benchmarks.descent import Array, Problem, Step, by_hand, float32, jax, keras, peers, torch_train

__all__ = ["BENCHMARK"]

TIMES, BATCH, INPUTS, UNITS = 50, 32, 32, 64
LOSSES = (0.36485, 0.34762, 0.33231, 0.31865, 0.30647)


def problem() -> Problem:
    """Return a cell of random weights, sequences, and where they should lead."""
    rng = np.random.default_rng(0)
    kernel = rng.normal(size=(INPUTS, 4 * UNITS)) * INPUTS**-0.5
    recurrent = rng.normal(size=(UNITS, 4 * UNITS)) * UNITS**-0.5
    batch = rng.normal(size=(BATCH, TIMES, INPUTS)), rng.uniform(-1, 1, size=(BATCH, UNITS))
    parameters = float32(kernel, recurrent, np.zeros(4 * UNITS))
    return Problem(parameters, float32(*batch), rate=10.0, losses=LOSSES, calls=10)


PROBLEMS = {"step": problem()}


def cell(d: Any, recurrent: Any, z: Any, h: Any, c: Any) -> tuple[Any, Any]:
    """Return the next state; z is what the inputs add to the gates i, f, g and o."""
    i, f, g, o = d.quarters(z + h @ recurrent)
    c = d.sigmoid(f) * c + d.sigmoid(i) * d.tanh(g)
    return d.sigmoid(o) * d.tanh(c), c


def loss(d: Any, parameters: Sequence[Any], x: Any, t: Any) -> Any:
    """The squared error of the last output; the inputs of all times meet the kernel at once."""
    kernel, recurrent, bias = parameters
    z = d.linear(x, kernel, bias)
    h = c = t * 0
    for time in range(TIMES):
        h, c = cell(d, recurrent, z[:, time], h, c)
    return d.squared_error(h, t)


def scanned(d: Any, parameters: Sequence[Any], x: Any, t: Any) -> Any:
    """The same as JAX has it, whose loops are `lax.scan`."""
    from jax import lax

    kernel, recurrent, bias = parameters
    z = d.linear(x, kernel, bias).swapaxes(0, 1)
    start = t * 0, t * 0
    (h, _), _ = lax.scan(lambda state, now: (cell(d, recurrent, now, *state), None), start, z)
    return d.squared_error(h, t)


def torch_layer(problem: Problem) -> Step:
    """`torch.nn.LSTM`, whose second bias stays zero."""
    import torch

    lstm = torch.nn.LSTM(INPUTS, UNITS, batch_first=True)
    leaves = [lstm.weight_ih_l0, lstm.weight_hh_l0, lstm.bias_ih_l0]
    with torch.no_grad():
        for leaf, parameter in zip(leaves, problem.parameters, strict=True):
            leaf.copy_(torch.tensor(parameter.T))
        lstm.bias_hh_l0.zero_()
    lstm.bias_hh_l0.requires_grad_(requires_grad=False)

    def loss(x: Any, t: Any) -> Any:
        return torch.nn.functional.mse_loss(lstm(x)[1][0][0], t)

    return partial(torch_train(loss, leaves, problem.rate), *map(torch.tensor, problem.batch))


def model() -> Any:
    """The same, of layers of Keras."""
    from keras import Sequential, layers

    return Sequential([layers.Input((TIMES, INPUTS)), layers.LSTM(UNITS)])


def gradients(parameters: Sequence[Array], x: Array, t: Array) -> tuple[Any, Sequence[Array]]:
    """Return the loss and its gradients, spelled out in NumPy."""
    kernel, recurrent, bias = parameters
    z = x @ kernel + bias
    h = c = np.zeros_like(t)
    states = []
    for time in range(TIMES):
        gates = z[:, time] + h @ recurrent
        i, f, o = (1 / (1 + np.exp(-gates[:, UNITS * k : UNITS * (k + 1)])) for k in (0, 1, 3))
        g = np.tanh(gates[:, 2 * UNITS : 3 * UNITS])
        before = h, c
        c = f * c + i * g
        y = np.tanh(c)
        h = o * y
        states.append((*before, i, f, g, o, y))
    dz, drecurrent = np.empty_like(z), np.zeros_like(recurrent)
    dh, dc = (h - t) * np.float32(2 / t.size), np.zeros_like(t)
    for time in reversed(range(TIMES)):
        h_before, c_before, i, f, g, o, y = states[time]
        dc += dh * o * (1 - y * y)
        parts = dc * g * i * (1 - i), dc * c_before * f * (1 - f), dc * i * (1 - g * g), dh * y * o * (1 - o)
        dgates = np.concatenate(parts, axis=1, out=dz[:, time])
        drecurrent += h_before.T @ dgates
        dh, dc = dgates @ recurrent.T, dc * f
    rows = dz.reshape(-1, 4 * UNITS)
    return ((h - t) ** 2).mean(), (x.reshape(-1, INPUTS).T @ rows, drecurrent, rows.sum(axis=0))


BENCHMARK = Benchmark(
    name="lstm",
    what=(
        f"one training step of an LSTM cell over {TIMES} steps of time, {INPUTS} inputs, {UNITS} units, batch {BATCH},"
        " plain SGD, float32"
    ),
    figures=dict.fromkeys(PROBLEMS, "ms"),
    peers=peers(
        loss,
        PROBLEMS,
        1e3,
        torch=torch_layer,
        jax=partial(jax, scanned),
        keras=partial(keras, model, "mean_squared_error"),
        numpy=partial(by_hand, gradients),
    ),
    threads=2,
    repeats=9,
    notes=(
        "PyTorch is `torch.nn.LSTM`, torch.compile gets the unrolled loop, JAX has `lax.scan`, Keras its layer.",
        "The inputs of all times are multiplied by the kernel at once, by everyone who can.",
    ),
)
