"""Gradient descent: momentum as it should be, and as the book prints it."""

from itertools import pairwise

import pytest

import autograd_core as ag
import optim
from autograd_core.errors import ConfigurationError


def printed(momentum, learning_rate=0.1, steps=200):
    """Return the losses of the snippet that chapter 2 of "Deep Learning with Python" prints, on the loss w² / 2.

    It is printed with a momentum of 0.1, and stops when the loss is below 0.01.
    """
    losses = []

    def get_current_parameters():
        losses.append(w * w / 2)
        return w, losses[-1], w

    w, loss = 1.0, 1.0
    past_velocity = 0.0
    while loss > 0.01 and len(losses) < steps:
        w, loss, gradient = get_current_parameters()
        velocity = past_velocity * momentum + learning_rate * gradient
        w = w + momentum * velocity - learning_rate * gradient
        past_velocity = velocity
    return losses


def ours(steps=200, **arguments):
    """Return the losses of SGD on the loss w² / 2."""
    w, optimizer, losses = ag.Variable(1.0), optim.SGD(**arguments), []
    for _ in range(steps):
        losses.append(w.item() ** 2 / 2)
        optimizer.apply([w.numpy()], [w])
    return losses


def test_the_printed_snippet_converges_with_the_printed_momentum_but_slower_than_without():
    losses, plain = printed(momentum=0.1), ours(learning_rate=0.1)
    assert losses[-1] < 0.01
    assert all(slow > fast for slow, fast in zip(losses[1:], plain[1 : len(losses)], strict=True))


def test_the_printed_snippet_diverges_with_the_usual_momentum():
    losses = printed(momentum=0.9)
    assert all(later > earlier for earlier, later in pairwise(losses[1:]))
    assert losses[-1] > 1e6


@pytest.mark.parametrize("nesterov", [False, True])
def test_ours_converges_with_the_usual_momentum(nesterov):
    losses = ours(learning_rate=0.1, momentum=0.9, nesterov=nesterov)
    assert losses[-1] < 1e-6


def test_with_a_minus_the_printed_lines_are_nesterovs():
    w, past_velocity, momentum, learning_rate = 1.0, 0.0, 0.9, 0.1
    expected = []
    for _ in range(20):
        expected.append(w * w / 2)
        gradient = w
        velocity = past_velocity * momentum - learning_rate * gradient
        w = w + momentum * velocity - learning_rate * gradient
        past_velocity = velocity
    assert ours(20, learning_rate=0.1, momentum=0.9, nesterov=True) == pytest.approx(expected, rel=1e-12)


def test_momentum_helps_where_curvatures_differ():
    """After 100 steps on Σ k w² / 2 with k = 1 and 100, from the largest rate that is safe for k = 100."""

    def loss(**arguments):
        w, optimizer = ag.Variable([1.0, 1.0]), optim.SGD(0.01, **arguments)
        for _ in range(100):
            optimizer.apply([w.numpy() * [1.0, 100.0]], [w])
        return (w.numpy() ** 2 @ [1.0, 100.0]) / 2

    assert loss(momentum=0.9) < loss() / 100
    assert loss(momentum=0.9, nesterov=True) < loss() / 100


@pytest.mark.parametrize("momentum", [-0.1, 1.0, float("nan")])
def test_momentum_out_of_range(momentum):
    with pytest.raises(ConfigurationError) as caught:
        optim.SGD(momentum=momentum)
    assert str(caught.value) == (f"momentum must be at least 0 and below 1: got momentum={momentum}. Use, say, 0.9.")
