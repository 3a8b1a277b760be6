"""RMSprop: where it differs from what its formula says at first sight."""

import numpy as np
import pytest

import autograd_core as ag
import optim
from autograd_core.errors import ConfigurationError


def test_epsilon_stands_under_the_root():
    w = ag.Variable(0.0)
    optim.RMSprop(learning_rate=1.0, rho=0.5, epsilon=7.0).apply([2.0], [w])
    assert w.item() == -2 / 3  # 2 / √(0.5 · 4 + 7)


def test_centered_stays_finite_where_the_gradient_does_not_change():
    """In float32 the mean square minus the squared mean falls below −ε for every tenth of these gradients."""
    gradients = np.linspace(1, 1000, 2000, dtype=np.float32)
    w, optimizer = ag.Variable(np.zeros_like(gradients)), optim.RMSprop(centered=True)
    fell_below = np.zeros(gradients.shape, bool)
    for _ in range(200):
        optimizer.apply([gradients], [w])
        mean_square, mean = (slot.numpy() for slot in optimizer.variables[2:])
        fell_below |= mean_square - mean * mean < -optimizer.epsilon
    assert fell_below.any()
    assert np.isfinite(w.numpy()).all()


def test_slots_are_only_those_asked_for():
    zeros = np.zeros(2)
    assert list(optim.RMSprop().slots(zeros)) == ["mean_square"]
    assert list(optim.RMSprop(momentum=0.5).slots(zeros)) == ["mean_square", "velocity"]
    assert list(optim.RMSprop(centered=True).slots(zeros)) == ["mean_square", "mean"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"rho": 1.0}, "rho must be at least 0 and below 1: got rho=1.0. Use, say, 0.9."),
        ({"momentum": 2}, "momentum must be at least 0 and below 1: got momentum=2. Use, say, 0.9."),
        (
            {"epsilon": -1e-7},
            "epsilon must be a finite number, 0 or above: got epsilon=-1e-07. Use 0 to do without it.",
        ),
    ],
)
def test_numbers_out_of_range(arguments, message):
    with pytest.raises(ConfigurationError) as caught:
        optim.RMSprop(**arguments)
    assert str(caught.value) == message
