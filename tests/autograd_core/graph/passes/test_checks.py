"""Checks go where others imply them, and never where a NaN could get lost."""

import numpy as np
import pytest

import autograd_core as ag
from autograd_core.graph.passes.checks import KEEPING, needed_checks
from autograd_core.graph.passes.dead import without_dead_code
from autograd_core.graph.structure import ARGUMENT, Equation, Graph, Input, Literal, Spec

PAIR, NONE, WHOLE = (Spec(shape, np.dtype(kind)) for shape, kind in (((2,), "f4"), ((0,), "f4"), ((2,), "i4")))


def checks(*ops, specs=PAIR, checked=None):
    """Return which checks are left of a chain of operations, all of which are checked."""
    equations = tuple(
        [Equation(op, (k, k) if op in {"add", "multiply"} else (k,), (k + 1,)) for k, op in enumerate(ops)]
    )
    count = len(ops) + 1
    graph = Graph("f", (specs,) * count, (Input(0, ARGUMENT, "x"),), {}, equations, (count - 1,))
    return needed_checks(graph.changed(checks=tuple(range(1, count)) if checked is None else checked))


def test_the_last_of_a_chain_is_enough():
    assert checks("exp", "add", "negative", "multiply") == (4,)
    assert checks("exp", "add", "negative", "multiply", checked=(1, 3)) == (3,)
    assert checks("exp", "add", checked=()) == ()


def test_what_may_lose_a_nan_implies_nothing():
    assert checks("exp", "maximum", "add") == (1, 3)
    assert checks("exp", "add", specs=NONE) == (1, 2)
    assert checks("exp", "add", specs=WHOLE) == (1, 2)


def test_the_order_of_the_others_is_kept():
    assert checks("exp", "maximum", "exp", checked=(3, 1)) == (3, 1)


@pytest.mark.parametrize("op", sorted(KEEPING))
def test_a_nan_is_kept(op):
    params = {
        "sum": {"axis": 0},
        "cast": {"dtype": np.dtype("f4")},
        "reshape": {"shape": (1, 2)},
        "broadcast_to": {"shape": (3, 2)},
        "scatter": {"template": (slice(None),), "shape": (2,)},
    }
    operation = ag.registry.OPERATIONS[op]
    operands = [np.array([1.0, np.nan]), np.array([0.5, 0.5])][: len(operation.operands)]
    result = operation.forward(*operands, **{**operation.defaults, **params.get(op, {})})
    assert np.isnan(np.asarray(result)).any()


def test_dead_code_takes_them_away():
    graph = ag.trace(ag.grad(lambda x: np.sum(np.exp(np.tan(x)) * x)))(np.ones(2))
    assert len(without_dead_code(graph).checks) < len(graph.checks)
    unchanged = without_dead_code(graph)
    assert without_dead_code(unchanged) is unchanged


def test_literals_are_no_values():
    equation = Equation("add", (0, Literal(1.0)), (1,))
    graph = Graph("f", (PAIR,) * 2, (Input(0, ARGUMENT, "x"),), {}, (equation,), (1,), checks=(0, 1))
    assert needed_checks(graph) == (1,)
