"""Training: the loop over epochs and batches, evaluation and prediction.

`fit` is the whole loop. What a step does stands in `train_step`: predict, loss, gradients, update. `Tracker` keeps the
running means that are shown.

    >>> import numpy as np, nn
    >>> model = nn.models.Sequential([nn.layers.Dense(1, input_shape=(2,))])
    >>> model.compile("sgd", "mse")
    >>> history = model.fit(np.ones((8, 2)), np.ones((8, 1)), epochs=3, verbose=0)
    >>> len(history.history["loss"])
    3

Not here: the update rules (`optim`), and what is called back (`callbacks`).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

import autograd_core as ag
from autograd_core.errors import NotFiniteError, explain
from autograd_core.values import make
from nn.batches import Batches

__all__ = ["Tracker", "Weights", "evaluate", "fit", "predict", "train_step"]


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

    def update(self, loss: float, y: Any, y_pred: Any) -> None:
        """Take in one batch."""
        self.total += loss * len(y)
        self.count += len(y)
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


class Weights:
    """The values of Variables at one moment; remembering them copies nothing, since an update makes new arrays."""

    def __init__(self) -> None:
        self._values: list[tuple[Any, Any]] = []

    def remember(self, variables: list[Any]) -> None:
        """Remember the values that the Variables have now."""
        self._values = [(variable, variable.array) for variable in variables]

    def restore(self) -> None:
        """Give the Variables the values that were remembered."""
        for variable, array in self._values:
            variable.array = array


def fit(
    model: Any, data: Batches, validation: Batches | None, events: Any, *, epochs: range, shuffle: bool, every: int = 1
) -> None:
    """Train a model: for each epoch a pass over the data, then, every so many epochs, one over the validation data."""
    tracker, good = Tracker(model.metrics), Weights()
    model.stop_training = False
    events.on_train_begin()
    try:
        for epoch in epochs:
            tracker.reset()
            events.on_epoch_begin(epoch)
            batches = data.permuted(ag.random.permutation(len(data.x)).numpy()) if shuffle else data.in_order()
            for step, batch in enumerate(batches):
                events.on_train_batch_begin(step)
                train_step(model, batch, tracker, good, f"epoch {epoch + 1}, step {step + 1}")
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


@np.errstate(over="ignore", invalid="ignore")  # an overflow ends in a loss that is not finite, which is told better
def train_step(model: Any, batch: Any, tracker: Tracker, good: Weights, where: str = "this step") -> None:
    """Do one step of gradient descent on a batch.

    Raises NotFiniteError where the loss is NaN or infinite; the weights are then those of the last finite loss.
    """
    x, y, weight = batch
    variables = model.trainable_weights
    y_pred = model(make(x, None), training=True)  # the batch is ours: no need to copy it
    loss = model.loss(y, y_pred, weight)
    value = loss.item()
    if not math.isfinite(value):
        good.restore()
        raise _not_finite(value, batch, where)
    loss.backward()
    gradients = [variable.grad for variable in variables]
    for variable in variables:
        variable.grad = None
    good.remember(model.weights)
    model.optimizer.apply(gradients, variables)
    tracker.update(value, y, y_pred.array)


def _not_finite(value: float, batch: Any, where: str) -> NotFiniteError:
    """Return the error for a loss that is not finite, which says whether the data are to blame."""
    named = zip(("x", "y", "sample_weight"), batch, strict=True)
    spoiled = [name for name, part in named if part is not None and not np.isfinite(part).all()]
    given = f"{value} from NaN or infinity in {' and '.join(spoiled)}" if spoiled else str(value)
    remedy = "Clean the data" if spoiled else "Lower the learning rate, or clip gradients"
    back = "the weights of the last finite loss are back"
    return NotFiniteError(explain(f"the loss is not finite in {where}", given, f"{back}. {remedy}"))


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
