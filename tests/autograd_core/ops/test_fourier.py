"""Transforms of several axes, shifts, frequencies and phases: NumPy's results, gradients, and what is refused."""

import numpy as np
import pytest

import autograd_core as ag
from autograd_core.errors import AxisError, ConfigurationError, ShapeError, UnknownNameError

RNG = np.random.default_rng(0)
X = RNG.normal(size=(3, 4, 5))
CALLS = [{}, {"axes": (0, 2)}, {"axes": (2, 0, 2)}, {"s": (4, 4), "axes": (1, -1)}, {"s": (-1, 6), "axes": (2, 1)}]


def size(y):
    """Return the sum of all squares."""
    return np.sum(np.abs(y) ** 2)


@pytest.mark.parametrize("norm", [None, "ortho", "forward"])
@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("name", ["fftn", "ifftn", "rfftn", "irfftn"])
def test_several_axes(name, call, norm):
    function = getattr(np.fft, name)
    np.testing.assert_allclose(function(ag.Tensor(X), **call, norm=norm).numpy(), function(X, **call, norm=norm))


@pytest.mark.parametrize("name", ["fft2", "ifft2", "rfft2", "irfft2", "hfft", "ihfft", "irfft"])
def test_results_are_those_of_numpy(name):
    function = getattr(np.fft, name)
    for x in (X, X.astype("float32"), np.arange(12).reshape(3, 4)):
        got, expected = function(ag.Tensor(x)), function(x)
        assert got.dtype == expected.dtype
        np.testing.assert_allclose(got.numpy(), expected, rtol=1e-5)


def test_parsevals_theorem_differentiated():
    np.testing.assert_allclose(ag.grad(lambda x: size(np.fft.fftn(x)))(X), 2 * X.size * X, rtol=1e-12)
    np.testing.assert_allclose(ag.grad(lambda x: size(np.fft.fft2(x, norm="ortho")))(X), 2 * X, rtol=1e-12)
    z = X + 1j * X[::-1]
    np.testing.assert_allclose(ag.grad(lambda z: size(np.fft.ifftn(z)))(z), 2 * z / z.size, rtol=1e-12)


def test_there_and_back_is_the_identity():
    v = RNG.normal(size=X.shape)
    for there, back in (("fftn", "ifftn"), ("rfftn", "irfftn")):

        def around(x, there=there, back=back):
            return np.sum(v * getattr(np.fft, back)(getattr(np.fft, there)(x), X.shape, (0, 1, 2)).real)

        np.testing.assert_allclose(ag.grad(around)(X), v, rtol=1e-12)


def test_a_filter_learns_its_spectrum():
    """A circular convolution is a product of spectra; its gradient is a correlation."""
    x, v = RNG.normal(size=6), RNG.normal(size=6)
    kernel = RNG.normal(size=6)
    g = ag.grad(lambda k: np.sum(v * np.fft.irfft(np.fft.rfft(x) * np.fft.rfft(k), 6)))(kernel)
    np.testing.assert_allclose(g, [np.dot(v, np.roll(x, j)) for j in range(6)], rtol=1e-12)


def test_without_axes_nothing_is_transformed():
    assert np.fft.fftn(ag.Tensor(2.0)).dtype == np.float64
    np.testing.assert_array_equal(ag.fft.ifftn(X, axes=()).numpy(), X)


@pytest.mark.parametrize("axes", [None, 0, (1, 2), (0, 0)])
def test_shifts(axes):
    for function in (np.fft.fftshift, np.fft.ifftshift):
        np.testing.assert_array_equal(function(ag.Tensor(X), axes).numpy(), function(X, axes))
    back = ag.grad(lambda x: np.sum(X * np.fft.ifftshift(np.fft.fftshift(x, axes), axes)))(X)
    np.testing.assert_array_equal(back, X)


@pytest.mark.parametrize("n", [1, 2, 5, 6])
def test_frequencies(n):
    for name in ("fftfreq", "rfftfreq"):
        got, expected = getattr(ag.fft, name)(n, d=0.1), getattr(np.fft, name)(n, 0.1)
        np.testing.assert_allclose(got.numpy(), expected, rtol=1e-15)
        assert getattr(ag.fft, name)(n, dtype="float32").dtype == np.float32
    assert ag.grad(lambda d: ag.fft.fftfreq(n, d)[-1])(0.5) == pytest.approx(0.0 if n == 1 else 4 / n)


def test_out_takes_the_result_and_its_record():
    x, y = ag.Tensor(X, requires_grad=True), ag.Tensor(np.zeros(X.shape, complex))
    assert np.fft.fft(x, out=y) is y
    size(y).backward()
    np.testing.assert_allclose(x.grad.numpy(), 2 * 5 * X)


@pytest.mark.parametrize("call", [{}, {"axis": 0}, {"discont": 4.0}, {"period": 1.5}])
def test_phases_without_jumps(call):
    p = 5 * X[0]
    np.testing.assert_allclose(np.unwrap(ag.Tensor(p), **call).numpy(), np.unwrap(p, **call), rtol=1e-12)
    np.testing.assert_array_equal(ag.grad(lambda p: np.sum(X[0] * np.unwrap(p, **call)))(p), X[0])


def test_phases_of_integers_and_single_precision():
    whole = np.array([0, 1, 2, -1, 0])
    got = np.unwrap(ag.Tensor(whole), period=4)
    np.testing.assert_array_equal(got.numpy(), np.unwrap(whole, period=4))
    assert got.dtype == whole.dtype
    assert np.unwrap(ag.Tensor(X[0, 0].astype("float32"))).dtype == np.float32
    assert ag.grad(lambda period: ag.unwrap(np.array([0.0, 3.0, -3.0]), period=period)[-1])(6.0) == 1.0


REFUSED = [
    (lambda t: np.fft.fftn(t, axes=(0, 3)), AxisError,
     "no such axis: got axis 3 for an array with 3 axes. Use an axis from -3 to 2."),
    (lambda t: np.fft.fftn(t, s=(2,), axes=(0, 1)), ShapeError,
     ("lengths and axes do not fit: got s=(2,) and axes=(0, 1) for shape (3, 4, 5). Name an axis or more, and a length"
     " for each.")),
    (lambda t: np.fft.rfftn(t, axes=()), ShapeError,
     ("lengths and axes do not fit: got s=() and axes=() for shape (3, 4, 5). Name an axis or more, and a length for"
     " each.")),
    (lambda t: np.fft.irfft(t[:, :, :1]), ShapeError,
     ("irfft cannot be applied: got shapes (3, 4, 1), n=0, axis=-1. NumPy says: Invalid number of FFT data points (0)"
     " specified.")),
    (lambda t: np.fft.hfft(t, norm="unit"), UnknownNameError,
     "unknown norm of a transform: got 'unit'. Known: backward, forward, ortho."),
    (lambda t: np.fft.fftshift(t, 3), AxisError,
     "no such axis: got axis 3 for an array with 3 axes. Use an axis from -3 to 2."),
    (lambda t: np.unwrap(t, axis=3), AxisError,
     "no such axis: got axis 3 for an array with 3 axes. Use an axis from -3 to 2."),
    (lambda t: ag.fft.fftfreq(0), ShapeError,
     "there are no frequencies of so few samples: got n=0. Pass 1 or more."),
    (lambda t: ag.fft.rfftfreq(4, device="gpu"), ConfigurationError,
     "no such device: got device='gpu'. Pass \"cpu\", or leave it out."),
]  # fmt: skip


@pytest.mark.parametrize(("call", "kind", "message"), REFUSED)
def test_what_does_not_fit_is_named(call, kind, message):
    with pytest.raises(kind) as error:
        call(ag.Tensor(X))
    assert str(error.value) == message


def test_a_number_of_samples_is_whole():
    with pytest.raises(TypeError):
        ag.fft.fftfreq(2.5)
