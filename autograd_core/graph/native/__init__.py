"""Native kernels: elementwise equations of a graph as machine code, written through LLVM where `llvmlite` is installed.

    >>> import numpy as np, autograd_core as ag
    >>> from autograd_core.graph import native
    >>> if native.available():
    ...     graph = ag.trace(lambda x: np.tanh(x * 2.0))(np.zeros(3))
    ...     groups, report = native.schedule(graph)
    ...     kernels = native.build_all(graph, groups)
    ...     y = np.empty(3)
    ...     kernels["kernel_0"](y, np.ones(3))

Everything here can be imported without llvmlite; only `available` can be called then. Not here: what a graph is
(`graph.structure`), and the program around the kernels (`graph.program`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np

from autograd_core.graph.schedule import Group
from autograd_core.graph.structure import Graph

if TYPE_CHECKING:
    from autograd_core.graph.native.fusing import Fused

__all__ = ["available", "build", "build_all", "kernel_names", "prepared", "schedule", "shareable", "taker"]


@lru_cache(maxsize=1)
def available() -> bool:
    """Whether kernels can be built: llvmlite is there and works."""
    try:
        import_module("llvmlite.binding")
    except (ImportError, OSError):
        return False
    return True


def _module(name: str) -> Any:
    return import_module(f"autograd_core.graph.native.{name}")


def prepared(graph: Graph) -> Graph:
    """Return a lowered graph with more of it in terms that kernels have."""
    found: Graph = _module("seeking").with_places(graph)
    return found


def taker(source: Any, room: Any) -> Callable[[Any], Any]:
    """Return a function that copies rows of an array, by their numbers, into `room`, and returns that part of it.

    Where kernels are not available, or threads gain nothing, that is NumPy's `take`.
    """
    take: Callable[[Any], Any] | None = _module("rows").taker(source, room) if available() else None
    return take or (lambda chosen: np.take(source, chosen, axis=0, out=room[: len(chosen)], mode="clip"))


def schedule(graph: Graph) -> Fused:
    """Return the groups of a lowered graph in order, kernels and NumPy calls, and a report of what is left to NumPy."""
    fused: Fused = _module("fusing").fuse(graph)
    return fused._replace(groups=_module("chaining").chained(graph, fused.groups))


def kernel_names(groups: Sequence[Group]) -> list[str | None]:
    """Return the name of the kernel of each group, None for the other groups."""
    found: list[str | None] = _module("kernels").names(groups)
    return found


def build_all(graph: Graph, groups: Sequence[Group], threads: int | None = None) -> dict[str, Callable[..., None]]:
    """Return the kernels of the groups, by name; each is called with its outputs and then its inputs.

    threads  how many may compute one kernel; None: as many as there are processors
    """
    kernels: dict[str, Callable[..., None]] = _module("kernels").build_all(graph, groups, threads)
    return kernels


def build(graph: Graph, group: Group) -> Callable[..., None]:
    """Return the kernel of one group."""
    kernel: Callable[..., None] = _module("kernels").build(graph, group)
    return kernel


def shareable(graph: Graph, group: Group) -> frozenset[tuple[int, int]]:
    """Return the pairs of an output and an input of a kernel that may be one array; no others may overlap."""
    pairs: frozenset[tuple[int, int]] = _module("kernels").shareable(graph, group)
    return pairs
