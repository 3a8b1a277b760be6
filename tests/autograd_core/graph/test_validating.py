"""Every way in which a graph can contradict itself is an error that says where and why."""

import numpy as np
import pytest

from autograd_core.errors import GraphInvalidError
from autograd_core.graph.structure import VARIABLE, Equation, Input, Leaf, Literal, Spec, Write
from autograd_core.graph.validating import validate
from tests.autograd_core.graph.hand_built import NUMBER, PAIR, chain, frozen, graph_of, step

TANH = Equation("tanh", (0,), (1,))
VARIABLES = {"inputs": (Input(0, VARIABLE, "w"),)}


def test_right_graphs_pass():
    validate(step())
    validate(graph_of(inputs=0, outputs=()))
    validate(graph_of(Equation("add", (0, Literal(2)), (1,)), outputs=(1, 1, 0, Literal(3.0))))
    validate(graph_of(Equation("concatenate", (0, 0, 0), (1,))))
    validate(graph_of(Equation("np.greater", (0, Literal(0.0)), (1,))))
    validate(graph_of(Equation("np.clip", (0,), (1,), {"args": [Leaf(0), 0], "kwargs": {}})))
    validate(graph_of(TANH, values=(PAIR, PAIR, NUMBER)))
    validate(graph_of(TANH, outputs=(1, 0), form=Leaf(0)))


def equations(*given, **fields):
    return graph_of(*given, values=(PAIR,) * 9, **fields)


ORDER = "Make each value before it is read."
ONCE = "Give each value a number of its own."

WRONG = {
    "read before it is made": (
        equations(Equation("tanh", (2,), (1,)), Equation("exp", (0,), (2,))),
        f"equation 0, tanh, reads value 2 before equation 1 makes it: got inputs (2). {ORDER}",
    ),
    "read, never made": (
        equations(TANH, Equation("add", (Literal(1.0), 7), (2,))),
        f"equation 1, add, reads value 7, which nothing makes: got inputs (1.0, 7). {ORDER}",
    ),
    "its own result": (
        equations(Equation("tanh", (1,), (1,))),
        f"equation 0, tanh, reads value 1, which depends on it, a cycle: got inputs (1). {ORDER}",
    ),
    "a cycle": (
        equations(Equation("tanh", (3,), (1,)), Equation("exp", (1,), (2,)), Equation("sin", (2,), (3,))),
        f"equation 0, tanh, reads value 3, which depends on it, a cycle: got inputs (3). {ORDER}",
    ),
    "out of range": (
        graph_of(TANH, Equation("tanh", (9,), (2,))),
        "equation 1, tanh, reads a value that does not exist: got 9 with 3 values. Read a value of the graph.",
    ),
    "below zero": (
        graph_of(Equation("tanh", (-1,), (1,))),
        "equation 0, tanh, reads a value that does not exist: got -1 with 2 values. Read a value of the graph.",
    ),
    "a truth value for a number": (
        graph_of(Equation("tanh", (False,), (1,))),
        "equation 0, tanh, reads a value that does not exist: got False with 2 values. Read a value of the graph.",
    ),
    "made twice": (
        equations(TANH, Equation("exp", (0,), (1,))),
        f"equation 1, exp makes value 1, which is made already: got value 1 twice. {ONCE}",
    ),
    "an input made twice": (
        equations(Equation("exp", (0,), (0,))),
        f"equation 0, exp makes value 0, which is made already: got value 0 twice. {ONCE}",
    ),
    "a constant made twice": (
        graph_of(TANH, constants={0: frozen(1, 2)}),
        f"constant 0 makes value 0, which is made already: got value 0 twice. {ONCE}",
    ),
    "a result without a spec": (
        graph_of(TANH, values=(PAIR,)),
        "equation 0, tanh makes a value that has no spec: got 1 with 1 values. Add its Spec to the graph's values.",
    ),
    "no spec": (
        graph_of(TANH, values=(PAIR, None)),
        "value 1 has no spec: got None. Give each value a Spec of shape and dtype.",
    ),
    "no shape": (
        graph_of(TANH, values=(PAIR, Spec((-1,), np.dtype(float)))),
        "value 1 has no shape: got (-1,). Use a tuple of integers from 0.",
    ),
    "no dtype": (
        graph_of(TANH, values=(PAIR, Spec((2,), np.float32))),
        "value 1 has no dtype of numbers: got <class 'numpy.float32'>. Use such as np.dtype('float32').",
    ),
    "objects": (
        graph_of(TANH, values=(PAIR, Spec((2,), np.dtype(object)))),
        "value 1 has no dtype of numbers: got dtype('O'). Use such as np.dtype('float32').",
    ),
    "a kind of input": (
        graph_of(TANH, inputs=0).changed(inputs=(Input(0, "guess", "x"),)),
        "input 0 is of no known kind: got 'guess'. Argument, variable or gradient.",
    ),
    "an unknown operation": (
        graph_of(Equation("tahn", (0,), (1,))),
        (
            "equation 0 applies an unknown operation: got 'tahn'. "
            "Use a name in ag.registry.OPERATIONS, np. and a function, or random. and a draw."
        ),
    ),
    "a function that writes files": (
        graph_of(Equation("np.save", (0,), (1,))),
        (
            "equation 0 applies an unknown operation: got 'np.save'. "
            "Use a name in ag.registry.OPERATIONS, np. and a function, or random. and a draw."
        ),
    ),
    "too many operands": (
        graph_of(Equation("tanh", (0, 0), (1,))),
        "equation 0, tanh, has a wrong number of operands: got 2. Give it 1.",
    ),
    "too few operands": (
        graph_of(Equation("where", (0, 0), (1,))),
        "equation 0, where, has a wrong number of operands: got 2. Give it 3.",
    ),
    "too few operands of any number": (
        graph_of(Equation("gather", (), (1,), {"template": ()})),
        "equation 0, gather, has a wrong number of operands: got 0. Give it at least 1.",
    ),
    "operands of a ufunc": (
        graph_of(Equation("np.greater", (0,), (1,))),
        "equation 0, np.greater, has a wrong number of operands: got 1. Give it 2.",
    ),
    "operands of a draw": (
        graph_of(Equation("random.random", (0,), (1,), {"stream": 0}), streams=("a",)),
        "equation 0, random.random, has a wrong number of operands: got 1. Give it 0.",
    ),
    "results": (
        graph_of(Equation("eigh", (0,), (1,), {"UPLO": "L"})),
        "equation 0, eigh, has a wrong number of results: got 1. Give it 2.",
    ),
    "an unknown parameter": (
        graph_of(Equation("sum", (0,), (1,), {"axes": 1})),
        "equation 0, sum, has unknown parameters: got axes. Its parameters are axis, keepdims.",
    ),
    "a parameter that is not there": (
        graph_of(Equation("getitem", (0,), (1,))),
        "equation 0, getitem, lacks parameters: got template. Its parameters are template.",
    ),
    "a literal": (
        graph_of(Equation("add", (0, Literal("1")), (1,))),
        "equation 0, add, reads a literal that is no number: got str '1'. Make arrays constants.",
    ),
    "no such generator": (
        graph_of(Equation("random.random", (), (1,), {"stream": 1}), streams=("a",)),
        (
            "equation 0, random.random, draws from no random generator: got 1 with 1 streams. "
            "Name one by its place in the graph's streams."
        ),
    ),
    "the rule of nothing": (
        graph_of(TANH.changed(rule="exp.x", forward=7)),
        "equation 0, tanh, is of a rule for a value that does not exist: got 7. Name one.",
    ),
    "a constant that is no array": (
        graph_of(TANH, inputs=0, constants={0: (1.0, 2.0)}),
        "constant 0 is no array: got tuple. Use np.asarray, or a Literal.",
    ),
    "a constant of another spec": (
        graph_of(TANH, inputs=0, constants={0: frozen(1, 2, dtype="float64")}),
        "constant 0 is not of its spec: got float64[2], where float32[2] is stated. State what it is.",
    ),
    "a constant to write to": (
        graph_of(TANH, inputs=0, constants={0: np.zeros(2, "float32")}),
        "constant 0 can be written to: got float32[2]. Call setflags(write=False) on a copy.",
    ),
    "an output that is not there": (
        graph_of(TANH, outputs=(1, 5)),
        "output 1 is a value that nothing makes: got 5. Name a value that is computed.",
    ),
    "a check that is not there": (
        graph_of(TANH, values=(PAIR,) * 9, checks=(4,)),
        "check 0 is a value that nothing makes: got 4. Name a value that is computed.",
    ),
    "a write of what is not there": (
        graph_of(TANH, writes=(Write(0, 3),)).changed(**VARIABLES),
        "write 0 is a value that nothing makes: got 3. Name a value that is computed.",
    ),
    "a write to no Variable": (
        graph_of(TANH, writes=(Write(0, 1),)),
        "a write to x0, which is no Variable: got an argument. Return the value instead.",
    ),
    "a write to no input": (
        graph_of(TANH, writes=(Write(1, 1),)),
        "a write to no input: got 1 with 1 inputs. Name an input by its place.",
    ),
    "two writes": (
        graph_of(TANH, writes=(Write(0, 1), Write(0, 0))).changed(**VARIABLES),
        "w is written twice: got two writes to input 0. Keep the last.",
    ),
    "a write of another shape": (
        graph_of(TANH, values=(PAIR, NUMBER), writes=(Write(0, 1),)).changed(**VARIABLES),
        "a write to w of another spec: got float32[] for float32[2]. Cast and reshape it before.",
    ),
    "a container of the results": (
        graph_of(TANH, form=(Leaf(0), Leaf(1))),
        (
            "the container of the results does not fit: got leaves [0, 1] for 1 values. "
            "Have one Leaf for each, counted from 0."
        ),
    ),
    "a container of the arguments": (
        graph_of(TANH, arguments=((Leaf(1),), {})),
        (
            "the container of the arguments does not fit: got leaves [1] for 1 values. "
            "Have one Leaf for each, counted from 0."
        ),
    ),
}


@pytest.mark.parametrize(("graph", "message"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_said(graph, message):
    with pytest.raises(GraphInvalidError) as error:
        validate(graph)
    assert str(error.value) == message


def test_it_is_a_value_error():
    with pytest.raises(ValueError, match="cycle"):
        validate(graph_of(Equation("tanh", (1,), (1,))))


def test_a_hundred_thousand_equations():
    validate(chain(100_000))


def test_a_cycle_through_a_hundred_thousand_equations():
    long = chain(100_000)
    first = long.equations[0].changed(inputs=(100_000,))
    with pytest.raises(GraphInvalidError, match="equation 0, tanh, reads value 100000, which depends on it, a cycle"):
        validate(long.changed(equations=(first, *long.equations[1:])))
