"""Groups of equations: the units in which a program is written.

A group is computed by one statement or one loop: an equation by itself, an update of a large Variable block by block,
or several elementwise equations as one native kernel. A schedule is a list of groups, in order.

    >>> from autograd_core.graph.structure import Equation
    >>> group = Group("numpy", (Equation("tanh", (0,), (1,)),), inputs=(0,), outputs=(1,))
    >>> [equation.op for equation in group.equations]
    ['tanh']

Not here: which equations belong together (`program.grouping`, `native.fusing`).
"""

from __future__ import annotations

from typing import NamedTuple

from autograd_core.graph.structure import Equation

__all__ = ["BLOCKED", "KERNEL", "NUMPY", "Group"]

NUMPY, BLOCKED, KERNEL = "numpy", "blocked", "kernel"
"""The kinds of groups: one NumPy call; elementwise NumPy calls on a block at a time; a native kernel."""


class Group(NamedTuple):
    """Some equations that are computed together.

    kind       NUMPY (a single equation), BLOCKED or KERNEL
    equations  what is computed, in order
    inputs     the values that are read from outside, each once
    outputs    the values that are read outside or after
    pieces     of a KERNEL, the groups that it does one after the other; none if it is one itself
    """

    kind: str
    equations: tuple[Equation, ...]
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]
    pieces: tuple[Group, ...] = ()
