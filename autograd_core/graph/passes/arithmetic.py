"""Identities of arithmetic that hold to the last bit: also for -0.0, ±∞, NaN, and for every dtype.

x + 0.0 is not among them, for -0.0 + 0.0 is 0.0; nor is 1 · z for a complex z, for ∞ · 0 is NaN; nor a sum over an axis
of length 1, which NumPy begins with 0.0. x + (-0.0), x - 0.0, x · 1, x / 1, x¹ and max(x, −∞) are x. A signalling NaN,
which no arithmetic makes, may stay one.

Not here: what moves numbers without changing them (`movements`).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_core.graph.passes.known import Known, Rule
from autograd_core.graph.primitives import is_elementwise
from autograd_core.graph.structure import Atom, Equation, Literal

__all__ = ["RULES", "implicit_broadcast"]


def _is_one(number: Any) -> bool:
    return bool(number == 1)


def _is_zero(number: Any) -> bool:
    return bool(number == 0)


def _is_negative_zero(number: Any) -> bool:
    return _is_zero(number) and not np.iscomplexobj(number) and bool(np.signbit(number))


def _is_positive_zero(number: Any) -> bool:
    return _is_zero(number) and not np.iscomplexobj(number) and not np.signbit(number)


def _without(known: Known, equation: Equation, place: int, neutral: Atom, kinds: str) -> int | None:
    """Return the operand at `place` where the other is neutral, and the result is the operand, bit for bit."""
    operand = equation.inputs[place]
    if isinstance(operand, Literal) or known.values[operand].dtype.kind not in kinds:
        return None
    return operand if known.stands_for(operand, equation, alone=known.shape(neutral) == ()) else None


def _either(neutral: Callable[[Any], bool], kinds: str) -> Rule:
    """Return the rule of an operation that gives one operand where the other is neutral."""

    def rule(known: Known, equation: Equation) -> int | None:
        for place in (0, 1):
            other = equation.inputs[1 - place]
            number = known.number(other)
            if number is not None and neutral(number):
                found = _without(known, equation, place, other, kinds)
                if found is not None:
                    return found
        return None

    return rule


def _second(neutral: Callable[[Any], bool], kinds: str) -> Rule:
    """Return the rule of an operation that gives its first operand where the second is neutral."""

    def rule(known: Known, equation: Equation) -> int | None:
        number = known.number(other := equation.inputs[1])
        return _without(known, equation, 0, other, kinds) if number is not None and neutral(number) else None

    return rule


def _to_the_power_of_one(known: Known, equation: Equation) -> int | Equation | None:
    """Return the base: for a single exponent, which NumPy looks at first, and not in float16, where it alters a NaN."""
    half = known.values[equation.outputs[0]].dtype == np.float16
    return None if half or known.shape(equation.inputs[1]) != () else _BY_ONE(known, equation)


_BY_ONE = _second(_is_one, "iuf")


def _itself(known: Known, equation: Equation) -> int | None:
    operand = equation.inputs[0]
    return operand if known.stands_for(operand, equation) else None


def _own_inverse(known: Known, equation: Equation) -> int | None:
    inner = known.maker(equation.inputs[0], equation.op)
    return inner.inputs[0] if inner and known.stands_for(inner.inputs[0], equation) else None


def _conjugate(known: Known, equation: Equation) -> int | None:
    spec = known.values[equation.outputs[0]]
    return (_itself if spec.dtype.kind in "iuf" else _own_inverse)(known, equation)


def _chosen(known: Known, equation: Equation) -> int | None:
    """Return the branch of `where` that is taken everywhere."""
    condition, first, second = equation.inputs
    number = known.number(condition)
    if number is None and first != second:
        return None
    branch = second if number is not None and not number else first
    return branch if known.stands_for(branch, equation, alone=False) else None


RULES: dict[str, tuple[Rule, ...]] = {
    "multiply": (_either(_is_one, "biuf"),),
    "divide": (_BY_ONE,),
    "power": (_to_the_power_of_one,),
    "add": (_either(_is_negative_zero, "f"), _either(_is_zero, "iu")),
    "subtract": (_second(_is_positive_zero, "iuf"),),
    "maximum": (_either(lambda number: number == -math.inf, "f"),),
    "minimum": (_either(lambda number: number == math.inf, "f"),),
    "positive": (_itself,),
    "negative": (_own_inverse,),
    "invert": (_own_inverse,),
    "conjugate": (_conjugate,),
    "where": (_chosen,),
}
"""The identities by operation."""


def implicit_broadcast(known: Known, equation: Equation) -> Equation | None:
    """Return an elementwise equation that reads what was broadcast for it, and leaves that to the ufunc."""
    if len(equation.inputs) < 2 or equation.params or not is_elementwise(equation.op):
        return None
    shape = known.values[equation.outputs[0]].shape
    inputs = list(equation.inputs)
    for place, atom in enumerate(inputs):
        source = _source(known, atom)
        if source is None:
            continue
        others = [known.shape(other) for other in inputs[:place] + inputs[place + 1 :]]
        if np.broadcast_shapes(known.shape(source), *others) == shape:
            inputs[place] = source
    return equation.changed(inputs=tuple(inputs)) if inputs != list(equation.inputs) else None


def _source(known: Known, atom: Atom) -> Atom | None:
    """Return what was broadcast; of a literal, which promotes weakly, a number of the type that it became."""
    made = known.maker(atom, "broadcast_to")
    if made is None or not isinstance(source := made.inputs[0], Literal):
        return made.inputs[0] if made else None
    return Literal(known.values[made.outputs[0]].dtype.type(source.value))
