"""The three operations of convolution: against a sum over all cells, block by block, and what is refused."""

import math
from itertools import product

import numpy as np
import pytest

import autograd_core as ag
from autograd_core.errors import ShapeError
from autograd_core.ops import convolution

RNG = np.random.default_rng(0)


def by_definition(x, kernel, strides, rates, groups):
    """Return the convolution as its formula says it: one image, one window and one filter at a time."""
    *window, channels, filters = kernel.shape
    spatial = zip(x.shape[1:-1], window, strides, rates, strict=True)
    counts = [(n - d * (k - 1) - 1) // s + 1 for n, k, s, d in spatial]
    y = np.zeros((x.shape[0], *counts, filters), np.result_type(x, kernel))
    for i, f in product(np.ndindex(*counts), range(filters)):
        group = f // (filters // groups)
        cells = [slice(a * s, a * s + d * (k - 1) + 1, d) for a, s, d, k in zip(i, strides, rates, window, strict=True)]
        seen = x[(slice(None), *cells, slice(group * channels, (group + 1) * channels))]
        y[(slice(None), *i, f)] = (seen * kernel[..., f]).reshape(x.shape[0], -1).sum(1)
    return y


CALLS = [
    ((2, 7, 4), (3, 4, 6), (1,), (1,), 1),
    ((2, 9, 4), (3, 2, 6), (2,), (3,), 2),
    ((3, 6, 7, 4), (2, 3, 4, 5), (1, 1), (1, 1), 1),
    ((3, 6, 7, 4), (1, 1, 4, 5), (1, 1), (1, 1), 1),
    ((3, 6, 7, 4), (2, 3, 1, 8), (2, 1), (1, 2), 4),
    ((2, 3, 4, 5, 2), (2, 1, 3, 2, 3), (1, 3, 2), (2, 1, 1), 1),
    ((3, 6, 7, 4), (2, 3, 1, 4), (1, 1), (1, 1), 4),
    ((3, 9, 7, 4), (2, 3, 1, 4), (2, 1), (1, 2), 4),
]
EACH_CALL = pytest.mark.parametrize(("shape", "kernel", "strides", "rates", "groups"), CALLS)
BLOCKS = pytest.mark.parametrize("block", [1, 300, 2**21])


def operands(shape, kernel, strides, rates, groups):
    x, k = RNG.normal(size=shape), RNG.normal(size=kernel)
    return x, k, {"strides": strides, "dilation_rate": rates, "groups": groups}


@EACH_CALL
@BLOCKS
def test_conv_is_the_sum_of_its_formula(monkeypatch, block, shape, kernel, strides, rates, groups):
    monkeypatch.setattr(convolution, "BLOCK", block)
    x, k, moves = operands(shape, kernel, strides, rates, groups)
    np.testing.assert_allclose(ag.conv(x, k, **moves).numpy(), by_definition(x, k, strides, rates, groups), rtol=1e-10)


@EACH_CALL
@BLOCKS
def test_the_other_two_are_its_transposes(monkeypatch, block, shape, kernel, strides, rates, groups):
    """For an operation that is linear in x and in k, ⟨c, conv(x, k)⟩ has the same value whichever one is left over."""
    monkeypatch.setattr(convolution, "BLOCK", block)
    x, k, moves = operands(shape, kernel, strides, rates, groups)
    y = ag.conv(x, k, **moves).numpy()
    c = RNG.normal(size=y.shape)
    by_x = ag.conv_transpose(c, k, shape=x.shape[1:-1], **moves).numpy()
    by_k = ag.conv_kernel(x, c, window=k.shape[:-2], **moves).numpy()
    assert (by_x.shape, by_k.shape) == (x.shape, k.shape)
    np.testing.assert_allclose([np.sum(by_x * x), np.sum(by_k * k)], np.sum(c * y), rtol=1e-10)


def test_an_array_in_any_memory_layout():
    x, k = RNG.normal(size=(2, 6, 5, 4)), RNG.normal(size=(2, 2, 4, 3))
    expected = ag.conv(x, k).numpy()
    for order in ((3, 1, 2, 0), (1, 0, 3, 2)):
        back = np.argsort(order)
        laid = x.transpose(order).copy().transpose(back)
        np.testing.assert_allclose(ag.conv(laid, k.T.copy().T).numpy(), expected, rtol=1e-12)
        np.testing.assert_allclose(ag.conv(laid, k[:1, :1]).numpy(), ag.conv(x, k[:1, :1]).numpy(), rtol=1e-12)


def test_memory_is_a_block_and_not_all_windows(monkeypatch):
    monkeypatch.setattr(convolution, "BLOCK", 4096)
    monkeypatch.setattr(convolution.Scratch, "spare", [])
    sizes = []
    empty = np.empty
    monkeypatch.setattr(
        np, "empty", lambda shape, dtype=float: sizes.append(math.prod(np.atleast_1d(shape))) or empty(shape, dtype)
    )
    x, k = np.ones((8, 20, 20, 4)), np.ones((3, 3, 4, 1))
    ag.conv(x, k)
    assert sizes[0] == 8 * 18 * 18
    assert sizes[1:] == [4096]  # bytes
    ag.conv_transpose(ag.conv(x, k).numpy(), k, shape=(20, 20))
    assert sizes[1:] == [4096, sizes[0]]  # the same again


def test_a_block_that_is_larger_than_it_should_be_is_not_kept(monkeypatch):
    monkeypatch.setattr(convolution, "BLOCK", 64)
    monkeypatch.setattr(convolution.Scratch, "spare", [])
    x, k = np.ones((2, 5, 4)), np.ones((3, 4, 2))
    np.testing.assert_array_equal(ag.conv(x, k), np.full((2, 3, 2), 12.0))
    assert [memory.size for memory in convolution.Scratch.spare] == [64]


def test_two_convolutions_at_once_have_memory_of_their_own(monkeypatch):
    monkeypatch.setattr(convolution.Scratch, "spare", [])
    with convolution.Scratch() as one, convolution.Scratch() as other:
        a, b = (each.array((2,), np.dtype(float)) for each in (one, other))
        a[:], b[:] = 1, 2
        assert (a.tolist(), b.tolist()) == ([1, 1], [2, 2])
    assert len(convolution.Scratch.spare) == 2


@pytest.mark.parametrize("images", [0, 1])
def test_no_images_or_no_channels(images):
    x, k = np.ones((images, 4, 0)), np.ones((2, 0, 3))
    assert ag.conv(x, k).numpy().tolist() == np.zeros((images, 3, 3)).tolist()
    assert ag.conv_transpose(np.ones((images, 3, 3)), k, shape=(4,)).shape == (images, 4, 0)
    assert ag.conv_kernel(x, np.ones((images, 3, 3)), window=(2,)).shape == (2, 0, 3)


def test_precision_is_kept_and_promoted():
    x, k = np.ones((1, 3, 1), "float32"), np.ones((2, 1, 1), "float32")
    assert ag.conv(x, k).dtype == np.float32
    assert ag.conv(x, k.astype("float64")).dtype == np.float64


def test_a_complex_kernel_leaves_real_images_with_a_real_gradient():
    x, k = RNG.normal(size=(1, 3, 1)), RNG.normal(size=(2, 1, 1)) * (1 + 2j)
    gx, gk = ag.grad(lambda x, k: np.sum(np.abs(ag.conv(x, k)) ** 2), argnums=(0, 1))(x, k)
    y = ag.conv(x, k).numpy()
    assert (gx.dtype, gk.dtype) == (np.float64, np.complex128)
    np.testing.assert_allclose(gk[:, 0, 0], [2 * np.sum(x[0, j : j + 2, 0] * y[0, :, 0]) for j in (0, 1)], rtol=1e-12)
    np.testing.assert_allclose(gx[0, 0, 0], 2 * (y[0, 0, 0] * k[0, 0, 0].conj()).real, rtol=1e-12)


def message(function, *operands, **params):
    with pytest.raises(ShapeError) as error:
        function(*operands, **params)
    return str(error.value)


def ones(*shape):
    return np.ones(shape)


def test_channels_that_differ():
    assert message(ag.conv, ones(1, 5, 5, 3), ones(2, 2, 4, 8)) == (
        "the channels of array and kernel differ: got shapes (1, 5, 5, 3) and (2, 2, 4, 8). "
        "The last axis of the array must be 4 long, for axis -2 of the kernel says so."
    )
    assert message(ag.conv, ones(1, 5, 4), ones(2, 4, 8), groups=2) == (
        "the channels of array and kernel differ: got shapes (1, 5, 4) and (2, 4, 8), groups=2. "
        "The last axis of the array must be 8 long, for axis -2 of the kernel says so."
    )
    assert message(ag.conv_transpose, ones(1, 5, 4), ones(2, 4, 8), shape=(6,)) == (
        "the channels of array and kernel differ: got shapes (1, 5, 4) and (2, 4, 8). "
        "The last axis of the array must be 8 long, for axis -1 of the kernel says so."
    )


@pytest.mark.parametrize("groups", [0, -1, 3, 1.5])
def test_groups_that_do_not_divide(groups):
    assert message(ag.conv, ones(1, 5, 4), ones(2, 2, 8), groups=groups) == (
        f"groups must divide the channels: got groups={groups} for an array of shape (1, 5, 4) and a kernel of shape "
        "(2, 2, 8). Pass a divisor of channels in and out."
    )


def test_groups_of_the_products_with_windows():
    assert message(ag.conv_kernel, ones(1, 5, 4), ones(1, 4, 8), window=(2,), groups=0).startswith("groups must divide")


def test_axes_that_differ():
    assert message(ag.conv, ones(1, 5, 3), ones(2, 2, 3, 8)) == (
        "array and kernel do not have the same number of axes: got shapes (1, 5, 3) and (2, 2, 3, 8). "
        "Pass an array (images, *spatial, channels) and a kernel (*window, channels in, channels out)."
    )
    assert message(ag.conv_transpose, ones(5, 3), ones(3, 8), shape=()).startswith("array and kernel do not have")


def test_windows_that_are_not_of_the_shape():
    assert message(ag.conv_transpose, ones(1, 3, 2), ones(2, 1, 2), shape=(9,), strides=2) == (
        "an array does not fit the windows it is spread to: got shape (1, 3, 2) for shape=(9,), strides=(2,), "
        "a kernel of (2,) cells. An array of that shape has (4,) windows: pass another shape."
    )


def test_a_kernel_without_cells_and_one_that_is_too_large():
    assert message(ag.conv, ones(1, 3, 1), ones(0, 1, 1)).startswith("window does not fit: got window=(0,).")
    assert message(ag.conv, ones(1, 3, 1), ones(4, 1, 1)) == (
        "a window does not fit into the array: got a window of (4,) cells, over (3,). "
        "Pad the array, or take a smaller window."
    )


def test_a_kernel_without_filters_gives_no_gradient():
    x, kernel = np.ones((1, 5, 5, 4)), np.ones((3, 3, 4, 0))
    by_x, by_kernel = ag.grad(lambda x, kernel: ag.conv2d(x, kernel).sum(), (0, 1))(x, kernel)
    assert not by_x.any()
    assert by_kernel.shape == kernel.shape
