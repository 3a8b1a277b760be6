"""Pure functions on shapes.

    >>> summed_axes((3, 1), (5, 3, 4))
    (0, 2)
    >>> normal_axes((0, -1), 3)
    (0, 2)

Not here: anything that touches an array.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, pairwise
from typing import Any

from autograd_core.errors import AxisError, ShapeError, explain

__all__ = ["blocks", "each_axis", "kept_shape", "normal_axes", "normal_axis", "pieces", "spread_extent"]
__all__ += ["summed_axes", "window_counts", "window_padding"]

Shape = tuple[int, ...]
Axes = int | Sequence[int] | None


def summed_axes(shape: Shape, broadcast: Shape) -> Shape:
    """Return the axes of `broadcast` over which an array of `shape` was repeated to fill it.

    >>> summed_axes((4,), (3, 4)), summed_axes((), (2,)), summed_axes((1, 1), (1, 4))
    ((0,), (0,), (1,))
    """
    lead = len(broadcast) - len(shape)
    stretched = (i + lead for i, n in enumerate(shape) if n == 1 and broadcast[i + lead] != 1)
    return (*range(lead), *stretched)


def normal_axis(axis: int, ndim: int) -> int:
    """Return `axis` counted from the front.

    >>> normal_axis(-1, 3)
    2

    Raises AxisError where there is no such axis.
    """
    if not -ndim <= axis < ndim:
        some = f"use an axis from {-ndim} to {ndim - 1}" if ndim else "a 0-d array has no axes: leave the axis out"
        raise AxisError(explain("no such axis", f"axis {axis} for an array with {ndim} axes", some))
    return axis % ndim


def normal_axes(axis: Axes, ndim: int) -> Shape:
    """Return the axes, counted from the front; None means all of them.

    >>> normal_axes(None, 2), normal_axes(-2, 2)
    ((0, 1), (0,))

    Raises AxisError where there is no such axis, ShapeError where one is named twice.
    """
    if axis is None:
        return tuple(range(ndim))
    axes = tuple(normal_axis(int(i), ndim) for i in (axis if isinstance(axis, Sequence) else (axis,)))
    if len(set(axes)) != len(axes):
        raise ShapeError(
            explain("an axis is named twice", f"axis={axis} for an array with {ndim} axes", "name it once")
        )
    return axes


def kept_shape(shape: Shape, axes: Shape) -> Shape:
    """Return `shape` with the reduced `axes` kept at length 1, as with `keepdims=True`.

    >>> kept_shape((3, 4), (1,))
    (3, 1)
    """
    return tuple(1 if i in axes else n for i, n in enumerate(shape))


# ------------------------------------------------------------------------------------------------------------- windows

Pair = tuple[int, int]


def each_axis(value: Any, ndim: int, name: str, least: int = 1) -> Shape:
    """Return a whole number for each of `ndim` axes: one given for all, or one for each.

    >>> each_axis(2, 3, "strides"), each_axis([1, 2], 2, "strides")
    ((2, 2, 2), (1, 2))

    Raises ShapeError where their number is wrong or one is less than `least`.
    """
    values = tuple(value) if isinstance(value, Iterable) else (value,) * ndim
    if len(values) != ndim or not all(isinstance(n, int) and n >= least for n in values):
        remedy = f"pass a whole number from {least} on, or one for each of the {ndim} axes that windows move over"
        raise ShapeError(explain(f"{name} does not fit", f"{name}={value!r}", remedy))
    return values


def window_counts(shape: Shape, window: Shape, strides: Shape, dilation_rate: Shape) -> Shape:
    """Return how many windows fit along each axis: ⌊(n − d·(k − 1) − 1) / s⌋ + 1.

    >>> window_counts((13, 8), (3, 3), (1, 2), (1, 2))
    (11, 2)

    Raises ShapeError where a window is larger than what it moves over.
    """
    spans = window_spans(window, dilation_rate)
    if any(span > n for n, span in zip(shape, spans, strict=True)):
        dilated = "" if spans == window else f", which dilation_rate={dilation_rate} stretches to {spans}"
        given = f"a window of {window} cells{dilated}, over {shape}"
        raise ShapeError(
            explain("a window does not fit into the array", given, "pad the array, or take a smaller window")
        )
    return tuple((n - span) // s + 1 for n, span, s in zip(shape, spans, strides, strict=True))


def window_spans(window: Shape, dilation_rate: Shape) -> Shape:
    """Return the extent of a window along each axis, the gaps that dilation leaves included: d·(k − 1) + 1.

    >>> window_spans((3, 3), (1, 2))
    (3, 5)
    """
    return tuple(d * (k - 1) + 1 for k, d in zip(window, dilation_rate, strict=True))


def window_padding(padding: Any, shape: Shape, spans: Shape, strides: Shape) -> tuple[Pair, ...]:
    """Return how many cells to add before and after each axis for windows that extend over `spans`.

    "valid" adds none; "same" as many as give ⌈n / s⌉ windows, the odd one after; a number that many on both sides; or
    pass a number or a pair (before, after) for each axis.

    >>> window_padding("same", (13, 8), (3, 3), (1, 2)), window_padding([1, (0, 2)], (13, 8), (3, 3), (1, 1))
    (((1, 1), (0, 1)), ((1, 1), (0, 2)))

    Raises ShapeError where it is something else.
    """
    if padding == "same":
        steps = zip(shape, spans, strides, strict=True)
        missing = [max((-(-n // s) - 1) * s + span - n, 0) for n, span, s in steps]
        return tuple((n // 2, n - n // 2) for n in missing)
    given = 0 if padding == "valid" else padding
    each = (given,) * len(shape) if isinstance(given, int) else given
    if not isinstance(each, str) and isinstance(each, Sequence) and len(each) == len(shape):
        pairs = [(pad, pad) if isinstance(pad, int) else tuple(pad) for pad in each]
        if all(len(pair) == 2 and all(isinstance(n, int) and n >= 0 for n in pair) for pair in pairs):
            return tuple(pairs)
    remedy = (
        f"pass 'valid', 'same', a number, or a number or pair for each of the {len(shape)} axes that windows move over"
    )
    raise ShapeError(explain("padding does not fit", f"padding={padding!r}", remedy))


def spread_extent(
    counts: Shape, spans: Shape, strides: Shape, padding: Any, output_padding: Shape | None
) -> tuple[Pair, ...]:
    """Return where the result of a transposed convolution starts and ends in what `counts` windows cover.

    The end may lie past it. With output_padding None the result is as long as in Keras: n·s for "same", and at least
    n·s for "valid"; otherwise that is what is added after the end.

    >>> spread_extent((4,), (3,), (2,), "same", None), spread_extent((4,), (3,), (2,), 1, (1,))
    (((0, 8),), ((1, 9),))

    Raises ShapeError where nothing is left, or so much is added that one more window would fit.
    """
    whole = tuple((n - 1) * s + span for n, s, span in zip(counts, strides, spans, strict=True))
    if padding == "same":
        extents = [
            _same_extent(*each)
            for each in zip(counts, spans, strides, output_padding or (None,) * len(counts), strict=True)
        ]
    else:
        added = output_padding or tuple(
            0 if padding != "valid" else max(s - span, 0) for s, span in zip(strides, spans, strict=True)
        )
        cropped = window_padding(padding, whole, spans, strides)
        extents = [(a, n - b + more) for n, (a, b), more in zip(whole, cropped, added, strict=True)]
    for (start, end), n, s in zip(extents, whole, strides, strict=True):
        if end - n >= max(s, 1) or end < start:
            given = f"padding={padding!r}, output_padding={output_padding} for {counts} windows of {spans} cells"
            remedy = "crop less than there is, and add less than a stride"
            raise ShapeError(explain("the result of a transposed convolution has no such extent", given, remedy))
    return tuple(extents)


def _same_extent(n: int, span: int, s: int, added: int | None) -> Pair:
    length = n * s if added is None else (n - 1) * s + span % 2 + added
    missing = length - (n - 1) * s + span - 2  # what a correlation over the spread cells would have to be padded by
    start = span - 1 - min((missing + 1) // 2, span - 1)
    return start, start + length


def blocks(shape: Shape, most: int) -> Iterator[tuple[slice, ...]]:
    """Yield indices that cut an array of `shape` into pieces of at most `most` elements, each whole in its last axes.

    >>> list(blocks((3, 4), 8))
    [(slice(0, 2, None),), (slice(2, 4, None),)]
    >>> [len(index) for index in blocks((2, 4), 2)]
    [2, 2, 2, 2]
    """
    rest = math.prod(shape[1:])
    if rest > most and len(shape) > 1:
        for i in range(shape[0]):
            yield from ((slice(i, i + 1), *inner) for inner in blocks(shape[1:], most))
        return
    pieces = -(-shape[0] // max(1, most // max(1, rest)))
    step = -(-shape[0] // max(1, pieces)) or 1  # pieces of nearly equal length, and none of nothing
    yield from ((slice(i, i + step),) for i in range(0, shape[0], step))


def pieces(sizes: Iterable[int]) -> list[slice]:
    """Return where pieces of these sizes lie, one after the other.

    >>> pieces([2, 0, 3])
    [slice(0, 2, None), slice(2, 2, None), slice(2, 5, None)]
    """
    return [slice(start, stop) for start, stop in pairwise(accumulate(sizes, initial=0))]
