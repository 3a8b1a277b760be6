"""Nests: equations that one nest of loops computes, and how they are gathered.

The outer loops of a nest go over rows, the inner ones along a row, in one pass or several: softmax wants the maximum
of a row, then the sum of exponentials, then a division. What each value is follows from its axes and from its time:

    all axes         computed for each element, in some pass
    the outer axes   one number for each row: an inner axis was reduced, or it was so from the start
    the inner axes   after the loops: outer axes were reduced, as for the gradient of a bias
    none             before the loops, or after them: everything was reduced

An equation joins the nests that compute its operands, unless something else reads these already: so no cycle can arise,
and nothing has to be searched.

    >>> import numpy as np, autograd_core as ag
    >>> graph = ag.trace(lambda x: np.exp(x) / np.sum(np.exp(x), axis=1, keepdims=True))(np.ones((2, 3)))
    >>> [nest] = gather(Axes(graph), graph.equations)
    >>> len(nest.equations), nest.space, nest.inner, [nest.when[k] for k in range(1, 5)]
    (4, frozenset({0, 1}), frozenset({1}), [0, 0, 1, 1])

Not here: how a nest is written (`codegen`), which nests are worth a kernel (`fusing`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import prod
from typing import NamedTuple

from autograd_core.graph.native.axes import COMBINE, Axes, reduction
from autograd_core.graph.structure import Equation

__all__ = ["AFTER", "BEFORE", "Nest", "gather"]

BEFORE, AFTER = -1, 1 << 30
"""The times before and after the loops; a pass is numbered from 0."""

LONGEST = 256
"""Equations in one nest: the time of LLVM grows faster than their number."""

ROW_BYTES = 1 << 16
"""The longest row that is gone along more than once: what is kept of it stays in the nearest cache."""


class Form(NamedTuple):
    """The axes of a nest, those of them that are inner (None where no reduction has decided), and the innermost."""

    space: frozenset[int]
    inner: frozenset[int] | None
    innermost: int | None


class Nest:
    """Equations that are computed together, and when each value is there."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.equations: list[Equation] = []
        self.when: dict[int, int] = {}
        self.open = True
        self.apart = False
        """Whether a number that others want is computed before the loops: then other loops do not come around it."""

    @property
    def space(self) -> frozenset[int]:
        """All axes."""
        return self.form.space

    @property
    def inner(self) -> frozenset[int]:
        """The inner axes: the reduced ones, or all of them."""
        return self.form.space if self.form.inner is None else self.form.inner

    @property
    def outer(self) -> frozenset[int]:
        """The outer axes."""
        return self.form.space - self.inner

    def take(self, other: Nest) -> None:
        """Take over the equations of another nest."""
        self.equations += [equation for equation in other.equations if equation.outputs[0] not in self.when]
        self.when |= other.when
        self.apart |= other.apart


def joined(one: Form, other: Form, *, whole: bool) -> Form | None:
    """Return the form of a nest with the loops of both, or None; `whole`: the smaller is a nest, not an equation."""
    big, small = (one, other) if one.space >= other.space else (other, one)
    if big.space == small.space:
        inner = {form.inner for form in (big, small)} - {None}
        return big._replace(inner=next(iter(inner), None)) if len(inner) < 2 else None
    if not small.space:
        return big
    if not small.space < big.space or small.inner is not None:
        return None
    rest = big.space - small.space
    if big.inner is None:
        return big._replace(inner=rest) if big.innermost in rest else None
    return big if rest == big.inner or (small.space == big.inner and not whole) else None


class _Gathering:
    """The nests so far, while equations are taken in."""

    def __init__(self, axes: Axes, results: Iterable[int]) -> None:
        self.axes, self.values = axes, axes.graph.values
        self.homes: dict[int, Nest] = {}
        self.results = {axes.root(value) for value in results}

    def homes_of(self, equation: Equation) -> list[Nest]:
        """Return the open nests that compute what an equation reads, under one name or another, the largest first."""
        for value in equation.reads:
            if not self.axes.is_renamed(value) and (nest := self.homes.get(self.axes.root(value))):
                nest.open = False  # it is read as it stands in memory
        found = [self.homes.get(self.axes.root(value)) for value in equation.reads]
        return sorted(
            dict.fromkeys([nest for nest in found if nest and nest.open]), key=lambda nest: -len(nest.equations)
        )

    def leave(self, equation: Equation) -> None:
        """Take note of an equation that no kernel computes: what it reads must be there before."""
        for value in equation.reads:
            if nest := self.homes.get(self.axes.root(value)):
                nest.open = False

    def add(self, equation: Equation) -> Nest:
        """Put an equation into a nest."""
        nests = self.homes_of(equation)
        form = own = self._form(equation)
        if any(form.space < nest.space for nest in nests):
            form = form._replace(inner=None)  # a sum over all rows, not over one
        accepted: list[Nest] = []
        for nest in nests:
            together = joined(form, nest.form, whole=bool(accepted) or nest.space < form.space)
            if together and not (nest.apart and together.space) and self._room([*accepted, nest]):
                form, accepted = together, [*accepted, nest]
        time = self._time(equation, form, accepted)
        if time is None:
            form, accepted, time = own, [], self._time(equation, own, [])
            assert time is not None  # nothing stands against an equation alone
        return self._put(equation, form, time, accepted, nests)

    def _put(self, equation: Equation, form: Form, time: int, accepted: Sequence[Nest], nests: Sequence[Nest]) -> Nest:
        for nest in nests:
            nest.open = nest in accepted
        target = accepted[0] if accepted else Nest(form)
        target.form = form
        for nest in accepted[1:]:
            target.take(nest)
            self.homes |= dict.fromkeys([value for value in nest.when if value not in self.axes.light], target)
            nest.equations, nest.open = [], False
        self._bring(equation, target)
        target.equations.append(equation)
        out = equation.outputs[0]
        target.when[out] = time
        self.homes[out] = target
        target.apart |= time == BEFORE and out in self.results
        return target

    def _bring(self, equation: Equation, nest: Nest) -> None:
        """Let a nest compute the single numbers that an equation reads and that each nest computes for itself."""
        wanted = [self.axes.light[value] for value in equation.reads if value in self.axes.light]
        chain: list[Equation] = []
        while wanted:
            chain.append(wanted.pop())
            wanted += [self.axes.light[value] for value in chain[-1].reads if value in self.axes.light]
        for number in reversed(chain):
            if number.outputs[0] not in nest.when:
                nest.equations.append(number)
                nest.when[number.outputs[0]] = BEFORE

    @staticmethod
    def _room(nests: Sequence[Nest]) -> bool:
        return sum(len(nest.equations) for nest in nests) < LONGEST

    # --------------------------------------------------------------------------------------------------- form and time

    def _form(self, equation: Equation) -> Form:
        value = equation.inputs[0] if equation.op in COMBINE else equation.outputs[0]
        assert isinstance(value, int)  # a reduction reads a value
        place = [axis for axis in self.axes.of(value) if axis is not None]
        space, innermost = frozenset(place), place[-1] if place else None
        if equation.op not in COMBINE:
            return Form(space, None, innermost)
        reduced = self._reduced(equation)
        if reduced == space:
            one_row = len(space) == 1 and self._bytes(space) <= ROW_BYTES
            return Form(space, space if one_row and space else None, innermost)
        return Form(space, (reduced if innermost in reduced else space - reduced) if reduced else None, innermost)

    def _reduced(self, equation: Equation) -> frozenset[int]:
        value = equation.inputs[0]
        assert isinstance(value, int)  # as above
        place, dims = self.axes.of(value), reduction(equation, self.values[value]).dims
        return frozenset([axis for dim in dims if (axis := place[dim]) is not None])

    def _bytes(self, space: Iterable[int]) -> int:
        return 8 * prod(self.axes.length(axis) for axis in space)

    def _time(self, equation: Equation, form: Form, nests: Sequence[Nest]) -> int | None:
        """Return when the result of an equation is there, or None if these loops cannot compute it."""
        known = [nest.when for nest in nests]
        roots = [self.axes.root(value) for value in equation.reads]
        latest = max([when[root] for root in roots for when in known if root in when], default=BEFORE)
        inner = form.space if form.inner is None else form.inner
        if equation.op in COMBINE and (reduced := self._reduced(equation)):
            return self._time_of_reduction(equation, reduced, form, latest)
        space = self.axes.space(equation.outputs[0])
        if not space:
            return latest
        if space == form.space:
            again = latest > 0 and self._bytes(inner) > ROW_BYTES
            return None if latest == AFTER or again else max(latest, 0)
        if space == form.space - inner:
            return None if latest == AFTER else max(latest, 0)
        return AFTER if space == inner and latest == AFTER else None

    def _time_of_reduction(self, equation: Equation, reduced: frozenset[int], form: Form, latest: int) -> int | None:
        if latest == AFTER:
            return None
        space = self.axes.space(equation.inputs[0])  # type: ignore[arg-type]  # a reduction reads a value
        inner = form.space if form.inner is None else form.inner
        if space == form.space:
            if latest > 0 and self._bytes(inner) > ROW_BYTES:
                return None
            if reduced == form.inner:
                return max(latest, 0) + 1
            if reduced == form.space:
                return AFTER
            return AFTER if reduced == form.space - inner and self._bytes(inner) <= ROW_BYTES * 2 else None
        return AFTER if space == reduced == form.space - inner else None


def gather(axes: Axes, equations: Sequence[Equation], results: Iterable[int] = ()) -> list[Nest]:
    """Return the nests that compute what kernels can compute of these equations, in the order of their last ones.

    results  the values that are wanted outside
    """
    gathering = _Gathering(axes, results)
    last: dict[Nest, int] = {}
    for number, equation in enumerate(equations):
        if equation.outputs[0] in axes.views or equation.outputs[0] in axes.light:
            continue
        if not fits(axes, equation):
            gathering.leave(equation)
            continue
        last[gathering.add(equation)] = number
    return sorted([nest for nest in last if nest.equations], key=last.__getitem__)


def fits(axes: Axes, equation: Equation) -> bool:
    """Whether a kernel can compute an equation, with one loop for each of its axes."""
    values = [*equation.reads, *equation.outputs]
    return equation.outputs[0] in axes.computed and not any(map(axes.twice, values)) and _short_rows(axes, equation)


def _short_rows(axes: Axes, equation: Equation) -> bool:
    """Whether the rest that a sum over the first axes leaves is short enough to be kept near."""
    if equation.op not in COMBINE:
        return True
    size = 8 * prod(axes.graph.values[equation.outputs[0]].shape)
    (value,) = equation.reads
    place, dims = axes.of(value), reduction(equation, axes.graph.values[value]).dims
    innermost = max((dim for dim, axis in enumerate(place) if axis is not None), default=-1)
    return innermost in dims or innermost == -1 or size <= ROW_BYTES * 2
