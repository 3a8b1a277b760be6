"""Windows as views, and arrays resized."""

import numpy as np
import pytest
from numpy.lib.stride_tricks import sliding_window_view

import autograd_core as ag
from autograd_core.errors import ShapeError, WriteError

X = np.arange(20.0).reshape(4, 5)


@pytest.mark.parametrize(
    "call",
    [{"window_shape": (2, 3)}, {"window_shape": 3, "axis": 1}, {"window_shape": (2, 2), "axis": (0, 0)}],
    ids=str,
)
def test_windows(call):
    np.testing.assert_array_equal(sliding_window_view(ag.Tensor(X), **call).numpy(), sliding_window_view(X, **call))


def test_windows_follow_what_is_written_and_are_read_only():
    x = ag.Tensor(np.zeros(3))
    y = sliding_window_view(x, 2)
    x[1] = 5.0
    assert y.tolist() == [[0, 5], [5, 0]]
    with pytest.raises(WriteError):
        y[0] = 1.0


def test_a_window_that_is_too_long():
    with pytest.raises(ShapeError) as caught:
        sliding_window_view(ag.Tensor([1.0, 2.0]), 3)
    assert str(caught.value) == (
        "sliding_window_view cannot be applied: got shapes (2,), window_shape=3, subok=False, writeable=False. "
        "NumPy says: window shape cannot be larger than input array shape."
    )


@pytest.mark.parametrize("shape", [7, (2, 5), (3, 0), (30,)], ids=str)
def test_resize(shape):
    np.testing.assert_array_equal(np.resize(ag.Tensor(X), shape).numpy(), np.resize(X, shape))
    np.testing.assert_array_equal(np.resize(ag.Tensor(X[:0]), shape).numpy(), np.resize(X[:0], shape))
