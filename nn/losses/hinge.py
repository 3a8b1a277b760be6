"""Hinge losses: zero once a decision is right by a margin, as in support vector machines.

    >>> hinge([[1.0, -1.0]], [[3.0, 0.5]])
    Tensor([0.75])

Not here: losses of probabilities (`crossentropy`).
"""

from __future__ import annotations

from typing import Any

import numpy as np

import autograd_core as ag
from nn.losses.loss import LossFunctionWrapper, Reduction, matched

__all__ = ["CategoricalHinge", "Hinge", "SquaredHinge", "categorical_hinge", "hinge", "squared_hinge"]


def hinge(y_true: Any, y_pred: Any) -> Any:
    """Return mean max(1 − y_true · y_pred, 0) over the last axis; true values are −1 or 1, and 0 counts as −1.

    Raises ShapeError where the shapes differ.

    >>> hinge([[0.0, 1.0]], [[-2.0, 0.0]])
    Tensor([0.5])
    """
    y_true, y_pred = matched("hinge", y_true, y_pred)
    return ag.relu(1.0 - _signs(y_true) * y_pred).mean(axis=-1)


def squared_hinge(y_true: Any, y_pred: Any) -> Any:
    """Return mean max(1 − y_true · y_pred, 0)² over the last axis; true values are −1 or 1, and 0 counts as −1.

    Raises ShapeError where the shapes differ.

    >>> squared_hinge([[0.0, 1.0]], [[-2.0, -1.0]])
    Tensor([2.])
    """
    y_true, y_pred = matched("squared_hinge", y_true, y_pred)
    return np.square(ag.relu(1.0 - _signs(y_true) * y_pred)).mean(axis=-1)


def categorical_hinge(y_true: Any, y_pred: Any) -> Any:
    """Return max(1 + max over wrong classes of y_pred − y_pred of the true class, 0); y_true are one-hot rows.

    Raises ShapeError where the shapes differ.

    >>> categorical_hinge([[0.0, 1.0]], [[0.5, 1.0]])
    Tensor([0.5])
    """
    y_true, y_pred = matched("categorical_hinge", y_true, y_pred)
    right = (y_true * y_pred).sum(axis=-1)
    wrong = ((1.0 - y_true) * y_pred).max(axis=-1)
    return ag.relu(wrong - right + 1.0)


def _signs(y_true: Any) -> Any:
    """Return labels of 0 and 1 as −1 and 1, and any others as they are."""
    labels = y_true.array
    return np.where(((labels == 0) | (labels == 1)).all(), 2.0 * y_true - 1.0, y_true)


# --------------------------------------------------------------------------------------------------------- as classes


class Hinge(LossFunctionWrapper):
    """The loss of `hinge`.

    >>> Hinge()([[1.0]], [[0.5]])
    Tensor(0.5)
    """

    def __init__(self, reduction: Reduction = "sum_over_batch_size", name: str = "hinge") -> None:
        super().__init__(hinge, reduction, name)


class SquaredHinge(LossFunctionWrapper):
    """The loss of `squared_hinge`.

    >>> SquaredHinge()([[1.0]], [[0.5]])
    Tensor(0.25)
    """

    def __init__(self, reduction: Reduction = "sum_over_batch_size", name: str = "squared_hinge") -> None:
        super().__init__(squared_hinge, reduction, name)


class CategoricalHinge(LossFunctionWrapper):
    """The loss of `categorical_hinge`.

    >>> CategoricalHinge()([[0.0, 1.0]], [[0.5, 1.0]])
    Tensor(0.5)
    """

    def __init__(self, reduction: Reduction = "sum_over_batch_size", name: str = "categorical_hinge") -> None:
        super().__init__(categorical_hinge, reduction, name)
