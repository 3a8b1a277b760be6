"""A value under trace has shape and dtype, and refuses to give a number."""

import copy
import operator
import pickle

import numpy as np
import pytest

import autograd_core as ag
from autograd_core.errors import TraceError
from autograd_core.graph.evaluating import evaluate
from autograd_core.graph.guards import Traced, has_no_numbers
from autograd_core.graph.tracing import trace

X = np.array([[1.0, -2.0, 3.0], [4.0, 5.0, -6.0]])

BRANCH = (
    "Write a branch as np.where(condition, a, b), pass what decides as a Python value, which is no part of the graph, "
    "or run the function as it is, without trace or compile."
)
CONVERSION = (
    "Compute with the array itself, which x.astype(dtype) converts, return it from the function and convert it there, "
    "or pass a Python value, which is part of the program."
)
NUMBERS = "Return it from the function and read it there, or run the function as it is, without trace or compile."
WRITES = "Write into a Tensor, as ag.as_tensor(x).copy() makes, or compute a new array."
OUTSIDE = (
    "Compute with NumPy functions on the values themselves, join them with np.stack or ag.array, and write into "
    "Tensors, as ag.zeros makes."
)
COPIED = "a traced value has no numbers yet: got numbers copied out of one at "


def refusal(function, *args):
    """Return what is said about a function that cannot be traced."""
    with pytest.raises(TraceError) as caught:
        trace(function)(*args)
    return str(caught.value)


def line_of(function, number):
    """Return a line of a function, as errors say it."""
    return f"test_guards.py:{function.__code__.co_firstlineno + number}"


def here(function):
    """Return the line of a function of one line, as errors say it."""
    return f"test_guards.py:{function.__code__.co_firstlineno}"


# --------------------------------------------------------------------------------------------------- asking for numbers


def absolute(x):
    return x if x > 0 else -x


def test_a_branch_names_the_line_and_offers_where():
    line = f"test_guards.py:{absolute.__code__.co_firstlineno + 1}"
    wanted = f"a traced value has no numbers yet: got bool() of bool[] at {line}. {BRANCH}"
    assert refusal(absolute, np.float64(1.0)) == wanted
    assert refusal(absolute, 1.0) == wanted
    assert refusal(absolute, ag.Tensor(1.0)) == wanted
    assert refusal(lambda: absolute(ag.Variable(1.0) * 1.0)) == wanted


@pytest.mark.parametrize(
    ("function", "kind"),
    [
        (lambda x: bool(x[0, 0]), "bool"),
        (lambda x: float(x[0, 0]), "float"),
        (lambda x: int(x[0, 0]), "int"),
        (lambda x: complex(x[0, 0]), "complex"),
        (lambda x: x[0, 0] and 1.0, "bool"),
        (lambda x: not x[0, 0], "bool"),
    ],
)
def test_a_number_is_refused(function, kind):
    message = f"a traced value has no numbers yet: got {kind}() of float64[] at {here(function)}. "
    message += BRANCH if kind == "bool" else CONVERSION
    assert refusal(function, X) == message
    assert refusal(function, ag.Tensor(X)) == message


def test_an_index_is_refused():
    function = lambda i: [10.0, 20.0][i]  # noqa: E731  # its line is asked for
    wanted = f"a traced value has no numbers yet: got index() of int64[] at {here(function)}. {CONVERSION}"
    assert refusal(function, np.int64(1)) == wanted
    assert refusal(range, np.array(3)).startswith("a traced value has no numbers yet: got index()")
    assert refusal(operator.index, np.array(3)).startswith("a traced value has no numbers yet: got index()")


@pytest.mark.parametrize(
    "function",
    [
        lambda x: x.item(),
        lambda x: x.tolist(),
        lambda x: x.tobytes(),
        lambda x: x.view(np.int64),
        lambda x: x.byteswap(),
        lambda x: x.dumps(),
    ],
)
def test_what_gives_numbers_is_refused(function):
    name = function.__code__.co_names[0]
    wanted = f"a traced value has no numbers yet: got {name}() of float64[2, 3] at {here(function)}. {NUMBERS}"
    assert refusal(function, X) == wanted


@pytest.mark.parametrize(
    ("function", "name"),
    [
        (copy.copy, "copy"),
        (copy.deepcopy, "deepcopy"),
        (pickle.dumps, "reduce_ex"),
        (np.from_dlpack, "dlpack"),
        (lambda x: 1.0 in x, "contains"),
    ],
)
def test_what_python_asks_of_objects_is_refused(function, name):
    assert refusal(function, X).startswith(f"a traced value has no numbers yet: got {name}() of float64[2, 3]")


@pytest.mark.parametrize("read", [lambda x: x.numpy(), np.asarray, np.array, lambda x: x.tolist()])
def test_the_numbers_of_a_tensor_are_refused(read):
    assert refusal(read, ag.Tensor(X)).startswith("a traced value has no numbers yet: got ")
    assert refusal(lambda x: read(x * 2.0), ag.Tensor(X)).startswith("a traced value has no numbers yet: got ")


def test_item_of_a_tensor_is_refused():
    function = lambda x: np.sum(x).item()  # noqa: E731  # its line is asked for
    wanted = f"a traced value has no numbers yet: got item() of float64[] at {here(function)}. {NUMBERS}"
    assert refusal(function, ag.Tensor(X)) == wanted


def test_a_variable_gives_no_numbers_either():
    w = ag.Variable([1.0, 2.0])
    assert refusal(lambda: float(w[0])).startswith("a traced value has no numbers yet: got float() of float64[]")
    assert refusal(w.numpy).startswith("a traced value has no numbers yet: got ")
    with ag.no_grad():
        assert refusal(lambda: np.array(w)).startswith("a traced value has no numbers yet: got ")


def test_text_says_what_stands_there():
    said = []

    def function(x):
        said.extend([repr(x), str(x), f"{x}", f"{x[0, 0]:.3f}"])
        return x

    trace(function)(X)
    assert said == ["traced(float64[2, 3])"] * 3 + ["traced(float64[])"]


# ----------------------------------------------------------------------------------------------------- writing in place


@pytest.mark.parametrize(
    "function",
    [
        lambda x: operator.setitem(x, 0, 1.0),
        lambda x: operator.iadd(x, 1.0),
        lambda x: np.add(x, 1.0, out=x),
        lambda x: np.add.at(x, 0, 1.0),
        lambda x: np.exp(np.ones((2, 3)), out=x),
    ],
)
def test_a_write_into_an_argument_is_refused(function):
    wanted = f"a traced value cannot be written in place: got a write of float64[2, 3] at {here(function)}. {WRITES}"
    assert refusal(function, X) == wanted


@pytest.mark.parametrize(
    "function",
    [
        lambda x: x.fill(0.0),
        lambda x: x.sort(),
        lambda x: x.partition(1),
        lambda x: x.put(0, 1.0),
        lambda x: x.resize((6,)),
        lambda x: x.setflags(write=True),
    ],
)
def test_a_method_that_writes_is_refused(function):
    name = function.__code__.co_names[0]
    wanted = f"a traced value has no numbers yet: got {name}() of float64[2, 3] at {here(function)}. {WRITES}"
    assert refusal(function, X) == wanted


def test_a_write_into_an_array_from_outside_is_found():
    room = np.zeros((2, 3))

    def into_a_slice(x):
        room[:] = x
        return room * 2.0

    def with_out(x):
        return np.add(x, 1.0, out=room)

    assert refusal(into_a_slice, X) == f"{COPIED}{line_of(into_a_slice, 1)}. {OUTSIDE}"
    assert refusal(with_out, X).startswith("a traced value cannot be written in place: got a write of float64[2, 3]")


def test_a_write_into_a_tensor_is_traced():
    def function(x):
        y = ag.as_tensor(x).copy()
        y[0] = 7.0
        return y * 2.0

    graph = trace(function)(X)
    other = X + 1.0
    assert np.array_equal(evaluate(graph, [other])[0][0], function(other).array)


# ------------------------------------------------------------------------------------------ copies that nobody asks for


def by_slice(x):
    out = np.empty(x.shape, x.dtype)
    out[:] = x
    return out + 1.0


def by_rows(x):
    out = np.empty(x.shape, x.dtype)
    for i in range(len(out)):
        out[i] = x[i]
    return out * 2.0


def by_array(x):
    return np.array(x) + 1.0


def by_list(x):
    return np.array([x[0], x[1]]) + 1.0


def by_copyto(x):
    out = np.zeros(x.shape, x.dtype)
    np.copyto(out, x)
    return out + 1.0


@pytest.mark.parametrize("dtype", ["float32", "float64", "complex64", "complex128", "int8", "uint64", "bool"])
@pytest.mark.parametrize("function", [by_slice, by_rows, by_array, by_list, by_copyto])
def test_a_copy_that_numpy_makes_in_c_is_found(function, dtype):
    message = refusal(function, X.astype(dtype))
    assert message.startswith(COPIED)
    assert message.endswith(OUTSIDE)


def test_a_copy_is_also_found_when_it_is_returned_or_assigned():
    w = ag.Variable(np.zeros((2, 3)))
    for function in (np.array, lambda x: np.array(x)[0], lambda x: [w.assign(np.array(x))]):
        assert refusal(function, X).startswith((COPIED, "an array that was made from a traced value outside of the"))


def test_an_element_of_a_copy_is_found_when_it_is_returned():
    wanted = "a traced value has no numbers yet: got an element of an array that was copied from one. " + OUTSIDE
    assert refusal(lambda x: [np.array(x)[0, 0]], X) == wanted


def test_a_copy_of_elements_is_found():
    function = lambda x: np.array([x[0, 0], x[0, 1]]) * ag.ones(2)  # noqa: E731  # its line is asked for
    given = f"got one of shape [2] at {here(function)}"
    wanted = f"an array that was made from a traced value outside of the record: {given}. {OUTSIDE}"
    assert refusal(function, X) == wanted


def test_a_copy_in_another_precision_is_found():
    def narrowed(x):
        out = np.empty(x.shape, np.float32)
        out[:] = x
        return ag.as_tensor(out) + 1.0

    assert refusal(narrowed, X).startswith(COPIED)


def test_asarray_of_a_traced_value_is_the_value():
    graph = trace(lambda x: ag.exp(np.asarray(x)))(X)
    assert np.array_equal(evaluate(graph, [X + 1])[0][0], np.exp(X + 1))
    assert refusal(lambda x: np.asarray(x) * 2.0, X).startswith(COPIED)
    for function in (lambda x: ag.exp(np.asarray(x).T), lambda x: ag.exp(np.asarray(x)[::-1])):
        assert refusal(function, X[:, :2]).startswith("an array that was made from a traced value outside")


def test_an_ordinary_nan_is_a_constant():
    assert not has_no_numbers(np.array([np.nan, 1.0]))
    assert not has_no_numbers(np.array(["a", None], object))
    nans = np.full(3, np.nan)
    graph = trace(lambda x: x + nans)(np.ones(3))
    assert np.isnan(evaluate(graph, [np.ones(3)])[0][0]).all()


@pytest.mark.parametrize("function", [np.exp, np.sum, np.negative, lambda x: x > 0, lambda x: x @ x.T])
def test_numpy_cannot_compute_with_a_copy(function):
    assert refusal(lambda x: function(np.array(x)), X).startswith(COPIED)


# ------------------------------------------------------------------------------------------------------ what is allowed


def test_questions_about_the_array_are_answered():
    seen = []

    def function(x):
        seen.extend([x.shape, x.dtype, x.ndim, x.size, len(x), np.shape(x), np.ndim(x), np.result_type(x, 1.0)])
        seen.extend([isinstance(x, np.ndarray), np.iscomplexobj(x), x.nbytes])
        return x

    trace(function)(X)
    assert seen == [(2, 3), np.float64, 2, 6, 2, (2, 3), 2, np.float64, True, False, 48]


def test_arrays_like_a_traced_one_are_plain():
    graph = trace(lambda x: np.zeros_like(x) + np.ones_like(x) * x)(X)
    assert np.array_equal(evaluate(graph, [X + 1])[0][0], X + 1)


@pytest.mark.parametrize(
    "function",
    [
        lambda x: x.T @ x,
        lambda x: x.sum(axis=0) + x.mean(axis=1, keepdims=True),
        lambda x: x.reshape(3, 2)[1:, ::-1],
        lambda x: x[[1, 0]][:, [2, 0]],
        lambda x: x.astype(np.float32),
        lambda x: (x * 10).astype(int),
        lambda x: x.argmax(axis=1),
        lambda x: np.argsort(x, axis=1),
        lambda x: np.take_along_axis(x, np.argsort(x, axis=1), axis=1),
        lambda x: np.where(x > 0, x, 0.0),
        lambda x: x.clip(-1, 1).std() + x.var(axis=0),
        lambda x: np.add.reduce(x, axis=1),
        np.linalg.norm,
        lambda x: np.concatenate([x, x[::-1]]).round(1),
        lambda x: np.stack([row * 2.0 for row in x]),
        lambda x: np.einsum("ij,kj->ik", x, x),
        lambda x: np.isnan(x) | (x == 1.0),
        lambda x: np.cumsum(x, axis=1)[..., -1],
        lambda x: x.real + x.imag,
        lambda x: np.all(x > 0, axis=1),
    ],
)
def test_numpy_code_on_arrays_is_traced(function):
    graph = trace(function)(X)
    other = X[::-1].copy() * 1.5
    (got,) = evaluate(graph, [other])[0]
    wanted = np.asarray(function(other))
    assert got.dtype == wanted.dtype
    assert np.array_equal(got, wanted)


def test_results_of_array_code_are_arrays():
    kinds = []

    def function(x):
        kinds.extend([type(x), type(x + 1.0), type(np.sum(x)), type(x[0]), type(x > 0)])
        return x

    trace(function)(X)
    assert kinds == [Traced] * 5


class Foreign:
    """What computes with arrays in a way of its own."""

    __array_ufunc__ = None

    def __add__(self, other):
        return "its own"

    __radd__ = __add__


@pytest.mark.parametrize("name", ["add", "sub", "mul", "truediv"])
@pytest.mark.parametrize("other", [2.0, 3, X, X.tolist(), np.float32(2.0), ag.Tensor(X), None], ids=repr)
def test_an_operator_takes_down_what_the_function_does(name, other):
    apply, function = getattr(operator, name), {"sub": "subtract", "mul": "multiply", "truediv": "divide"}
    ufunc = getattr(np, function.get(name, name))
    pairs = [(lambda x: apply(x, x), lambda x: ufunc(x, x))]
    if other is not None:
        pairs = [(lambda x: apply(x, other), lambda x: ufunc(x, other))]
        pairs += [(lambda x: apply(other, x), lambda x: ufunc(other, x))]
    for by_operator, by_function in pairs:
        assert trace(by_operator)(X) == trace(by_function)(X)


def test_an_operand_that_computes_itself_has_its_turn():
    results = []
    trace(lambda x: results.extend([x + Foreign(), Foreign() + x]) or x)(X)
    assert results == ["its own", "its own"]


@pytest.mark.parametrize("use", [lambda x: x + x, lambda x: 2.0 * x, lambda x: x.astype(int)])
def test_a_value_of_a_trace_that_has_ended_is_refused(use):
    kept = []
    trace(lambda x: kept.append(x) or x)(X)
    remedy = "Return it from the function instead of keeping it in a variable outside."
    with pytest.raises(TraceError) as caught:
        use(kept[0])
    assert str(caught.value) == f"a value of a trace that has ended: got traced(float64[2, 3]). {remedy}"
    other = refusal(lambda _: use(kept[0]), X)
    assert other == f"a value of another trace, or a part of one: got traced(float64[2, 3]). {remedy}"
