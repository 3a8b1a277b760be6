"""Windows copied out and added up again: against NumPy's views, and what is refused. The laws test the gradients."""

import numpy as np
import pytest
from numpy.lib.stride_tricks import sliding_window_view

import autograd_core as ag
from autograd_core.errors import ShapeError, UnknownNameError
from autograd_core.ops.windows import on_channels_last, padded

RNG = np.random.default_rng(0)
X = RNG.normal(size=(2, 7, 6, 3))


@pytest.mark.parametrize(("strides", "rates"), [((1, 1), (1, 1)), ((2, 3), (1, 1)), ((1, 2), (2, 1)), ((3, 1), (2, 2))])
def test_unfold_shows_what_each_cell_sees(strides, rates):
    window = (3, 2)
    spans = [d * (k - 1) + 1 for k, d in zip(window, rates, strict=True)]
    views = sliding_window_view(X, spans, axis=(1, 2))[:, :: strides[0], :: strides[1], :, :: rates[0], :: rates[1]]
    y = ag.unfold(X, window=window, strides=strides, dilation_rate=rates)
    np.testing.assert_array_equal(y.numpy(), views.transpose(4, 5, 0, 1, 2, 3))


def test_unfold_is_a_copy():
    y = ag.unfold(X, window=1)
    assert not np.shares_memory(y.numpy(), X)


def test_fold_is_the_transpose_of_unfold():
    y = ag.unfold(X, window=(3, 2), strides=(2, 1), dilation_rate=(1, 2)).numpy()
    c = RNG.normal(size=y.shape)
    back = ag.fold(c, shape=(7, 6), strides=(2, 1), dilation_rate=(1, 2)).numpy()
    np.testing.assert_allclose(np.sum(back * X), np.sum(c * y), rtol=1e-12)


def test_precision_is_kept():
    y = ag.unfold(X.astype("float32"), window=2)
    assert (y.dtype, ag.fold(y, shape=(7, 6)).dtype) == ("float32", "float32")


def test_windows_that_are_not_of_their_array():
    with pytest.raises(ShapeError) as error:
        ag.fold(np.ones((2, 1, 3, 1)), shape=(5,))
    assert str(error.value) == (
        "windows do not fit their array: got (3,) windows of (2,) cells for shape=(5,), into which (4,) fit. "
        "Pass the shape that was unfolded."
    )


def test_a_window_that_is_too_large():
    with pytest.raises(ShapeError) as error:
        ag.unfold(X, window=(3, 4), dilation_rate=(1, 2))
    assert str(error.value) == (
        "a window does not fit into the array: got a window of (3, 4) cells, which dilation_rate=(1, 2) stretches to "
        "(3, 7), over (7, 6). Pad the array, or take a smaller window."
    )


@pytest.mark.parametrize("name", ["window", "strides", "dilation_rate"])
@pytest.mark.parametrize("value", [0, (1, 2, 3), (1.5, 1), (1, -1)])
def test_numbers_that_do_not_fit_the_axes(name, value):
    with pytest.raises(ShapeError) as error:
        ag.unfold(X, **{"window": 2, name: value})
    assert str(error.value) == (
        f"{name} does not fit: got {name}={value!r}. "
        "Pass a whole number from 1 on, or one for each of the 2 axes that windows move over."
    )


def test_data_formats():
    first = on_channels_last(X, "f", 2, "channels_first", lambda x, shape: x * shape[1])
    np.testing.assert_array_equal(first.numpy(), X * 3)
    assert on_channels_last(X, "f", 2, "channels_last", lambda x, shape: shape) == (7, 6)
    with pytest.raises(UnknownNameError) as error:
        on_channels_last(X, "f", 2, "channels_frist", lambda x, shape: x)
    assert str(error.value) == (
        "unknown data_format: got 'channels_frist'. Did you mean 'channels_first'? "
        "Known: channels_first, channels_last."
    )


def test_nothing_padded_is_the_array_itself():
    assert padded(X, ((0, 0), (0, 0))) is X
    assert padded(X, ((1, 0), (0, 2)), -np.inf).numpy()[0, 0, 0, 0] == -np.inf
