"""Kernels that follow each other are one call, which leaves nothing out and changes no order."""

import numpy as np
import pytest

import autograd_core as ag
from autograd_core.graph import native
from autograd_core.graph.structure import Write
from tests.autograd_core.graph.native.schedules import lowered, run

pytest.importorskip("llvmlite", reason="native kernels need llvmlite")
from autograd_core.graph.native import kernels, products
from autograd_core.graph.native.blas import blas

pytestmark = pytest.mark.skipif(blas() is None, reason="NumPy has another BLAS")


@pytest.fixture(params=[1, 3], autouse=True)
def threads(request, monkeypatch):
    """Let kernels and products have so many parts, whatever the machine has."""
    monkeypatch.setenv("AUTOGRAD_CORE_CACHE", "")
    monkeypatch.setenv("AUTOGRAD_CORE_THREADS", str(request.param))
    monkeypatch.setattr(kernels, "PART", 1e-9)
    library = blas()._replace(threads=8)
    monkeypatch.setattr(products, "blas", lambda: library)
    monkeypatch.setattr(products, "WORK", 1 if request.param > 1 else 1 << 30)
    monkeypatch.setattr(products, "PART", 1)
    return request.param


def whole(*shape):
    return np.random.default_rng(len(shape)).integers(-2, 3, shape).astype("f")


def pieces_of(group):
    return [[equation.op for equation in piece.equations] for piece in group.pieces]


def test_kernels_and_products_become_one(threads):
    def function(x, w):
        return ag.relu((x @ w * 2.0 + 1.0) @ w + 1.0) @ w

    x, w = whole(70, 64), whole(64, 64)
    graph = lowered(lambda x, w: function(ag.relu(x + 1.0), w), x, w)
    (group,) = native.schedule(graph).groups
    assert pieces_of(group) == [
        ["add", "maximum"],
        ["matmul"],
        ["multiply", "add"],
        ["matmul"],
        ["add", "maximum"],
        ["matmul"],
    ]
    assert group.inputs == tuple([place.value for place in graph.inputs])
    assert group.outputs == graph.outputs
    np.testing.assert_array_equal(run(graph, x, w, threads=threads)[0], np.asarray(function(ag.relu(x + 1.0), w)))


def test_what_something_else_reads_is_an_output(threads):
    def function(x, w):
        y = x @ w
        z = y * 2.0 + 1.0
        return np.cumsum(z, axis=0) @ w, np.flip(y @ w) * 3.0

    x, w = whole(66, 64), whole(64, 64)
    graph = lowered(function, x, w)
    groups = native.schedule(graph).groups
    for number, group in enumerate(groups):
        later = {value for other in groups[number + 1 :] for value in other.inputs} | set(graph.results)
        made = {value for piece in group.pieces or (group,) for value in piece.outputs}
        assert set(group.outputs) == made & later
    for one, other in zip(run(graph, x, w, threads=threads), function(x, w), strict=True):
        np.testing.assert_array_equal(one, other)


def test_a_view_of_what_is_inside_goes_to_numpy(threads):
    def function(x, w):
        y = (x @ w) * 2.0 + 1.0
        return np.cumsum(y.T, axis=0), y @ w

    x, w = whole(66, 64), whole(64, 64)
    graph = lowered(function, x, w)
    for one, other in zip(run(graph, x, w, threads=threads), function(x, w), strict=True):
        np.testing.assert_array_equal(one, other)


def test_a_call_of_numpy_parts_chains(threads):
    x, w = whole(64, 64), whole(64, 64)
    graph = lowered(lambda x, w: np.cumsum(np.tanh(x @ w) * 2.0, axis=0) @ w * 3.0 - 1.0, x, w)
    found = [(group.kind, len(group.pieces)) for group in native.schedule(graph).groups]
    assert found == [("kernel", 2), ("numpy", 0), ("kernel", 2)]


def test_one_kernel_is_no_chain():
    x = whole(64, 64)
    (group,) = native.schedule(lowered(lambda x: np.tanh(x) * 2.0, x)).groups
    assert group.pieces == ()


def test_what_writes_variables_stays_apart(threads):
    def function(x, w):
        g = x.T @ (x @ w)
        return [w - 0.5 * g, np.sum(g * g)]

    x, w = whole(64, 64), whole(64, 64)
    graph = lowered(function, x, w)
    graph = graph.changed(outputs=graph.outputs[1:], writes=(Write(1, graph.outputs[0]),))
    *before, last = native.schedule(graph).groups
    assert last.pieces == ()
    assert last.outputs == (graph.writes[0].atom,)
    assert all(graph.writes[0].atom not in group.outputs for group in before)
    assert any(group.pieces for group in before)


def test_nothing_follows_a_nan(threads):
    x, w = whole(64, 64), whole(64, 64)
    graph = lowered(lambda x, w: (x * 2.0 + 1.0, (x * 2.0 + 1.0) @ w), x, w)
    checked = next(equation.outputs[0] for equation in graph.equations if equation.op == "multiply")
    graph = graph.changed(checks=(checked,))
    groups = native.schedule(graph).groups
    (group,) = groups
    assert len(group.pieces) == 2
    (kernel,) = native.build_all(graph, groups, threads).values()
    outs = [np.full(graph.values[value].shape, 7, "f") for value in group.outputs]
    product = outs[group.outputs.index(graph.outputs[1])]
    given = dict(zip([place.value for place in graph.inputs], (x, w), strict=True))
    spoiled = x.copy()
    spoiled[50, 3] = np.nan
    given[graph.inputs[0].value] = spoiled
    with pytest.raises(FloatingPointError, match="a value in a kernel holds a NaN, whose gradient takes more care"):
        kernel(*outs, *[given[value] for value in group.inputs])
    assert (product == 7).all()
    given[graph.inputs[0].value] = x
    kernel(*outs, *[given[value] for value in group.inputs])
    np.testing.assert_array_equal(product, (x * 2 + 1) @ w)


def test_draws_keep_their_order():
    def make(compiled):
        random = ag.random.Generator(5)

        def function(x):
            first = random.normal(size=(64, 64))
            y = np.tanh(x @ x) * 2.0
            second = random.uniform(size=(64, 64))
            third = random.normal(size=3)
            return np.sum(third) * (y * second + 1.0) @ (y * first + 1.0)

        return ag.compile(function, native=True) if compiled else function

    x = np.random.default_rng(0).standard_normal((64, 64))
    eager, compiled = make(compiled=False), make(compiled=True)
    for _ in range(4):
        np.testing.assert_allclose(np.asarray(compiled(x)), np.asarray(eager(x)), rtol=1e-9, atol=1e-12)


def test_variables_that_exchange_what_they_hold_through_products():
    def make():
        v, w = (ag.Variable(np.random.default_rng(k).standard_normal((64, 64)) / 9) for k in range(2))

        def step(x):
            new = v @ w, w @ v * 0.5 + x
            v.assign(new[0])
            w.assign(new[1])
            return np.sum(v)

        return v, w, step

    (v, w, step), (other_v, other_w, eager) = make(), make()
    compiled = ag.compile(step, native=True)
    x = np.ones((64, 64))
    for _ in range(4):
        np.testing.assert_allclose(compiled(x).array, eager(x).array, rtol=1e-9)
        np.testing.assert_allclose(v.array, other_v.array, rtol=1e-9, atol=1e-9)
        np.testing.assert_allclose(w.array, other_w.array, rtol=1e-9, atol=1e-9)
