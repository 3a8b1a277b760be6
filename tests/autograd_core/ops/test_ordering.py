"""Sorting up or down: ties, NaN, axes."""

import numpy as np
import pytest

import autograd_core as ag
from autograd_core.errors import AxisError

X = np.array([[3.0, 1.0, 2.0, 1.0], [0.0, 5.0, 5.0, -4.0]])


@pytest.mark.parametrize("axis", [0, 1, -1, None])
def test_down_is_up_reversed(axis):
    up, down = np.sort(X, axis), ag.sort(X, axis, descending=True).numpy()
    np.testing.assert_array_equal(down, np.flip(up, 0 if axis is None else axis))
    places = ag.argsort(X, axis, descending=True).numpy()
    np.testing.assert_array_equal(np.take_along_axis(X, places, axis), down)


@pytest.mark.parametrize("axis", [0, 1, None])
def test_up_is_numpy(axis):
    np.testing.assert_array_equal(ag.sort(X, axis).numpy(), np.sort(X, axis))
    np.testing.assert_array_equal(ag.argsort(X, axis).numpy(), np.argsort(X, axis, stable=True))
    np.testing.assert_array_equal(ag.argsort(X, axis, "quicksort").numpy(), np.argsort(X, axis, "quicksort"))


def test_of_equal_elements_the_first_comes_first_both_ways():
    x = np.tile([1.0, 0.0], 200)
    zeros, ones = list(range(1, 400, 2)), list(range(0, 400, 2))
    assert np.argsort(x).tolist() != zeros + ones, "an order that NumPy leaves open"
    assert ag.argsort(x).tolist() == zeros + ones
    assert ag.argsort(x, descending=True).tolist() == ones + zeros


def test_nan_comes_last_or_first():
    x = [1.0, np.nan, 2.0]
    assert ag.argsort(x).tolist() == [0, 2, 1]
    assert ag.argsort(x, descending=True).tolist() == [1, 2, 0]
    np.testing.assert_array_equal(ag.sort(x, descending=True).numpy(), [np.nan, 2.0, 1.0])


def test_the_gradient_goes_back_to_its_place():
    f = lambda x: (ag.sort(x, descending=True) * np.array([1.0, 10.0, 100.0])).sum()  # noqa: E731  # a formula
    assert ag.grad(f)(np.array([1.0, 3.0, 2.0])).tolist() == [100.0, 1.0, 10.0]
    assert not ag.argsort(ag.Tensor([1.0, 2.0], requires_grad=True)).requires_grad


def test_no_such_axis():
    with pytest.raises(AxisError, match="axis=2"):
        ag.sort(X, 2)
