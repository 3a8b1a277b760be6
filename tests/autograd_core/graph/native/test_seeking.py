"""The place of the greatest number of a row, computed by kernels as NumPy finds it."""

import numpy as np
import pytest

import autograd_core as ag
from autograd_core.graph.evaluating import evaluate
from tests.autograd_core.graph.native.schedules import lowered, ops_of, run

pytest.importorskip("llvmlite", reason="native kernels need llvmlite")
from autograd_core.graph.native.seeking import with_places


@pytest.fixture(autouse=True)
def in_memory(monkeypatch):
    """Keep the machine code of tests in memory."""
    monkeypatch.setenv("AUTOGRAD_CORE_CACHE", "")


ROWS = np.array([[1, 3, 3, 0], [-1, -2, -3, -4], [5, 5, 5, 5], [0, 1, 2, 3]])


@pytest.mark.parametrize("dtype", ["float32", "float64", "int32", "int64"])
@pytest.mark.parametrize("axis", [-1, 1])
def test_it_is_the_first_of_the_greatest(dtype, axis):
    x = ROWS.astype(dtype)
    graph = with_places(lowered(lambda x: np.argmax(x, axis=axis), x))
    assert [kind for kind, _ in ops_of(graph)] == ["kernel"]
    (found,) = run(graph, x)
    assert found.dtype == np.argmax(x, axis=1).dtype
    np.testing.assert_array_equal(found, np.argmax(x, axis=1))


def test_nan_and_infinity_are_found_as_numpy_finds_them():
    nan, inf = np.nan, np.inf
    x = np.array([[1, nan, 3, nan], [inf, inf, 1, 2], [-inf, -inf, -inf, -inf], [nan] * 4, [0.0, -0.0, 0, 0]])
    graph = with_places(lowered(lambda x: np.argmax(x, axis=-1), x))
    np.testing.assert_array_equal(run(graph, x)[0], np.argmax(x, axis=-1))


def test_the_share_of_right_answers_is_computed_by_kernels():
    rng = np.random.default_rng(0)
    y, p = rng.random((50, 10)), rng.random((50, 10))
    graph = with_places(lowered(lambda y, p: np.sum(np.argmax(y, axis=-1) == np.argmax(p, axis=-1)), y, p))
    assert {kind for kind, _ in ops_of(graph)} == {"kernel"}
    assert run(graph, y, p)[0] == np.sum(y.argmax(1) == p.argmax(1))


@pytest.mark.parametrize(
    ("function", "shape"),
    [
        (np.argmax, (3, 4)),
        (lambda x: np.argmax(x, axis=0), (3, 4)),
        (lambda x: np.argmax(x, axis=-1, keepdims=True), (3, 4)),
        (lambda x: np.argmax(x, axis=-1), (2, 5000)),
    ],
)
def test_anything_else_is_left_to_numpy(function, shape):
    x = np.random.default_rng(0).random(shape)
    graph = lowered(function, x)
    assert with_places(graph) is graph
    np.testing.assert_array_equal(evaluate(graph, [x])[0][0], function(x))


def test_a_compiled_accuracy_is_the_eager_one():
    rng = np.random.default_rng(1)
    y, p = rng.random((50, 10)), rng.random((50, 10))
    accuracy = ag.compile(lambda y, p: np.mean(np.argmax(y, axis=-1) == np.argmax(p, axis=-1)), native=True)
    assert accuracy(y, p) == np.mean(y.argmax(1) == p.argmax(1))
