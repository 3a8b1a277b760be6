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

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import groupby

from autograd_core.graph.schedule import KERNEL, Group
from autograd_core.graph.structure import Graph, Literal

__all__ = ["chained"]


def chained(graph: Graph, groups: Sequence[Group]) -> list[Group]:
    """Return groups in which kernels that follow each other, and write no Variable, are pieces of one."""
    written = {write.atom for write in graph.writes if not isinstance(write.atom, Literal)}
    readers = Counter([*graph.results, *[value for group in groups for value in group.inputs]])

    def is_link(group: Group) -> bool:
        return group.kind == KERNEL and written.isdisjoint(group.outputs)

    found: list[Group] = []
    for linked, run in groupby(groups, is_link):
        pieces = tuple(run)
        found += [_chain(pieces, readers)] if linked and len(pieces) > 1 else pieces
    return found


def _chain(pieces: Sequence[Group], readers: Mapping[int, int]) -> Group:
    """Return the group of some pieces; its outputs are the values that something else reads."""
    equations = tuple({id(equation): equation for piece in pieces for equation in piece.equations}.values())
    made = dict.fromkeys(value for piece in pieces for value in piece.outputs)
    read = Counter(value for piece in pieces for value in piece.inputs)
    outputs = tuple([value for value in made if readers[value] > read[value]]) or (*made,)[-1:]
    return Group(KERNEL, equations, tuple([value for value in read if value not in made]), outputs, tuple(pieces))
