"""How a pass changes a graph: some values are read elsewhere from now on.

    >>> from autograd_core.graph.structure import Equation
    >>> reading(Equation("add", (1, 2), (3,)), {1: 0}).inputs
    (0, 2)

Not here: what may be changed (the passes).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from autograd_core.graph.structure import Atom, Equation, Graph, Literal

__all__ = ["reading", "rewritten"]


def reading(equation: Equation, instead: Mapping[int, Atom]) -> Equation:
    """Return the equation, reading other atoms instead of some values."""
    if not instead:
        return equation
    forward = instead.get(equation.forward) if equation.forward is not None else None
    if isinstance(forward, int):
        equation = equation.changed(forward=forward)
    if instead.keys().isdisjoint(equation.inputs):
        return equation
    return equation.changed(inputs=tuple([_new(atom, instead) for atom in equation.inputs]))


def _new(atom: Atom, instead: Mapping[int, Atom]) -> Atom:
    return atom if isinstance(atom, Literal) else instead.get(atom, atom)


def rewritten(graph: Graph, equations: Sequence[Equation], instead: Mapping[int, int]) -> Graph:
    """Return the graph with other equations, which read other values instead of some, as its results do, too."""
    return graph.changed(
        equations=tuple(equations),
        outputs=tuple([_new(atom, instead) for atom in graph.outputs]),
        writes=tuple([write._replace(atom=_new(write.atom, instead)) for write in graph.writes]),
        checks=tuple(dict.fromkeys([instead.get(value, value) for value in graph.checks])),
    )
