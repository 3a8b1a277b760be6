"""Checks for NaN that others imply: a NaN stays one in sums and products, so that it is enough to look at the end.

    >>> import numpy as np
    >>> from autograd_core.graph.structure import ARGUMENT, Equation, Graph, Input, Spec
    >>> pair = Spec((2,), np.dtype("float64"))
    >>> equations = Equation("exp", (0,), (1,)), Equation("multiply", (1, 0), (2,)), Equation("exp", (2,), (3,))
    >>> needed_checks(Graph("f", (pair,) * 4, (Input(0, ARGUMENT, "x"),), {}, equations, (3,), checks=(1, 2)))
    (2,)

Not here: what must be checked (`sweeps`), and how it is (`program`, `native`).
"""

from __future__ import annotations

from autograd_core.graph.structure import Equation, Graph

__all__ = ["needed_checks"]

KEEPING = frozenset({"add", "subtract", "multiply", "divide", "negative", "square", "sum", "cast"})
KEEPING |= {"reshape", "transpose", "broadcast_to", "scatter"}
"""Operations whose result holds a NaN where an operand does; not `matmul`, for BLAS may leave out products with 0."""


def needed_checks(graph: Graph) -> tuple[int, ...]:
    """Return the checks of a graph without those that hold where the others do."""
    checks = set(graph.checks)
    implied: set[int] = set()
    for equation in reversed(graph.equations):
        checked = not (checks.isdisjoint(equation.outputs) and implied.isdisjoint(equation.outputs))
        if checked and _keeps_nan(graph, equation):
            implied.update(equation.reads)
    return tuple([value for value in graph.checks if value not in implied])


def _keeps_nan(graph: Graph, equation: Equation) -> bool:
    spec = graph.values[equation.outputs[0]]
    return equation.op in KEEPING and spec.dtype.kind in "fc" and 0 not in spec.shape
