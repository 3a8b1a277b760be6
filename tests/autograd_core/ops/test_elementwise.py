"""What the laws do not reach: points at which a rule takes a branch."""

import numpy as np

import autograd_core as ag


def test_mixed_second_derivative_of_a_power_at_exponent_zero():
    """∂²(x ** p)/∂x∂p at p = 0 is 1/x, in either order."""
    assert ag.grad(lambda p: ag.grad(np.power, 0)(2.0, p))(0.0) == 0.5
    assert ag.grad(lambda x: ag.grad(np.power, 1)(x, 0.0))(2.0) == 0.5


def test_powers_at_zero():
    x, p = np.zeros(3), np.array([0.0, 1.0, 2.0])
    assert ag.grad(lambda x: (x**p).sum())(x).tolist() == [0, 1, 0]
