"""Whole numbers are taken as they are, everything else is refused."""

import numpy as np
import pytest

from autograd_core.errors import ConfigurationError
from nn.checks import whole_number


@pytest.mark.parametrize("value", [1, 7, np.int64(7), np.uint8(1)])
def test_integers_of_python_and_numpy(value):
    number = whole_number("epochs", value)
    assert number == value
    assert type(number) is int


@pytest.mark.parametrize("value", [0, -1, 1.0, "1", None, True, [1]])
def test_what_is_no_positive_integer(value):
    with pytest.raises(ConfigurationError) as caught:
        whole_number("units", value, such_as=32)
    assert str(caught.value) == f"units must be a positive integer: got units={value!r}. Pass one such as 32."


@pytest.mark.parametrize("value", [-1, 0.0, False])
def test_what_is_no_integer_from_0_on(value):
    assert whole_number("epochs", 0, least=0) == 0
    with pytest.raises(ConfigurationError) as caught:
        whole_number("epochs", value, least=0)
    assert str(caught.value) == f"epochs must be an integer, 0 or above: got epochs={value!r}. Pass one such as 1."
