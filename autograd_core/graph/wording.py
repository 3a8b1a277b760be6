"""How a single equation is written: its operation, operands and parameters, as people write a call in Python.

    >>> from autograd_core.graph.structure import Equation, Literal
    >>> called(Equation("sum", (3,), (4,), {"axis": 1, "keepdims": True}), "%{}".format)
    'sum(%3, axis=1, keepdims=True)'
    >>> called(Equation("multiply", (3, Literal(2.0)), (4,)), "%{}".format)
    'multiply(%3, 2.0)'

What is as the operation's own default is left out. An index is written as one: with its
slices, and with the operands that stand in it.

    >>> from autograd_core.ops.indexing import HOLE
    >>> called(Equation("gather", (3, 5), (6,), {"template": (slice(1, None), HOLE, None)}), "%{}".format)
    '%3[1:, %5, None]'

The same in every process: no address, no order of a set, no setting of NumPy's printing shows. Not here: the whole
graph (`printing`); code that runs (`program`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from autograd_core.graph.naming import RULE, lookup
from autograd_core.graph.structure import Equation, Leaf, Literal
from autograd_core.operation import Operation
from autograd_core.ops.indexing import HOLE

__all__ = ["FEW", "called", "indexed", "shown"]

FEW = 8
"""How many numbers an array may have to be written out."""

PLAIN = (int, float, str, tuple)
READING = ("getitem", "gather")  # written as an index, without the name of the operation


def called(equation: Equation, name: Callable[[int], str]) -> str:
    """Return an equation's right side; `name` gives the name of a value from its number."""
    names = [shown(atom.value) if isinstance(atom, Literal) else name(atom) for atom in equation.inputs]
    params = _not_as_default(equation)
    operands = names
    if "args" in params:  # of a NumPy function
        operands = [shown(part, names) for part in params.pop("args")]
        params |= params.pop("kwargs", {})
    if equation.op.startswith(RULE) and "kept" in params:
        operands, params = _of_rule(names, params)
    if "template" in params:
        template = params.pop("template")
        count = len(operands) - _holes(template)
        index, operands = indexed(template, operands[count:]), operands[:count]
        if equation.op in READING and len(operands) == 1 and not params:
            return f"{operands[0]}[{index}]"
        operands.append(f"x[{index}]")
    words = [f"{key}={shown(value, names)}" for key, value in params.items()]
    return f"{equation.op}({', '.join([*operands, *words])})"


def _of_rule(names: list[str], params: dict[str, Any]) -> tuple[list[str], dict[str, Any]]:
    """Return the cotangents that a rule is given, and in the place of its parameters what the operation kept for it."""
    count = params.get("cotangents") or 1
    return names[:count], {"kept": params["kept"], **params.get("params", {})}


def _not_as_default(equation: Equation) -> dict[str, Any]:
    """Return the parameters that say more than the defaults of the operation do."""
    found = lookup(equation.op)
    defaults = found.defaults if isinstance(found, Operation) else {}
    usual = {key for key in defaults if key not in found.required and _is_same(equation.params.get(key), defaults[key])}
    return {key: value for key, value in equation.params.items() if key not in usual}


def _is_same(value: Any, default: Any) -> bool:
    return value is default or (type(value) is type(default) and isinstance(value, PLAIN) and value == default)


def _holes(template: Any) -> int:
    return sum(part is HOLE for part in template) if isinstance(template, tuple) else 0


def indexed(template: Any, names: list[str]) -> str:
    """Return what stands between the brackets of an index, with a name for each HOLE of its template.

    >>> indexed((Ellipsis, slice(None, None, -1), HOLE, 2), ["rows"])
    '..., ::-1, rows, 2'
    """
    if not isinstance(template, tuple) or not template:
        return _part(template, iter(names))
    arrays = iter(names)
    return ", ".join([_part(part, arrays) for part in template])


def _part(part: Any, names: Iterator[str]) -> str:
    if part is HOLE:
        return next(names, "HOLE")
    if not isinstance(part, slice):
        return shown(part)
    start, stop, step = ["" if each is None else shown(each) for each in (part.start, part.stop, part.step)]
    return f"{start}:{stop}:{step}" if step else f"{start}:{stop}"


def shown(value: Any, names: list[str] | None = None) -> str:
    """Return a value as Python writes it; `names` are those of the operands, for which a `Leaf` may stand.

    >>> shown((1, 2.5, np.float32(0.1), np.dtype("float32"), Ellipsis, {"axis": Leaf(0)}), ["%7"])
    "(1, 2.5, float32(0.1), float32, ..., {'axis': %7})"

    Of an array with more than a few numbers only dtype and shape are written.
    """
    if isinstance(value, Leaf):
        return names[value.number] if names and value.number < len(names) else f"Leaf({value.number})"
    if isinstance(value, (tuple, list, set, frozenset, dict)):
        return _container(value, names)
    if isinstance(value, slice):
        return f"slice({', '.join(shown(each, names) for each in (value.start, value.stop, value.step))})"
    if isinstance(value, (np.ndarray, np.generic)):
        return _array(value)
    return _word(value)


def _container(value: Any, names: list[str] | None) -> str:
    if isinstance(value, dict):
        return f"{{{', '.join(f'{shown(key)}: {shown(each, names)}' for key, each in value.items())}}}"
    parts = [shown(each, names) for each in value]
    if hasattr(value, "_fields"):
        return f"{type(value).__name__}({', '.join(map('='.join, zip(value._fields, parts, strict=True)))})"
    if isinstance(value, tuple):
        return f"({', '.join(parts)}{',' if len(parts) == 1 else ''})"
    return f"[{', '.join(parts)}]" if isinstance(value, list) else f"{{{', '.join(sorted(parts))}}}"


def _array(value: Any) -> str:
    if value.ndim == 0:
        return f"{value.dtype.name}({str(value[()]).strip('()')})"
    if value.size > FEW:
        return f"{value.dtype.name}{list(value.shape)}"
    return _nested(value)


def _nested(value: Any) -> str:
    return f"[{', '.join(map(_nested, value))}]" if getattr(value, "ndim", 0) else str(value)


def _word(value: Any) -> str:
    """Return anything else: a name for what has one, Python's own words for what is plain, a type for other objects."""
    if value is Ellipsis:
        return "..."
    if isinstance(value, np.dtype):
        return value.name
    if value is None or isinstance(value, (bool, int, float, complex, str, bytes)):
        return repr(value)
    return getattr(value, "__name__", None) or ("HOLE" if value is HOLE else f"<{type(value).__name__}>")
