"""Data in batches: checked once, then gathered piece by piece.

    >>> import numpy as np
    >>> data = Batches(np.zeros((5, 2)), np.arange(5), batch_size=2)
    >>> [len(y) for x, y, weight in data.in_order()]
    [2, 2, 1]

Floating-point arrays are converted to float32 once, as Keras does. Not here: reading data from files (`datasets`).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from autograd_core.errors import ConfigurationError, DataError, explain
from autograd_core.graph import native
from nn.checks import whole_number
from nn.losses.loss import weights_like

__all__ = ["Batches", "by_class"]

Batch = tuple[Any, Any, Any]


class Batches:
    """Samples, targets and weights of equal length, as NumPy arrays, cut into batches.

    x, y, weight  arrays whose first axis counts the samples; y and weight may be None
    batch_size    samples per batch; the last batch may be smaller

    Raises DataError where there are no samples, the lengths differ, or something is no array of real numbers;
    ConfigurationError where `batch_size` is not a positive integer.
    """

    def __init__(self, x: Any, y: Any = None, weight: Any = None, *, batch_size: int | None = None) -> None:
        self.batch_size = whole_number("batch_size", 32 if batch_size is None else batch_size, such_as=32)
        self.x: Any = _as_array("x", x)
        self.y = None if y is None else _as_array("y", y)
        self.weight = None if weight is None else _as_array("sample_weight", weight)
        self._check_lengths()

    def _check_lengths(self) -> None:
        named = {"x": self.x, "y": self.y, "sample_weight": self.weight}
        shapes = {name: np.shape(part) for name, part in named.items() if part is not None}
        given = ", ".join(f"{name} of shape {shape}" for name, shape in shapes.items())
        if any(not shape for shape in shapes.values()):
            raise DataError(explain("data need a first axis that counts the samples", given, "pass arrays of samples"))
        if not shapes["x"][0]:
            raise DataError(explain("there are no samples", given, "pass at least one"))
        if len({shape[0] for shape in shapes.values()}) > 1:
            raise DataError(
                explain("the numbers of samples differ", given, "pass one target and weight for each sample")
            )

    def __len__(self) -> int:
        return math.ceil(len(self.x) / self.batch_size)

    def in_order(self) -> Iterator[Batch]:
        """Yield the batches as they lie."""
        for start in range(0, len(self.x), self.batch_size):
            yield self._part(slice(start, start + self.batch_size))

    def permuted(self, order: Any, *, reuse: bool = False) -> Iterator[Batch]:
        """Yield batches of the samples in the given order; with `reuse` each in the memory of the one before."""
        gathered = self._gathered() if reuse else self._part
        for start in range(0, len(self.x), self.batch_size):
            yield gathered(order[start : start + self.batch_size])

    def _gathered(self) -> Callable[[Any], Batch]:
        """Return what gathers samples into arrays that are there: new memory costs more than the copy."""
        size = min(self.batch_size, len(self.x))
        parts = (self.x, self.y, self.weight)
        rooms = [part if part is None else np.empty((size, *part.shape[1:]), part.dtype) for part in parts]
        takers = [part if part is None else native.taker(part, room) for part, room in zip(parts, rooms, strict=True)]
        return lambda chosen: tuple([take if take is None else take(chosen) for take in takers])  # type: ignore[return-value]  # three parts

    def split(self, fraction: float) -> tuple[Batches, Batches]:
        """Return the data without and with its last `fraction` of samples, to validate on those.

        >>> rest, last = Batches(np.arange(4)).split(0.25)
        >>> rest.x, last.x
        (array([0, 1, 2]), array([3]))

        Raises ConfigurationError where the fraction leaves nothing on one side.
        """
        count = len(self.x)
        cut = int(count * (1 - fraction))
        if not 0 < fraction < 1 or cut in {0, count}:
            wrong = "validation_split leaves nothing to train or to validate on"
            given = f"validation_split={fraction} of {count} samples"
            remedy = "choose a fraction between 0 and 1 that leaves samples on both sides"
            raise ConfigurationError(explain(wrong, given, remedy))
        rest, last = self._part(slice(cut)), self._part(slice(cut, None))
        return Batches(*rest, batch_size=self.batch_size), Batches(*last, batch_size=self.batch_size)

    def weigh(self, class_weight: Mapping[int, float]) -> None:
        """Multiply the weight of each sample by that of its class.

        Raises what `by_class` raises, and ShapeError where there are already weights, but not one for each sample.
        """
        weight = by_class(self.y, class_weight)
        self.weight = weight if self.weight is None else weight * weights_like(weight, self.weight)

    def _part(self, index: Any) -> Batch:
        return tuple(None if part is None else part[index] for part in (self.x, self.y, self.weight))  # type: ignore[return-value]  # three parts


def _as_array(name: str, part: Any) -> Any:
    try:
        array = np.asarray(part)
    except ValueError as error:  # lists of unequal lengths
        wrong, given = f"{name} must be an array of real numbers", f"a {type(part).__name__} of parts that differ"
        raise DataError(explain(wrong, given, "give all samples one shape, as by padding them")) from error
    if array.dtype.kind not in "biuf":
        given = f"{type(part).__name__} of dtype {array.dtype}"
        raise DataError(explain(f"{name} must be an array of real numbers", given, _remedy(part, array.dtype)))
    return array.astype(np.float32, copy=False) if array.dtype.kind == "f" else array


def _remedy(part: Any, dtype: Any) -> str:
    if hasattr(part, "__next__"):
        return "collect what it yields in arrays, or give each batch to train_on_batch"
    if dtype.kind in "US":
        return "turn text into numbers; np.unique(labels, return_inverse=True) numbers classes"
    return "convert it to numbers, all samples of one shape"


def by_class(y: Any, class_weight: Any) -> Any:
    """Return the weight of each sample by its class: y are integer labels or one-hot rows.

    >>> by_class(np.array([0, 1, 1]), {0: 1.0, 1: 0.5})
    array([1. , 0.5, 0.5], dtype=float32)

    Raises ConfigurationError where `class_weight` is no dict, DataError where the targets are neither, or a class has
    no weight.
    """
    if not isinstance(class_weight, Mapping):
        remedy = "pass a dict, such as {0: 1.0, 1: 5.0}"
        raise ConfigurationError(explain("class_weight says a weight for each class", repr(class_weight), remedy))
    labels = np.asarray(y)
    if labels.ndim == 2:
        labels = labels[:, 0] if labels.shape[1] == 1 else labels.argmax(axis=1)
    if labels.ndim != 1:
        given = f"targets of shape {np.shape(y)}"
        raise DataError(explain("class_weight needs class labels", given, "pass integer labels or one-hot rows"))
    missing = sorted(set(np.unique(labels).tolist()) - set(class_weight))
    if missing:
        given = f"weights for {sorted(class_weight)}"
        raise DataError(explain(f"class_weight has no weight for class {missing[0]:g}", given, "give every class one"))
    return np.array([class_weight[label] for label in labels.tolist()], np.float32)
