"""What tests of training share: data, a model, and training that is held to eager training."""

import warnings

import numpy as np
import pytest

import autograd_core as ag
from autograd_core.graph import native
from nn import layers
from nn.models import Sequential
from nn.steps import EagerTrainingWarning

EAGER, NUMPY = {"run_eagerly": True}, {"jit_compile": False}
needs_native = pytest.mark.skipif(not native.available(), reason="llvmlite is missing")


def data(count=50, classes=3, seed=0):
    """Return samples, one-hot targets and labels; the last batch of 16 is smaller."""
    rng = np.random.default_rng(seed)
    x, labels = rng.normal(size=(count, 4)).astype(np.float32), rng.integers(classes, size=count)
    return x, np.eye(classes, dtype=np.float32)[labels], labels


def classifier(*more, classes=3, activation="softmax"):
    ag.random.seed(0)
    return Sequential([layers.Dense(8, "relu", input_shape=(4,)), *more, layers.Dense(classes, activation)], name="net")


def trained(
    how, model=None, optimizer="rmsprop", loss="categorical_crossentropy", watched=("accuracy",), y=None, **fit
):
    """Return a model and its history after training with a fixed seed, without a warning."""
    x, one_hot, _ = data()
    model = classifier() if model is None else model()
    model.compile(optimizer() if callable(optimizer) else optimizer, loss, metrics=list(watched), **how)
    ag.random.seed(1)
    with warnings.catch_warnings():
        warnings.simplefilter("error", EagerTrainingWarning)
        history = model.fit(x, one_hot if y is None else y, **{"batch_size": 16, "epochs": 3, "verbose": 0, **fit})
    assert model.training_step().is_compiled == (how is not EAGER)
    return model, history.history


def held_to_eager(how=NUMPY, tolerance=None, **settings):
    """Check that training gives what eager training gives."""
    eager, wanted = trained(EAGER, **settings)
    model, history = trained(how, **settings)
    states = [*model.weights, *model.optimizer.variables], [*eager.weights, *eager.optimizer.variables]
    for a, b in zip(*states, strict=True):
        assert a.dtype == b.dtype
        if tolerance is None:
            assert np.array_equal(a.array, b.array), a.name
        else:
            assert np.allclose(a.array, b.array, rtol=tolerance, atol=tolerance), a.name
        assert a.grad is b.grad is None
    if tolerance is None:
        assert history == wanted
    else:
        assert all(np.allclose(history[name], wanted[name], rtol=tolerance) for name in wanted)
    return model
