"""Callbacks that keep what each epoch gave.

    >>> history = History()
    >>> for epoch, loss in enumerate([0.5, 0.25]):
    ...     history.on_epoch_end(epoch, {"loss": loss})
    >>> history.history, history.epoch
    ({'loss': [0.5, 0.25]}, [0, 1])

Not here: what is shown while training (`nn.progress`).
"""

from __future__ import annotations

import csv
import os
from typing import Any, TextIO

from nn.callbacks.callback import Callback

__all__ = ["CSVLogger", "History"]


class History(Callback):
    """What each epoch gave; `fit` adds one to every training and returns it.

    `history` maps each name in the logs to a list of its values, `epoch` lists the epochs, counted from 0.
    """

    def __init__(self) -> None:
        super().__init__()
        self.history: dict[str, list[float]] = {}
        self.epoch: list[int] = []

    def on_train_begin(self, logs: Any = None) -> None:
        """Count the epochs of this training only; `history` goes on."""
        self.epoch = []

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        """Append the values of an epoch."""
        self.epoch.append(epoch)
        for name, value in (logs or {}).items():
            self.history.setdefault(name, []).append(value)
        if self.model is not None:
            self.model.history = self


class CSVLogger(Callback):
    """Write one line per epoch to a CSV file: the epoch, then all logs; a value that is missing is NA.

    The first epoch decides on the columns, or the file's own first line where `append` continues one.

    >>> import tempfile
    >>> from nn.callbacks import CallbackList
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with CallbackList([CSVLogger(folder + "/log.csv")]) as events:
    ...         events.on_train_begin()
    ...         events.on_epoch_end(0, {"loss": 0.5})
    ...     with open(folder + "/log.csv") as file:
    ...         print(file.read(), end="")
    epoch,loss
    0,0.5
    """

    def __init__(self, filename: str | os.PathLike[str], separator: str = ",", append: bool = False) -> None:
        super().__init__()
        self.filename, self.separator, self.append = os.fspath(filename), separator, append
        self._file: TextIO | None = None
        self._columns: list[str] = []

    def on_train_begin(self, logs: Any = None) -> None:
        """Open the file."""
        self.close()
        self._file = open(self.filename, "a+" if self.append else "w+", encoding="utf-8", newline="")  # noqa: SIM115  close() closes it
        self._file.seek(0)
        self._columns = next(csv.reader(self._file, delimiter=self.separator), [])

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        """Write a line."""
        if self._file is None:
            return
        row = {"epoch": epoch, **(logs or {})}
        rows = csv.writer(self._file, delimiter=self.separator, lineterminator="\n")
        if not self._columns:
            self._columns = list(row)
            rows.writerow(self._columns)
        rows.writerow([row.get(name, "NA") for name in self._columns])
        self._file.flush()

    def on_train_end(self, logs: Any = None) -> None:
        """Close the file."""
        self.close()

    def close(self) -> None:
        """Close the file, also after an error."""
        if self._file is not None:
            self._file.close()
            self._file = None
