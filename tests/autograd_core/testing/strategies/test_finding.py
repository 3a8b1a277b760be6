"""What a strategy shrinks to is found, the same every time, or said not to be there."""

import pytest
from hypothesis import strategies as st
from hypothesis.errors import NoSuchExample

from autograd_core.testing.strategies import arrays, smallest
from autograd_core.testing.strategies.choices import weighted
from tests.autograd_core.testing.strategies.seen import seen


def test_the_simplest_is_found_again():
    found = {smallest(arrays(()), lambda x: abs(x - 1.7) < 0.3).item() for _ in range(3)}
    assert found == {1.5}


def test_what_there_is_not_is_not_found():
    with pytest.raises(NoSuchExample):
        smallest(st.integers(0, 3), lambda n: n > 3)


def test_weights_are_kept():
    branches = weighted((1, st.just("few")), (9, st.integers().map(str)))
    assert 0.5 < seen(branches, lambda drawn: {"few": drawn == "few"})["few"] < 40
    assert smallest(branches, lambda drawn: True) == "few"
    assert smallest(branches, lambda drawn: drawn != "few") == "0"
