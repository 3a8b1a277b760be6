"""Nothing is forgotten: what is registered is documented, exported, tested and, where NumPy has it, complete."""

import inspect
import types

import numpy as np
import pytest

import autograd_core as ag
from autograd_core.operation import Operation
from autograd_core.registry import COMPOSITES, CONSTANT, FUNCTIONS, OPERATIONS
from tests.laws.cases import BY_EXAMPLE, ELEMENTWISE, SUBJECTS, by_example, samples_of
from tests.laws.laws import accepts, pulled_back, stood_in_for

UFUNCS = sorted({f.__name__: f for f in vars(np).values() if isinstance(f, np.ufunc)}.items())

REFUSED = {
    "bitwise_count": "counts bits of integers",
    "gcd": "of integers",
    "isnat": "of dates",
    "lcm": "of integers",
    "left_shift": "shifts bits of integers",
    "nextafter": "goes to the next floating-point number",
    "right_shift": "shifts bits of integers",
    "spacing": "gives the distance to the next floating-point number",
}


@pytest.mark.parametrize(("name", "ufunc"), UFUNCS)
def test_every_ufunc_is_differentiated_or_constant_or_refused_for_a_reason(name, ufunc):
    ways = [ufunc in FUNCTIONS, ufunc in CONSTANT, name in REFUSED]
    assert sum(ways) == 1, f"np.{name}: (stands in, constant, refused) = {ways}"


def test_every_refused_ufunc_is_one_of_numpy():
    assert set(REFUSED) <= {name for name, _ in UFUNCS}


def namespaces():
    return [ag, *[m for name, m in vars(ag).items() if isinstance(m, types.ModuleType) and not name.startswith("_")]]


@pytest.mark.parametrize("name", sorted({*OPERATIONS, *COMPOSITES}))
def test_it_is_documented_and_exported(name):
    made = COMPOSITES[name].function if name in COMPOSITES else OPERATIONS[name]
    assert inspect.getdoc(made), "a docstring"
    assert any(getattr(space, name, None) is made for space in namespaces()), "a public name"


@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_an_operation_has_formulas_and_finite_domains(name):
    operation = OPERATIONS[name]
    assert operation.formula
    assert all(rule.formula.startswith("∂") for rule in operation.rules.values())
    assert len(operation.domain) == len(operation.operands) + bool(operation.variadic)
    for domain in operation.domain:
        assert np.isfinite([domain.low, domain.high]).all()
        assert domain.low < domain.high


@pytest.mark.parametrize("name", sorted(COMPOSITES))
def test_a_composite_has_a_finite_domain(name):
    domain = COMPOSITES[name].domain
    assert np.isfinite([domain.low, domain.high]).all()
    assert domain.low < domain.high


@pytest.mark.parametrize("name", [*ELEMENTWISE, *BY_EXAMPLE])
def test_its_samples_mean_something(name):
    """Samples are finite and inside their domains, and some gradient is not zero, for each operand with a rule."""
    made = SUBJECTS[name]
    cases = samples_of(name)
    assert cases, "a call to test"
    reached = set()
    for case in cases:
        for x, domain in zip(case.samples, case.domains, strict=True):
            assert np.isfinite(x).all()
            assert ((x > domain.low) & (x < domain.high)).all()
        if case.wanted:
            gradients = pulled_back(case, case.values, case.cotangents(0))
            assert all(np.isfinite(g).all() for g in gradients)
            reached |= {case.places[k] for k, g in enumerate(gradients) if k in case.wanted and g.any()}
    if isinstance(made, Operation):
        arguments = [*made.operands, made.variadic]
        assert {arguments[min(place, len(made.operands))] for place in reached} == set(made.rules)
    else:
        assert reached, "a gradient that is not zero"


@pytest.mark.parametrize("name", BY_EXAMPLE)
def test_every_numpy_function_it_stands_in_for_is_compared(name):
    for function in stood_in_for(SUBJECTS[name]):
        assert any(accepts(function, case) for case in by_example(name)), f"an example that {function} takes"


WRITING = {np.put, np.place, np.putmask, np.put_along_axis, np.copyto, np.fill_diagonal}
"""Functions that write; `test_writing` is about them."""
CONSTANTS = {np.full_like, np.shape, np.ndim, np.size, np.imag, np.angle}
"""Functions of the shape, or piecewise constant for real numbers."""


def test_every_function_of_numpy_meets_a_tested_stand_in():
    tested = {id(made if isinstance(made, Operation) else made.function) for made in SUBJECTS.values()}
    untested = {key for key, stands_in in FUNCTIONS.items() if id(stands_in) not in tested}
    untested -= {key for key in untested if isinstance(key, tuple) and not FUNCTIONS[key[0]].rules}
    assert untested <= WRITING | CONSTANTS


def test_functions_without_a_gradient_are_those_of_arrays():
    x = ag.Tensor(np.ones((2, 3), "float32"), requires_grad=True)
    assert (np.shape(x), np.ndim(x), np.size(x), np.size(x, 0)) == ((2, 3), 2, 6, 2)
    assert np.full_like(x, 2.0).dtype == np.float32
    assert not np.imag(x).requires_grad
    assert not np.angle(x).requires_grad
