"""What every loss shares: the pair of true and predicted values is checked, and the losses of all samples become one.

    >>> class Quartic(Loss):
    ...     def call(self, y_true, y_pred):
    ...         return ((y_true - y_pred) ** 4).mean(axis=-1)
    >>> Quartic()([[0.0], [0.0]], [[1.0], [2.0]])
    Tensor(8.5)

Shapes must be equal. NumPy would broadcast (n, 1) and (n,) to (n, n), a sum over all pairs of samples: one of the most
frequent silent mistakes in training, and here an error. Not here: the losses themselves.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

import autograd_core as ag
from autograd_core.errors import ConfigurationError, DetachError, DTypeError, ShapeError, explain, unknown_name
from autograd_core.values import as_array, make, plain

__all__ = ["EPSILON", "REDUCTIONS", "Loss", "LossFunctionWrapper", "matched", "predicted", "target", "weights_like"]

LossFunction = Callable[..., Any]
Reduction = str | None

EPSILON = 1e-7
"""What Keras keeps probabilities and divisors away from 0 by."""

REDUCTIONS = ("sum_over_batch_size", "sum", "mean", "mean_with_sample_weight", "none")
"""How the losses of all samples become one."""


# ------------------------------------------------------------------------------------------------- the pair of values


def predicted(y_pred: Any) -> ag.Tensor:
    """Return predictions as a Tensor of floating-point numbers; integers become float32.

    Raises DTypeError for complex numbers.
    """
    tensor = ag.as_tensor(y_pred)
    if tensor.dtype.kind == "c":
        remedy = "pass abs(y), or real and imaginary parts, such as np.concatenate([y.real, y.imag], axis=-1)"
        raise DTypeError(explain("losses compare real numbers", f"predictions of dtype {tensor.dtype}", remedy))
    return tensor if tensor.dtype.kind == "f" else tensor.astype(np.float32)


def target(y_true: Any, dtype: Any) -> ag.Tensor:
    """Return true values as a Tensor in the dtype of the predictions, as Keras does."""
    if isinstance(y_true, ag.Tensor):
        return y_true if y_true.dtype == dtype else y_true.astype(dtype)
    return make(as_array(y_true).astype(dtype), None)


def matched(loss: str, y_true: Any, y_pred: Any) -> tuple[ag.Tensor, ag.Tensor]:
    """Return true and predicted values as Tensors of one shape and dtype.

    Raises ShapeError, for the loss of this name, where the shapes differ, also where they would broadcast.
    """
    y_pred = predicted(y_pred)
    y_true = target(y_true, y_pred.dtype)
    if y_true.shape != y_pred.shape:
        raise ShapeError(mismatch(loss, y_true.shape, y_pred.shape))
    return y_true, y_pred


def mismatch(loss: str, true: tuple[int, ...], pred: tuple[int, ...]) -> str:
    """Return the message for shapes that differ, with the reshape to do where that is all."""
    given = f"y_true of shape {true} and y_pred of shape {pred}"
    remedy = "pass one true value for each predicted one"
    if true == (*pred, 1) or pred == (*true, 1):
        remedy = f"reshape y_true, as by y_true.reshape({', '.join(map(str, (-1, *pred[1:])))})"
    elif len(pred) > len(true) > 1 and (true[0], true[-1]) == (pred[0], pred[-1]):
        remedy = "each sample has outputs of more axes than its target: add layers.Flatten() before the first Dense"
    return explain(f"y_true and y_pred of {loss} must have the same shape", given, remedy)


# ---------------------------------------------------------------------------------------------- reductions and weights


class Loss:
    """The base of all losses: one number for a batch, from true values, predictions and weights of samples.

    name       for messages and logs
    reduction  "sum_over_batch_size" or "mean": the mean over all samples; "sum"; "mean_with_sample_weight": the sum,
               divided by the sum of the weights; "none" or None: the losses of the samples as they are

    A subclass defines `call(y_true, y_pred)`, which returns the losses of the samples. Raises UnknownNameError for a
    reduction that is in no list.
    """

    def __init__(self, name: str | None = None, reduction: Reduction = "sum_over_batch_size") -> None:
        self.name = name or type(self).__name__
        self.reduction = "none" if reduction is None else reduction
        if self.reduction not in REDUCTIONS:
            raise unknown_name(kind="reduction", name=reduction, known=REDUCTIONS)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} name={self.name}, reduction={self.reduction}>"

    def call(self, y_true: Any, y_pred: Any) -> Any:
        """Return the losses of the samples."""
        given = f"the class {type(self).__name__} without a method call"
        raise ConfigurationError(explain("a loss cannot be computed", given, "define call(self, y_true, y_pred)"))

    def counted(self, y_true: Any, values: Any) -> Any:
        """Return which losses count, as an array of booleans, or None for all."""
        return None

    def __call__(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> ag.Tensor:
        """Return the loss of a batch, reduced; each sample is weighed by `sample_weight`, if given.

        Weights have the shape of the losses, or of their first axes. Raises ShapeError where shapes do not fit,
        DetachError where what `call` returns is no Tensor.
        """
        y_pred = predicted(y_pred)
        values = self.call(as_array(y_true), y_pred)
        if not isinstance(values, ag.Tensor):
            remedy = "compute it from y_pred with NumPy functions, without .numpy()"
            raise DetachError(explain(f"the loss {self.name} has lost the gradient", type(values).__name__, remedy))
        weights = None if sample_weight is None else weights_like(values, sample_weight)
        counted = self.counted(y_true, values)
        if counted is not None:
            weights = self._without(counted, values, weights)
        loss: ag.Tensor = self._reduced(values, weights)
        return loss

    def _without(self, counted: Any, values: Any, weights: Any) -> Any:
        """Return the weights with 0 where a loss does not count; a mean is then that of those that do."""
        mask = counted.astype(values.dtype)
        if self.reduction in {"mean", "sum_over_batch_size"}:
            mask *= mask.size / max(mask.sum(), 1)
        return mask if weights is None else weights * mask

    def _reduced(self, values: Any, weights: Any) -> Any:
        if weights is not None:
            values = values * weights
        if self.reduction == "none":
            return values
        if self.reduction == "sum" or values.size == 0:
            return values.sum()
        if self.reduction == "mean_with_sample_weight" and weights is not None:
            total = np.broadcast_to(weights, values.shape).sum()
            return values.sum() / (total if total != 0 else 1)
        return values.mean()


def weights_like(values: Any, sample_weight: Any) -> Any:
    """Return weights as an array that broadcasts against the values of the samples: their first axes are the same.

    A last axis of length 1 too many is dropped. Raises ShapeError where the shapes do not fit.

    >>> weights_like(np.zeros((2, 3)), [1.0, 2.0])
    array([[1.],
           [2.]])
    """
    weights = as_array(plain(sample_weight)).astype(values.dtype, copy=False)
    shape: tuple[int, ...] = values.shape
    if weights.shape == (*shape, 1):
        return weights.reshape(shape)
    own = weights.shape
    if len(own) > len(shape) or any(n not in {1, m} for n, m in zip(own, shape, strict=False)):
        given = f"sample_weight of shape {own} for losses of shape {shape}"
        raise ShapeError(explain("the weights do not fit the samples", given, f"pass weights of shape {shape[:1]}"))
    return weights.reshape(own + (1,) * (len(shape) - len(own))) if own else weights


class LossFunctionWrapper(Loss):
    """A function of true values and predictions, which returns the losses of the samples, as a loss.

    fn      the function
    kwargs  further arguments for it

    >>> LossFunctionWrapper(lambda y_true, y_pred: y_pred - y_true)([1.0], [3.0])
    Tensor(2.)
    """

    def __init__(
        self, fn: LossFunction, reduction: Reduction = "sum_over_batch_size", name: str | None = None, **kwargs: Any
    ) -> None:
        super().__init__(name or getattr(fn, "__name__", None), reduction)
        self.fn, self.settings = fn, kwargs

    def call(self, y_true: Any, y_pred: Any) -> Any:
        """Return the losses of the samples."""
        return self.fn(y_true, y_pred, **self.settings)
