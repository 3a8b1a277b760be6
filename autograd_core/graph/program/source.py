"""The program of a graph as text: NumPy calls that write into memory planned beforehand.

    >>> import numpy as np
    >>> from autograd_core.graph.structure import ARGUMENT, Equation, Graph, Input, Spec
    >>> row, one = Spec((3,), np.dtype("float32")), Spec((), np.dtype("float32"))
    >>> steps = Equation("multiply", (0, 0), (1,)), Equation("sum", (1,), (2,), {"axis": None})
    >>> print(source(Graph("energy", (row, row, one), (Input(0, ARGUMENT, "x"),), {}, steps, (2,))))
    \"\"\"`energy` in NumPy: 2 equations, written out. Call it as
    <BLANKLINE>
        total = energy(x)
    <BLANKLINE>
    with
    <BLANKLINE>
        x      float32 (3,)
    <BLANKLINE>
    for
    <BLANKLINE>
        total  float32
    \"\"\"
    <BLANKLINE>
    import numpy as np
    <BLANKLINE>
    <BLANKLINE>
    def energy(x):
        total = np.add.reduce(x * x, axis=None)
        return total
    <BLANKLINE>

Not here: how an equation is written (`primitives`), what memory there is (`planning`), running the text (`program`).
"""

from __future__ import annotations

from autograd_core.graph.passes import optimize
from autograd_core.graph.passes.lowering import lower
from autograd_core.graph.program.embedding import embedded
from autograd_core.graph.program.grouping import schedule
from autograd_core.graph.program.laying import layout
from autograd_core.graph.program.writing import Writer
from autograd_core.graph.structure import Graph

__all__ = ["source"]


def source(graph: Graph) -> str:
    """Return the text of a graph as a file that needs only NumPy; of SciPy's special functions it needs SciPy, too.

    Raises SourceError where an operation cannot be written.
    """
    lowered = optimize(lower(optimize(graph)[0]))[0]
    writer = Writer(lowered, schedule(lowered), traced=graph)
    return layout(writer, *embedded(writer.opaque))
