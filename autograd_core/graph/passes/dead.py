"""Dead code: equations that no result needs, constants that nothing reads, checks that others imply.

    >>> import numpy as np
    >>> from autograd_core.graph.structure import ARGUMENT, Equation, Graph, Input, Spec
    >>> number = Spec((), np.dtype("float64"))
    >>> equations = (Equation("exp", (0,), (1,)), Equation("tanh", (0,), (2,)))
    >>> graph = Graph("f", (number,) * 3, (Input(0, ARGUMENT, "x"),), {}, equations, outputs=(2,))
    >>> [equation.op for equation in without_dead_code(graph).equations]
    ['tanh']

Random draws stay, for the numbers drawn later depend on them, and so do all inputs.
"""

from __future__ import annotations

from autograd_core.graph.passes.checks import needed_checks
from autograd_core.graph.primitives import is_draw
from autograd_core.graph.structure import Atom, Graph

__all__ = ["without_dead_code"]


def without_dead_code(graph: Graph) -> Graph:
    """Return the graph without what its outputs, writes, checks and draws do not need."""
    checks = needed_checks(graph) if graph.checks else ()
    live: set[Atom] = set(graph.results)  # with all checks: what another implies is computed on the way to that
    kept = []
    for equation in reversed(graph.equations):
        if is_draw(equation.op) or not live.isdisjoint(equation.outputs):
            kept.append(equation)
            live.update(equation.inputs)
    constants = {value: array for value, array in graph.constants.items() if value in live}
    counts = len(graph.equations), len(graph.constants), len(graph.checks)
    if (len(kept), len(constants), len(checks)) == counts:
        return graph
    return graph.changed(equations=tuple(reversed(kept)), constants=constants, checks=checks)
