"""Lamb: the length of a step, where there is one to speak of."""

import numpy as np
import pytest

import autograd_core as ag
import optim


def test_a_step_is_in_proportion_to_the_norm_of_the_weights():
    w = ag.Variable([3.0, 4.0])
    optim.Lamb(learning_rate=0.1).apply([[5.0, -1.0]], [w])
    assert np.linalg.norm(w.numpy() - [3.0, 4.0]) == pytest.approx(0.5)


def test_weights_of_zero_take_the_step_of_adam():
    w, same = ag.Variable([0.0, 0.0]), ag.Variable([0.0, 0.0])
    optim.Lamb(learning_rate=0.1).apply([[5.0, -1.0]], [w])
    optim.Adam(learning_rate=0.1).apply([[5.0, -1.0]], [same])
    np.testing.assert_allclose(w.numpy(), same.numpy(), rtol=1e-5)


def test_a_gradient_of_zero_changes_nothing():
    w = ag.Variable([3.0, 4.0])
    optim.Lamb(learning_rate=0.1).apply([[0.0, 0.0]], [w])
    assert w.tolist() == [3.0, 4.0]
