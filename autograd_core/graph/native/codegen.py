"""Code: a kernel in LLVM's language, with vectors, loops, shapes and strides written out.

A kernel is a function of one argument, a table: the addresses of its arrays, then which part of how many it computes.
It goes through its nests of loops one after the other, and returns whether one of the values that the graph wants
checked holds a NaN. In a nest:

    before the loops   single numbers
    for each row       the numbers of the row; then the passes along it, vector by vector, the last under a mask
    after the loops    what was added up over all rows

Nothing is reordered but in sums (`reducing`), and nothing contracted, so an elementwise result has the bits of the
formulas in `functions`. In each turn everything is read before anything is written, and single numbers are read first
and written last: so an array may be input and result at once where `planning.may_share` says so. No address is promised
to be without alias.

Not here: which loops, in which order (`loops`), and machine code (`machine`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import ExitStack, contextmanager, nullcontext
from typing import Any, NamedTuple

from llvmlite import ir

from autograd_core.graph.native.axes import COMBINE
from autograd_core.graph.native.equations import computed, divided
from autograd_core.graph.native.loops import Buffer, LaidOut, Loop
from autograd_core.graph.native.memory import at, read, store
from autograd_core.graph.native.nests import AFTER, BEFORE
from autograd_core.graph.native.planning import Plan
from autograd_core.graph.native.reducing import CHUNK, FEW_ROWS, Accumulator, Columns, Missing, chunks, is_sum
from autograd_core.graph.native.vectors import I32, I64, convert, iterate, memory_type, splat, wide
from autograd_core.graph.structure import Equation

__all__ = ["write_kernel"]

POINTER = ir.PointerType()


def write_kernel(module: Any, name: str, plan: Plan) -> None:
    """Write a kernel. Its table has the addresses of outputs, inputs, and values between nests, in order."""
    roots = (*plan.outputs, *plan.inputs, *plan.between)
    function = ir.Function(module, ir.FunctionType(I32, [POINTER]), name)
    entry, start = (function.append_basic_block(label) for label in ("entry", "start"))
    allocate, builder = ir.IRBuilder(entry), ir.IRBuilder(start)
    table = function.args[0]
    pointers = {root: builder.load(at(builder, table, 8 * k), align=8, typ=POINTER) for k, root in enumerate(roots)}
    part, parts = (builder.load(at(builder, table, 8 * (len(roots) + k)), align=8, typ=I64) for k in (0, 1))
    is_last = builder.icmp_unsigned("==", builder.add(part, ir.Constant(I64, 1)), parts)
    flag = allocate.alloca(I32)
    builder.store(ir.Constant(I32, 0), flag)
    frame = _Frame(builder, allocate, pointers, flag, plan.checked)
    for nest in plan.nests:
        alone = plan.is_splittable and not nest.is_splittable
        with builder.if_then(is_last) if alone else nullcontext():
            share = _Share(part, parts, is_last) if plan.is_splittable and not alone else None
            _NestWriter(frame, nest, share).write()
    builder.ret(builder.load(flag, typ=I32))
    allocate.branch(start)


class _Frame(NamedTuple):
    """The function around the nests: what writes it, what takes room on the stack, its arrays, the flag it returns."""

    builder: Any
    allocate: Any
    pointers: Mapping[int, Any]
    flag: Any
    checked: AbstractSet[int]


class _Share(NamedTuple):
    """Which part of how many is to be computed, and whether it is the last."""

    part: Any
    parts: Any
    is_last: Any


class Turn(NamedTuple):
    """One turn of the innermost loop: the place along each inner loop, its number in the row, how many lanes count."""

    places: tuple[Any, ...]
    number: Any
    valid: int


class _NestWriter:
    """A nest of loops in the making."""

    def __init__(self, frame: _Frame, laid: LaidOut, share: _Share | None) -> None:
        self.builder, self.allocate, self.pointers = frame.builder, frame.allocate, frame.pointers
        self.laid, self.share, self.checked = laid, share, frame.checked
        self.missing = Missing(frame.builder, frame.allocate, frame.flag, laid.lanes)
        self.axes, self.nest, self.values = laid.axes, laid.nest, laid.axes.graph.values
        self.numbers: dict[int, Any] = {}
        self.vectors: dict[int, Any] = {}
        self.slots: dict[int, Any] = {}
        self.bases: dict[int, Any] = {}
        self.sums: dict[int, Accumulator] = {}
        self.columns: dict[int, Columns] = {}

    def write(self) -> None:
        """Write all of it."""
        self._prepare()
        self.missing.start()
        for value, buffer in self.laid.loads.items():
            if not self.axes.space(value):
                self.numbers[value] = read(self.builder, self._base(buffer, ()), buffer.dtype)
        for equation in self.nest.equations:
            if self.nest.when[equation.outputs[0]] == BEFORE:
                self._number(equation)
        if self.nest.space:
            for found in self._totals():
                found.start()
            for columns in self.columns.values():
                columns.start()
            with self._rows() as indices:
                self._row(indices)
            self._after()
        for value, buffer in self.laid.stores.items():
            if not self.axes.space(value):
                store(self.builder, self.numbers[value], self._base(buffer, ()), buffer.dtype)
        self.missing.finish()

    # -------------------------------------------------------------------------------------------------------- equations

    def _number(self, equation: Equation) -> None:
        self._keep(equation.outputs[0], computed(self.builder, self.axes.graph, equation, 1, self._found_number))

    def _keep(self, value: int, number: Any) -> None:
        """Note what a single number is."""
        self.numbers[value] = number
        if value in self.checked:
            self.missing.see_number(number)

    def _keep_vector(self, value: int, vector: Any, turn: Turn) -> None:
        """Note what a value is in one turn."""
        self.vectors[value] = vector
        if value in self.checked:
            self.missing.see(vector, turn.valid)

    def _found_number(self, value: int) -> Any:
        return self.numbers[value] if value in self.numbers else self.numbers[self.axes.root(value)]

    def _base(self, buffer: Buffer, indices: Sequence[tuple[Loop, Any]]) -> Any:
        """Return the address of a buffer where the outer loops stand."""
        pointer = at(self.builder, self.pointers[buffer.root], buffer.offset)
        return self._moved(pointer, buffer, indices)

    def _moved(self, pointer: Any, buffer: Buffer, indices: Sequence[tuple[Loop, Any]]) -> Any:
        for loop, index in indices:
            if step := buffer.step(loop):
                pointer = at(self.builder, pointer, self.builder.mul(index, ir.Constant(I64, step)))
        return pointer

    # ------------------------------------------------------------------------------------------------------- reductions

    def _prepare(self) -> None:
        """Make room for all that is added up."""
        laid = self.laid
        for equation in self.nest.equations:
            if not laid.is_reduction(equation):
                continue
            out = equation.outputs[0]
            combine, dtype = COMBINE[equation.op], self.values[out].dtype
            full = any(map(laid.is_full, equation.reads))
            lanes = laid.lanes if full else 1
            if (
                full
                and self.axes.space(out)
                and self.axes.space(out) == self.nest.inner
                and self.nest.when[out] == AFTER
            ):
                shape = {"turns": laid.turns_of_a_row, "rows": laid.rows}
                self.columns[out] = Columns(self.builder, self.allocate, combine, dtype, lanes, **shape)
            else:
                far = is_sum(combine, dtype) and (self.nest.when[out] == AFTER or laid.turns_of_a_row > CHUNK)
                self.sums[out] = Accumulator(self.builder, self.allocate, combine, dtype, lanes, far=far)

    def _totals(self) -> list[Accumulator]:
        return [found for out, found in self.sums.items() if self.nest.when[out] == AFTER]

    def _mean(self, equation: Equation, found: Any, lanes: int) -> Any:
        return divided(self.builder, self.axes.graph, equation, found, lanes)

    # ------------------------------------------------------------------------------------------------------------- rows

    @contextmanager
    def _rows(self) -> Iterator[list[tuple[Loop, Any]]]:
        """Write the outer loops around what is written inside; the outermost goes over one part only."""
        with ExitStack() as stack:
            indices = []
            columns = [found for found in self.columns.values() if found.far]
            for depth, loop in enumerate(self.laid.outer):
                if columns and depth + 1 == len(self.laid.outer):
                    around = chunks(self.builder, loop.length, FEW_ROWS, columns)
                else:
                    around = iterate(self.builder, *(self._part(loop.length) if depth == 0 else (0, loop.length)))
                indices.append((loop, stack.enter_context(around)))
            yield indices

    def _part(self, length: int) -> tuple[Any, Any]:
        """Return the bounds of the part that is asked for."""
        if self.share is None:
            return 0, length
        size = ir.Constant(I64, length)
        after = self.builder.add(self.share.part, ir.Constant(I64, 1))
        ends = [self.builder.udiv(self.builder.mul(end, size), self.share.parts) for end in (self.share.part, after)]
        return ends[0], ends[1]

    def _row(self, indices: Sequence[tuple[Loop, Any]]) -> None:
        laid, when = self.laid, self.nest.when
        self.bases = {value: self._base(b, indices) for value, b in (*laid.stores.items(), *laid.loads.items())}
        self.vectors = {}
        for value, buffer in laid.loads.items():
            if self.axes.space(value) and not self.axes.space(value) & self.nest.inner:
                self.numbers[value] = read(self.builder, self.bases[value], buffer.dtype)
        for number in range(laid.passes + 1):
            self._row_numbers(number)
            if number < laid.passes:
                self._pass(number)
        for equation in self.nest.equations:
            if equation.outputs[0] in self.sums and not any(map(laid.is_full, equation.reads)):
                self._take_number(equation)
        for value, buffer in laid.stores.items():
            if self._is_row_number(value) and when[value] != AFTER:
                store(self.builder, self.numbers[value], self.bases[value], buffer.dtype)

    def _is_row_number(self, value: int) -> bool:
        space = self.axes.space(value)
        return bool(space) and space == self.nest.outer

    def _row_numbers(self, number: int) -> None:
        for equation in self.nest.equations:
            out = equation.outputs[0]
            if self.nest.when[out] == number and not self.laid.is_reduction(equation) and not self.laid.is_full(out):
                self._number(equation)

    def _take_number(self, equation: Equation) -> None:
        out, (value,) = equation.outputs[0], equation.reads
        dtypes_of = self.values[value].dtype, self.values[out].dtype
        self.sums[out].take(convert(self.builder, self._found_number(value), *dtypes_of, 1), 1)
        self.sums[out].flush()

    # ----------------------------------------------------------------------------------------------------------- passes

    def _pass(self, number: int) -> None:
        """Write one pass along a row."""
        laid = self.laid
        work = [e for e in self.nest.equations if laid.time(e) == number and self._is_along(e)]
        sums = [self.sums[e.outputs[0]] for e in work if e.outputs[0] in self.sums]
        ending = [e for e in work if e.outputs[0] in self.sums and self.nest.when[e.outputs[0]] != AFTER]
        for equation in ending:
            self.sums[equation.outputs[0]].start()

        def body(turn: Turn) -> None:
            if laid.turns_of_a_row > 1:
                self.vectors = {}
            for equation in work:
                self._along(equation, turn, number)
            for value, buffer in laid.stores.items():
                if laid.is_full(value) and self.nest.when[value] == number:
                    self._store(value, buffer, turn)

        self._turns(body, [found for found in sums if found.far])
        for equation in ending:
            found = self.sums[equation.outputs[0]].result()
            self._keep(equation.outputs[0], self._mean(equation, found, 1))

    def _is_along(self, equation: Equation) -> bool:
        values = equation.reads if self.laid.is_reduction(equation) else equation.outputs
        return any(map(self.laid.is_full, values))

    def _along(self, equation: Equation, turn: Turn, number: int) -> None:
        out = equation.outputs[0]

        def operand(value: int) -> Any:
            return self._vector(value, turn)

        if not self.laid.is_reduction(equation):
            self._keep_vector(out, computed(self.builder, self.axes.graph, equation, self.laid.lanes, operand), turn)
            if self.laid.turns_of_a_row > 1 and self._is_wanted_later(out, number):
                store(self.builder, self.vectors[out], *self._slot(out, turn))
            return
        (value,) = equation.reads
        dtypes_of = self.values[value].dtype, self.values[out].dtype
        found = convert(self.builder, operand(value), *dtypes_of, self.laid.lanes)
        if out in self.columns:
            self.columns[out].take(found, turn.number)
        else:
            self.sums[out].take(found, turn.valid)

    def _is_wanted_later(self, value: int, number: int) -> bool:
        return number < self.laid.latest_read(value) < AFTER

    def _slot(self, value: int, turn: Turn) -> tuple[Any, ...]:
        """Return where a value is kept from one pass to the next: address, dtype, lanes, lanes again, step."""
        lanes, dtype = self.laid.lanes, self.values[value].dtype
        kind = wide(memory_type(dtype), lanes)
        if value not in self.slots:
            self.slots[value] = self.allocate.alloca(kind, ir.Constant(I64, self.laid.turns_of_a_row))
        place = self.builder.gep(self.slots[value], [turn.number], source_etype=kind)
        return place, dtype, lanes, lanes, dtype.itemsize

    def _vector(self, value: int, turn: Turn) -> Any:
        """Return a value for one turn: computed, read, kept from an earlier pass, or one number for all lanes."""
        root = self.axes.root(value)
        key = root if root in self.nest.when else value
        if key not in self.vectors:
            if key in self.numbers:
                self.vectors[key] = splat(self.builder, self.numbers[key], self.laid.lanes)
            elif key in self.nest.when:
                self.vectors[key] = read(self.builder, *self._slot(key, turn))
            else:
                self.vectors[key] = self._read(key, turn)
        return self.vectors[key]

    def _read(self, value: int, turn: Turn) -> Any:
        buffer, inner = self.laid.loads[value], self.laid.inner
        place = self._moved(self.bases[value], buffer, list(zip(inner, turn.places, strict=True)))
        return read(self.builder, place, buffer.dtype, self.laid.lanes, turn.valid, buffer.step(inner[-1]))

    def _store(self, value: int, buffer: Buffer, turn: Turn) -> None:
        inner = self.laid.inner
        place = self._moved(self.bases[value], buffer, list(zip(inner, turn.places, strict=True)))
        lanes, step = self.laid.lanes, buffer.step(inner[-1])
        store(self.builder, self.vectors[value], place, buffer.dtype, lanes, turn.valid, step)

    def _turns(self, body: Callable[[Turn], None], sums: Sequence[Accumulator] = ()) -> None:
        """Write the inner loops around a body, which is written once more for a rest shorter than a vector."""
        laid = self.laid
        full, rest = divmod(laid.inner[-1].length, laid.lanes)
        with ExitStack() as stack:
            indices = [stack.enter_context(iterate(self.builder, 0, loop.length)) for loop in laid.inner[:-1]]
            first = self._first(indices)

            def turn(number: Any, valid: int) -> None:
                place = self.builder.mul(number, ir.Constant(I64, laid.lanes))
                body(Turn((*indices, place), self.builder.add(first, number), valid))

            start = 0
            if full and sums:
                with chunks(self.builder, full, CHUNK, sums) as number:
                    turn(number, laid.lanes)
            elif full:
                start, stop = (0, full) if laid.outer or indices else self._part(full)
                with iterate(self.builder, start, stop) as number:
                    turn(number, laid.lanes)
            if rest:
                share = None if laid.outer else self.share
                with self.builder.if_then(share.is_last) if share else nullcontext():
                    turn(ir.Constant(I64, full), rest)
                    for found in sums:
                        found.flush()

    def _first(self, indices: Sequence[Any]) -> Any:
        """Return the number of the first turn of the innermost loop, counted along the row."""
        number = ir.Constant(I64, 0)
        for loop, index in zip(self.laid.inner, indices, strict=False):
            number = self.builder.add(self.builder.mul(number, ir.Constant(I64, loop.length)), index)
        return self.builder.mul(number, ir.Constant(I64, self.laid.turns)) if indices else number

    # ------------------------------------------------------------------------------------------------------------ after

    def _after(self) -> None:
        """Write what comes after the loops: first single numbers, then what is as long as a row."""
        for equation in self.nest.equations:
            out = equation.outputs[0]
            if self.nest.when[out] != AFTER or self.axes.space(out):
                continue
            if out in self.sums:
                self._keep(out, self._mean(equation, self.sums[out].result(), 1))
            else:
                self._number(equation)
        if self.columns:
            buffers = {**self.laid.stores, **self.laid.loads}
            self.bases = {value: self._base(b, ()) for value, b in buffers.items()}
            self._turns(self._column)

    def _column(self, turn: Turn) -> None:
        self.vectors, written = {}, []
        for equation in self.nest.equations:
            out = equation.outputs[0]
            if self.nest.when[out] != AFTER or not self.axes.space(out):
                continue
            if out in self.columns:
                found = self._mean(equation, self.columns[out].result(turn.number), self.laid.lanes)
            else:
                found = computed(
                    self.builder, self.axes.graph, equation, self.laid.lanes, lambda value: self._vector(value, turn)
                )
            self._keep_vector(out, found, turn)
            written.append(out)
        for value in written:
            if value in self.laid.stores:
                self._store(value, self.laid.stores[value], turn)
