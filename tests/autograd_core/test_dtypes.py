"""Types are NumPy's; their limits are Python numbers."""

import numpy as np
import pytest

import autograd_core as ag


@pytest.mark.parametrize(
    "name", ["bool", "int8", "int16", "uint32", "uint64", "float16", "float32", "complex128", "dtype"]
)
def test_a_type_is_that_of_numpy(name):
    assert getattr(ag, name) is getattr(np, name)


@pytest.mark.parametrize("of", [np.float32, "float32", ag.ones(2, "float32"), np.ones(2, "float32"), np.complex64])
def test_limits_of_floats(of):
    info = ag.finfo(of)
    assert (info.bits, info.dtype) == (32, np.float32)
    assert (info.eps, info.smallest_normal) == (2.0**-23, 2.0**-126)
    assert info.max == -info.min == (2 - 2.0**-23) * 2.0**127
    assert all(type(limit) is float for limit in info[1:5])


@pytest.mark.parametrize("of", [np.int8, "int8", ag.ones(2, "int8"), np.ones(2, "int8"), np.int8(1)])
def test_limits_of_integers(of):
    info = ag.iinfo(of)
    assert (info.bits, info.min, info.max, info.dtype) == (8, -128, 127, np.int8)


def test_limits_of_the_wrong_kind():
    with pytest.raises(ValueError, match="not inexact"):
        ag.finfo(np.int8)
    with pytest.raises(ValueError, match="Invalid integer"):
        ag.iinfo(ag.ones(2))


def test_kinds():
    assert ag.isdtype(ag.float32, ("integral", "real floating"))
    assert not ag.isdtype(ag.int8, "unsigned integer")
