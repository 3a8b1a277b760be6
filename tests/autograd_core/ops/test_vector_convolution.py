"""Convolution and correlation of vectors: NumPy's results in every mode, gradients, and what is refused."""

import numpy as np
import pytest

import autograd_core as ag
from autograd_core.errors import ShapeError, UnknownNameError

RNG = np.random.default_rng(0)
MODES = ["full", "same", "valid"]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("function", [np.convolve, np.correlate])
def test_all_lengths_and_modes(function, mode):
    for n in range(1, 7):
        for m in range(1, 7):
            a, v = (RNG.normal(size=k) + 1j * RNG.normal(size=k) for k in (n, m))
            got, expected = function(ag.Tensor(a), v, mode), function(a, v, mode)
            np.testing.assert_allclose(got.numpy(), expected, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("function", [np.convolve, np.correlate])
@pytest.mark.parametrize(("n", "m"), [(5, 3), (2, 4), (4, 4), (1, 1)])
def test_gradients_are_those_of_the_matrices(function, mode, n, m):
    a, v = RNG.normal(size=n), RNG.normal(size=m)
    by_a = np.stack([function(row, v, mode) for row in np.eye(n)], axis=-1)
    by_v = np.stack([function(a, row, mode) for row in np.eye(m)], axis=-1)
    found = ag.jacobian(lambda a, v: function(a, v, mode), (0, 1))(a, v)
    np.testing.assert_allclose(found[0], by_a, rtol=1e-13, atol=1e-14)
    np.testing.assert_allclose(found[1], by_v, rtol=1e-13, atol=1e-14)


def test_correlation_conjugates_its_second_vector():
    a, v = np.array([1.0 + 2.0j]), np.array([3.0j])
    assert ag.grad(lambda v: np.correlate(a, v)[0].real)(v)[0] == pytest.approx(1 + 2j)


def test_dtypes_stay():
    x = np.ones(3, "float32")
    assert np.convolve(ag.Tensor(x), x).dtype == np.float32
    assert ag.grad(lambda v: np.convolve(x, v).sum())(x).dtype == np.float32
    assert np.correlate(ag.Tensor([1, 2]), [3]).dtype == np.correlate([1, 2], [3]).dtype


REFUSED = [
    (lambda t: np.convolve(t, []), ShapeError,
     "a convolution is of two vectors: got shapes (3,) and (0,). Pass vectors that are not empty."),
    (lambda t: np.convolve(t, np.ones((2, 2))), ShapeError,
     "a convolution is of two vectors: got shapes (3,) and (2, 2). Pass vectors that are not empty."),
    (lambda t: np.correlate(2.0, t), ShapeError,
     "a convolution is of two vectors: got shapes () and (3,). Pass vectors that are not empty."),
    (lambda t: np.correlate(t, t, "vali"), UnknownNameError,
     "unknown mode of a convolution: got 'vali'. Did you mean 'valid'? Known: full, same, valid."),
]  # fmt: skip


@pytest.mark.parametrize(("call", "kind", "message"), REFUSED)
def test_what_does_not_fit_is_named(call, kind, message):
    with pytest.raises(kind) as error:
        call(ag.Tensor(np.ones(3)))
    assert str(error.value) == message
