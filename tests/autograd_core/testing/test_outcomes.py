"""What is found on a line: what counts as small, as a failure, and as within the range of a kink."""

import numpy as np
import pytest

from autograd_core.testing.outcomes import Limits, Outcome, is_failure, kinky, range_at
from autograd_core.testing.slopes import Slope
from tests.autograd_core.testing.seen_along import against, line_along


def outcome(kind="agrees", f=np.abs, x=(0.0,), g=(0.0,), **given):
    line = line_along(f, x)
    return Outcome(kind, line, against(line, g), **({"slope": Slope(0.0, 1e-9), "scale": 2.0, "width": 0.5} | given))


@pytest.mark.parametrize(
    ("count", "is_single", "floor"),
    [(1, False, 1e-6), (1000, False, 1e-6), (10**4, False, 1e-7), (10**9, False, 1e-8), (10**9, True, 5e-6)],
)
def test_of_many_entries_a_smaller_error_must_show(count, is_single, floor):
    assert Limits.of(count, is_single=is_single).floor == pytest.approx(floor)


def test_in_single_precision_all_is_coarser():
    single, double = (Limits.of(10, is_single=is_single) for is_single in (True, False))
    assert single.floor > double.floor
    assert single.sharp > double.sharp
    assert single.step > double.step


@pytest.mark.parametrize(
    ("low", "high", "allowed"), [(-1.0, 1.0, True), (0.0, 0.0, True), (0.1, 1.0, False), (-1.0, -0.1, False)]
)
def test_a_gradient_between_the_slopes_of_both_sides_is_allowed(low, high, allowed):
    found = outcome("kink", low=low, high=high)
    assert found.allowed is allowed
    assert is_failure(found) is not allowed


@pytest.mark.parametrize(("kind", "fails"), [("agrees", False), ("differs", True), ("kink", False), ("unclear", False)])
def test_what_fails_without_a_range(kind, fails):
    assert is_failure(outcome(kind)) is fails


def test_the_resolution_is_relative_and_of_errors_that_are_surely_seen():
    assert outcome(slope=Slope(0.0, 1e-3), scale=10.0).resolution == pytest.approx(4e-4)
    assert outcome(slope=Slope(0.0, 1e-3), scale=0.0).resolution == 0.0


@pytest.mark.parametrize(
    ("f", "x", "g", "u", "low", "high"),
    [
        (np.abs, [0.0], [0.0], [1.0], -1.0, 1.0),
        (np.abs, [0.0], [1.0], [1.0], -2.0, 0.0),
        (np.abs, [0.0], [0.0], [-2.0], -2.0, 2.0),
        (lambda x: np.maximum(x, 0).sum(), [0.0, 3.0], [0.5, 1.0], [1.0, 1.0], -0.5, 0.5),
        (lambda x: np.maximum(x, 0), [0.0, 3.0], [0.5, 1.0], [1.0, 1.0], -0.5, 0.5),
        (lambda x: np.stack([np.abs(x[0]), -np.abs(x[0])]), [0.0], [0.0], [1.0], -2.0, 2.0),  # each for itself
        (np.sin, [0.0], [0.25], [1.0], 0.75, 0.75),
    ],
)
def test_the_range_is_between_the_sides_of_each_result(f, x, g, u, low, high):
    line = line_along(f, x, u)
    found = range_at(line, against(line, g), 2.0**-12)
    assert found == pytest.approx((low, high), abs=1e-8)
    assert found[0] <= low <= high <= found[1]


def test_a_result_that_does_not_count_does_not_widen_the_range():
    line = line_along(lambda x: np.stack([x[0], np.sqrt(x[0])]), [0.0])
    assert range_at(line, against(line, [1.0], v=[1.0, 0.0]), 0.5) == pytest.approx((0.0, 0.0), abs=1e-12)


def test_where_a_side_has_no_values_there_is_no_range():
    line = line_along(np.sqrt, [0.0])
    assert range_at(line, against(line, [0.0]), 0.5) == (-np.inf, np.inf)


def test_a_wider_window_sharpens_the_range():
    line = line_along(lambda x: 5 + np.abs(x), [0.0])
    test = against(line, [0.0])
    narrow, sharper = range_at(line, test, 2.0**-46), range_at(line, test, 2.0**-46, 2.0**-6)
    assert narrow[1] - narrow[0] > 2.01
    assert sharper == pytest.approx((-1.0, 1.0), abs=1e-9)


def test_a_wider_window_that_contradicts_is_left_out():
    line = line_along(lambda x: np.abs(x) * (np.abs(x) < 1e-6), [0.0])
    test = against(line, [0.0])
    assert range_at(line, test, 2.0**-24, 1.0) == range_at(line, test, 2.0**-24)


def test_which_results_have_a_kink_or_no_value_on_a_side():
    found = outcome("kink", lambda x: np.stack([np.abs(x[0]), np.sin(x[0]), np.sqrt(x[0]), np.sqrt(-x[0])]))
    assert kinky(found).tolist() == [True, False, True, True]
