"""What decompositions leave open: the vectors of equal values, and the phases of complex vectors.

Where two eigenvalues are equal, any rotation of their two vectors is as good. A gradient exists only for what does not
depend on that choice. There the divisor λⱼ − λᵢ stands against a cotangent of 0, and 1 / 0 may be replaced by 0.

    >>> import numpy as np
    >>> inverse_differences(np.array([1.0, 1.0, 3.0]))
    array([[ 0. ,  0. ,  0.5],
           [ 0. ,  0. ,  0.5],
           [-0.5, -0.5,  0. ]])

Each complex vector may be turned by a phase. LAPACK leaves none open: it makes one component real, which can be seen,
so that the gradient can follow. Not here: the decompositions (`eigen`, `singular`).
"""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np

from autograd_core.errors import DegeneracyWarning, explain
from autograd_core.ops.movement import array_of
from autograd_core.record import Value
from autograd_core.tree import flatten

__all__ = ["anchored", "anchors", "equal_pairs", "inverse_differences", "rounding", "turning", "warn_of_equal"]
__all__ += ["warn_of_lost", "warn_of_second"]

# --------------------------------------------------------------------------------------------------------- equal values


def rounding(values: Any) -> Any:
    """Return how far apart equal eigenvalues or singular values may come out, along a last axis of length 1."""
    array = np.abs(array_of(values))
    return 10 * array.shape[-1] * np.finfo(array.dtype).eps * array.max(-1, keepdims=True, initial=0)


def equal_pairs(values: Any) -> Any:
    """Return the table of which two values are equal up to rounding; none is paired with itself."""
    array = array_of(values)
    distances = np.abs(array[..., :, None] - array[..., None, :])
    return (distances <= rounding(array)[..., None]) & ~np.eye(array.shape[-1], dtype=bool)


def inverse_differences(values: Any) -> Any:
    """Return the table of 1 / (vⱼ − vᵢ), 0 on the diagonal and where the two are equal up to rounding."""
    none = equal_pairs(values) | np.eye(values.shape[-1], dtype=bool)
    return np.where(none, 0, 1 / np.where(none, 1, values[..., None, :] - values[..., :, None]))


def warn_of_equal(name: str, values: Any, g_values: Any, turned: Any, mixed: Any) -> None:
    """Warn, with a DegeneracyWarning, where values are equal and a gradient asks for more than exists.

    g_values  the cotangents of the values: where they differ, one of two equal values is asked for by itself
    turned    the table of what a rotation of two vectors would change
    mixed     the table of what tells that both vectors are used together; with the values that asks for f(λ) as for
              two different numbers, and the part between the two vectors is lost

    A second derivative asks for how the equal values part, so it always lacks that.
    """
    equal = equal_pairs(values)
    if not equal.any():
        return
    warn_of_second(name, "equal values", g_values)
    g, turned, mixed = (np.abs(array_of(x)) for x in (g_values, turned, mixed))
    apart = np.abs(array_of(g_values)[..., :, None] - array_of(g_values)[..., None, :])
    limit = max(x.max(initial=0) for x in (g, turned, mixed)) * np.sqrt(np.finfo(g.dtype).eps)
    asked = equal & ((turned > limit) | (apart > limit) | ((mixed > limit) & (g[..., None] > limit)))
    if asked.any():
        *batch, i, j = np.argwhere(asked)[0]
        pair = array_of(values)[(*batch, [i, j])]
        _warn(f"the gradient of {name} lacks what tells equal values apart", f"the values {pair[0]} and {pair[1]}")


_REMEDY = (
    "use what does not depend on how the vectors are chosen, such as a sum over all of them or the projection on all, "
    "or move the matrix a little"
)


def warn_of_lost(name: str, where: str, lost: Any, all_of_it: Any) -> None:
    """Warn, with a DegeneracyWarning, where some of a cotangent is lost, for a decomposition leaves something open."""
    sizes = [np.abs(array_of(x)) for x in flatten(all_of_it)[0]]
    limit = max(x.max(initial=0) for x in sizes) * np.sqrt(np.finfo(sizes[0].dtype).eps)
    if any((np.abs(array_of(x)) > limit).any() for x in flatten(lost)[0]):
        _warn(f"the gradient of {name} lacks what depends on a choice", f"a use of {where}")


def warn_of_second(name: str, where: str, g: Any) -> None:
    """Warn, with a DegeneracyWarning, where a cotangent shows that a second derivative is wanted that is not whole."""
    if isinstance(g, Value):
        _warn(f"the second derivative of {name} is not whole", f"a use of {where}")


def _warn(wrong: str, given: str) -> None:
    warnings.warn(explain(wrong, given, _REMEDY), DegeneracyWarning, stacklevel=3)


# --------------------------------------------------------------------------------------------------------------- phases


def anchors(vectors: Any, row: int | None = None) -> Any:
    """Return where LAPACK made the vectors real: at most one place in each column; in a given row, or anywhere."""
    array = array_of(vectors)
    if not array.size:
        return np.zeros(array.shape, bool)
    least = 8 * np.finfo(array.dtype).eps
    size = np.where((np.abs(array.imag) <= least) & (np.abs(array.real) > least), np.abs(array), 0)
    rows = np.arange(array.shape[-2])[:, None]
    if row is not None:
        size = np.where(rows == row % array.shape[-2], size, 0)
    return (rows == size.argmax(-2)[..., None, :]) & (size > 0)


def turning(g: Any, vectors: Any) -> Any:
    """Return the derivative by the phases of the vectors: −Im Σᵢ ∂vᵢⱼ vᵢⱼ."""
    return -(g * vectors).sum(-2).imag


def anchored(g: Any, vectors: Any, places: Any, turn: Any) -> Any:
    """Return the cotangent of vectors that stay real at some places, although they are differentiated as if free.

    To stay real at place k, a vector turns back by Im dvₖ / vₖ, which changes the result `turn` times as much.
    """
    return g + np.where(places, 1j * turn[..., None, :] / np.where(places, vectors.real, 1), 0)
