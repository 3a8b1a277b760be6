"""Metrics: what is watched while training, with the names, defaults and formulas of Keras.

    >>> categorical_accuracy([[0.0, 1.0]], [[0.2, 0.8]])      # a function: one value for each sample
    array([1.], dtype=float32)
    >>> metric = CategoricalAccuracy()                        # a class: the mean over all batches
    >>> metric.update_state([[0.0, 1.0]], [[0.2, 0.8]])
    >>> metric.update_state([[0.0, 1.0]], [[0.7, 0.3]])
    >>> metric.result()
    0.5

Every loss function is a metric, too: `get("mse")`. Not here: what training makes small (`nn.losses`).
"""

from __future__ import annotations

import inspect
from typing import Any

from autograd_core.errors import ConfigurationError, explain, unknown_name
from nn import losses
from nn.metrics.accuracy import (
    Accuracy,
    BinaryAccuracy,
    CategoricalAccuracy,
    InferredAccuracy,
    SparseCategoricalAccuracy,
    SparseTopKCategoricalAccuracy,
    TopKCategoricalAccuracy,
    accuracy,
    binary_accuracy,
    categorical_accuracy,
    inferred_accuracy,
    sparse_categorical_accuracy,
    sparse_top_k_categorical_accuracy,
    top_k_categorical_accuracy,
)
from nn.metrics.confusion import (
    AUC,
    FalseNegatives,
    FalsePositives,
    Precision,
    Recall,
    TrueNegatives,
    TruePositives,
)
from nn.metrics.metric import Mean, MeanMetricWrapper, Metric, Sum
from nn.metrics.regression import MeanAbsoluteError, MeanSquaredError, RootMeanSquaredError

__all__ = [
    "AUC",
    "Accuracy",
    "BinaryAccuracy",
    "CategoricalAccuracy",
    "FalseNegatives",
    "FalsePositives",
    "InferredAccuracy",
    "Mean",
    "MeanAbsoluteError",
    "MeanMetricWrapper",
    "MeanSquaredError",
    "Metric",
    "Precision",
    "Recall",
    "RootMeanSquaredError",
    "SparseCategoricalAccuracy",
    "SparseTopKCategoricalAccuracy",
    "Sum",
    "TopKCategoricalAccuracy",
    "TrueNegatives",
    "TruePositives",
    "accuracy",
    "binary_accuracy",
    "categorical_accuracy",
    "get",
    "inferred_accuracy",
    "sparse_categorical_accuracy",
    "sparse_top_k_categorical_accuracy",
    "top_k_categorical_accuracy",
]

CLASSES: dict[str, type[Metric]] = {
    "acc": InferredAccuracy,
    "accuracy": InferredAccuracy,
    "auc": AUC,
    "binary_accuracy": BinaryAccuracy,
    "categorical_accuracy": CategoricalAccuracy,
    "false_negatives": FalseNegatives,
    "false_positives": FalsePositives,
    "mae": MeanAbsoluteError,
    "mean": Mean,
    "mean_absolute_error": MeanAbsoluteError,
    "mean_squared_error": MeanSquaredError,
    "mse": MeanSquaredError,
    "precision": Precision,
    "recall": Recall,
    "root_mean_squared_error": RootMeanSquaredError,
    "sparse_categorical_accuracy": SparseCategoricalAccuracy,
    "sparse_top_k_categorical_accuracy": SparseTopKCategoricalAccuracy,
    "sum": Sum,
    "top_k_categorical_accuracy": TopKCategoricalAccuracy,
    "true_negatives": TrueNegatives,
    "true_positives": TruePositives,
}
"""The class for each name; "accuracy" finds from the shapes which one is meant."""


def get(identifier: Any) -> Metric:
    """Return a metric, from its name, a Metric, its class, or a function of (y_true, y_pred) with one value a sample.

    Names are those of functions and classes; that of a loss is the mean of that loss. The metric is called what was
    asked for, as in Keras: `get("acc").name` is "acc".

    Raises UnknownNameError for a name that is in no list, ConfigurationError for anything else.

    >>> get("accuracy"), get("mse")
    (<InferredAccuracy name=accuracy>, <MeanSquaredError name=mse>)
    """
    if isinstance(identifier, Metric):
        return identifier
    if isinstance(identifier, str):
        metric = _named(identifier)
        metric.name = identifier
        return metric
    if inspect.isclass(identifier) and issubclass(identifier, Metric):
        return identifier()
    if isinstance(identifier, losses.Loss):
        return MeanMetricWrapper(identifier.call, identifier.name)
    if not callable(identifier):
        remedy = "pass a name such as 'accuracy', a Metric or a function of (y_true, y_pred)"
        raise ConfigurationError(explain("this is no metric", repr(identifier), remedy))
    return MeanMetricWrapper(identifier)


def _named(name: str) -> Metric:
    by_class = {cls.__name__: cls for cls in CLASSES.values()}
    found = CLASSES.get(name.lower() if name.isupper() or name == "Accuracy" else name) or by_class.get(name)
    if found is not None:
        return found()
    if name in losses.CLASSES or name in losses.SHORT:
        return MeanMetricWrapper(losses.get(name).call)
    raise unknown_name(kind="metric", name=name, known={*CLASSES, *losses.CLASSES})
