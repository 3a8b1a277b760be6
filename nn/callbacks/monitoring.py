"""Callbacks that watch one value of the logs, and act where it gets better or does not.

    >>> EarlyStopping("val_accuracy").larger_is_better, EarlyStopping("val_loss").larger_is_better
    (True, False)

Not here: how weights are written to a file (`nn.saving`).
"""

from __future__ import annotations

import difflib
import math
import os
import re
import sys
from collections.abc import Mapping
from typing import Any

from autograd_core.errors import ConfigurationError, explain, unknown_name
from nn.callbacks.callback import Callback
from nn.saving import check_path

__all__ = ["EarlyStopping", "ModelCheckpoint", "Monitor"]

# Names of what is better the larger it is, and the smaller it is. `val_` is cut off before.
_LARGER = re.compile(r"acc$|accuracy|auc|precision|recall|f1|fbeta|iou|io_u|r2|similarity|correlation|sensitivity")
_SMALLER = re.compile(
    r"loss|error|crossentropy|divergence|hinge|poisson|logcosh|log_cosh|perplexity|^r?m[as][ep]$|^msle$"
)


class Monitor(Callback):
    """What `EarlyStopping` and `ModelCheckpoint` share: one value of the logs, and whether it got better.

    >>> Monitor("loss", "auto", min_delta=0.1).is_better(0.45, 0.5)
    False
    """

    def __init__(self, monitor: str, mode: str, min_delta: float = 0.0) -> None:
        super().__init__()
        if mode not in {"auto", "min", "max"}:
            raise unknown_name(kind="mode", name=mode, known=["auto", "min", "max"])
        self.monitor, self.mode, self.min_delta = monitor, mode, abs(min_delta)
        self.larger_is_better = self._direction() if mode == "auto" else mode == "max"

    def _direction(self) -> bool:
        """Tell from the name whether larger values are better."""
        name = self.monitor.removeprefix("val_")
        if _LARGER.search(name):
            return True
        if _SMALLER.search(name):
            return False
        wrong = f"{type(self).__name__} cannot tell whether to look for small or large values"
        raise ConfigurationError(explain(wrong, f"monitor={self.monitor!r}", "say mode='min' or mode='max'"))

    def is_better(self, value: float, reference: float | None) -> bool:
        """Tell whether a value is better than a reference by more than `min_delta`; NaN never is."""
        if reference is None:
            return not math.isnan(value)
        return value - self.min_delta > reference if self.larger_is_better else value + self.min_delta < reference

    def value(self, epoch: int, logs: Mapping[str, float]) -> float | None:
        """Return the monitored value, or None in an epoch that `validation_freq` leaves out."""
        if self.monitor in logs:
            return float(logs[self.monitor])
        if self.monitor.startswith("val_") and (epoch + 1) % self.params.get("validation_freq", 1):
            return None
        wrong = f"{type(self).__name__} monitors {self.monitor!r}, which is not in the logs"
        raise ConfigurationError(explain(wrong, ", ".join(logs) or "no logs", self._remedy(logs)))

    def _remedy(self, logs: Mapping[str, float]) -> str:
        if self.monitor.startswith("val_") and not any(name.startswith("val_") for name in logs):
            trained = self.monitor.removeprefix("val_")
            other = f", or monitor {trained!r}" if trained in logs else ""
            return f"give fit validation_data for {self.monitor!r}{other}"
        near = difflib.get_close_matches(self.monitor, logs, n=1)
        return f"monitor {near[0]!r}, or another of these" if near else "monitor one of these"


class EarlyStopping(Monitor):
    """Stop the training when a value has not become better for `patience` epochs.

    monitor               name in the logs
    min_delta             a value is better if it is so by more than this
    mode                  "min", "max", or "auto": "max" for accuracy, AUC, precision, recall and the like
    baseline              epochs that do not beat this count as no better
    restore_best_weights  give the model the weights of its best epoch in the end
    start_from_epoch      epochs before this one are not looked at
    verbose               1 to say what was done

    Raises ConfigurationError where "auto" cannot tell, and at the end of an epoch where `monitor` is not in the logs.
    """

    def __init__(
        self,
        monitor: str = "val_loss",
        min_delta: float = 0,
        patience: int = 0,
        verbose: int = 0,
        mode: str = "auto",
        baseline: float | None = None,
        restore_best_weights: bool = False,
        start_from_epoch: int = 0,
    ) -> None:
        super().__init__(monitor, mode, min_delta)
        self.patience, self.verbose, self.baseline = patience, verbose, baseline
        self.restore_best_weights, self.start_from_epoch = restore_best_weights, start_from_epoch
        self._forget()

    def _forget(self) -> None:
        self.wait, self.stopped_epoch, self.best_epoch = 0, 0, 0
        self.best: float | None = None
        self.best_weights: Any = None

    def on_train_begin(self, logs: Any = None) -> None:
        """Start anew."""
        self._forget()

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        """Compare the value of this epoch with the best so far."""
        if epoch < self.start_from_epoch:
            return
        value = self.value(epoch, logs or {})
        if value is None:
            return
        self.wait += 1
        if self.is_better(value, self.best):
            self._remember(epoch, value)
            if self.baseline is None or self.is_better(value, self.baseline):
                self.wait = 0
        elif self.wait >= self.patience and epoch > 0:
            self.stopped_epoch = epoch
            self.model.stop_training = True

    def _remember(self, epoch: int, value: float) -> None:
        self.best, self.best_epoch = value, epoch
        if self.restore_best_weights:
            self.best_weights = self.model.get_weights()

    def on_train_end(self, logs: Any = None) -> None:
        """Give back the best weights."""
        if self.stopped_epoch and self.verbose:
            _say(f"Epoch {self.stopped_epoch + 1}: early stopping")
        if self.best_weights is not None:
            if self.verbose:
                _say(f"Restoring model weights from the end of the best epoch: {self.best_epoch + 1}.")
            self.model.set_weights(self.best_weights)


class ModelCheckpoint(Monitor):
    """Save the weights of the model after each epoch, or every so many batches.

    filepath        where to; may hold `{epoch:02d}`, counted from 1, and names of the logs, as in `{val_loss:.4f}`
    save_best_only  only where `monitor` is better than before, see `EarlyStopping`
    save_freq       "epoch", or a number of batches
    verbose         1 to say what was done

    Raises ConfigurationError for a path that does not end in `.npz`, and while training for a name in it, or a
    `monitor`, that is not in the logs.
    """

    def __init__(
        self,
        filepath: str | os.PathLike[str],
        monitor: str = "val_loss",
        verbose: int = 0,
        save_best_only: bool = False,
        mode: str = "auto",
        save_freq: str | int = "epoch",
        initial_value_threshold: float | None = None,
    ) -> None:
        watched = save_best_only or mode != "auto"
        super().__init__(monitor, mode if watched else "min")  # a name that says nothing does no harm if unwatched
        self.filepath, self.verbose, self.save_best_only = check_path(filepath), verbose, save_best_only
        self.save_freq, self.best = save_freq, initial_value_threshold
        self._check_frequency()
        self._epoch = self._batches = 0

    def _check_frequency(self) -> None:
        if self.save_freq == "epoch":
            return
        if not isinstance(self.save_freq, int) or isinstance(self.save_freq, bool) or self.save_freq < 1:
            remedy = "say 'epoch' or a positive number of batches"
            raise ConfigurationError(explain("save_freq is no frequency", repr(self.save_freq), remedy))
        if self.save_best_only and self.monitor.startswith("val_"):
            given = f"save_freq={self.save_freq}"
            wrong = f"{self.monitor} is known only at the end of an epoch"
            raise ConfigurationError(explain(wrong, given, f"monitor {self.monitor.removeprefix('val_')!r}"))

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        """Take note of the epoch."""
        self._epoch = epoch

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        """Save every so many batches, counted through all epochs."""
        if self.save_freq == "epoch":
            return
        self._batches += 1
        if self._batches >= int(self.save_freq):
            self._batches = 0
            self._save(self._epoch, logs or {}, batch)

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        """Save after an epoch."""
        if self.save_freq == "epoch":
            self._save(epoch, logs or {})

    def _save(self, epoch: int, logs: Mapping[str, float], batch: int | None = None) -> None:
        """Save if it is worth it."""
        place = f"Epoch {epoch + 1}" if batch is None else f"\nEpoch {epoch + 1}"  # below a bar that still moves
        found = ""
        if self.save_best_only:
            value, before = self.value(epoch, logs), self.best
            if value is None:
                return
            if not self.is_better(value, before):
                self._report(f"{place}: {self.monitor} did not improve from {_number(before)}")
                return
            self.best = value
            found = f"{self.monitor} improved from {_number(before)} to {_number(value)}, "
        path = self._path(epoch, logs, batch)
        os.makedirs(os.path.dirname(os.path.abspath(path)), exist_ok=True)
        self.model.save_weights(path)
        self._report(f"{place}: {found}saved weights to {path}")

    def _report(self, text: str) -> None:
        if self.verbose:
            _say(text)

    def _path(self, epoch: int, logs: Mapping[str, float], batch: int | None) -> str:
        values = {**logs, "epoch": epoch + 1, **({} if batch is None else {"batch": batch + 1})}
        try:
            return self.filepath.format(**values)
        except (IndexError, KeyError, ValueError) as error:
            wrong = f"the file name {self.filepath!r} cannot be filled in"
            given = f"{type(error).__name__} {error}"
            raise ConfigurationError(explain(wrong, given, f"it may hold {', '.join(sorted(values))}")) from error


def _number(value: float | None) -> str:
    return "None" if value is None else f"{value:.5f}"


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
