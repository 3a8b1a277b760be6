"""Reducing: what is kept while numbers are added up, or the greatest is sought.

Vectors are combined lane by lane, and the lanes at the very end. So that the error of a float sum does not grow with
its length, a lane adds up at most `CHUNK` numbers plainly; then its sum is added to those before with the rounding
error kept beside it (Knuth's two-sum). The error is at most about CHUNK + log2(lanes) units in the last place of the
sum of magnitudes, however many numbers there are. An infinite sum, whose error would be NaN, is left as it is.

Not here: which reduction goes over what (`loops`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from llvmlite import ir

from autograd_core.graph.native.functions import TYPES
from autograd_core.graph.native.memory import mask_of
from autograd_core.graph.native.vectors import I1, I32, I64, constant, folded, iterate, splat, wide, write

__all__ = ["CHUNK", "FEW_ROWS", "Accumulator", "Columns", "Missing", "chunks", "is_sum"]

CHUNK = 64
"""How many numbers a lane adds up before its sum is put to the others."""

FEW_ROWS = 32
"""How many rows are added up before their sum is put to the others."""

DType = np.dtype[Any]


def is_sum(combine: str, dtype: DType) -> bool:
    """Whether a reduction adds numbers that are rounded."""
    return combine == "add" and dtype.kind == "f"


def neutral(combine: str, dtype: DType) -> Any:
    """Return the number that changes nothing: −0, for −0 + x is x, whatever x."""
    if combine in {"add", "multiply"}:
        return int(combine == "multiply") if dtype.kind != "f" else -0.0 if combine == "add" else 1.0
    if dtype == np.bool_:
        return combine == "minimum"
    if dtype.kind == "f":
        return -np.inf if combine == "maximum" else np.inf
    limits = np.iinfo(dtype)
    return limits.min if combine == "maximum" else limits.max


def _add_keeping(builder: Any, total: Any, error: Any, more: Any) -> tuple[Any, Any]:
    """Return the total with more added, and the error with that of this addition."""
    new = builder.fadd(total, more)
    part = builder.fsub(new, total)
    missing = builder.fadd(builder.fsub(total, builder.fsub(new, part)), builder.fsub(more, part))
    return new, builder.fadd(error, missing)


def _whole(builder: Any, total: Any, error: Any) -> Any:
    """Return the total with its error put right, unless that is NaN."""
    whole = builder.fadd(total, error)
    return builder.select(builder.fcmp_unordered("uno", whole, whole), total, whole)


class Accumulator:
    """What becomes one number, lane by lane.

    far  whether the sums of chunks are added up apart
    """

    def __init__(self, builder: Any, allocate: Any, combine: str, dtype: DType, lanes: int, *, far: bool) -> None:
        self.builder, self.combine, self.lanes = builder, combine, lanes
        self.kind = wide(TYPES[dtype], lanes)
        self.neutral = splat(builder, constant(neutral(combine, dtype), dtype), lanes)
        self.near = allocate.alloca(self.kind)
        self.far = [allocate.alloca(self.kind), allocate.alloca(self.kind)] if far else []

    def start(self) -> None:
        """Forget everything."""
        for place in (self.near, *self.far):
            self.builder.store(self.neutral, place)

    def take(self, value: Any, valid: int) -> None:
        """Take in the first lanes of a vector."""
        if valid < self.lanes:
            value = self.builder.select(mask_of(self.lanes, valid), value, self.neutral)
        before = self.builder.load(self.near, typ=self.kind)
        self.builder.store(write(self.combine, self.builder, self.lanes, [before, value]), self.near)

    def flush(self) -> None:
        """Put the sum of a chunk to the others."""
        if self.far:
            total, error, more = (self.builder.load(place, typ=self.kind) for place in (*self.far, self.near))
            for value, place in zip(_add_keeping(self.builder, total, error, more), self.far, strict=True):
                self.builder.store(value, place)
            self.builder.store(self.neutral, self.near)

    def result(self) -> Any:
        """Return the number."""
        found = self.builder.load(self.near, typ=self.kind)
        if self.far:
            found = _whole(self.builder, *(self.builder.load(place, typ=self.kind) for place in self.far))
        return folded(self.combine, self.builder, found, self.lanes)


class Columns:
    """What becomes one row out of many: a vector for each place along the row, kept near."""

    def __init__(
        self, builder: Any, allocate: Any, combine: str, dtype: DType, lanes: int, *, turns: int, rows: int
    ) -> None:
        self.builder, self.combine, self.lanes, self.turns = builder, combine, lanes, turns
        self.kind = wide(TYPES[dtype], lanes)
        self.neutral = splat(builder, constant(neutral(combine, dtype), dtype), lanes)
        size = ir.Constant(I64, turns)
        self.near = allocate.alloca(self.kind, size)
        far = is_sum(combine, dtype) and rows > FEW_ROWS
        self.far = [allocate.alloca(self.kind, size), allocate.alloca(self.kind, size)] if far else []

    def start(self) -> None:
        """Forget everything."""
        with iterate(self.builder, 0, self.turns) as turn:
            for place in (self.near, *self.far):
                self.builder.store(self.neutral, self._at(place, turn))

    def _at(self, place: Any, turn: Any) -> Any:
        return self.builder.gep(place, [turn], source_etype=self.kind)

    def take(self, value: Any, turn: Any) -> None:
        """Take in a vector of a row, at its place."""
        place = self._at(self.near, turn)
        before = self.builder.load(place, typ=self.kind)
        self.builder.store(write(self.combine, self.builder, self.lanes, [before, value]), place)

    def flush(self) -> None:
        """Put the sums of some rows to the others."""
        with iterate(self.builder, 0, self.turns) as turn:
            near, *far = (self._at(place, turn) for place in (self.near, *self.far))
            more, total, error = (self.builder.load(place, typ=self.kind) for place in (near, *far))
            for value, place in zip(_add_keeping(self.builder, total, error, more), far, strict=True):
                self.builder.store(value, place)
            self.builder.store(self.neutral, near)

    def result(self, turn: Any) -> Any:
        """Return a vector of the row that came out."""
        places = [self._at(place, turn) for place in self.far or [self.near]]
        found = [self.builder.load(place, typ=self.kind) for place in places]
        return _whole(self.builder, *found) if self.far else found[0]


class Missing:
    """Whether a NaN was seen; what follows from it is for those who asked."""

    def __init__(self, builder: Any, allocate: Any, flag: Any, lanes: int) -> None:
        self.builder, self.flag, self.lanes = builder, flag, lanes
        self.kinds = [wide(I1, lanes), I1]
        self.places = [allocate.alloca(kind) for kind in self.kinds]

    def start(self) -> None:
        """Forget everything."""
        for place, kind in zip(self.places, self.kinds, strict=True):
            self.builder.store(splat(self.builder, ir.Constant(I1, 0), self.lanes if kind != I1 else 1), place)

    def see(self, vector: Any, valid: int) -> None:
        """Look at the first lanes of a vector."""
        found = self.builder.fcmp_unordered("uno", vector, vector)
        if valid < self.lanes:
            found = self.builder.and_(found, mask_of(self.lanes, valid))
        self._note(found, 0)

    def see_number(self, number: Any) -> None:
        """Look at a number."""
        self._note(self.builder.fcmp_unordered("uno", number, number), 1)

    def _note(self, found: Any, which: int) -> None:
        before = self.builder.load(self.places[which], typ=self.kinds[which])
        self.builder.store(self.builder.or_(before, found), self.places[which])

    def finish(self) -> None:
        """Raise the flag if one was seen."""
        vector, number = (self.builder.load(p, typ=kind) for p, kind in zip(self.places, self.kinds, strict=True))
        if self.lanes > 1:
            bits = ir.IntType(self.lanes)
            vector = self.builder.icmp_unsigned("!=", self.builder.bitcast(vector, bits), ir.Constant(bits, 0))
        seen = self.builder.zext(self.builder.or_(vector, number), I32)
        self.builder.store(self.builder.or_(self.builder.load(self.flag, typ=I32), seen), self.flag)


@contextmanager
def chunks(builder: Any, length: int, size: int, sums: Iterable[Accumulator | Columns]) -> Iterator[Any]:
    """Write a loop around what is written inside, and put sums away after every so many turns."""
    with iterate(builder, 0, length, size) as begin:
        end: Any = length
        if length > size:
            last, after = ir.Constant(I64, length), builder.add(begin, ir.Constant(I64, size))
            end = builder.select(builder.icmp_signed("<", after, last), after, last)
        with iterate(builder, begin, end) as index:
            yield index
        for found in sums:
            found.flush()
