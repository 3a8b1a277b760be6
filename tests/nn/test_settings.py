"""A step depends on attributes of the optimizer, the loss and the layers; what a layer keeps in Python is refused."""

import copy
import pickle
import warnings
from contextlib import suppress

import numpy as np
import pytest

import autograd_core as ag
import nn
from autograd_core.errors import TraceError
from nn.settings import Settings, refusing_python_state
from nn.steps import EagerTrainingWarning

RNG = np.random.default_rng(0)
X, Y = RNG.normal(size=(12, 3)).astype("float32"), RNG.normal(size=(12, 1)).astype("float32")


class Scaled(nn.layers.Layer):
    factor = 1.0

    def __init__(self):
        super().__init__()
        self.factor = 1.0

    def call(self, x):
        return x * self.factor


class Counting(nn.layers.Layer):
    def __init__(self):
        super().__init__()
        self.calls, self.seen, self.past = 0, None, []

    def call(self, x):
        self.calls += 1
        self.seen = x
        return x * (1.0 / self.calls)


def model_of(*layers, eagerly=False, loss="mse"):
    ag.random.seed(0)
    model = nn.models.Sequential([nn.layers.Dense(4, input_shape=(3,)), *layers, nn.layers.Dense(1)])
    model.compile("sgd", loss, run_eagerly=eagerly, jit_compile=False)
    return model


def trained(model, **how):
    ag.random.seed(1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", EagerTrainingWarning)
        history = model.fit(X, Y, batch_size=4, epochs=2, verbose=0, **how).history["loss"]
    return [np.array(history), *model.get_weights()]


def alike(one, other):
    return all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))


def test_an_attribute_of_a_layer_may_change_between_steps():
    class Annealing(nn.callbacks.Callback):
        def on_train_batch_begin(self, batch, logs=None):
            self.model.layers[1].factor = 0.5 if batch else 1.0

    results = []
    for eagerly in (True, False):
        model = model_of(Scaled(), eagerly=eagerly)
        result = trained(model, callbacks=[Annealing()])
        model.layers[1].factor = 3.0
        results.append(result + trained(model))
        assert eagerly or "3 programs, 12 calls" in model.training_step().report()
    assert alike(*results)


def test_the_rate_of_dropout_may_change():
    results = []
    for eagerly in (True, False):
        model = model_of(nn.layers.Dropout(0.5), eagerly=eagerly)
        result = trained(model)
        model.layers[1].rate = 0.0
        results.append(result + trained(model))
    assert alike(*results)


def test_settings_hold_until_an_attribute_changes():
    model = model_of(Scaled())
    settings = Settings(model)
    assert settings.hold()
    model.history = None
    assert settings.hold(), "that is bookkeeping"
    assert settings == Settings(model)
    model.layers[1].factor = 2.0
    assert not settings.hold()
    assert settings != Settings(model)
    model.layers[1].factor = 1.0
    assert settings == Settings(model)
    model.layers[1].more = 1
    assert not settings.hold()


def test_python_state_of_a_layer_is_trained_eagerly_with_a_warning():
    eager, model = model_of(Counting(), eagerly=True), model_of(Counting())
    wanted = trained(eager)
    ag.random.seed(1)
    with pytest.warns(EagerTrainingWarning) as caught:
        history = model.fit(X, Y, batch_size=4, epochs=2, verbose=0).history["loss"]
    assert str(caught[0].message) == (
        f'"{model.name}" is trained eagerly, for it cannot be traced: got TraceError: Python would change in the first '
        "step only: got an attribute of Counting. Keep what changes in a Variable, and assign to it. Say "
        "compile(run_eagerly=True) if that is meant."
    )
    assert alike([np.array(history), *model.get_weights()], wanted)
    assert model.layers[1].calls == eager.layers[1].calls >= 6
    assert np.isfinite(model.layers[1].seen.numpy()).all(), "no value of a trace is left"


def test_python_state_of_a_loss_is_trained_eagerly():
    results = []
    for eagerly in (True, False):
        calls, count = [], 0

        def loss(y, p, calls=calls):
            nonlocal count
            count += 1
            calls.append(count)
            return np.mean((y - p) ** 2) / len(calls)

        results.append([*trained(model_of(eagerly=eagerly, loss=loss)), calls])
    assert alike(*results)


def test_draws_of_numpy_in_a_layer_are_new_in_each_step():
    class Noise(nn.layers.Layer):
        def __init__(self):
            super().__init__()
            self.rng = np.random.default_rng(3)

        def call(self, x):
            return x + self.rng.normal(size=x.shape).astype("float32")

    assert alike(*[trained(model_of(Noise(), eagerly=eagerly)) for eagerly in (True, False)])


def test_a_user_model_is_compiled():
    class Residual(nn.models.Model):
        def __init__(self):
            super().__init__()
            self.blocks = [nn.layers.Dense(3, activation="tanh") for _ in range(2)]
            self.head = nn.layers.Dense(1)

        def call(self, x):
            for block in self.blocks:
                x = x + block(x)
            return self.head(x)

    model = Residual()
    model.compile("adam", "mse", metrics=["mae"], jit_compile=False)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        model.fit(X, Y, epochs=2, verbose=0)
    assert model.training_step().is_compiled


def test_what_was_changed_is_set_back():
    layer = Counting()
    model = model_of(layer)
    layer.calls = 0

    def change():
        with refusing_python_state(model):
            layer.calls += 1
            layer.past.append(1)
            layer.new = 3

    with pytest.raises(TraceError):
        change()
    assert (layer.calls, layer.past, hasattr(layer, "new")) == (0, [], False)
    with suppress(KeyError), refusing_python_state(model):
        layer.calls += 1
        raise KeyError
    assert layer.calls == 0
    with refusing_python_state(model):
        layer.calls = int("0")


@pytest.mark.parametrize("copied", [copy.deepcopy, lambda model: pickle.loads(pickle.dumps(model))])
def test_a_trained_model_is_copied_and_pickled(copied):
    model = model_of(Scaled())
    trained(model)
    twin = copied(model)
    before = model.get_weights()
    result = trained(twin)
    assert alike(before, model.get_weights())
    assert alike(trained(model), result)
