"""Guesses at what a rule takes for something else: another cotangent, another argument, a part of the results only.

    >>> from autograd_core.testing import frameworks
    >>> from autograd_core.testing.evidence import gathered
    >>> from autograd_core.testing.pullbacks import Pullbacks
    >>> from autograd_core.testing.subjects import Subject
    >>> subject = Subject.of(np.cumsum, (np.array([1.0, 2.0, 3.0]),), frameworks.OURS)
    >>> explained(gathered(subject, Pullbacks(subject, vjp=lambda g, x: np.cumsum(g))), 0)
    'the gradient of {path} is J v where Jᵀ v is asked for (the Jacobian is not transposed)'

Not here: which guess is tried when (`causes`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from autograd_core.testing.evidence import MANY, Evidence, Sets

__all__ = ["explained", "moves", "results"]

TRIED = 3
"""So many entries are measured first, to see whether a guess is worth the others."""

LISTED = 4
"""So many numbers of the result are named one by one."""

Move = Callable[[Any], Any]


def moves(shape: tuple[int, ...]) -> Iterator[tuple[str, Move]]:
    """Yield how the entries of an array might have to be moved; along an axis of two all moves are one."""
    dims = len(shape)
    if dims >= 2:
        yield "transposed", lambda g: np.swapaxes(g, -1, -2)
        yield "transposed", np.transpose
    if dims >= 2 and shape != shape[::-1]:
        yield "read in Fortran order", lambda g: np.reshape(g, g.shape, order="F")
        yield "read in Fortran order", lambda g: np.reshape(g.T, g.shape)
    if sum(n > 1 for n in shape) > 1:
        yield "reversed along all axes", np.flip
    for axis, n in enumerate(shape):
        along = f" along axis {axis}" if dims > 1 else ""
        if n == 2:
            yield f"reversed{along}", partial(np.flip, axis=axis)
        elif n > 2:
            yield f"rolled by 1{along} (it is off by one)", partial(np.roll, shift=1, axis=axis)
            yield f"rolled by −1{along} (it is off by one)", partial(np.roll, shift=-1, axis=axis)
            yield f"reversed{along}", partial(np.flip, axis=axis)


# --------------------------------------------------------------------------------------------------------- cotangents


def explained(sets: Sets, k: int) -> str:
    """Return for which other cotangent or argument the gradient is right, or which other product with the Jacobian."""
    for guesses in (_conjugates, _cotangents):
        holding = [text for text, predicted in guesses(sets[0], k) if _holds(sets, k, predicted)]
        if guesses is _cotangents:
            holding += _arguments(sets, k)
        if holding:
            return f"the gradient of {{path}} is {' or '.join(dict.fromkeys(holding))}"
    return ""


Predicted = Callable[[Evidence], Any]


def _cotangents(first: Evidence, k: int) -> Iterator[tuple[str, Predicted]]:
    """Yield what the gradient may be instead, as a whole gradient at a point; None where that is not known."""
    result = first.subject.result
    if result is None or len(result.shapes) != 1 or first.v.size < 2:
        return
    yield "J v where Jᵀ v is asked for (the Jacobian is not transposed)", partial(_forward, k)
    if result.shapes == (first.subject.form.shapes[k],):
        yield "that of each result by its own entry of {path} only: what others have a part in is missing", _own(k)
    for name, move in moves(result.shapes[0]):
        yield f"right for the cotangent {name}", partial(_for, move)


def _conjugates(first: Evidence, k: int) -> Iterator[tuple[str, Predicted]]:
    result = first.subject.result
    kinds = {dtype.kind for dtype in (first.subject.form.dtypes[k], *(result.dtypes if result else ()))}
    if kinds == {"c"}:
        yield "right when a factor in it is conjugated", partial(_conjugated, k)


def _holds(sets: Sets, k: int, predicted: Predicted) -> bool:
    """Whether the gradient given is a predicted one at all points where that is known, and at two or more."""
    pairs = [(each, predicted(each)) for each in sets]
    known = [each.fits(k, each.array(each.given, k), other) for each, other in pairs if other is not None]
    return len(known) > 1 and all(known)


def _for(move: Move, each: Evidence) -> Any:
    form = each.subject.result
    assert form is not None
    moved = move(form.unpacked(each.v)[0])
    return each.gradient_for(form.packed([moved]))[0] if np.shape(moved) == form.shapes[0] else None


def _block(each: Evidence, k: int) -> Any:
    """Return the Jacobian by one argument if it is square and known, or None."""
    block = each.block(k) if each.v.size == each.given[each.part(k)].size <= MANY else None
    return block if block is not None and np.isfinite(block).all() else None


def _put(each: Evidence, k: int, values: Any) -> Any:
    whole = np.full_like(each.subject.x, np.nan)
    whole[each.part(k)] = values
    return whole


def _forward(k: int, each: Evidence) -> Any:
    block = _block(each, k)
    return None if block is None else _put(each, k, block @ each.v)


def _own(k: int) -> Predicted:
    def predicted(each: Evidence) -> Any:
        block = _block(each, k)
        return None if block is None else _put(each, k, np.diag(block) * each.v)

    return predicted


def _conjugated(k: int, each: Evidence) -> Any:
    signs = np.where(np.arange(each.v.size) % 2, -1.0, 1.0)
    gradient = each.gradient_for(each.v * signs)[0]
    part = gradient[each.part(k)]
    return _put(each, k, part * np.where(np.arange(part.size) % 2, -1.0, 1.0))


# ------------------------------------------------------------------------------------------------------------ results


def results(sets: Sets, k: int) -> str:
    """Return which numbers of the result have no part in the gradient, if the others have theirs."""
    first = sets[0]
    form, m = first.subject.result, first.v.size
    if form is None or len(form.shapes) != 1 or form.dtypes[0].kind == "c" or not 2 <= m <= MANY:
        return ""
    shares = _shares(sets, k) if _add_up(first, k) else None
    if shares is None or not np.all((np.abs(shares) < 1e-4) | (np.abs(shares - 1) < 1e-4)):
        return ""
    lost = (np.abs(shares) < 1e-4).reshape(form.shapes[0])
    is_few = 2 * lost.sum() <= m
    names = _names(lost if is_few else ~lost)
    return f"the gradient of {{path}} {'lacks' if is_few else 'has only'} what comes by {names}: a sum is not complete"


def _add_up(each: Evidence, k: int) -> bool:
    """Whether several numbers of the result have a part in one entry of the gradient."""
    block = np.abs(np.nan_to_num(each.block(k)))
    return bool(((block > each.tolerance * block.max(initial=0.0)).sum(0) > 1).any())


def _names(chosen: Any) -> str:
    """Return some entries of the result in words: as whole rows or columns, where they are."""
    for axis in range(chosen.ndim if chosen.ndim > 1 else 0):
        others = tuple(other for other in range(chosen.ndim) if other != axis)
        if np.array_equal(whole := chosen.all(others), chosen.any(others)):
            slices = [[":"] * axis + [str(i)] + [":"] * (chosen.ndim - axis - 1) for i in np.flatnonzero(whole)]
            return _listed([f"f[{', '.join(each)}]" for each in slices])
    return _listed([f"f{entry.tolist()}" for entry in np.argwhere(chosen)])


def _listed(names: list[str]) -> str:
    return ", ".join(names[:LISTED]) + (f" and {len(names) - LISTED} more" if len(names) > LISTED else "")


def _shares(sets: Sets, k: int) -> Any:
    """Return by which factor each number of the result counts in the gradient, if one answer fits all points."""
    rows, given = [], []
    for each in sets:
        seen = each.known[each.part(k)]
        rows.append((each.v[:, None] * each.block(k))[:, seen].T)
        given.append(each.given[each.part(k)][seen])
    matrix, wanted = np.concatenate(rows), np.concatenate(given)
    if not np.isfinite(wanted).all() or len(wanted) <= matrix.shape[1]:
        return None
    shares, _, rank, _ = np.linalg.lstsq(matrix, wanted, rcond=1e-6)
    off = np.abs(matrix @ shares - wanted).max(initial=0.0)
    return shares if rank == matrix.shape[1] and off <= 1e-5 * np.abs(wanted).max(initial=0.0) else None


# ---------------------------------------------------------------------------------------------------------- arguments


def _arguments(sets: Sets, k: int) -> Iterator[str]:
    """Yield at which other point the gradient is right: with an argument transposed, reversed or conjugated."""
    form = sets[0].subject.form
    for other, (shape, dtype) in enumerate(zip(form.shapes, form.dtypes, strict=True)):
        changes: list[tuple[str, Move]] = [*moves(shape), ("negated", np.negative)]
        changes += [("conjugated", np.conj)] if dtype.kind == "c" else []
        for name, move in changes:
            if all(_fits_where(each, k, other, move) for each in sets):
                yield f"right with {sets[0].subject.path(other)} {name}"


def _fits_where(each: Evidence, k: int, other: int, move: Move) -> bool:
    arrays = each.subject.form.unpacked(each.subject.x)
    arrays[other] = move(arrays[other])
    if arrays[other].shape != each.subject.form.shapes[other]:
        return False
    x = each.subject.form.packed(arrays)
    moved = replace(each.subject, x=x, y=each.subject.at(x))
    if not np.isfinite(moved.y).all():
        return False
    known = np.flatnonzero(each.known[each.part(k)]) + each.part(k).start
    trials = known[np.argsort(-np.abs(each.given[known]))[:TRIED]]
    return all(
        Evidence.of(moved, each.v, each.given, chosen).fits(k, each.array(each.given, k)) for chosen in (trials, known)
    )
