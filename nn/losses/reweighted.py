"""Cross-entropies that care less about samples which the model already gets right, or which may be mislabelled.

    >>> binary_focal_crossentropy([[1.0]], [[0.5]])
    Tensor([0.1732868])

Not here: the plain cross-entropies (`crossentropy`).
"""

from __future__ import annotations

from typing import Any

import numpy as np

import autograd_core as ag
from autograd_core.errors import ConfigurationError, explain
from nn.losses.crossentropy import binary_terms, probabilities, rows, sparse_labels
from nn.losses.loss import LossFunctionWrapper, Reduction, matched, predicted

__all__ = ["BinaryFocalCrossentropy", "CategoricalFocalCrossentropy", "CategoricalGeneralizedCrossEntropy"]
__all__ += ["binary_focal_crossentropy", "categorical_focal_crossentropy", "categorical_generalized_cross_entropy"]


def binary_focal_crossentropy(
    y_true: Any,
    y_pred: Any,
    apply_class_balancing: bool = False,
    alpha: float = 0.25,
    gamma: float = 2.0,
    from_logits: bool = False,
    label_smoothing: float = 0.0,
    axis: int = -1,
) -> Any:
    """Return the mean over the axis of (1 − q)^gamma times the binary cross-entropy; q is the probability of the truth.

    With `apply_class_balancing`, samples weigh alpha where y_true = 1, and 1 − alpha where it is 0. Other arguments are
    those of `binary_crossentropy`. Lin, Goyal, Girshick, He, Dollár: Focal loss for dense object detection, 2017.

    Raises ShapeError where the shapes differ.

    >>> binary_focal_crossentropy([[1.0]], [[0.0]], gamma=0.0, from_logits=True)
    Tensor([0.69314718])
    """
    y_true, y_pred = matched("binary_focal_crossentropy", y_true, y_pred)
    if label_smoothing:
        y_true = y_true * (1.0 - label_smoothing) + 0.5 * label_smoothing
    p = ag.sigmoid(y_pred) if from_logits else y_pred
    q = y_true * p + (1 - y_true) * (1 - p)
    losses = (1.0 - q) ** gamma * binary_terms(y_true, p)
    if apply_class_balancing:
        losses = losses * (y_true * alpha + (1 - y_true) * (1 - alpha))
    return losses.mean(axis=axis)


def categorical_focal_crossentropy(
    y_true: Any,
    y_pred: Any,
    alpha: Any = 0.25,
    gamma: float = 2.0,
    from_logits: bool = False,
    label_smoothing: float = 0.0,
    axis: int = -1,
) -> Any:
    """Return −Σ alpha · (1 − y_pred)^gamma · y_true · log y_pred over the classes; alpha may be one number for each.

    Other arguments are those of `categorical_crossentropy`. Lin, Goyal, Girshick, He, Dollár: Focal loss for dense
    object detection, 2017. Raises ShapeError where the shapes differ.

    >>> categorical_focal_crossentropy([[0.0, 1.0]], [[0.5, 0.5]])
    Tensor([0.0433217])
    """
    y_true, y_pred = rows("categorical_focal_crossentropy", y_true, y_pred, axis, label_smoothing)
    p = probabilities(ag.softmax(y_pred, axis=axis) if from_logits else y_pred, axis)
    alpha = alpha if isinstance(alpha, (int, float)) else np.asarray(alpha, y_pred.dtype)
    return (-y_true * np.log(p) * (alpha * (1.0 - p) ** gamma)).sum(axis=axis)


def categorical_generalized_cross_entropy(y_true: Any, y_pred: Any, q: float = 0.5) -> Any:
    """Return (1 − y_pred[label]^q) / q, between the cross-entropy (q → 0) and the mean absolute error (q = 1).

    y_true are integer labels of shape (n, …) or (n, …, 1), y_pred probabilities of shape (n, …, classes). Zhang,
    Sabuncu: Generalized cross entropy loss for training deep neural networks with noisy labels, 2018.

    Raises ShapeError where the shapes do not fit, DataError for a label that is no class.

    >>> categorical_generalized_cross_entropy([1], [[0.75, 0.25]])
    Tensor([1.])
    """
    y_pred = predicted(y_pred)
    labels = sparse_labels("categorical_generalized_cross_entropy", y_true, y_pred.shape, None)
    true = labels[..., None] == np.arange(y_pred.shape[-1])
    return (1 - (y_pred * true).sum(axis=-1) ** q) / q


# --------------------------------------------------------------------------------------------------------- as classes


class BinaryFocalCrossentropy(LossFunctionWrapper):
    """The loss of `binary_focal_crossentropy`.

    >>> BinaryFocalCrossentropy(gamma=0.0)([[1.0]], [[0.5]])
    Tensor(0.69314718)
    """

    def __init__(
        self,
        apply_class_balancing: bool = False,
        alpha: float = 0.25,
        gamma: float = 2.0,
        from_logits: bool = False,
        label_smoothing: float = 0.0,
        axis: int = -1,
        reduction: Reduction = "sum_over_batch_size",
        name: str = "binary_focal_crossentropy",
    ) -> None:
        settings = {"alpha": alpha, "gamma": gamma, "from_logits": from_logits, "label_smoothing": label_smoothing}
        settings |= {"apply_class_balancing": apply_class_balancing, "axis": axis}
        super().__init__(binary_focal_crossentropy, reduction, name, **settings)


class CategoricalFocalCrossentropy(LossFunctionWrapper):
    """The loss of `categorical_focal_crossentropy`.

    >>> CategoricalFocalCrossentropy(alpha=1.0, gamma=0.0)([[0.0, 1.0]], [[0.5, 0.5]])
    Tensor(0.69314718)
    """

    def __init__(
        self,
        alpha: Any = 0.25,
        gamma: float = 2.0,
        from_logits: bool = False,
        label_smoothing: float = 0.0,
        axis: int = -1,
        reduction: Reduction = "sum_over_batch_size",
        name: str = "categorical_focal_crossentropy",
    ) -> None:
        settings = {"alpha": alpha, "gamma": gamma, "from_logits": from_logits, "label_smoothing": label_smoothing}
        super().__init__(categorical_focal_crossentropy, reduction, name, **settings, axis=axis)


class CategoricalGeneralizedCrossEntropy(LossFunctionWrapper):
    """The loss of `categorical_generalized_cross_entropy`.

    Raises ConfigurationError where q is not between 0 and 1.

    >>> CategoricalGeneralizedCrossEntropy()([1], [[0.75, 0.25]])
    Tensor(1.)
    """

    def __init__(
        self,
        q: float = 0.5,
        reduction: Reduction = "sum_over_batch_size",
        name: str = "categorical_generalized_cross_entropy",
    ) -> None:
        if not 0 < q < 1:
            raise ConfigurationError(explain("q must lie between 0 and 1", f"q={q}", "pass one such as 0.5"))
        super().__init__(categorical_generalized_cross_entropy, reduction, name, q=q)
