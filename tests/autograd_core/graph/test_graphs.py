"""The Graph as its users see it."""

import json

import numpy as np
import pytest

import autograd_core as ag
from autograd_core.errors import GraphInvalidError, ShapeError
from autograd_core.graph.graphs import Graph
from autograd_core.graph.printing import text
from autograd_core.graph.structure import Equation
from autograd_core.graph.structure import Graph as Data
from tests.autograd_core.graph.hand_built import graph_of, step

TANH = Equation("tanh", (0,), (1,))


def test_it_is_printed():
    assert str(step()) == text(step())
    assert repr(step()) == "<Graph step: 7 equations>"


def test_equal_graphs_are_equal_and_one_key():
    assert step() == step()
    assert hash(step()) == hash(step())
    assert graph_of(TANH) != graph_of(TANH.changed(op="exp"))
    assert graph_of(TANH) != "f"
    assert graph_of(TANH).difference(step()) == "the first has 1 inputs, the second 2"


def test_it_travels():
    read = Graph.from_dict(json.loads(json.dumps(step().to_dict())))
    assert type(read) is Graph
    assert read == step()


def test_it_is_checked():
    step().validate()
    with pytest.raises(GraphInvalidError, match="cycle"):
        graph_of(TANH.changed(inputs=(1,))).validate()


def test_it_is_made_of_data_and_stays_what_it_is_when_changed():
    data = Data("f", (), (), {}, (), ())
    made = Graph.of(data)
    assert type(made) is type(made.changed(name="g")) is Graph
    assert made == data


def test_it_is_called_like_the_function():
    graph = ag.trace(lambda w, x: {"loss": np.sum((w["a"] * x) ** 2), "n": 3})({"a": np.ones(2)}, np.ones(2))
    found = graph({"a": np.array([1.0, 2.0])}, np.array([3.0, 1.0]))
    assert found == {"loss": 13.0, "n": 3}


def test_other_arguments_than_it_was_traced_with_are_refused():
    graph = ag.trace(lambda x: x * 2.0)(np.ones(2))
    with pytest.raises(ShapeError, match=r"x was float64\[2\] when it was traced: got float64\[3\]"):
        graph(np.ones(3))
    with pytest.raises(ShapeError, match="the arguments have another form: got 2 for 1 leaves"):
        graph(np.ones(2), 1.0)


def test_what_it_needs_besides_arguments_is_named():
    w = ag.Variable([1.0], name="w")
    graph = ag.trace(lambda x: w * x * ag.random.uniform())(np.ones(1))
    with pytest.raises(GraphInvalidError, match="this graph needs more than its arguments: got w, random"):
        graph(np.ones(1))


def test_its_source_runs_alone():
    graph = ag.trace(ag.value_and_grad(lambda x: np.sum(np.tanh(x) ** 2)))(np.ones(3))
    names = {}
    exec(graph.source(), names)
    x = np.array([0.5, -1.0, 2.0])
    (value, slope), wanted = names["function"](x), graph(x)
    assert value == wanted[0]
    assert np.array_equal(slope, wanted[1])
