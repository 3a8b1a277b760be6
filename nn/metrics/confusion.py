"""Metrics of yes-or-no decisions at one threshold or many: precision, recall, and the area under their curves.

    >>> y_true, y_pred = [1, 1, 0, 0], [0.9, 0.4, 0.6, 0.1]
    >>> Precision()(y_true, y_pred), Recall()(y_true, y_pred)
    (0.5, 0.5)
    >>> AUC()(y_true, y_pred)
    0.75

Not here: accuracies (`accuracy`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autograd_core.errors import ConfigurationError, DataError, ShapeError, explain, unknown_name
from nn.losses.loss import EPSILON, mismatch, weights_like
from nn.metrics.metric import Metric, values_of

__all__ = [
    "AUC",
    "Confusion",
    "FalseNegatives",
    "FalsePositives",
    "Precision",
    "Recall",
    "TrueNegatives",
    "TruePositives",
]


class Confusion(Metric):
    """The base: how many decisions were right and wrong, for each of some thresholds.

    thresholds  a number, or several: a prediction above it says yes; ½ if None

    A state `positives` and `negatives`: the sums of weights of samples that are truly yes and no; `true_positives` and
    `false_positives`: of those which the model says yes to. Raises ConfigurationError for thresholds outside 0 to 1.
    """

    def __init__(self, thresholds: float | Sequence[float] | None = None, name: str | None = None) -> None:
        super().__init__(name)
        self._single = not isinstance(thresholds, Sequence)
        given = np.atleast_1d(np.asarray(0.5 if thresholds is None else thresholds, float))
        if not ((given >= 0) & (given <= 1)).all():
            remedy = "pass numbers from 0 to 1"
            raise ConfigurationError(explain("thresholds must lie between 0 and 1", f"{thresholds!r}", remedy))
        self._set_thresholds(given)

    def _set_thresholds(self, thresholds: Any) -> None:
        self.thresholds = thresholds
        self._order = np.argsort(thresholds, kind="stable")
        self.reset_state()

    def reset_state(self) -> None:
        """Forget all batches."""
        self.true_positives = np.zeros(len(self.thresholds))
        self.false_positives = np.zeros(len(self.thresholds))
        self.positives = self.negatives = 0.0

    @property
    def false_negatives(self) -> Any:
        """The weight of what is truly yes and predicted no, for each threshold."""
        return self.positives - self.true_positives

    @property
    def true_negatives(self) -> Any:
        """The weight of what is truly no and predicted no, for each threshold."""
        return self.negatives - self.false_positives

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Take in labels of 0 and 1 and predictions of the same shape.

        Raises ShapeError where the shapes differ.
        """
        y_true, y_pred = values_of(y_true), values_of(y_pred)
        if y_true.shape != y_pred.shape:
            raise ShapeError(mismatch(type(self).__name__, y_true.shape, y_pred.shape))
        yes = y_true.astype(bool).ravel()
        weights = np.ones(yes.size)
        if sample_weight is not None:
            weights = np.broadcast_to(weights_like(np.empty(y_true.shape), sample_weight), y_true.shape).ravel()
        above = np.searchsorted(self.thresholds[self._order], y_pred.ravel(), side="left")
        self.true_positives += self._above(above[yes], weights[yes])
        self.false_positives += self._above(above[~yes], weights[~yes])
        self.positives += float(weights[yes].sum())
        self.negatives += float(weights[~yes].sum())

    def _above(self, above: Any, weights: Any) -> Any:
        """Return for each threshold the weight of the predictions above it, if each is above so many of them."""
        count = len(self.thresholds)
        at_least = np.bincount(above, weights, minlength=count + 1)[::-1].cumsum()[::-1]
        result = np.empty(count)
        result[self._order] = at_least[1:]
        return result

    def _result(self, values: Any) -> Any:
        return float(values[0]) if self._single else values


def _ratio(a: Any, b: Any) -> Any:
    """Return a / b, and 0 where b = 0."""
    return np.divide(a, b, out=np.zeros(np.broadcast_shapes(np.shape(a), np.shape(b))), where=np.asarray(b) != 0)


class Precision(Confusion):
    """Of what the model says yes to, the part that is truly yes: TP / (TP + FP), and 0 for no yes.

    >>> Precision()([0, 1, 1], [0.9, 0.9, 0.1])
    0.5
    """

    def __init__(self, thresholds: float | Sequence[float] | None = None, name: str = "precision") -> None:
        super().__init__(thresholds, name)

    def result(self) -> Any:
        """Return the precision, an array where there are several thresholds."""
        return self._result(_ratio(self.true_positives, self.true_positives + self.false_positives))


class Recall(Confusion):
    """Of what is truly yes, the part that the model says yes to: TP / (TP + FN), and 0 for no such sample.

    >>> Recall(thresholds=[0.5, 0.95])([0, 1, 1], [0.9, 0.9, 0.1])
    array([0.5, 0. ])
    """

    def __init__(self, thresholds: float | Sequence[float] | None = None, name: str = "recall") -> None:
        super().__init__(thresholds, name)

    def result(self) -> Any:
        """Return the recall, an array where there are several thresholds."""
        return self._result(_ratio(self.true_positives, self.true_positives + self.false_negatives))


class TruePositives(Confusion):
    """How many are truly yes and predicted yes.

    >>> TruePositives()([0, 1, 1], [0.9, 0.9, 0.1])
    1.0
    """

    def result(self) -> Any:
        """Return the number, an array where there are several thresholds."""
        return self._result(self.true_positives.copy())


class FalsePositives(Confusion):
    """How many are truly no, but predicted yes.

    >>> FalsePositives()([0, 1, 1], [0.9, 0.9, 0.1])
    1.0
    """

    def result(self) -> Any:
        """Return the number, an array where there are several thresholds."""
        return self._result(self.false_positives.copy())


class TrueNegatives(Confusion):
    """How many are truly no and predicted no.

    >>> TrueNegatives()([0, 1, 1], [0.9, 0.9, 0.1])
    0.0
    """

    def result(self) -> Any:
        """Return the number, an array where there are several thresholds."""
        return self._result(self.true_negatives)


class FalseNegatives(Confusion):
    """How many are truly yes, but predicted no.

    >>> FalseNegatives()([0, 1, 1], [0.9, 0.9, 0.1])
    1.0
    """

    def result(self) -> Any:
        """Return the number, an array where there are several thresholds."""
        return self._result(self.false_negatives)


CURVES = ("ROC", "PR")
_HEIGHTS: dict[str, Callable[[Any, Any], Any]] = {
    "interpolation": lambda a, b: (a + b) / 2,
    "majoring": np.maximum,
    "minoring": np.minimum,
}


class AUC(Confusion):
    """The area under a curve that runs through many thresholds.

    num_thresholds    how many, evenly from 0 to 1, both included
    curve             "ROC": recall over the rate of false alarms; "PR": precision over recall
    summation_method  "interpolation": trapezoids, and for "PR" the interpolation of true and false positives, not of
                      precision, of Davis and Goadrich, The relationship between precision-recall and ROC curves, 2006;
                      "majoring" and "minoring": rectangles above and below
    thresholds        some of one's own between 0 and 1, instead
    from_logits       whether predictions are logits, to which a sigmoid is due

    Raises UnknownNameError for a curve or method that is in no list, ConfigurationError for fewer than 2 thresholds,
    DataError for predictions outside 0 to 1.
    """

    def __init__(
        self,
        num_thresholds: int = 200,
        curve: str = "ROC",
        summation_method: str = "interpolation",
        name: str = "auc",
        thresholds: Sequence[float] | None = None,
        from_logits: bool = False,
    ) -> None:
        if curve.upper() not in CURVES:
            raise unknown_name(kind="curve", name=curve, known=CURVES)
        if summation_method.lower() not in _HEIGHTS:
            raise unknown_name(kind="summation_method", name=summation_method, known=_HEIGHTS)
        self.curve, self.summation_method = curve.upper(), summation_method.lower()
        self.from_logits = from_logits
        super().__init__(list(thresholds) if thresholds is not None else None, name)
        self._set_thresholds(_from_end_to_end(num_thresholds, thresholds))

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Take in labels of 0 and 1 and predictions of the same shape, from 0 to 1."""
        y_pred = values_of(y_pred)
        if self.from_logits:
            y_pred = 0.5 * (1 + np.tanh(0.5 * y_pred))
        if y_pred.size and not (y_pred.min() >= 0 and y_pred.max() <= 1):
            given = f"values from {y_pred.min()} to {y_pred.max()}"
            remedy = "give the model a sigmoid, or pass from_logits=True"
            raise DataError(explain("AUC needs predictions from 0 to 1", given, remedy))
        super().update_state(y_true, y_pred, sample_weight)

    def result(self) -> float:
        """Return the area."""
        recall = _ratio(self.true_positives, self.positives)
        if self.curve == "ROC":
            return self._area(_ratio(self.false_positives, self.negatives), recall)
        if self.summation_method == "interpolation":
            return self._interpolated_precision_recall()
        return self._area(recall, _ratio(self.true_positives, self.true_positives + self.false_positives))

    def _area(self, x: Any, y: Any) -> float:
        """Return the area under points that go from right to left."""
        heights = _HEIGHTS[self.summation_method](y[:-1], y[1:])
        return float(((x[:-1] - x[1:]) * heights).sum())

    def _interpolated_precision_recall(self) -> float:
        """Between two thresholds TP and TP + FP = p grow linearly: TP = a + b · p; the area is ∫ TP/p dTP."""
        tp, p = self.true_positives, self.true_positives + self.false_positives
        slope = _ratio(tp[:-1] - tp[1:], np.maximum(p[:-1] - p[1:], 0))  # below 0 with negative weights only
        intercept = tp[1:] - slope * p[1:]
        both = (p[:-1] > 0) & (p[1:] > 0)
        ratio = np.where(both, _ratio(p[:-1], p[1:]), 1.0)
        parts = slope * (tp[:-1] - tp[1:] + intercept * np.log(ratio))
        return float(_ratio(parts, self.positives).sum())


def _from_end_to_end(count: int, thresholds: Sequence[float] | None) -> Any:
    """Return the thresholds in order, the first a little below 0 and the last a little above 1."""
    if thresholds is None:
        if count < 2:
            raise ConfigurationError(explain("AUC needs two thresholds or more", f"num_thresholds={count}", "pass 200"))
        thresholds = [i / (count - 1) for i in range(1, count - 1)]
    return np.array([-EPSILON, *sorted(thresholds), 1 + EPSILON])
