"""The directions make different entries large, and the weights make the slopes of all results count alike."""

import numpy as np
import pytest

from autograd_core.testing import rays

INF, NAN = np.inf, np.nan


def rng():
    return np.random.default_rng(0)


def test_signs_are_of_both_signs_and_none_is_small():
    drawn = rays.signs(1000, rng())
    assert 0.5 <= np.abs(drawn).min() < 0.51
    assert 0.99 < np.abs(drawn).max() <= 1.0
    assert 400 < np.sum(drawn > 0) < 600


def test_the_same_seed_gives_the_same_directions():
    assert rays.signs(5, rng()).tolist() == rays.signs(5, rng()).tolist()


@pytest.mark.parametrize(
    ("x", "absolute", "relative"),
    [
        ([0.5, -3.0], [1.0, 3.0], [0.5, 3.0]),
        ([0.0, -1e-9, 4.0], [1.0, 1.0, 4.0], [1e-9, 1e-9, 4.0]),
        ([0.0, 0.0], [1.0, 1.0], [1.0, 1.0]),
        ([], [], []),
    ],
)
def test_sizes_of_coordinates(x, absolute, relative):
    assert rays.absolute_sizes(np.array(x)).tolist() == absolute
    assert rays.relative_sizes(np.array(x)).tolist() == relative


def test_equalized_terms_are_alike():
    sizes, g = np.array([1.0, 2.0, 1.0, 1.0]), np.array([1.0, -0.1, 3.0, 2.0])
    assert np.abs(g * rays.equalized(sizes, g)) == pytest.approx(1.5)  # the median of 1, 0.2, 3 and 2
    assert np.abs(g * rays.equalized(sizes, g, quantile=0.0)) == pytest.approx(0.2)


@pytest.mark.parametrize(
    ("g", "factors"),
    [
        ([1.0, 1e-9, 1.0], [1.0, 30.0, 1.0]),  # a function may not bear to be moved far
        ([1.0, 1e99, 1.0], [1.0, 1e-12, 1.0]),
        ([1.0, 0.0, 1.0], [1.0, 30.0, 1.0]),
        ([0.0, 0.0, 0.0], [30.0, 30.0, 30.0]),
        ([1.0, INF, 1.0], [1.0, 1e-12, 1.0]),
        ([1.0, NAN, 1.0], [1.0, 30.0, 1.0]),
    ],
)
def test_equalized_sizes_stay_within_what_a_function_may_bear(g, factors):
    assert rays.equalized(np.array([1.0, 2.0, 1.0]) / [1, 2, 1], np.array(g)).tolist() == factors


def test_the_spread_is_of_the_middle_terms_over_the_small_ones():
    sizes = np.full(101, 2.0)
    assert rays.spread(sizes, np.geomspace(1.0, 1e10, 101)) == pytest.approx(1e4)
    assert rays.spread(sizes, np.full(101, -3.0)) == 1.0


def test_terms_of_zero_are_no_small_ones():
    assert rays.spread(np.ones(4), np.array([0.0, 0.0, 0.0, 2.0])) == 1.0
    assert rays.spread(np.ones(4), np.zeros(4)) == 1.0


def test_together_moves_equal_coordinates_alike_and_others_not():
    x = np.array([5.0, 0.0, 5.0, -5.0, 0.0])
    u = rays.together(x, rng())
    assert (u[0], u[1]) == (u[2], u[4])
    assert len({u[0], u[1], u[3]}) == 3
    assert (np.abs(u) >= 0.5 * rays.absolute_sizes(x)).all()


def weights(slopes, values, rounding=0.0):
    return rays.weights(np.array(slopes), np.array(values), rounding, rng())


def test_the_slope_of_each_result_counts_alike():
    slopes = np.geomspace(1e-6, 1.0, 20)
    counted = np.abs(weights(slopes, np.ones(20)) * slopes)
    assert counted.max() <= 2 * counted.min()


def test_the_largest_weight_is_1():
    assert np.abs(weights([1e-200, 3e-200], [1.0, 1.0])).max() == 1.0


def test_a_slope_that_rounding_hides_gets_no_large_weight():
    seen, hidden = np.abs(weights([1.0, 1e-12], [1.0, 1.0], rounding=1e-8))
    assert 0.5 <= seen / hidden <= 2.0


def test_weights_of_small_slopes_are_bounded():
    large, none = np.abs(weights([1.0, 0.0], [1.0, 1.0]))
    assert 0.5e-9 <= large / none <= 2e-9


@pytest.mark.parametrize(
    ("slopes", "values", "zero"),
    [
        ([1.0, NAN, 1.0], [1.0, 1.0, 1.0], [False, False, False]),  # it may have a slope nearer to the point
        ([1.0, 1.0, 1.0], [1.0, NAN, INF], [False, True, True]),
        ([INF, 1.0, 1.0], [1.0, 1.0, 1.0], [True, False, False]),
        ([0.0, 0.0, 0.0], [1.0, 1.0, NAN], [False, False, True]),
        ([1.0], [1.0], [False]),
        ([NAN], [1.0], [False]),
        ([1.0], [NAN], [True]),
    ],
)
def test_results_without_a_value_count_nothing(slopes, values, zero):
    found = weights(slopes, values, rounding=1e-12)
    assert np.isfinite(found).all()
    assert (found == 0).tolist() == zero


def test_one_result_has_weight_1():
    assert weights([1e-30], [5.0]).tolist() == [1.0]
