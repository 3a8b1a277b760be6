"""What has no gradient is called by NumPy's name."""

import inspect

import numpy as np
import pytest

import autograd_core as ag
from autograd_core.registry import CONSTANT, LATER, load_later

load_later()
NAMES = sorted(LATER["autograd_core.unrecorded"])
X = np.array([[3.0, 1.0, 2.0], [0.0, 5.0, -4.0]])

CALLS = {
    "all": lambda xp, x: xp.all(x, axis=1, keepdims=True),
    "argmax": lambda xp, x: xp.argmax(a=x, axis=0),
    "count_nonzero": lambda xp, x: xp.count_nonzero(x, axis=1),
    "nonzero": lambda xp, x: xp.nonzero(x),
    "searchsorted": lambda xp, x: xp.searchsorted([0.0, 1.0, 4.0], x, side="right"),
    "round": lambda xp, x: xp.round(x / 7, 2),
    "zeros_like": lambda xp, x: xp.zeros_like(x, dtype="float32", shape=(2,)),
    "isin": lambda xp, x: xp.isin(x, [3.0]),
}


@pytest.mark.parametrize("name", CALLS)
def test_it_gives_what_numpy_gives_as_tensors_without_a_gradient(name):
    for x in (X, ag.Tensor(X), ag.Tensor(X, requires_grad=True) * 1.0):
        found, expected = CALLS[name](ag, x), CALLS[name](np, X)
        found, expected = (found, expected) if isinstance(found, tuple) else ((found,), (expected,))
        for one, other in zip(found, expected, strict=True):
            assert type(one) is ag.Tensor
            assert not one.requires_grad
            assert one.dtype == other.dtype
            np.testing.assert_array_equal(one.numpy(), other)


def test_answers_that_are_no_arrays_stay_what_they_are():
    assert ag.allclose(ag.Tensor(X), X) is True
    assert ag.result_type(ag.ones(2, "float32"), 1.0) == np.float32
    assert ag.shares_memory(ag.ones(2), X) is False


def test_a_result_is_written_where_it_is_asked_for():
    y = ag.zeros(2, dtype=int)
    assert ag.argmax(X, axis=1, out=y) is y
    assert y.tolist() == [0, 1]


@pytest.mark.parametrize("name", NAMES)
def test_it_says_what_it_does_and_takes(name):
    made = getattr(ag, name)
    assert inspect.getdoc(made).endswith(f"No gradient flows through: `np.{name}` of the values, as Tensors.")
    try:
        expected = inspect.signature(getattr(np, name))
    except ValueError:
        pytest.skip("this version of NumPy does not say what it takes")
    assert inspect.signature(made) == expected


OF_WORDS_AND_BITS = {"array2string", "array_repr", "array_str", "save", "savetxt", "savez", "savez_compressed"}
OF_WORDS_AND_BITS |= {"bitwise_count", "gcd", "isnat", "lcm", "packbits", "unpackbits"}
"""Constants that are not offered: they write files and texts, or are about the bits of integers."""


def test_everything_registered_as_constant_has_its_name():
    numpys = [f for f in CONSTANT if not isinstance(f, tuple) and getattr(np, f.__name__, None) is f]
    missing = {f.__name__ for f in numpys if not hasattr(ag, f.__name__)}
    assert missing == OF_WORDS_AND_BITS


def test_everything_listed_is_constant():
    assert {getattr(np, name) for name in NAMES} <= CONSTANT
