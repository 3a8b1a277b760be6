"""A primitive is one call of NumPy, which gives the bits of the operation."""

import numpy as np
import pytest

from autograd_core.graph.primitives import CALLS, NOT_AS_NUMPY, is_elementwise, is_numpy, is_primitive
from autograd_core.registry import OPERATIONS
from tests.autograd_core.graph.passes.graphs import bits, calls_of

# Before NumPy 2.1 the function reshape has another name for the shape; as a method it takes the shape alone.
WITH_FUNCTION = [name for name, operation in OPERATIONS.items() if operation.numpy is not None]

pytestmark = pytest.mark.filterwarnings("ignore::RuntimeWarning", "ignore::numpy.exceptions.ComplexWarning")


def parts(results):
    return [bits(np.asarray(part)) for part in (results if isinstance(results, tuple) else [results])]


@pytest.mark.parametrize("name", [name for name in WITH_FUNCTION if is_primitive(name) and name != "reshape"])
def test_the_function_of_numpy_gives_the_bits_of_the_operation(name):
    operation = OPERATIONS[name]
    for operands, params in calls_of(name):
        assert parts(operation.numpy(*operands, **params)) == parts(operation.forward(*operands, **params))


def test_the_exceptions_are_such():
    assert {"mean", "pinv"} == NOT_AS_NUMPY
    with pytest.raises(ValueError, match="can't be both set"):
        [OPERATIONS["pinv"].numpy(*operands, **params) for operands, params in calls_of("pinv")]
    many = np.broadcast_to(np.array([0.1, 0.3, 0.7, 0.9], "float32"), (2**24 + 1, 4))
    assert not np.array_equal(np.mean(many, axis=0), OPERATIONS["mean"].forward(many, axis=0))


def test_all_primitives_exist():
    assert set(OPERATIONS) >= CALLS | NOT_AS_NUMPY


@pytest.mark.parametrize("op", ["np.argsort", "np.linalg.norm", "random.random", "tanh", "matmul", "sum", "where"])
def test_a_primitive(op):
    assert is_primitive(op)


@pytest.mark.parametrize("op", ["softmax", "relu", "erf", "pinv", "unheard_of"])
def test_no_primitive(op):
    assert not is_primitive(op)


@pytest.mark.parametrize("op", ["tanh", "add", "where", "clamp", "np.isnan", "np.floor_divide"])
def test_an_elementwise_primitive(op):
    assert is_elementwise(op)


@pytest.mark.parametrize("op", ["matmul", "sum", "relu", "np.argsort", "np.linalg.norm", "reshape", "unheard_of"])
def test_a_primitive_that_is_not_elementwise(op):
    assert not is_elementwise(op)


def test_functions_of_numpy_are_told_by_name():
    assert is_numpy("np.argsort")
    assert not is_numpy("argsort")
