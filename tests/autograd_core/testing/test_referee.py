"""Six values are enough where a function is smooth and its gradient right; where they are not, more are taken."""

import numpy as np
import pytest

from autograd_core.testing.outcomes import Limits
from autograd_core.testing.referee import at_kink, looked_at
from tests.autograd_core.testing.seen_along import against, limits_of, line_along, single

SMOOTH = {
    "tanh": (np.tanh, lambda x: 1 / np.cosh(x) ** 2, [0.5]),
    "exp(20x)": (lambda x: np.exp(20 * x), lambda x: 20 * np.exp(20 * x), [0.1]),
    "a constant": (lambda x: 0 * x + 3, lambda x: 0 * x, [0.5]),
    "a parabola at its lowest point": (np.square, lambda x: 2 * x, [0.0]),
    "a sum": (lambda x: np.sin(x).sum(), np.cos, np.linspace(0, 1, 50)),
    "an array": (np.sin, np.cos, np.linspace(-1, 1, 50)),
    "single precision": (single, np.cos, [0.5]),
}


def no_noise(line, test, width):
    return 0.0


def judged(f, x, g, noise=no_noise, u=None, **known):
    """Return the outcome, and how many values it took."""
    line = line_along(f, x, u)
    before = line.subject.evaluations
    outcome = looked_at(line, against(line, g), limits_of(line), noise, **known)
    return outcome, line.subject.evaluations - before


def refused(line, test, width):
    raise AssertionError("the gradient is evaluated around a point only where it seems to be wrong")


@pytest.mark.parametrize("name", SMOOTH)
def test_a_right_gradient_of_a_smooth_function_takes_six_values(name):
    f, gradient, x = SMOOTH[name]
    outcome, taken = judged(f, x, gradient(np.array(x)), refused)
    assert (outcome.kind, taken) == ("agrees", 6)
    assert abs(outcome.slope.value) <= outcome.slope.bound + 1e-6 * outcome.scale
    assert outcome.resolution <= limits_of(outcome.line).sharp


@pytest.mark.parametrize("factor", [1.001, 0.5, 0.0, -1.0])
@pytest.mark.parametrize("name", [name for name, (f, _, _) in SMOOTH.items() if f(np.array([1.0])) != 3.0])
def test_a_wrong_gradient_differs(name, factor):
    f, gradient, x = SMOOTH[name]
    wrong = factor * gradient(np.array(x)) if np.any(x) else np.full(1, 1.0)
    outcome, taken = judged(f, x, wrong)
    assert outcome.kind == "differs"
    assert taken < 300


@pytest.mark.parametrize(
    ("f", "g", "x", "step", "looks"),
    [
        (np.sin, np.cos(0.1), 0.1, 2.0**-10, 1),
        (lambda x: np.sin(1e4 * x), 1e4 * np.cos(1e3), 0.1, 2.0**-18, 3),
        (np.log, 1e6, 1e-6, 2.0**-26, 5),
        (lambda x: 1e5 + x, 1.0, 0.1, 2.0**-6, 2),
    ],
)
def test_the_step_becomes_smaller_for_a_short_feature_and_larger_for_noise(f, g, x, step, looks):
    outcome, taken = judged(f, [x], [g], refused)
    assert (outcome.kind, outcome.width, taken) == ("agrees", step, 6 * looks)


def test_a_look_need_not_be_sharp_where_the_gradient_is_known():
    known, few = judged(lambda x: 1e8 + x, [0.1], [1.0], refused, is_known=True)
    examined, many = judged(lambda x: 1e8 + x, [0.1], [1.0], refused)
    assert (known.kind, examined.kind, few) == ("unclear", "agrees", 6)  # it tells nothing, but is no reason to doubt
    assert known.resolution > Limits.of(1, is_single=False).sharp
    assert known.resolution > 10 * examined.resolution
    assert few < many


@pytest.mark.parametrize(("g", "kind", "allowed"), [(0.3, "kink", True), (1.0, "kink", True), (-1.5, "kink", False)])
def test_a_kink_at_the_point_is_seen(g, kind, allowed):
    outcome, taken = judged(np.abs, [0.0], [g], refused)
    assert (outcome.kind, outcome.allowed) == (kind, allowed)
    assert taken < 60


def test_a_part_of_a_line_with_a_kink_is_looked_at_where_the_kink_was_seen():
    def f(x):
        return np.abs(x).sum()

    whole, _ = judged(f, [0.0, 1.0], [0.0, 1.0])
    part, taken = judged(f, [0.0, 1.0], [0.0, 1.0], u=[1.0, 0.0], kink=whole)
    assert (part.kind, part.width, part.wider) == ("kink", whole.width, whole.wider)
    assert taken <= 6 + 2 * 16
    rest, taken = judged(f, [0.0, 1.0], [0.0, 1.0], u=[0.0, 1.0], kink=whole)
    assert (rest.kind, taken) == ("agrees", 6)


def test_along_one_coordinate_a_wider_window_helps_to_know_the_range():
    ranges = []
    for x, u in (([0.0], [1.0]), ([0.0, 0.5], [1.0, 1e-300])):
        line = line_along(lambda x: 5 + np.abs(x).sum(), x, u)
        limits = limits_of(line)
        outcome = at_kink(line, against(line, np.zeros(len(x))), limits, 2.0**-40, 2.0**-6)
        assert outcome.kind == "kink"
        assert (outcome.width, outcome.wider) == (2.0**-40, 2.0**-6)
        ranges.append(outcome.high - outcome.low)
    assert ranges[0] == pytest.approx(2.0 + 2 * limits.floor, abs=1e-9)
    assert ranges[1] > 2.001
