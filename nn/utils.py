"""Small functions that prepare data, as in `keras.utils`.

    >>> to_categorical([0, 2, 1])
    array([[1., 0., 0.],
           [0., 0., 1.],
           [0., 1., 0.]])

They work on NumPy arrays, before training; nothing is recorded. Not here: reading data (`nn.datasets`).
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import numpy as np

import autograd_core as ag
from autograd_core.errors import DataError, DTypeError, ShapeError, explain

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["normalize", "set_random_seed", "to_categorical"]


def to_categorical(x: ArrayLike, num_classes: int | None = None) -> NDArray[np.float64]:
    """Return one row per class label, with 1 in the column of the label and 0 elsewhere: `y[i, k] = (x[i] == k)`.

    Labels of shape (n,), (n, 1) or (n, m) give float64 arrays of shape (n, c), (n, c) or (n, m, c), where c is
    `num_classes` or, without it, the largest label + 1.

    Raises DTypeError for labels that are not numbers, and DataError for labels that are negative, fractional or not
    below `num_classes`. (Keras counts negative labels from the end and cuts fractions off.)

    >>> to_categorical([[1], [0]], num_classes=3)
    array([[0., 1., 0.],
           [1., 0., 0.]])
    """
    labels = _whole_numbers(np.asarray(x))
    shape = labels.shape[:-1] if labels.ndim > 1 and labels.shape[-1] == 1 else labels.shape
    classes = _count_classes(labels) if num_classes is None else num_classes
    _check_range(labels, classes)
    result = np.zeros((labels.size, classes))
    result[np.arange(labels.size), labels.reshape(-1)] = 1
    return result.reshape((*shape, classes))


def normalize(x: ArrayLike, axis: int = -1, order: float = 2) -> NDArray[Any]:
    """Return x divided by its norm along one axis, `y = x / ‖x‖`, with slices of zeros left as they are.

    `order` is that of `numpy.linalg.norm`. The result has the shape of x; floats keep their dtype, integers give
    float64. Raises DTypeError for values that are not numbers and ShapeError for an axis that x does not have.

    >>> normalize([[3.0, 4.0], [0.0, 0.0]])
    array([[0.6, 0.8],
           [0. , 0. ]])
    """
    values = np.asarray(x)
    if values.dtype.kind not in "biufc":
        raise DTypeError(explain("normalize needs numbers", f"dtype {values.dtype}", "convert the values first"))
    if not -values.ndim <= axis < values.ndim:
        raise ShapeError(explain(f"no axis {axis} to normalize", f"shape {values.shape}", "give an axis that x has"))
    norm = np.linalg.norm(values, order, axis, keepdims=True)
    return np.asarray(values / np.where(norm == 0, norm.dtype.type(1), norm))


def _whole_numbers(values: NDArray[Any]) -> NDArray[Any]:
    """Return labels as integers, once none of them is a fraction."""
    if values.dtype.kind in "biu":
        return values.astype(np.int64)
    if values.dtype.kind != "f":
        remedy = "number the classes from 0, for example with numpy.unique(labels, return_inverse=True)"
        raise DTypeError(explain("class labels must be numbers", f"dtype {values.dtype}", remedy))
    fractional = ~(np.isfinite(values) & (values == np.floor(values)))
    if fractional.any():
        raise DataError(explain("class labels must be whole numbers", _first(values, fractional), "round them first"))
    return values.astype(np.int64)


def _count_classes(labels: NDArray[Any]) -> int:
    """Return the largest label + 1."""
    if not labels.size:
        raise DataError(explain("no labels to count classes from", f"shape {labels.shape}", "give num_classes"))
    return int(labels.max()) + 1


def _check_range(labels: NDArray[Any], classes: int) -> None:
    """Refuse labels that are negative or have no column."""
    if (labels < 0).any():
        raise DataError(explain("class labels must not be negative", _first(labels, labels < 0), "number them from 0"))
    if (labels >= classes).any():
        remedy = f"give num_classes={int(labels.max()) + 1} or leave it out"
        raise DataError(explain(f"a class label is not below {classes}", _first(labels, labels >= classes), remedy))


def _first(values: NDArray[Any], wrong: NDArray[np.bool_]) -> str:
    """Say which value is the first wrong one, and where."""
    place = tuple(int(i) for i in np.argwhere(wrong)[0])
    return f"{values[place].item()} at index {place[0] if len(place) == 1 else place}"


def set_random_seed(seed: int) -> None:
    """Start the random numbers of Python, NumPy and this project from a seed, so that a run can be repeated.

    >>> set_random_seed(0)
    >>> first = ag.random.normal()
    >>> set_random_seed(0)
    >>> bool(ag.random.normal() == first)
    True
    """
    random.seed(seed)
    np.random.seed(seed)  # noqa: NPY002  # the old generator, for user code that still draws from it
    ag.random.seed(seed)
