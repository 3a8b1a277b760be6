"""The rules of the benchmark: the right ones are right, and each mistake makes a difference somewhere."""

from copy import deepcopy
from functools import cache

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings

from benchmarks.gradient_checking.mutants import RULES
from benchmarks.gradient_checking.mutants.rule import Rule, arrays, fit, one
from benchmarks.gradient_checking.mutants.running import run, tried

ALL = [pytest.param(rule, id=rule.name) for rule in RULES]

SHARED = {"goes through the cotangent as it lies in memory", "hands over memory without strides"}
SHARED |= {"the same memory every time"}
SHARED |= {"sums the last axes"}
"""Mistakes that show with arrays that lie elsewhere in memory, in the next call, or with few shapes."""

MANY = settings(
    max_examples=360,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)

BY_NAME = {rule.name: rule for rule in RULES}


@cache
def calls(name):
    drawn = []

    @settings(MANY)
    @given(BY_NAME[name].calls)
    def draw(args):
        drawn.append(args)

    draw()
    return drawn


def cotangent(y, seed):
    rng = np.random.default_rng(seed)
    g = rng.normal(size=y.shape) + (1j * rng.normal(size=y.shape) if y.dtype.kind == "c" else 0)
    return np.asarray(g).astype(y.dtype)


def leaves(args):
    """Return the arrays and numbers that have gradients."""
    pairs = [leaves(arg) if isinstance(arg, tuple) else [arg] for arg in args]
    return [
        np.asarray(x) for some in pairs for x in some if np.asarray(x).dtype.kind in "fc" and not isinstance(x, dict)
    ]


def outcome(vjp, g, args):
    """Return gradients, and what is left of the cotangent and the arguments."""
    g, args = g.copy(), deepcopy(args)
    gradients = vjp(g, *args)
    return [*(gradients if isinstance(gradients, tuple) else (gradients,)), g, *leaves(args)]


def same(a, b):
    return len(a) == len(b) and all(
        np.shape(x) == np.shape(y) and np.asarray(x).dtype == np.asarray(y).dtype and np.allclose(x, y, 1e-12, 0)
        for x, y in zip(a, b, strict=True)
    )


def test_there_are_many_and_each_has_a_name_of_its_own():
    names = [rule.name for rule in RULES]
    assert len(names) == len(set(names)) > 100
    assert sum(len(rule.wrong) for rule in RULES) > 300


@pytest.mark.parametrize("rule", ALL)
def test_right_rules_fit_their_arguments_and_are_finite(rule):
    for number, args in enumerate(calls(rule.name)):
        gradients = outcome(rule.vjp, cotangent(np.asarray(rule.forward(*args)), number), args)
        for x, g in zip(leaves(args), gradients, strict=False):
            assert np.shape(g) == x.shape
            assert np.asarray(g).dtype == x.dtype
            assert np.isfinite(g).all()


@pytest.mark.parametrize("rule", ALL)
def test_every_mistake_makes_a_difference(rule):
    unseen = set(rule.wrong) - SHARED
    for number, args in enumerate(calls(rule.name)):
        g = cotangent(np.asarray(rule.forward(*args)), number)
        right = outcome(rule.vjp, g, args)
        for mistake in list(unseen):
            try:
                wrong = outcome(rule.wrong[mistake], g, args)
            except (IndexError, ValueError):
                wrong = []
            if not same(right, wrong):
                unseen.discard(mistake)
    assert not unseen


def test_the_rare_mistake_makes_a_difference():
    wrong = next(rule for rule in RULES if rule.name == "add").wrong["sums the last axes"]
    assert wrong(np.array([[1.0, 2.0], [3.0, 4.0]]), np.zeros((2, 2)), np.zeros(2))[1].tolist() == [3.0, 7.0]


def test_broadcasting_is_undone():
    assert fit(np.ones((3, 2, 4)), (2, 1)).tolist() == [[12.0], [12.0]]
    assert fit(np.ones((3, 2)), ()).tolist() == 6
    assert fit(np.ones((0, 2)), (1, 2)).tolist() == [[0.0, 0.0]]


SINE = Rule("sin", np.sin, lambda g, x: g * np.cos(x), one(arrays()), {"sign": lambda g, x: -g * np.cos(x)})


def test_a_right_rule_passes_and_a_mistake_is_found():
    right, wrong = run([SINE])
    assert (right.mistake, right.error, right.found) == ("", "", False)
    assert (wrong.mistake, wrong.error, wrong.found) == ("sign", "GradientMismatch", True)
    assert wrong.message


def test_a_forward_function_that_fails_is_found():
    assert tried(Rule("broken", lambda x: [].pop(), SINE.vjp, SINE.calls, {}), "", SINE.vjp).error == "IndexError"
