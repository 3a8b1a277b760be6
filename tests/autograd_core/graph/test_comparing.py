"""Where two graphs differ first."""

import math

import numpy as np
import pytest

from autograd_core.graph.comparing import difference, equal, same
from autograd_core.graph.structure import VARIABLE, Equation, Input, Leaf, Literal, Spec, Write
from autograd_core.ops.indexing import HOLE
from tests.autograd_core.graph.hand_built import PAIR, chain, frozen, graph_of, step

TANH, EXP = Equation("tanh", (0,), (1,)), Equation("exp", (1,), (2,))
BASE = graph_of(TANH, EXP)


def test_a_graph_is_equal_to_itself():
    assert difference(step(), step()) is None
    assert equal(BASE, BASE)


def test_numbers_of_values_do_not_count():
    assert equal(BASE, graph_of(Equation("tanh", (0,), (5,)), Equation("exp", (5,), (3,))))


def test_numbers_of_constants_do_not_count():
    a, b = frozen(1, 2), frozen(3, 4)
    one = graph_of(Equation("add", (1, 2), (3,)), constants={1: a, 2: b})
    assert equal(one, graph_of(Equation("add", (2, 1), (3,)), constants={2: a, 1: b}))
    told = difference(one, graph_of(Equation("add", (1, 2), (3,)), constants={2: a, 1: b}))
    assert (
        told
        == "equation 0 differs: %3 = add(%1, %2) in the first, %3 = add(%1, %2) in the second; operand 0 is another"
    )


def test_names_layers_and_lines_do_not_count():
    named = TANH.changed(layers=("dense",), line="a.py:1", rule="tanh.x", forward=0)
    assert equal(BASE, graph_of(named, EXP, name="g").changed(inputs=(Input(0, "argument", "other"),)))


def test_values_that_nothing_makes_do_not_count():
    assert equal(BASE, graph_of(TANH, EXP, values=(PAIR,) * 9))


SUM = Equation("sum", (0,), (1,), {"axis": 0})


@pytest.mark.parametrize(
    ("a", "b", "told"),
    [
        (
            BASE,
            graph_of(TANH, EXP.changed(op="sin")),
            "equation 1 differs: %2 = exp(%1) in the first, %2 = sin(%1) in the second; exp and sin",
        ),
        (
            BASE,
            graph_of(TANH, EXP.changed(inputs=(0,))),
            "equation 1 differs: %2 = exp(%1) in the first, %2 = exp(%0) in the second; operand 0 is another",
        ),
        (
            graph_of(Equation("concatenate", (0,), (1,))),
            graph_of(Equation("concatenate", (0, 0), (1,))),
            (
                "equation 0 differs: %1 = concatenate(%0) in the first, %1 = concatenate(%0, %0) in the second; "
                "1 and 2 operands"
            ),
        ),
        (
            graph_of(SUM),
            graph_of(SUM.changed(params={"axis": (0,)})),
            (
                "equation 0 differs: %1 = sum(%0, axis=0) in the first, %1 = sum(%0, axis=(0,)) in the second; "
                "axis is 0 and (0,)"
            ),
        ),
        (
            graph_of(SUM),
            graph_of(SUM.changed(params={})),
            (
                "equation 0 differs: %1 = sum(%0, axis=0) in the first, %1 = sum(%0) in the second; "
                "axis is 0 and not given"
            ),
        ),
        (
            graph_of(Equation("add", (0, Literal(1)), (1,))),
            graph_of(Equation("add", (0, Literal(1.0)), (1,))),
            "equation 0 differs: %1 = add(%0, 1) in the first, %1 = add(%0, 1.0) in the second; operand 1 is another",
        ),
        (
            graph_of(SUM),
            graph_of(SUM, values=(PAIR, Spec((), np.dtype("float32")))),
            (
                "equation 0 differs: %1 = sum(%0, axis=0) in the first, %1 = sum(%0, axis=0) in the second; "
                "the result is float32[2] and float32[]"
            ),
        ),
        (BASE, graph_of(TANH, outputs=(1,)), "the first goes on with equation 1: %2 = exp(%1)"),
        (graph_of(TANH), BASE, "the second goes on with equation 1: %2 = exp(%1)"),
        (BASE, graph_of(TANH, EXP, outputs=(1,)), "output 0 differs: %2 in the first, %1 in the second"),
        (BASE, graph_of(TANH, EXP, outputs=(1, 2)), "the first has 1 outputs, the second 2"),
        (
            BASE,
            BASE.changed(inputs=(Input(0, VARIABLE, "w"),)),
            "input 0 differs: float32[2] argument x0 in the first, float32[2] variable w in the second",
        ),
        (
            graph_of(TANH.changed(outputs=(2,))),
            graph_of(TANH.changed(outputs=(2,)), inputs=2),
            "the first has 1 inputs, the second 2",
        ),
        (
            BASE,
            BASE.changed(writes=(Write(0, 2),)),
            "they write to other inputs: none in the first, x0 in the second",
        ),
        (
            BASE.changed(writes=(Write(0, 1),)),
            BASE.changed(writes=(Write(0, Literal(0.5)),)),
            "write 0 differs: %1 in the first, 0.5 in the second",
        ),
        (BASE, BASE.changed(checks=(1,)), "the first has 0 checks, the second 1"),
        (BASE, BASE.changed(streams=("a",)), "they draw from 0 and 1 random generators"),
        (
            BASE,
            BASE.changed(form=(Leaf(0),)),
            "the containers of the results differ: None in the first, (Leaf(0),) in the second",
        ),
    ],
)
def test_the_first_difference_is_told(a, b, told):
    assert difference(a, b) == told


def test_a_value_that_is_read_in_the_place_of_another_of_the_same_kind():
    made = [Equation("tanh", (0,), (1,)), Equation("tanh", (0,), (2,))]
    one, other = graph_of(*made, Equation("exp", (1,), (3,))), graph_of(*made, Equation("exp", (2,), (3,)))
    assert "equation 2 differs" in difference(one, other)


@pytest.mark.parametrize(
    ("a", "b", "alike"),
    [
        (math.nan, math.nan, True),
        (0.0, -0.0, False),
        (1, True, False),
        (1, 1.0, False),
        ((1,), [1], False),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}, True),
        ({"a": 1}, {"b": 1}, False),
        (slice(1, 2), slice(1, 2), True),
        (slice(1, 2), slice(1, 3), False),
        (np.float32(1), np.float32(1), True),
        (np.float32(math.nan), np.float32(math.nan), True),
        (np.array([1, 2]), np.array([1, 2]), True),
        (np.array([1, 2]), np.array([[1, 2]]), False),
        (np.array([0.0]), np.array([-0.0]), False),
        (np.dtype("f4"), np.dtype("f8"), False),
        ((HOLE, Ellipsis, None), (HOLE, Ellipsis, None), True),
        (object(), object(), False),
        (Leaf(0), Leaf(0), True),
        (Leaf(0), Leaf(1), False),
    ],
)
def test_what_is_the_same(a, b, alike):
    assert same(a, b) is alike
    assert same(b, a) is alike


def test_a_hundred_thousand_equations():
    long = chain(100_000)
    assert difference(long, chain(100_000)) is None
    changed = long.changed(equations=(*long.equations[:-1], long.equations[-1].changed(op="exp")))
    assert "equation 99999 differs: %100000 = tanh(%99999)" in difference(long, changed)
