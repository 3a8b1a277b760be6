"""Ftrl: weights that are exactly zero, and its own limits."""

import numpy as np
import pytest

import autograd_core as ag
import optim
from autograd_core.errors import ConfigurationError


def test_small_weights_become_exactly_zero():
    w, optimizer = ag.Variable([0.0, 0.0]), optim.Ftrl(0.5, l1_regularization_strength=3.0)
    for _ in range(50):
        optimizer.apply([w.numpy() - np.array([5.0, 0.01])], [w])
    large, small = w.tolist()
    assert large > 1
    assert small == 0


@pytest.mark.parametrize(
    "name",
    [
        "initial_accumulator_value",
        "l1_regularization_strength",
        "l2_regularization_strength",
        "l2_shrinkage_regularization_strength",
        "beta",
    ],
)
def test_negative_numbers(name):
    with pytest.raises(ConfigurationError) as caught:
        optim.Ftrl(**{name: -1.0})
    assert str(caught.value) == f"{name} must be a finite number, 0 or above: got {name}=-1.0. Use 0 to do without it."


@pytest.mark.parametrize("power", [0.5, float("nan")])
def test_power_above_zero(power):
    with pytest.raises(ConfigurationError) as caught:
        optim.Ftrl(learning_rate_power=power)
    assert str(caught.value) == (
        f"learning_rate_power must be 0 or below: got learning_rate_power={power}. Use, say, -0.5."
    )
