"""How a single equation is written."""

from collections import namedtuple

import numpy as np
import pytest

from autograd_core.graph.structure import Equation, Leaf, Literal
from autograd_core.graph.wording import called, indexed, shown
from autograd_core.ops.indexing import HOLE

Point = namedtuple("Point", "x y")  # noqa: PYI024  a container without types


def worded(op, inputs=(), /, **params):
    return called(Equation(op, inputs, (9,), params), "%{}".format)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (worded("tanh", (0,)), "tanh(%0)"),
        (worded("add", (0, Literal(2))), "add(%0, 2)"),
        (worded("add", (Literal(float("nan")), Literal(np.float32(0.1)))), "add(nan, float32(0.1))"),
        (worded("sum", (1,), axis=(0, 1), keepdims=False), "sum(%1, axis=(0, 1))"),
        (worded("sum", (1,), axis=None, keepdims=True), "sum(%1, keepdims=True)"),
        (worded("reshape", (1,), shape=(2, 3)), "reshape(%1, shape=(2, 3))"),
        (worded("cast", (1,), dtype=np.dtype("float32")), "cast(%1, dtype=float32)"),
        (worded("np.argsort", (1,), axis=0), "np.argsort(%1, axis=0)"),
        (worded("np.clip", (1, 2), args=[Leaf(1), 0, Leaf(0)], kwargs={"k": "x"}), "np.clip(%2, 0, %1, k='x')"),
        (worded("random.permutation", stream=0, x=5), "random.permutation(stream=0, x=5)"),
        (
            worded("rule.sort", (1, 2), mask=1, count=1, pull=0, cotangents=0, kept=(Leaf(1),), params={"axis": 0}),
            "rule.sort(%1, kept=(%2,), axis=0)",
        ),
        (worded("unheard_of", (1,), way="up"), "unheard_of(%1, way='up')"),
    ],
)
def test_a_call_is_written_as_people_write_it(text, wanted):
    assert text == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (worded("getitem", (1,), template=(slice(1, None), None)), "%1[1:, None]"),
        (worded("getitem", (1,), template=-1), "%1[-1]"),
        (worded("getitem", (1,), template=(Ellipsis, slice(None, None, 2))), "%1[..., ::2]"),
        (worded("getitem", (1,), template=()), "%1[()]"),
        (worded("gather", (1, 2, 3), template=(HOLE, slice(None), HOLE)), "%1[%2, :, %3]"),
        (worded("scatter", (1, 2), shape=(4, 3), template=(HOLE,)), "scatter(%1, x[%2], shape=(4, 3))"),
        (worded("scatter", (1,), shape=(4,), template=slice(0, 2)), "scatter(%1, x[0:2], shape=(4,))"),
        (worded("setitem", (1, Literal(0), 2), template=(0, HOLE)), "setitem(%1, 0, x[0, %2])"),
    ],
)
def test_an_index_is_written_as_one(text, wanted):
    assert text == wanted


def test_an_index_with_too_few_names_is_written_all_the_same():
    assert indexed((HOLE, HOLE), ["%1"]) == "%1, HOLE"


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        ((), "()"),
        ((1,), "(1,)"),
        ([1, (2, None)], "[1, (2, None)]"),
        ({"a": 1, 2: True}, "{'a': 1, 2: True}"),
        ({"b", "a"}, "{'a', 'b'}"),
        (slice(1, None), "slice(1, None, None)"),
        (1e-30, "1e-30"),
        (-0.0, "-0.0"),
        (1 + 2j, "(1+2j)"),
        (np.complex64(1 + 2j), "complex64(1+2j)"),
        (np.bool_(True), "bool(True)"),
        (np.int8(-3), "int8(-3)"),
        (np.array(0.1, "float32"), "float32(0.1)"),
        (np.array([[0.1, np.nan], [1e10, 2]], "float32"), "[[0.1, nan], [1e+10, 2.0]]"),
        (np.zeros((3, 4)), "float64[3, 4]"),
        (np.dtype("int64"), "int64"),
        (np.float32, "float32"),
        (float, "float"),
        (np.tanh, "tanh"),
        (shown, "shown"),
        (object(), "<object>"),
        (Point(1, 2), "Point(x=1, y=2)"),
        (HOLE, "HOLE"),
        (Leaf(3), "Leaf(3)"),
    ],
)
def test_values_are_written_as_python_does(value, wanted):
    assert shown(value) == wanted


def test_settings_of_printing_do_not_show():
    plain = shown((np.float32(0.1), np.array([1 / 3])))
    with np.printoptions(precision=2, legacy="1.25", floatmode="fixed"):
        assert shown((np.float32(0.1), np.array([1 / 3]))) == plain == "(float32(0.1), [0.3333333333333333])"
