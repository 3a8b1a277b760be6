"""Whole training steps, compiled to kernels, are those of the functions themselves, step after step."""

import numpy as np
import pytest

import autograd_core as ag
import optim
from autograd_core.graph.program import planning

pytest.importorskip("llvmlite", reason="native kernels need llvmlite")
from autograd_core.graph.native import kernels

BATCH, WIDTH = 17, 6


@pytest.fixture(params=[1, 2], autouse=True)
def eager_for_memory_and_threads(request, monkeypatch):
    """Plan memory for the smallest arrays, and cut the shortest loops in parts for so many threads."""
    monkeypatch.setenv("AUTOGRAD_CORE_CACHE", "")
    monkeypatch.setenv("AUTOGRAD_CORE_THREADS", str(request.param))
    monkeypatch.setattr(planning, "SMALL", 1)
    monkeypatch.setattr(kernels, "PART", 0.001)


class Model:
    """A loss, its Variables, the arguments of each call."""

    def __init__(self):
        self.weights, self.others = [], []
        self.rng = np.random.default_rng(0)

    def weight(self, *shape):
        self.weights.append(ag.Variable(self.rng.normal(size=shape) * 0.5))
        return self.weights[-1]

    def other(self, *shape):
        self.others.append(ag.Variable(np.ones(shape), trainable=False))
        return self.others[-1]

    def draw(self, *shape):
        return self.rng.normal(size=shape)


class Attention(Model):
    """Two norms, attention with a mask, and a network with GELU, as in a transformer."""

    def __init__(self):
        super().__init__()
        self.gains = [self.weight(WIDTH) for _ in range(4)]
        self.projections = [self.weight(WIDTH, WIDTH) for _ in range(4)]
        self.up, self.down = self.weight(WIDTH, 20), self.weight(20, WIDTH)
        self.mask = np.where(np.tril(np.ones((5, 5))) > 0, 0.0, -1e9)

    def loss(self, x, t):
        g1, b1, g2, b2 = self.gains
        normed = self.norm(x, g1, b1)
        q, k, v = [(normed @ w).reshape(BATCH, 5, 2, 3).swapaxes(1, 2) for w in self.projections[:3]]
        shares = ag.softmax(q @ k.swapaxes(-1, -2) * 0.6 + self.mask)
        x = x + (shares @ v).swapaxes(1, 2).reshape(BATCH, 5, WIDTH) @ self.projections[3]
        difference = x + ag.gelu(self.norm(x, g2, b2) @ self.up) @ self.down - t
        return (difference * difference).mean()

    @staticmethod
    def norm(x, gain, bias):
        centred = x - x.mean(axis=-1, keepdims=True)
        return centred / ((centred * centred).mean(axis=-1, keepdims=True) + 0.1) ** 0.5 * gain + bias

    def batch(self):
        return self.draw(BATCH, 5, WIDTH), self.draw(BATCH, 5, WIDTH)


class Recurrent(Model):
    """An LSTM over three moments."""

    def __init__(self):
        super().__init__()
        self.inner, self.outer, self.bias = self.weight(3, 4 * WIDTH), self.weight(WIDTH, 4 * WIDTH), self.weight(24)

    def loss(self, x, t):
        h = c = np.zeros((BATCH, WIDTH))
        for moment in range(3):
            z = x[:, moment] @ self.inner + h @ self.outer + self.bias
            i, f, g, o = [z[:, WIDTH * k : WIDTH * (k + 1)] for k in range(4)]
            c = ag.sigmoid(f) * c + ag.sigmoid(i) * np.tanh(g)
            h = ag.sigmoid(o) * np.tanh(c)
        return ag.sigmoid_cross_entropy(h, t).mean()

    def batch(self):
        return self.draw(BATCH, 3, 3), (self.draw(BATCH, WIDTH) > 0).astype(float)


class Normalized(Model):
    """Statistics of the batch with moving averages, dropout, and the loss of a classifier."""

    def __init__(self):
        super().__init__()
        self.table, self.gain, self.last = self.weight(9, WIDTH), self.weight(WIDTH), self.weight(WIDTH, 4)
        self.mean, self.variance, self.count = self.other(WIDTH), self.other(WIDTH), self.other()
        self.random = ag.random.Generator(3)

    def loss(self, rows, t):
        x = np.take(self.table, rows, axis=0).mean(axis=1)
        mean, variance = x.mean(axis=0), x.var(axis=0)
        self.mean.assign(0.9 * self.mean + 0.1 * ag.stop_gradient(mean))
        self.variance.assign(0.9 * self.variance + 0.1 * ag.stop_gradient(variance))
        self.count.assign(self.count + 1)
        y = ag.silu((x - mean) / np.sqrt(variance + 0.1) * self.gain)
        kept = np.where(self.random.uniform(size=y.shape) < 0.7, y / 0.7, 0.0)
        logits = kept @ self.last
        return (ag.logsumexp(logits, axis=1) - (logits * t).sum(axis=1)).mean() + 0.01 * np.abs(self.mean).max()

    def batch(self):
        return self.rng.integers(9, size=(BATCH, 2)), np.eye(4)[self.rng.integers(4, size=BATCH)]


def trained(make, optimizer, native, remembers):
    """Return what four steps give and leave behind; eager if `native` is None.

    remembers  whether each step also keeps the old weights
    """
    model = make()
    before = [model.other(*weight.shape) for weight in model.weights if remembers]

    def step(*batch):
        loss = model.loss(*batch)
        loss.backward()
        gradients = [weight.grad for weight in model.weights]
        for weight in model.weights:
            weight.grad = None
        for old, weight in zip(before, model.weights, strict=False):
            old.assign(weight)
        optimizer.apply(gradients, model.weights)
        return loss, gradients[-1].reshape(-1)

    run = step if native is None else ag.compile(step, native=native)
    found = []
    for _ in range(4):
        results = run(*model.batch())
        found += [each.array.copy() for each in (*results, *model.weights, *model.others, *optimizer.variables)]
    assert native is None or (run.made, run.eager_calls) == (1, 0)
    return found


OPTIMIZERS = {
    "descent": lambda: optim.SGD(0.1),
    "momentum": lambda: optim.SGD(0.1, momentum=0.9, nesterov=True, global_clipnorm=0.5),
    "nadam": lambda: optim.Nadam(0.01, epsilon=1e-3, weight_decay=0.1, clipnorm=0.3),
    "lamb": lambda: optim.Lamb(0.01, epsilon=1e-3),
    "ftrl": lambda: optim.Ftrl(0.01, l1_regularization_strength=0.001, clipvalue=0.1),
}

STEPS = [
    (Attention, "descent", False),
    (Attention, "momentum", True),
    (Attention, "lamb", False),
    (Recurrent, "nadam", False),
    (Recurrent, "descent", True),
    (Normalized, "ftrl", False),
]


@pytest.mark.parametrize(("make", "name", "remembers"), STEPS)
def test_steps_are_the_same(make, name, remembers):
    wanted = trained(make, OPTIMIZERS[name](), None, remembers)
    for one, other in zip(trained(make, OPTIMIZERS[name](), True, remembers), wanted, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-9, atol=1e-11)
