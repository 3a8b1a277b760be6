"""Pooling: against NumPy's reductions of views, ties, padding, and what is refused. The laws test the gradients."""

import numpy as np
import pytest
from numpy.lib.stride_tricks import sliding_window_view

import autograd_core as ag
from autograd_core.errors import ShapeError, UnknownNameError
from autograd_core.ops import pooling

RNG = np.random.default_rng(0)
LARGEST = [ag.max_pool1d, ag.max_pool2d, ag.max_pool3d]
MEANS = [ag.average_pool1d, ag.average_pool2d, ag.average_pool3d]
NDIM = pytest.mark.parametrize("ndim", [1, 2, 3])
MOVES = pytest.mark.parametrize(
    ("strides", "padding", "widths"), [(None, "valid", (0, 0)), (1, "same", (0, 1)), (2, 1, (1, 1)), (1, 0, (0, 0))]
)


def images(ndim):
    return RNG.normal(size=(2, *(5, 4, 6)[:ndim], 3))


def views(x, ndim, size, strides):
    """Return all windows of x, flat in the last axis."""
    seen = sliding_window_view(x, (size,) * ndim, axis=tuple(range(1, 1 + ndim)))
    seen = seen[(slice(None), *[slice(None, None, strides)] * ndim)]
    return seen.reshape(*seen.shape[: ndim + 2], -1)


@NDIM
@MOVES
def test_the_largest_of_each_window(ndim, strides, padding, widths):
    x = images(ndim)
    around = np.pad(x, [(0, 0), *[widths] * ndim, (0, 0)], constant_values=-np.inf)
    y = LARGEST[ndim - 1](x, 2, strides, padding)
    np.testing.assert_array_equal(y.numpy(), views(around, ndim, 2, strides or 2).max(-1))


@NDIM
@MOVES
def test_the_mean_of_each_window_without_what_was_added(ndim, strides, padding, widths):
    x = images(ndim)
    around = np.pad(x, [(0, 0), *[widths] * ndim, (0, 0)], constant_values=np.nan)
    y = MEANS[ndim - 1](x, 2, strides, padding)
    np.testing.assert_allclose(y.numpy(), np.nanmean(views(around, ndim, 2, strides or 2), axis=-1), rtol=1e-12)


@NDIM
def test_channels_first_moves_the_channels(ndim):
    x = images(ndim)
    for function in (LARGEST[ndim - 1], MEANS[ndim - 1]):
        y = function(np.moveaxis(x, -1, 1), 2, data_format="channels_first")
        np.testing.assert_array_equal(y.numpy(), np.moveaxis(function(x, 2).numpy(), -1, 1))


@NDIM
def test_dilation_reads_cells_that_lie_apart(ndim):
    x = images(ndim)
    corners = views(x, ndim, 3, 1).reshape(-1, *(3,) * ndim)[(slice(None), *[slice(None, None, 2)] * ndim)]
    y = LARGEST[ndim - 1](x, 2, 1, dilation_rate=2).numpy()
    np.testing.assert_array_equal(y.ravel(), corners.reshape(len(corners), -1).max(1))


def test_ties_share_the_gradient_equally():
    x = np.array([2.0, 2.0, 1.0, 2.0]).reshape(1, 4, 1)
    gradient = ag.grad(lambda x: np.sum(ag.max_pool1d(x, 4)))(x)
    np.testing.assert_allclose(gradient.ravel(), [1 / 3, 1 / 3, 0, 1 / 3])
    assert ag.max_pool.kink == "ties: shared equally"


def test_gradients_of_windows_that_overlap_add_up():
    x = np.array([1.0, 3.0, 2.0]).reshape(1, 3, 1)
    assert ag.grad(lambda x: np.sum(ag.max_pool1d(x, 2, 1)))(x).ravel().tolist() == [0.0, 2.0, 0.0]
    assert ag.grad(lambda x: np.sum(ag.average_pool1d(x, 2, 1)))(x).ravel().tolist() == [0.5, 1.0, 0.5]


def test_nan_is_passed_on():
    x = np.array([1.0, np.nan, 2.0, 3.0]).reshape(1, 4, 1)
    np.testing.assert_array_equal(ag.max_pool1d(x, 2).numpy().ravel(), [np.nan, 3.0])


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_precision_is_kept(dtype):
    x = ag.Tensor(images(2).astype(dtype), requires_grad=True)
    for function in (ag.max_pool2d, ag.average_pool2d):
        y = function(x, 2, 1, "same")
        y.sum().backward()
        assert (y.dtype, x.grad.dtype) == (dtype, dtype)


def test_whole_numbers():
    x = -np.arange(1, 4).reshape(1, 3, 1)
    assert ag.max_pool1d(x, 2, 1, 1).numpy().ravel().tolist() == [-1, -1, -2, -3]
    assert ag.average_pool1d(x, 2, 1, 1).numpy().ravel().tolist() == [-1, -1.5, -2.5, -3]


def test_no_images():
    assert ag.max_pool2d(np.ones((0, 4, 4, 3)), 2).shape == (0, 2, 2, 3)
    assert ag.average_pool2d(np.ones((0, 4, 4, 3)), 2, 1, "same").shape == (0, 4, 4, 3)


def message(function, *operands, **params):
    with pytest.raises(ShapeError) as error:
        function(*operands, **params)
    return str(error.value)


X = np.ones((1, 4, 4, 1))


@pytest.mark.parametrize("function", [ag.max_pool2d, ag.average_pool2d])
def test_what_does_not_fit(function):
    assert message(function, X[0], 2) == (
        f"{function.__name__} takes arrays with other axes: got shape (4, 4, 1). "
        "Pass an array with the 4 axes (images, height, width, channels); "
        "add those that are missing with np.expand_dims."
    )
    assert message(function, X, (2, 5)) == (
        "a window does not fit into the array: got a window of (2, 5) cells, over (4, 4). "
        "Pad the array, or take a smaller window."
    )
    assert message(function, X, 2, padding=(0, 2)) == (
        "a window would see nothing but padding: got padding=(0, 2) for a window over (2, 2). "
        "Pad by less than the window."
    )
    for name, value in (("pool_size", 0), ("strides", (1, 2, 3))):
        assert message(function, X, **{"pool_size": 2, name: value}) == (
            f"{name} does not fit: got {name}={value!r}. "
            "Pass a whole number from 1 on, or one for each of the 2 axes that windows move over."
        )
    with pytest.raises(UnknownNameError, match="unknown data_format: got 'last'"):
        function(X, 2, data_format="last")


@pytest.mark.parametrize("window", [(1, 1), (2, 3), (4, 4), (5, 4)])
@pytest.mark.parametrize("pool", [ag.max_pool, ag.sum_pool])
def test_windows_side_by_side_have_the_gradients_of_any_others(pool, window, monkeypatch):
    x = np.random.default_rng(0).integers(0, 4, (2, 11, 9, 3)).astype(float)  # with ties
    weights = np.random.default_rng(1).normal(size=pool(x, window=window, strides=window).shape)

    def gradient():
        return ag.grad(lambda x: (pool(x, window=window, strides=window) * weights).sum())(x)

    each = gradient()
    monkeypatch.setattr(pooling, "FEW", 0)
    np.testing.assert_array_equal(each, gradient())
