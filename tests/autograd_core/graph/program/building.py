"""Lowered graphs by hand, for the tests of this folder."""

from typing import Any

import numpy as np

from autograd_core.graph.evaluating import apply
from autograd_core.graph.structure import ARGUMENT, VARIABLE, Atom, Equation, Graph, Input, Literal, Spec, Write


class Builder:
    """A graph in the making; each operation is tried on ones, to learn shape and dtype of its results."""

    def __init__(self, name: str = "f") -> None:
        self.name = name
        self.values: list[Any] = []
        self.inputs: list[Input] = []
        self.equations: list[Equation] = []
        self.writes: list[Write] = []
        self.constants: dict[int, Any] = {}
        self.layers: tuple[str, ...] = ()
        self.rule = ""
        self.forward: int | None = None

    def new(self, array: Any) -> int:
        self.values.append(np.asarray(array))
        return len(self.values) - 1

    def argument(self, name: str, shape: tuple[int, ...], dtype: Any = np.float32, kind: str = ARGUMENT) -> int:
        value = self.new(np.ones(shape, dtype))
        self.inputs.append(Input(value, kind, name))
        return value

    def variable(self, name: str, shape: tuple[int, ...], dtype: Any = np.float32) -> int:
        return self.argument(name, shape, dtype, VARIABLE)

    def constant(self, array: Any) -> int:
        value = self.new(array)
        self.constants[value] = self.values[value]
        return value

    def __call__(self, op: str, *atoms: Atom | float, **params: Any) -> int:
        read = tuple([atom if isinstance(atom, (int, Literal)) else Literal(atom) for atom in atoms])
        equation = Equation(op, read, (), params, self.layers, "", self.rule, self.forward)
        operands = [atom.value if isinstance(atom, Literal) else self.values[atom] for atom in read]
        with np.errstate(all="ignore"):
            (array,) = apply(equation, operands, [np.random.default_rng(0)] * 2)
        value = self.new(array)
        self.equations.append(equation.changed(outputs=(value,)))
        return value

    def write(self, target: int, atom: Atom) -> None:
        place = [each.value for each in self.inputs].index(target)
        self.writes = [*[write for write in self.writes if write.input != place], Write(place, atom)]

    def graph(self, *outputs: Atom, **fields: Any) -> Graph:
        specs = tuple([Spec(value.shape, value.dtype) for value in self.values])
        equations, writes = tuple(self.equations), tuple(self.writes)
        return Graph(self.name, specs, tuple(self.inputs), self.constants, equations, outputs, writes, **fields)


def chapter(batch: int = 128, inner: int = 784, hidden: int = 512, classes: int = 10) -> Graph:
    """The step of the book's network, by hand: two dense layers, softmax and cross-entropy, RMSprop."""
    b = Builder("train_step")
    x, y = b.argument("x", (batch, inner)), b.argument("y", (batch, classes))
    names = [("dense", inner, hidden), ("dense_1", hidden, classes)]
    parameters = []
    for name, rows, columns in names:
        parameters += [b.variable(f"{name}.kernel", (rows, columns)), b.variable(f"{name}.bias", (columns,))]
    rate = b.variable("rmsprop.learning_rate", (), np.float64)
    steps = b.variable("rmsprop.iterations", (), np.int64)
    slots = []
    for value in parameters:
        name = next(each.name for each in b.inputs if each.value == value)
        slots.append(b.variable(f"rmsprop.{name.replace('.', '_')}_mean_square", b.values[value].shape))
    mean, correct, gradients = _passes(b, x, y, parameters, batch)
    b.rule, b.forward, b.layers = "", None, ("rmsprop",)
    b.write(steps, b("add", steps, Literal(1)))
    for parameter, gradient, slot in zip(parameters, gradients, slots, strict=True):
        eta = b("cast", rate, dtype=np.dtype(np.float32))
        new = b("add", b("multiply", 0.9, slot), b("multiply", 1 - 0.9, b("multiply", gradient, gradient)))
        change = b("divide", b("multiply", eta, gradient), b("sqrt", b("add", new, 1e-7)))
        b.write(parameter, b("subtract", parameter, change))
        b.write(slot, new)
    return b.graph(mean, correct)


def _passes(b: Builder, x: int, y: int, parameters: list[int], batch: int) -> tuple[int, int, tuple[int, ...]]:
    """Write the forward and the backward pass; return the mean loss, the hits and the gradients."""
    w1, b1, w2, b2 = parameters
    z1, a1, h, z2, a2 = _layers(b, x, w1, b1, w2, b2)
    b.layers = ()
    top = b("max", a2, axis=-1, keepdims=True)
    shifted = b("subtract", a2, top)
    exps = b("exp", shifted)
    total = b("sum", exps, axis=-1, keepdims=True)
    scores = b("subtract", shifted, b("log", total))
    products = b("multiply", y, scores)
    loss = b("negative", b("sum", products, axis=-1, keepdims=False))
    mean = b("divide", b("sum", loss, axis=None, keepdims=False), Literal(batch))
    hits = b("np.equal", b("np.argmax", a2, axis=1), b("np.argmax", y, axis=1))
    correct = b("sum", hits, axis=None, keepdims=False)
    b.rule, b.forward = "softmax_cross_entropy.logits", loss
    share = b("divide", exps, total)
    d2 = b("divide", b("subtract", share, y), Literal(batch))
    b.layers = ("sequential", "dense_1")
    b.rule, b.forward = "matmul.x1", z2
    dh = b("matmul", d2, b("transpose", w2, axes=None))
    b.rule = "matmul.x2"
    dw2 = b("matmul", b("transpose", h, axes=None), d2)
    b.rule, b.forward = "add.x2", a2
    db2 = b("sum", d2, axis=0, keepdims=False)
    b.layers = ("sequential", "dense")
    b.rule, b.forward = "maximum.x1", h
    d1 = b("multiply", dh, b("np.greater", h, Literal(0)))
    b.rule, b.forward = "matmul.x2", z1
    dw1 = b("matmul", b("transpose", x, axes=None), d1)
    b.rule, b.forward = "add.x2", a1
    db1 = b("sum", d1, axis=0, keepdims=False)
    return mean, correct, (dw1, db1, dw2, db2)


def _layers(b: Builder, x: int, w1: int, b1: int, w2: int, b2: int) -> tuple[int, ...]:
    b.layers = ("sequential", "dense")
    z1 = b("matmul", x, w1)
    a1 = b("add", z1, b1)
    h = b("maximum", a1, Literal(0))
    b.layers = ("sequential", "dense_1")
    z2 = b("matmul", h, w2)
    a2 = b("add", z2, b2)
    return z1, a1, h, z2, a2
