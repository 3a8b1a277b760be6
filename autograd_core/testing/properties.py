"""`gradient_property`: a Hypothesis test that checks the gradient of a function at many arguments.

    >>> from hypothesis import settings
    >>> from autograd_core.testing.strategies import arrays
    >>> @settings(max_examples=20)
    ... @gradient_property(arrays(elements=(-2, 2)))
    ... def test_cube(x):
    ...     return x**3
    >>> test_cube()

A wrong gradient is shown at the smallest shape and the roundest numbers at which it is wrong. Points outside the domain
of the function are left out; a property of which no example has tested anything fails. Not here: the check of one
example (`checking`), and what there is to draw from (`strategies`).
"""

from __future__ import annotations

import inspect
from collections import Counter
from collections.abc import Callable
from functools import partial, wraps
from typing import Any

from hypothesis import Phase, event, given, reject, settings
from hypothesis.errors import FailedHealthCheck, Unsatisfiable
from hypothesis.strategies import SearchStrategy

from autograd_core.errors import (
    ConfigurationError,
    DomainError,
    GradientCheckError,
    GradientMismatch,
    explain,
    unknown_name,
)
from autograd_core.testing.checking import check_gradients
from autograd_core.testing.inputs import require_options, require_rule
from autograd_core.testing.reports import Report

__all__ = ["gradient_property"]

Function = Callable[..., Any]

OUTSIDE = "outside of the domain"
TESTED = {"pass", "not differentiable", "fail"}
REMEDIES = {
    OUTSIDE: "draw arguments inside of its domain",
    "vacuous": "draw arrays that have elements",
    "inconclusive": "draw arguments at which the function is finite, and less noisy",
}

OPTIONS = inspect.signature(check_gradients).parameters
CHOICES = [name for name, option in OPTIONS.items() if option.kind is option.KEYWORD_ONLY and name != "raises"]
RULES = {"gradient", "vjp", "jvp"}


def gradient_property(*strategies: Any, **options: Any) -> Callable[[Function], Function]:
    """Turn a function of arrays into a Hypothesis test of its gradient: `check_gradients` at each example.

    strategies  one for each argument, from the right, or by name, as for `hypothesis.given`
    options     those of `check_gradients`: `gradient`, `vjp`, `jvp`, `order`, `contract`, `seed`, `name`

    The function returns what is differentiated, by all its positional arguments that are numbers of floating point.
    Arguments behind a `*`, such as axes, are passed on to the function and, by name, to `gradient`, `vjp` and `jvp`.

        >>> import numpy as np
        >>> from autograd_core.testing.strategies import arrays, axes
        >>> @settings(max_examples=20)
        ... @gradient_property(axes(arrays()))
        ... def test_sum(call):
        ...     x, axis = call
        ...     return np.sum(x, axis=axis)
        >>> test_sum()

    `@settings`, `@example`, `@seed` and fixtures of pytest do what they do for any Hypothesis test. But unless
    `@settings` says other than Hypothesis' default, there is no deadline, for an example that is looked at closely
    takes a hundred times as long as others, and no explain phase, which would trace the lines of the checker.

    The test raises GradientMismatch for a wrong gradient, GradientCheckError where nothing was tested, and what the
    function itself raises, unless this is a ValueError or an ArithmeticError: the function has no value there.

    Raises ConfigurationError where a strategy is none, UnknownNameError for an unknown option, GradientCheckError for
    a value of one that means nothing.
    """
    named = {name: option for name, option in options.items() if _is_strategy(option)}
    choices = {name: option for name, option in options.items() if name not in named}
    _require_strategies(strategies)
    _require_choices(choices)

    def decorate(function: Function) -> Function:
        tally = _Tally(function.__name__)

        def example(*args: Any, **kwargs: Any) -> None:
            __tracebackhide__ = True
            tally.check(*_called(function, args, kwargs, choices))

        given_to: Any = given(*strategies, **named)
        return _counted(given_to(_standing_in(example, function)), function, tally)

    return decorate


def _counted(test: Function, function: Function, tally: _Tally) -> Function:
    """Return a Hypothesis test that also fails where none of its examples has tested anything."""

    @wraps(test)
    def counted(*args: Any, **kwargs: Any) -> None:
        __tracebackhide__ = True
        test.__dict__.update({name: value for name, value in vars(counted).items() if name != "__wrapped__"})
        _settle(test)
        tally.start()
        try:
            test(*args, **kwargs)
        except (FailedHealthCheck, Unsatisfiable) as error:
            tally.conclude()
            tally.annotate(error)
            raise
        tally.conclude()

    # Pytest asks for the arguments that are not drawn, and shows where the function stands, not where this one does.
    vars(counted).update(__signature__=inspect.signature(test), __wrapped__=function)
    return counted


def _standing_in(example: Any, function: Any) -> Function:
    """Return a function that is taken for another one: Hypothesis' own errors then show that one, not this module."""
    code = function.__code__
    example.__code__ = example.__code__.replace(co_filename=code.co_filename, co_firstlineno=code.co_firstlineno)
    return wraps(function)(example)


def _settle(test: Any) -> None:
    """Take away a deadline and a phase that nobody chose; both are said in the docstring of `gradient_property`."""
    if not hasattr(test, "_hypothesis_internal_use_settings"):  # strategies do not fit: it says so when it is called
        return
    chosen, usual = test._hypothesis_internal_use_settings, settings()  # noqa: SLF001  # as Hypothesis' own plugin does
    if chosen.deadline == usual.deadline:
        chosen = settings(chosen, deadline=None)
    if chosen.phases == usual.phases:
        chosen = settings(chosen, phases=[phase for phase in chosen.phases if phase is not Phase.explain])
    test._hypothesis_internal_use_settings = chosen  # noqa: SLF001  # as above


def _called(
    function: Function, args: tuple[Any, ...], kwargs: dict[str, Any], choices: dict[str, Any]
) -> tuple[Function, tuple[Any, ...], dict[str, Any]]:
    """Return the function, its positional arguments and the options; arguments behind a `*` are bound to functions."""
    bound = inspect.signature(function).bind(*args, **kwargs)
    args, kwargs = bound.args, bound.kwargs
    if next(iter(bound.arguments), None) == "self":
        function, args = function.__get__(args[0]), args[1:]
    if not kwargs:
        return function, args, choices
    placed = {rule: partial(choices[rule], **kwargs) for rule in RULES & choices.keys()}
    return partial(function, **kwargs), args, {"name": function.__name__, **choices, **placed}


class _Tally:
    """What the examples of a property came to."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.start()

    def start(self) -> None:
        self.counts: Counter[str] = Counter()
        self.error: GradientCheckError | None = None
        self.report: Report | None = None

    def check(self, function: Function, args: tuple[Any, ...], options: dict[str, Any]) -> None:
        """Check one example; raises what is wrong with it, and rejects it where the function has no value."""
        __tracebackhide__ = True
        report = self._checked(function, args, options)
        if report is None:
            _raise_mistake(self.error)
            self._count(OUTSIDE)
            reject()
        else:
            self.report = report
            self._count(report.verdict)
            _raise_mismatch(report)

    def _checked(self, function: Function, args: tuple[Any, ...], options: dict[str, Any]) -> Report | None:
        __tracebackhide__ = True
        try:
            return check_gradients(function, *args, raises=False, **options)
        except GradientCheckError as error:
            self.error = error
            return None

    def _count(self, verdict: str) -> None:
        self.counts[verdict] += 1
        event(f"gradient: {verdict}")

    def conclude(self) -> None:
        """Raise GradientCheckError where there were examples, and none has tested anything."""
        __tracebackhide__ = True
        if not self.counts or TESTED & self.counts.keys():
            return
        most = max(self.counts, key=lambda verdict: self.counts[verdict])
        error = GradientCheckError(explain(f"{self.name} has tested nothing", str(self), REMEDIES[most]))
        if self.report is not None:
            error.add_note(f"The last one:\n{self.report}")
        self.annotate(error)
        raise error from (self.error.__cause__ if self.error else None)

    def annotate(self, error: BaseException) -> None:
        """Say in an error, which may be one of Hypothesis', why examples were rejected."""
        if self.counts[OUTSIDE]:
            error.add_note(f"Of the examples of {self.name}, {self}. The last one outside: {self.error}")

    def __str__(self) -> str:
        return ", ".join(f"{count} {verdict}" for verdict, count in sorted(self.counts.items()))


def _raise_mismatch(report: Report) -> None:
    __tracebackhide__ = True
    # From one line always: Hypothesis takes failures from different lines for different mistakes.
    if report.verdict == "fail":
        raise GradientMismatch(report, report)


def _raise_mistake(error: GradientCheckError | None) -> None:
    """Raise what cannot be checked, and what the function raised, if that is not how it says that it has no value."""
    __tracebackhide__ = True
    if error and not isinstance(error, DomainError):
        raise error.__cause__ or error.with_traceback(None)  # it says all, and where it was found out says nothing


# ----------------------------------------------------------------------------------------------------------- bad input


def _is_strategy(option: Any) -> bool:
    return option is ... or isinstance(option, SearchStrategy)


def _require_strategies(strategies: tuple[Any, ...]) -> None:
    for strategy in strategies:
        if not _is_strategy(strategy):
            message = "gradient_property takes strategies for the arguments of a test"
            remedy = "decorate with a call, such as @gradient_property(arrays())"
            raise ConfigurationError(explain(message, repr(strategy), remedy))


def _require_choices(choices: dict[str, Any]) -> None:
    for name in choices:
        if name not in CHOICES:
            raise unknown_name("option of gradient_property", name, CHOICES)
    for name in RULES & choices.keys():
        require_rule(name, choices[name])
    require_options(**{name: choices[name] for name in choices.keys() - RULES})
