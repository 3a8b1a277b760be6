"""Random programs that read and write through views do with Tensors what they do with arrays, and have the gradient.

A program draws slices, transposes, integer arrays and masks, writes numbers, recorded scalars and other arrays into
them, and goes on reading. It is run on plain NumPy arrays, which say what the values are, and on Tensors.
"""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import basic_indices, integer_array_indices

import autograd_core as ag
from tests.laws.laws import slope

SHAPE = (3, 4)


# ------------------------------------------------------------------------------------------------ what a program can do


def view(variables, x, target, key):
    """Keep a slice."""
    variables.append(variables[target][key])


def transpose(variables, x, target):
    """Keep the transpose."""
    variables.append(variables[target].T)


def flatten(variables, x, target):
    """Keep all elements in a row: a view where NumPy can make one."""
    variables.append(variables[target].reshape(-1))


def gather(variables, x, target, key):
    """Keep copies of some elements."""
    variables.append(variables[target][key])


def compute(variables, x, target):
    """Keep something computed from the values of now."""
    variables.append(np.sin(variables[target]))


def write(variables, x, target, key, value):
    """Replace some elements."""
    variables[target][key] = value(variables, x)


def add(variables, x, target, value):
    """Add to all elements in place."""
    variables[target] += value(variables, x)


def multiply(variables, x, target, value):
    """Multiply all elements in place."""
    variables[target] *= value(variables, x)


def add_to_some(variables, x, target, key, value):
    """Add to some elements in place."""
    variables[target][key] += value(variables, x)


def add_at(variables, x, target, key, value):
    """Add to some elements, several times where they are named so."""
    shape = np.shape(np.empty(variables[target].shape)[key])
    np.add.at(
        variables[target], key, value(variables, x) + np.zeros(shape)
    )  # a smaller value makes NumPy read anywhere


def into(variables, x, target):
    """Compute into what is there."""
    np.cos(variables[target], out=variables[target])


# ----------------------------------------------------------------------------------------------------- drawing programs


@st.composite
def values(draw, variables, shape):
    """Draw what to write into elements of a shape, as a function of the variables and the input."""
    number = draw(st.floats(-1, 1).map(lambda v: round(v, 2)))
    place = draw(st.tuples(st.integers(0, 2), st.integers(0, 3)))
    fitting = [k for k, v in enumerate(variables) if broadcasts(v.shape, shape)]
    match draw(st.sampled_from(["number", "input", "sum", *(["variable", "variable"] if fitting else [])])):
        case "number":
            return lambda variables, x: number
        case "input":
            return lambda variables, x: number * x[place]
        case "sum":
            k = draw(st.integers(0, len(variables) - 1))
            return lambda variables, x: 0.1 * variables[k].sum()
    k, plain = draw(st.sampled_from(fitting)), draw(st.booleans())
    return lambda variables, x: variables[k] if plain else 0.5 * variables[k]


def broadcasts(shape, target):
    try:
        return np.broadcast_shapes(shape, target) == target
    except ValueError:
        return False


def keys(shape):
    """Draw an index of any kind for an array of a shape."""
    return st.one_of(basic_indices(shape, allow_newaxis=True, max_dims=3), *advanced(shape))


def advanced(shape):
    """Return what draws integer arrays and masks; an array without elements has none."""
    if not shape or 0 in shape:
        return []
    masks = st.integers(0, 2**31).map(lambda seed: np.random.default_rng(seed).random(shape) < 0.5)
    return [integer_array_indices(shape), masks]


READS = (view, view, transpose, flatten, gather, compute)
WRITES = (write, write, add, multiply, add_to_some, add_at, into)


@st.composite
def instructions(draw, variables):
    """Draw one instruction that is possible with the variables as they are."""
    action = draw(st.sampled_from(READS if len(variables) < 4 and draw(st.booleans()) else WRITES))
    target = draw(st.integers(0, len(variables) - 1))
    shape = variables[target].shape
    if action in (transpose, flatten, compute, into):
        return action, (target,)
    if action is view:
        return action, (target, draw(basic_indices(shape, allow_newaxis=True, max_dims=3)))
    if action is gather:
        return action, (target, draw(st.one_of(*advanced(shape)) if advanced(shape) else st.just(Ellipsis)))
    if action in (add, multiply):
        return action, (target, draw(values(variables, shape)))
    key = draw(keys(shape))
    return action, (target, key, draw(values(variables, np.shape(variables[target][key]))))


def start(x, array):
    """Return the variables that a program begins with: one computed from the input, one constant."""
    return [x * 1.0, array(np.linspace(-0.5, 0.5, 4))]


@st.composite
def programs(draw):
    """Draw a program by running it on arrays."""
    x = sample()
    variables, program = start(x, np.array), []
    for _ in range(draw(st.integers(2, 8))):
        action, details = draw(instructions(variables))
        program.append((action, details))
        action(variables, x, *details)
        variables[-1] = np.asarray(variables[-1])  # what NumPy reads as a scalar is a copy
    return program


def sample():
    return np.linspace(-1.0, 1.0, 12).reshape(SHAPE) ** 3 + 0.1


def run(program, x, array):
    """Return the variables at the end of a program."""
    variables = start(x, array)
    for action, details in program:
        action(variables, x, *details)
        if array is np.array:
            variables[-1] = np.asarray(variables[-1])
    return variables


def total(variables):
    """Return a scalar to which every element of every variable contributes in its own way."""
    return sum((v * np.cos(np.arange(v.size) + k).reshape(v.shape)).sum() for k, v in enumerate(variables))


@settings(max_examples=150)
@given(programs())
def test_writing_and_reading_through_views(program):
    x = sample()
    expected = run(program, x, np.array)
    leaf = ag.Tensor(x, requires_grad=True)
    variables = run(program, leaf, ag.Tensor)
    for got, wanted in zip(variables, expected, strict=True):
        np.testing.assert_allclose(got.numpy(), wanted, rtol=1e-13, atol=1e-13)

    u = np.random.default_rng(0).uniform(-1, 1, SHAPE)
    slope_of_arrays = slope(lambda t: float(total(run(program, x + t * u, np.array))), 1e-2)
    gradient = ag.grad(lambda x: total(run(program, x, ag.Tensor)))(x)
    assert float((gradient * u).sum()) == pytest.approx(
        slope_of_arrays, rel=1e-8, abs=1e-8 * (1 + np.abs(gradient).sum())
    )
