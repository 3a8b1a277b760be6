"""The operation behind all joining: each part of the cotangent goes to its array, in its type."""

import numpy as np

import autograd_core as ag
from autograd_core.ops import joined


def test_parts_of_the_cotangent():
    a, b = np.ones((2, 1)), np.ones((2, 3), "float32")
    y, pullback = ag.vjp(lambda a, b: joined.concatenate(a, b, axis=-1), a, b)
    g = np.arange(8.0).reshape(2, 4)
    ga, gb = pullback(g)
    np.testing.assert_array_equal(y, np.ones((2, 4)))
    np.testing.assert_array_equal(ga, g[:, :1])
    np.testing.assert_array_equal(gb, g[:, 1:])
    assert (ga.dtype, gb.dtype) == (np.float64, np.float32)
