import numpy as np
import pytest

from autograd_core.testing.slopes import MIDDLE, NODES, STEPS, Slope, Window, extrapolated, unevenness

SMOOTH = {
    "sin": (np.sin, 1.0),
    "exp": (lambda t: np.expm1(3 * t), 3.0),
    "rational": (lambda t: 1 / (1 + t) - 1, -1.0),
    "cubic": (lambda t: t**3 - 2 * t, -2.0),
    "constant": (lambda t: 0 * t, 0.0),
}


def window(f, width, floor=2e-16):
    return Window.of(width, f(width * NODES), floor)


@pytest.mark.parametrize("width", [2.0**-k for k in (2, 6, 10, 20, 30)])
@pytest.mark.parametrize("name", SMOOTH)
def test_the_slope_is_within_its_bound(name, width):
    f, slope = SMOOTH[name]
    seen = window(f, width)
    for side in (seen.central, seen.right, seen.left):
        assert abs(side.value - slope) <= side.bound


@pytest.mark.parametrize("name", SMOOTH)
def test_some_width_is_sharp(name):
    f, slope = SMOOTH[name]
    assert min(window(f, 2.0**-k).central.bound for k in range(3, 20)) < 1e-10 * max(1.0, abs(slope))


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("noise", [1e-10, 1e-6, 1e-3])
def test_noise_is_in_the_bound(noise, seed):
    rng = np.random.default_rng(seed)
    seen = window(lambda t: np.sin(t) + noise * rng.standard_normal(t.shape), 0.1)
    assert abs(seen.central.value - 1.0) <= seen.central.bound
    assert seen.central.bound < 1e4 * noise


@pytest.mark.parametrize("width", [1.0, 1e-3, 1e-9])
def test_a_kink_is_seen_at_every_width(width):
    seen = window(lambda t: np.abs(t) + 2 * t, width, floor=0.0)
    assert seen.has_kink
    assert abs(seen.right.value - 3.0) <= seen.right.bound
    assert abs(seen.left.value - 1.0) <= seen.left.bound
    assert abs(seen.central.value - 2.0) <= seen.central.bound


def test_a_smooth_function_has_no_kink():
    assert not any(window(np.sin, 2.0**-k).has_kink for k in range(1, 50))


def test_several_functions_are_fitted_at_once():
    t = 0.1 * NODES
    seen = Window.of(0.1, np.stack([np.sin(t), np.abs(t)], axis=1), np.full(2, 2e-16))
    assert seen.has_kink.tolist() == [False, True]


def test_a_side_without_values_has_no_slope():
    seen = Window.of(1.0, np.where(NODES < 0, np.nan, NODES), 0.0)
    assert np.isfinite(seen.right.bound)
    assert not np.isfinite(seen.left.bound)
    assert not seen.has_kink


@pytest.mark.parametrize("size", [1e-300, 1e300])
def test_values_may_be_as_small_or_large_as_floats(size):
    seen = Window.of(0.1, size * np.sin(0.1 * NODES), 1e-16 * size)
    assert abs(seen.central.value / size - 1.0) <= seen.central.bound / size < 1e-9


@pytest.mark.parametrize("name", SMOOTH)
def test_six_values_give_a_slope_within_its_bound(name):
    f, slope = SMOOTH[name]
    seen = extrapolated(2.0**-10, f(2.0**-10 * STEPS), f(-(2.0**-10) * STEPS), 2e-16)
    assert abs(seen.value - slope) <= seen.bound < 1e-9


def test_slopes_agree_within_both_bounds():
    assert Slope(1.0, 0.1).agrees(Slope(1.15, 0.1))
    assert not Slope(1.0, 0.1).agrees(Slope(1.25, 0.1))
    assert not Slope(np.nan, 0.1).agrees(Slope(1.0, 0.1))


def test_unevenness_leaves_out_the_middle():
    values = np.sin(0.1 * NODES)
    values[MIDDLE] = 5.0
    assert unevenness(values) < 1e-9
    assert unevenness(values + 1e-3 * np.cos(1e5 * NODES)) > 1e-4
