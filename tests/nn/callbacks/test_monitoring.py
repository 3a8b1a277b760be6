"""EarlyStopping decides as Keras 3 does; ModelCheckpoint saves when and where it is told to."""

import math
import os

import numpy as np
import pytest

from autograd_core.errors import ConfigurationError, UnknownNameError
from nn.callbacks import CallbackList, EarlyStopping, ModelCheckpoint
from nn.saving import load_arrays, save_arrays


class Model:
    """The part of a model that these callbacks use; its one weight is the number of the epoch."""

    def __init__(self):
        self.stop_training = False
        self.weight = np.zeros(1)

    def get_weights(self):
        return [self.weight.copy()]

    def set_weights(self, weights):
        (self.weight,) = weights

    def save_weights(self, path):
        save_arrays(path, {"weight": self.weight})


def train(callback, values, name="val_loss", batches=0, **params):
    """Train for epochs that give these values; return the model and how many epochs there were."""
    model, epochs = Model(), 0
    with CallbackList([callback], model, **params) as events:
        events.on_train_begin()
        for epoch, value in enumerate(values):
            events.on_epoch_begin(epoch)
            model.weight[:] = epoch
            for batch in range(batches):
                events.on_train_batch_end(batch, {"loss": 0.5})
            events.on_epoch_end(epoch, {"loss": 0.5} if value is None else {"loss": 0.5, name: value})
            epochs += 1
            if model.stop_training:
                break
        events.on_train_end()
    return model, epochs


# What Keras 3.15.1 does with the same values: the number of epochs, and the epoch whose weights the model has.
AS_KERAS = [
    ([3, 2, 1], {}, 3, 2),
    ([3, 2, 2, 1], {}, 3, 2),
    ([1, 2], {}, 2, 1),
    ([1, 2, 3, 4], {"patience": 2}, 3, 2),
    ([1, 2, 3, 4], {"patience": 2, "restore_best_weights": True}, 3, 0),
    ([3, 2, 4, 1, 5, 6, 7], {"patience": 2, "restore_best_weights": True}, 6, 3),
    ([3, 2, 1], {"restore_best_weights": True}, 3, 2),
    ([3, 2.5, 2], {"min_delta": 0.5}, 2, 1),
    ([3, 2.5, 2], {"min_delta": -0.5, "patience": 1}, 2, 1),
    ([3, 2.4, 1.8, 1], {"min_delta": 0.5}, 4, 3),
    ([1, 2, 3, 2], {"mode": "max"}, 4, 3),
    ([1, 2, 3, 2, 4], {"mode": "max", "restore_best_weights": True}, 4, 2),
    ([5, 4, 4, 3], {"baseline": 2, "patience": 1, "restore_best_weights": True}, 3, 1),
    ([5, 4, 4, 4, 4], {"baseline": 2, "patience": 2}, 3, 2),
    ([5, 4, 3, 2, 1], {"baseline": 2, "patience": 1}, 5, 4),
    ([1, 2, 3, 4, 5], {"start_from_epoch": 3}, 5, 4),
    ([1, 2, 3, 4, 5], {"start_from_epoch": 2, "restore_best_weights": True}, 4, 2),
]


@pytest.mark.parametrize(("values", "options", "epochs", "weight"), AS_KERAS)
def test_early_stopping_does_as_keras(values, options, epochs, weight):
    model, done = train(EarlyStopping(**options), values)
    assert (done, model.weight.item()) == (epochs, weight)


def test_early_stopping_may_be_used_again():
    callback = EarlyStopping(patience=1, restore_best_weights=True)
    model, epochs = train(callback, [1, 2, 3])
    assert (epochs, model.weight.item()) == (2, 0)
    assert (callback.best, callback.best_epoch, callback.stopped_epoch) == (1, 0, 1)
    model, epochs = train(callback, [5, 4, 6, 7])
    assert (epochs, model.weight.item()) == (3, 1)
    assert (callback.best, callback.best_epoch, callback.stopped_epoch) == (4, 1, 2)


def test_nan_is_never_better():
    callback = EarlyStopping(patience=1, restore_best_weights=True)
    model, epochs = train(callback, [math.nan, 2, 1, math.nan, 0])
    assert (epochs, model.weight.item(), callback.best) == (4, 2, 1)


def test_early_stopping_says_what_it_does(capsys):
    train(EarlyStopping(patience=1, restore_best_weights=True, verbose=1), [1, 2, 3])
    text = "Epoch 2: early stopping\nRestoring model weights from the end of the best epoch: 1.\n"
    assert capsys.readouterr().out == text
    train(EarlyStopping(patience=1, verbose=1), [2, 1])
    train(EarlyStopping(patience=1, restore_best_weights=True), [1, 2, 3])
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("monitor", "larger"),
    [
        ("val_loss", False),
        ("loss", False),
        ("accuracy", True),
        ("val_acc", True),
        ("acc", True),
        ("val_sparse_top_k_categorical_accuracy", True),
        ("auc", True),
        ("precision_1", True),
        ("val_recall", True),
        ("f1_score", True),
        ("val_mae", False),
        ("mean_squared_error", False),
        ("rmse", False),
        ("kl_divergence", False),
        ("binary_crossentropy", False),
        ("cosine_similarity", True),
    ],
)
def test_auto_tells_the_direction_from_the_name(monitor, larger):
    assert EarlyStopping(monitor).larger_is_better is larger
    assert EarlyStopping(monitor, mode="max").larger_is_better
    assert not EarlyStopping(monitor, mode="min").larger_is_better


def test_auto_refuses_to_guess():
    with pytest.raises(ConfigurationError) as caught:
        EarlyStopping("val_profit")
    assert str(caught.value) == (
        "EarlyStopping cannot tell whether to look for small or large values: got monitor='val_profit'. "
        "Say mode='min' or mode='max'."
    )
    assert not ModelCheckpoint("w.npz", "val_profit").save_best_only


def test_an_unknown_mode_is_refused():
    with pytest.raises(UnknownNameError) as caught:
        EarlyStopping(mode="maximum")
    assert str(caught.value) == "unknown mode: got 'maximum'. Did you mean 'max'? Known: auto, max, min."


@pytest.mark.parametrize(
    ("callback", "logs", "message"),
    [
        (
            EarlyStopping(),
            {"loss": 0.5, "accuracy": 1.0},
            (
                "EarlyStopping monitors 'val_loss', which is not in the logs: got loss, accuracy. "
                "Give fit validation_data for 'val_loss', or monitor 'loss'."
            ),
        ),
        (
            EarlyStopping("val_acc"),
            {"loss": 0.5, "accuracy": 1.0},
            (
                "EarlyStopping monitors 'val_acc', which is not in the logs: got loss, accuracy. "
                "Give fit validation_data for 'val_acc'."
            ),
        ),
        (
            EarlyStopping("val_acc"),
            {"loss": 0.5, "val_loss": 0.5, "val_accuracy": 1.0},
            (
                "EarlyStopping monitors 'val_acc', which is not in the logs: got loss, val_loss, val_accuracy. "
                "Monitor 'val_accuracy', or another of these."
            ),
        ),
        (
            ModelCheckpoint("w.npz", "auc", save_best_only=True),
            {"loss": 0.5},
            "ModelCheckpoint monitors 'auc', which is not in the logs: got loss. Monitor one of these.",
        ),
        (
            EarlyStopping("loss"),
            {},
            "EarlyStopping monitors 'loss', which is not in the logs: got no logs. Monitor one of these.",
        ),
    ],
)
def test_a_value_that_is_not_in_the_logs_is_an_error(callback, logs, message):
    with pytest.raises(ConfigurationError) as caught:
        CallbackList([callback], Model()).on_epoch_end(0, logs)
    assert str(caught.value) == message


def test_epochs_without_validation_are_left_out():
    _, epochs = train(EarlyStopping(), [None, 3, None, 2, None, 2, None, 1], validation_freq=2)
    assert epochs == 6
    with pytest.raises(ConfigurationError):
        train(EarlyStopping(), [None, None], validation_freq=2)


def names(folder):
    return sorted(os.listdir(folder))


def test_a_checkpoint_is_saved_after_each_epoch(tmp_path):
    train(ModelCheckpoint(tmp_path / "new" / "{epoch:02d}-{val_loss:.4f}.npz"), [0.5, 0.25])
    assert names(tmp_path / "new") == ["01-0.5000.npz", "02-0.2500.npz"]
    assert load_arrays(tmp_path / "new" / "02-0.2500.npz")["weight"].item() == 1


def test_a_checkpoint_may_keep_the_best_only(tmp_path, capsys):
    path = str(tmp_path / "best.npz")
    callback = ModelCheckpoint(path, save_best_only=True, verbose=1)
    train(callback, [3, 1, 2, math.nan])
    assert load_arrays(path)["weight"].item() == 1
    assert callback.best == 1
    assert capsys.readouterr().out.splitlines() == [
        f"Epoch 1: val_loss improved from None to 3.00000, saved weights to {path}",
        f"Epoch 2: val_loss improved from 3.00000 to 1.00000, saved weights to {path}",
        "Epoch 3: val_loss did not improve from 1.00000",
        "Epoch 4: val_loss did not improve from 1.00000",
    ]


def test_the_best_may_be_the_largest(tmp_path):
    train(ModelCheckpoint(tmp_path / "a.npz", "val_accuracy", save_best_only=True), [1, 3, 2], "val_accuracy")
    train(ModelCheckpoint(tmp_path / "b.npz", save_best_only=True, mode="max"), [1, 3, 2])
    assert load_arrays(tmp_path / "a.npz")["weight"].item() == load_arrays(tmp_path / "b.npz")["weight"].item() == 1


def test_the_best_must_beat_the_threshold(tmp_path):
    train(ModelCheckpoint(tmp_path / "w.npz", save_best_only=True, initial_value_threshold=1.0), [3, 1])
    assert names(tmp_path) == []


def test_the_best_is_not_looked_for_where_there_was_no_validation(tmp_path):
    callback = ModelCheckpoint(tmp_path / "{epoch}.npz", save_best_only=True)
    train(callback, [None, 1, None, 2], validation_freq=2)
    assert names(tmp_path) == ["2.npz"]


def test_a_checkpoint_is_saved_every_so_many_batches_of_all_epochs(tmp_path, capsys):
    path = str(tmp_path / "{epoch}-{batch}-{loss}.npz")
    train(ModelCheckpoint(path, save_freq=3, verbose=1), [1, 1, 1], batches=2)
    assert names(tmp_path) == ["2-1-0.5.npz", "3-2-0.5.npz"]
    first, second = (os.path.join(tmp_path, name) for name in names(tmp_path))
    assert capsys.readouterr().out == (
        f"\nEpoch 2: saved weights to {first}\n" + f"\nEpoch 3: saved weights to {second}\n"
    )


def test_a_checkpoint_of_the_training_loss_may_be_saved_between_batches(tmp_path):
    callback = ModelCheckpoint(tmp_path / "{epoch}-{batch}.npz", "loss", save_best_only=True, save_freq=1)
    train(callback, [1, 1], batches=2)
    assert names(tmp_path) == ["1-1.npz"]


def test_a_checkpoint_says_nothing_unless_asked(tmp_path, capsys):
    train(ModelCheckpoint(tmp_path / "w.npz"), [1, 2])
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            {"filepath": "run/best.weights.h5"},
            f"weights are kept in .npz files: got 'run/best.weights.h5'. Use {os.path.join('run', 'best.npz')!r}.",
        ),
        ({"filepath": "best.keras"}, "weights are kept in .npz files: got 'best.keras'. Use 'best.npz'."),
        ({"filepath": "best"}, "weights are kept in .npz files: got 'best'. Use 'best.npz'."),
        (
            {"filepath": "w.npz", "save_freq": 0},
            "save_freq is no frequency: got 0. Say 'epoch' or a positive number of batches.",
        ),
        (
            {"filepath": "w.npz", "save_freq": "batch"},
            "save_freq is no frequency: got 'batch'. Say 'epoch' or a positive number of batches.",
        ),
        (
            {"filepath": "w.npz", "save_freq": True},
            "save_freq is no frequency: got True. Say 'epoch' or a positive number of batches.",
        ),
        (
            {"filepath": "w.npz", "save_best_only": True, "save_freq": 10},
            "val_loss is known only at the end of an epoch: got save_freq=10. Monitor 'loss'.",
        ),
    ],
)
def test_a_checkpoint_that_cannot_work_is_refused(options, message):
    with pytest.raises(ConfigurationError) as caught:
        ModelCheckpoint(**options)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("{val_los:.2f}.npz", "KeyError 'val_los'"),
        ("{epoch:zz}.npz", "ValueError "),
        ("{}.npz", "IndexError Replacement index 0 out of range for positional args tuple"),
    ],
)
def test_a_file_name_that_cannot_be_filled_in_is_an_error(name, found):
    with pytest.raises(ConfigurationError) as caught:
        train(ModelCheckpoint(name), [1])
    assert str(caught.value).startswith(f"the file name {name!r} cannot be filled in: got {found}")
    assert str(caught.value).endswith(". It may hold epoch, loss, val_loss.")
