"""Accuracies: the part of predictions that is right.

    >>> sparse_categorical_accuracy([1, 0], [[0.2, 0.8], [0.1, 0.9]])
    array([1., 0.], dtype=float32)
    >>> CategoricalAccuracy()([[0.0, 1.0]], [[0.2, 0.8]])
    1.0

Functions return 1 or 0 for each sample, classes the mean over all batches. Not here: errors of numbers (`regression`).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_core.errors import ShapeError, explain
from nn.losses.loss import mismatch
from nn.metrics.metric import MeanMetricWrapper, values_of

__all__ = ["Accuracy", "BinaryAccuracy", "CategoricalAccuracy", "InferredAccuracy", "SparseCategoricalAccuracy"]
__all__ += ["SparseTopKCategoricalAccuracy", "TopKCategoricalAccuracy", "accuracy", "binary_accuracy"]
__all__ += ["categorical_accuracy", "inferred_accuracy", "sparse_categorical_accuracy"]
__all__ += ["sparse_top_k_categorical_accuracy", "top_k_categorical_accuracy"]


def accuracy(y_true: Any, y_pred: Any) -> Any:
    """Return where y_true = y_pred, element by element. Raises ShapeError where the shapes differ.

    >>> accuracy([1, 2], [1, 3])
    array([1., 0.], dtype=float32)
    """
    y_true, y_pred = _pair("accuracy", y_true, y_pred)
    return (y_true == y_pred).astype(np.float32)


def binary_accuracy(y_true: Any, y_pred: Any, threshold: float = 0.5) -> Any:
    """Return where y_true says the same as y_pred > threshold, element by element.

    Raises ShapeError where the shapes differ.

    >>> binary_accuracy([[1], [0]], [[0.9], [0.6]])
    array([[1.],
           [0.]], dtype=float32)
    """
    y_true, y_pred = _pair("binary_accuracy", y_true, y_pred)
    return (y_true == (y_pred > threshold)).astype(np.float32)


def categorical_accuracy(y_true: Any, y_pred: Any) -> Any:
    """Return where the largest entries along the last axis agree, for one-hot rows y_true.

    Raises ShapeError where the shapes differ.

    >>> categorical_accuracy([[0.0, 1.0]], [[0.2, 0.8]])
    array([1.], dtype=float32)
    """
    y_true, y_pred = _pair("categorical_accuracy", y_true, y_pred)
    return (y_true.argmax(axis=-1) == y_pred.argmax(axis=-1)).astype(np.float32)


def sparse_categorical_accuracy(y_true: Any, y_pred: Any) -> Any:
    """Return where the label is the place of the largest entry along the last axis.

    Labels have the shape of y_pred without its last axis, or with it of length 1. Raises ShapeError where they do not.

    >>> sparse_categorical_accuracy([[1], [0]], [[0.2, 0.8], [0.1, 0.9]])
    array([1., 0.], dtype=float32)
    """
    labels, y_pred = _labels("sparse_categorical_accuracy", y_true, y_pred)
    return (labels == y_pred.argmax(axis=-1)).astype(np.float32)


def top_k_categorical_accuracy(y_true: Any, y_pred: Any, k: int = 5) -> Any:
    """Return where the true class is among the k largest entries, for one-hot rows y_true.

    Raises ShapeError where the shapes differ.

    >>> top_k_categorical_accuracy([[1.0, 0.0, 0.0]], [[0.3, 0.5, 0.2]], k=2)
    array([1.], dtype=float32)
    """
    y_true, y_pred = _pair("top_k_categorical_accuracy", y_true, y_pred)
    return _in_top_k(y_true.argmax(axis=-1), y_pred, k)


def sparse_top_k_categorical_accuracy(y_true: Any, y_pred: Any, k: int = 5) -> Any:
    """Return where the label is the place of one of the k largest entries.

    Raises ShapeError where the shapes do not fit.

    >>> sparse_top_k_categorical_accuracy([0], [[0.3, 0.5, 0.2]], k=2)
    array([1.], dtype=float32)
    """
    labels, y_pred = _labels("sparse_top_k_categorical_accuracy", y_true, y_pred)
    return _in_top_k(labels, y_pred, k)


def inferred_accuracy(y_true: Any, y_pred: Any) -> Any:
    """Return the accuracy that fits the shapes, as Keras finds what "accuracy" means.

    binary where each prediction is one number (…, 1); sparse where labels lack the axis of the classes, or have it of
    length 1; else categorical. Raises ShapeError where the shapes fit none.

    >>> inferred_accuracy([1, 0], [[0.2, 0.8], [0.1, 0.9]])
    array([1., 0.], dtype=float32)
    """
    y_true, y_pred = values_of(y_true), values_of(y_pred)
    if y_pred.ndim == 0 or y_pred.shape[-1] == 1:
        return binary_accuracy(y_true, y_pred)
    if y_true.ndim < y_pred.ndim or y_true.shape[-1] == 1:
        return sparse_categorical_accuracy(y_true, y_pred)
    return categorical_accuracy(y_true, y_pred)


def _pair(metric: str, y_true: Any, y_pred: Any) -> tuple[Any, Any]:
    y_true, y_pred = values_of(y_true), values_of(y_pred)
    if y_true.shape != y_pred.shape:
        raise ShapeError(mismatch(metric, y_true.shape, y_pred.shape))
    return y_true, y_pred


def _labels(metric: str, y_true: Any, y_pred: Any) -> tuple[Any, Any]:
    labels, y_pred = values_of(y_true), values_of(y_pred)
    if labels.shape == (*y_pred.shape[:-1], 1):
        labels = labels.reshape(y_pred.shape[:-1])
    if labels.shape != y_pred.shape[:-1]:
        given = f"y_true of shape {labels.shape} and y_pred of shape {y_pred.shape}"
        remedy = f"pass labels of shape {y_pred.shape[:-1]}"
        if labels.shape == y_pred.shape:
            remedy = f"use {metric.removeprefix('sparse_')} for one-hot rows"
        raise ShapeError(explain(f"{metric} needs one integer label for each sample", given, remedy))
    return labels, y_pred


def _in_top_k(labels: Any, y_pred: Any, k: int) -> Any:
    """Return where fewer than k entries are larger than that of the label, which is finite."""
    score = np.take_along_axis(y_pred, labels.astype(np.intp)[..., None], -1)
    return (((y_pred > score).sum(axis=-1) < k) & np.isfinite(score[..., 0])).astype(np.float32)


# --------------------------------------------------------------------------------------------------------- as classes


class Accuracy(MeanMetricWrapper):
    """How often y_true = y_pred: for predictions that are labels. The name "accuracy" finds `InferredAccuracy`.

    >>> Accuracy()([1, 2], [1, 3])
    0.5
    """

    def __init__(self, name: str = "accuracy") -> None:
        super().__init__(accuracy, name)


class InferredAccuracy(MeanMetricWrapper):
    """The mean of `inferred_accuracy`, which finds from the shapes what "accuracy" means.

    >>> InferredAccuracy()([1, 0], [[0.2, 0.8], [0.1, 0.9]])
    0.5
    """

    def __init__(self, name: str = "accuracy") -> None:
        super().__init__(inferred_accuracy, name)


class BinaryAccuracy(MeanMetricWrapper):
    """The mean of `binary_accuracy`.

    >>> BinaryAccuracy()([[1], [0]], [[0.9], [0.6]])
    0.5
    """

    def __init__(self, name: str = "binary_accuracy", threshold: float = 0.5) -> None:
        super().__init__(binary_accuracy, name, threshold=threshold)


class CategoricalAccuracy(MeanMetricWrapper):
    """The mean of `categorical_accuracy`.

    >>> CategoricalAccuracy()([[0.0, 1.0]], [[0.2, 0.8]])
    1.0
    """

    def __init__(self, name: str = "categorical_accuracy") -> None:
        super().__init__(categorical_accuracy, name)


class SparseCategoricalAccuracy(MeanMetricWrapper):
    """The mean of `sparse_categorical_accuracy`.

    >>> SparseCategoricalAccuracy()([1], [[0.2, 0.8]])
    1.0
    """

    def __init__(self, name: str = "sparse_categorical_accuracy") -> None:
        super().__init__(sparse_categorical_accuracy, name)


class TopKCategoricalAccuracy(MeanMetricWrapper):
    """The mean of `top_k_categorical_accuracy`.

    >>> TopKCategoricalAccuracy(k=2)([[1.0, 0.0, 0.0]], [[0.3, 0.5, 0.2]])
    1.0
    """

    def __init__(self, k: int = 5, name: str = "top_k_categorical_accuracy") -> None:
        super().__init__(top_k_categorical_accuracy, name, k=k)


class SparseTopKCategoricalAccuracy(MeanMetricWrapper):
    """The mean of `sparse_top_k_categorical_accuracy`.

    >>> SparseTopKCategoricalAccuracy(k=1)([0], [[0.3, 0.5, 0.2]])
    0.0
    """

    def __init__(self, k: int = 5, name: str = "sparse_top_k_categorical_accuracy") -> None:
        super().__init__(sparse_top_k_categorical_accuracy, name, k=k)
