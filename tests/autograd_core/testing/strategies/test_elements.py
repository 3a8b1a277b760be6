"""Numbers come round first, keep away from kinks, or lie near them."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given

from autograd_core.errors import ConfigurationError
from autograd_core.registry import Interval
from autograd_core.testing.strategies import arrays, away_from, near, smallest
from autograd_core.testing.strategies.elements import palette

INTERVALS = [(-3, 3), (0, 1e-8), (-1e9, 1e9), (0.1, 0.4), (1e6, 1e6 + 1)]


@pytest.mark.parametrize(
    ("interval", "dtype"),
    [*product(INTERVALS, ["float64", "float32"]), ((-1e-300, 1e-300), "float64")],
)
def test_a_palette_has_different_numbers_inside_an_interval(interval, dtype):
    numbers = palette(Interval(*interval), dtype=dtype).numbers
    assert (interval[0] < numbers.astype(float)).all()
    assert (numbers.astype(float) < interval[1]).all()
    assert len(np.unique(numbers)) == len(numbers) >= 14


def test_there_are_numbers_that_are_not_round():
    assert (palette(Interval(-3, 3)).numbers * 1024 % 1 != 0).any()


def test_every_number_of_a_palette_that_is_round_stands_for_some_spot():
    made = palette(Interval(-3, 3), kinks=(0,))
    assert made.numbers[np.unique(made.places[0])].tolist() == [1, 2, -1, -2]
    assert set(made.numbers[made.places[1]]) == {n / 2 for n in range(-5, 6) if n}
    assert set(made.numbers[made.places[2]]) == {n / 8 for n in range(-23, 24) if n}
    assert len(np.unique(made.places[3])) > 80


@given(away_from([0, 1], distance=0.5, elements=(-1, 2)))
def test_numbers_away_from_kinks(x):
    assert -1 < x <= -0.5 or x == 0.5 or 1.5 <= x < 2


@given(near([0, 1], distance=0.01))
def test_numbers_near_kinks(x):
    assert min(abs(x), abs(x - 1)) < 0.01


def test_numbers_near_a_kink_are_on_it_and_on_both_sides():
    assert smallest(near(1), lambda x: True) == 1
    assert smallest(near(1), lambda x: x > 1) == 1 + 2**-10
    assert smallest(near(1), lambda x: x < 1) == 1 - 2**-10


def test_an_array_can_have_some_elements_near_a_kink():
    x = smallest(arrays(elements=near(0) | away_from(0)), lambda x: (x == 0).any() and (x > 1).any())
    assert x.tolist() == [0.0, 2.0]


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: near([]), "no kinks to be near: got []. Name one, such as near(0)."),
        (lambda: near(np.nan), "a kink is no finite number: got nan. Pass numbers, such as (0, 1)."),
        (
            lambda: near(0, distance=-1),
            "a distance from kinks cannot be kept: got distance=-1. Pass a finite number above 0.",
        ),
        (
            lambda: away_from(0, distance=3),
            (
                "no numbers are left to draw: got elements from -3.0 to 3.0, avoiding (0.0,) by 3.0, in float64. "
                "Widen the interval."
            ),
        ),
    ],
)
def test_wishes_are_checked(make, message):
    with pytest.raises(ConfigurationError) as caught:
        make()
    assert str(caught.value) == message
