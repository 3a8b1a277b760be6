"""Constants: what depends on no input is computed once, here.

    >>> from autograd_core.graph.structure import ARGUMENT, Equation, Graph, Input, Literal, Spec
    >>> number = Spec((), np.dtype("float64"))
    >>> equations = (Equation("sqrt", (Literal(9.0),), (1,)), Equation("multiply", (0, 1), (2,)))
    >>> graph = Graph("f", (number,) * 3, (Input(0, ARGUMENT, "x"),), {}, equations, outputs=(2,))
    >>> [(equation.op, equation.inputs) for equation in with_constants_computed(graph).equations]
    [('multiply', (0, Literal(value=np.float64(3.0))))]

A result is stored only if it is small, or no larger than the constants that it is computed from. Single numbers stand
in the equations as literals of their type. Constants with the same bits and memory layout become one.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from operator import is_
from typing import Any

import numpy as np

from autograd_core.graph.evaluating import apply
from autograd_core.graph.passes.contents import contents
from autograd_core.graph.passes.rewriting import reading, rewritten
from autograd_core.graph.primitives import is_draw, is_numpy
from autograd_core.graph.structure import Equation, Graph, Literal
from autograd_core.registry import OPERATIONS

__all__ = ["SMALL", "with_constants_computed"]

SMALL = 4096
"""How many bytes a computed constant may take in any case."""


def with_constants_computed(graph: Graph) -> Graph:
    """Return the graph without equations that read constants and literals only, as far as results may be stored."""
    known = dict(graph.constants)
    literals = {value: literal for value, array in known.items() if (literal := _literal(array))}
    kept = []
    for equation in graph.equations:
        results = _results(graph, equation, known)
        if results is None:
            kept.append(reading(equation, literals))
            continue
        known.update(results)
        literals.update({value: literal for value, array in results.items() if (literal := _literal(array))})
    instead = _merged(known)
    kept = [reading(equation, instead) for equation in kept]
    checks = tuple([value for value in graph.checks if value not in known or np.isnan(known[value]).any()])
    same = len(kept) == len(graph.equations) and all(map(is_, kept, graph.equations))
    if same and not instead and len(checks) == len(graph.checks):
        return graph
    return rewritten(graph.changed(constants=known, checks=checks), kept, instead)


def _results(graph: Graph, equation: Equation, known: Mapping[int, Any]) -> dict[int, Any] | None:
    """Return the results of an equation by number, or None where it must stay."""
    if not all(value in known for value in equation.reads) or not _is_pure(equation.op):
        return None
    size = sum(graph.values[value].nbytes for value in equation.outputs)
    if size > max(SMALL, sum(known[value].nbytes for value in equation.reads)):
        return None
    arrays = [atom.value if isinstance(atom, Literal) else known[atom] for atom in equation.inputs]
    with np.errstate(all="ignore"):
        results = apply(equation, arrays)
    if not all(result.flags.c_contiguous for result in results):
        return None  # what is kept of a constant is its numbers, not how they lie
    for result in results:
        result.flags.writeable = False
    return dict(zip(equation.outputs, results, strict=True))


def _is_pure(op: str) -> bool:
    return not is_draw(op) and (is_numpy(op) or op in OPERATIONS)


def _literal(array: Any) -> Literal | None:
    """Return a single number as it stands in an equation."""
    return Literal(array[()]) if array.ndim == 0 and array.dtype.kind in "biufc" else None


def _merged(constants: Mapping[int, Any]) -> dict[int, int]:
    """Return for each constant that has the bits of an earlier one the number of that."""
    alike: dict[Hashable, list[int]] = {}
    for value, array in constants.items():
        alike.setdefault((array.dtype, array.shape, array.strides), []).append(value)
    first: dict[Hashable, int] = {}
    instead = {}
    for values in alike.values():
        for value in values if len(values) > 1 else ():  # what is alone in its shape need not be read
            found = first.setdefault(contents(constants[value]), value)
            if found != value:
                instead[value] = found
    return instead
