"""Identities: equations that give what is there already, or can be had with less.

    >>> import numpy as np
    >>> from autograd_core.graph.structure import ARGUMENT, Equation, Graph, Input, Literal, Spec
    >>> table, turned = Spec((2, 3), np.dtype("float64")), Spec((3, 2), np.dtype("float64"))
    >>> there, back = Equation("transpose", (0,), (1,)), Equation("transpose", (1,), (2,))
    >>> same = Equation("multiply", (2, Literal(1.0)), (3,))
    >>> equations = (there, back, same, Equation("exp", (3,), (4,)))
    >>> graph = Graph("f", (table, turned, table, table, table), (Input(0, ARGUMENT, "x"),), {}, equations, (4,))
    >>> [(equation.op, equation.inputs) for equation in with_identities_applied(graph).equations]
    [('transpose', (0,)), ('exp', (0,))]

Only what leaves every bit as it is: see `arithmetic` and `movements` for the list. Transposed operands of a matrix
product stay, for they are views, and BLAS takes them as they are.
"""

from __future__ import annotations

from operator import is_

from autograd_core.graph.passes import arithmetic, movements
from autograd_core.graph.passes.known import Known, Rule
from autograd_core.graph.passes.rewriting import reading, rewritten
from autograd_core.graph.structure import Equation, Graph

__all__ = ["RULES", "with_identities_applied"]

RULES: dict[str, tuple[Rule, ...]] = {**arithmetic.RULES, **movements.RULES}
"""The identities by operation."""


def with_identities_applied(graph: Graph) -> Graph:
    """Return the graph without what changes nothing, and with what remains in a simpler form where there is one."""
    known = Known(graph)
    instead: dict[int, int] = {}
    kept = []
    for original in graph.equations:
        found = _simplified(known, reading(original, instead))
        if isinstance(found, Equation):
            kept.append(found)
            known.add(found)
        else:
            instead[original.outputs[0]] = found
    if not instead and all(map(is_, kept, graph.equations)):
        return graph
    return rewritten(graph, kept, instead)


def _simplified(known: Known, equation: Equation) -> Equation | int:
    equation = arithmetic.implicit_broadcast(known, equation) or equation
    for rule in RULES.get(equation.op, ()):
        found = rule(known, equation)
        if found is not None:
            return found
    return equation
