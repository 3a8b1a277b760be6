"""The laws notice every rule that is made wrong on purpose, in every way."""

from dataclasses import replace

import numpy as np
import pytest

import autograd_core as ag
from autograd_core.applying import _FIT_PLAN
from autograd_core.registry import OPERATIONS
from tests.laws import laws
from tests.laws.cases import assembled, samples_of
from tests.laws.complex_cases import HAVE_COMPLEX, complex_cases
from tests.laws.damage import DAMAGES, Damage, damaged, noticed, overwriting

RULES = [f"{name}.{operand}" for name, operation in sorted(OPERATIONS.items()) for operand in operation.rules]


@pytest.mark.parametrize("rule", RULES)
def test_every_damage_is_noticed(rule):
    name, operand = rule.split(".")
    rule, kind = OPERATIONS[name].rules[operand], kind_of_operand(name, operand)
    missed = []
    for damage in DAMAGES:
        cases = [case.of(dtype) for case in samples_of(name) for dtype in damage.dtypes]
        for case in cases:
            damage.law(case)
        with damaged(rule, damage, kind):
            if not noticed(damage.law, cases) and not (damage.of_form and all(map(always_fitted, cases))):
                missed.append(f"{damage.name}: {damage.law.__name__}")
    assert not missed
    assert OPERATIONS[name].rules[operand] is rule


def always_fitted(case):
    """Whether no operand has the dtype of the result, so that the engine fits the cotangents of all of them."""
    return {x.dtype for x in case.values}.isdisjoint(y.dtype for y in case.arrays(case.values))


def kind_of_operand(name, operand):
    """Return what is special about an operand in all examples, if anything."""
    place = OPERATIONS[name].all_operands.index(operand)
    found = {k for case in samples_of(name) for k, at in zip(case.kinds, case.places, strict=True) if at == place}
    return found.pop() if len(found) == 1 else ""


@pytest.mark.parametrize("name", [name for name in HAVE_COMPLEX if name in OPERATIONS])
def test_a_conjugate_too_many_or_too_few_is_noticed(name):
    cases = list(complex_cases(name))
    for rule in list(OPERATIONS[name].rules.values()):
        changed = []

        def conjugated(result, changed=changed):
            changed.append(result.dtype.kind == "c" and np.any(result.imag))
            return result.conjugate()

        with damaged(rule, Damage("conjugated", conjugated, laws.rule_equals_finite_difference)):
            assert noticed(laws.rule_equals_finite_difference, cases) or not any(changed), rule.operand


@pytest.mark.parametrize("rule", RULES)
def test_writing_into_the_cotangent_is_noticed(rule):
    name, operand = rule.split(".")
    with overwriting(OPERATIONS[name].rules[operand]):
        assert noticed(laws.nothing_is_touched, samples_of(name))


STRETCHED = [assembled(ag.add, [(2, 3), shape], ["float64", "float64"], ("C", "C"), 0) for shape in ((3,), (2, 1), ())]


@pytest.mark.parametrize(
    "wrong",
    [
        lambda g, shape: np.mean(g, tuple(range(g.ndim - len(shape)))).reshape(shape),
        lambda g, shape: g[(0,) * (g.ndim - len(shape))][tuple(slice(0, n) for n in shape)],
        np.resize,
    ],
    ids=["the mean for the sum", "the first for the sum", "the sum left out"],
)
def test_a_broadcast_that_is_undone_wrongly_is_noticed(wrong, monkeypatch):
    assert not noticed(laws.rule_equals_finite_difference, STRETCHED)

    def pull(g, kept, params):
        return wrong(g, params["shape"]) if g.shape != params["shape"] else g

    monkeypatch.setattr(_FIT_PLAN, "pulls", (pull,))
    for case in STRETCHED:
        assert noticed(laws.rule_equals_finite_difference, [case])


def test_promotion_that_is_not_undone_is_noticed(monkeypatch):
    case = replace(STRETCHED[0], dtypes=("float64", "float32"))
    assert not noticed(laws.gradients_are_like_their_operands, [case])
    monkeypatch.setattr(_FIT_PLAN, "pulls", (lambda g, kept, params: np.add.reduce(g, 0),))
    assert noticed(laws.gradients_are_like_their_operands, [case])


@pytest.mark.parametrize("change", [lambda y: y + 1e-9, lambda y: y.astype("float32"), lambda y: y[None]])
def test_a_wrong_result_is_noticed(change, monkeypatch):
    cases = samples_of("tanh")
    assert not noticed(laws.forward_equals_numpy, cases)
    monkeypatch.setattr(ag.tanh, "forward", lambda x: change(np.tanh(x)))
    assert noticed(laws.forward_equals_numpy, cases)


def test_a_rule_that_is_worse_in_single_precision_is_noticed():
    rule = ag.tanh.rules["x"]
    cases = samples_of("tanh")
    rough = Damage("rough", lambda g: g * (1 + 1e-3 * (g.dtype == np.float32)), laws.single_precision_is_close)
    assert not noticed(rough.law, cases)
    with damaged(rule, rough):
        assert noticed(rough.law, cases)
