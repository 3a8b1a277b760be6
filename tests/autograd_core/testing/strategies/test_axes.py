"""Axes are valid for their array, of every form, and shrink."""

import numpy as np
import pytest
from hypothesis import given

from autograd_core.errors import ConfigurationError
from autograd_core.shapes import normal_axes
from autograd_core.testing.strategies import arrays, axes, reductions, smallest
from tests.autograd_core.testing.strategies.seen import seen


@given(axes(arrays()))
def test_axes_are_valid_and_named_once(pair):
    x, axis = pair
    normal_axes(axis, x.ndim)


@given(reductions(arrays()))
def test_reductions_can_be_called(call):
    x, params = call
    assert np.sum(x, **params).ndim <= x.ndim


@given(axes(arrays((2, 3)), tuples=False, none=False))
def test_axes_can_be_numbers_only(pair):
    assert -2 <= pair[1] < 2


def test_every_form_is_reached_in_a_test_of_usual_length():
    def look(call):
        axis = call[1]["axis"]
        return {
            "None": axis is None,
            "from the front": isinstance(axis, int) and axis >= 0,
            "from the back": isinstance(axis, int) and axis < 0,
            "no axis": axis == (),
            "one in a tuple": isinstance(axis, tuple) and len(axis) == 1,
            "several": isinstance(axis, tuple) and len(axis) > 1,
            "kept": call[1]["keepdims"],
        }

    found = seen(reductions(arrays()), look)
    assert min(found.values()) >= 1, found


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (lambda axis: True, None),
        (lambda axis: isinstance(axis, int), 0),
        (lambda axis: isinstance(axis, int) and axis < 0, -1),
        (lambda axis: isinstance(axis, tuple), ()),
        (lambda axis: isinstance(axis, tuple) and len(axis) == 3, (0, 1, 2)),
        (lambda axis: isinstance(axis, tuple) and len(axis) == 2, (0, 1)),
    ],
)
def test_axes_shrink(condition, expected):
    assert smallest(axes(3), condition) == expected


def test_an_array_and_its_axis_shrink_together():
    x, params = smallest(reductions(arrays()), lambda call: call[1]["axis"] == -2 and call[1]["keepdims"])
    assert (x.tolist(), params) == ([[1.0]], {"axis": -2, "keepdims": True})


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (
            lambda: axes(-1),
            "no number of axes: got -1. Pass a whole number from 0 on, or a strategy for arrays.",
        ),
        (
            lambda: axes((2, 3)),
            "no number of axes: got (2, 3). Pass a whole number from 0 on, or a strategy for arrays.",
        ),
        (
            lambda: axes(0, tuples=False, none=False),
            "a 0-d array has no axes: got tuples=False, none=False. Draw arrays with an axis: any_shape(min_dims=1).",
        ),
        (
            lambda: smallest(axes(arrays(()), tuples=False, none=False), bool),
            "a 0-d array has no axes: got tuples=False, none=False. Draw arrays with an axis: any_shape(min_dims=1).",
        ),
    ],
)
def test_wishes_are_checked(make, message):
    with pytest.raises(ConfigurationError) as caught:
        make()
    assert str(caught.value) == message
