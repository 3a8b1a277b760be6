"""Which entries are wrong is told by their places or by their numbers, and only where that is known."""

import numpy as np
import pytest

from tests.autograd_core.testing.told import cause

RNG = np.random.default_rng(4)
X = RNG.normal(size=6)
A = RNG.normal(size=(3, 3))


def wrong_at(mask, factor=3.0):
    return lambda g, x: g * np.cos(x) * np.where(mask, factor, 1.0)


def wrong_where(condition, factor=3.0):
    return lambda g, x: g * np.cos(x) * np.where(condition(x), factor, 1.0)


ROW, COLUMN = np.indices((3, 3))

PLACES = {
    "first": (X, wrong_at([1, 0, 0, 0, 0, 0]), "in the first entry; it is 3 times the right one there"),
    "last": (X, wrong_at([0, 0, 0, 0, 0, 1], 0.0), "in the last entry; it is 0 there"),
    "some": (X, wrong_at([0, 1, 0, 0, 1, 0], -1.0), "in [1], [4]; it has the wrong sign there"),
    "many": (X, wrong_at([0, 1, 1, 1, 1, 1]), "in [1], [2], [3], [4] and 1 more; it is 3 times"),
    "a last column": (A, wrong_at(COLUMN == 2), "in the last entries along axis 1; "),
    "a middle row": (A, wrong_at(ROW == 1), "at index 1 along axis 0; "),
    "the diagonal": (A, wrong_at(ROW == COLUMN), "on the diagonal; "),
    "off the diagonal": (A, wrong_at(ROW != COLUMN), "off the diagonal; "),
    "above": (A, wrong_at(ROW < COLUMN), "above the diagonal; "),
    "below": (A, wrong_at(ROW > COLUMN), "below the diagonal; "),
    "two": (A, wrong_at((ROW == 0) & (COLUMN > 0)), "in [0, 1], [0, 2]; "),
}

NUMBERS = {
    "negative": (X, wrong_where(lambda x: x < 0), "where x < 0; it is 3 times the right one there"),
    "positive": (X, wrong_where(lambda x: x > 0, np.nan), "where x > 0; it is nan there"),
    "large": (X, wrong_where(lambda x: x > 0.7), "where x is above a number between "),
    "small": (X, wrong_where(lambda x: np.abs(x) < 0.5), "where |x| is below a number between "),
    "zero": (
        np.array([0.0, 1.0, 2.0]),
        wrong_where(lambda x: x == 0),
        "where x = 0; it is 3 times the right one there",
    ),
    "largest": (A, wrong_where(lambda x: x == x.max(1, keepdims=True)), "where x is the largest along axis 1; "),
    "not smallest": (X, wrong_where(lambda x: x != x.min()), "where x is not the smallest"),
}


@pytest.mark.parametrize("name", [*PLACES, *NUMBERS])
def test_what_tells_entries_apart(name):
    x, rule, text = (PLACES | NUMBERS)[name]
    assert cause(np.sin, x, vjp=rule).startswith(f"the gradient of x is wrong only {text}")


@pytest.mark.parametrize("x", [np.array([1.0, -1.0]), np.array([1.0, 2.0, -1.0, -3.0])])
def test_a_place_is_not_taken_for_a_sign(x):
    assert " in " in cause(np.sin, x, vjp=wrong_at(x < 0))


def test_a_place_is_not_taken_for_a_threshold_where_signs_cannot_change():
    x = np.array([1.0, 2.0, 11.0, 13.0])
    assert cause(np.log, x, vjp=lambda g, x: g / x * [1, 1, 3, 3]) == (
        "the gradient of x is wrong only in [2], [3]; it is 3 times the right one there"
    )


def test_a_threshold_in_few_numbers_is_not_told():
    assert not cause(lambda x: x**3, 0.7, vjp=lambda g, x: g * x**2 * np.where(np.abs(x) > 0.6, 1.0, 3.0))
    assert not cause(np.log, np.array([[3.0]]), vjp=lambda g, x: g / x * np.where(x > 3.05, 1.0, 5.0))


def test_what_two_marks_explain_is_told_as_either():
    assert cause(np.log, np.array([0.5, 3.0]), vjp=lambda g, x: g / x * np.where(x > 2, 5.0, 1.0)).startswith(
        "the gradient of x is wrong only where x is the largest or where x is above a number between "
    )


def test_a_threshold_far_from_0_on_one_side_is_not_called_0():
    def f(x):
        return np.where((x < -3) | (x > 0), np.exp(x / 9), np.nan)

    x = np.array([-5.0, -6.0, 0.1, -5.5, 0.2, 0.15, -7.0, 0.3, -6.5, 0.25])
    assert cause(f, x, vjp=lambda g, x: g * np.exp(x / 9) / 9 * np.where(x < -1.0, 2.0, 1.0)).startswith(
        "the gradient of x is wrong only where x is below a number between -4."
    )


def test_two_arguments_are_compared():
    def rule(g, a, b):
        return g * 1.0, g * (b < a)

    assert cause(np.minimum, X, RNG.normal(size=6), vjp=rule) == (
        "the gradient of x1 is wrong only where x1 > x2; it should be 0 there"
    )


def test_zeros_that_are_equal_are_told_as_both():
    x = np.array([0.0, 0.0, 1.5, -2.0])
    assert cause(np.sin, x, vjp=wrong_where(lambda x: x == 0)) == (
        "the gradient of x is wrong only where x = 0 or where entries of x are equal; it is 3 times the right one there"
    )


def taken(x, i):
    return x[i]


def test_indices_that_occur_twice_are_not_blamed_for_another_mistake():
    def rule(g, x, i):
        gradient = np.zeros_like(x)
        np.add.at(gradient, i, g)
        gradient[2] *= 3
        return gradient

    assert cause(taken, X, np.array([0, 2, 2, 4]), vjp=rule) == (
        "the gradient of x is wrong only in [2]; it is 3 times the right one there"
    )


def test_indices_that_occur_twice():
    def rule(g, x, i):
        gradient = np.zeros_like(x)
        gradient[i] = g
        return gradient

    assert cause(taken, X, np.array([0, 2, 2, -2]), vjp=rule) == (
        "the gradient of x is wrong only where i names an entry of x more than once"
    )
    assert cause(taken, A, np.array([[0, 1], [1, 2]]), vjp=rule) == (
        "the gradient of x is wrong only where i names an entry of x more than once"
    )


def test_a_lost_imaginary_part():
    z = X[:3] + 1j * X[3:]
    assert cause(lambda z: np.real(z * z), z, vjp=lambda g, z: np.real(2 * g * np.conj(z)) + 0j) == (
        "the gradient of z is wrong only in the imaginary part; it is 0 there"
    )


def test_of_large_arrays_no_single_entries_are_told():
    x = RNG.normal(size=(30, 30))
    row, column = np.indices(x.shape)
    assert not cause(np.sin, x, vjp=wrong_at((row == 7) & (column == 9)))
    assert not cause(np.sin, x, vjp=wrong_at(RNG.uniform(size=x.shape) < 0.5))
    assert cause(np.sin, x, vjp=wrong_at(row < column)).startswith(
        "the gradient of x is wrong only above the diagonal; "
    )


@pytest.mark.parametrize(
    ("args", "special"),
    [
        ((np.array([0.0, 1.0, 2.0]),), ", where x has zeros"),
        ((np.array([1.0, 1.0, 2.0]),), ", where x has equal entries"),
        ((np.array([0.0, 0.0, 1.0]),), ", where x has zeros and x has equal entries"),
        ((np.array([1.0, 2.0, 4.0]),), ""),
    ],
)
def test_a_point_at_which_alone_a_gradient_is_wrong(args, special):
    (x,) = args
    here = np.sort(x)

    def rule(g, x):
        right = g * np.cos(x)
        return right + np.arange(1.0, 4.0) if np.array_equal(np.sort(x), here) else right

    assert cause(np.sin, x, vjp=rule, contract=False) == (
        f"the gradient is wrong only at this point{special}: beside it, it is right"
    )


def test_two_arguments_with_equal_entries():
    def rule(g, a, b):
        return g * (a >= b), g * (b >= a)

    assert cause(np.maximum, np.array([1.0, 2.0, 3.0]), np.array([1.0, -4.0, 5.0]), vjp=rule) == (
        "the gradient is wrong only at this point, where x1 and x2 have equal entries: beside it, it is right"
    )


def test_axes_of_one():
    assert cause(np.sin, A[:1], vjp=lambda g, x: g * np.cos(x) * (0.3 if 1 in x.shape else 1)) == (
        "the gradient is wrong only for axes of length 1: with axes of length 2 in their place it is right"
    )


def test_axes_of_one_are_not_blamed_for_a_single_point():
    x = A[:1]
    assert cause(np.sin, x, vjp=lambda g, y: g * np.cos(y) * (1 + np.array_equal(x, y)), contract=False) == (
        "the gradient is wrong only at this point: beside it, it is right"
    )
