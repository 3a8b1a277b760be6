"""How each value lies in memory: arrays of its shape, dtype and strides, whose numbers nobody reads.

NumPy gives a new result the order of axes of its operands, and adds sums up in the order of memory. A buffer must
therefore lie as the new result would, or the last bits differ.

    >>> import numpy as np
    >>> from autograd_core.graph.structure import ARGUMENT, Equation, Graph, Input, Spec
    >>> tall, flat = Spec((3, 2), np.dtype(float)), Spec((2, 3), np.dtype(float))
    >>> turn, double = Equation("transpose", (0,), (1,), {"axes": None}), Equation("add", (1, 1), (2,))
    >>> graph = Graph("f", (tall, flat, flat), (Input(0, ARGUMENT, "x"),), {}, (turn, double), (2,))
    >>> [array.strides for array in stand_ins(graph).values()]
    [(16, 8), (8, 16), (8, 16)]

A value has no stand-in where its order is unknown. Not here: what follows from it (`planning`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from autograd_core.graph.evaluating import apply
from autograd_core.graph.primitives import is_draw, is_elementwise
from autograd_core.graph.structure import Equation, Graph, Literal, Spec

__all__ = ["stand_ins"]

REDUCTIONS = frozenset({"sum", "prod", "max", "min", "mean"})
NEW = frozenset({"assemble", "scatter", "matmul"})
"""Operations whose results lie in C order, however their operands lie."""
AS_OPERANDS = frozenset({"cast", "copy", "setitem", "concatenate", *REDUCTIONS})
"""Operations besides the elementwise ones whose results lie in C order if their operands do."""


def stand_ins(graph: Graph) -> dict[int, Any]:
    """Return the stand-ins of all values whose order in memory is known.

    What no rule is known for is computed once, of zeros; what fails then remains unknown.
    """
    memory = _Memory(max((spec.nbytes for spec in graph.values), default=0))
    found = {each.value: memory.ordered(graph.values[each.value]) for each in graph.inputs}
    found |= graph.constants
    with np.errstate(all="ignore"):
        for equation in graph.equations:
            specs = [graph.values[output] for output in equation.outputs]
            arrays = memory.results(equation, specs, found)
            found |= {v: array for v, array in zip(equation.outputs, arrays, strict=True) if array is not None}
    return found


class _Memory:
    """Zeros that all stand-ins share."""

    def __init__(self, nbytes: int) -> None:
        self._bytes = np.zeros(nbytes + 16, np.uint8)

    def ordered(self, spec: Spec, strides: tuple[int, ...] | None = None) -> Any:
        """Return a stand-in, in C order if nothing else is said."""
        return np.ndarray(spec.shape, spec.dtype, self._bytes, 0, strides)

    def results(self, equation: Equation, specs: list[Spec], found: Mapping[int, Any]) -> list[Any]:
        """Return the stand-ins of the results of an equation, None where nothing is known."""
        op = equation.op
        if op in NEW or is_draw(op):
            return [self.ordered(spec) for spec in specs]
        if any(value not in found for value in equation.reads):
            return [None for _ in specs]
        arrays = [found[value] for value in equation.reads]
        plain = op in AS_OPERANDS or is_elementwise(op)
        if plain and all(array.flags.c_contiguous for array in arrays):
            return [self.ordered(spec) for spec in specs]
        operands = [np.asarray(a.value) if isinstance(a, Literal) else found[a] for a in equation.inputs]
        if is_elementwise(op):
            return [self.like(_elementwise(operands), spec) for spec in specs]
        if op == "gather":  # the numbers of rows that there are
            operands[1:] = [np.zeros_like(array) for array in operands[1:]]
        return [
            self.like(array, spec) for array, spec in zip(_tried(equation, operands, len(specs)), specs, strict=True)
        ]

    def like(self, array: Any, spec: Spec) -> Any:
        """Return a stand-in for what NumPy gives: itself if it is a view of another stand-in."""
        if array is None or array.shape != spec.shape or min(array.strides, default=0) < 0:
            return array if array is not None and array.shape == spec.shape and self.has(array) else None
        if self.has(array) or not array.flags.writeable:
            return array
        try:
            return self.ordered(spec, tuple(n // array.itemsize * spec.dtype.itemsize for n in array.strides))
        except ValueError:  # there are gaps in it
            return None

    def has(self, array: Any) -> bool:
        """Whether an array is a stand-in, or a view of one."""
        return np.may_share_memory(array, self._bytes)


def _elementwise(operands: list[Any]) -> Any:
    """Return the array that NumPy makes for the result of an elementwise operation."""
    with np.nditer([*operands, None], ["zerosize_ok", "refs_ok"]) as iterator:
        return iterator.operands[-1]


def _tried(equation: Equation, operands: list[Any], count: int) -> list[Any]:
    """Return the results of an equation, of None where it cannot be applied to zeros."""
    try:
        return apply(equation, operands)
    except Exception:  # noqa: BLE001  # whatever may be wrong with zeros, the operation has worked on better numbers
        return [None] * count
