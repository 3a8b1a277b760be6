"""What tests of compiled functions share."""

import numpy as np
import pytest

from autograd_core.graph import native
from autograd_core.graph.compiling import compile as compiled
from autograd_core.values import plain

X = np.array([1.0, -2.0, 3.0])

needs_native = pytest.mark.skipif(not native.available(), reason="llvmlite is missing")
NATIVE = [False, pytest.param(True, marks=needs_native)]


def numpy_only(function):
    """Return a function compiled to a program that needs only NumPy."""
    return compiled(function, native=False)


def same(a, b):
    """Whether two results are the same in type, dtype, shape and bits."""
    if type(a) is not type(b):
        return False
    a, b = np.asarray(plain(a)), np.asarray(plain(b))
    return a.dtype == b.dtype and a.shape == b.shape and np.array_equal(a, b, equal_nan=a.dtype.kind in "fc")
