"""Nothing is forgotten: what is registered is documented, exported, tested and, where NumPy has it, complete."""

import inspect
import types

import numpy as np
import pytest

import autograd_core as ag
from autograd_core.operation import Operation
from autograd_core.registry import COMPOSITES, CONSTANT, FUNCTIONS, OPERATIONS, REFUSED
from autograd_core.tree import flatten
from tests.laws.cases import BY_EXAMPLE, ELEMENTWISE, SUBJECTS, accepted, by_example, samples_of
from tests.laws.kinds import MATRICES
from tests.laws.laws import pulled_back, stood_in_for
from tests.laws.numpy_names import public, without_arrays

PUBLIC = dict(public())


@pytest.mark.parametrize("name", PUBLIC)
def test_all_of_numpy_is_differentiated_or_constant_or_refused_or_takes_no_arrays(name):
    function = PUBLIC[name]
    ways = {
        "stands in": any(function is key for key in FUNCTIONS),
        "constant": any(function is key for key in CONSTANT),
        "refused": any(function is key for key in REFUSED),
        "takes no arrays": name in without_arrays(),
    }
    assert sum(ways.values()) == 1, f"np.{name}: {ways}"


def test_all_that_takes_no_arrays_is_numpys():
    named = without_arrays()
    assert len(named) == len(set(named))
    assert set(named) <= set(PUBLIC)


def test_a_refusal_tells_the_way_out():
    for function, refusal in REFUSED.items():
        assert refusal.why, function
        assert refusal.instead, function


def namespaces():
    assert all(hasattr(ag, name) for name in ag.__all__)  # what is loaded at first use is there now
    return [ag, *[m for name, m in vars(ag).items() if isinstance(m, types.ModuleType) and not name.startswith("_")]]


@pytest.mark.parametrize("name", sorted({*OPERATIONS, *COMPOSITES}))
def test_it_is_documented_and_exported(name):
    made = COMPOSITES[name].function if name in COMPOSITES else OPERATIONS[name]
    assert inspect.getdoc(made), "a docstring"
    assert any(made is each for space in namespaces() for each in vars(space).values()), "a public name"


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
        for x, domain, kind in zip(case.samples, case.domains, case.kinds, strict=True):
            assert np.isfinite(x).all()
            assert kind in MATRICES or ((x > domain.low) & (x < domain.high)).all()
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
        assert any(accepted(function, case) for case in by_example(name)), f"an example that {function} takes"


def stand_ins():
    """Return NumPy's functions whose parameters are known, with what stands in for each."""
    return {key: made for key, made in FUNCTIONS.items() if not isinstance(key, (tuple, np.ufunc)) and told(key)}


def told(function):
    try:
        return inspect.signature(function)
    except ValueError:
        return None


@pytest.mark.parametrize("function", stand_ins(), ids=lambda f: f"{f.__module__}.{f.__name__}")
def test_it_takes_the_arguments_of_numpys_function_in_the_same_order(function):
    made = stand_ins()[function]
    own = inspect.signature(made.__wrapped__ if isinstance(made, Operation) else made).parameters.values()
    given = [p for p in told(function).parameters.values() if p.name not in {"out", "like", "subok"}]
    if any(p.kind in (p.VAR_KEYWORD, p.VAR_POSITIONAL) for p in [*own, *given]):
        return
    nameless = sum(p.kind is p.POSITIONAL_ONLY for p in own)
    named = {p.name for p in own}
    assert {p.name for p in given[max(nameless, 1) :] if p.kind is not p.POSITIONAL_ONLY} <= named
    by_place = [p.name for p in own if p.kind is p.POSITIONAL_OR_KEYWORD and p.name != "out"]
    in_order = [p.name for p in given if p.kind is p.POSITIONAL_OR_KEYWORD and p.name in by_place]
    assert [name for name in by_place if name in in_order] == in_order


WRITING = {np.put, np.place, np.putmask, np.put_along_axis, np.copyto, np.fill_diagonal}
"""Functions that write; `test_writing` is about them."""
CONSTANTS = {np.full_like, np.shape, np.ndim, np.size}
"""Functions of the shape, or piecewise constant for real numbers."""


def shown(key):
    """Return the name of a function, or of a method of a ufunc."""
    return key.__name__ if callable(key) else f"{key[0].__name__}.{key[1]}"


SAID_TO_BE_CONSTANT = sorted(CONSTANT - {np.empty_like}, key=shown)  # what is in new memory is left to chance


@pytest.mark.parametrize("function", SAID_TO_BE_CONSTANT, ids=shown)
def test_what_is_called_constant_does_not_move(function):
    """The results of a function through which no gradient flows stay the same where its arguments move a little."""
    call = getattr(*function) if isinstance(function, tuple) else function
    x = np.random.default_rng(0).normal(size=(3, 4)) + 5
    for others in ([], [x[::-1] * 1.5]):
        try:
            before, after = (call(x + h, *others) for h in (0.0, 1e-9))
        except (TypeError, ValueError, IndexError, OSError):  # it takes something else
            continue
        for one, other in zip(flatten([before])[0], flatten([after])[0], strict=True):
            if isinstance(one, (np.ndarray, np.generic)) and one.dtype.kind in "fc":
                np.testing.assert_array_equal(one, other)


SHARING = {np.intersect1d}
"""Functions of what two arrays have in common, which is nothing in random samples; `test_sets` is about them."""


def test_every_function_of_numpy_meets_a_tested_stand_in():
    tested = {id(made if isinstance(made, Operation) else made.function) for made in SUBJECTS.values()}
    untested = {key for key, stands_in in FUNCTIONS.items() if id(stands_in) not in tested}
    untested -= {key for key in untested if isinstance(key, tuple) and not FUNCTIONS[key[0]].rules}
    assert untested <= WRITING | CONSTANTS | SHARING


def test_functions_without_a_gradient_are_those_of_arrays():
    x = ag.Tensor(np.ones((2, 3), "float32"), requires_grad=True)
    assert (np.shape(x), np.ndim(x), np.size(x), np.size(x, 0)) == ((2, 3), 2, 6, 2)
    assert np.full_like(x, 2.0).dtype == np.float32
    assert not np.imag(x).requires_grad
    assert not np.angle(x).requires_grad
