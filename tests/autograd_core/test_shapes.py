"""Pure functions on shapes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import mutually_broadcastable_shapes

from autograd_core.errors import ShapeError
from autograd_core.shapes import (
    blocks,
    each_axis,
    kept_shape,
    normal_axes,
    normal_axis,
    spread_extent,
    summed_axes,
    window_counts,
    window_padding,
    window_spans,
)


@given(mutually_broadcastable_shapes(num_shapes=1, base_shape=(3, 1, 2), max_dims=3, min_side=0))
def test_summing_over_the_summed_axes_undoes_broadcasting(shapes):
    (shape,), result = shapes
    repeated = np.broadcast_to(np.ones(shape), result)
    assert repeated.sum(axis=summed_axes(shape, result)).size == np.ones(shape).size or 0 in result
    assert np.ones(result).sum(axis=summed_axes(shape, result)).reshape(shape).shape == shape


def test_axes_of_equal_length_are_not_summed():
    assert summed_axes((3, 4), (3, 4)) == ()
    assert summed_axes((1,), (1, 1)) == (0,)


def test_an_axis_is_counted_from_the_front():
    assert [normal_axis(k, 3) for k in (-3, -1, 0, 2)] == [0, 2, 0, 2]


@pytest.mark.parametrize(
    ("axis", "ndim", "message"),
    [
        (3, 3, "no such axis: got axis 3 for an array with 3 axes. Use an axis from -3 to 2."),
        (-4, 3, "no such axis: got axis -4 for an array with 3 axes. Use an axis from -3 to 2."),
        (0, 0, "no such axis: got axis 0 for an array with 0 axes. A 0-d array has no axes: leave the axis out."),
    ],
)
def test_an_axis_that_is_not_there_is_refused(axis, ndim, message):
    with pytest.raises(ShapeError) as error:
        normal_axis(axis, ndim)
    assert str(error.value) == message
    assert isinstance(error.value, np.exceptions.AxisError)
    assert isinstance(error.value, IndexError)


def test_axes_keep_their_order():
    assert normal_axes((2, -3), 3) == (2, 0)
    assert normal_axes([1], 3) == (1,)
    assert normal_axes((), 3) == ()
    assert normal_axes(np.int64(-1), 3) == (2,)


def test_an_axis_named_twice_is_refused():
    with pytest.raises(ShapeError) as error:
        normal_axes((0, -2), 2)
    assert str(error.value) == "an axis is named twice: got axis=(0, -2) for an array with 2 axes. Name it once."


def test_kept_axes_have_length_1():
    assert kept_shape((3, 4, 0), (0, 2)) == (1, 4, 1)


# ------------------------------------------------------------------------------------------------------------- windows

SMALL = st.integers(1, 5)


@given(n=st.integers(1, 20), k=SMALL, s=SMALL, d=SMALL)
def test_as_many_windows_are_counted_as_start_where_they_still_fit(n, k, s, d):
    (span,) = window_spans((k,), (d,))
    assert span == len(range(k * d)[: (k - 1) * d + 1])
    starts = [i for i in range(0, n, s) if i + span <= n]
    if starts:
        assert window_counts((n,), (k,), (s,), (d,)) == (len(starts),)
    else:
        with pytest.raises(ShapeError, match="a window does not fit into the array"):
            window_counts((n,), (k,), (s,), (d,))


@given(n=st.integers(1, 20), span=SMALL, s=SMALL)
def test_same_padding_is_the_least_that_gives_a_window_for_every_stride(n, span, s):
    ((before, after),) = window_padding("same", (n,), (span,), (s,))
    assert 0 <= after - before <= 1
    wanted = -(-n // s)
    if span >= s:
        assert window_counts((n + before + after,), (span,), (s,), (1,)) == (wanted,)
    if before + after:
        assert (n + before + after - 1 - span) // s + 1 < wanted


@given(n=st.integers(1, 8), span=SMALL, s=SMALL)
def test_a_transpose_has_the_extent_of_what_it_is_the_transpose_of(n, span, s):
    ((start, end),) = spread_extent((n,), (span,), (s,), "same", None)
    assert (start >= 0, end - start) == (True, n * s)
    assert spread_extent((n,), (span,), (s,), "valid", None) == ((0, (n - 1) * s + max(span, s)),)
    assert spread_extent((n,), (span,), (s,), 0, None) == ((0, (n - 1) * s + span),)


@given(shape=st.lists(st.integers(0, 5), min_size=1, max_size=3).map(tuple), most=st.integers(1, 30))
def test_blocks_cover_an_array_once(shape, most):
    seen = np.zeros(shape, int)
    for index in blocks(shape, most):
        assert seen[index].size <= max(most, 1) or seen[index].shape[-1] == 1
        seen[index] += 1
    assert (seen == 1).all()


def test_a_number_for_each_axis():
    assert each_axis(0, 2, "n", least=0) == (0, 0)
    with pytest.raises(ShapeError) as error:
        each_axis((1, 2), 3, "n")
    assert str(error.value) == (
        "n does not fit: got n=(1, 2). "
        "Pass a whole number from 1 on, or one for each of the 3 axes that windows move over."
    )


def test_one_number_that_is_not_whole():
    with pytest.raises(ShapeError, match=r"strides does not fit: got strides=1.5. Pass a whole number from 1 on"):
        each_axis(1.5, 2, "strides")
