"""Writes by NumPy's functions: the same values as with arrays, gradients, words of errors."""

import numpy as np
import pytest

import autograd_core as ag
from autograd_core.errors import DataError, DetachError, DTypeError, ShapeError, UnknownNameError, WriteError

MASK = np.array([[True, False, True], [False, True, True]])

WRITES = {
    "put": lambda y, v: np.put(y, [0, 4, 5], v),
    "put, wrapped": lambda y, v: np.put(y, [7, -8, 2], v, mode="wrap"),
    "put, clipped": lambda y, v: np.put(y, [9, 1], v, mode="clip"),
    "put, cycled": lambda y, v: np.put(y, [0, 1, 2, 3, 5], v),
    "place": lambda y, v: np.place(y, MASK, v),
    "putmask": lambda y, v: np.putmask(y, MASK, v),
    "copyto": np.copyto,
    "copyto, where": lambda y, v: np.copyto(y, v, where=MASK),
    "put_along_axis": lambda y, v: np.put_along_axis(y, np.array([[0, 1, 1]]), v, axis=0),
    "put_along_axis, flat": lambda y, v: np.put_along_axis(y, np.array([0, 5, 3]), v, axis=None),
    "fill_diagonal": np.fill_diagonal,
}


@pytest.mark.parametrize("name", WRITES)
def test_it_writes_what_numpy_writes_and_the_gradient_flows_to_the_values(name):
    x, v = np.arange(6.0).reshape(2, 3), np.array([10.0, 20.0, 30.0])
    weights = np.arange(1.0, 7.0).reshape(2, 3)

    def f(x, v):
        y = x * 1.0
        WRITES[name](y, v)
        return y

    def by_numpy(x, v):
        y = x.copy()
        WRITES[name](y, v)
        return y

    y, pullback = ag.vjp(f, x, v)
    np.testing.assert_array_equal(y, by_numpy(x, v))
    for gradient, position in zip(pullback(weights), (0, 1), strict=True):
        given = [x, v]
        for place in np.ndindex(given[position].shape):  # a write is linear
            moved = [np.zeros_like(x), np.zeros_like(v)]
            moved[position][place] = 1.0
            assert gradient[place] == np.sum(weights * by_numpy(*moved))


def test_a_tall_matrix_is_filled_again_with_wrap():
    y, expected = ag.Tensor(np.zeros((7, 3))), np.zeros((7, 3))
    np.fill_diagonal(y, [1.0, 2.0], wrap=True)
    np.fill_diagonal(expected, [1.0, 2.0], wrap=True)
    np.testing.assert_array_equal(y.numpy(), expected)


def test_arrays_take_values_without_a_gradient():
    y = np.zeros(2)
    np.put(y, [1], ag.Tensor([5.0]))
    assert y.tolist() == [0, 5]


V = ag.Tensor([1.0, 2.0], requires_grad=True)


@pytest.mark.parametrize(
    ("write", "error", "message"),
    [
        (
            lambda: np.put(np.zeros(3), [0, 1], V),
            DetachError,
            (
                "np.put would lose the gradient of its values: got a target of type ndarray."
                " Make the target a Tensor, as by ag.zeros(shape) or ag.as_tensor(array), or pass values.numpy() if no"
                " gradient is due."
            ),
        ),
        (
            lambda: np.put(ag.Tensor(np.zeros(3)), [3], 1.0),
            IndexError,
            "an index is outside: got [3] for 3 elements. Use mode='wrap' or 'clip'.",
        ),
        (
            lambda: np.put(ag.Tensor(np.zeros(3)), [3], 1.0, mode="cut"),
            UnknownNameError,
            "unknown mode: got 'cut'. Known: clip, raise, wrap.",
        ),
        (
            lambda: np.place(ag.Tensor(np.zeros(2)), [True, True], []),
            DataError,
            "no value to place: got 2 elements to fill. Pass at least one value.",
        ),
        (
            lambda: np.copyto(ag.Tensor([1, 2]), 1.5 * np.ones(2)),
            DTypeError,
            (
                "copyto cannot change a dtype: got float64 into int64 by 'same_kind'."
                " Convert it with .astype, or pass casting='unsafe'."
            ),
        ),
        (
            lambda: np.fill_diagonal(ag.Tensor([1.0, 2.0]), 0.0),
            ShapeError,
            "fill_diagonal needs a diagonal: got shape (2,). Pass a matrix, or an array whose axes are equally long.",
        ),
        (
            lambda: np.put(V, [0], 1.0),
            WriteError,
            "writing into a tensor that wants a gradient: got an input of shape (2,). Write into a copy: t = t.copy().",
        ),
    ],
)
def test_errors(write, error, message):
    with pytest.raises(error) as raised:
        write()
    assert str(raised.value) == message
