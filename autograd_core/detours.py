"""Who asks a Tensor for plain numbers: `float(t)`, which is meant, or something that would lose the gradient unnoticed.

`float(t)`, `math.sin(t)` and `array[0] = t` all call `t.__float__()`. Only the instruction that the caller is executing
tells them apart. In the same way, what asks for an array (`np.array`, `np.r_`, `np.vectorize`) is found, so that the
error message can say what to use instead.

    >>> import math, autograd_core as ag
    >>> t = ag.Tensor(4.0, requires_grad=True)
    >>> float(t)
    4.0
    >>> math.sqrt(t)
    Traceback (most recent call last):
        ...
    autograd_core.errors.DetachError: the math module would lose the gradient: got math.sqrt of a recorded tensor. ...

NumPy words the refusal of an element as "setting an array element with a sequence", with ours as its cause.

Not here: what to use instead (`refusals`).
"""

from __future__ import annotations

import ast
import linecache
import os
import sys
from importlib import import_module
from opcode import opmap
from types import BuiltinFunctionType, FrameType, ModuleType
from typing import Any

import numpy as np

from autograd_core.errors import DetachError, explain
from autograd_core.record import Value, is_recording
from autograd_core.registry import FUNCTIONS, REFUSED, load_later

__all__ = ["refuse_array", "refuse_detours"]

_NUMPY = os.path.join(os.path.dirname(os.path.abspath(np.__file__)), "")
_OURS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "")

ARRAY_REMEDY = (
    "compute with NumPy functions on the tensor itself, join tensors with ag.array or np.stack, write into"
    " a Tensor instead of an ndarray, or say .numpy() where the gradient may end"
)

WRITE_REMEDY = "make that array a Tensor first, as by ag.zeros(shape) or ag.as_tensor(array)"

DRAW_REMEDY = (
    "compute with standard numbers, as in loc + scale * rng.normal(size=n), index with integers, as in"
    " t[rng.permutation(len(t))], use ag.random, or say .numpy() where the gradient may end"
)

MATH_ALIKE = {
    "erf": "ag.special.erf",
    "erfc": "ag.special.erfc",
    "gamma": "ag.special.gamma",
    "lgamma": "ag.special.gammaln",
    "fsum": "np.sum",
    "dist": "np.linalg.norm",
    "phase": "np.angle",
}
"""What to use for functions of `math` and `cmath` of which NumPy has none of the same name."""

OF_THIS_NAME = (
    "make its arrays Tensors, by ag.as_tensor or, of a list of tensors, ag.array, or use the function of this name in"
    " autograd_core"
)


def _is_math(function: Any) -> bool:
    """Whether something is a function of `math` or `cmath`; found without running any code of the user's."""
    return type(function) is BuiltinFunctionType and function.__module__ in ("math", "cmath")


def refuse_array(tensor: Value) -> None:
    """Raise DetachError if a recorded tensor is asked for an array."""
    if not tensor.node or not is_recording():
        return
    frame = sys._getframe(2)  # noqa: SLF001  # the caller of __array__
    given = f"a recorded tensor of shape {tensor.array.shape}"
    asker = None
    if not frame.f_code.co_filename.startswith(_OURS):  # where we ask, we join the tensors of a list, and fast
        load_later()
        _refuse_outsider(frame, given)
        if _writes(frame):
            raise DetachError(explain("writing into a plain array would lose the gradient", given, WRITE_REMEDY))
        asker = _asker(frame)
        _refuse_by_name(asker, given)
    if getattr(asker, "__objclass__", None) is np.ndarray or any(asker is key for key in FUNCTIONS):
        raise DetachError(explain(f"{_name(asker)} of plain arrays would lose the gradient", given, OF_THIS_NAME))
    raise DetachError(explain("a plain NumPy array would lose the gradient", given, ARRAY_REMEDY))


def refuse_detours(tensor: Value) -> None:
    """Raise DetachError if a recorded tensor is asked for a number by an array, NumPy or the module `math`."""
    if not tensor.node or not is_recording():
        return
    frame = sys._getframe(2)  # noqa: SLF001  # the caller of __float__ or __complex__
    if _writes(frame):
        remedy = "write into a Tensor, as ag.zeros(shape) makes, join tensors with ag.array, or write float(t)"
        raise DetachError(explain("an element of a plain array would lose the gradient", "a recorded tensor", remedy))
    _refuse_outsider(frame, "a recorded tensor as a number")
    asker = _asker(frame)
    if _is_math(asker):
        module, name = asker.__module__, asker.__name__
        alike = MATH_ALIKE.get(name, f"np.{name}" if hasattr(np, name) else "functions of NumPy")
        given = f"{module}.{name} of a recorded tensor"
        raise DetachError(
            explain(f"the {module} module would lose the gradient", given, f"use {alike}, or float(t) first")
        )
    if asker is not None:
        load_later()
        _refuse_by_name(asker, "a recorded tensor as a number")
        given, remedy = "a recorded tensor as a number", f"{OF_THIS_NAME}, or write float(t)"
        raise DetachError(explain(f"{_name(asker)} of plain arrays would lose the gradient", given, remedy))


def _writes(frame: FrameType) -> bool:
    """Return whether a frame of the user's is executing `array[key] = value`."""
    inside = frame.f_code.co_filename.startswith(_NUMPY)
    return not inside and frame.f_code.co_code[frame.f_lasti] == opmap["STORE_SUBSCR"]


def _refuse_outsider(frame: FrameType, given: str) -> None:
    """Raise DetachError if it is within another library that a frame asks."""
    outside = import_module("autograd_core.outside")  # loaded for an error only
    if (foreign := outside.outsider(frame)) is not None:
        raise DetachError(explain(f"{foreign.name} would lose the gradient", given, foreign.instead))


def _refuse_by_name(asker: Any, given: str) -> None:
    """Raise DetachError if it is known why a function cannot carry a gradient."""
    refusal = next((refusal for key, refusal in REFUSED.items() if key is asker), None)
    if refusal is not None:
        raise DetachError(explain(f"{_name(asker)} would lose the gradient, for {refusal.why}", given, refusal.instead))
    if str(getattr(asker, "__module__", None)).startswith("numpy.random"):
        raise DetachError(explain("a random draw of NumPy would lose the gradient", given, DRAW_REMEDY))


def _name(asker: Any) -> str:
    """Return the public name of a NumPy function, class or object."""
    for name, public in vars(np).items():
        if public is asker:
            return f"np.{name}"
    return f"{getattr(asker, '__module__', 'numpy')}.{getattr(asker, '__name__', asker)}".replace("numpy", "np", 1)


def _asker(frame: FrameType) -> Any:
    """Return the function of NumPy or `math` that a frame stands in or is calling, or None."""
    inside = None
    while frame.f_back is not None and frame.f_code.co_filename.startswith(_NUMPY):
        inside, frame = frame, frame.f_back
    return _called(frame) if inside is None else _standing_in(inside)


def _standing_in(frame: FrameType) -> Any:
    """Return the public function, class or object of NumPy whose code a frame runs."""
    owner = frame.f_locals.get("self", frame.f_locals.get("cls"))
    if owner is not None:
        refused = any(owner is key for key in REFUSED)
        return owner if refused or isinstance(owner, type) else type(owner)
    name = frame.f_code.co_qualname.partition(".")[0]
    module = str(frame.f_globals["__name__"])
    if module.startswith("numpy.polynomial"):  # where functions have names that NumPy has elsewhere for others
        return getattr(sys.modules[module], name, np.ndarray)
    places: list[Any] = [np, np.linalg, np.fft, np.lib.stride_tricks]
    return next((getattr(place, name) for place in places if hasattr(place, name)), np.ndarray)


def _called(frame: FrameType) -> Any:
    """Return the function of NumPy or `math` that a frame is calling, if it is one and the source is at hand."""
    call = _expression(frame)
    if not isinstance(call, ast.Call):
        return None
    function = _mapped(call, frame) or _resolve(call.func, frame)
    if function is None and isinstance(call.func, ast.Attribute):  # of something that only running the code would tell
        return getattr(np.ndarray, call.func.attr, None)
    return function if _is_math(function) or _is_numpys(function) else None


def _mapped(call: ast.Call, frame: FrameType) -> Any:
    """Return the function of `math` that a call applies by `map`, as in sum(map(math.sin, t)), or None."""
    for each in (call, *call.args):
        if isinstance(each, ast.Call) and isinstance(each.func, ast.Name) and each.func.id == "map" and each.args:
            function = _resolve(each.args[0], frame)
            return function if _is_math(function) else None
    return None


def _is_numpys(function: Any) -> bool:
    owner = getattr(function, "__objclass__", function)
    return isinstance(owner, np.ufunc) or str(getattr(owner, "__module__", None)).partition(".")[0] == "numpy"


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
    if not isinstance(name, ast.Attribute):
        return None
    owner = _resolve(name.value, frame)
    if owner is None or isinstance(owner, np.ufunc):  # what reduces is the ufunc
        return owner
    owner = np.ndarray if isinstance(owner, np.ndarray) else owner
    return getattr(owner, name.attr, None) if isinstance(owner, (ModuleType, type)) else type(owner)
