"""What is called back: `Callback`, and `CallbackList`, which calls several of them.

    >>> class Report(Callback):
    ...     def on_epoch_end(self, epoch, logs=None):
    ...         print(f"epoch {epoch + 1}: {logs['loss']:.2f}")
    >>> events = CallbackList([Report()])
    >>> events.on_epoch_end(0, {"loss": 0.25})
    epoch 1: 0.25

Not here: the loop that calls (`nn.training`).
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable
from types import TracebackType
from typing import Any, Self

from autograd_core.errors import ConfigurationError, explain, unknown_name

__all__ = ["Callback", "CallbackList", "LambdaCallback"]

Event = Callable[..., None]


class Callback:
    """A listener: each method is called at the moment that its name says, and does nothing until it is overridden.

    `self.model` is the model at work and `self.params` holds what is known beforehand: `epochs`, `steps` and so on.
    A method that no callback overrides costs nothing per batch.
    """

    model: Any
    params: dict[str, Any]

    def __init__(self) -> None:
        self.model = None
        self.params = {}

    def set_model(self, model: Any) -> None:
        """Take note of the model."""
        self.model = model

    def set_params(self, params: dict[str, Any]) -> None:
        """Take note of what is known beforehand."""
        self.params = params

    def on_train_begin(self, logs: Any = None) -> None:
        """Called when `fit` begins."""

    def on_train_end(self, logs: Any = None) -> None:
        """Called when `fit` ends."""

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        """Called before an epoch; epochs count from 0."""

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        """Called after an epoch and its validation."""

    def on_train_batch_begin(self, batch: int, logs: Any = None) -> None:
        """Called before a step of training; batches count from 0 in each epoch."""

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        """Called after a step of training."""

    def on_test_begin(self, logs: Any = None) -> None:
        """Called when `evaluate` or a validation begins."""

    def on_test_end(self, logs: Any = None) -> None:
        """Called when `evaluate` or a validation ends."""

    def on_test_batch_begin(self, batch: int, logs: Any = None) -> None:
        """Called before a batch is evaluated."""

    def on_test_batch_end(self, batch: int, logs: Any = None) -> None:
        """Called after a batch was evaluated."""

    def on_predict_begin(self, logs: Any = None) -> None:
        """Called when `predict` begins."""

    def on_predict_end(self, logs: Any = None) -> None:
        """Called when `predict` ends."""

    def on_predict_batch_begin(self, batch: int, logs: Any = None) -> None:
        """Called before the outputs of a batch are computed."""

    def on_predict_batch_end(self, batch: int, logs: Any = None) -> None:
        """Called after the outputs of a batch were computed."""

    def close(self) -> None:
        """Called last of all, also after an error or Ctrl-C: let go of files and the like."""


_EVENTS = [name for name in vars(Callback) if name.startswith("on_")]
_OLD_NAMES = {"on_train_batch_begin": "on_batch_begin", "on_train_batch_end": "on_batch_end"}


class CallbackList:
    """Several callbacks as one: an event of this object is passed on to each of them that listens to it, in order.

    It is a context: at its end, whatever happened, each callback is closed. `params` are given to the callbacks.
    Raises ConfigurationError for what is not a callback.

    >>> seen = []
    >>> counting = LambdaCallback(on_train_batch_end=lambda batch, logs: seen.append(batch))
    >>> with CallbackList([counting], steps=2) as events:
    ...     for batch in range(2):
    ...         events.on_train_batch_end(batch, {"loss": 0.5})
    >>> seen
    [0, 1]
    """

    on_train_begin: Event
    on_train_end: Event
    on_epoch_begin: Event
    on_epoch_end: Event
    on_train_batch_begin: Event
    on_train_batch_end: Event
    on_test_begin: Event
    on_test_end: Event
    on_test_batch_begin: Event
    on_test_batch_end: Event
    on_predict_begin: Event
    on_predict_end: Event
    on_predict_batch_begin: Event
    on_predict_batch_end: Event

    def __init__(
        self, callbacks: Callback | Iterable[Callback] | None = None, model: Any = None, **params: Any
    ) -> None:
        given = () if callbacks is None else callbacks if isinstance(callbacks, Iterable) else (callbacks,)
        self.callbacks = [_checked(callback) for callback in given]
        for callback in self.callbacks:
            callback.set_model(model)
            callback.set_params(params)
        for event in _EVENTS:
            hooks = [hook for callback in self.callbacks if (hook := _hook(callback, event)) is not None]
            setattr(self, event, _counted(hooks) if "epoch" in event or "batch" in event else _plain(hooks))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        stack = contextlib.ExitStack()  # closes the others also where one of them fails
        for callback in self.callbacks:
            stack.callback(callback.close)
        stack.__exit__(kind, error, trace)


def _checked(callback: Any) -> Callback:
    """Return a callback that is one."""
    if isinstance(callback, Callback):
        return callback
    if isinstance(callback, type):
        wrong, given = "callbacks must be objects", f"the class {callback.__name__}"
        raise ConfigurationError(explain(wrong, given, f"make one with {callback.__name__}(...)"))
    remedy = "derive its class from nn.callbacks.Callback, or wrap a function in LambdaCallback"
    raise ConfigurationError(explain("not a callback", repr(callback), remedy))


def _hook(callback: Callback, event: str) -> Event | None:
    """Return what a callback does at an event, or None where that is nothing."""
    method: Event = getattr(callback, event)
    if getattr(method, "__func__", method) is not getattr(Callback, event):
        return method
    return getattr(callback, _OLD_NAMES.get(event, ""), None)


def _counted(hooks: list[Event]) -> Event:
    """Return what passes on an event of an epoch or a batch."""

    def call(index: int, logs: Any = None) -> None:
        logs = {} if logs is None else logs
        for hook in hooks:
            hook(index, logs)

    return call if hooks else _nothing


def _plain(hooks: list[Event]) -> Event:
    """Return what passes on any other event."""

    def call(logs: Any = None) -> None:
        logs = {} if logs is None else logs
        for hook in hooks:
            hook(logs)

    return call if hooks else _nothing


def _nothing(*arguments: Any) -> None:
    """What an event does that nobody listens to."""


class LambdaCallback(Callback):
    """A callback made of functions, each named by its event: `LambdaCallback(on_epoch_end=lambda epoch, logs: ...)`.

    The events of an epoch or a batch call `f(index, logs)`, all others `f(logs)`. Raises UnknownNameError for an event
    that there is not.

    >>> LambdaCallback(on_batch=print)
    Traceback (most recent call last):
        ...
    autograd_core.errors.UnknownNameError: unknown event: got 'on_batch'. Did you mean 'on_test_batch_end'? Known: ...
    """

    def __init__(self, **functions: Callable[..., Any] | None) -> None:
        super().__init__()
        for event, function in functions.items():
            if event not in _EVENTS and event not in _OLD_NAMES.values():
                raise unknown_name(kind="event", name=event, known=_EVENTS)
            if function is not None:
                setattr(self, event, function)
