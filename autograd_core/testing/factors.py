"""Guesses about numbers: a constant factor, a factor or a term made of an array that the function knows.

    >>> from autograd_core.testing import frameworks
    >>> from autograd_core.testing.evidence import gathered
    >>> subject = Subject.of(lambda x: np.sin(x**2), (np.array([1.0, 2.0]),), frameworks.OURS)
    >>> multiplied(gathered(subject, Pullbacks(subject, vjp=lambda g, x: g * np.cos(x**2))), 0)
    'the gradient of {path} is right when it is multiplied by x and by 2'

Not here: entries that are moved (`causes`), and guesses about some of the entries only (`some_entries`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from autograd_core.testing.evidence import MANY, Evidence, Sets, lengthened
from autograd_core.testing.pullbacks import Pullbacks
from autograd_core.testing.subjects import Subject

__all__ = ["alike", "lacking", "multiplied", "scaled"]

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
    np.sqrt(np.pi): "√π",
    2 / np.sqrt(np.pi): "2/√π",
    np.sqrt(2 * np.pi): "√(2 π)",
    180 / np.pi: "180/π (degrees for radians)",
}
"""Factors that people forget."""

POWERS: dict[str, Callable[[Any], Any]] = {
    "multiplied by {}": lambda b: b,
    "divided by {}": lambda b: 1 / b,
    "multiplied by {}²": lambda b: b**2,
    "divided by {}²": lambda b: 1 / b**2,
    "multiplied by 1 + {}": lambda b: 1 + b,
    "multiplied by 1 − {}": lambda b: 1 - b,
    "multiplied by 1 − {}²": lambda b: 1 - b**2,
    "multiplied by log {}": np.log,
    "multiplied by exp {}": np.exp,
    "divided by exp {}": lambda b: np.exp(-b),
}
"""Factors that people forget or take for others, made of an array."""

# ------------------------------------------------------------------------------------------------- constant factors


def scaled(sets: Sets, k: int, pullbacks: Pullbacks) -> str:
    """Say so if a whole array is off by a constant factor, and whether that follows the length of an axis."""
    factor = _ratio(sets, k)
    if not factor:
        return ""
    direction, times = ("small", abs(factor)) if abs(factor) > 1 else ("large", 1 / abs(factor))
    sign = "" if factor > 0 else ", and has the wrong sign"
    said = f"the gradient of {{path}} is too {direction} by the factor"
    if size := _size(sets, k, pullbacks, factor):
        return f"{said} {size}, in every entry{sign}{_sum_or_mean(size, factor)}"
    return f"{said} {_named(times, sets[0].tolerance)} in every entry{sign}"


def _named(number: float, tolerance: float = 1e-7) -> str:
    """Return a factor in words, where it is one that people forget; of a root, what it is the root of."""
    near = 1e-5 if tolerance < 1e-5 else 3e-3
    if name := next((name for known, name in NUMBERS.items() if abs(number - known) < near * known), ""):
        return name
    text, square = f"{number:.{8 if near == 1e-5 else 4}g}", round(number**2)
    is_root = abs(number - np.sqrt(square)) < tolerance * number and "." in text and square < MANY
    return f"√{square}" if is_root else text


def _sum_or_mean(size: str, factor: float) -> str:
    wrong, right = ("mean", "sum") if factor > 1 else ("sum", "mean")
    is_whole = size.split(", ")[1].startswith(("the length", "the size")) and " over " not in size
    return f": perhaps a {wrong} is taken for a {right}" if is_whole and factor > 0 else ""


def _size(sets: Sets, k: int, pullbacks: Pullbacks, factor: float) -> str:
    """Return which size a factor is, if it changes with it: a number may be 3 as an axis has that length by chance."""
    subject, times = sets[0].subject, max(abs(factor), 1 / abs(factor))
    near = max(1e-5, sets[0].tolerance)
    matching = {name: max(size, 1 / size) for name, size in _sizes(subject, k) if _is_near(size, times, near)}
    for length in sorted({n for _, _, n in _axes(subject, k)} - {1}) if matching else []:
        others = lengthened(subject, pullbacks, length)
        other = _ratio(others, k) if others else None
        if other and not _is_near(abs(other), times, near):
            now = dict(_sizes(others[0].subject, k))
            names = (name for name in matching if _is_near(now[name], abs(other), near))
            return next((f"{_named(matching[name])}, {name}" for name in names), "")
    return ""


def _is_near(size: float, times: float, near: float) -> bool:
    """Whether a factor is a size, or 1 over it."""
    return abs(max(size, 1 / size) - max(times, 1 / times)) < near * max(times, 1 / times)


def _axes(subject: Subject, k: int) -> Iterator[tuple[str, int, int]]:
    """Yield all axes with whose they are, the argument's own first."""
    shapes = subject.form.shapes
    for other in (k, *(j for j in range(len(shapes)) if j != k)):
        yield from ((subject.path(other), axis, n) for axis, n in enumerate(shapes[other]))
    for shape in subject.result.shapes if subject.result else ():
        yield from (("the result", axis, n) for axis, n in enumerate(shape))


def _sizes(subject: Subject, k: int) -> Iterator[tuple[str, float]]:
    """Yield numbers that are sizes, or made of them, with names."""
    lengths = [(f"the length of axis {axis} of {name}", n) for name, axis, n in _axes(subject, k) if n > 1]
    named = [*lengths, (f"the size of {subject.path(k)}", int(np.prod(subject.form.shapes[k])))]
    yield from ((name, float(n)) for name, n in named)
    yield from ((f"the root of {name}", float(np.sqrt(n))) for name, n in named)
    yield from ((f"n/(n − 1) for n, {name}", n / (n - 1)) for name, n in named if n > 1)
    own = [(f"the length of axis {axis}", n) for axis, n in enumerate(subject.form.shapes[k])]
    yield from ((f"{first} over {second} of {subject.path(k)}", n / m) for first, n in own for second, m in own if m)


def _ratio(sets: Sets, k: int) -> float | None:
    """Return by which constant factor the whole array is off, if it is by one."""
    given, measured = _pairs(sets, k)
    shows = np.abs(given) > 1e-3 * np.abs(given).max(initial=0.0)
    factor = _constant(measured[shows] / given[shows], sets[0].tolerance) if shows.any() else None
    fits = factor and all(each.fits(k, factor * each.array(each.given, k)) for each in sets)
    return factor if fits else None


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


# ------------------------------------------------------------------------------------------------- factors and terms


def multiplied(sets: Sets, k: int) -> str:
    """Return which array the gradient has to be multiplied or divided by."""
    for name in _bases(sets[0], k):
        for words, power in POWERS.items():
            with np.errstate(all="ignore"):
                products = [each.array(each.given, k) * power(_bases(each, k)[name]) for each in sets]
            if factor := _common(sets, k, products):
                again = "multiplied by" if words.startswith("divided") else "by"
                rest = "" if abs(factor - 1) < 1e-4 else f" and {again} {_number(factor)}"
                return f"the gradient of {{path}} is right when it is {words.format(name)}{rest}"
    return ""


def lacking(sets: Sets, k: int) -> str:
    """Return which multiple of an array the gradient lacks."""
    terms = [_terms(each, k) for each in sets]
    for name in terms[0]:
        gaps = [each.array(each.measured, k) - each.array(each.given, k) for each in sets]
        if factor := _common(sets, k, [each[name] for each in terms], gaps):
            times = "" if abs(abs(factor) - 1) < 1e-4 else f"{_number(abs(factor))} · "
            term = _number(abs(factor)) if name == "1" else f"{times}{name}"
            change = f"{term} added: a term is missing" if factor > 0 else f"{term} taken away: a term is too many"
            return f"the gradient of {{path}} is right with {change}"
    return ""


def _number(factor: float) -> str:
    return f"{factor:.6g}".replace("-", "−")


def _bases(each: Evidence, k: int) -> dict[str, Any]:
    """Return arrays that a factor may be made of, with the argument's shape: itself, others, the result."""
    subject, x = each.subject, each.array(each.subject.x, k)
    arrays = {subject.path(j): array for j, array in enumerate(subject.form.unpacked(subject.x)) if j != k}
    if subject.result is not None and len(subject.result.shapes) == 1:
        arrays["the result"] = subject.result.unpacked(subject.y)[0]
    spread = {name: _spread(array, x.shape) for name, array in arrays.items()}
    return {subject.path(k): x} | {name: array for name, array in spread.items() if array is not None}


def _spread(array: Any, shape: tuple[int, ...]) -> Any:
    """Return an array broadcast to a shape, if need be with an axis put last or first, or None."""
    for candidate in (array, array[..., None]):
        if candidate.ndim <= len(shape) and all(
            n in {1, m} for n, m in zip(candidate.shape[::-1], shape[::-1], strict=False)
        ):
            return np.broadcast_to(candidate, shape)
    return None


def _terms(each: Evidence, k: int) -> dict[str, Any]:
    """Return arrays of the argument's shape that a term may be made of."""
    result, bases = each.subject.result, _bases(each, k)
    terms = {"1": np.ones(each.subject.form.shapes[k]), **bases}
    if result is not None and result.shapes == (each.subject.form.shapes[k],) and each.v.size > 1:
        v = result.unpacked(each.v)[0]
        terms = {"the cotangent": v, **{f"the cotangent · {name}": v * base for name, base in bases.items()}, **terms}
    return terms


def _common(sets: Sets, k: int, arrays: list[Any], wanted: list[Any] | None = None) -> float | None:
    """Return the one factor by which arrays give what is measured or wanted in all sets, if there is one."""
    targets = wanted or [each.array(each.measured, k) for each in sets]
    ratios: list[float] = []
    for each, array, target in zip(sets, arrays, targets, strict=True):
        seen = each.known[each.part(k)].reshape(*array.shape, -1).all(-1)
        with np.errstate(all="ignore"):
            ratios += list(np.real(target / array)[seen & (np.abs(array) > 1e-3 * np.abs(array).max(initial=0.0))].flat)
    factor = _constant(np.array(ratios), 10 * sets[0].tolerance) if len(ratios) > 3 else None
    if not factor or abs(factor) < 1e-6:
        return None
    rest = [0.0] * len(sets) if wanted is None else [each.array(each.given, k) for each in sets]
    holds = (each.fits(k, factor * array + g) for each, array, g in zip(sets, arrays, rest, strict=True))
    return factor if all(holds) else None


# ------------------------------------------------------------------------------------------- the same along an axis


def alike(sets: Sets, k: int) -> str:
    """Say so if entries along an axis are all off by the same factor, or by the same term, as a sum or a mean is."""
    parts = [(each.known[each.part(k)], each.wrong[each.part(k)]) for each in sets]
    is_complex = sets[0].subject.form.dtypes[k].kind == "c"
    if is_complex or len(sets) < 2 or not all(known.all() and wrong.any() for known, wrong in parts):
        return ""
    shape = sets[0].subject.form.shapes[k]
    for axes in (None, *((axis,) for axis in range(len(shape)) if len(shape) > 1)):
        if np.prod([n for axis, n in enumerate(shape) if axes is None or axis in axes]) < 3:
            continue
        along = "in all entries" if axes is None else f"along axis {axes[0]}"
        if all(_are_alike(each, k, axes, np.divide) for each in sets):
            return f"the gradient of {{path}} is off by a factor that is the same {along}, and another one elsewhere"
        if all(_are_alike(each, k, axes, np.subtract) for each in sets):
            return f"the gradient of {{path}} lacks a term that is the same {along}, as a sum or a mean is"
    return ""


def _are_alike(each: Evidence, k: int, axes: tuple[int, ...] | None, gap: Any) -> bool:
    given, measured = each.array(each.given, k), each.array(each.measured, k)
    with np.errstate(all="ignore"):
        between = gap(measured, given)
        middle = np.median(between, axis=axes, keepdims=True)
        candidate = middle * given if gap is np.divide else given + middle
    return bool(np.isfinite(middle).all()) and each.fits(k, candidate)
