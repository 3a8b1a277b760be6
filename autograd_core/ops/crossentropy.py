"""Cross-entropies from logits: the losses of classification, in the form that is stable and has the simplest gradient.

The gradient by the logits is what the model says minus what is true.

    >>> import numpy as np, autograd_core as ag
    >>> logits, truth = np.array([[0.0, 0.0]]), np.array([[1.0, 0.0]])
    >>> ag.grad(lambda s: np.sum(ag.softmax_cross_entropy(s, truth)))(logits)
    array([[-0.5,  0.5]])

Not here: losses from probabilities, means over a batch, and weights of samples; these belong to a training library.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_core.errors import DataError, DTypeError, ShapeError, explain
from autograd_core.operation import operation
from autograd_core.ops.activation import log_softmax, sigmoid, softmax
from autograd_core.registry import Interval, example
from autograd_core.values import as_array, plain, refuse_where

__all__ = ["sigmoid_cross_entropy", "softmax_cross_entropy", "sparse_softmax_cross_entropy"]


def _require_real(name: str, *arrays: Any) -> None:
    if found := [x for x in arrays if x.dtype.kind == "c"]:
        remedy = "pass real logits and probabilities, such as abs(x) ** 2"
        raise DTypeError(explain(f"{name} is of real numbers", f"dtype {found[0].dtype}", remedy))


def _cast(x: Any, like: Any) -> Any:
    """Return x in the type of `like`; a Python number has none and takes any."""
    return x if isinstance(x, (int, float)) or x.dtype == like.dtype else x.astype(like.dtype)


def _weighted(targets: Any, scores: Any) -> Any:
    """Return targets · scores, and 0 where a target is 0, though its score may be infinite."""
    return np.where(targets == 0, 0, targets * np.where(targets == 0, 0, scores))


@operation(
    formula="y = −Σ targets · log softmax(logits)",
    domain=(Interval(-3, 3), Interval(0.1, 0.9)),
    batched=None,
    examples=[
        example((3, 4), (3, 4)),
        example((4, 2, 3), (4, 2, 3), axis=0),
        example((4,), (4,)),
        example((0, 4), (0, 4)),
    ],
)
def softmax_cross_entropy(logits: Any, targets: Any, /, axis: int = -1) -> Any:
    """Return the cross-entropy of target probabilities and the softmax of logits, one loss for each distribution.

    Both operands have the same shape; the classes along `axis` are summed. An operation, for the logarithm of a softmax
    overflows, and for its simple gradient. Raises ShapeError where the shapes differ, DTypeError for complex numbers.

    >>> softmax_cross_entropy([[0.0, 0.0], [1000.0, 0.0]], [[1.0, 0.0], [1.0, 0.0]])
    Tensor([0.69314718, 0.        ])
    """
    logits, targets = as_array(logits), as_array(targets)
    _require_real("softmax_cross_entropy", logits, targets)
    if logits.shape != targets.shape:
        given = f"logits of shape {logits.shape} and targets of shape {targets.shape}"
        remedy = "pass one target for each logit, or labels to sparse_softmax_cross_entropy"
        raise ShapeError(explain("softmax_cross_entropy needs equal shapes", given, remedy))
    scores = log_softmax.forward(logits, axis)
    return 0 - np.add.reduce(_weighted(targets.astype(scores.dtype, copy=False), scores), axis=axis)


@softmax_cross_entropy.rule("logits", formula="∂logits = ∂y · (softmax(logits) · Σ targets − targets)")
def _(g: Any, logits: Any, targets: Any, axis: int) -> Any:
    targets = _cast(targets, logits)
    total = np.add.reduce(targets, axis=axis, keepdims=True)
    return np.expand_dims(g, axis) * (softmax.apply(logits, axis=axis) * total - targets)


@softmax_cross_entropy.rule("targets", formula="∂targets = −∂y · log softmax(logits)")
def _(g: Any, logits: Any, targets: Any, axis: int) -> Any:
    return _cast(-np.expand_dims(g, axis) * log_softmax.apply(logits, axis=axis), targets)


@operation(
    formula="y = −log softmax(logits)[label]",
    batched=None,
    examples=[example((3, 4), np.array([0, 3, 3])), example((4,), 2)],
)
def sparse_softmax_cross_entropy(logits: Any, labels: Any, /) -> Any:
    """Return the cross-entropy of true labels and the softmax of logits over the last axis, one loss for each label.

    logits  shape (..., classes)
    labels  integers of shape (...), from 0 to classes − 1

    An operation for the same reasons as `softmax_cross_entropy`. Raises ShapeError where the shapes do not fit,
    DTypeError where labels are no integers or logits are complex, DataError where one names no class.

    >>> sparse_softmax_cross_entropy([[0.0, 0.0], [1000.0, 0.0]], [1, 1])
    Tensor([6.93147181e-01, 1.00000000e+03])
    """
    logits, labels = as_array(logits), as_array(labels)
    _require_real("sparse_softmax_cross_entropy", logits)
    _check_labels(logits, labels)
    scores = log_softmax.forward(logits, -1)
    return -np.take_along_axis(scores, labels[..., None], -1)[..., 0]


def _check_labels(logits: Any, labels: Any) -> None:
    if labels.shape != logits.shape[:-1] or logits.ndim == 0:
        given = f"logits of shape {logits.shape} and labels of shape {labels.shape}"
        remedy = "pass logits of shape (..., classes) and labels of shape (...)"
        raise ShapeError(explain("sparse_softmax_cross_entropy needs one label for each row of logits", given, remedy))
    if labels.dtype.kind not in "iu":
        remedy = "convert labels with .astype(int), or pass probabilities to softmax_cross_entropy"
        raise DTypeError(explain("labels are no integers", f"dtype {labels.dtype}", remedy))
    classes = logits.shape[-1]

    def no_class() -> DataError:
        given = f"labels from {labels.min()} to {labels.max()} for {classes} classes"
        return DataError(explain("a label names no class", given, f"use labels from 0 to {classes - 1}"))

    refuse_where((plain(labels) < 0) | (plain(labels) >= classes), no_class)


@sparse_softmax_cross_entropy.rule("logits", formula="∂logits = ∂y · (softmax(logits) − 1 at the label)")
def _(g: Any, logits: Any, labels: Any) -> Any:
    true = as_array(labels)[..., None] == np.arange(logits.shape[-1])
    return g[..., None] * (softmax.apply(logits) - true)


@operation(formula="y = max(s, 0) − s · t + log(1 + e^−|s|)", domain=(Interval(-3, 3), Interval(0.1, 0.9)))
def sigmoid_cross_entropy(logits: Any, targets: Any, /) -> Any:
    """Return the cross-entropy of target probabilities and the sigmoid of logits, element by element.

    The formula is −t · log σ(s) − (1 − t) · log σ(−s), written so that nothing overflows or cancels; in the formula of
    the operation s are the logits and t the targets. Targets take the type of the logits. Raises DTypeError for complex
    numbers.

    >>> sigmoid_cross_entropy([0.0, 1000.0, -1000.0], [1.0, 1.0, 1.0])
    Tensor([6.93147181e-01, 0.00000000e+00, 1.00000000e+03])
    """
    logits, targets = as_array(logits), as_array(targets)
    _require_real("sigmoid_cross_entropy", logits, targets)
    targets = targets.astype(np.result_type(logits, np.float16), copy=False)
    return np.maximum(logits, 0) - logits * targets + np.log1p(np.exp(-np.abs(logits)))


sigmoid_cross_entropy.rule(
    "logits",
    lambda g, logits, targets: g * (sigmoid.apply(logits) - _cast(targets, logits)),
    formula="∂s = ∂y · (σ(s) − t)",
)
sigmoid_cross_entropy.rule("targets", lambda g, logits: -g * logits, formula="∂t = −∂y · s")
