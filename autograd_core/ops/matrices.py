"""What the modules of linear algebra share: small formulas on stacks of matrices, and the wording of their errors.

    >>> import numpy as np
    >>> adjoint(np.array([[1.0, 2.0j]]))
    array([[1.-0.j],
           [0.-2.j]])

Matrices stand in the last two axes. Not here: the operations (`solving`, `determinants`, `factoring`, `eigen`,
`singular`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_core.errors import DTypeError, MatrixError, explain
from autograd_core.ops.movement import array_of
from autograd_core.record import Value

Function = Callable[..., Any]

__all__ = ["adjoint", "attempt", "check_precision", "diagonals", "hermitian_part", "is_nothing", "on_diagonal"]


def adjoint(x: Any) -> Any:
    """Return xᴴ: rows and columns exchanged, and the complex conjugate."""
    return x.mT.conjugate()


def hermitian_part(x: Any) -> Any:
    """Return (x + xᴴ) / 2."""
    return (x + adjoint(x)) / 2


def diagonals(x: Any) -> Any:
    """Return the diagonals of square matrices."""
    return np.diagonal(x, 0, -2, -1)


def on_diagonal(values: Any) -> Any:
    """Return diagonal matrices."""
    n = values.shape[-1]
    return np.where(np.eye(n, dtype=bool), values[..., None, :], 0)


def is_nothing(g: Any) -> bool:
    """Whether a cotangent is zero and will stay so: the result that it belongs to was not used."""
    return not isinstance(g, Value) and not g.any()


def attempt(function: Function, a: Any, *others: Any, name: str, trouble: str, remedy: str, probe: Any = None) -> Any:
    """Apply one of NumPy's functions of square matrices.

    trouble, remedy  what is wrong with a square matrix that NumPy refuses, and what to do
    probe            what refuses such a matrix by itself, where the function takes more than one operand

    Raises MatrixError, with the shape and, in a stack, the place of the first matrix that NumPy refuses, and DTypeError
    for numbers that it does not take.
    """
    check_precision(name, a, *others)
    try:
        return function(a, *others)
    except np.linalg.LinAlgError as error:
        shape = np.shape(a)
        if len(shape) < 2 or shape[-1] != shape[-2]:
            advice = "pass matrices in the last two axes, with as many rows as columns"
            raise MatrixError(explain(f"{name} needs square matrices", f"shape {shape}", advice)) from error
        given = f"shape {shape}{_place(probe or function, a)}"
        raise MatrixError(explain(f"{name} of {trouble}", given, remedy)) from error


def check_precision(name: str, *operands: Any) -> None:
    """Look for numbers that LAPACK has no routines for.

    Raises DTypeError where there are any.
    """
    for dtype in [getattr(x, "dtype", None) for x in operands]:
        if dtype is not None and dtype.char in "egG":
            remedy = f"convert to float32 or float64 first, as by {name}(x.astype(np.float32))"
            raise DTypeError(explain(f"{name} needs numbers of 32 or 64 bits", f"dtype {dtype}", remedy))


def _place(function: Function, a: Any) -> str:
    """Return the words for the place of the first matrix in a stack that a function refuses."""
    for index in np.ndindex(*np.shape(a)[:-2]):
        try:
            function(array_of(a)[index])
        except np.linalg.LinAlgError:
            return f", the matrix at {index}" if index else ""
    return ""
