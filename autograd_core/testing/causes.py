"""A guess at what is wrong with a gradient, told only after numbers have confirmed it.

Each guess says what the gradient would have to be changed to: its negative, its transpose, another entry's. It is tried
on whole gradients at several points (`evidence`), and told if it gives what was measured at all of them. Where several
of a kind do, all are told.

    >>> from autograd_core.testing import frameworks
    >>> subject = Subject.of(np.square, (np.array([1.0, 2.0]),), frameworks.OURS)
    >>> cause(subject, Pullbacks(subject, vjp=lambda g, x: g * x))
    'the gradient of x is too small by the factor 2 in every entry'

Not here: guesses about shapes (`misfits`), about numbers (`factors`), about some of the entries only (`some_entries`),
and about what the rule takes for something else (`mistaken`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import numpy as np

from autograd_core.errors import AutogradError
from autograd_core.testing import evidence, factors, misfits, mistaken, some_entries
from autograd_core.testing.evidence import Evidence, Sets, gathered
from autograd_core.testing.pullbacks import MisshapenError, Pullbacks
from autograd_core.testing.subjects import Subject

__all__ = ["cause"]

ENOUGH = 4
"""At so many points far away a gradient must be 0, too, before its path is called lost."""


def cause(subject: Subject, pullbacks: Pullbacks, wrong: MisshapenError | None = None) -> str:
    """Return what is wrong with a gradient, or "" where no guess is confirmed."""
    try:
        sets = gathered(subject, pullbacks)
        if wrong is not None:
            return misfits.explained(sets, wrong)
        if not sets:
            return ""
        wrong_ones = [
            k for k in range(len(subject.form.shapes)) if any(each.wrong[each.part(k)].any() for each in sets)
        ]
        told = dict.fromkeys(filter(None, (_guessed(sets, k, pullbacks) for k in wrong_ones)))
        return "; ".join(told) or some_entries.only_there(sets)
    except (AutogradError, MisshapenError):
        return ""


def _guessed(sets: Sets, k: int, pullbacks: Pullbacks) -> str:
    """Return the first guess about one argument that all numbers confirm; the plainer ones come first."""
    guesses: tuple[Callable[[], str], ...] = (
        lambda: _moved(sets, k),
        lambda: mistaken.explained(sets, k),
        lambda: _zero(sets, k, pullbacks),
        lambda: some_entries.right_for_longer_axes(sets, k, pullbacks),
        lambda: factors.scaled(sets, k, pullbacks),
        lambda: some_entries.explained(sets, k, pullbacks),
        lambda: mistaken.results(sets, k),
        lambda: some_entries.listed(sets, k),
        lambda: factors.multiplied(sets, k),
        lambda: factors.lacking(sets, k),
        lambda: factors.alike(sets, k),
    )
    return next(filter(None, (guess() for guess in guesses)), "").replace("{path}", sets[0].subject.path(k))


def _moved(sets: Sets, k: int) -> str:
    """Return what the array has to be changed to, of all that would do the simplest."""
    for guesses in (_signs(sets[0], k), _moves(sets[0], k), _others(sets[0], k)):
        holding = [text for text, holds in guesses if all(map(holds, sets))]
        if holding:
            return f"the gradient of {{path}} {' or '.join(dict.fromkeys(holding))}"
    return ""


Guess = tuple[str, Callable[[Evidence], bool]]


def _signs(first: Evidence, k: int) -> Iterator[Guess]:
    yield "has the wrong sign", _changed(k, np.negative)
    if first.subject.form.dtypes[k].kind == "c":
        yield "is the conjugate of the right one", _changed(k, np.conj)
        yield "is i times the right one", _changed(k, lambda g: -1j * g)
        yield "is −i times the right one", _changed(k, lambda g: 1j * g)


def _moves(first: Evidence, k: int) -> Iterator[Guess]:
    for name, move in mistaken.moves(first.subject.form.shapes[k]):
        yield f"is right when it is {name}", _changed(k, move)


def _others(first: Evidence, k: int) -> Iterator[Guess]:
    for other, shape in enumerate(first.subject.form.shapes):
        if other != k and shape == first.subject.form.shapes[k]:
            yield f"is that of {first.subject.path(other)}", partial(_is_of, k, other)


def _changed(k: int, change: Callable[[Any], Any]) -> Callable[[Evidence], bool]:
    return lambda each: each.fits(k, change(each.array(each.given, k)))


def _is_of(k: int, other: int, each: Evidence) -> bool:
    return each.fits(other, each.array(each.given, k))


def _zero(sets: Sets, k: int, pullbacks: Pullbacks) -> str:
    """Say so if the gradient is 0, and whether only around here: as in the dead half of a relu."""
    if any(each.given[each.part(k)].any() for each in sets):
        return ""
    far = [g[sets[0].part(k)] for g in evidence.far_away(sets[0].subject, pullbacks)]
    if any(g.any() for g in far):
        return "the gradient of {path} is 0 at this point and around it, where it should not be, but not far away"
    said = f"the gradient of {{path}} is 0 at all {len(sets) + len(far)} points that were tried"
    return f"{said}: the path from {{path}} to the result is lost" if len(far) >= ENOUGH else said
