"""What a function does that is in no graph is refused: draws of NumPy, writes into Tensors from outside,
results that can be read once, refusals that are caught, arrays of NumPy indexed by traced values."""

import random

import numpy as np
import pytest

import autograd_core as ag
from autograd_core.errors import TraceError
from autograd_core.graph.evaluating import evaluate
from autograd_core.graph.tracing import trace
from tests.autograd_core.graph.compiled import NATIVE, X, numpy_only, same

RNG = np.random.default_rng(5)
OURS = ag.random.Generator(5)


class Noise:
    def __init__(self):
        self.rng = np.random.default_rng(0)

    def draw(self, x):
        return x + self.rng.normal()


NOISE = Noise()


def global_draw(x):
    return x + np.random.normal()  # noqa: NPY002  # users do


def said(function, *args):
    with pytest.raises(TraceError) as caught:
        trace(function)(*args)
    return str(caught.value)


def test_draws_of_numpy_and_python_are_refused_and_not_used_up():
    wanted = (
        "random numbers of NumPy or Python would be the same in each call: got a draw by np.random, one of its "
        "generators, or random. Draw by ag.random."
    )
    draws = [
        global_draw,
        lambda x: x + random.random(),
        lambda x: RNG.normal() + x,
        NOISE.draw,
        lambda x: NOISE.draw(x) * 2.0,
    ]
    for draw in draws:
        states = np.random.get_state(legacy=False), random.getstate(), RNG.bit_generator.state  # noqa: NPY002  # as above
        with pytest.raises(TraceError) as caught:
            trace(draw)(X)
        assert str(caught.value) == wanted
        assert str(states) == str((np.random.get_state(legacy=False), random.getstate(), RNG.bit_generator.state))  # noqa: NPY002  # as above


def test_draws_of_ag_random_are_not():
    program = numpy_only(lambda x: x + OURS.normal(size=3))
    OURS.seed(1)
    wanted = [program.function(X), program.function(X)]
    OURS.seed(1)
    assert all(same(program(X), each) for each in wanted)


def test_a_generator_that_is_seeded_inside_is_refused():
    def function(x):
        return x + ag.random.Generator(3).normal()

    def again(x):
        OURS.seed(3)
        return x + OURS.normal()

    for each, line in ((function, 1), (again, 2)):
        with pytest.raises(TraceError) as caught:
            trace(each)(X)
        assert str(caught.value) == (
            "a generator that is seeded in the traced function itself: got a draw at "
            f"test_hidden.py:{each.__code__.co_firstlineno + line}. Make and seed generators outside, which then go on "
            "in calls."
        )


def test_a_write_into_a_tensor_from_outside_is_refused_and_undone():
    total = ag.Tensor(X)

    def function(x):
        total[0] = x[0] * 2.0
        return total.sum()

    with pytest.raises(TraceError) as caught:
        trace(function)(X)
    assert str(caught.value) == (
        "a Tensor from outside of the function is written into: got one of shape [3] at "
        f"test_hidden.py:{function.__code__.co_firstlineno + 1}. Make it a Variable and assign to it, or return the "
        "new values."
    )
    assert np.array_equal(total.array, X)

    def returned(x):
        total[:] = x
        return total

    with pytest.raises(TraceError, match="a Tensor from outside"):
        trace(returned)(X)
    assert np.array_equal(total.array, X)


def test_a_write_into_an_argument_is_refused():
    def function(t):
        t[0] = 1.0
        return t

    given = ag.Tensor(X)
    with pytest.raises(TraceError) as caught:
        trace(function)(given)
    assert str(caught.value) == (
        f"an argument cannot be written in place: got a write into one of shape [3] at "
        f"test_hidden.py:{function.__code__.co_firstlineno + 1}. Write into a Tensor, as ag.as_tensor(x).copy() makes, "
        "or compute a new array."
    )
    assert np.array_equal(given.array, X)


@pytest.mark.parametrize("native", NATIVE)
def test_writes_into_tensors_of_the_function_are_traced(native):
    def function(x, i):
        table, rest = ag.zeros(3), ag.as_tensor(x).copy()

        def fill(k):  # a circle of references holds the Tensor
            if k >= 0:
                table[k] = x[k] ** 2
                fill(k - 1)

        fill(2)
        table[i] += 1.0
        rest[1:] *= 2.0
        return table, table[1:], {"rest": rest}

    program = ag.compile(function, native=native)
    for index in (np.array([0, 2]), np.array([1, 1])):
        wanted, got = function(X + 1, index), program(X + 1, index)
        assert np.allclose(wanted[0].array, got[0].array)
        assert np.allclose(wanted[1].array, got[1].array)
        assert same(wanted[2]["rest"], got[2]["rest"])


def test_an_exception_leaves_tensors_as_they_were():
    total = ag.Tensor(X)

    def function(x):
        total[0] = x[0]
        raise KeyError("of the user")

    with pytest.raises(KeyError):
        trace(function)(X)
    assert np.array_equal(total.array, X)


def by_mask(x):
    weights = np.ones(x.shape)
    weights[x > 0] = 2.0
    return weights * x


def by_rows_and_labels(x):
    one_hot = np.zeros((3, 10))
    one_hot[np.arange(3), np.argsort(x[0])] = 1.0
    return one_hot


@pytest.mark.parametrize("function", [by_mask, by_rows_and_labels, lambda x: np.arange(9.0)[np.argsort(x[0])]])
def test_an_array_of_numpy_that_is_indexed_by_a_traced_value_is_refused(function):
    wanted = (
        "an array of NumPy meets a traced value: got arrays used as indices must be of integer (or boolean) type. Make "
        "the array a Tensor, as in ag.as_tensor(table)[i], or write np.where(mask, a, b)."
    )
    assert said(function, np.stack([X, X])) == wanted


def test_numpy_functions_that_look_at_some_arguments_only_say_what_they_met():
    message = said(lambda i: np.take(np.arange(9.0), i), np.array([1, 2]))
    assert message.startswith("an array of NumPy meets a traced value: got Cannot cast array data from dtype('O')")


def test_a_tensor_can_be_indexed_by_a_traced_value():
    graph = trace(lambda i: ag.as_tensor(np.arange(9.0))[i])(np.array([1, 2]))
    assert np.array_equal(evaluate(graph, [np.array([3, 4])])[0][0], [3.0, 4.0])


def test_a_refusal_that_the_function_catches_is_raised_all_the_same():
    def function(x):
        try:
            return float(x[0, 0]) * x
        except TypeError:
            return -x

    assert said(function, np.stack([X, X])).startswith("a traced value has no numbers yet: got float() of float64[]")


def test_an_iterator_is_no_result():
    wanted = (
        "an iterator could be read once only, and a program runs again: got generator. Return a list, as by list(...)."
    )
    assert said(lambda x: (row * 2.0 for row in x), np.stack([X, X])) == wanted
