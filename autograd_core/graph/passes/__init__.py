"""Passes: small pure functions from a Graph to a simpler one that gives the same results, bit for bit.

    >>> import numpy as np
    >>> from autograd_core.graph.structure import ARGUMENT, Equation, Graph, Input, Literal, Spec
    >>> number = Spec((), np.dtype("float64"))
    >>> equations = (
    ...     Equation("exp", (0,), (1,)),
    ...     Equation("exp", (0,), (2,)),
    ...     Equation("multiply", (1, Literal(1.0)), (3,)),
    ...     Equation("add", (2, 3), (4,)),
    ... )
    >>> graph, report = optimize(Graph("f", (number,) * 5, (Input(0, ARGUMENT, "x"),), {}, equations, (4,)))
    >>> [(equation.op, equation.inputs) for equation in graph.equations]
    [('exp', (0,)), ('add', (1, 1))]
    >>> print(report)
    4 equations, 2 left
    dead code: nothing
    constants: nothing
    identities: 1 removed (1 multiply)
    common subexpressions: 1 removed (1 exp)
    sums of parts: nothing

Not here: how a graph is made (`tracing`), and how its equations become one program (`program`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from autograd_core.graph.passes.common import without_common_subexpressions
from autograd_core.graph.passes.constants import with_constants_computed
from autograd_core.graph.passes.dead import without_dead_code
from autograd_core.graph.passes.identities import with_identities_applied
from autograd_core.graph.passes.parts import with_parts_assembled
from autograd_core.graph.passes.reporting import Change, Report, change
from autograd_core.graph.structure import Graph

__all__ = ["PASSES", "Change", "Report", "optimize"]

PASSES: dict[str, Callable[[Graph], Graph]] = {
    "dead code": without_dead_code,
    "constants": with_constants_computed,
    "identities": with_identities_applied,
    "common subexpressions": without_common_subexpressions,
    "sums of parts": with_parts_assembled,
}
"""What `optimize` applies, in this order."""

MOST_ROUNDS = 5


def optimize(graph: Graph) -> tuple[Graph, Report]:
    """Return the graph after all passes, repeated until none finds anything more, and what each of them did.

    What a pass leaves unused goes with it, and counts as its own.
    """
    before = len(graph.equations)
    changes = {name: Change(name, Counter(), Counter()) for name in PASSES}
    last: dict[str, Graph] = {}
    for name, apply in [*PASSES.items()] * MOST_ROUNDS:
        if last.get(name) is graph:
            break
        new = apply(graph)
        if new is not graph:
            graph, old = without_dead_code(new), graph
            changes[name] = changes[name].and_then(change(name, old, graph))
        last[name] = graph
    return graph, Report(before, len(graph.equations), tuple(changes.values()))
