"""Equations: one elementwise equation, written for vectors or for single numbers.

    >>> import numpy as np, autograd_core as ag
    >>> from llvmlite import ir
    >>> graph = ag.trace(lambda x: x * 2.0)(np.ones(4, "f"))
    >>> four = ir.VectorType(ir.FloatType(), 4)
    >>> function = ir.Function(ir.Module(), ir.FunctionType(four, [four]), "f")
    >>> builder = ir.IRBuilder(function.append_basic_block())
    >>> computed(builder, graph, graph.equations[0], 4, lambda value: function.args[value]).opname
    'fmul'

Not here: the formulas (`functions`), and where the operands come from (`codegen`).
"""

from __future__ import annotations

from collections.abc import Callable
from math import prod
from typing import Any

from autograd_core.graph.native.axes import COMBINE, FILLS, SAME, dtypes, reduction
from autograd_core.graph.native.vectors import constant, convert, splat, write
from autograd_core.graph.structure import Atom, Equation, Graph, Literal

__all__ = ["computed", "divided"]


def computed(builder: Any, graph: Graph, equation: Equation, lanes: int, operand: Callable[[int], Any]) -> Any:
    """Write an elementwise equation, or a reduction of one number to itself, and return its result.

    operand  gives what stands for a value
    """
    target = graph.values[equation.outputs[0]].dtype
    if equation.op in SAME or equation.op in FILLS or equation.op in COMBINE:
        (atom,) = equation.inputs[:1]
        if isinstance(atom, Literal):
            return splat(builder, constant(atom.value, target), lanes)
        return convert(builder, operand(atom), graph.values[atom].dtype, target, lanes)
    found = dtypes(graph, equation)
    assert found is not None  # `Axes.fits` asked this

    def item(atom: Atom, dtype: Any) -> Any:
        if isinstance(atom, Literal):
            return constant(atom.value, dtype)
        return convert(builder, operand(atom), graph.values[atom].dtype, dtype, lanes)

    items = [item(atom, dtype) for atom, dtype in zip(equation.inputs, found[:-1], strict=True)]
    return convert(builder, write(equation.op, builder, lanes, items), found[-1], target, lanes)


def divided(builder: Any, graph: Graph, equation: Equation, total: Any, lanes: int) -> Any:
    """Return what a reduction has added up, divided by the count of numbers if it is a mean."""
    (value,) = equation.reads
    shape, dtype = graph.values[value]
    reduced = reduction(equation, graph.values[value])
    if not reduced.mean:
        return total
    return write("divide", builder, lanes, [total, constant(prod(shape[dim] for dim in reduced.dims), dtype)])
