"""Losses: what training makes small, with the names, defaults and formulas of Keras.

    >>> mean_squared_error([[1.0, 2.0]], [[1.0, 4.0]])      # a function: one loss for each sample
    Tensor([2.])
    >>> MeanSquaredError()([[1.0, 2.0]], [[1.0, 4.0]])      # a class: one number for the batch
    Tensor(2.)

Functions take (y_true, y_pred); arrays or Tensors of one shape. Not here: what is only watched (`nn.metrics`).
"""

from __future__ import annotations

import inspect
from typing import Any

from autograd_core.errors import ConfigurationError, explain, unknown_name
from nn.losses.crossentropy import (
    BinaryCrossentropy,
    CategoricalCrossentropy,
    KLDivergence,
    SparseCategoricalCrossentropy,
    binary_crossentropy,
    categorical_crossentropy,
    kl_divergence,
    sparse_categorical_crossentropy,
)
from nn.losses.hinge import CategoricalHinge, Hinge, SquaredHinge, categorical_hinge, hinge, squared_hinge
from nn.losses.loss import Loss, LossFunctionWrapper
from nn.losses.overlap import Dice, Tversky, dice, tversky
from nn.losses.regression import (
    Huber,
    LogCosh,
    MeanAbsoluteError,
    MeanAbsolutePercentageError,
    MeanSquaredError,
    MeanSquaredLogarithmicError,
    Poisson,
    huber,
    log_cosh,
    mean_absolute_error,
    mean_absolute_percentage_error,
    mean_squared_error,
    mean_squared_logarithmic_error,
    poisson,
)
from nn.losses.reweighted import (
    BinaryFocalCrossentropy,
    CategoricalFocalCrossentropy,
    CategoricalGeneralizedCrossEntropy,
    binary_focal_crossentropy,
    categorical_focal_crossentropy,
    categorical_generalized_cross_entropy,
)
from nn.losses.similarity import Circle, CosineSimilarity, circle, cosine_similarity

__all__ = [
    "BinaryCrossentropy",
    "BinaryFocalCrossentropy",
    "CategoricalCrossentropy",
    "CategoricalFocalCrossentropy",
    "CategoricalGeneralizedCrossEntropy",
    "CategoricalHinge",
    "Circle",
    "CosineSimilarity",
    "Dice",
    "Hinge",
    "Huber",
    "KLDivergence",
    "LogCosh",
    "Loss",
    "LossFunctionWrapper",
    "MeanAbsoluteError",
    "MeanAbsolutePercentageError",
    "MeanSquaredError",
    "MeanSquaredLogarithmicError",
    "Poisson",
    "SparseCategoricalCrossentropy",
    "SquaredHinge",
    "Tversky",
    "binary_crossentropy",
    "binary_focal_crossentropy",
    "categorical_crossentropy",
    "categorical_focal_crossentropy",
    "categorical_generalized_cross_entropy",
    "categorical_hinge",
    "circle",
    "cosine_similarity",
    "dice",
    "get",
    "hinge",
    "huber",
    "kl_divergence",
    "log_cosh",
    "mae",
    "mape",
    "mean_absolute_error",
    "mean_absolute_percentage_error",
    "mean_squared_error",
    "mean_squared_logarithmic_error",
    "mse",
    "msle",
    "poisson",
    "sparse_categorical_crossentropy",
    "squared_hinge",
    "tversky",
]

mse, mae = mean_squared_error, mean_absolute_error
mape, msle = mean_absolute_percentage_error, mean_squared_logarithmic_error

CLASSES: dict[str, type[Loss]] = {
    "binary_crossentropy": BinaryCrossentropy,
    "binary_focal_crossentropy": BinaryFocalCrossentropy,
    "categorical_crossentropy": CategoricalCrossentropy,
    "categorical_focal_crossentropy": CategoricalFocalCrossentropy,
    "categorical_generalized_cross_entropy": CategoricalGeneralizedCrossEntropy,
    "categorical_hinge": CategoricalHinge,
    "circle": Circle,
    "cosine_similarity": CosineSimilarity,
    "dice": Dice,
    "hinge": Hinge,
    "huber": Huber,
    "kl_divergence": KLDivergence,
    "log_cosh": LogCosh,
    "mean_absolute_error": MeanAbsoluteError,
    "mean_absolute_percentage_error": MeanAbsolutePercentageError,
    "mean_squared_error": MeanSquaredError,
    "mean_squared_logarithmic_error": MeanSquaredLogarithmicError,
    "poisson": Poisson,
    "sparse_categorical_crossentropy": SparseCategoricalCrossentropy,
    "squared_hinge": SquaredHinge,
    "tversky": Tversky,
}
"""The class for each name of a function."""

SHORT = {
    "bce": "binary_crossentropy",
    "kld": "kl_divergence",
    "mae": "mean_absolute_error",
    "mape": "mean_absolute_percentage_error",
    "mse": "mean_squared_error",
    "msle": "mean_squared_logarithmic_error",
}
"""What else Keras calls some of them, in small or in capital letters."""


def get(identifier: Any) -> Loss:
    """Return a loss, from its name, a Loss, its class, or a function of (y_true, y_pred) that gives one loss a sample.

    Names are those of functions, of classes, and short ones, such as "mse". (Keras returns the function for its name.)

    Raises UnknownNameError for a name that is in no list, ConfigurationError for anything else.

    >>> get("mse")
    <MeanSquaredError name=mean_squared_error, reduction=sum_over_batch_size>
    """
    if isinstance(identifier, Loss):
        return identifier
    if isinstance(identifier, str):
        return _named(identifier)()
    if inspect.isclass(identifier) and issubclass(identifier, Loss):
        return identifier()
    if not callable(identifier):
        remedy = "pass a name such as 'mse', a Loss or a function of (y_true, y_pred)"
        raise ConfigurationError(explain("this is no loss", repr(identifier), remedy))
    return LossFunctionWrapper(identifier)


def _named(name: str) -> type[Loss]:
    full = SHORT.get(name.lower(), name) if name.lower() == name or name.upper() == name else name
    by_class = {cls.__name__: cls for cls in CLASSES.values()}
    found = CLASSES.get(full) or by_class.get(full)
    if found is None:
        raise unknown_name(kind="loss", name=name, known=[*CLASSES, *SHORT])
    return found
