"""The functions of the benchmark: their gradients are right, and what is wrong with damaged ones can be seen."""

import numpy as np
import pytest

from benchmarks.gradient_checking.case import case, close_to, fixed, magnitudes, mixed, normal, uniform
from benchmarks.gradient_checking.damage import DAMAGES, damaged
from benchmarks.gradient_checking.flattening import Flat, as_tuple
from benchmarks.gradient_checking.functions import GROUPS
from benchmarks.gradient_checking.visibility import Judge, bounds, steady, steps

CASES = [pytest.param(case, id=case.name) for cases in GROUPS.values() for case in cases]

NOISY = {
    "(x - 1)⁶, expanded",
    "1e12 + x²",
    "100 + sin x in float32",
    "a table of float32",
    "cross entropy, sure and right",
    "float16 inside",
    "log near 0 in float32",
    "logsumexp near 80 in float32",
    "relu in float32, close to the kink",
    "sin(100x) in float32",
    "sines of 1000 in float32",
    "tanh, saturated",
    "x² sin(1/x), at 0",
}
"""Where differences cannot show five digits of a gradient, or not its value at the kink."""


def test_there_are_many_and_each_has_a_name_of_its_own():
    names = [case.name for cases in GROUPS.values() for case in cases]
    assert len(names) == len(set(names)) > 200
    assert all(len(cases) > 20 for cases in GROUPS.values())


@pytest.mark.parametrize("example", CASES)
def test_gradients_are_shaped_like_the_arguments_and_finite(example):
    for args in example.points():
        y, gradients = np.asarray(example.f(*args)), as_tuple(example.gradient(*args))
        assert np.isfinite(y).all()
        for arg, g in zip(args, gradients, strict=True):
            assert np.shape(g) == y.shape + np.shape(arg)
            assert np.asarray(g).dtype == np.asarray(arg).dtype
            assert np.isfinite(g).all()


@pytest.mark.parametrize("example", CASES)
def test_gradients_are_right(example):
    limit = 1 if example.name in NOISY else 1e-3
    for args in example.points()[:4]:
        flat = Flat(example.f, args)
        low, high = bounds(example, args, flat)
        given, judge = flat.jacobian(example.gradient(*args)), Judge(example, args)
        assert np.all((low <= given) & (given <= high))
        for i in np.flatnonzero(np.isfinite(low).all(0))[:5]:
            assert np.all(judge.resolution(int(i)) <= limit * (np.abs(given).max() or 1))


@pytest.mark.parametrize("example", CASES)
def test_nothing_is_written_into_arguments(example):
    args = example.points()[0]
    before = [np.array(arg) for arg in args]
    example.f(*args)
    example.gradient(*args)
    assert all(map(np.array_equal, args, before))


def test_points_are_the_same_every_time_and_differ():
    example = GROUPS["smooth"][0]
    first, again = example.points(), example.points()
    assert all(np.array_equal(a[0], b[0]) for a, b in zip(first, again, strict=True))
    assert len({a[0].tobytes() for a in first}) == 20


def test_draws_are_what_they_say():
    rng = np.random.default_rng(0)
    assert uniform(2, 3, 4)(rng).shape == (4,)
    assert np.all((uniform(2, 3, 50)(rng) > 2) & (uniform(2, 3, 50)(rng) < 3))
    assert np.abs(normal(1e-8, 50)(rng)).max() < 1e-6
    sizes = magnitudes(-3, 3, 500)(rng)
    assert np.all((np.abs(sizes) > 1e-3) & (np.abs(sizes) < 1e3))
    assert sizes.min() < 0
    assert magnitudes(0, 1, 50, signs=(1,))(rng).min() > 0
    assert set(np.round(np.abs(close_to((0.0,), 50)(rng)), 12)) == {1e-9, 1e-5}
    assert mixed(fixed([1.0, 1.0]), fixed([2.0, 2.0]))(rng)[0] == 1


class TestDamage:
    @pytest.mark.parametrize(
        ("name", "wrong"),
        [
            ("factor 1.001", [1.001, 2.002, 4.004]),
            ("factor 1 + 1e-5", [1.00001, 2.00002, 4.00004]),
            ("one entry × 1.01", [1.0, 2.0, 4.04]),
            ("sign", [-1.0, -2.0, -4.0]),
            ("one entry dropped", [1.0, 2.0, 0.0]),
            ("1 % added", [1 + 0.01 * np.sqrt(7), 2 + 0.01 * np.sqrt(7), 4 + 0.01 * np.sqrt(7)]),
        ],
    )
    def test_each_does_what_it_says(self, name, wrong):
        np.testing.assert_allclose(damaged(lambda x: x, name, seed=0)(np.array([1.0, 2.0, 4.0])), wrong, rtol=1e-14)

    @pytest.mark.parametrize("name", DAMAGES)
    def test_gradients_keep_their_dtype_and_the_right_one_stays_as_it_is(self, name):
        x = np.float32([1, 2, 4])
        assert damaged(lambda x: x, name, seed=0)(x).dtype == np.float32
        assert x.tolist() == [1, 2, 4]

    def test_one_entry_of_all_arguments_is_wrong(self):
        wrong = [damaged(lambda a, b: (a, b), "one entry dropped", seed)(np.ones(1), np.ones(3)) for seed in range(20)]
        counts = [(int((a == 0).sum()), int((b == 0).sum())) for a, b in wrong]
        assert set(counts) == {(1, 0), (0, 1)}

    def test_a_gradient_of_zeros_stays_as_it_is_with_one_percent_added(self):
        assert damaged(lambda x: 0 * x, "1 % added", seed=0)(np.ones(2)).tolist() == [0, 0]


class TestVisibility:
    def test_what_rounding_hides_is_not_visible(self):
        hidden = case("hidden", lambda x: 1e12 + x.sum(), np.ones_like, fixed([1.0]))
        judge = Judge(hidden, hidden.points()[0])
        assert not judge.sees(lambda x: 1.000001 * np.ones_like(x))
        assert judge.sees(lambda x: 1.1 * np.ones_like(x))

    def test_values_that_a_kink_allows_are_no_mistake(self):
        kink = case("kink", lambda x: np.abs(x).sum(), np.sign, fixed([0.0]), allowed=lambda x: (x - 1, x + 1))
        judge = Judge(kink, kink.points()[0])
        assert not judge.sees(lambda x: x + 0.9)
        assert judge.sees(lambda x: x + 1.01)

    def test_a_function_that_ends_is_looked_at_inside(self):
        def root(x):
            if x.min() < 0:
                raise ValueError
            return np.sqrt(x).sum()

        ending = case("ending", root, lambda x: 0.5 / np.sqrt(x), fixed([1e-6]))
        assert Judge(ending, ending.points()[0]).sees(lambda x: 0.50001 / np.sqrt(x))

    def test_one_wrong_entry_among_many_is_looked_at(self):
        many = case("many", lambda x: (x**2).sum(), lambda x: 2 * x, fixed(np.linspace(1, 2, 300)))
        wrong = damaged(many.gradient, "one entry × 1.01", seed=3)
        assert Judge(many, many.points()[0]).sees(wrong)

    def test_steps_reach_far_below_the_entry(self):
        assert steps(0.0)[-1] < 1e-12
        assert steps(1e-150)[-1] < 1e-160
        assert 1e149 < steps(1e150)[0] < 1e150

    def test_luck_with_one_step_is_not_enough(self):
        assert steady(np.array([[1.0], [0.0], [0.5], [0.3], [0.2]])) == 0.5
        assert np.isinf(steady(np.full((4, 1), np.nan)))


class TestFlat:
    def test_arguments_keep_shape_and_dtype(self):
        flat = Flat(lambda a, b: a.sum() + b, (np.ones((2, 2), np.float32), 3.0))
        a, b = flat.arguments(np.arange(5.0))
        assert (a.shape, a.dtype, b.shape, b.dtype) == ((2, 2), np.float32, (), np.float64)

    def test_complex_steps_stay_complex(self):
        assert Flat(np.sum, (np.ones(2, np.float32),)).arguments(np.ones(2) * 1j)[0].dtype == np.complex128

    def test_what_float32_rounds_is_seen(self):
        assert Flat(np.sum, (np.ones(1, np.float32),)).rounded(np.array([1 + 1e-12])) == 1
