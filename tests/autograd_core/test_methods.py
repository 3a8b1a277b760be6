"""The methods of a Tensor are those of a NumPy array."""

import numpy as np
import pytest

import autograd_core as ag
from autograd_core.errors import AbsentError
from autograd_core.methods import ABSENT

X = np.array([[3.0, 1.0, 2.0], [3.0, 5.0, -4.0]])

CALLS = {
    "all": lambda x: (x > 0).all(axis=1, keepdims=True),
    "all, masked": lambda x: (x > 0).all(where=np.array([True, True, False])),
    "any": lambda x: (x > 4).any(axis=0),
    "argmax": lambda x: x.argmax(axis=1, keepdims=True),
    "argmin": lambda x: x.argmin(),
    "astype": lambda x: x.astype("float32"),
    "clip": lambda x: x.clip(0.0, 2.0),
    "copy": lambda x: x.copy(),
    "cumprod": lambda x: x.cumprod(1),
    "cumsum": lambda x: x.cumsum(0),
    "diagonal": lambda x: x.diagonal(1),
    "flatten": lambda x: x.flatten("F"),
    "max": lambda x: x.max(0, keepdims=True),
    "mean": lambda x: x.mean(axis=-1),
    "min": lambda x: x.min(initial=-9.0),
    "prod": lambda x: x.prod(0),
    "ravel": lambda x: x.ravel(),
    "repeat": lambda x: x.repeat(2, axis=1),
    "reshape": lambda x: x.reshape(3, -1),
    "round": lambda x: (x / 7).round(2),
    "squeeze": lambda x: x[:1].squeeze(0),
    "std": lambda x: x.std(0, ddof=1),
    "sum": lambda x: x.sum((0, 1)),
    "swapaxes": lambda x: x.swapaxes(0, 1),
    "T": lambda x: x.T,
    "mT": lambda x: x.mT,
    "real": lambda x: x.real,
    "imag": lambda x: x.imag,
    "conj": lambda x: x.conj(),
    "trace": lambda x: x.trace(),
    "transpose": lambda x: x.transpose(1, 0),
    "var": lambda x: x.var(1, keepdims=True),
}


@pytest.mark.parametrize("name", CALLS)
def test_a_method_gives_a_tensor_of_what_that_of_an_array_gives(name):
    expected, y = CALLS[name](X), CALLS[name](ag.Tensor(X))
    assert isinstance(y, ag.Tensor)
    assert y.dtype == expected.dtype
    np.testing.assert_array_equal(y.numpy(), expected)


@pytest.mark.parametrize("name", ABSENT)
def test_what_is_about_memory_is_refused_with_the_way_out(name):
    t = ag.Tensor(X)
    assert hasattr(X, name)
    assert not hasattr(t, name)
    with pytest.raises(AbsentError) as caught:
        getattr(t, name)
    assert str(caught.value) == (
        f"a Tensor has no {name}, for it keeps its memory to itself: got one of shape (2, 3). Use {ABSENT[name]}."
    )


def test_nothing_of_an_array_is_forgotten():
    missing = {name for name in dir(np.ndarray) if not name.startswith("_")} - set(dir(ag.Tensor))
    assert missing == set()


def test_strides_are_those_of_the_values():
    assert ag.Tensor(X).T.strides == X.T.strides
