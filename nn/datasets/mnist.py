"""MNIST: 70,000 pictures of handwritten digits, 28 by 28 pixels, shipped with the package; no network is used.

    >>> (x_train, y_train), (x_test, y_test) = load_data()
    >>> x_train.shape, y_train.shape, x_test.shape, y_test.shape
    ((60000, 28, 28), (60000,), (10000, 28, 28), (10000,))
    >>> y_train[:5], x_train.dtype, x_train.max()
    (array([5, 0, 4, 1, 9], dtype=uint8), dtype('uint8'), np.uint8(255))

`load_data(path)` reads data of the same layout, such as Fashion-MNIST, from a folder of IDX files or an `.npz` archive.
Not here: scaling and flattening; that is one line of NumPy in the caller.

Yann LeCun and Corinna Cortes hold the copyright of MNIST, which derives from NIST's collections and is available under
the terms of the Creative Commons Attribution-Share Alike 3.0 license.
"""

from __future__ import annotations

import hashlib
import os
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from autograd_core.errors import DataError, explain
from nn.datasets.idx import decode_idx, read_content, read_idx

__all__ = ["load_data"]

Pair: TypeAlias = tuple[NDArray[Any], NDArray[Any]]


class _Part(NamedTuple):
    """One of the four arrays: its key in an archive, its file in a folder, the MD5 of that file when unzipped."""

    key: str
    file: str
    md5: str


class _Source(NamedTuple):
    """An array and where it came from, for the errors."""

    name: str
    values: NDArray[Any]


_FOLDER = os.path.join(os.path.dirname(__file__), "data", "mnist")
_PARTS = (
    _Part("x_train", "train-images-idx3-ubyte", "6bbc9ace898e44ae57da46a324031adb"),
    _Part("y_train", "train-labels-idx1-ubyte", "a25bea736e30d166cdddb491f175f624"),
    _Part("x_test", "t10k-images-idx3-ubyte", "2646ac647ad5339dbf082846283269ea"),
    _Part("y_test", "t10k-labels-idx1-ubyte", "27ae3e4e09519cfbb04c329615203637"),
)
_KEYS = ", ".join(part.key for part in _PARTS)


def load_data(path: str | os.PathLike[str] | None = None) -> tuple[Pair, Pair]:
    """Return `(x_train, y_train), (x_test, y_test)`: MNIST as shipped, or the data at `path`.

    Shipped: uint8, shapes (60000, 28, 28), (60000,), (10000, 28, 28) and (10000,), checked against the MD5 of the
    original files. `path` is a folder with the four IDX files under their usual names, plain or gzipped, or an `.npz`
    archive with the arrays x_train, y_train, x_test and y_test; shapes and dtypes are then those of the data.

    Raises DataError for files that are missing, damaged or do not belong together.

    >>> (x_train, y_train), _ = load_data()
    >>> int(y_train[0]), x_train[0, 5, 12:16]
    (5, array([ 3, 18, 18, 18], dtype=uint8))
    """
    if path is None:
        sources = [_read_shipped(part, _FOLDER) for part in _PARTS]
    elif os.path.isdir(path):
        sources = [_read_from_folder(part, os.fspath(path)) for part in _PARTS]
    else:
        sources = _read_archive(os.fspath(path))
    x_train, y_train, x_test, y_test = sources
    return _pair(x_train, y_train), _pair(x_test, y_test)


def _read_shipped(part: _Part, folder: str) -> _Source:
    """Read one gzipped file of MNIST and compare it with the original."""
    name = os.path.join(folder, f"{part.file}.gz")
    content = read_content(name)
    found = hashlib.md5(content, usedforsecurity=False).hexdigest()
    if found != part.md5:
        given = f"MD5 {found} where the original has {part.md5}"
        raise DataError(explain(f"{name} is not the MNIST file", given, "install autograd-core again"))
    return _Source(name, decode_idx(content, name))


def _read_from_folder(part: _Part, folder: str) -> _Source:
    """Read one file of the user's own folder, under the first of its usual names that is there."""
    usual = (part.file, part.file.replace("-idx", ".idx"))
    names = [os.path.join(folder, name + end) for name in usual for end in ("", ".gz")]
    for name in names:
        if os.path.isfile(name):
            return _Source(name, read_idx(name))
    found = sorted(os.listdir(folder))
    given = ", ".join(found[:6]) + (f" and {len(found) - 6} more" if len(found) > 6 else "") or "an empty folder"
    raise DataError(explain(f"{folder} has no file {part.file}", given, "add that file, plain or as .gz"))


def _read_archive(path: str) -> list[_Source]:
    """Read the four arrays of an `.npz` archive."""
    if not os.path.exists(path):
        raise DataError(explain("no such data", path, "give a folder or an .npz file, or no path for MNIST as shipped"))
    try:
        with open(path, "rb") as file, np.load(file, allow_pickle=False) as opened:
            archive = dict(opened)
    except Exception as error:  # np.load raises a dozen unrelated classes for a damaged file
        remedy = f"give a folder of IDX files or an .npz archive with {_KEYS}, without objects"
        raise DataError(explain(f"{path} is not a readable .npz archive", f"'{error}'", remedy)) from error
    missing = [part.key for part in _PARTS if part.key not in archive]
    if missing:
        found = f"the arrays {', '.join(sorted(archive))}" if archive else "an empty archive"
        raise DataError(explain(f"{path} has no {', '.join(missing)}", found, f"save {_KEYS} with numpy.savez"))
    return [_Source(f"{path}[{part.key}]", archive[part.key]) for part in _PARTS]


def _pair(images: _Source, labels: _Source) -> Pair:
    """Return images and their labels, once they are sure to belong together."""
    pictures, classes = images.values, labels.values
    if pictures.ndim < 2:
        remedy = "give two axes or more, the first for the pictures"
        raise DataError(explain(f"{images.name} does not hold images", f"shape {pictures.shape}", remedy))
    if classes.ndim != 1:
        remedy = "give one axis, with a number for each picture"
        raise DataError(explain(f"{labels.name} does not hold labels", f"shape {classes.shape}", remedy))
    if len(pictures) != len(classes):
        given = f"{len(pictures)} images and {len(classes)} labels"
        wrong = f"{images.name} and {labels.name} do not belong together"
        raise DataError(explain(wrong, given, "give one label for each image"))
    if not len(pictures):
        raise DataError(explain(f"{images.name} is empty", f"shape {pictures.shape}", "give at least one picture"))
    return pictures, classes
