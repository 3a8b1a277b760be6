"""The record: how a value came to be.

Applying an operation to Tensors adds one `Node`: the operation, the nodes of the operands that want a gradient, and
the arrays that the backward pass will ask for. Nodes point backwards only, from a result to what it was made of, so a
record lives exactly as long as a result that needs it. Nodes are numbered as they are made; descending numbers
therefore visit every result before its operands, which is all the order that reverse mode needs.

    >>> import autograd_core as ag
    >>> x = ag.Tensor([1.0, 2.0], requires_grad=True)
    >>> y = ag.tanh(x) * 3.0
    >>> print(y.node.name, "from", y.node.parents[0].name)
    multiply from tanh
    >>> with ag.no_grad():
    ...     print(ag.tanh(x).requires_grad)
    False

Not here: what an operation is (`operation`), and the sweep that reads the record (`differentiate`).
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from itertools import count
from threading import Lock
from typing import Any

import numpy as np

__all__ = [
    "Argument",
    "Cut",
    "Leaf",
    "Node",
    "NodeLike",
    "Value",
    "WhileAny",
    "enable_grad",
    "fresh_exits",
    "is_recording",
    "last_exit",
    "no_grad",
    "note_exit",
    "number",
    "scope",
    "setting",
    "tracing",
    "user_line",
]

number = count(1).__next__
"""The next node number. Drawing it is atomic, so threads may record at the same time."""


class Node:
    """One recorded application of an operation.

    number   ascending in the order of recording
    plan     what the operation does in the backward pass, for the operands that want a gradient: a `plan.Plan`
    parents  the nodes of those operands
    kept     the values that the rules of those operands name, as NumPy arrays
    params   the keyword parameters of the call
    """

    __slots__ = ("kept", "number", "params", "parents", "plan")

    number: int
    plan: Any
    parents: tuple[Node, ...]
    kept: tuple[Any, ...]
    params: Mapping[str, Any]

    @property
    def name(self) -> str:
        """The name of the operation."""
        return str(self.plan.operation.name)

    def __repr__(self) -> str:
        made_of = ", ".join(f"%{parent.number}" for parent in self.parents)
        return f"%{self.number} = {self.name}({made_of})"


def _form(array: Any) -> tuple[Any, ...]:
    """Return shape, kind and size of the elements of an array; of anything else what no array has."""
    dtype = getattr(array, "dtype", None)
    return () if dtype is None else (array.shape, dtype.kind, dtype.itemsize)


class Leaf(Node):
    """A node at which the sweep leaves a cotangent: an input that wants a gradient, or a result that is watched.

    An input has no parents; a watched result has one, to which the cotangent goes on. The cotangent must have the shape
    and dtype of the array `like`, if that is given.
    """

    __slots__ = ("form", "grad")

    grad: Value | None

    def __init__(self, like: Any = None, *, parents: tuple[Node, ...] = (), plan: Any = None) -> None:
        self.number, self.parents, self.plan = number(), parents, plan
        self.form: Any = None if like is None else _form(like)
        self.kept, self.params, self.grad = (), {}, None

    @property
    def name(self) -> str:
        """The name of the operation that a watched result comes from; "input" for an input."""
        return self.parents[0].name if self.parents else "input"

    def fits(self, g: Any) -> bool:
        """Whether a cotangent has the shape and dtype of what it belongs to; the order of the bytes does not count."""
        return self.form is None or self.form == _form(g.array if isinstance(g, Value) else g)

    def collect(self, gradient: Any) -> None:
        """Add a gradient to what is there."""
        self.grad = gradient if self.grad is None else self.grad + gradient


class Argument(Leaf):
    """The leaf of an argument under a transform: the function may write into what it is given, as into any array."""

    __slots__ = ()


class Cut:
    """Where a record ends on purpose: the value came from recorded ones, but no gradient flows through `name`.

    A cut is false, so `if node:` asks whether a value is recorded. It keeps no array alive, only words for the error
    message that someone will need who calls `backward()` behind it.
    """

    __slots__ = ("line", "name", "unintended", "why")

    def __init__(self, name: str, why: str, *, unintended: bool = False) -> None:
        self.name, self.why, self.unintended, self.line = name, why, unintended, user_line()

    def __bool__(self) -> bool:
        return False

    def __str__(self) -> str:
        return f"{self.name} at {self.line} ({self.why})"


class Value:
    """An array together with the node that tells how it came to be (None: a constant). `Tensor` builds on this."""

    __slots__ = ("__weakref__", "array", "node")

    array: Any
    node: Node | Cut | None
    is_variable = False
    is_mapped = False

    @property
    def memory(self) -> Any:
        """All numbers behind the value: under `vmap`, which shows those of one example, those of all."""
        return self.array

    def unmapped(self) -> Value:
        """Return the value itself, for who keeps its array beyond this moment; under `vmap` that asks for a loop."""
        return self


NodeLike = Node | Cut | None
"""How a value came to be: recorded, cut off, or (None) a constant."""

_recording: ContextVar[bool] = ContextVar("recording", default=True)

is_recording: Callable[[], bool] = _recording.get
"""Whether operations on values that want a gradient are recorded; each thread and task has its own answer."""


@contextmanager
def setting(variable: ContextVar[Any], value: Any) -> Iterator[None]:
    """Give a context variable a value inside a `with` block, and after it the value that it had."""
    token = variable.set(value)
    try:
        yield
    finally:
        variable.reset(token)


tracing: ContextVar[Any] = ContextVar("tracing", default=None)
"""The `graph.tracing.Trace` that takes down all that this thread computes; None as a rule."""

scope: ContextVar[tuple[str, ...]] = ContextVar("scope", default=())
"""The names of the layers, or of the optimizer, at work, outermost first: for traces and messages."""


class WhileAny:
    """A `with` block for something that all threads share: changed when the first enters, and back after the last left.

    >>> lamp = WhileAny(lambda: print("on"), lambda: print("off"))
    >>> with lamp, lamp:
    ...     print("inside")
    on
    inside
    off
    """

    def __init__(self, change: Callable[[], None], back: Callable[[], None]) -> None:
        self._change, self._back = change, back
        self._lock, self._inside = Lock(), 0

    def __enter__(self) -> None:
        with self._lock:
            if self._inside == 0:
                self._change()
            self._inside += 1

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._inside -= 1
            if self._inside == 0:
                self._back()


def no_grad() -> Any:
    """Record nothing inside a `with` block or a decorated function.

    Results are constants that know where they were cut off.

    >>> import autograd_core as ag
    >>> w = ag.Variable(2.0)
    >>> with ag.no_grad():
    ...     y = w * 3.0
    >>> y.requires_grad
    False
    """
    return setting(_recording, False)


def enable_grad() -> Any:
    """Record again inside a `with` block or a decorated function, also inside `no_grad()`.

    >>> import autograd_core as ag
    >>> with ag.no_grad(), ag.enable_grad():
    ...     (ag.Variable(2.0) * 3.0).requires_grad
    True
    """
    return setting(_recording, True)


_exit: ContextVar[Cut | None] = ContextVar("exit", default=None)


def note_exit(name: str) -> None:
    """Remember that a recorded value left the record here, as by `.numpy()`, for the error message to come."""
    _exit.set(Cut(name, "what it returned is no longer recorded"))


last_exit: Callable[[], Cut | None] = _exit.get
"""The last place where a recorded value left the record."""


def fresh_exits() -> Any:
    """Forget earlier exits inside a `with` block."""
    return setting(_exit, None)


_HOME = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
_NOT_THE_USERS = (
    *[os.path.join(_HOME, package, "") for package in ("autograd_core", "nn", "optim")],
    os.path.join(os.path.dirname(np.__file__), ""),
    contextmanager.__code__.co_filename,  # what is decorated with `no_grad()` or `np.errstate` is called from there
)


def user_line(depth: int = 1) -> str:
    """Return "file.py:12" of the innermost frame that is neither ours nor NumPy's: the user's, for error messages.

    In a notebook it is "In[3]:12", the line of a cell. The frames nearer than `depth` are known to be ours.

    >>> user_line()
    '<doctest autograd_core.record.user_line[0]>:1'
    """
    frame = sys._getframe(depth)  # noqa: SLF001  # the documented way to the caller without a slow stack listing
    while not _is_users[frame.f_code.co_filename] and (caller := frame.f_back) is not None:
        frame = caller
    return _line(frame.f_code.co_filename, frame.f_lineno)


@lru_cache(1024)
def _line(name: str, number: int) -> str:
    return f"{_cell(name) or os.path.basename(name)}:{number}"


class _IsUsers(dict[str, bool]):
    """Whether a file is the user's, by its name."""

    def __missing__(self, name: str) -> bool:
        found = self[name] = not name.startswith(_NOT_THE_USERS)
        return found


_is_users = _IsUsers()


def _cell(filename: str) -> str:
    """Return "In[3]" for the code of a cell, whose file has a number for a name; an empty string for any other."""
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    label = shell.compile.format_code_name(filename) if shell is not None else None
    return label[1] if label else ""
