"""The losses against textbook formulas in NumPy, and what all of them have in common."""

import math

import numpy as np
import pytest

import autograd_core as ag
from autograd_core.errors import ConfigurationError, DTypeError, ShapeError, UnknownNameError
from nn import losses
from nn.losses.loss import weights_like

RNG = np.random.default_rng(0)
ROWS = RNG.dirichlet(np.full(4, 5.0), size=6)  # probabilities, shape (6, 4)
TRUE_ROWS = np.eye(4)[[0, 3, 1, 1, 2, 0]]
LABELS = TRUE_ROWS.argmax(axis=1)
PROBABILITIES = RNG.uniform(0.05, 0.95, size=(6, 4))
BITS = RNG.integers(0, 2, size=(6, 4)).astype(float)
NUMBERS, TRUE_NUMBERS = RNG.normal(size=(6, 4)), RNG.normal(size=(6, 4))
COUNTS, RATES = RNG.integers(0, 5, size=(6, 4)).astype(float), RNG.uniform(0.5, 4, size=(6, 4))
SIGNS = 2 * BITS - 1


def huber(t, p):
    e = abs(p - t)
    return np.mean(np.where(e <= 1, e**2 / 2, e - 0.5), axis=-1)


def focal(t, p):
    q = np.where(t == 1, p, 1 - p)
    return np.mean((1 - q) ** 2 * -np.log(q), axis=-1)


def right_and_wrong(t, p):
    return np.array([max(1 + max(p[i][t[i] == 0]) - p[i][t[i] == 1][0], 0) for i in range(len(t))])


CASES = {
    "mean_squared_error": (TRUE_NUMBERS, NUMBERS, lambda t, p: np.mean((t - p) ** 2, axis=-1)),
    "mean_absolute_error": (TRUE_NUMBERS, NUMBERS, lambda t, p: np.mean(abs(t - p), axis=-1)),
    "mean_absolute_percentage_error": (RATES, NUMBERS, lambda t, p: 100 * np.mean(abs(t - p) / abs(t), axis=-1)),
    "mean_squared_logarithmic_error": (RATES, ROWS, lambda t, p: np.mean((np.log1p(t) - np.log1p(p)) ** 2, axis=-1)),
    "huber": (TRUE_NUMBERS, 2 * NUMBERS, huber),
    "log_cosh": (TRUE_NUMBERS, NUMBERS, lambda t, p: np.mean(np.log(np.cosh(p - t)), axis=-1)),
    "poisson": (COUNTS, RATES, lambda t, p: np.mean(p - t * np.log(p), axis=-1)),
    "cosine_similarity": (
        TRUE_NUMBERS,
        NUMBERS,
        lambda t, p: -np.sum(t * p, axis=-1) / np.linalg.norm(t, axis=-1) / np.linalg.norm(p, axis=-1),
    ),
    "hinge": (SIGNS, NUMBERS, lambda t, p: np.mean(np.maximum(1 - t * p, 0), axis=-1)),
    "squared_hinge": (SIGNS, NUMBERS, lambda t, p: np.mean(np.maximum(1 - t * p, 0) ** 2, axis=-1)),
    "categorical_hinge": (TRUE_ROWS, ROWS, right_and_wrong),
    "categorical_crossentropy": (TRUE_ROWS, ROWS, lambda t, p: -np.log(p[np.arange(6), LABELS])),
    "sparse_categorical_crossentropy": (LABELS, ROWS, lambda t, p: -np.log(p[np.arange(6), t])),
    "binary_crossentropy": (
        BITS,
        PROBABILITIES,
        lambda t, p: -np.mean(t * np.log(p) + (1 - t) * np.log(1 - p), axis=-1),
    ),
    "kl_divergence": (ROWS[::-1].copy(), ROWS, lambda t, p: np.sum(t * np.log(t / p), axis=-1)),
    "binary_focal_crossentropy": (BITS, PROBABILITIES, focal),
    "categorical_focal_crossentropy": (
        TRUE_ROWS,
        ROWS,
        lambda t, p: 0.25 * (1 - p[t == 1]) ** 2 * -np.log(p[t == 1]),
    ),
    "categorical_generalized_cross_entropy": (LABELS, ROWS, lambda t, p: (1 - np.sqrt(p[np.arange(6), t])) / 0.5),
    "dice": (BITS, PROBABILITIES, lambda t, p: 1 - 2 * np.sum(t * p) / (np.sum(t) + np.sum(p))),
    "tversky": (BITS, PROBABILITIES, lambda t, p: 1 - np.sum(t * p) / (np.sum(t + p) / 2)),
}


@pytest.mark.parametrize("name", CASES)
def test_it_follows_its_formula(name):
    true, pred, formula = CASES[name]
    np.testing.assert_allclose(getattr(losses, name)(true, pred).numpy(), formula(true, pred), rtol=2e-6)


@pytest.mark.parametrize("name", CASES)
def test_its_gradient_is_the_slope_of_its_values(name):
    true, pred, _ = CASES[name]
    function = getattr(losses, name)
    direction = np.random.default_rng(1).normal(size=pred.shape)
    gradient = ag.grad(lambda p: np.sum(function(true, p)))(pred)
    h = 1e-6
    ahead, behind = (np.sum(function(true, pred + s * h * direction).numpy()) for s in (1, -1))
    assert np.sum(gradient * direction) == pytest.approx((ahead - behind) / (2 * h), rel=1e-5)


@pytest.mark.parametrize("name", CASES)
def test_predictions_decide_on_the_dtype(name):
    true, pred, _ = CASES[name]
    p = ag.Tensor(pred.astype(np.float32), requires_grad=True)
    value = getattr(losses, name)(true, p)  # true values are float64 here, as one-hot rows often are
    assert value.dtype == np.float32
    value.sum().backward()
    assert p.grad.dtype == np.float32


@pytest.mark.parametrize("name", CASES)
def test_it_takes_lists_and_tensors(name):
    true, pred, _ = CASES[name]
    function = getattr(losses, name)
    expected = function(true, pred).numpy()
    np.testing.assert_allclose(function(true.tolist(), pred.tolist()).numpy(), expected)
    np.testing.assert_allclose(function(ag.Tensor(true), ag.Tensor(pred)).numpy(), expected)


PAIRED = sorted(set(CASES) - {"sparse_categorical_crossentropy", "categorical_generalized_cross_entropy"})


@pytest.mark.parametrize("name", PAIRED)
@pytest.mark.parametrize(
    ("true", "pred"), [((6, 1), (6,)), ((6,), (6, 1)), ((6, 1), (6, 4)), ((4,), (6, 4)), ((1, 4), (6, 4))]
)
def test_shapes_that_would_only_broadcast_are_refused(name, true, pred):
    with pytest.raises(ShapeError) as error:
        getattr(losses, name)(np.ones(true), np.full(pred, 0.5))
    assert str(pred) in str(error.value)


def test_the_message_names_the_reshape_to_do():
    with pytest.raises(ShapeError) as error:
        losses.mean_squared_error(np.zeros(128), np.zeros((128, 1)))
    assert str(error.value) == (
        "y_true and y_pred of mean_squared_error must have the same shape: got y_true of shape (128,) and y_pred of "
        "shape (128, 1). Reshape y_true, as by y_true.reshape(-1, 1)."
    )
    with pytest.raises(ShapeError) as error:
        losses.mean_squared_error(np.zeros((32, 10)), np.zeros((32, 28, 10)))
    assert str(error.value) == (
        "y_true and y_pred of mean_squared_error must have the same shape: got y_true of shape (32, 10) and y_pred of "
        "shape (32, 28, 10). Each sample has outputs of more axes than its target: add layers.Flatten() before the "
        "first Dense."
    )
    with pytest.raises(ShapeError) as error:
        losses.mean_squared_error(np.zeros((3, 2)), np.zeros((3, 4)))
    assert str(error.value).endswith("Pass one true value for each predicted one.")


@pytest.mark.parametrize("name", CASES)
def test_integer_predictions_become_float32(name):
    true, pred, _ = CASES[name]
    pred = np.ones_like(pred, dtype=int)
    assert getattr(losses, name)(true, pred).dtype == np.float32


# -------------------------------------------------------------------------------------------------------- special cases


def test_huber_has_a_width():
    assert losses.huber([0.0, 0.0], [1.0, 5.0], delta=2.0).item() == (0.5 + 2 * 5 - 0.5 * 4) / 2


def test_log_cosh_does_not_overflow():
    assert losses.log_cosh([0.0], [-5000.0]).item() == pytest.approx(5000 - math.log(2))


def test_percentages_of_zero_are_large_but_finite():
    assert np.isfinite(losses.mean_absolute_percentage_error([0.0], [1.0]).item())


def test_labels_of_zero_and_one_count_as_minus_one_and_one():
    np.testing.assert_array_equal(losses.hinge(BITS, NUMBERS).numpy(), losses.hinge(SIGNS, NUMBERS).numpy())
    np.testing.assert_array_equal(
        losses.squared_hinge(BITS, NUMBERS).numpy(), losses.squared_hinge(SIGNS, NUMBERS).numpy()
    )


def test_cosine_similarity_of_a_vector_of_zeros_is_zero_with_a_finite_gradient():
    assert losses.cosine_similarity([[1.0, 0.0]], [[0.0, 0.0]]).item() == 0
    assert np.isfinite(ag.grad(lambda p: np.sum(losses.cosine_similarity([[1.0, 0.0]], p)))(np.zeros((1, 2)))).all()


def test_overlaps_can_be_taken_along_axes():
    for axis in (1, (1,), [1]):
        expected = 1 - 2 * (BITS * PROBABILITIES).sum(1) / (BITS.sum(1) + PROBABILITIES.sum(1) + 1e-7)
        np.testing.assert_allclose(losses.dice(BITS, PROBABILITIES, axis=axis).numpy(), expected)
        np.testing.assert_allclose(losses.tversky(BITS, PROBABILITIES, axis=axis).numpy(), expected, rtol=1e-6)


def test_tversky_weighs_what_is_missed_and_what_is_added():
    true, pred = np.array([1.0, 1, 0, 0]), np.array([1.0, 0, 1, 1])
    assert losses.tversky(true, pred, alpha=0.2, beta=0.8).item() == pytest.approx(1 - 1 / (1 + 0.2 * 1 + 0.8 * 2))


def test_focal_losses_can_balance_classes():
    plain = losses.binary_focal_crossentropy([[1.0], [0.0]], [[0.5], [0.5]]).numpy()
    balanced = losses.binary_focal_crossentropy([[1.0], [0.0]], [[0.5], [0.5]], apply_class_balancing=True).numpy()
    np.testing.assert_allclose(balanced, plain * [0.25, 0.75])
    alpha = [1.0, 2.0, 3.0, 4.0]
    weighed = losses.categorical_focal_crossentropy(TRUE_ROWS, ROWS, alpha=alpha).numpy()
    expected = losses.categorical_focal_crossentropy(TRUE_ROWS, ROWS, alpha=1.0).numpy() * np.array(alpha)[LABELS]
    np.testing.assert_allclose(weighed, expected)


def test_circle_follows_its_formula():
    x = RNG.normal(size=(5, 3))
    x /= np.linalg.norm(x, axis=1, keepdims=True)
    labels = np.array([0, 1, 0, 1, 1])
    gamma, margin = 8.0, 0.4
    expected = []
    for i in range(5):
        d = np.maximum(1 - x @ x[i], 0)
        equal = [j for j in range(5) if labels[j] == labels[i] and j != i]
        other = [j for j in range(5) if labels[j] != labels[i]]
        pull = sum(math.exp(-gamma * max(margin + d[j], 0) * (margin - d[j])) for j in equal)
        push = sum(math.exp(gamma * max(1 + margin - d[j], 0) * (1 - margin - d[j])) for j in other)
        expected.append(math.log(1 + pull * push))
    for shape in [(5,), (5, 1)]:
        value = losses.circle(labels.reshape(shape), x, gamma=gamma, margin=margin)
        np.testing.assert_allclose(value.numpy(), expected, rtol=1e-9)


def test_circle_of_a_label_that_is_alone_is_zero_with_a_finite_gradient():
    x = np.eye(2)
    assert losses.circle([0, 1], x).tolist() == [0, 0]
    assert (ag.grad(lambda x: np.sum(losses.circle([0, 1], x)))(x) == 0).all()


def test_circle_explains_mistakes():
    with pytest.raises(ShapeError) as error:
        losses.circle([0, 1, 1], np.eye(2))
    assert str(error.value) == (
        "circle needs one label for each vector: got y_true of shape (3,) and y_pred of shape (2, 2). "
        "Pass labels (n,) and vectors (n, d)."
    )


def test_generalized_cross_entropy_explains_mistakes():
    with pytest.raises(ConfigurationError) as error:
        losses.CategoricalGeneralizedCrossEntropy(q=1.0)
    assert str(error.value) == "q must lie between 0 and 1: got q=1.0. Pass one such as 0.5."


# ---------------------------------------------------------------------------------------------- the classes, reductions


def test_every_class_is_the_mean_of_its_function():
    assert set(losses.CLASSES) == {*CASES, "circle"}
    for name, (true, pred, _) in CASES.items():
        expected = getattr(losses, name)(true, pred).numpy().mean()
        np.testing.assert_allclose(losses.CLASSES[name]()(true, pred).item(), expected, rtol=1e-6)


TRUE, PRED = [[0.0], [0.0], [0.0]], [[1.0], [2.0], [3.0]]  # losses 1, 4, 9


@pytest.mark.parametrize(
    ("reduction", "plain", "weighed"),
    [
        ("sum_over_batch_size", 14 / 3, (1 + 8) / 3),
        ("mean", 14 / 3, (1 + 8) / 3),
        ("sum", 14, 1 + 8),
        ("mean_with_sample_weight", 14 / 3, (1 + 8) / 3),
        ("none", [1, 4, 9], [1, 8, 0]),
        (None, [1, 4, 9], [1, 8, 0]),
    ],
)
def test_losses_are_reduced(reduction, plain, weighed):
    loss = losses.MeanSquaredError(reduction=reduction)
    assert loss(TRUE, PRED).tolist() == pytest.approx(plain)
    for weights in ([1.0, 2.0, 0.0], [[1.0], [2.0], [0.0]], ag.Tensor([1.0, 2.0, 0.0])):
        assert loss(TRUE, PRED, sample_weight=weights).tolist() == pytest.approx(weighed)


def test_the_mean_with_weights_divides_by_these():
    loss = losses.MeanSquaredError(reduction="mean_with_sample_weight")
    assert loss(TRUE, PRED, [1.0, 0.0, 0.0]).item() == 1
    assert loss(TRUE, PRED, [0.0, 0.0, 0.0]).item() == 0
    assert loss(TRUE, PRED, 2.0).item() == pytest.approx(14 / 3)


def test_a_weight_for_all():
    assert losses.MeanSquaredError()(TRUE, PRED, 3.0).item() == pytest.approx(14)


def test_weights_belong_to_the_first_axes():
    values = np.ones((2, 3))
    assert weights_like(values, [1.0, 2.0]).shape == (2, 1)
    assert weights_like(values, np.ones((2, 3))).shape == (2, 3)
    assert weights_like(values, np.ones((2, 3, 1))).shape == (2, 3)
    assert weights_like(np.ones((3, 3), np.float32), np.arange(3)).tolist() == [[0], [1], [2]]
    assert weights_like(np.ones(3, np.float32), [1.0, 2.0, 3.0]).dtype == np.float32


@pytest.mark.parametrize("shape", [(2,), (3, 2), (1, 3)])
def test_weights_that_do_not_fit_are_refused(shape):
    with pytest.raises(ShapeError) as error:
        losses.MeanSquaredError()(TRUE, PRED, np.ones(shape))
    assert str(error.value) == (
        f"the weights do not fit the samples: got sample_weight of shape {shape} for losses of shape (3,). "
        "Pass weights of shape (3,)."
    )


def test_no_samples_have_no_loss():
    assert losses.MeanSquaredError()(np.ones((0, 2)), np.ones((0, 2))).item() == 0


def test_weights_reach_the_gradient():
    p = ag.Tensor(PRED, requires_grad=True)
    losses.MeanSquaredError()(TRUE, p, [1.0, 2.0, 0.0]).backward()
    assert p.grad.ravel().tolist() == pytest.approx([2 / 3, 8 / 3, 0])


def test_circle_takes_the_mean_of_what_is_not_zero():
    x = np.array([[1.0, 0.0], [0.8, 0.6], [0.0, 1.0]])
    values = losses.circle([0, 0, 1], x, gamma=4.0).numpy()
    assert values[2] == 0
    assert losses.Circle(gamma=4.0)([0, 0, 1], x).item() == pytest.approx(values[:2].mean())
    assert losses.Circle(gamma=4.0, reduction="sum")([0, 0, 1], x).item() == pytest.approx(values.sum())


# -------------------------------------------------------------------------------------------------------------- by name


@pytest.mark.parametrize(
    ("name", "cls"),
    [
        ("mse", losses.MeanSquaredError),
        ("MSE", losses.MeanSquaredError),
        ("mae", losses.MeanAbsoluteError),
        ("bce", losses.BinaryCrossentropy),
        ("kld", losses.KLDivergence),
        ("categorical_crossentropy", losses.CategoricalCrossentropy),
        ("SparseCategoricalCrossentropy", losses.SparseCategoricalCrossentropy),
        ("huber", losses.Huber),
        ("Huber", losses.Huber),
        ("KLDivergence", losses.KLDivergence),
        (losses.Hinge, losses.Hinge),
    ],
)
def test_get_finds_losses(name, cls):
    assert type(losses.get(name)) is cls


def test_every_function_can_be_found():
    for name in losses.CLASSES:
        assert losses.get(name).fn is getattr(losses, name)


def test_get_takes_losses_and_functions():
    loss = losses.Huber(delta=2.0)
    assert losses.get(loss) is loss

    def my_loss(y_true, y_pred):
        return (y_pred - y_true)[:, 0]

    mine = losses.get(my_loss)
    assert mine.name == "my_loss"
    assert mine(TRUE, PRED).item() == 2


def test_a_loss_of_ones_own_is_a_subclass():
    class Mine(losses.Loss):
        def call(self, y_true, y_pred):
            return (y_pred - y_true)[:, 0]

    assert Mine()(TRUE, PRED).item() == 2
    assert Mine().name == "Mine"
    assert repr(Mine("m", "sum")) == "<Mine name=m, reduction=sum>"


@pytest.mark.parametrize(
    ("call", "kind", "message"),
    [
        (
            lambda: losses.get("categorical_cross_entropy"),
            UnknownNameError,
            "unknown loss: got 'categorical_cross_entropy'. Did you mean 'categorical_crossentropy'? Known: bce,",
        ),
        (
            lambda: losses.get(3),
            ConfigurationError,
            "this is no loss: got 3. Pass a name such as 'mse', a Loss or a function of (y_true, y_pred).",
        ),
        (
            lambda: losses.Huber(reduction="average"),
            UnknownNameError,
            "unknown reduction: got 'average'. Known: mean, mean_with_sample_weight, none, sum, sum_over_batch_size.",
        ),
        (
            lambda: losses.Loss()(TRUE, PRED),
            ConfigurationError,
            "a loss cannot be computed: got the class Loss without a method call. Define call(self, y_true, y_pred).",
        ),
        (
            lambda: losses.MeanSquaredError()(np.ones(2), np.array([1.0, 2.0j])),
            DTypeError,
            "losses compare real numbers: got predictions of dtype complex128. Pass abs(y), or real and",
        ),
    ],
)
def test_mistakes_are_explained(call, kind, message):
    with pytest.raises(kind) as error:
        call()
    assert str(error.value).startswith(message)
