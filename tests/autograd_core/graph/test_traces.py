"""A trace numbers values, and takes down what is done with them."""

import numpy as np
import pytest

import autograd_core as ag
from autograd_core.errors import TraceError
from autograd_core.graph.structure import ARGUMENT, Literal
from autograd_core.graph.traces import Trace


def test_inputs_are_numbered_and_named_each_once():
    trace = Trace()
    first, second = (trace.input(np.ones(2), ARGUMENT, "x") for _ in range(2))
    assert (first.number, second.number) == (0, 1)
    assert [each.name for each in trace.inputs] == ["x", "x_1"]
    assert [str(spec) for spec in trace.specs] == ["float64[2]", "float64[2]"]


def test_what_an_equation_reads():
    trace = Trace()
    x = trace.input(np.ones(2), ARGUMENT, "x")
    assert trace.atom(x) == 0
    assert trace.atom(2.5) == Literal(2.5)
    assert trace.atom(np.float32(2.5)) == Literal(np.float32(2.5))
    assert trace.atom(np.array(3)) == Literal(3)
    assert trace.atom(np.arange(3)) == 1


def test_a_constant_is_one_value_however_often_it_is_read_and_cannot_be_changed():
    trace, table = Trace(), np.arange(3.0)
    assert trace.constant(table).number == trace.constant(table).number
    assert trace.constants.keys() == {0}
    with pytest.raises(ValueError, match="read-only"):
        trace.constants[0][0] = 1.0
    table[0] = 5.0  # but its owner may


def test_a_value_of_another_trace_is_refused():
    x = Trace().input(np.ones(2), ARGUMENT, "x")
    with pytest.raises(TraceError, match="a value of another trace"):
        Trace().real(x)
    assert Trace().real("x") == "x"


def test_functions_without_gradients_keep_their_arguments():
    graph = ag.trace(lambda x: np.argsort(x, axis=-1) + np.searchsorted(x, 0.5))(np.arange(3.0))
    by_name = {equation.op: equation for equation in graph.equations}
    assert dict(by_name["np.argsort"].params) == {"axis": -1}
    assert "args" in by_name["np.searchsorted"].params


def test_a_variable_made_inside_begins_anew_each_time():
    graph = ag.trace(lambda x: ag.Variable([1.0, 2.0]) * x)(np.ones(2))
    assert [given.name for given in graph.inputs] == ["x"]
    assert [array.tolist() for array in graph.constants.values()] == [[1.0, 2.0]]
    assert graph.writes == ()
