"""First values of weights: their spread, and that they can be repeated."""

import math

import numpy as np
import pytest

import autograd_core as ag
from autograd_core.errors import ConfigurationError, ShapeError, UnknownNameError
from nn import initializers

SHAPE = (300, 200)

VARIANCES = {
    "glorot_uniform": 2 / 500,
    "glorot_normal": 2 / 500,
    "he_uniform": 2 / 300,
    "he_normal": 2 / 300,
    "lecun_uniform": 1 / 300,
    "lecun_normal": 1 / 300,
    "random_uniform": 0.1**2 / 12,
    "random_normal": 0.05**2,
    "truncated_normal": (0.05 * 0.87962566103423978) ** 2,
    "variance_scaling": 1 / 300,
}

BOUNDS = {
    "glorot_uniform": math.sqrt(6 / 500),
    "he_uniform": math.sqrt(6 / 300),
    "lecun_uniform": math.sqrt(3 / 300),
    "random_uniform": 0.05,
    "truncated_normal": 0.1,
    "glorot_normal": 2 * math.sqrt(2 / 500) / 0.87962566103423978,
    "he_normal": 2 * math.sqrt(2 / 300) / 0.87962566103423978,
    "lecun_normal": 2 * math.sqrt(1 / 300) / 0.87962566103423978,
}


def made(name, **settings):
    return initializers.BY_NAME[name](**settings)(SHAPE).numpy()


@pytest.mark.parametrize("name", VARIANCES)
def test_the_mean_is_zero_and_the_variance_that_of_the_formula(name):
    x = made(name, seed=3)
    assert x.shape == SHAPE
    assert x.dtype == np.float32
    assert x.var() == pytest.approx(VARIANCES[name], rel=0.02)
    assert abs(x.mean()) < 4 * math.sqrt(VARIANCES[name] / x.size)


@pytest.mark.parametrize("name", BOUNDS)
def test_the_numbers_fill_the_bounds_of_the_formula(name):
    largest = np.abs(made(name, seed=3)).max()
    assert 0.97 * BOUNDS[name] < largest <= BOUNDS[name] * (1 + 1e-6)


@pytest.mark.parametrize("name", VARIANCES)
def test_a_seed_gives_the_same_numbers_each_time(name):
    initializer = initializers.BY_NAME[name](seed=5)
    first = initializer((4, 3)).numpy()
    np.testing.assert_array_equal(first, initializer((4, 3)).numpy())
    assert (first != made(name, seed=6)[:4, :3]).any()


@pytest.mark.parametrize("name", VARIANCES)
def test_without_a_seed_the_default_generator_decides(name):
    state = ag.random.default.state
    try:
        initializer = initializers.get(name)
        ag.random.seed(11)
        first, second = initializer((4, 3)).numpy(), initializer((4, 3)).numpy()
        assert (first != second).any()
        ag.random.seed(11)
        np.testing.assert_array_equal(first, initializer((4, 3)).numpy())
    finally:
        ag.random.default.state = state


@pytest.mark.parametrize(
    ("name", "value"), [("zeros", 0), ("ones", 1), ("zero", 0), ("one", 1), ("constant", 0), ("Zeros", 0)]
)
def test_constants(name, value):
    x = initializers.get(name)((2, 3))
    assert x.shape == (2, 3)
    assert x.dtype == np.float32
    assert (x.numpy() == value).all()


def test_a_constant_of_ones_own():
    assert initializers.Constant(2.5)((2,)).tolist() == [2.5, 2.5]


@pytest.mark.parametrize("name", sorted(set(initializers.BY_NAME)))
def test_a_dtype_can_be_asked_for(name):
    assert initializers.get(name)((2, 3), "float64").dtype == np.float64


def test_windows_count_as_fans():
    x = initializers.HeUniform(seed=1)((3, 3, 50, 8)).numpy()
    assert np.abs(x).max() == pytest.approx(math.sqrt(6 / 450), rel=0.01)


def test_fan_out_and_the_untruncated_normal():
    x = initializers.VarianceScaling(1.0, "fan_out", "untruncated_normal", seed=1)((50, 400)).numpy()
    assert x.var() == pytest.approx(1 / 400, rel=0.05)
    assert np.abs(x).max() > 3 / math.sqrt(400)


def test_normal_is_short_for_the_truncated_normal():
    a = initializers.VarianceScaling(distribution="normal", seed=1)((5, 5)).numpy()
    b = initializers.VarianceScaling(distribution="truncated_normal", seed=1)((5, 5)).numpy()
    np.testing.assert_array_equal(a, b)


def test_get_takes_classes_functions_and_arrays():
    assert isinstance(initializers.get(initializers.HeNormal), initializers.HeNormal)
    assert initializers.get(np.zeros) is np.zeros
    given = initializers.get(np.arange(3.0))((3,), "float32")
    assert given.tolist() == [0, 1, 2]
    assert given.dtype == np.float32


@pytest.mark.parametrize(
    ("call", "kind", "message"),
    [
        (
            lambda: initializers.get("glorot"),
            UnknownNameError,
            "unknown initializer: got 'glorot'. Did you mean 'glorot_normal'? Known: constant, glorot_normal,",
        ),
        (
            lambda: initializers.get(3),
            ConfigurationError,
            "this is no initializer: got 3. Pass a name such as 'glorot_uniform', an Initializer or an array.",
        ),
        (
            lambda: initializers.VarianceScaling(0.0),
            ConfigurationError,
            "scale must be positive: got scale=0.0. Pass one such as 1.0.",
        ),
        (
            lambda: initializers.VarianceScaling(mode="fan"),
            UnknownNameError,
            "unknown mode: got 'fan'. Did you mean 'fan_in'? Known: fan_avg, fan_in, fan_out.",
        ),
        (
            lambda: initializers.VarianceScaling(distribution="gauss"),
            UnknownNameError,
            "unknown distribution: got 'gauss'. Known: truncated_normal, uniform, untruncated_normal.",
        ),
        (
            lambda: initializers.get(np.zeros(3))((2,)),
            ShapeError,
            (
                "the first values do not fit the weight: got an array of shape (3,) for a weight of shape (2,). "
                "Pass an array of the weight's shape."
            ),
        ),
        (
            lambda: initializers.Initializer()((2,)),
            ConfigurationError,
            (
                "an initializer cannot be called: got the class Initializer without __call__. "
                "Define __call__(self, shape, dtype)."
            ),
        ),
    ],
)
def test_mistakes_are_explained(call, kind, message):
    with pytest.raises(kind) as error:
        call()
    assert str(error.value).startswith(message)
