"""Rules of layers and losses of networks."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import strategies as st

from autograd_core.testing.strategies import any_shape
from benchmarks.gradient_checking.mutants.rule import Rule, arrays, one
from benchmarks.gradient_checking.mutants.scans import softmax

__all__ = ["RULES"]

ROWS = any_shape(min_dims=2, max_dims=2, min_side=1)
SMALL = st.integers(1, 4)
EPSILON = 1e-3


@st.composite
def labelled(draw: st.DrawFn) -> tuple[Any, Any]:
    """Draw logits and labels."""
    x = draw(arrays(ROWS))
    return x, np.array(draw(st.lists(st.integers(0, x.shape[1] - 1), min_size=len(x), max_size=len(x))), int)


@st.composite
def signal(draw: st.DrawFn) -> tuple[Any, Any]:
    """Draw a signal and a kernel that is not longer."""
    n = draw(st.integers(1, 3))
    return draw(arrays((n + draw(st.integers(0, 4)),))), draw(arrays((n,)))


@st.composite
def paired(draw: st.DrawFn) -> tuple[Any, Any]:
    """Draw predictions and targets."""
    shape = draw(any_shape(min_side=1))
    return draw(arrays(shape)), draw(arrays(shape))


@st.composite
def image(draw: st.DrawFn) -> tuple[Any]:
    """Draw an image whose sides are even."""
    return (draw(arrays((2 * draw(st.integers(1, 2)), 2 * draw(st.integers(1, 2))))),)


@st.composite
def unit(draw: st.DrawFn) -> tuple[Any, Any, Any]:
    """Draw the weights of a gated unit, all of one length."""
    n = draw(SMALL)
    return draw(arrays((n,))), draw(arrays((n,))), draw(arrays((n,)))


def one_hot(x: Any, labels: Any) -> Any:
    """Return 1 at each label."""
    return np.eye(x.shape[1])[labels]


def cross_entropy(x: Any, labels: Any) -> Any:
    """Return the mean cross entropy."""
    return -np.mean(np.log(softmax(x))[np.arange(len(x)), labels])


def normalised(x: Any) -> Any:
    """Return rows with mean 0 and variance 1."""
    centred = x - x.mean(-1, keepdims=True)
    return centred / np.sqrt((centred**2).mean(-1, keepdims=True) + EPSILON)


def normalised_rule(g: Any, x: Any, *, by_mean: bool = True, by_variance: bool = True, axis: int | None = -1) -> Any:
    """Return the gradient, by all three paths."""
    s = np.sqrt(x.var(-1, keepdims=True) + EPSILON)
    y = normalised(x)
    mean = g.mean(axis, keepdims=True) if by_mean else 0
    return (g - mean - (y * (g * y).mean(-1, keepdims=True) if by_variance else 0)) / s


def convolve(x: Any, k: Any) -> Any:
    """Return the correlation of a signal with a kernel, as layers compute it."""
    return np.correlate(x, k, "valid")


def convolve_rule(g: Any, x: Any, k: Any) -> Any:
    """Return its gradients."""
    return np.convolve(g, k, "full"), np.correlate(x, g, "valid")


def blocks(x: Any) -> Any:
    """Return blocks of 2 × 2."""
    return x.reshape(x.shape[0] // 2, 2, x.shape[1] // 2, 2)


def stretched(g: Any) -> Any:
    """Return each entry four times."""
    return g.repeat(2, 0).repeat(2, 1)


def pooled_rule(g: Any, x: Any, *, shared: bool = True) -> Any:
    """Return the gradient of pooled maxima."""
    top = blocks(x) == blocks(x).max((1, 3), keepdims=True)
    share = top / top.sum((1, 3), keepdims=True) if shared else top
    return (share * g[:, None, :, None]).reshape(x.shape)


def gate(w: Any, u: Any, x: Any) -> Any:
    """Return a gated unit: tanh(w x) · u² summed."""
    return np.sum(np.tanh(w * x) * u**2)


def gate_rule(g: Any, w: Any, u: Any, x: Any) -> Any:
    """Return its gradients."""
    t = np.tanh(w * x)
    inner = g * u**2 * (1 - t**2)
    return inner * x, 2 * g * u * t, inner * w


MASK = np.array([0.0, 1.0, 1.0, 0.0, 1.0])


def dropped(x: Any) -> Any:
    """Return entries dropped by a fixed mask, the others doubled."""
    return x * np.resize(MASK, x.shape) * 2


RULES = (
    Rule(
        "cross entropy",
        cross_entropy,
        lambda g, x, labels: g * (softmax(x) - one_hot(x, labels)) / len(x),
        labelled(),
        {
            "sum for mean": lambda g, x, labels: g * (softmax(x) - one_hot(x, labels)),
            "divided by all entries": lambda g, x, labels: g * (softmax(x) - one_hot(x, labels)) / x.size,
            "labels are forgotten": lambda g, x, labels: g * softmax(x) / len(x),
            "labels only": lambda g, x, labels: -g * one_hot(x, labels) / len(x),
            "labels off by one": lambda g, x, labels: g * (softmax(x) - one_hot(x, (labels + 1) % x.shape[1])) / len(x),
            "softmax over the batch": lambda g, x, labels: g * (softmax(x.T).T - one_hot(x, labels)) / len(x),
        },
    ),
    Rule(
        "layer normalisation",
        normalised,
        normalised_rule,
        one(arrays(ROWS)),
        {
            "path by the mean dropped": lambda g, x: normalised_rule(g, x, by_mean=False),
            "path by the variance dropped": lambda g, x: normalised_rule(g, x, by_variance=False),
            "mean over the batch": lambda g, x: normalised_rule(g, x, axis=0),
            "epsilon is forgotten": lambda g, x: (
                normalised_rule(g, x)
                * np.sqrt(x.var(-1, keepdims=True) + EPSILON)
                / np.sqrt(x.var(-1, keepdims=True) + 1e-12)
            ),
        },
    ),
    Rule(
        "root mean square normalisation",
        lambda x: x / np.sqrt((x**2).mean(-1, keepdims=True) + EPSILON),
        lambda g, x: (
            (g - x * (g * x).mean(-1, keepdims=True) / ((x**2).mean(-1, keepdims=True) + EPSILON))
            / np.sqrt((x**2).mean(-1, keepdims=True) + EPSILON)
        ),
        one(arrays(ROWS)),
        {
            "scale constant": lambda g, x: g / np.sqrt((x**2).mean(-1, keepdims=True) + EPSILON),
            "sum for mean": lambda g, x: (
                (g - x * (g * x).sum(-1, keepdims=True) / ((x**2).mean(-1, keepdims=True) + EPSILON))
                / np.sqrt((x**2).mean(-1, keepdims=True) + EPSILON)
            ),
        },
    ),
    Rule(
        "convolution",
        convolve,
        convolve_rule,
        signal(),
        {
            "kernel is not flipped": lambda g, x, k: (np.convolve(g, k[::-1], "full"), np.correlate(x, g, "valid")),
            "gradient of the kernel flipped": lambda g, x, k: (
                np.convolve(g, k, "full"),
                np.correlate(x, g, "valid")[::-1].copy(),
            ),
            "cut, not padded": lambda g, x, k: (
                np.resize(np.convolve(g, k, "same"), x.shape),
                np.correlate(x, g, "valid"),
            ),
        },
    ),
    Rule(
        "max pooling",
        lambda x: blocks(x).max((1, 3)),
        pooled_rule,
        image(),
        {
            "ties all get it": lambda g, x: pooled_rule(g, x, shared=False),
            "as average pooling": lambda g, x: stretched(g) / 4,
            "minimum": lambda g, x: pooled_rule(g, -x),
        },
    ),
    Rule(
        "average pooling",
        lambda x: blocks(x).mean((1, 3)),
        lambda g, x: stretched(g) / 4,
        image(),
        {
            "not divided": lambda g, x: stretched(g),
            "divided by 2": lambda g, x: stretched(g) / 2,
            "tiled": lambda g, x: np.tile(g, (2, 2)) / 4,
        },
    ),
    Rule(
        "gated unit",
        gate,
        gate_rule,
        unit(),
        {
            "a path is dropped": lambda g, w, u, x: (gate_rule(g, w, u, x)[0], gate_rule(g, w, u, x)[1], 0 * x),
            "the 2 is missing": lambda g, w, u, x: (
                gate_rule(g, w, u, x)[0],
                gate_rule(g, w, u, x)[1] / 2,
                gate_rule(g, w, u, x)[2],
            ),
            "two gradients swapped": lambda g, w, u, x: gate_rule(g, w, u, x)[::-1],
        },
    ),
    Rule(
        "dropout",
        dropped,
        lambda g, x: dropped(g),
        one(arrays()),
        {
            "not scaled": lambda g, x: dropped(g) / 2,
            "no mask": lambda g, x: 2 * g,
            "another mask": lambda g, x: (
                g * np.resize(MASK[::-1], x.shape) * 2 if x.size > 4 else g * np.resize(1 - MASK, x.shape)
            ),
        },
    ),
    Rule(
        "mean squared error",
        lambda x, y: np.mean((x - y) ** 2),
        lambda g, x, y: (2 * g * (x - y) / x.size, 2 * g * (y - x) / x.size),
        paired(),
        {
            "not divided": lambda g, x, y: (2 * g * (x - y), 2 * g * (y - x)),
            "the 2 is missing": lambda g, x, y: (g * (x - y) / x.size, g * (y - x) / x.size),
            "targets have the same sign": lambda g, x, y: (2 * g * (x - y) / x.size,) * 2,
            "divided by the length": lambda g, x, y: (
                2 * g * (x - y) / (len(x) if x.ndim else 1),
                2 * g * (y - x) / (len(x) if x.ndim else 1),
            ),
        },
    ),
    Rule(
        "hinge",
        lambda x: np.sum(np.maximum(0, 1 - x)),
        lambda g, x: -g * (x < 1),
        one(arrays()),
        {"at another margin": lambda g, x: -g * (x < 0), "sign": lambda g, x: g * (x < 1)},
    ),
    Rule(
        "Huber",
        lambda x: np.sum(np.where(np.abs(x) <= 1, x**2 / 2, np.abs(x) - 0.5)),
        lambda g, x: g * np.clip(x, -1, 1),
        one(arrays()),
        {
            "linear part not cut": lambda g, x: g * x,
            "sign only": lambda g, x: g * np.sign(x),
            "cut on one side": lambda g, x: g * np.minimum(x, 1),
        },
    ),
)
