"""The forward rule, J u, and the law that binds it to the rule that is checked, Jᵀ v: ⟨v, J u⟩ = ⟨Jᵀ v, u⟩.

    >>> from autograd_core.testing.pullbacks import Pullbacks
    >>> subject = Subject.of(np.square, (np.array([1.0, 2.0]),), frameworks.OURS)
    >>> probe = Probe(Pullbacks(subject), np.random.default_rng(0))
    >>> [breach.law for breach in broken(probe, lambda u, x: x * u)]
    ['adjoint']
    >>> print(broken(probe, lambda u, x: u.sum())[0].sentence)
    jvp gives shape () for a result of shape (2,): return J u, which is like the result

Not here: the other laws (`contracts`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograd_core import tree
from autograd_core.errors import GradientCheckError, explain
from autograd_core.testing import frameworks, rays
from autograd_core.testing.forms import Form, Vector, is_checked
from autograd_core.testing.inputs import require_return
from autograd_core.testing.lines import Line, Test
from autograd_core.testing.probing import Probe, RaisedError
from autograd_core.testing.pullbacks import array_of, written_out
from autograd_core.testing.reports import Breach
from autograd_core.testing.slopes import Slope
from autograd_core.testing.subjects import Subject

__all__ = ["Forward", "broken"]

Forward = Callable[..., Any]

LIKE_RESULT = "return J u, which is like the result"


def broken(probe: Probe, jvp: Forward | None) -> list[Breach]:
    """Return what is broken by the forward rule that is given, if one is, or by the framework's own."""
    try:
        found = [] if jvp is None else [*_malformed(probe, jvp)]
        return found or [*_adjoint(probe, jvp)]
    except RaisedError as raised:
        return [raised.breach]


# ------------------------------------------------------------------------------------------------ a rule that is given


def _malformed(probe: Probe, jvp: Forward) -> Iterator[Breach]:
    """Yield what is wrong with what a forward rule returns and does, whatever the law says of the numbers."""
    subject, form = probe.subject, probe.pullbacks.result
    tangents = subject.form.unpacked(_direction(probe, subject.x))
    before = subject.form.packed(tangents)
    leaves = _returned(probe, jvp, subject.x, tangents)
    if not np.array_equal(subject.form.packed(tangents), before):
        yield Breach("writes", "jvp writes into the tangent: compute in a copy of it")
    arrays = [array_of(subject, leaf, "jvp") for leaf in leaves]
    for array, leaf, shape, dtype in zip(arrays, leaves, form.shapes, form.dtypes, strict=True):
        if array.shape != shape:
            yield Breach("shape", f"jvp gives shape {array.shape} for a result of shape {shape}: {LIKE_RESULT}")
            return
        if array.dtype != dtype and (hasattr(leaf, "dtype") or array.dtype.kind == "c"):
            yield Breach("dtype", f"jvp gives dtype {array.dtype} for a result of dtype {dtype}: {LIKE_RESULT}")
            return
    yield from _without_number(probe, form.packed([a.astype(t) for a, t in zip(arrays, form.dtypes, strict=True)]))


def _without_number(probe: Probe, pushed: Vector) -> Iterator[Breach]:
    """Yield where J u is nan, or infinite and the gradient is not, although the function has a value there."""
    for j in np.flatnonzero(~np.isfinite(pushed) & np.isfinite(probe.subject.y))[:1]:
        row = probe.pull((np.arange(pushed.size) == j).astype(float))
        if np.isnan(pushed[j]) or np.isfinite(row).all():
            entry = probe.subject.result_entry(int(j)) or ()
            place = f" at entry [{', '.join(map(str, entry))}]" if entry else ""
            what = f"jvp gives {pushed[j]}{place}, where {probe.subject.name} has a value and a gradient"
            yield Breach("finite", f"{what}: return the slope along the tangent")


def _returned(probe: Probe, jvp: Forward, x: Vector, tangents: list[Any]) -> list[Any]:
    """Return what a forward rule returns for the numbers of the result, one leaf for each array."""
    subject, shapes = probe.subject, probe.pullbacks.result.shapes
    given = (_like_arguments(subject, tangents), *subject.arguments(x))
    with np.errstate(all="ignore"):
        returned = probe.guarded("jvp", subject.framework.call, jvp, given)
    require_return(returned, "jvp")
    if len(shapes) == 1 and isinstance(returned, (tuple, list)):
        returned = written_out(subject, returned, shapes[0])
    leaves = tree.flatten(returned)[0]
    if len(leaves) != len(shapes):  # those of integers, which have no tangents, may be there or not
        leaves = [leaf for leaf in leaves if is_checked(array_of(subject, leaf, "jvp"))]
    if len(leaves) != len(shapes):
        message = f"jvp returned another number of arrays than {subject.name} does"
        remedy = "return one for each, in order"
        raise GradientCheckError(explain(message, f"{len(leaves)} for {len(shapes)}", remedy))
    return leaves


def _like_arguments(subject: Subject, tangents: list[Any]) -> Any:
    """Return tangents as `jvp` takes them: like the arguments, with zeros for those that are constants; one alone."""
    leaves = [0.0] * len(subject.leaves)
    for k, tangent in zip(subject.places, tangents, strict=True):
        leaves[k] = subject.framework.constant(tangent)
    trees = tree.flatten(subject.args)[1](leaves)
    return trees[0] if len(trees) == 1 else trees


# -------------------------------------------------------------------------------------------------------------- the law


def _adjoint(probe: Probe, jvp: Forward | None) -> Iterator[Breach]:
    """Look whether ⟨v, J u⟩ = ⟨Jᵀ v, u⟩, at the point and beside it: at a kink, the two may choose differently."""
    sides = _sides(probe, jvp, probe.subject.x)
    if sides is None or not sides.differ:
        return
    beside = [_sides_beside(probe, jvp) for _ in range(2)]
    if all(each is not None and each.differ for each in beside):
        forward = "jvp" if jvp else f"the forward rule in {probe.subject.framework.name}"
        what = f"{probe.source} is not the transpose of {forward}"
        numbers = f"⟨v, J u⟩ = {sides.forward:.6g} and ⟨Jᵀ v, u⟩ = {sides.backward:.6g} must be equal"
        measured = sides.measured(probe.subject)
        close = [abs(measured.value - side) <= measured.bound + sides.tolerance * sides.size for side in sides.both]
        verdict = {(True, False): probe.source, (False, True): forward}.get(tuple(close), "one of the two")
        yield Breach("adjoint", f"{what}: {numbers}; {verdict} is wrong, the values give {measured.value:.6g}")


@dataclass(frozen=True)
class _Sides:
    """⟨v, J u⟩ by the forward rule and ⟨Jᵀ v, u⟩ by the rule, and the size of what they are sums of."""

    forward: float
    backward: float
    size: float
    tolerance: float
    u: Vector
    v: Vector

    @property
    def both(self) -> tuple[float, float]:
        """The two numbers."""
        return self.forward, self.backward

    @property
    def differ(self) -> bool:
        """Whether they differ by more than rounding."""
        return abs(self.forward - self.backward) > self.tolerance * self.size

    def measured(self, subject: Subject) -> Slope:
        """Return what the values of the function say."""
        line, test = Line(subject, self.u), Test(self.v, np.zeros_like(self.u))
        slopes = [line.quick(2.0**exponent, test).slope for exponent in (-8, -12, -16)]
        return min(slopes, key=lambda slope: np.nan_to_num(slope.bound, nan=np.inf))


def _sides(probe: Probe, jvp: Forward | None, x: Vector) -> _Sides | None:
    """Return both sides of the law at a point, or None where there is no forward rule, or no finite number."""
    subject = probe.subject
    u = _direction(probe, x)
    pushed = _pushed(probe, jvp, x, u)
    if pushed is None or pushed.shape != probe.v.shape:
        return None
    with np.errstate(all="ignore"):
        finite = np.isfinite(pushed) & np.isfinite(subject.y)
        sizes = np.maximum(np.abs(pushed), 1e-9 * np.abs(pushed[finite]).max(initial=1e-300))
        v = np.where(finite, rays.signs(pushed.size, probe.rng) / sizes, 0.0)
        v = probe.rounded(v / np.abs(v).max(initial=1e-300))
        g = probe.pull_at(x)(v)
        seen = np.isfinite(g)
        if not seen.all():
            return None
        forward, backward = float(v[finite] @ pushed[finite]), float(g @ u)
        size = float(np.abs(v[finite]) @ np.abs(pushed[finite]) + np.abs(g) @ np.abs(u))
    return _Sides(forward, backward, size, 1e-2 if subject.is_single else 1e-6, u, v)


def _sides_beside(probe: Probe, jvp: Forward | None) -> _Sides | None:
    try:
        return _sides(probe, jvp, probe.nearby(1e-5, least=1.0))
    except Exception:  # noqa: BLE001  # outside of its domain a function raises what it likes
        return None


def _direction(probe: Probe, x: Vector) -> Vector:
    form = probe.subject.form
    return form.packed(form.unpacked(rays.signs(x.size, probe.rng) * rays.absolute_sizes(x)))


def _pushed(probe: Probe, jvp: Forward | None, x: Vector, u: Vector) -> Vector | None:
    """Return J u by the rule that is given, or by the framework's own forward rule; None where there is none."""
    subject = probe.subject
    tangents = subject.form.unpacked(u)
    if jvp is not None:
        arrays = [array_of(subject, leaf, "jvp") for leaf in _returned(probe, jvp, x, tangents)]
        return Form.of(arrays).packed(arrays)
    if subject.framework is frameworks.OURS or probe.pullbacks.vjp is not None:
        return None
    try:
        subject.evaluations += 1
        with np.errstate(all="ignore"):
            pushed = subject.framework.jvp(subject.function, subject.arguments(x), tangents)
    except Exception:  # noqa: BLE001  # what has no forward rule says so in its own way
        return None
    return None if pushed is None else Form.of(pushed[1]).packed(pushed[1])
