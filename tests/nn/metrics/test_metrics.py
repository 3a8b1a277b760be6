"""Metrics: what they measure, over batches and with weights, and finding them by name."""

import math

import numpy as np
import pytest

import autograd_core as ag
from autograd_core.errors import ConfigurationError, DataError, ShapeError, UnknownNameError
from nn import losses, metrics

RNG = np.random.default_rng(0)
SCORES = RNG.dirichlet(np.ones(4), size=40)
LABELS = RNG.integers(0, 4, size=40)
ROWS = np.eye(4)[LABELS]
RIGHT = (SCORES.argmax(axis=1) == LABELS).astype(float)


# --------------------------------------------------------------------------------------------------------------- means


def test_a_mean_is_taken_over_all_values_of_all_batches():
    metric = metrics.Mean()
    assert metric.result() == 0
    metric.update_state([1.0, 2.0, 3.0])
    metric.update_state(10.0)
    assert metric.result() == 4
    metric.reset_state()
    assert metric([5.0]) == 5
    assert isinstance(metric.result(), float)


def test_a_mean_weighs_samples():
    metric = metrics.Mean()
    metric.update_state([1.0, 3.0], sample_weight=[3.0, 1.0])
    assert metric.result() == 1.5
    metric.update_state([[2.0, 4.0], [0.0, 0.0]], sample_weight=[2.0, 0.0])
    assert metric.result() == (6 + 12) / (4 + 4)


def test_a_mean_of_float32_is_summed_in_double_precision():
    metric = metrics.Mean()
    for _ in range(10):
        metric.update_state(np.full(100_000, 0.1, np.float32))
    assert metric.result() == pytest.approx(float(np.float32(0.1)), rel=1e-12)


def test_a_sum_adds_up():
    metric = metrics.Sum()
    metric.update_state([1.0, 2.0])
    assert metric([3.0], sample_weight=[2.0]) == 9


# ----------------------------------------------------------------------------------------------------------- accuracies


@pytest.mark.parametrize(
    ("name", "true", "pred", "expected"),
    [
        ("accuracy", [1, 2, 3], [1, 2, 4], [1, 1, 0]),
        ("binary_accuracy", [[1], [0], [1]], [[0.6], [0.5], [0.4]], [[1], [1], [0]]),
        ("categorical_accuracy", ROWS, SCORES, RIGHT),
        ("sparse_categorical_accuracy", LABELS, SCORES, RIGHT),
        ("sparse_categorical_accuracy", LABELS[:, None], SCORES, RIGHT),
        ("sparse_categorical_accuracy", LABELS.reshape(8, 5), SCORES.reshape(8, 5, 4), RIGHT.reshape(8, 5)),
        ("sparse_categorical_accuracy", LABELS.astype(float), SCORES, RIGHT),
        ("inferred_accuracy", [[1], [0], [1]], [[0.6], [0.5], [0.4]], [[1], [1], [0]]),
        ("inferred_accuracy", ROWS, SCORES, RIGHT),
        ("inferred_accuracy", LABELS, SCORES, RIGHT),
        ("inferred_accuracy", LABELS[:, None], SCORES, RIGHT),
        ("top_k_categorical_accuracy", ROWS, SCORES, np.ones(40)),
    ],
)
def test_accuracies_of_samples(name, true, pred, expected):
    found = getattr(metrics, name)(true, pred)
    assert found.dtype == np.float32
    np.testing.assert_array_equal(found, expected)


@pytest.mark.parametrize("k", [1, 2, 3])
def test_top_k_counts_the_k_largest(k):
    best = np.argsort(-SCORES, axis=1)[:, :k]
    expected = [float(label in row) for label, row in zip(LABELS, best, strict=True)]
    np.testing.assert_array_equal(metrics.top_k_categorical_accuracy(ROWS, SCORES, k=k), expected)
    np.testing.assert_array_equal(metrics.sparse_top_k_categorical_accuracy(LABELS, SCORES, k=k), expected)


def test_top_k_shares_places_as_keras_does():
    assert metrics.sparse_top_k_categorical_accuracy([2], [[0.5, 0.5, 0.5]], k=1).tolist() == [1]
    assert metrics.sparse_top_k_categorical_accuracy([0], [[np.nan, 0.5]], k=2).tolist() == [0]


@pytest.mark.parametrize(
    ("metric", "true"),
    [
        (metrics.CategoricalAccuracy(), ROWS),
        (metrics.SparseCategoricalAccuracy(), LABELS),
        (metrics.get("accuracy"), ROWS),
        (metrics.get("acc"), LABELS),
        (metrics.TopKCategoricalAccuracy(k=1), ROWS),
        (metrics.SparseTopKCategoricalAccuracy(k=1), LABELS),
    ],
)
def test_an_accuracy_is_the_mean_over_batches(metric, true):
    for part in (slice(0, 15), slice(15, 40)):
        metric.update_state(true[part], ag.Tensor(SCORES[part]))
    assert metric.result() == pytest.approx(RIGHT.mean())
    metric.reset_state()
    weights = np.arange(40.0)
    assert metric(true, SCORES, sample_weight=weights) == pytest.approx((RIGHT * weights).sum() / weights.sum())


def test_a_binary_accuracy_has_a_threshold():
    assert metrics.BinaryAccuracy(threshold=0.7)([[1], [0]], [[0.6], [0.6]]) == 0.5
    assert metrics.Accuracy()([1, 2], [1, 3]) == 0.5


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: metrics.binary_accuracy(np.ones(5), np.ones((5, 1))),
            (
                "y_true and y_pred of binary_accuracy must have the same shape: got y_true of shape (5,) and y_pred "
                "of shape (5, 1). Reshape y_true, as by y_true.reshape(-1, 1)."
            ),
        ),
        (
            lambda: metrics.categorical_accuracy(LABELS, SCORES),
            (
                "y_true and y_pred of categorical_accuracy must have the same shape: got y_true of shape (40,) and "
                "y_pred of shape (40, 4). Pass one true value for each predicted one."
            ),
        ),
        (
            lambda: metrics.sparse_categorical_accuracy(ROWS, SCORES),
            (
                "sparse_categorical_accuracy needs one integer label for each sample: got y_true of shape (40, 4) "
                "and y_pred of shape (40, 4). Use categorical_accuracy for one-hot rows."
            ),
        ),
        (
            lambda: metrics.sparse_categorical_accuracy(LABELS[:5], SCORES),
            (
                "sparse_categorical_accuracy needs one integer label for each sample: got y_true of shape (5,) and "
                "y_pred of shape (40, 4). Pass labels of shape (40,)."
            ),
        ),
    ],
)
def test_accuracies_explain_shapes_that_do_not_fit(call, message):
    with pytest.raises(ShapeError) as error:
        call()
    assert str(error.value) == message


# -------------------------------------------------------------------------------------------------------------- numbers


@pytest.mark.parametrize(
    ("metric", "formula"),
    [
        (metrics.MeanSquaredError(), lambda t, p: np.mean((t - p) ** 2)),
        (metrics.MeanAbsoluteError(), lambda t, p: np.mean(abs(t - p))),
        (metrics.RootMeanSquaredError(), lambda t, p: math.sqrt(np.mean((t - p) ** 2))),
        (metrics.get("huber"), lambda t, p: np.mean(np.where(abs(t - p) < 1, (t - p) ** 2 / 2, abs(t - p) - 0.5))),
        (metrics.get(losses.MeanAbsoluteError()), lambda t, p: np.mean(abs(t - p))),
    ],
)
def test_errors_of_numbers(metric, formula):
    true, pred = RNG.normal(size=(9, 3)), RNG.normal(size=(9, 3))
    metric.update_state(true[:4], pred[:4])
    metric.update_state(true[4:], pred[4:])
    assert metric.result() == pytest.approx(formula(true, pred))
    with pytest.raises(ShapeError):
        metric.update_state(true, pred[:, :1])


def test_nothing_is_recorded():
    pred = ag.Tensor(SCORES, requires_grad=True)
    metric = metrics.MeanMetricWrapper(losses.mean_squared_error, "mine")
    assert metric(ROWS, pred) == pytest.approx(np.mean((ROWS - SCORES) ** 2))
    assert pred.grad is None


# ----------------------------------------------------------------------------------------------------------- thresholds

BITS = RNG.integers(0, 2, size=60)
GUESSES = np.clip(RNG.normal(BITS * 0.3 + 0.35, 0.25), 0, 1)
WEIGHTS = RNG.uniform(0.1, 2, size=60)


def counts(threshold, weights):
    yes, said = BITS == 1, threshold < GUESSES
    return tuple(weights[a & b].sum() for a, b in ((yes, said), (~yes, said), (~yes, ~said), (yes, ~said)))


@pytest.mark.parametrize("thresholds", [None, 0.3, [0.5], [0.7, 0.2, 0.5, 0.2], [0.0, 1.0]])
@pytest.mark.parametrize("weights", [None, WEIGHTS])
def test_decisions_are_counted_at_every_threshold(thresholds, weights):
    kinds = (metrics.TruePositives, metrics.FalsePositives, metrics.TrueNegatives, metrics.FalseNegatives)
    several = isinstance(thresholds, list)
    at = thresholds if several else [0.5 if thresholds is None else thresholds]
    expected = np.array([counts(t, np.ones(60) if weights is None else weights) for t in at]).T
    found = []
    for kind in (*kinds, metrics.Precision, metrics.Recall):
        metric = kind(thresholds=thresholds)
        for part in (slice(0, 25), slice(25, 60)):
            metric.update_state(BITS[part], GUESSES[part], None if weights is None else weights[part])
        found.append(metric.result())
        assert np.shape(found[-1]) == ((len(at),) if several else ())
    tp, fp, tn, fn = expected if several else expected[:, 0]
    for value, wanted in zip(found, (tp, fp, tn, fn), strict=False):
        np.testing.assert_allclose(value, wanted, atol=1e-9)
    np.testing.assert_allclose(found[4], np.where(tp + fp == 0, 0, tp / np.where(tp + fp == 0, 1, tp + fp)))
    np.testing.assert_allclose(found[5], tp / (tp + fn))


def test_without_samples_precision_and_recall_are_zero():
    assert metrics.Precision().result() == 0
    assert metrics.Recall().result() == 0


def test_counts_are_forgotten():
    metric = metrics.Recall()
    metric.update_state([1], [0.9])
    metric.reset_state()
    assert metric([1, 1], [0.9, 0.1]) == 0.5


def area_by_hand(x, y):
    return sum((x[i] - x[i + 1]) * (y[i] + y[i + 1]) / 2 for i in range(len(x) - 1))


@pytest.mark.parametrize("weights", [None, WEIGHTS])
def test_the_area_under_the_roc_curve(weights):
    w = np.ones(60) if weights is None else weights
    at = [-1.0, *(i / 199 for i in range(1, 199)), 2.0]
    tp, fp, tn, fn = np.array([counts(t, w) for t in at]).T
    expected = area_by_hand(fp / (fp + tn), tp / (tp + fn))
    metric = metrics.AUC()
    for part in (slice(0, 25), slice(25, 60)):
        metric.update_state(BITS[part], GUESSES[part], None if weights is None else weights[part])
    assert metric.result() == pytest.approx(expected)


# The values are those of keras.metrics.AUC(**settings)([0, 0, 1, 1], [0, 0.5, 0.3, 0.9]) in Keras 3.15.
@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({}, 0.75),
        ({"num_thresholds": 3}, 0.75),
        ({"num_thresholds": 3, "summation_method": "minoring"}, 0.5),
        ({"num_thresholds": 3, "summation_method": "majoring"}, 1.0),
        ({"num_thresholds": 3, "curve": "PR"}, 0.820699),
        ({"num_thresholds": 3, "curve": "PR", "summation_method": "minoring"}, 0.25),
        ({"num_thresholds": 3, "curve": "PR", "summation_method": "majoring"}, 1.0),
        ({"thresholds": [0.5]}, 0.75),
        ({"curve": "PR"}, 0.797267),
    ],
)
def test_areas_under_curves(settings, expected):
    assert metrics.AUC(**settings)([0, 0, 1, 1], [0, 0.5, 0.3, 0.9]) == pytest.approx(expected, abs=1e-6)


def test_an_area_from_logits():
    logits = np.log(GUESSES.clip(0.01, 0.99) / (1 - GUESSES.clip(0.01, 0.99)))
    assert metrics.AUC(from_logits=True)(BITS, logits) == pytest.approx(metrics.AUC()(BITS, GUESSES.clip(0.01, 0.99)))


@pytest.mark.parametrize(
    ("call", "kind", "message"),
    [
        (
            lambda: metrics.Precision(thresholds=[0.5, 1.5]),
            ConfigurationError,
            "thresholds must lie between 0 and 1: got [0.5, 1.5]. Pass numbers from 0 to 1.",
        ),
        (
            lambda: metrics.Precision()([1, 0], [[0.5], [0.5]]),
            ShapeError,
            (
                "y_true and y_pred of Precision must have the same shape: got y_true of shape (2,) and y_pred of "
                "shape (2, 1). Reshape y_true, as by y_true.reshape(-1, 1)."
            ),
        ),
        (
            lambda: metrics.AUC(curve="RC"),
            UnknownNameError,
            "unknown curve: got 'RC'. Known: PR, ROC.",
        ),
        (
            lambda: metrics.AUC(summation_method="middle"),
            UnknownNameError,
            "unknown summation_method: got 'middle'. Known: interpolation, majoring, minoring.",
        ),
        (
            lambda: metrics.AUC(num_thresholds=1),
            ConfigurationError,
            "AUC needs two thresholds or more: got num_thresholds=1. Pass 200.",
        ),
        (
            lambda: metrics.AUC()([1, 0], [3.0, -1.0]),
            DataError,
            (
                "AUC needs predictions from 0 to 1: got values from -1.0 to 3.0. "
                "Give the model a sigmoid, or pass from_logits=True."
            ),
        ),
        (
            lambda: metrics.get("accurracy"),
            UnknownNameError,
            "unknown metric: got 'accurracy'. Did you mean 'accuracy'? Known: acc, accuracy, auc,",
        ),
        (
            lambda: metrics.get(3),
            ConfigurationError,
            "this is no metric: got 3. Pass a name such as 'accuracy', a Metric or a function of (y_true, y_pred).",
        ),
        (
            lambda: metrics.Metric().result(),
            ConfigurationError,
            "a metric cannot be computed: got the class Metric without a method result. Define result.",
        ),
        (
            lambda: metrics.Metric().update_state([1.0]),
            ConfigurationError,
            "a metric cannot be computed: got the class Metric without a method update_state. Define update_state.",
        ),
        (
            lambda: metrics.Metric().reset_state(),
            ConfigurationError,
            "a metric cannot be computed: got the class Metric without a method reset_state. Define reset_state.",
        ),
    ],
)
def test_mistakes_are_explained(call, kind, message):
    with pytest.raises(kind) as error:
        call()
    assert str(error.value).startswith(message)


# -------------------------------------------------------------------------------------------------------------- by name


@pytest.mark.parametrize(
    ("identifier", "cls", "name"),
    [
        ("accuracy", metrics.InferredAccuracy, "accuracy"),
        ("acc", metrics.InferredAccuracy, "acc"),
        ("Accuracy", metrics.InferredAccuracy, "Accuracy"),
        ("mse", metrics.MeanSquaredError, "mse"),
        ("MAE", metrics.MeanAbsoluteError, "MAE"),
        ("AUC", metrics.AUC, "AUC"),
        ("Precision", metrics.Precision, "Precision"),
        ("top_k_categorical_accuracy", metrics.TopKCategoricalAccuracy, "top_k_categorical_accuracy"),
        ("categorical_crossentropy", metrics.MeanMetricWrapper, "categorical_crossentropy"),
        ("kld", metrics.MeanMetricWrapper, "kld"),
        (metrics.Recall, metrics.Recall, "recall"),
    ],
)
def test_get_finds_metrics(identifier, cls, name):
    metric = metrics.get(identifier)
    assert type(metric) is cls
    assert metric.name == name


def test_get_takes_metrics_and_functions():
    metric = metrics.Recall()
    assert metrics.get(metric) is metric

    def off_by(y_true, y_pred):
        return abs(y_pred - y_true)

    mine = metrics.get(off_by)
    assert mine.name == "off_by"
    assert mine([1.0, 2.0], [1.0, 4.0]) == 1


def test_every_function_here_has_a_class():
    functions = {name for name in metrics.__all__ if name.islower() and name not in {"get", "inferred_accuracy"}}
    assert functions <= set(metrics.CLASSES)
