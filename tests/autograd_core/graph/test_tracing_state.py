"""Gradients, assigned Variables and draws are part of a graph."""

import numpy as np
import pytest

import autograd_core as ag
from autograd_core.errors import TraceError
from autograd_core.graph.evaluating import evaluate
from autograd_core.graph.structure import ARGUMENT, GRADIENT, VARIABLE
from autograd_core.graph.tracing import trace
from autograd_core.graph.validating import validate
from autograd_core.record import Value
from autograd_core.tree import flatten
from autograd_core.values import plain

X = np.array([1.0, -2.0, 3.0])


def ops(graph):
    return [equation.op for equation in graph.equations]


def run(graph, *arrays, streams=()):
    """Return the outputs of a graph whose inputs are all arguments."""
    return evaluate(graph, [np.asarray(x) for x in arrays], streams)[0]


def said(function, *args, error=TraceError):
    with pytest.raises(error) as caught:
        trace(function)(*args)
    return str(caught.value)


def nothing(*done):
    """Return nothing, once all is done."""


# ------------------------------------------------------------------------------------------------------------ gradients


def loss_of(w, x):
    return np.sum(np.tanh(w * x) ** 2)


def hessian_of(w, x):
    return ag.hessian(loss_of)(w, x)


@pytest.mark.parametrize(
    "function",
    [
        ag.grad(loss_of),
        ag.value_and_grad(loss_of),
        ag.grad(loss_of, (0, 1)),
        ag.grad(lambda w, x: np.sum(ag.grad(loss_of)(w, x) ** 2)),
        lambda w, x: ag.hvp(lambda v: loss_of(v, x))(w, x),
        lambda w, x: ag.jvp(loss_of, (w, x), (x, w)),
        lambda w, x: ag.vjp(np.multiply, w, x)[1](w),
        hessian_of,
        lambda w, x: ag.jacobian(lambda v: np.sin(v) * x)(w),
        ag.vmap(lambda w, x: np.exp(w) * x),
        ag.vmap(ag.grad(lambda w, x: np.sum(w**3) * x)),
        ag.grad(ag.checkpoint(loss_of)),
        ag.grad(lambda w, x: np.sum(ag.checkpoint(lambda v: np.exp(v) * x)(w))),
        ag.elementwise_grad(lambda w, x: np.sin(w) * x),
    ],
)
def test_transforms_are_traced(function):
    graph = trace(function)(X, X + 1)
    validate(graph)
    other = X * 0.7 - 0.1, X * 1.3
    wanted = function(*other)
    flat = [np.asarray(plain(y)) for y in flatten(wanted)[0]]
    got = run(graph, *other)
    assert len(got) == len(flat)
    for a, b in zip(got, flat, strict=True):
        assert a.shape == b.shape
        assert np.array_equal(a, b)


def test_backward_inside_the_function():
    def function(x):
        x = ag.Tensor(x, requires_grad=True)
        np.sum(x**3).backward()
        return x.grad

    graph = trace(function)(X)
    assert np.array_equal(run(graph, X + 2)[0], 3 * (X + 2) ** 2)


def test_backward_with_a_gradient_that_is_traced():
    def function(x, g):
        x = ag.Tensor(x, requires_grad=True)
        (x * 2.0).backward(g)
        return x.grad

    graph = trace(function)(X, X)
    assert np.array_equal(run(graph, X, X + 1)[0], 2 * (X + 1))


def test_a_recorded_tensor_from_outside_is_refused_or_constant():
    w = ag.Variable(X)
    outside = w * 2.0
    graph = trace(lambda x: outside.array * x)(X)
    assert np.array_equal(run(graph, X)[0], 2 * X * X)


def test_gradients_that_are_zero_where_a_derivative_is_infinite_are_watched():
    graph = trace(ag.grad(lambda x: np.sum(np.where(x > 0, np.sqrt(x), 0.0))))(np.ones(3))
    assert graph.checks, "whoever runs the graph has to look for NaN"
    with np.errstate(all="ignore"):
        (got,) = evaluate(graph, [np.array([0.0, 1.0, 4.0])])[0]
    assert np.isnan(got[0])


def test_stop_gradient_and_no_grad():
    def function(x):
        with ag.no_grad():
            scale = np.max(np.abs(x))
        return np.sum(ag.stop_gradient(x) * x / scale)

    graph = trace(ag.grad(function))(X)
    other = X * 2 + 1
    assert np.array_equal(run(graph, other)[0], ag.grad(function)(other))


# ------------------------------------------------------------------------------------------------------------ Variables


def test_an_assigned_variable_is_a_write_and_is_seen_inside():
    w = ag.Variable(X, name="w")

    def function(x):
        w.assign(w + x)
        w.assign(w * 2.0)
        return w * 1.0

    graph = trace(function)(X)
    assert [(i.kind, i.name) for i in graph.inputs] == [(ARGUMENT, "x"), (VARIABLE, "w")]
    (write,) = graph.writes
    outputs, written = evaluate(graph, [X, X + 1])
    assert np.array_equal(written[0], 2 * (X + 1 + X))
    assert np.array_equal(outputs[0], written[0])
    assert graph.inputs[write.input].name == "w"


def test_a_variable_that_is_only_read_is_an_input_without_a_write():
    w = ag.Variable(X, name="w")
    graph = trace(lambda: np.sum(w))()
    assert [i.name for i in graph.inputs] == ["w"]
    assert not graph.writes


def test_an_old_value_that_is_kept_in_another_variable():
    w, previous = ag.Variable(X, name="w"), ag.Variable(X * 0, name="previous")

    def function():
        previous.assign(w)
        w.assign(w + 1.0)

    graph = trace(function)()
    _, written = evaluate(graph, [X * 5 if i.name == "w" else X * 0 for i in graph.inputs])
    by_name = {graph.inputs[write.input].name: value for write, value in zip(graph.writes, written, strict=True)}
    assert np.array_equal(by_name["previous"], X * 5)
    assert np.array_equal(by_name["w"], X * 5 + 1)


def test_a_write_into_an_element_of_a_variable():
    w = ag.Variable(X, name="w", trainable=False)

    def function(x):
        w[0] = x
        return w * 1.0

    graph = trace(function)(5.0)
    (got,), (written,) = evaluate(graph, [5.0, X])
    assert np.array_equal(written, [5.0, -2.0, 3.0])
    assert np.array_equal(got, written)
    assert np.array_equal(w.array, X)


def test_assign_keeps_the_dtype_and_checks_the_shape():
    w = ag.Variable(np.float32([1.0, 2.0]))
    graph = trace(lambda x: [w.assign(x)])(np.ones(2))
    _, written = evaluate(graph, [np.ones(2), w.array])
    assert written[0].dtype == np.float32
    assert said(lambda x: [w.assign(x)], X, error=ag.errors.ShapeError) == (
        "assign cannot change a shape: got shape (3,) for a Variable of shape (2,). "
        "Pass values of the Variable's shape."
    )


def test_a_variable_made_of_a_traced_value_is_refused():
    assert said(lambda x: ag.Variable(x) * 2.0, X) == (
        "a Variable cannot begin as a traced value: got traced(float64[3]). "
        "Create it outside of the function, and assign to it inside."
    )


# ------------------------------------------------------------------------------------------------------ grad attributes


def test_gradients_that_are_left_are_outputs_and_those_found_are_inputs():
    w = ag.Variable(X, name="w")
    graph = trace(lambda x: nothing(np.sum(w * x).backward()))(X)
    assert [i.kind for i in graph.inputs] == [ARGUMENT, VARIABLE]
    (left,) = evaluate(graph, [X + 1, X])[0]
    assert np.array_equal(left, X + 1)
    w.grad = ag.Tensor(X)
    graph = trace(lambda x: nothing(np.sum(w * x).backward()))(X)
    assert sorted(i.kind for i in graph.inputs) == sorted([ARGUMENT, VARIABLE, GRADIENT])
    values = {ARGUMENT: X + 1, VARIABLE: X, GRADIENT: X * 10}
    (left,) = evaluate(graph, [values[i.kind] for i in graph.inputs])[0]
    assert np.array_equal(left, X + 1 + X * 10)


def test_both_styles_of_setting_gradients_to_none():
    w = ag.Variable(X, name="w")

    def zero_at_the_start(x):
        w.grad = None
        loss = np.sum(w * x)
        loss.backward()
        return loss

    def none_at_the_end(x):
        loss = np.sum(w * x)
        loss.backward()
        w.grad = None
        return loss

    w.grad = ag.Tensor(X)
    graph = trace(zero_at_the_start)(X)
    assert GRADIENT not in [i.kind for i in graph.inputs]
    assert len(graph.outputs) == 2, "the loss, and the gradient that is left"
    w.grad = None
    graph = trace(none_at_the_end)(X)
    assert len(graph.outputs) == 1


# ---------------------------------------------------------------------------------------------------------------- draws


def test_draws_are_equations_of_their_generator():
    own = ag.random.Generator(5)

    def function(x):
        return x + ag.random.normal(size=3) * own.uniform(size=3) + ag.random.bernoulli(0.5, 3)

    graph = trace(function)(X)
    draws = [equation for equation in graph.equations if equation.op.startswith("random.")]
    assert [(draw.op, draw.params["stream"]) for draw in draws] == [
        ("random.standard_normal", 0),
        ("random.random", 1),
        ("random.random", 0),
    ]
    assert graph.streams == ("random", "random_1")


def test_a_drawn_graph_gives_what_the_function_gives_for_the_same_generator():
    def function(x, generator):
        noise = generator.normal(size=(4, 3)) + generator.exponential(size=3) + generator.integers(5, size=3)
        return generator.permutation(x + noise), generator.choice(3, 2) if hasattr(generator, "choice") else x

    graph = trace(function)(X, ag.random.Generator(7))
    wanted = function(X + 1, ag.random.Generator(11))
    got = run(graph, X + 1, streams=[np.random.Generator(np.random.PCG64(11))])
    for a, b in zip(got, wanted, strict=True):
        assert np.array_equal(a, b.array if isinstance(b, Value) else b)


def test_the_state_of_a_generator_cannot_be_seen():
    own = ag.random.Generator(5)
    assert said(lambda x: x + own.state["n"], X) == (
        "a traced function cannot see the state of a generator: got random. "
        "Set or read the state of a random generator outside of the function."
    )
