"""Which equations are computed block by block: the update formulas of large Variables.

A formula of ten NumPy calls on a large array writes ten large temporaries to memory and reads them back. On blocks that
fit into the cache of a processor the temporaries stay there; the result is the same, bit for bit.

    >>> import numpy as np
    >>> from autograd_core.graph.structure import VARIABLE, Equation, Graph, Input, Literal, Spec, Write
    >>> big = Spec((400, 400), np.dtype("float32"))
    >>> steps = Equation("multiply", (0, Literal(0.9)), (1,)), Equation("add", (1, Literal(1.0)), (2,))
    >>> graph = Graph("decay", (big, big, big), (Input(0, VARIABLE, "w"),), {}, steps, (), (Write(0, 2),))
    >>> [(group.kind, len(group.equations)) for group in schedule(graph)]
    [('blocked', 2)]

Not here: native kernels (`native.fusing`), where the blocks lie in memory (`planning`).
"""

from __future__ import annotations

from collections.abc import Sequence

from autograd_core.graph.program.primitives import is_ufunc
from autograd_core.graph.schedule import BLOCKED, NUMPY, Group
from autograd_core.graph.structure import Equation, Graph, Literal, Spec

__all__ = ["BLOCK", "grouped", "schedule"]

BLOCK = 2**15
"""Numbers of a block."""


def schedule(graph: Graph) -> list[Group]:
    """Return the schedule of a lowered graph for NumPy: every equation by itself, but for large updates."""
    return grouped(graph, _updates(graph), BLOCKED)


def grouped(graph: Graph, sets: Sequence[Sequence[Equation]], kind: str) -> list[Group]:
    """Return a schedule with each of some sets of equations as one group, and every other equation by itself.

    A set that would have to be computed before and after something else is left as single equations.
    """
    units = _units(graph, sets)
    while True:
        known = {each.value for each in graph.inputs} | graph.constants.keys()
        for unit in units:
            if not _outer(unit) <= known:
                break
            known |= {output for equation in unit for output in equation.outputs}
        else:
            break
        sets = [each for each in sets if len(each) > 1 and not _late(each, units)]
        units = _units(graph, sets)
    read = _read(graph, units)
    return [_group(unit, kind if len(unit) > 1 else NUMPY, read) for unit in units]


def _units(graph: Graph, sets: Sequence[Sequence[Equation]]) -> list[Sequence[Equation]]:
    """Return sets and single equations in the order of the last equation of each."""
    place = {id(equation): k for k, equation in enumerate(graph.equations)}
    inside = {id(equation) for each in sets for equation in each}
    alone = [[equation] for equation in graph.equations if id(equation) not in inside]
    return sorted([*sets, *alone], key=lambda unit: place[id(unit[-1])])


def _late(unit: Sequence[Equation], units: Sequence[Sequence[Equation]]) -> bool:
    """Whether something that stands before a set reads what the set computes."""
    made = {output for equation in unit for output in equation.outputs}
    before = units[: [each is unit for each in units].index(True)]
    return any(_outer(each) & made for each in before)


def _outer(unit: Sequence[Equation]) -> set[int]:
    """Return the values that a unit reads from outside."""
    made = {output for equation in unit for output in equation.outputs}
    return {value for equation in unit for value in equation.reads} - made


def _read(graph: Graph, units: Sequence[Sequence[Equation]]) -> dict[int, int]:
    """Return how many units read each value, and the end of the program as one more."""
    counts = dict.fromkeys(graph.results, 1)
    for unit in units:
        for value in _outer(unit):
            counts[value] = counts.get(value, 0) + 1
    return counts


def _group(unit: Sequence[Equation], kind: str, read: dict[int, int]) -> Group:
    made = [output for equation in unit for output in equation.outputs]
    inputs = dict.fromkeys(value for equation in unit for value in equation.reads if value not in made)
    outputs = made if kind == NUMPY else [value for value in made if value in read]
    return Group(kind, tuple(unit), tuple(inputs), tuple(outputs))


# ------------------------------------------------------------------------------------------------------------- updates


def _updates(graph: Graph) -> list[list[Equation]]:
    """Return the sets of elementwise equations of one large shape on which nothing depends but writes of Variables."""
    kept = {atom for atom in (*graph.outputs, *graph.checks) if not isinstance(atom, Literal)}
    sets: list[list[Equation]] = []
    of: dict[int, list[Equation]] = {}  # the set of each value
    tail = _tail(graph, kept)
    for equation in tail:
        if not _is_blockable(graph, equation):
            continue
        joined = [equation]
        for other in {id(of[value]): of[value] for value in equation.reads if value in of}.values():
            joined = [*other, *joined]
            sets = [each for each in sets if each is not other]
        sets.append(joined)
        of |= {each.outputs[0]: joined for each in joined}
    written = {write.atom for write in graph.writes}
    order = {id(equation): k for k, equation in enumerate(graph.equations)}
    found = [sorted(each, key=lambda equation: order[id(equation)]) for each in sets if len(each) > 1]
    return [each for each in found if any(equation.outputs[0] in written for equation in each)]


def _tail(graph: Graph, kept: set[int]) -> list[Equation]:
    tail: list[Equation] = []
    for equation in reversed(graph.equations):
        if is_ufunc(equation.op) and len(equation.outputs) == 1 and kept.isdisjoint(equation.outputs):
            tail.append(equation)
        else:
            kept.update(equation.reads)
    return tail[::-1]


def _is_blockable(graph: Graph, equation: Equation) -> bool:
    """Whether an equation treats large arrays of one shape number by number, without broadcasting but of scalars."""
    spec: Spec = graph.values[equation.outputs[0]]
    if spec.nbytes <= BLOCK * spec.dtype.itemsize or equation.params:
        return False
    return all(graph.values[value].shape in {spec.shape, ()} for value in equation.reads)
