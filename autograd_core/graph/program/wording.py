"""Python text for plain values: numbers, dtypes, indices, containers.

    >>> import numpy as np
    >>> written((1, -np.inf, np.dtype("float32"), slice(1, None)))
    '(1, -np.inf, np.float32, slice(1, None))'
    >>> index((Ellipsis, None, slice(None, None, -1)), [])
    '..., None, ::-1'

What is written can be run where `np` is NumPy, and gives the value back. Not here: calls (`primitives`).
"""

from __future__ import annotations

import cmath
import math
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from autograd_core.errors import SourceError, explain
from autograd_core.graph.structure import Leaf
from autograd_core.ops.indexing import HOLE

__all__ = ["dtype", "function_name", "index", "written"]

PLAIN = {np.dtype(kind).str: f"np.{np.dtype(kind)}" for kind in "bhilqBHILQefdFD"} | {"|b1": "bool"}


def dtype(given: Any) -> str:
    """Return a dtype as people write it.

    >>> dtype(np.dtype("float32")), dtype(np.dtype(bool)), dtype(np.dtype(">f4"))
    ('np.float32', 'bool', "np.dtype('>f4')")
    """
    found = np.dtype(given)
    return PLAIN.get(found.str) or f"np.dtype({found.str!r})"


def function_name(function: Any) -> str:
    """Return where NumPy has a function; a ufunc that it does not have is one of SciPy's special functions.

    >>> function_name(np.linalg.inv), function_name(np.tanh)
    ('np.linalg.inv', 'np.tanh')
    """
    if isinstance(function, np.ufunc) and getattr(np, function.__name__, None) is not function:
        return f"special.{function.__name__}"
    module = getattr(function, "__module__", None) or "numpy"
    return f"np{module.removeprefix('numpy')}.{function.__name__}"


def written(value: Any, operands: Sequence[str] = ()) -> str:
    """Return the text of a value; for a `Leaf` stands the operand of its number.

    Raises SourceError for an object that cannot be written.
    """
    if isinstance(value, Leaf) and value.number < len(operands):
        return operands[value.number]
    if isinstance(value, (tuple, list, dict)) and not hasattr(value, "_fields"):
        return _container(value, operands)
    if isinstance(value, slice):
        parts = [value.start, value.stop] if value.step is None else [value.start, value.stop, value.step]
        return f"slice({', '.join([written(part, operands) for part in parts])})"
    return _word(value)


def _container(value: Any, operands: Sequence[str]) -> str:
    if isinstance(value, dict):
        return f"{{{', '.join([f'{written(key)}: {written(each, operands)}' for key, each in value.items()])}}}"
    parts = ", ".join([written(part, operands) for part in value])
    if isinstance(value, list):
        return f"[{parts}]"
    return f"({parts},)" if len(value) == 1 else f"({parts})"


def _word(value: Any) -> str:
    if value is None or value is Ellipsis or isinstance(value, (bool, int, str, bytes)):
        return "..." if value is Ellipsis else repr(value)
    if isinstance(value, np.generic):
        return f"{dtype(value.dtype).replace('bool', 'np.bool_')}({_word(value.item())})"
    if isinstance(value, (float, complex)):
        return _number(value)
    if isinstance(value, np.dtype) or (isinstance(value, type) and issubclass(value, (np.generic, bool, int, float))):
        return dtype(value)
    if isinstance(value, np.ufunc):
        return function_name(value)
    if isinstance(value, np.ndarray):
        return array(value)
    remedy = "leave out the operation that has it, or run the graph as it is"
    raise SourceError(explain("a parameter cannot be written in Python", f"{type(value).__name__} {value!r}", remedy))


def array(value: Any) -> str:
    """Return an array with all its numbers.

    >>> array(np.array([[1.0, np.nan]], np.float32))
    'np.array([[1.0, np.nan]], np.float32)'
    """
    if value.dtype.kind not in "biufc":
        remedy = "leave out the operation that has it, or run the graph as it is"
        raise SourceError(explain("only arrays of numbers can be written", f"dtype {value.dtype}", remedy))
    if not value.size:
        return f"np.empty({written(value.shape)}, {dtype(value.dtype)})"
    if value.size > 1 and len(set(map(bytes, np.ravel(value).reshape(-1, 1)))) == 1:  # NaN and -0.0 as well
        number = value.flat[0].item()
        if number == 0 and not np.signbit(np.real(number)):
            return f"np.zeros({written(value.shape)}, {dtype(value.dtype)})"
        return f"np.full({written(value.shape)}, {_word(number)}, {dtype(value.dtype)})"
    return f"np.array({written(value.tolist())}, {dtype(value.dtype)})"


def _number(value: Any) -> str:
    if isinstance(value, complex):
        signed = any(part == 0 and math.copysign(1, part) < 0 for part in (value.real, value.imag))
        if cmath.isfinite(value) and not signed:
            return repr(value)
        return f"complex({_number(value.real)}, {_number(value.imag)})"
    if math.isfinite(value):
        return repr(value)
    return "np.nan" if math.isnan(value) else "np.inf" if value > 0 else "-np.inf"


def index(template: Any, operands: Sequence[str]) -> str:
    """Return what stands between the brackets of an index, with an operand for each HOLE of its template.

    >>> index((HOLE, slice(2, None)), ["rows"])
    'rows, 2:'
    """
    arrays = iter(operands)
    if not isinstance(template, tuple):
        return _part(template, arrays)
    parts = [_part(part, arrays) for part in template]
    return "()" if not parts else f"{parts[0]}," if len(parts) == 1 and template[0] is not HOLE else ", ".join(parts)


def _part(part: Any, arrays: Iterator[str]) -> str:
    if part is HOLE:
        return next(arrays)
    if not isinstance(part, slice):
        return written(part)
    start, stop, step = ["" if each is None else written(each) for each in (part.start, part.stop, part.step)]
    return f"{start}:{stop}:{step}" if step else f"{start}:{stop}"
