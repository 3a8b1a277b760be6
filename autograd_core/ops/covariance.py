"""How variables move together: covariance and correlation.

    >>> import numpy as np, autograd_core as ag
    >>> x = np.array([[0.0, 1.0, 2.0], [2.0, 1.0, 0.0]])
    >>> np.cov(ag.Tensor(x))
    Tensor([[ 1., -1.],
            [-1.,  1.]])
    >>> ag.grad(lambda x: np.cov(x)[0, 1])(x)
    array([[ 0.5,  0. , -0.5],
           [-0.5,  0. ,  0.5]])

Not here: the spread of each by itself (`reduction.var`).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_core.errors import ShapeError, explain
from autograd_core.ops.contraction import matmul
from autograd_core.ops.diagonals import diagonal
from autograd_core.ops.elementwise import multiply
from autograd_core.ops.joining import concatenate
from autograd_core.ops.movement import array_of, astype, squeeze
from autograd_core.ops.reduction import average
from autograd_core.ops.selection import clip
from autograd_core.registry import composite, example
from autograd_core.values import as_operand

__all__ = ["corrcoef", "cov"]


@composite(
    np.cov,
    examples=[
        example((3, 5)),
        example((4,)),
        example((4,), (4,), bias=True),
        example((5, 2), rowvar=False, ddof=0),
        example((2, 3), fweights=np.array([1, 2, 1]), aweights=np.array([0.5, 1.0, 2.0])),
    ],
)
def cov(
    m: Any,
    y: Any = None,
    rowvar: bool = True,
    bias: bool = False,
    ddof: int | None = None,
    fweights: Any = None,
    aweights: Any = None,
    *,
    dtype: Any = None,
) -> Any:
    """Return the covariances of variables: C_ij = Σ_k w_k (x_ik − μ_i) (x_jk − μ_j) / (n − ddof).

    μ is the mean of each variable; of complex numbers the second factor is conjugated.

    m, y      the variables, a row for each, a column for each observation; the other way round if not `rowvar`
    ddof      1 if None, or 0 with `bias`
    fweights  how often each observation was made; aweights: how much each counts

    >>> cov([1.0, 2.0, 3.0])
    Tensor(1.)

    Raises ShapeError where there are more than two axes or the shapes do not fit.
    """
    x = _rows(m, rowvar, dtype)
    x = x if y is None else concatenate([x, _rows(y, rowvar, dtype)])
    ddof = (0 if bias else 1) if ddof is None else ddof
    aweights = None if aweights is None else astype(aweights, np.float64, copy=False)
    given = [as_operand(w) for w in (fweights, aweights) if w is not None]
    if not given:
        x = x - x.mean(1, keepdims=True)
        return squeeze(matmul(x, x.T.conjugate()) / max(x.shape[1] - ddof, 0))
    w = given[0] if len(given) == 1 else multiply(*given)
    x = x - average(x, 1, w, keepdims=True)
    return squeeze(matmul(x, (x * w).T.conjugate()) / _freedom(w, aweights, ddof))


def _rows(m: Any, rowvar: bool, dtype: Any) -> Any:
    """Return variables as the rows of a matrix."""
    x = as_operand(m)
    if x.ndim > 2:
        raise ShapeError(explain("covariances need at most two axes", f"shape {x.shape}", "reshape to a matrix"))
    kind = np.result_type(x.dtype, np.float64) if dtype is None else dtype
    x = x if x.dtype == kind else x.astype(kind)
    return x.T if x.ndim == 2 and not rowvar else x.reshape(1, -1) if x.ndim < 2 else x


def _freedom(weights: Any, importance: Any, ddof: int) -> Any:
    """Return what the weighted sums of products are divided by; 0 where nothing is left, as in NumPy."""
    total = np.sum(weights)
    lost = 1 if importance is None or ddof == 0 else np.sum(weights * importance) / total
    return np.maximum(total - ddof * lost, 0.0)


@composite(np.corrcoef, examples=[example((3, 5)), example((4,), (4,)), example((4, 2), rowvar=False)])
def corrcoef(x: Any, y: Any = None, rowvar: bool = True, *, dtype: Any = None) -> Any:
    """Return the correlations of variables, covariances in units of the spreads: R_ij = C_ij / √(C_ii C_jj).

    >>> corrcoef([[0.0, 1.0, 2.0], [2.0, 1.0, 0.0]])
    Tensor([[ 1., -1.],
            [-1.,  1.]])

    Raises ShapeError where there are more than two axes or the shapes do not fit.
    """
    c = cov(x, y, rowvar, dtype=dtype)
    if array_of(c).ndim == 0:
        return c / c
    spread = np.sqrt(diagonal(c).real)
    r = c / spread[:, None] / spread[None, :]
    return clip(r, -1, 1) if r.dtype.kind == "f" else clip(r.real, -1, 1) + 1j * clip(r.imag, -1, 1)
