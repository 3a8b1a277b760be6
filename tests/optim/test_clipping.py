"""Clipping: limits are kept, directions too, and small gradients stay as they are."""

import numpy as np
import pytest

import autograd_core as ag
from autograd_core.errors import DTypeError
from optim.clipping import clip_by_global_norm, clip_by_norm, clip_by_value


def test_by_value():
    assert clip_by_value(np.array([-5.0, -1.0, 0.25, 7.0]), 1.0).tolist() == [-1.0, -1.0, 0.25, 1.0]


def test_by_norm_keeps_the_direction():
    gradient = np.array([[3.0, -4.0], [12.0, 0.0]])
    clipped = clip_by_norm(gradient, 2.6)
    np.testing.assert_allclose(clipped, gradient / 5)


def test_by_norm_leaves_what_is_short_enough():
    gradient = np.array([3.0, -4.0])
    np.testing.assert_array_equal(clip_by_norm(gradient, 5.0), gradient)
    np.testing.assert_array_equal(clip_by_norm(np.zeros(3), 1.0), np.zeros(3))


def test_by_global_norm_uses_one_factor_for_all():
    gradients = [np.array([3.0]), np.array([[4.0, 0.0]]), np.array(12.0)]
    for clipped, gradient in zip(clip_by_global_norm(gradients, 1.3), gradients, strict=True):
        np.testing.assert_allclose(clipped, gradient / 10)


def test_by_global_norm_leaves_what_is_short_enough():
    gradients = [np.array([3.0]), np.array([4.0])]
    for clipped, gradient in zip(clip_by_global_norm(iter(gradients), 5.0), gradients, strict=True):
        np.testing.assert_array_equal(clipped, gradient)
    assert clip_by_global_norm([], 1.0) == []


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_dtypes_stay(dtype):
    gradient = np.full(3, 40, dtype)
    results = [clip_by_value(gradient, 1.0), clip_by_norm(gradient, 1.0), *clip_by_global_norm([gradient], 1.0)]
    assert {result.dtype for result in results} == {np.dtype(dtype)}


@pytest.mark.parametrize(("dtype", "size"), [("float16", 6e4), ("float32", 3e38)])
def test_gradients_whose_squares_overflow_are_clipped_all_the_same(dtype, size):
    clipped = clip_by_norm(np.array([size, -size], dtype), 1.0)
    np.testing.assert_allclose(clipped, [0.5**0.5, -(0.5**0.5)], rtol=1e-2)


def test_a_gradient_that_is_nan_is_not_hidden():
    assert np.isnan(clip_by_norm(np.array([np.nan, 1.0]), 1.0)).all()


def test_empty_gradients():
    (empty, full) = clip_by_global_norm([np.zeros((0, 3)), np.array([10.0])], 1.0)
    assert empty.shape == (0, 3)
    assert full.tolist() == [1.0]


@pytest.mark.parametrize("clip", [clip_by_value, clip_by_norm, lambda g, c: clip_by_global_norm([g], c)[0]])
def test_on_tensors(clip):
    gradient = np.array([3.0, -4.0], np.float32)
    clipped = clip(ag.Tensor(gradient), 2.5)
    assert isinstance(clipped, ag.Tensor)
    np.testing.assert_array_equal(clipped.numpy(), clip(gradient, 2.5), strict=True)


def test_complex_numbers():
    gradients = [np.array([3.0 - 4.0j], "complex64"), np.array(12.0)]
    clipped = clip_by_global_norm(gradients, 1.3)
    np.testing.assert_allclose(clipped[0], [0.3 - 0.4j], rtol=1e-6)
    assert (clipped[0].dtype, clipped[1]) == (np.complex64, pytest.approx(1.2))
    with pytest.raises(DTypeError) as caught:
        clip_by_value(gradients[0], 1.0)
    assert str(caught.value) == (
        "complex numbers lie in no interval: got dtype complex64. Clip real and imaginary part, or use clip_by_norm."
    )
