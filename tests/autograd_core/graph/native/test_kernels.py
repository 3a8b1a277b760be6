"""Kernels compute what NumPy computes: bit for bit where nothing is rounded, closely elsewhere."""

import gc
import threading
import warnings

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import autograd_core as ag
from autograd_core.graph import native
from autograd_core.graph.evaluating import evaluate
from tests.autograd_core.graph.native.schedules import lowered, ops_of, random_function, run

pytest.importorskip("llvmlite", reason="native kernels need llvmlite")
from autograd_core.graph.native import kernels, machine, products
from autograd_core.graph.native.blas import blas

DTYPES = ["float32", "float64", "int32", "int64"]


@pytest.fixture(autouse=True)
def no_disk(monkeypatch):
    """Keep the machine code of tests in memory."""
    monkeypatch.setenv("AUTOGRAD_CORE_CACHE", "")


@pytest.fixture(params=[16, 32, 64])
def vector_bytes(request, monkeypatch):
    """Let the machine have vectors of several sizes, whatever it has."""
    host = machine.this_host()._replace(vector_bytes=request.param)
    monkeypatch.setattr(kernels, "this_host", lambda: host)
    return request.param


numbers = st.integers(0, 59)
steps = st.lists(st.tuples(st.integers(0, 9), numbers, numbers, numbers, numbers), min_size=1, max_size=12)
lengths = st.sampled_from([1, 2, 3, 5, 8, 10, 17, 33, 64, 130])
shapes = st.lists(lengths, max_size=3).map(tuple)


def whole(rng, shape, dtype):
    """Return whole numbers, with which sums in any order are exact."""
    return rng.integers(-2, 3, shape).astype(dtype)


@pytest.fixture
def small_parts(monkeypatch):
    """Cut the smallest kernels and products, whatever the machine has."""
    monkeypatch.setattr(kernels, "PART", 1e-9)
    monkeypatch.setattr(products, "WORK", 1)
    monkeypatch.setattr(products, "PART", 1)
    monkeypatch.setattr(products, "available_processors", lambda: 3)
    if (library := blas()) is not None:
        monkeypatch.setattr(products, "blas", lambda: library._replace(threads=3))


operands = st.lists(st.tuples(numbers, st.sampled_from(DTYPES)), min_size=1, max_size=3)


@given(steps, shapes, operands, st.booleans())
def test_random_graphs_of_whole_numbers_are_exact(taken, shape, operands, in_place):
    check_random_graph(taken, shape, operands, in_place=in_place)


@pytest.mark.usefixtures("small_parts")
@given(steps, shapes, operands, st.integers(2, 3))
def test_random_graphs_in_parts_are_exact(taken, shape, operands, threads):
    check_random_graph(taken, shape, operands, threads=threads)


def check_random_graph(taken, shape, operands, **how):
    rng = np.random.default_rng(0)
    arrays = [whole(rng, shape[cut % (len(shape) + 1) :], dtype) for cut, dtype in operands]
    graph = lowered(random_function(taken), *arrays)
    expected, _ = evaluate(graph, arrays)
    assume(all(np.abs(y).max(initial=0) < 2**22 for y in expected))
    found = run(graph, *arrays, **how)
    for one, other in zip(found, expected, strict=True):
        assert one.dtype == other.dtype
        np.testing.assert_array_equal(one, other)


SHAPES = [(), (1,), (3,), (16,), (17,), (4096,), (5, 7), (3, 16), (2, 3, 20), (1, 40), (40, 1), (70, 33)]


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("shape", SHAPES)
def test_elementwise_formulas_have_the_same_bits(shape, dtype, vector_bytes):
    def formula(x, y):
        return np.sqrt(np.abs(x * y - 0.5) / (y * y + 1.0)), np.where(x > y, x, 2.0 * y)

    rng = np.random.default_rng(1)
    arrays = [rng.standard_normal(shape).astype(dtype) for _ in range(2)]
    graph = lowered(formula, *arrays)
    assert [kind for kind, _ in ops_of(graph)] == ["kernel"]
    for one, other in zip(run(graph, *arrays), formula(*arrays), strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("shape", [(3, 4), (128, 10), (5, 100), (7, 3000), (2, 3, 5)])
def test_a_softmax_is_one_kernel(shape, vector_bytes):
    x = np.random.default_rng(2).standard_normal(shape).astype("f")
    graph = lowered(ag.softmax, x)
    assert [kind for kind, _ in ops_of(graph)] == ["kernel"]
    (found,) = run(graph, x)
    np.testing.assert_allclose(found, np.asarray(ag.softmax(x)), rtol=1e-6)
    np.testing.assert_allclose(found.sum(-1), 1, rtol=1e-6)


def test_rows_that_are_too_long_are_not_kept():
    x = np.random.default_rng(2).standard_normal((2, 9000))
    graph = lowered(ag.softmax, x)
    assert len([kind for kind, _ in ops_of(graph) if kind == "kernel"]) > 1
    np.testing.assert_allclose(run(graph, x)[0], np.asarray(ag.softmax(x)), rtol=1e-12)


@pytest.mark.parametrize("axis", [None, 0, 1, (0, 1), (1, 2), (0, 2), -1])
@pytest.mark.parametrize("reduce", [np.sum, np.mean, np.max, np.min, np.prod])
def test_reductions_along_any_axes(reduce, axis):
    x = np.random.default_rng(3).uniform(0.9, 1.1, (6, 35, 20))
    graph = lowered(lambda x: reduce(x - 0.01, axis=axis), x)
    np.testing.assert_allclose(run(graph, x)[0], reduce(x - 0.01, axis=axis), rtol=1e-12)


@pytest.mark.parametrize(
    ("shape", "axis"), [((1 << 20,), 0), ((1 << 18, 3), 0), ((3, 1 << 18), 1), ((1 << 18, 2), None)]
)
def test_sums_of_float32_are_accurate(shape, axis):
    x = np.random.default_rng(4).uniform(0, 1, shape).astype("f")
    graph = lowered(lambda x: np.sum(x * np.float32(1.5), axis=axis), x)
    exact = np.sum((x * np.float32(1.5)).astype(float), axis=axis)
    error = np.abs(run(graph, x)[0] - exact) / exact
    assert error.max() < 70 * 2.0**-24  # CHUNK and a few steps more, whatever the length


SPECIAL = np.array([0.0, -0.0, np.inf, -np.inf, np.nan, 1.0, -1.0, 1e-310, 5e-324, 1.7e308, 2.0, 3.0, -7.0])


@pytest.mark.parametrize("function", [np.sum, np.max, np.min, np.mean])
@pytest.mark.parametrize("left_out", [(), (4,), (3, 4), (2, 3, 4)])
def test_what_is_not_finite_goes_through_reductions(function, left_out):
    x = np.delete(SPECIAL, left_out)
    x = np.tile(x, (40, 3)).copy()
    graph = lowered(
        lambda x: [function(x * 1.0), function(x * 1.0, axis=0), function(x * 1.0, axis=1)], np.ones_like(x)
    )
    with np.errstate(all="ignore"):
        expected = [function(x), function(x, axis=0), function(x, axis=1)]
    for one, other in zip(run(graph, x), expected, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-13)


def test_long_sums_that_overflow_are_infinite():
    x = np.full(1 << 12, 1e308)
    graph = lowered(lambda x: np.sum(x * 1.0), np.ones_like(x))
    assert run(graph, x)[0] == np.inf


# ------------------------------------------------------------------------------------------------------------- arrays


def built(function, *arrays, threads=1):
    """Return the only kernel of a function."""
    graph = lowered(function, *arrays)
    groups, _ = native.schedule(graph)
    (kernel,) = native.build_all(graph, groups, threads).values()
    return kernel


def test_constants_are_read_where_they_lie():
    c = np.broadcast_to(np.arange(4.0), (3, 4))
    d = np.asfortranarray(np.arange(12.0).reshape(3, 4))
    x = np.ones((3, 4))
    graph = lowered(lambda x: x * c + d, x)
    np.testing.assert_array_equal(run(graph, x)[0], x * c + d)


@pytest.mark.parametrize(
    "view", [lambda x: x.T, lambda x: x[::2, 1::3].T, lambda x: x[:, ::-1].T, lambda x: x[1][:, None]]
)
def test_views_of_inputs_are_no_work(view):
    x = np.arange(96.0).reshape(8, 12)
    graph = lowered(lambda x: view(x) * 2.0 + 1.0, x)
    ((kind, ops),) = ops_of(graph)
    assert kind == "kernel"
    assert set(ops) - {"multiply", "add"} <= {"transpose", "getitem", "reshape"}
    np.testing.assert_array_equal(run(graph, x)[0], view(x) * 2.0 + 1.0)


def test_an_array_of_many_rows_and_few_columns():
    x, b = np.random.default_rng(5).standard_normal((1000, 3)), np.ones(3)
    graph = lowered(lambda x, b: (np.exp(x + b), np.sum(np.exp(x + b), axis=0)), x, b)
    for one, other in zip(run(graph, x, b), [np.exp(x + b), np.exp(x + b).sum(0)], strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-14)


# ------------------------------------------------------------------------------------------------------------ threads


@pytest.mark.parametrize("threads", [2, 3, 5])
@pytest.mark.parametrize("shape", [(64 * 16,), (64 * 16 + 5,), (70, 20), (130, 3), (65, 4, 9), (5000,)])
def test_parts_make_up_the_whole(threads, shape, monkeypatch):
    monkeypatch.setattr(kernels, "PART", 1e-9)

    def function(x, b):
        y = x * 2.0 - b
        return y, y / np.sum(y * y + 1.0, axis=-1, keepdims=True), b * 3.0 + 1.0

    rng = np.random.default_rng(6)
    x, b = rng.standard_normal(shape), rng.standard_normal(shape[-1])
    graph = lowered(function, x, b)
    for one, other in zip(run(graph, x, b, threads=threads), function(x, b), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-12)


@pytest.mark.skipif(blas() is None, reason="NumPy has another BLAS")
@pytest.mark.usefixtures("small_parts")
def test_each_piece_is_cut_for_the_threads(monkeypatch):
    steps = []
    monkeypatch.setattr(kernels, "together", lambda found, *_, **__: steps.extend(found))
    x = np.ones((100, 100))
    built(lambda x, w: np.tanh(x @ w) * 2.0, x, x, threads=3)
    assert [len(step.tables) for step in steps] == [3, 3]


def test_an_update_in_place_is_done_once_by_all_parts(monkeypatch):
    monkeypatch.setattr(kernels, "PART", 1e-9)
    g, s, w = (np.ones(5003) for _ in range(3))
    kernel = built(lambda g, s, w: (s * 0.5 + g * g, w - 0.5 * g), g, s, w, threads=2)
    for _ in range(3):
        kernel(s, w, s, g, w)
    np.testing.assert_array_equal(w, np.full(5003, -0.5))
    np.testing.assert_array_equal(s, np.full(5003, ((0.5 + 1) * 0.5 + 1) * 0.5 + 1))


def test_several_programs_may_want_the_threads_at_once(monkeypatch):
    monkeypatch.setattr(kernels, "PART", 1e-9)
    x = np.arange(20_000.0)
    made = [built(lambda x: x * 2.0 + 1.0, x, threads=2) for _ in range(4)]
    outs = [np.zeros_like(x) for _ in made]

    def work(k):
        for _ in range(50):
            made[k](outs[k], x)

    workers = [threading.Thread(target=work, args=(k,)) for k in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    for out in outs:
        np.testing.assert_array_equal(out, x * 2 + 1)


# ------------------------------------------------------------------------------------------------------------- others


def test_a_nan_among_the_checks_is_told():
    x = np.linspace(0.5, 1, 40)
    graph = lowered(lambda x: x * 2.0 + 1.0, x)
    graph = graph.changed(checks=(graph.equations[0].outputs[0],))
    assert run(graph, x)
    for place in (0, 17, 39):
        spoiled = x.copy()
        spoiled[place] = np.nan
        with pytest.raises(FloatingPointError, match="a value in a kernel holds a NaN, whose gradient takes more care"):
            run(graph, spoiled)


def test_lanes_that_do_not_count_are_not_checked():
    graph = lowered(lambda x: (x - 1.0) / (x - 1.0), np.full(5, 2.0))
    graph = graph.changed(checks=(graph.equations[-1].outputs[0],))
    np.testing.assert_array_equal(run(graph, np.full(5, 3.0))[0], np.ones(5))  # the other lanes hold 1, so 0 / 0


def test_a_kernel_outlives_what_made_it():
    kernel = built(lambda x: x * 3.0 + 1.0, np.zeros(7))
    machine._kept.clear()
    gc.collect()
    out = np.zeros(7)
    kernel(out, np.ones(7))
    np.testing.assert_array_equal(out, np.full(7, 4.0))


def test_equal_graphs_share_their_machine_code(monkeypatch):
    built(lambda x: x * 4.0 + 9.0, np.zeros(7))
    monkeypatch.setattr(machine, "_compiled", lambda text: pytest.fail("compiled again"))
    built(lambda x: x * 4.0 + 9.0, np.zeros(7))


def test_long_chains_of_few_numbers_are_one_kernel():
    def chain(x):
        for _ in range(50):
            x = x * 1.001 + 0.01
        return np.sum(x)

    x = np.ones(10, "f")
    graph = lowered(ag.value_and_grad(chain), x)
    assert [kind for kind, _ in ops_of(graph)] == ["kernel"]
    for one, other in zip(run(graph, x), evaluate(graph, [x])[0], strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-6)


def test_no_warning_of_numpy_is_asked_for():
    x = np.array([0.0, -1.0, np.inf])
    graph = lowered(lambda x: np.sqrt(1.0 / x), np.ones(3))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        np.testing.assert_array_equal(run(graph, x)[0], [np.inf, np.nan, 0.0])
