"""Losses of regression: how far predicted numbers are from true ones.

    >>> mean_squared_error([[1.0, 2.0]], [[1.0, 4.0]])
    Tensor([2.])

Every function takes true and predicted values of one shape (n, …, k), and returns the mean over the last axis, of shape
(n, …). Every class reduces these to one number. Not here: directions of vectors (`similarity`), probabilities
(`crossentropy`).
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from nn.losses.loss import EPSILON, LossFunctionWrapper, Reduction, matched

__all__ = ["Huber", "LogCosh", "MeanAbsoluteError", "MeanAbsolutePercentageError", "MeanSquaredError"]
__all__ += ["MeanSquaredLogarithmicError", "Poisson", "huber", "log_cosh", "mean_absolute_error"]
__all__ += ["mean_absolute_percentage_error", "mean_squared_error", "mean_squared_logarithmic_error", "poisson"]


def mean_squared_error(y_true: Any, y_pred: Any) -> Any:
    """Return mean (y_true − y_pred)². Raises ShapeError where the shapes differ.

    >>> mean_squared_error([1.0, 2.0], [1.0, 4.0])
    Tensor(2.)
    """
    y_true, y_pred = matched("mean_squared_error", y_true, y_pred)
    return np.square(y_true - y_pred).mean(axis=-1)


def mean_absolute_error(y_true: Any, y_pred: Any) -> Any:
    """Return mean |y_true − y_pred|. Raises ShapeError where the shapes differ.

    >>> mean_absolute_error([1.0, 2.0], [1.0, 4.0])
    Tensor(1.)
    """
    y_true, y_pred = matched("mean_absolute_error", y_true, y_pred)
    return np.abs(y_true - y_pred).mean(axis=-1)


def mean_absolute_percentage_error(y_true: Any, y_pred: Any) -> Any:
    """Return 100 · mean |y_true − y_pred| / |y_true|, divisors being at least 1e-7.

    Raises ShapeError where the shapes differ.

    >>> mean_absolute_percentage_error([2.0, 4.0], [1.0, 4.0])
    Tensor(25.)
    """
    y_true, y_pred = matched("mean_absolute_percentage_error", y_true, y_pred)
    return 100.0 * np.abs((y_true - y_pred) / np.clip(np.abs(y_true), EPSILON, None)).mean(axis=-1)


def mean_squared_logarithmic_error(y_true: Any, y_pred: Any) -> Any:
    """Return mean (log(1 + y_true) − log(1 + y_pred))², negative values counting as 0.

    Raises ShapeError where the shapes differ.

    >>> mean_squared_logarithmic_error([0.0], [np.e - 1.0]).item()
    0.99999...
    """
    y_true, y_pred = matched("mean_squared_logarithmic_error", y_true, y_pred)
    difference = np.log1p(np.clip(y_pred, EPSILON, None)) - np.log1p(np.clip(y_true, EPSILON, None))
    return np.square(difference).mean(axis=-1)


def huber(y_true: Any, y_pred: Any, delta: float = 1.0) -> Any:
    """Return the mean of ½ e² where |e| ≤ delta, else delta · |e| − ½ delta², for errors e = y_pred − y_true.

    Huber: Robust estimation of a location parameter, 1964. Raises ShapeError where the shapes differ.

    >>> huber([0.0, 0.0], [1.0, 3.0])
    Tensor(1.5)
    """
    y_true, y_pred = matched("huber", y_true, y_pred)
    error = np.abs(y_pred - y_true)
    return np.where(error <= delta, 0.5 * np.square(error), delta * error - 0.5 * delta**2).mean(axis=-1)


def log_cosh(y_true: Any, y_pred: Any) -> Any:
    """Return mean log cosh(y_pred − y_true), which is about ½ e² for small errors and |e| − log 2 for large ones.

    Raises ShapeError where the shapes differ.

    >>> log_cosh([0.0], [1000.0])
    Tensor(999.30685282)
    """
    y_true, y_pred = matched("log_cosh", y_true, y_pred)
    error = y_pred - y_true
    # log cosh e = e + log(1 + exp(−2e)) − log 2 does not overflow.
    return (error + np.logaddexp(-2.0 * error, 0.0) - math.log(2)).mean(axis=-1)


def poisson(y_true: Any, y_pred: Any) -> Any:
    """Return mean (y_pred − y_true · log y_pred): counts that follow a Poisson law of the predicted mean.

    As in Keras 1e-7 is added under the logarithm. Raises ShapeError where the shapes differ.

    >>> poisson([2.0], [1.0])
    Tensor(0.9999998)
    """
    y_true, y_pred = matched("poisson", y_true, y_pred)
    return (y_pred - y_true * np.log(y_pred + EPSILON)).mean(axis=-1)


# --------------------------------------------------------------------------------------------------------- as classes


class MeanSquaredError(LossFunctionWrapper):
    """The loss of `mean_squared_error`.

    >>> MeanSquaredError()([[1.0], [2.0]], [[1.0], [4.0]])
    Tensor(2.)
    """

    def __init__(self, reduction: Reduction = "sum_over_batch_size", name: str = "mean_squared_error") -> None:
        super().__init__(mean_squared_error, reduction, name)


class MeanAbsoluteError(LossFunctionWrapper):
    """The loss of `mean_absolute_error`.

    >>> MeanAbsoluteError()([[1.0], [2.0]], [[1.0], [4.0]])
    Tensor(1.)
    """

    def __init__(self, reduction: Reduction = "sum_over_batch_size", name: str = "mean_absolute_error") -> None:
        super().__init__(mean_absolute_error, reduction, name)


class MeanAbsolutePercentageError(LossFunctionWrapper):
    """The loss of `mean_absolute_percentage_error`.

    >>> MeanAbsolutePercentageError()([[2.0], [4.0]], [[1.0], [4.0]])
    Tensor(25.)
    """

    def __init__(
        self, reduction: Reduction = "sum_over_batch_size", name: str = "mean_absolute_percentage_error"
    ) -> None:
        super().__init__(mean_absolute_percentage_error, reduction, name)


class MeanSquaredLogarithmicError(LossFunctionWrapper):
    """The loss of `mean_squared_logarithmic_error`.

    >>> MeanSquaredLogarithmicError()([[1.0]], [[1.0]])
    Tensor(0.)
    """

    def __init__(
        self, reduction: Reduction = "sum_over_batch_size", name: str = "mean_squared_logarithmic_error"
    ) -> None:
        super().__init__(mean_squared_logarithmic_error, reduction, name)


class Huber(LossFunctionWrapper):
    """The loss of `huber`.

    >>> Huber(delta=2.0)([[0.0]], [[3.0]])
    Tensor(4.)
    """

    def __init__(
        self, delta: float = 1.0, reduction: Reduction = "sum_over_batch_size", name: str = "huber_loss"
    ) -> None:
        super().__init__(huber, reduction, name, delta=delta)


class LogCosh(LossFunctionWrapper):
    """The loss of `log_cosh`.

    >>> LogCosh()([[1.0]], [[1.0]])
    Tensor(0.)
    """

    def __init__(self, reduction: Reduction = "sum_over_batch_size", name: str = "log_cosh") -> None:
        super().__init__(log_cosh, reduction, name)


class Poisson(LossFunctionWrapper):
    """The loss of `poisson`.

    >>> Poisson()([[0.0]], [[1.0]])
    Tensor(1.)
    """

    def __init__(self, reduction: Reduction = "sum_over_batch_size", name: str = "poisson") -> None:
        super().__init__(poisson, reduction, name)
