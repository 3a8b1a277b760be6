"""Functions known at samples only: their integral, their slope, values between the samples.

    >>> import numpy as np, autograd_core as ag
    >>> np.trapezoid(ag.Tensor([0.0, 1.0, 4.0])), np.gradient(ag.Tensor([0.0, 1.0, 4.0]))
    (Tensor(3.), Tensor([1., 2., 3.]))
    >>> ag.grad(lambda x: np.interp(x, [0.0, 1.0, 2.0], [0.0, 10.0, 15.0]))(1.5)
    5.0

Gradients flow to the values and to the places where they were taken. Not here: differences as such (`cumulative`).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_core.errors import ConfigurationError, ShapeError, explain
from autograd_core.ops.cumulative import diff
from autograd_core.ops.elementwise import multiply
from autograd_core.ops.gathering import take
from autograd_core.ops.joining import concatenate, sliced
from autograd_core.ops.movement import array_of, astype, reshape, shape_of
from autograd_core.ops.selection import where
from autograd_core.registry import Interval, composite, example
from autograd_core.shapes import normal_axes, normal_axis
from autograd_core.values import as_operand

__all__ = ["gradient", "interp", "trapezoid"]

PLACES = np.array([0.0, 0.5, 2.0, 3.0])
POSITIVE = Interval(0.2, 3.0)


def _along(x: Any, axis: int, ndim: int) -> Any:
    """Return numbers with one axis, for use along an axis of an array with `ndim` of them."""
    return reshape(x, tuple(-1 if i == axis else 1 for i in range(ndim)))


@composite(
    np.trapezoid,
    examples=[
        example((5,)),
        example((3, 4), PLACES),
        example((3, 4), (3, 4), axis=0),
        example((3, 4), dx=0.5, axis=-2),
        example((3,), None, (2,)),
    ],
)
def trapezoid(y: Any, x: Any = None, dx: Any = 1.0, axis: int = -1) -> Any:
    """Return the integral along an axis by the trapezoidal rule: Σ (x_{i+1} − x_i) · (y_i + y_{i+1}) / 2.

    x    where the samples were taken: along the axis, or for each of them; at distances `dx` if None

    >>> trapezoid([1.0, 2.0, 3.0], dx=2.0)
    Tensor(8.)

    Raises ShapeError where there is no such axis or the shapes do not fit.
    """
    y = as_operand(y)
    axis = normal_axis(axis, y.ndim)
    if x is not None:
        dx = diff(x, axis=axis if len(shape_of(x)) > 1 else -1)
        dx = dx if dx.ndim > 1 else _along(dx, axis, y.ndim)
    return np.sum(dx * (sliced(y, 1, None, axis) + sliced(y, None, -1, axis)) / 2.0, axis=axis)


@composite(
    np.gradient,
    examples=[
        example((5,)),
        example((3, 4)),
        example((3, 4), 0.5, axis=0),
        example((3, 4), PLACES, axis=1, edge_order=2),
        example((3, 4), 2.0, PLACES),
    ],
)
def gradient(f: Any, *varargs: Any, axis: Any = None, edge_order: int = 1) -> Any:
    """Return the slope along each axis: inside the mean of those to both neighbours, the nearer one counting more.

    y_i = (h₂ · s₁ + h₁ · s₂) / (h₁ + h₂), with slopes s₁, s₂ over the distances h₁, h₂ on both sides. At the ends it is
    the slope to the neighbour or, with `edge_order=2`, that of the parabola through three samples.

    varargs  nothing for distances of 1, one distance for all axes, or for each axis a distance or the places of the
             samples
    axis     which axes, all of them if None; for one axis the result is an array, else a tuple of arrays

    >>> gradient([1.0, 2.0, 4.0, 7.0], 2.0)
    Tensor([0.5 , 0.75, 1.25, 1.5 ])

    Raises ShapeError where an axis is too short or the distances do not fit, ConfigurationError for another edge order.
    """
    if edge_order not in {1, 2}:
        given = f"edge_order={edge_order!r}"
        raise ConfigurationError(explain("the slope at an end has no such order", given, "use 1 or 2"))
    f = as_operand(f)
    f = f if f.dtype.kind == "f" else multiply(f, 1.0)
    axes = normal_axes(axis, f.ndim)
    spacings = list(varargs) or [1.0]
    spacings = spacings * len(axes) if len(spacings) == 1 and len(shape_of(spacings[0])) == 0 else spacings
    if len(spacings) != len(axes):
        given = f"{len(varargs)} for {len(axes)} axes"
        raise ShapeError(explain("the distances do not fit", given, "pass one for all axes, or one for each"))
    slopes = tuple([_slope(f, h, i, edge_order) for h, i in zip(spacings, axes, strict=True)])
    return slopes[0] if len(slopes) == 1 else slopes


def _slope(f: Any, spacing: Any, axis: int, edge_order: int) -> Any:
    n = f.shape[axis]
    if n <= edge_order:
        remedy = f"pass at least {edge_order + 1} along each axis"
        raise ShapeError(explain("there are too few samples for a slope", f"{n} along axis {axis}", remedy))
    h = _along(_distances(spacing, n), axis, f.ndim)
    s = diff(f, axis=axis) / h
    h1, h2 = sliced(h, None, -1, axis), sliced(h, 1, None, axis)
    s1, s2 = sliced(s, None, -1, axis), sliced(s, 1, None, axis)
    inside = (h2 * s1 + h1 * s2) / (h1 + h2)
    first, last = sliced(s, None, 1, axis), sliced(s, -1, None, axis)
    if edge_order == 2:
        bend = (s2 - s1) / (h1 + h2)
        first = first - sliced(h * 1.0, None, 1, axis) * sliced(bend, None, 1, axis)
        last = last + sliced(h * 1.0, -1, None, axis) * sliced(bend, -1, None, axis)
    return concatenate([first, inside, last], axis).astype(f.dtype)


def _distances(spacing: Any, n: int) -> Any:
    """Return the n − 1 distances between n samples, from one distance or from their places."""
    shape = shape_of(spacing)
    if not shape:
        return np.broadcast_to(as_operand(spacing), (n - 1,))
    if shape != (n,):
        given = f"shape {shape} for {n} samples"
        raise ShapeError(explain("the places of the samples do not fit", given, "pass one place for each sample"))
    return diff(spacing)


@composite(
    np.interp,
    domain=POSITIVE,
    examples=[
        example((3, 4), PLACES, (4,)),
        example((), PLACES, (4,)),
        example((5,), np.array([0.5, 1.0, 2.0]), (3,), left=-1.0, right=7.0),
        example((4,), np.array([0.5, 1.0, 2.0]), (3,), period=2.5),
    ],
)
def interp(x: Any, xp: Any, fp: Any, left: Any = None, right: Any = None, period: float | None = None) -> Any:
    """Return at each x the value on the straight lines through the samples (xp, fp), where xp ascends.

    Double precision, as NumPy's. The values `fp` may be complex.

    left, right  the values before the first and behind the last sample; those of these samples if None
    period       the distance after which the samples repeat; xp need not ascend then

    >>> interp([0.5, 9.0], [0.0, 1.0], [2.0, 4.0])
    Tensor([3., 4.])

    Raises ShapeError where xp and fp are not vectors of one length, or are empty.
    """
    kind = np.complex128 if np.iscomplexobj(array_of(fp)) else np.float64
    x, xp, fp = astype(x, np.float64, copy=False), astype(xp, np.float64, copy=False), astype(fp, kind, copy=False)
    if xp.ndim != 1 or xp.shape != fp.shape or not xp.shape[0]:
        given = f"xp of shape {xp.shape} and fp of shape {fp.shape}"
        raise ShapeError(explain("the samples do not fit", given, "pass vectors of one length that is not 0"))
    if period is not None:
        x, xp, fp = _one_period(x, xp, fp, abs(period))
    if xp.shape[0] == 1:
        inside = x * 0.0 + fp[0]
    else:
        i = np.clip(np.searchsorted(array_of(xp), array_of(x), side="right") - 1, 0, xp.shape[0] - 2)
        x0, x1, f0, f1 = take(xp, i), take(xp, i + 1), take(fp, i), take(fp, i + 1)
        inside = f0 + (f1 - f0) * ((x - x0) / (x1 - x0))
    before = where(x < xp[0], fp[0] if left is None else left, inside)
    return where(x > xp[-1], fp[-1] if right is None else right, before)


def _one_period(x: Any, xp: Any, fp: Any, period: float) -> tuple[Any, Any, Any]:
    """Return x, and the samples of one period in order, with a neighbour on either side."""
    x, xp = np.remainder(x, period), np.remainder(xp, period)
    order = np.argsort(array_of(xp))
    xp, fp = take(xp, order), take(fp, order)
    return x, concatenate([xp[-1:] - period, xp, xp[:1] + period]), concatenate([fp[-1:], fp, fp[:1]])
