"""What History and CSVLogger keep."""

import pytest

from nn.callbacks import CallbackList, CSVLogger, History


class Model:
    history = None


def train(callback, *epochs, first=0, model=None):
    """Tell a callback about epochs that gave these logs."""
    with CallbackList([callback], model) as events:
        events.on_train_begin()
        for epoch, logs in enumerate(epochs, first):
            events.on_epoch_end(epoch, logs)
        events.on_train_end()


def test_history_keeps_the_logs_by_name():
    history, model = History(), Model()
    train(history, {"loss": 0.5, "acc": 0.25}, {"loss": 0.25, "acc": 0.5, "val_loss": 1.0}, model=model)
    assert history.history == {"loss": [0.5, 0.25], "acc": [0.25, 0.5], "val_loss": [1.0]}
    assert history.epoch == [0, 1]
    assert model.history is history


def test_history_that_is_used_again_goes_on_and_counts_the_new_epochs():
    history = History()
    train(history, {"loss": 0.5})
    train(history, {"loss": 0.25}, first=1)
    assert history.history == {"loss": [0.5, 0.25]}
    assert history.epoch == [1]


def test_a_log_has_a_line_for_each_epoch(tmp_path):
    train(CSVLogger(tmp_path / "log.csv"), {"loss": 0.5, "accuracy": 0.25}, {"loss": 0.1, "accuracy": 1.0})
    assert (tmp_path / "log.csv").read_bytes() == b"epoch,loss,accuracy\n0,0.5,0.25\n1,0.1,1.0\n"


def test_a_log_fills_gaps_and_keeps_its_columns(tmp_path):
    train(CSVLogger(tmp_path / "log.csv", separator=";"), {"loss": 0.5, "val_loss": 1.0}, {"loss": 0.25, "more": 2.0})
    assert (tmp_path / "log.csv").read_text() == "epoch;loss;val_loss\n0;0.5;1.0\n1;0.25;NA\n"


def test_a_log_starts_anew_or_goes_on(tmp_path):
    path = tmp_path / "log.csv"
    train(CSVLogger(path), {"loss": 0.5})
    train(CSVLogger(path, append=True), {"accuracy": 1.0, "loss": 0.25}, first=1)
    assert path.read_text() == "epoch,loss\n0,0.5\n1,0.25\n"
    train(CSVLogger(path), {"accuracy": 1.0})
    assert path.read_text() == "epoch,accuracy\n0,1.0\n"


def test_a_log_may_be_appended_to_a_file_that_is_not_there(tmp_path):
    train(CSVLogger(tmp_path / "log.csv", append=True), {"loss": 0.5})
    assert (tmp_path / "log.csv").read_text() == "epoch,loss\n0,0.5\n"


def test_a_line_is_on_the_disk_as_soon_as_its_epoch_is_over(tmp_path):
    logger = CSVLogger(tmp_path / "log.csv")
    logger.on_train_begin()
    logger.on_epoch_end(0, {"loss": 0.5})
    assert (tmp_path / "log.csv").read_text() == "epoch,loss\n0,0.5\n"
    logger.close()


def test_a_log_is_closed_after_an_error(tmp_path):
    logger = CSVLogger(tmp_path / "log.csv")

    def fail():
        with CallbackList([logger]) as events:
            events.on_train_begin()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    logger.on_epoch_end(0, {"loss": 0.5})
    assert (tmp_path / "log.csv").read_text() == ""
