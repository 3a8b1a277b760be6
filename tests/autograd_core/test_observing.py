"""Watching operations at work."""

import threading

import numpy as np
import pytest

import autograd_core as ag
from autograd_core.observing import observed, stand_in
from autograd_core.operation import Binary, Operation, Unary

CALLS = {kind: vars(kind)["__call__"] for kind in (Operation, Unary, Binary)}


def test_every_kind_of_operation_is_seen_in_order():
    seen = []
    with observed(lambda operation, operands, result: seen.append((operation.name, len(operands), result.shape))):
        x = ag.Tensor([[1.0, 2.0]])
        np.concatenate([ag.tanh(x) + 1.0, x])
    assert seen == [("tanh", 1, (1, 2)), ("add", 2, (1, 2)), ("concatenate", 2, (2, 2))]


def test_nothing_is_left_behind():
    with pytest.raises(ValueError, match="stop"), observed(lambda *_: None):
        raise ValueError("stop")
    assert {kind: vars(kind)["__call__"] for kind in CALLS} == CALLS


def test_observers_nest():
    seen = []
    with observed(lambda *_: seen.append("outer")):
        with observed(lambda *_: seen.append("inner")):
            ag.exp(0.0)
        ag.exp(0.0)
    assert seen == ["outer", "inner", "outer"]


def test_another_thread_is_not_watched():
    seen = []
    with observed(lambda *_: seen.append("seen")):
        other = threading.Thread(target=lambda: ag.exp(0.0))
        other.start()
        other.join()
    assert seen == []


def test_a_stand_in_answers_first():
    x, seen = ag.Tensor([1.0, 2.0]), []

    def answer(operation, operands, params):
        seen.append((operation.name, params))
        return "mine" if operation.name == "exp" else NotImplemented

    plain = [vars(kind)["__call__"] for kind in (Operation, Unary, Binary)]
    with observed(lambda operation, operands, result: seen.append(operation.name)), stand_in(answer):
        assert np.exp(x) == "mine"
        assert (x + 1).tolist() == [2, 3]
    assert seen == [("exp", {}), ("add", {}), "add"]
    assert [vars(kind)["__call__"] for kind in (Operation, Unary, Binary)] == plain
