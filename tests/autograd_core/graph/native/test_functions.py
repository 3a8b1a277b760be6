import numpy as np
import pytest

ir = pytest.importorskip("llvmlite.ir", reason="native kernels need llvmlite")

from autograd_core.graph.native.functions import FUNCTIONS, TYPES, UNSIGNED, cast, castable, signature  # noqa: E402  as above

DTYPES = [*TYPES, *UNSIGNED, np.dtype("float16"), np.dtype("complex128")]
FLOAT32, FLOAT64, INT32, BOOL = np.dtype("float32"), np.dtype("float64"), np.dtype("int32"), np.dtype("bool")


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_dtypes_are_those_of_numpy(name):
    function = {"clamp": np.clip, "where": np.where}.get(name, getattr(np, name, None))
    count = {"where": 3, "clamp": 3, "clip": 3}.get(name) or getattr(function, "nin", 1)
    for dtype in DTYPES:
        found = signature(name, [BOOL if name == "where" else dtype, dtype, dtype][:count])
        if found is not None and function is not None:
            ones = [np.ones(2, kind) for kind in [dtype] * count]
            assert function(*ones).dtype == found[-1]


def test_python_numbers_promote_weakly():
    assert signature("multiply", [FLOAT32, float]) == (FLOAT32, FLOAT32, FLOAT32)
    assert signature("maximum", [INT32, int]) == (INT32, INT32, INT32)
    assert signature("where", [BOOL, FLOAT32, float]) == (BOOL, FLOAT32, FLOAT32, FLOAT32)
    assert signature("where", [FLOAT64, INT32, float])[-1] == FLOAT64
    assert signature("power", [FLOAT32, int]) == (FLOAT32, FLOAT32, FLOAT32)


@pytest.mark.parametrize(
    ("op", "operands"),
    [
        ("sin", [FLOAT32]),
        ("add", [np.dtype("uint8"), np.dtype("uint8")]),
        ("add", [np.dtype("complex64"), FLOAT32]),
        ("exp", [np.dtype("float16")]),
        ("exp", [np.dtype("int8")]),  # float16 in NumPy
        ("subtract", [BOOL, BOOL]),  # an error in NumPy
        ("power", [INT32, INT32]),
        ("reciprocal", [INT32]),
        ("sigmoid", [INT32]),
        ("relu", [BOOL]),
        ("where", [BOOL, complex, FLOAT32]),
    ],
)
def test_what_is_not_written_has_no_signature(op, operands):
    assert signature(op, operands) is None


def test_names_of_numpy_are_found():
    assert signature("np.greater", [FLOAT32, FLOAT32]) == signature("greater", [FLOAT32, FLOAT32])


@pytest.mark.parametrize("source", DTYPES, ids=str)
@pytest.mark.parametrize("target", DTYPES, ids=str)
def test_casts_are_those_of_numpy(source, target, run_cast):
    if not castable(source, target):
        assert target not in TYPES or source.kind in "fc"
        return
    numbers = [0, 1, 2, 100, 127, 255, 2**24 + 1, 2**31, 2**53 + 1, 2**63]
    numbers = [-1, -128, *numbers] if source.kind == "i" else numbers
    numbers = [0.0, -0.0, 0.3, -1e-40, 1e300, np.inf, np.nan] if source.kind == "f" else numbers
    with np.errstate(all="ignore"):
        x = np.array(numbers).astype(source)
        np.testing.assert_array_equal(run_cast(x, target), x.astype(target))


@pytest.fixture
def run_cast(compile_formula):
    """Return a function that casts an array by `cast`."""

    def run(x, target):
        source = x.dtype
        formula = compile_formula((source,), target, lambda builder, value: cast(builder, value, source, target))
        return formula(x)

    return run
