"""Preparing labels and data, compared with what Keras 3 gives."""

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

import autograd_core as ag
from autograd_core.errors import DataError, DTypeError, ShapeError
from nn.utils import normalize, set_random_seed, to_categorical


@pytest.mark.parametrize(
    ("labels", "classes", "shape"),
    [
        ([0, 2, 1], None, (3, 3)),
        ([0, 2, 1], 5, (3, 5)),
        ([[0], [1]], None, (2, 2)),
        ([[0, 1], [2, 1]], None, (2, 2, 3)),
        ([[[1], [2]]], None, (1, 2, 3)),
        ([1], None, (1, 2)),
        (3, 5, (5,)),
        ([], 3, (0, 3)),
    ],
)
def test_to_categorical_has_the_shape_that_keras_gives(labels, classes, shape):
    result = to_categorical(labels, classes)
    assert result.shape == shape
    assert result.dtype == np.float64


@given(
    hnp.arrays(
        st.sampled_from([np.int64, np.uint8, np.float32]), hnp.array_shapes(max_dims=3), elements=st.integers(0, 9)
    )
)
def test_to_categorical_marks_the_label_and_nothing_else(labels):
    result = to_categorical(labels, 10)
    assert (result.sum(-1) == 1).all()
    assert (result.argmax(-1).ravel() == labels.ravel()).all()


def test_to_categorical_counts_classes_from_the_largest_label():
    assert to_categorical([0, 6]).shape == (2, 7)


def test_to_categorical_takes_whole_floats_and_booleans():
    assert to_categorical([0.0, 2.0]).tolist() == [[1, 0, 0], [0, 0, 1]]
    assert to_categorical([True, False]).tolist() == [[0, 1], [1, 0]]


@pytest.mark.parametrize(
    ("labels", "classes", "kind", "message"),
    [
        ([0, -1], None, DataError, "class labels must not be negative: got -1 at index 1. Number them from 0."),
        (
            [[0, 1], [3, 7]],
            3,
            DataError,
            "a class label is not below 3: got 3 at index (1, 0). Give num_classes=8 or leave it out.",
        ),
        ([3], 3, DataError, "a class label is not below 3: got 3 at index 0. Give num_classes=4 or leave it out."),
        ([0.0, 1.5], None, DataError, "class labels must be whole numbers: got 1.5 at index 1. Round them first."),
        ([np.nan], None, DataError, "class labels must be whole numbers: got nan at index 0. Round them first."),
        ([0.0, np.inf], None, DataError, "class labels must be whole numbers: got inf at index 1. Round them first."),
        ([], None, DataError, "no labels to count classes from: got shape (0,). Give num_classes."),
        (
            ["cat", "dog"],
            None,
            DTypeError,
            (
                "class labels must be numbers: got dtype <U3. "
                "Number the classes from 0, for example with numpy.unique(labels, return_inverse=True)."
            ),
        ),
    ],
)
def test_to_categorical_says_what_is_wrong_with_labels(labels, classes, kind, message):
    with pytest.raises(kind) as caught:
        to_categorical(labels, classes)
    assert str(caught.value) == message


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("axis", [0, 1, -1])
@pytest.mark.parametrize("order", [1, 2, np.inf])
def test_normalize_makes_every_norm_one(dtype, axis, order):
    x = np.random.default_rng(0).normal(size=(3, 4)).astype(dtype)
    y = normalize(x, axis, order)
    assert y.dtype == dtype
    assert y.shape == x.shape
    np.testing.assert_allclose(np.linalg.norm(y, order, axis), 1, rtol=1e-6)
    np.testing.assert_allclose(y * np.linalg.norm(x, order, axis, keepdims=True), x, rtol=1e-6)


def test_normalize_leaves_zeros_and_its_argument_alone():
    x = np.array([[3, 4], [0, 0]])
    assert normalize(x).tolist() == [[0.6, 0.8], [0.0, 0.0]]
    assert x.tolist() == [[3, 4], [0, 0]]


@pytest.mark.parametrize(
    ("x", "axis", "kind", "message"),
    [
        ([1.0], 1, ShapeError, "no axis 1 to normalize: got shape (1,). Give an axis that x has."),
        (2.0, -1, ShapeError, "no axis -1 to normalize: got shape (). Give an axis that x has."),
        (["a"], -1, DTypeError, "normalize needs numbers: got dtype <U1. Convert the values first."),
    ],
)
def test_normalize_says_what_is_wrong(x, axis, kind, message):
    with pytest.raises(kind) as caught:
        normalize(x, axis)
    assert str(caught.value) == message


def test_set_random_seed_starts_all_three_streams():
    before = random.getstate(), np.random.get_state()  # noqa: NPY002  the legacy state is set, too
    try:
        draws = []
        for _ in range(2):
            set_random_seed(3)
            draws.append((random.random(), np.random.random(), float(ag.random.normal())))  # noqa: NPY002  as above
        assert draws[0] == draws[1]
    finally:
        random.setstate(before[0])
        np.random.set_state(before[1])  # noqa: NPY002  as above
