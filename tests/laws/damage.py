"""Damage on purpose: ways to make a rule wrong, and the law that must notice each.

A law that cannot be broken proves nothing. `damaged` puts a wrong rule in the place of a right one for a while.

Not here: the samples at which the laws are asked (`cases.samples_of`).
"""

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograd_core.errors import GradientError
from autograd_core.plan import Rule
from autograd_core.record import Value
from autograd_core.values import make
from tests.laws import laws
from tests.laws.cases import DOUBLE, DTYPES, SINGLE, Case
from tests.laws.kinds import SYMMETRIC


@dataclass(frozen=True)
class Damage:
    """A way to make a rule wrong. `change` gets what the rule returned; `law` must notice, asked in one of `dtypes`.

    `of_symmetric` takes the place of `change` where the operand is a symmetric matrix, if that would do no harm there.
    One `of_form` changes shape or dtype, which the engine corrects where it fits the cotangent to the operand anyway.
    """

    name: str
    change: Callable[[Any], Any]
    law: Callable[[Case], None]
    dtypes: tuple[str, ...] = ("float64",)
    of_symmetric: Callable[[Any], Any] | None = None
    of_form: bool = False

    def at(self, kind: str) -> Callable[[Any], Any]:
        """Return the change for an operand of a kind."""
        return self.of_symmetric if self.of_symmetric and kind in SYMMETRIC else self.change


def _rolled(result: Any) -> Any:
    """Move every element to the place after it."""
    return np.roll(result, 1)


def _transposed(result: Any) -> Any:
    """Write the elements in another order of axes, or backwards where there is one axis only."""
    return result.T.reshape(result.shape) if result.ndim > 1 else result[(slice(None, None, -1),) * result.ndim]


def _in_one_triangle(result: Any) -> Any:
    """Change the elements below the diagonal and those above it in different ways."""
    ones = np.ones(result.shape[-2:])
    return result * (ones + np.tril(ones, -1) + 2 * np.triu(ones, 1))


def _cut(result: Any) -> Any:
    """Forget how the result was computed."""
    return make(result.array, None) if isinstance(result, Value) else result


def _in_another_precision(result: Any) -> Any:
    """Return single precision for double, and double for single; the engine corrects what it promoted itself."""
    return result.astype(ANOTHER_PRECISION[str(result.dtype)])


ANOTHER_PRECISION = DOUBLE | SINGLE


DAMAGES = (
    Damage("0.1 % too large", lambda result: result * 1.001, laws.rule_equals_finite_difference),
    Damage("the sign flipped", lambda result: -result, laws.rule_equals_finite_difference),
    Damage("rolled by one element", _rolled, laws.rule_equals_finite_difference),
    Damage("axes in another order", _transposed, laws.rule_equals_finite_difference, of_symmetric=_in_one_triangle),
    Damage("a constant added", lambda result: result + 1e-3, laws.rule_equals_finite_difference),
    Damage("a constant added", lambda result: result + 1e-3, laws.linear_in_the_cotangent),
    Damage("not recorded", _cut, laws.rule_of_the_rule_equals_finite_difference),
    Damage("in another precision", _in_another_precision, laws.gradients_are_like_their_operands, DTYPES, of_form=True),
    Damage("an axis too many", lambda result: result[None], laws.gradients_are_like_their_operands, of_form=True),
)


@contextmanager
def replaced(rule: Rule, function: Callable[..., Any]) -> Iterator[None]:
    """Put another function in the place of a rule."""
    operation = rule.operation
    operation.rules[rule.operand] = rule._replace(function=functools.wraps(rule.function)(function))
    operation._plans.clear()
    try:
        yield
    finally:
        operation.rules[rule.operand] = rule
        operation._plans.clear()


def damaged(rule: Rule, damage: Damage, kind: str = "") -> Any:
    """Make a rule wrong inside a `with` block; `kind` says what is special about its operand."""
    change = damage.at(kind)

    def wrong(*given: Any) -> Any:
        with np.errstate(all="ignore"):
            return change(rule.function(*given))

    return replaced(rule, wrong)


def overwriting(rule: Rule) -> Any:
    """Let a rule write into its cotangent inside a `with` block."""

    def wrong(g: Any, *rest: Any) -> Any:
        for part in g if isinstance(g, tuple) else (g,):
            np.multiply(part, 1.0, out=part)
        return rule.function(g, *rest)

    return replaced(rule, wrong)


def noticed(law: Callable[[Case], None], cases: list[Case]) -> bool:
    """Whether a law is broken in some of the cases."""
    for case in cases:
        try:
            law(case)
        except (AssertionError, GradientError, ValueError, TypeError):  # the engine may notice before the law does
            return True
    return False
