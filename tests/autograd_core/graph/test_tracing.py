"""A function is run once, and all that it computes is taken down; nothing else changes."""

import threading

import numpy as np
import pytest

import autograd_core as ag
import nn
import optim
from autograd_core.applying import Operation
from autograd_core.errors import TraceError
from autograd_core.graph.evaluating import evaluate
from autograd_core.graph.overlays import ARRAY, GRAD
from autograd_core.graph.structure import ARGUMENT, Literal, Spec
from autograd_core.graph.tracing import trace, trace_operation
from autograd_core.graph.validating import validate
from autograd_core.record import Leaf, Value, tracing
from autograd_core.registry import OPERATIONS
from autograd_core.tensor import Variable

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


# --------------------------------------------------------------------------------------------------- inputs and results


def test_arrays_tensors_and_floats_are_inputs_and_the_rest_is_part_of_the_function():
    def function(x, weights, n, mode, flag=True, *, shift):
        return weights["w"] * x**n + weights["b"][0] + shift if flag and mode == "all" else x

    given = (ag.Tensor(X), {"w": X, "b": [np.float32(2.0)]}, 3, "all")
    graph = trace(function)(*given, shift=0.5)
    validate(graph)
    assert [(i.kind, i.name) for i in graph.inputs] == [
        (ARGUMENT, "x"),
        (ARGUMENT, "weights['w']"),
        (ARGUMENT, "weights['b'][0]"),
        (ARGUMENT, "shift"),
    ]
    assert graph.name == "function"
    assert [str(graph.values[i.value]) for i in graph.inputs] == ["float64[3]", "float64[3]", "float32[]", "float64[]"]
    (got,) = run(graph, X + 1, X * 2, np.float32(3.0), 0.25)
    assert np.array_equal(got, (X * 2) * (X + 1) ** 3 + np.float32(3.0) + 0.25)


def test_a_name_that_is_there_twice_is_counted():
    w, v = ag.Variable(1.0, name="w"), ag.Variable(2.0, name="w")
    graph = trace(lambda w_1: w_1 * w * v)(2.0)
    assert [i.name for i in graph.inputs] == ["w_1", "w", "w_2"]


def test_results_may_be_containers():
    graph = trace(lambda x: {"double": x * 2.0, "rest": (x, None, "word", 7)})(X)
    assert len(graph.outputs) == 2
    double, same = run(graph, X)
    assert np.array_equal(double, X * 2.0)
    assert np.array_equal(same, X)
    assert graph.form["rest"][1:] == (None, "word", 7)


def test_functions_that_tell_no_signature_are_traced():
    assert ops(trace(np.exp)(X)) == ["exp"]
    assert ops(trace(np.sum)(X)) == ["sum"]
    assert [i.name for i in trace(np.add)(X, X).inputs] == ["x1", "x2"]


def test_an_array_that_is_closed_over_is_a_constant_and_a_number_a_literal():
    table = np.arange(3.0)
    graph = trace(lambda x: x * table * 2.0 + np.float32(1.0) + table)(X)
    (constant,) = graph.constants.values()
    assert np.array_equal(constant, table)
    assert not constant.flags.writeable
    literals = [atom for equation in graph.equations for atom in equation.inputs if isinstance(atom, Literal)]
    assert [literal.value for literal in literals] == [2.0, 1.0]
    assert type(literals[1].value) is np.float32


def test_a_python_number_promotes_weakly():
    graph = trace(lambda x: x * 2.0 + 1)(X.astype(np.float32))
    assert graph.values[graph.outputs[0]].dtype == np.float32


def test_a_loop_is_unrolled():
    def function(x):
        for _ in range(3):
            x = np.tanh(x)
        return x

    assert ops(trace(function)(X)) == ["tanh"] * 3


def test_a_function_of_nothing():
    graph = trace(lambda: np.ones(2))()
    assert not graph.inputs
    assert np.array_equal(run(graph)[0], np.ones(2))


def test_the_users_own_errors_come_through():
    assert said(lambda x: x @ np.ones(4), X, error=ValueError)
    with pytest.raises(KeyError, match="mistake"):
        trace(lambda x: {}["mistake"])(X)


# --------------------------------------------------------------------------------------------------- nothing is changed


def test_variables_gradients_and_generators_are_unchanged():
    w, s = ag.Variable(X.copy()), ag.Variable(0, trainable=False)
    before, old = w.array, ag.Tensor(X + 1)
    w.grad = old
    ag.random.seed(3)

    def step(x):
        noise = ag.random.normal(size=3)
        w.grad = None
        np.sum(w * x + noise).backward()
        w.assign(w - w.grad)
        s.assign(s + 1)
        return w * 1.0

    graph = trace(step)(X)
    assert w.array is before
    assert np.array_equal(w.array, X)
    assert w.grad is old
    assert s.array == 0
    assert len(graph.writes) == 2
    drawn = ag.random.normal(size=3).array
    ag.random.seed(3)
    assert np.array_equal(drawn, ag.random.normal(size=3).array)


def test_what_is_left_behind_is_nothing():
    def classes():
        return vars(Variable).get("array"), vars(Leaf)["grad"], vars(Operation)["__call__"], tracing.get()

    before = classes()
    trace(lambda x: x + 1.0)(X)
    with pytest.raises(TraceError):
        trace(bool)(np.ones(()))
    assert classes() == before
    assert before[0] is None
    assert before[1] is GRAD
    assert Value.array is ARRAY


def test_another_thread_computes_as_ever_while_a_trace_is_at_work():
    w = ag.Variable(X.copy())
    found = {}

    def elsewhere():
        y = np.sum(w * w)
        y.backward()
        found.update(value=y.item(), grad=w.grad.numpy(), type=type(w.array))

    def function(x):
        w.assign(w * 0.0)
        thread = threading.Thread(target=elsewhere)
        thread.start()
        thread.join()
        return w + x

    graph = trace(function)(X)
    assert found["value"] == np.sum(X * X)
    assert found["type"] is np.ndarray
    assert np.array_equal(found["grad"], 2 * X)
    assert "sum" not in ops(graph)


# ------------------------------------------------------------------------------------------------ what cannot be traced


def test_a_mask_that_selects_is_refused():
    function = lambda x: x[x > 0]  # noqa: E731  # its line is asked for
    line = f"test_tracing.py:{function.__code__.co_firstlineno}"
    assert said(function, X) == (
        f"how many elements a mask selects depends on values: got x[mask] at {line}. "
        "Write np.where(mask, x, 0), whose shape is known."
    )
    assert said(lambda x: ag.as_tensor(x)[x > 0], X).startswith("how many elements a mask selects depends on values")


@pytest.mark.parametrize(
    ("function", "name"),
    [
        (np.nonzero, "nonzero"),
        (np.flatnonzero, "flatnonzero"),
        (np.argwhere, "argwhere"),
        (np.unique, "unique"),
        (lambda x: np.where(x > 0), "nonzero"),
        (lambda x: x.nonzero(), "nonzero"),
        (lambda x: np.intersect1d(x, x), "intersect1d"),
        (lambda x: np.compress(x > 0, x), "flatnonzero"),
        (lambda x: np.extract(x > 0, x), "flatnonzero"),
    ],
)
def test_a_shape_that_depends_on_values_is_refused(function, name):
    assert said(function, X) == (
        f"the shape of what np.{name} returns depends on values: got a traced value. "
        "Find a form of fixed shape, as with np.where."
    )


def test_a_function_that_gives_no_array_is_refused():
    assert said(lambda x: np.array_equal(x, x), X).startswith("a traced value has no numbers yet: got ")


def test_a_value_that_is_kept_from_a_trace_that_ended_is_refused():
    kept = []
    trace(lambda x: kept.append(x * 2.0) or x)(X)
    assert said(lambda x: x + kept[0], X) == (
        "a value of another trace, or a part of one: got traced(float64[3]). "
        "Return it from the function instead of keeping it in a variable outside."
    )
    for use in (np.exp, np.sum, lambda x: x + 1.0, lambda x: x[0], lambda x: x.sum(), ag.exp):
        with pytest.raises(TraceError, match="a value of a trace that has ended") as caught:
            use(kept[0])
        assert str(caught.value) == (
            "a value of a trace that has ended: got traced(float64[3]). "
            "Return it from the function instead of keeping it in a variable outside."
        )


def test_a_parameter_cannot_be_a_traced_value():
    message = said(lambda x, s: ag.softmax(x, axis=s), X, np.array(0))
    assert message == "the parameters of softmax are constants: got a traced value for axis. Pass a Python value."


# ------------------------------------------------------------------------------------------------- layers, lines, rules


def test_equations_say_their_layers_and_lines():
    model = nn.models.Sequential(
        [nn.layers.Dense(2, "relu", input_shape=(3,), name="first"), nn.layers.Dense(1, name="last")], name="net"
    )
    x = np.ones((4, 3), np.float32)

    def function(x):
        return np.sum(model(x) ** 2)

    graph = trace(function)(x)
    line = f"test_tracing.py:{function.__code__.co_firstlineno + 1}"
    layers = [equation.layers for equation in graph.equations]
    assert ("net", "first") in layers
    assert ("net", "last") in layers
    assert layers[-1] == ()
    assert graph.equations[-1].line == line
    assert {equation.line for equation in graph.equations} == {line}, "the user's line, not one of a layer"
    names = [i.name for i in graph.inputs]
    assert names[0] == "x"
    assert all(name.startswith(("first.", "last.")) for name in names[1:])


def test_rules_say_what_they_undo():
    w = ag.Variable(X, name="w")
    graph = trace(lambda x: [np.sum(np.tanh(w) * x).backward()] and w.grad)(X)
    tanh = next(equation for equation in graph.equations if equation.op == "tanh")
    back = [equation for equation in graph.equations if equation.rule == "tanh.x"]
    assert back
    assert {equation.forward for equation in back} == {tanh.outputs[0]}
    assert {equation.line for equation in back} == {tanh.line}
    assert all(not equation.rule and equation.forward is None for equation in graph.equations[:2])


def test_the_optimizer_is_a_layer_of_its_own():
    w = ag.Variable(X, name="w")
    optimizer = optim.Adam(0.1)
    graph = trace(lambda g: optimizer.apply([g], [w]))(X)
    assert {equation.layers for equation in graph.equations} == {(optimizer.name,)}
    assert {graph.inputs[write.input].name.split(".")[-1] for write in graph.writes} >= {"w"}
    assert len(graph.writes) == 4, "the Variable, two moments, the count of steps"


# ----------------------------------------------------------------------------------------------------------------- size


def test_a_long_chain_is_no_recursion():
    def chain(x):
        for _ in range(100_000):
            x = x * 0.999
        return x

    graph = trace(chain)(X)
    assert len(graph.equations) == 100_000
    assert np.array_equal(run(graph, X + 1)[0], chain(X + 1))


def test_the_gradient_of_a_long_chain_is_no_recursion():
    def chain(x):
        for _ in range(20_000):
            x = np.sin(x)
        return np.sum(x)

    graph = trace(ag.grad(chain))(X)
    assert np.array_equal(run(graph, X + 1)[0], ag.grad(chain)(X + 1))


# -------------------------------------------------------------------------------------------------------- one operation


def test_an_operation_alone_is_lowered_to_what_it_is_made_of():
    graph = trace_operation(OPERATIONS["relu"], [Spec((3,), np.dtype("float32"))], {})
    assert "relu" not in ops(graph)
    x = np.float32([-1.0, 0.0, 2.0])
    assert np.array_equal(run(graph, x)[0], np.float32([0.0, 0.0, 2.0]))


def test_a_literal_stays_a_literal_when_an_operation_is_lowered():
    graph = trace_operation(OPERATIONS["logaddexp"], [Spec((3,), np.dtype("float32")), Literal(2.0)], {})
    assert len(graph.inputs) == 1
    assert graph.values[graph.outputs[0]].dtype == np.float32


class Scaled:
    """A function that is a method."""

    def step(self, x, *rest):
        return x * 2.0 + sum(rest, 0.0)


def test_the_arguments_of_a_method_have_their_names():
    assert [i.name for i in trace(Scaled().step)(1.0).inputs] == ["x"]
    assert [i.name for i in trace(Scaled().step)(1.0, 2.0).inputs] == ["x", "rest[0]"]
