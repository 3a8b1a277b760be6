"""The contract of a rule: what holds of every pullback g = Jᵀ v, whatever it computes.

    >>> from autograd_core.testing import frameworks
    >>> subject = Subject.of(np.tanh, (np.array([0.5, 1.0]),), frameworks.OURS)
    >>> squares = Pullbacks(subject, vjp=lambda g, x: g**2 * (1 - np.tanh(x) ** 2))
    >>> [breach.law for breach in broken(squares, np.random.default_rng(0))]
    ['linear']

It has the shape and dtype of its argument; it is linear in v; the same call gives the same result; it writes into
nothing and reads any layout (`memory`); it is the transpose of the forward rule, where there is one (`transposes`). Of
a function that just returns numbers, as `gradient`, less is asked. Tolerances are loose: it is not here that a wrong
digit is found (`referee`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from autograd_core import tree
from autograd_core.errors import GradientCheckError, explain
from autograd_core.testing import memory, rays, transposes
from autograd_core.testing.forms import Form, Vector, is_checked
from autograd_core.testing.probing import Probe, RaisedError, numbers_in
from autograd_core.testing.pullbacks import MisshapenError, Pullbacks
from autograd_core.testing.reports import Breach
from autograd_core.testing.subjects import Subject
from autograd_core.testing.transposes import Forward

__all__ = ["UNRELIABLE", "broken", "misshapen", "require_steady"]

UNRELIABLE = {"raises", "writes", "steady"}
"""Laws without which the numbers that a rule returns say nothing."""


def require_steady(subject: Subject) -> None:
    """Raise GradientCheckError where the function does not return the same for the same numbers."""
    again = subject.at(subject.x)
    with np.errstate(invalid="ignore"):
        off = np.where(again == subject.y, 0.0, np.abs(again - subject.y))
        limit = 64 * 2.0**-52 * np.abs(subject.y).max(initial=0.0)
        differs = (off > limit) | (np.isnan(again) != np.isnan(subject.y))
    if differs.any():
        message = f"{subject.name} does not return the same for the same arguments"
        given = f"two calls that differ by {np.nanmax(off):.3g}"
        raise GradientCheckError(explain(message, given, "seed its random numbers, and keep no state between calls"))


def misshapen(subject: Subject, wrong: MisshapenError) -> Breach:
    """Return the breach of a gradient whose shape is not that of its argument, or of a Jacobian with a wrong shape."""
    path, shape = subject.path(wrong.array), subject.form.shapes[wrong.array]
    if wrong.shape == shape:
        return Breach("shape", f"the gradient of {path} has shape {wrong.gradient.shape}, {path} has shape {shape}")
    result = wrong.shape[: len(wrong.shape) - len(shape)]
    what = f"gradient returns shape {wrong.gradient.shape} where the result has shape {result} and {path} {shape}"
    remedy = "return it, pass a rule as vjp=, or check the sum"
    return Breach("shape", f"{what}: the Jacobian has shape {wrong.shape}; {remedy}")


def broken(
    pullbacks: Pullbacks, rng: np.random.Generator, jvp: Forward | None = None, *, contract: bool = True
) -> list[Breach]:
    """Return what is broken of the contract; where answers cannot be relied on, only the reason for that.

    A forward rule that is given is under test itself, and is looked at also where the contract is left out.
    """
    try:
        probe = Probe(pullbacks, rng)
        for law in _FIRST if contract else ():
            if found := [*law(probe)]:
                return found
        is_held = contract and probe.is_rule
        found = [breach for law in _OF_RULES for breach in law(probe)] if is_held else []
        return [*found, *transposes.broken(probe, jvp)] if is_held or jvp is not None else found
    except RaisedError as raised:
        return [raised.breach]


def _steady(probe: Probe) -> Iterator[Breach]:
    """Look whether the same call gives the same result: at once, and after a call elsewhere."""
    first = probe.pull(probe.v)
    if probe.is_rule:
        again = [probe.pull(probe.v), probe.pull(probe.w), probe.pull(probe.v)][::2]
    else:
        again = [probe.pull_at(probe.subject.x)(probe.v)]
    elsewhere = "two calls with the same arguments"
    apart = next(filter(None, (probe.apart(first, g) for g in again)), None)
    if apart is None and probe.is_rule:
        elsewhere = f"the same call before and after {probe.subject.name} is called at another point"
        _call_elsewhere(probe)
        apart = probe.apart(first, probe.pull(probe.v))
    if apart:
        numbers = f"{probe.source} gives {apart.first:.6g} and {apart.second:.6g} at {apart.place} in {elsewhere}"
        yield Breach("steady", f"{numbers}: compute from the arguments alone, and keep no state")


def _call_elsewhere(probe: Probe) -> None:
    beside = probe.nearby(1e-3)
    probe.subject.at(beside)
    try:
        probe.pull_at(beside)(probe.w)
    except Exception:  # noqa: BLE001  # outside its domain a function may raise anything
        return


# ----------------------------------------------------------------------------------------------------------- dtypes


def _dtype(probe: Probe) -> Iterator[Breach]:
    """Look at the dtypes that come for the arguments as they were given."""
    args, form, v = _as_given(probe)
    raw = probe.raw(args)(form.unpacked(v))
    leaves = [probe.subject.leaves[k] for k in probe.subject.places]
    for k, (g, leaf, dtype) in enumerate(zip(raw.arrays, leaves, probe.subject.given.dtypes, strict=True)):
        if g is None:
            continue
        path = probe.subject.path(k)
        if g.dtype.kind == "c" != dtype.kind:
            if probe.is_rule or np.any(g.imag):
                yield Breach("dtype", f"the gradient of {path} is complex, {path} is real: return its real part")
        elif probe.is_rule and hasattr(leaf, "dtype") and g.dtype != dtype:
            what = f"the gradient of {path} has dtype {g.dtype}, {path} has dtype {dtype}"
            yield Breach("dtype", f"{what}: return it in the argument's own, as by .astype({path}.dtype)")


def _as_given(probe: Probe) -> tuple[tuple[Any, ...], Form, Vector]:
    """Return the arguments in their own dtypes, and a cotangent in those of the result."""
    subject, pullbacks = probe.subject, probe.pullbacks
    if subject.given == subject.form or not pullbacks.is_rule:
        return subject.arguments(subject.x), pullbacks.result, probe.v
    args = subject.arguments_of(subject.given.unpacked(subject.x))
    subject.evaluations += 1
    floats = [y for y in map(subject.framework.array, tree.flatten(subject.called(args))[0]) if is_checked(y)]
    form = Form.of(floats)
    return subject.arguments_of(subject.given.unpacked(subject.x)), form, form.packed(form.unpacked(probe.v))


def _precision(probe: Probe) -> Iterator[Breach]:
    """Look whether a rule gives in single precision what it gives in double."""
    subject = probe.subject
    tolerance = 1e4 * max((float(np.finfo(dtype).eps) for dtype in subject.given.dtypes), default=0.0)
    if subject.given == subject.form or tolerance > 0.1:
        return
    off, seen = _off(probe, subject.x, tolerance)
    if not (off > seen).any():
        return
    try:
        beside = [_off(probe, probe.nearby(1e-5), tolerance) for _ in range(3)]
    except Exception:  # noqa: BLE001  # outside of its domain a function raises what it likes
        return
    everywhere = np.array([off, *(each for each, _ in beside)])
    # what is wrong is wrong by about the same at each point; rounding and kinks are not
    is_wrong = (everywhere.min(axis=0) > np.max([seen, *(each for _, each in beside)], axis=0)) & (
        everywhere.min(axis=0) > 3 * np.ptp(everywhere, axis=0)
    )
    if is_wrong.any():
        array, entry, _ = subject.form.place(int(np.argmax(is_wrong)))
        path = subject.path(array)
        what = f"the gradient of {path} in {subject.given.dtypes[array]} is off that in double precision"
        where = f" by {off[np.argmax(is_wrong)]:.3g} at {path}{[*entry] or ''}"
        yield Breach("precision", f"{what}{where}: use one formula for all dtypes")


def _off(probe: Probe, x: Vector, tolerance: float) -> tuple[Vector, Vector]:
    """Return by how much a rule in single precision is off that in double, and what would be seen in f itself."""
    subject = probe.subject
    x = subject.given.packed(subject.given.unpacked(x))
    narrow_args = subject.arguments_of(subject.given.unpacked(x))
    subject.evaluations += 1
    floats = [y for y in map(subject.framework.array, tree.flatten(subject.called(narrow_args))[0]) if is_checked(y)]
    form = Form.of(floats)
    v = form.packed(form.unpacked(probe.v))
    y, value = subject.at(x), form.packed(floats)
    narrow = probe.coordinates(probe.raw(narrow_args)(form.unpacked(v)), v)
    wide = probe.pull_at(x)(v)
    with np.errstate(all="ignore"):
        scale = np.nan_to_num(np.abs(v)) @ np.abs(y) / np.maximum(np.abs(x), 1.0)
        off = np.nan_to_num(np.abs(narrow - wide), posinf=0.0)
        if not np.allclose(value, y, rtol=tolerance, atol=tolerance * np.abs(y).max(initial=0.0)):
            off = np.zeros_like(off)
        largest = np.abs(wide[np.isfinite(wide)]).max(initial=0.0)
    return off, np.maximum(tolerance * largest, 0.01 * tolerance * scale)


# ---------------------------------------------------------------------------------------------------------- numbers


def _linear(probe: Probe) -> Iterator[Breach]:
    """Look whether 0 gives 0, and sums and multiples of cotangents those of gradients."""
    v, w, subject = probe.v, probe.w, probe.subject
    g, h = probe.pull(v), probe.pull(w)
    zero = probe.pull(np.zeros_like(v))
    rest = "a rule multiplies the cotangent, and does nothing else to it"
    if (at := probe.apart(np.zeros_like(zero), np.where(np.isfinite(g), zero, 0.0), g)) or _any(zero, g):
        where = f"{at.second:.6g} at {at.place}" if at else "a value that is not 0"
        yield Breach("zero", f"{probe.source} gives {where} for a cotangent of zeros, where it must give 0: {rest}")
        return
    with np.errstate(all="ignore"):
        inside = np.max(np.abs(v * subject.y), initial=0.0, where=np.isfinite(subject.y)) / rays.relative_sizes(
            subject.x
        )
        terms = np.fmax(np.fmax(np.abs(2 * g), np.abs(3 * h)), inside)
        trials = [("2 v − 3 w", 2 * v - 3 * w, 1.0, 2 * g - 3 * h, terms)]
        trials += [(f"{factor:g} v", factor * v, factor, g, np.fmax(np.abs(g), inside)) for factor in (1e4, 1e-4)]
    for name, cotangent, factor, wanted, size in trials:
        got = probe.pull(probe.rounded(cotangent)) / factor
        finite = np.isfinite(got) & np.isfinite(wanted)
        if at := probe.clearly_apart(*(np.where(finite, each, 0.0) for each in (wanted, got, size))):
            numbers = f"for the cotangent {name} it gives {factor * at.second:.6g} at {at.place}"
            what = f"{probe.source} is not linear in the cotangent: {numbers}, of those of v and w follows"
            yield Breach("linear", f"{what} {factor * at.first:.6g}; {rest}")
            return


def _any(zero: Vector, g: Vector) -> bool:
    """Whether a gradient for no cotangent is not 0 in an entry that is finite otherwise."""
    return bool((np.isfinite(g) & np.isfinite(zero) & (np.abs(zero) > 1e-12 * np.abs(g).max(initial=0.0))).any())


def _forward(probe: Probe) -> Iterator[Breach]:
    """Look whether the function has the same value while it is differentiated as else."""
    subject, pullbacks = probe.subject, probe.pullbacks
    if pullbacks.vjp is not None:
        return
    with np.errstate(all="ignore"):
        result = subject.framework.vjp(subject.function, subject.arguments(subject.x))[0]
    recorded = numbers_in(subject, result)
    tolerance = 1e-3 if subject.is_single else 1e-6
    if recorded.shape != subject.y.shape:
        yield Breach("value", f"{subject.name} returns another shape while it is differentiated than else")
        return
    with np.errstate(all="ignore"):
        off = np.abs(recorded - subject.y) > tolerance * np.abs(subject.y[np.isfinite(subject.y)]).max(initial=0.0)
    if off.any():
        j = int(np.argmax(off))
        numbers = f"{recorded[j]:.6g} while it is differentiated, and {subject.y[j]:.6g} else"
        yield Breach("value", f"{subject.name} returns {numbers}: let the function and its rule compute the same")


_FIRST = (memory.written, _steady, _dtype)
_OF_RULES = (memory.shared, _linear, memory.laid_out, _precision, _forward)
