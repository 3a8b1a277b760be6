"""Histograms: how many numbers, or how much weight, lies in each of several bins.

The counts change in jumps only. A gradient flows to the weights, to the edges of the bins where these follow from the
smallest and the largest number, and through the widths of the bins into a density.

    >>> import numpy as np, autograd_core as ag
    >>> x = np.array([0.1, 0.4, 0.9])
    >>> ag.grad(lambda w: np.histogram(x, [0.0, 0.5, 1.0], weights=w)[0][0])(np.ones(3))
    array([1., 1., 0.])

Not here: counts of integers (`gathering.bincount`).
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from autograd_core.errors import DTypeError, ShapeError, explain
from autograd_core.ops.creation import linspace
from autograd_core.ops.cumulative import diff
from autograd_core.ops.indexing import HOLE, scatter
from autograd_core.ops.movement import Shape, array_of, astype, copy, reshape, shape_of
from autograd_core.ops.reduction import max as largest
from autograd_core.ops.reduction import min as smallest
from autograd_core.registry import Interval, composite, example
from autograd_core.values import as_operand, make, unwrap

__all__ = ["histogram", "histogram2d", "histogram_bin_edges", "histogramdd"]

EDGES = np.array([-3.5, -1.0, 0.25, 3.5])
WEIGHTS = np.array([1.0, 2.0, 0.5, 1.5])
REAL = Interval(-3.0, 3.0)


@composite(
    np.histogram_bin_edges,
    examples=[example((4,), 3), example((2, 3), 4, range=(-1.0, 2.0)), example((5,), "auto"), example((4,), EDGES)],
)
def histogram_bin_edges(a: Any, bins: Any = 10, range: Any = None, weights: Any = None) -> Any:  # noqa: A002  # NumPy's
    """Return the edges of the bins of a histogram: equally far apart from the smallest to the largest number.

    bins   how many there are, the name of one of NumPy's ways to choose, or the edges themselves
    range  the first and the last edge, if not those of the numbers

    Raises DTypeError for complex numbers, ValueError where NumPy does.

    >>> histogram_bin_edges([0.0, 1.0, 4.0], 2)
    Tensor([0., 2., 4.])
    """
    if np.iscomplexobj(array_of(a)):
        remedy = "count abs(a), or the real and imaginary parts with histogram2d"
        raise DTypeError(explain("complex numbers lie in no bin", f"dtype {array_of(a).dtype}", remedy))
    given = shape_of(bins) if not isinstance(bins, str) else ()
    ends = None if range is None else tuple([unwrap(end)[0] for end in range])
    counted = None if weights is None else array_of(weights)
    edges = np.histogram_bin_edges(array_of(a), bins if isinstance(bins, str) else array_of(bins), ends, counted)
    if given:
        return copy(bins)
    if not math.prod(shape_of(a)) and range is None:
        return make(edges, None)
    first, last = (smallest(a), largest(a)) if range is None else range
    if array_of(first) == array_of(last):
        first, last = first - 0.5, last + 0.5
    return linspace(first, last, len(edges), dtype=edges.dtype)


@composite(
    np.histogram,
    examples=[
        example((4,), 2, None, True),
        example((4,), 2, None, None, (4,)),
        example((2, 3), EDGES, None, True, (2, 3)),
        example((4,), EDGES, weights=WEIGHTS),
    ],
)
def histogram(a: Any, bins: Any = 10, range: Any = None, density: Any = None, weights: Any = None) -> Any:  # noqa: A002  # NumPy's
    """Return how many numbers, or how much weight, lies in each bin, and the edges of the bins.

    The last bin includes its right edge. A density is divided by the widths and by the sum, so that its integral is 1.

    Raises ShapeError where the weights do not have the shape of the numbers, ValueError where NumPy does.

    >>> histogram([0.5, 1.5, 1.6], [0.0, 1.0, 2.0], weights=[1.0, 2.0, 4.0])
    (Tensor([1., 6.]), Tensor([0., 1., 2.]))
    """
    _one_for_each(weights, shape_of(a))
    edges = histogram_bin_edges(a, bins, range, weights if weights is None else array_of(weights))
    counts = _filled([reshape(a, -1)], [edges], weights)
    if density:
        counts = counts / np.diff(edges) / np.sum(counts)
    return counts, edges


def _one_for_each(weights: Any, shape: Shape) -> None:
    if weights is not None and shape_of(weights) != shape:
        given = f"shapes {shape_of(weights)} and {shape}"
        raise ShapeError(explain("a histogram needs one weight for each number", given, "reshape or broadcast them"))


def _filled(numbers: list[Any], edges: list[Any], weights: Any) -> Any:
    """Return the weight, or the count, in each bin of a grid of edges, of points given axis by axis."""
    shape = tuple([len(each) - 1 for each in edges])
    bins = [_bin(array_of(x), array_of(e)) for x, e in zip(numbers, edges, strict=True)]
    inside = np.logical_and.reduce([(b >= 0) & (b < n) for b, n in zip(bins, shape, strict=True)])
    flat = np.ravel_multi_index(tuple([b[inside] for b in bins]), shape)
    if weights is None:
        return make(np.bincount(flat, minlength=math.prod(shape)).reshape(shape), None)
    weights = reshape(weights, -1)[inside]
    return scatter(weights, flat, shape=(math.prod(shape),), template=(HOLE,)).reshape(shape)


def _bin(x: Any, edges: Any) -> Any:
    """Return the bin of each number: edges[i] ≤ x < edges[i + 1], and the last edge belongs to the last bin."""
    found = np.searchsorted(edges, x, side="right") - 1
    return np.where(x == edges[-1], len(edges) - 2, found)


@composite(
    np.histogramdd,
    examples=[
        example((4, 2), [2, 3], None, True),
        example((4, 2), [3, 2], None, None, (4,)),
        example([(4,), (4,), (4,)], 2, weights=WEIGHTS, density=True),
    ],
)
def histogramdd(
    sample: Any,
    bins: Any = 10,
    range: Any = None,  # noqa: A002  # NumPy's own name
    density: Any = None,
    weights: Any = None,
) -> Any:
    """Return how many points, or how much weight, lies in each cell of a grid, and a list of the edges on each axis.

    sample   points, one a row of a matrix; or a list with the coordinates along each axis
    bins     how many there are on all axes, or for each axis how many, or the edges
    range    for each axis None, or the first and the last edge

    A density is divided by the sizes of the cells and by the sum. Raises ShapeError where there are not as many bins or
    ranges as axes, or not as many weights as points.

    >>> histogramdd([[0.5, 1.5], [0.5, 0.5]], [2, 1], [(0.0, 2.0), (0.0, 1.0)])[0]
    Tensor([[1.],
            [1.]])
    """
    points = _coordinates(sample)
    each = list(bins) if _how_many(bins) else [bins] * len(points)
    ranges = [None] * len(points) if range is None else list(range)
    if not len(points) == len(each) == len(ranges):
        given = f"{len(points)} axes, {len(each)} for bins, {len(ranges)} ranges"
        raise ShapeError(explain("a histogram needs bins for each axis", given, "pass as many as there are axes"))
    _one_for_each(weights, shape_of(points[0]))
    edges = [histogram_bin_edges(*axis) for axis in zip(points, each, ranges, strict=True)]
    counts = _filled(points, edges, weights).astype(float)
    return (_density(counts, edges) if density else counts), edges


def _how_many(bins: Any) -> int:
    """Return how many are listed, 0 for a single number."""
    if isinstance(bins, (list, tuple)):
        return len(bins)
    shape = shape_of(bins)
    return shape[0] if shape else 0


def _coordinates(sample: Any) -> list[Any]:
    """Return the coordinates of points axis by axis."""
    if isinstance(sample, (list, tuple)) and len(shape_of(sample[0])) == 1:
        dtype = np.result_type(*[array_of(axis) for axis in sample])
        return [astype(axis, dtype, copy=False) for axis in sample]
    points = as_operand(sample)
    return list(points.T) if points.ndim == 2 else [points.reshape(-1)]


def _density(counts: Any, edges: list[Any]) -> Any:
    total = np.sum(counts)
    for axis, each in enumerate(edges):
        counts = counts / reshape(diff(each), [-1 if i == axis else 1 for i in range(len(edges))])
    return counts / total


@composite(
    np.histogram2d,
    examples=[example((4,), (4,), 2, None, True), example((4,), (4,), EDGES, None, None, (4,))],
)
def histogram2d(
    x: Any,
    y: Any,
    bins: Any = 10,
    range: Any = None,  # noqa: A002  # NumPy's own name
    density: Any = None,
    weights: Any = None,
) -> Any:
    """Return how many points, or how much weight, lies in each cell of a grid, and the edges along x and along y.

    >>> histogram2d([0.5, 1.5], [0.5, 0.5], [2, 1], [(0.0, 2.0), (0.0, 1.0)])[0]
    Tensor([[1.],
            [1.]])

    Raises ShapeError where x and y are not of equal length.
    """
    if shape_of(x) != shape_of(y):
        given = f"shapes {shape_of(x)} and {shape_of(y)}"
        raise ShapeError(explain("a histogram needs a y for each x", given, "pass arrays of equal length"))
    bins = bins if _how_many(bins) in {0, 1, 2} else [bins, bins]
    counts, edges = histogramdd([x, y], bins, range, density, weights)
    return counts, edges[0], edges[1]
