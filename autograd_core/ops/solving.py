"""Systems of linear equations with one solution each: inverses, solutions, and powers of matrices.

    >>> import numpy as np, autograd_core as ag
    >>> ag.grad(lambda a: np.linalg.inv(a)[0, 0])(np.array([[2.0, 0.0], [0.0, 1.0]]))
    array([[-0.25, -0.  ],
           [-0.  , -0.  ]])

Not here: systems that have no solution or many (`pseudoinverses`), determinants (`determinants`).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from operator import index
from typing import Any, SupportsIndex

import numpy as np

from autograd_core.errors import DTypeError, MatrixError, ShapeError, explain
from autograd_core.operation import operation
from autograd_core.ops.contraction import matmul
from autograd_core.ops.matrices import attempt
from autograd_core.ops.movement import copy, moveaxis
from autograd_core.registry import composite, example, matrix
from autograd_core.values import as_operand, make

__all__ = ["inv", "matrix_power", "solve", "tensorinv", "tensorsolve"]

Shape = tuple[int, ...]

_SINGULAR = {
    "trouble": "a singular matrix",
    "remedy": "use pinv or lstsq, which have an answer for any matrix, or add a small multiple of the identity",
}
_SQUARE = [
    example(matrix((3, 3), "well conditioned")),
    example(matrix((2, 3, 3), "well conditioned")),
    example(matrix((3, 3), "symmetric")),
    example(matrix((0, 2, 2), "well conditioned")),
]


@operation(np.linalg.inv, formula="Y = A⁻¹", batched=None, examples=_SQUARE)
def inv(a: Any, /) -> Any:
    """Return the inverses of square matrices.

    Raises MatrixError where a matrix is not square or singular.

    >>> inv([[2.0, 0.0], [0.0, 4.0]])
    Tensor([[0.5 , 0.  ],
            [0.  , 0.25]])
    """
    return attempt(np.linalg.inv, a, name="inv", **_SINGULAR)


inv.rule("a", lambda g, y: -(y.mT @ g @ y.mT), formula="∂A = −Yᵀ ∂Y Yᵀ")


@operation(
    np.linalg.solve,
    formula="Y with A Y = B",
    batched=2,
    examples=[
        example(matrix((3, 3), "well conditioned"), (3,)),
        example(matrix((3, 3), "well conditioned"), (3, 2)),
        example(matrix((2, 3, 3), "well conditioned"), (3,)),
        example(matrix((2, 3, 3), "well conditioned"), (3, 2)),
        example(matrix((3, 3), "well conditioned"), (2, 3, 1)),
        example(matrix((2, 1, 3, 3), "well conditioned"), (4, 3, 2)),
        example(matrix((0, 3, 3), "well conditioned"), (3, 2)),
    ],
)
def solve(a: Any, b: Any, /) -> Any:
    """Return the solutions Y of A Y = B: of vectors where B has one axis, else of matrices, stacks of them broadcast.

    Raises MatrixError where a matrix A is not square or singular, ShapeError where the shapes do not fit.

    >>> solve([[2.0, 0.0], [0.0, 4.0]], [2.0, 2.0])
    Tensor([1. , 0.5])
    """
    return attempt(np.linalg.solve, a, b, name="solve", probe=np.linalg.inv, **_SINGULAR)


@solve.rule("a", formula="∂A = −A⁻ᵀ ∂Y Yᵀ")
def _(g: Any, a: Any, y: Any, b_shape: Shape) -> Any:
    if len(b_shape) == 1:
        g, y = g[..., None], y[..., None]
    return -np.linalg.solve(a.mT, g) @ y.mT


@solve.rule("b", formula="∂B = A⁻ᵀ ∂Y")
def _(g: Any, a: Any, b_shape: Shape) -> Any:
    if len(b_shape) > 1:
        return np.linalg.solve(a.mT, g)
    pulled = np.linalg.solve(a.mT, g[..., None])[..., 0]
    return np.add.reduce(pulled, axis=tuple(range(pulled.ndim - 1)))


# ----------------------------------------------------------------------------------------------------------- composites


@composite(
    np.linalg.matrix_power,
    examples=[
        example(matrix((3, 3), "well conditioned"), 5),
        example(matrix((2, 2, 2), "well conditioned"), -3),
        example(matrix((3, 3), "well conditioned"), 1),
    ],
)
def matrix_power(a: Any, n: Any) -> Any:
    """Return the product of n equal square matrices; the identity for n = 0, powers of the inverse for n < 0.

    It takes about 2 log₂ n products. Raises MatrixError where a matrix is not square, or singular for n < 0, and
    TypeError where n is no integer.

    >>> matrix_power([[1.0, 1.0], [0.0, 1.0]], 10)
    Tensor([[ 1., 10.],
            [ 0.,  1.]])
    """
    a = as_operand(a)
    if a.ndim < 2 or a.shape[-1] != a.shape[-2]:
        advice = "pass matrices in the last two axes, with as many rows as columns"
        raise MatrixError(explain("matrix_power needs square matrices", f"shape {a.shape}", advice))
    if not isinstance(n, SupportsIndex):
        remedy = "pass a whole number; eig gives powers of any other kind"
        raise DTypeError(explain("matrix_power needs an integer", f"n={n!r} for shape {a.shape}", remedy))
    n = index(n)
    if n == 0:
        return make(np.broadcast_to(np.eye(a.shape[-1], dtype=a.dtype), a.shape).copy(), None)
    base = product = copy(a) if n > 0 else inv(a)
    for bit in f"{abs(n):b}"[1:]:
        product = matmul(product, product)
        if bit == "1":
            product = matmul(product, base)
    return product


@composite(np.linalg.tensorinv, examples=[example(matrix((3, 3), "well conditioned"), 1)])
def tensorinv(a: Any, ind: int = 2) -> Any:
    """Return the inverse with respect to `tensordot`, where the first `ind` axes are the rows of a square matrix.

    Raises MatrixError where that matrix is not square or singular, ShapeError where `ind` is less than 1.

    >>> tensorinv([[2.0, 0.0], [0.0, 4.0]], ind=1)
    Tensor([[0.5 , 0.  ],
            [0.  , 0.25]])
    """
    a = as_operand(a)
    if ind < 1:
        raise ShapeError(explain("tensorinv has no rows", f"ind={ind}", "pass the number of first axes, at least 1"))
    rows, columns = a.shape[:ind], a.shape[ind:]
    return inv(a.reshape(math.prod(rows), math.prod(columns))).reshape(*columns, *rows)


@composite(
    np.linalg.tensorsolve,
    examples=[
        example(matrix((3, 3), "well conditioned"), (3,)),
        example(matrix((3, 3), "well conditioned"), (3,), axes=(0,)),
    ],
)
def tensorsolve(a: Any, b: Any, axes: Sequence[int] | None = None) -> Any:
    """Return x with tensordot(a, x, x.ndim) = b: the first axes of `a` are those of `b`, all others those of x.

    axes  axes of `a` to be moved to the end first

    Raises MatrixError where `a` does not make a square matrix or that is singular.

    >>> tensorsolve([[2.0, 0.0], [0.0, 4.0]], [2.0, 2.0])
    Tensor([1. , 0.5])
    """
    a, b = as_operand(a), as_operand(b)
    if axes is not None:
        a = moveaxis(a, axes, range(a.ndim - len(axes), a.ndim))
    unknown = a.shape[b.ndim :]
    if math.prod(unknown) != math.prod(a.shape[: b.ndim]):
        given, remedy = f"shapes {a.shape} and {b.shape}", "as many equations as unknowns are needed; look at axes="
        raise MatrixError(explain("tensorsolve needs a square system", given, remedy))
    n = math.prod(unknown)
    return solve(a.reshape(n, n), b.reshape(-1)).reshape(unknown)
