"""Seeking: the place of the greatest number in each row, in terms that kernels have.

`argmax` is the first place where a number is the greatest of its row, or NaN: a maximum, a comparison, and the minimum
of places. As these are whole numbers, the result is NumPy's.

    >>> import numpy as np
    >>> first_greatest(np.array([[1.0, 3.0, 3.0], [2.0, np.nan, 5.0]]))
    array([1, 1])

Not here: what else is taken apart (`passes.lowering`).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_core.graph.passes.lowering import Inlining, lower
from autograd_core.graph.structure import Equation, Graph, Literal
from autograd_core.graph.tracing import trace

__all__ = ["first_greatest", "with_places"]

LONGEST = 1 << 12
"""The longest row: places are computed for each of its numbers."""


def first_greatest(x: Any) -> Any:
    """Return what `np.argmax(x, axis=-1)` does."""
    greatest = np.max(x, axis=-1, keepdims=True)
    places = np.where((x == greatest) | (x != x), np.arange(x.shape[-1]), x.shape[-1])  # noqa: PLR0124  # NaN is not itself
    return np.min(places, axis=-1)


def with_places(graph: Graph) -> Graph:
    """Return a lowered graph in which the places of greatest numbers in rows are computed by kernels."""
    if not any(_is_sought(graph, equation) for equation in graph.equations):
        return graph
    inlining = Inlining(graph)
    for equation in graph.equations:
        if not (_is_sought(graph, equation) and inlining.inline(equation, _formula(graph, equation))):
            inlining.equations.append(equation)
    return inlining.graph()


def _is_sought(graph: Graph, equation: Equation) -> bool:
    if equation.op != "np.argmax" or len(equation.inputs) != 1 or isinstance(equation.inputs[0], Literal):
        return False
    shape, dtype = graph.values[equation.inputs[0]]
    axis = _axis(equation)
    last = isinstance(axis, int) and len(shape) > 1 and axis in {-1, len(shape) - 1}
    return last and dtype.kind in "fi" and 0 < shape[-1] <= LONGEST


def _axis(equation: Equation) -> Any:
    """Return the axis along which is sought; None where more is asked than that."""
    params = dict(equation.params)
    names = ("a", "axis", "out", "keepdims")
    given = dict(zip(names, params.pop("args", ()), strict=False)) | dict(params.pop("kwargs", {})) | params
    plain = given.get("out") is None and given.get("keepdims", False) is False and given.keys() <= set(names)
    return given.get("axis") if plain else None


def _formula(graph: Graph, equation: Equation) -> Graph:
    (value,) = equation.reads
    return lower(trace(first_greatest)(np.empty(*graph.values[value])))
