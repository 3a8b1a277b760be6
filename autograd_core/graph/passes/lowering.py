"""Lowering: operations taken apart into primitives, each of which is one call of NumPy.

The forward formula of an operation is written in NumPy functions; run on traced values, it is a graph itself, which
takes the place of the equation. So the bits are the same.

    >>> import numpy as np
    >>> from autograd_core.graph.structure import ARGUMENT, Equation, Graph, Input, Spec
    >>> pair = Spec((2,), np.dtype("float64"))
    >>> graph = Graph("f", (pair, pair), (Input(0, ARGUMENT, "x"),), {}, (Equation("relu", (0,), (1,)),), outputs=(1,))
    >>> [(equation.op, equation.inputs) for equation in lower(graph).equations]
    [('maximum', (0, Literal(value=0)))]

What no graph can be made of, such as a formula that branches on numbers, stays as it is: its operation is called. Not
here: which operations are primitives (`primitives`).
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import numpy as np

from autograd_core.graph.naming import lookup
from autograd_core.graph.passes.contents import contents
from autograd_core.graph.passes.dead import without_dead_code
from autograd_core.graph.passes.rewriting import reading, rewritten
from autograd_core.graph.primitives import is_primitive
from autograd_core.graph.structure import Atom, Equation, Graph, Literal, Spec
from autograd_core.graph.tracing import trace_operation
from autograd_core.operation import Operation

__all__ = ["BY_CASES", "lower"]

BY_CASES = frozenset({"cofactors"})
"""Operations whose formula depends on whether NumPy refuses the numbers, which a trace would decide for all."""

LOOPS = frozenset({"recurrence"})
"""Operations whose formula is a loop over elements: as equations it is long, and NumPy rounds the product of two
complex scalars in another way than that of two arrays."""

MOST_FORMULAS = 1024

_formulas: dict[Hashable, tuple[Any, Graph | None]] = {}


def lower(graph: Graph) -> Graph:
    """Return the graph with every operation taken apart that is no primitive; each part has the place of the whole."""
    return _lowered(graph, ())


def _lowered(graph: Graph, within: tuple[str, ...]) -> Graph:
    """Lower a graph, which is part of the formulas of the operations `within`; these are not taken apart again."""
    if all(is_primitive(equation.op) for equation in graph.equations):
        return graph
    inlining = Inlining(graph)
    for original in graph.equations:
        equation = reading(original, inlining.instead)
        known = is_primitive(equation.op) or equation.op in within or equation.op in BY_CASES | LOOPS
        formula = None if known else _formula(graph, equation, within)
        if formula is None or not inlining.inline(equation, formula):
            inlining.equations.append(equation)
    return inlining.graph()


class Inlining:
    """A graph in the making, in which equations give way to the graphs of their formulas."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self.values = list(graph.values)
        self.constants = dict(graph.constants)
        self.equations: list[Equation] = []
        self.checks = list(graph.checks)
        self.instead: dict[int, int] = {}

    def inline(self, equation: Equation, formula: Graph) -> bool:
        """Put a formula in the place of an equation; tell whether it fits."""
        given = [atom for atom in equation.inputs if not isinstance(atom, Literal)]
        atoms: dict[int, int] = dict(zip([each.value for each in formula.inputs], given, strict=True))
        if not self._fits(equation, formula):
            return False
        made = {value for part in formula.equations for value in part.outputs}
        for value, out in zip(formula.outputs, equation.outputs, strict=True):
            if value in made and value not in atoms:
                atoms[value] = out
        for value, array in formula.constants.items():
            atoms[value] = self._new(formula.values[value])
            self.constants[atoms[value]] = array
        for part in formula.equations:
            self.equations.append(self._part(equation, formula, part, atoms))
        self.checks += [atoms[value] for value in formula.checks]
        for value, out in zip(formula.outputs, equation.outputs, strict=True):
            if atoms[value] != out:  # type: ignore[index]  # as above
                self.instead[out] = atoms[value]  # type: ignore[index]  # as above
        return True

    def _fits(self, equation: Equation, formula: Graph) -> bool:
        """Whether a formula gives what the equation does, all of it computed or given."""
        if len(formula.outputs) != len(equation.outputs):
            return False
        specs = [formula.spec(atom) for atom in formula.outputs]
        whole = not any(isinstance(atom, Literal) for atom in formula.outputs)
        return whole and specs == [self._graph.values[value] for value in equation.outputs]

    def _part(self, equation: Equation, formula: Graph, part: Equation, atoms: dict[int, int]) -> Equation:
        """Return a part of a formula in the place of the equation."""
        for value in part.outputs:
            if value not in atoms:
                atoms[value] = self._new(formula.values[value])
        inputs: list[Atom] = [atom if isinstance(atom, Literal) else atoms[atom] for atom in part.inputs]
        outputs = tuple([atoms[value] for value in part.outputs])
        return equation.changed(op=part.op, inputs=tuple(inputs), outputs=outputs, params=part.params)

    def _new(self, spec: Spec) -> int:
        self.values.append(spec)
        return len(self.values) - 1

    def graph(self) -> Graph:
        """Return what was made."""
        changed = self._graph.changed(values=tuple(self.values), constants=self.constants, checks=tuple(self.checks))
        return rewritten(changed, self.equations, self.instead)


# ------------------------------------------------------------------------------------------------------------ formulas


def _formula(graph: Graph, equation: Equation, within: tuple[str, ...]) -> Graph | None:
    """Return the forward formula of an operation as a graph of primitives, or None if it has none."""
    operation = lookup(equation.op)
    specs = [atom if isinstance(atom, Literal) else graph.values[atom] for atom in equation.inputs]
    atoms = [contents(spec.value) if isinstance(spec, Literal) else spec for spec in specs]
    key = (operation, tuple(atoms), contents(equation.params), within)
    found = _formulas.get(key)
    if found is None:
        if len(_formulas) >= MOST_FORMULAS:
            _formulas.clear()
        formula = _traced(operation, specs, equation.params)
        formula = formula and _lowered(without_dead_code(formula), (*within, equation.op))
        found = _formulas[key] = (equation.params, formula)  # the key may hold the ids of what is in the parameters
    return found[1]


def _traced(operation: Operation, specs: list[Spec | Literal], params: Mapping[str, Any]) -> Graph | None:
    try:
        with np.errstate(all="ignore"):
            formula = trace_operation(operation, specs, params)
    except Exception:  # noqa: BLE001  # whatever a formula raises on traced values, it stays one operation
        return None
    if formula.streams or formula.writes:
        return None
    if [part.op for part in formula.equations] == [operation.name]:
        return _as_numpy(operation, formula)
    return formula


def _as_numpy(operation: Operation, formula: Graph) -> Graph | None:
    """Return the formula of an operation that for these operands asks NumPy's function, as `mean` does for integers."""
    name = getattr(operation.numpy, "__name__", "")
    if getattr(np, name, None) is not operation.numpy or operation.numpy is None:
        return None
    return formula.changed(equations=(formula.equations[0].changed(op=f"np.{name}"),))
