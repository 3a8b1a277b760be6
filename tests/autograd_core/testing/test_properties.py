"""Properties: what they check, what they leave out, what they say, and what they shrink to."""

import subprocess
import sys
from contextlib import contextmanager

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, assume, example, find, settings
from hypothesis import strategies as st
from hypothesis.errors import FailedHealthCheck, InvalidArgument

import autograd_core.testing as tested
from autograd_core.errors import (
    ConfigurationError,
    GradientCheckError,
    GradientMismatch,
    UnknownNameError,
)
from autograd_core.testing import any_shape, arrays, axes, broadcastable, gradient_property, strategies
from autograd_core.testing.checking import observers

few = settings(max_examples=15)
quiet = settings(print_blob=False)


class SoughtError(Exception):
    """What a test raises on purpose."""


@few
@gradient_property(arrays(elements=(-2, 2)))
def test_a_right_gradient_passes(x):
    return np.exp(x) * x


@few
@gradient_property(axes(arrays()))
def test_what_is_no_number_of_floating_point_is_drawn_too(call):
    x, axis = call
    return np.sum(x, axis=axis)


@few
@gradient_property(x=arrays(any_shape(min_dims=1)), axis=st.just(-1), vjp=lambda g, x, axis: np.flip(g, axis))
def test_arguments_are_drawn_by_name_and_in_the_order_of_the_function(x, axis):
    return np.flip(x, axis)


@few
@gradient_property(x=arrays((3,)), by=st.floats(1, 2), vjp=lambda g, x, *, by: by * g)
def test_arguments_behind_a_star_are_no_operands(x, *, by):
    return by * x


@pytest.mark.parametrize("by", [2, 3])
@few
@gradient_property(arrays())
def test_parameters_of_pytest_come_first(by, x):
    return x * by


class TestAMethod:
    by = 3.0

    @few
    @gradient_property(arrays(), vjp=lambda g, x: 3.0 * g)
    def test_is_bound(self, x):
        return x * self.by


@example(np.array([0.25, 0.5]))
@few
@gradient_property(arrays(elements=(0.1, 3)))
def test_examples_of_ones_own(x):
    return np.sqrt(x)


def failure(test, kind):
    """Return what a property raises."""
    with pytest.raises(kind) as caught:
        test()
    return caught.value


def whole(error):
    return "\n".join([str(error), *getattr(error, "__notes__", [])])


# ------------------------------------------------------------------------------------------------ wrong gradients


def test_a_missing_sum_is_shown_on_the_smallest_shapes():
    @quiet
    @gradient_property(broadcastable(2), vjp=lambda g, pair: (g * pair[1], g * pair[0]))
    def multiply(pair):
        return pair[0] * pair[1]

    error = failure(multiply, GradientMismatch)
    assert error.report.verdict == "fail"
    assert str(error) == str(error.report)
    assert error.__notes__ == ["Failing test case: multiply(\n    pair=(array(1.), array([1.])),\n)"]


def test_a_sum_that_only_misses_where_shapes_fit_otherwise_has_at_most_two_elements():
    @quiet
    @gradient_property(broadcastable(2), vjp=lambda g, pair: (fitted(g, pair[0]), fitted(g, pair[1])))
    def add(pair):
        return pair[0] + pair[1]

    (note,) = failure(add, GradientMismatch).__notes__
    assert note in {
        f"Failing test case: add(\n    pair=({pair}),\n)"
        for pair in ("array(1.), array([1., 2.])", "array([1., 2.]), array(1.)", "array(1.), array([1., 1.])")
    }


def fitted(g, x):
    """Return a gradient of the right shape, but the mean where it should be the sum."""
    g = g.sum(axis=tuple(range(g.ndim - x.ndim))) / max(1, g.size // max(1, x.size))
    ones = tuple(axis for axis in range(x.ndim) if x.shape[axis] == 1 != g.shape[axis])
    return g.sum(axis=ones, keepdims=True)


def test_two_mistakes_of_one_rule_are_one_failure():
    @gradient_property(arrays(), vjp=lambda g, x: -g if x.ndim else np.ones(2))
    def same(x):
        return x * 1

    assert isinstance(failure(same, Exception), GradientMismatch)


def test_an_example_of_ones_own_fails():
    @example(np.array(5.0))
    @gradient_property(arrays(elements=(-3, 3)), vjp=lambda g, x: g * (x != 5))
    def at_five(x):
        return x * 1

    assert failure(at_five, GradientMismatch).__notes__ == ["Failing explicit example: at_five(\n    x=array(5.),\n)"]


# ------------------------------------------------------------------------------------------- outside of the domain


def test_points_outside_of_the_domain_are_left_out():
    seen = []

    @few
    @gradient_property(arrays((), elements=(-1, 3)))
    def root(x):
        if x < 0:
            raise ValueError("negative")
        seen.append(x)
        return np.sqrt(x)

    root()
    assert len(seen) > 15


def test_a_function_without_a_value_anywhere():
    @gradient_property(arrays((2,)))
    def nowhere(x):
        return np.log(-1 - x * x)

    assert whole(failure(nowhere, GradientCheckError)) == (
        "nowhere has tested nothing: got 51 outside of the domain. Draw arguments inside of its domain.\n"
        "Of the examples of nowhere, 51 outside of the domain. The last one outside: nowhere has no finite value "
        "at the point that is given: got nan everywhere. Choose a point inside its domain."
    )


def test_a_function_that_always_says_so_shows_how():
    @gradient_property(arrays((2,)))
    def refuses(x):
        raise ZeroDivisionError("by zero")

    error = failure(refuses, GradientCheckError)
    assert str(error.__cause__) == "by zero"
    assert "refuses raises ZeroDivisionError at the point that is given: got by zero." in whole(error)
    assert error.__cause__.__traceback__.tb_frame.f_code.co_name == "refuses"


def test_many_points_outside_are_named_in_the_error_of_hypothesis():
    @gradient_property(arrays((), layouts="C"))
    def root(x):
        return np.sqrt(x - 2.5)

    error = failure(root, FailedHealthCheck)
    assert error.__notes__[0].startswith("Of the examples of root, ")
    assert "outside of the domain" in error.__notes__[0]

    allowed = settings(few, suppress_health_check=[HealthCheck.filter_too_much])
    allowed(root)()


# ----------------------------------------------------------------------------------------------- nothing is tested


def test_arrays_without_elements_test_nothing():
    @few
    @gradient_property(arrays((0, 2)))
    def empty(x):
        return x

    message = whole(failure(empty, GradientCheckError))
    assert message.startswith(
        "empty has tested nothing: got 15 vacuous. Draw arrays that have elements.\nThe last one:\n"
    )
    assert "gradient of empty: vacuous" in message


def test_functions_that_are_too_rough_test_nothing():
    @few
    @gradient_property(st.sampled_from([1.0, 2.0]), vjp=lambda g, x: g[0] / x)
    def half(x):
        return np.log(np.array([1.0, -1.0]) * x)

    message = whole(failure(half, GradientCheckError))
    assert message.startswith(
        "half has tested nothing: got 2 inconclusive. Draw arguments at which the function is finite"
    )
    assert "and less noisy.\nThe last one:\ngradient of half: inconclusive\n" in message


def test_a_second_run_counts_anew():
    @few
    @gradient_property(st.sampled_from([1.0, 2.0]))
    def twice(x):
        return 2 * x

    twice()
    twice()


# ------------------------------------------------------------------------------------------------ the user's errors


def test_what_a_function_raises_is_shown_as_it_is():
    @quiet
    @gradient_property(arrays())
    def mistyped(x):
        return x + "a"

    error = failure(mistyped, TypeError)
    assert "ufunc 'add'" in str(error)
    assert error.__notes__ == ["Failing test case: mistyped(\n    x=array(1.),\n)"]


def test_what_a_rule_raises_is_named():
    def rule(g, x):
        raise SoughtError("no luck")

    @gradient_property(arrays((2,)), vjp=rule)
    def f(x):
        return x * 1

    assert "vjp raises SoughtError where f has a value (no luck)" in str(failure(f, GradientMismatch))


def test_assume_in_the_function():
    @few
    @gradient_property(arrays((2,)))
    def sorted_ones(x):
        assume(x[0] > -2)
        return np.sort(x)

    sorted_ones()


@pytest.mark.parametrize(
    ("result", "message"),
    [
        (lambda x: None, "f returned None: got no numbers. A `return` may be missing: add it."),
        (lambda x: x > 0, "f returns no real or complex numbers, so it has no derivative: got a result of bool."),
    ],
)
def test_what_cannot_be_checked_is_no_matter_of_the_domain(result, message):
    @gradient_property(arrays((2,)))
    def f(x):
        return result(x)

    assert str(failure(f, GradientCheckError)).startswith(message)


# ----------------------------------------------------------------------------------------------- how it is written


def test_it_is_decorated_with_a_call():
    def f(x):
        return x

    with pytest.raises(ConfigurationError) as caught:
        gradient_property(f)
    assert str(caught.value) == (
        f"gradient_property takes strategies for the arguments of a test: got {f!r}. "
        "Decorate with a call, such as @gradient_property(arrays())."
    )


def test_an_unknown_option():
    with pytest.raises(UnknownNameError) as caught:
        gradient_property(arrays(), grad=np.cos)
    assert str(caught.value).startswith("unknown option of gradient_property: got 'grad'. ")
    with pytest.raises(UnknownNameError, match="'raises'"):
        gradient_property(arrays(), raises=False)


def test_settings_stand_above_or_below():
    def count(decorate):
        seen = []
        observers.append(seen.append)
        try:
            decorate(squares())()
        finally:
            observers.remove(seen.append)
        return len(seen)

    seven = settings(max_examples=7)
    drawn = gradient_property(st.floats(1, 2))
    assert count(lambda f: seven(drawn(f))) == count(lambda f: drawn(seven(f))) == 7


def squares():
    def f(x):
        return x * x

    return f


def test_neither_a_deadline_nor_the_explain_phase_unless_they_are_chosen():
    def used(**options):
        """Return what the settings are while a property runs."""
        seen = []

        @settings(max_examples=1, **options)
        @gradient_property(st.just(1.0))
        def f(x):
            seen.append(settings())
            return x

        f()
        return seen[0]

    with profile(settings(deadline=200)):
        usual = settings()
        assert usual.deadline is not None
        assert used().deadline is None
        assert set(usual.phases) - set(used().phases) == {Phase.explain}
        assert used(deadline=9000).deadline.seconds == 9
        assert used(phases=(Phase.explicit, Phase.generate, Phase.explain)).phases[-1] is Phase.explain


@contextmanager
def profile(chosen):
    settings.register_profile("for one test", chosen)
    settings.load_profile("for one test")
    try:
        yield
    finally:
        settings.load_profile("repeatable")


def test_it_is_the_same_each_time():
    def run():
        seen = []
        observers.append(seen.append)
        try:
            few(gradient_property(arrays())(squares()))()
        finally:
            observers.remove(seen.append)
        return [report.evaluations for report in seen]

    assert run() == run()


def test_the_error_of_a_rule_is_the_same_each_time():
    def run():
        wrong = gradient_property(broadcastable(2), vjp=lambda g, pair: (g * pair[1], g * pair[0]))
        return whole(failure(wrong(products()), GradientMismatch))

    assert run() == run()


def products():
    def f(pair):
        return pair[0] * pair[1]

    return f


# -------------------------------------------------------------------------------------------------- without Hypothesis


def test_every_strategy_is_in_the_package():
    assert set(strategies.__all__) < set(tested.__all__)
    assert set(tested.__all__) <= set(dir(tested))
    assert find(tested.arrays(), lambda x: True) == 1.0
    with pytest.raises(AttributeError, match=r"^module 'autograd_core.testing' has no attribute 'array'$"):
        tested.array  # noqa: B018  # asking is the test


@pytest.mark.parametrize("name", ["arrays", "gradient_property"])
def test_hypothesis_is_asked_for_where_it_is_missing(name):
    code = f"""
import sys
sys.modules["hypothesis"] = None
import numpy as np
from autograd_core.testing import check_gradients
assert check_gradients(np.sin, 1.0).passed
try:
    from autograd_core.testing import {name}
except ModuleNotFoundError as error:
    print(error)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    remedy = "Install it with pip install 'autograd-core[testing]'."
    assert done.stdout == f"{name} needs Hypothesis: got no module named hypothesis. {remedy}\n"


@pytest.mark.parametrize("strategies", [(), (arrays(), arrays())])
def test_a_number_of_strategies_that_does_not_fit_is_told_by_hypothesis(strategies):
    @gradient_property(*strategies)
    def test(x):
        return np.sum(x)

    with pytest.raises(InvalidArgument):
        test()
