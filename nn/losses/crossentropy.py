"""Cross-entropies: how surprised a model is by the truth, −log of the probability that it gave to it.

    >>> import autograd_core as ag
    >>> categorical_crossentropy([[0.0, 1.0]], ag.softmax([[0.0, 0.0]]))
    Tensor([0.69314718])
    >>> sparse_categorical_crossentropy([1], [[0.5, 0.5]])
    Tensor([0.69314718])

A logarithm of probabilities near 0 loses first its accuracy and then its gradient. Where the record shows that they are
the result of a softmax or sigmoid, the loss is therefore computed from what that was applied to, with the gradient
prediction − truth; this needs no flag, and is what Keras does on TensorFlow. All other probabilities are scaled to the
sum 1 and kept 1e-7 away from 0 and 1, as in Keras. Not here: cross-entropies that weigh samples by how hard they are
(`reweighted`).
"""

from __future__ import annotations

from typing import Any

import numpy as np

import autograd_core as ag
from autograd_core.errors import ConfigurationError, DataError, ShapeError, explain
from autograd_core.operation import Operation
from autograd_core.plan import Item
from autograd_core.record import Node
from autograd_core.values import as_array, make, plain, refuse_where
from nn.losses.loss import EPSILON, LossFunctionWrapper, Reduction, matched, predicted

__all__ = ["BinaryCrossentropy", "CategoricalCrossentropy", "KLDivergence", "SparseCategoricalCrossentropy"]
__all__ += ["binary_crossentropy", "categorical_crossentropy", "kl_divergence", "probabilities", "rows"]
__all__ += ["sparse_categorical_crossentropy", "sparse_labels"]


# ------------------------------------------------------------------------------------------ logits behind probabilities


def _logits_behind(y_pred: Any, operation: Operation, axis: int | None = None) -> Any:
    """Return logits of which `y_pred` is the softmax along `axis`, or the sigmoid, if the record says so; else None.

    The nodes of both operations keep what they are of.
    """
    node = y_pred.node
    if type(node) is not Node or node.plan.operation is not operation:
        return None
    if axis is not None and node.params["axis"] not in {axis, axis - y_pred.ndim, axis + y_pred.ndim}:
        return None
    return make(node.kept[node.plan.items.index(Item(0))], node.parents[0])


def _logits(loss: str, y_pred: Any, from_logits: bool, operation: Operation, axis: int | None = None) -> Any:
    """Return the logits to compute a loss from, or None where there are only probabilities."""
    behind = _logits_behind(y_pred, operation, axis)
    if from_logits and behind is not None:
        remedy = "leave from_logits out, or the activation"
        raise ConfigurationError(
            explain(f"{loss} was told from_logits=True", f"the result of a {operation.name}", remedy)
        )
    return y_pred if from_logits else behind


def probabilities(y_pred: Any, axis: int) -> Any:
    """Return probabilities scaled to the sum 1 along the axis, and kept 1e-7 away from 0 and 1, as in Keras.

    >>> probabilities(np.array([1.0, 3.0]), -1)
    array([0.25, 0.75])
    """
    return np.clip(y_pred / y_pred.sum(axis=axis, keepdims=True), EPSILON, 1 - EPSILON)


# -------------------------------------------------------------------------------------------------------- many classes


def categorical_crossentropy(
    y_true: Any, y_pred: Any, from_logits: bool = False, label_smoothing: float = 0.0, axis: int = -1
) -> Any:
    """Return −Σ y_true · log y_pred over the classes, for one-hot rows or other true probabilities.

    y_true, y_pred   one shape (n, …, classes) gives losses of shape (n, …)
    from_logits      whether y_pred are logits, to which a softmax is due, rather than probabilities
    label_smoothing  the part of each row that is spread evenly over all classes
    axis             that of the classes

    Raises ShapeError where the shapes differ: for integer labels take `sparse_categorical_crossentropy`.

    >>> categorical_crossentropy([[0.0, 1.0]], [[0.0, 0.0]], from_logits=True)
    Tensor([0.69314718])
    """
    y_true, y_pred = rows("categorical_crossentropy", y_true, y_pred, axis, label_smoothing)
    logits = _logits("categorical_crossentropy", y_pred, from_logits, ag.softmax, axis)
    if logits is not None:
        return ag.softmax_cross_entropy(logits, y_true, axis=axis)
    return -(y_true * np.log(probabilities(y_pred, axis))).sum(axis=axis)


def rows(loss: str, y_true: Any, y_pred: Any, axis: int, label_smoothing: float) -> tuple[Any, Any]:
    """Return true and predicted distributions over classes as Tensors of one shape, the true ones smoothed.

    Raises ShapeError where the shapes differ, or there is one class only.
    """
    y_pred = predicted(y_pred)
    shape, true = y_pred.shape, np.shape(y_true)
    classes = _classes(loss, shape, axis)
    if true in {_without(shape, axis), (*_without(shape, axis), 1)}:
        given = f"y_true of shape {true} and y_pred of shape {shape}"
        other = "" if "focal" in loss else f"use sparse_{loss} for integer labels, or "
        remedy = f"{other}make one-hot rows of labels by to_categorical(y_true, {classes})"
        raise ShapeError(explain(f"y_true and y_pred of {loss} must have the same shape", given, remedy))
    y_true, y_pred = matched(loss, y_true, y_pred)
    return (y_true * (1.0 - label_smoothing) + label_smoothing / classes if label_smoothing else y_true), y_pred


def _classes(loss: str, shape: tuple[int, ...], axis: int) -> int:
    """Return the number of classes.

    Raises ShapeError where there is one only: its probability is always 1, and nothing would be learned.
    """
    classes = shape[axis] if -len(shape) <= axis < len(shape) else 0
    if classes < 2:
        remedy = "use binary_crossentropy for one output with a sigmoid, or one output for each class"
        raise ShapeError(
            explain(f"{loss} needs two classes or more along axis {axis}", f"y_pred of shape {shape}", remedy)
        )
    return classes


def _without(shape: tuple[int, ...], axis: int) -> tuple[int, ...]:
    axis %= len(shape)
    return shape[:axis] + shape[axis + 1 :]


def sparse_categorical_crossentropy(
    y_true: Any, y_pred: Any, from_logits: bool = False, ignore_class: int | None = None, axis: int = -1
) -> Any:
    """Return −log y_pred[label], for integer labels from 0 to classes − 1.

    y_true        labels of shape (n, …), or (n, …, 1)
    y_pred        shape (n, …, classes) gives losses of shape (n, …)
    from_logits   whether y_pred are logits, to which a softmax is due, rather than probabilities
    ignore_class  a label, such as −1, of samples whose loss is 0
    axis          that of the classes

    Raises ShapeError where the shapes do not fit: for one-hot rows take `categorical_crossentropy`. Raises DataError
    for a label that is no class.

    >>> sparse_categorical_crossentropy([1, 1], [[0.0, 0.0], [1000.0, 0.0]], from_logits=True)
    Tensor([6.93147181e-01, 1.00000000e+03])
    """
    y_pred = predicted(y_pred)
    labels = sparse_labels("sparse_categorical_crossentropy", y_true, y_pred.shape, ignore_class, axis)
    ignored = None if ignore_class is None else labels == ignore_class
    if ignored is not None:
        labels = np.where(ignored, 0, labels)
    logits = _logits("sparse_categorical_crossentropy", y_pred, from_logits, ag.softmax, axis)
    losses = _of_labels(labels, y_pred, logits, axis)
    return losses if ignored is None else np.where(ignored, 0, losses)


def _of_labels(labels: Any, y_pred: Any, logits: Any, axis: int) -> Any:
    if logits is not None:
        return ag.sparse_softmax_cross_entropy(_last(logits, axis), labels)
    scores = _last(np.log(probabilities(y_pred, axis)), axis)
    picked = scores.reshape(-1, scores.shape[-1])[np.arange(labels.size), labels.reshape(-1)]
    return -picked.reshape(labels.shape)


def _last(x: Any, axis: int) -> Any:
    return x if axis in {-1, x.ndim - 1} else np.moveaxis(x, axis, -1)


def sparse_labels(loss: str, y_true: Any, shape: tuple[int, ...], ignored: int | None, axis: int = -1) -> Any:
    """Return true labels as integers, one for each row of predictions of this shape.

    Raises ShapeError where the shapes do not fit, DataError for a label that is no class.
    """
    labels = as_array(plain(y_true))
    classes, wanted = _classes(loss, shape, axis), _without(shape, axis)
    if labels.shape != wanted and labels.shape == _with_one(shape, axis):
        labels = labels.reshape(wanted)
    if labels.shape != wanted:
        given = f"y_true of shape {labels.shape} for y_pred of shape {shape}"
        remedy = f"pass labels of shape {wanted}"
        if labels.shape == shape:
            remedy = f"use {loss.removeprefix('sparse_')} for one-hot rows, or y_true.argmax(axis={axis})"
        raise ShapeError(explain(f"{loss} needs one integer label for each sample", given, remedy))
    whole = labels if labels.dtype.kind in "iu" else labels.astype(np.int64)
    wrong = (whole < 0) | (whole >= classes) | (whole != labels)
    if ignored is not None:
        wrong &= whole != ignored
    refuse_where(wrong, lambda: DataError(_no_such_class(loss, labels, wrong, classes)))
    return whole


def _with_one(shape: tuple[int, ...], axis: int) -> tuple[int, ...]:
    return tuple(1 if i == axis % len(shape) else n for i, n in enumerate(shape))


def _no_such_class(loss: str, labels: Any, wrong: Any, classes: int) -> str:
    place = tuple(int(i) for i in np.argwhere(wrong)[0])
    given = f"label {labels[place].item()} at index {place[0] if len(place) == 1 else place}"
    remedy = f"number the classes from 0 and give the model one output for each, or use {loss.removeprefix('sparse_')}"
    return explain(f"{loss} needs labels from 0 to {classes - 1}", given, f"{remedy} for true probabilities")


# --------------------------------------------------------------------------------------------------------- two classes


def binary_crossentropy(
    y_true: Any, y_pred: Any, from_logits: bool = False, label_smoothing: float = 0.0, axis: int = -1
) -> Any:
    """Return mean −y_true · log y_pred − (1 − y_true) · log(1 − y_pred) over the axis: independent yes-or-no questions.

    y_true, y_pred   one shape (n, …, k), values from 0 to 1
    from_logits      whether y_pred are logits, to which a sigmoid is due, rather than probabilities
    label_smoothing  how far true values are moved towards ½: by half of it

    Raises ShapeError where the shapes differ, DataError for true values outside 0 to 1.

    >>> binary_crossentropy([[1.0], [0.0]], [[0.0], [-1000.0]], from_logits=True)
    Tensor([0.69314718, 0.        ])
    """
    y_true, y_pred = matched("binary_crossentropy", y_true, y_pred)
    _check_binary("binary_crossentropy", y_true.array)
    if label_smoothing:
        y_true = y_true * (1.0 - label_smoothing) + 0.5 * label_smoothing
    logits = _logits("binary_crossentropy", y_pred, from_logits, ag.sigmoid)
    if logits is not None:
        return ag.sigmoid_cross_entropy(logits, y_true).mean(axis=axis)
    return binary_terms(y_true, y_pred).mean(axis=axis)


def binary_terms(y_true: Any, y_pred: Any) -> Any:
    """Return −y_true · log y_pred − (1 − y_true) · log(1 − y_pred), y_pred being kept 1e-7 away from 0 and 1."""
    p = np.clip(y_pred, EPSILON, 1 - EPSILON)
    return -(y_true * np.log(p) + (1.0 - y_true) * np.log(1.0 - p))


def _check_binary(loss: str, labels: Any) -> None:
    wrong = (labels < 0) | (labels > 1)

    def no_chance() -> DataError:
        place = tuple(int(i) for i in np.argwhere(wrong)[0])
        remedy = "map labels to 0 and 1, or use sparse_categorical_crossentropy for more classes"
        return DataError(
            explain(f"{loss} needs true values from 0 to 1", f"{labels[place].item()} at index {place}", remedy)
        )

    refuse_where(wrong, no_chance)


# -------------------------------------------------------------------------------------------------------- distributions


def kl_divergence(y_true: Any, y_pred: Any) -> Any:
    """Return Σ y_true · log(y_true / y_pred) over the last axis, both being kept within 1e-7 and 1.

    Kullback, Leibler: On information and sufficiency, 1951. Raises ShapeError where the shapes differ.

    >>> kl_divergence([[0.5, 0.5]], [[0.5, 0.5]])
    Tensor([0.])
    """
    y_true, y_pred = (np.clip(y, EPSILON, 1) for y in matched("kl_divergence", y_true, y_pred))
    return (y_true * np.log(y_true / y_pred)).sum(axis=-1)


# --------------------------------------------------------------------------------------------------------- as classes


class CategoricalCrossentropy(LossFunctionWrapper):
    """The loss of `categorical_crossentropy`.

    >>> CategoricalCrossentropy()([[0.0, 1.0]], [[0.5, 0.5]])
    Tensor(0.69314718)
    """

    def __init__(
        self,
        from_logits: bool = False,
        label_smoothing: float = 0.0,
        axis: int = -1,
        reduction: Reduction = "sum_over_batch_size",
        name: str = "categorical_crossentropy",
    ) -> None:
        settings = {"from_logits": from_logits, "label_smoothing": label_smoothing, "axis": axis}
        super().__init__(categorical_crossentropy, reduction, name, **settings)


class SparseCategoricalCrossentropy(LossFunctionWrapper):
    """The loss of `sparse_categorical_crossentropy`; a mean is taken over the samples that are not ignored.

    >>> SparseCategoricalCrossentropy(ignore_class=-1)([1, -1], [[0.5, 0.5], [0.5, 0.5]])
    Tensor(0.69314718)
    """

    def __init__(
        self,
        from_logits: bool = False,
        ignore_class: int | None = None,
        reduction: Reduction = "sum_over_batch_size",
        axis: int = -1,
        name: str = "sparse_categorical_crossentropy",
    ) -> None:
        settings: dict[str, Any] = {"from_logits": from_logits, "ignore_class": ignore_class, "axis": axis}
        super().__init__(sparse_categorical_crossentropy, reduction, name, **settings)
        self.ignore_class = ignore_class

    def counted(self, y_true: Any, values: Any) -> Any:
        """Return which samples are not ignored."""
        if self.ignore_class is None:
            return None
        labels = as_array(plain(y_true))
        return labels.reshape(values.shape) != self.ignore_class


class BinaryCrossentropy(LossFunctionWrapper):
    """The loss of `binary_crossentropy`.

    >>> BinaryCrossentropy()([[1.0], [0.0]], [[0.5], [0.5]])
    Tensor(0.69314718)
    """

    def __init__(
        self,
        from_logits: bool = False,
        label_smoothing: float = 0.0,
        axis: int = -1,
        reduction: Reduction = "sum_over_batch_size",
        name: str = "binary_crossentropy",
    ) -> None:
        settings = {"from_logits": from_logits, "label_smoothing": label_smoothing, "axis": axis}
        super().__init__(binary_crossentropy, reduction, name, **settings)


class KLDivergence(LossFunctionWrapper):
    """The loss of `kl_divergence`.

    >>> KLDivergence()([[0.5, 0.5]], [[0.5, 0.5]])
    Tensor(0.)
    """

    def __init__(self, reduction: Reduction = "sum_over_batch_size", name: str = "kl_divergence") -> None:
        super().__init__(kl_divergence, reduction, name)
