"""Variables and leaves are what they are, and ask a trace only while there is one."""

import numpy as np
import pytest

import autograd_core as ag
from autograd_core.graph.overlays import ARRAY, GRAD, overlaid
from autograd_core.record import Leaf, Value
from autograd_core.tensor import Variable


def are_plain():
    return "array" not in vars(Variable) and vars(Leaf)["grad"] is GRAD and vars(Value)["array"] is ARRAY


def test_without_a_trace_the_attributes_are_slots():
    assert are_plain()
    with overlaid():
        assert isinstance(vars(Variable)["array"], property)
        with overlaid():
            pass
        assert isinstance(vars(Variable)["array"], property)  # the outer one still needs it
    assert are_plain()


def test_they_are_put_back_after_an_error():
    with pytest.raises(KeyError), overlaid():
        raise KeyError
    assert are_plain()


def test_outside_of_any_trace_an_overlaid_variable_is_as_ever():
    w = ag.Variable([1.0, 2.0])
    with overlaid():
        w.assign([3.0, 4.0])
        np.sum(w * w).backward()
        made = ag.Variable(5.0)
    assert w.numpy().tolist() == [3.0, 4.0]
    assert w.grad.numpy().tolist() == [6.0, 8.0]
    assert made.item() == 5.0


def test_a_trace_sees_its_own_values_and_leaves_the_others():
    w, seen = ag.Variable([1.0]), []

    def step(x):
        w.assign(w + x)
        seen.append((ARRAY.__get__(w).tolist(), w.shape))
        return w * 1.0

    ag.trace(step)(np.array([2.0]))
    assert seen == [([1.0], (1,))]
    assert w.numpy().tolist() == [1.0]


def test_a_leaf_made_inside_keeps_its_gradient_to_itself():
    w = ag.Variable([1.0, 2.0])
    w.grad = np.array([7.0, 7.0])

    def inner(x):
        made = ag.Variable([0.0])
        np.sum(made * 3.0).backward()
        return x * made.grad.array

    graph = ag.trace(inner)(np.array([2.0]))
    assert [given.kind for given in graph.inputs] == ["argument"]
    assert w.grad.numpy().tolist() == [7.0, 7.0]
