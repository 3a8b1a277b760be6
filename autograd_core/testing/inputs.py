"""What a check is given: whether it can be used, and what is said where it cannot.

    >>> require_functions(np.array([1.0]), (np.tanh,))
    Traceback (most recent call last):
        ...
    autograd_core.errors.GradientCheckError: the function comes first, then its arguments: got ndarray, then ufunc. ...

Not here: what is wrong with the numbers that a function takes and returns (`subjects`), and with a gradient.
"""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType
from typing import Any

import numpy as np

from autograd_core.errors import AutogradError, DomainError, GradientCheckError, explain
from autograd_core.testing.frameworks import Framework
from autograd_core.testing.subjects import Subject, name_of

__all__ = ["first_line", "outwards", "require_functions", "require_options", "require_return", "require_rule", "taken"]

DOMAIN = (ValueError, ArithmeticError)
"""What a function raises outside of its domain; LinAlgError is a ValueError. All else is a mistake in it."""

TAKES = {"gradient": "x", "vjp": "v, x", "jvp": "u, x"}
"""What the functions that are under test are given."""


def require_functions(f: Any, args: tuple[Any, ...], **rules: Any) -> None:
    """Raise GradientCheckError where the function, or one of its rules, is none."""
    if not callable(f):
        swapped = any(map(callable, args))
        message = "the function comes first, then its arguments"
        given = f"{_kind(f)}, then {', '.join(map(_kind, args))}" if swapped else _kind(f)
        remedy = "swap them: check_gradients(f, x)" if swapped else "pass the function itself: check_gradients(f, x)"
        raise GradientCheckError(explain(message, given, remedy))
    for name, rule in rules.items():
        require_rule(name, rule)


def require_rule(name: str, rule: Any) -> None:
    """Raise GradientCheckError where `gradient`, `vjp` or `jvp` is there, and is no function."""
    if rule is not None and not callable(rule):
        remedy = f"pass a function that returns it, such as {name}=lambda {TAKES[name]}: array"
        raise GradientCheckError(explain(f"{name} is a function", f"{name} of type {_kind(rule)}", remedy))


def require_options(
    *,
    order: Any = 1,
    contract: Any = True,
    batched: Any = False,
    seed: Any = 0,
    name: Any = None,
    raises: Any = True,
) -> None:
    """Raise GradientCheckError where an option has a value that means nothing.

    >>> require_options(seed=-1)
    Traceback (most recent call last):
        ...
    autograd_core.errors.GradientCheckError: a seed is a whole number from 0 on: got seed=-1. Pass one, such as seed=0.
    """
    if not _is_whole(order) or order not in {1, 2}:
        message = "a gradient is checked to first or second order"
        raise GradientCheckError(explain(message, f"order={order!r}", "pass order=1 or order=2"))
    if not _is_whole(seed) or seed < 0:
        message = "a seed is a whole number from 0 on"
        raise GradientCheckError(explain(message, f"seed={seed!r}", "pass one, such as seed=0"))
    if name is not None and not isinstance(name, str):
        message = "a function is called by a string in reports"
        raise GradientCheckError(explain(message, f"name={name!r}", 'pass one, such as name="f"'))
    for option, value in {"contract": contract, "batched": batched, "raises": raises}.items():
        if not isinstance(value, (bool, np.bool_)):
            remedy = f"pass {option}=True or {option}=False"
            raise GradientCheckError(explain(f"{option} is yes or no", f"{option}={value!r}", remedy))


def require_return(returned: Any, name: str) -> None:
    """Raise GradientCheckError where a function has returned None, as one without a `return` does."""
    if returned is None:
        raise _none_from(name)


def _none_from(name: str) -> GradientCheckError:
    return GradientCheckError(explain(f"{name} returned None", "no numbers", "a `return` may be missing: add it"))


def _is_whole(number: Any) -> bool:
    return isinstance(number, (int, np.integer)) and not isinstance(number, bool)


def _kind(value: Any) -> str:
    return type(value).__name__


# ------------------------------------------------------------------------------------------ what a function itself does


def taken(f: Callable[..., Any], args: tuple[Any, ...], framework: Framework, name: str | None) -> Subject:
    """Return a function with its arguments; where it has no value, say whether the point or a mistake is the reason.

    Raises DomainError for the point and GradientCheckError for a mistake, from what the function raised.
    """
    try:
        return Subject.of(f, args, framework, name)
    except DomainError as error:
        if (cause := error.__cause__) is None:
            raise
        raise _raised_by(name or name_of(f), cause) from cause
    except GradientCheckError:
        if not _returns_none(f, args, framework):
            raise
    raise _none_from(name or name_of(f))


def _raised_by(name: str, cause: BaseException) -> GradientCheckError:
    """Return the error of a check whose function raises, with a remedy that depends on what it raises."""
    message = f"{name} raises {type(cause).__name__} at the point that is given"
    if isinstance(cause, (ArithmeticError, np.linalg.LinAlgError)):
        return DomainError(explain(message, first_line(cause), "check it where it has a value"))
    if isinstance(cause, DOMAIN):
        remedy = "check it where it has a value, with arguments that fit together"
        return DomainError(explain(message, first_line(cause), remedy))
    remedy = f"mend {name}, or call it with the arguments that it takes"
    return GradientCheckError(explain(message, first_line(cause), remedy))


def first_line(error: BaseException) -> str:
    r"""Return what an error says, in one line.

    >>> first_line(ValueError("this\nand that")), first_line(ValueError())
    ('this', 'no message')
    """
    return str(error).splitlines()[0].rstrip(" .") if str(error) else "no message"


def _returns_none(f: Callable[..., Any], args: tuple[Any, ...], framework: Framework) -> bool:
    try:
        return framework.evaluate(f, args) is None
    except Exception:  # noqa: BLE001  # it was refused before it was called
        return False


def outwards(error: AutogradError) -> AutogradError:
    """Return an error without the frames of this package that come before those of the user's own functions."""
    if (cause := error.__cause__) is not None:
        cause.with_traceback(_from_outside(cause.__traceback__))
    return error.with_traceback(_from_outside(error.__traceback__))


def _from_outside(traceback: TracebackType | None) -> TracebackType | None:
    """Return a traceback from where it leaves this package; None where it does not."""
    entry = traceback
    while entry and entry.tb_frame.f_globals.get("__name__", "").partition(".")[0] == "autograd_core":
        entry = entry.tb_next
    return entry
