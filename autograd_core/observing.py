"""Watching operations at work: a function of yours is called after each one, on Tensors or arrays alike.

While nobody watches, nothing is paid for it: `observed` puts watched versions in the place of the calls of operations
and takes them away again.

    >>> import autograd_core as ag
    >>> with observed(lambda operation, operands, result: print(operation.name, result.shape)):
    ...     y = ag.tanh(ag.Tensor([1.0, 2.0])) * 2.0
    tanh (2,)
    multiply (2,)

Not here: what is looked for, such as NaN (`guarding`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any

from autograd_core.operation import Binary, Operation, Unary
from autograd_core.record import WhileAny, setting

__all__ = ["Observer", "StandIn", "is_observed", "observed", "stand_in"]

StandIn = Callable[[Operation, tuple[Any, ...], dict[str, Any]], Any]
"""What is asked first, with an operation, the operands and the parameters; NotImplemented if it does not answer."""

Observer = Callable[[Operation, tuple[Any, ...], Any], None]
"""What is called with an operation, the operands it was given, and its result: a Tensor, or a tuple of Tensors."""

_observers: ContextVar[tuple[Observer, ...]] = ContextVar("observers", default=())
_stand_ins: ContextVar[tuple[StandIn, ...]] = ContextVar("stand_ins", default=())
_plain: dict[type[Operation], Callable[..., Any]] = {
    kind: vars(kind)["__call__"] for kind in (Operation, Unary, Binary)
}


@contextmanager
def observed(observer: Observer) -> Iterator[None]:
    """Call `observer(operation, operands, result)` after each operation of this thread inside a `with` block."""
    with setting(_observers, (*_observers.get(), observer)), _watching:
        yield


def is_observed() -> bool:
    """Whether somebody observes the operations of this thread."""
    return bool(_observers.get())


@contextmanager
def stand_in(call: StandIn) -> Iterator[None]:
    """Have `call(operation, operands, params)` give the results of operations of this thread inside a `with` block.

    Where it returns NotImplemented the one around it is asked, and at last the operation is applied as ever.
    """
    with setting(_stand_ins, (call, *_stand_ins.get())), _watching:
        yield


def _watched(call: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(call)
    def watched_call(self: Operation, *operands: Any, **params: Any) -> Any:
        for stand_in in _stand_ins.get():
            if (answer := stand_in(self, operands, params)) is not NotImplemented:
                return answer
        result = call(self, *operands, **params)
        for observer in _observers.get():
            observer(self, operands, result)
        return result

    return watched_call


def _watch() -> None:
    for kind, plain in _plain.items():
        kind.__call__ = _watched(plain)  # type: ignore[method-assign]  # the calls of a class are one for all threads


def _look_away() -> None:
    for kind, plain in _plain.items():
        kind.__call__ = plain  # type: ignore[method-assign]  # as above


_watching = WhileAny(_watch, _look_away)
