"""What every layer shares: names, weights found among attributes, building, the mode of training."""

import copy
import pickle

import numpy as np
import pytest

import autograd_core as ag
from autograd_core.errors import ConfigurationError, DataError, DTypeError, ShapeError, TraceError
from nn import layers, models
from nn.layers import Layer, call_path


class Scale(Layer):
    """A layer with a weight of its own."""

    def build(self, input_shape):
        self.factor = self.add_weight(shape=input_shape[-1:], initializer="ones")

    def call(self, x):
        return x * self.factor


class Pair(Layer):
    """A layer with layers in a list, in a dict, and an attribute, one of them twice."""

    def __init__(self):
        super().__init__()
        self.shared = Scale()
        self.inner = [Scale(), (Scale(),)]
        self.named = {"again": self.shared, "other": Scale()}
        self.own = ag.Variable([2.0])

    def call(self, x):
        for layer in (self.shared, self.inner[0], self.inner[1][0], self.named["other"], self.shared):
            x = layer(x)
        return x * self.own


class Forgetful(Layer):
    """A layer that does not return what it computes."""

    def call(self, x):
        x * 2


class Mode(Layer):
    """A layer that reports how it was called."""

    def __init__(self, inside=None, **kwargs):
        super().__init__(**kwargs)
        self.inside, self.seen = inside, None

    def call(self, x, training=False):
        self.seen = (training, call_path())
        return self.inside(x) if self.inside else x


def test_names_are_numbered_by_kind():
    class HTTPLikeName(Layer):
        pass

    assert [HTTPLikeName().name for _ in range(3)] == ["http_like_name", "http_like_name_1", "http_like_name_2"]
    assert HTTPLikeName(name="mine").name == "mine"
    assert HTTPLikeName().name == "http_like_name_3"


def test_weights_are_created_on_first_use_and_once():
    layer = Scale()
    assert not layer.built
    assert layer.weights == []
    layer(np.ones((2, 3)))
    assert layer.built
    assert layer.input_shape == (None, 3)
    factor = layer.factor
    layer(np.ones((5, 3)))
    assert layer.factor is factor


def test_build_can_be_called_directly():
    layer = Scale()
    layer.build((None, 3))
    factor = layer.factor
    layer(np.ones((2, 3)))
    assert layer.factor is factor


def test_weights_take_the_name_of_their_attribute():
    layer = Scale()
    layer.build((None, 3))
    assert layer.factor.name == "factor"


def test_weights_of_all_layers_inside_are_found_once():
    layer = Pair()
    layer(np.ones((1, 2)))
    assert [w.shape for w in layer.weights] == [(1,), (2,), (2,), (2,), (2,)]
    assert layer.weights[0] is layer.own
    assert layer.weights[1] is layer.shared.factor
    assert layer.weights[4] is layer.named["other"].factor
    assert layer.count_params() == 9
    assert layer.variables[0] is layer.own
    assert layer.trainable_variables[0] is layer.own


def test_a_weight_that_is_stored_nowhere_is_found():
    class Hidden(Layer):
        def build(self, input_shape):
            self.add_weight(shape=(2,), name="hidden")

        def call(self, x):
            return x

    layer = Hidden()
    layer.build((None, 1))
    assert [w.name for w in layer.weights] == ["hidden"]


def test_what_is_not_trainable_is_left_out_with_all_that_is_inside():
    layer = Pair()
    layer(np.ones((1, 2)))
    layer.inner[0].trainable = False
    layer.extra = ag.Variable([1.0], trainable=False)
    kept = [id(w) for w in layer.trainable_weights]
    assert kept == [
        id(w) for w in (layer.own, layer.shared.factor, layer.inner[1][0].factor, layer.named["other"].factor)
    ]
    assert [id(w) for w in layer.non_trainable_weights] == [id(layer.extra), id(layer.inner[0].factor)]
    layer.trainable = False
    assert layer.trainable_weights == []
    assert len(layer.non_trainable_weights) == 6


def test_layers_that_hold_each_other_are_no_loop():
    outer, inner = Scale(), Scale()
    outer.inner, inner.outer = inner, outer
    outer.build((None, 2))
    inner.build((None, 2))
    assert len(outer.weights) == 2


def test_training_reaches_the_layers_inside():
    inner = Mode(name="inner")
    outer = Mode(inner, name="outer")
    outer(np.ones(1))
    assert (outer.seen, inner.seen) == ((False, ("outer",)), (False, ("outer", "inner")))
    outer(np.ones(1), training=True)
    assert (outer.seen[0], inner.seen[0]) == (True, True)
    inner(np.ones(1))
    assert inner.seen == (False, ("inner",))


def test_training_passes_through_a_layer_that_does_not_take_it():
    class Plain(Layer):
        def __init__(self):
            super().__init__()
            self.inside = Mode()

        def call(self, x):
            return self.inside(x)

    layer = Plain()
    layer(np.ones(1), training=True)
    assert layer.inside.seen[0] is True


def test_the_path_is_forgotten_after_an_error():
    class Broken(Layer):
        def call(self, x):
            raise KeyError("broken")

    with pytest.raises(KeyError):
        Broken()(np.ones(1), training=True)
    assert call_path() == ()


def test_inputs_become_tensors_of_the_dtype_of_the_layer():
    class Same(Layer):
        def call(self, x):
            return x

    layer = Same()
    assert layer(np.ones(2)).dtype == np.float32
    assert layer([1.0, 2.0]).dtype == np.float32
    assert layer(np.ones(2, np.uint8)).dtype == np.uint8
    assert layer(ag.Tensor([1.0])).dtype == np.float32
    assert Same(dtype="float64")(np.ones(2, np.float32)).dtype == np.float64
    first, second = layer([np.ones(2), ag.Tensor([1.0])])
    assert first.dtype == second.dtype == np.float32
    assert layer({"a": np.ones(2)})["a"].dtype == np.float32


def test_inputs_are_copied_so_that_a_later_change_changes_no_gradient():
    layer, x = Scale(), np.array([[2.0]], np.float32)
    y = layer(x)
    x[:] = 5
    y.backward()
    assert layer.factor.grad.tolist() == [2]


def test_weights_go_out_and_in():
    layer = layers.Dense(2)
    layer.build((None, 3))
    kernel, bias = layer.get_weights()
    kernel[:] = 7  # a copy
    assert (layer.kernel.numpy() != 7).all()
    layer.set_weights([kernel, bias + 1])
    assert (layer.kernel.numpy() == 7).all()
    assert (layer.bias.numpy() == 1).all()


def test_the_shape_of_the_outputs_is_found_by_trying():
    class Twice(Layer):
        def call(self, x):
            return np.concatenate([x, x], axis=-1)

    assert Twice().compute_output_shape((None, 3)) == (None, 6)
    assert Twice().compute_output_shape((5, 3)) == (5, 6)


def test_a_layer_can_be_copied_and_pickled():
    layer = layers.Dense(2, activation="relu", name="kept")
    x = np.ones((1, 3))
    y = layer(x).numpy()
    for other in (copy.deepcopy(layer), pickle.loads(pickle.dumps(layer))):
        np.testing.assert_array_equal(other(x).numpy(), y)
        other.kernel.assign(other.kernel * 0)
        np.testing.assert_array_equal(layer(x).numpy(), y)


class NotInitialised(Layer):
    def __init__(self):
        self.units = 3

    def call(self, x):
        return x


def dense():
    layer = layers.Dense(2, name="d")
    layer.build((None, 3))
    return layer


@pytest.mark.parametrize(
    ("call", "kind", "message"),
    [
        (
            lambda: Layer(name="bare")(np.ones(1)),
            ConfigurationError,
            "a layer cannot be called: got the class Layer without a method call. Define call(self, inputs).",
        ),
        (
            lambda: NotInitialised()(np.ones(1)),
            ConfigurationError,
            (
                "a layer was not initialised: got NotInitialised.__init__ without super().__init__(). "
                "Call super().__init__() first."
            ),
        ),
        (
            lambda: Layer(dtype="int32"),
            DTypeError,
            "weights are floating-point numbers: got dtype='int32'. Pass one such as 'float32'.",
        ),
        (
            lambda: layers.Dense(2, name="d").count_params(),
            ConfigurationError,
            'there are no weights yet: got Dense "d", not built. Call it on data, or build(input_shape).',
        ),
        (
            lambda: Forgetful()(np.ones((1, 2))),
            ConfigurationError,
            "a layer must have outputs: got None from Forgetful.call. End the method with return.",
        ),
        (
            lambda: layers.Dense(2, input_shape=784),
            ConfigurationError,
            "no such shape of a sample: got 784. Pass a tuple of integers, such as (784,).",
        ),
        (
            lambda: layers.Dense(2, input_shape=(28.0, None, -1)),
            ConfigurationError,
            "no such shape of a sample: got (28.0, None, -1). Pass a tuple of integers, such as (784,).",
        ),
        (
            lambda: dense()(layers.Input((3,), name="i")),
            ConfigurationError,
            (
                "layers are called with arrays: got <InputLayer name=i, built=True>. "
                "Chain layers in models.Sequential([...]), or call them in a Model of your own."
            ),
        ),
        (
            lambda: dense().set_weights([np.ones((3, 2))]),
            DataError,
            (
                '"d" has 2 weights (kernel (3, 2), bias (2,)): got 1 arrays. '
                "Pass one array for each weight, as get_weights returns."
            ),
        ),
        (
            lambda: layers.Dense(2, name="d").set_weights([np.ones((3, 2))]),
            DataError,
            (
                '"d" has 0 weights (none: it is not built yet): got 1 arrays. '
                "Pass one array for each weight, as get_weights returns."
            ),
        ),
        (
            lambda: dense().set_weights([np.ones((2, 3)), np.ones(2)]),
            ShapeError,
            (
                'the weight kernel of "d" has shape (3, 2): got an array of shape (2, 3). '
                "Pass arrays as get_weights returns them."
            ),
        ),
    ],
)
def test_mistakes_are_explained(call, kind, message):
    with pytest.raises(kind) as error:
        call()
    assert str(error.value) == message


def test_a_set_of_weights_that_does_not_fit_changes_nothing():
    layer = dense()
    before = layer.get_weights()
    with pytest.raises(ShapeError):
        layer.set_weights([before[0] + 1, np.ones(5)])
    np.testing.assert_array_equal(layer.get_weights()[0], before[0])


def test_weights_are_not_made_in_a_traced_function():
    model = models.Sequential([layers.Dense(3)], name="net")
    with pytest.raises(TraceError) as caught:
        ag.compile(lambda x: model(x).array)(np.ones((2, 2)))
    assert str(caught.value) == (
        "a traced function cannot make the weights of a layer: got 'net', which has none yet. "
        "Call the model once before, or build(input_shape)."
    )
