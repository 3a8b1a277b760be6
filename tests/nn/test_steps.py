"""`fit` runs one compiled step: the weights and the history are those of training eagerly, bit for bit."""

import numpy as np
import pytest

import autograd_core as ag
import optim
from nn import layers, losses, metrics
from nn.models import Model, Sequential
from tests.nn.training_runs import EAGER, NUMPY, classifier, data, held_to_eager, needs_native, trained

# ---------------------------------------------------------------------------------------------------- the same as eager


OPTIMIZERS = {
    "sgd": lambda: optim.SGD(0.05),
    "momentum": lambda: optim.SGD(0.05, momentum=0.9),
    "nesterov": lambda: optim.SGD(0.05, momentum=0.9, nesterov=True),
    "rmsprop": lambda: optim.RMSprop(0.01),
    "centered": lambda: optim.RMSprop(0.01, centered=True, momentum=0.5),
    "adam": lambda: optim.Adam(0.01),
    "amsgrad": lambda: optim.Adam(0.01, amsgrad=True),
    "adamw": lambda: optim.AdamW(0.01, weight_decay=0.1),
    "adagrad": lambda: optim.Adagrad(0.1),
    "adadelta": lambda: optim.Adadelta(1.0),
    "adamax": lambda: optim.Adamax(0.01),
    "nadam": lambda: optim.Nadam(0.01),
    "lion": lambda: optim.Lion(0.001),
    "lamb": lambda: optim.Lamb(0.01),
    "ftrl": lambda: optim.Ftrl(0.1),
    "decayed": lambda: optim.SGD(0.05, weight_decay=0.01),
    "clipnorm": lambda: optim.SGD(0.5, clipnorm=0.1),
    "clipvalue": lambda: optim.SGD(0.5, clipvalue=0.01),
    "global_clipnorm": lambda: optim.Adam(0.1, global_clipnorm=0.1),
    "exponential decay": lambda: optim.SGD(optim.schedules.ExponentialDecay(0.1, 2, 0.5)),
    "staircase": lambda: optim.Adam(optim.schedules.ExponentialDecay(0.1, 2, 0.5, staircase=True)),
    "cosine decay": lambda: optim.RMSprop(optim.schedules.CosineDecay(0.1, 8)),
    "piecewise": lambda: optim.SGD(optim.schedules.PiecewiseConstantDecay([2, 5], [0.1, 0.01, 0.001])),
    "polynomial": lambda: optim.SGD(optim.schedules.PolynomialDecay(0.1, 6, 0.001, power=2.0)),
    "inverse time": lambda: optim.SGD(optim.schedules.InverseTimeDecay(0.1, 2, 0.5)),
}


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_optimizer(name):
    held_to_eager(optimizer=OPTIMIZERS[name])


@needs_native
@pytest.mark.parametrize("name", ["sgd", "rmsprop", "adam", "clipnorm", "exponential decay"])
def test_native_training_is_close(name):
    held_to_eager({"jit_compile": True}, tolerance=1e-4, optimizer=OPTIMIZERS[name])


@pytest.mark.parametrize(
    ("loss", "activation", "target"),
    [
        ("categorical_crossentropy", "softmax", "one-hot"),
        (lambda: losses.CategoricalCrossentropy(label_smoothing=0.1), "softmax", "one-hot"),
        (lambda: losses.CategoricalCrossentropy(from_logits=True), None, "one-hot"),
        ("sparse_categorical_crossentropy", "softmax", "labels"),
        (lambda: losses.SparseCategoricalCrossentropy(from_logits=True), None, "labels"),
        ("binary_crossentropy", "sigmoid", "one-hot"),
        ("mse", None, "one-hot"),
        ("mae", "tanh", "one-hot"),
        ("huber", None, "one-hot"),
        ("log_cosh", None, "one-hot"),
        ("hinge", "tanh", "one-hot"),
        ("kl_divergence", "softmax", "one-hot"),
        ("poisson", "softplus", "one-hot"),
        ("cosine_similarity", None, "one-hot"),
        (lambda: lambda y, y_pred: np.mean((y - y_pred) ** 4, axis=-1), None, "one-hot"),
    ],
)
def test_every_loss(loss, activation, target):
    _, one_hot, labels = data()
    found = loss() if callable(loss) else loss
    held_to_eager(
        model=lambda: classifier(activation=activation),
        loss=found,
        watched=(),
        y=one_hot if target == "one-hot" else labels,
    )


@pytest.mark.parametrize(
    "watched",
    [
        (),
        ("accuracy",),
        ("mse", "mae"),
        ("categorical_accuracy", "top_k_categorical_accuracy", "categorical_crossentropy"),
        (metrics.Precision, metrics.Recall),
        (metrics.AUC,),
        ("accuracy", metrics.FalsePositives, "mse"),
        (lambda: own_metric,),
    ],
)
def test_metrics_of_every_kind(watched):
    made = [metric() if callable(metric) else metric for metric in watched]
    held_to_eager(watched=made)


def own_metric(y, y_pred):
    """Return a number for each sample."""
    return np.max(np.abs(y - y_pred), axis=-1)


@pytest.mark.parametrize(
    "settings",
    [
        {"sample_weight": np.linspace(0, 2, 50)},
        {"class_weight": {0: 1.0, 1: 5.0, 2: 0.5}},
        {"shuffle": False},
        {"validation_split": 0.2},
        {"batch_size": 7},
        {"batch_size": 64},
        {"batch_size": 50},
        {"validation_data": data(20, seed=9)[:2], "validation_freq": 2},
        {"initial_epoch": 1},
    ],
)
def test_settings_of_fit(settings):
    held_to_eager(**settings)


MODELS = {
    "dropout": lambda: classifier(layers.Dropout(0.4)),
    "activation": lambda: classifier(layers.Activation("gelu"), layers.Reshape((2, 4)), layers.Flatten()),
}


@pytest.mark.parametrize("name", MODELS)
def test_layers_with_a_state_or_draws(name):
    held_to_eager(model=MODELS[name])


def test_weights_so_large_that_they_are_updated_block_by_block():
    held_to_eager(model=lambda: classifier(layers.Dense(600, "relu"), layers.Dense(500, "tanh")), optimizer="adam")


def test_a_model_without_weights_yet():
    def unbuilt():
        ag.random.seed(0)
        return Sequential([layers.Dense(8, "relu"), layers.Dense(3, "softmax")], name="net")

    assert not unbuilt().weights
    held_to_eager(model=unbuilt)


def test_a_model_of_ones_own():
    class Residual(Model):
        def __init__(self):
            super().__init__(name="residual")
            self.first, self.last = layers.Dense(4, "tanh"), layers.Dense(3, "softmax")

        def call(self, x, training=None):
            return self.last(x + self.first(x))

    def made():
        ag.random.seed(0)
        return Residual()

    held_to_eager(model=made)


def test_the_seed_decides_compiled_or_eager():
    def weights(how):
        return trained(how, model=MODELS["dropout"])[0].get_weights()

    for a, b in zip(weights(NUMPY), weights(NUMPY), strict=True):
        assert np.array_equal(a, b)


def test_evaluate_and_predict_after_training():
    x, y, _ = data()
    eager, model = trained(EAGER)[0], trained(NUMPY)[0]
    assert np.array_equal(model.predict(x, verbose=0), eager.predict(x, verbose=0))
    assert model.evaluate(x, y, verbose=0) == eager.evaluate(x, y, verbose=0)


def test_train_on_batch():
    x, y, _ = data()
    found = []
    for how in (EAGER, NUMPY):
        model = classifier()
        model.compile("adam", "categorical_crossentropy", metrics=["accuracy"], **how)
        found.append([model.train_on_batch(x[:10], y[:10], class_weight={0: 1.0, 1: 2.0, 2: 1.0}) for _ in range(3)])
    assert found[0] == found[1]
