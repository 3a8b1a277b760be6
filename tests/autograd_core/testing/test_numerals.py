"""Numbers in reports have as many digits as are known."""

import math

import pytest

from autograd_core.testing.numerals import measured, number, span


@pytest.mark.parametrize(
    ("value", "bound", "text"),
    [
        (-0.0, 0.0, "0"),
        (6e-15, 2e-13, "0"),
        (-0.2, 0.3, "0"),
        (2e-13, 2.5e-13, "0"),
        (-1.4e-17, 1.5e-13, "0"),
        (-1e-30, 0.0, "-1e-30"),
        (0.8775825618903728, 4e-13, "0.8775825619"),
        (0.8775825618903728, 4e-5, "0.87758"),
        (1234.5678, 30.0, "1230"),
        (2.0, math.inf, "2"),
        (math.nan, 0.1, "nan"),
        (-math.inf, 0.0, "-inf"),
    ],
)
def test_digits_follow_from_the_bound(value, bound, text):
    assert number(value, bound) == text


def test_a_bound_is_told_with_the_number():
    assert measured(-0.00012346, 2.3e-7) == "-0.0001235 ± 2.3e-07"


def test_the_ends_of_a_range_are_told_as_well_as_its_width_asks_for():
    assert span(-1.000003, 1.000001) == "-1 to 1"
    assert span(-1.9e-6, 1 / 3) == "0 to 0.33333"
    assert span(-math.inf, 2.0) == "-inf to 2"
