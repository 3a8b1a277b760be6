"""The same elements, laid in memory in each way."""

import numpy as np
import pytest

from autograd_core.testing.layouts import LAYOUTS, laid

SHAPES = [(), (0,), (1,), (5,), (3, 4), (2, 1, 3), (0, 3), (1, 1)]


def filled(shape, dtype=np.float64):
    return np.arange(1, np.prod(shape, dtype=int) + 1).reshape(shape).astype(dtype)


@pytest.mark.parametrize("layout", [layout for layout in LAYOUTS if layout != "broadcast"])
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("dtype", [np.float64, np.complex64])
def test_the_elements_stay_the_same(dtype, shape, layout):
    x = filled(shape, dtype)
    y = laid(x, layout)
    assert (y.shape, y.dtype) == (x.shape, x.dtype)
    assert np.array_equal(y, x)
    assert not np.shares_memory(x, y)


STRIDES = {
    "C": (32, 8),
    "Fortran": (8, 24),
    "strided": (128, 16),
    "reversed": (-32, -8),
    "read-only": (32, 8),
    "broadcast": (0, 8),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_each_layout_has_its_own_strides(layout):
    y = laid(filled((3, 4)), layout)
    assert y.strides == STRIDES[layout]
    assert y.flags.writeable == (layout not in {"read-only", "broadcast"})


def test_what_lies_beside_strided_elements_is_nan():
    y = laid(filled((2, 3)), "strided")
    assert y.base.shape == (4, 6)
    assert np.isnan(y.base).sum() == 24 - 6
    assert np.isnan(y.base[::2]).all()
    assert np.isnan(y.base[:, ::2]).all()
    assert np.isnan(laid(np.float64(5.0) * np.ones(()), "strided").base).tolist() == [True, False]


@pytest.mark.parametrize(
    ("shape", "elements"),
    [
        ((3,), [1.0, 1.0, 1.0]),
        ((2, 3), [[1.0, 2.0, 3.0], [1.0, 2.0, 3.0]]),
        ((1, 3), [[1.0, 1.0, 1.0]]),
        ((1, 1), [[1.0]]),
        ((), 1.0),
        ((0,), []),
    ],
)
def test_broadcast_repeats_along_the_first_axis_that_is_longer_than_1(shape, elements):
    x = filled(shape)
    y = laid(x, "broadcast")
    assert y.tolist() == elements
    assert not np.shares_memory(x, y)
    axis = next((axis for axis, n in enumerate(shape) if n > 1), None)
    assert axis is None or y.strides[axis] == 0


def test_the_array_itself_stays_as_it_is():
    x = filled((3,))
    laid(x, "read-only")
    laid(x, "reversed")[:] = 0.0
    laid(x, "strided")[:] = 0.0
    assert x.flags.writeable
    assert x.tolist() == [1.0, 2.0, 3.0]
