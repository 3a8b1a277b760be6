"""Activation functions against their textbook formulas, and finding them by name."""

import math

import numpy as np
import pytest

import autograd_core as ag
from autograd_core.errors import ConfigurationError, UnknownNameError
from nn import activations

X = np.array([-7.0, -2.5, -0.75, 0.0, 0.3, 1.0, 2.5, 7.0])

FORMULAS = {
    "linear": lambda x: x,
    "relu": lambda x: max(x, 0.0),
    "relu6": lambda x: min(max(x, 0.0), 6.0),
    "leaky_relu": lambda x: x if x > 0 else 0.2 * x,
    "elu": lambda x: x if x > 0 else math.exp(x) - 1,
    "selu": lambda x: 1.0507009873554805 * (x if x > 0 else 1.6732632423543772 * (math.exp(x) - 1)),
    "gelu": lambda x: x * 0.5 * (1 + math.erf(x / math.sqrt(2))),
    "softplus": lambda x: math.log(1 + math.exp(x)),
    "softsign": lambda x: x / (1 + abs(x)),
    "sigmoid": lambda x: 1 / (1 + math.exp(-x)),
    "hard_sigmoid": lambda x: min(max(x / 6 + 0.5, 0.0), 1.0),
    "hard_tanh": lambda x: min(max(x, -1.0), 1.0),
    "hard_silu": lambda x: x * min(max(x / 6 + 0.5, 0.0), 1.0),
    "hard_swish": lambda x: x * min(max(x / 6 + 0.5, 0.0), 1.0),
    "log_sigmoid": lambda x: -math.log(1 + math.exp(-x)),
    "silu": lambda x: x / (1 + math.exp(-x)),
    "swish": lambda x: x / (1 + math.exp(-x)),
    "mish": lambda x: x * math.tanh(math.log(1 + math.exp(x))),
    "tanh": math.tanh,
    "exponential": math.exp,
}


def values(y):
    return y.numpy() if isinstance(y, ag.Tensor) else y


@pytest.mark.parametrize("name", FORMULAS)
def test_it_follows_its_formula(name):
    expected = [FORMULAS[name](float(x)) for x in X]
    np.testing.assert_allclose(values(activations.get(name)(X)), expected, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("axis", [0, 1, -1])
def test_softmax_and_its_logarithm_follow_their_formula(axis):
    x = X.reshape(2, 4)
    expected = np.exp(x) / np.exp(x).sum(axis=axis, keepdims=True)
    np.testing.assert_allclose(values(activations.softmax(x, axis=axis)), expected, rtol=1e-12)
    np.testing.assert_allclose(values(activations.log_softmax(x, axis=axis)), np.log(expected), rtol=1e-12)


def test_every_name_has_a_formula_here():
    assert set(activations.BY_NAME) == {*FORMULAS, "softmax", "log_softmax"}


@pytest.mark.parametrize("name", sorted(activations.BY_NAME))
def test_it_keeps_float32_and_has_the_slope_of_its_values(name):
    function = activations.get(name)
    x32 = ag.Tensor(X.astype(np.float32), requires_grad=True)
    y = function(x32)
    assert y.dtype == np.float32
    weights = np.cos(np.arange(len(X)))  # a softmax summed with equal weights would have no slope
    np.sum(y * weights.astype(np.float32)).backward()
    assert x32.grad.dtype == np.float32

    smooth = X + 0.01  # no kink of any function here
    slope = ag.grad(lambda x: np.sum(function(x) * weights))(smooth)
    h = 1e-6
    for i, unit in enumerate(np.eye(len(X))):
        ahead, behind = values(function(smooth + h * unit)), values(function(smooth - h * unit))
        assert slope[i] == pytest.approx(np.sum((ahead - behind) * weights) / (2 * h), rel=1e-6, abs=1e-9)


@pytest.mark.parametrize("name", sorted(set(activations.BY_NAME) - {"exponential"}))
def test_large_arguments_neither_overflow_nor_give_nan(name):
    x = np.array([-1000.0, 1000.0])
    with np.errstate(all="raise", under="ignore"):
        y = values(activations.get(name)(x))
        slope = ag.grad(lambda x: np.sum(activations.get(name)(x)))(x)
    assert np.isfinite(y).all()
    assert np.isfinite(slope).all()


def test_elu_has_the_slope_alpha_at_zero():
    assert ag.grad(lambda x: activations.elu(x, 0.5))(0.0) == 0.5


def test_relu_takes_the_further_arguments_of_keras():
    x = [-10.0, 0.5, 3.0, 10.0]
    assert activations.relu(x, max_value=6).tolist() == [0, 0.5, 3, 6]
    assert activations.relu(x, negative_slope=0.1).tolist() == [-1, 0.5, 3, 10]
    assert activations.relu(x, threshold=1.0).tolist() == [0, 0, 3, 10]
    assert activations.relu(x, negative_slope=0.5, threshold=1.0).tolist() == [-5.5, -0.25, 3, 10]


def test_gelu_has_an_approximation():
    expected = [0.5 * x * (1 + math.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3))) for x in X]
    np.testing.assert_allclose(values(activations.gelu(X, approximate=True)), expected, rtol=1e-12)


def test_get_takes_none_and_functions():
    assert activations.get(None) is activations.linear
    assert activations.get(np.sin) is np.sin


def test_an_unknown_name_is_answered_with_the_nearest():
    with pytest.raises(UnknownNameError) as error:
        activations.get("sigmoidd")
    assert str(error.value).startswith(
        "unknown activation: got 'sigmoidd'. Did you mean 'sigmoid'? Known: elu, exponential,"
    )


def test_what_cannot_be_called_is_refused():
    with pytest.raises(ConfigurationError) as error:
        activations.get(3)
    assert str(error.value) == "an activation is a function: got 3. Pass a name, a function or None."
