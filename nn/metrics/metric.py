"""What every metric shares: a state that is updated batch by batch, and a result at any time.

    >>> metric = Mean()
    >>> metric.update_state([1.0, 2.0])
    >>> metric.update_state([6.0])
    >>> metric.result()
    3.0

State is Python and NumPy numbers; nothing is recorded. Not here: what is measured (`accuracy`, `regression`,
`confusion`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

import autograd_core as ag
from autograd_core.errors import ConfigurationError, explain
from autograd_core.values import as_array
from nn.losses.loss import weights_like

__all__ = ["Mean", "MeanMetricWrapper", "Metric", "RunningMean", "Sum", "values_of"]


def values_of(x: Any) -> Any:
    """Return an array or Tensor as a plain NumPy array.

    >>> values_of([1.0])
    array([1.])
    """
    return x.array if isinstance(x, ag.Tensor) else as_array(x)


class Metric:
    """The base of all metrics: update the state with each batch, ask for the result, reset.

    name  for logs; the name of the class if None

    A subclass defines `update_state`, `result` and `reset_state`.
    """

    def __init__(self, name: str | None = None) -> None:
        self.name = name or type(self).__name__

    def __repr__(self) -> str:
        return f"<{type(self).__name__} name={self.name}>"

    def update_state(self, *args: Any, **kwargs: Any) -> None:
        """Take in one batch."""
        raise ConfigurationError(self._incomplete("update_state"))

    def result(self) -> Any:
        """Return the value for all batches since the last reset."""
        raise ConfigurationError(self._incomplete("result"))

    def reset_state(self) -> None:
        """Forget all batches."""
        raise ConfigurationError(self._incomplete("reset_state"))

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Take in one batch, and return the result so far."""
        self.update_state(*args, **kwargs)
        return self.result()

    def _incomplete(self, method: str) -> str:
        given = f"the class {type(self).__name__} without a method {method}"
        return explain("a metric cannot be computed", given, f"define {method}")


class RunningMean(Metric):
    """The base of all means: values are added up, weighed by the weights of their samples; 0 where there are none."""

    def __init__(self, name: str | None = None) -> None:
        super().__init__(name)
        self.total, self.count = 0.0, 0.0

    def add(self, values: Any, sample_weight: Any = None) -> None:
        """Take in values of shape (n, …), and weights of the shape of their first axes.

        Raises ShapeError where the weights do not fit.
        """
        values = values_of(values)
        if sample_weight is None:
            self.include(float(values.sum(dtype=np.float64)), values.size)
            return
        weights = np.broadcast_to(weights_like(values.astype(np.float64, copy=False), sample_weight), values.shape)
        self.include(float((values * weights).sum()), float(weights.sum()))

    def include(self, total: float, count: float) -> None:
        """Take in values that are already added up, and how many they are."""
        self.total += total
        self.count += count

    def result(self) -> float:
        """Return the mean."""
        return self.total / self.count if self.count else 0.0

    def reset_state(self) -> None:
        """Forget all values."""
        self.total, self.count = 0.0, 0.0


class Mean(RunningMean):
    """The mean of all values so far, weighed by the weights of their samples; 0 where there are none.

    >>> Mean()([1.0, 3.0], sample_weight=[1.0, 0.0])
    1.0
    """

    def __init__(self, name: str = "mean") -> None:
        super().__init__(name)

    def update_state(self, values: Any, sample_weight: Any = None) -> None:
        """Take in values of shape (n, …), and weights of the shape of their first axes.

        Raises ShapeError where the weights do not fit.
        """
        self.add(values, sample_weight)


class Sum(Mean):
    """The sum of all values so far, each times the weight of its sample.

    >>> Sum()([1.0, 3.0])
    4.0
    """

    def __init__(self, name: str = "sum") -> None:
        super().__init__(name)

    def result(self) -> float:
        """Return the sum."""
        return self.total


class MeanMetricWrapper(RunningMean):
    """The mean over all samples of a function of true values and predictions.

    fn      the function: (y_true, y_pred) → one value for each sample
    kwargs  further arguments for it

    >>> MeanMetricWrapper(lambda y_true, y_pred: abs(y_true - y_pred))([1.0, 2.0], [1.0, 4.0])
    1.0
    """

    def __init__(self, fn: Callable[..., Any], name: str | None = None, **kwargs: Any) -> None:
        super().__init__(name or getattr(fn, "__name__", type(self).__name__))
        self.fn, self.settings = fn, kwargs

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Take in one batch.

        Raises ShapeError where the shapes do not fit.
        """
        with ag.no_grad():
            values = self.fn(values_of(y_true), values_of(y_pred), **self.settings)
        self.add(values, sample_weight)
