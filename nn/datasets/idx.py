"""The IDX file format, in which MNIST and its relatives are kept: one array per file, plain or gzipped.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_idx(folder + "/labels.gz", np.array([5, 0, 4], np.uint8))
    ...     read_idx(folder + "/labels.gz")
    array([5, 0, 4], dtype=uint8)

A file is two zero bytes, a code for the type, the number of axes, the length of each axis, then the values; all numbers
are big-endian. Not here: which files make up a data set (`mnist`).
"""

from __future__ import annotations

import gzip
import math
import os
import zlib
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograd_core.errors import DataError, DTypeError, explain

__all__ = ["decode_idx", "read_content", "read_idx", "write_idx"]

_DTYPES = {0x08: "uint8", 0x09: "int8", 0x0B: "int16", 0x0C: "int32", 0x0D: "float32", 0x0E: "float64"}
_CODES = {name: code for code, name in _DTYPES.items()}
_GZIP_MAGIC = b"\x1f\x8b"
_HEADER = 4
_MOST_AXES = 64  # NumPy's own bound


def read_idx(path: str | os.PathLike[str]) -> NDArray[Any]:
    """Return the array in an IDX file, plain or gzipped, in the machine's own byte order.

    The result is new and writable; its dtype is uint8, int8, int16, int32, float32 or float64, as the file says.
    Raises DataError for a file that is missing, truncated, corrupt or no IDX file.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_idx(folder + "/steps", np.array([[1, 2], [3, 4]], np.int16))
    ...     read_idx(folder + "/steps")
    array([[1, 2],
           [3, 4]], dtype=int16)
    """
    return decode_idx(read_content(path), os.fspath(path))


def write_idx(path: str | os.PathLike[str], values: NDArray[Any]) -> None:
    """Write an array of any shape as an IDX file, gzipped where the name ends in `.gz`.

    Raises DTypeError for a dtype that the format does not have, such as int64.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_idx(folder + "/row.gz", np.array([[0.5, 1.5]]))
    ...     read_idx(folder + "/row.gz")
    array([[0.5, 1.5]])
    """
    code = _CODES.get(values.dtype.name)
    if code is None:
        known = ", ".join(_CODES)
        raise DTypeError(explain("IDX files have no such type", f"dtype {values.dtype}", f"use astype with {known}"))
    header = bytes([0, 0, code, values.ndim]) + np.array(values.shape, ">u4").tobytes()
    content = header + values.astype(values.dtype.newbyteorder(">")).tobytes()
    with open(path, "wb") as file:
        file.write(gzip.compress(content, mtime=0) if os.fspath(path).endswith(".gz") else content)


def read_content(path: str | os.PathLike[str]) -> bytes:
    """Return the bytes of a file, unzipped where they are gzipped, whatever its name.

    Raises DataError for a file that is missing, unreadable, truncated or corrupt.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_idx(folder + "/labels.gz", np.array([5, 0, 4], np.uint8))
    ...     read_content(folder + "/labels.gz").hex(" ")
    '00 00 08 01 00 00 00 03 05 00 04'
    """
    try:
        with open(path, "rb") as file:
            content = file.read()
    except OSError as error:
        raise DataError(
            explain(f"cannot read {os.fspath(path)}", error.strerror or repr(error), "check the path")
        ) from error
    if not content.startswith(_GZIP_MAGIC):
        return content
    try:
        return gzip.decompress(content)
    except (EOFError, OSError, zlib.error) as error:
        found = f"{len(content)} bytes and '{error}'"
        raise DataError(explain(f"{os.fspath(path)} is a damaged gzip file", found, "fetch the file again")) from error


def decode_idx(content: bytes, name: str) -> NDArray[Any]:
    """Return the array in the unzipped bytes of an IDX file; `name` is what the errors call it.

    Raises DataError for bytes that are no IDX file, or fewer or more than its header says.

    >>> decode_idx(bytes([0, 0, 8, 1, 0, 0, 0, 3, 5, 0, 4]), "labels")
    array([5, 0, 4], dtype=uint8)
    """
    dtype, shape = _decode_header(content, name)
    start = _HEADER + 4 * len(shape)
    wanted, found = dtype.itemsize * math.prod(shape), len(content) - start
    if found != wanted:
        state = "truncated" if found < wanted else "longer than its header says"
        given = f"{found} bytes of values where shape {shape} of {dtype.name} takes {wanted}"
        raise DataError(explain(f"{name} is {state}", given, "fetch the file again"))
    values = np.frombuffer(content, dtype, offset=start).astype(dtype.newbyteorder("="))
    try:
        return values.reshape(shape)
    except ValueError as error:
        raise DataError(explain(f"{name} does not fit an array", f"shape {shape}", "use shorter axes")) from error


def _decode_header(content: bytes, name: str) -> tuple[np.dtype[Any], tuple[int, ...]]:
    """Return the big-endian dtype and the shape that the first bytes of an IDX file give."""
    start = content[:_HEADER]
    if len(start) < _HEADER or start[:2] != b"\0\0" or start[2] not in _DTYPES:
        given = f"first bytes {start.hex(' ')}" if start else "no bytes"
        raise DataError(explain(f"{name} is not an IDX file", given, "use one that starts with 00 00 and a type code"))
    axes = start[3]
    if axes > _MOST_AXES:
        raise DataError(explain(f"{name} does not fit an array", f"{axes} axes", f"use at most {_MOST_AXES}"))
    lengths = content[_HEADER : _HEADER + 4 * axes]
    if len(lengths) < 4 * axes:
        given = f"{len(content)} bytes where a header of {axes} axes takes {_HEADER + 4 * axes}"
        raise DataError(explain(f"{name} is truncated", given, "fetch the file again"))
    shape = tuple(int(length) for length in np.frombuffer(lengths, ">u4"))
    return np.dtype(_DTYPES[start[2]]).newbyteorder(">"), shape
