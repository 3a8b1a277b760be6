"""What the laws do not say about gathering: which element gets the gradient, edge cases, words of errors."""

import numpy as np
import pytest

import autograd_core as ag
from autograd_core.errors import ConfigurationError, DataError, ShapeError, UnknownNameError


def gradient_of(f, x):
    return ag.grad(lambda x: f(x).sum())(np.asarray(x, float)).tolist()


class TestTake:
    def test_an_element_taken_twice_gets_both_cotangents(self):
        assert gradient_of(lambda x: np.take(x, [2, 2, 0]), [1, 2, 3]) == [1, 0, 2]

    def test_modes(self):
        x = np.arange(4.0)
        for mode in ("wrap", "clip"):
            np.testing.assert_array_equal(ag.take(x, [-5, 2, 9], mode=mode).numpy(), np.take(x, [-5, 2, 9], mode=mode))
        assert gradient_of(lambda x: np.take(x, [9], mode="clip"), [1, 2, 3]) == [0, 0, 1]

    def test_errors(self):
        with pytest.raises(UnknownNameError, match=r"unknown mode: got 'wrapp'\. Did you mean 'wrap'\?"):
            ag.take(np.ones(3), 0, mode="wrapp")
        with pytest.raises(ShapeError, match=r"no such axis: got axis 1 for an array with 1 axes"):
            ag.take(np.ones(3), 0, axis=1)
        with pytest.raises(IndexError, match="out of bounds"):
            ag.take(np.ones(3), 3)

    def test_along_an_axis_needs_as_many_axes(self):
        with pytest.raises(ShapeError) as error:
            ag.take_along_axis(np.ones((3, 3)), np.array([0]), 0)
        assert str(error.value) == (
            "indices along an axis need as many axes as the array: got indices of shape (1,) for shape (3, 3)."
            " Reshape them."
        )


class TestByCondition:
    def test_choose(self):
        index = np.array([0, 1, 0])
        assert gradient_of(lambda x: np.choose(index, [x, 2 * x]), [1, 1, 1]) == [1, 2, 1]
        assert ag.choose([0, 0], [[1.0, 2.0]]).tolist() == [1, 2]

    def test_choose_refuses_an_index_that_names_no_choice(self):
        with pytest.raises(ConfigurationError) as error:
            ag.choose([0, 2], [1.0, 2.0])
        assert str(error.value) == (
            'an index names no choice: got 0 to 2 for 2 choices. Use mode="wrap" or mode="clip", or other indices.'
        )

    def test_select_takes_the_first_that_holds(self):
        def f(x):
            return np.select([x > 2, x > 1], [10 * x, 100 * x], x)

        assert gradient_of(f, [1, 2, 3]) == [1, 100, 10]

    def test_select_needs_pairs(self):
        with pytest.raises(ShapeError) as error:
            ag.select([[True]], [1.0, 2.0])
        assert str(error.value) == (
            "select needs one choice for each condition: got 1 conditions and 2 choices. Pass lists of equal length."
        )

    def test_piecewise(self):
        def f(x):
            return np.piecewise(x, [x < 0, x > 2], [np.negative, lambda x: x**2, np.sqrt])

        x = np.array([-1.0, 1.0, 3.0])
        np.testing.assert_array_equal(
            ag.vjp(f, x)[0], np.piecewise(x, [x < 0, x > 2], [np.negative, np.square, np.sqrt])
        )
        assert gradient_of(f, x) == [-1, 0.5, 6]

    def test_piecewise_without_a_list_and_with_numbers(self):
        x = np.array([-1.0, 1.0])
        assert ag.piecewise(x, x < 0, [5.0]).tolist() == [5, 0]
        assert ag.piecewise(x, [x < 0], [lambda x, a, b: a * x + b, 7.0], 2.0, b=1.0).tolist() == [-1, 7]
        assert ag.piecewise(2.0, [True], [np.square]).item() == 4

    def test_piecewise_needs_a_function_for_each(self):
        with pytest.raises(ShapeError) as error:
            ag.piecewise(np.ones(1), [np.ones(1, bool)], [1, 2, 3])
        assert str(error.value) == (
            "piecewise needs a function for each condition: got 1 conditions and 3 functions."
            " Add one, or one more as default."
        )


class TestInOrder:
    def test_sort_sends_cotangents_back(self):
        weights = np.array([1.0, 10.0, 100.0])
        assert gradient_of(lambda x: np.sort(x) * weights, [3, 1, 2]) == [100, 1, 10]

    def test_ties_get_one_each(self):
        assert gradient_of(lambda x: np.sort(x, kind="stable") * np.array([1.0, 10.0]), [2, 2]) == [1, 10]

    def test_nan_comes_last(self):
        assert np.isnan(ag.sort([np.nan, 1.0]).numpy()).tolist() == [False, True]

    def test_sort_refuses_an_axis_that_is_not_there(self):
        with pytest.raises(ShapeError, match=r"sort cannot be applied: got shapes \(3,\), axis=2"):
            ag.sort(np.ones(3), 2)

    def test_the_median_by_partition(self):
        assert gradient_of(lambda x: np.partition(x, 1)[1], [3, 1, 2]) == [0, 0, 1]

    def test_unique_with_all_results(self):
        x = np.array([2.0, 1.0, 2.0])
        found = np.unique(ag.Tensor(x), return_index=True, return_inverse=True, return_counts=True)
        for got, expected in zip(found, np.unique(x, True, True, True), strict=True):
            np.testing.assert_array_equal(got.numpy(), expected)
        assert gradient_of(np.unique, x) == [1, 1, 0]
        assert np.unique_values(ag.Tensor(x)).tolist() == [1, 2]

    def test_bincount(self):
        assert ag.bincount([1, 1], minlength=3).tolist() == [0, 2, 0]
        with pytest.raises(ShapeError, match=r"needs one weight for each number: got shapes \(2,\) and \(3,\)"):
            ag.bincount([0, 1], np.ones(3))
        with pytest.raises(DataError) as error:
            ag.bincount([0, -1], np.ones(2))
        assert str(error.value) == "bincount counts from 0: got a smallest number of -1. Shift the numbers."


@pytest.mark.parametrize(
    "function",
    [
        np.argsort,
        np.nonzero,
        np.flatnonzero,
        np.argwhere,
        lambda x: np.argpartition(x, 1),
        lambda x: np.searchsorted(np.sort(x), 2.0),
        lambda x: np.digitize(x, [1.5]),
    ],
)
def test_what_is_piecewise_constant_has_no_gradient(function):
    x = ag.Tensor([3.0, 0.0, 2.0], requires_grad=True)
    y, expected = function(x), function(x.numpy())
    for got, wanted in zip(*[part if isinstance(part, tuple) else (part,) for part in (y, expected)], strict=True):
        assert not got.requires_grad
        np.testing.assert_array_equal(got.numpy(), wanted)


class TestMethods:
    def test_they_are_the_functions(self):
        x = ag.Tensor([3.0, 1.0, 2.0])
        assert x.take([0, 0]).tolist() == [3, 3]
        assert x.compress([True, False, True]).tolist() == [3, 2]
        assert x.dot([1.0, 1.0, 1.0]).item() == 6
        assert x.argsort().tolist() == [1, 2, 0]
        assert x.argpartition(0)[0].item() == 1
        assert x.nonzero()[0].tolist() == [0, 1, 2]
        assert ag.Tensor([1.0, 2.0]).searchsorted(1.5).item() == 1
        assert ag.Tensor([0, 1]).choose([1.0, 2.0]).tolist() == [1, 2]

    def test_writes_in_place_are_recorded(self):
        def f(x):
            y = x * 1.0
            y.sort()
            z = y * np.array([1.0, 10.0, 100.0])
            y.fill(0.0)
            return z + y

        assert gradient_of(f, [3, 1, 2]) == [100, 1, 10]

    def test_partition_in_place(self):
        y = ag.Tensor([3.0, 1.0, 2.0])
        y.partition(0)
        assert y[0].item() == 1
