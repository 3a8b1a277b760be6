"""What is seen of a function along a line, and what of it a gradient leaves over."""

import numpy as np
import pytest

from autograd_core.testing.lines import Test
from autograd_core.testing.slopes import NODES
from tests.autograd_core.testing.seen_along import against, line_along, raising, single

X = np.array([0.5, 2.0])
EPS = 2.0**-52


def total(x):
    return np.sum(x**2)


def counted(line, look):
    """Return how many values a look takes."""
    before = line.subject.evaluations
    look()
    return line.subject.evaluations - before


def test_a_cotangent_weighs_results():
    test = Test(np.array([1.0, -2.0]), np.zeros(2))
    assert test.of(np.array([3.0, 4.0])) == -5.0
    assert test.size(np.array([3.0, -4.0])) == 11.0


def test_results_without_weight_may_be_nan():
    test = Test(np.array([1.0, 0.0]), np.zeros(2))
    assert test.of(np.array([3.0, np.nan])) == 3.0
    assert test.size(np.array([-3.0, np.inf])) == 3.0


def test_changes_are_those_of_the_function():
    line = line_along(np.square, X, [1.0, -1.0])
    assert line.change(0.5) == pytest.approx([0.75, -1.75])
    assert line.change(-0.5) == pytest.approx([-0.25, 2.25])


def test_each_value_is_computed_once_and_that_at_the_point_never():
    line = line_along(total, X)
    assert counted(line, lambda: line.change(0.0)) == 0
    assert counted(line, lambda: [line.change(0.25), line.change(0.25)]) == 1
    assert counted(line, lambda: [line.window(1.0, against(line, X)), line.window(1.0, against(line, -X))]) == 16


def test_where_a_function_has_no_value_it_is_nan():
    line = line_along(raising, [1.0])
    assert np.isnan(line.change(-2.0)).all()
    assert line.change(3.0).tolist() == [1.0]
    assert np.isnan(line.remainders(np.array([-2.0, 3.0]), against(line, [0.5]))).tolist() == [True, False]


@pytest.mark.parametrize("t", [1.0, 2.0**-10, 2.0**-30, 3e-15])
def test_the_right_gradient_of_a_linear_function_leaves_nothing_whatever_the_rounding_of_the_point(t):
    line = line_along(lambda x: 4.0 * x.sum(), X)
    assert line.remainders(np.array([t]), against(line, [4.0, 4.0])) == pytest.approx(0.0, abs=4 * EPS * 10)


def test_in_single_precision_the_step_that_was_made_counts():
    line = line_along(lambda x: x.astype(np.float32), [1.0])
    step = 1e-7  # to the next number, 1 + 2⁻²³
    assert line.point(step).tolist() == [1.0 + 2.0**-23]
    assert line.remainders(np.array([step]), against(line, [1.0])).tolist() == [0.0]


def test_a_remainder_has_the_slope_of_the_error():
    line = line_along(total, X, [1.0, 2.0])
    t = np.array([1e-3, -1e-3])
    assert line.remainders(t, against(line, 2 * X + [0.0, 0.5])) == pytest.approx(5 * t**2 - t)


@pytest.mark.parametrize(("f", "eps"), [(np.sin, EPS), (single, 2.0**-23)])
def test_the_floor_is_the_rounding_of_the_result(f, eps):
    line = line_along(f, X)
    size = np.abs(np.sin(X)) @ [1.0, 3.0]
    assert line.floor(against(line, [0.0, 0.0], v=[1.0, -3.0])) == pytest.approx(eps * size)


def test_the_floor_of_complex_results_is_that_of_both_parts():
    line = line_along(lambda x: (3 + 4j) * x, [1.0])
    assert line.sizes.tolist() == [5.0, 5.0]
    assert line.floor(against(line, [3.0], v=[1.0, 0.0])) == pytest.approx(5 * EPS)


@pytest.mark.parametrize("off", [0.0, 1e-3, -2.0])
def test_a_quick_look_takes_six_values_and_knows_the_error(off):
    line = line_along(lambda x: np.exp(x).sum(), X, [1.0, 0.0])
    assert counted(line, lambda: line.quick(2.0**-10, against(line, np.exp(X)))) == 6
    slope, bends = line.quick(2.0**-10, against(line, np.exp(X) + off))
    assert abs(slope.value + off) <= slope.bound < 1e-9
    assert not bends


@pytest.mark.parametrize(
    ("f", "bends"),
    [
        (np.abs, True),
        (lambda x: np.maximum(x, 0), True),
        (np.square, False),
        (lambda x: np.abs(x) ** 3, False),
        (lambda x: 1e-18 * np.abs(x) + 1, False),  # less than rounding
    ],
)
def test_a_quick_look_sees_a_kink_at_the_point(f, bends):
    line = line_along(f, [0.0])
    assert line.quick(2.0**-10, against(line, [0.0])).bends is bends


def test_the_part_of_rounding_in_the_bound_of_a_quick_look():
    line = line_along(lambda x: 2.0 * x, [3.0])
    test = against(line, [2.0])
    assert line.rounding(2.0**-10, test) == pytest.approx(24 * 6 * EPS * 2.0**10)
    assert line.quick(2.0**-10, test).slope.bound == pytest.approx(line.rounding(2.0**-10, test))


def test_slopes_of_each_result():
    line = line_along(lambda x: np.stack([x[0] ** 2, x[1] ** 3, x[0] * 0]), X, [1.0, 2.0])
    assert line.slopes(2.0**-10) == pytest.approx([1.0, 24.0, 0.0], rel=1e-5)


def test_a_window_of_the_whole_and_of_each_result():
    line = line_along(np.square, X)
    whole = line.window(0.125, against(line, [1.0, 8.0], v=[1.0, 2.0]))
    assert abs(whole.central.value) <= whole.central.bound < 1e-12
    each = line.all_windows(0.125)
    assert each.values.shape == (len(NODES), 2)
    assert each.central.value == pytest.approx([1.0, 4.0])


SIZES = [
    # function, gradient, direction, the size of the slope, the size of what is compared
    (lambda x: x.sum(), [1.0, 1.0], [1.0, -1.0], 2.0, 2.0),
    (lambda x: x.sum(), [0.0, 0.0], [1.0, 1.0], 2.0, 2.0),
    (lambda x: x.sum(), [-3.0, 0.0], [1.0, 1.0], 3.0, 3.0),
    (lambda x: np.sum(np.abs(x - X)), [0.0, 0.0], [1.0, 1.0], 0.0, 2.0),  # at its lowest point, but steep beside it
    (lambda x: np.sum(x * 0), [0.0, 0.0], [1.0, 1.0], 0.0, 0.0),
    (lambda x: np.where(x.sum() == X.sum(), 1.0, np.nan), [0.5, 0.5], [1.0, 1.0], 1.0, 1.0),
]


@pytest.mark.parametrize(("f", "g", "u", "size", "scale"), SIZES)
def test_sizes_of_slopes_and_of_what_is_compared(f, g, u, size, scale):
    line = line_along(f, X, u)
    assert line.size(2.0**-10, against(line, g)) == pytest.approx(size)
    assert line.scale(2.0**-10, against(line, g)) == pytest.approx(scale)


def test_the_scale_up_to_a_distance():
    line = line_along(lambda x: np.sum(x**2), [0.0])
    assert [line.scale_at(t, against(line, [0.0])) for t in (0.5, 4.0)] == [0.5, 4.0]
