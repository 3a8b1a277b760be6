"""Values of parameters, literals and containers as JSON can hold them, and back.

Most stand for themselves. A tuple is a list in JSON; all else is a dict with one key that says what it is.

    >>> encoded((1, [2.5, None], slice(1, None), float("inf"), np.float32(0.1)))
    [1, {'list': [2.5, None]}, {'slice': [1, None, None]}, {'float': 'inf'}, {'scalar': ['float32', 'zczMPQ==']}]
    >>> decoded([1, {"list": [2.5, None]}, {"slice": [1, None, None]}])
    (1, [2.5, None], slice(1, None, None))

The bytes of arrays and NumPy's scalars are written in base64, little-endian and row by row. Not here: whole graphs
(`encoding`).
"""

from __future__ import annotations

import math
from base64 import b64decode, b64encode
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

from autograd_core.errors import DataError, GraphEncodingError, explain
from autograd_core.graph.structure import Leaf
from autograd_core.ops.indexing import HOLE

__all__ = ["decoded", "dtype_named", "encoded", "name_of_dtype"]

KINDS = "biufc"  # of dtypes: numbers
TYPES = {kind.__name__: kind for kind in (bool, int, float, complex)}
NAMED = {"Ellipsis": Ellipsis, "HOLE": HOLE}


def encoded(value: Any) -> Any:
    """Return a value as JSON can hold it.

    Raises GraphEncodingError for a function or any other object that is no plain data.
    """
    if (encode := _ENCODE.get(type(value))) is not None:
        return encode(value)
    if isinstance(value, np.generic):
        return {"scalar": [name_of_dtype(value.dtype), _bytes(np.asarray(value))]}
    if _results().get(type(value).__name__) is type(value):
        return {"result": [type(value).__name__, *map(encoded, value)]}
    for kind, name_of in {"dtype": _name_of_dtype, "type": _name_of_type, "named": _name_of_one}.items():
        if name := name_of(value):
            return {kind: name}
    given = f"{type(value).__name__} {getattr(value, '__name__', '')}".strip()
    raise GraphEncodingError(explain("a graph in a file holds numbers and containers only", given, REMEDY))


REMEDY = "keep functions and objects out of arguments, results and parameters"


def _name_of_dtype(value: Any) -> str | None:
    return name_of_dtype(value) if isinstance(value, np.dtype) else None


def _name_of_type(value: Any) -> str | None:
    if isinstance(value, type) and issubclass(value, np.generic):
        return f"np.{name_of_dtype(np.dtype(value))}"
    return next((name for name, kind in TYPES.items() if value is kind), None)


def _name_of_one(value: Any) -> str | None:
    return next((name for name, named in NAMED.items() if value is named), None)


@cache
def _results() -> dict[str, Any]:
    """Return the named tuples of NumPy's by name; it gives them away by its results only."""
    one = np.eye(1)
    functions = (np.linalg.eig, np.linalg.eigh, np.linalg.qr, np.linalg.slogdet, np.linalg.svd)
    kinds = [type(function(one)) for function in functions]
    return {kind.__name__: kind for kind in kinds}


def _float(value: float) -> Any:
    return value if math.isfinite(value) else {"float": repr(value)}


def _array(value: np.ndarray[Any, Any]) -> Any:
    return {"array": [name_of_dtype(value.dtype), list(value.shape), _bytes(value)]}


def _bytes(value: np.ndarray[Any, Any]) -> str:
    return b64encode(value.astype(value.dtype.newbyteorder("<")).tobytes()).decode("ascii")


_ENCODE: dict[type, Callable[[Any], Any]] = {
    type(None): lambda value: value,
    bool: lambda value: value,
    int: lambda value: value,
    str: lambda value: value,
    float: _float,
    complex: lambda value: {"complex": [_float(value.real), _float(value.imag)]},
    tuple: lambda value: [encoded(each) for each in value],
    list: lambda value: {"list": [encoded(each) for each in value]},
    dict: lambda value: {"dict": [[encoded(key), encoded(each)] for key, each in value.items()]},
    slice: lambda value: {"slice": [encoded(value.start), encoded(value.stop), encoded(value.step)]},
    Leaf: lambda value: {"leaf": value.number},
    np.ndarray: _array,
}


def decoded(data: Any) -> Any:
    """Return the value that `encoded` gave the data for.

    Raises DataError where it gave no such data.
    """
    if data is None or isinstance(data, (bool, int, float, str)):
        return data
    if isinstance(data, list):
        return tuple([decoded(each) for each in data])
    if isinstance(data, dict) and len(data) == 1:
        [(kind, content)] = data.items()
        if kind in _DECODE:
            return _DECODE[kind](content)
    raise DataError(explain("a value of unknown form", _short(data), "write it with to_dict"))


def _short(data: Any) -> str:
    return f"{data!r:.60}" if not isinstance(data, dict) else f"a dict of {', '.join(map(repr, data))}"


def name_of_dtype(dtype: np.dtype[Any]) -> str:
    """Return the name of a dtype of numbers.

    >>> name_of_dtype(np.dtype("float32")), name_of_dtype(np.dtype(">f4"))
    ('float32', '>f4')

    Raises GraphEncodingError for any other dtype.
    """
    if dtype.kind not in KINDS:
        raise GraphEncodingError(explain("a graph in a file holds numbers only", f"dtype {dtype}", "use numbers"))
    return dtype.name if dtype.isnative else dtype.str


def dtype_named(name: Any) -> np.dtype[Any]:
    """Return the dtype of numbers with a name.

    Raises DataError where there is none here.
    """
    if not isinstance(name, str) or name not in _DTYPES:
        raise DataError(explain("an unknown dtype", repr(name), "use a dtype of numbers that this machine has"))
    return np.dtype(name)


_CODES = [np.dtype(code) for code in "?" + np.typecodes["AllInteger"] + np.typecodes["AllFloat"]]
_DTYPES = {name_of_dtype(dtype) for code in _CODES for dtype in (code, code.newbyteorder())}


def _from_bytes(name: Any, shape: tuple[int, ...], text: Any) -> np.ndarray[Any, Any]:
    dtype = dtype_named(name)
    try:
        raw = b64decode(text, validate=True)
    except (TypeError, ValueError):
        raw = b""
    if not all(type(n) is int and n >= 0 for n in shape) or len(raw) != math.prod(shape) * dtype.itemsize:
        given = f"{len(raw)} bytes for {name}{list(shape)}"
        raise DataError(explain("an array that is damaged", given, "write the graph again"))
    # A byte is a truth value whatever it is; as a bool, any but 0 and 1 would break NumPy.
    stored = np.dtype(np.uint8) if dtype.kind == "b" else dtype.newbyteorder("<")
    return np.frombuffer(raw, stored).reshape(shape).astype(dtype)


def _to_array(content: Any) -> Any:
    name, shape, text = content
    array = _from_bytes(name, tuple(shape), text)
    array.setflags(write=False)
    return array


def _to_result(content: Any) -> Any:
    name, *parts = content
    return _results()[name](*map(decoded, parts))


def _to_leaf(number: Any) -> Leaf:
    if type(number) is not int or number < 0:
        raise DataError(explain("a leaf without a number", repr(number), "count from 0"))
    return Leaf(number)


def _to_type(name: Any) -> Any:
    return dtype_named(name[3:]).type if name.startswith("np.") else TYPES[name]


_DECODE: dict[str, Callable[[Any], Any]] = {
    "float": lambda text: {"inf": math.inf, "-inf": -math.inf, "nan": math.nan}[text],
    "complex": lambda parts: complex(*map(decoded, parts)),
    "list": lambda parts: [decoded(part) for part in parts],
    "dict": lambda pairs: {decoded(key): decoded(value) for key, value in pairs},
    "slice": lambda parts: slice(*map(decoded, parts)),
    "leaf": _to_leaf,
    "array": _to_array,
    "scalar": lambda content: _from_bytes(content[0], (), content[1])[()],
    "dtype": dtype_named,
    "type": _to_type,
    "result": _to_result,
    "named": NAMED.__getitem__,
}
