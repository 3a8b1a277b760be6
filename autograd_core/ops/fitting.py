"""Polynomials from their roots, the roots of polynomials, and polynomials through points.

    >>> import numpy as np, autograd_core as ag
    >>> ag.jacobian(np.roots)(np.array([1.0, -3.0, 2.0]))    # of x² − 3x + 2 = (x − 2) · (x − 1)
    array([[-4., -2., -1.],
           [ 1.,  1.,  1.]])

A root moves as p(y) = 0 says: its derivative follows from the equation itself, not from how it was solved.

Not here: values and arithmetic (`polynomials`), least squares in general (`lstsq`).
"""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np

from autograd_core.errors import DegeneracyWarning, PointsError, ShapeError, explain
from autograd_core.operation import operation
from autograd_core.ops.creation import real
from autograd_core.ops.joining import concatenate
from autograd_core.ops.movement import array_of, astype, atleast_1d
from autograd_core.ops.polynomials import vander
from autograd_core.ops.vector_convolution import convolve
from autograd_core.registry import complex_of, composite, example, matrix
from autograd_core.values import as_operand, make

__all__ = ["poly", "polyfit", "roots"]

# --------------------------------------------------------------------------------------------------------------- roots


@operation(
    np.roots,
    formula="y: p(y) = Σ_i p_i · y^(n−i) = 0",
    batched=None,
    examples=[example((3,)), example(complex_of((4,))), example((2,)), example((1,))],
)
def roots(p: Any, /) -> Any:
    """Return the roots of a polynomial from its coefficients, that of the highest power first.

    A multiple root has no derivative: what goes through it is left out of the gradient, with a DegeneracyWarning.

    >>> roots([1.0, -3.0, 2.0])
    Tensor([2., 1.])

    Raises ShapeError where `p` is no vector.
    """
    if np.ndim(p) != 1:
        raise ShapeError(
            explain("the coefficients of a polynomial are a vector", f"shape {np.shape(p)}", "loop over rows")
        )
    return np.roots(p)


@roots.rule("p", formula="∂p_i = −Σ_k ∂y_k · y_k^(n−i) / p′(y_k)")
def _(g: Any, p: Any, y: Any) -> Any:
    slopes = np.polyval(np.polyder(p), y)
    flat = array_of(slopes) == 0
    if (flat & (array_of(g) != 0)).any():
        given, remedy = f"the root {array_of(y)[flat][0]}", "use the coefficients instead, or move them a little"
        warnings.warn(explain("a multiple root has no gradient", given, remedy), DegeneracyWarning, stacklevel=2)
    moved = np.where(flat, 0, g) / np.where(flat, 1, slopes)
    return -(moved @ np.vander(y, len(p))).astype(g.dtype)


@composite(
    np.poly,
    examples=[example((3,)), example(complex_of((2,))), example((1,)), example(matrix((3, 3), "well conditioned"))],
)
def poly(seq_of_zeros: Any) -> Any:
    """Return the coefficients of the polynomial with given roots: of (x − z_1) · … · (x − z_n).

    Of a square matrix it is the characteristic polynomial. The result is real where complex roots come in pairs.

    >>> poly([2.0, 1.0])
    Tensor([ 1., -3.,  2.])

    Raises ShapeError where it is neither a vector nor a square matrix.
    """
    z: Any = atleast_1d(seq_of_zeros)
    if z.ndim == 2 and z.shape[0] == z.shape[1] != 0:
        z = np.linalg.eigvals(z)
    if z.ndim != 1:
        raise ShapeError(explain("no roots of a polynomial", f"shape {z.shape}", "pass a vector or a square matrix"))
    if not len(z):
        return make(np.array(1.0), None)
    z = z if z.dtype.kind in "fc" else astype(z, float)
    one = np.ones(1, z.dtype)
    y = one
    for k in range(len(z)):
        y = convolve(y, concatenate([one, -z[k : k + 1]]))
    return real(y) if z.dtype.kind == "c" and _come_in_pairs(array_of(z)) else y


def _come_in_pairs(z: Any) -> bool:
    return bool(np.all(np.sort(z) == np.sort(z.conj())))


# --------------------------------------------------------------------------------------------------------------- points

PLACES = np.array([-1.0, -0.5, 0.2, 0.9, 1.7])


@composite(
    np.polyfit,
    examples=[
        example((5,), (5,), 2),
        example(PLACES, (5, 2), 1, w=np.array([1.0, 2.0, 0.5, 1.0, 3.0])),
        example((4,), (4,), 1, None, False, (4,)),
        example(PLACES, (5,), 2, cov=True),
        example(PLACES, (5, 2), 1, cov="unscaled"),
        example(PLACES, (5,), 1, full=True),
    ],
)
def polyfit(
    x: Any, y: Any, deg: int, rcond: float | None = None, full: bool = False, w: Any = None, cov: bool | str = False
) -> Any:
    """Return the polynomial of a degree that is nearest to points: the least Σ (w_i · (p(x_i) − y_i))².

    y      a vector, or a matrix with a column for each polynomial
    rcond  singular values smaller than this, relative to the largest, count as zero; len(x) · ε if None
    full   also return the sum of squares, the rank, the singular values and rcond
    w      a weight for each point, 1 / σ for errors of size σ
    cov    also return the covariance of the coefficients, "unscaled" where the weights are 1 / σ, not relative

    >>> polyfit([0.0, 1.0, 2.0], [1.0, 3.0, 5.0], 1).round(12)
    Tensor([2., 1.])

    Raises PointsError where x and w are no vectors or lengths differ, ShapeError where the degree is negative or there
    are too few points for a covariance. Warns with NumPy's RankWarning where there are many that fit as well.
    """
    x, y = as_operand(x) + 0.0, as_operand(y) + 0.0
    w = None if w is None else as_operand(w) + 0.0
    _check(x, y, deg, w)
    rcond = len(x) * np.finfo(x.dtype).eps if rcond is None else rcond
    powers = vander(x, int(deg) + 1)
    if w is not None:
        powers, y = powers * w.reshape(-1, 1), y * w.reshape(-1, *[1] * (y.ndim - 1))
    scale = np.sqrt(np.sum(powers * powers, axis=0))
    powers = powers / scale
    c, squares, rank, s = np.linalg.lstsq(powers, y, rcond)
    c = (c.T / scale).T
    if full:
        return c, squares, rank, s, make(np.array(rcond), None)
    if rank != len(c):
        warnings.warn("Polyfit may be poorly conditioned", np.exceptions.RankWarning, stacklevel=2)
    return (c, _covariance(powers, scale, squares, y.ndim, cov)) if cov else c


def _covariance(powers: Any, scale: Any, squares: Any, ndim: int, cov: bool | str) -> Any:
    """Return the covariance of the coefficients, in the last axis for each polynomial where there are several."""
    points, order = powers.shape
    inverse = np.linalg.inv(powers.T @ powers) / np.outer(scale, scale)
    if ndim == 2:
        inverse = inverse.reshape(order, order, 1)
    if cov == "unscaled":
        return inverse
    if points <= order:
        given = f"{points} points for {order} coefficients"
        raise ShapeError(explain("there are too few points for a covariance", given, 'add points, or pass "unscaled"'))
    return inverse * (squares / (points - order))


def _check(x: Any, y: Any, deg: int, w: Any) -> None:
    if deg < 0:
        raise ShapeError(explain("a polynomial has no such degree", f"deg={deg}", "pass 0 or more"))
    vectors = [x] if w is None else [x, w]
    lengths = {len(v) if v.ndim else 0 for v in (*vectors, y)}
    if any(v.ndim != 1 for v in vectors) or y.ndim not in (1, 2) or len(lengths) > 1 or 0 in lengths:
        shapes = ", ".join(
            f"{name} of shape {v.shape}" for name, v in {"x": x, "y": y, "w": w}.items() if v is not None
        )
        remedy = "pass vectors of one length that is not 0; y may have several columns"
        raise PointsError(explain("no polynomial goes through such points", shapes, remedy))
