import numpy as np
import pytest

pytest.importorskip("llvmlite", reason="native kernels need llvmlite")

from autograd_core.graph.native.arithmetic import EXACT

FLOATS, INTEGERS = ["float32", "float64"], ["int8", "int16", "int32", "int64"]
NUMPY = {"clamp": np.clip, "relu": lambda x: np.maximum(x, x.dtype.type(0)), "where": np.where}
SPECIAL = [0.0, -0.0, 1.0, -1.0, 0.5, -2.5, 3.5, 1e30, -1e-40, np.inf, -np.inf, np.nan]
WHOLE = [0, 1, -1, 2, 100, 127, -128]

ON_FLOATS = [
    *("absolute", "ceil", "fabs", "floor", "isfinite", "isinf", "isnan", "negative", "positive", "reciprocal", "relu"),
    *("rint", "sign", "signbit", "sqrt", "square", "trunc", "add", "copysign", "divide", "equal", "greater"),
    *("greater_equal", "heaviside", "less", "less_equal", "logical_and", "logical_not", "logical_or", "logical_xor"),
    *("maximum", "minimum", "multiply", "not_equal", "subtract", "clamp", "clip", "where"),
]
ON_INTEGERS = [
    *("absolute", "negative", "positive", "relu", "sign", "square", "invert", "isnan", "isinf", "isfinite", "floor"),
    *("add", "subtract", "multiply", "maximum", "minimum", "clamp", "clip", "where", "bitwise_and", "bitwise_or"),
    *("bitwise_xor", "equal", "not_equal", "less", "less_equal", "greater", "greater_equal", "logical_and", "divide"),
]
ON_TRUTHS = [
    *("add", "multiply", "maximum", "minimum", "logical_and", "logical_or", "logical_xor", "logical_not", "invert"),
    *("bitwise_and", "bitwise_or", "bitwise_xor", "equal", "not_equal", "less", "greater_equal", "absolute", "isnan"),
    *("isfinite", "where"),
]


def count(op):
    """Return how many operands an operation has."""
    return {"clamp": 3, "clip": 3, "where": 3, "relu": 1}.get(op) or getattr(np, op).nin


def combinations(op, numbers, dtype):
    """Return operands in which every number meets every other."""
    with np.errstate(over="ignore"):
        numbers = np.array(numbers, dtype)
    return [axis.ravel() for axis in np.meshgrid(*[numbers] * count(op))]


def assert_same_bits(found, wanted):
    """Assert that numbers are the same to their last bits, signs of zeros included; one NaN is like another."""
    assert found.dtype == wanted.dtype
    np.testing.assert_array_equal(found, wanted)
    if wanted.dtype.kind == "f":
        kept = ~np.isnan(wanted)
        np.testing.assert_array_equal(np.signbit(found[kept]), np.signbit(wanted[kept]))


def check(compiled, op, operands):
    """Assert that an operation does what NumPy's function does."""
    with np.errstate(all="ignore"):
        wanted = (NUMPY.get(op) or getattr(np, op))(*operands)
    assert_same_bits(compiled(op, tuple(x.dtype.name for x in operands))(*operands), wanted)


@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize("op", ON_FLOATS)
def test_floats(compiled, op, dtype):
    check(compiled, op, combinations(op, SPECIAL, dtype))


@pytest.mark.parametrize("dtype", FLOATS)
@pytest.mark.parametrize("op", ["add", "subtract", "multiply", "divide", "sqrt", "reciprocal"])
def test_every_exponent_is_rounded_as_numpy_rounds(compiled, op, dtype):
    bits = np.random.default_rng(0).integers(0, 2**63, (2, 20000), dtype=np.uint64)
    numbers = (bits * 2 if dtype == "float64" else (bits >> 31).astype(np.uint32)).view(dtype)
    check(compiled, op, [np.ascontiguousarray(row) for row in numbers[: count(op)]])


@pytest.mark.parametrize("dtype", INTEGERS)
@pytest.mark.parametrize("op", ON_INTEGERS)
def test_integers(compiled, op, dtype):
    check(compiled, op, combinations(op, WHOLE, dtype))


@pytest.mark.parametrize("op", ON_TRUTHS)
def test_truth_values(compiled, op):
    check(compiled, op, combinations(op, [False, True], bool))


@pytest.mark.parametrize("dtype", [*FLOATS, "int32"])
@pytest.mark.parametrize(
    ("low", "high"), [(0, 1), (-1, 0), (1, -1), (-0.0, 2.5), (-1.5, -0.0), (0, np.nan), (np.nan, 1)]
)
def test_constant_bounds(compiled, dtype, low, high):
    if dtype == "int32":
        low, high = (0 if np.isnan(end) else int(end) for end in (low, high))
    (x,) = combinations("relu", WHOLE if dtype == "int32" else SPECIAL, dtype)
    found = compiled("clamp", (dtype, type(low), type(high)), ((1, low), (2, high)))(x, x, x)
    assert_same_bits(found, np.clip(x, low, high))


def test_every_exact_operation_is_tested():
    assert set(EXACT) == {*ON_FLOATS, *ON_INTEGERS, *ON_TRUTHS}
