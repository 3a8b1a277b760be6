"""Values with a hidden axis: what a function sees of its arguments under `vmap`.

A `Batched` value shows the shape of one example and holds those of all, along a first axis that it does not show. An
operation that meets one is applied to all examples at once, by a rule that knows where their axis goes (`batchrules`).
What is recorded is an operation on the whole; so everything under it, such as gradients, needs nothing new.

    >>> import numpy as np, autograd_core as ag
    >>> level = Level(2)
    >>> with at_work(level):
    ...     x = Batched(level, ag.Tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]))
    ...     y = np.sum(x * x)
    >>> x.shape, y.shape, y.physical
    ((3,), (), Tensor([14., 77.]))

Whoever asks for the numbers of one example, as `if x > 0:` does, gets `Loop` raised: they can be had in a loop only. So
nothing is ever computed from the numbers of the wrong example; at worst it is computed one by one.

Not here: the rules (`batchrules`), and the transform (`mapping`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import count
from operator import attrgetter
from typing import Any, NoReturn

import numpy as np

from autograd_core.batchrules import Call, apply
from autograd_core.errors import GradientError, explain
from autograd_core.observing import stand_in
from autograd_core.operation import Operation
from autograd_core.ops.elementwise import positive
from autograd_core.ops.movement import broadcast_to, cast
from autograd_core.ops.random import drawing
from autograd_core.record import Cut, NodeLike, setting
from autograd_core.runs import mapped
from autograd_core.tensor import Tensor, as_tensor

__all__ = ["Batch", "Batched", "Level", "Loop", "at_work", "working"]


_number = count(1).__next__


class Level:
    """One `vmap`.

    size    how many examples it has
    number  larger than that of one around it
    active  how often it works at this moment
    loops   whether the numbers of single examples were asked for
    """

    __slots__ = ("active", "loops", "number", "size")

    def __init__(self, size: int) -> None:
        self.size, self.number, self.active, self.loops = size, _number(), 0, False


class Loop(BaseException):  # no Exception, so that a handler for these in the user's function does not see it
    """The numbers of single examples were asked for; only a loop over the examples can go on."""

    def __init__(self, level: Level) -> None:
        super().__init__()
        self.level = level
        level.loops = True  # for `except:` would see it, and go on with other numbers


class Outline:
    """What a Batched value shows for an array: shape and dtype. Whatever else is asked for raises `Loop`."""

    def __init__(self, level: Level, like: Any) -> None:
        self._level = level
        self.shape, self.dtype, self.ndim = like.shape[1:], like.dtype, like.ndim - 1
        self.size, self.itemsize = int(np.prod(self.shape)), like.itemsize
        self.nbytes = self.size * self.itemsize

    def __len__(self) -> int:
        if not self.shape:
            raise TypeError("len() of unsized object")  # NumPy's words
        return int(self.shape[0])

    def _refuse(self, *_: Any, **__: Any) -> NoReturn:
        raise Loop(self._level)

    def __getattr__(self, name: str) -> Any:
        self._refuse()

    def __array_function__(self, function: Any, types: Any, args: Any, kwargs: Any) -> Any:
        """Answer the functions of NumPy that ask for shape or dtype only."""
        if function in _FORMS and all(axis is None for axis in args[1:]) and not kwargs:
            return _FORMS[function](self)
        return self._refuse()

    __hash__ = None  # type: ignore[assignment]  # as of an array


_FORMS: dict[Any, Any] = {np.shape: lambda o: o.shape, np.ndim: lambda o: o.ndim, np.size: lambda o: o.size}
_FORMS |= {np.result_type: lambda o: o.dtype, np.iscomplexobj: lambda o: o.dtype.kind == "c"}
_ASKED = "array array_ufunc bool int float complex index iter getitem setitem contains eq ne lt le gt ge neg pos"
_ASKED += " abs invert repr str format copy deepcopy reduce_ex"
_BINARY = "add sub mul truediv floordiv mod divmod pow matmul and or xor lshift rshift"
for _name in [*_ASKED.split(), *_BINARY.split(), *(f"r{name}" for name in _BINARY.split())]:
    setattr(Outline, f"__{_name}__", vars(Outline)["_refuse"])


class Batched(Tensor):
    """A value that differs from example to example, and shows what one example has.

    physical  the values of all examples along a first axis, or a Batched value again, of the `vmap` around this one
    """

    __slots__ = ("_outline", "level", "physical")

    is_mapped = True

    def __init__(self, level: Level, physical: Any) -> None:
        self.level, self.physical = level, physical
        self._outline = Outline(level, physical.array)

    def __repr__(self) -> str:
        return f"<one of {self.level.size} examples: shape {self.shape}, dtype {self.dtype}>"

    @property
    def array(self) -> Any:
        """The outline of one example.

        Raises GradientError where the `vmap` has ended.
        """
        if not self.level.active:
            remedy = "return it from the function instead"
            raise GradientError(explain("a value inside vmap was kept beyond it", f"shape {self.shape}", remedy))
        return self._outline

    @array.setter
    def array(self, array: Any) -> NoReturn:
        raise Loop(self.level)  # views would have to follow what is written

    @property
    def node(self) -> NodeLike:
        """How the values of all examples came to be."""
        return self.physical.node  # type: ignore[no-any-return]  # that of a Value

    @node.setter
    def node(self, node: NodeLike) -> NoReturn:
        raise Loop(self.level)

    @property
    def shape(self) -> Any:
        """The lengths of the axes of one example."""
        return self._outline.shape

    @property
    def memory(self) -> Any:
        """The numbers of all examples."""
        return self.physical.memory

    def cut_off(self, cut: Cut) -> Batched:
        """Return the same values without their record, which ends at a cut."""
        return Batched(self.level, self.physical.cut_off(cut))

    def unmapped(self) -> NoReturn:
        """Ask for a loop, since what keeps the array would keep the outline."""
        raise Loop(self.level)

    def __setitem__(self, key: Any, value: Any) -> NoReturn:
        raise Loop(self.level)

    def astype(self, dtype: Any, *args: Any, **kwargs: Any) -> Any:
        """Return the numbers as another type."""
        if np.dtype(dtype).kind in "fc":
            return cast(self, np.dtype(dtype))
        return Batched(self.level, self.physical.astype(dtype, *args, **kwargs))


class Batch:
    """The levels that are at work, the outermost first, and the way between values inside them and those below."""

    def __init__(self, levels: tuple[Level, ...]) -> None:
        self.levels = levels
        self.shape = tuple(level.size for level in levels)

    def lower(self, x: Any) -> Any:
        """Return the values of all examples of all levels as one Tensor, whose first axes are theirs."""
        if isinstance(x, (int, float, complex)) and not isinstance(x, bool):
            x = np.asarray(x, complex if isinstance(x, complex) else float)
        for level in reversed(self.levels):
            x = whole(level, x)
        if x.is_mapped:
            raise Loop(x.level)  # a level further in, as where a pullback from outside is mapped
        return x

    def show(self, tensor: Any) -> Any:
        """Return what `lower` made of a value as that value."""
        for level in self.levels:
            tensor = Batched(level, tensor)
        return tensor


def whole(level: Level, x: Any) -> Any:
    """Return the values of all examples of a level; of what is the same for all, repeated ones."""
    if type(x) is Batched and x.level is level:
        return x.physical
    x = as_tensor(x)
    return broadcast_to(x, (level.size, *x.shape))


def batched_call(operation: Operation, operands: Sequence[Any], params: Mapping[str, Any]) -> Any:
    """Apply an operation to Batched values, those of the innermost level first; NotImplemented where there are none."""
    found = [x.level for x in operands if type(x) is Batched]
    if not found:
        return NotImplemented
    level = max(found, key=attrgetter("number"))  # the innermost
    if not level.active:
        return NotImplemented  # the operation will ask for the array, and get the error
    operands, params = operation.bind(tuple(operands), dict(params))
    mine = [type(x) is Batched and x.level is level for x in operands]
    xs = [x.physical if own else x for x, own in zip(operands, mine, strict=True)]
    out = apply(Call(operation, xs, mine, params, level.size))
    return tuple([Batched(level, y) for y in out]) if isinstance(out, tuple) else Batched(level, out)


@contextmanager
def at_work(level: Level) -> Iterator[None]:
    """Let operations meet Batched values of a level inside a `with` block."""
    level.active += 1
    try:
        with stand_in(batched_call):
            yield
    finally:
        level.active -= 1


@contextmanager
def working(batch: Batch | None) -> Iterator[None]:
    """Let a batch be what functions and transforms are mapped over inside a `with` block, as it was once before."""
    levels = batch.levels if batch else ()
    draws = _refuse_draws(levels[-1]) if levels else drawing.get()
    for level in levels:
        level.active += 1
    try:
        with setting(mapped, batch), setting(drawing, draws), stand_in(batched_call):
            yield
    finally:
        for level in levels:
            level.active -= 1


def _refuse_draws(level: Level) -> Any:
    """Return what a draw of random numbers calls: each example has its own, as in a loop."""

    def refuse(generator: Any) -> NoReturn:
        raise Loop(level)

    return refuse


def separate(tensor: Any) -> Any:
    """Return a Tensor that follows no other, as a view does."""
    return tensor if type(tensor) is Tensor or type(tensor) is Batched else positive(tensor)
