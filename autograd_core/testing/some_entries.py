"""Which entries of a gradient are wrong, where some are right: the negative ones, those that are equal, the first ones.

What tells them apart must do so for every entry at every point (`evidence`). Whether it is their place or their number
that counts is seen from entries that are wrong at one point and right at another: where there is none, only places are
told, and where there are, only numbers.

    >>> from autograd_core.testing import frameworks
    >>> from autograd_core.testing.evidence import gathered
    >>> subject = Subject.of(np.square, (np.array([1.0, -2.0, 3.0, -4.0]),), frameworks.OURS)
    >>> pullbacks = Pullbacks(subject, vjp=lambda g, x: 2 * g * abs(x))
    >>> explained(gathered(subject, pullbacks), 0, pullbacks)
    'the gradient of {path} is wrong only where x < 0; it has the wrong sign there'

Not here: what is wrong with all entries (`causes`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from autograd_core.testing.evidence import Evidence, Sets, at_other_arguments, lengthened
from autograd_core.testing.forms import real_pairs
from autograd_core.testing.pullbacks import Pullbacks
from autograd_core.testing.subjects import Subject

__all__ = ["explained", "listed", "only_there", "right_for_longer_axes"]

LISTED = 4
"""So many places are named one by one."""

ENOUGH = 4
"""So many numbers must be wrong, and as many right, before they are compared."""

CLOSE = 0.5
"""A threshold is called 0 where entries are seen on both sides of it as near as this, relative to the largest."""

Mark = tuple[str, Any]


@dataclass
class _Seen:
    """Which coordinates of one argument were seen wrong, and which right: by points, and in all."""

    sets: Sets
    k: int

    def __post_init__(self) -> None:
        part = self.sets[0].part(self.k)
        self.wrong = np.array([each.wrong[part] for each in self.sets])
        self.right = np.array([(each.known & ~each.wrong)[part] for each in self.sets])
        self.known = self.wrong | self.right
        self.changing = (self.wrong.any(0) & self.right.any(0)).sum()
        self.tells = bool(self.wrong.any() and self.right.any()) and len(self.sets) > 1

    def fits(self, marks: Any) -> bool:
        """Whether those with a mark are wrong, and all others right."""
        return bool(np.array_equal(np.broadcast_to(marks, self.wrong.shape)[self.known], self.wrong[self.known]))


def explained(sets: Sets, k: int, pullbacks: Pullbacks) -> str:
    """Return which entries of one argument's gradient are wrong, and how; "" where nothing tells them apart."""
    seen = _Seen(sets, k)
    if not seen.tells:
        return ""
    if seen.changing:
        return _only(seen, _numbers(seen))
    return _only(seen, [*_repeated(seen, pullbacks)] or [name for name, mark in _places(seen) if seen.fits(mark)][:1])


def listed(sets: Sets, k: int) -> str:
    """Return the entries that are wrong one by one, if they are the same at all points."""
    seen = _Seen(sets, k)
    return _only(seen, [*_listed(seen)]) if seen.tells and not seen.changing else ""


def _only(seen: _Seen, names: list[str]) -> str:
    return f"the gradient of {{path}} is wrong only {' or '.join(names)}{_how(seen)}" if names else ""


# ------------------------------------------------------------------------------------------------------------ places


def _places(seen: _Seen) -> Iterator[Mark]:
    """Yield places in an array, the plainest first."""
    form = seen.sets[0].subject.form
    if form.dtypes[seen.k].kind == "c":
        parts = np.arange(form.sizes[seen.k]) % 2
        yield from (("in the real part", parts == 0), ("in the imaginary part", parts == 1))
        return
    yield from ((name, mark.reshape(-1)) for name, mark in _places_in(form.shapes[seen.k], seen))


def _places_in(shape: tuple[int, ...], seen: _Seen) -> Iterator[Mark]:
    grid, dims = np.indices(shape), len(shape)
    for axis, n in enumerate(shape):
        if n > 1 and dims == 1:
            yield from (("in the first entry", grid[0] == 0), ("in the last entry", grid[0] == n - 1))
        elif n > 1:
            yield f"in the first entries along axis {axis}", grid[axis] == 0
            yield f"in the last entries along axis {axis}", grid[axis] == n - 1
    if dims > 1 and min(shape[-2:]) > 1:
        row, column = grid[-2], grid[-1]
        yield from (("on the diagonal", row == column), ("off the diagonal", row != column))
        yield from (("above the diagonal", row < column), ("below the diagonal", row > column))
    for axis in range(dims if dims > 1 else 0):
        chosen = np.unique(grid[axis].reshape(-1)[seen.wrong.any(0)])
        if len(chosen) <= LISTED:
            yield f"at index {', '.join(map(str, chosen))} along axis {axis}", np.isin(grid[axis], chosen)


def _listed(seen: _Seen) -> Iterator[str]:
    """Yield the entries that are wrong, one by one, where all were looked at."""
    wrong, form = seen.wrong.any(0), seen.sets[0].subject.form
    if seen.known.any(0).all() and form.dtypes[seen.k].kind != "c":
        entries = [[int(i) for i in np.unravel_index(j, form.shapes[seen.k])] for j in np.flatnonzero(wrong)]
        more = f" and {len(entries) - LISTED} more" if len(entries) > LISTED else ""
        yield f"in {', '.join(map(str, entries[:LISTED]))}{more}"


def _repeated(seen: _Seen, pullbacks: Pullbacks) -> Iterator[str]:
    """Yield which argument names the wrong entries more than once, if others are wrong when it names others."""
    subject, k = seen.sets[0].subject, seen.k
    path, shape = subject.path(k), subject.form.shapes[k]
    for leaf, (name, indices) in enumerate(zip(subject.paths(), map(_indices, subject.leaves), strict=True)):
        for axis, n in enumerate(shape):
            if not indices.size or indices.min() < -n or indices.max() >= n or subject.form.dtypes[k].kind == "c":
                continue
            if seen.fits(_often(indices, shape, axis)):
                moved = np.asarray((indices + 1) % n, indices.dtype)
                others = at_other_arguments(subject, pullbacks, partial(_put, leaf, moved))
                if others and _Seen(others, k).fits(_often(moved, shape, axis)):
                    yield f"where {name} names an entry of {path} more than once"
                    return


def _put(place: int, value: Any, k: int, leaf: Any) -> Any:
    return value if k == place else leaf


def _indices(leaf: Any) -> Any:
    is_integers = isinstance(leaf, np.ndarray) and leaf.dtype.kind in "iu" and leaf.ndim > 0
    return leaf if is_integers else np.empty(0, int)


def _often(indices: Any, shape: tuple[int, ...], axis: int) -> Any:
    counts = np.bincount(indices.reshape(-1) % shape[axis], minlength=shape[axis])
    return np.broadcast_to((counts > 1).reshape(-1, *[1] * (len(shape) - axis - 1)), shape).reshape(-1)


# ----------------------------------------------------------------------------------------------------------- numbers


def _numbers(seen: _Seen) -> list[str]:
    """Return what the numbers of the wrong entries have in common, and no others have."""
    sets, k = seen.sets, seen.k
    if sets[0].subject.form.dtypes[k].kind == "c":
        return []
    if names := _marked(seen, _special):
        return names
    wrong = seen.wrong[seen.known]
    if seen.changing < min(2, seen.wrong.shape[1]) or min(wrong.sum(), (~wrong).sum()) < ENOUGH:
        return []
    x, path = np.array([each.subject.x[each.part(k)] for each in sets])[seen.known], sets[0].subject.path(k)
    return _marked(seen, _compared) + ([*_threshold(path, x, wrong)] or [*_threshold(f"|{path}|", np.abs(x), wrong)])


def _marked(seen: _Seen, marked: Callable[[Evidence, int], Iterator[Mark]]) -> list[str]:
    marks = [dict(marked(each, seen.k)) for each in seen.sets]
    return [name for name in marks[0] if seen.fits(np.array([mark[name] for mark in marks]))]


def _special(each: Evidence, k: int) -> Iterator[Mark]:
    """Yield what may be special about the numbers of entries, and which have it."""
    x, path = each.array(each.subject.x, k), each.subject.path(k)
    yield f"where {path} = 0", x.reshape(-1) == 0
    _, inverse, counts = np.unique(x, return_inverse=True, return_counts=True)
    yield f"where entries of {path} are equal", (counts > 1)[inverse.reshape(-1)]


def _compared(each: Evidence, k: int) -> Iterator[Mark]:
    """Yield which entries are larger or smaller than others, of their own array or of another one."""
    x, path = each.array(each.subject.x, k), each.subject.path(k)
    for other, shape in enumerate(each.subject.form.shapes):
        if other != k and shape == x.shape:
            with np.errstate(all="ignore"):
                y, name = each.array(each.subject.x, other), each.subject.path(other)
                yield f"where {path} < {name}", np.real(x < y).reshape(-1)
                yield f"where {path} > {name}", np.real(x > y).reshape(-1)
    for axis, n in enumerate(x.shape):
        along = f" along axis {axis}" if x.ndim > 1 else ""
        for name, extreme in (("largest", x.max(axis, keepdims=True)), ("smallest", x.min(axis, keepdims=True))):
            if n > 1:
                yield f"where {path} is the {name}{along}", (x == extreme).reshape(-1)
            if n > 2:
                yield f"where {path} is not the {name}{along}", (x != extreme).reshape(-1)


def _threshold(name: str, x: Any, wrong: Any) -> Iterator[str]:
    """Yield the bound on a number above or below which entries are wrong, if there are enough on both sides."""
    above = x[wrong].min() > x[~wrong].max()
    low, high = (x[~wrong].max(), x[wrong].min()) if above else (x[wrong].max(), x[~wrong].min())
    if low >= high:
        return
    if low <= 0 <= high and high - low < CLOSE * np.abs(x).max():
        yield f"where {name} {'>' if above else '<'} 0"
    else:
        yield f"where {name} is {'above' if above else 'below'} a number between {low:.4g} and {high:.4g}"


def _how(seen: _Seen) -> str:
    """Return how the wrong entries are wrong, if all are alike."""
    part = seen.sets[0].part(seen.k)
    given = np.array([each.given[part] for each in seen.sets])[seen.wrong]
    measured = np.array([each.measured[part] for each in seen.sets])[seen.wrong]
    if not given.any():
        return "; it is 0 there"
    if np.isnan(given).all():
        return "; it is nan there"
    if not np.isfinite(given).all():
        return ""
    if not np.abs(measured).max(initial=0.0) > 1e-9 * np.abs(given).max():
        return "; it should be 0 there"
    with np.errstate(all="ignore"):
        ratio, gap = _one(given / measured), _one(measured - given)
    if ratio is not None:
        is_sign = abs(ratio + 1) < 1e-3
        return "; it has the wrong sign there" if is_sign else f"; it is {ratio:.6g} times the right one there"
    return "" if gap is None else f"; it is {abs(gap):.6g} too {'small' if gap > 0 else 'large'} there"


def _one(numbers: Any) -> float | None:
    """Return the number that several are, if they are."""
    middle = float(np.median(numbers))
    return middle if len(numbers) > 1 and np.all(np.abs(numbers - middle) < 1e-5 * abs(middle)) else None


# ----------------------------------------------------------------------------------------------- wrong only here


def only_there(sets: Sets) -> str:
    """Return what is special about the point, where the gradient is right at others; or ""."""
    here, *others = sets
    plain = [each for each in others if not [*_features(each.subject)]]
    is_wrong_here = here.wrong.any() or not here.known.all()
    if not is_wrong_here or not plain or any(each.wrong.any() or not each.known.all() for each in plain):
        return ""
    special = " and ".join(_features(here.subject))
    return f"the gradient is wrong only at this point{', where ' * bool(special)}{special}: beside it, it is right"


def _features(subject: Subject) -> Iterator[str]:
    """Yield what is special about a point."""
    arrays = [real_pairs(x) for x in subject.form.unpacked(subject.x)]
    paths = [subject.path(k) for k in range(len(arrays))]
    zeros = [path for path, x in zip(paths, arrays, strict=True) if (x == 0).any()]
    if zeros:
        yield f"{zeros[0]} has zeros"
    yield from (f"{path} has equal entries" for path in _tied(paths, arrays))
    for k, x in enumerate(arrays):
        yield from (f"{paths[j]} and {paths[k]} have equal entries" for j in range(k) if np.isin(x, arrays[j]).any())


def _tied(paths: list[str], arrays: list[Any]) -> Iterable[str]:
    return (path for path, x in zip(paths, arrays, strict=True) if len(np.unique(x)) < len(x))


def right_for_longer_axes(sets: Sets, k: int, pullbacks: Pullbacks) -> str:
    """Say so if the gradient, wrong at all points, is right once all axes of length 1 have length 2."""
    subject = sets[0].subject
    if not any(1 in shape for shape in subject.form.shapes):
        return ""
    if not all(each.wrong[each.part(k)].any() for each in sets):
        return ""
    longer = lengthened(subject, pullbacks, 1)
    if not longer or any(each.wrong.any() or not each.known.any() for each in longer):
        return ""
    return "the gradient is wrong only for axes of length 1: with axes of length 2 in their place it is right"
