"""The record: nodes, cuts, and whether anything is recorded."""

import contextvars
import threading

import numpy as np
import pytest

import autograd_core as ag
from autograd_core.record import Cut, Leaf, fresh_exits, is_recording, last_exit, note_exit, user_line


@pytest.fixture
def x():
    return ag.Tensor([1.0, 2.0], requires_grad=True)


def test_nodes_point_to_the_nodes_of_the_operands_that_want_a_gradient(x):
    y = x * np.array([3.0, 4.0])
    z = y + x
    assert z.node.parents == (y.node, x.node)
    assert y.node.parents == (x.node,)
    assert x.node.number < y.node.number < z.node.number
    assert repr(y.node) == f"%{y.node.number} = multiply(%{x.node.number})"


def test_a_constant_is_not_recorded():
    assert (ag.Tensor([1.0]) * 2.0).node is None


def test_a_record_lives_as_long_as_what_needs_it(x):
    y = x * 2.0
    z = ag.tanh(y) + 1.0
    assert all(np.ndarray is not type(kept) or kept is not y.array for kept in z.node.kept)


def test_a_leaf_adds_up_what_it_collects():
    leaf = Leaf()
    assert (leaf.name, leaf.grad) == ("input", None)
    leaf.collect(2.0)
    leaf.collect(3.0)
    assert leaf.grad == 5.0


def test_a_watched_result_has_the_name_of_its_operation(x):
    assert (x * 2.0).retain_grad().node.name == "multiply"


def test_nothing_is_recorded_inside_no_grad(x):
    with ag.no_grad():
        assert not is_recording()
        y = x * 2.0
        with ag.enable_grad():
            assert (x * 2.0).requires_grad
    assert is_recording()
    assert not y.requires_grad


def test_recording_goes_on_after_an_error():
    with pytest.raises(KeyError), ag.no_grad():
        raise KeyError
    assert is_recording()


def test_no_grad_decorates_a_function(x):
    @ag.no_grad()
    def double(t):
        return t * 2.0

    assert not double(x).requires_grad
    assert not double(x).requires_grad


def test_each_thread_has_its_own_answer():
    seen = []
    with ag.no_grad():
        thread = threading.Thread(target=lambda: seen.append(is_recording()))
        thread.start()
        thread.join()
    assert seen == [True]


def test_a_cut_is_false_and_says_where_it_was_made():
    cut = Cut("floor", "piecewise constant")
    assert not cut
    assert str(cut).startswith("floor at test_record.py:")
    assert str(cut).endswith(" (piecewise constant)")


def test_a_result_without_gradient_is_a_cut_that_goes_on(x):
    y = np.floor(x)
    assert isinstance(y.node, Cut)
    assert (y + 1.0).node is y.node


def test_the_last_exit_is_remembered_and_forgotten():
    def inside():
        with fresh_exits():
            assert last_exit() is None
            note_exit("numpy()")
            assert last_exit().name == "numpy()"

    contextvars.copy_context().run(inside)


def test_the_line_of_the_user_is_named():
    assert user_line().startswith("test_record.py:")
    assert np.errstate()(ag.no_grad()(user_line))().startswith("test_record.py:")  # called from where these are defined
