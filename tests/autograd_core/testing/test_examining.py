"""What can deceive an examination, one by one: right gradients raise no alarm there, and wrong ones do."""

import numpy as np
import pytest

from autograd_core.testing.examining import NOISY, examined
from autograd_core.testing.outcomes import Limits, is_failure
from tests.autograd_core.testing.seen_along import against, limits_of, line_along, single

MANY = 400
"""A line may take fewer values than this."""


def no_noise(line, test, width):
    return 0.0


def look(f, x, g, u=None, noise=no_noise):
    """Return the outcome of an examination."""
    line = line_along(f, x, u)
    before = line.subject.evaluations
    outcome = examined(line, against(line, g), limits_of(line), noise)
    assert line.subject.evaluations - before < MANY
    return outcome


def found(outcome):
    """Return the slope that was measured."""
    return float(outcome.slope.value + outcome.test.g @ outcome.line.u)


# ----------------------------------------------------------------------------------------------- where nothing deceives

SMOOTH = {
    "tanh": (np.tanh, [0.5], lambda x: 1 / np.cosh(x) ** 2),
    "exp(20x)": (lambda x: np.exp(20 * x), [1.0], lambda x: 20 * np.exp(20 * x)),
    "sin(10⁴x)": (lambda x: np.sin(1e4 * x), [0.1], lambda x: 1e4 * np.cos(1e4 * x)),
    "1/x near 0": (lambda x: 1 / x, [1e-6], lambda x: -1 / x**2),
    "10⁸ + x": (lambda x: 1e8 + x, [0.5], np.ones_like),
    "a product": (np.prod, [0.0, 2.0, 3.0], lambda x: np.array([6.0, 0.0, 0.0])),
}


@pytest.mark.parametrize("name", SMOOTH)
def test_a_right_gradient_agrees(name):
    f, x, gradient = SMOOTH[name]
    outcome = look(f, x, gradient(np.array(x)))
    assert outcome.kind == "agrees"
    assert outcome.resolution < 1e-6


@pytest.mark.parametrize("factor", [1 + 1e-5, 2.0, 0.0, -1.0])
@pytest.mark.parametrize("name", SMOOTH)
def test_a_wrong_gradient_differs_by_what_it_is_wrong(name, factor):
    f, x, gradient = SMOOTH[name]
    right = gradient(np.array(x))
    outcome = look(f, x, factor * right)
    assert outcome.kind == "differs"
    assert abs(found(outcome) - right.sum()) <= outcome.slope.bound + 1e-9 * abs(right.sum())


def test_nothing_more_is_looked_at_than_two_windows_where_both_agree():
    outcome = look(np.sin, [0.5], np.cos([0.5]))
    assert outcome.kind == "agrees"
    assert outcome.line.subject.evaluations == 1 + 2 + 2 * 16  # the point, for the scale, and the windows


@pytest.mark.parametrize(
    ("factor", "kind"), [(1.0, "agrees"), (1 + 1e-5, "differs"), (2.0, "differs"), (-1.0, "differs")]
)
def test_windows_are_as_narrow_as_the_smallest_coordinate_demands(factor, kind):
    x = np.array([1e-150])
    outcome = look(np.sqrt, x, factor * 0.5 / np.sqrt(x))
    assert outcome.kind == kind
    assert outcome.width < x[0]


# ------------------------------------------------------------------------------------------ the gradient's own rounding


def sine_with(relative, noise):
    return look(np.sin, [0.5], (1 + relative) * np.cos([0.5]), noise=lambda line, test, width: noise)


@pytest.mark.parametrize(
    ("relative", "noise", "kind"),
    [
        (1e-5, 0.0, "differs"),
        (1e-5, 1e-5 * np.cos(0.5) / (1.1 * NOISY), "differs"),
        (1e-5, 1e-5 * np.cos(0.5) / (0.9 * NOISY), "unclear"),
        (-2.0, 1e-3, "differs"),
        (0.0, 1.0, "agrees"),
    ],
)
def test_a_difference_within_the_noise_of_the_gradient_is_none(relative, noise, kind):
    assert sine_with(relative, noise).kind == kind


def test_the_noise_is_asked_for_only_where_the_gradient_seems_to_differ():
    asked = []

    def noise(line, test, width):
        asked.append(width)
        return 0.0

    look(np.sin, [0.5], np.cos([0.5]), noise=noise)
    look(np.abs, [0.0], [0.5], noise=noise)
    assert asked == []
    look(np.sin, [0.5], [0.5], noise=noise)
    assert len(asked) == 1


# ---------------------------------------------------------------------------------- a feature narrower than the window

CLOSE = [1e-3, 1e-5, 1e-7, 1e-9]


def root_gradient(x):
    return np.cbrt(x) / (3 * x)


@pytest.mark.parametrize("x", CLOSE)
def test_the_root_of_a_small_number_is_steep_and_its_gradient_right(x):
    outcome = look(np.cbrt, [x], [root_gradient(x)])
    assert outcome.kind == "agrees"
    assert outcome.width < x


@pytest.mark.parametrize("factor", [1 + 1e-5, 1.001, 0.5, 0.0, -1.0])
@pytest.mark.parametrize("x", CLOSE)
def test_the_root_of_a_small_number_hides_no_wrong_gradient(x, factor):
    outcome = look(np.cbrt, [x], [factor * root_gradient(x)])
    assert outcome.kind == "differs"
    assert found(outcome) == pytest.approx(root_gradient(x), rel=2e-6)


def bumped(x):
    """Return x, but for a bump that is narrower than the first windows, in which the slope is 2."""
    return x + 1e-5 * np.tanh(x / 1e-5)


@pytest.mark.parametrize(("g", "kind"), [(2.0, "agrees"), (2.001, "differs"), (1.5, "differs"), (0.5, "differs")])
def test_what_is_seen_widely_does_not_count_against_what_is_seen_narrowly(g, kind):
    assert look(bumped, [0.0], [g]).kind == kind


# ---------------------------------------------------------------------------------------------------------- staircases


def rounded(x):
    return np.round(x * 1e3) / 1e3


def half(x):
    return np.sin(x.astype(np.float16)).astype(np.float64)


STAIRS = {
    "rounded to 10⁻³": (rounded, np.ones_like),
    "half precision inside": (half, np.cos),
    "single precision inside": (lambda x: single(x).astype(np.float64), np.cos),
}
POINTS = [0.3, 0.12345, 0.5003, 0.7777]


@pytest.mark.parametrize("x", POINTS)
@pytest.mark.parametrize("name", STAIRS)
def test_a_gradient_that_wide_windows_support_is_right_for_a_staircase(name, x):
    f, gradient = STAIRS[name]
    outcome = look(f, [x], gradient(np.array([x])))
    assert outcome.kind == "agrees"
    assert outcome.resolution < 0.1


@pytest.mark.parametrize("factor", [1.5, 0.5, -1.0])
@pytest.mark.parametrize("x", POINTS)
@pytest.mark.parametrize("name", STAIRS)
def test_a_gradient_that_no_window_supports_is_wrong_for_a_staircase(name, x, factor):
    f, gradient = STAIRS[name]
    assert look(f, [x], factor * gradient(np.array([x]))).kind == "differs"


@pytest.mark.parametrize("x", POINTS)
def test_the_gradient_of_a_step_of_a_staircase_is_zero(x):
    outcome = look(rounded, [x], [0.0])
    assert outcome.kind == "agrees"
    assert outcome.width < 1e-3


@pytest.mark.parametrize("width", [1e-4, 1e-6, 1e-9])
@pytest.mark.parametrize("slopes", [(1.0, 1.0), (0.5, -2.0)])
def test_a_bump_that_is_smooth_is_no_staircase(width, slopes):
    def f(x):
        return slopes[0] * x + slopes[1] * width * np.tanh(x / width)

    assert look(f, [0.0], [sum(slopes)]).kind == "agrees"
    outcome = look(f, [0.0], [slopes[0]])
    assert outcome.kind == "differs"
    assert found(outcome) == pytest.approx(sum(slopes), rel=1e-6)


def test_a_ripple_is_no_staircase():
    def f(x):
        return x + 1e-6 * np.sin(1e4 * x)

    right = 1 + 1e-2 * np.cos(1e4 * 0.3)
    assert [look(f, [0.3], [factor * right]).kind for factor in (1.0, 1.001)] == ["agrees", "differs"]


def test_a_bump_between_wide_windows_that_agree_is_found():
    def f(x):
        return x[0] + 1e-6 * np.tanh(x[0] / 1e-6) + x[1] + 1e-6 * np.tanh(x[1] / 1e-6)

    outcome = look(f, [0.0, 0.3], [1.0, 1.0], u=[0.9, -0.95])
    assert outcome.kind == "differs"
    assert outcome.slope.value == pytest.approx(0.9, abs=1e-3)


@pytest.mark.parametrize("off", [1e-9, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3])
def test_beside_an_edge_the_slope_of_a_step_is_zero(off):
    assert look(np.floor, [1 + off], [0.0]).kind == "agrees"
    assert look(np.floor, [1 + off], [1.0]).kind == "differs"


def test_a_zero_gradient_of_steps_near_an_edge_is_not_called_wrong():
    x = np.array([1.776491303816993, -2.5532918384570134, -0.13796506137840808])
    for u in ([0.8, -2.2, 1.0], [1.5, 2.1, -0.7], [1.2, 2.4, 0.6]):
        assert look(lambda x: np.sum(np.round(x, 3)), x, np.zeros(3), u).kind in {"agrees", "unclear"}


# ------------------------------------------------------------------------------------- a function that does not move


def beyond_the_largest(x):
    return np.log(np.exp(x).sum()) - x.max()


def beyond_gradient(x):
    return np.exp(x) / np.exp(x).sum() - (np.arange(x.size) == np.argmax(x))


@pytest.mark.parametrize("x", [[40.0, 0.0], [50.0, 0.0], [50.0, 1.0, -3.0]])
def test_a_slope_that_rounding_of_larger_values_hides_is_not_wrong(x):
    x = np.array(x)
    gradient = beyond_gradient(x)
    assert 0 < np.abs(gradient).max() < 1e-16
    assert look(beyond_the_largest, x, gradient, u=np.maximum(x, 1.0)).kind == "unclear"


@pytest.mark.parametrize("g", [1e-3, 0.5])
def test_what_rounding_of_larger_values_does_not_hide_is_wrong(g):
    outcome = look(beyond_the_largest, [50.0, 0.0], [0.0, g], u=[50.0, 1.0])
    assert outcome.kind == "differs"
    assert found(outcome) == pytest.approx(0.0, abs=1e-15)


def test_of_what_does_not_move_a_gradient_of_zero_is_right():
    outcome = look(beyond_the_largest, [50.0, 0.0], [0.0, 0.0], u=[50.0, 1.0])
    assert outcome.kind == "agrees"
    assert outcome.resolution < 1e-300


def test_of_terms_that_cancel_a_gradient_of_zero_is_right():
    x = np.random.default_rng(0).normal(size=10)
    outcome = look(lambda x: np.sum(x - x.mean()), x, np.full(10, 1e-17), u=np.linspace(-1, 1, 10))
    assert outcome.kind == "agrees"
    assert outcome.resolution < 1e-10
    assert look(lambda x: np.sum(x - x.mean()), x, np.full(10, 1e-10), u=np.linspace(0, 1, 10)).kind == "differs"


@pytest.mark.parametrize("factor", [-1.0, 0.0, 1.001])
def test_a_small_function_is_not_taken_for_rounding(factor):
    assert look(lambda x: 1e-18 * np.sin(x).sum(), [0.3, 0.7], 1e-18 * factor * np.cos([0.3, 0.7])).kind == "differs"


# --------------------------------------------------------------------------------------------------- kinks, at and near


@pytest.mark.parametrize(("g", "allowed"), [(1.0, True), (0.0, True), (-1.0, True), (1.001, False), (-2.0, False)])
def test_at_a_kink_all_between_the_sides_is_right(g, allowed):
    outcome = look(np.abs, [0.0], [g])
    assert (outcome.kind, outcome.allowed) == ("kink", allowed)
    assert is_failure(outcome) is not allowed
    assert (outcome.low, outcome.high) == pytest.approx((-1.0 - g, 1.0 - g), abs=1e-5)


@pytest.mark.parametrize("x", [1e-2, 1e-3, 1e-6, 1e-9, 1e-12, 1e-17, -1e-9])
def test_near_a_kink_there_is_one_slope(x):
    for g in (1.0, -1.0):
        assert look(np.abs, [x], [g]).kind == ("agrees" if g == np.sign(x) else "differs")


@pytest.mark.parametrize(
    ("g", "kind"), [(0.75, "agrees"), (0.7500001, "agrees"), (0.7501, "differs"), (-0.25, "differs")]
)
def test_near_a_kink_the_side_without_it_knows_the_slope_where_rounding_hides_the_narrow_one(g, kind):
    def f(x):
        return 100.0 + np.abs(x - 1e-9) / 2 + x / 4

    outcome = look(f, [1.5e-9], [g])
    assert outcome.kind == kind
    assert found(outcome) == pytest.approx(0.75, abs=1e-6)


def test_at_a_kink_of_one_coordinate_among_others():
    outcome = look(lambda x: np.maximum(x, 0).sum(), [0.0, 1.0, -1.0], [0.5, 1.0, 0.0])
    assert (outcome.kind, outcome.allowed) == ("kink", True)
    outcome = look(lambda x: np.maximum(x, 0).sum(), [0.0, 1.0, -1.0], [0.5, 1.0, 0.7])
    assert (outcome.kind, outcome.allowed) == ("kink", False)


# ----------------------------------------------------------------------------- jumps, upright tangents, ends of domains


@pytest.mark.parametrize("g", [0.0, 1.0, -5.0])
@pytest.mark.parametrize(
    ("f", "x"),
    [
        (np.floor, 1.0),
        (np.sign, 0.0),
        (lambda x: np.where(x > 0.5, x, -x), 0.5),
        (np.cbrt, 0.0),
        (np.sqrt, 0.0),
        (lambda x: np.sign(x) * np.sqrt(np.abs(x)), 0.0),
        (lambda x: np.sqrt(np.abs(x)), 0.0),
        (lambda x: np.where(x > 0, np.nan, x), 0.0),
    ],
)
def test_at_a_jump_an_upright_tangent_or_an_end_there_is_no_slope(f, x, g):
    outcome = look(f, [x], [g])
    assert (outcome.kind, outcome.allowed) == ("kink", True)
    assert (outcome.low, outcome.high) == (-np.inf, np.inf)


@pytest.mark.parametrize(("g", "kind"), [(1.0, "agrees"), (0.99, "differs"), (2.0, "differs")])
def test_beside_a_jump_the_slope_is_that_of_its_side(g, kind):
    assert look(lambda x: np.where(x > 0.5, x + 1, x), [0.5 + 1e-3], [g]).kind == kind


@pytest.mark.parametrize(("g", "kind"), [(1.0, "agrees"), (1.001, "differs")])
@pytest.mark.parametrize("off", [1e-5, 1e-9, -1e-9])
def test_very_near_to_a_jump_the_side_without_it_tells(off, g, kind):
    assert look(lambda x: np.where(x > 0.5, x + 1, x), [0.5 + off], [g]).kind == kind


@pytest.mark.parametrize("g", [1.0, 1.001, -1.0])
def test_near_a_pole_that_is_nearer_than_the_windows_agree(g):
    def f(x):  # the slope is 1e8 within 1e-8, beyond it all is straight again
        return np.arctan(1e8 * x) + 0.1 * x

    outcome = look(f, [0.0], [g * (1e8 + 0.1)], noise=lambda line, test, width: 1e9 * (width > 1e-7))
    assert outcome.kind == ("agrees" if g == 1.0 else "differs")


def test_where_no_values_are_at_the_ends_few_are_taken():
    outcome = look(np.sqrt, [1e-9], [0.5e4 * np.sqrt(10)])
    assert outcome.kind == "agrees"
    assert outcome.line.subject.evaluations < 100


# --------------------------------------------------------------------------------------------------------------- noise


def shaken(size):
    """Return x with noise that is the same for the same x."""
    return lambda x: x + size * np.sin(1e15 * x + 1e9 * x**2)


@pytest.mark.parametrize("size", [1e-12, 1e-9, 1e-6, 1e-4])
def test_noise_of_the_function_hides_nothing_but_small_errors(size):
    right = look(shaken(size), [0.3], [1.0])
    assert right.kind == "agrees"
    assert right.resolution < 1e3 * size + 1e-7
    assert look(shaken(size), [0.3], [2.0]).kind in {"differs", "unclear"}


def test_in_nothing_but_noise_nothing_is_clear():
    def f(x):
        return np.sin(1e15 * x + 1e9 * x**2)

    assert look(f, [0.3], [1.0]).kind == "unclear"


def test_no_outcome_is_sharper_than_it_says():
    rng = np.random.default_rng(0)
    for _ in range(30):
        a, b, x = rng.uniform(0.1, 10, 3)
        right = a * np.cos(a * x) + b
        outcome = look(lambda x, a=a, b=b: np.sin(a * x) + b * x, [x], [right])
        assert outcome.kind == "agrees"
        assert abs(outcome.slope.value) <= outcome.slope.bound + Limits.of(1, is_single=False).floor * outcome.scale
