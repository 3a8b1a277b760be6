"""Numbers at equal ratios: NumPy's results in every form, exact ends, and what is refused."""

import numpy as np
import pytest

import autograd_core as ag
from autograd_core.errors import ShapeError

A, B = np.array([1.0, 2.0]), np.array([[8.0], [27.0]])
ENDS = [(1.0, 1000.0), (A, B), (2, 32), (-1.0, -100.0), (1j, 16.0), (1 + 1j, A), (A.astype("float32"), 5.0)]


@pytest.mark.parametrize("call", [{}, {"endpoint": False}, {"num": 1}, {"num": 0}, {"axis": -1}])
@pytest.mark.parametrize(("start", "stop"), ENDS)
def test_numbers_at_equal_ratios(start, stop, call):
    call = {"num": 5} | call
    got, expected = np.geomspace(ag.Tensor(start), stop, **call), np.geomspace(start, stop, **call)
    assert got.dtype == expected.dtype
    np.testing.assert_allclose(got.numpy(), expected, rtol=1e-13)


def test_the_ends_are_exact():
    y = np.geomspace(ag.Tensor(0.1), 0.7, 9)
    assert (y[0].numpy(), y[-1].numpy()) == (0.1, 0.7)
    assert (
        np.geomspace(ag.Tensor(1.0), 1000.0, 4, dtype=int).numpy().tolist()
        == np.geomspace(1, 1000, 4, dtype=int).tolist()
    )


@pytest.mark.parametrize("call", [{}, {"endpoint": False}, {"num": 0}, {"base": 2.0}, {"base": A}, {"axis": -1}])
def test_powers_at_equal_distances(call):
    call = {"num": 4} | call
    got, expected = np.logspace(ag.Tensor(A), 3.0, **call), np.logspace(A, 3.0, **call)
    np.testing.assert_allclose(got.numpy(), expected, rtol=1e-13)
    assert np.logspace(ag.Tensor(0.0), 2.0, 3, dtype="float32").dtype == np.float32


def test_gradients_of_ends_and_base():
    np.testing.assert_allclose(ag.grad(lambda a, b: np.geomspace(a, b, 3)[1], (0, 1))(4.0, 9.0), [0.75, 1 / 3])
    np.testing.assert_allclose(ag.jacobian(lambda base: np.logspace(0.0, 2.0, 3, base=base))(3.0), [0, 1, 6])


REFUSED = [
    (lambda t: np.geomspace(t, 0.0),
     "0 has no ratio to another number: got start=1.0 and stop=0.0. Start and stop at other numbers."),
    (lambda t: np.geomspace(t, 2.0, -1), "there cannot be so few numbers: got num=-1. Ask for 0 or more."),
    (lambda t: np.logspace(t, 2.0, -1), "there cannot be so few numbers: got num=-1. Ask for 0 or more."),
]  # fmt: skip


@pytest.mark.parametrize(("call", "message"), REFUSED)
def test_what_does_not_fit_is_named(call, message):
    with pytest.raises(ShapeError) as error:
        call(ag.Tensor(1.0))
    assert str(error.value) == message
