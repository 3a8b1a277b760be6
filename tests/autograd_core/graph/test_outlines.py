"""What an operation gives has the shape and dtype of what it would compute, and nothing is computed."""

import numpy as np
import pytest

import autograd_core as ag
from autograd_core.graph.outlines import has_outline, outline, remembered
from autograd_core.graph.tracing import trace
from autograd_core.registry import OPERATIONS

CASES = [
    ("add", (np.zeros((2, 3)), np.float32([1.0, 2.0, 3.0])), {}),
    ("multiply", (np.float32([1.0]), 2.0), {}),
    ("matmul", (np.zeros((5, 2, 3)), np.zeros((3, 4), np.float32)), {}),
    ("sum", (np.zeros((2, 3, 4)),), {"axis": (0, -1), "keepdims": False}),
    ("max", (np.zeros((2, 3)),), {"axis": 1, "keepdims": True}),
    ("mean", (np.ones((2, 3), np.int32),), {"axis": None, "keepdims": False}),
    ("cast", (np.zeros((2, 3)),), {"dtype": np.dtype("float32")}),
    ("cast", (np.array(2.5),), {"dtype": np.dtype("int64")}),
    ("softmax", (np.zeros((2, 3), np.float32),), {"axis": -1}),
    ("log_softmax", (np.zeros((2, 3)),), {"axis": 0}),
    ("softmax_cross_entropy", (np.zeros((2, 3, 4)), np.ones((2, 3, 4), np.float32)), {"axis": 1}),
    ("relu", (np.zeros((200, 100), np.float32),), {}),
]


@pytest.mark.parametrize(("name", "arrays", "params"), CASES, ids=[case[0] for case in CASES])
def test_the_outline_has_shape_and_dtype_of_the_result(name, arrays, params):
    operation = OPERATIONS[name]
    found, computed = outline(operation, arrays, params), operation.forward(*arrays, **params)
    assert has_outline(operation)
    assert (found.shape, found.dtype) == (computed.shape, computed.dtype)
    assert not any(found.strides)


@pytest.mark.parametrize(
    ("name", "arrays", "params"),
    [
        ("add", (np.zeros(2), np.zeros(3)), {}),
        ("add", (np.zeros((0, 3)), np.zeros(3)), {}),
        ("add", (1.0, 2.0), {}),
        ("matmul", (np.zeros((2, 3)), np.zeros((2, 3))), {}),
        ("matmul", (np.zeros(3), np.zeros(3)), {}),
        ("sum", (np.zeros((2, 3)),), {"axis": 2, "keepdims": False}),
        ("softmax", (np.zeros((2, 3)),), {"axis": (0, 1)}),
        ("softmax_cross_entropy", (np.zeros((2, 3)), np.zeros(3)), {"axis": -1}),
        ("relu", (np.zeros(3),), {}),
    ],
)
def test_what_does_not_fit_and_what_is_small_is_computed(name, arrays, params):
    assert outline(OPERATIONS[name], arrays, params) is None


def test_an_outline_is_found_again_by_forms():
    x, specs = np.zeros((7, 5)), [((7, 5), np.dtype(float)), float]
    found = remembered(ag.add, (x, 1.0), specs, {})
    assert remembered(ag.add, (x + 1.0, 2.0), specs, {}) is found
    assert remembered(ag.subtract, (x, 1.0), specs, {}) is not found
    assert remembered(OPERATIONS["softmax"], (x,), specs[:1], {"axis": [0]}) is None  # a list has no hash


def test_whole_numbers_of_python_are_told_apart_by_value_and_from_others():
    small = np.ones(3, np.uint8)
    assert trace(lambda x: x + 1)(small).values[-1].dtype == np.uint8
    assert trace(lambda x: x + 1.0)(small).values[-1].dtype == np.float64
    assert trace(lambda x: x + True)(small).values[-1].dtype == np.uint8
    assert trace(lambda x: x + np.float32(1.0))(small).values[-1].dtype == np.float32
    with pytest.raises(OverflowError):
        trace(lambda x: x + 300)(small)


def test_a_shape_that_depends_on_numbers_is_that_of_the_numbers():
    for _ in range(2):  # also where the outline of the sum is known
        counts = trace(lambda x: np.bincount(x + 1))(np.array([0, 4, 2]))
        assert counts.values[counts.outputs[0]].shape == (6,)


def test_a_formula_that_is_not_what_it_says_is_computed():
    @ag.operation(formula="y = x[0]")
    def first(x, /):
        return x[0]

    try:
        graph = trace(lambda x: first(x * 2.0))(np.ones((2, 3)))
    finally:
        del OPERATIONS["first"]
    assert graph.values[graph.outputs[0]].shape == (3,)
