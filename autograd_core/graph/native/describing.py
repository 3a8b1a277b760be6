"""What decides on the machine code of kernels, as a short text: by its hash the code is found without writing it anew.

To write a module in LLVM's language takes as long as all other parts of compiling together. It follows from the graph,
the groups, the processor and the modules of this package; where these are what they were, so is the code.

    >>> import numpy as np, autograd_core as ag
    >>> from autograd_core.graph.native.fusing import fuse
    >>> def described(function):
    ...     graph = ag.trace(function)(np.arange(3.0))
    ...     return description(graph, fuse(graph).groups)
    >>> described(lambda x: x * 2.0) == described(lambda y: y * 2.0)
    True
    >>> described(lambda x: x * 2.0) == described(lambda x: x * 2)
    False

Not here: the processor and the versions of libraries, which are parts of the hash, too (`machine`).
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from autograd_core.errors import GraphEncodingError
from autograd_core.graph.plain import encoded
from autograd_core.graph.schedule import Group
from autograd_core.graph.structure import Atom, Equation, Graph, Literal

__all__ = ["description"]


def description(graph: Graph, groups: Sequence[Group]) -> str | None:
    """Return all that decides on the code of the kernels of some groups; None where that cannot be put into words."""
    if _package() is None:
        return None
    try:
        return "\n".join([str(_package()), *_lines(graph, groups)])
    except GraphEncodingError:  # a parameter is a function or another object
        return None


def _lines(graph: Graph, groups: Sequence[Group]) -> Iterator[str]:
    yield from (f"{spec.dtype.str}{spec.shape}" for spec in graph.values)
    yield from (f"{value}: {array.strides}" for value, array in graph.constants.items())  # not its numbers
    yield f"{[given.value for given in graph.inputs]} {graph.checks}"
    yield from map(_equation, graph.equations)
    for piece in [piece for group in groups for piece in group.pieces or (group,)]:
        yield f"{piece.kind} {piece.inputs} {piece.outputs} {[equation.outputs for equation in piece.equations]}"


def _equation(equation: Equation) -> str:
    params = encoded(dict(equation.params)) if equation.params else ""
    return f"{equation.op} {list(map(_atom, equation.inputs))} {equation.outputs} {params}"


def _atom(atom: Atom) -> Any:
    return {"literal": encoded(atom.value)} if isinstance(atom, Literal) else atom


@cache
def _package() -> tuple[Any, ...] | None:
    """Return names, sizes and times of the modules that write machine code; None where they are no files."""
    try:
        with os.scandir(os.path.dirname(__file__)) as found:
            about = [(each.name, each.stat()) for each in found if each.name.endswith(".py")]
    except OSError:
        return None
    return tuple(sorted((name, stat.st_size, stat.st_mtime_ns) for name, stat in about)) or None
