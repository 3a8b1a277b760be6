"""Arrays to check gradients at: every shape, floating-point dtype and memory layout, with numbers that shrink well.

    >>> import numpy as np
    >>> from autograd_core.testing.strategies.finding import smallest
    >>> smallest(arrays(), lambda x: np.sin(x).sum() > 0)
    array(1.)
    >>> smallest(broadcastable(2), lambda pair: np.add(*pair).size > max(x.size for x in pair))
    (array([1., 2.]), array([[1.],
           [2.]]))

Not here: indices, axes and parameters (`axes`, `indices`, `contractions`), matrices of special kinds (`matrices`).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

from autograd_core.errors import ConfigurationError, DataError, explain
from autograd_core.registry import REAL, Interval
from autograd_core.testing.layouts import LAYOUTS, laid
from autograd_core.testing.strategies.asking import (
    ShapeLike,
    distance_of,
    dtypes_of,
    each_of,
    interval_of,
    kinks_of,
    names_of,
    shape_of,
)
from autograd_core.testing.strategies.choices import RARELY
from autograd_core.testing.strategies.elements import LEVELS, SPOTS, SPREAD, Palette, palette
from autograd_core.testing.strategies.shapes import any_shape, broadcast_shapes

__all__ = ["Filling", "arrays", "broadcastable", "filling"]

Shape = tuple[int, ...]
TIES = ("some", "none", "many")
MOST_DRAWN = 64  # elements of one array that are drawn one by one from a strategy; the others repeat these
LAST = st.tuples(*[SPOTS] * 6)
STEPS = st.integers(1, 31)
FEW = st.integers(0, 7)
IMAGINARY = Interval(-3.0, 3.0)


def arrays(
    shapes: ShapeLike = "any",
    dtype: Any = "float64",
    elements: Any = REAL,
    layouts: str | Iterable[str] = "any",
    *,
    avoiding: Any = (),
    distance: float = 0.1,
    ties: str = "some",
) -> st.SearchStrategy[NDArray[Any]]:
    """Return a strategy for arrays of finite numbers.

    shapes    "any" (up to three axes, of lengths 0 to 4), a shape, or a strategy, such as `any_shape(min_dims=1)`
    dtype     "float64", "float32", "complex128", "complex64", several of these, "any", or a strategy
    elements  (low, high) or an `Interval`, both ends excluded; real parts of complex numbers are in it, imaginary parts
              between −3 and 3; or a strategy for single elements, such as `near(0)`
    layouts   names in `LAYOUTS`, or "any"
    avoiding  kinks from which every element (of complex numbers its real part) keeps at least a `distance`
    ties      equal elements in "some" arrays (one of four), in "none", or in "many": all that have two elements;
              with "none", no array is laid out as "broadcast"

    Shrinks towards 0-d arrays of the simplest number, in the first dtype and layout; then 1, 2, 0, −1, … in order.

    >>> from autograd_core.testing.strategies.finding import smallest
    >>> smallest(arrays((2, 2), elements=(0, 1)), lambda x: True)
    array([[0.5  , 0.25 ],
           [0.75 , 0.125]])

    Raises ConfigurationError, ShapeError, DTypeError or UnknownNameError for a wish that cannot be granted.
    """
    fill = filling(elements, avoiding, distance, ties)
    among = _fitting(names_of("layout", layouts, LAYOUTS), ties)
    return _arrays(shape_of(shapes, any_shape), dtypes_of(dtype), fill, st.sampled_from(among))


def broadcastable(
    count: int,
    *,
    dtype: Any = "float64",
    elements: Any = REAL,
    layouts: str | Iterable[str] = "any",
    avoiding: Any = (),
    distance: float = 0.1,
    ties: str = "some",
    max_dims: int = 3,
    max_side: int = 4,
) -> st.SearchStrategy[tuple[NDArray[Any], ...]]:
    """Return a strategy for tuples of arrays whose shapes broadcast together.

    Any of them may lack axes, have axes of length 1, be 0-d or without elements. Each has a dtype and a layout of its
    own. `elements` may be a list with a wish for each array; everything else is as for `arrays`.

    >>> from autograd_core.testing.strategies.finding import smallest
    >>> smallest(broadcastable(2), lambda pair: pair[0].ndim < pair[1].ndim and pair[1].size > 1)
    (array(1.), array([1., 2.]))

    Raises ConfigurationError, ShapeError, DTypeError or UnknownNameError for a wish that cannot be granted.
    """
    if count not in range(1, 33):
        raise ConfigurationError(explain("no number of arrays", repr(count), "pass a whole number from 1 to 32"))
    any_shape(max_dims=max_dims, max_side=max_side)  # names limits that exclude each other
    fills = [filling(each, avoiding, distance, ties) for each in each_of(elements, count)]
    among = _fitting(names_of("layout", layouts, LAYOUTS), ties)
    return _together(broadcast_shapes(count, max_dims, max_side), dtypes_of(dtype), fills, st.sampled_from(among))


def _fitting(layouts: tuple[str, ...], ties: str) -> tuple[str, ...]:
    fitting = tuple(layout for layout in layouts if ties != "none" or layout != "broadcast")
    if not fitting:
        remedy = "drop one of the two: elements of a broadcast view are equal"
        raise ConfigurationError(explain("ties are excluded and asked for", "ties='none', layouts='broadcast'", remedy))
    return fitting


@st.composite
def _arrays(
    draw: st.DrawFn,
    shapes: st.SearchStrategy[Shape],
    dtypes: st.SearchStrategy[np.dtype[Any]],
    fill: Filling,
    layouts: st.SearchStrategy[str],
) -> NDArray[Any]:
    return _array(draw, draw(shapes), dtypes, fill, layouts)


@st.composite
def _together(
    draw: st.DrawFn,
    shapes: st.SearchStrategy[tuple[Shape, ...]],
    dtypes: st.SearchStrategy[np.dtype[Any]],
    fills: list[Filling],
    layouts: st.SearchStrategy[str],
) -> tuple[NDArray[Any], ...]:
    each = zip(draw(shapes), fills, strict=True)
    return tuple(_array(draw, shape, dtypes, fill, layouts) for shape, fill in each)


def _array(
    draw: st.DrawFn,
    shape: Shape,
    dtypes: st.SearchStrategy[np.dtype[Any]],
    fill: Filling,
    layouts: st.SearchStrategy[str],
) -> NDArray[Any]:
    dtype, layout = draw(dtypes), draw(layouts)
    return laid(fill.drawn(draw, math.prod(shape), dtype).reshape(shape), layout)


# -------------------------------------------------------------------------------------------------------------- filling


def filling(elements: Any, avoiding: Any = (), distance: float = 0.1, ties: str = "some") -> Filling:
    """Return how arrays are filled.

    Raises ConfigurationError or UnknownNameError for a wish that cannot be granted.
    """
    (tied,) = names_of("wish for ties", [ties], TIES)
    kinks, apart = kinks_of(avoiding), distance_of(distance)
    if isinstance(elements, st.SearchStrategy):
        if kinks:
            remedy = "let the strategy avoid them: away_from(kinks, distance)"
            raise ConfigurationError(explain("kinks and a strategy for elements", f"avoiding={avoiding!r}", remedy))
        return Filling(elements, None, kinks, apart, tied)
    interval = interval_of(elements)
    palette(interval, kinks, apart)  # says what is wrong with them
    return Filling(None, interval, kinks, apart, tied)


class Filling(NamedTuple):
    """How arrays are filled: from a strategy for single elements, or from an interval, away from kinks."""

    elements: st.SearchStrategy[Any] | None
    interval: Interval | None
    kinks: tuple[float, ...]
    distance: float
    ties: str

    def drawn(self, draw: st.DrawFn, count: int, dtype: np.dtype[Any]) -> NDArray[Any]:
        """Draw the elements of an array, all of them different, or with equal ones among them."""
        rare, few = draw(RARELY), draw(FEW)
        tied, several = self.ties == "many" or (self.ties == "some" and rare), 1 + few % max(1, count // 2)
        if self.interval is None:
            values, places = self._from_strategy(draw, count, dtype), list(range(count))
        else:
            known = self._palette(dtype, count)
            places = _places(draw, known, count)
            values = _different(known.numbers, places)
        if tied:
            values = values[[place % several for place in places]]
        return self._completed(draw, values, dtype)

    def _palette(self, dtype: np.dtype[Any], count: int) -> Palette:
        assert self.interval is not None
        size = np.zeros(0, dtype).real.dtype.name
        return palette(self.interval, self.kinks, self.distance, size, max(SPREAD, 2 * count))

    def _completed(self, draw: st.DrawFn, real: NDArray[Any], dtype: np.dtype[Any]) -> NDArray[Any]:
        """Return the elements in their dtype, with imaginary parts of their own where these are not drawn yet."""
        if dtype.kind == "f" or self.interval is None:
            return real.astype(dtype)
        imaginary = palette(IMAGINARY)
        places = np.array(_places(draw, imaginary, real.size), int)
        return np.asarray(real + 1j * imaginary.numbers[places % len(imaginary.numbers)]).astype(dtype)

    def _from_strategy(self, draw: st.DrawFn, count: int, dtype: np.dtype[Any]) -> NDArray[Any]:
        assert self.elements is not None
        few = min(count, MOST_DRAWN)
        values = draw(st.lists(self.elements, min_size=few, max_size=few, unique=self.ties == "none"))
        found = np.asarray(values) if values else np.zeros(0)
        allowed = "biuf" if dtype.kind == "f" else "biufc"
        if found.dtype.kind not in allowed or not np.isfinite(found.astype(dtype)).all():
            remedy = f"let the strategy for elements draw finite numbers that fit {dtype.name}"
            raise DataError(explain("an element cannot be used", f"{values[:3]!r}", remedy))
        return np.resize(found.astype(dtype), count)


def _places(draw: st.DrawFn, known: Palette, count: int) -> list[int]:
    """Draw where in a palette the elements stand: the last ones one by one, those before in steps.

    What is drawn does not depend on `count`, so that a smaller shape leaves all else as it was. And Hypothesis, when it
    shrinks, moves the simpler ones of equal things to the front, so that it is the last that a test fails for. Both
    matter for small examples.
    """
    step, level, last = draw(STEPS), draw(LEVELS), draw(LAST)
    before = range(0, step * (count - len(last)), step)
    return [*before, *known.places[level, list(last)].tolist()][-count:] if count else []


def _different(numbers: NDArray[Any], places: list[int]) -> NDArray[Any]:
    """Return different numbers: one that is there already gives way to the next that is not, where one is left."""
    total, taken, found = len(numbers), set[int](), []
    for wanted in places:
        place = wanted % total
        while place in taken and len(taken) < total:
            place = (place + 1) % total
        taken.add(place)
        found.append(place)
    return np.asarray(numbers[found])
