"""The transforms along one axis: transposed matrices, bins without influence, single precision, errors."""

import numpy as np
import pytest

import autograd_core as ag
from autograd_core.errors import AxisError, DTypeError, ShapeError
from autograd_core.ops import spectra

NORMS = [None, "backward", "ortho", "forward"]
LENGTHS = [1, 2, 3, 4, 5, 8]
RNG = np.random.default_rng(0)
Z = RNG.normal(size=4) + 1j * RNG.normal(size=4)


def matrix_of(function, m, step=1.0):
    """Return the matrix of a linear function of m numbers."""
    return np.stack([function(step * row) for row in np.eye(m)], axis=-1)


@pytest.mark.parametrize("norm", NORMS)
@pytest.mark.parametrize("n", LENGTHS)
@pytest.mark.parametrize("name", ["fft", "ifft"])
def test_a_complex_transform_pulls_back_by_its_transposed_matrix(name, n, norm):
    function = getattr(np.fft, name)
    matrix = matrix_of(lambda x: function(x, n, norm=norm), 4)
    g = RNG.normal(size=n) + 1j * RNG.normal(size=n)
    pulled = ag.vjp(lambda x: function(x, n, norm=norm), Z)[1](g)[0]
    np.testing.assert_allclose(pulled, matrix.conj().T @ g, rtol=1e-13, atol=1e-14)


@pytest.mark.parametrize("norm", NORMS)
@pytest.mark.parametrize("n", LENGTHS)
def test_a_transform_of_real_numbers_pulls_back_the_real_part(n, norm):
    matrix = matrix_of(lambda x: np.fft.rfft(x, n, norm=norm), 4)
    g = RNG.normal(size=n // 2 + 1) + 1j * RNG.normal(size=n // 2 + 1)
    pulled = ag.vjp(lambda x: np.fft.rfft(x, n, norm=norm), Z.real)[1](g)[0]
    np.testing.assert_allclose(pulled, (matrix.conj().T @ g).real, rtol=1e-13, atol=1e-14)


@pytest.mark.parametrize("norm", NORMS)
@pytest.mark.parametrize("n", LENGTHS)
def test_a_transform_to_real_numbers_pulls_back_to_both_parts(n, norm):
    of_real, of_imaginary = (matrix_of(lambda x: np.fft.irfft(x, n, norm=norm), 4, step) for step in (1.0, 1j))
    g = RNG.normal(size=n)
    pulled = ag.vjp(lambda x: np.fft.irfft(x, n, norm=norm), Z)[1](g)[0]
    np.testing.assert_allclose(pulled, of_real.T @ g + 1j * (of_imaginary.T @ g), rtol=1e-13, atol=1e-14)


def test_imaginary_parts_without_influence_have_no_gradient():
    for n, alone in ((6, [0, 3]), (5, [0])):
        g = ag.grad(lambda x, n=n: np.sum(np.arange(n) * np.fft.irfft(x, n)))(Z)
        assert [k for k in range(n // 2 + 1) if g[k].imag == 0] == alone


@pytest.mark.parametrize("function", [np.fft.fft, np.fft.ifft, np.fft.rfft, lambda x: np.fft.irfft(x, 5)])
def test_single_precision_stays(function):
    x = np.arange(4, dtype="float32")
    y = function(ag.Tensor(x))
    assert y.dtype in (np.complex64, np.float32)
    assert ag.grad(lambda x: np.sum(np.abs(function(x)) ** 2))(x).dtype == np.float32


def test_an_axis_that_is_cut_gets_zeros_behind_it():
    g = ag.grad(lambda x: np.sum(np.abs(np.fft.fft(x, 2, axis=0)) ** 2))(np.ones((3, 2)))
    np.testing.assert_allclose(g, [[4, 4], [4, 4], [0, 0]])


REFUSED = [
    (lambda t: np.fft.fft(t, axis=2), AxisError,
     "no such axis: got axis 2 for an array with 2 axes. Use an axis from -2 to 1."),
    (lambda t: spectra.irfft(t, 4, -3), AxisError,
     "no such axis: got axis -3 for an array with 2 axes. Use an axis from -2 to 1."),
    (lambda t: np.fft.rfft(t, 0), ShapeError,
     ("rfft cannot be applied: got shapes (2, 3), n=0, axis=-1. NumPy says: Invalid number of FFT data points (0)"
     " specified.")),
    (lambda t: np.fft.ifft(t, norm="unit"), ShapeError,
     ("ifft cannot be applied: got shapes (2, 3), axis=-1, norm='unit'. NumPy says: Invalid norm value unit; should be"
     ' "backward", "ortho" or "forward".')),
]  # fmt: skip


@pytest.mark.parametrize(("call", "kind", "message"), REFUSED)
def test_what_does_not_fit_is_named(call, kind, message):
    with pytest.raises(kind) as error:
        call(ag.Tensor(np.ones((2, 3))))
    assert str(error.value) == message


def test_real_transforms_refuse_complex_numbers_as_numpy_does():
    with pytest.raises(TypeError):
        np.fft.rfft(ag.Tensor(Z))


@pytest.mark.parametrize("name", ["rfft", "ihfft", "rfft2", "rfftn"])
def test_transforms_of_real_numbers_only(name):
    with pytest.raises(DTypeError) as error:
        getattr(np.fft, name)(ag.Tensor(np.ones((2, 3), complex)))
    assert str(error.value) == (
        "rfft and ihfft need real numbers: got shape (2, 3), dtype complex128. Use fft for complex numbers, or take "
        "the real part."
    )
