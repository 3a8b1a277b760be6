"""Convolution as in Keras: padding, data formats, the extent of transposes, and what is refused.

The numbers were compared with those of PyTorch and Keras; here they are held to the operations, on arrays that are
padded by hand.
"""

import numpy as np
import pytest

import autograd_core as ag
from autograd_core.errors import ShapeError

RNG = np.random.default_rng(0)
CONVOLUTIONS = [ag.conv1d, ag.conv2d, ag.conv3d]
TRANSPOSES = [ag.conv1d_transpose, ag.conv2d_transpose, ag.conv3d_transpose]
NDIM = pytest.mark.parametrize("ndim", [1, 2, 3])


@NDIM
@pytest.mark.parametrize(
    ("padding", "widths"),
    [("valid", (0, 0)), ("same", (0, 1)), (0, (0, 0)), (2, (2, 2))],
)
def test_padding_adds_zeros(ndim, padding, widths):
    x, k = RNG.normal(size=(*(2, 5, 4, 6)[: ndim + 1], 2)), RNG.normal(size=(2,) * ndim + (2, 3))
    around = np.pad(x, [(0, 0), *[widths] * ndim, (0, 0)])
    np.testing.assert_array_equal(CONVOLUTIONS[ndim - 1](x, k, padding=padding).numpy(), ag.conv(around, k).numpy())


def test_padding_of_each_axis():
    x, k = RNG.normal(size=(1, 4, 5, 1)), RNG.normal(size=(2, 2, 1, 1))
    expected = ag.conv(np.pad(x, [(0, 0), (1, 1), (0, 2), (0, 0)]), k).numpy()
    for padding in ((1, (0, 2)), [[1, 1], [0, 2]]):
        np.testing.assert_array_equal(ag.conv2d(x, k, padding=padding).numpy(), expected)


@pytest.mark.parametrize(("strides", "rates"), [(1, 1), (2, 1), (3, 1), (1, 2), (1, 3)])
@pytest.mark.parametrize("size", [1, 2, 3, 4])
def test_same_gives_as_many_windows_as_strides_fit(strides, rates, size):
    x, k = np.ones((1, 7, 1)), np.ones((size, 1, 1))
    assert ag.conv1d(x, k, strides, "same", dilation_rate=rates).shape == (1, -(-7 // strides), 1)


@NDIM
def test_channels_first_moves_the_channels(ndim):
    x, k = RNG.normal(size=(*(2, 5, 4, 6)[: ndim + 1], 4)), RNG.normal(size=(2,) * ndim + (2, 6))
    first = np.moveaxis(x, -1, 1)
    for function, kernel in (
        (CONVOLUTIONS[ndim - 1], k),
        (TRANSPOSES[ndim - 1], RNG.normal(size=(2,) * ndim + (3, 4))),
    ):
        groups = 2 if kernel is k else 1
        y = function(first, kernel, 2, data_format="channels_first", groups=groups)
        last = function(x, kernel, 2, groups=groups)
        np.testing.assert_array_equal(y.numpy(), np.moveaxis(last.numpy(), -1, 1))


@NDIM
@pytest.mark.parametrize(
    ("size", "strides", "padding", "added", "length"),
    [
        (3, 1, "valid", None, 6),
        (2, 3, "valid", None, 12),
        (3, 2, "valid", 1, 10),
        (3, 2, "same", None, 8),
        (4, 3, "same", None, 12),
        (3, 2, "same", 0, 7),
        (3, 2, 1, None, 7),
        (3, 2, 1, 1, 8),
        (3, 1, 2, None, 2),
    ],
)
def test_the_extent_of_a_transpose(ndim, size, strides, padding, added, length):
    x, k = np.ones((1, *(4,) * ndim, 1)), np.ones((*(size,) * ndim, 1, 1))
    assert TRANSPOSES[ndim - 1](x, k, strides, padding, added).shape == (1, *(length,) * ndim, 1)


@pytest.mark.parametrize(("padding", "crop"), [("valid", (0, 9)), ("same", (0, 8)), (1, (1, 8)), ([(2, 1)], (2, 8))])
def test_a_transpose_is_cropped(padding, crop):
    x, k = RNG.normal(size=(2, 4, 3)), RNG.normal(size=(3, 2, 3))
    whole = ag.conv_transpose(x, k, shape=(9,), strides=2).numpy()
    np.testing.assert_array_equal(ag.conv1d_transpose(x, k, 2, padding).numpy(), whole[:, slice(*crop)])


@pytest.mark.parametrize(("strides", "padding"), [(1, 1), (2, 1), (2, 0), (3, 2)])
def test_a_transpose_pulls_back_what_the_convolution_pulls_forward(strides, padding):
    """With the same padding, and what is missing at the end added, the one is ∂x of the other."""
    x, k = RNG.normal(size=(2, 8, 3)), RNG.normal(size=(3, 3, 4))
    y, pull = ag.vjp(lambda x: ag.conv1d(x, k, strides, padding), x)
    c = RNG.normal(size=y.shape)
    added = (8 + 2 * padding - 3) % strides
    np.testing.assert_allclose(ag.conv1d_transpose(c, k, strides, padding, added).numpy(), pull(c)[0], rtol=1e-12)


def test_images_that_want_no_gradient_get_none():
    x, k = ag.Tensor(RNG.normal(size=(1, 4, 4, 1))), ag.Tensor(np.ones((2, 2, 1, 1)), requires_grad=True)
    y = ag.conv2d(x, k)
    assert len(y.node.parents) == 1


def message(function, *operands, **params):
    with pytest.raises(ShapeError) as error:
        function(*operands, **params)
    return str(error.value)


def test_another_number_of_axes():
    k = np.ones((2, 2, 1, 1))
    assert message(ag.conv2d, np.ones((28, 28, 1)), k) == (
        "conv2d takes arrays with other axes: got shape (28, 28, 1). "
        "Pass an array with the 4 axes (images, height, width, channels); "
        "add those that are missing with np.expand_dims."
    )
    assert message(ag.conv1d_transpose, np.ones((28, 28)), k, data_format="channels_first") == (
        "conv1d_transpose takes arrays with other axes: got shape (28, 28). "
        "Pass an array with the 3 axes (images, channels, steps); add those that are missing with np.expand_dims."
    )
    for function in (ag.conv2d, ag.conv2d_transpose):
        assert message(function, np.ones((1, 4, 4, 1)), k[0]) == (
            "array and kernel do not have the same number of axes: got shapes (1, 4, 4, 1) and (2, 1, 1). "
            "Pass an array (images, *spatial, channels) and a kernel (*window, channels in, channels out)."
        )


@pytest.mark.parametrize("padding", ["smae", -1, (1, 2, 3), ((1, 2, 3), 0), (1, (0, -1)), 1.5, None])
def test_padding_of_no_known_form(padding):
    assert message(ag.conv2d, np.ones((1, 4, 4, 1)), np.ones((2, 2, 1, 1)), padding=padding) == (
        f"padding does not fit: got padding={padding!r}. Pass 'valid', 'same', a number, or a number or pair for each "
        "of the 2 axes that windows move over."
    )


def test_a_window_larger_than_the_images():
    assert message(ag.conv2d, np.ones((1, 2, 5, 1)), np.ones((3, 3, 1, 1))) == (
        "a window does not fit into the array: got a window of (3, 3) cells, over (2, 5). "
        "Pad the array, or take a smaller window."
    )


@pytest.mark.parametrize(("padding", "added"), [("valid", 2), (0, 2), ("same", 5), (5, 0)])
def test_an_extent_that_a_transpose_cannot_have(padding, added):
    assert message(ag.conv1d_transpose, np.ones((1, 4, 1)), np.ones((3, 1, 1)), 2, padding, added) == (
        "the result of a transposed convolution has no such extent: "
        f"got padding={padding!r}, output_padding=({added},) "
        "for (4,) windows of (3,) cells. Crop less than there is, and add less than a stride."
    )


def test_output_padding_is_not_negative():
    assert message(ag.conv1d_transpose, np.ones((1, 4, 1)), np.ones((3, 1, 1)), output_padding=-1) == (
        "output_padding does not fit: got output_padding=-1. "
        "Pass a whole number from 0 on, or one for each of the 1 axes that windows move over."
    )
