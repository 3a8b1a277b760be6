"""Graphs that are written down by hand."""

import numpy as np

from autograd_core.graph.graphs import Graph
from autograd_core.graph.structure import ARGUMENT, VARIABLE, Equation, Input, Leaf, Literal, Spec, Write

PAIR = Spec((2,), np.dtype("float32"))
NUMBER = Spec((), np.dtype("float32"))


def frozen(*numbers, dtype="float32"):
    """Return a constant."""
    array = np.array(numbers, dtype)
    array.setflags(write=False)
    return array


def graph_of(*equations, inputs=1, outputs=None, constants=None, **fields):
    """Return a graph whose values are all pairs of float32, with the result of the last equation."""
    constants = constants or {}
    numbers = [*range(inputs), *constants, *(n for equation in equations for n in equation.outputs)]
    return Graph(
        **{
            "name": "f",
            "values": (PAIR,) * (max(numbers, default=-1) + 1),
            "inputs": tuple(Input(n, ARGUMENT, f"x{n}") for n in range(inputs)),
            "constants": constants,
            "equations": equations,
            "outputs": equations[-1].outputs if outputs is None else outputs,
            **fields,
        }
    )


def chain(length):
    """Return a graph of many equations, each of which reads the result of the one before."""
    return graph_of(*[Equation("tanh", (k,), (k + 1,)) for k in range(length)])


def step():
    """Return a small step of training, with a bit of everything: layers, all passes, a draw, a write, a constant."""
    return Graph(
        name="step",
        values=(PAIR, PAIR, PAIR, PAIR, NUMBER, PAIR, PAIR, PAIR, PAIR, PAIR, PAIR),
        inputs=(Input(0, ARGUMENT, "x"), Input(1, VARIABLE, "dense.kernel")),
        constants={2: frozen(0.1, 3.0)},
        equations=(
            Equation("multiply", (0, 1), (3,), layers=("model", "dense"), line="train.py:7"),
            Equation("sum", (3,), (4,), {"axis": None, "keepdims": False}, ("loss",), "train.py:8"),
            Equation(
                "broadcast_to", (Literal(np.float32(1.0)),), (5,), {"shape": (2,)}, ("loss",), rule="sum.x", forward=4
            ),
            Equation("multiply", (5, 0), (6,), {}, ("model", "dense"), "train.py:7", "multiply.x2", 3),
            Equation("random.standard_normal", (), (8,), {"stream": 0, "size": (2,), "dtype": np.float32}, ("sgd",)),
            Equation("add", (6, 8), (9,), layers=("sgd",)),
            Equation("subtract", (1, 9), (10,), layers=("sgd",), line="train.py:9"),
        ),
        outputs=(4, 2),
        writes=(Write(1, 10),),
        streams=("noise",),
        checks=(6,),
        arguments=((Leaf(0),), {}),
        form={"loss": Leaf(0), "scale": [Leaf(1), None]},
    )
