"""Training: the loop over epochs and batches, evaluation and prediction.

`fit` is the whole loop. `Tracker` keeps the running means that are shown.

    >>> import numpy as np, nn
    >>> model = nn.models.Sequential([nn.layers.Dense(1, input_shape=(2,))])
    >>> model.compile("sgd", "mse")
    >>> history = model.fit(np.ones((8, 2)), np.ones((8, 1)), epochs=3, verbose=0)
    >>> len(history.history["loss"])
    3

Not here: what a step does (`steps`), the update rules (`optim`), and what is called back (`callbacks`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

import autograd_core as ag
from nn.batches import Batches

__all__ = ["Tracker", "evaluate", "fit", "predict"]


class Tracker(Mapping[str, float]):
    """The running means of loss and metrics over the samples seen so far, computed when they are looked at."""

    def __init__(self, metrics: Mapping[str, Any]) -> None:
        self.metrics = metrics
        self.reset()

    def reset(self) -> None:
        """Forget all samples."""
        self.total, self.count = 0.0, 0
        for metric in self.metrics.values():
            metric.reset_state()

    def add(self, loss: float, count: int) -> None:
        """Take in the mean loss of so many samples."""
        self.total += loss * count
        self.count += count

    def update(self, loss: float, y: Any, y_pred: Any) -> None:
        """Take in one batch."""
        self.add(loss, len(y))
        for metric in self.metrics.values():
            metric.update_state(y, y_pred)

    def __getitem__(self, name: str) -> float:
        if name == "loss":
            return self.total / max(self.count, 1)
        return float(self.metrics[name].result())

    def __iter__(self) -> Iterator[str]:
        return iter(("loss", *self.metrics))

    def __len__(self) -> int:
        return 1 + len(self.metrics)


def fit(
    model: Any, data: Batches, validation: Batches | None, events: Any, *, epochs: range, shuffle: bool, every: int = 1
) -> None:
    """Train a model: for each epoch a pass over the data, then, every so many epochs, one over the validation data."""
    tracker, steps = Tracker(model.metrics), model.training_step(data.x)
    model.stop_training = False
    events.on_train_begin()
    try:
        for epoch in epochs:
            tracker.reset()
            events.on_epoch_begin(epoch)
            order = ag.random.permutation(len(data.x)).numpy() if shuffle else None
            batches = data.in_order() if order is None else data.permuted(order, reuse=steps.is_compiled)
            for step, batch in enumerate(batches):
                events.on_train_batch_begin(step)
                steps.train(batch, tracker, f"epoch {epoch + 1}, step {step + 1}")
                events.on_train_batch_end(step, tracker)
            logs = dict(tracker)
            if validation is not None and (epoch + 1) % every == 0:
                validated = evaluate(model, validation, events)
                logs |= {f"val_{name}": value for name, value in validated.items()}
            events.on_epoch_end(epoch, logs)
            if model.stop_training:
                break
    finally:  # also after Ctrl-C or an error: the display is closed, and the history is there
        events.on_train_end(dict(tracker))


def evaluate(model: Any, data: Batches, events: Any) -> dict[str, float]:
    """Return loss and metrics of a model on data, without training."""
    tracker = Tracker(model.metrics)
    events.on_test_begin()
    with ag.no_grad():
        for step, (x, y, weight) in enumerate(data.in_order()):
            events.on_test_batch_begin(step)
            y_pred = model(x, training=False)
            tracker.update(model.loss(y, y_pred, weight).item(), y, y_pred.array)
            events.on_test_batch_end(step, tracker)
    logs = dict(tracker)
    events.on_test_end(logs)
    return logs


def predict(model: Any, data: Batches, events: Any) -> Any:
    """Return the outputs of a model for all samples, as one NumPy array."""
    outputs = []
    events.on_predict_begin()
    with ag.no_grad():
        for step, (x, _, _) in enumerate(data.in_order()):
            events.on_predict_batch_begin(step)
            outputs.append(model(x, training=False).array)
            events.on_predict_batch_end(step, {})
    events.on_predict_end({})
    return np.concatenate(outputs)
