"""A wrong entry is found among many, and a kink hides nothing of the others."""

import numpy as np
import pytest

from autograd_core.testing import frameworks
from autograd_core.testing.lines import Line
from autograd_core.testing.locating import Judge
from autograd_core.testing.outcomes import Limits, is_failure
from autograd_core.testing.pullbacks import Pullbacks
from autograd_core.testing.rays import signs, together
from autograd_core.testing.subjects import Subject

KINKS = np.array([0.3, 0.0, -2.0, 0.0, 1.0])


def rng():
    return np.random.default_rng(0)


def judge(f, x, **source):
    subject = Subject.of(f, (np.array(x, float),), frameworks.OURS)
    limits = Limits.of(max(subject.x.size, subject.y.size), is_single=subject.is_single)
    return Judge.of(subject, Pullbacks(subject, **source), limits)


def settled(of, u=None, v=None):
    """Return the outcomes on a line in a random direction, with a cotangent of ones, if none is given."""
    u = signs(of.subject.x.size, rng()) if u is None else np.array(u, float)
    v = np.ones(of.subject.y.size) if v is None else np.array(v, float)
    return of.settled(Line(of.subject, u), of.test(v))


def moved(outcome):
    return np.flatnonzero(outcome.line.u).tolist()


def relu(x):
    return np.maximum(x, 0)


def total(x):
    return relu(x).sum()


# ------------------------------------------------------------------------------------------------------- wrong entries


@pytest.mark.parametrize("entry", [0, 617, 999])
def test_one_wrong_entry_of_1000_is_found_by_halves(entry):
    def wrong(x):
        g = np.cos(x)
        g[entry] *= 1.01
        return g

    of = judge(lambda x: np.sin(x).sum(), rng().uniform(-1, 1, 1000), gradient=wrong)
    failure = settled(of)[-1]
    assert (failure.kind, moved(failure)) == ("differs", [entry])
    u = failure.line.u[entry]
    assert failure.slope.value / u == pytest.approx(-0.01 * np.cos(of.subject.x[entry]))
    assert of.subject.evaluations < 1000


def test_a_right_gradient_of_1000_entries_is_one_outcome_of_six_values():
    of = judge(lambda x: np.sin(x).sum(), rng().uniform(0, 1, 1000), gradient=np.cos)
    before = of.subject.evaluations
    (outcome,) = settled(of)
    assert (outcome.kind, of.subject.evaluations - before) == ("agrees", 6)


WEIGHTS = rng().uniform(-1, 1, (8, 8))


def with_wrong_entry(g, x):
    """Return the gradient of WEIGHTS @ sin(x), wrong in how the result 3 depends on the entry 5."""
    gradient = np.cos(x) * (WEIGHTS.T @ g)
    gradient[5] += 0.01 * g[3]
    return gradient


def test_the_entry_of_an_array_of_results_is_found():
    of = judge(lambda x: WEIGHTS @ np.sin(x), rng().uniform(-1, 1, 8), vjp=with_wrong_entry)
    failure = settled(of)[-1]
    assert (failure.kind, moved(failure)) == ("differs", [5])
    blamed, result = of.blamed(failure)
    assert (result, blamed.test.v.tolist()) == (3, np.eye(8)[3].tolist())
    assert blamed.slope.value / blamed.line.u[5] == pytest.approx(-0.01)


def test_a_result_that_does_not_count_is_not_blamed():
    of = judge(lambda x: WEIGHTS @ np.sin(x), rng().uniform(-1, 1, 8), vjp=with_wrong_entry)
    assert {outcome.kind for outcome in settled(of, v=np.ones(8) - np.eye(8)[3])} == {"agrees"}


def test_of_one_result_none_is_blamed():
    of = judge(np.sum, np.ones(2), gradient=lambda x: np.array([1.0, 2.0]))
    failure = settled(of)[-1]
    assert of.blamed(failure) == (failure, None)


def test_the_result_with_a_wrong_choice_at_a_kink_is_blamed():
    of = judge(relu, [0.0, 0.0, 1.0], vjp=lambda g, x: g * np.array([1.0, 1.5, 1.0]))
    failure = next(filter(is_failure, settled(of, [1.0, 1.0, 1.0])))
    blamed, result = of.blamed(failure)
    assert (blamed.kind, blamed.allowed, result) == ("kink", False, 1)


def test_the_range_at_a_kink_is_that_of_the_result_to_blame():
    of = judge(lambda x: np.stack([x[0], x[0], -x[0]]).clip(0), [0.0], vjp=lambda g, x: g[:1] + 1.5 * g[1:2])
    failure = settled(of, [1.0], [1.0, 1.0, 0.0])[-1]
    assert failure.test.v.tolist() == [0.0, 1.0, 0.0]
    blamed, result = of.blamed(failure)
    assert result == 1
    for outcome in (failure, blamed):
        assert (outcome.low, outcome.high) == pytest.approx((-1.5, -0.5), abs=1e-4)


# --------------------------------------------------------------------------------------------------------------- kinks


def test_coordinates_with_a_kink_are_told_from_the_others():
    of = judge(total, KINKS, gradient=lambda x: 1.0 * (x > 0))
    outcomes = settled(of)
    assert {outcome.kind for outcome in outcomes} == {"agrees", "kink"}
    assert not any(map(is_failure, outcomes))
    assert [j for outcome in outcomes for j in moved(outcome) if outcome.kind == "kink" and len(moved(outcome)) == 1]
    assert of.bent[[1, 3]].all()
    assert not of.bent[[2, 4]].any()


def test_with_more_evaluations_each_kink_is_isolated():
    of = judge(total, KINKS, gradient=lambda x: 1.0 * (x > 0))
    of.isolation = 10**6
    settled(of)
    assert of.bent.tolist() == [False, True, False, True, False]


@pytest.mark.parametrize("choices", [[0.5, 1.5], [-0.25, 0.75], [0.5, -0.5]])
def test_wrong_choices_that_make_up_for_each_other_are_found(choices):
    right, x = np.array([*choices, 1.0]), [0.0, 0.0, 1.0]
    array, scalar = judge(relu, x, vjp=lambda g, x: g * right), judge(total, x, gradient=lambda x: right)
    for of in (array, scalar):
        failure = next(filter(is_failure, settled(of, [1.0, 1.0, 1.0], v=None if of is scalar else [0.5, -0.7, 1.0])))
        wrong = int(not 0 <= choices[1] <= 1)
        assert moved(failure) == [wrong]
        ends = failure.low + right[wrong], failure.high + right[wrong]
        assert ends == pytest.approx((0.0, 1.0), abs=1e-4)  # in units of the result


def test_coordinates_at_kinks_are_told_apart_by_few_values():
    of = judge(lambda x: np.abs(x).sum(), [0.0, 0.0, 0.0, 1.0, 2.0, 0.0], gradient=np.sign)
    before = of.subject.evaluations
    kinds = {(outcome.kind, *moved(outcome)) for outcome in settled(of)}
    assert kinds == {("kink", 0), ("kink", 1), ("kink", 2), ("kink", 5), ("agrees", 3, 4)}
    assert of.subject.evaluations - before < 150


def test_a_jump_is_told_from_coordinates_without_one():
    of = judge(lambda x: (x + 1e-3 * np.sign(x)).sum(), [0.0, 0.3], gradient=lambda x: 1.0 + 0 * x)
    assert [(outcome.kind, moved(outcome)) for outcome in settled(of)] == [("kink", [0]), ("agrees", [1])]


def test_kinks_of_very_different_size_are_told_apart():
    right, sizes = np.array([0.0, 5e-4, 1.0]), np.array([1.0, 1e-4, 1.0])
    of = judge(lambda x: (np.abs(x) * sizes).sum(), [0.0, 0.0, 1.0], gradient=lambda x: right)
    failure = settled(of)[-1]
    assert (failure.kind, moved(failure)) == ("kink", [1])


def test_of_a_gradient_that_is_rough_along_one_coordinate_the_others_are_judged():
    def wiggle(x):
        return np.where(x == 0, 0.0, x**2 * np.sin(1 / np.where(x == 0, 1.0, x)))

    def wrong(x):
        safe = np.where(x == 0, 1.0, x)
        return np.where(x == 0, 0.0, 1.001 * (2 * x * np.sin(1 / safe) - np.cos(1 / safe)))

    failure = settled(judge(lambda x: wiggle(x).sum(), [0.0, 1.2, 0.0], gradient=wrong))[-1]
    assert (failure.kind, moved(failure)) == ("differs", [1])


def test_without_evaluations_a_line_with_an_allowed_kink_stays_whole():
    of = judge(total, KINKS, gradient=lambda x: 1.0 * (x > 0))
    of.isolation = 0
    (outcome,) = settled(of)
    assert (outcome.kind, moved(outcome)) == ("kink", [0, 1, 2, 3, 4])
    assert not of.bent.any()


def test_a_kink_hides_no_wrong_entry_elsewhere():
    of = judge(total, KINKS, gradient=lambda x: np.array([1.0, 0.0, 0.0, 0.0, 2.0]))
    failure = settled(of)[-1]
    assert (failure.kind, moved(failure)) == ("differs", [4])


@pytest.mark.parametrize(("choice", "fails"), [(0.0, False), (0.5, False), (1.0, False), (-1.0, True), (1.5, True)])
def test_a_wrong_choice_at_a_kink_is_found(choice, fails):
    of = judge(total, KINKS, gradient=lambda x: np.where(x == 0, choice, x > 0))
    failures = [outcome for outcome in settled(of) if is_failure(outcome)]
    assert bool(failures) is fails
    assert all(outcome.kind == "kink" and moved(outcome) in ([1], [3]) for outcome in failures)


def test_results_with_a_kink_are_judged_by_themselves():
    def wrong(g, x):
        gradient = g * (x > 0)
        gradient[4] *= 1.0001
        return gradient

    right = settled(judge(relu, KINKS, vjp=lambda g, x: g * (x > 0)))
    assert [(outcome.kind, np.flatnonzero(outcome.test.v).tolist()) for outcome in right] == [
        ("agrees", [0, 2, 4]),
        ("kink", [1]),
        ("agrees", [1]),
        ("kink", [3]),
        ("agrees", [3]),
    ]
    failure = next(filter(is_failure, settled(judge(relu, KINKS, vjp=wrong))))
    assert (failure.kind, moved(failure)) == ("differs", [4])


# ------------------------------------------------------------------------------------------- slopes that do not add up

CHOICES = {"one of them": [0.0, 1.0, 0.0], "none": [0.0, 0.0, 0.0], "alike": [1 / 3, 1 / 3, 1 / 3]}
ACROSS = [np.array([0.6, -0.7, 0.8]), np.array([-0.5, 0.9, 0.9])]


@pytest.mark.parametrize("name", CHOICES)
def test_slopes_of_the_median_of_equal_entries_do_not_add_up(name):
    of = judge(np.median, np.full(3, 2.0), gradient=lambda x: np.array(CHOICES[name]))
    outcomes = [outcome for u in ([0.6, 0.7, 0.8], [0.6, -0.7, 0.8]) for outcome in settled(of, u)]
    assert any(outcome.kind == "differs" or outcome.is_nonlinear for outcome in outcomes)
    for outcome in outcomes:
        assert not is_failure(outcome) or not of.adds_up(outcome, ACROSS)


def test_where_both_halves_agree_and_the_whole_differs_there_is_no_derivative():
    of = judge(np.median, np.full(3, 2.0), gradient=np.zeros_like)
    *halves, whole, _ = settled(of, [0.6, 0.7, 0.8])
    assert [(half.kind, moved(half)) for half in halves] == [("agrees", [1]), ("agrees", [2])]
    assert (whole.kind, whole.is_nonlinear, whole.allowed, moved(whole)) == ("kink", True, True, [1, 2])


def test_slopes_of_a_smooth_function_add_up():
    of = judge(lambda x: (x**3).sum(), np.full(3, 2.0), gradient=lambda x: x)
    failure = settled(of, [0.6, 0.7, 0.8])[-1]
    assert failure.kind == "differs"
    assert of.adds_up(failure, ACROSS)


@pytest.mark.parametrize(("g", "adds_up"), [(1.0, True), (3.5, False), (5.0, True)])
def test_where_lines_have_kinks_a_gradient_among_the_slopes_around_is_not_called_wrong(g, adds_up):
    def f(x):  # the second part is 0 along x[0], but has a kink along all other lines
        return 3 * x[0] + min(relu(x[1]), relu(x[0] + x[1]))

    of = judge(f, [0.0, 0.0], gradient=lambda x: np.array([g, 0.0]))
    failure = settled(of, [1.0, 0.0])[-1]
    assert failure.kind == "differs"
    assert of.adds_up(failure, [np.array([-0.5, 0.8])]) is adds_up


def test_slopes_that_differ_around_a_point_by_curvature_excuse_nothing():
    of = judge(lambda x: ((x - 1) ** 2).sum(), 1 + 1e-9 * np.array([1e4, 1.0, 1.0]), gradient=lambda x: 2.02 * (x - 1))
    failure = next(filter(is_failure, settled(of, [0.0, 1.0, 0.0])))
    assert of.adds_up(failure, ACROSS)


# ---------------------------------------------------------------------------------------------------------------- ties


@pytest.mark.parametrize(("share", "kind"), [(0.5, "agrees"), (0.4, "differs"), (1.0, "differs")])
def test_ties_that_are_moved_together_show_whether_their_shares_add_up_to_1(share, kind):
    x = np.array([1.0, 1.0, 0.0])
    of = judge(np.max, x, gradient=lambda x: share * (x == x.max()))
    apart = [settled(of, u)[0] for u in ([1.0, 0.0, 0.0], [0.0, 1.0, 0.0])]
    assert [(outcome.kind, outcome.allowed) for outcome in apart] == [("kink", True)] * 2
    assert of.looked_at(Line(of.subject, together(x, rng())), of.test(np.ones(1))).kind == kind


# ------------------------------------------------------------------------------------ gradients that are noisy, or none


def test_entries_that_are_not_finite_are_left_to_themselves():
    of = judge(lambda x: (x**2).sum(), [1.0, 2.0, 3.0], gradient=lambda x: np.array([2.0, np.nan, np.inf]))
    assert of.dead.tolist() == [False, True, True]
    assert of.test(np.ones(1)).g.tolist() == [2.0, 0.0, 0.0]


def test_a_cotangent_is_rounded_as_the_rule_sees_it():
    of = judge(lambda x: x.astype(np.float32), [1.0, 2.0], vjp=lambda g, x: g.astype(float))
    v = np.array([0.1, 1.0])
    assert of.test(v).v.tolist() == v.astype(np.float32).tolist()
    assert of.test(v).g.tolist() == of.test(v).v.tolist()


def test_a_gradient_that_is_rough_by_its_own_rounding_is_not_called_wrong():
    def rough(x):
        return np.cos(x) + 1e-4 * np.sin(1e12 * x)

    def wrong_here(x):
        return np.cos(x) + 1e-4 * (x == 0.5)

    kinds = [settled(judge(np.sin, [0.5], gradient=gradient), [1.0])[0].kind for gradient in (rough, wrong_here)]
    assert kinds == ["unclear", "differs"]
