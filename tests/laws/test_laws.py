"""Every operation and composite keeps every law."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograd_core.registry import OPERATIONS
from tests.laws.cases import BY_EXAMPLE, DTYPES, ELEMENTWISE, by_example, elementwise
from tests.laws.laws import IN_DOUBLE, LAWS


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
@pytest.mark.parametrize("name", ELEMENTWISE)
@settings(max_examples=10)
@given(data=st.data())
def test_an_elementwise_operation_keeps_the_law(name, law, data):
    law(data.draw(elementwise(OPERATIONS[name])))


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
@pytest.mark.parametrize("name", BY_EXAMPLE)
def test_each_example_keeps_the_law(name, law):
    for case in by_example(name, ("float64",) if law in IN_DOUBLE else DTYPES):
        law(case)
