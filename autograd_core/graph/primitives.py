"""Primitives: the operations that are one call of NumPy each, of which lowered graphs are made.

    >>> is_primitive("tanh"), is_primitive("sum"), is_primitive("np.argsort"), is_primitive("softmax")
    (True, True, True, False)

Where an operation has a function of NumPy's, calling that function with the operands and parameters gives the same bits
as the operation; the tests hold every primitive to that. `CALLS` has the primitives without such a function. Not here:
how the others are taken apart (`passes.lowering`), how a call is written (`program`).
"""

from __future__ import annotations

import numpy as np

from autograd_core.graph.naming import DRAW, lookup
from autograd_core.registry import OPERATIONS

__all__ = ["CALLS", "NOT_AS_NUMPY", "is_draw", "is_elementwise", "is_numpy", "is_primitive"]

CALLS = frozenset({"assemble", "cast", "clamp", "concatenate", "gather", "getitem", "imag", "real", "scatter"})
CALLS |= {"setitem", "where"}
"""Operations that are no function of NumPy's by name, but one expression or statement of it."""

NOT_AS_NUMPY = frozenset({"mean", "pinv"})
"""Operations that NumPy's function does not quite compute: `mean` first rounds the number that it divides by to the
precision of the operand; `pinv` has both `rcond` and `rtol`."""


def is_draw(op: str) -> bool:
    """Whether an equation draws random numbers: it must stay, once, and in its place.

    >>> is_draw("random.standard_normal"), is_draw("add")
    (True, False)
    """
    return op.startswith(DRAW)


def is_numpy(op: str) -> bool:
    """Whether a name stands for a function, of NumPy's or of SciPy's special ones, that has no gradient here."""
    return op.startswith(("np.", "scipy.special."))


def is_primitive(op: str) -> bool:
    """Whether an operation is one call of NumPy, or a draw."""
    if is_draw(op) or is_numpy(op) or op in CALLS:
        return True
    found = OPERATIONS.get(op)
    return found is not None and found.numpy is not None and op not in NOT_AS_NUMPY


def is_elementwise(op: str) -> bool:
    """Whether a primitive applies one formula to each element, with broadcasting, as ufuncs do.

    >>> is_elementwise("multiply"), is_elementwise("np.greater"), is_elementwise("where"), is_elementwise("matmul")
    (True, True, True, False)
    """
    if op in {"where", "clamp"}:
        return True
    ufunc = lookup(op) if is_numpy(op) else getattr(OPERATIONS.get(op), "numpy", None)
    return isinstance(ufunc, np.ufunc) and ufunc.signature is None
