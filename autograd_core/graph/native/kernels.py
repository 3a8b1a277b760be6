"""Kernels: the native functions of a schedule, of elementwise equations and of matrix products.

A kernel is called with its outputs and then its inputs, and writes the outputs (`tables`).

    >>> import numpy as np, autograd_core as ag
    >>> from autograd_core.graph.native.fusing import fuse
    >>> graph = ag.trace(lambda x: np.sum(x * x) + 1.0)(np.arange(3.0))
    >>> kernels = build_all(graph, fuse(graph).groups)
    >>> out = np.empty(())
    >>> kernels["kernel_0"](out, np.arange(3.0))
    >>> out
    array(6.)

A piece of a kernel with enough work is cut into parts for several threads (`threads`). A kernel raises
FloatingPointError where one of the graph's `checks` that is computed here holds a NaN.

Not here: the code (`codegen`, `products`), which equations a kernel computes (`fusing`, `chaining`).
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np
from llvmlite import ir

from autograd_core.graph.native.axes import Axes
from autograd_core.graph.native.blas import blas
from autograd_core.graph.native.codegen import write_kernel
from autograd_core.graph.native.describing import description
from autograd_core.graph.native.loops import SHARED
from autograd_core.graph.native.machine import Library, addresses, this_host
from autograd_core.graph.native.planning import Plan, may_share, microseconds, own_strides, plan
from autograd_core.graph.native.products import code, cut, is_product, parts, product, words
from autograd_core.graph.native.tables import Kernel, Operand, Piece, address_of, function_of, room
from autograd_core.graph.native.threads import Step, available_processors, together
from autograd_core.graph.schedule import KERNEL, Group
from autograd_core.graph.structure import Graph

__all__ = ["build", "build_all", "names", "shareable"]

PART = 7.5
"""Microseconds of work that a part of a kernel must have: a worker that is awake takes about one to begin."""

SHORT = 10.0
"""Microseconds below which a kernel keeps Python's lock, for letting go of it takes longer than is won."""


def names(groups: Sequence[Group]) -> list[str | None]:
    """Return the name of the kernel of each group, None for the other groups."""
    found: list[str | None] = []
    count = 0
    for group in groups:
        found.append(f"kernel_{count}" if group.kind == KERNEL else None)
        count += group.kind == KERNEL
    return found


def build(graph: Graph, group: Group) -> Kernel:
    """Return the kernel of one group."""
    return build_all(graph, [group])["kernel_0"]


def build_all(graph: Graph, groups: Sequence[Group], threads: int | None = None) -> dict[str, Kernel]:
    """Return the kernels of all groups of the kind KERNEL, under their `names`; together they are compiled faster.

    threads  how many may compute one kernel; None: as many as there are processors
    """
    axes, vector_bytes = Axes(graph), this_host().vector_bytes
    named = {name: group for name, group in zip(names(groups), groups, strict=True) if name is not None}
    pieces = {f"{name}_{k}": piece for name, group in named.items() for k, piece in enumerate(_pieces(group))}
    plans = {name: plan(axes, piece, vector_bytes) for name, piece in pieces.items() if not is_product(piece)}
    count = available_processors() if threads is None else threads
    library = addresses(lambda: _module(plans), list(plans), description(graph, groups)) if plans else None

    def made(name: str, piece: Group) -> tuple[Piece, float]:
        if library is None or name not in plans:
            return _product(axes, piece, count)
        return _nest(axes, plans[name], library, name, count)

    return {
        name: _kernel(axes, group, [made(f"{name}_{k}", piece) for k, piece in enumerate(_pieces(group))])
        for name, group in named.items()
    }


def _pieces(group: Group) -> tuple[Group, ...]:
    return group.pieces or (group,)


def _module(plans: Mapping[str, Plan]) -> str:
    """Return the kernels in LLVM's language."""
    module = ir.Module()
    module.triple = this_host().triple
    for name, found in plans.items():
        write_kernel(module, name, found)
    return str(module)


def shareable(graph: Graph, group: Group) -> frozenset[tuple[int, int]]:
    """Return the pairs of an output and an input of a group that may be one array."""
    if group.pieces or is_product(group):
        return frozenset()
    return may_share(plan(Axes(graph), group, vector_bytes=this_host().vector_bytes))


# --------------------------------------------------------------------------------------------------------------- pieces


def _nest(axes: Axes, found: Plan, library: Library, name: str, threads: int) -> tuple[Piece, float]:
    """Return the piece of nests of loops, and how long it takes in microseconds."""
    shared = microseconds(found, shared=True)
    count = max(1, min(threads, SHARED, int(shared / PART))) if found.is_splittable else 1
    between = [np.empty(*axes.graph.values[value]) for value in found.between]
    more = [[*map(address_of, between), number, count] for number in range(count)]
    values = (*found.outputs, *found.inputs)
    return Piece.of(library.addresses[name], values, more, (library, between)), microseconds(found)


def _product(axes: Axes, piece: Group, threads: int) -> tuple[Piece, float]:
    """Return the piece of a matrix product, and how long it takes; `fuse` makes one only where it can be built."""
    found, library = product(axes, piece.equations[-1]), blas()
    assert found
    assert library
    multiply = library.multiply[found.letter]
    more = [words(found, part, piece.inputs, multiply) for part in cut(found, parts(found, threads))]
    address, keep = _multiply(found.letter, library.integers)
    return Piece.of(address, (found.out, *piece.inputs), more, keep), found.microseconds


@cache
def _multiply(letter: str, integers: int) -> tuple[int, Library]:
    """Return the address of the machine code of products."""
    text = f'target triple = "{this_host().triple}"\n{code(letter, integers)}'
    name = f"multiply_{letter}"
    library = addresses(lambda: text, [name])
    return library.addresses[name], library


# -------------------------------------------------------------------------------------------------------------- kernels


def _kernel(axes: Axes, group: Group, timed: Sequence[tuple[Piece, float]]) -> Kernel:
    """Return the kernel that does some pieces one after the other; what only these exchange has memory of its own."""
    graph, pieces = axes.graph, [piece for piece, _ in timed]
    values = dict.fromkeys((*group.outputs, *group.inputs))
    places: dict[int, list[tuple[Any, int]]] = {value: [] for value in values}
    for value, place in (found for piece in pieces for found in piece.places()):
        places.setdefault(value, []).append(place)
    inside = {value: room(graph.values[value]) for value in places if value not in values}
    for value, array in inside.items():
        for table, k in places[value]:
            table[k] = address_of(array)
    operands = [Operand(graph.values[value], own_strides(axes, value), tuple(places[value])) for value in values]
    return function_of(operands, len(group.outputs), _start(pieces, sum(work for _, work in timed)), (pieces, inside))


def _start(pieces: Sequence[Piece], work: float) -> Callable[[], int]:
    """Return what calls the machine code."""
    library = blas()
    steps = [Step(piece.address, tuple(map(ctypes.addressof, piece.parts))) for piece in pieces]
    if library is None or max(len(piece.parts) for piece in pieces) < 2:
        return together(steps, keeps_lock=work < SHORT)
    return together(steps, library.get, library.set)
