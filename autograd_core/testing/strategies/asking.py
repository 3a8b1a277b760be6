"""What the strategies of this package may be asked for: each wish is checked when it is said, not when it is drawn.

    >>> names_of("layout", ("C", "reversed"), ("C", "Fortran", "reversed"))
    ('C', 'reversed')

Not here: the strategies.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
from hypothesis import strategies as st

from autograd_core.errors import ConfigurationError, DTypeError, ShapeError, explain, unknown_name
from autograd_core.registry import Interval

__all__ = ["DTYPES", "ShapeLike", "checked_shape", "distance_of", "dtypes_of", "each_of", "interval_of"]
__all__ += ["kinks_of", "names_of", "shape_of"]

DTYPES = ("float64", "float32", "complex128", "complex64")
"""The types that a gradient can be checked in, the simplest first."""

Shape = tuple[int, ...]
ShapeLike = str | int | Sequence[int] | st.SearchStrategy[Any]


def names_of(kind: str, wanted: str | Iterable[str], known: Sequence[str]) -> tuple[str, ...]:
    """Return the names that were asked for, one or several; "any" means all.

    Raises UnknownNameError where one is not known, ConfigurationError where there are none.
    """
    names = tuple(known) if wanted == "any" else (wanted,) if isinstance(wanted, str) else tuple(wanted)
    if not names:
        raise ConfigurationError(
            explain(f"nothing to draw a {kind} from", repr(wanted), f"name one of {', '.join(known)}")
        )
    for name in names:
        if name not in known:
            raise unknown_name(kind, name, ["any", *known])
    return names


def dtypes_of(dtype: Any) -> st.SearchStrategy[np.dtype[Any]]:
    """Return a strategy for the dtypes that were asked for: one, several, a strategy, or "any".

    Raises DTypeError where one is not among `DTYPES`, also when a strategy draws it.
    """
    if isinstance(dtype, st.SearchStrategy):
        return dtype.map(_known_dtype)
    if isinstance(dtype, str) and dtype == "any":
        return st.sampled_from(DTYPES).map(np.dtype)
    several = dtype if isinstance(dtype, (list, tuple)) else [dtype]
    if not several:
        raise ConfigurationError(
            explain("nothing to draw a dtype from", repr(dtype), f"name one of {', '.join(DTYPES)}")
        )
    return st.sampled_from([_known_dtype(each) for each in several])


def _known_dtype(dtype: Any) -> np.dtype[Any]:
    try:
        known: np.dtype[Any] = np.dtype(dtype)
    except TypeError:
        known = np.dtype(object)
    if dtype is None or known.name not in DTYPES:
        remedy = f"use one of {', '.join(DTYPES)}, several, or 'any'"
        raise DTypeError(explain("no dtype of arrays that have gradients", repr(dtype), remedy))
    return known


def interval_of(elements: Any) -> Interval:
    """Return the interval that was asked for.

    Raises ConfigurationError unless it is a pair of finite numbers, the lower one first.
    """
    pair = tuple(elements) if isinstance(elements, (list, tuple)) else ()
    numbers = len(pair) == 2 and all(isinstance(x, (int, float, np.number)) and np.isreal(x) for x in pair)
    if not numbers or not -math.inf < pair[0] < pair[1] < math.inf or math.isinf(float(pair[1]) - float(pair[0])):
        remedy = "pass a pair (low, high) of finite numbers with low < high, or a strategy for single elements"
        raise ConfigurationError(explain("no interval to draw elements from", repr(elements), remedy))
    return Interval(float(pair[0]), float(pair[1]))


def kinks_of(kinks: Any) -> tuple[float, ...]:
    """Return the kinks that were asked for, one number or several.

    Raises ConfigurationError where one is not a finite number.
    """
    several = tuple(kinks) if isinstance(kinks, (list, tuple, np.ndarray)) else (kinks,)
    for kink in several:
        if not isinstance(kink, (int, float, np.number)) or not np.isreal(kink) or not math.isfinite(kink):
            raise ConfigurationError(explain("a kink is no finite number", repr(kink), "pass numbers, such as (0, 1)"))
    return tuple(float(kink) for kink in several)


def distance_of(distance: Any) -> float:
    """Return the distance that was asked for.

    Raises ConfigurationError unless it is a finite number above 0.
    """
    if not isinstance(distance, (int, float, np.number)) or not 0 < distance < math.inf:
        remedy = "pass a finite number above 0"
        raise ConfigurationError(explain("a distance from kinks cannot be kept", f"distance={distance!r}", remedy))
    return float(distance)


def checked_shape(shape: Any) -> Shape:
    """Return a shape as a tuple of integers; one integer is the length of the only axis.

    Raises ShapeError where it is none.
    """
    sides = tuple(shape) if isinstance(shape, (list, tuple)) else (shape,)
    if not all(isinstance(n, (int, np.integer)) and not isinstance(n, bool) and n >= 0 for n in sides):
        remedy = "pass 'any', a tuple of whole numbers from 0 on, or a strategy for such tuples"
        raise ShapeError(explain("no shape of an array", repr(shape), remedy))
    return tuple(int(n) for n in sides)


def shape_of(shapes: ShapeLike, anything: Callable[[], st.SearchStrategy[Shape]]) -> st.SearchStrategy[Shape]:
    """Return a strategy for the shapes that were asked for: "any", one shape, or a strategy.

    Raises ShapeError where that is no shape, also when a strategy draws it.
    """
    if isinstance(shapes, st.SearchStrategy):
        return shapes.map(checked_shape)
    return anything() if isinstance(shapes, str) and shapes == "any" else st.just(checked_shape(shapes))


def each_of(elements: Any, count: int) -> list[Any]:
    """Return the elements for each of several arrays: one wish for all, or a list or tuple of one for each.

    Raises ConfigurationError where their number differs.
    """
    several = isinstance(elements, (list, tuple)) and not (
        len(elements) == 2 and all(isinstance(x, (int, float, np.number)) for x in elements)
    )
    if several and len(elements) != count:
        remedy = f"pass one wish for all arrays, or one for each of {count}"
        raise ConfigurationError(explain("elements do not fit the number of arrays", repr(elements), remedy))
    return list(elements) if several else [elements] * count
