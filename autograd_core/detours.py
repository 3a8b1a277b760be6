"""Who asks a Tensor for a float: `float(t)`, which is meant, or something that would lose the gradient unnoticed.

`float(t)`, `math.sin(t)` and `array[0] = t` all call `t.__float__()`. Only the instruction that the caller is executing
tells them apart.

    >>> import math, autograd_core as ag
    >>> t = ag.Tensor(4.0, requires_grad=True)
    >>> float(t)
    4.0
    >>> math.sqrt(t)
    Traceback (most recent call last):
        ...
    autograd_core.errors.DetachError: the math module would lose the gradient: got math.sqrt of a recorded tensor. ...

NumPy words the refusal of an element as "setting an array element with a sequence", with ours as its cause.

Not here: conversions of whole Tensors (`Tensor.__array__`).
"""

from __future__ import annotations

import ast
import linecache
import math
import sys
from opcode import opmap
from types import FrameType
from typing import Any

from autograd_core.errors import DetachError, explain
from autograd_core.record import Value, is_recording

__all__ = ["refuse_detours"]

_MATH = frozenset(id(function) for function in vars(math).values() if callable(function))


def refuse_detours(tensor: Value) -> None:
    """Raise DetachError if a recorded tensor is asked for a float by an array's element or by the module `math`."""
    if not tensor.node or not is_recording():
        return
    frame = sys._getframe(2)  # noqa: SLF001  # the caller of __float__
    if frame.f_code.co_code[frame.f_lasti] == opmap["STORE_SUBSCR"]:
        remedy = "write into a Tensor, join tensors with ag.array, or write float(t)"
        raise DetachError(explain("an element of a plain array would lose the gradient", "a recorded tensor", remedy))
    name = _math_function(frame)
    if name is not None:
        given, remedy = f"math.{name} of a recorded tensor", f"use np.{name}, or float(t) first"
        raise DetachError(explain("the math module would lose the gradient", given, remedy))


def _math_function(frame: FrameType) -> str | None:
    """Return the name of the function of `math` that a frame is calling, if it is one and the source is at hand."""
    call = _expression(frame)
    function = _resolve(call.func, frame) if isinstance(call, ast.Call) else None
    return str(function.__name__) if function is not None and id(function) in _MATH else None


def _expression(frame: FrameType) -> ast.expr | None:
    """Return the expression that a frame is evaluating."""
    first, last, start, stop = list(frame.f_code.co_positions())[frame.f_lasti // 2]
    if first is None or last is None:
        return None
    lines = [linecache.getline(frame.f_code.co_filename, n).encode() for n in range(first, last + 1)]
    lines[-1] = lines[-1][:stop]
    lines[0] = lines[0][start:]
    try:
        return ast.parse(b"".join(lines).strip(), mode="eval").body
    except SyntaxError:
        return None


def _resolve(name: ast.expr, frame: FrameType) -> Any:
    """Return what `sin` or `math.sin` means in a frame, without running any code of the user's."""
    if isinstance(name, ast.Name):
        return frame.f_locals.get(name.id, frame.f_globals.get(name.id))
    if isinstance(name, ast.Attribute) and _resolve(name.value, frame) is math:
        return getattr(math, name.attr, None)
    return None
