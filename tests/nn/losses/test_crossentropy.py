"""Cross-entropies: stable values and gradients, and what they say to labels of the wrong kind."""

import math

import numpy as np
import pytest

import autograd_core as ag
from autograd_core.errors import ConfigurationError, DataError, ShapeError
from nn import losses

LOGITS = np.random.default_rng(0).normal(size=(6, 4)) * 2
LABELS = np.array([0, 3, 1, 1, 2, 0])
ROWS = np.eye(4)[LABELS]
BITS = np.random.default_rng(1).integers(0, 2, size=(6, 4)).astype(float)


def softmax(x, axis=-1):
    e = np.exp(x - x.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def recorded(x, dtype=np.float64):
    return ag.Tensor(np.asarray(x, dtype), requires_grad=True)


def categorical(y_pred, **settings):
    return losses.categorical_crossentropy(ROWS, y_pred, **settings)


def sparse(y_pred, **settings):
    return losses.sparse_categorical_crossentropy(LABELS, y_pred, **settings)


# --------------------------------------------------------------------------------------------- logits and probabilities


@pytest.mark.parametrize("loss", [categorical, sparse])
def test_logits_probabilities_and_recorded_probabilities_agree(loss):
    expected = -np.log(softmax(LOGITS)[np.arange(6), LABELS])
    for dtype, tolerance in ((np.float64, 1e-6), (np.float32, 2e-6)):
        x = LOGITS.astype(dtype)
        for value in (loss(x, from_logits=True), loss(softmax(x)), loss(ag.softmax(recorded(x, dtype)))):
            assert value.dtype == dtype
            np.testing.assert_allclose(value.numpy(), expected, rtol=tolerance)


@pytest.mark.parametrize("loss", [categorical, sparse])
def test_the_gradient_behind_a_softmax_is_prediction_minus_truth(loss):
    x = recorded(LOGITS)
    loss(ag.softmax(x)).mean().backward()
    np.testing.assert_allclose(x.grad.numpy(), (softmax(LOGITS) - ROWS) / 6, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("loss", [categorical, sparse])
def test_the_gradient_by_probabilities_themselves_is_that_of_the_scaled_logarithm(loss):
    p = softmax(LOGITS)
    gradient = ag.grad(lambda p: np.sum(loss(p)))(p)
    np.testing.assert_allclose(gradient, -ROWS / p + 1, rtol=1e-9)


@pytest.mark.parametrize("loss", [categorical, sparse])
def test_a_softmax_whose_gradient_is_watched_keeps_its_own(loss):
    x = recorded(LOGITS)
    p = ag.softmax(x).retain_grad()
    loss(p).sum().backward()
    np.testing.assert_allclose(p.grad.numpy(), -ROWS / softmax(LOGITS) + 1, rtol=1e-9)
    np.testing.assert_allclose(x.grad.numpy(), softmax(LOGITS) - ROWS, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("loss", [categorical, sparse])
def test_second_derivatives_are_right_behind_a_softmax(loss):
    def through(x):
        return np.sum(loss(ag.softmax(x)))

    def direct(x):
        return np.sum(loss(x, from_logits=True))

    v = np.random.default_rng(2).normal(size=LOGITS.shape)
    np.testing.assert_allclose(ag.hvp(through)(LOGITS, v), ag.hvp(direct)(LOGITS, v), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_model_that_is_surely_wrong_still_learns(dtype):
    x = recorded([[-300.0, 500.0]], dtype)
    value = losses.categorical_crossentropy([[1.0, 0.0]], ag.softmax(x))
    assert np.isfinite(value.numpy()).all()
    assert value.item() > 80
    value.sum().backward()
    np.testing.assert_allclose(x.grad.numpy(), [[-1, 1]], atol=1e-6)


def test_plain_probabilities_are_kept_away_from_zero_as_in_keras():
    value = losses.categorical_crossentropy([[1.0, 0.0]], [[0.0, 1.0]])
    assert value.item() == pytest.approx(-math.log(1e-7))
    assert losses.sparse_categorical_crossentropy([0], [[0.0, 1.0]]).item() == pytest.approx(-math.log(1e-7))
    assert losses.binary_crossentropy([[1.0]], [[0.0]]).item() == pytest.approx(-math.log(1e-7))


def test_plain_probabilities_are_scaled_to_the_sum_one():
    np.testing.assert_allclose(
        categorical(3 * softmax(LOGITS)).numpy(), categorical(softmax(LOGITS)).numpy(), rtol=1e-12
    )


@pytest.mark.parametrize("loss", [losses.categorical_crossentropy, losses.sparse_categorical_crossentropy])
@pytest.mark.parametrize("axis", [1, -2])
def test_classes_may_stand_along_another_axis(loss, axis):
    x = np.random.default_rng(3).normal(size=(2, 3, 4))
    labels = np.array([[0, 1, 2, 0], [2, 2, 1, 0]])
    true = labels if "sparse" in loss.__name__ else np.moveaxis(np.eye(3)[labels], -1, 1)
    expected = -np.log(np.take_along_axis(softmax(x, 1), labels[:, None], 1)[:, 0])
    for value in (
        loss(true, x, from_logits=True, axis=axis),
        loss(true, softmax(x, 1), axis=axis),
        loss(true, ag.softmax(recorded(x), axis=1), axis=axis),
        loss(true, ag.softmax(recorded(x), axis=-2), axis=axis),
    ):
        np.testing.assert_allclose(value.numpy(), expected, rtol=1e-6)


def test_a_softmax_along_another_axis_is_no_softmax_of_the_classes():
    def through(x):
        return np.sum(losses.categorical_crossentropy(np.eye(3), ag.softmax(x, axis=0)))

    def by_hand(x):
        return np.sum(losses.categorical_crossentropy(np.eye(3), np.exp(x) / np.sum(np.exp(x), axis=0)))

    x = np.random.default_rng(3).normal(size=(3, 3))
    np.testing.assert_allclose(ag.grad(through)(x), ag.grad(by_hand)(x), rtol=1e-9)


def test_labels_are_smoothed():
    expected = categorical(softmax(LOGITS)).numpy() * 0.9 - 0.025 * np.log(softmax(LOGITS)).sum(axis=1)
    np.testing.assert_allclose(categorical(softmax(LOGITS), label_smoothing=0.1).numpy(), expected, rtol=1e-9)
    np.testing.assert_allclose(categorical(LOGITS, label_smoothing=0.1, from_logits=True).numpy(), expected, rtol=1e-9)


def test_a_gradient_by_true_probabilities():
    gradient = ag.grad(lambda t: np.sum(losses.categorical_crossentropy(t, softmax(LOGITS))))(ROWS)
    np.testing.assert_allclose(gradient, -np.log(softmax(LOGITS)))


def test_a_linear_model_in_two_lines():
    images, labels = (
        np.random.default_rng(0).normal(size=(8, 5)).astype(np.float32),
        np.eye(3)[[0, 1, 2, 0, 1, 2, 0, 1]],
    )
    w = ag.Variable(np.zeros((5, 3), np.float32))
    loss = losses.categorical_crossentropy(labels, ag.softmax(images @ w)).mean()
    loss.backward()
    assert loss.item() == pytest.approx(math.log(3))
    np.testing.assert_allclose(w.grad.numpy(), images.T @ (1 / 3 - labels).astype(np.float32) / 8, rtol=1e-5, atol=1e-7)


# --------------------------------------------------------------------------------------------------------- two classes


def test_binary_logits_probabilities_and_recorded_probabilities_agree():
    p = sigmoid(LOGITS)
    expected = -(BITS * np.log(p) + (1 - BITS) * np.log(1 - p)).mean(axis=-1)
    for dtype, tolerance in ((np.float64, 1e-6), (np.float32, 1e-5)):
        x = LOGITS.astype(dtype)
        for y_pred, settings in ((x, {"from_logits": True}), (sigmoid(x), {}), (ag.sigmoid(recorded(x, dtype)), {})):
            value = losses.binary_crossentropy(BITS, y_pred, **settings)
            assert value.dtype == dtype
            np.testing.assert_allclose(value.numpy(), expected, rtol=tolerance)


def test_the_gradient_behind_a_sigmoid_is_prediction_minus_truth():
    x = recorded(LOGITS)
    losses.binary_crossentropy(BITS, ag.sigmoid(x)).sum().backward()
    np.testing.assert_allclose(x.grad.numpy(), (sigmoid(LOGITS) - BITS) / 4, rtol=1e-9)


@pytest.mark.parametrize(("logit", "truth", "slope"), [(60.0, 0.0, 1.0), (-300.0, 1.0, -1.0)])
def test_a_sigmoid_that_is_surely_wrong_still_learns(logit, truth, slope):
    x = recorded([[logit]], np.float32)
    value = losses.binary_crossentropy([[truth]], ag.sigmoid(x))
    assert np.isfinite(value.numpy()).all()
    value.sum().backward()
    assert x.grad.item() == pytest.approx(slope, abs=1e-6)


def test_binary_labels_are_smoothed():
    value = losses.binary_crossentropy([[1.0]], [[0.8]], label_smoothing=0.2).item()
    assert value == pytest.approx(-0.9 * math.log(0.8) - 0.1 * math.log(0.2))


# ------------------------------------------------------------------------------------------------------- ignored labels


def test_ignored_labels_have_no_loss_and_no_gradient():
    x = recorded(LOGITS)
    labels = np.where(np.arange(6) % 2, -1, LABELS)
    value = losses.sparse_categorical_crossentropy(labels, ag.softmax(x), ignore_class=-1)
    assert (value.numpy()[1::2] == 0).all()
    assert (value.numpy()[::2] > 0).all()
    value.sum().backward()
    assert (x.grad.numpy()[1::2] == 0).all()


def test_a_mean_leaves_ignored_labels_out():
    loss = losses.SparseCategoricalCrossentropy(ignore_class=-1)
    value = loss([0, -1], softmax(LOGITS[:2])).item()
    assert value == pytest.approx(-math.log(softmax(LOGITS)[0, 0]))
    assert loss([-1, -1], softmax(LOGITS[:2])).item() == 0
    weighed = loss([0, 0, -1], softmax(LOGITS[:3]), sample_weight=[1.0, 0.0, 1.0]).item()
    assert weighed == pytest.approx(value / 2)


@pytest.mark.parametrize(
    "labels", [LABELS, LABELS[:, None], LABELS.astype(np.uint8), LABELS.astype(float), ag.Tensor(LABELS)]
)
def test_labels_come_in_many_forms(labels):
    value = losses.sparse_categorical_crossentropy(labels, softmax(LOGITS))
    np.testing.assert_allclose(value.numpy(), sparse(softmax(LOGITS)).numpy())


# --------------------------------------------------------------------------------------------------- what goes wrong

PROBABILITIES = np.full((128, 10), 0.1)


@pytest.mark.parametrize(
    ("call", "kind", "message"),
    [
        (
            lambda: losses.categorical_crossentropy(np.zeros(128, int), PROBABILITIES),
            ShapeError,
            (
                "y_true and y_pred of categorical_crossentropy must have the same shape: got y_true of shape (128,) "
                "and y_pred of shape (128, 10). Use sparse_categorical_crossentropy for integer labels, or make one-"
                "hot rows of labels by to_categorical(y_true, 10)."
            ),
        ),
        (
            lambda: losses.categorical_crossentropy(np.zeros((128, 1), int), PROBABILITIES),
            ShapeError,
            (
                "y_true and y_pred of categorical_crossentropy must have the same shape: got y_true of shape (128, "
                "1) and y_pred of shape (128, 10). Use sparse_categorical_crossentropy for integer labels, or make "
                "one-hot rows of labels by to_categorical(y_true, 10)."
            ),
        ),
        (
            lambda: losses.categorical_crossentropy(np.zeros((128, 9)), PROBABILITIES),
            ShapeError,
            (
                "y_true and y_pred of categorical_crossentropy must have the same shape: got y_true of shape (128, "
                "9) and y_pred of shape (128, 10). Pass one true value for each predicted one."
            ),
        ),
        (
            lambda: losses.categorical_focal_crossentropy(np.zeros(128, int), PROBABILITIES),
            ShapeError,
            (
                "y_true and y_pred of categorical_focal_crossentropy must have the same shape: got y_true of shape "
                "(128,) and y_pred of shape (128, 10). Make one-hot rows of labels by to_categorical(y_true, 10)."
            ),
        ),
        (
            lambda: losses.categorical_crossentropy(np.zeros((128, 1)), np.zeros((128, 1))),
            ShapeError,
            (
                "categorical_crossentropy needs two classes or more along axis -1: got y_pred of shape (128, 1). "
                "Use binary_crossentropy for one output with a sigmoid, or one output for each class."
            ),
        ),
        (
            lambda: losses.sparse_categorical_crossentropy(np.zeros(128, int), np.zeros((128, 1))),
            ShapeError,
            (
                "sparse_categorical_crossentropy needs two classes or more along axis -1: got y_pred of shape (128, "
                "1). Use binary_crossentropy for one output with a sigmoid, or one output for each class."
            ),
        ),
        (
            lambda: losses.sparse_categorical_crossentropy(PROBABILITIES, PROBABILITIES),
            ShapeError,
            (
                "sparse_categorical_crossentropy needs one integer label for each sample: got y_true of shape (128, "
                "10) for y_pred of shape (128, 10). Use categorical_crossentropy for one-hot rows, or "
                "y_true.argmax(axis=-1)."
            ),
        ),
        (
            lambda: losses.sparse_categorical_crossentropy(np.zeros(64, int), PROBABILITIES),
            ShapeError,
            (
                "sparse_categorical_crossentropy needs one integer label for each sample: got y_true of shape (64,) "
                "for y_pred of shape (128, 10). Pass labels of shape (128,)."
            ),
        ),
        (
            lambda: losses.sparse_categorical_crossentropy([0, 3, 1], np.full((3, 3), 1 / 3)),
            DataError,
            (
                "sparse_categorical_crossentropy needs labels from 0 to 2: got label 3 at index 1. Number the "
                "classes from 0 and give the model one output for each, or use categorical_crossentropy for true "
                "probabilities."
            ),
        ),
        (
            lambda: losses.sparse_categorical_crossentropy([[0, -1]], np.full((1, 2, 3), 1 / 3)),
            DataError,
            (
                "sparse_categorical_crossentropy needs labels from 0 to 2: got label -1 at index (0, 1). Number the "
                "classes from 0 and give the model one output for each, or use categorical_crossentropy for true "
                "probabilities."
            ),
        ),
        (
            lambda: losses.sparse_categorical_crossentropy([0, 0.5], np.full((2, 3), 1 / 3)),
            DataError,
            (
                "sparse_categorical_crossentropy needs labels from 0 to 2: got label 0.5 at index 1. Number the "
                "classes from 0 and give the model one output for each, or use categorical_crossentropy for true "
                "probabilities."
            ),
        ),
        (
            lambda: losses.binary_crossentropy([[0.0], [3.0]], [[0.5], [0.5]]),
            DataError,
            (
                "binary_crossentropy needs true values from 0 to 1: got 3.0 at index (1, 0). "
                "Map labels to 0 and 1, or use sparse_categorical_crossentropy for more classes."
            ),
        ),
        (
            lambda: losses.categorical_crossentropy(ROWS, ag.softmax(recorded(LOGITS)), from_logits=True),
            ConfigurationError,
            (
                "categorical_crossentropy was told from_logits=True: got the result of a softmax. "
                "Leave from_logits out, or the activation."
            ),
        ),
        (
            lambda: losses.binary_crossentropy(BITS, ag.sigmoid(recorded(LOGITS)), from_logits=True),
            ConfigurationError,
            (
                "binary_crossentropy was told from_logits=True: got the result of a sigmoid. "
                "Leave from_logits out, or the activation."
            ),
        ),
    ],
)
def test_mistakes_are_explained(call, kind, message):
    with pytest.raises(kind) as error:
        call()
    assert str(error.value) == message
