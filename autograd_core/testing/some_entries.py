"""Which entries of a gradient are wrong, where some are right: the negative ones, those that are equal, the first ones.

What tells them apart is accepted where it does so for every entry at every point (`evidence`): all that have it are
wrong, and all others right.

    >>> from autograd_core.testing import frameworks
    >>> subject = Subject.of(np.square, (np.array([1.0, -2.0, 3.0, -4.0]),), frameworks.OURS)
    >>> sets = gathered(subject, Pullbacks(subject, vjp=lambda g, x: 2 * g * abs(x)), np.random.default_rng(0))
    >>> explained(sets, 0)
    'the gradient of x is wrong only where x < 0; it has the wrong sign there'

Not here: what is wrong with all entries (`causes`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from autograd_core import tree
from autograd_core.testing.evidence import Evidence, gathered
from autograd_core.testing.forms import real_pairs
from autograd_core.testing.pullbacks import Pullbacks
from autograd_core.testing.subjects import Subject

__all__ = ["explained", "only_there", "right_for_longer_axes"]

Sets = list[Evidence]


def explained(sets: Sets, k: int) -> str:
    """Return which entries of one argument's gradient are wrong, and how; "" where nothing tells them apart."""
    if sets[0].subject.form.dtypes[k].kind == "c":
        return ""
    known = [each.known[each.part(k)] for each in sets]
    wrong = np.concatenate([each.wrong[each.part(k)][seen] for each, seen in zip(sets, known, strict=True)])
    if not wrong.any() or wrong.all():
        return ""
    marks = [_marks(each, k) for each in sets]
    for name in marks[0]:
        here = np.concatenate([mark[name][seen] for mark, seen in zip(marks, known, strict=True)])
        if np.array_equal(here, wrong):
            return f"the gradient of {sets[0].subject.path(k)} is wrong only {name}{_how(sets, k)}"
    if text := _threshold(sets, k, known, wrong):
        return f"the gradient of {sets[0].subject.path(k)} is wrong only {text}{_how(sets, k)}"
    return _dropped(sets, k)


def _marks(each: Evidence, k: int) -> dict[str, Any]:
    """Return what may tell entries apart, in words, and which have it."""
    x, path = each.array(each.subject.x, k), each.subject.path(k)
    marks = {f"where {path} < 0": x < 0, f"where {path} > 0": x > 0, f"where {path} = 0": x == 0}
    _, inverse, counts = np.unique(x, return_inverse=True, return_counts=True)
    marks[f"where entries of {path} are equal"] = (counts > 1)[inverse].reshape(x.shape)
    marks |= dict(_repeated(each.subject, x, path))
    for axis, n in enumerate(x.shape):
        if n > 1:
            along = f" along axis {axis}" if x.ndim > 1 else ""
            index = np.arange(n).reshape(-1, *[1] * (x.ndim - axis - 1))
            for name, chosen in {"first": index == 0, "last": index == n - 1}.items():
                marks[f"in the {name} entries{along}"] = np.broadcast_to(chosen, x.shape)
    return {name: mark.reshape(-1) for name, mark in marks.items()}


def _repeated(subject: Subject, x: Any, path: str) -> Iterator[tuple[str, Any]]:
    """Yield the entries that some other argument, of whole numbers, names more than once."""
    for name, leaf in zip(subject.paths(), subject.leaves, strict=True):
        indices = np.asarray(leaf) if isinstance(leaf, (np.ndarray, np.integer, int)) else np.empty(0)
        if indices.dtype.kind not in "iu" or indices.ndim == 0:
            continue
        for axis, n in enumerate(x.shape):
            if indices.size and -n <= indices.min() and indices.max() < n:
                often = np.bincount(indices.reshape(-1) % n, minlength=n) > 1
                mark = np.broadcast_to(often.reshape(-1, *[1] * (x.ndim - axis - 1)), x.shape)
                yield f"where {name} names an entry of {path} more than once", mark


def _threshold(sets: Sets, k: int, known: list[Any], wrong: Any) -> str:
    """Return the bound on the argument above or below which entries are wrong, if there are enough on both sides."""
    x = np.concatenate([each.subject.x[each.part(k)][seen] for each, seen in zip(sets, known, strict=True)])
    if min(wrong.sum(), (~wrong).sum()) < 3:
        return ""
    path = sets[0].subject.path(k)
    for name, values in ((path, x), (f"|{path}|", np.abs(x))):
        if values[wrong].min() > values[~wrong].max():
            return f"where {name} is above a number between {values[~wrong].max():.4g} and {values[wrong].min():.4g}"
        if values[wrong].max() < values[~wrong].min():
            return f"where {name} is below a number between {values[wrong].max():.4g} and {values[~wrong].min():.4g}"
    return ""


def _how(sets: Sets, k: int) -> str:
    """Return how the wrong entries are wrong, if all are alike."""
    wrong = [each.wrong & each.known for each in sets]
    parts = [each.part(k) for each in sets]
    given = np.concatenate([e.given[p][w[p]] for e, p, w in zip(sets, parts, wrong, strict=True)])
    measured = np.concatenate([e.measured[p][w[p]] for e, p, w in zip(sets, parts, wrong, strict=True)])
    if not given.any():
        return "; it is 0 there"
    if np.isnan(given).all():
        return "; it is nan there"
    if not np.isfinite(given).all():
        return ""
    if not np.abs(measured).max(initial=0.0) > 1e-9 * np.abs(given).max():
        return "; it should be 0 there"
    with np.errstate(all="ignore"):
        ratios = given / measured
    middle = np.median(ratios)
    if len(ratios) < 2 or not np.all(np.abs(ratios - middle) < 1e-3 * abs(middle)):
        return ""
    return (
        "; it has the wrong sign there" if abs(middle + 1) < 1e-3 else f"; it is {middle:.6g} times the right one there"
    )


def _dropped(sets: Sets, k: int) -> str:
    """Say of entries that nothing tells apart, but that are 0 without reason, that they are left out."""
    if not all(_is_zero_where_wrong(each, k) for each in sets):
        return ""
    each = sets[0]
    missing = np.flatnonzero(each.wrong[each.part(k)])
    if not len(missing):
        return ""
    entries = [tuple(int(i) for i in np.unravel_index(j, each.subject.form.shapes[k])) for j in missing[:3]]
    listed = ", ".join(f"[{', '.join(map(str, entry))}]" for entry in entries)
    more = f" and {len(missing) - 3} more" if len(missing) > 3 else ""
    return f"entries of the gradient of {each.subject.path(k)} are left out, and so 0: {listed}{more}"


def _is_zero_where_wrong(each: Evidence, k: int) -> bool:
    part = each.part(k)
    return not each.given[part][each.wrong[part]].any()


# ----------------------------------------------------------------------------------------------- wrong only here


def only_there(sets: Sets) -> str:
    """Return what is special about the point, where the gradient is right beside it; or ""."""
    here, *others = sets
    is_wrong_here = here.wrong.any() or not here.known.all()
    if is_wrong_here and others and not others[0].wrong.any() and others[0].known.all():
        return f"the gradient is wrong only {_special(here.subject)}: beside it, it is right"
    return ""


def _special(subject: Subject) -> str:
    arrays = [real_pairs(x) for x in subject.form.unpacked(subject.x)]
    tied = [subject.path(k) for k, x in enumerate(arrays) if len(np.unique(x)) < len(x)]
    if tied:
        return f"at ties, where entries of {tied[0]} are equal"
    for k, x in enumerate(arrays):
        for other in range(k):
            if np.isin(x, arrays[other]).any():
                return f"at ties, where {subject.path(other)} and {subject.path(k)} have equal entries"
    if (subject.x == 0).any():
        k = subject.form.place(int(np.argmax(subject.x == 0)))[0]
        return f"where {subject.path(k)} is 0"
    return "at this very point"


def right_for_longer_axes(subject: Subject, pullbacks: Pullbacks) -> str:
    """Say so if the gradient is right once all axes of length 1 have length 2."""
    short = [shape for shape in subject.form.shapes if 1 in shape]
    if not short:
        return ""
    arrays = subject.form.unpacked(subject.x)
    longer = [np.tile(x, [2 if n == 1 else 1 for n in x.shape]) for x in arrays]
    longer = [x * np.linspace(1.0, 1.1, x.size).reshape(x.shape) for x in longer]
    try:
        args = _with(subject, longer)
        other = Subject.of(subject.function, args, subject.framework, subject.name)
        sets = gathered(other, Pullbacks(other, pullbacks.gradient, pullbacks.vjp), np.random.default_rng(0))
    except Exception:  # noqa: BLE001  # the function may demand axes of length 1
        return ""
    if not sets or any(each.wrong.any() or not each.known.any() for each in sets):
        return ""
    return "the gradient is wrong only for axes of length 1: with axes of length 2 in their place it is right"


def _with(subject: Subject, arrays: list[Any]) -> tuple[Any, ...]:
    """Return the arguments with NumPy's arrays in place of others of any shape."""
    leaves = list(subject.leaves)
    for k, x in zip(subject.places, arrays, strict=True):
        leaves[k] = x if isinstance(leaves[k], np.ndarray) else subject.framework.value(x, leaves[k])
    args: tuple[Any, ...] = tree.flatten(subject.args)[1](leaves)
    return args
