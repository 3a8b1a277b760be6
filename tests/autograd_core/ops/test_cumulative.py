"""Running reductions and differences with NumPy's arguments."""

import numpy as np
import pytest

import autograd_core as ag
from autograd_core.errors import ShapeError, WriteError

X = np.array([[3.0, 1.0, 2.0], [3.0, 5.0, -4.0]])


@pytest.mark.parametrize("name", ["cumsum", "cumprod"])
@pytest.mark.parametrize("call", [{}, {"axis": 0}, {"axis": -1, "dtype": "float32"}])
def test_running_reductions(name, call):
    for x in (X, X.astype(int), np.float64(3.0)):
        if np.ndim(x) or not call:
            expected = getattr(np, name)(x, **call)
            for y in (getattr(np, name)(ag.Tensor(x), **call), getattr(ag.Tensor(x), name)(**call)):
                np.testing.assert_array_equal(y.numpy(), expected)
                assert y.dtype == expected.dtype


@pytest.mark.parametrize("ufunc", [np.add, np.multiply, np.maximum, np.minimum, np.logaddexp])
def test_accumulate_of_a_ufunc_runs_along_the_first_axis(ufunc):
    for call in ({}, {"axis": 1}, {"dtype": "float32"}):
        expected = ufunc.accumulate(X, **call)
        y = ufunc.accumulate(ag.Tensor(X), **call)
        np.testing.assert_allclose(y.numpy(), expected, rtol=1e-6)
        assert y.dtype == expected.dtype


@pytest.mark.parametrize(("name", "first"), [("cumulative_sum", 0.0), ("cumulative_prod", 1.0)])
def test_the_array_api_names(name, first):
    function, old = getattr(ag, name), {"cumulative_sum": np.cumsum, "cumulative_prod": np.cumprod}[name]
    for axis in (0, -1):
        y = function(X, axis=axis, include_initial=True).numpy()
        np.testing.assert_array_equal(y, np.insert(old(X, axis=axis), 0, first, axis=axis))
    np.testing.assert_array_equal(function(X[0]).numpy(), old(X[0]))
    assert function(np.arange(3), include_initial=True).dtype == old(np.arange(3)).dtype
    with pytest.raises(ShapeError) as error:
        function(X)
    assert str(error.value) == (
        "cumulative functions need an axis: got axis=None for an array with 2 axes. Pass axis=."
    )


@pytest.mark.parametrize(
    "call",
    [
        {},
        {"n": 2, "axis": 0},
        {"n": 0},
        {"n": 0, "prepend": 0.0},
        {"n": 5},
        {"prepend": 0.0, "append": np.ones((2, 2))},
        {"axis": 0, "prepend": [[1.0, 2.0, 3.0]]},
    ],
)
def test_differences(call):
    np.testing.assert_array_equal(np.diff(ag.Tensor(X), **call).numpy(), np.diff(X, **call))


def test_differences_of_booleans_say_where_they_differ():
    np.testing.assert_array_equal(np.diff(ag.Tensor(X > 2)).numpy(), np.diff(X > 2))


def test_what_differences_refuse():
    with pytest.raises(ShapeError) as error:
        np.diff(ag.Tensor(X), n=-1)
    assert str(error.value) == "differences cannot be taken so often: got n=-1. Pass a number that is not negative."
    with pytest.raises(ShapeError, match=r"^no such axis: got axis 2 for an array with 2 axes"):
        np.diff(ag.Tensor(X), axis=2)


def test_differences_of_the_flattened_array_between_two_ends():
    for call in ({}, {"to_end": 9.0}, {"to_end": [1, 2], "to_begin": np.ones((2, 1))}):
        np.testing.assert_array_equal(np.ediff1d(ag.Tensor(X), **call).numpy(), np.ediff1d(X, **call))


def test_out_is_refused():
    with pytest.raises(WriteError, match=r"^out= is not taken here"):
        ag.cumsum(X, 0, None, np.zeros(2))
