"""Machine code is found by what it follows from, and written anew where any of that changes."""

import numpy as np
import pytest

import autograd_core as ag
from autograd_core.graph.structure import Equation, Graph, Input, Literal, Spec

describing = pytest.importorskip("autograd_core.graph.native.describing")
fusing = pytest.importorskip("autograd_core.graph.native.fusing")
kernels = pytest.importorskip("autograd_core.graph.native.kernels")
machine = pytest.importorskip("autograd_core.graph.native.machine")

X = np.arange(6.0).reshape(2, 3)
TABLE = np.ones(3)


def described(function, *args):
    """Return what decides on the code of a function's kernels."""
    graph = ag.trace(function)(*args)
    return describing.description(graph, fusing.fuse(graph).groups)


def test_names_lines_and_the_numbers_of_constants_do_not_decide():
    other = TABLE * 2.0
    wanted = described(lambda x: np.tanh(x) * TABLE, X)
    assert described(lambda y: np.tanh(y) * TABLE, X + 1.0) == wanted
    assert described(lambda x: np.tanh(x) * other, X) == wanted


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (lambda x: x * 2.0, lambda x: x * 3.0),
        (lambda x: x * 2.0, lambda x: x * 2),
        (lambda x: x * 0.0, lambda x: x * -0.0),
        (lambda x: x * np.float32(2.0), lambda x: x * 2.0),
        (np.tanh, np.sin),
        (lambda x: np.sum(x * x, axis=0), lambda x: np.sum(x * x, axis=1)),
        (lambda x: x.T + 1.0, lambda x: x + 1.0),
        (lambda x: x * np.ones((2, 3)), lambda x: x * np.ones((2, 3), order="F")),
        (lambda x: (x + 1.0, x - 1.0), lambda x: (x - 1.0, x + 1.0)),
    ],
)
def test_what_is_computed_decides(one, other):
    assert described(one, X) != described(other, X)


def test_shapes_dtypes_and_groups_decide():
    def function(x):
        return np.tanh(x * 2.0)

    assert len({described(function, x) for x in (X, X[0], X.astype(np.float32), X.T.copy())}) == 4
    graph = ag.trace(function)(X)
    groups = fusing.fuse(graph).groups
    assert describing.description(graph, groups) != describing.description(graph, [])


def test_an_object_among_the_parameters_is_not_described():
    spec = Spec((3,), np.dtype(float))
    equations = (Equation("add", (0, Literal(1.0)), (1,)), Equation("np.f", (1,), (2,), {"function": print}))
    graph = Graph("f", (spec,) * 3, (Input(0, "argument", "x"),), {}, equations, (2,))
    assert describing.description(graph, []) is None


def test_modules_that_are_no_files_are_not_described(monkeypatch):
    monkeypatch.setattr(describing, "__file__", "/nowhere/package/describing.py")
    describing._package.cache_clear()
    assert described(lambda x: x * 2.0, X) is None
    describing._package.cache_clear()


@pytest.mark.parametrize("by_description", [True, False])
def test_a_module_that_was_compiled_is_not_written_again(monkeypatch, tmp_path, by_description):
    monkeypatch.setenv("AUTOGRAD_CORE_CACHE", str(tmp_path))
    if not by_description:
        monkeypatch.setattr(kernels, "description", lambda graph, groups: None)
    graph = ag.trace(lambda x: np.tanh(x) * 1.2345)(X)
    written = []
    write = kernels.write_kernel
    monkeypatch.setattr(kernels, "write_kernel", lambda *args: written.append(write(*args)))
    outs = []
    for _ in range(2):  # as two processes would
        machine._kept.clear()
        outs.append(np.empty_like(X))
        kernels.build_all(graph, fusing.fuse(graph).groups)["kernel_0"](outs[-1], X)
    np.testing.assert_array_equal(*outs)
    np.testing.assert_allclose(outs[0], np.tanh(X) * 1.2345)
    assert len(written) == (1 if by_description else 2)
    assert len(list(tmp_path.iterdir())) == 1
