"""What stands for a value while a function is traced: an array without numbers, which refuses to give any.

A traced function is run once, and what it does is recorded. A number that it reads off its arguments in Python, as by
`float(x)` or `if x > 0`, would be frozen into the graph without a word; so a value under trace is an array that has
shape and dtype, takes part in NumPy functions (which are recorded), and raises TraceError where a number is asked for.

    >>> import numpy as np, autograd_core as ag
    >>> ag.trace(lambda x: x if x > 0 else -x)(np.float64(1.0))
    Traceback (most recent call last):
        ...
    autograd_core.errors.TraceError: a traced value has no numbers yet: got bool() of bool[] at ...

NumPy reads memory in C, where no method is asked: what is behind such an array are objects that raise TraceError when
they are made a number, whichever dtype the array says it has. Not here: the recording (`tracing`).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import numpy as np

from autograd_core import protocols
from autograd_core.applying import NO_PARAMS
from autograd_core.errors import TraceError, explain
from autograd_core.operation import Operation
from autograd_core.ops.movement import cast
from autograd_core.record import Value, tracing, user_line
from autograd_core.registry import FUNCTIONS
from autograd_core.tree import tree_map
from autograd_core.values import Hook, make, number_type, plain

__all__ = ["ABOUT_ARRAYS", "OUTSIDE", "NoNumber", "Traced", "blank", "guard", "has_no_numbers"]

BRANCH = (
    "Write a branch as np.where(condition, a, b), pass what decides as a Python value, which is no part of the "
    "graph, or run the function as it is, without trace or compile"
)
CONVERSION = (
    "Compute with the array itself, which x.astype(dtype) converts, return it from the function and convert it there, "
    "or pass a Python value, which is part of the program"
)
NUMBERS = "Return it from the function and read it there, or run the function as it is, without trace or compile"
OUTSIDE = (
    "Compute with NumPy functions on the values themselves, join them with np.stack or ag.array, and write into "
    "Tensors, as ag.zeros makes"
)
WRITES = "Write into a Tensor, as ag.as_tensor(x).copy() makes, or compute a new array"


def _refuse(*_: Any, **__: Any) -> Any:
    """Raise TraceError where NumPy asks for the number behind a value under trace, whatever it wants to do with it."""
    given = f"numbers copied out of one at {user_line()}"
    raise _noted(TraceError(explain("a traced value has no numbers yet", given, OUTSIDE)))


def _noted(error: TraceError) -> TraceError:
    """Return an error, of which the trace of this thread knows even if the function catches it."""
    if (trace := tracing.get()) is not None:
        trace.refusal = trace.refusal or error
    return error


class NoNumber:
    """What stands in the memory of a value under trace: it raises when it is converted or computed with."""

    __hash__ = object.__hash__

    def __repr__(self) -> str:
        return "traced"

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _refuse  # np.exp of an array of objects calls their method exp


ONE = "float int complex index bool neg pos abs invert eq ne lt le gt ge"
TWO = "add sub mul truediv floordiv mod divmod pow matmul and or xor lshift rshift"

for _name in ONE.split():
    setattr(NoNumber, f"__{_name}__", _refuse)
for _name in TWO.split():
    setattr(NoNumber, f"__{_name}__", _refuse)
    setattr(NoNumber, f"__r{_name}__", _refuse)

view = np.ndarray.view
_memory: Any = np.empty((), object)
_memory[()] = NoNumber()


@lru_cache(1024)
def blank(shape: tuple[int, ...]) -> Traced:
    """Return an array of a shape that has no numbers: a view of it takes a tenth of the time of making it."""
    return view(np.broadcast_to(_memory, shape), Traced)


def guard(trace: Any, number: int, numbers: Any, dtype: Any, blank: Traced) -> Traced:
    """Return the array that stands for value `number` of a trace, which is `numbers` in this run, from a blank one."""
    array: Traced = view(blank)
    array.owner, array.number, array.numbers, array.dtype = trace, number, numbers, dtype
    return array


def has_no_numbers(array: Any) -> bool:
    """Whether some of an array was copied from a value under trace, or is one."""
    return array.dtype.kind == "O" and any(type(x) in {NoNumber, Traced} for x in array.flat)


UNMADE = {"owner": None, "number": -1, "numbers": None, "dtype": np.dtype(object)}
"""What one says of itself that NumPy made of another."""


class Traced(np.ndarray):
    """An array under trace: value `number` of a `trace`; made by `guard`.

    dtype  the type of the numbers that this stands for
    """

    __slots__ = ("dtype", "number", "numbers", "owner")

    owner: Any
    number: int
    numbers: Any
    dtype: Any

    def __getattr__(self, name: str) -> Any:
        if name in UNMADE:
            return UNMADE[name]
        raise AttributeError(name)

    @property
    def itemsize(self) -> int:
        """The bytes of a number."""
        return int(self.dtype.itemsize)

    @property
    def nbytes(self) -> int:
        """The bytes of all numbers."""
        return self.size * self.itemsize

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **kwargs: Any) -> Any:
        trace = _require_trace(self)
        operation = FUNCTIONS.get(ufunc)
        if method == "__call__" and not kwargs and isinstance(operation, Operation):  # as below, in a fifth of the time
            for x in inputs:
                if isinstance(x, Value):
                    return operation(*inputs)
            return trace.taken(operation, inputs, NO_PARAMS)
        if any(isinstance(x, Value) for x in (*inputs, *(kwargs.get("out") or ()))):
            return NotImplemented  # a Tensor's turn
        if kwargs.get("out") is not None or method == "at":
            raise TraceError(explain("a traced value cannot be written in place", _given(self, "a write"), WRITES))
        with _once(self.owner, (ufunc, method)) as first:
            if not first:
                function = ufunc if method == "__call__" else getattr(ufunc, method)
                name = f"np.{ufunc.__name__}" + ("" if method == "__call__" else f".{method}")
                return tree_map(plain, self.owner.call(function, name, tuple(map(_tensor, inputs)), kwargs))
            return tree_map(plain, protocols.array_ufunc(None, ufunc, method, *map(_tensor, inputs), **kwargs))

    def __array_function__(self, function: Any, types: Any, args: Any, kwargs: Any) -> Any:
        for kind in types:
            if issubclass(kind, Value):
                return NotImplemented
        if function in ABOUT_ARRAYS:
            if not kwargs and types == (Traced,) and set(map(type, args)) == {Traced}:
                return function(*map(_real, args))  # as below, in a fifth of the time
            return function(*tree_map(_real, list(args)), **tree_map(_real, dict(kwargs)))
        args, kwargs = tuple(tree_map(_tensor, list(args))), tree_map(_tensor, dict(kwargs))
        with _once(self.owner, function) as first:
            if not first:
                name = f"{function.__module__.replace('numpy', 'np', 1)}.{function.__name__}"
                return tree_map(plain, self.owner.call(function, name, args, kwargs))
            return tree_map(plain, protocols.array_function(None, function, types, args, kwargs))

    def copy(self, order: Any = "C") -> Any:
        """Return the value itself, which nobody can change."""
        return self

    def astype(self, dtype: Any, *args: Any, **kwargs: Any) -> Any:
        """Return the value as another type."""
        if dtype is self.dtype or (target := number_type(dtype)) == self.dtype:
            return self
        return _require_trace(self).taken(cast, (self,), {"dtype": target})

    def __getitem__(self, key: Any) -> Any:
        if isinstance(key, tuple) and key == ():
            return self
        return plain(_tensor(self)[tree_map(_tensor, key) if isinstance(key, tuple) else _tensor(key)])

    def __setitem__(self, key: Any, value: Any) -> None:
        raise TraceError(explain("a traced value cannot be written in place", _given(self, "a write"), WRITES))

    def __iter__(self) -> Any:
        return (self[i] for i in range(len(self)))

    def __repr__(self) -> str:
        return f"traced({self.dtype}{list(self.shape)})"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return repr(self)


def _require_trace(array: Traced) -> Any:
    """Return the trace that is at work. Raises TraceError where a value was kept from one that has ended."""
    trace = tracing.get()
    if trace is None:
        remedy = "return it from the function instead of keeping it in a variable outside"
        raise TraceError(explain("a value of a trace that has ended", repr(array), remedy))
    return trace


@contextmanager
def _once(trace: Any, function: Any) -> Iterator[bool]:
    """Tell whether a function is not being applied already: what stands in for one may call it on plain values."""
    first = function not in trace.within
    trace.within.add(function)
    try:
        yield first
    finally:
        if first:
            trace.within.remove(function)


def _tensor(x: Any) -> Any:
    if not isinstance(x, Traced):
        return x
    _require_trace(x)
    return make(x, None)


def _real(x: Any) -> Any:
    return x.owner.real(x) if isinstance(x, Traced) else x


def _given(array: Any, how: str) -> str:
    return f"{how} of {array.dtype}{list(array.shape)} at {user_line()}"


ABOUT_ARRAYS = {np.shape, np.ndim, np.size, np.result_type, np.can_cast, np.iscomplexobj, np.isrealobj}
ABOUT_ARRAYS |= {np.common_type, np.min_scalar_type, np.may_share_memory, np.shares_memory}
ABOUT_ARRAYS |= {np.zeros_like, np.ones_like, np.empty_like}
"""NumPy's functions that ask about an array, not about its numbers."""


def _method(name: str) -> Any:
    """Return the method of an array that does what a Tensor's does."""

    def method(self: Any, *args: Any, **kwargs: Any) -> Any:
        args, kwargs = tuple(map(_tensor, args)), {key: _tensor(value) for key, value in kwargs.items()}
        return tree_map(plain, getattr(_tensor(self), name)(*args, **kwargs))

    return method


def _property(name: str) -> Any:
    return property(lambda self: plain(getattr(_tensor(self), name)))


def _refused(name: str, remedy: str) -> Any:
    """Return the method that would give numbers."""

    def refused(self: Any, *args: Any, **kwargs: Any) -> Any:
        raise _noted(TraceError(explain("a traced value has no numbers yet", _given(self, f"{name}()"), remedy)))

    return refused


def _operator(name: str, ufunc: np.ufunc) -> Any:
    """Return an operator that does what NumPy's does, without NumPy where both operands are known to be numbers."""
    general, swapped = getattr(np.ndarray, name), name.startswith("__r")

    def operator(self: Any, other: Any) -> Any:
        if (type(other) is Traced or type(other) is float) and (trace := tracing.get()) is not None:
            return trace.taken(FUNCTIONS[ufunc], (other, self) if swapped else (self, other), NO_PARAMS)
        return general(self, other)

    return operator


METHODS = "all any argmax argmin argpartition argsort choose clip compress conj conjugate cumprod cumsum"
METHODS += " diagonal dot flatten max mean min nonzero prod ravel repeat reshape round searchsorted squeeze std sum"
METHODS += " swapaxes take trace transpose var"

for _name in METHODS.split():
    if hasattr(Hook.tensor, _name):
        setattr(Traced, _name, _method(_name))
for _name, _ufunc in {"add": np.add, "sub": np.subtract, "mul": np.multiply, "truediv": np.divide}.items():
    setattr(Traced, f"__{_name}__", _operator(f"__{_name}__", _ufunc))
    setattr(Traced, f"__r{_name}__", _operator(f"__r{_name}__", _ufunc))
for _name in ("T", "mT", "real", "imag", "flat"):
    setattr(Traced, _name, _property(_name))
for _name in ("bool", "float", "int", "complex", "index"):
    setattr(Traced, f"__{_name}__", _refused(_name, BRANCH if _name == "bool" else CONVERSION))
for _name in ["item", "tolist", "tobytes", "tofile", "dump", "dumps", "view", "byteswap", "getfield"]:
    setattr(Traced, _name, _refused(_name, NUMBERS))
for _name in ["__copy__", "__deepcopy__", "__reduce__", "__reduce_ex__", "__dlpack__", "__contains__"]:
    setattr(Traced, _name, _refused(_name.strip("_"), NUMBERS))
for _name in ["fill", "itemset", "partition", "put", "resize", "setfield", "setflags", "sort"]:
    setattr(Traced, _name, _refused(_name, WRITES))
