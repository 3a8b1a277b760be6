"""Sets: the different elements of an array, with their places and numbers, and what two arrays share or do not share.

    >>> import numpy as np, autograd_core as ag
    >>> ag.unique_counts([2.0, 1.0, 2.0])
    UniqueCounts(values=Tensor([1., 2.]), counts=Tensor([1, 2]))

Of equal elements the gradient flows to the first; places and numbers have none. NaNs differ from each other. Not here:
`unique_values` and NumPy's `unique` (`gathering`).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from autograd_core.ops.gathering import take, unique
from autograd_core.ops.joining import concatenate
from autograd_core.ops.movement import array_of, astype, reshape
from autograd_core.registry import FUNCTIONS, composite, example
from autograd_core.values import make

__all__ = ["intersect1d", "setdiff1d", "setxor1d", "union1d", "unique_all", "unique_counts", "unique_inverse"]

EXAMPLES = [example((4,)), example((2, 3))]


class UniqueAll(NamedTuple):
    """What `unique_all` returns."""

    values: Any
    indices: Any
    inverse_indices: Any
    counts: Any


class UniqueCounts(NamedTuple):
    """What `unique_counts` returns."""

    values: Any
    counts: Any


class UniqueInverse(NamedTuple):
    """What `unique_inverse` returns."""

    values: Any
    inverse_indices: Any


@composite(np.unique_all, examples=EXAMPLES)
def unique_all(x: Any, /) -> UniqueAll:
    """Return the different elements, the place of each in the flat array, each element's place in them, their numbers.

    >>> unique_all([2.0, 1.0, 2.0]).inverse_indices
    Tensor([1, 0, 1])
    """
    return UniqueAll(*unique(x, True, True, True, equal_nan=False))


@composite(np.unique_counts, examples=EXAMPLES)
def unique_counts(x: Any, /) -> UniqueCounts:
    """Return the different elements and how often each occurs.

    >>> unique_counts([2.0, 1.0, 2.0]).counts
    Tensor([1, 2])
    """
    return UniqueCounts(*unique(x, return_counts=True, equal_nan=False))


@composite(np.unique_inverse, examples=EXAMPLES)
def unique_inverse(x: Any, /) -> UniqueInverse:
    """Return the different elements, and for each element of the array its place in them.

    >>> unique_inverse([2.0, 1.0, 2.0]).inverse_indices
    Tensor([1, 0, 1])
    """
    return UniqueInverse(*unique(x, return_inverse=True, equal_nan=False))


# ------------------------------------------------------------------------------------------------------- of two arrays

SOME = np.array([0.25, 9.0])


@composite(np.union1d, examples=[example((3,), (2, 2)), example((3,), SOME)])
def union1d(ar1: Any, ar2: Any) -> Any:
    """Return the different elements of two arrays together, in ascending order.

    >>> union1d([2.0, 1.0], [2.0, 3.0])
    Tensor([1., 2., 3.])
    """
    return unique(concatenate([ar1, ar2], axis=None))


def intersect1d(ar1: Any, ar2: Any, assume_unique: bool = False, return_indices: bool = False) -> Any:
    """Return the elements that two arrays share, in ascending order; the gradient flows to those of the first.

    assume_unique   say that no element is twice in one array, to save time
    return_indices  return the places of the elements in both flat arrays, too

    >>> intersect1d([2.0, 1.0, 5.0], [5.0, 2.0])
    Tensor([2., 5.])
    """
    values, *places = np.intersect1d(array_of(ar1), array_of(ar2), assume_unique, return_indices=True)
    y = astype(take(ar1, places[0]), values.dtype, copy=False)
    return (y, *[make(place, None) for place in places]) if return_indices else y


FUNCTIONS[np.intersect1d] = intersect1d


@composite(np.setdiff1d, examples=[example((2, 3), SOME), example((3,), (2,), assume_unique=True)])
def setdiff1d(ar1: Any, ar2: Any, assume_unique: bool = False) -> Any:
    """Return the different elements of the first array that are not in the second, in ascending order.

    With `assume_unique` they stay in their order.

    >>> setdiff1d([3.0, 1.0, 2.0], [2.0])
    Tensor([1., 3.])
    """
    left = reshape(ar1, -1) if assume_unique else unique(ar1)
    return take(left, np.flatnonzero(np.isin(array_of(left), array_of(ar2), invert=True)))


@composite(np.setxor1d, examples=[example((3,), (2,)), example((3,), SOME)])
def setxor1d(ar1: Any, ar2: Any, assume_unique: bool = False) -> Any:
    """Return the different elements that are in one of two arrays only, in ascending order.

    >>> setxor1d([2.0, 1.0], [2.0, 3.0])
    Tensor([1., 3.])
    """
    sets = [reshape(ar1, -1), reshape(ar2, -1)] if assume_unique else [unique(ar1), unique(ar2)]
    y, counts = unique(concatenate(sets), return_counts=True)
    return take(y, np.flatnonzero(array_of(counts) == 1))
