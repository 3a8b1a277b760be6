"""Losses of directions and distances between vectors.

    >>> cosine_similarity([[1.0, 0.0]], [[2.0, 0.0]])
    Tensor([-1.])

Not here: distances between numbers (`regression`).
"""

from __future__ import annotations

from typing import Any

import numpy as np

import autograd_core as ag
from autograd_core.errors import ShapeError, explain
from autograd_core.values import as_array, plain
from nn.losses.loss import LossFunctionWrapper, Reduction, matched, predicted

__all__ = ["Circle", "CosineSimilarity", "circle", "cosine_similarity"]

TINY = 1e-12
"""The least squared length that a vector is divided by, as in Keras."""


def cosine_similarity(y_true: Any, y_pred: Any, axis: int = -1) -> Any:
    """Return −cos of the angle between true and predicted vectors: −1 for the same direction, 0 at a right angle.

    −Σ y_true · y_pred / (‖y_true‖ · ‖y_pred‖) along the axis. Raises ShapeError where the shapes differ.

    >>> cosine_similarity([[0.0, 1.0], [1.0, 1.0]], [[1.0, 0.0], [1.0, 1.0]])
    Tensor([-0., -1.])
    """
    y_true, y_pred = matched("cosine_similarity", y_true, y_pred)
    return -(_unit(y_true, axis) * _unit(y_pred, axis)).sum(axis=axis)


def _unit(x: Any, axis: int) -> Any:
    return x / np.sqrt(np.clip(np.square(x).sum(axis=axis, keepdims=True), TINY, None))


def circle(y_true: Any, y_pred: Any, remove_diagonal: bool = True, gamma: float = 80.0, margin: float = 0.4) -> Any:
    """Return the circle loss of vectors that should lie close where their labels agree, and far apart where not.

    y_true are integer labels of shape (n,) or (n, 1), y_pred vectors of unit length and shape (n, d), the result is
    (n,): softplus(log Σ over equals exp(−γ aₚ (m − d)) + log Σ over others exp(γ aₙ (1 − m − d))) of d = 1 − cos, with
    weights aₚ = max(m + d, 0) and aₙ = max(1 + m − d, 0). `remove_diagonal` leaves out each vector with itself.

    Sun et al.: Circle loss, a unified perspective of pair similarity optimization, 2020. Raises ShapeError where the
    numbers of labels and vectors differ.

    >>> circle([0, 0, 1], [[1.0, 0.0], [1.0, 0.0], [0.0, 1.0]]).shape
    (3,)
    """
    y_pred = predicted(y_pred)
    equals = _same_label(y_true, y_pred.shape)
    others = ~equals
    if remove_diagonal:
        equals &= ~np.eye(len(equals), dtype=bool)
    distance = ag.relu(1 - y_pred @ y_pred.T)
    positive = -gamma * ag.relu(margin + distance) * (margin - distance)
    negative = gamma * ag.relu(1 + margin - distance) * (1 - margin - distance)
    pull, push = _log_sum_exp(positive, equals), _log_sum_exp(negative, others)
    return np.logaddexp(pull + push, 0.0)


def _log_sum_exp(x: Any, mask: Any) -> Any:
    """Return log Σ exp x over what the mask picks along the last axis; −∞, with gradient 0, where that is nothing."""
    top = np.where(mask, x.array, -np.inf).max(axis=-1, keepdims=True)
    top = np.where(np.isfinite(top), top, 0).astype(x.dtype)
    total = np.where(mask, np.exp(np.where(mask, x - top, 0)), 0).sum(axis=-1)
    some = mask.any(axis=-1)
    return np.where(some, np.log(np.where(some, total, 1)) + top[..., 0], -np.inf)


def _same_label(y_true: Any, shape: tuple[int, ...]) -> Any:
    """Return which pairs of samples have the same label."""
    labels = as_array(plain(y_true))
    if len(shape) != 2 or labels.shape not in {shape[:1], (shape[0], 1)}:
        given = f"y_true of shape {labels.shape} and y_pred of shape {shape}"
        raise ShapeError(
            explain("circle needs one label for each vector", given, "pass labels (n,) and vectors (n, d)")
        )
    labels = labels.reshape(-1)
    return labels[:, None] == labels[None, :]


# --------------------------------------------------------------------------------------------------------- as classes


class CosineSimilarity(LossFunctionWrapper):
    """The loss of `cosine_similarity`.

    >>> CosineSimilarity()([[1.0, 0.0]], [[2.0, 0.0]])
    Tensor(-1.)
    """

    def __init__(
        self, axis: int = -1, reduction: Reduction = "sum_over_batch_size", name: str = "cosine_similarity"
    ) -> None:
        super().__init__(cosine_similarity, reduction, name, axis=axis)


class Circle(LossFunctionWrapper):
    """The loss of `circle`; a mean is taken over the vectors whose loss is not 0.

    >>> Circle()([0, 1], [[1.0, 0.0], [0.0, 1.0]])
    Tensor(0.)
    """

    def __init__(
        self,
        gamma: float = 80.0,
        margin: float = 0.4,
        remove_diagonal: bool = True,
        reduction: Reduction = "sum_over_batch_size",
        name: str = "circle",
    ) -> None:
        super().__init__(circle, reduction, name, gamma=gamma, margin=margin, remove_diagonal=remove_diagonal)

    def counted(self, y_true: Any, values: Any) -> Any:
        """Return which losses are not 0."""
        return values.array > 0
