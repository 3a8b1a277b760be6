"""Variables and gradients are after a program what they are after the function."""

import numpy as np
import pytest

import autograd_core as ag
from autograd_core.errors import GradientError
from autograd_core.graph.tracing import trace
from autograd_core.tensor import Tensor
from autograd_core.tree import flatten
from tests.autograd_core.graph.compiled import X, numpy_only, same

# ------------------------------------------------------------------------------------------------------------ Variables


def test_assigned_variables():
    w, total = ag.Variable(X.copy(), name="w"), ag.Variable(0, trainable=False)

    @numpy_only
    def step(x):
        w.assign(w * 0.5 + x)
        total.assign(total + 1)

    wanted = X.copy()
    for k in range(4):
        step(X * k)
        wanted = wanted * 0.5 + X * k
    assert np.array_equal(w.array, wanted)
    assert total.array == 4
    assert total.dtype == np.int64


SIZES = [3, 100_000]
"""Large Variables are updated block by block."""


@pytest.mark.parametrize("size", SIZES)
def test_an_old_value_can_be_kept_in_another_variable(size):
    start = np.arange(size) / 2
    w, previous = ag.Variable(start, name="w"), ag.Variable(start * 0, name="previous")

    @numpy_only
    def step():
        previous.assign(w)
        w.assign(w + 1.0)

    for k in range(3):
        step()
        assert np.array_equal(previous.array, start + k)
        assert np.array_equal(w.array, start + k + 1)


@pytest.mark.parametrize("size", SIZES)
def test_two_variables_can_change_places(size):
    one, other = np.arange(size) / 2, np.arange(size) * 10.0
    a, b = ag.Variable(one, name="a"), ag.Variable(other, name="b")

    @numpy_only
    def swap():
        old = a.array
        a.assign(b)
        b.assign(ag.as_tensor(old))

    swap()
    assert np.array_equal(a.array, other)
    assert np.array_equal(b.array, one)
    swap()
    assert np.array_equal(a.array, one)


def test_one_value_for_two_variables():
    a, b = ag.Variable(X.copy(), name="a"), ag.Variable(X.copy(), name="b")

    @numpy_only
    def both(x):
        value = a + x
        a.assign(value)
        b.assign(value)

    both(X)
    both(X)
    assert np.array_equal(a.array, 3 * X)
    assert np.array_equal(b.array, 3 * X)
    a.assign(a * 0.0)
    assert np.array_equal(b.array, 3 * X), "they share no memory"


def test_an_argument_is_assigned_as_a_copy():
    w, given = ag.Variable(X.copy()), X * 7

    @numpy_only
    def put(x):
        w.assign(x)

    put(given)
    given[:] = 0.0
    assert np.array_equal(w.array, X * 7)
    put(X)
    assert np.array_equal(given, np.zeros(3))


def test_an_array_that_somebody_else_sees_is_not_written_to():
    shared = X.copy()
    w = ag.Variable(X.copy())
    w.array = shared

    @numpy_only
    def step():
        w.assign(w + 1.0)

    step()
    assert np.array_equal(shared, X)
    seen = w.array
    recorded = w * 2.0
    step()
    assert np.array_equal(seen, X + 1)
    assert np.array_equal(w.array, X + 2)
    assert np.array_equal(recorded.array, (X + 1) * 2)


def test_a_record_made_before_a_step_keeps_its_values():
    w = ag.Variable(X.copy())

    @numpy_only
    def step():
        w.assign(w * 100.0)

    step()
    y = np.sum(w * w)
    step()
    y.backward()
    assert np.array_equal(w.grad.array, 2 * X * 100)


def test_a_variable_of_a_new_dtype_is_compiled_anew():
    w = ag.Variable(X.copy())

    @numpy_only
    def step():
        w.assign(w + 0.1)
        return w * 1.0

    step()
    w.array = np.float32([1.0, 2.0, 3.0])
    assert step().dtype == np.float32
    assert w.dtype == np.float32
    assert np.array_equal(w.array, np.float32([1.0, 2.0, 3.0]) + np.float32(0.1))
    w.array = np.ones(5)
    assert step().shape == (5,)
    assert step.made == 3
    w.array = X.copy()
    assert np.array_equal(step().array, X + 0.1)
    assert step.made == 3, "the first program is still there"


def test_a_variable_can_be_an_argument():
    program = numpy_only(lambda v: v * 2.0)
    a, b = ag.Variable(X), ag.Variable(X * 2)
    assert np.array_equal(program(a).array, X * 2)
    assert np.array_equal(program(b).array, X * 4)
    a.assign(a + 1.0)
    assert np.array_equal(program(a).array, (X + 1) * 2)
    assert program.made == 2


def test_a_variable_made_inside_is_new_each_time():
    @numpy_only
    def function(x):
        v = ag.Variable(0.0)
        v.assign(v + x)
        return v * 1.0

    assert function(2.0 * np.ones(())).item() == 2.0
    assert function(2.0 * np.ones(())).item() == 2.0


# ------------------------------------------------------------------------------------------------------------ gradients


def styles():
    def zero_grad_at_the_start(w, x):
        w.grad = None
        loss = np.sum((w - x) ** 2)
        loss.backward()
        with ag.no_grad():
            w.assign(w - 0.1 * w.grad)
        return loss

    def none_at_the_end(w, x):
        loss = np.sum((w - x) ** 2)
        loss.backward()
        with ag.no_grad():
            w.assign(w - 0.1 * w.grad)
        w.grad = None
        return loss

    def accumulated(w, x):
        loss = np.sum((w - x) ** 2)
        loss.backward()
        return loss

    return [zero_grad_at_the_start, none_at_the_end, accumulated]


@pytest.mark.parametrize("style", styles(), ids=lambda style: style.__name__)
def test_gradients_are_left_as_the_function_leaves_them(style):
    eager, own = ag.Variable(X.copy()), ag.Variable(X.copy())

    @numpy_only
    def step(x):
        return style(own, x)

    for k in range(4):
        assert step(X * k).item() == style(eager, X * k).item()
        assert np.array_equal(own.array, eager.array)
        assert (own.grad is None) == (eager.grad is None)
        if own.grad is not None:
            assert type(own.grad) is type(eager.grad)
            assert np.array_equal(own.grad.array, eager.grad.array)
    assert step.made <= 2


def test_a_gradient_that_appears_outside_is_seen():
    w = ag.Variable(X.copy())

    @numpy_only
    def step(x):
        np.sum(w * x).backward()

    step(X)
    assert np.array_equal(w.grad.array, X)
    w.grad = None
    step(X)
    assert np.array_equal(w.grad.array, X)
    w.grad = ag.Tensor(X * 100)
    step(X)
    assert np.array_equal(w.grad.array, X * 101)


def test_a_program_with_two_leaves_of_the_same_variable_shape():
    a, b = ag.Variable(X.copy()), ag.Variable(X * 2)

    @numpy_only
    def step(x):
        np.sum(a * x + b * x * x).backward()

    step(X)
    step(X)
    assert np.array_equal(a.grad.array, 2 * X)
    assert np.array_equal(b.grad.array, 2 * X * X)


@pytest.mark.parametrize(
    "function",
    [
        ag.grad(lambda w: np.sum(ag.grad(lambda v: np.sum(np.sin(v) * v))(w) ** 2)),
        lambda w: ag.hvp(lambda v: np.sum(v**4))(w, w),
        lambda w: ag.jvp(lambda v: np.sin(v) * v, (w,), (w,))[1],
        ag.hessian(lambda w: np.sum(w**3) + w[0] * w[1]),
        ag.jacobian(lambda w: np.sin(w) * w[0]),
        ag.vmap(lambda w: np.exp(w) * w),
        ag.grad(ag.checkpoint(lambda w: np.sum(np.exp(w)))),
        ag.value_and_grad(lambda w: np.sum(np.exp(w))),
    ],
    ids=["grad of grad", "hvp", "jvp", "hessian", "jacobian", "vmap", "checkpoint", "value_and_grad"],
)
def test_transforms_inside_are_compiled(function):
    program = numpy_only(function)
    for x in (X, X * 0.3 + 0.1):
        for a, b in zip(flatten(program(x))[0], flatten(function(x))[0], strict=True):
            assert same(a, b)
    assert program.eager_calls == 0


def test_gradients_of_a_compiled_function_run_the_function():
    program = numpy_only(lambda x: np.sum(np.exp(x)))
    assert np.array_equal(ag.grad(program)(X), np.exp(X))
    assert np.allclose(ag.hvp(program)(X, X), np.exp(X) * X)
    assert program.made == 0
    w = ag.Variable(X)
    y = program(w * 1.0)
    y.backward()
    assert np.array_equal(w.grad.array, np.exp(X))
    assert np.array_equal(ag.vmap(numpy_only(lambda x: x * 2.0))(X), X * 2)


def test_a_compiled_function_inside_another_is_part_of_it():
    inner = numpy_only(np.tanh)
    outer = numpy_only(lambda x: inner(x) * 2.0)
    assert np.array_equal(outer(X), np.tanh(X) * 2)
    assert (inner.made, outer.made) == (0, 1)
    assert [equation.op for equation in trace(outer)(X).equations] == ["tanh", "multiply"]


def test_results_are_not_recorded_and_say_so():
    w = ag.Variable(X)
    program = numpy_only(lambda x: np.sum(w * x))
    loss = program(X)
    with pytest.raises(GradientError) as caught:
        loss.backward()
    text = str(caught.value)
    assert "a compiled function" in text
    assert "its results are not recorded; call backward(), or use grad, inside the function" in text


def test_what_does_not_depend_on_a_variable_is_a_constant():
    assert numpy_only(lambda x: x * 2.0)(Tensor(X)).node is None


def test_nan_gradients_are_zero_where_eager_finds_them_zero():
    function = ag.grad(lambda x: np.sum(np.where(x > 0, np.sqrt(x), 0.0)))
    program = numpy_only(function)
    assert same(program(np.array([1.0, 4.0])), np.array([0.5, 0.25]))
    assert same(program(np.array([0.0, 4.0])), np.array([0.0, 0.25]))
    assert same(program(np.array([0.0, 4.0])), function(np.array([0.0, 4.0])))
    assert program.eager_calls == 2
    assert program.report().startswith(f"{program.__name__}: 1 program, 3 calls, 2 of them eager")


def test_nan_that_is_there_is_returned():
    program = numpy_only(ag.grad(lambda x: np.sum(x**2)))
    assert np.isnan(program(np.array([np.nan, 1.0]))[0])


def test_a_step_with_nan_gradients_writes_what_eager_writes():
    def made():
        w = ag.Variable(np.array([0.0, 4.0]))

        def step():
            loss = np.sum(np.where(w > 0, np.sqrt(w), 0.0))
            loss.backward()
            w.assign(w - 0.1 * w.grad)
            w.grad = None
            return loss

        return w, step

    (w, function), (v, eager) = made(), made()
    step = numpy_only(function)
    for _ in range(3):
        with np.errstate(all="ignore"):
            assert step().item() == eager().item()
        assert np.array_equal(w.array, v.array, equal_nan=True)
