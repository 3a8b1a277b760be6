import re

import numpy as np
import pytest

import autograd_core as ag
import nn
import optim
from autograd_core.errors import (
    ConfigurationError,
    DataError,
    DetachError,
    NotFiniteError,
    ShapeError,
    UnknownNameError,
)
from nn import callbacks, layers, models

X = np.random.default_rng(0).normal(size=(40, 3)).astype("float32")
LABELS = (X.sum(axis=1) > 0).astype(int)
ONE_HOT = np.eye(2, dtype="float32")[LABELS]


def classifier(loss="categorical_crossentropy", metrics=("accuracy",), optimizer="rmsprop"):
    ag.random.seed(1)
    network = models.Sequential([layers.Dense(8, activation="relu", input_shape=(3,)), layers.Dense(2, "softmax")])
    network.compile(optimizer=optimizer, loss=loss, metrics=list(metrics))
    return network


class TestSequential:
    def test_list_and_add_are_the_same(self):
        one = models.Sequential([layers.Dense(4, input_shape=(3,)), layers.Dense(2)])
        two = models.Sequential()
        two.add(layers.Input((3,)))
        two.add(layers.Dense(4))
        two.add(layers.Dense(2))
        assert [w.shape for w in one.weights] == [w.shape for w in two.weights] == [(3, 4), (4,), (4, 2), (2,)]
        assert one.count_params() == two.count_params() == 26

    def test_shapes_may_be_found_on_first_use(self):
        network = models.Sequential([layers.Dense(4), layers.Dense(2)])
        assert network.weights == []
        assert network(X).shape == (40, 2)
        assert network.count_params() == 26

    def test_pop(self):
        network = classifier()
        network.pop()
        network.add(layers.Dense(5))
        assert network(X).shape == (40, 5)

    def test_pop_of_nothing(self):
        with pytest.raises(ConfigurationError) as caught:
            models.Sequential().pop()
        assert str(caught.value) == "there is no layer to remove: got an empty Sequential. Add layers first."

    def test_adding_a_class(self):
        with pytest.raises(ConfigurationError) as caught:
            models.Sequential().add(layers.Dense)
        assert str(caught.value) == (
            "a Sequential consists of layers: got <class 'nn.layers.dense.Dense'>. "
            "Pass an instance, such as layers.Dense(10)."
        )

    def test_compile_without_layers_shows_the_two_lines(self):
        with pytest.raises(ConfigurationError) as caught:
            models.Sequential(name="net").compile("rmsprop", "mse")
        assert str(caught.value) == (
            'a network without layers cannot be trained: got an empty Sequential "net". Add them first:\n\n'
            "    network.add(layers.Dense(512, activation='relu', input_shape=(28 * 28,)))\n"
            "    network.add(layers.Dense(10, activation='softmax'))\n\nThen compile."
        )

    def test_summary(self, capsys):
        network = models.Sequential(
            [layers.Dense(512, "relu", input_shape=(784,), name="hidden"), layers.Dense(10, name="out")], name="digits"
        )
        network.summary()
        assert capsys.readouterr().out == (
            'Model "digits"\n'
            "───────────────────────────────────────\n"
            "Layer (type)    Output shape  Parameters\n"
            "───────────────────────────────────────\n"
        ).replace("─" * 39, "─" * 40) + (
            "hidden (Dense)  (None, 512)      401,920\n"
            "out (Dense)     (None, 10)         5,130\n"
            "────────────────────────────────────────\n"
            "Total: 407,050 parameters, 407,050 of them trainable\n"
        )

    def test_summary_before_building(self, capsys):
        models.Sequential([layers.Dense(5, name="d")]).summary()
        assert "d (Dense)     not built yet           ?" in capsys.readouterr().out


class TestFit:
    def test_learns(self):
        network = classifier(optimizer=optim.Adam(0.01))
        history = network.fit(X, ONE_HOT, epochs=60, batch_size=8, verbose=0)
        assert network.evaluate(X, ONE_HOT, verbose=0)[1] > 0.95
        assert history.history["loss"][-1] < history.history["loss"][0] / 2
        assert history is network.history
        assert int(network.optimizer.iterations) == 60 * 5

    def test_keys_of_the_history_are_those_that_were_asked_for(self):
        network = classifier(metrics=("acc", "mse"))
        history = network.fit(X, ONE_HOT, validation_data=(X, ONE_HOT), verbose=0)
        assert list(history.history) == ["loss", "acc", "mse", "val_loss", "val_acc", "val_mse"]

    def test_a_single_metric_or_none(self):
        network = classifier()
        for one in ("accuracy", nn.metrics.CategoricalAccuracy("accuracy")):
            network.compile("sgd", "categorical_crossentropy", one)
            assert list(network.fit(X, ONE_HOT, verbose=0).history) == ["loss", "accuracy"]
        network.compile("sgd", "categorical_crossentropy", metrics=None)
        assert list(network.fit(X, ONE_HOT, verbose=0).history) == ["loss"]

    def test_the_same_seed_gives_the_same_run(self):
        runs = [classifier().fit(X, ONE_HOT, epochs=3, verbose=0).history["loss"] for _ in range(2)]
        assert runs[0] == runs[1]

    def test_without_shuffling_the_order_is_that_of_the_data(self):
        seen = []

        class Spy(models.Model):
            def __init__(self):
                super().__init__()
                self.dense = layers.Dense(1)

            def call(self, x):
                seen.append(x.numpy()[:, 0].tolist())
                return self.dense(x)

        model = Spy()
        model.compile("sgd", "mse", run_eagerly=True)
        model.fit(np.arange(4.0)[:, None], np.zeros((4, 1)), batch_size=2, shuffle=False, verbose=0)
        assert seen[-2:] == [[0, 1], [2, 3]]

    def test_validation_split_holds_out_the_end(self):
        history = classifier().fit(X, ONE_HOT, validation_split=0.25, batch_size=10, verbose=0)
        assert history.params["steps"] == 3
        assert "val_loss" in history.history

    def test_validation_data_count_instead_of_a_split(self):
        held = (X[:10], ONE_HOT[:10])
        history = classifier().fit(X, ONE_HOT, validation_split=0.25, validation_data=held, batch_size=10, verbose=0)
        assert history.params["steps"] == 4

    def test_validation_every_second_epoch(self):
        history = classifier().fit(X, ONE_HOT, epochs=4, validation_data=(X, ONE_HOT), validation_freq=2, verbose=0)
        assert len(history.history["val_loss"]) == 2

    def test_initial_epoch(self):
        history = classifier().fit(X, ONE_HOT, epochs=5, initial_epoch=3, verbose=0)
        assert history.epoch == [3, 4]

    def test_sample_weight_zero_has_no_influence(self):
        one, two = classifier(), classifier()
        weight = np.r_[np.ones(20), np.zeros(20)]
        spoiled = np.where(weight[:, None] > 0, ONE_HOT, 1 - ONE_HOT)
        for network, y in ((one, ONE_HOT), (two, spoiled)):
            ag.random.seed(2)
            network.fit(X, y, sample_weight=weight, epochs=2, verbose=0)
        for a, b in zip(one.get_weights(), two.get_weights(), strict=True):
            np.testing.assert_array_equal(a, b)

    def test_class_weight_is_sample_weight_by_class(self):
        one, two = classifier(), classifier()
        for network, weights in (
            (one, {"class_weight": {0: 1.0, 1: 3.0}}),
            (two, {"sample_weight": np.where(LABELS, 3.0, 1.0)}),
        ):
            ag.random.seed(2)
            network.fit(X, ONE_HOT, epochs=2, verbose=0, **weights)
        for a, b in zip(one.get_weights(), two.get_weights(), strict=True):
            np.testing.assert_array_equal(a, b)

    def test_class_weight_and_sample_weight_multiply(self):
        losses = []
        for weights in (
            {"sample_weight": np.arange(40), "class_weight": {0: 1.0, 1: 3.0}},
            {"sample_weight": np.arange(40) * np.where(LABELS, 3.0, 1.0)},
        ):
            network = classifier()
            losses += [network.train_on_batch(X, ONE_HOT, **weights)[0], network.evaluate(X, ONE_HOT, verbose=0)[0]]
        assert losses[:2] == losses[2:]

    def test_train_on_batch(self):
        network = classifier()
        loss, accuracy = network.train_on_batch(X, ONE_HOT)
        assert network.evaluate(X, ONE_HOT, verbose=0)[0] < loss
        assert 0 <= accuracy <= 1
        assert int(network.optimizer.iterations) == 1

    def test_evaluate_and_predict_agree_with_the_formulas(self):
        network = classifier()
        y_pred = network.predict(X, batch_size=7, verbose=0)
        loss, accuracy = network.evaluate(X, ONE_HOT, batch_size=7, verbose=0)
        assert y_pred.shape == (40, 2)
        assert loss == pytest.approx(-np.log(y_pred[np.arange(40), LABELS]).mean(), rel=1e-5)
        assert accuracy == pytest.approx((y_pred.argmax(axis=1) == LABELS).mean())
        assert network.evaluate(X, ONE_HOT, verbose=0, return_dict=True).keys() == {"loss", "accuracy"}

    def test_evaluate_without_metrics_is_a_number(self):
        assert isinstance(classifier(metrics=()).evaluate(X, ONE_HOT, verbose=0), float)

    def test_dropout_only_in_training(self):
        network = models.Sequential([layers.Dropout(0.9, input_shape=(3,))])
        assert network.predict(X, verbose=0).tolist() == X.tolist()
        assert (network(X, training=True).numpy() == 0).mean() > 0.5

    def test_frozen_layers_do_not_change(self):
        network = classifier()
        network.layers[0].trainable = False
        before = network.get_weights()
        network.fit(X, ONE_HOT, verbose=0)
        after = network.get_weights()
        np.testing.assert_array_equal(before[0], after[0])
        assert (before[2] != after[2]).any()

    def test_progress(self, capsys):
        classifier().fit(X, ONE_HOT, epochs=2, batch_size=8)
        lines = capsys.readouterr().out.splitlines()
        assert lines[0] == "Epoch 1/2"
        assert lines[1].startswith("5/5 [==============================] - 0s ")
        assert " - loss: " in lines[1]
        assert " - accuracy: " in lines[1]


class TestStops:
    def test_nan_loss_says_where_and_keeps_the_last_good_weights(self):
        network = classifier(optimizer=optim.SGD(0.1))
        x = X.copy()
        x[30] = np.nan
        with pytest.raises(NotFiniteError) as caught:
            network.fit(x, ONE_HOT, epochs=2, batch_size=10, shuffle=False, verbose=0)
        assert str(caught.value) == (
            "the loss is not finite in epoch 1, step 4: got nan from NaN or infinity in x. "
            "The weights of the last finite loss are back. Clean the data."
        )
        assert all(np.isfinite(w).all() for w in network.get_weights())
        other = classifier(optimizer=optim.SGD(0.1))
        other.fit(X[:20], ONE_HOT[:20], batch_size=10, shuffle=False, verbose=0)
        for a, b in zip(network.get_weights(), other.get_weights(), strict=True):
            np.testing.assert_array_equal(a, b)

    def test_a_learning_rate_that_is_too_high(self):
        network = models.Sequential([layers.Dense(1, input_shape=(3,))])
        network.compile(optim.SGD(1e6), "mse")
        with pytest.raises(NotFiniteError) as caught:
            network.fit(X, np.ones((40, 1)), epochs=50, verbose=0)
        wrong, rest = str(caught.value).split(": got ")
        assert re.fullmatch(r"the loss is not finite in epoch \d+, step \d", wrong)
        assert rest.split(". ", 1)[1] == (
            "The weights of the last finite loss are back. Lower the learning rate, or clip gradients."
        )
        assert all(np.isfinite(w).all() for w in network.get_weights())

    def test_ctrl_c_leaves_a_usable_model_and_its_history(self):
        class Impatient(callbacks.Callback):
            def on_train_batch_end(self, batch, logs=None):
                if len(self.model.history.epoch) == 2 and batch == 1:
                    raise KeyboardInterrupt

        network = classifier()
        with pytest.raises(KeyboardInterrupt):
            network.fit(X, ONE_HOT, epochs=5, batch_size=8, verbose=0, callbacks=[Impatient()])
        assert len(network.history.history["loss"]) == 2
        assert network.predict(X, verbose=0).shape == (40, 2)
        network.fit(X, ONE_HOT, verbose=0)

    def test_early_stopping(self):
        network = classifier()
        stop = callbacks.EarlyStopping(monitor="loss", min_delta=1e9, patience=1)
        history = network.fit(X, ONE_HOT, epochs=10, verbose=0, callbacks=[stop])
        assert len(history.epoch) == 2


class TestWeights:
    def test_files(self, tmp_path):
        one, two = classifier(), classifier()
        one.fit(X, ONE_HOT, verbose=0)
        one.save_weights(tmp_path / "weights.npz")
        two.load_weights(tmp_path / "weights.npz")
        np.testing.assert_array_equal(one.predict(X, verbose=0), two.predict(X, verbose=0))

    def test_no_file_without_weights(self, tmp_path):
        with pytest.raises(ConfigurationError) as caught:
            models.Sequential([layers.Dense(2)], name="net").save_weights(tmp_path / "weights.npz")
        assert str(caught.value) == (
            'there are no weights yet: got Sequential "net", not built. Call it on data, or build(input_shape).'
        )
        assert not list(tmp_path.iterdir())

    def test_a_file_of_another_model(self, tmp_path):
        classifier().save_weights(tmp_path / "weights.npz")
        other = models.Sequential([layers.Dense(2, input_shape=(3,))])
        with pytest.raises(DataError, match="has 2 weights"):
            other.load_weights(tmp_path / "weights.npz")

    def test_set_weights_of_another_shape(self):
        network = classifier()
        with pytest.raises(ShapeError, match=r"has shape \(3, 8\)"):
            network.set_weights([np.zeros((8, 3)), *network.get_weights()[1:]])

    def test_checkpoint_of_the_best(self, tmp_path):
        network = classifier()
        keep = callbacks.ModelCheckpoint(tmp_path / "best.npz", monitor="loss", save_best_only=True)
        network.fit(X, ONE_HOT, epochs=3, verbose=0, callbacks=[keep])
        weights = network.get_weights()
        network.set_weights([w * 0 for w in weights])
        network.load_weights(tmp_path / "best.npz")
        for a, b in zip(network.get_weights(), weights, strict=True):
            np.testing.assert_array_equal(a, b)


class TestMistakes:
    def test_fit_before_compile(self):
        with pytest.raises(ConfigurationError) as caught:
            models.Sequential([layers.Dense(2)], name="net").fit(X, ONE_HOT)
        assert str(caught.value) == (
            "fit() needs a compiled model: got Sequential \"net\", not compiled. Call compile(optimizer='rmsprop', "
            "loss='categorical_crossentropy', metrics=['accuracy']) first."
        )

    def test_fit_without_targets(self):
        with pytest.raises(DataError) as caught:
            classifier().fit(X)
        assert str(caught.value) == ("fit() needs targets: got y=None. Pass them as the second argument: fit(x, y).")

    @pytest.mark.parametrize(
        ("held", "given"),
        [
            (X, "a ndarray"),
            ((X,), "a tuple of ndarray"),
            ([X, None], "a list of ndarray, NoneType"),
            ((X, X, X, X), "a tuple of ndarray, ndarray, ndarray, ndarray"),
            ({"x": X}, "a dict"),
        ],
    )
    def test_validation_data_of_another_form(self, held, given):
        with pytest.raises(DataError) as caught:
            classifier().fit(X, ONE_HOT, validation_data=held, verbose=0)
        assert str(caught.value) == (
            f"validation_data must be (x, y) or (x, y, sample_weight): got {given}. "
            "Pass a tuple of two or three arrays."
        )

    @pytest.mark.parametrize(
        ("argument", "wanted"),
        [
            ({"epochs": 2.0}, "an integer, 0 or above"),
            ({"epochs": -1}, "an integer, 0 or above"),
            ({"initial_epoch": "0"}, "an integer, 0 or above"),
            ({"batch_size": 0}, "a positive integer"),
            ({"validation_freq": 0}, "a positive integer"),
        ],
    )
    def test_numbers_that_cannot_be(self, argument, wanted):
        ((name, value),) = argument.items()
        with pytest.raises(ConfigurationError) as caught:
            classifier().fit(X, ONE_HOT, verbose=0, **argument)
        assert str(caught.value).startswith(f"{name} must be {wanted}: got {name}={value!r}. ")

    def test_two_metrics_of_one_name(self):
        with pytest.raises(ConfigurationError) as caught:
            classifier(metrics=[lambda y_true, y_pred: y_pred, lambda y_true, y_pred: y_true])
        assert str(caught.value) == (
            "values in the logs need names that differ: got '<lambda>'. "
            "Give one another name, as by metrics.MeanMetricWrapper(function, name='other')."
        )

    def test_a_loss_that_leaves_the_record(self):
        network = classifier(loss=lambda y_true, y_pred: np.square(y_true - y_pred.numpy()))
        with pytest.raises(DetachError) as caught:
            network.fit(X, ONE_HOT, verbose=0)
        assert str(caught.value) == (
            "the loss <lambda> has lost the gradient: got ndarray. "
            "Compute it from y_pred with NumPy functions, without .numpy()."
        )

    def test_layers_without_a_list(self):
        with pytest.raises(ConfigurationError) as caught:
            models.Sequential(layers.Dense(2, name="d"))
        assert str(caught.value) == (
            "a Sequential takes its layers in a list: got <Dense name=d, built=False>. "
            "Pass them as models.Sequential([layers.Dense(10)])."
        )

    def test_images_that_are_not_reshaped(self):
        network = models.Sequential([layers.Dense(10, "softmax", input_shape=(784,), name="dense")])
        network.compile("sgd", "categorical_crossentropy")
        with pytest.raises(ShapeError) as caught:
            network.fit(np.zeros((128, 28, 28)), np.eye(10)[np.zeros(128, int)], batch_size=128, verbose=0)
        assert "got (128, 28, 28). Reshape to (n, 784) or add Flatten()." in str(caught.value)

    @pytest.mark.parametrize(
        ("what", "words"),
        [
            ({"optimizer": "rmsporp"}, "unknown optimizer: got 'rmsporp'. Did you mean 'rmsprop'?"),
            ({"loss": "categorical_crossentorpy"}, "Did you mean 'categorical_crossentropy'?"),
            ({"metrics": ["acuracy"]}, "unknown metric: got 'acuracy'. Did you mean 'accuracy'?"),
        ],
    )
    def test_unknown_names(self, what, words):
        arguments = {"optimizer": "sgd", "loss": "mse", "metrics": []} | what
        with pytest.raises(UnknownNameError) as caught:
            classifier().compile(**arguments)
        assert words in str(caught.value)

    def test_unknown_activation(self):
        with pytest.raises(UnknownNameError, match=r"unknown activation: got 'rleu'\. Did you mean 'relu'\?"):
            layers.Dense(2, activation="rleu")

    def test_labels_under_the_wrong_loss(self):
        with pytest.raises((ShapeError, DataError), match="sparse_categorical_crossentropy"):
            classifier().fit(X, LABELS, verbose=0)
        with pytest.raises((ShapeError, DataError), match="categorical_crossentropy"):
            classifier("sparse_categorical_crossentropy").fit(X, ONE_HOT, verbose=0)

    def test_targets_that_match_by_broadcasting_only(self):
        network = models.Sequential([layers.Dense(1, input_shape=(3,))])
        network.compile("sgd", "mse")
        with pytest.raises(ShapeError, match=r"\(32,\)"):
            network.fit(X, LABELS.astype(float), verbose=0)

    def test_no_epoch_is_no_error(self):
        assert classifier().fit(X, ONE_HOT, epochs=0, verbose=0).history == {}


def test_a_model_of_ones_own():
    class Twice(nn.Model):
        def __init__(self):
            super().__init__()
            self.inner = [layers.Dense(4, "relu"), layers.Dense(1)]
            self.scale = ag.Variable(1.0, name="scale", dtype="float32")

        def call(self, x):
            for layer in self.inner:
                x = layer(x)
            return x * self.scale

    model = Twice()
    model.compile("adam", "mse")
    before = model.predict(X, verbose=0)
    model.fit(X, X.sum(axis=1, keepdims=True), epochs=30, verbose=0)
    assert len(model.trainable_weights) == 5
    assert float(model.scale) != 1.0
    assert (
        np.square(model.predict(X, verbose=0) - X.sum(axis=1, keepdims=True)).mean()
        < np.square(before - X.sum(axis=1, keepdims=True)).mean()
    )
