"""How values lie in memory, as far as it is sure: the last bit of a sum depends on the order in which it is added up.

C        in C order without gaps
COMPACT  in some order of axes without gaps
None     unknown, as of most views

    >>> import numpy as np
    >>> layout_of_array(np.zeros((2, 3))), layout_of_array(np.zeros((2, 3)).T), layout_of_array(np.zeros(6)[::2])
    ('C', 'compact', None)

A pass may read x instead of a copy of x only where both lie the same way. Arguments are taken to lie in C order, as
compiled programs want them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from autograd_core.graph.primitives import is_draw, is_elementwise
from autograd_core.graph.structure import Equation, Graph, Spec

__all__ = ["COMPACT", "C", "Layout", "covers", "first_layouts", "in_order", "layout_of", "layout_of_array"]

Layout = str | None
C, COMPACT = "C", "compact"

LIKE_OPERANDS = frozenset({"cast", "copy", "sum", "prod", "max", "min", "mean", "setitem"})
"""Operations whose results are new arrays in the order of their operands, besides elementwise ones."""


def layout_of_array(array: Any) -> Layout:
    """Return how an array lies."""
    if array.flags.c_contiguous:
        return C
    order = sorted(range(array.ndim), key=lambda axis: array.strides[axis], reverse=True)
    return COMPACT if array.transpose(order).flags.c_contiguous else None


def first_layouts(graph: Graph) -> dict[int, Layout]:
    """Return how inputs and constants lie."""
    layouts: dict[int, Layout] = {each.value: C for each in graph.inputs}
    return layouts | {value: layout_of_array(array) for value, array in graph.constants.items()}


def layout_of(equation: Equation, spec: Spec, layouts: Mapping[int, Layout], values: Sequence[Spec]) -> Layout:
    """Return how a result of an equation lies, given how its operands do."""
    op, given = equation.op, [layouts.get(value) for value in equation.reads]
    if all(n == 1 for n in spec.shape) or (is_draw(op) and not given) or op in {"assemble", "scatter"}:
        return C
    if op == "matmul" and len(spec.shape) <= 2:
        return C
    if op in LIKE_OPERANDS or is_elementwise(op):
        return C if all(layout == C for layout in given) else COMPACT
    if op == "reshape" and equation.params.get("order", "C") == "C":
        return given[0] if given else C
    if op == "transpose":
        return COMPACT if given and given[0] else None
    return given[0] if given and _is_same_view(equation, spec, values) else None


def _is_same_view(equation: Equation, spec: Spec, values: Sequence[Spec]) -> bool:
    """Whether a result is a view of all of its operand, in the same order."""
    operand = equation.inputs[0] if equation.inputs else None
    if not isinstance(operand, int) or values[operand].shape != spec.shape:
        return False
    return equation.op == "broadcast_to" or (equation.op == "getitem" and in_order(equation.params["template"]))


def in_order(template: Any) -> bool:
    """Whether an index, if it takes as many elements as there are, takes each in its place."""
    return all(part is Ellipsis or (isinstance(part, slice) and part.step in {None, 1}) for part in _parts(template))


def covers(template: Any) -> bool:
    """Whether an index takes everything, whatever the shape.

    >>> covers((slice(None), ...)), covers(slice(1, None))
    (True, False)
    """
    return in_order(template) and all(
        part is Ellipsis or (part.start in {None, 0} and part.stop is None) for part in _parts(template)
    )


def _parts(template: Any) -> tuple[Any, ...]:
    return template if isinstance(template, tuple) else (template,)
