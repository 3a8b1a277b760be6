"""The ranges of numbers, and how their errors read."""

import pytest

from autograd_core.errors import ConfigurationError
from optim.checks import fraction, not_negative, positive


def test_numbers_in_range_are_returned():
    assert [fraction("share", 0), fraction("share", 0.999)] == [0, 0.999]
    assert positive("size", 1e-300) == 1e-300
    assert not_negative("size", 0) == 0


@pytest.mark.parametrize("value", [-1e-9, 1, float("nan"), float("inf")])
def test_fraction(value):
    with pytest.raises(ConfigurationError) as caught:
        fraction("share", value)
    assert str(caught.value) == f"share must be at least 0 and below 1: got share={value}. Use, say, 0.9."


@pytest.mark.parametrize("value", [0, -1.0, float("nan"), float("inf")])
def test_positive(value):
    with pytest.raises(ConfigurationError) as caught:
        positive("size", value)
    assert str(caught.value) == f"size must be a finite number above 0: got size={value}. Use, say, 1.0."


@pytest.mark.parametrize("value", [-1e-9, float("nan"), float("inf")])
def test_not_negative(value):
    with pytest.raises(ConfigurationError) as caught:
        not_negative("size", value)
    expected = f"size must be a finite number, 0 or above: got size={value}. Use 0 to do without it."
    assert str(caught.value) == expected
