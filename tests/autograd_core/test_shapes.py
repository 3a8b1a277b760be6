"""Pure functions on shapes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis.extra.numpy import mutually_broadcastable_shapes

from autograd_core.errors import ShapeError
from autograd_core.shapes import kept_shape, normal_axes, normal_axis, summed_axes


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
