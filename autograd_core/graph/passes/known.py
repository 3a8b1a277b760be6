"""What is known of the values of a graph while its equations are simplified one after the other.

Not here: what is made of it (`arithmetic`, `movements`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeGuard

import numpy as np

from autograd_core.graph.passes.layouts import COMPACT, C, first_layouts, layout_of
from autograd_core.graph.structure import Atom, Equation, Graph, Literal, Spec

__all__ = ["Known", "Rule"]


class Known:
    """What is known: specs, how values lie in memory, and which equation makes each.

    >>> graph = Graph("f", (Spec((), np.dtype("float64")),), (), {0: np.asarray(2.5)}, (), (0,))
    >>> Known(graph).number(0)
    np.float64(2.5)
    """

    def __init__(self, graph: Graph) -> None:
        self.values, self.constants = graph.values, graph.constants
        self.layouts = first_layouts(graph)
        self._makers: dict[int, Equation] = {}
        self._numbers: dict[int, Any] = {}

    def add(self, equation: Equation) -> None:
        """Note an equation."""
        for value in equation.outputs:
            self._makers[value] = equation
            self.layouts[value] = layout_of(equation, self.values[value], self.layouts, self.values)

    def spec(self, atom: Atom) -> Spec | None:
        """Return shape and dtype; None of a Python number."""
        if not isinstance(atom, Literal):
            return self.values[atom]
        return Spec((), atom.value.dtype) if isinstance(atom.value, np.generic) else None

    def shape(self, atom: Atom) -> tuple[int, ...]:
        """Return the shape; a literal has none."""
        return () if isinstance(atom, Literal) else self.values[atom].shape

    def maker(self, atom: Atom, op: str) -> Equation | None:
        """Return the equation that makes a value, if it is of this operation."""
        made = None if isinstance(atom, Literal) else self._makers.get(atom)
        return made if made is not None and made.op == op else None

    def number(self, atom: Atom) -> Any:
        """Return the number that all elements are, to the bit; None where they differ or are not known."""
        if isinstance(atom, Literal):
            return atom.value
        if atom not in self._numbers:
            made = self.maker(atom, "broadcast_to")
            self._numbers[atom] = self.number(made.inputs[0]) if made else _uniform(self.constants.get(atom))
        return self._numbers[atom]

    def stands_for(self, atom: Atom, equation: Equation, *, alone: bool = True) -> TypeGuard[int]:
        """Whether a value has shape, dtype and layout of the result, so that it may be read in the place of that.

        Alone, an operand decides how the result lies; with others beside it only C order is sure to win.
        """
        if isinstance(atom, Literal) or self.values[atom] != self.values[equation.outputs[0]]:
            return False
        return self.layouts.get(atom) in ({C, COMPACT} if alone else {C})


Rule = Callable[[Known, Equation], int | Equation | None]
"""Says what may stand for an equation: a value that there is, another equation, or nothing new."""


def _uniform(array: Any) -> Any:
    """Return the number that fills a constant."""
    if array is None or not array.size or array.dtype.kind not in "biufc":
        return None
    flat = np.ascontiguousarray(array).reshape(-1)
    bits = flat.view(np.uint8).reshape(flat.size, -1)
    return flat[0] if (bits == bits[0]).all() else None
