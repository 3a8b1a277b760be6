"""Convolution in any number of dimensions: matrix products of windows and a kernel.

    >>> import numpy as np, autograd_core as ag
    >>> x, kernel = np.array([1.0, 2.0, 4.0]).reshape(1, 3, 1), np.array([-1.0, 1.0]).reshape(2, 1, 1)
    >>> ag.conv(x, kernel).ravel()
    Tensor([1., 2.])
    >>> ag.grad(lambda kernel: ag.conv(x, kernel).sum())(kernel).ravel()       # the sum of what each of its cells sees
    array([3., 6.])

As in all libraries of deep learning, and unlike `np.convolve`, the kernel is not reversed: strictly, this is
cross-correlation. Three operations, each linear in both operands, do the work, and the rules of each are the other two,
so that derivatives of every order come for free:

    conv             y = windows(x) @ kernel
    conv_transpose   x = Σ of windows in their places, each y @ kernelᵀ     (∂x of conv)
    conv_kernel      kernel = windows(x)ᵀ @ y                               (∂kernel of conv)

Windows are copied next to each other for some images at a time, as many as fit into a cache, and multiplied at once.
Where each channel has a kernel of its own, there are no matrices: images are multiplied and added cell by cell.
Source: Chellapilla, Puri and Simard, High Performance Convolutional Neural Networks for Document Processing, 2006.

Not here: padding, data formats, and the names of Keras (`convolving`).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar, NamedTuple, Self

import numpy as np
from numpy.lib.stride_tricks import as_strided

from autograd_core.errors import ShapeError, explain
from autograd_core.operation import operation
from autograd_core.ops.windows import PerAxis, cells
from autograd_core.registry import example
from autograd_core.shapes import blocks, each_axis, window_counts

__all__ = ["check_axes", "conv", "conv_kernel", "conv_transpose"]

Shape = tuple[int, ...]

BLOCK = 2**21
"""Bytes of windows that are multiplied at once, so that they are still in the cache when their turn comes."""

BUFFER = 8192
"""Elements in a buffer of NumPy's ufuncs, if nobody says otherwise."""

Index = tuple[slice, ...]


class Scratch:
    """Memory for a block, used again and again, for each new page of memory costs as much as to copy it.

    There is one for each thread that is at work in the same moment; they are left to whoever comes next.
    """

    spare: ClassVar[list[Any]] = []

    def __init__(self) -> None:
        try:
            self._memory = Scratch.spare.pop()
        except IndexError:
            self._memory = np.empty(BLOCK, np.uint8)

    def array(self, shape: Shape, dtype: Any) -> Any:
        """Return an array in this memory, or a new one where it has no room."""
        nbytes = math.prod(shape) * dtype.itemsize
        if nbytes > self._memory.size or dtype.hasobject:
            return np.empty(shape, dtype)
        return self._memory[:nbytes].view(dtype).reshape(shape)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        Scratch.spare.append(self._memory)


class Windows(NamedTuple):
    """How windows of a kernel lie in an array: the numbers that the three operations share."""

    window: Shape
    counts: Shape
    strides: Shape
    dilation_rate: Shape
    groups: int

    def blocks(self, images: int, size: int) -> Iterator[Index]:
        """Yield indices of (group, image, *counts) that cut all windows into blocks, where one takes `size` bytes."""
        for index in blocks((images, *self.counts), max(1, BLOCK // max(1, size))):
            yield (slice(None), *index)

    def matrices(self, x: Any) -> Iterator[tuple[Index, Any]]:
        """Yield an index as in `blocks`, and a matrix for each group with the windows as rows, valid until the next."""
        seen = self._of(_grouped(x, self.groups))
        columns = math.prod(self.window) * seen.shape[-1]
        with Scratch() as scratch:
            for index in self.blocks(x.shape[0], columns * self.groups * x.itemsize):
                block = seen[index]
                if not block.flags.c_contiguous:
                    block = scratch.array(block.shape, x.dtype)
                    block[...] = seen[index]
                yield index, block.reshape(self.groups, math.prod(block.shape[1 : -1 - len(self.window)]), columns)

    def by_cell(self, x: Any) -> Iterator[tuple[int, Index, Any]]:
        """Yield for each block and each cell of the window its number, the block's index, and what it sees of `x`."""
        views = list(cells(x, *self[:4]))
        for _, *index in self.blocks(x.shape[0], 4 * x.shape[-1] * x.itemsize):  # array, result, product, and some room
            for k, view in enumerate(views):
                yield k, tuple(index), view[tuple(index)]

    @contextmanager
    def row_by_row(self, channels: int) -> Iterator[None]:
        """Let NumPy's ufuncs meet one row of cells at a time, where it lies.

        Where several rows fit into a buffer, they are copied there otherwise (numpy#17471), which takes longer
        than to add them.
        """
        with np.errstate():  # restores the size of the buffer as well
            np.setbufsize(min(-(-max(1, self.counts[-1] * channels) // 16) * 16, BUFFER))
            yield

    def _of(self, x: Any) -> Any:
        """Return all windows as a view: (group, image, *spatial, c) → (group, image, *counts, *window, c)."""
        group, image, *spatial, channel = x.strides
        steps = [n * s for n, s in zip(spatial, self.strides, strict=True)]
        holes = [n * d for n, d in zip(spatial, self.dilation_rate, strict=True)]
        shape = (*x.shape[:2], *self.counts, *self.window, x.shape[-1])
        return as_strided(x, shape, (group, image, *steps, *holes, channel), writeable=False)


def _windows(x_shape: Shape, window: Shape, strides: PerAxis, dilation_rate: PerAxis, groups: int) -> Windows:
    ndim = len(window)
    each_axis(window, ndim, "window")
    strides, dilation_rate = each_axis(strides, ndim, "strides"), each_axis(dilation_rate, ndim, "dilation_rate")
    counts = window_counts(x_shape[1:-1], window, strides, dilation_rate)
    return Windows(window, counts, strides, dilation_rate, groups)


def _grouped(x: Any, groups: int) -> Any:
    """Return a view of `x` with its channels in groups, the axis of groups first."""
    return np.moveaxis(x.reshape(*x.shape[:-1], groups, x.shape[-1] // groups), -2, 0)


def _matrix(block: Any) -> Any:
    """Return a block as a matrix for each group, with a row for each cell; a view where memory allows."""
    return block.reshape(block.shape[0], math.prod(block.shape[1:-1]), block.shape[-1])


def _check(x_shape: Shape, kernel_shape: Shape, groups: Any, taken: int = -2) -> None:
    """Raise ShapeError where array and kernel do not fit; axis `taken` of the kernel meets the channels of x."""
    if not isinstance(groups, int) or groups < 1 or x_shape[-1] % groups or kernel_shape[-1] % groups:
        given = f"groups={groups!r} for an array of shape {x_shape} and a kernel of shape {kernel_shape}"
        raise ShapeError(explain("groups must divide the channels", given, "pass a divisor of channels in and out"))
    wanted = kernel_shape[taken] * (groups if taken == -2 else 1)
    if x_shape[-1] != wanted:
        shown = f"shapes {x_shape} and {kernel_shape}" + (f", groups={groups}" if groups > 1 else "")
        remedy = f"the last axis of the array must be {wanted} long, for axis {taken} of the kernel says so"
        raise ShapeError(explain("the channels of array and kernel differ", shown, remedy))


def _is_depthwise(kernel_shape: Shape, groups: int) -> bool:
    """Say whether each channel has a kernel of its own: then there is nothing to sum over, and no matrix product."""
    return 1 < groups == kernel_shape[-1] and kernel_shape[-2] == 1


def check_axes(x_shape: Shape, kernel_shape: Shape) -> None:
    """Raise ShapeError where array and kernel do not have the same number of axes."""
    if len(x_shape) != len(kernel_shape) or len(x_shape) < 3:
        remedy = "pass an array (images, *spatial, channels) and a kernel (*window, channels in, channels out)"
        given = f"shapes {x_shape} and {kernel_shape}"
        raise ShapeError(explain("array and kernel do not have the same number of axes", given, remedy))


# ------------------------------------------------------------------------------------------------ the three operations


def _cases(build: Any) -> list[Any]:
    """Return examples of one of the three operations: `build` gets the shapes of array, kernel and result."""
    calls: list[tuple[Shape, Shape, Shape, dict[str, Any]]] = [
        ((2, 5, 2), (3, 2, 3), (2, 3, 3), {}),
        ((1, 4, 5, 1), (2, 3, 1, 2), (1, 2, 2, 2), {"strides": (2, 2)}),
        ((1, 6, 4), (2, 2, 2), (1, 2, 2), {"strides": 2, "dilation_rate": 3, "groups": 2}),
        ((2, 4, 2), (2, 1, 2), (2, 3, 2), {"groups": 2}),
        ((0, 3, 2), (2, 2, 1), (0, 2, 1), {}),
    ]
    return [build(*shapes, params) for *shapes, params in calls]


@operation(
    formula="y[n, i…, f] = Σ x[n, i·s + j·d, c] · kernel[j…, c, f]",
    batched=None,
    examples=_cases(lambda x, kernel, y, params: example(x, kernel, **params)),
)
def conv(x: Any, kernel: Any, /, *, strides: PerAxis = 1, dilation_rate: PerAxis = 1, groups: int = 1) -> Any:
    """Return the products of all windows of an array and a kernel, in any number of spatial dimensions.

    Shapes: (n, *spatial, c) and (*window, c / groups, f) → (n, *counts, f).
    Raises ShapeError where channels or groups do not fit, or the window does not.
    """
    check_axes(x.shape, kernel.shape)
    _check(x.shape, kernel.shape, groups)
    windows = _windows(x.shape, kernel.shape[:-2], strides, dilation_rate, groups)
    if _is_depthwise(kernel.shape, groups):
        return _conv_depthwise(x, kernel, windows)
    y = np.empty((x.shape[0], *windows.counts, kernel.shape[-1]), np.result_type(x, kernel))
    kernels, out = _kernel_matrices(kernel, groups), _grouped(y, groups)
    for index, matrix in windows.matrices(x):
        np.matmul(matrix, kernels, out=_matrix(out[index]))
    return y


def _conv_depthwise(x: Any, kernel: Any, windows: Windows) -> Any:
    y = np.zeros((x.shape[0], *windows.counts, x.shape[-1]), np.result_type(x, kernel))
    weights = kernel.reshape(-1, x.shape[-1])
    with windows.row_by_row(x.shape[-1]):
        for k, index, seen in windows.by_cell(x):
            y[index] += seen * weights[k]
    return y


def _kernel_matrices(kernel: Any, groups: int) -> Any:
    """Return the kernel as a matrix for each group, with a column for each channel that comes out."""
    size = math.prod(kernel.shape[:-1])
    return kernel.reshape(size, groups, kernel.shape[-1] // groups).transpose(1, 0, 2)


@operation(
    formula="y[n, i·s + j·d, c] = Σ x[n, i…, f] · kernel[j…, c, f]",
    batched=None,
    examples=_cases(lambda x, kernel, y, params: example(y, kernel, shape=x[1:-1], **params)),
)
def conv_transpose(
    x: Any, kernel: Any, /, *, shape: Shape, strides: PerAxis = 1, dilation_rate: PerAxis = 1, groups: int = 1
) -> Any:
    """Return the sum of windows in their places, each the product of the kernel and a cell: `conv` backwards.

    Shapes: (n, *counts, f) and (*window, c / groups, f) → (n, *shape, c).
    Raises ShapeError where channels or groups do not fit, or an array of that `shape` has not that many windows.
    """
    check_axes(x.shape, kernel.shape)
    _check(x.shape, kernel.shape, groups, taken=-1)
    windows = _windows((1, *shape, 1), kernel.shape[:-2], strides, dilation_rate, groups)
    _check_counts(x.shape, windows, shape)
    y = np.zeros((x.shape[0], *shape, kernel.shape[-2] * groups), np.result_type(x, kernel))
    spread = _spread_depthwise if _is_depthwise(kernel.shape, groups) else _spread
    spread(y, x, kernel, windows)
    return y


def _spread(y: Any, x: Any, kernel: Any, windows: Windows) -> None:
    """Add the windows, each the product of the kernel and a cell of `x`, to `y` in their places."""
    channels, groups = kernel.shape[-2], windows.groups
    kernels = _kernel_matrices(kernel, groups).transpose(0, 2, 1)
    given, places = _grouped(x, groups), list(cells(_grouped(y, groups), *windows[:4], lead=2))
    rows = windows.row_by_row(channels if groups == 1 else BUFFER)  # the rows of a group have gaps
    with Scratch() as scratch, rows:
        for index in windows.blocks(x.shape[0], groups * kernels.shape[-1] * y.itemsize):
            matrix = _matrix(given[index])
            room = scratch.array((*matrix.shape[:2], kernels.shape[-1]), y.dtype)
            product = np.matmul(matrix, kernels, out=room)
            for k, place in enumerate(places):
                to = place[index]
                to += product[..., k * channels : (k + 1) * channels].reshape(to.shape)


def _spread_depthwise(y: Any, x: Any, kernel: Any, windows: Windows) -> None:
    weights = kernel.reshape(-1, x.shape[-1])
    with windows.row_by_row(x.shape[-1]):
        for k, index, place in windows.by_cell(y):
            np.add(place, x[index] * weights[k], out=place)


def _check_counts(x_shape: Shape, windows: Windows, shape: Shape) -> None:
    if x_shape[1:-1] != windows.counts:
        given = f"shape {x_shape} for shape={shape}, strides={windows.strides}, a kernel of {windows.window} cells"
        remedy = f"an array of that shape has {windows.counts} windows: pass another shape"
        raise ShapeError(explain("an array does not fit the windows it is spread to", given, remedy))


@operation(
    formula="y[j…, c, f] = Σ x1[n, i·s + j·d, c] · x2[n, i…, f]",
    batched=None,
    examples=_cases(lambda x, kernel, y, params: example(x, y, window=kernel[:-2], **params)),
)
def conv_kernel(
    x1: Any, x2: Any, /, *, window: Shape, strides: PerAxis = 1, dilation_rate: PerAxis = 1, groups: int = 1
) -> Any:
    """Return the products of all windows of one array and the cells of another: how `conv` depends on its kernel.

    Shapes: (n, *spatial, c) and (n, *counts, f) → (*window, c / groups, f).
    Raises ShapeError where the first array has not that many windows, or groups do not fit.
    """
    filters, channels = x2.shape[-1], x1.shape[-1] // max(1, groups)
    _check(x1.shape, (*window, channels, filters), groups)
    windows = _windows(x1.shape, tuple(window), strides, dilation_rate, groups)
    _check_counts(x2.shape, windows, x1.shape[1:-1])
    if _is_depthwise((channels, filters), groups):
        return _conv_kernel_depthwise(x1, x2, windows)
    y = np.zeros((groups, math.prod(window) * channels, filters // groups), np.result_type(x1, x2))
    given = _grouped(x2, groups)
    for index, matrix in windows.matrices(x1):
        y += matrix.transpose(0, 2, 1) @ _matrix(given[index])
    return y.transpose(1, 0, 2).reshape(*window, channels, filters)


def _conv_kernel_depthwise(x1: Any, x2: Any, windows: Windows) -> Any:
    groups = windows.groups
    y = np.zeros((math.prod(windows.window), groups), np.result_type(x1, x2))
    with windows.row_by_row(groups):
        for k, index, seen in windows.by_cell(x1):
            y[k] += (seen * x2[index]).reshape(-1, groups).sum(0)
    return y.reshape(*windows.window, 1, groups)


@conv.rule("x", formula="∂x = conv_transpose(∂y, kernel)")
def _(g: Any, kernel: Any, x_shape: Shape, strides: PerAxis, dilation_rate: PerAxis, groups: int) -> Any:
    shape = x_shape[1:-1]
    return conv_transpose.apply(g, kernel, shape=shape, strides=strides, dilation_rate=dilation_rate, groups=groups)


@conv.rule("kernel", formula="∂kernel = conv_kernel(x, ∂y)")
def _(g: Any, x: Any, kernel_shape: Shape, strides: PerAxis, dilation_rate: PerAxis, groups: int) -> Any:
    window = kernel_shape[:-2]
    return conv_kernel.apply(x, g, window=window, strides=strides, dilation_rate=dilation_rate, groups=groups)


@conv_transpose.rule("x", formula="∂x = conv(∂y, kernel)")
def _(g: Any, kernel: Any, strides: PerAxis, dilation_rate: PerAxis, groups: int) -> Any:
    return conv.apply(g, kernel, strides=strides, dilation_rate=dilation_rate, groups=groups)


@conv_transpose.rule("kernel", formula="∂kernel = conv_kernel(∂y, x)")
def _(g: Any, x: Any, kernel_shape: Shape, strides: PerAxis, dilation_rate: PerAxis, groups: int) -> Any:
    window = kernel_shape[:-2]
    return conv_kernel.apply(g, x, window=window, strides=strides, dilation_rate=dilation_rate, groups=groups)


@conv_kernel.rule("x1", formula="∂x1 = conv_transpose(x2, ∂y)")
def _(g: Any, x2: Any, x1_shape: Shape, strides: PerAxis, dilation_rate: PerAxis, groups: int) -> Any:
    shape = x1_shape[1:-1]
    return conv_transpose.apply(x2, g, shape=shape, strides=strides, dilation_rate=dilation_rate, groups=groups)


@conv_kernel.rule("x2", formula="∂x2 = conv(x1, ∂y)")
def _(g: Any, x1: Any, strides: PerAxis, dilation_rate: PerAxis, groups: int) -> Any:
    return conv.apply(x1, g, strides=strides, dilation_rate=dilation_rate, groups=groups)
