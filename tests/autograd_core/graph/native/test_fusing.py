"""What becomes one kernel, in which order the groups come, and what the report says."""

import numpy as np
import pytest

import autograd_core as ag
from autograd_core.graph import native
from autograd_core.graph.structure import Write
from tests.autograd_core.graph.native.schedules import lowered, ops_of, run

pytest.importorskip("llvmlite", reason="native kernels need llvmlite")


@pytest.fixture(autouse=True)
def no_disk(monkeypatch):
    """Keep the machine code of tests in memory."""
    monkeypatch.setenv("AUTOGRAD_CORE_CACHE", "")


def kernels_of(graph):
    return [ops for kind, ops in ops_of(graph) if kind == "kernel"]


def test_a_layer_and_its_gradient():
    def loss(weights, x):
        return np.mean(ag.relu(x @ weights[0] + weights[1]) @ weights[2])

    rng = np.random.default_rng(0)
    weights = [rng.standard_normal(s).astype("f") for s in ((5, 8), (8,), (8, 3))]
    graph = lowered(ag.value_and_grad(loss), weights, rng.standard_normal((4, 5)).astype("f"))
    found = kernels_of(graph)
    assert ["add", "maximum"] in found
    assert ["greater", "multiply", "sum"] in found


def test_softmax_loss_and_its_gradient_are_one_kernel():
    def loss(z, t):
        return np.mean(ag.softmax_cross_entropy(z, t))

    z, t = np.zeros((6, 4), "f"), np.eye(4, dtype="f")[[0, 1, 2, 3, 0, 1]]
    graph = lowered(lambda z, t: ag.value_and_grad(lambda z: loss(z, t))(z), z, t)
    assert len(kernels_of(graph)) == 1


def test_no_cycle_arises():
    def function(x, w):
        y = x * 2.0 + 1.0
        return y + (y @ w) * 3.0

    x, w = np.ones((3, 3)), np.ones((3, 3))
    graph = lowered(function, x, w)
    assert [ops for _, ops in ops_of(graph)] == [["multiply", "add"], ["matmul"], ["multiply", "add"]]
    np.testing.assert_array_equal(run(graph, x, w)[0], function(x, w))


def test_a_view_that_moves_elements_is_read_from_memory():
    def function(x):
        y = x * 2.0 + 1.0
        return y + y.T, y + y[::-1]

    x = np.arange(9.0).reshape(3, 3)
    graph = lowered(function, x)
    for one, other in zip(run(graph, x), function(x), strict=True):
        np.testing.assert_array_equal(one, other)


def test_a_view_of_what_a_kernel_computes_goes_to_numpy():
    def function(x):
        y = np.exp(x) * 2.0
        return np.cumsum(y.T, axis=0)

    x = np.ones((3, 2))
    graph = lowered(function, x)
    assert ops_of(graph) == [("kernel", ["exp", "multiply"]), ("numpy", ["transpose"]), ("numpy", ["cumsum"])]


def test_what_numpy_copies_is_no_view():
    def function(x):
        return x.T.reshape(-1) * 2.0 + 1.0

    x = np.arange(6.0).reshape(2, 3)
    graph = lowered(function, x)
    assert ops_of(graph)[0] == ("numpy", ["transpose"])
    np.testing.assert_array_equal(run(graph, x)[0], function(x))


def test_one_operation_alone_is_left_to_numpy():
    graph = lowered(np.tanh, np.ones(3))
    groups, report = native.schedule(graph)
    assert [group.kind for group in groups] == ["numpy"]
    assert [str(line) for line in report] == ["tanh, 1 time: alone among others, where a kernel saves nothing"]


def test_the_report_names_what_is_left():
    graph = lowered(lambda x: np.cumsum(np.cumsum(x * 2.0 + 1.0)), np.ones(3))
    report = native.schedule(graph).report
    assert [str(line) for line in report] == ["cumsum, 2 times: not elementwise, or for a dtype that no kernel has"]


@pytest.mark.parametrize("dtype", ["complex64", "float16"])
def test_dtypes_without_kernels(dtype):
    x = np.ones(3, dtype)
    graph = lowered(lambda x: x * x + x, x)
    assert kernels_of(graph) == []
    np.testing.assert_array_equal(run(graph, x)[0], x + x)


@pytest.mark.parametrize("shape", [(0,), (3, 0), (0, 3)])
def test_arrays_without_elements_are_left_to_numpy(shape):
    x = np.zeros(shape)
    graph = lowered(lambda x: (x * 2.0 + 1.0, np.sum(x * 2.0)), x)
    assert kernels_of(graph) == []
    assert [y.shape for y in run(graph, x)] == [shape, ()]


def update(w, s, g):
    s2 = s * 0.9 + g * g * 0.1
    return [w - 0.1 * g / np.sqrt(s2 + 1e-7), s2]


def writing(function, *arrays, targets):
    """Return a graph whose outputs are written to some of its inputs instead."""
    graph = lowered(function, *arrays)
    writes = [Write(target, atom) for target, atom in zip(targets, graph.outputs, strict=True)]
    return graph.changed(outputs=(), writes=tuple(writes))


def test_updates_come_last_as_one_kernel():
    def function(w, s, b, x):
        g = x * 2.0 + 1.0
        late = np.cumsum(g)
        return [*update(w, s, g), b - np.sum(late) * 3.0]

    arrays = [np.ones(4) for _ in range(4)]
    graph = writing(function, *arrays, targets=[0, 1, 2])
    kinds = [kind for kind, _ in ops_of(graph)]
    assert kinds[-1] == "kernel"
    assert kinds.index("numpy") < len(kinds) - 1


def test_an_update_may_be_in_place():
    graph = writing(update, *(np.ones(4) for _ in range(3)), targets=[0, 1])
    (group,) = native.schedule(graph).groups
    pairs = native.shareable(graph, group)
    assert {(write.atom, graph.inputs[write.input].value) for write in graph.writes} <= pairs


def test_a_variable_that_is_read_at_other_places_is_not_written_by_the_same_kernel():
    def function(w):
        return [w * 0.5 - w.T * 0.25]

    graph = writing(function, np.ones((3, 3)), targets=[0])
    for group in native.schedule(graph).groups:
        assert group.kind == "numpy" or group.outputs[0] != graph.writes[0].atom


def test_kernels_that_touch_the_same_variable_are_not_put_together():
    def function(w, v, x):
        return [w * 0.5 + x, v * 0.5 + np.sum(w * x)]

    arrays = [np.ones(3), np.ones(5), np.ones(3)]
    graph = writing(function, *arrays, targets=[0, 1])
    for group in native.schedule(graph).groups:
        written = {w.atom: graph.inputs[w.input].value for w in graph.writes}
        for out in set(group.outputs) & written.keys():
            if group.kind == "kernel" and written[out] in group.inputs:
                assert (out, written[out]) in native.shareable(graph, group)


def test_a_learning_rate_is_computed_in_each_kernel():
    def function(rate, v, w, g, h):
        scaled = rate * 0.5
        return [v - scaled * g, w - scaled * h]

    arrays = [np.float64(0.1), np.ones(3), np.ones((4, 2)), np.ones(3), np.ones((4, 2))]
    graph = writing(function, *arrays, targets=[1, 2])
    ((kind, ops),) = ops_of(graph)
    assert kind == "kernel"
    assert ops.count("multiply") == 3


def test_a_number_that_needs_another_kernel_is_not_computed_again():
    def function(rate, x):
        a = np.where(rate > 0, rate, -1.0 * rate)
        return (a + 0.5) * x, np.sign(a) * a, a

    arrays = [np.float64(-2.0), np.ones(3)]
    graph = lowered(function, *arrays)
    for one, other in zip(run(graph, *arrays), function(*arrays), strict=True):
        np.testing.assert_array_equal(one, other)


def test_pairs_that_may_not_be_one_array():
    def function(x, y):
        m = np.max(x, axis=1, keepdims=True)
        return np.exp(x - m) + y, np.sum(x * y)

    graph = lowered(function, np.ones((3, 40)), np.ones((3, 1)))
    for group in native.schedule(graph).groups:
        if group.kind == "kernel":
            for out, value in native.shareable(graph, group):
                assert graph.values[out] == graph.values[value]


def test_attention_with_a_mask_of_one_range():
    def function(q, k):
        steps = np.arange(5)
        scores = np.where(steps[:, None] >= steps[None, :], q @ k.T, -np.inf)
        return ag.softmax(scores * 0.5)

    q, k = (np.random.default_rng(n).standard_normal((5, 4)) for n in (0, 1))
    graph = lowered(function, q, k)
    np.testing.assert_allclose(run(graph, q, k)[0], np.asarray(function(q, k)), rtol=1e-14)


def test_long_graphs_are_cut():
    def function(x):
        for _ in range(400):
            x = x * 1.5 - 1.0
            x = np.minimum(x, 3.0)
        return x

    x = np.ones(3)
    graph = lowered(function, x)
    assert len(kernels_of(graph)) > 2
    np.testing.assert_array_equal(run(graph, x)[0], function(x))
