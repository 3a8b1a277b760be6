"""Products by BLAS are those of NumPy, however the operands lie in memory and however many parts there are."""

import ctypes

import numpy as np
import pytest

from autograd_core.graph import native
from autograd_core.graph.structure import Write
from tests.autograd_core.graph.native.schedules import lowered, ops_of, run

pytest.importorskip("llvmlite", reason="native kernels need llvmlite")
from autograd_core.graph.native import kernels, products
from autograd_core.graph.native.axes import Axes
from autograd_core.graph.native.blas import blas
from autograd_core.graph.native.machine import addresses, this_host
from autograd_core.graph.native.products import Operand, Product, code, cut, is_worth_it, parts, words

pytestmark = pytest.mark.skipif(blas() is None, reason="NumPy has another BLAS")


@pytest.fixture(autouse=True)
def many_threads(monkeypatch):
    """Let there be many threads, whatever the machine has, and machine code in memory alone."""
    monkeypatch.setenv("AUTOGRAD_CORE_CACHE", "")
    library = blas()._replace(threads=8)
    monkeypatch.setattr(products, "blas", lambda: library)
    monkeypatch.setattr(products, "available_processors", lambda: 8)


@pytest.fixture
def eager(monkeypatch):
    """Cut the smallest products."""
    monkeypatch.setattr(products, "WORK", 1)
    monkeypatch.setattr(products, "PART", 1)


def whole(shape, dtype, seed=0):
    """Return whole numbers, with which sums in any order are exact."""
    return np.random.default_rng(seed).integers(-3, 4, shape).astype(dtype)


def heads(x):
    """Return a batch of rows as a stack of tables, one for each of two heads."""
    return x.reshape(*x.shape[:-1], 2, x.shape[-1] // 2).swapaxes(1, 2)


def matmul_kind(graph):
    """Return what computes the only product of a graph."""
    (kind,) = [kind for kind, ops in ops_of(graph) if "matmul" in ops]
    return kind


LAYOUTS = {
    "plain": (lambda x, w: x @ w, (40, 37), (37, 50)),
    "wide": (lambda x, w: x @ w, (3, 17), (17, 133)),
    "high": (lambda x, w: x @ w, (133, 2), (2, 3)),
    "left turned": (lambda x, w: x.T @ w, (37, 40), (37, 50)),
    "right turned": (lambda x, w: x @ w.T, (40, 37), (50, 37)),
    "both turned": (lambda x, w: x.T @ w.T, (37, 40), (50, 37)),
    "rows of left": (lambda x, w: x[7:40] @ w, (50, 37), (37, 50)),
    "rows of right": (lambda x, w: x @ w[3:40], (40, 37), (50, 50)),
    "columns of left": (lambda x, w: x[:, 5:42] @ w, (40, 50), (37, 50)),
    "columns of right": (lambda x, w: x @ w[:, 4:51], (40, 37), (37, 60)),
    "rows and columns": (lambda x, w: x[1:41, 2:39] @ w[3:40, 4:54], (45, 45), (45, 60)),
    "rows and columns, turned": (lambda x, w: x[1:38, 2:42].T @ w[3:53, 4:41].T, (45, 45), (60, 45)),
    "every third row": (lambda x, w: x[1::3] @ w[::2], (120, 37), (74, 50)),
    "one moment of several": (lambda x, w: x[:, 2] @ w, (40, 5, 37), (37, 50)),
    "one table of several": (lambda x, w: x[2] @ w[:, 1], (4, 40, 37), (37, 3, 50)),
    "another shape": (lambda x, w: x.reshape(40, 37) @ w.reshape(37, 50), (4, 10, 37), (37, 5, 10)),
    "square": (lambda x, w: x @ x, (40, 40), (1,)),
    "stack": (lambda x, w: x @ w, (5, 7, 9), (5, 9, 8)),
    "stack, turned": (lambda x, w: x.swapaxes(1, 2) @ w.swapaxes(1, 2), (5, 9, 7), (5, 8, 9)),
    "stack and one": (lambda x, w: x @ w, (2, 3, 7, 9), (9, 8)),
    "one and stack": (lambda x, w: x @ w, (7, 9), (4, 9, 8)),
    "stacks of two shapes": (lambda x, w: x @ w, (5, 1, 7, 9), (3, 9, 8)),
    "stack backwards": (lambda x, w: x[::-1] @ w, (5, 7, 9), (5, 9, 8)),
    "some of a stack": (lambda x, w: x[1::2] @ w, (6, 7, 9), (3, 9, 8)),
    "repeated": (lambda x, w: np.broadcast_to(x, (3, 7, 9)) @ w, (7, 9), (3, 9, 8)),
    "stack of one": (lambda x, w: x @ w, (1, 40, 9), (1, 9, 8)),
    "heads": (lambda x, w: heads(x) @ heads(w).swapaxes(-1, -2), (3, 5, 8), (3, 6, 8)),
    "values of heads": (lambda x, w: x @ heads(w), (3, 2, 5, 6), (3, 6, 8)),
}


@pytest.mark.parametrize("threads", [1, 2, 3, 5])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("name", LAYOUTS)
def test_operands_are_read_where_they_lie(name, dtype, threads, eager):
    function, *shapes = LAYOUTS[name]
    arrays = [whole(shape, dtype, seed) for seed, shape in enumerate(shapes)]
    graph = lowered(function, *arrays)
    assert matmul_kind(graph) == "kernel"
    (found,) = run(graph, *arrays, threads=threads)
    assert found.dtype == dtype
    np.testing.assert_array_equal(found, function(*arrays))


LEFT = {
    "rows backwards": (lambda x, w: x[::-1] @ w, (40, 37), (37, 50)),
    "columns backwards": (lambda x, w: x[:, ::-1] @ w, (40, 37), (37, 50)),
    "every second column": (lambda x, w: x[:, ::2] @ w, (40, 74), (37, 50)),
    "every second column, turned": (lambda x, w: x[:, ::2].T @ w, (37, 80), (37, 50)),
    "one row repeated": (lambda x, w: np.broadcast_to(x, (40, 37)) @ w, (37,), (37, 50)),
    "one row": (lambda x, w: x @ w, (1, 37), (37, 50)),
    "one column": (lambda x, w: x @ w, (40, 37), (37, 1)),
    "outer product": (lambda x, w: x @ w, (40, 1), (1, 50)),
    "vector": (lambda x, w: x @ w, (40, 37), (37,)),
    "vector first": (lambda x, w: x @ w, (37,), (37, 50)),
    "vectors": (lambda x, w: x @ w, (37,), (37,)),
    "no rows": (lambda x, w: x @ w, (0, 37), (37, 50)),
    "nothing inside": (lambda x, w: x @ w, (40, 0), (0, 50)),
    "no columns": (lambda x, w: x @ w, (40, 37), (37, 0)),
    "no products": (lambda x, w: x @ w, (0, 40, 37), (37, 50)),
}


@pytest.mark.parametrize("name", LEFT)
def test_what_blas_cannot_read_is_left_to_numpy(name, eager):
    function, *shapes = LEFT[name]
    arrays = [whole(shape, "f", seed) for seed, shape in enumerate(shapes)]
    graph = lowered(function, *arrays)
    assert matmul_kind(graph) == "numpy"
    np.testing.assert_array_equal(run(graph, *arrays)[0], function(*arrays))


@pytest.mark.parametrize("dtype", ["int32", "int64", "complex64", "complex128", "bool", "float16"])
def test_dtypes_that_blas_has_not_are_left_to_numpy(dtype, eager):
    x, w = whole((40, 37), dtype), whole((37, 50), dtype, 1)
    graph = lowered(np.matmul, x, w)
    assert matmul_kind(graph) == "numpy"
    np.testing.assert_array_equal(run(graph, x, w)[0], x @ w)


def test_operands_of_two_dtypes(eager):
    x, w = whole((40, 37), "f"), whole((37, 50), "d", 1)
    np.testing.assert_array_equal(run(lowered(np.matmul, x, w), x, w)[0], x @ w)


CONSTANTS = {
    "turned": lambda c: c[:37, :37].T,
    "part": lambda c: c[3:40, 2:39],
    "part, turned": lambda c: c[3:40, 2:39].T,
    "backwards": lambda c: c[36::-1, :37],
    "repeated": lambda c: np.broadcast_to(c[0, :37], (37, 37)),
}


@pytest.mark.parametrize("name", CONSTANTS)
def test_constants_lie_as_they_do(name, eager):
    x, c = whole((40, 37), "f"), CONSTANTS[name](whole((40, 40), "f", 1))
    np.testing.assert_array_equal(run(lowered(lambda x: x @ c, x), x, threads=3)[0], x @ c)


def test_what_was_in_the_result_does_not_matter(eager):
    x = whole((40, 40), "f")
    graph = lowered(np.matmul, x, x)
    (kernel,) = native.build_all(graph, native.schedule(graph).groups, 2).values()
    out = np.full((40, 40), np.nan, "f")
    kernel(out, x, x)
    np.testing.assert_array_equal(out, x @ x)


def test_what_is_not_finite_goes_through_products(eager):
    x, w = whole((40, 37), "f"), whole((37, 50), "f", 1)
    x[3, 4], x[20, 5], w[30, 40] = np.nan, np.inf, -np.inf
    with np.errstate(all="ignore"):
        expected = x @ w
    np.testing.assert_array_equal(run(lowered(np.matmul, x, w), x, w, threads=2)[0], expected)


# ---------------------------------------------------------------------------------------------------- what is worth it


def worth(*shapes):
    arrays = [np.ones(shape, "f") for shape in shapes]
    graph = lowered(np.matmul, *arrays)
    return is_worth_it(Axes(graph), graph.equations[-1])


SMALL, LARGE, LONG = ((63, 64), (64, 64)), ((64, 64), (64, 64)), ((31, 4096), (4096, 31))


def test_a_product_is_worth_it_if_it_is_small_or_can_be_cut():
    assert 63 * 64 * 64 < products.WORK == 64**3 <= 31 * 31 * 4096
    assert (worth(*SMALL), worth(*LARGE), worth(*LONG)) == (True, True, False)


@pytest.mark.parametrize("who", ["the process", "OpenBLAS"])
def test_one_thread_computes_only_small_products(who, monkeypatch):
    if who == "OpenBLAS":
        library = blas()._replace(threads=1)
        monkeypatch.setattr(products, "blas", lambda: library)
    else:
        monkeypatch.setattr(products, "available_processors", lambda: 1)
    assert (worth(*SMALL), worth(*LARGE)) == (True, False)


def test_with_another_blas_products_are_left_to_numpy(monkeypatch):
    monkeypatch.setattr(products, "blas", lambda: None)
    monkeypatch.setattr(kernels, "blas", lambda: None)
    assert (worth(*SMALL), worth(*LARGE)) == (False, False)
    x = whole((64, 64), "f")
    graph = lowered(lambda x: np.tanh(x @ x) * 2.0, x)
    assert ops_of(graph) == [("numpy", ["matmul"]), ("kernel", ["tanh", "multiply"])]
    np.testing.assert_allclose(run(graph, x, threads=2)[0], np.tanh(x @ x) * 2, rtol=1e-6)


def test_long_stacks_are_left_to_numpy(monkeypatch):
    monkeypatch.setattr(products, "MOST", 5)
    assert (worth((5, 4, 4), (4, 4)), worth((2, 3, 4, 4), (4, 4))) == (True, False)


def test_a_result_that_is_checked_is_left_to_numpy(eager):
    x = whole((40, 40), "f")
    graph = lowered(lambda x: (x @ x).T * 2.0, x)
    out = next(e.outputs[0] for e in graph.equations if e.op == "matmul")
    view = next(e.outputs[0] for e in graph.equations if e.op == "transpose")
    assert matmul_kind(graph) == "kernel"
    for value in (out, view):
        assert matmul_kind(graph.changed(checks=(value,))) == "numpy"


@pytest.mark.parametrize(("place", "kind"), [(0, "numpy"), (1, "numpy"), (2, "kernel")])
def test_a_result_that_replaces_an_operand_is_left_to_numpy(place, kind, eager):
    x = whole((40, 40), "f")
    graph = lowered(lambda x, w, v: (x[:, :].T @ w, v * 2.0 + 1.0), x, x, x)
    graph = graph.changed(outputs=graph.outputs[1:], writes=(Write(place, graph.outputs[0]),))
    assert matmul_kind(graph) == kind


# --------------------------------------------------------------------------------------------------------------- parts


def made(rows, columns, inner=64, length=1):
    operand = Operand(0, (0,) * length, inner, turned=False)
    return Product(2, operand, operand, rows, columns, inner, "f")


@pytest.mark.parametrize("shape", [(32, 32), (33, 47), (100, 7), (7, 100), (161, 161), (513, 64), (2, 1000)])
@pytest.mark.parametrize("length", [1, 2, 5, 64])
@pytest.mark.parametrize("threads", [1, 2, 3, 5, 64])
def test_parts_make_up_the_whole(shape, length, threads, eager):
    found = made(*shape, length=length)
    count = parts(found, threads)
    times = np.zeros((length, *shape), int)
    made_of = list(cut(found, count))
    for first, last, top, bottom, start, stop in made_of:
        assert times[first:last, top:bottom, start:stop].size
        times[first:last, top:bottom, start:stop] += 1
    assert len(made_of) == count <= threads
    assert (times == 1).all()


def test_what_is_cut_is_the_longer_side_at_whole_lines():
    assert [part[2:] for part in cut(made(100, 99), 3)] == [(0, 32, 0, 99), (32, 64, 0, 99), (64, 100, 0, 99)]
    assert [part[2:] for part in cut(made(99, 100), 2)] == [(0, 99, 0, 48), (0, 99, 48, 100)]


def test_a_part_has_enough_to_do():
    assert [parts(made(64, 64, inner), 5) for inner in (63, 64, 95, 96, 200)] == [1, 2, 2, 3, 4]
    assert [parts(made(40, 40, 10_000), threads) for threads in (1, 2, 5)] == [1, 2, 2]
    assert [parts(made(40, 40, 1000, length), 5) for length in (2, 3, 9)] == [2, 3, 5]


def test_a_product_tells_its_work():
    found = made(30, 20, 10, length=4)
    assert (found.length, found.work) == (4, 24_000)
    assert found.microseconds == pytest.approx(24_000 / products.RATE["f"])


@pytest.mark.parametrize(("integers", "kind"), [(32, ctypes.c_int32), (64, ctypes.c_int64)])
def test_blas_is_told_all_lengths(integers, kind):
    left = Operand(7, (80, 480), 11, turned=False)
    right = Operand(5, (40, 0), 13, turned=True)
    found = Product(9, left, right, 32, 32, 10, "d")
    called = []
    real, place = ctypes.c_double, ctypes.c_void_p
    kinds = [*[ctypes.c_int] * 3, *[kind] * 3, real, place, kind, place, kind, real, place, kind]
    multiply = ctypes.CFUNCTYPE(None, *kinds)(lambda *given: called.append(given))
    address = ctypes.cast(multiply, place).value
    library = addresses(lambda: f'target triple = "{this_host().triple}"\n{code("d", integers)}', ["multiply_d"])
    call = ctypes.CFUNCTYPE(ctypes.c_int32, place)(library.addresses["multiply_d"])
    for part in cut(found, 2):
        more = words(found, part, (5, 7), address)
        assert call((ctypes.c_int64 * (3 + len(more)))(100_000, 200_000, 300_000, *more)) == 0
    same = (101, 111, 112, 32, 32, 10, 1.0)
    assert called == [
        (*same, 300_080, 11, 200_040, 13, 0.0, 100_000, 32),
        (*same, 300_480, 11, 200_000, 13, 0.0, 100_000 + 32 * 32 * 8, 32),
    ]


@pytest.mark.parametrize("function", [lambda x: x @ x.T, lambda x: x.T @ x])
def test_a_product_with_ones_own_transpose_is_symmetric(function):
    x = np.random.default_rng(0).standard_normal((147, 101)).astype("f")
    graph = lowered(function, x)
    assert "kernel" not in [kind for kind, _ in ops_of(graph)]
    (found,) = run(graph, x)
    np.testing.assert_array_equal(found, found.T)
