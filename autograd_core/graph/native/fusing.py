"""Fusing: a graph as a schedule of kernels and of single NumPy calls.

    >>> import numpy as np, autograd_core as ag
    >>> graph = ag.trace(lambda x, w: np.tanh(np.cumsum(x, axis=0) * w))(np.ones((2, 3)), np.ones(3))
    >>> groups, report = fuse(graph)
    >>> [(group.kind, [equation.op for equation in group.equations]) for group in groups]
    [('numpy', ['cumsum']), ('kernel', ['multiply', 'tanh'])]
    >>> print(report[0])
    cumsum, 1 time: not elementwise, or for a dtype that no kernel has

A view may be in several groups: in a kernel it is no work, only another way to step through memory. New values of
Variables come last, after everything else, unless something reads them. Not here: which equations fit into one nest of
loops (`nests`), how a kernel is written (`codegen`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from autograd_core.graph.native.axes import Axes
from autograd_core.graph.native.loops import lay_out
from autograd_core.graph.native.nests import LONGEST, Nest, fits, gather
from autograd_core.graph.native.planning import in_step
from autograd_core.graph.native.products import is_product, is_worth_it
from autograd_core.graph.primitives import is_draw
from autograd_core.graph.schedule import KERNEL, NUMPY, Group
from autograd_core.graph.structure import Equation, Graph, Literal, Write

__all__ = ["Fused", "Left", "fuse"]


LITTLE = 1 << 16
"""Bytes that may be kept for a call of NumPy that waits."""


class Left(NamedTuple):
    """An operation that is left to NumPy, how often, and why."""

    op: str
    times: int
    reason: str

    def __str__(self) -> str:
        """Return it as a line."""
        return f"{self.op}, {self.times} time{'' if self.times == 1 else 's'}: {self.reason}"


class Fused(NamedTuple):
    """A schedule, and what in it is left to NumPy."""

    groups: list[Group]
    report: list[Left]


def fuse(graph: Graph) -> Fused:
    """Return the groups of a lowered graph, in an order in which each finds what it reads."""
    axes = Axes(graph)
    nests = [nest for nest in gather(axes, graph.equations, graph.results) if _is_worth_it(axes, nest)]
    inside = {id(equation) for nest in nests for equation in nest.equations}
    demanded = axes.views.keys() | axes.light.keys()
    others = [e for e in graph.equations if id(e) not in inside and e.outputs[0] not in demanded]
    products = {id(e): e for e in others if is_worth_it(axes, e)}
    left = [e for e in others if id(e) not in products]
    kernels = [*[tuple(nest.equations) for nest in nests], *[(each,) for each in products.values()]]
    groups = _Ordering(axes, kernels, left).groups()
    return Fused(_merged(groups, _targets(graph)), _report(axes, left))


def _is_worth_it(axes: Axes, nest: Nest) -> bool:
    """Whether more than one NumPy call is saved, and new values of Variables may take the places of the old."""
    work = [equation for equation in nest.equations if equation.outputs[0] not in axes.light]
    return len(work) > 1 and all(_is_in_step(axes, nest, write) for write in axes.graph.writes)


def _is_in_step(axes: Axes, nest: Nest, write: Write) -> bool:
    """Whether a nest reads a Variable only at the place that it writes next, if it writes it at all."""
    target = axes.graph.inputs[write.input].value
    if isinstance(write.atom, Literal) or write.atom not in nest.when:
        return True
    reads = {axes.root(value) for equation in nest.equations for value in equation.reads}
    return target not in reads or in_step(lay_out(axes, nest, {write.atom}, vector_bytes=64), write.atom, target)


def _report(axes: Axes, left: Iterable[Equation]) -> list[Left]:
    alone, unfit = (
        "alone among others, where a kernel saves nothing",
        "not elementwise, or for a dtype that no kernel has",
    )
    twice = "one axis stands for two, or rows are too long"
    found = Counter((e.op, alone if fits(axes, e) else twice if e.outputs[0] in axes.computed else unfit) for e in left)
    return [Left(op, count, reason) for (op, reason), count in found.items()]


# ---------------------------------------------------------------------------------------------------------------- order


class _Ordering:
    """The order of the groups: as the equations come, but views when they are read, and new Variables at the end."""

    def __init__(self, axes: Axes, kernels: Sequence[tuple[Equation, ...]], left: Sequence[Equation]) -> None:
        self.axes, self.graph = axes, axes.graph
        self.position = {id(equation): number for number, equation in enumerate(self.graph.equations)}
        self.written = {axes.root(w.atom) for w in self.graph.writes if not isinstance(w.atom, Literal)}
        units = [*kernels, *[(equation,) for equation in left]]
        kinds = [KERNEL] * len(kernels) + [NUMPY] * len(left)
        order = sorted(range(len(units)), key=lambda k: max(self.position[id(e)] for e in units[k]))
        self.units = [(kinds[k], units[k]) for k in order]
        self.on_demand = {**axes.views, **axes.light}
        made = ((out, k) for k, (_, unit) in enumerate(self.units) for e in unit for out in e.outputs)
        self.makers = {out: k for out, k in made if out not in axes.light}
        self.wanted = self._wanted()
        self.done: set[int] = set()
        self.demanded: set[int] = set()
        self.out: list[Group] = []

    def _wanted(self) -> set[int]:
        """Return the values that must be in memory: read by another group, by NumPy through a view, or in the end."""
        atoms = (*self.graph.outputs, *(write.atom for write in self.graph.writes))
        wanted = {atom for atom in atoms if not isinstance(atom, Literal)}
        made = {out for kind, unit in self.units if kind == KERNEL for equation in unit for out in equation.outputs}
        wanted |= {value for value in self.graph.checks if self.axes.root(value) not in made}
        for k, (kind, unit) in enumerate(self.units):
            for value in (value for equation in unit for value in equation.reads):
                if kind == NUMPY:
                    wanted.add(value)
                elif self.makers.get(self.axes.root(value)) != k and value not in self.axes.light:
                    wanted.add(self.axes.root(value))
        behind = [value for value in wanted if value in self.on_demand]
        while behind:
            more = set(self.on_demand[behind.pop()].reads) - wanted
            wanted |= more
            behind += [value for value in more if value in self.on_demand]
        return wanted

    def groups(self) -> list[Group]:
        """Return the groups in order."""
        late = [k for k, (kind, unit) in enumerate(self.units) if kind == KERNEL and self._writes(unit)]
        later = [k for k, (kind, unit) in enumerate(self.units) if kind == NUMPY and self._can_wait(unit)]
        for k in [k for k in range(len(self.units)) if k not in {*late, *later}] + later + late:
            self._emit(k)
        for value in self.graph.results:
            if value in self.wanted:
                self._emit_on_demand(value)
        return self.out

    def _can_wait(self, unit: Sequence[Equation]) -> bool:
        """Whether an equation may come when it is needed, so that kernels follow each other.

        It keeps little memory meanwhile, and does not change a generator that others draw from.
        """
        kept = sum(self.graph.values[value].nbytes for equation in unit for value in equation.reads)
        return kept <= LITTLE and not any(is_draw(equation.op) for equation in unit)

    def _writes(self, unit: Sequence[Equation]) -> bool:
        return any(out in self.written for equation in unit for out in equation.outputs)

    def _emit(self, wanted: int) -> None:
        stack = [wanted]
        while stack:
            k = stack[-1]
            kind, unit = self.units[k]
            reads = dict.fromkeys(value for equation in unit for value in equation.reads)
            makers = dict.fromkeys(self.makers.get(self.axes.root(value)) for value in reads)
            missing = [m for m in makers if m is not None and m != k and m not in self.done]
            if missing and k not in self.done:
                stack += missing
                continue
            stack.pop()
            if k not in self.done:
                self.done.add(k)
                if kind == NUMPY:
                    for value in reads:
                        self._emit_on_demand(value)
                self.out.append(self._group(kind, unit))

    def _emit_on_demand(self, value: int) -> None:
        """Emit a view or a light number, and those behind it, as calls of NumPy."""
        found: list[int] = []
        stack = [value]
        while stack:
            wanted = stack.pop()
            if wanted in self.on_demand and wanted not in self.demanded:
                found.append(wanted)
                stack += self.on_demand[wanted].reads
        for number in dict.fromkeys(reversed(found)):
            self.demanded.add(number)
            self.out.append(self._group(NUMPY, (self.on_demand[number],)))

    def _group(self, kind: str, unit: Sequence[Equation]) -> Group:
        if kind == KERNEL:
            unit = self._with_checked(with_views(self.axes, unit))
        made = {out for equation in unit for out in equation.outputs}
        reads = dict.fromkeys(value for equation in unit for value in equation.reads if value not in made)
        kernel_made = [out for out in made if kind == NUMPY or out not in self.on_demand]
        outputs = [out for equation in unit for out in equation.outputs if out in kernel_made and out in self.wanted]
        return Group(kind, tuple(unit), tuple(reads), tuple(dict.fromkeys(outputs or kernel_made)))

    def _with_checked(self, unit: Sequence[Equation]) -> Sequence[Equation]:
        """Return equations with the views among the graph's checks of what they compute."""
        made = {out for equation in unit for out in equation.outputs}
        views = [v for v in self.graph.checks if v in self.axes.views and self.axes.root(v) in made - {v}]
        more = with_views(self.axes, [self.axes.views[view] for view in views])
        return tuple({id(equation): equation for equation in (*unit, *more)}.values())


def with_views(axes: Axes, equations: Sequence[Equation]) -> tuple[Equation, ...]:
    """Return equations with the views that they read in front of where these are first read."""
    found: dict[int, Equation] = {}
    for equation in equations:
        for read in equation.reads:
            chain, value = [], read
            while value in axes.views:
                chain.append(axes.views[value])
                (value,) = chain[-1].reads
            found |= {id(view): view for view in reversed(chain)}
        found[id(equation)] = equation
    return tuple(found.values())


# -------------------------------------------------------------------------------------------------------------- merging


def _targets(graph: Graph) -> dict[int, int]:
    """Return for each new value of a Variable the input that it replaces."""
    return {w.atom: graph.inputs[w.input].value for w in graph.writes if not isinstance(w.atom, Literal)}


def _merged(groups: Sequence[Group], targets: Mapping[int, int]) -> list[Group]:
    """Put kernels that follow each other into one where none touches what another computes: that saves calls."""
    merged: list[Group] = []
    for group in groups:
        last = merged[-1] if merged else None
        if last is None or not _independent(last, group, targets):
            merged.append(group)
            continue
        equations = tuple({id(e): e for e in (*last.equations, *group.equations)}.values())
        inputs = dict.fromkeys((*last.inputs, *group.inputs))
        merged[-1] = Group(KERNEL, equations, tuple(inputs), (*last.outputs, *group.outputs))
    return merged


def _independent(last: Group, group: Group, targets: Mapping[int, int]) -> bool:
    if not (last.kind == group.kind == KERNEL and len(last.equations) + len(group.equations) <= LONGEST):
        return False
    if is_product(last) or is_product(group):
        return False
    if len({any(out in targets for out in one.outputs) for one in (last, group)}) > 1:
        return False  # what is returned must be there before anything is written
    written = [{*one.outputs, *(targets[out] for out in one.outputs if out in targets)} for one in (last, group)]
    return not written[0] & set(group.inputs) and not written[1] & set(last.inputs)
