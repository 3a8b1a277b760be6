"""The errors of difference quotients along the line that decided; how they look is in the tests of `showing`."""

from dataclasses import replace

import numpy as np
import pytest

from autograd_core.testing.curves import EXPONENTS, later, sampled
from autograd_core.testing.examining import examined
from autograd_core.testing.outcomes import Outcome
from autograd_core.testing.slopes import Slope
from tests.autograd_core.testing.seen_along import against, limits_of, line_along

LINE = line_along(lambda x: 4.0 * x.sum(), [0.5, 2.0])


def outcome(kind, bound=1e-9, line=LINE, **given):
    return Outcome(kind, line, against(line, [4.0, 3.0]), Slope(1.0, bound), 8.0, 0.25, **given)


def judged(f, x, g):
    line = line_along(f, x)
    return examined(line, against(line, g), limits_of(line), lambda line, test, width: 0.0)


def test_where_nothing_was_looked_at_there_is_no_curve():
    assert later([]) is None


@pytest.mark.parametrize(
    ("kinds", "told"),
    [
        (["agrees", "differs", "kink"], "differs"),
        (["unclear", "agrees", "kink"], "kink"),
        (["unclear", "agrees"], "agrees"),
        (["unclear"], "unclear"),
    ],
)
def test_the_curve_is_of_the_outcome_that_counts(kinds, told):
    assert later([outcome(kind) for kind in kinds])().kind == told


def test_of_several_that_agree_the_sharpest_counts_and_of_several_that_differ_the_first():
    assert later([outcome("agrees", bound) for bound in (1e-6, 1e-9, 1e-7)])().bound == pytest.approx(1e-9 / 8)
    assert later([outcome("differs", bound) for bound in (1e-6, 1e-9, 1e-7)])().bound == pytest.approx(1e-6 / 8)


def test_steps_from_which_a_rough_curve_can_be_drawn_come_first():
    assert sorted(EXPONENTS) == list(range(-50, 3))
    assert EXPONENTS[:7] == [-48, -40, -32, -24, -16, -8, 0]
    assert {k % 4 for k in EXPONENTS[7:13]} == {0}


def test_a_curve_is_relative_and_in_the_order_of_steps():
    curve = sampled(outcome("differs"))
    steps = [point.step for point in curve.points]
    assert steps == [2.0**k for k in range(-50, 3)]
    assert (curve.error, curve.bound) == (0.125, 1e-9 / 8)
    assert curve.rounding == pytest.approx(2.0**-52 * 10 / 8)
    assert curve.nearest < curve.farthest == 0.25
    assert [point.central for point in curve.points if point.step > 1e-6] == pytest.approx([0.125] * 22)


def test_the_values_of_the_picture_are_not_kept_by_the_check():
    found = outcome("agrees", line=line_along(np.sin, [0.5, 2.0]))
    later([found])()
    assert found.line.changes == {}


def test_where_nothing_is_compared_errors_are_absolute():
    curve = sampled(replace(outcome("agrees"), scale=0.0))
    assert (curve.error, curve.bound) == (1.0, 1e-9)


@pytest.mark.parametrize(
    ("f", "x", "g", "kind", "is_accepted"),
    [
        (np.sin, [0.5], np.cos([0.5]), "agrees", True),
        (np.sin, [0.5], [0.0], "differs", False),
        (np.abs, [0.0], [0.5], "kink", True),
        (np.abs, [0.0], [1.5], "kink", False),
        (lambda x: np.sin(1e15 * x + 1e9 * x**2), [0.3], [1.0], "unclear", False),
    ],
)
def test_whether_a_gradient_is_accepted(f, x, g, kind, is_accepted):
    curve = sampled(judged(f, x, g))
    assert (curve.kind, curve.is_accepted) == (kind, is_accepted)


def test_where_a_function_has_no_value_a_point_has_no_error():
    curve = sampled(judged(np.sqrt, [0.25], [1.0]))
    assert np.isnan([point.central for point in curve.points if point.step > 0.25]).all()
    assert np.isfinite([point.forward for point in curve.points]).all()
