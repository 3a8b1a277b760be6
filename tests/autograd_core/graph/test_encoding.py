"""A graph as a dict that JSON can hold, and back."""

import json
import math

import numpy as np
import pytest

import autograd_core as ag
from autograd_core.errors import DataError, GraphEncodingError, GraphInvalidError
from autograd_core.graph.comparing import difference
from autograd_core.graph.encoding import VERSION, from_dict, to_dict
from autograd_core.graph.printing import text
from autograd_core.graph.structure import Equation, Leaf, Literal
from autograd_core.graph.tracing import trace
from tests.autograd_core.graph.hand_built import chain, graph_of, step

TANH = Equation("tanh", (0,), (1,))


def sent(graph):
    """Return a graph after a journey as a text."""
    return from_dict(json.loads(json.dumps(to_dict(graph), allow_nan=False)))


@pytest.mark.parametrize(
    "graph",
    [
        step(),
        graph_of(TANH),
        graph_of(Equation("add", (0, Literal(math.nan)), (1,)), outputs=(Literal(np.float32(1.5)), 1)),
        graph_of(TANH, arguments=(({"w": Leaf(0), "depth": 3},), {"way": "up"}), form=None),
    ],
)
def test_what_is_written_is_read(graph):
    read = sent(graph)
    assert difference(read, graph) is None
    assert to_dict(read) == to_dict(graph), "names, layers and lines too"


def test_a_traced_graph_is_read_as_it_was_written():
    def loss(weights, x):
        return np.sum(np.tanh(x @ weights["kernel"])[[0, 0, 1], None] ** 2)

    weights, x = {"kernel": np.ones((3, 2), "float32")}, np.ones((4, 3), "float32")
    graph = trace(ag.value_and_grad(loss))(weights, x)
    assert difference(sent(graph), graph) is None
    assert to_dict(sent(graph)) == to_dict(graph)


def test_the_form():
    assert to_dict(graph_of(TANH.changed(layers=("dense",), line="a.py:1"), form=Leaf(0))) == {
        "format": "autograd-core graph",
        "version": 1,
        "name": "f",
        "values": [["float32", [2]], ["float32", [2]]],
        "inputs": [{"value": 0, "kind": "argument", "name": "x0"}],
        "constants": [],
        "equations": [{"op": "tanh", "inputs": [0], "outputs": [1], "layers": ["dense"], "line": "a.py:1"}],
        "outputs": [1],
        "writes": [],
        "streams": [],
        "checks": [],
        "arguments": None,
        "form": {"leaf": 0},
    }


def test_a_function_among_the_arguments_is_refused():
    with pytest.raises(GraphEncodingError, match="got builtin_function_or_method sin"):
        to_dict(graph_of(TANH, arguments=((Leaf(0), math.sin), {})))


def test_a_function_among_the_parameters_is_refused_with_the_equation():
    with pytest.raises(GraphEncodingError, match=r"^equation 1, tanh: a graph in a file holds numbers and containers"):
        to_dict(graph_of(TANH, Equation("tanh", (1,), (2,), {"way": math.sin})))


def damaged(**changes):
    data = to_dict(graph_of(TANH))
    data.update(changes)
    return {key: value for key, value in data.items() if value is not ...}


REMEDY = "Pass what to_dict returned."


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (None, f"this is no graph: got a NoneType. {REMEDY}"),
        ([1], f"this is no graph: got a list. {REMEDY}"),
        ({}, f"this is no graph: got a dict with keys none. {REMEDY}"),
        ({"a": 1}, f"this is no graph: got a dict with keys 'a'. {REMEDY}"),
        (damaged(version=2), "a graph of a version that is not 1: got 2. Read it with its library."),
        (damaged(version=True), "a graph of a version that is not 1: got True. Read it with its library."),
        (damaged(version=...), "a graph of a version that is not 1: got None. Read it with its library."),
        (damaged(name=..., form=...), f"the dict of a graph is damaged: got no form, name. {REMEDY}"),
        (damaged(extra=1), f"the dict of a graph is damaged: got unknown extra. {REMEDY}"),
        (damaged(name=3), f"'name' of a graph is damaged: not a text: got 3. {REMEDY}"),
        (damaged(outputs=None), f"'outputs' of a graph is damaged: not a list: got NoneType. {REMEDY}"),
        (
            damaged(outputs=[1, -1]),
            f"'outputs' of a graph is damaged: number 1 is damaged: not a number of a value: got -1. {REMEDY}",
        ),
        (
            damaged(values=[["float32"]]),
            (
                "'values' of a graph is damaged: number 0 is damaged: "
                "ValueError: not enough values to unpack (expected 2, got 1)"
            ),
        ),
        (damaged(inputs=[{"value": 0}]), "'inputs' of a graph is damaged: number 0 is damaged: KeyError: 'kind'"),
        (
            damaged(equations=[{"op": "tanh", "inputs": [0]}]),
            f"'equations' of a graph is damaged: number 0 is damaged: an equation is damaged: got no outputs. {REMEDY}",
        ),
        (
            damaged(equations=[{"op": "tanh", "inputs": [0], "outputs": [1], "params": {"k": {"code": ""}}}]),
            (
                "'equations' of a graph is damaged: number 0 is damaged: "
                "a value of unknown form: got a dict of 'code'. Write it with to_dict."
            ),
        ),
        (
            damaged(outputs=[{"number": 1}]),
            f"'outputs' of a graph is damaged: number 0 is damaged: a literal is damaged: got no literal. {REMEDY}",
        ),
    ],
)
def test_damaged_data_is_an_error_that_says_where(data, message):
    with pytest.raises(DataError) as error:
        from_dict(data)
    assert str(error.value) == message


def test_any_damage_is_a_named_error_or_another_graph():
    whole = json.loads(json.dumps(to_dict(step())))
    refused = 0
    for path in paths_of(whole):
        for value in (None, -1, "x", [], {}, [None], {"list": 3}, 0.5):
            data = json.loads(json.dumps(whole))
            put(data, path, value)
            try:
                text(from_dict(data))
            except (DataError, GraphInvalidError):
                refused += 1
    assert refused > 800


def paths_of(data, path=()):
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in items:
        yield (*path, key)
        yield from paths_of(value, (*path, key))


def put(data, path, value):
    for key in path[:-1]:
        data = data[key]
    data[path[-1]] = value


def test_a_graph_that_contradicts_itself_is_an_error():
    with pytest.raises(GraphInvalidError, match="output 0 is a value that nothing makes"):
        from_dict(damaged(outputs=[9]))


def test_a_file_cannot_name_a_function_that_writes_files():
    with pytest.raises(GraphInvalidError, match=r"unknown operation: got 'np\.save'"):
        from_dict(damaged(equations=[{"op": "np.save", "inputs": [0], "outputs": [1]}]))


def test_a_container_nested_without_end_is_an_error():
    data = None
    for _ in range(100_000):
        data = [data]
    with pytest.raises(DataError, match="'form' of a graph is damaged: RecursionError"):
        from_dict(damaged(form=data))


def test_the_version():
    assert VERSION == 1


def test_a_hundred_thousand_equations():
    assert len(sent(chain(100_000)).equations) == 100_000
