"""The Graph as its users see it."""

import json

import pytest

from autograd_core.errors import GraphInvalidError
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
