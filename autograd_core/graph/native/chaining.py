"""Chaining: kernels that follow each other become one, which does them piece by piece.

Between two calls of a program the interpreter has to find its way in caches that the last product has filled with
numbers, and other threads wait. A chain is one call.

    >>> import numpy as np, autograd_core as ag
    >>> from autograd_core.graph.native.fusing import fuse
    >>> graph = ag.trace(lambda x, w: np.tanh(x @ w).sum(axis=0) @ w)(np.ones((4, 3)), np.ones((3, 3)))
    >>> [len(group.pieces) for group in chained(graph, fuse(graph).groups)]
    [2, 0]

What writes new values of Variables stays apart: it must come after all that may fail. Not here: what one piece
computes (`fusing`).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from autograd_core.graph.schedule import KERNEL, Group
from autograd_core.graph.structure import Graph, Literal

__all__ = ["chained"]


def chained(graph: Graph, groups: Sequence[Group]) -> list[Group]:
    """Return groups in which kernels that follow each other, and write no Variable, are pieces of one."""
    written = {write.atom for write in graph.writes if not isinstance(write.atom, Literal)}

    def is_link(group: Group) -> bool:
        return group.kind == KERNEL and written.isdisjoint(group.outputs)

    found: list[Group] = []
    for linked, run in groupby(groups, is_link):
        pieces = tuple(run)
        found += [_chain(graph, pieces, groups)] if linked and len(pieces) > 1 else pieces
    return found


def _chain(graph: Graph, pieces: Sequence[Group], groups: Sequence[Group]) -> Group:
    """Return the group of some pieces; its outputs are the values that something else reads."""
    equations = tuple({id(equation): equation for piece in pieces for equation in piece.equations}.values())
    made = [value for piece in pieces for value in piece.outputs]
    inputs = dict.fromkeys(value for piece in pieces for value in piece.inputs if value not in made)
    inside = {id(piece) for piece in pieces}
    read = {value for group in groups if id(group) not in inside for value in group.inputs} | set(graph.results)
    outputs = tuple([value for value in made if value in read or value in graph.checks])
    return Group(KERNEL, equations, tuple(inputs), outputs or tuple(made[-1:]), tuple(pieces))
