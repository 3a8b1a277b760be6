"""Products: matrix products by BLAS, cut into parts for the threads that compute kernels.

    >>> import numpy as np, autograd_core as ag
    >>> graph = ag.trace(lambda x, w: x @ w.T)(np.ones((64, 128)), np.ones((256, 128)))
    >>> axes = Axes(graph)
    >>> found = product(axes, graph.equations[-1])
    >>> found.rows, found.columns, found.inner, [operand.turned for operand in (found.left, found.right)]
    (64, 256, 128, [False, True])
    >>> [tuple(part) for part in cut(found, 2)]
    [(0, 1, 0, 64, 0, 128), (0, 1, 0, 64, 128, 256)]

A stack of products is cut between two of them. A single one is cut along the longer side of the result: each part reads
the whole of one operand, and that had better be the smaller one. Below `WORK` multiplications nothing is cut, and BLAS
uses one thread anyway. Transposed operands are no work, BLAS is told to read them the other way.

Not here: BLAS (`blas`), and the calls (`kernels`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import prod
from typing import NamedTuple

import numpy as np

from autograd_core.graph.native.axes import Axes, contiguous
from autograd_core.graph.native.blas import blas
from autograd_core.graph.native.threads import available_processors
from autograd_core.graph.schedule import KERNEL, Group
from autograd_core.graph.structure import Equation, Literal

__all__ = ["Operand", "Part", "Product", "code", "cut", "is_product", "is_worth_it", "parts", "product", "words"]

WORK = 1 << 18
"""Multiplications of a product that is worth more than one thread, as OpenBLAS sees it, too."""

PART = 1 << 17
"""Multiplications that a part must have."""

MOST = 4096
"""Products of a stack; one of more is left to NumPy, which needs no list of where each begins."""

RATE = {"f": 4e4, "d": 2e4}
"""Multiplications in a microsecond, by the letter of the dtype, on one core of a server processor."""

GRAIN = 16
"""Rows or columns of the result that stay together: a line of memory in float32."""

ROWS_IN_ORDER, PLAIN, TRANSPOSED = 101, 111, 112  # as CBLAS names them


class Operand(NamedTuple):
    """Tables in memory: the value they lie in, the bytes to each, the elements from row to row, whether transposed."""

    root: int
    starts: tuple[int, ...]
    step: int
    turned: bool


class Product(NamedTuple):
    """Products of `rows` × `inner` and `inner` × `columns` into the value `out`, of the dtype of this letter."""

    out: int
    left: Operand
    right: Operand
    rows: int
    columns: int
    inner: int
    letter: str

    @property
    def length(self) -> int:
        """How many products there are."""
        return len(self.left.starts)

    @property
    def work(self) -> int:
        """How many multiplications there are."""
        return self.length * self.rows * self.columns * self.inner

    @property
    def microseconds(self) -> float:
        """About how long it takes on one core."""
        return self.work / RATE[self.letter]


class Part(NamedTuple):
    """Which products of a stack, which rows and which columns of the results: the first and the one behind the last."""

    first: int
    last: int
    top: int
    bottom: int
    start: int
    stop: int


def is_product(group: Group) -> bool:
    """Whether a group is a product."""
    return group.kind == KERNEL and any(equation.op == "matmul" for equation in group.equations)


def is_worth_it(axes: Axes, equation: Equation) -> bool:
    """Whether an equation is a product that is done by one thread anyway, or cut among threads."""
    library = blas()
    if library is None or (found := product(axes, equation)) is None:
        return False
    several = min(library.threads, available_processors()) > 1
    return found.work < WORK or (several and parts(found, 2) > 1)


def product(axes: Axes, equation: Equation) -> Product | None:
    """Return the product that an equation is, or None if it is left to NumPy."""
    graph, out = axes.graph, equation.outputs[0]
    if equation.op != "matmul" or any(isinstance(atom, Literal) for atom in equation.inputs):
        return None
    values: list[int] = [*equation.inputs, out]  # type: ignore[list-item]  # no literals
    specs = [graph.values[value] for value in values]
    dtype = specs[-1].dtype
    stack = specs[-1].shape[:-2]
    if dtype.char not in "fd" or any(s.dtype != dtype or len(s.shape) < 2 for s in specs):
        return None
    if not 0 < prod(stack) <= MOST:
        return None
    written = {graph.inputs[write.input].value for write in graph.writes if write.atom == out}
    left, right = (operand(axes, value, stack) for value in values[:2])
    if out in axes.checked or left is None or right is None or written & {left.root, right.root}:
        return None
    if left._replace(turned=right.turned) == right and left.turned != right.turned:
        return None  # of one array and its transpose NumPy computes a half, so that the result is symmetric
    rows, columns = specs[-1].shape[-2:]
    return Product(out, left, right, rows, columns, specs[0].shape[-1], dtype.char)


def operand(axes: Axes, value: int, stack: tuple[int, ...]) -> Operand | None:
    """Return how BLAS is to read tables; None if one has no two sides, or a side that it cannot go along."""
    shape, dtype = axes.graph.values[value]
    layout, size = axes.layout(value), dtype.itemsize
    if 0 in shape or min(shape[-2:]) < 2 or layout is None:
        return None
    starts = layout.offset + _starts(shape[:-2], layout.strides[:-2], stack)
    for turned in (False, True):
        (far, near), length = layout.strides[-2:][:: -1 if turned else 1], shape[-2 if turned else -1]
        if near == size and far % size == 0 and far >= length * size and min(starts) >= 0:
            return Operand(layout.root, tuple(starts.tolist()), far // size, turned)
    return None


def _starts(
    shape: tuple[int, ...], strides: tuple[int, ...], stack: tuple[int, ...]
) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Return the bytes to the beginning of each table of a stack, in order."""
    lead = len(stack) - len(shape)
    steps = [0] * lead + [0 if n == 1 else step for n, step in zip(shape, strides, strict=True)]
    places = np.indices(stack, dtype=np.int64).reshape(len(stack), prod(stack))
    return np.asarray(steps, np.int64) @ places


def parts(found: Product, threads: int) -> int:
    """Return into how many parts a product is cut for so many threads."""
    if found.work < WORK:
        return 1
    pieces = found.length if found.length > 1 else max(found.rows, found.columns) // GRAIN
    return max(1, min(threads, found.work // PART, pieces))


def cut(found: Product, count: int) -> Iterator[Part]:
    """Give the parts of a product."""
    rows, columns = found.rows, found.columns
    if found.length > 1:
        for first, last in _edges(found.length, count, 1):
            yield Part(first, last, 0, rows, 0, columns)
    elif columns > rows:
        for start, stop in _edges(columns, count, GRAIN):
            yield Part(0, 1, 0, rows, start, stop)
    else:
        for top, bottom in _edges(rows, count, GRAIN):
            yield Part(0, 1, top, bottom, 0, columns)


def _edges(length: int, count: int, grain: int) -> Iterator[tuple[int, int]]:
    edges = [length * k // count // grain * grain for k in range(count)] + [length]
    return pairwise(edges)


def words(found: Product, part: Part, inputs: Sequence[int], multiply: int) -> list[int]:
    """Return what stands in the table of a part behind the addresses of result and `inputs`: see `code`."""
    size = 4 if found.letter == "f" else 8
    left, right, width = found.left, found.right, found.columns
    whole = contiguous((found.length, found.rows, width), size)[0]
    moved = (
        (part.top * width + part.start) * size,
        part.top * (1 if left.turned else left.step) * size,
        part.start * (right.step if right.turned else 1) * size,
    )
    begins = [
        start + offset
        for k in range(part.first, part.last)
        for start, offset in zip((k * whole, left.starts[k], right.starts[k]), moved, strict=True)
    ]
    operands = [1 + inputs.index(operand.root) for operand in (left, right)]
    turns = [TRANSPOSED if operand.turned else PLAIN for operand in (left, right)]
    lengths = (part.bottom - part.top, part.stop - part.start, found.inner)
    unused = [0] * (2 - len(inputs))
    return [*unused, *operands, *turns, *lengths, left.step, right.step, width, multiply, len(begins) // 3, *begins]


CODE = """
define i32 @multiply_{letter}(ptr %table) {{
entry:
{loads}
  %left_at = getelementptr i64, ptr %table, i64 %w3
  %right_at = getelementptr i64, ptr %table, i64 %w4
  %left_root = load ptr, ptr %left_at
  %right_root = load ptr, ptr %right_at
  %turn_left = trunc i64 %w5 to i32
  %turn_right = trunc i64 %w6 to i32
{lengths}
  br label %each
each:
  %k = phi i64 [0, %entry], [%k1, %each]
  %k1 = add i64 %k, 1
  %place = mul i64 %k, 3
  %first = add i64 %place, 15
  %result_at = getelementptr i64, ptr %table, i64 %first
  %left_begins = getelementptr i64, ptr %result_at, i64 1
  %right_begins = getelementptr i64, ptr %result_at, i64 2
  %result_offset = load i64, ptr %result_at
  %left_offset = load i64, ptr %left_begins
  %right_offset = load i64, ptr %right_begins
  %result = getelementptr i8, ptr %w0, i64 %result_offset
  %left = getelementptr i8, ptr %left_root, i64 %left_offset
  %right = getelementptr i8, ptr %right_root, i64 %right_offset
  call void %w13(i32 {order}, i32 %turn_left, i32 %turn_right, {integer} %n7, {integer} %n8, {integer} %n9,
    {real} 1.0, ptr %left, {integer} %n10, ptr %right, {integer} %n11, {real} 0.0, ptr %result, {integer} %n12)
  %more = icmp ult i64 %k1, %w14
  br i1 %more, label %each, label %done
done:
  ret i32 0
}}
"""

POINTERS = frozenset({0, 13})


def code(letter: str, integers: int) -> str:
    """Return the function, in LLVM's language, that calls BLAS with what it finds in a table.

    The addresses of the result and of one or two inputs; which of these the operands lie in; how CBLAS names the order
    of the operands; rows, columns, inner length; the steps from row to row; the address of the function of BLAS; how
    many products; and for each how many bytes behind result and operands it begins.

    letter    of the dtype, "f" or "d"
    integers  bits of the lengths that BLAS is given
    """
    loads = []
    for k in (0, *range(3, 15)):
        kind = "ptr" if k in POINTERS else "i64"
        loads += [f"  %a{k} = getelementptr i64, ptr %table, i64 {k}", f"  %w{k} = load {kind}, ptr %a{k}"]
    as_length = "add i64 %w{k}, 0" if integers == 64 else "trunc i64 %w{k} to i32"
    return CODE.format(
        letter=letter,
        loads="\n".join(loads),
        lengths="\n".join([f"  %n{k} = {as_length.format(k=k)}" for k in range(7, 13)]),
        order=ROWS_IN_ORDER,
        integer=f"i{integers}",
        real="float" if letter == "f" else "double",
    )
