"""A function is compiled once for each shape, dtype and static value, and says what it did."""

import copy
import pickle
import re
import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

import autograd_core as ag
from autograd_core.errors import ConfigurationError, RecompilationWarning, TraceError
from autograd_core.graph import compiling, native
from autograd_core.graph.compiling import Compiled
from autograd_core.graph.compiling import compile as compiled
from autograd_core.tensor import Tensor
from tests.autograd_core.graph.compiled import X, needs_native, numpy_only, same

# -------------------------------------------------------------------------------------------------------------- caching


def test_a_program_for_each_shape_dtype_kind_and_static_value():
    program = numpy_only(lambda x, n=2, **options: x * n)
    counts = []
    for args, kwargs in [
        ((X,), {}),
        ((X + 1,), {}),
        ((X[:2],), {}),
        ((X.astype(np.float32),), {}),
        ((Tensor(X),), {}),
        ((X, 3), {}),
        ((X, 3.0), {}),
        ((X, True), {}),
        ((X,), {"n": 3}),
        ((X,), {"mode": "a"}),
        ((X,), {"mode": "b"}),
        ((X,), {"mode": "b"}),
        ((X[:2],), {}),
    ]:
        wanted = program.function(*args, **kwargs)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RecompilationWarning)
            assert same(program(*args, **kwargs), wanted)
        counts.append(program.made)
    assert counts == [1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 10, 10]
    assert program.calls == 13


def test_zero_and_minus_zero_are_two_values():
    program = numpy_only(lambda x, s: x / s)
    with np.errstate(divide="ignore"):
        assert program(X[:1], 0.0)[0] == np.inf
        assert program(X[:1], -0.0)[0] == -np.inf


def test_one_and_true_are_two_values():
    program = numpy_only(lambda x, n: x + 1 if n is True else x - 1)
    assert program(X, True)[0] == 2.0
    assert program(X, 1)[0] == 0.0


def test_recording_decides_as_well():
    w = ag.Variable(X)

    @numpy_only
    def function(x):
        return (w * x).requires_grad

    assert function(X) is True
    with ag.no_grad():
        assert function(X) is False


@dataclass
class Part:
    x: Any
    power: int = 1


@pytest.mark.parametrize(
    "cases",
    [
        [Part(X, 1), Part(X, 2)],
        [(X, X), [X, X]],
        [{"a": X, "b": None}, {"a": X, "b": ()}],
        [{0: X}, (X,)],
    ],
)
def test_all_of_a_container_decides(cases):
    program = numpy_only(lambda given: [type(given).__name__, getattr(given, "power", repr(type(given)))])
    assert [program(each) for each in cases] == [program.function(each) for each in cases]
    assert program.made == len(cases)


def test_no_argument_and_none_are_two_things():
    program = numpy_only(lambda x, mask=2.0: x if mask is None else x * mask)
    assert same(program(x=X, mask=None), X)
    assert same(program(x=X), X * 2.0)
    assert same(program(X, None), X)


def test_a_variable_that_is_returned_is_itself():
    w = ag.Variable(X)
    program = numpy_only(lambda: (w.assign(w + 1.0), w)[1])
    assert program() is w
    assert program() is w
    assert np.array_equal(w.array, X + 2.0)
    graph = ag.trace(program.function)()
    assert graph.outputs == (graph.writes[0].atom,)


def test_gradients_of_python_numbers_are_computed_each_time():
    program = numpy_only(ag.value_and_grad(lambda p, x: np.sum((p["w"] * x + p["b"]) ** 2)))
    for b in (1.0, np.float64(3.0), 2.0):
        wanted, got = program.function({"w": X, "b": b}, X), program({"w": X, "b": b}, X)
        assert got[0] == wanted[0]
        assert float(got[1]["b"]) == wanted[1]["b"]
    assert numpy_only(ag.grad(ag.grad(lambda x: x**3)))(2.0) == 12.0
    assert numpy_only(ag.jacobian(lambda x: x**2))(3.0) == 6.0


@ag.compile
def at_the_top(x):
    return x * 2.0


def test_a_compiled_function_is_pickled_by_its_name():
    assert pickle.loads(pickle.dumps(at_the_top)) is at_the_top
    assert copy.deepcopy(at_the_top) is at_the_top


def test_the_cache_is_bounded(monkeypatch):
    monkeypatch.setattr(compiling, "MOST", 3)
    program = numpy_only(lambda x: x + 1.0)
    for size in (1, 2, 3, 1, 4):
        program(np.ones(size))
    assert len(program._plans) == 3
    assert program.made == 4
    program(np.ones(1))
    assert program.made == 4, "it was used after the second"
    program(np.ones(2))
    assert program.made == 5, "it was not used for longest"


def test_an_object_that_is_no_value_counts_by_its_identity():
    class Options:
        scale = 2.0
        __hash__ = None

    program, one, other = numpy_only(lambda x, o: x * o.scale), Options(), Options()
    other.scale = 5.0
    assert program(X, one)[0] == 2.0
    assert program(X, other)[0] == 5.0
    assert program.made == 2


def test_changing_shapes_warn_once_with_the_count():
    program = numpy_only(lambda x: x + 1.0)
    program.__name__ = "grow"
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        for size in range(1, 21):
            program(np.ones(size))
    (warning,) = caught
    assert warning.category is RecompilationWarning
    assert str(warning.message) == (
        "grow is compiled anew for every new shape, dtype and Python value: got 8 programs in 8 calls; now float64[8]. "
        "Pad to a few shapes, pass numbers that change as arrays, or call the function itself."
    )
    assert warning.filename == __file__


def test_a_few_shapes_do_not_warn():
    program = numpy_only(lambda x: x + 1.0)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for size in (1, 2, 3, 4, 5, 6, 7) * 5:
            program(np.ones(size))


def test_the_report():
    program = numpy_only(lambda x: np.tanh(x) * 2.0)
    program.__name__ = "f"
    assert program.report() == "f: 0 programs, 0 calls"
    program(X)
    program(X)
    assert program.report() == "f: 1 program, 2 calls\nfloat64[3]: NumPy, 2 equations"
    program(np.float32([1.0]))
    assert program.report() == (
        "f: 2 programs, 3 calls\nfloat64[3]: NumPy, 2 equations\nfloat32[1]: NumPy, 2 equations"
    )


def test_the_report_says_which_python_value_a_program_is_for():
    program = numpy_only(lambda x, n, mode: x**n)
    program.__name__ = "power"
    program(X, 2, mode="fast")
    program(X, 3, mode="fast")
    assert [line.partition(":")[0] for line in program.report().splitlines()[1:]] == [
        "float64[3], 2, 'fast'",
        "float64[3], 3, 'fast'",
    ]


def test_looking_at_graph_and_source():
    program = numpy_only(lambda x: np.tanh(x) * 2.0)
    assert [equation.op for equation in program.graph(X).equations] == ["tanh", "multiply"]
    assert "tanh" in program.source(X)
    assert program.calls == 0
    assert program.made == 1


def test_the_function_is_described():
    @compiled
    def step(x):
        """Step."""
        return x

    assert step.__name__ == "step"
    assert step.__doc__ == "Step."
    assert repr(step) == "<compiled step: 0 programs>"
    step(X)
    assert step.function(X) is X


def test_as_a_decorator_with_arguments():
    @compiled(native=False)
    def double(x):
        return x * 2.0

    assert isinstance(double, Compiled)
    assert np.array_equal(double(X), X * 2)


def test_only_a_function_can_be_compiled():
    with pytest.raises(ConfigurationError) as caught:
        compiled(3)
    assert str(caught.value) == "only a function can be compiled: got 3. Pass a function."


# -------------------------------------------------------------------------------------------------------------- methods


class Scaler:
    def __init__(self, scale):
        self.scale = ag.Variable(scale, name="scale")
        self.times = 2.0

    @compiled(native=False)
    def __call__(self, x):
        return self.scale * x * self.times

    @compiled(native=False)
    def step(self, x):
        self.scale.assign(self.scale + x)


def test_methods_belong_to_their_objects():
    one, other = Scaler(1.0), Scaler(10.0)
    assert one(X).array[0] == 2.0
    assert other(X).array[0] == 20.0
    one.step(1.0)
    one.step(np.float64(2.0))
    other.step(5.0)
    assert (one.scale.item(), other.scale.item()) == (4.0, 15.0)
    assert one(X).array[0] == 8.0
    assert "step" in one.step.report()
    assert Scaler.step.made == 3


# --------------------------------------------------------------------------------------- what Python does, it does once


def test_python_runs_once():
    runs = []

    @numpy_only
    def function(x):
        runs.append(1)
        return x + 1.0

    for _ in range(3):
        function(X)
    assert len(runs) == 1


def test_a_branch_raises_and_compiles_nothing():
    @numpy_only
    def function(x):
        return x if x[0] > 0 else -x

    for _ in range(2):
        with pytest.raises(TraceError, match=re.escape("Write a branch as np.where(condition, a, b)")):
            function(X)
    assert function.made == 0


def test_the_functions_own_error_is_raised_and_nothing_is_changed():
    w = ag.Variable(X.copy())

    @numpy_only
    def function(x):
        w.assign(w + 1.0)
        return x @ w

    with pytest.raises(ValueError, match="matmul"):
        function(np.ones(4))
    assert np.array_equal(w.array, X)
    assert function(np.ones(3)).item() == np.sum(X + 1)


# --------------------------------------------------------------------------------------------------------------- native


def test_native_is_asked_for_and_missing(monkeypatch):
    monkeypatch.setattr(native, "available", lambda: False)
    program = compiled(lambda x: x * 2.0, native=True)
    with pytest.raises(ConfigurationError) as caught:
        program(X)
    assert str(caught.value) == (
        "machine code needs llvmlite: got native=True without it. "
        'Install it: pip install "autograd-core[native]", or leave it to native=None.'
    )


def test_native_is_left_out_where_it_is_missing(monkeypatch):
    monkeypatch.setattr(native, "available", lambda: False)
    program = compiled(lambda x: np.tanh(x) * 2.0)
    assert np.array_equal(program(X), np.tanh(X) * 2)
    assert ": NumPy, " in program.report()


@needs_native
def test_native_is_used_where_it_is_there():
    program = compiled(lambda x: np.tanh(x) * 2.0 + x)
    assert np.allclose(program(X), np.tanh(X) * 2 + X, rtol=1e-15)
    assert "kernel" in program.report()
    assert "kernel" not in numpy_only(program.function).report()


@needs_native
def test_the_report_counts_what_is_left_to_numpy():
    program = compiled(lambda x, n: x**n)
    program(X, 3)
    assert program.report().splitlines()[2] == (
        "    in NumPy: power × 1 (alone among others, where a kernel saves nothing)"
    )
