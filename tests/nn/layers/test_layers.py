"""The layers: what they compute, which shapes they give, and what they say to mistakes."""

import numpy as np
import pytest

import autograd_core as ag
from autograd_core.errors import ConfigurationError, ShapeError, UnknownNameError
from nn import layers


def rng():
    return np.random.default_rng(0)


# --------------------------------------------------------------------------------------------------------------- Dense


def test_dense_is_an_affine_map_and_an_activation():
    layer = layers.Dense(4, activation="tanh", bias_initializer="random_normal")
    x = rng().normal(size=(5, 3)).astype(np.float32)
    y = layer(x)
    expected = np.tanh(x @ layer.kernel.numpy() + layer.bias.numpy())
    np.testing.assert_allclose(y.numpy(), expected, rtol=1e-6)
    assert y.dtype == np.float32
    assert (layer.kernel.name, layer.kernel.shape) == ("kernel", (3, 4))
    assert (layer.bias.name, layer.bias.shape) == ("bias", (4,))


def test_dense_without_bias():
    layer = layers.Dense(4, use_bias=False)
    assert layer(np.ones((1, 3))).shape == (1, 4)
    assert layer.bias is None
    assert len(layer.weights) == 1


def test_dense_begins_as_in_keras():
    layer = layers.Dense(400)
    layer.build((None, 200))
    assert (layer.bias.numpy() == 0).all()
    largest = np.abs(layer.kernel.numpy()).max()
    assert 0.99 * np.sqrt(6 / 600) < largest <= np.sqrt(6 / 600)


def test_dense_treats_rows_along_the_last_axis_as_samples():
    layer = layers.Dense(4)
    x = rng().normal(size=(2, 5, 3))
    y = layer(x)
    assert y.shape == layer.compute_output_shape(x.shape) == (2, 5, 4)
    np.testing.assert_allclose(y.numpy()[1], layer(x[1]).numpy(), rtol=1e-5)


@pytest.mark.parametrize("dtype", [np.uint8, np.int64, bool, np.float16, np.float64])
def test_dense_converts_its_inputs_to_float32(dtype):
    layer, x = layers.Dense(2), np.array([[0, 1, 1]], dtype)
    y = layer(x)
    assert y.dtype == np.float32
    np.testing.assert_allclose(y.numpy(), x.astype(np.float32) @ layer.kernel.numpy(), rtol=1e-6)


def test_dense_in_double_precision():
    layer = layers.Dense(2, dtype="float64")
    assert layer(np.ones((1, 3))).dtype == layer.kernel.dtype == np.float64


def test_dense_has_the_gradients_of_an_affine_map():
    layer = layers.Dense(4, dtype="float64")
    x = rng().normal(size=(5, 3))
    np.sum(layer(x) ** 2).backward()
    g = 2 * (x @ layer.kernel.numpy())
    np.testing.assert_allclose(layer.kernel.grad.numpy(), x.T @ g)
    np.testing.assert_allclose(layer.bias.grad.numpy(), g.sum(axis=0))


@pytest.mark.parametrize(
    ("given", "shape"), [({"input_shape": (784,)}, (None, 784)), ({"input_dim": 784}, (None, 784))]
)
def test_the_shape_of_a_sample_can_be_declared(given, shape):
    assert layers.Dense(2, **given).input_shape == shape
    assert layers.Dense(2).input_shape is None


def test_dense_takes_activations_and_initializers_as_objects():
    layer = layers.Dense(2, activation=np.sin, kernel_initializer=np.full((3, 2), 0.5))
    np.testing.assert_allclose(layer(np.ones((1, 3))).numpy(), np.sin([[1.5, 1.5]]), rtol=1e-6)


def built():
    layer = layers.Dense(512, name="dense")
    layer.build((None, 784))
    return layer


@pytest.mark.parametrize(
    ("call", "kind", "message"),
    [
        (
            lambda: built()(np.zeros((128, 28, 28))),
            ShapeError,
            'Dense "dense" expects inputs of shape (n, 784): got (128, 28, 28). Reshape to (n, 784) or add Flatten().',
        ),
        (
            lambda: built()(np.zeros((128, 100))),
            ShapeError,
            (
                'Dense "dense" expects inputs of shape (n, 784): got (128, 100). '
                "Pass inputs of that shape, or make a new layer for these."
            ),
        ),
        (
            lambda: built()(np.zeros((28, 28))),
            ShapeError,
            (
                'Dense "dense" expects inputs of shape (n, 784): got (28, 28). '
                "A single sample is a batch of one: reshape it to (1, 784)."
            ),
        ),
        (
            lambda: built()(np.zeros(784)),
            ShapeError,
            (
                'Dense "dense" expects inputs of shape (n, 784): got (784,). '
                "Give it a first axis that counts the samples, as by x[np.newaxis]."
            ),
        ),
        (
            lambda: layers.Dense(2, name="new")(np.zeros(5)),
            ShapeError,
            (
                'Dense "new" expects inputs of shape (n, 5): got (5,). '
                "Give it a first axis that counts the samples, as by x[np.newaxis]."
            ),
        ),
        (
            lambda: layers.Dense(0),
            ConfigurationError,
            "units must be a positive integer: got units=0. Pass one such as 32.",
        ),
        (
            lambda: layers.Dense(2.5),
            ConfigurationError,
            "units must be a positive integer: got units=2.5. Pass one such as 32.",
        ),
        (
            lambda: layers.Dense(True),
            ConfigurationError,
            "units must be a positive integer: got units=True. Pass one such as 32.",
        ),
    ],
)
def test_dense_explains_mistakes(call, kind, message):
    with pytest.raises(kind) as error:
        call()
    assert str(error.value) == message


def test_dense_names_the_nearest_activation():
    with pytest.raises(UnknownNameError, match=r"Did you mean 'relu'\?"):
        layers.Dense(2, activation="rellu")


# ---------------------------------------------------------------------------------------------------------- Activation


def test_activation_applies_its_function():
    layer = layers.Activation("relu")
    assert layer(np.array([-1.0, 2.0])).tolist() == [0, 2]
    assert layer.compute_output_shape((None, 3)) == (None, 3)


# ------------------------------------------------------------------------------------------------------------- Dropout


def test_dropout_does_nothing_in_use():
    x = ag.Tensor(np.ones((4, 5), np.float32))
    assert layers.Dropout(0.5)(x) is x
    assert layers.Dropout(0.0)(x, training=True) is x


def test_dropout_drops_its_part_and_keeps_the_mean():
    x = np.ones((200, 100), np.float32)
    y = layers.Dropout(0.25, seed=3)(x, training=True)
    assert y.dtype == np.float32
    dropped = y.numpy() == 0
    assert dropped.mean() == pytest.approx(0.25, abs=0.01)
    np.testing.assert_allclose(y.numpy()[~dropped], 1 / 0.75, rtol=1e-6)
    assert y.numpy().mean() == pytest.approx(1, abs=0.02)


def test_dropout_passes_gradients_where_it_passes_values():
    x = ag.Tensor(np.ones((5, 5), np.float32), requires_grad=True)
    y = layers.Dropout(0.5, seed=1)(x, training=True)
    y.sum().backward()
    np.testing.assert_array_equal(x.grad.numpy(), y.numpy())


def test_dropout_with_a_seed_repeats_its_stream():
    x = np.ones((4, 6), np.float32)
    one, other = layers.Dropout(0.5, seed=1), layers.Dropout(0.5, seed=1)
    first, second = one(x, training=True).numpy(), one(x, training=True).numpy()
    assert (first != second).any()
    np.testing.assert_array_equal(first, other(x, training=True).numpy())


def test_dropout_without_a_seed_follows_the_default_generator():
    state = ag.random.default.state
    try:
        x, layer = np.ones((4, 6), np.float32), layers.Dropout(0.5)
        ag.random.seed(5)
        first = layer(x, training=True).numpy()
        ag.random.seed(5)
        np.testing.assert_array_equal(first, layer(x, training=True).numpy())
    finally:
        ag.random.default.state = state


def test_dropout_can_share_its_choice_along_an_axis():
    y = layers.Dropout(0.5, noise_shape=(None, 1), seed=2)(np.ones((50, 3)), training=True).numpy()
    assert (y == y[:, :1]).all()
    assert 0 < (y[:, 0] == 0).sum() < 50


@pytest.mark.parametrize("rate", [-0.1, 1, 1.5])
def test_dropout_refuses_other_rates(rate):
    with pytest.raises(ConfigurationError) as error:
        layers.Dropout(rate)
    assert str(error.value) == (
        f"a dropout rate lies from 0 to below 1: got rate={rate}. Pass the part of the inputs to drop, such as 0.5."
    )


# ----------------------------------------------------------------------------------------------------------- reshaping


@pytest.mark.parametrize(
    ("shape", "flat"), [((5, 2, 3), (5, 6)), ((5,), (5, 1)), ((5, 4), (5, 4)), ((0, 2, 3), (0, 6))]
)
def test_flatten_makes_rows(shape, flat):
    x = np.arange(np.prod(shape)).reshape(shape)
    y = layers.Flatten()(x)
    assert y.shape == flat
    assert layers.Flatten().compute_output_shape(shape) == flat
    np.testing.assert_array_equal(y.numpy().ravel(), x.ravel())


def test_flatten_does_not_know_the_number_of_samples():
    assert layers.Flatten().compute_output_shape((None, 28, 28)) == (None, 784)
    assert layers.Flatten().compute_output_shape((None, None, 28)) == (None, None)


@pytest.mark.parametrize(
    ("target", "shape"), [((2, 3), (5, 2, 3)), ((3, -1), (5, 3, 2)), ((-1,), (5, 6)), ((6, 1), (5, 6, 1))]
)
def test_reshape_gives_each_sample_another_shape(target, shape):
    layer = layers.Reshape(target)
    y = layer(np.arange(30.0).reshape(5, 6))
    assert y.shape == layer.compute_output_shape((5, 6)) == shape
    assert layer.compute_output_shape((None, 6)) == (None, *shape[1:])
    np.testing.assert_array_equal(y.numpy().ravel(), np.arange(30))


def test_reshape_of_samples_of_unknown_size():
    assert layers.Reshape((2, -1)).compute_output_shape((None, None)) == (None, 2, None)


@pytest.mark.parametrize(
    ("call", "kind", "message"),
    [
        (
            lambda: layers.Reshape((-1, -1)),
            ConfigurationError,
            "no such target_shape: got (-1, -1). Pass lengths, at most one of them -1.",
        ),
        (
            lambda: layers.Reshape((2, -3)),
            ConfigurationError,
            "no such target_shape: got (2, -3). Pass lengths, at most one of them -1.",
        ),
        (
            lambda: layers.Reshape((4, 2), name="r")(np.zeros((5, 6))),
            ShapeError,
            'Reshape "r" makes samples of shape (4, 2): got samples of shape (6,). Pass samples of as many elements.',
        ),
        (
            lambda: layers.Reshape((4, -1), name="r")(np.zeros((5, 6))),
            ShapeError,
            'Reshape "r" makes samples of shape (4, -1): got samples of shape (6,). Pass samples of as many elements.',
        ),
        (
            lambda: layers.Flatten(name="f")(1.0),
            ShapeError,
            'Flatten "f" expects a batch: got shape (). Give it a first axis that counts the samples.',
        ),
    ],
)
def test_reshaping_explains_mistakes(call, kind, message):
    with pytest.raises(kind) as error:
        call()
    assert str(error.value) == message


# --------------------------------------------------------------------------------------------------------------- Input


def test_input_says_what_comes():
    layer = layers.Input(shape=(28, None), name="pixels")
    assert isinstance(layer, layers.InputLayer)
    assert layer.input_shape == (None, 28, None)
    assert layer.built
    assert layer(np.zeros((3, 28, 7))).shape == layer.compute_output_shape((3, 28, 7)) == (3, 28, 7)
    assert layer.weights == []


@pytest.mark.parametrize(
    ("call", "kind", "message"),
    [
        (
            lambda: layers.Input((784,))(np.zeros((3, 28, 28))),
            ShapeError,
            (
                "the model expects inputs of shape (n, 784): got (3, 28, 28). "
                "Reshape the inputs, or declare another shape in Input."
            ),
        ),
        (
            lambda: layers.Input(784),
            ConfigurationError,
            "no such shape of a sample: got 784. Pass a tuple of integers, such as (784,).",
        ),
    ],
)
def test_input_explains_mistakes(call, kind, message):
    with pytest.raises(kind) as error:
        call()
    assert str(error.value) == message
