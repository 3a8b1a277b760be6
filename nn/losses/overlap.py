"""Losses of segmentation: how little two regions overlap.

    >>> dice([[1.0, 0.0]], [[1.0, 0.0]]).item() < 1e-6
    True

Regions are arrays of 1 inside and 0 outside; predictions may lie between. Not here: losses of single pixels
(`crossentropy`).
"""

from __future__ import annotations

from typing import Any

from nn.losses.loss import EPSILON, LossFunctionWrapper, Reduction, matched

__all__ = ["Dice", "Tversky", "dice", "tversky"]

Axes = int | tuple[int, ...] | list[int] | None


def dice(y_true: Any, y_pred: Any, axis: Axes = None) -> Any:
    """Return 1 − 2 |A ∩ B| / (|A| + |B|), summed over the axes, or over everything if None.

    Dice: Measures of the amount of ecologic association between species, 1945. Raises ShapeError where shapes differ.

    >>> dice([1.0, 1.0], [1.0, 0.0])
    Tensor(0.33333336)
    """
    y_true, y_pred = matched("dice", y_true, y_pred)
    axis = _as_axes(axis)
    both = (y_true * y_pred).sum(axis=axis)
    return 1 - 2.0 * both / (y_true.sum(axis=axis) + y_pred.sum(axis=axis) + EPSILON)


def tversky(y_true: Any, y_pred: Any, alpha: float = 0.5, beta: float = 0.5, axis: Axes = None) -> Any:
    """Return 1 − |A ∩ B| / (|A ∩ B| + alpha · |A − B| + beta · |B − A|): A is true, B predicted.

    Sums go over the axes, or over everything if None. Salehi, Erdogmus, Gholipour: Tversky loss function for image
    segmentation, 2017. Raises ShapeError where the shapes differ.

    >>> tversky([1.0, 1.0], [1.0, 0.0])
    Tensor(0.33333338)
    """
    y_true, y_pred = matched("tversky", y_true, y_pred)
    axis = _as_axes(axis)
    both = (y_true * y_pred).sum(axis=axis)
    missed = ((1 - y_pred) * y_true).sum(axis=axis)
    added = (y_pred * (1 - y_true)).sum(axis=axis)
    return 1 - both / (both + alpha * missed + beta * added + EPSILON)


def _as_axes(axis: Axes) -> int | tuple[int, ...] | None:
    return tuple(axis) if isinstance(axis, list) else axis


# --------------------------------------------------------------------------------------------------------- as classes


class Dice(LossFunctionWrapper):
    """The loss of `dice`.

    >>> Dice()([1.0, 1.0], [1.0, 0.0])
    Tensor(0.33333336)
    """

    def __init__(self, reduction: Reduction = "sum_over_batch_size", name: str = "dice", axis: Axes = None) -> None:
        super().__init__(dice, reduction, name, axis=axis)


class Tversky(LossFunctionWrapper):
    """The loss of `tversky`.

    >>> Tversky(alpha=1.0, beta=0.0)([1.0, 0.0], [1.0, 1.0]).item() < 1e-6
    True
    """

    def __init__(
        self,
        alpha: float = 0.5,
        beta: float = 0.5,
        reduction: Reduction = "sum_over_batch_size",
        name: str = "tversky",
        axis: Axes = None,
    ) -> None:
        super().__init__(tversky, reduction, name, alpha=alpha, beta=beta, axis=axis)
