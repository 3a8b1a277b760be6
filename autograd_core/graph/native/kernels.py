"""Kernels: machine code as functions of arrays.

A kernel is called with its outputs and then its inputs, and writes the outputs. It keeps a table of their addresses,
and looks at an array again only when another one stands in its place. It does not keep the arrays alive.

    >>> import numpy as np, autograd_core as ag
    >>> from autograd_core.graph.native.fusing import fuse
    >>> graph = ag.trace(lambda x: np.sum(x * x) + 1.0)(np.arange(3.0))
    >>> kernels = build_all(graph, fuse(graph).groups)
    >>> out = np.empty(())
    >>> kernels["kernel_0"](out, np.arange(3.0))
    >>> out
    array(6.)

A kernel with enough work is cut into parts for several threads (`threads`). It is not to be called by two threads at
once, for its table is its own. It raises FloatingPointError where one
of the graph's `checks` that is computed here holds a NaN.

Not here: the code (`codegen`), which equations a kernel computes (`fusing`).
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from weakref import ref

import numpy as np
from llvmlite import ir

from autograd_core.errors import ShapeError, explain
from autograd_core.graph.native.axes import Axes
from autograd_core.graph.native.codegen import write_kernel
from autograd_core.graph.native.describing import description
from autograd_core.graph.native.loops import SHARED
from autograd_core.graph.native.machine import addresses, this_host
from autograd_core.graph.native.planning import Plan, may_share, microseconds, own_strides, plan
from autograd_core.graph.native.threads import available_processors, run_parts
from autograd_core.graph.schedule import KERNEL, Group
from autograd_core.graph.structure import Graph

__all__ = ["build", "build_all", "names", "shareable"]

Kernel = Callable[..., None]

PART = 250.0
"""Microseconds of work that a part of a kernel must have.

To wake a thread takes some ten. But after a matrix product the threads of BLAS wait for another one and are in the way:
then two halves of 100 were measured to take longer than the whole.
"""

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
    axes = Axes(graph)
    named = zip(names(groups), groups, strict=True)
    plans = {name: plan(axes, group, this_host().vector_bytes) for name, group in named if name is not None}
    if not plans:
        return {}
    library = addresses(lambda: _module(plans), list(plans), description(graph, groups))
    count = available_processors() if threads is None else threads
    return {
        name: _Table(axes, found, library, library.addresses[name], count).kernel() for name, found in plans.items()
    }


def _module(plans: Mapping[str, Plan]) -> str:
    """Return the kernels in LLVM's language."""
    module = ir.Module()
    module.triple = this_host().triple
    for name, found in plans.items():
        write_kernel(module, name, found)
    return str(module)


def shareable(graph: Graph, group: Group) -> frozenset[tuple[int, int]]:
    """Return the pairs of an output and an input of a group that may be one array."""
    return may_share(plan(Axes(graph), group, vector_bytes=this_host().vector_bytes))


class _Table:
    """The addresses of the arrays of a kernel, once for each part that is computed at the same time."""

    def __init__(self, axes: Axes, found: Plan, library: Any, address: int, threads: int) -> None:
        work, shared = microseconds(found), microseconds(found, shared=True)
        parts = max(1, min(threads, SHARED, int(shared / PART))) if found.is_splittable else 1
        values = (*found.outputs, *found.inputs)
        self.library, self.address, self.parts, self.work = library, address, parts, work
        self.outputs = len(found.outputs)
        self.specs = [axes.graph.values[value] for value in values]
        self.strides = [own_strides(axes, value) for value in values]
        self.between = [np.empty(*axes.graph.values[value]) for value in found.between]
        width = len(values) + len(self.between) + 2
        self.tables = [(ctypes.c_int64 * width)() for _ in range(parts)]
        for number, table in enumerate(self.tables):
            for k, array in enumerate(self.between):
                table[len(values) + k] = _address(array)
            table[width - 2], table[width - 1] = number, parts
        self.copies: dict[int, Any] = {}
        self.pending: list[tuple[Any, Any]] = []

    def kernel(self) -> Kernel:
        """Return the function that is called."""
        kind = ctypes.PYFUNCTYPE if self.work < SHORT else ctypes.CFUNCTYPE
        call: Any = kind(ctypes.c_int32, ctypes.c_void_p)(self.address)
        places = [ctypes.addressof(table) for table in self.tables]
        start = call if self.parts == 1 else lambda _: run_parts(call, places)
        space: dict[str, Any] = {
            "start": start,
            "place": places[0],
            "bind": self.bind,
            "pending": self.pending,
            "finish": self.finish,
        }
        space |= {"missing": _missing, "nothing": _nothing}
        exec(_source(len(self.specs)), space)  # noqa: S102  # a function with as many arguments as there are arrays
        made: Kernel = space["kernel"]
        return made

    def bind(self, k: int, array: Any) -> Callable[[], Any]:
        """Put an array into the table; return what gives it again as long as it need not be put there again."""
        regular = type(array) is np.ndarray and self._is_regular(k, array)
        address = _address(array if regular else self._copied(k, array))
        for table in self.tables:
            table[k] = address
        return ref(array) if regular else _nothing

    def _is_regular(self, k: int, array: Any) -> bool:
        shape, dtype = self.specs[k]
        if array.shape != shape or array.dtype != dtype:
            return False
        flags, strides = array.flags, self.strides[k]
        if k < self.outputs:
            return bool(flags.carray)
        return bool(flags.aligned and (flags.c_contiguous if strides is None else array.strides == strides))

    def _copied(self, k: int, array: Any) -> Any:
        """Return an array in order in the place of one that is not; an output is copied back afterwards."""
        spec = self.specs[k]
        if np.shape(array) != spec.shape:
            remedy = "call a kernel with arrays of the shapes that it was built for"
            raise ShapeError(explain("a kernel is for one shape", f"{np.shape(array)} instead of {spec.shape}", remedy))
        copy = self.copies[k] = np.empty(spec.shape, spec.dtype)
        if k < self.outputs:
            self.pending.append((array, copy))
        else:
            np.copyto(copy, array, casting="same_kind")
        return copy

    def finish(self) -> None:
        """Copy outputs to the arrays that were given for them."""
        for array, copy in self.pending:
            np.copyto(array, copy)
        self.pending.clear()


def _missing() -> None:
    raise FloatingPointError("a value in a kernel holds a NaN, whose gradient takes more care")


def _address(array: Any) -> int:
    if array.flags.carray:  # a third of the time of the general way
        return ctypes.addressof(ctypes.c_char.from_buffer(array))
    address: int = array.__array_interface__["data"][0]
    return address


def _nothing() -> None:
    """Stand for an array that must be looked at again."""


def _source(count: int) -> str:
    """Return the text of a kernel of so many arrays.

    It is written out, for a loop over the arrays would take longer than most work.
    """
    given, held = [f"given{k}" for k in range(count)], [f"held{k}" for k in range(count)]
    lines = [f"{name} = nothing" for name in held]
    lines += [f"def kernel({', '.join(given)}, /):", f"    global {', '.join(held)}"]
    for k, (new, old) in enumerate(zip(given, held, strict=True)):
        lines += [f"    if {old}() is not {new}:", f"        {old} = bind({k}, {new})"]
    return "\n".join([*lines, "    if start(place):", "        missing()", "    if pending:", "        finish()", ""])
