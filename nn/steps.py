"""The step of training: forward pass, loss, backward pass, update and metrics of one batch.

It is one function of a batch that reads and assigns Variables, so it can be compiled: `fit` runs it as a program, made
once for each shape of a batch, unless `compile(run_eagerly=True)` was said. The results are the same.

    >>> import numpy as np, nn
    >>> model = nn.models.Sequential([nn.layers.Dense(1, input_shape=(2,))])
    >>> model.compile("sgd", "mse")
    >>> history = model.fit(np.ones((8, 2)), np.ones((8, 1)), epochs=3, verbose=0)
    >>> print(model.training_step().report())
    step of sequential...: 1 program, 3 calls
    ...

A model that cannot be traced is trained eagerly, with a warning that says why. Not here: the loop over batches
(`training`), how functions are compiled (`autograd_core.compile`).
"""

from __future__ import annotations

import warnings
from contextlib import nullcontext
from typing import Any

import numpy as np

import autograd_core as ag
from autograd_core.errors import NotFiniteError, explain
from autograd_core.graph.tracing import require_finite
from autograd_core.values import make
from nn.metrics.metric import MeanMetricWrapper, RunningMean
from nn.settings import Settings, refusing_python_state

__all__ = ["EagerTrainingWarning", "Step"]


class EagerTrainingWarning(UserWarning):
    """A model whose step of training cannot be compiled, and is run as it is."""


class _SpoiledError(Exception):
    """A loss that is not finite."""


class Step:
    """One step of training of a model on a batch.

    compiled  whether it is run as a program
    native    whether as machine code; None: where llvmlite is installed
    """

    def __init__(self, model: Any, *, compiled: bool, native: bool | None = None) -> None:
        self.model = model
        self.made_for = _parts(model)
        self._settings = Settings(model)
        self._previous = [ag.Variable(w.array, name=f"previous_{w.name}", trainable=False) for w in model.weights]
        metrics = list(model.metrics.values())
        self._means = [metric for metric in metrics if _is_mean(metric)]
        self._others = [metric for metric in metrics if not _is_mean(metric)]
        self._compiled = ag.compile(self.training_step, native=native) if compiled else None
        if self._compiled is not None:
            self._compiled.__name__ = f"step of {model.name}"

    @property
    def is_compiled(self) -> bool:
        """Whether the step is run as a program."""
        return self._compiled is not None

    def is_for(self, model: Any) -> bool:
        """Whether the model still has the weights, optimizer, loss and metrics that it had."""
        return [id(part) for part in self.made_for] == [id(part) for part in _parts(model)]

    def report(self) -> str:
        """Return what was compiled, and how often it ran."""
        return "eager" if self._compiled is None else self._compiled.report()

    def graph(self, x: Any, y: Any, sample_weight: Any = None) -> ag.Graph:
        """Return the graph of the step for a batch, which is not trained on: see `autograd_core.Graph`."""
        graph: ag.Graph = ag.trace(self.training_step)(x, y, sample_weight)
        return graph

    def train(self, batch: Any, tracker: Any, where: str = "this step") -> None:
        """Do the step on a batch, and take its loss and metrics in.

        Raises NotFiniteError where the loss is NaN or infinite; the weights are then those of the last finite loss.
        """
        x, y, weight = batch
        try:
            loss, sums, y_pred = self._run(x, y, weight)
        except _SpoiledError as spoiled:
            for before, now in zip(self._previous, self.model.weights, strict=True):
                now.assign(before.array)
            raise _not_finite(spoiled.args[0], batch, where) from None
        tracker.add(float(loss), len(y))
        for metric, (total, count) in zip(self._means, sums, strict=True):
            metric.include(float(total), count)
        for metric in self._others:
            metric.update_state(y, y_pred)

    def _run(self, *batch: Any) -> Any:
        """Run the program; where none can be made, the function itself from now on."""
        given = (make(batch[0], None), *batch[1:])  # the batch is ours: no need to copy it
        compiled = self._compiled
        if compiled is None:
            return self.training_step(*given)
        made = compiled.made
        if not self._settings.hold():
            self._settings = Settings(self.model)
        try:
            return compiled(*given, self._settings)
        except _SpoiledError:
            raise
        except Exception as error:
            if compiled.made > made or not self._is_traceable_mistake(error):
                raise
            result = self.training_step(*given)  # raises what is the user's own mistake
            self._compiled = None
            warnings.warn(_why_eager(self.model, error), stacklevel=6)
            return result

    @staticmethod
    def _is_traceable_mistake(error: Exception) -> bool:
        return not isinstance(error, ArithmeticError)

    @np.errstate(over="ignore", invalid="ignore")  # an overflow ends in a loss that is not finite, which is told better
    def training_step(self, x: Any, y: Any, weight: Any, settings: Settings | None = None) -> tuple[Any, Any, Any]:
        """Do the step itself; return the loss, what the metrics add up, and the outputs if a metric needs them.

        settings  of optimizer, loss and layers, which are part of a program: for others another one is made
        """
        model = self.model
        with nullcontext() if settings is None else refusing_python_state(model):
            return self._result(model, x, y, weight)

    def _result(self, model: Any, x: Any, y: Any, weight: Any) -> tuple[Any, Any, Any]:
        variables = model.trainable_weights
        y_pred = model(x, training=True)
        loss = model.loss(y, y_pred, weight)
        require_finite(loss, _SpoiledError)
        loss.backward()
        gradients = [variable.grad for variable in variables]
        for variable in variables:
            variable.grad = None
        for before, now in zip(self._previous, model.weights, strict=True):
            before.assign(now)
        model.optimizer.apply(gradients, variables)
        sums = [_sum_of(metric, y, y_pred.array) for metric in self._means]
        return loss.array, sums, y_pred.array if self._others else None


def _parts(model: Any) -> list[Any]:
    """Return what a step is made for."""
    return [model.optimizer, model.loss, *model.metrics.values(), *model.weights, *model.trainable_weights]


def _is_mean(metric: Any) -> bool:
    """Whether a metric is the plain mean of a function of each batch."""
    kind = type(metric)
    own = isinstance(metric, MeanMetricWrapper) and kind.update_state is MeanMetricWrapper.update_state
    return own and kind.add is RunningMean.add


def _sum_of(metric: Any, y: Any, y_pred: Any) -> tuple[Any, int]:
    """Return what a metric adds up in one batch, and how many values that are."""
    with ag.no_grad():
        values = metric.fn(y, y_pred, **metric.settings)
    return values.sum(dtype=np.float64), int(values.size)


def _why_eager(model: Any, error: Exception) -> EagerTrainingWarning:
    given = f"{type(error).__name__}: {error}".removesuffix(".")
    remedy = "say compile(run_eagerly=True) if that is meant"
    return EagerTrainingWarning(explain(f'"{model.name}" is trained eagerly, for it cannot be traced', given, remedy))


def _not_finite(value: float, batch: Any, where: str) -> NotFiniteError:
    """Return the error for a loss that is not finite, which says whether the data are to blame."""
    named = zip(("x", "y", "sample_weight"), batch, strict=True)
    spoiled = [name for name, part in named if part is not None and not np.isfinite(part).all()]
    given = f"{value} from NaN or infinity in {' and '.join(spoiled)}" if spoiled else str(value)
    remedy = "Clean the data" if spoiled else "Lower the learning rate, or clip gradients"
    back = "the weights of the last finite loss are back"
    return NotFiniteError(explain(f"the loss is not finite in {where}", given, f"{back}. {remedy}"))
