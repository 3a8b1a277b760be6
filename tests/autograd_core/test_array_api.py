"""The Python array API, 2024.12: names, signatures, types, indexing, and that code written for it differentiates.

The consortium's own suite is run outside the repository: docs/array_api.md.
"""

import ast
import inspect
import operator
import os

import numpy as np
import pytest

import autograd_core as ag
from autograd_core.errors import ConfigurationError, DetachError
from autograd_core.tree import flatten

HERE = os.path.dirname(os.path.abspath(__file__))


def standard():
    """Return what the standard has, as (group, name, its arguments or None), from the text file beside this one."""
    found = []
    with open(os.path.join(HERE, "array_api_2024_12.txt"), encoding="utf-8") as file:
        for line in map(str.strip, file):
            if line.startswith("["):
                group = line.strip("[]")
            elif line and not line.startswith("#"):
                made = ast.parse(f"def {line}: ..." if "(" in line else f"def {line}(): ...").body[0]
                found.append((group, made.name, made.args if "(" in line else None))
    return found


STANDARD = standard()
SINCE_21 = pytest.mark.skipif(np.lib.NumpyVersion(np.__version__) < "2.1.0", reason="needs what NumPy 2.1 added")
SPACES = {
    "namespace": lambda: ag,
    "linalg": lambda: ag.linalg,
    "fft": lambda: ag.fft,
    "array": lambda: ag.zeros((3, 3)),
}


@pytest.mark.parametrize(("group", "name", "arguments"), [pytest.param(*s, id=f"{s[0]}.{s[1]}") for s in STANDARD])
def test_every_name_of_the_standard_takes_its_arguments(group, name, arguments):
    found = getattr(SPACES[group](), name)
    if arguments is None:
        return
    try:
        taken = list(inspect.signature(found).parameters.values())
    except ValueError:
        pytest.skip("this version of NumPy does not say what it takes")
    by_position = [a for a in taken if a.kind in (a.POSITIONAL_ONLY, a.POSITIONAL_OR_KEYWORD)]
    if arguments.vararg:
        assert any(a.kind == a.VAR_POSITIONAL for a in taken)
    if not any(a.kind == a.VAR_POSITIONAL for a in taken):
        assert len(by_position) >= len(arguments.posonlyargs) + len(arguments.args)
    for place, argument in enumerate(arguments.args, len(arguments.posonlyargs)):
        assert (by_position[place].name, by_position[place].kind) == (
            argument.arg,
            inspect.Parameter.POSITIONAL_OR_KEYWORD,
        )
    for argument in arguments.kwonlyargs:
        assert argument.arg in {a.name for a in taken if a.kind != a.POSITIONAL_ONLY}


NAMESAKES = [
    pytest.param(name, len(arguments.posonlyargs), id=name)
    for group, name, arguments in STANDARD
    if group == "namespace"
    and [a.arg for a in arguments.posonlyargs] in (["x"], ["x1", "x2"])
    and not (arguments.args or arguments.kwonlyargs)
    and not hasattr(np.ndarray, name)
]


@pytest.mark.parametrize(("name", "count"), NAMESAKES)
def test_a_function_of_arrays_alone_is_that_of_numpy_with_its_name(name, count):
    kind = int if name.startswith("bitwise") else float
    operands = [np.array(x, kind) + (name == "acosh") for x in ([[1, 0.5], [0.25, 0]], [[0.5, 1], [0.25, 2]])]
    with np.errstate(all="ignore"):
        found, expected = getattr(ag, name)(*operands[:count]), getattr(np, name)(*operands[:count])
    for one, other in zip(flatten(found)[0], flatten(expected)[0], strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("name", ["add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul"])
def test_every_operator_works_from_the_right_and_in_place(name):
    _check_operator(
        getattr(operator, name), name, np.array([[3.0, 5.0], [7.0, 4.0]]), np.array([[2.0, 3.0], [1.0, 2.0]])
    )


@pytest.mark.parametrize("name", ["and", "or", "xor", "lshift", "rshift"])
def test_every_operator_of_integers_works_from_the_right_and_in_place(name):
    operate = getattr(operator, f"{name}_" if name in ("and", "or") else name)
    _check_operator(operate, name, np.array([6, 9]), np.array([2, 1]))


def _check_operator(operate, name, x, y):
    expected = operate(x, y)
    np.testing.assert_array_equal(operate(ag.asarray(x), y).numpy(), expected)
    np.testing.assert_array_equal(getattr(ag.asarray(y), f"__r{name}__")(x).numpy(), expected)
    changed = ag.asarray(x)
    assert getattr(changed, f"__i{name}__")(y) is changed
    np.testing.assert_array_equal(changed.numpy(), expected)


# ------------------------------------------------------------------------------------------------------- the namespace


def test_an_array_knows_its_namespace():
    x = ag.Tensor([1.0])
    assert x.__array_namespace__() is ag
    assert x.__array_namespace__(api_version="2024.12") is ag
    assert ag.__array_api_version__ == "2024.12"
    with pytest.raises(ConfigurationError, match=r"no such version of the array API: got api_version='2020.01'\. Ask"):
        x.__array_namespace__(api_version="2020.01")


@SINCE_21
def test_the_namespace_tells_what_it_can_do():
    info = ag.__array_namespace_info__()
    assert info.default_device() == "cpu"
    assert info.default_dtypes()["real floating"] == ag.float64
    assert info.capabilities()["boolean indexing"]
    assert all(getattr(ag, name) == dtype for name, dtype in info.dtypes().items())


def test_everything_is_on_the_one_device():
    x = ag.ones(2, device="cpu")
    assert x.device == "cpu"
    assert x.to_device("cpu") is x
    with pytest.raises(ConfigurationError, match=r"no such device: got device='gpu'\. Pass \"cpu\", or leave it out\."):
        x.to_device("gpu")


@pytest.mark.parametrize("name", ["pi", "e", "inf", "nan"])
def test_constants_are_numbers_of_python(name):
    assert type(getattr(ag, name)) is float
    np.testing.assert_equal(getattr(ag, name), getattr(np, name))


def test_a_new_axis_is_none():
    assert ag.newaxis is None
    assert ag.ones(3)[ag.newaxis, :].shape == (1, 3)


# ----------------------------------------------------------------------------------------------------------- promotion

DTYPES = ["bool", "int8", "int32", "int64", "uint8", "uint64", "float32", "float64", "complex64", "complex128"]


@pytest.mark.parametrize("first", DTYPES)
@pytest.mark.parametrize("second", DTYPES)
def test_types_promote_as_in_numpy(first, second):
    x, y = ag.ones(2, dtype=getattr(ag, first)), ag.ones(2, dtype=getattr(ag, second))
    assert (x * y).dtype == (x.numpy() * y.numpy()).dtype
    assert ag.result_type(x, y) == np.result_type(x.numpy(), y.numpy())
    assert ag.can_cast(x, y.dtype) == np.can_cast(x.dtype, y.dtype)


@pytest.mark.parametrize("number", [True, 2, 2.0, 2.0j])
@pytest.mark.parametrize("dtype", ["int8", "float32", "complex64"])
def test_numbers_of_python_do_not_promote_within_a_kind(number, dtype):
    x = ag.ones(2, dtype=dtype)
    assert (x + number).dtype == (number + x).dtype == (x.numpy() + number).dtype
    assert ag.where(x == 1, x, number).dtype == np.where(x.numpy() == 1, x.numpy(), number).dtype


@pytest.mark.parametrize("reduce", ["sum", "prod", "cumulative_sum", "cumulative_prod"])
def test_sums_of_small_integers_are_large_unless_told_otherwise(reduce):
    x = ag.asarray([3, 250], dtype=ag.uint8)
    assert getattr(ag, reduce)(x).dtype == ag.uint64
    narrow = getattr(ag, reduce)(x, dtype=ag.uint8)
    assert narrow.dtype == ag.uint8
    np.testing.assert_array_equal(
        narrow.numpy(), getattr(np, reduce.replace("ulative_", ""))(x.numpy(), dtype=np.uint8)
    )


# ------------------------------------------------------------------------------------------------------------ indexing

MASK = np.array([True, False, True])
KEYS = [0, -1, (1, 2), slice(None, None, -1), (slice(1, None), 0), ..., (..., 1), (None, 0), (0, ..., None), MASK]
KEYS += [(slice(None), slice(0, 0)), (), (np.array([2, 0, 0]), np.array([1, 1, 0])), np.array([[0, 1], [2, 2]])]


@pytest.mark.parametrize("key", KEYS, ids=str)
def test_an_index_gives_what_it_gives_in_numpy(key):
    x = np.arange(12.0).reshape(3, 4)
    as_tensors = tuple(
        ag.asarray(k) if isinstance(k, np.ndarray) else k for k in (key if type(key) is tuple else (key,))
    )
    for asked in (key, as_tensors):
        y = ag.asarray(x)
        assert isinstance(y[asked], ag.Tensor)
        np.testing.assert_array_equal(y[asked].numpy(), x[key])
        changed = x.copy()
        changed[key] = -1.0
        y[asked] = ag.asarray(-1.0)
        np.testing.assert_array_equal(y.numpy(), changed)


def test_an_integer_scalar_is_an_index():
    assert [10, 20, 30][ag.asarray(1)] == 20
    with pytest.raises(TypeError, match="only an integer scalar can be an index"):
        operator.index(ag.asarray(1.0))


# ------------------------------------------------------------------------------------------------------ code written so


def attention(q, k, v):
    """Scaled dot-product attention, as a library that knows only the standard would write it."""
    xp = q.__array_namespace__()
    scores = xp.matmul(q, xp.matrix_transpose(k)) / xp.sqrt(
        xp.asarray(float(q.shape[-1]), dtype=q.dtype, device=q.device)
    )
    scores = xp.exp(scores - xp.max(scores, axis=-1, keepdims=True))
    return xp.matmul(scores / xp.sum(scores, axis=-1, keepdims=True), v)


def robust_mean(x):
    """A weighted mean with the largest element left out, from creation, searching, sorting and sets."""
    xp = x.__array_namespace__()
    x = xp.concat([x, xp.zeros(1, dtype=x.dtype)])
    kept = xp.arange(x.shape[0]) != xp.argmax(x)
    weights = xp.where(kept, xp.ones_like(x), xp.zeros_like(x))
    ordered = xp.sort(x, descending=True)
    spread = xp.sum(xp.pow(xp.clip(ordered, -2.0, 2.0), 2)) * xp.astype(xp.count_nonzero(kept), x.dtype)
    return xp.sum(weights * x) / xp.sum(weights) + spread + xp.sum(xp.unique_values(x)) + xp.linalg.vector_norm(x)


def finite_difference(f, x, direction, h=1e-6):
    return (f(ag.asarray(x + h * direction)) - f(ag.asarray(x - h * direction))).item() / (2 * h)


def test_attention_differentiates():
    rng = np.random.default_rng(0)
    q, k, v, cotangent = (rng.normal(size=(4, 3)) for _ in range(4))
    for at, f in enumerate([lambda x: attention(x, k, v), lambda x: attention(q, x, v), lambda x: attention(q, k, x)]):
        loss = lambda x, f=f: ag.sum(f(ag.asarray(x)) * cotangent)  # noqa: E731  # a closure over the loop's function
        x, direction = (q, k, v)[at], rng.normal(size=(4, 3))
        expected = finite_difference(loss, x, direction)
        assert np.sum(ag.grad(loss)(x) * direction) == pytest.approx(expected, rel=1e-7)


def test_a_function_of_many_names_differentiates_twice():
    x, direction = np.array([0.5, -1.0, 3.0, 1.5]), np.array([1.0, 0.3, -0.7, 0.2])
    assert np.sum(ag.grad(robust_mean)(x) * direction) == pytest.approx(finite_difference(robust_mean, x, direction))
    slope = lambda x: ag.sum(ag.grad(robust_mean)(x) * direction)  # noqa: E731  # the first derivative along a direction
    assert np.sum(ag.grad(slope)(x) * direction) == pytest.approx(finite_difference(slope, x, direction), rel=1e-6)


# -------------------------------------------------------------------------------------------------------------- DLPack


class Consumer:
    """A library that asks for the memory in its own way."""

    def __init__(self, tensor, **asked):
        self.tensor, self.asked = tensor, asked

    def __dlpack__(self, **asked):
        return self.tensor.__dlpack__(**self.asked)

    def __dlpack_device__(self):
        return self.tensor.__dlpack_device__()


@SINCE_21
def test_another_library_gets_a_copy():
    x = ag.ones(2)
    for y in (np.from_dlpack(x), np.from_dlpack(x, copy=True), np.from_dlpack(Consumer(x))):
        assert not np.shares_memory(y, x.array)
        assert y.tolist() == [1.0, 1.0]
    assert x.__dlpack_device__() == (1, 0)


@SINCE_21
def test_or_the_memory_itself_but_cannot_write():
    x = ag.ones(2)
    y = np.from_dlpack(x, copy=False)
    assert np.shares_memory(y, x.array)
    assert not y.flags.writeable
    assert x.array.flags.writeable
    assert np.shares_memory(np.from_dlpack(Consumer(x, copy=False)), x.array)  # knows no read-only memory


@SINCE_21
def test_a_gradient_does_not_leave_by_dlpack():
    x = ag.Tensor([1.0, 2.0], requires_grad=True)
    wrong = r"another library would lose the gradient: got a recorded tensor of shape \(2,\)\. Say \.numpy\(\)"
    with pytest.raises(DetachError, match=wrong):
        np.from_dlpack(x * 2)
    with ag.no_grad():
        np.testing.assert_array_equal(np.from_dlpack(x * 2), [2.0, 4.0])


# ----------------------------------------------------------------------------------------------------------- the skips


def test_each_skip_of_the_suite_has_its_reason_above_it():
    with open(os.path.join(HERE, os.pardir, "array_api_skips.txt"), encoding="utf-8") as file:
        blocks = file.read().strip().split("\n\n")
    for block in blocks:
        lines = block.splitlines()
        assert lines[0].startswith("# "), "a reason first"
        assert all(line.startswith(("# ", "array_api_tests/")) for line in lines)
