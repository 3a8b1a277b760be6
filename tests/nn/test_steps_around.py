"""What happens around a compiled step of training: reports, changes, warnings, NaN, threads."""

import re
import threading
import warnings

import numpy as np
import pytest

import autograd_core as ag
import nn
import optim
from autograd_core.errors import ConfigurationError, NotFiniteError
from autograd_core.graph import native
from nn import callbacks, layers
from nn.models import Model
from nn.steps import EagerTrainingWarning, Step
from tests.nn.training_runs import EAGER, NUMPY, classifier, data, held_to_eager, needs_native, trained

# --------------------------------------------------------------------------------------------------------------- report


def test_the_report_of_a_step():
    model, _ = trained(NUMPY)
    report = model.training_step().report()
    assert report.startswith("step of net: 2 programs, 12 calls\nfloat32[16, 4], float32[16, 3]: NumPy, ")
    assert "\nfloat32[2, 4], float32[2, 3]: NumPy, " in report
    assert trained(EAGER)[0].training_step().report() == "eager"


@pytest.mark.parametrize("optimizer", ["rmsprop", "adam", "sgd"])
def test_the_source_of_a_step_trains_by_itself(optimizer):
    """The text is what a reader is given: it has the names of the model, and does to the bit what `fit` does."""
    x, y, _ = data(16)
    model = classifier()
    model.compile(optimizer, "categorical_crossentropy", metrics=["accuracy"], run_eagerly=True)
    model.fit(x, y, batch_size=16, epochs=1, verbose=0)  # so that there are slots
    graph = model.training_step().graph(x, y)
    state, text, names = [array.copy() for array in _state(model)], graph.source(), {}
    assert "\n    loss, number_correct = training_step(x, y, dense" in text
    exec(text, names)
    loss, number_correct = names["training_step"](x, y, *state)
    history = model.fit(x, y, batch_size=16, epochs=1, verbose=0, shuffle=False).history
    assert [loss, number_correct / 16] == [*history["loss"], *history["accuracy"]]
    for place, (found, wanted) in enumerate(zip(state, _state(model), strict=True)):
        assert 4 <= place < 8 or np.array_equal(found, wanted)  # between are the weights before the step


def _state(model):
    """Return the arrays that a step reads besides samples and targets, in its order."""
    weights, optimizer = [w.array for w in model.weights], model.optimizer
    steps, rate, *slots = [variable.array for variable in optimizer.variables]
    return [*weights, *map(np.zeros_like, weights), rate, steps, *slots]


def test_a_second_fit_uses_the_same_programs():
    x, y, _ = data()
    model, _ = trained(NUMPY)
    step = model.training_step()
    model.fit(x, y, batch_size=16, epochs=1, verbose=0)
    assert model.training_step() is step
    assert step.report().startswith("step of net: 2 programs, 16 calls")


def test_compiling_the_model_again_makes_a_new_step():
    x, y, _ = data()
    model, _ = trained(NUMPY)
    step = model.training_step()
    model.compile("sgd", "mse", **NUMPY)
    model.fit(x, y, batch_size=16, epochs=1, verbose=0)
    assert model.training_step() is not step
    assert list(model.history.history) == ["loss"]


# ---------------------------------------------------------------------------------------------- what changes in between


def test_layers_that_are_no_longer_trained():
    x, y, _ = data()

    def train(how):
        model, _ = trained(how)
        model.layers[0].trainable = False
        frozen = model.layers[0].get_weights()
        model.fit(x, y, batch_size=16, epochs=2, verbose=0)
        for a, b in zip(model.layers[0].get_weights(), frozen, strict=True):
            assert np.array_equal(a, b)
        model.layers[0].trainable = True
        model.fit(x, y, batch_size=16, epochs=1, verbose=0)
        return model.get_weights()

    for a, b in zip(train(NUMPY), train(EAGER), strict=True):
        assert np.array_equal(a, b)


def test_weights_that_are_set_between_fits():
    x, y, _ = data()

    def train(how):
        model, _ = trained(how)
        model.set_weights([w * 0.5 for w in model.get_weights()])
        model.fit(x, y, batch_size=16, epochs=1, verbose=0, shuffle=False)
        return model.get_weights()

    for a, b in zip(train(NUMPY), train(EAGER), strict=True):
        assert np.array_equal(a, b)


def changing(**attributes):
    """Return a callback that changes attributes of the optimizer after the first epoch."""

    class Change(callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):
            for name, value in attributes.items():
                setattr(self.model.optimizer, name, value)

    return [Change()]


def test_a_callback_that_changes_the_learning_rate():
    held_to_eager(callbacks=changing(learning_rate=0.1))


@pytest.mark.parametrize("attributes", [{"rho": 0.1}, {"epsilon": 0.1}, {"weight_decay": 0.5}, {"clipnorm": 0.01}])
def test_a_callback_that_changes_another_setting(attributes):
    held_to_eager(callbacks=changing(**attributes))


def test_a_callback_that_sets_a_schedule():
    held_to_eager(callbacks=changing(learning_rate=optim.schedules.ExponentialDecay(0.1, 2, 0.5)))


def test_a_setting_that_goes_back_finds_its_program_again():
    class Alternate(callbacks.Callback):
        def on_epoch_begin(self, epoch, logs=None):
            self.model.optimizer.rho = 0.5 if epoch % 2 else 0.9

    model = held_to_eager(callbacks=[Alternate()], epochs=6)
    assert model.training_step().report().startswith("step of net: 4 programs, 24 calls")


def test_early_stopping():
    held_to_eager(callbacks=[callbacks.EarlyStopping("loss", min_delta=10.0)])


def test_a_callback_that_reads_and_writes_weights_after_each_batch():
    seen = []

    class Watch(callbacks.Callback):
        def on_train_batch_end(self, batch, logs=None):
            seen.append(self.model.get_weights()[0].copy())
            self.model.weights[0].assign(self.model.weights[0] * 0.9)

    held_to_eager(callbacks=[Watch()])
    half = len(seen) // 2
    assert all(np.array_equal(a, b) for a, b in zip(seen[:half], seen[half:], strict=True))


# ------------------------------------------------------------------------------------------------ what is not traceable


class Branching(Model):
    """A model that looks at its values."""

    def __init__(self, look):
        super().__init__(name="branching")
        self.dense, self.look = layers.Dense(3, "softmax", input_shape=(4,)), look
        self.dense.build((None, 4))

    def call(self, x, training=None):
        return self.dense(x) * (1.0 if self.look(x) else 2.0)


@pytest.mark.parametrize(
    ("look", "why"),
    [
        (
            lambda x: np.sum(x) > 0,
            "TraceError: a traced value has no numbers yet: got bool() of bool[] at ",
        ),
        (lambda x: x.numpy().sum() > 0, "TraceError: a traced value has no numbers yet: got "),
        (lambda x: np.sum(x).item() > 0, "TraceError: a traced value has no numbers yet: got item() of float32[] at "),
    ],
)
def test_a_model_that_looks_at_values_is_trained_eagerly_with_a_warning(look, why):
    x, y, _ = data()

    def train(how):
        ag.random.seed(0)
        model = Branching(look)
        model.compile("sgd", "categorical_crossentropy", **how)
        return model, model.fit(x, y, batch_size=16, epochs=2, verbose=0, shuffle=False).history

    with pytest.warns(EagerTrainingWarning) as caught:
        model, history = train(NUMPY)
    assert len(caught) == 1
    text = str(caught[0].message)
    assert text.startswith(f'"branching" is trained eagerly, for it cannot be traced: got {why}')
    assert text.endswith("Say compile(run_eagerly=True) if that is meant.")
    eager, wanted = train(EAGER)
    assert history == wanted
    for a, b in zip(model.weights, eager.weights, strict=True):
        assert np.array_equal(a.array, b.array)
    assert not model.training_step().is_compiled


def test_the_users_own_mistake_is_no_reason_to_warn():
    x, y, _ = data()
    model = classifier(classes=2)
    model.compile("sgd", "categorical_crossentropy")
    before = model.get_weights()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(ValueError, match=re.escape("(16, 3)")):
            model.fit(x, y, batch_size=16, verbose=0)
    for a, b in zip(model.get_weights(), before, strict=True):
        assert np.array_equal(a, b)


# ------------------------------------------------------------------------------------------------------------------ NaN


@pytest.mark.parametrize("how", [EAGER, NUMPY, pytest.param({"jit_compile": True}, marks=needs_native)])
def test_a_loss_that_is_not_finite_ends_training_with_the_last_finite_weights(how):
    x, y, _ = data()

    def spoiled(how):
        model = classifier(activation=None)
        model.compile(optim.SGD(1e30), "mse", **how)
        with pytest.raises(NotFiniteError) as caught:
            model.fit(x, y, batch_size=16, epochs=5, verbose=0, shuffle=False)
        return str(caught.value), model

    (text, model), (wanted, eager) = spoiled(how), spoiled(EAGER)
    assert text == wanted
    assert text.startswith("the loss is not finite in epoch 1, step ")
    for a, b in zip(model.get_weights(), eager.get_weights(), strict=True):
        assert np.array_equal(a, b) or how.get("jit_compile")
        assert np.isfinite(a).all()


@pytest.mark.parametrize("how", [EAGER, NUMPY])
def test_data_that_are_not_finite_are_blamed(how):
    x, y, _ = data()
    x[20, 1] = np.nan
    model = classifier()
    model.compile("sgd", "categorical_crossentropy", **how)
    with pytest.raises(NotFiniteError) as caught:
        model.fit(x, y, batch_size=16, verbose=0, shuffle=False)
    assert str(caught.value) == (
        "the loss is not finite in epoch 1, step 2: got nan from NaN or infinity in x. "
        "The weights of the last finite loss are back. Clean the data."
    )


@pytest.mark.parametrize("how", [EAGER, NUMPY])
def test_nan_guard_around_fit_names_the_operation(how):
    class Logarithm(layers.Layer):
        def call(self, x):
            return np.log(x)

    x, y, _ = data()
    with np.errstate(all="ignore"):
        model = classifier(Logarithm())
        model.compile("sgd", "categorical_crossentropy", **how)
        with ag.nan_guard(), pytest.raises(NotFiniteError, match="log"):
            model.fit(x, y, batch_size=16, verbose=0)


# ---------------------------------------------------------------------------------------------- settings and exceptions


def test_ways_to_compile_that_do_not_exist():
    with pytest.raises(ConfigurationError) as caught:
        classifier().compile("sgd", "mse", jit_compile="fast")
    assert str(caught.value) == (
        "no such way to compile: got jit_compile='fast'. Pass True, False, or \"auto\" for what is installed."
    )


def test_native_that_is_missing(monkeypatch):
    monkeypatch.setattr(native, "available", lambda: False)
    x, y, _ = data()
    model = classifier()
    model.compile("sgd", "categorical_crossentropy", jit_compile=True)
    with pytest.raises(ConfigurationError, match="machine code needs llvmlite: got native=True without it"):
        model.fit(x, y, verbose=0)
    model.compile("sgd", "categorical_crossentropy")
    model.fit(x, y, verbose=0)
    assert "NumPy, " in model.training_step().report()


def test_an_interrupted_training_can_go_on():
    x, y, _ = data()

    class Stop(callbacks.Callback):
        def on_train_batch_end(self, batch, logs=None):
            if batch == 1:
                raise KeyboardInterrupt

    model = classifier()
    model.compile("adam", "categorical_crossentropy", metrics=["accuracy"], **NUMPY)
    with pytest.raises(KeyboardInterrupt):
        model.fit(x, y, batch_size=16, callbacks=[Stop()], verbose=0)
    assert model.optimizer.iterations.array == 2
    assert len(model.fit(x, y, batch_size=16, verbose=0).history["loss"]) == 1


def test_two_threads_train_two_models():
    x, y, _ = data()
    wanted = trained(NUMPY, shuffle=False)[0].get_weights()
    models, failures = [classifier(), classifier()], []
    for model in models:
        model.compile("rmsprop", "categorical_crossentropy", metrics=["accuracy"], **NUMPY)

    def train(model):
        try:
            model.fit(x, y, batch_size=16, epochs=3, verbose=0, shuffle=False)
        except Exception as error:  # noqa: BLE001  # whatever it is, the test must see it
            failures.append(error)

    threads = [threading.Thread(target=train, args=(model,)) for model in models]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    for model in models:
        for a, b in zip(model.get_weights(), wanted, strict=True):
            assert np.array_equal(a, b)


def test_a_step_by_itself():
    x, y, _ = data()
    model = classifier()
    model.compile("sgd", "categorical_crossentropy", **NUMPY)
    step = model.training_step(x)
    assert isinstance(step, Step)
    assert step.is_compiled
    assert step.is_for(model)
    tracker = nn.training.Tracker(model.metrics)
    step.train((x, y, None), tracker)
    assert tracker.count == 50
    model.compile("sgd", "mse", **NUMPY)
    assert not step.is_for(model)
