import numpy as np
import pytest

from autograd_core.errors import ConfigurationError, DataError
from nn.batches import Batches, by_class


def test_batches_cover_all_samples_in_order():
    data = Batches(np.arange(7.0), np.arange(7), batch_size=3)
    assert len(data) == 3
    assert [x.tolist() for x, y, w in data.in_order()] == [[0, 1, 2], [3, 4, 5], [6]]


def test_permuted_batches_keep_samples_and_targets_together():
    data = Batches(np.arange(7.0), np.arange(7), np.arange(7.0), batch_size=3)
    for x, y, weight in data.permuted(np.array([6, 5, 4, 3, 2, 1, 0])):
        assert x.tolist() == y.tolist() == weight.tolist()


def test_floats_become_float32_and_integers_stay():
    data = Batches(np.zeros((2, 3)), np.array([1, 2]))
    assert data.x.dtype == np.float32
    assert data.y.dtype == np.int64


def test_default_batch_size():
    assert Batches(np.zeros(3)).batch_size == 32


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        (
            {"x": np.zeros((3, 2)), "y": np.zeros(2)},
            DataError,
            (
                "the numbers of samples differ: got x of shape (3, 2), y of shape (2,). "
                "Pass one target and weight for each sample."
            ),
        ),
        (
            {"x": np.zeros((0, 2)), "y": np.zeros(0)},
            DataError,
            "there are no samples: got x of shape (0, 2), y of shape (0,). Pass at least one.",
        ),
        (
            {"x": 1.0},
            DataError,
            "data need a first axis that counts the samples: got x of shape (). Pass arrays of samples.",
        ),
        (
            {"x": np.array(["a"])},
            DataError,
            (
                "x must be an array of real numbers: got ndarray of dtype <U1. "
                "Turn text into numbers; np.unique(labels, return_inverse=True) numbers classes."
            ),
        ),
        (
            {"x": np.zeros(3), "y": {"a": 1}},
            DataError,
            (
                "y must be an array of real numbers: got dict of dtype object. "
                "Convert it to numbers, all samples of one shape."
            ),
        ),
        (
            {"x": iter([np.zeros(3)])},
            DataError,
            (
                "x must be an array of real numbers: got list_iterator of dtype object. "
                "Collect what it yields in arrays, or give each batch to train_on_batch."
            ),
        ),
        (
            {"x": [[1.0, 2.0], [3.0]]},
            DataError,
            (
                "x must be an array of real numbers: got a list of parts that differ. "
                "Give all samples one shape, as by padding them."
            ),
        ),
        (
            {"x": np.zeros(3), "batch_size": 0},
            ConfigurationError,
            "batch_size must be a positive integer: got batch_size=0. Pass one such as 32.",
        ),
        (
            {"x": np.zeros(3), "batch_size": 2.5},
            ConfigurationError,
            "batch_size must be a positive integer: got batch_size=2.5. Pass one such as 32.",
        ),
    ],
)
def test_mistakes(arguments, error, message):
    with pytest.raises(error) as caught:
        Batches(arguments.pop("x"), **arguments)
    assert str(caught.value) == message


def test_weights_by_class_of_one_hot_rows():
    assert by_class(np.eye(3)[[0, 2]], {0: 1.0, 2: 5.0}).tolist() == [1, 5]


def test_weights_by_class_of_a_column():
    assert by_class(np.array([[0], [1]]), {0: 1.0, 1: 5.0}).tolist() == [1, 5]


def test_weights_by_class_multiply_those_of_samples():
    data = Batches(np.zeros(3), np.array([0, 1, 1]), np.array([[1.0], [2.0], [3.0]]))
    data.weigh({0: 1.0, 1: 10.0})
    assert data.weight.tolist() == [1, 20, 30]


def test_weights_that_are_not_by_class():
    with pytest.raises(ConfigurationError) as caught:
        by_class(np.array([0, 1]), "balanced")
    assert str(caught.value) == (
        "class_weight says a weight for each class: got 'balanced'. Pass a dict, such as {0: 1.0, 1: 5.0}."
    )


def test_a_class_without_weight():
    with pytest.raises(DataError) as caught:
        by_class(np.array([0, 1]), {0: 1.0})
    assert str(caught.value) == "class_weight has no weight for class 1: got weights for [0]. Give every class one."


def test_targets_that_are_no_classes():
    with pytest.raises(DataError) as caught:
        by_class(np.zeros((2, 3, 4)), {0: 1.0})
    assert str(caught.value) == (
        "class_weight needs class labels: got targets of shape (2, 3, 4). Pass integer labels or one-hot rows."
    )


def test_a_split_keeps_samples_together():
    parts = Batches(np.arange(4), np.arange(4), np.arange(4.0), batch_size=3).split(0.5)
    assert [part.x.tolist() for part in parts] == [[0, 1], [2, 3]]
    assert all(part.x.tolist() == part.y.tolist() == part.weight.tolist() for part in parts)
    assert [part.batch_size for part in parts] == [3, 3]


@pytest.mark.parametrize("fraction", [1.0, -0.1, 2.0])
def test_a_split_that_leaves_nothing(fraction):
    with pytest.raises(ConfigurationError) as caught:
        Batches(np.zeros(4)).split(fraction)
    assert str(caught.value) == (
        f"validation_split leaves nothing to train or to validate on: got validation_split={fraction} of 4 samples. "
        "Choose a fraction between 0 and 1 that leaves samples on both sides."
    )
