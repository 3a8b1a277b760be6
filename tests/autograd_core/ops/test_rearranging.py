"""Rolling, appending, inserting, deleting: values of NumPy and what is refused. The laws test the gradients."""

import numpy as np
import pytest

import autograd_core as ag
from autograd_core.errors import ShapeError

X, V = np.arange(12.0).reshape(3, 4), np.arange(5.0)


@pytest.mark.parametrize(
    "rearranged",
    [
        lambda x: np.roll(x, 1),
        lambda x: np.roll(x, -5),
        lambda x: np.roll(x, 12),
        lambda x: np.roll(x, (1, 1), axis=1),
        lambda x: np.roll(x, (1, -1), axis=(0, -1)),
        lambda x: np.roll(x, 2, axis=(0, 1)),
        lambda x: np.roll(x[:0], 2),
        lambda x: np.roll(x[0, 0], 2),
        lambda x: np.append(x, 1.0),
        lambda x: np.append(x, [[1.0, 2.0, 3.0, 4.0]], axis=0),
        lambda x: np.insert(x, 1, 5.0),
        lambda x: np.insert(x, -1, 5.0, axis=1),
        lambda x: np.insert(x, 1, [1.0, 2.0, 3.0], axis=1),
        lambda x: np.insert(x, [1], [[1.0], [2.0], [3.0]], axis=1),
        lambda x: np.insert(x, [1, 3], [1.0, 2.0], axis=1),
        lambda x: np.insert(x, [3, 1, 1], [1.0, 2.0, 3.0]),
        lambda x: np.insert(x, slice(0, 4, 2), 9.0, axis=1),
        lambda x: np.insert(x, [], 9.0),
        lambda x: np.insert(x, [1], [7.0, 8.0, 9.0]),
        lambda x: np.insert(x, np.array([True, False, True, False]), 9.0, axis=1),
        lambda x: np.delete(x, 1),
        lambda x: np.delete(x, [0, -1], axis=1),
        lambda x: np.delete(x, slice(1, None), axis=0),
        lambda x: np.delete(x, np.array([True, False, True]), axis=0),
    ],
)
def test_rearranged_as_in_numpy(rearranged):
    np.testing.assert_array_equal(rearranged(ag.Tensor(X)).numpy(), rearranged(X))


def test_what_is_inserted_takes_the_type_of_the_array():
    assert np.insert(ag.Tensor(X.astype("float32")), 0, 1.5).dtype == np.float32
    assert np.insert(ag.Tensor([1, 2]), 0, 1.5).tolist() == [1, 1, 2]


def test_a_roll_is_no_view():
    t = ag.Tensor(V) * 1.0
    for shift in (0, 1, 5):
        np.roll(t, shift)[0] = 100.0
    np.testing.assert_array_equal(t.numpy(), V)


def test_what_does_not_fit():
    t = ag.Tensor(V)
    with pytest.raises(ShapeError, match=r"^no such axis: got axis 1 for an array with 1 axes"):
        np.roll(t, 1, axis=1)
    with pytest.raises(ShapeError, match=r"^no such axis: got axis 1 for an array with 1 axes"):
        np.delete(t, 1, axis=1)
    with pytest.raises(ShapeError) as error:
        np.insert(t, 1, np.ones((2, 2)))
    assert str(error.value) == (
        "the values to insert do not fit: got values of shape (2, 2) for an array with 1 axes. "
        "Pass values that broadcast to the array."
    )
