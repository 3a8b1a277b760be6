"""Programs that run: the text of a graph, executed once, and the function that it defines.

    >>> import numpy as np
    >>> from autograd_core.graph.structure import ARGUMENT, Equation, Graph, Input, Spec
    >>> row, one = Spec((3,), np.dtype(float)), Spec((), np.dtype(float))
    >>> steps = Equation("multiply", (0, 0), (1,)), Equation("sum", (1,), (2,), {"axis": None})
    >>> program = Program(Graph("energy", (row, row, one), (Input(0, ARGUMENT, "x"),), {}, steps, (2,)))
    >>> program(np.array([1.0, 2.0, 3.0]))
    (array(14.),)

A program owns its buffers: of two threads each needs one of its own. Not here: caching by shapes and dtypes, and the
Variables behind the inputs (`compiling`).
"""

from __future__ import annotations

import linecache
import sys
from collections.abc import Callable, Mapping, Sequence
from itertools import count
from typing import Any

import numpy as np

from autograd_core.graph.evaluating import apply
from autograd_core.graph.program.embedding import Opaque
from autograd_core.graph.program.grouping import schedule
from autograd_core.graph.program.laying import function, helpers, memory
from autograd_core.graph.program.writing import Writer
from autograd_core.graph.schedule import Group
from autograd_core.graph.structure import EMPTY, Graph
from autograd_core.registry import OPERATIONS

__all__ = ["Program"]

_numbers = count(1)


class Program:
    """A lowered graph as a function of arrays.

    graph    what is computed
    groups   its schedule; that of `grouping.schedule` if None
    kernels  the native kernels of the groups of kind KERNEL by name: "kernel_1", "kernel_2", in their order
    lent     values that are computed in the memory of an input before it gets its new value: see `planning.plan`

    Call it with the arrays of the inputs, in order, and then NumPy's generators for its streams. It returns a tuple of
    new arrays. Arrays are taken to have the shapes and dtypes of the graph and to lie in C order; those with a write
    are given their new values in place, all at the end, so that an error leaves each of them old or new.
    """

    def __init__(
        self,
        graph: Graph,
        groups: Sequence[Group] | None = None,
        kernels: Mapping[str, Callable[..., None]] | None = None,
        lent: Mapping[int, int] = EMPTY,
    ) -> None:
        writer = Writer(graph, schedule(graph) if groups is None else groups, lent)
        self.name = writer.names.function
        self.text = _text(writer)
        namespace: dict[str, Any] = {"np": np, "special": sys.modules.get("scipy.special"), **(kernels or {})}
        namespace |= {name: _function(opaque) for name, opaque in writer.opaque.items()}
        namespace |= {name: graph.constants[value] for value, name in writer.constants.items()}
        file = f"<program {next(_numbers)}: {self.name}>"
        # So that tracebacks show the lines, as doctest does it; None for the time keeps them there.
        linecache.cache[file] = len(self.text), None, self.text.splitlines(keepends=True), file
        exec(compile(self.text, file, "exec"), namespace)  # noqa: S102  # our own text, that is what it is for
        self.run: Callable[..., Any] = namespace[self.name]
        self._file = file
        self._count = len(graph.outputs)

    def __call__(self, *given: Any) -> tuple[Any, ...]:
        """Compute.

        Raises FloatingPointError, before anything is written, where one of the graph's `checks` holds a NaN.
        """
        found = self.run(*given)
        if self._count == 1:
            return (np.asarray(found),)
        return tuple(map(np.asarray, found)) if self._count else ()

    def __del__(self) -> None:
        linecache.cache.pop(getattr(self, "_file", ""), None)

    def __repr__(self) -> str:
        return f"<Program {self.name}: {self.text.count(chr(10))} lines>"


def _function(opaque: Opaque) -> Callable[..., Any]:
    """Return what is called for an operation that is no primitive."""
    equation = opaque.equation
    if not opaque.bound:
        return OPERATIONS[equation.op].forward  # type: ignore[no-any-return]  # it has no types

    def bound(*operands: Any) -> Any:
        results = apply(equation, operands)
        return results[0] if len(results) == 1 else results

    return bound


def _text(writer: Writer) -> str:
    return "\n\n\n".join([*memory(writer), *helpers(writer), function(writer)]) + "\n"
