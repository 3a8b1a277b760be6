"""Named arrays in an `.npz` file that is never half written.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save_arrays(folder + "/weights.npz", {"dense/kernel": np.eye(2), "dense/bias": np.zeros(2)})
    ...     load_arrays(folder + "/weights.npz")["dense/bias"]
    array([0., 0.])

The arrays go to a second file beside the one that is asked for, which takes its place once all of it is on the disk.
Whatever happens before that, the old file is whole. `numpy.load` reads what is written here, and the other way round.
Not here: which arrays a model has, and whether those in a file fit it (`nn.models`).
"""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterator, Mapping
from typing import IO, TYPE_CHECKING, Any

import numpy as np
from numpy.lib.format import read_array

from autograd_core.errors import ConfigurationError, DataError, DTypeError, explain

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["check_path", "load_arrays", "save_arrays"]

_SUFFIX = ".npy"
_MAGIC = (b"PK\x03\x04", b"PK\x05\x06")  # of a zip archive, and of an empty one
_TAKEN = ("file", "allow_pickle")  # numpy.savez has arguments of these names
_OURS = "give one that save_weights has written"


def check_path(path: str | os.PathLike[str]) -> str:
    """Return the path as text, once it ends in `.npz`; raise ConfigurationError for another ending.

    >>> check_path("weights.h5")
    Traceback (most recent call last):
        ...
    autograd_core.errors.ConfigurationError: weights are kept in .npz files: got 'weights.h5'. Use 'weights.npz'.
    """
    text = os.fspath(path)
    if text.endswith(".npz"):
        return text
    folder, name = os.path.split(text)
    stem = name.removesuffix(".keras").removesuffix(".h5").removesuffix(".weights") or "weights"
    better = os.path.join(folder, f"{stem}.npz")
    raise ConfigurationError(explain("weights are kept in .npz files", repr(text), f"use {better!r}"))


def save_arrays(path: str | os.PathLike[str], arrays: Mapping[str, ArrayLike]) -> None:
    """Write named arrays to an `.npz` file, which replaces the old one in a single step.

    Raises ConfigurationError for a path that does not end in `.npz` or a name that NumPy keeps for itself, DTypeError
    for arrays of Python objects, DataError for a folder that does not exist, and OSError where the disk is full or must
    not be written to. After an error the old file is still there and nothing else is; a process that is killed may
    leave a file that ends in `.tmp`.

    >>> save_arrays("weights.npz", {"names": [None]})
    Traceback (most recent call last):
        ...
    autograd_core.errors.DTypeError: only numbers can be saved: got dtype object for 'names'. Convert the values first.
    """
    target = os.path.realpath(check_path(path))  # a link stays a link; the file that it names is replaced
    values: dict[str, Any] = {name: _saveable(name, array) for name, array in arrays.items()}
    if not os.path.isdir(os.path.dirname(target)):
        raise DataError(explain("no such folder", os.path.dirname(target), "make it with os.makedirs first"))
    with _replacing(target) as file:
        np.savez(file, **values)


def load_arrays(path: str | os.PathLike[str]) -> dict[str, NDArray[Any]]:
    """Return the named arrays of an `.npz` file, as they were saved.

    Raises DataError for a file that is missing, not an `.npz` archive, truncated, corrupt, or holds pickled objects,
    which could run any program.

    >>> load_arrays("no-weights.npz")
    Traceback (most recent call last):
        ...
    autograd_core.errors.DataError: cannot read no-weights.npz: got 'No such file or directory'. Check the path.
    """
    name = os.fspath(path)
    try:
        with open(name, "rb") as file:
            return _read(file, name)
    except OSError as error:
        given = repr(error.strerror or str(error))
        raise DataError(explain(f"cannot read {name}", given, "check the path")) from error


def _saveable(name: str, array: ArrayLike) -> NDArray[Any]:
    """Return an array that can be saved, under a name that can be."""
    values = np.asanyarray(array)
    if values.dtype.hasobject:
        given = f"dtype {values.dtype} for {name!r}"
        raise DTypeError(explain("only numbers can be saved", given, "convert the values first"))
    if name in _TAKEN:
        raise ConfigurationError(explain("numpy.savez cannot save an array of this name", repr(name), "use another"))
    return values


@contextlib.contextmanager
def _replacing(target: str) -> Iterator[IO[bytes]]:
    """Give a new file to write to, which becomes `target` at the end, or goes away after an error."""
    temporary = f"{target}.{os.urandom(8).hex()}.tmp"
    try:
        with open(temporary, "xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        if os.path.exists(target):
            os.chmod(temporary, stat.S_IMODE(os.stat(target).st_mode))
        os.replace(temporary, target)
    except BaseException:
        with contextlib.suppress(OSError):
            os.remove(temporary)
        raise


def _read(file: IO[bytes], name: str) -> dict[str, NDArray[Any]]:
    """Read the arrays of an opened file; `name` is what the errors call it."""
    start = file.read(4)
    file.seek(0)
    if start not in _MAGIC:
        given = f"first bytes {start.hex(' ')}" if start else "no bytes"
        raise DataError(explain(f"{name} is not an .npz file", given, _OURS))
    try:
        with np.load(file, allow_pickle=False) as opened:
            entries = opened.zip.namelist()
            _check_arrays(entries, name)
            return {entry.removesuffix(_SUFFIX): _read_entry(opened.zip, entry) for entry in entries}
    except DataError:
        raise
    except Exception as error:  # NumPy and zipfile raise a dozen unrelated classes for damaged bytes
        given = f"{os.fstat(file.fileno()).st_size} bytes and '{error}'"
        remedy = "use another copy; arrays of Python objects are not read"
        raise DataError(explain(f"{name} is damaged", given, remedy)) from error


def _check_arrays(entries: list[str], name: str) -> None:
    """Refuse a zip archive of something else, such as a `.keras` file."""
    others = [entry for entry in entries if not entry.endswith(_SUFFIX)]
    if others:
        given = f"an archive with {others[0]!r}"
        raise DataError(explain(f"{name} is not an .npz file", given, _OURS))


def _read_entry(archive: Any, entry: str) -> NDArray[Any]:
    with archive.open(entry) as content:
        array: NDArray[Any] = read_array(content, allow_pickle=False)
        if content.read(1):  # also, the checksum is looked at where the content ends
            found = f"{entry} is longer than its array"
            raise ValueError(found)
    return array
