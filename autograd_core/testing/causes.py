"""A guess at what is wrong with a gradient, told only after numbers have confirmed it.

Each guess says what the gradient would have to be changed to: its negative, its transpose, another entry's. It is tried
on whole gradients at several points (`evidence`), and told if it gives what was measured at all of them.

    >>> from autograd_core.testing import frameworks
    >>> subject = Subject.of(np.square, (np.array([1.0, 2.0]),), frameworks.OURS)
    >>> cause(subject, Pullbacks(subject, vjp=lambda g, x: g * x))
    'the gradient of x is too small by the factor 2 in every entry'

Not here: guesses about shapes (`misfits`) and about some of the entries only (`some_entries`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import numpy as np

from autograd_core.errors import AutogradError
from autograd_core.testing import misfits, some_entries
from autograd_core.testing.evidence import Evidence, gathered
from autograd_core.testing.pullbacks import MisshapenError, Pullbacks
from autograd_core.testing.subjects import Subject

__all__ = ["cause"]

Sets = list[Evidence]

NUMBERS = {
    2.0: "2",
    3.0: "3",
    4.0: "4",
    np.pi: "π",
    2 * np.pi: "2 π",
    np.e: "e",
    np.log(2.0): "ln 2",
    np.log(10.0): "ln 10",
    np.sqrt(2.0): "√2",
    180 / np.pi: "180/π (degrees for radians)",
}
"""Factors that people forget."""


def cause(subject: Subject, pullbacks: Pullbacks, wrong: MisshapenError | None = None) -> str:
    """Return what is wrong with a gradient, or "" where no guess is confirmed."""
    try:
        if wrong is not None:
            return misfits.explained(subject, wrong)
        sets = gathered(subject, pullbacks, np.random.default_rng(0))
        if not sets:
            return ""
        guesses = (_guessed(sets, k, pullbacks) for k in range(len(subject.form.shapes)) if _is_wrong(sets, k))
        return next(filter(None, guesses), "") or some_entries.only_there(sets)
    except (AutogradError, MisshapenError):
        return ""


def _is_wrong(sets: Sets, k: int) -> bool:
    return any(each.wrong[each.part(k)].any() for each in sets)


def _guessed(sets: Sets, k: int, pullbacks: Pullbacks) -> str:
    """Return the first guess about one argument that all numbers confirm; the more special ones come first."""
    subject = sets[0].subject
    guesses: tuple[Callable[[], str], ...] = (
        lambda: _changed_whole(sets, k),
        lambda: _zero(sets, k),
        lambda: _mean(sets, k),
        lambda: some_entries.right_for_longer_axes(subject, pullbacks),
        lambda: _scaled(sets, k),
        lambda: some_entries.explained(sets, k),
        lambda: _factor_of(sets, k),
        lambda: _term(sets, k),
    )
    return next(filter(None, (guess() for guess in guesses)), "").replace("{path}", subject.path(k))


def _changed_whole(sets: Sets, k: int) -> str:
    guesses = (*_as_a_whole(sets[0], k), *_of_cotangents(sets[0], k))
    return next((text for text, holds in guesses if all(map(holds, sets))), "")


Guess = tuple[str, Callable[[Evidence], bool]]


def _as_a_whole(first: Evidence, k: int) -> Iterator[Guess]:
    """Yield what the array might have to be changed to."""
    x = first.array(first.given, k)
    yield "the gradient of {path} has the wrong sign", _changed(k, np.negative)
    if x.dtype.kind == "c":
        yield "the gradient of {path} is the conjugate of the right one", _changed(k, np.conj)
        yield "the gradient of {path} is i times the right one", _changed(k, lambda g: -1j * g)
        yield "the gradient of {path} is −i times the right one", _changed(k, lambda g: 1j * g)
    for name, move in _moves(x.shape):
        yield f"the gradient of {{path}} is right when it is {name}", _changed(k, move)
    for other, shape in enumerate(first.subject.form.shapes):
        if other != k and shape == x.shape:
            yield f"the gradient of {{path}} is that of {first.subject.path(other)}", _is_of(k, other)


def _is_of(k: int, other: int) -> Callable[[Evidence], bool]:
    return lambda each: each.fits(other, each.array(each.given, k))


def _changed(k: int, change: Callable[[Any], Any]) -> Callable[[Evidence], bool]:
    return lambda each: each.fits(k, change(each.array(each.given, k)))


def _moves(shape: tuple[int, ...]) -> Iterator[tuple[str, Callable[[Any], Any]]]:
    """Yield how the entries of an array might have to be moved."""
    dims = len(shape)
    if dims >= 2:
        yield "transposed", lambda g: np.swapaxes(g, -1, -2)
        yield "transposed", np.transpose
        yield "read in Fortran order", lambda g: np.reshape(g, g.shape, order="F")
        yield "read in Fortran order", lambda g: np.reshape(g.T, g.shape)
    for axis in (axis for axis in range(dims) if shape[axis] > 1):
        along = f" along axis {axis}" if dims > 1 else ""
        yield f"rolled by 1{along}: it is off by one", partial(np.roll, shift=1, axis=axis)
        yield f"rolled by -1{along}: it is off by one", partial(np.roll, shift=-1, axis=axis)
        yield f"reversed{along}", partial(np.flip, axis=axis)


def _of_cotangents(first: Evidence, k: int) -> Iterator[Guess]:
    """Yield which other cotangent the gradient might be right for."""
    result = first.subject.result
    if result is None or len(result.shapes) != 1 or first.v.size < 2:
        return
    shape = result.shapes[0]
    for axis in (axis for axis in range(len(shape)) if shape[axis] > 1):
        for name, at in (("first", 0), ("last", -1)):
            text = (
                f"the gradient of {{path}} takes the {name} entry of the cotangent along axis {axis} where all add up"
            )
            yield f"{text}: a sum over that axis is missing", _for(k, _only(axis, at))
    for name, move in _moves(shape):
        yield f"the gradient of {{path}} is that for the cotangent {name}", _for(k, move)


def _for(k: int, move: Callable[[Any], Any]) -> Callable[[Evidence], bool]:
    def holds(each: Evidence) -> bool:
        form = each.subject.result
        assert form is not None
        moved = move(form.unpacked(each.v)[0])
        if np.shape(moved) != form.shapes[0]:
            return False
        return each.fits(k, each.array(each.given, k), each.gradient_for(form.packed([moved]))[0])

    return holds


def _only(axis: int, at: int) -> Callable[[Any], Any]:
    def kept(v: Any) -> Any:
        index = (*[slice(None)] * axis, slice(at, at + 1 or None))
        only = np.zeros_like(v)
        only[index] = v[index]
        return only

    return kept


# --------------------------------------------------------------------------------------------------------- numbers


def _zero(sets: Sets, k: int) -> str:
    if any(each.given[each.part(k)].any() for each in sets):
        return ""
    return "the gradient of {path} is 0 everywhere: the path from {path} to the result is lost"


def _pairs(sets: Sets, k: int) -> tuple[Any, Any]:
    """Return all given and measured coordinates of an argument that are known."""
    known = [each.known[each.part(k)] for each in sets]
    given = [each.given[each.part(k)][seen] for each, seen in zip(sets, known, strict=True)]
    measured = [each.measured[each.part(k)][seen] for each, seen in zip(sets, known, strict=True)]
    return np.concatenate(given), np.concatenate(measured)


def _constant(ratios: Any, tolerance: float) -> float | None:
    """Return the number that some numbers are, or None if they are not alike."""
    if len(ratios) < 2 or not np.isfinite(ratios).all():
        return None
    middle = float(np.median(ratios))
    return middle if np.all(np.abs(ratios - middle) <= 100 * tolerance * abs(middle)) else None


def _ratio(sets: Sets, k: int) -> float | None:
    """Return by which constant factor the whole array is off, if it is by one."""
    given, measured = _pairs(sets, k)
    shows = np.abs(given) > 1e-3 * np.abs(given).max(initial=0.0)
    factor = _constant(measured[shows] / given[shows], sets[0].tolerance) if shows.any() else None
    fits = factor and all(each.fits(k, factor * each.array(each.given, k)) for each in sets)
    return factor if fits else None


def _mean(sets: Sets, k: int) -> str:
    """Say so if the factor is the length of an axis, or the size of an array."""
    factor = _ratio(sets, k)
    if not factor or factor < 0:
        return ""
    size = max(factor, 1 / factor)
    near = round(size)
    lengths = {n: f"the length of axis {axis} of {name}" for name, axis, n in _axes(sets[0].subject)}
    known = _sizes(sets[0].subject) | lengths
    if near < 3 or abs(size - near) > 1e-4 * near or near not in known:
        return ""
    wrong, right, direction = ("mean", "sum", "small") if factor > 1 else ("sum", "mean", "large")
    said = f"the gradient of {{path}} is too {direction} by the factor {near}, {known[near]}, in every entry"
    return f"{said}: perhaps a {wrong} is taken for a {right}"


def _scaled(sets: Sets, k: int) -> str:
    """Say so if the whole array is off by a constant factor."""
    factor = _ratio(sets, k)
    if not factor:
        return ""
    sign = "" if factor > 0 else ", and has the wrong sign"
    direction, times = ("small", abs(factor)) if abs(factor) > 1 else ("large", 1 / abs(factor))
    name = next((name for number, name in NUMBERS.items() if abs(times - number) < 1e-4 * number), f"{times:.8g}")
    return f"the gradient of {{path}} is too {direction} by the factor {name} in every entry{sign}"


def _sizes(subject: Subject) -> dict[int, str]:
    return {int(np.prod(shape)): f"the size of {subject.path(k)}" for k, shape in enumerate(subject.form.shapes)}


def _axes(subject: Subject) -> Iterator[tuple[str, int, int]]:
    results = subject.result.shapes if subject.result else ()
    for shape in results:
        yield from (("the result", axis, n) for axis, n in enumerate(shape))
    for k, shape in enumerate(subject.form.shapes):
        yield from ((subject.path(k), axis, n) for axis, n in enumerate(shape))


def _bases(each: Evidence, k: int) -> dict[str, Any]:
    """Return arrays of the argument's shape that a term or a factor may be made of."""
    subject = each.subject
    x = each.array(subject.x, k)
    arrays = {"1": np.ones_like(x), subject.path(k): x}
    for other, shape in enumerate(subject.form.shapes):
        if other != k and shape == x.shape:
            arrays[subject.path(other)] = each.array(subject.x, other)
    if subject.result is not None and subject.result.shapes == (x.shape,) and each.v.size > 1:
        arrays |= {
            "the result": subject.result.unpacked(subject.y)[0],
            "the cotangent": subject.result.unpacked(each.v)[0],
        }
    return arrays


def _factor_of(sets: Sets, k: int) -> str:
    """Return which array the gradient has to be multiplied or divided by."""
    names = [name for name in _bases(sets[0], k) if name != "1"]
    for name in names:
        for word, power in (("multiplied", 1), ("divided", -1), ("multiplied", 2)):
            with np.errstate(all="ignore"):
                products = [each.array(each.given, k) * _bases(each, k)[name] ** power for each in sets]
            if factor := _common(sets, k, products):
                what = f"{name}²" if power == 2 else name
                rest = "" if abs(factor - 1) < 1e-4 else f" and by {factor:.6g}"
                return f"the gradient of {{path}} is right when it is {word} by {what}{rest}"
    return ""


def _term(sets: Sets, k: int) -> str:
    """Return which multiple of an array the gradient lacks."""
    for name in _bases(sets[0], k):
        bases = [_bases(each, k)[name] for each in sets]
        lacking = [each.array(each.measured, k) - each.array(each.given, k) for each in sets]
        if factor := _common(sets, k, bases, lacking):
            term = f"{factor:.6g}" if name == "1" else f"{factor:.6g} · {name}"
            return f"a term is missing in the gradient of {{path}}: it is right with {term} added"
    return ""


def _common(sets: Sets, k: int, arrays: list[Any], wanted: list[Any] | None = None) -> float | None:
    """Return the one factor by which arrays give what is measured or wanted in all sets, if there is one."""
    measured = [each.array(each.measured, k) for each in sets]
    ratios: list[float] = []
    for each, array, target in zip(sets, arrays, wanted or measured, strict=True):
        seen = each.known[each.part(k)][: array.size].reshape(array.shape)
        with np.errstate(all="ignore"):
            ratios += list(np.real(target / array)[seen & (np.abs(array) > 1e-3 * np.abs(array).max(initial=0.0))].flat)
    factor = _constant(np.array(ratios), 10 * sets[0].tolerance) if len(ratios) > 3 else None
    if not factor or abs(factor) < 1e-6:
        return None
    rest = [0.0] * len(sets) if wanted is None else [each.array(each.given, k) for each in sets]
    holds = (each.fits(k, factor * array + g) for each, array, g in zip(sets, arrays, rest, strict=True))
    return factor if all(holds) else None
