"""What the laws do not say about activation functions: both sides of kinks, tails, infinities, types."""

import math

import numpy as np
import pytest

import autograd_core as ag
from autograd_core.errors import ShapeError

EXPECTED = {
    "relu": ([-2.0, 0.0, 3.0], [0, 0, 3], [0, 0, 1]),
    "relu6": ([-2.0, 3.0, 7.0], [0, 3, 6], [0, 1, 0]),
    "leaky_relu": ([-2.0, 0.0, 3.0], [-0.4, 0, 3], [0.2, 0.2, 1]),
    "elu": ([-1.0, 0.0, 3.0], [math.expm1(-1), 0, 3], [math.exp(-1), 1, 1]),
    "hard_sigmoid": ([-4.0, 0.0, 4.0], [0, 0.5, 1], [0, 1 / 6, 0]),
    "hard_silu": ([-4.0, 0.0, 4.0], [0, 0, 4], [0, 0.5, 1]),
    "hard_tanh": ([-4.0, 0.5, 4.0], [-1, 0.5, 1], [0, 1, 0]),
    "softsign": ([-1.0, 0.0, 1.0], [-0.5, 0, 0.5], [0.25, 1, 0.25]),
    "sigmoid": ([-800.0, 0.0, 800.0], [0, 0.5, 1], [0, 0.25, 0]),
    "softplus": ([-800.0, 0.0, 800.0], [0, math.log(2), 800], [0, 0.5, 1]),
    "log_sigmoid": ([-800.0, 0.0, 800.0], [-800, -math.log(2), 0], [1, 0.5, 0]),
    "silu": ([-800.0, 0.0, 800.0], [0, 0, 800], [0, 0.5, 1]),
    "mish": ([-800.0, 0.0, 800.0], [0, 0, 800], [0, 0.6, 1]),
    "gelu": ([-40.0, 0.0, 40.0], [0, 0, 40], [0, 0.5, 1]),
    "selu": ([-800.0, 1.0], [-1.7580993408473766, 1.0507009873554805], [0, 1.0507009873554805]),
}


@pytest.mark.parametrize("name", EXPECTED)
def test_values_and_gradients_on_all_sides(name):
    x, values, slopes = (np.array(part, float) for part in EXPECTED[name])
    function = getattr(ag, name)
    np.testing.assert_allclose(function(x).numpy(), values, rtol=1e-14, atol=1e-300)
    np.testing.assert_allclose(ag.grad(lambda x: np.sum(function(x)))(x), slopes, rtol=1e-14, atol=1e-300)
    single = x.astype(np.float32)
    assert function(single).dtype == ag.grad(lambda x: np.sum(function(x)))(single).dtype == np.float32


@pytest.mark.parametrize("name", EXPECTED)
def test_second_derivatives_are_finite(name):
    x = np.array(EXPECTED[name][0])
    second = ag.grad(lambda x: np.sum(ag.grad(lambda x: np.sum(getattr(ag, name)(x)))(x)))(x)
    assert np.isfinite(second).all()


def test_relu_keeps_nan_and_integers():
    assert math.isnan(ag.relu(float("nan")).item())
    assert ag.relu([-1, 2]).dtype == np.int64


def test_sigmoid_is_accurate_in_the_left_tail():
    assert ag.sigmoid(-700.0).item() == pytest.approx(math.exp(-700), rel=1e-13)
    assert ag.sigmoid(np.array([1, 2], np.uint8)).numpy() == pytest.approx([0.7310585786300049, 0.8807970779778823])


def test_gelu_is_accurate_in_the_left_tail():
    x = -20.0
    assert ag.gelu(x).item() == pytest.approx(x * math.erfc(-x / math.sqrt(2)) / 2, rel=1e-14)


def test_gelu_with_tanh_is_near_gelu():
    x = np.linspace(-4, 4, 50)
    np.testing.assert_allclose(ag.gelu(x, approximate=True).numpy(), ag.gelu(x).numpy(), atol=1e-3)
    assert ag.gelu(1.0, approximate=True).item() == pytest.approx(0.8411919906082768, rel=1e-14)


class TestSoftmax:
    def test_minus_infinity_is_a_chance_of_zero(self):
        x = np.array([0.0, -np.inf, 0.0])
        np.testing.assert_array_equal(ag.softmax(x).numpy(), [0.5, 0, 0.5])
        np.testing.assert_array_equal(ag.log_softmax(x).numpy()[1], -np.inf)
        for function in (ag.softmax, ag.log_softmax):
            np.testing.assert_allclose(ag.grad(lambda x, f=function: f(x)[0])(x)[1], 0)

    def test_huge_logits(self):
        x = np.array([1e308, -1e308])
        with np.errstate(over="ignore"):
            np.testing.assert_array_equal(ag.softmax(x).numpy(), [1, 0])

    def test_all_axes_and_several(self):
        x = np.arange(6.0).reshape(1, 2, 3)
        assert ag.softmax(x, axis=None).numpy().sum() == pytest.approx(1)
        assert ag.softmax(x, axis=[1, 2]).numpy().sum() == pytest.approx(1)
        assert ag.softmax(ag.Tensor(x), -2).numpy().sum() == pytest.approx(3)

    def test_zero_size(self):
        assert ag.softmax(np.zeros((0, 3))).shape == ag.softmax(np.zeros((3, 0))).shape[::-1] == (0, 3)

    def test_the_operand_is_untouched(self):
        x = np.arange(3.0)
        ag.softmax(x), ag.log_softmax(x)
        np.testing.assert_array_equal(x, [0, 1, 2])

    def test_an_axis_that_is_not_there(self):
        with pytest.raises(
            ShapeError, match=r"softmax cannot be applied: got shapes \(3,\), axis=1\. NumPy says: axis 1"
        ):
            ag.softmax(np.ones(3), axis=1)
