"""Joining with brackets: as NumPy's r_ and c_, with gradients."""

import numpy as np
import pytest

import autograd_core as ag
from autograd_core.errors import ConfigurationError

V, M = np.array([1.0, 2.0]), np.arange(4.0).reshape(2, 2)
KEYS = {
    "vectors and numbers": (V, 0, 3.5, V),
    "slices": (slice(0, 4), slice(0, 1, 3j), slice(5), V),
    "matrices": (M, M),
    "single": V,
    "axis": ("-1", M, M),
    "more axes": ("0,2", V, V),
    "place among the axes": ("1,2,0", V, V),
    "three axes": ("0,3,1", V, V),
    "weak numbers": (V.astype("float32"), 1.5),
    "integers": (np.arange(2), 2),
}


@pytest.mark.parametrize("name", KEYS)
def test_rows(name):
    key = KEYS[name]
    parts = key if isinstance(key, tuple) else (key,)
    given = tuple(ag.Tensor(part) if isinstance(part, np.ndarray) else part for part in parts)
    got, expected = ag.r_[given], np.r_[key]
    np.testing.assert_array_equal(got.numpy(), expected)
    assert got.dtype == expected.dtype


@pytest.mark.parametrize("key", [(V, V), (M, V), (M, M, V), V, (V, slice(2)), (np.ones((2, 1)), V)], ids=str)
def test_columns(key):
    parts = key if isinstance(key, tuple) else (key,)
    given = tuple(ag.Tensor(part) if isinstance(part, np.ndarray) else part for part in parts)
    np.testing.assert_array_equal(ag.c_[given].numpy(), np.c_[key])


def test_the_gradient():
    assert ag.grad(lambda v: (ag.c_[v, 2 * v] @ np.array([1.0, 10.0])).sum())(V).tolist() == [21, 21]
    assert ag.grad(lambda s: ag.r_[0:s:3j].sum())(4.0) == 1.5


def test_words_that_mean_nothing():
    with pytest.raises(ConfigurationError) as caught:
        ag.r_["c", V]
    assert str(caught.value) == (
        "brackets that join know no such words: got 'c'. "
        'Pass one to three integers, such as "0,2", and use np.atleast_2d for matrices.'
    )
