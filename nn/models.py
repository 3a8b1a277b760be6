"""Models: layers that can be trained.

    >>> import numpy as np
    >>> from nn import layers
    >>> network = Sequential([layers.Dense(4, "relu", input_shape=(3,)), layers.Dense(2, "softmax")])
    >>> network.compile(optimizer="rmsprop", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    >>> history = network.fit(np.eye(3), np.array([0, 1, 1]), epochs=2, verbose=0)
    >>> sorted(history.history)
    ['accuracy', 'loss']

A model of one's own is a subclass of `Model` with layers as attributes and a method `call(x)`. Not here: the loop over
epochs and batches (`training`), the layers (`layers`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import autograd_core as ag
import optim
from autograd_core.errors import ConfigurationError, DataError, explain
from nn import losses, training
from nn.batches import Batches
from nn.callbacks import Callback, CallbackList, History
from nn.checks import whole_number
from nn.layers.base import Layer, Shape
from nn.layers.input import InputLayer
from nn.metrics import Metric
from nn.metrics import get as get_metric
from nn.progress import ProgressDisplay
from nn.saving import load_arrays, save_arrays
from nn.steps import Step

__all__ = ["Model", "Sequential"]

TWO_LINES = """add them first:

    network.add(layers.Dense(512, activation='relu', input_shape=(28 * 28,)))
    network.add(layers.Dense(10, activation='softmax'))

Then compile"""


class Model(Layer):
    """A layer with `compile`, `fit`, `evaluate` and `predict`, as in Keras.

    >>> import numpy as np
    >>> from nn import layers
    >>> class Linear(Model):
    ...     def __init__(self):
    ...         super().__init__()
    ...         self.dense = layers.Dense(1)
    ...     def call(self, x):
    ...         return self.dense(x)
    >>> model = Linear()
    >>> model.predict(np.ones((2, 3)), verbose=0).shape
    (2, 1)
    """

    optimizer: Any = None
    loss: Any = None
    stop_training = False
    history: History | None = None
    _run_eagerly = False
    _native: bool | None = None
    _step: Step | None = None

    def __getstate__(self) -> dict[str, Any]:
        """Return what `copy.deepcopy` and `pickle` keep: all but the compiled step, which is made anew."""
        return {**vars(self), "_step": None}

    def compile(
        self,
        optimizer: Any = "rmsprop",
        loss: Any = None,
        metrics: Any = None,
        run_eagerly: bool = False,
        jit_compile: bool | str = "auto",
    ) -> None:
        """Choose how to train: an optimizer, a loss, and metrics to watch, each by name or as an object.

        run_eagerly  whether a step is run operation by operation, to look into it; else it is compiled to one program
        jit_compile  whether that program uses machine code, which needs llvmlite; "auto": where that is installed

        Raises ConfigurationError where a Sequential has no layers, two metrics have one name, or `jit_compile` is
        neither of these or cannot be, UnknownNameError for a name that is in no list.
        """
        self._check_layers()
        self._run_eagerly, self._native, self._step = bool(run_eagerly), _native(jit_compile), None
        self.optimizer = optim.get(optimizer)
        self.loss = losses.get(loss)
        asked = () if metrics is None else metrics if isinstance(metrics, (list, tuple)) else (metrics,)
        self.metrics = _by_name([get_metric(metric) for metric in asked])

    def _check_layers(self) -> None:
        """Raise ConfigurationError where there is nothing to train; a subclass may know."""

    def _data(self, caller: str, x: Any, y: Any, sample_weight: Any, batch_size: int | None) -> Batches:
        """Return data to train or to evaluate on, once the model is compiled and there are targets."""
        if self.optimizer is None:
            given = f'{type(self).__name__} "{self.name}", not compiled'
            remedy = "call compile(optimizer='rmsprop', loss='categorical_crossentropy', metrics=['accuracy']) first"
            raise ConfigurationError(explain(f"{caller}() needs a compiled model", given, remedy))
        data = Batches(x, y, sample_weight, batch_size=batch_size)
        if data.y is None:
            remedy = f"pass them as the second argument: {caller}(x, y)"
            raise DataError(explain(f"{caller}() needs targets", "y=None", remedy))
        return data

    # --------------------------------------------------------------------------------------------------------- training

    def fit(
        self,
        x: Any,
        y: Any = None,
        batch_size: int | None = None,
        epochs: int = 1,
        verbose: int | str = "auto",
        callbacks: Sequence[Callback] | None = None,
        validation_split: float = 0.0,
        validation_data: Sequence[Any] | None = None,
        shuffle: bool = True,
        class_weight: Mapping[int, float] | None = None,
        sample_weight: Any = None,
        initial_epoch: int = 0,
        validation_batch_size: int | None = None,
        validation_freq: int = 1,
    ) -> History:
        """Train for a number of epochs and return the history of loss and metrics, which is also in `history`.

        x, y              samples and targets, arrays of equal length
        batch_size        samples per update (default: 32)
        verbose           0: nothing, 1: a moving line per epoch, 2: one line per epoch
        validation_data   (x, y) or (x, y, sample_weight), evaluated after each epoch
        validation_split  instead, the last fraction of the samples, which are then not trained on
        validation_freq   validate only in every so many epochs
        class_weight      a weight for each class; sample_weight: one for each sample

        Raises NotFiniteError where the loss is NaN or infinite: the weights are then those of the last finite loss.
        After Ctrl-C the model and its history are usable. Raises ConfigurationError for a model that is not compiled
        and for numbers that cannot be, DataError and ShapeError for data that do not fit.
        """
        data = self._data("fit", x, y, sample_weight, batch_size)
        held: Batches | None = None
        if validation_data is not None:
            held = Batches(*_validation(validation_data), batch_size=validation_batch_size or batch_size)
        elif validation_split:
            data, held = data.split(validation_split)
            held.batch_size = validation_batch_size or held.batch_size
        if class_weight is not None:
            data.weigh(class_weight)
        done, epochs = whole_number("initial_epoch", initial_epoch, least=0), whole_number("epochs", epochs, least=0)
        every = whole_number("validation_freq", validation_freq)
        self.history = History()
        params = {"epochs": epochs, "steps": len(data), "validation_freq": every}
        with self._events([self.history], callbacks, verbose, **params) as events:
            training.fit(self, data, held, events, epochs=range(done, epochs), shuffle=shuffle, every=every)
        return self.history

    def train_on_batch(self, x: Any, y: Any, sample_weight: Any = None, class_weight: Any = None) -> Any:
        """Do one update on one batch, and return its loss, followed by the metrics if there are any."""
        data = self._data("train_on_batch", x, y, sample_weight, max(1, len(x)))
        if class_weight is not None:
            data.weigh(class_weight)
        tracker = training.Tracker(self.metrics)
        for batch in data.in_order():
            self.training_step(batch[0]).train(batch, tracker)
        return _as_list(tracker)

    def training_step(self, x: Any = None) -> Step:
        """Return the step that `fit` does on each batch; samples `x` make the weights that do not exist yet."""
        if x is not None and not all(layer.built for layer in self._all_layers(lambda layer: True)):
            with ag.no_grad():
                self(x[:1], training=False)
        if self._step is None or not self._step.is_for(self):
            self._step = Step(self, compiled=not self._run_eagerly, native=self._native)
        return self._step

    def evaluate(
        self,
        x: Any,
        y: Any = None,
        batch_size: int | None = None,
        verbose: int | str = "auto",
        sample_weight: Any = None,
        callbacks: Sequence[Callback] | None = None,
        return_dict: bool = False,
    ) -> Any:
        """Return the loss on data, followed by the metrics if there are any: a number, a list, or a dict."""
        data = self._data("evaluate", x, y, sample_weight, batch_size)
        with self._events([], callbacks, verbose, steps=len(data)) as events:
            logs = training.evaluate(self, data, events)
        return logs if return_dict else _as_list(logs)

    def test_on_batch(self, x: Any, y: Any, sample_weight: Any = None) -> Any:
        """Return the loss of one batch, followed by the metrics if there are any, without training."""
        return self.evaluate(x, y, batch_size=max(1, len(x)), verbose=0, sample_weight=sample_weight)

    def predict(
        self,
        x: Any,
        batch_size: int | None = None,
        verbose: int | str = "auto",
        callbacks: Sequence[Callback] | None = None,
    ) -> Any:
        """Return the outputs for all samples, as one NumPy array."""
        data = Batches(x, batch_size=batch_size)
        with self._events([], callbacks, verbose, steps=len(data)) as events:
            return training.predict(self, data, events)

    def predict_on_batch(self, x: Any) -> Any:
        """Return the outputs for one batch, as a NumPy array."""
        return self.predict(x, batch_size=max(1, len(x)), verbose=0)

    def _events(self, own: Sequence[Callback], callbacks: Any, verbose: int | str, **params: Any) -> CallbackList:
        """Return all callbacks as one: the display first, so others write below it; the history last, to see all."""
        theirs = CallbackList(callbacks).callbacks
        display = ProgressDisplay(verbose=1 if verbose == "auto" else verbose)
        return CallbackList([display, *theirs, *own], model=self, verbose=verbose, **params)

    # ---------------------------------------------------------------------------------------------------------- weights

    def save_weights(self, filepath: str) -> None:
        """Write all weights to an `.npz` file; a crash never leaves half a file.

        Raises ConfigurationError where the weights do not exist yet or the path ends in something else, and what
        `nn.saving.save_arrays` raises.
        """
        self.require_weights()
        save_arrays(filepath, {f"{i:03d} {w.name}": w.array for i, w in enumerate(self.weights)})

    def load_weights(self, filepath: str) -> None:
        """Read all weights from an `.npz` file written by `save_weights`.

        Raises DataError where the file is missing, damaged, or of another model.
        """
        arrays = load_arrays(filepath)
        self.set_weights([arrays[name] for name in sorted(arrays)])

    def summary(self) -> None:
        """Print a table of the layers, their output shapes and numbers of parameters."""
        print(summary_of(self))  # noqa: T201  # printing is what is asked for


class Sequential(Model):
    """A chain of layers: each is applied to the outputs of the one before.

    >>> from nn import layers
    >>> network = Sequential()
    >>> network.add(layers.Dense(512, activation="relu", input_shape=(784,)))
    >>> network.add(layers.Dense(10, activation="softmax"))
    >>> network.count_params()
    407050

    Raises ConfigurationError where something added is no layer.
    """

    def __init__(self, layers: Sequence[Layer] = (), *, name: str | None = None) -> None:
        super().__init__(name=name)
        if not isinstance(layers, (list, tuple)):
            given, remedy = repr(layers), "pass them as models.Sequential([layers.Dense(10)])"
            raise ConfigurationError(explain("a Sequential takes its layers in a list", given, remedy))
        self.layers: list[Layer] = []
        for layer in layers:
            self.add(layer)

    def add(self, layer: Any) -> None:
        """Append a layer; its weights are made at once if the shape of its inputs is known."""
        if not isinstance(layer, Layer):
            remedy = "pass an instance, such as layers.Dense(10)"
            raise ConfigurationError(explain("a Sequential consists of layers", repr(layer), remedy))
        if not self.layers and self.input_shape is None:
            self.input_shape = self._output_shape = layer.input_shape
        if not isinstance(layer, InputLayer):
            self.layers.append(layer)
        self._grow(layer)

    def _grow(self, layer: Layer) -> None:
        if self._output_shape is None:
            return
        if not layer.built:
            layer.build(self._output_shape)
        if layer.input_shape is None:
            layer.input_shape = self._output_shape
        self._output_shape = layer.compute_output_shape(self._output_shape)
        self.built = True

    _output_shape: Shape | None = None

    def pop(self) -> Layer:
        """Remove the last layer and return it.

        Raises ConfigurationError where there is none.
        """
        if not self.layers:
            raise ConfigurationError(explain("there is no layer to remove", "an empty Sequential", "add layers first"))
        layer = self.layers.pop()
        self._output_shape = layer.input_shape
        return layer

    def build(self, input_shape: Any) -> None:
        """Make the weights of all layers for inputs of a shape."""
        self._check_layers()
        self.input_shape = self._output_shape = (None, *input_shape[1:])
        for layer in self.layers:
            self._grow(layer)

    def call(self, inputs: Any) -> Any:
        """Apply the layers one after the other."""
        for layer in self.layers:
            inputs = layer(inputs)
        return inputs

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """Return the shape of the outputs of the last layer."""
        for layer in self.layers:
            input_shape = layer.compute_output_shape(input_shape)
        return input_shape

    def _check_layers(self) -> None:
        if not self.layers:
            given = f'an empty Sequential "{self.name}"'
            raise ConfigurationError(explain("a network without layers cannot be trained", given, TWO_LINES))


def _native(jit_compile: bool | str) -> bool | None:
    if jit_compile not in (True, False, "auto"):
        remedy = 'pass True, False, or "auto" for what is installed'
        raise ConfigurationError(explain("no such way to compile", f"jit_compile={jit_compile!r}", remedy))
    return None if jit_compile == "auto" else bool(jit_compile)


def _by_name(metrics: Sequence[Metric]) -> dict[str, Metric]:
    """Return metrics by their names in the logs, which must differ."""
    named: dict[str, Metric] = {}
    for metric in metrics:
        if metric.name in {"loss", *named}:
            remedy = "give one another name, as by metrics.MeanMetricWrapper(function, name='other')"
            raise ConfigurationError(explain("values in the logs need names that differ", repr(metric.name), remedy))
        named[metric.name] = metric
    return named


def _validation(data: Any) -> Sequence[Any]:
    """Return data to validate on, once they are a pair or a triple."""
    is_some = isinstance(data, (list, tuple))
    if is_some and len(data) in {2, 3} and data[1] is not None:
        parts: Sequence[Any] = data
        return parts
    kind = type(data).__name__
    given = f"a {kind} of {', '.join(type(part).__name__ for part in data)}" if is_some else f"a {kind}"
    wrong = "validation_data must be (x, y) or (x, y, sample_weight)"
    raise DataError(explain(wrong, given, "pass a tuple of two or three arrays"))


def _as_list(logs: Mapping[str, float]) -> Any:
    values = list(logs.values())
    return values if len(values) > 1 else values[0]


def summary_of(model: Model) -> str:
    """Return a table of the layers of a model, their output shapes and numbers of parameters."""
    rows = [(f"{layer.name} ({type(layer).__name__})", *_size_of(layer)) for layer in model.sublayers]
    head = ("Layer (type)", "Output shape", "Parameters")
    widths = [max(len(row[i]) for row in [head, *rows]) for i in range(3)]
    lines = [f"{a:<{widths[0]}}  {b:<{widths[1]}}  {c:>{widths[2]}}" for a, b, c in [head, *rows]]
    rule = "─" * len(lines[0])
    total, trained = sum(w.size for w in model.weights), sum(w.size for w in model.trainable_weights)
    end = f"Total: {total:,} parameters, {trained:,} of them trainable"
    return "\n".join([f'Model "{model.name}"', rule, lines[0], rule, *lines[1:], rule, end])


def _size_of(layer: Layer) -> tuple[str, str]:
    """Return the output shape and the number of parameters of a layer, as far as they are known."""
    if not layer.built or layer.input_shape is None:
        return "not built yet", "?"
    return str(layer.compute_output_shape(layer.input_shape)), f"{layer.count_params():,}"
