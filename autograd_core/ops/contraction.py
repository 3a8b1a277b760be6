"""Contraction: products that sum over axes which their operands share.

All but `einsum` end in one operation, `matmul`, and so in one call of BLAS; its rules are products of the same kind.

    >>> import numpy as np, autograd_core as ag
    >>> x, w = np.array([[1.0, 2.0]]), np.array([[3.0], [4.0]])
    >>> ag.grad(lambda w: np.sum(x @ w))(w)
    array([[1.],
           [2.]])

Not here: `einsum` (`labelled`), and factorisations (`linalg`).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np

from autograd_core.errors import AxisError, MatrixError, ShapeError, explain
from autograd_core.operation import operation
from autograd_core.ops.elementwise import multiply
from autograd_core.registry import FUNCTIONS, composite, example
from autograd_core.shapes import normal_axes, normal_axis
from autograd_core.values import as_operand

__all__ = ["cross", "dot", "inner", "kron", "matmul", "matvec", "multi_dot", "outer", "tensordot", "vdot", "vecdot"]
__all__ += ["vecmat"]

Shape = tuple[int, ...]

# -------------------------------------------------------------------------------------------------------------- matmul


@operation(
    np.matmul,
    formula="y = x1 @ x2",
    batched=2,
    examples=[
        example((2, 3), (3, 4)),
        example((3,), (3,)),
        example((3,), (3, 4)),
        example((2, 3), (3,)),
        example((3,), (2, 3, 4)),
        example((5, 2, 3), (3,)),
        example((5, 2, 3), (3, 4)),
        example((2, 3), (5, 3, 4)),
        example((5, 2, 3), (5, 3, 4)),
        example((5, 1, 2, 3), (4, 3, 2)),
        example((2, 0), (0, 3)),
        example((0, 2, 3), (3, 1)),
    ],
)
def matmul(x1: Any, x2: Any, /) -> Any:
    """Return the matrix product, batches of matrices in the leading axes; a 1-d operand is a row or a column."""


@matmul.rule("x1", formula="∂x1 = ∂y @ x2ᵀ")
def _(g: Any, x2: Any) -> Any:
    if x2.ndim == 2 and g.ndim == 2:
        return g @ x2.T
    if x2.ndim == 1:
        return g[..., None] * x2
    if g.ndim < x2.ndim:  # x1 is a row
        product = (x2 @ g[..., None])[..., 0]
        return np.add.reduce(product, axis=tuple(range(product.ndim - 1)))
    if x2.ndim == 2:
        return (_rows(g) @ x2.T).reshape(*g.shape[:-1], x2.shape[0])
    return g @ x2.swapaxes(-1, -2)


@matmul.rule("x2", formula="∂x2 = x1ᵀ @ ∂y")
def _(g: Any, x1: Any, x2_shape: Shape) -> Any:
    if x1.ndim == 2 and g.ndim == 2:
        return x1.T @ g
    if x1.ndim == 1:
        return g * x1 if len(x2_shape) == 1 else x1[:, None] * g[..., None, :]
    if len(x2_shape) == 1:
        return g.reshape(-1) @ _rows(x1)
    if len(x2_shape) == 2:
        return _rows(x1).T @ _rows(g)
    return x1.swapaxes(-1, -2) @ g


def _rows(x: Any) -> Any:
    """Return a batch of matrices as one matrix of all their rows, so that one product does for all."""
    rows = 1
    for n in x.shape[:-1]:
        rows *= n
    return x.reshape(rows, x.shape[-1])


# ------------------------------------------------------------------------------------------ products that end in matmul


def _misfit(a: Any, b: Any, name: str, remedy: str) -> ShapeError:
    return ShapeError(explain(f"{name} cannot be applied", f"shapes {a.shape} and {b.shape}", remedy))


@composite(
    np.dot,
    examples=[
        example((3,), (3,)),
        example((), (3,)),
        example((2, 3), (3, 4)),
        example((5, 2, 3), (3,)),
        example((2, 3), (4, 3, 5)),
        example((0, 3), (3, 2)),
    ],
)
def dot(a: Any, b: Any) -> Any:
    """Return the products summed over the last axis of `a` and the last but one of `b`; of scalars, the product.

    y[i…, j…] = Σₖ a[i…, k] · b[…, k, j]. Raises ShapeError where the two axes differ.

    >>> dot([1.0, 2.0], [3.0, 4.0])
    Tensor(11.)
    """
    a, b = as_operand(a), as_operand(b)
    if a.ndim == 0 or b.ndim == 0:
        return multiply(a, b)
    return matmul(a, b) if b.ndim <= 2 else tensordot(a, b, (-1, -2))


@composite(
    np.inner, examples=[example((3,), (3,)), example((2, 3), (4, 3)), example((), (3,)), example((2, 1, 3), (3,))]
)
def inner(a: Any, b: Any, /) -> Any:
    """Return the products summed over the last axis of both: y[i…, j…] = Σₖ a[i…, k] · b[j…, k].

    Raises ShapeError where the last axes differ.

    >>> inner([[1.0, 2.0]], [3.0, 4.0])
    Tensor([11.])
    """
    a, b = as_operand(a), as_operand(b)
    return multiply(a, b) if a.ndim == 0 or b.ndim == 0 else tensordot(a, b, (-1, -1))


@composite(np.outer, examples=[example((3,), (4,)), example((2, 3), ()), example((0,), (3,))])
def outer(a: Any, b: Any) -> Any:
    """Return all products of an element of `a` and one of `b`, both flattened: y[i, j] = aᵢ · bⱼ.

    >>> outer([1.0, 2.0], [3.0, 4.0])
    Tensor([[3., 4.],
            [6., 8.]])
    """
    return multiply(as_operand(a).reshape(-1, 1), as_operand(b).reshape(1, -1))


@composite(np.vdot, examples=[example((3,), (3,)), example((2, 3), (3, 2)), example((), ()), example((0,), (0,))])
def vdot(a: Any, b: Any, /) -> Any:
    """Return the inner product of all elements: y = Σ āᵢ · bᵢ, both flattened.

    Raises ShapeError where the numbers of elements differ.

    >>> vdot([[1.0], [2.0]], [3.0, 4.0])
    Tensor(11.)
    """
    return matmul(as_operand(a).reshape(-1).conjugate(), as_operand(b).reshape(-1))


@composite(
    np.vecdot,
    examples=[example((3,), (3,)), example((2, 3), (4, 1, 3)), example((3, 2), (3, 2), axis=0), example((2, 0), (0,))],
)
def vecdot(x1: Any, x2: Any, /, *, axis: int = -1) -> Any:
    """Return the inner products of the vectors along an axis, all other axes broadcast: y = Σᵢ x̄1ᵢ · x2ᵢ.

    Raises ShapeError where the vectors differ in length.

    >>> vecdot([[1.0, 2.0], [0.0, 1.0]], [3.0, 4.0])
    Tensor([11.,  4.])
    """
    x1, x2 = (_last(as_operand(x), axis) for x in (x1, x2))
    return matmul(x1[..., None, :].conjugate(), x2[..., None])[..., 0, 0]


def _last(x: Any, axis: int) -> Any:
    """Return x with `axis` moved to the end."""
    axis = normal_axis(axis, x.ndim)
    return x if axis == x.ndim - 1 else x.transpose(*(i for i in range(x.ndim) if i != axis), axis)


@composite(getattr(np, "matvec", None), examples=[example((2, 3), (3,)), example((5, 2, 3), (4, 1, 3))])
def matvec(x1: Any, x2: Any, /) -> Any:
    """Return the products of matrices and vectors: yᵢ = Σₖ x1ᵢₖ · x2ₖ, all other axes broadcast.

    Raises ShapeError where the shapes do not fit.

    >>> matvec([[1.0, 2.0]], [3.0, 4.0])
    Tensor([11.])
    """
    x1, x2 = as_operand(x1), as_operand(x2)
    if x1.ndim < 2 or x2.ndim < 1:
        raise _misfit(x1, x2, "matvec", "the first needs two axes or more, the second one or more")
    return matmul(x1, x2[..., None])[..., 0]


@composite(getattr(np, "vecmat", None), examples=[example((3,), (3, 2)), example((4, 1, 3), (5, 3, 2))])
def vecmat(x1: Any, x2: Any, /) -> Any:
    """Return the products of vectors and matrices: yⱼ = Σₖ x̄1ₖ · x2ₖⱼ, all other axes broadcast.

    Raises ShapeError where the shapes do not fit.

    >>> vecmat([3.0, 4.0], [[1.0], [2.0]])
    Tensor([11.])
    """
    x1, x2 = as_operand(x1), as_operand(x2)
    if x1.ndim < 1 or x2.ndim < 2:
        raise _misfit(x1, x2, "vecmat", "the first needs one axis or more, the second two or more")
    return matmul(x1[..., None, :].conjugate(), x2)[..., 0, :]


@composite(
    np.tensordot,
    examples=[
        example((3, 4, 5), (4, 5, 2)),
        example((3, 4), (3, 4), axes=([0, 1], [0, 1])),
        example((3, 4, 2), (2, 5, 3), axes=((0, -1), (-1, 0))),
        example((3, 4), (5, 3), axes=(0, 1)),
        example((3,), (2,), axes=0),
        example((0, 3), (3, 2), axes=1),
    ],
)
def tensordot(a: Any, b: Any, axes: Any = 2) -> Any:
    """Return the products summed over pairs of axes; the axes of `a` that are left come first, then those of `b`.

    axes  how many, the last of `a` and the first of `b`; or two lists: the axes of `a`, those of `b`

    Raises ShapeError where paired axes differ in length or number, AxisError where there are not so many.

    >>> tensordot([[1.0, 2.0], [3.0, 4.0]], [[1.0, 0.0], [0.0, 1.0]])
    Tensor(5.)
    """
    a, b = as_operand(a), as_operand(b)
    of_a, of_b = _paired(a, b, axes)
    left = [i for i in range(a.ndim) if i not in of_a]
    right = [i for i in range(b.ndim) if i not in of_b]
    summed = math.prod(a.shape[i] for i in of_a)
    rows, columns = tuple(a.shape[i] for i in left), tuple(b.shape[i] for i in right)
    matrix = a.transpose(*left, *of_a).reshape(math.prod(rows), summed)
    other = b.transpose(*of_b, *right).reshape(summed, math.prod(columns))
    return matmul(matrix, other).reshape(rows + columns)


def _paired(a: Any, b: Any, axes: Any) -> tuple[Shape, Shape]:
    """Return the axes over which `tensordot` sums."""
    if isinstance(axes, (int, np.integer)):
        n = int(axes)
        if n > min(a.ndim, b.ndim):
            given, remedy = f"shapes {a.shape} and {b.shape}", f"sum over at most {min(a.ndim, b.ndim)} axes, not {n}"
            raise AxisError(explain("tensordot cannot be applied", given, remedy))
        of_a, of_b = tuple(range(a.ndim - n, a.ndim)), tuple(range(n))
    else:
        first, second = ((axis,) if isinstance(axis, (int, np.integer)) else tuple(axis) for axis in axes)
        of_a, of_b = normal_axes(first, a.ndim), normal_axes(second, b.ndim)
    if [a.shape[i] for i in of_a] != [b.shape[i] for i in of_b]:
        raise _misfit(a, b, "tensordot", f"axes {of_a} of the first must be as long as axes {of_b} of the second")
    return of_a, of_b


@composite(
    np.kron, examples=[example((2,), (3,)), example((2, 3), (4, 1)), example((2, 3, 2), (2,)), example((), (3,))]
)
def kron(a: Any, b: Any) -> Any:
    """Return the Kronecker product, blocks of `b` scaled by the elements of `a`: y[i·m + k] = a[i] · b[k], m = len(b).

    >>> kron([1.0, 10.0], [1.0, 2.0])
    Tensor([ 1.,  2., 10., 20.])
    """
    a, b = as_operand(a), as_operand(b)
    ndim = max(a.ndim, b.ndim)
    of_a, of_b = ((1,) * (ndim - x.ndim) + x.shape for x in (a, b))
    blocks = multiply(
        a.reshape([n for size in of_a for n in (size, 1)]), b.reshape([n for size in of_b for n in (1, size)])
    )
    return blocks.reshape([m * n for m, n in zip(of_a, of_b, strict=True)])


_CROSS = [
    example((3,), (3,)),
    example((4, 3), (3,)),
    example((2, 3), (2, 3), axis=-1),
    example((3, 4), (4, 3), axisa=0, axisb=1, axisc=0),
]


@composite(np.cross, examples=_CROSS)
def cross(a: Any, b: Any, axisa: int = -1, axisb: int = -1, axisc: int = -1, axis: int | None = None) -> Any:
    """Return the vector product of vectors with three components: y₀ = a₁b₂ − a₂b₁, and so on in a circle.

    `axisa`, `axisb` and `axisc` hold the components of operands and result; `axis` sets all three.
    Raises ShapeError where there are not three components.

    >>> cross([1.0, 0.0, 0.0], [0.0, 1.0, 0.0])
    Tensor([0., 0., 1.])
    """
    if axis is not None:
        axisa = axisb = axisc = axis
    a, b = _last(as_operand(a), axisa), _last(as_operand(b), axisb)
    if a.shape[-1] != 3 or b.shape[-1] != 3:
        raise _misfit(
            a, b, "cross", "pass vectors with 3 components; in the plane, a[..., 0]·b[..., 1] − a[..., 1]·b[..., 0]"
        )
    after, before = np.array([1, 2, 0]), np.array([2, 0, 1])
    product = multiply(a[..., after], b[..., before]) - multiply(a[..., before], b[..., after])
    axisc = normal_axis(axisc, product.ndim)
    order = list(range(product.ndim - 1))
    order.insert(axisc, product.ndim - 1)
    return product if axisc == product.ndim - 1 else product.transpose(*order)


@composite(
    np.linalg.multi_dot,
    examples=[
        example([np.ones((2, 3)), np.ones((3, 4)), np.ones((4, 1))]),
        example([np.ones(3), np.ones((3, 2)), np.ones(2)]),
    ],
)
def multi_dot(arrays: Sequence[Any]) -> Any:
    """Return the matrix product of several arrays, multiplied in the order that takes the least work.

    The first and the last may be vectors. Source: Cormen, Leiserson, Rivest and Stein, Introduction to Algorithms,
    matrix-chain multiplication. Raises MatrixError for other than one or two axes or fewer than two arrays, ShapeError
    where neighbours do not fit.

    >>> multi_dot([[[1.0, 2.0]], [[3.0], [4.0]], [[2.0]]])
    Tensor([[22.]])
    """
    chain = [as_operand(x) for x in arrays]
    if len(chain) < 2 or {x.ndim for x in chain[1:-1]} - {2} or {chain[0].ndim, chain[-1].ndim} - {1, 2}:
        given = f"shapes {', '.join(str(x.shape) for x in chain)}"
        remedy = "pass at least two; the first and the last may be vectors"
        raise MatrixError(explain("multi_dot needs matrices", given, remedy))
    lengths = [chain[0].shape[0] if chain[0].ndim == 2 else 1, *(x.shape[-1] if x.ndim == 2 else 1 for x in chain)]
    lengths[1:-1] = [x.shape[0] for x in chain[1:]]

    @cache
    def best(i: int, j: int) -> tuple[int, int]:
        """Return the work of multiplying the arrays from i to j, and where to split them."""
        if i == j:
            return 0, i
        ends = lengths[i] * lengths[j + 1]
        return min((best(i, k)[0] + best(k + 1, j)[0] + ends * lengths[k + 1], k) for k in range(i, j))

    def product(i: int, j: int) -> Any:
        split = best(i, j)[1]
        return chain[i] if i == j else matmul(product(i, split), product(split + 1, j))

    return product(0, len(chain) - 1)


FUNCTIONS[np.linalg.matmul] = matmul
FUNCTIONS[np.linalg.tensordot] = tensordot
FUNCTIONS[np.linalg.outer] = outer
FUNCTIONS[np.linalg.vecdot] = vecdot
FUNCTIONS[np.linalg.cross] = cross
