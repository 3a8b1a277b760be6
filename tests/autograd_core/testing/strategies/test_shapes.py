"""Shapes stay within their limits, and shrink."""

import numpy as np
from hypothesis import given

from autograd_core.testing.strategies import any_shape, smallest
from autograd_core.testing.strategies.shapes import broadcast_shapes
from tests.autograd_core.testing.strategies.seen import seen


@given(any_shape(min_dims=1, max_dims=2, min_side=2, max_side=3))
def test_shapes_stay_within_their_limits(shape):
    assert len(shape) in {1, 2}
    assert set(shape) <= {2, 3}


@given(any_shape(max_side=0, max_dims=1))
def test_shapes_may_be_empty(shape):
    assert shape in {(), (0,)}


@given(broadcast_shapes(3))
def test_shapes_broadcast(shapes):
    result = np.broadcast_shapes(*shapes)
    assert len(result) <= 3
    assert set(result) <= {0, 1, 2, 3, 4}


def test_long_axes_are_drawn_too():
    assert seen(any_shape(min_dims=1, max_side=40), lambda shape: {"long": max(shape) > 20})["long"] > 20


def test_shapes_shrink():
    assert smallest(any_shape(), lambda shape: len(shape) == 3) == (1, 1, 1)
    assert smallest(any_shape(), lambda shape: 0 in shape) == (0,)
    assert smallest(any_shape(), lambda shape: 4 in shape) == (4,)
    assert smallest(any_shape(), lambda shape: np.prod(shape) >= 4) == (4,)
    assert smallest(broadcast_shapes(2), lambda shapes: len(shapes[0]) > len(shapes[1])) == ((1,), ())
    assert smallest(broadcast_shapes(2), lambda shapes: 1 in shapes[0] and 2 in shapes[1]) == ((1,), (2,))
