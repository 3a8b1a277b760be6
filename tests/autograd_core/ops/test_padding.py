"""Padding: all modes of NumPy, all ways to say how much, and what is refused. The laws test the gradients."""

import numpy as np
import pytest

import autograd_core as ag
from autograd_core.errors import NotDifferentiableError, ShapeError, UnknownNameError

X = np.random.default_rng(0).normal(size=(3, 4))
MODES = {
    "constant": [{}, {"constant_values": 2.0}, {"constant_values": ((1.0, 2.0), (3.0, 4.0))}],
    "edge": [{}],
    "wrap": [{}],
    "reflect": [{}, {"reflect_type": "odd"}],
    "symmetric": [{}, {"reflect_type": "odd"}],
    "linear_ramp": [{}, {"end_values": 3.0}, {"end_values": ((1.0, 2.0), (3.0, 4.0))}],
    "maximum": [{}, {"stat_length": 2}],
    "minimum": [{}, {"stat_length": ((1, 2), (3, 1))}],
    "mean": [{}, {"stat_length": 2}],
    "median": [{}, {"stat_length": 3}],
}
EACH_MODE = [pytest.param(mode, call, id=f"{mode}({call})") for mode, calls in MODES.items() for call in calls]
WIDTHS = [0, 1, 7, (1, 2), ((1, 2), (3, 0)), ((2,), (1,)), [5, 0], {0: 1}, {-1: (2, 3)}]


@pytest.mark.parametrize(("mode", "call"), EACH_MODE)
@pytest.mark.parametrize("width", WIDTHS)
def test_padded_as_in_numpy(mode, call, width):
    try:
        expected = np.pad(X, width, mode, **call)
    except (AttributeError, TypeError, ValueError):
        assert isinstance(width, dict)  # which older releases of NumPy do not take
        return
    for dtype in ("float64", "float32"):
        y = np.pad(ag.Tensor(X.astype(dtype)), width, mode, **call)
        assert (y.shape, y.dtype) == (expected.shape, np.dtype(dtype))
        np.testing.assert_allclose(y.numpy(), expected, rtol=1e-12 if dtype == "float64" else 1e-4, atol=1e-6)


def test_the_empty_mode_has_zeros():
    np.testing.assert_array_equal(np.pad(ag.Tensor([1.0]), 1, "empty").numpy(), [0, 1, 0])


def test_a_constant_may_want_a_gradient():
    assert ag.grad(lambda c: ag.pad(X, 1, constant_values=c).sum())(2.0) == 18.0


def test_nothing_added_is_still_a_copy():
    t = ag.Tensor(X) * 1.0
    for mode in ("edge", "constant"):
        np.pad(t, 0, mode)[...] = 0.0
    np.testing.assert_array_equal(t.numpy(), X)


def test_what_does_not_fit():
    t = ag.Tensor(X)
    with pytest.raises(ShapeError) as error:
        np.pad(t, ((1, 2), (3, 4), (5, 6)))
    assert str(error.value) == (
        "pad_width does not fit: got ((1, 2), (3, 4), (5, 6)) for an array with 2 axes. "
        "Pass a number, a pair (before, after), or a pair for each axis."
    )
    with pytest.raises(ShapeError) as error:
        np.pad(t, -1)
    assert str(error.value) == "padding cannot be negative: got pad_width=-1. Slice to make an array smaller."


def test_modes_that_are_not_there():
    t = ag.Tensor(X)
    with pytest.raises(UnknownNameError, match=r"^unknown mode of padding: got 'reflct'. Did you mean 'reflect'"):
        np.pad(t, 1, "reflct")
    with pytest.raises(NotDifferentiableError, match=r"^a function cannot be the mode of pad here: got mode=<function"):
        np.pad(t, 1, lambda *_: None)
