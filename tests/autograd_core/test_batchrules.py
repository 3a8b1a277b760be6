"""Rules that apply an operation to all examples at once: what needs no loop. That they are right is a law."""

import numpy as np
import pytest

import autograd_core as ag
from autograd_core import batchrules
from autograd_core.batchrules import Call, apply, one_by_one
from autograd_core.mapping import Examples
from autograd_core.ops import contraction, indexing, movement, reducers
from autograd_core.ops.indexing import HOLE

X = np.arange(24.0).reshape(2, 3, 4)


@pytest.fixture
def loops(monkeypatch):
    """Return a list with the name of each operation, or function, that was applied to one example after the other."""
    found, run = [], one_by_one
    monkeypatch.setattr(Examples, "_in_a_loop", lambda self: pytest.fail("the whole function needs a loop"))
    monkeypatch.setattr(batchrules, "one_by_one", lambda call: found.append(call.operation.name) or run(call))
    return found


@pytest.mark.parametrize(
    "function",
    [
        lambda x: np.tanh(x) + x[0] * 2.0,
        lambda x: np.maximum(x, x[:, :1]),
        lambda x: np.where(x > 1, x, 0.0),
        lambda x: np.clip(x, 0.0, 5.0),
        lambda x: np.transpose(x) @ x,
        lambda x: x @ np.ones(4),
        lambda x: np.ones(3) @ x,
        lambda x: x[0] @ x[1],
        lambda x: np.ones((5, 4)) @ x[0],
        lambda x: np.ones(4) @ x[0],
        lambda x: x[0] @ np.ones((4, 2)),
        lambda x: x @ x[0],
        lambda x: x[:, 0] @ x,
        lambda x: np.einsum("ij,kj->ik", x, np.ones((2, 4))),
        lambda x: np.trace(x @ x.T),
        lambda x: np.sum(x) + np.mean(x, axis=-1) @ np.ones(3) + np.max(x, axis=0).sum(),
        lambda x: np.var(x, axis=(0, 1)),
        lambda x: np.linalg.norm(x, axis=1),
        lambda x: np.cumsum(x, axis=0),
        lambda x: np.sort(x, axis=0),
        ag.softmax,
        lambda x: ag.logsumexp(x, axis=0),
        lambda x: np.moveaxis(x, 0, 1).reshape(-1),
        lambda x: np.concatenate([x, np.ones((1, 4))]),
        lambda x: np.stack([x[0], x[1]], axis=1),
        lambda x: np.broadcast_to(x[0], (5, 4)),
        lambda x: np.pad(x, 1),
        lambda x: x[::-1, None, 1:3],
        lambda x: x[[0, 2, 2]],
        lambda x: x[1, [0, 2]],
        lambda x: np.take(x, [3, 0], axis=1),
        lambda x: np.flip(x) - np.roll(x, 1, axis=0),
        lambda x: x.astype("float32"),
        lambda x: ag.softmax_cross_entropy(x, np.ones((3, 4))),
    ],
)
def test_no_loop_is_needed(function, loops):
    expected = np.stack([np.asarray(function(ag.Tensor(x))) for x in X])
    np.testing.assert_allclose(ag.vmap(function)(X), expected, rtol=1e-14)
    slope = ag.vmap(ag.grad(lambda x: np.sum(function(x) ** 2)))(X)
    np.testing.assert_allclose(slope, np.stack([ag.grad(lambda x: np.sum(function(x) ** 2))(x) for x in X]), rtol=1e-12)
    assert not loops


@pytest.mark.parametrize(
    ("operation", "params"),
    [
        (reducers.sum, {"axis": 0, "keepdims": False}),
        (movement.reshape, {"shape": (4, 3), "order": "F", "copy": None}),
        (indexing.getitem, {"template": (slice(None), 1)}),
    ],
)
def test_the_same_as_one_by_one(operation, params):
    call = Call(operation, [X], [True], params, 2)
    np.testing.assert_array_equal(apply(call), one_by_one(call))


def test_an_index_that_differs_between_examples():
    places = np.array([[0, 2], [1, 1]])
    for x, mapped in ((X, [True, True]), (X[0], [False, True])):
        call = Call(indexing.gather, [x, places], mapped, {"template": (HOLE,)}, 2)
        np.testing.assert_array_equal(apply(call), one_by_one(call))
        columns = np.array([[3], [0]])  # which are the same for all
        call = Call(indexing.gather, [x, places, columns], [*mapped, False], {"template": (HOLE, HOLE)}, 2)
        np.testing.assert_array_equal(apply(call), one_by_one(call))


def test_arrays_apart_in_an_index():
    def f(x):
        return x[[0, 1], :, [2, 0]]

    Y = np.arange(48.0).reshape(2, 2, 3, 4)
    np.testing.assert_array_equal(ag.vmap(f)(Y), [f(y) for y in Y])


def test_a_parameter_that_is_an_array(loops):
    edges = np.array([[1.0], [2.0]])

    @ag.operation(formula="y = min(x, top)")
    def capped(x, /, top):
        return np.minimum(x, top)

    capped.rule("x", lambda g, x, top: g * (x < top), formula="∂x = ∂y where x < top")
    capped.__module__ = "autograd_core.ops.tests"
    found = ag.vmap(lambda x: capped(x, edges))(X[0])
    ag.registry.OPERATIONS.pop("capped")
    np.testing.assert_array_equal(found, np.minimum(X[0][:, None], edges))
    assert loops == ["capped"]


def test_operations_of_others_are_applied_one_by_one(loops):
    @ag.operation(formula="y = x / Σx")  # not elementwise, as it says without a word
    def share(x, /):
        return x / x.sum()

    found = ag.vmap(share)(X)
    ag.registry.OPERATIONS.pop("share")
    np.testing.assert_allclose(found, X / X.sum((1, 2), keepdims=True))
    assert loops == ["share"]


def test_vectors_by_a_matrix_are_one_product(monkeypatch):
    shapes = []
    monkeypatch.setattr(
        contraction.matmul, "forward", lambda a, b: shapes.append((a.shape, b.shape)) or np.matmul(a, b)
    )
    ag.vmap(lambda x: np.ones((5, 4)) @ x)(X[0])
    assert shapes == [((3, 4), (4, 5))]
