"""Schedules against their formulas in Python numbers, at the edges, and on Tensors."""

from math import ceil, cos, floor, pi

import numpy as np
import pytest

import autograd_core as ag
import optim
from autograd_core.errors import ConfigurationError
from optim.schedules import (
    CosineDecay,
    ExponentialDecay,
    InverseTimeDecay,
    PiecewiseConstantDecay,
    PolynomialDecay,
)

CASES = [
    (ExponentialDecay(0.1, 7, 0.5), lambda t: 0.1 * 0.5 ** (t / 7)),
    (ExponentialDecay(0.1, 7, 0.5, staircase=True), lambda t: 0.1 * 0.5 ** floor(t / 7)),
    (InverseTimeDecay(0.1, 7, 0.5), lambda t: 0.1 / (1 + 0.5 * t / 7)),
    (InverseTimeDecay(0.1, 7, 0.5, staircase=True), lambda t: 0.1 / (1 + 0.5 * floor(t / 7))),
    (PolynomialDecay(0.1, 7), lambda t: (0.1 - 0.0001) * (1 - min(t, 7) / 7) + 0.0001),
    (PolynomialDecay(0.1, 7, 0.01, power=2.0), lambda t: 0.09 * (1 - min(t, 7) / 7) ** 2 + 0.01),
    (PolynomialDecay(0.1, 7, 0.01, cycle=True), lambda t: 0.09 * (1 - t / (7 * max(ceil(t / 7), 1))) + 0.01),
    (CosineDecay(0.1, 7), lambda t: 0.1 * (1 + cos(pi * min(t, 7) / 7)) / 2),
    (CosineDecay(0.1, 7, alpha=0.2), lambda t: 0.1 * (0.8 * (1 + cos(pi * min(t, 7) / 7)) / 2 + 0.2)),
    (
        CosineDecay(0.1, 7, warmup_target=0.5, warmup_steps=4),
        lambda t: 0.1 + 0.4 * t / 4 if t < 4 else 0.5 * (1 + cos(pi * min(t - 4, 7) / 7)) / 2,
    ),
    (PiecewiseConstantDecay([5, 9], [0.3, 0.2, 0.1]), lambda t: 0.3 if t <= 5 else 0.2 if t <= 9 else 0.1),
    (PiecewiseConstantDecay([], [0.3]), lambda t: 0.3),
]
every_case = pytest.mark.parametrize(("schedule", "formula"), CASES, ids=[repr(case[0]) for case in CASES])


@every_case
def test_formulas(schedule, formula):
    for step in range(25):
        assert float(schedule(step)) == pytest.approx(formula(step), rel=1e-12)


@every_case
def test_on_tensors(schedule, formula):
    for step in (0, 5, 7, 9, 24):
        rate = schedule(ag.Tensor(step))
        assert float(rate) == pytest.approx(formula(step), rel=1e-12)


@every_case
def test_an_optimizer_asks_for_the_steps_done(schedule, formula):
    w, optimizer = ag.Variable(0.0), optim.SGD(schedule)
    for step in range(12):
        before = w.item()
        optimizer.apply([1.0], [w])
        assert before - w.item() == pytest.approx(formula(step), rel=1e-9)


def test_any_function_of_the_step_will_do():
    w, optimizer = ag.Variable(np.float32(0.0)), optim.SGD(lambda step: 1.0 if step < 2 else 0.25)
    for _ in range(4):
        optimizer.apply([1.0], [w])
    assert w.item() == -2.5
    assert w.dtype == np.float32


@pytest.mark.parametrize("schedule", [ExponentialDecay, InverseTimeDecay, PolynomialDecay, CosineDecay])
def test_decay_steps_must_be_positive(schedule):
    arguments = {"decay_rate": 0.5} if schedule in (ExponentialDecay, InverseTimeDecay) else {}
    with pytest.raises(ConfigurationError) as caught:
        schedule(0.1, decay_steps=0, **arguments)
    assert str(caught.value) == "decay_steps must be a finite number above 0: got decay_steps=0. Use, say, 1.0."


def test_a_warm_up_needs_steps():
    with pytest.raises(ConfigurationError) as caught:
        CosineDecay(0.1, 10, warmup_target=1.0)
    assert str(caught.value) == "warmup_steps must be a finite number above 0: got warmup_steps=0. Use, say, 1.0."


def test_boundaries_and_values():
    with pytest.raises(ConfigurationError) as caught:
        PiecewiseConstantDecay([1, 2], [0.1, 0.2])
    assert str(caught.value) == (
        "one more value than boundaries is needed: got 2 boundaries and 2 values. Add or remove values."
    )
    with pytest.raises(ConfigurationError) as caught:
        PiecewiseConstantDecay([2, 2], [0.1, 0.2, 0.3])
    assert str(caught.value) == "boundaries must rise: got boundaries=[2, 2]. Sort them and name each once."
