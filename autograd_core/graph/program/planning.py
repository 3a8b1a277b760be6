"""Which memory each value of a program gets: buffers that are made once, and the Variables themselves.

    >>> import numpy as np
    >>> from autograd_core.graph.schedule import NUMPY, Group
    >>> from autograd_core.graph.structure import ARGUMENT, Equation, Graph, Input, Spec
    >>> steps = Equation("exp", (0,), (1,)), Equation("negative", (1,), (2,)), Equation("sum", (2,), (3,), {"axis": 0})
    >>> big, small = Spec((99, 99), np.dtype(float)), Spec((99,), np.dtype(float))
    >>> graph = Graph("f", (big, big, big, small), (Input(0, ARGUMENT, "x"),), {}, steps, (3,))
    >>> groups = [Group(NUMPY, (step,), tuple(step.reads), step.outputs) for step in steps]
    >>> [chain.values for chain in plan(graph, groups).chains if chain.planned]
    [[1, 2]]

What is written into a Variable stands at the end, after everything that may fail and that reads its old value. Results
are never in a buffer. Not here: which of them share memory (`chains`), the order of axes in memory (`standins`),
the text (`source`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from autograd_core.graph.program.chains import Chain, share
from autograd_core.graph.program.primitives import REDUCERS, VIEWS, is_new, is_ufunc, takes_out
from autograd_core.graph.program.standins import stand_ins
from autograd_core.graph.schedule import NUMPY, Group
from autograd_core.graph.structure import EMPTY, Atom, Equation, Graph, Literal

__all__ = ["SMALL", "Plan", "plan"]

SMALL = 2**15
"""Bytes of an array below which new memory costs next to nothing, so that it is written as an expression."""

NESTED = 4
"""Operations that may be written as one expression inside a statement."""

NESTABLE = frozenset({"cast", "matmul", *REDUCERS})
"""Operations besides the elementwise ones that may be."""

OVERWRITES = {"where": 2, "setitem": 0, "clamp": 0}
"""Primitives besides the ufuncs that may write over an operand, and which."""


@dataclass
class Plan:
    """What `plan` finds.

    groups    in the order in which they are computed
    tail      the place of the first group that may write into a Variable
    chains    all chains
    chain     of each value that is in one
    roots     for each value those whose memory it may look into: itself, or what it is a view of
    in_place  the values that are written into the memory of an input, and the number of its value
    copies    what is copied into the memory of inputs at the very end: number of the input's value, and what
    saved     values that are copied before the tail, for what they look into is written over
    copied    results that look into memory that is not theirs, so that they are copied
    inline    small values that are written as part of the statement that uses them
    ordered   values that lie in C order
    """

    groups: list[Group]
    tail: int = 0
    chains: list[Chain] = field(default_factory=list)
    chain: dict[int, Chain] = field(default_factory=dict)
    roots: dict[int, frozenset[int]] = field(default_factory=dict)
    in_place: dict[int, int] = field(default_factory=dict)
    copies: list[tuple[int, Atom]] = field(default_factory=list)
    saved: list[int] = field(default_factory=list)
    copied: set[int] = field(default_factory=set)
    inline: set[int] = field(default_factory=set)
    ordered: set[int] = field(default_factory=set)


def plan(graph: Graph, groups: Sequence[Group], lent: Mapping[int, int] = EMPTY, named: Collection[int] = ()) -> Plan:
    """Return the plan of a schedule.

    lent   values to be computed in the memory of an input, which nobody reads before it gets its own new value
    named  values that get a statement of their own, for they have a good name
    """
    return _Planner(graph, groups, lent, named).run()


class _Planner:
    def __init__(self, graph: Graph, groups: Sequence[Group], lent: Mapping[int, int], named: Collection[int]) -> None:
        self.graph, self.lent, self.named = graph, lent, named
        self.arrays = stand_ins(graph)
        self.inputs = {each.value for each in graph.inputs}
        head, tail = _parted(graph, groups)
        self.plan = Plan([*head, *tail], len(head))
        self.end = len(self.plan.groups)
        self.made = {v: place for place, group in enumerate(self.plan.groups) for v in _given(group)}
        self.last: dict[int, int] = {}
        self.kept: set[int] = set()
        self.readers: dict[int, list[int]] = {}  # the groups that read the old values of Variables
        self.at = list(range(self.end))  # where what a group reads is read

    def run(self) -> Plan:
        self._find_roots()
        self._find_inline()
        self._find_writes()
        self._find_last_reads()
        outputs = [atom for atom in self.graph.outputs if not isinstance(atom, Literal)]
        self.kept = {root for value in outputs for root in self.plan.roots[value]}
        for place, group in enumerate(self.plan.groups):
            self._place(place, group)
        share(self.plan.chains)
        self.plan.ordered = {value for value, array in self.arrays.items() if array.flags.c_contiguous}
        return self.plan

    # ------------------------------------------------------------------------------------------------------------ roots

    def _find_roots(self) -> None:
        roots = self.plan.roots
        for value in (*self.inputs, *self.graph.constants):
            roots[value] = frozenset([value])
        for group in self.plan.groups:
            for output in _given(group):
                own = frozenset([output])  # loops and kernels write all they give
                roots[output] = self._roots(group.equations[0], output) if group.kind == NUMPY else own

    def _roots(self, equation: Equation, output: int) -> frozenset[int]:
        """Return what a result may share memory with: an operand, if the stand-ins do or if nothing is known."""
        own, array = frozenset([output]), self.arrays.get(output)
        if is_new(equation.op) or (array is not None and not self._is_view(equation, array)):
            return own
        dtype = self.graph.values[output].dtype
        sources = [v for v in equation.reads if equation.op in VIEWS or self.graph.values[v].dtype == dtype]
        roots = frozenset(root for value in sources for root in self.plan.roots[value])
        return roots if equation.op in VIEWS and array is not None else own | roots

    def _is_view(self, equation: Equation, array: Any) -> bool:
        return any(np.may_share_memory(array, self.arrays[value]) for value in equation.reads if value in self.arrays)

    # ------------------------------------------------------------------------------------------------------ expressions

    def _find_inline(self) -> None:
        """Find what is so small and so simple that it is written where it is used."""
        readers: dict[int, list[int]] = {}
        for place, group in enumerate(self.plan.groups):
            for equation in group.equations:
                for value in equation.reads:
                    readers.setdefault(value, []).append(place)
        size = dict.fromkeys(range(self.end), 1)
        kept = {*self.graph.results, *self.named}
        for place, group in enumerate(self.plan.groups):
            value, equation = group.equations[0].outputs[0], group.equations[0]
            uses = readers.get(value, [])
            if value in kept or len(uses) != 1 or not self._is_simple(group):
                continue
            user = self.plan.groups[uses[0]]
            alike = user.kind == NUMPY and user.equations[0].layers == equation.layers and not _reads_twice(user)
            if alike and size[place] < NESTED and (uses[0] >= self.plan.tail) == (place >= self.plan.tail):
                self.plan.inline.add(value)
                size[uses[0]] += size[place]
        for place in reversed(range(self.end)):
            value = self.plan.groups[place].equations[0].outputs[0]
            if value in self.plan.inline:
                self.at[place] = self.at[readers[value][0]]

    def _is_simple(self, group: Group) -> bool:
        equation = group.equations[0]
        small = self.graph.values[equation.outputs[0]].nbytes < SMALL
        return group.kind == NUMPY and small and (is_ufunc(equation.op) or equation.op in NESTABLE)

    # ----------------------------------------------------------------------------------------------------------- writes

    def _find_writes(self) -> None:
        graph, found = self.graph, self.plan
        targets = {graph.inputs[write.input].value for write in graph.writes}
        for place, group in enumerate(found.groups):
            for root in {root for value in group.inputs for root in found.roots[value] & targets}:
                self.readers.setdefault(root, []).append(place)
        for write in graph.writes:
            target = graph.inputs[write.input].value
            if write.atom == target:
                continue
            if self._fits(write.atom, target):
                found.in_place[write.atom] = target  # type: ignore[index]  # a value, as `_fits` says
            else:
                found.copies.append((target, write.atom))
        last = {target: self.made[value] for value, target in found.in_place.items()}
        lent = {value: target for value, target in self.lent.items() if target in last}
        found.in_place |= {value: to for value, to in lent.items() if self._may_borrow(value, last[to])}
        atoms = [atom for _, atom in found.copies] + list(graph.outputs)
        read = [atom for atom in atoms if not isinstance(atom, Literal)]
        found.saved = [v for v in dict.fromkeys(read) if v not in found.in_place and found.roots[v] & targets]
        found.copied = {atom for atom in graph.outputs if not isinstance(atom, Literal) and self._borrowed(atom)}

    def _fits(self, atom: Atom, target: int) -> bool:
        """Whether a value can be computed in the memory of an input."""
        found, graph = self.plan, self.graph
        if isinstance(atom, Literal) or self.made.get(atom, 0) < found.tail or atom in found.in_place:
            return False
        if atom in self.inputs or atom in graph.constants or graph.values[atom] != graph.values[target]:
            return False
        place = self.made[atom]
        if any(self.at[other] > place for other in self.readers.get(target, ())):
            return False
        return not any(value != target and target in found.roots[value] for value in found.groups[place].inputs)

    def _may_borrow(self, value: int, end: int) -> bool:
        """Whether a value can be computed in memory that is its own until the group at the place `end`."""
        found = self.plan
        maker, views = found.groups[self.made[value]], {v for v, roots in found.roots.items() if value in roots}
        reads = [self.at[place] for place, group in enumerate(found.groups) if not views.isdisjoint(group.inputs)]
        if found.roots[value] != {value} or not views.isdisjoint(self.graph.results) or max(reads, default=0) > end:
            return False
        return maker.kind != NUMPY or self._fills(maker.equations[0])

    def _borrowed(self, value: int) -> bool:
        """Whether a result looks into memory that belongs to somebody else, or cannot be written to."""
        if value in self.plan.saved:
            return False
        given = self.inputs | self.graph.constants.keys() | self.plan.in_place.keys()
        array = self.arrays.get(value)
        return bool(self.plan.roots[value] & given) or (array is not None and not array.flags.writeable)

    # ------------------------------------------------------------------------------------------------------------ reads

    def _find_last_reads(self) -> None:
        for place, group in enumerate(self.plan.groups):
            self._read(group.inputs, self.at[place])
        self._read(self.plan.saved, self.plan.tail)
        kept = [*self.graph.outputs, *[atom for _, atom in self.plan.copies]]
        self._read([atom for atom in kept if not isinstance(atom, Literal) and atom not in self.plan.saved], self.end)

    def _read(self, values: Sequence[int], place: int) -> None:
        for value in values:
            for root in self.plan.roots[value]:
                self.last[root] = max(place, self.last.get(root, -1))

    # ----------------------------------------------------------------------------------------------------------- chains

    def _place(self, place: int, group: Group) -> None:
        """Give memory to what a group computes."""
        for value in group.outputs:
            if value in self.plan.in_place or value in self.plan.inline or value not in self.plan.roots[value]:
                continue
            array, is_view = self.arrays.get(value), group.kind == NUMPY and group.equations[0].op in VIEWS
            if is_view and array is not None and not array.flags.writeable:
                continue  # a number, repeated
            last = max(self.last.get(value, place), place)
            fresh = value in self.kept
            chain = self._followed(place, group, value) if group.kind == NUMPY else None
            if chain is None:
                chain = self._new(place, group, value)
                self.plan.chains.append(chain)
            else:
                chain.values.append(value)
            chain.end, chain.fresh = last, chain.fresh or fresh
            self.plan.chain[value] = chain

    def _new(self, place: int, group: Group, value: int) -> Chain:
        spec, array = self.graph.values[value], self.arrays.get(value)
        chain = Chain([value], spec, None if array is None else array.strides, place, place)
        if group.kind == NUMPY:
            (equation,) = group.equations
            small = spec.nbytes < SMALL or not spec.shape
            known = array is not None and min(array.strides, default=0) >= 0
            chain.born = small or not known or not self._fills(equation) or self.plan.roots[value] != {value}
        else:  # loops and kernels write in C order
            array = self.arrays[value] = np.empty(spec.shape, spec.dtype)
            chain.strides = array.strides
        return chain

    def _followed(self, place: int, group: Group, value: int) -> Chain | None:
        """Return the chain of an operand that the result may be written over."""
        (equation,) = group.equations
        spec = self.graph.values[value]
        if spec.nbytes < SMALL or not spec.shape or not self._fills(equation):
            return None
        for operand in _overwritten(equation):
            chain = self.plan.chain.get(operand)
            if chain is None or chain.values[-1] != operand or chain.spec != spec or self.last.get(operand) != place:
                continue
            if self.plan.roots[operand] != {operand}:
                continue
            others = [other for other in equation.reads if other != operand]
            alike = chain.strides is not None and chain.strides == self._strides(value)
            if alike and not any(operand in self.plan.roots[other] for other in others):
                return chain
        return None

    def _fills(self, equation: Equation) -> bool:
        """Whether an equation can be computed in given memory."""
        condition = self.graph.spec(equation.inputs[0]) if equation.op == "where" else None
        masks = condition is None or condition.dtype == bool
        return takes_out(equation) and masks

    def _strides(self, value: int) -> Any:
        array = self.arrays.get(value)
        return None if array is None else array.strides


def _reads_twice(group: Group) -> bool:
    """Whether an equation is written in several statements, each of which might read an operand."""
    return group.equations[0].op in {"where", "assemble", "scatter", "setitem"}


def _given(group: Group) -> tuple[int, ...]:
    """Return what a group makes for others: a view inside a kernel is also made where NumPy reads it."""
    return group.equations[0].outputs if group.kind == NUMPY else group.outputs


def _overwritten(equation: Equation) -> list[int]:
    """Return the operands that the result of an equation may be written over, most natural first."""
    op, inputs = equation.op, equation.inputs
    if is_ufunc(op):
        return [atom for atom in inputs if not isinstance(atom, Literal)]
    if op not in OVERWRITES:
        return []
    atom = inputs[OVERWRITES[op]]
    return [] if isinstance(atom, Literal) or inputs.count(atom) > 1 else [atom]


def _parted(graph: Graph, groups: Sequence[Group]) -> tuple[list[Group], list[Group]]:
    """Return the groups up to the first write into a Variable, and the tail: those on which only writes depend.

    The tail consists of what cannot fail halfway: elementwise calls, block loops and kernels.
    """
    kept, checks = {atom for atom in graph.outputs if not isinstance(atom, Literal)}, set(graph.checks)
    head: list[Group] = []
    tail: list[Group] = []
    for group in reversed(groups):
        if not group.outputs:
            continue  # nobody wants what it computes
        may_fail = any(not checks.isdisjoint(equation.outputs) for equation in group.equations)
        may_fail |= group.kind == NUMPY and not is_ufunc(group.equations[0].op)
        if may_fail or not kept.isdisjoint(_given(group)):
            kept.update(group.inputs)
            head.append(group)
        else:
            tail.append(group)
    return head[::-1], tail[::-1]
