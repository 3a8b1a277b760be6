"""Errors of predicted numbers, as metrics.

    >>> RootMeanSquaredError()([[1.0], [2.0]], [[4.0], [6.0]])
    3.5355339059327378

Not here: the functions, which are the losses of the same names (`nn.losses`).
"""

from __future__ import annotations

import math
from typing import Any

from nn.losses import mean_absolute_error, mean_squared_error
from nn.losses.loss import matched
from nn.metrics.metric import MeanMetricWrapper, RunningMean, values_of

__all__ = ["MeanAbsoluteError", "MeanSquaredError", "RootMeanSquaredError"]


class MeanSquaredError(MeanMetricWrapper):
    """The mean of (y_true − y_pred)².

    >>> MeanSquaredError()([[1.0], [2.0]], [[1.0], [4.0]])
    2.0
    """

    def __init__(self, name: str = "mean_squared_error") -> None:
        super().__init__(mean_squared_error, name)


class MeanAbsoluteError(MeanMetricWrapper):
    """The mean of |y_true − y_pred|.

    >>> MeanAbsoluteError()([[1.0], [2.0]], [[1.0], [4.0]])
    1.0
    """

    def __init__(self, name: str = "mean_absolute_error") -> None:
        super().__init__(mean_absolute_error, name)


class RootMeanSquaredError(RunningMean):
    """The root of the mean of (y_true − y_pred)², over all batches.

    >>> RootMeanSquaredError()([[1.0]], [[3.0]])
    2.0
    """

    def __init__(self, name: str = "root_mean_squared_error") -> None:
        super().__init__(name)

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Take in one batch.

        Raises ShapeError where the shapes differ.
        """
        true, pred = matched("root_mean_squared_error", values_of(y_true), values_of(y_pred))
        self.add((true.array - pred.array) ** 2, sample_weight)

    def result(self) -> float:
        """Return the root of the mean."""
        return math.sqrt(super().result())
