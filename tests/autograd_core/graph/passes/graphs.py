"""Graphs for the tests of passes: made by hand, and drawn by Hypothesis."""

import warnings

import numpy as np
from hypothesis import strategies as st

from autograd_core.errors import AutogradError
from autograd_core.graph.evaluating import apply, evaluate
from autograd_core.graph.structure import ARGUMENT, Equation, Graph, Input, Literal, Spec, Write
from autograd_core.graph.validating import validate
from autograd_core.registry import OPERATIONS
from tests.laws import cases


class Builder:
    """A graph in the making: equations are computed as they are added, so that shapes and dtypes are right."""

    def __init__(self):
        self.arrays, self.inputs, self.constants, self.equations = [], [], {}, []

    def input(self, array, kind=ARGUMENT):
        number = self._new(np.ascontiguousarray(array).reshape(np.shape(array)))
        self.inputs.append(Input(number, kind, f"x{len(self.inputs)}"))
        return number

    def constant(self, array):
        array = np.asarray(array).view()
        array.flags.writeable = False
        number = self._new(array)
        self.constants[number] = array
        return number

    def _new(self, array):
        self.arrays.append(array)
        return len(self.arrays) - 1

    def __call__(self, op, *inputs, layers=(), **params):
        """Add an equation; anything but an integer is a literal. Return the number of its result."""
        atoms = tuple(atom if isinstance(atom, (int, Literal)) else Literal(atom) for atom in inputs)
        operands = [atom.value if isinstance(atom, Literal) else self.arrays[atom] for atom in atoms]
        count = OPERATIONS[op].results if op in OPERATIONS else 1
        equation = Equation(op, atoms, tuple(range(count)), params, layers)
        with np.errstate(all="ignore"):
            results = apply(equation, operands, [np.random.default_rng(0)])
        outputs = tuple(self._new(result) for result in results)
        self.equations.append(equation.changed(outputs=outputs))
        return outputs[0]

    def graph(self, *outputs, writes=(), checks=(), streams=()):
        return Graph(
            "f",
            tuple(Spec(array.shape, array.dtype) for array in self.arrays),
            tuple(self.inputs),
            self.constants,
            tuple(self.equations),
            outputs,
            tuple(Write(*write) for write in writes),
            streams,
            checks,
        )

    @property
    def given(self):
        """The arrays that were given for the inputs."""
        return [self.arrays[place.value] for place in self.inputs]


def ops(graph):
    return [equation.op for equation in graph.equations]


def bits(array):
    return (array.dtype, array.shape, array.tobytes())


def results(graph, inputs):
    """Return all that a graph gives, to the bit, with the values that are checked for NaN."""
    seen = graph.changed(outputs=(*graph.outputs, *graph.checks))
    with np.errstate(all="ignore"):
        outputs, written = evaluate(seen, inputs, [np.random.default_rng(0) for _ in graph.streams])
    count = len(graph.outputs)
    has_nan = any(np.isnan(array).any() for array in outputs[count:])
    return [bits(array) for array in (*outputs[:count], *written)], has_nan


def assert_same(before, after, inputs):
    """Assert that two graphs give the same, to the bit."""
    validate(after)
    assert results(after, inputs) == results(before, inputs)


def calls_of(name):
    """Yield operands and parameters of the calls that show an operation at work; see `tests.laws.cases`."""
    operation = OPERATIONS[name]
    found = cases.by_example(name, (*cases.DTYPES, "complex128"))
    for case in _elementwise(operation) if cases.is_elementwise(operation) else found:
        operands, params = operation.bind(cases._filled(case.operands, case.values), dict(case.params))
        try:
            with np.errstate(all="ignore"):
                operation.forward(*operands, **params)
        except (TypeError, AutogradError):
            continue  # it does not take complex numbers
        yield operands, params


def _elementwise(operation):
    count = len(operation.operands)
    for dtype in cases.DTYPES if cases.takes_floats(operation) else ["integers"]:
        for shapes in ([(3, 4)] * count, [(4,), (3, 1), (3, 4)][:count]):
            yield cases.assembled(operation, shapes, [dtype] * count, ("C",) * count, 0)


# ------------------------------------------------------------------------------------------------------ drawn at random

DTYPES = ["float32", "float64", "int64", "bool", "complex64", "float16"]
SPECIAL = [0.0, -0.0, 1.0, -1.0, 2.0, 0.5, 1e-320, 3e38, float("inf"), float("-inf"), float("nan")]
LITERALS = [0, 1, True, 0.0, -0.0, 1.0, 2.0, np.float32(1), np.float32(-0.0), np.float64(1), np.int64(0), float("nan")]
LITERALS += [float("inf"), float("-inf")]
SHAPES = [(), (1,), (3,), (2, 3), (3, 2), (1, 3), (2, 1, 3), (0, 3), (1, 17), (9, 1), (9, 17), (17, 9)]
MANY = 9  # numbers: so many are random, for what depends on the order of a sum
UNARY = ["positive", "negative", "copy", "conjugate", "square", "exp", "invert", "logical_not"]
BINARY = ["add", "subtract", "multiply", "divide", "power", "float_power", "maximum", "minimum", "greater", "np.equal"]
TEMPLATES = [Ellipsis, slice(None), slice(None, None, 2), slice(None, None, -1), 0, (Ellipsis, slice(0, 2))]


def draw_array(draw):
    shape, dtype = draw(st.sampled_from(SHAPES)), np.dtype(draw(st.sampled_from(DTYPES)))
    count = int(np.prod(shape))
    if count < MANY:
        numbers = draw(st.lists(st.sampled_from(SPECIAL), min_size=count, max_size=count))
    else:
        numbers = np.random.default_rng(draw(st.integers(0, 99))).normal(size=count)
    with np.errstate(all="ignore"):
        if dtype.kind == "i":
            numbers = np.nan_to_num(np.clip(numbers, -3, 3))
        return np.array(numbers, "float64").reshape(shape).astype(dtype)


@st.composite
def builders(draw):
    """Draw a graph of operations that passes know something about, with numbers of all kinds."""
    made = Builder()
    for _ in range(draw(st.integers(1, 3))):
        made.input(draw_array(draw))
    for _ in range(draw(st.integers(0, 2))):
        made.constant(draw_array(draw) if draw(st.booleans()) else np.ones(draw(st.sampled_from(SHAPES)), "float32"))
    for _ in range(draw(st.integers(1, 12))):
        add = draw(st.sampled_from(STEPS))
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                add(made, draw, draw(st.integers(0, len(made.arrays) - 1)))
        except (TypeError, ValueError, IndexError):
            continue  # the operation does not take such operands
    return made


def unary(made, draw, x):
    made(draw(st.sampled_from(UNARY)), x)


def binary(made, draw, x):
    other = draw(st.one_of(st.integers(0, len(made.arrays) - 1), st.sampled_from(list(map(Literal, LITERALS)))))
    pair = (x, other) if draw(st.booleans()) else (other, x)
    made(draw(st.sampled_from(BINARY)), *pair)


def stretched(made, draw, x):
    source = draw(st.sampled_from([x, Literal(1.0), Literal(-0.0), Literal(1)]))
    made("broadcast_to", source, shape=draw(st.sampled_from([*SHAPES, made.arrays[x].shape])))


def selected(made, draw, x):
    condition = draw(st.sampled_from([Literal(True), Literal(False), *range(len(made.arrays))]))
    made("where", condition, x, draw(st.integers(0, len(made.arrays) - 1)))


def reshaped(made, draw, x):
    shape = draw(st.permutations(made.arrays[x].shape))
    made("reshape", x, shape=draw(st.sampled_from([tuple(shape), (-1,), made.arrays[x].shape])))


def turned(made, draw, x):
    axes = draw(st.permutations(range(made.arrays[x].ndim)))
    made("transpose", x, axes=draw(st.sampled_from([None, tuple(axes)])))


def reduced(made, draw, x):
    axis = draw(st.sampled_from([None, (), 0, -1, (0, 1)]))
    op = draw(st.sampled_from(["sum", "prod", "max", "min", "mean"]))
    made(op, x, axis=axis, keepdims=draw(st.booleans()))


def read(made, draw, x):
    made("getitem", x, template=draw(st.sampled_from(TEMPLATES)))


def written(made, draw, x):
    template = draw(st.sampled_from(TEMPLATES))
    made("setitem", x, draw(st.integers(0, len(made.arrays) - 1)), template=template)


def scattered(made, draw, x):
    shape = draw(st.sampled_from([made.arrays[x].shape, *SHAPES]))
    made("scatter", x, shape=shape, template=draw(st.sampled_from(TEMPLATES)))


def retyped(made, draw, x):
    made("cast", x, dtype=draw(st.sampled_from(["float16", "float32", "float64", "complex64", made.arrays[x].dtype])))


def multiplied(made, draw, x):
    made("matmul", x, draw(st.integers(0, len(made.arrays) - 1)))


STEPS = [unary, binary, binary, stretched, selected, reshaped, turned, reduced, read, written, scattered, retyped]
STEPS += [multiplied]
