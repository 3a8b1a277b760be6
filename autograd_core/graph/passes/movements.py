"""Identities of what moves numbers without changing them: views of views, writes over writes, casts to and fro.

A view may change only into one that lies the same way in memory: `reshape` copies what is not in C order, so two of
them are one only where the first operand is in C order.

Not here: arithmetic (`arithmetic`).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_core.graph.passes.contents import contents
from autograd_core.graph.passes.known import Known, Rule
from autograd_core.graph.passes.layouts import C, covers, in_order
from autograd_core.graph.structure import Atom, Equation, Literal

__all__ = ["RULES"]


def _axes(equation: Equation, ndim: int) -> tuple[int, ...]:
    axes = equation.params.get("axes")
    return tuple(reversed(range(ndim))) if axes is None else tuple([axis % ndim for axis in axes])


def _transpose(known: Known, equation: Equation) -> int | Equation | None:
    operand = equation.inputs[0]
    if isinstance(operand, Literal):
        return None
    ndim = len(known.shape(operand))
    axes = _axes(equation, ndim)
    if axes == tuple(range(ndim)):
        return operand
    inner = known.maker(operand, "transpose")
    if inner is None:
        return None
    before = _axes(inner, ndim)
    axes = tuple([before[axis] for axis in axes])
    if axes == tuple(range(ndim)) and not isinstance(inner.inputs[0], Literal):
        return inner.inputs[0]
    return equation.changed(inputs=inner.inputs, params={**equation.params, "axes": axes})


def _is_plain(equation: Equation) -> bool:
    """Whether a reshape reads and writes in C order, and is free to be a view."""
    return equation.params.get("order", "C") == "C" and not equation.params.get("copy")


def _reshape(known: Known, equation: Equation) -> int | Equation | None:
    operand, shape = equation.inputs[0], known.values[equation.outputs[0]].shape
    if isinstance(operand, Literal) or not _is_plain(equation):
        return None
    if known.shape(operand) == shape:
        return operand
    inner = known.maker(operand, "reshape")
    if inner is None or not _is_plain(inner) or isinstance(first := inner.inputs[0], Literal):
        return None
    if known.layouts.get(first) != C:
        return None
    return first if known.shape(first) == shape else _reshaped(equation, first, shape)


def _reshaped(equation: Equation, operand: Atom, shape: tuple[int, ...]) -> Equation:
    return equation.changed(op="reshape", inputs=(operand,), params={"shape": shape, "order": "C", "copy": None})


def _broadcast_to(known: Known, equation: Equation) -> int | Equation | None:
    operand = equation.inputs[0]
    if isinstance(operand, Literal):
        return None
    if known.shape(operand) == known.shape(equation.outputs[0]):
        return operand
    inner = known.maker(operand, "broadcast_to")
    return equation.changed(inputs=inner.inputs) if inner else None


def _getitem(known: Known, equation: Equation) -> int | None:
    operand = equation.inputs[0]
    same = known.shape(operand) == known.shape(equation.outputs[0])
    return operand if same and not isinstance(operand, Literal) and in_order(equation.params["template"]) else None


def _scatter(known: Known, equation: Equation) -> int | None:
    operand = equation.inputs[0]
    whole = len(equation.inputs) == 1 and covers(equation.params["template"])
    return operand if whole and known.stands_for(operand, equation, alone=False) else None


def _setitem(known: Known, equation: Equation) -> int | Equation | None:
    target, value, *indices = equation.inputs
    if not indices and covers(equation.params["template"]) and known.stands_for(value, equation, alone=False):
        return value if isinstance(target, int) and known.layouts.get(target) == C else None
    inner = known.maker(target, "setitem")
    if inner is None or list(inner.inputs[2:]) != indices or not _same_params(inner, equation):
        return None
    return equation.changed(inputs=(inner.inputs[0], value, *indices))


def _same_params(one: Equation, other: Equation) -> bool:
    return contents(one.params) == contents(other.params)


def _cast(known: Known, equation: Equation) -> int | None:
    operand = equation.inputs[0]
    if known.stands_for(operand, equation):
        return operand
    inner = known.maker(operand, "cast")
    if inner is None or not known.stands_for(inner.inputs[0], equation):
        return None
    narrow, wide = known.values[equation.outputs[0]].dtype, known.values[inner.outputs[0]].dtype
    return inner.inputs[0] if narrow.kind == wide.kind and np.can_cast(narrow, wide) else None


def _copy(known: Known, equation: Equation) -> int | None:
    operand, order = equation.inputs[0], equation.params.get("order", "K")
    return operand if known.stands_for(operand, equation, alone=order in {"K", "A"}) and order != "F" else None


def _of_single_elements(kinds: str) -> Rule:
    """Return the rule of a reduction: along axes of length 1 nothing is reduced, only the shape changes."""

    def rule(known: Known, equation: Equation) -> int | Equation | None:
        operand, result = equation.inputs[0], known.values[equation.outputs[0]]
        if isinstance(operand, Literal) or known.layouts.get(operand) is None:
            return None
        spec = known.values[operand]
        if spec.dtype != result.dtype or spec.dtype.kind not in kinds or not _reduces_ones(equation, spec.shape):
            return None
        return operand if spec.shape == result.shape else _reshaped(equation, operand, result.shape)

    return rule


def _reduces_ones(equation: Equation, shape: tuple[int, ...]) -> bool:
    axis: Any = equation.params.get("axis")
    axes = range(len(shape)) if axis is None else axis if isinstance(axis, (tuple, list)) else (axis,)
    return all(shape[k] == 1 for k in axes) if shape else True


def _of_one_number(known: Known, equation: Equation) -> Equation | None:
    """Return a view of one number repeated as that number repeated to another shape."""
    made = known.maker(equation.inputs[0], "broadcast_to")
    if made is None or known.shape(made.inputs[0]) != () or not _is_plain(equation):
        return None
    shape = known.values[equation.outputs[0]].shape
    return equation.changed(op="broadcast_to", inputs=made.inputs, params={**made.params, "shape": shape})


RULES: dict[str, tuple[Rule, ...]] = {
    "transpose": (_transpose, _of_one_number),
    "reshape": (_reshape, _of_one_number),
    "broadcast_to": (_broadcast_to,),
    "getitem": (_getitem, _of_one_number),
    "scatter": (_scatter,),
    "setitem": (_setitem,),
    "cast": (_cast,),
    "copy": (_copy,),
    "max": (_of_single_elements("biuf"),),
    "min": (_of_single_elements("biuf"),),
    "prod": (_of_single_elements("iuf"),),
    "sum": (_of_single_elements("iu"),),
}
"""The identities by operation."""
