"""Every operation and composite keeps every law."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograd_core.errors import DTypeError
from autograd_core.registry import OPERATIONS
from tests.laws.cases import BY_EXAMPLE, DTYPES, ELEMENTWISE, by_example, elementwise, samples_of
from tests.laws.complex_cases import HAVE_COMPLEX, REFUSE_COMPLEX, complex_cases
from tests.laws.laws import IN_DOUBLE, LAWS, OF_DTYPES


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


@pytest.mark.parametrize("name", sorted(REFUSE_COMPLEX))
def test_complex_numbers_are_refused_by_name(name):
    case = samples_of(name)[0].of("complex128")
    with pytest.raises(DTypeError, match="complex numbers"):
        case.results(case.values)


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
@pytest.mark.parametrize("name", HAVE_COMPLEX)
def test_it_keeps_the_law_with_complex_numbers(name, law):
    for case in complex_cases(name, ("complex128", "complex64") if law in OF_DTYPES else ("complex128",)):
        law(case)
