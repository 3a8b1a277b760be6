"""Convolution of sequences, images and volumes as in Keras: padding, data formats, and the transposes.

    >>> import numpy as np, autograd_core as ag
    >>> image = np.arange(16.0).reshape(1, 4, 4, 1)
    >>> edges = np.array([[1.0, -1.0]]).reshape(1, 2, 1, 1)                       # height, width, channels in, out
    >>> ag.conv2d(image, edges, padding="same").shape, ag.conv2d(image, edges, strides=2).shape
    ((1, 4, 4, 1), (1, 2, 2, 1))

Names, layouts and defaults are those of Keras; a number for padding, and `groups`, are those of PyTorch. Zeros are
added by `pad` before, or cells cropped by a slice after, so that the operations themselves know nothing of padding.

Source: Dumoulin and Visin, A guide to convolution arithmetic for deep learning, 2016. Not here: the operations
(`convolution`); layers, which hold kernels.
"""

from __future__ import annotations

from typing import Any

from autograd_core.ops.convolution import check_axes, conv, conv_transpose
from autograd_core.ops.movement import shape_of
from autograd_core.ops.windows import PerAxis, on_channels_last, padded
from autograd_core.registry import composite, example
from autograd_core.shapes import each_axis, spread_extent, window_padding, window_spans
from autograd_core.values import as_operand

__all__ = ["conv1d", "conv1d_transpose", "conv2d", "conv2d_transpose", "conv3d", "conv3d_transpose"]

Shape = tuple[int, ...]

# ------------------------------------------------------------------------------------------------- forwards


def _convolved(
    ndim: int, x: Any, kernel: Any, strides: PerAxis, padding: Any, data_format: str, rate: PerAxis, groups: int
) -> Any:
    kernel = as_operand(kernel)

    def convolve(x: Any, shape: Shape) -> Any:
        check_axes(shape_of(x), kernel.shape)
        steps, rates = each_axis(strides, ndim, "strides"), each_axis(rate, ndim, "dilation_rate")
        widths = window_padding(padding, shape, window_spans(kernel.shape[:-2], rates), steps)
        return conv(padded(x, widths), kernel, strides=steps, dilation_rate=rates, groups=groups)

    return on_channels_last(x, f"conv{ndim}d", ndim, data_format, convolve)


@composite(
    examples=[
        example((2, 4, 2), (3, 2, 1), padding="same"),
        example((1, 2, 5), (3, 2, 2), 2, padding=[(1, 0)], data_format="channels_first"),
    ]
)
def conv1d(
    x: Any,
    kernel: Any,
    strides: PerAxis = 1,
    padding: Any = "valid",
    data_format: str = "channels_last",
    dilation_rate: PerAxis = 1,
    groups: int = 1,
) -> Any:
    """Return the convolution of sequences with a kernel: y[n, i, f] = Σ x[n, i·s + j·d, c] · kernel[j, c, f].

    Shapes: x (n, steps, c), kernel (window, c / groups, f). Arguments and errors are those of `conv2d`.

    >>> conv1d([[[1.0], [2.0], [4.0]]], [[[-1.0]], [[1.0]]]).ravel()
    Tensor([1., 2.])
    """
    return _convolved(1, x, kernel, strides, padding, data_format, dilation_rate, groups)


@composite(
    examples=[
        example((1, 3, 4, 2), (2, 3, 2, 2), padding="same", strides=(1, 2)),
        example(
            (1, 2, 4, 4), (2, 2, 1, 2), padding=((1, 0), 1), dilation_rate=2, groups=2, data_format="channels_first"
        ),
    ]
)
def conv2d(
    x: Any,
    kernel: Any,
    strides: PerAxis = 1,
    padding: Any = "valid",
    data_format: str = "channels_last",
    dilation_rate: PerAxis = 1,
    groups: int = 1,
) -> Any:
    """Return the convolution of images with a kernel: y[n, i…, f] = Σ x[n, i·s + j·d, c] · kernel[j…, c, f].

    x             images, (n, height, width, c); (n, c, height, width) with data_format "channels_first"
    kernel        (height, width, c / groups, f) in both data formats
    strides       how far the window moves: a number, or one for each axis
    padding       zeros around the images: "valid" none, "same" as many as give ⌈size / strides⌉ windows; a number for
                  all sides, or for each axis a number or a pair (before, after)
    dilation_rate how far apart the cells of the window are: a number, or one for each axis
    groups        channels in and out are cut into so many groups, each with a kernel of its own

    Raises ShapeError where shapes or groups do not fit, UnknownNameError for another data format.

    >>> import numpy as np
    >>> conv2d(np.ones((1, 2, 3, 1)), np.ones((2, 2, 1, 1)), padding="same")[0, :, :, 0]
    Tensor([[4., 4., 2.],
            [2., 2., 1.]])
    """
    return _convolved(2, x, kernel, strides, padding, data_format, dilation_rate, groups)


@composite(examples=[example((1, 2, 3, 2, 1), (2, 2, 1, 1, 2), strides=(1, 1, 2), padding=(0, 1, 0))])
def conv3d(
    x: Any,
    kernel: Any,
    strides: PerAxis = 1,
    padding: Any = "valid",
    data_format: str = "channels_last",
    dilation_rate: PerAxis = 1,
    groups: int = 1,
) -> Any:
    """Return the convolution of volumes with a kernel: y[n, i…, f] = Σ x[n, i·s + j·d, c] · kernel[j…, c, f].

    Shapes: x (n, depth, height, width, c), kernel (*window, c / groups, f). Arguments and errors are those of `conv2d`.

    >>> import numpy as np
    >>> conv3d(np.ones((1, 2, 2, 3, 1)), np.ones((2, 2, 2, 1, 1))).ravel()
    Tensor([8., 8.])
    """
    return _convolved(3, x, kernel, strides, padding, data_format, dilation_rate, groups)


# ------------------------------------------------------------------------------------------------ backwards


def _spread(
    ndim: int,
    x: Any,
    kernel: Any,
    strides: PerAxis,
    padding: Any,
    output_padding: PerAxis | None,
    data_format: str,
    rate: PerAxis,
    groups: int,
) -> Any:
    kernel = as_operand(kernel)
    added = None if output_padding is None else each_axis(output_padding, ndim, "output_padding", least=0)

    def spread(x: Any, counts: Shape) -> Any:
        check_axes(shape_of(x), kernel.shape)
        steps, rates = each_axis(strides, ndim, "strides"), each_axis(rate, ndim, "dilation_rate")
        spans = window_spans(kernel.shape[:-2], rates)
        extents = spread_extent(counts, spans, steps, padding, added)
        whole = [(n - 1) * s + span for n, s, span in zip(counts, steps, spans, strict=True)]
        shape = tuple(max(n, end) for n, (_, end) in zip(whole, extents, strict=True))
        y = conv_transpose(x, kernel, shape=shape, strides=steps, dilation_rate=rates, groups=groups)
        if all(extent == (0, n) for extent, n in zip(extents, shape, strict=True)):
            return y
        return y[(slice(None), *[slice(*extent) for extent in extents])]

    return on_channels_last(x, f"conv{ndim}d_transpose", ndim, data_format, spread)


@composite(
    examples=[
        example((2, 3, 2), (3, 1, 2), 2, "same"),
        example((1, 2, 3), (2, 2, 2), 3, data_format="channels_first"),
    ]
)
def conv1d_transpose(
    x: Any,
    kernel: Any,
    strides: PerAxis = 1,
    padding: Any = "valid",
    output_padding: PerAxis | None = None,
    data_format: str = "channels_last",
    dilation_rate: PerAxis = 1,
    groups: int = 1,
) -> Any:
    """Return the transposed convolution of sequences: y[n, i·s + j·d, c] = Σ x[n, i, f] · kernel[j, c, f].

    Shapes: x (n, steps, f), kernel (window, c / groups, f). Arguments and errors are those of `conv2d_transpose`.

    >>> conv1d_transpose([[[1.0], [2.0]]], [[[1.0]], [[10.0]]], 2).ravel()
    Tensor([ 1., 10.,  2., 20.])
    """
    return _spread(1, x, kernel, strides, padding, output_padding, data_format, dilation_rate, groups)


@composite(
    examples=[
        example((1, 2, 3, 2), (2, 3, 1, 2), strides=(2, 1), padding=1, output_padding=(1, 0)),
        example((1, 2, 2, 4), (2, 3, 1, 4), 3, "same", 1, dilation_rate=2, groups=2),
    ]
)
def conv2d_transpose(
    x: Any,
    kernel: Any,
    strides: PerAxis = 1,
    padding: Any = "valid",
    output_padding: PerAxis | None = None,
    data_format: str = "channels_last",
    dilation_rate: PerAxis = 1,
    groups: int = 1,
) -> Any:
    """Return the transposed convolution of images: y[n, i·s + j·d, c] = Σ x[n, i…, f] · kernel[j…, c, f].

    It takes an array with the shape of a result of `conv2d` to one with the shape of its operand. What is different:

    kernel         (height, width, c / groups, f): c channels come out
    padding        what is cropped from the result: "same" leaves size · strides cells; a number or pairs as in `conv2d`
    output_padding what is added after the end, less than a stride; None: what gives the size above for "same", at least
                   that for "valid", nothing otherwise

    Raises ShapeError where shapes or groups do not fit, UnknownNameError for another data format.

    >>> import numpy as np
    >>> conv2d_transpose(np.ones((1, 1, 2, 1)), np.ones((2, 2, 1, 1)))[0, :, :, 0]
    Tensor([[1., 2., 1.],
            [1., 2., 1.]])
    """
    return _spread(2, x, kernel, strides, padding, output_padding, data_format, dilation_rate, groups)


@composite(examples=[example((1, 1, 2, 2, 2), (2, 2, 1, 1, 2), strides=(1, 2, 1))])
def conv3d_transpose(
    x: Any,
    kernel: Any,
    strides: PerAxis = 1,
    padding: Any = "valid",
    output_padding: PerAxis | None = None,
    data_format: str = "channels_last",
    dilation_rate: PerAxis = 1,
    groups: int = 1,
) -> Any:
    """Return the transposed convolution of volumes: y[n, i·s + j·d, c] = Σ x[n, i…, f] · kernel[j…, c, f].

    Shapes: x (n, *counts, f), kernel (*window, c / groups, f). Arguments and errors are those of `conv2d_transpose`.

    >>> import numpy as np
    >>> conv3d_transpose(np.ones((1, 1, 1, 2, 1)), np.ones((1, 1, 2, 1, 1))).ravel()
    Tensor([1., 2., 1.])
    """
    return _spread(3, x, kernel, strides, padding, output_padding, data_format, dilation_rate, groups)
