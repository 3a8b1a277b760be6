"""Common subexpressions: an equation that computes again what another has computed is dropped.

    >>> import numpy as np
    >>> from autograd_core.graph.structure import ARGUMENT, Equation, Graph, Input, Spec
    >>> number = Spec((), np.dtype("float64"))
    >>> equations = (Equation("exp", (0,), (1,)), Equation("exp", (0,), (2,)), Equation("add", (1, 2), (3,)))
    >>> graph = Graph("f", (number,) * 4, (Input(0, ARGUMENT, "x"),), {}, equations, outputs=(3,))
    >>> [(equation.op, equation.inputs) for equation in without_common_subexpressions(graph).equations]
    [('exp', (0,)), ('add', (1, 1))]

Random draws are never the same. Nor is what a checkpoint computes again: keeping the first results is what it avoids.
"""

from __future__ import annotations

from collections.abc import Hashable

from autograd_core.graph.passes.contents import contents
from autograd_core.graph.passes.rewriting import reading, rewritten
from autograd_core.graph.primitives import is_draw
from autograd_core.graph.structure import Equation, Graph, Literal

__all__ = ["RERUN", "without_common_subexpressions"]

RERUN = "rerun"
"""Stands among the layers of equations that a checkpoint runs again in the backward pass."""


def without_common_subexpressions(graph: Graph) -> Graph:
    """Return the graph with each equation once: those that have the same operation, inputs and parameters."""
    first: dict[Hashable, Equation] = {}
    instead: dict[int, int] = {}
    kept = []
    for original in graph.equations:
        equation = reading(original, instead)
        if is_draw(equation.op) or RERUN in equation.layers:
            kept.append(equation)
            continue
        found = first.setdefault(_key(equation), equation)
        if found is equation:
            kept.append(equation)
        else:
            instead.update(zip(equation.outputs, found.outputs, strict=True))
    return rewritten(graph, kept, instead) if instead else graph


def _key(equation: Equation) -> Hashable:
    read = [contents(atom.value) if isinstance(atom, Literal) else atom for atom in equation.inputs]
    return (equation.op, tuple(read), contents(equation.params) if equation.params else None)
