"""What a rule does to memory: it writes into nothing that it is given, keeps nothing, and reads any layout.

It may return the cotangent itself, or a view of it, as that of a sum or a transpose does: nobody writes into either.

    >>> from autograd_core.testing.pullbacks import Pullbacks
    >>> def rule(g, x):
    ...     g *= 2 * x
    ...     return g
    >>> subject = Subject.of(np.square, (np.array([1.0, 2.0]),), frameworks.OURS)
    >>> probe = Probe(Pullbacks(subject, vjp=rule), np.random.default_rng(0))
    >>> print(written(probe)[0].sentence)
    vjp writes into the cotangent: compute in a copy of it

Not here: what holds of the numbers (`contracts`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from autograd_core import tree
from autograd_core.testing import frameworks
from autograd_core.testing.forms import Vector
from autograd_core.testing.layouts import laid
from autograd_core.testing.probing import Difference, Probe, RaisedError, numbers_in
from autograd_core.testing.reports import Breach
from autograd_core.testing.subjects import Subject

__all__ = ["laid_out", "shared", "written"]

LAYOUTS = {
    "Fortran": "in Fortran order",
    "strided": "strided, every other cell of a larger array",
    "reversed": "reversed, with negative strides",
    "read-only": "read-only",
    "broadcast": "a broadcast view, of stride 0",
}
"""The layouts that are tried, in words."""


def written(probe: Probe) -> list[Breach]:
    """Return a breach for each thing that the rule, or the function itself, writes into."""
    subject = probe.subject
    args = subject.arguments(subject.x)
    cotangents = probe.pullbacks.result.unpacked(probe.v)
    probe.coordinates(probe.raw(args)(cotangents), probe.v)
    found = [f"{probe.source} writes into {path}" for path in _changed(subject, args)]
    if not np.array_equal(probe.pullbacks.result.packed(cotangents), probe.v):
        found.append(f"{probe.source} writes into the cotangent")
    if not found:
        found = [f"{subject.name} writes into its argument {path}" for path in _changed_by_function(subject)]
    return [Breach("writes", f"{what}: compute in a copy of it") for what in found]


def _changed(subject: Subject, args: tuple[Any, ...]) -> Iterator[str]:
    leaves = tree.flatten(args)[0]
    arrays = [subject.framework.array(leaves[k]) for k in subject.places]
    for k, (now, before) in enumerate(zip(arrays, subject.form.unpacked(subject.x), strict=True)):
        if now.tobytes() != before.tobytes():
            yield subject.path(k)


def _changed_by_function(subject: Subject) -> Iterator[str]:
    """Yield the arrays that the function writes into; frameworks other than NumPy have their own rules for that."""
    if subject.framework is not frameworks.OURS:
        return
    args = subject.arguments(subject.x)
    subject.evaluations += 1
    with np.errstate(all="ignore"):
        subject.function(*args)
    yield from _changed(subject, args)


def shared(probe: Probe) -> list[Breach]:
    """Return a breach where a gradient is the memory of an argument, or is written over by the next call."""
    if probe.pullbacks.vjp is None:
        return []
    args = probe.subject.arguments(probe.subject.x)
    first = _returned(probe, args, probe.v)
    kept = [np.array(g) for g in first]
    _returned(probe, args, probe.w)
    if not all(np.array_equal(now, then, equal_nan=True) for now, then in zip(first, kept, strict=True)):
        return [Breach("keeps", "the next call of vjp writes over the gradient of the last one: return new arrays")]
    leaves = tree.flatten(args)[0]
    arrays = [(k, leaves[place]) for k, place in enumerate(probe.subject.places)]
    return [
        Breach("shares", f"vjp returns the memory of {probe.subject.path(k)}: return a copy of it")
        for k, x in arrays
        if isinstance(x, np.ndarray) and any(np.may_share_memory(g, x) for g in first)
    ]


def _returned(probe: Probe, args: tuple[Any, ...], v: Vector) -> list[Any]:
    """Return the arrays that the user's rule returns, as they are."""
    returned = probe.pullbacks.returned(args, probe.pullbacks.result.unpacked(v))
    return [g for g in tree.flatten(returned)[0] if isinstance(g, np.ndarray)]


# ---------------------------------------------------------------------------------------------------------- layout


def laid_out(probe: Probe) -> list[Breach]:
    """Return a breach where the gradient depends on how the arguments, or the cotangent, lie in memory."""
    if probe.subject.framework is not frameworks.OURS:
        return []
    laws = (_arguments_laid_out, _cotangent_laid_out)
    found = ([breach for layout in LAYOUTS for breach in law(probe, layout)] for law in laws)
    return [breaches[0] for breaches in found if breaches]


def _arguments_laid_out(probe: Probe, layout: str) -> Iterator[Breach]:
    subject = probe.subject
    arrays = subject.form.unpacked(subject.x)
    plain = [laid(laid(x, layout), "C") for x in arrays]
    args, as_usual = _with_layout(subject, plain, layout), _with_layout(subject, plain, "C")
    if args is None or as_usual is None:
        return
    try:
        usual = probe.pull_of(as_usual)(probe.v)
        pull = probe.pull_of(args)
    except Exception:  # noqa: BLE001  # rows that are equal may be outside of the domain
        return
    try:
        other = pull(probe.v)
    except RaisedError as error:
        if layout == "read-only" or _same_value(subject, args, as_usual):
            yield Breach("layout", f"{error.breach.sentence}, when the arguments are {LAYOUTS[layout]}")
        return
    apart = probe.clearly_apart(usual, other, at=subject.form.packed(plain))
    if apart and _same_value(subject, args, as_usual):
        yield _breach("the arguments are", layout, apart)


def _with_layout(subject: Subject, arrays: list[Any], layout: str) -> tuple[Any, ...] | None:
    """Return the function's arguments with another layout, or None where none of them has it."""
    leaves, changed = list(subject.leaves), layout == "C"
    for k, x in zip(subject.places, arrays, strict=True):
        if isinstance(leaves[k], np.ndarray):
            leaves[k] = laid(x, layout)
            changed |= _is_special(leaves[k])
        else:
            leaves[k] = subject.framework.value(x, leaves[k])
    args: tuple[Any, ...] = tree.flatten(subject.args)[1](leaves)
    return args if changed else None


def _is_special(x: Any) -> bool:
    return not (x.flags.c_contiguous and x.flags.writeable)


def _same_value(subject: Subject, args: tuple[Any, ...], usual: tuple[Any, ...]) -> bool:
    """Whether the function itself does not mind the layout."""
    try:
        here, there = (_value(subject, given) for given in (args, usual))
    except Exception:  # noqa: BLE001  # what the function refuses, the rule may refuse
        return False
    return np.allclose(here, there, rtol=1e-6, atol=1e-9 * np.abs(here).max(initial=0.0), equal_nan=True)


def _value(subject: Subject, args: tuple[Any, ...]) -> Vector:
    """Return the function's value for arguments as they lie in memory."""
    subject.evaluations += 1
    with np.errstate(all="ignore"):
        return numbers_in(subject, subject.function(*args))


def _cotangent_laid_out(probe: Probe, layout: str) -> Iterator[Breach]:
    cotangents = [laid(v, layout) for v in probe.pullbacks.result.unpacked(probe.v)]
    if not any(map(_is_special, cotangents)):
        return
    v = probe.pullbacks.result.packed(cotangents)
    usual, raw = probe.pull(v), probe.raw(probe.subject.arguments(probe.subject.x))
    try:
        other = probe.coordinates(raw(cotangents), v)
    except RaisedError as error:
        yield Breach("layout", f"{error.breach.sentence}, when the cotangent is {LAYOUTS[layout]}")
        return
    if apart := probe.clearly_apart(usual, other, at=probe.subject.x):
        yield _breach("the cotangent is", layout, apart)


def _breach(who: str, layout: str, apart: Difference) -> Breach:
    numbers = (
        f"the gradient at {apart.place} is {apart.second:.6g} when {who} {LAYOUTS[layout]}, and else {apart.first:.6g}"
    )
    return Breach("layout", f"{numbers}: go by index, not by how memory lies, or copy with np.ascontiguousarray")
