"""The line that shows how far `fit`, `evaluate` and `predict` are, in the format of Keras.

    >>> from nn.callbacks import CallbackList
    >>> with CallbackList([ProgressDisplay()], epochs=2, steps=3) as events:
    ...     events.on_train_begin()
    ...     events.on_epoch_begin(0)
    ...     for batch in range(3):
    ...         events.on_train_batch_end(batch, {"loss": 0.5})
    ...     events.on_epoch_end(0, {"loss": 0.5, "val_loss": 0.75})
    Epoch 1/2
    3/3 [==============================] - ...s .../step - loss: 0.5000 - val_loss: 0.7500

In a terminal and in a notebook the line moves; elsewhere only its last state is written. The values are those of the
logs, which hold running means; they are looked at only when the line is drawn. Not here: how the means are formed
(`nn.training`), and how a line is drawn over the one before (tqdm).
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

from autograd_core.errors import ConfigurationError, explain
from nn.callbacks import Callback

__all__ = ["Progress", "ProgressDisplay"]

_WIDTH = 30  # of the bar
_TERMINAL, _NOTEBOOK = 0.1, 0.5  # seconds from one drawing to the next; a notebook keeps what was drawn


class Progress:
    """How far a pass over the data is: steps done, of how many, and when.

    >>> half = Progress(total=4, started=0.0)
    >>> half.advance(1, 0.5, {"loss": 1.0})
    >>> half.advance(2, 0.75, {"loss": 0.5})
    >>> print(half.moving(0.75))
    2/4 [==============>...............] - ETA: 0s - loss: 0.5000
    """

    def __init__(self, total: int | None, started: float) -> None:
        self.total, self.started = total, started
        self.done, self.latest = 0, 0.0
        self.first = 0.0  # when the first step was done: it may be slower than the others, so it is not counted
        self.logs: Mapping[str, float] = {}

    def advance(self, done: int, now: float, logs: Mapping[str, float]) -> None:
        """Take note that so many steps are done now."""
        if done == 1:
            self.first = now
        self.done, self.latest, self.logs = done, now, logs

    def moving(self, now: float) -> str:
        """Return the line while the pass goes on."""
        if self.total is None:
            return f"{self.done:7d}/Unknown - {now - self.started:.0f}s {self._step()}{_values(self.logs)}"
        left = f" - ETA: {_duration(self._seconds() * (self.total - self.done))}" if self.done else ""
        return f"{self._count()} [{self._bar()}]{left}{_values(self.logs)}"

    def last(self, now: float) -> str:
        """Return the line that stays."""
        return f"{self._count()} [{self._bar()}] - {now - self.started:.0f}s {self._step()}{_values(self.logs)}"

    def summary(self, now: float) -> str:
        """Return the line that stays where `verbose` is 2."""
        return f"{self._count()} - {now - self.started:.0f}s - {self._step()}{_values(self.logs)}"

    def _count(self) -> str:
        total = self.done if self.total is None else self.total
        return f"{self.done:{len(str(total))}d}/{total}"

    def _bar(self) -> str:
        total = self.total or self.done or 1
        filled = min(_WIDTH * self.done // total, _WIDTH)
        end = "" if not filled else "=" if self.done >= total else ">"
        return ("=" * (filled - 1) + end).ljust(_WIDTH, ".")

    def _seconds(self) -> float:
        """Return how long a step takes."""
        if self.done > 1:
            return (self.latest - self.first) / (self.done - 1)
        return self.latest - self.started if self.done else 0.0

    def _step(self) -> str:
        seconds = self._seconds()
        if seconds >= 1 or seconds == 0:
            return f"{seconds:.0f}s/step"
        return f"{seconds * 1e3:.0f}ms/step" if seconds >= 1e-3 else f"{seconds * 1e6:.0f}us/step"


class ProgressDisplay(Callback):
    """Show progress on the standard output: 0 nothing, 1 or "auto" a bar, 2 one line per epoch.

    It reads `epochs` and `steps` from its params; `steps` may be None, for "not known". A validation inside `fit` shows
    in the epoch's own line. Raises ConfigurationError for another `verbose`.

    >>> ProgressDisplay(verbose=3)
    Traceback (most recent call last):
        ...
    autograd_core.errors.ConfigurationError: no such verbose: got 3. Use 0 (silent), 1 (bar) or 2 (line per epoch).
    """

    def __init__(self, verbose: int | str = 1) -> None:
        super().__init__()
        if verbose not in (0, 1, 2, "auto"):
            raise ConfigurationError(
                explain("no such verbose", repr(verbose), "use 0 (silent), 1 (bar) or 2 (line per epoch)")
            )
        self.verbose = 1 if verbose == "auto" else int(verbose)
        self._in_fit = False
        self._steps: int | None = None
        self._progress: Progress | None = None
        self._bar: Any = None

    def set_params(self, params: dict[str, Any]) -> None:
        """Take note of the number of steps."""
        super().set_params(params)
        self._steps = params.get("steps")

    def on_train_begin(self, logs: Any = None) -> None:
        """Note that validations are part of an epoch."""
        self._in_fit = True

    def on_train_end(self, logs: Any = None) -> None:
        """End the line of an epoch that was cut short."""
        self.close()

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        """Write which epoch it is, if there are several, and begin its line."""
        epochs = self.params.get("epochs", 1)
        if self.verbose and epochs > 1:
            _write(f"Epoch {epoch + 1}/{epochs}")
        self._begin()

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        """Move on."""
        self._advance(batch, logs)

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        """Write the line of the epoch, with what validation gave."""
        self._end(logs)

    def on_test_begin(self, logs: Any = None) -> None:
        """Begin a line, except within `fit`."""
        if not self._in_fit:
            self._begin()

    def on_test_batch_end(self, batch: int, logs: Any = None) -> None:
        """Move on."""
        if not self._in_fit:
            self._advance(batch, logs)

    def on_test_end(self, logs: Any = None) -> None:
        """Write the line of an evaluation."""
        if not self._in_fit:
            self._end(logs)

    def on_predict_begin(self, logs: Any = None) -> None:
        """Begin a line."""
        self._begin()

    def on_predict_batch_end(self, batch: int, logs: Any = None) -> None:
        """Move on; the outputs are not shown."""
        self._advance(batch, {})

    def on_predict_end(self, logs: Any = None) -> None:
        """Write the line of a prediction."""
        self._end({})

    def close(self) -> None:
        """Leave the line as it is and go to the next, after an error or Ctrl-C."""
        self._in_fit, self._progress = False, None
        bar, self._bar = self._bar, None
        if bar is not None:
            bar.close()

    def _begin(self) -> None:
        if not self.verbose:
            return
        self._progress = progress = Progress(self._steps, time.perf_counter())
        if self.verbose == 1 and (_is_notebook() or _is_terminal()):
            self._bar = _moving_line(lambda: progress.moving(time.perf_counter()))

    def _advance(self, batch: int, logs: Mapping[str, float] | None) -> None:
        if self._progress is None:
            return
        self._progress.advance(batch + 1, time.perf_counter(), {} if logs is None else logs)
        if self._bar is not None:
            self._bar.update()

    def _end(self, logs: Mapping[str, float] | None) -> None:
        progress, self._progress = self._progress, None
        if progress is None:
            return
        progress.logs = logs or {}
        self._steps = progress.total or progress.done or None  # the next epoch is as long as this one
        now = time.perf_counter()
        line = progress.last(now) if self.verbose == 1 else progress.summary(now)
        bar, self._bar = self._bar, None
        if bar is None:
            _write(line)
        else:
            bar.words, bar.is_cut = (lambda: line), False
            bar.close()


def _is_notebook() -> bool:
    """Tell whether the standard output belongs to a Jupyter kernel."""
    return type(sys.stdout).__module__ == "ipykernel.iostream"


def _is_terminal() -> bool:
    """Tell whether the standard output is a terminal; what stands in for it may not know."""
    return bool(getattr(sys.stdout, "isatty", lambda: False)())


def _moving_line(draw: Callable[[], str]) -> Any:
    """Return a tqdm that shows what `draw` returns, and looks at it only when it is time to."""
    from tqdm import tqdm  # noqa: PLC0415  imported at first use, as it takes as long as all of nn

    class Line(tqdm):  # type: ignore[type-arg]  # generic for type checkers only
        monitor_interval = 0  # no thread that draws at a time of its own
        _lock = threading.RLock()  # not the one of all bars, which Ctrl-C could leave locked
        words = staticmethod(draw)
        is_cut = not _is_notebook()  # a line that wraps cannot be drawn over; the last one need not be

        @property
        def format_dict(self) -> Any:
            shown = super().format_dict
            return {**shown, "line": self.words(), "ncols": shown["ncols"] if self.is_cut else None}

    seconds = _NOTEBOOK if _is_notebook() else _TERMINAL
    return Line(
        file=sys.stdout, bar_format="{line}", mininterval=seconds, miniters=1, position=0, delay=0, dynamic_ncols=True
    )


def _write(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _duration(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    if minutes >= 60:
        return f"{minutes // 60}:{minutes % 60:02d}:{rest:02d}"
    return f"{minutes}:{rest:02d}" if minutes else f"{rest}s"


def _values(logs: Mapping[str, float]) -> str:
    return "".join(f" - {name}: {_value(value)}" for name, value in logs.items())


def _value(value: float) -> str:
    return f"{value:.4f}" if abs(value) > 1e-3 else f"{value:.4e}"
