"""A graph is run equation by equation, as the operations themselves would."""

import gc
import weakref

import numpy as np
import pytest

import autograd_core as ag
from autograd_core.errors import UnknownNameError
from autograd_core.graph import evaluating
from autograd_core.graph.evaluating import apply, evaluate, function_of
from autograd_core.graph.structure import ARGUMENT, VARIABLE, Equation, Graph, Input, Leaf, Literal, Spec, Write
from autograd_core.graph.tracing import trace

PAIR = Spec((2,), np.dtype("float64"))
X = np.array([1.0, 2.0])


def graph_of(*equations, inputs=1, outputs=(), **fields):
    """Return a graph by hand; all values are pairs."""
    count = inputs + len(fields.get("constants", {})) + sum(len(equation.outputs) for equation in equations)
    given = tuple([Input(k, ARGUMENT, f"x{k}") for k in range(inputs)])
    return Graph("f", (PAIR,) * count, given, fields.pop("constants", {}), equations, outputs, **fields)


def test_outputs_and_writes():
    twice = Equation("multiply", (0, Literal(2.0)), (1,))
    graph = graph_of(twice, outputs=(1, 0, Literal(3.0)), writes=(Write(0, 1),))
    outputs, written = evaluate(graph.changed(inputs=(Input(0, VARIABLE, "w"),)), [X])
    assert [y.tolist() for y in outputs] == [[2.0, 4.0], [1.0, 2.0], 3.0]
    assert all(isinstance(y, np.ndarray) for y in outputs)
    assert written[0].tolist() == [2.0, 4.0]
    assert X.tolist() == [1.0, 2.0], "nothing is written in place"


def test_constants_are_read():
    graph = graph_of(Equation("add", (0, 1), (2,)), constants={1: np.array([10.0, 20.0])}, outputs=(2,))
    assert evaluate(graph, [X])[0][0].tolist() == [11.0, 22.0]


def test_several_results():
    (whole, rest), _ = evaluate(graph_of(Equation("np.modf", (0,), (1, 2)), outputs=(2, 1)), [X + 0.5])
    assert whole.tolist() == [1.0, 2.0]
    assert rest.tolist() == [0.5, 0.5]


def test_parameters():
    total = Equation("sum", (0,), (1,), {"axis": 0, "keepdims": True})
    assert evaluate(graph_of(total, outputs=(1,)), [X])[0][0].tolist() == [3.0]


def test_a_numpy_function_by_name():
    (order,) = apply(Equation("np.argsort", (0,), (1,), {"axis": -1}), [np.array([2.0, 1.0])])
    assert order.tolist() == [1, 0]
    (found,) = apply(Equation("np.add.reduce", (0,), (1,), {"axis": 0}), [X])
    assert found == 3.0


def test_a_template_of_positional_arguments():
    params = {"args": [[Leaf(0), Leaf(1)], 0], "kwargs": {}}
    (joined,) = apply(Equation("np.concatenate", (0, 1), (2,), params), [X, X])
    assert joined.tolist() == [1.0, 2.0, 1.0, 2.0]


def test_draws_take_their_generator():
    draw = Equation("random.standard_normal", (), (0,), {"stream": 1, "size": (2,), "dtype": np.float64})
    graph = graph_of(draw, inputs=0, outputs=(0,), streams=("a", "b"))
    first, second = np.random.Generator(np.random.PCG64(1)), np.random.Generator(np.random.PCG64(2))
    (got,) = evaluate(graph, [], [first, second])[0]
    assert np.array_equal(got, np.random.Generator(np.random.PCG64(2)).standard_normal((2,)))
    assert np.array_equal(first.random(1), np.random.Generator(np.random.PCG64(1)).random(1)), "it was not drawn from"


def test_a_rule_as_a_whole():
    graph = trace(ag.grad(lambda x: np.sum(np.sort(x) * np.array([1.0, 10.0, 100.0]))))(np.array([3.0, 1.0, 2.0]))
    other = np.array([5.0, 9.0, -1.0])
    assert np.array_equal(evaluate(graph, [other])[0][0], [10.0, 100.0, 1.0])


def test_what_does_not_exist():
    for op in ("no_such_operation", "rule.no_such_operation"):
        with pytest.raises(UnknownNameError, match="no_such_operation"):
            function_of(op.removeprefix("rule."))
    with pytest.raises(UnknownNameError) as caught:
        evaluate(graph_of(Equation("tanhh", (0,), (1,)), outputs=(1,)), [X])
    assert str(caught.value).startswith("unknown operation: got 'tanhh'. Did you mean 'tanh'?")


def test_an_operation_that_is_loaded_later_is_found():
    assert callable(function_of("conv"))


def test_as_many_arrays_as_inputs_are_needed():
    with pytest.raises(ValueError, match=r"zip\(\)"):
        evaluate(graph_of(Equation("exp", (0,), (1,)), outputs=(1,)), [])


def test_numbers_are_taken_as_arrays():
    graph = trace(lambda x: x * 2.0)(1.0)
    (got,) = evaluate(graph, [3.0])[0]
    assert isinstance(got, np.ndarray)
    assert got == 6.0


class Watched(np.ndarray):
    """An array that can be referred to weakly."""


def test_values_are_forgotten_once_nothing_needs_them(monkeypatch):
    alive, seen = [], []

    def counting(equation, operands, streams=()):
        gc.collect()
        seen.append(sum(reference() is not None for reference in alive))
        result = np.exp(operands[0] * 0.0).view(Watched)
        alive.append(weakref.ref(result))
        return [result]

    monkeypatch.setattr(evaluating, "apply", counting)
    evaluate(graph_of(*[Equation("exp", (k,), (k + 1,)) for k in range(20)], outputs=(20,)), [X])
    assert max(seen) <= 2
