"""Diagonals and triangles of matrices.

    >>> import numpy as np, autograd_core as ag
    >>> ag.grad(np.trace)(np.ones((2, 2)))
    array([[1., 0.],
           [0., 1.]])

`diagonal` is recorded and gives a read-only view, as in NumPy. Not here: products of matrices (`contraction`).
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

import numpy as np

from autograd_core.errors import ShapeError, explain
from autograd_core.operation import operation
from autograd_core.ops import reduction
from autograd_core.ops.indexing import HOLE, scatter
from autograd_core.ops.movement import Shape, ravel, shape_of
from autograd_core.ops.selection import where as select
from autograd_core.registry import composite, example
from autograd_core.shapes import normal_axes


@operation(
    np.diagonal,
    formula="y_i = x_{i, i + offset}",
    batched=None,
    view=True,
    examples=[
        example((3, 4), offset=1),
        example((3, 4), offset=-2),
        example((2, 3, 4), axis1=-1, axis2=0),
        example((0, 2)),
    ],
)
def diagonal(x: Any, /, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Any:
    """Return a read-only view of the diagonals of the matrices that two axes span, as the last axis.

    >>> diagonal([[1.0, 2.0], [3.0, 4.0]])
    Tensor([1., 4.])

    Raises ShapeError where there are no such axes.
    """
    return np.diagonal(x, offset, axis1, axis2)


@diagonal.rule("x", formula="∂x = 0, but ∂y on the diagonal")
def _(g: Any, x_shape: Shape, offset: int, axis1: int, axis2: int) -> Any:
    axes = normal_axes((axis1, axis2), len(x_shape))
    rest = tuple([n for i, n in enumerate(x_shape) if i not in axes])
    rows, columns = _places(g.shape[-1], offset)
    whole = (*rest, x_shape[axes[0]], x_shape[axes[1]])
    return np.moveaxis(scatter.apply(g, rows, columns, shape=whole, template=(Ellipsis, HOLE, HOLE)), (-2, -1), axes)


def _places(n: int, offset: int) -> tuple[Any, Any]:
    """Return the rows and columns of the n elements of a diagonal."""
    return np.arange(n) + max(-offset, 0), np.arange(n) + max(offset, 0)


@composite(
    np.trace,
    examples=[example((3, 4)), example((3, 4), -1), example((2, 3, 4), 1, 2, 0), example((2, 2), dtype="float32")],
)
def trace(a: Any, offset: int = 0, axis1: int = 0, axis2: int = 1, dtype: Any = None, out: None = None) -> Any:
    """Return the sum of a diagonal: y = Σ a_{i, i + offset}; of a function, the function that traces it.

    `ag.trace(f)(x)` is the Graph of what f does with x: see `autograd_core.graph.tracing`.

    >>> trace([[1.0, 2.0], [3.0, 4.0]])
    Tensor(5.)
    >>> trace(np.exp)(np.array(1.0))
    <Graph exp: 1 equation>

    Raises ShapeError where there are no such axes.
    """
    if callable(a):
        return import_module("autograd_core.graph.tracing").trace(a)
    if shape_of(a) == ():
        remedy = "pass a matrix for the sum of its diagonal, or a function for its graph"
        raise ShapeError(explain("a number has no trace", repr(a), remedy))
    return reduction.sum(diagonal(a, offset, axis1, axis2), -1, dtype, out)


@composite(np.diag, examples=[example((3,)), example((2,), -2), example((3, 4), 1), example((0,))])
def diag(v: Any, k: int = 0) -> Any:
    """Return a matrix with a vector as its diagonal k, zeros elsewhere; of a matrix its diagonal k.

    >>> diag([1.0, 2.0])
    Tensor([[1., 0.],
            [0., 2.]])

    Raises ShapeError for other than one or two axes.
    """
    shape = shape_of(v)
    if len(shape) == 2:
        return diagonal(v, k)
    if len(shape) != 1:
        given, remedy = f"shape {shape}", "use diagonal for stacks of matrices, diagflat for all numbers"
        raise ShapeError(explain("diag needs a vector or a matrix", given, remedy))
    n = shape[0] + abs(k)
    return scatter(v, *_places(shape[0], k), shape=(n, n), template=(HOLE, HOLE))


@composite(np.diagflat, examples=[example((2, 2)), example((2,), 1), example(())])
def diagflat(v: Any, k: int = 0) -> Any:
    """Return a matrix with all numbers of an array as its diagonal k, zeros elsewhere.

    >>> diagflat([[1.0], [2.0]])
    Tensor([[1., 0.],
            [0., 2.]])
    """
    return diag(ravel(v), k)


def _mask(shape: Shape, k: int, name: str) -> Any:
    """Return True on and below diagonal k.

    Raises ShapeError where there is no axis.
    """
    if not shape:
        raise ShapeError(explain(f"{name} needs a matrix", "a 0-d array", "add axes, as by x[None, None]"))
    rows, columns = shape[-2:] if len(shape) > 1 else shape * 2
    return np.tri(rows, columns, k, bool)


@composite(np.tril, examples=[example((3, 4)), example((2, 3, 3), -1), example((3,), 1)])
def tril(m: Any, k: int = 0) -> Any:
    """Return the lower triangles of matrices: zeros above diagonal k.

    >>> tril([[1.0, 2.0], [3.0, 4.0]])
    Tensor([[1., 0.],
            [3., 4.]])
    """
    return select(_mask(shape_of(m), k, "tril"), m, 0)


@composite(np.triu, examples=[example((3, 4)), example((2, 3, 3), 1), example((3,), -1)])
def triu(m: Any, k: int = 0) -> Any:
    """Return the upper triangles of matrices: zeros below diagonal k.

    >>> triu([[1.0, 2.0], [3.0, 4.0]])
    Tensor([[1., 2.],
            [0., 4.]])
    """
    return select(_mask(shape_of(m), k - 1, "triu"), 0, m)
