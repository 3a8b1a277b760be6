"""The operations behind the reductions: one number out of all those along some axes.

Here is what is recorded, with as few arguments as the rules need: `axis` and `keepdims`. A rule stretches the cotangent
back over the reduced axes and weighs it.

    >>> import numpy as np, autograd_core as ag
    >>> ag.grad(np.prod)(np.array([0.0, 2.0, 3.0]))
    array([6., 0., 0.])

Not here: NumPy's other arguments, such as `where` and `initial` (`reduction`); running sums and products (`scans`).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from autograd_core.operation import operation
from autograd_core.ops.movement import broadcast_to
from autograd_core.record import Value
from autograd_core.registry import example
from autograd_core.shapes import kept_shape, normal_axes
from autograd_core.values import as_array

Axis = int | Sequence[int] | None
Shape = tuple[int, ...]

CASES = [
    example((3, 4)),
    example((3, 4), axis=0),
    example((2, 3, 4), axis=-2, keepdims=True),
    example((2, 3, 4), axis=(0, -1)),
    example((2, 3), axis=(), keepdims=True),
    example(()),
]
"""Calls that reach every branch of a reduction."""

EMPTY = [example((0, 3), axis=0), example((0, 3), axis=1)]
"""Calls of reductions that have a value for no numbers at all."""


def reduced(function: np.ufunc, x: Any, axis: Axis, keepdims: bool) -> Any:
    """Reduce by a ufunc.

    Raises ShapeError where there is no such axis.
    """
    try:
        return function.reduce(x, axis=axis, keepdims=keepdims)
    except ValueError:
        normal_axes(axis, np.ndim(x))
        raise


def kept(y: Any, shape: Shape, axis: Axis, keepdims: bool) -> Any:
    """Return what was reduced along `axis` with the axes kept at length 1, to broadcast against `shape`."""
    if keepdims or not shape:  # NumPy reduces a single number along axis 0 or -1
        return y
    if isinstance(axis, int):  # the frequent case, in a fifth of the time
        axis %= len(shape)
        return y.reshape((*shape[:axis], 1, *shape[axis + 1 :]))
    return y.reshape(kept_shape(shape, normal_axes(axis, len(shape))))


def stretched(g: Any, x_shape: Shape, axis: Axis, keepdims: bool) -> Any:
    """Return what was reduced along `axis` repeated to fill `x_shape` again; read-only."""
    if axis is not None:
        g = kept(g, x_shape, axis, keepdims)
    if isinstance(g, Value):
        return broadcast_to(g, x_shape)
    if not g.flags.c_contiguous or not g.size:
        return np.broadcast_to(g, x_shape)
    # The same view as np.broadcast_to, which would look for itself whether the shapes fit: a third of the time.
    lead = len(x_shape) - g.ndim
    strides = (0,) * lead + tuple([0 if n == 1 else s for n, s in zip(g.shape, g.strides, strict=True)])
    y: Any = np.ndarray(x_shape, g.dtype, np.asarray(g).data, 0, strides)
    y.flags.writeable = False
    return y


def count(shape: Shape, axis: Axis) -> int:
    """Return how many numbers are reduced to one."""
    return math.prod(shape if axis is None else [shape[i] for i in normal_axes(axis, len(shape))])


# ------------------------------------------------------------------------------------------------- sums and products


@operation(np.sum, formula="y = Σ x", batched=None, examples=CASES + EMPTY)
def sum(x: Any, /, axis: Axis = None, keepdims: bool = False) -> Any:
    """Return the sum over some axes."""
    return reduced(np.add, x, axis, keepdims)


sum.rule("x", stretched, formula="∂x = ∂y")


@operation(np.prod, formula="y = Π x", batched=None, examples=CASES + EMPTY)
def prod(x: Any, /, axis: Axis = None, keepdims: bool = False) -> Any:
    """Return the product over some axes."""
    return reduced(np.multiply, x, axis, keepdims)


@prod.rule("x", formula="∂x = ∂y · the product of all others")
def _(g: Any, x: Any, axis: Axis, keepdims: bool) -> Any:
    return kept(g, x.shape, axis, keepdims) * _product_of_others(x, normal_axes(axis, len(x.shape)))


def _product_of_others(x: Any, axes: Shape) -> Any:
    """Return for each element the product of all others along the axes; never by division, which zeros would spoil."""
    order = [i for i in range(len(x.shape)) if i not in axes] + list(axes)
    moved = x.transpose(order)
    rows = moved.reshape((*moved.shape[: len(order) - len(axes)], count(x.shape, axes)))
    one = np.ones_like(rows[..., :1])
    before = np.concatenate([one, np.cumprod(rows[..., :-1], axis=-1)], axis=-1)
    after = np.concatenate([one, np.cumprod(rows[..., :0:-1], axis=-1)], axis=-1)[..., ::-1]
    return (before * after).reshape(moved.shape).transpose(np.argsort(order).tolist())


@operation(formula="y = ln Σ eˣ", batched=None, examples=CASES + EMPTY)
def logsumexp(x: Any, /, axis: Axis = None, keepdims: bool = False) -> Any:
    """Return the logarithm of the sum of exponentials, shifted by the largest so that none overflows."""
    x, axes = as_array(x), normal_axes(axis, np.ndim(x))
    top = np.max(x.real, axis=axes, keepdims=True, initial=-np.inf)
    top = np.where(np.isfinite(top), top, 0)
    with np.errstate(divide="ignore", over="ignore"):
        y = np.log(np.sum(np.exp(x - top), axis=axes, keepdims=True)) + top
    return y if keepdims else np.squeeze(y, axes)


def log_share(x: Any, y: Any) -> Any:
    """Return e^(x − y), the share of x in a sum whose logarithm is y: 0 in an empty sum, 1 where both are +∞."""
    y = np.where(y == -np.inf, 0, y)
    return np.exp(np.where(x == y, 0, x - y))


@logsumexp.rule("x", formula="∂x = ∂y · e^(x − y)")
def _(g: Any, x: Any, y: Any, axis: Axis, keepdims: bool) -> Any:
    return kept(g, x.shape, axis, keepdims) * log_share(x, kept(y, x.shape, axis, keepdims))


# ----------------------------------------------------------------------------------------------------------- extremes


def _of_winners(g: Any, x: Any, y: Any, axis: Axis, keepdims: bool) -> Any:
    wins = x == kept(y, x.shape, axis, keepdims)
    ties = np.add.reduce(wins, axis=axis, keepdims=True, dtype=g.dtype)
    return np.where(wins, kept(g, x.shape, axis, keepdims) / ties, 0)


@operation(np.max, formula="y = max x", kink="ties: shared equally", batched=None, examples=CASES)
def max(x: Any, /, axis: Axis = None, keepdims: bool = False) -> Any:
    """Return the largest number along some axes; NaN where one is NaN."""
    return reduced(np.maximum, x, axis, keepdims)


@operation(np.min, formula="y = min x", kink="ties: shared equally", batched=None, examples=CASES)
def min(x: Any, /, axis: Axis = None, keepdims: bool = False) -> Any:
    """Return the smallest number along some axes; NaN where one is NaN."""
    return reduced(np.minimum, x, axis, keepdims)


max.rule("x", _of_winners, formula="∂x = ∂y / number of ties where x = y, else 0")
min.rule("x", _of_winners, formula="∂x = ∂y / number of ties where x = y, else 0")


# ----------------------------------------------------------------------------------------------------------- moments


@operation(np.mean, formula="y = Σ x / n", batched=None, examples=CASES)
def mean(x: Any, /, axis: Axis = None, keepdims: bool = False) -> Any:
    """Return the mean over some axes."""
    x = as_array(x)
    n = count(x.shape, axis)
    if n and x.dtype.kind == "f" and x.itemsize >= 4:  # what np.mean does, without its checks: a third of the time
        return reduced(np.add, x, axis, keepdims) / n
    return np.mean(x, axis=axis, keepdims=keepdims)


@mean.rule("x", formula="∂x = ∂y / n")
def _(g: Any, x_shape: Shape, axis: Axis, keepdims: bool) -> Any:
    return stretched(g / (count(x_shape, axis) or math.nan), x_shape, axis, keepdims)


SPREAD_CASES = [*CASES[:4], example((5,), ddof=1), example((2, 3), axis=1, ddof=1, keepdims=True)]


def squared_size(x: Any) -> Any:
    """Return |x|², a real number also where x is complex."""
    return np.square(x) if x.dtype.kind != "c" else np.square(x.real) + np.square(x.imag)


def _deviations(x: Any, axis: Axis) -> Any:
    """Return the conjugate of x − mean x."""
    return (x - np.mean(x, axis=axis, keepdims=True)).conjugate()


def _freedom(shape: Shape, axis: Axis, ddof: float) -> float:
    """Return n − ddof; NaN where none is left, as the variance is then."""
    n = count(shape, axis) - ddof
    return n if n > 0 else math.nan


@operation(np.var, formula="y = Σ |x − mean x|² / (n − ddof)", batched=None, examples=SPREAD_CASES)
def var(x: Any, /, axis: Axis = None, ddof: float = 0, keepdims: bool = False) -> Any:
    """Return the variance over some axes: one operation, so that the deviations are not kept."""
    n = count(np.shape(x), axis)
    return np.var(x, axis=axis, ddof=ddof, keepdims=keepdims) if n else np.mean(x, axis=axis, keepdims=keepdims)


@var.rule("x", formula="∂x = ∂y · 2 d̄ / (n − ddof), d = x − mean x")
def _(g: Any, x: Any, axis: Axis, ddof: float, keepdims: bool) -> Any:
    weight = kept(g, x.shape, axis, keepdims) * (2 / _freedom(x.shape, axis, ddof))
    return weight * _deviations(x, axis)


@operation(np.std, formula="y = √(Σ |x − mean x|² / (n − ddof))", kink="y = 0: 0", batched=None, examples=SPREAD_CASES)
def std(x: Any, /, axis: Axis = None, ddof: float = 0, keepdims: bool = False) -> Any:
    """Return the standard deviation over some axes: the root of the variance, with a gradient also where it is 0."""
    return np.sqrt(var.forward(x, axis=axis, ddof=ddof, keepdims=keepdims))


@std.rule("x", formula="∂x = ∂y · d̄ / ((n − ddof) · y), d = x − mean x")
def _(g: Any, x: Any, y: Any, axis: Axis, ddof: float, keepdims: bool) -> Any:
    y = kept(y, x.shape, axis, keepdims)
    flat = y == 0
    weight = kept(g, x.shape, axis, keepdims) / (np.where(flat, 1, y) * _freedom(x.shape, axis, ddof))
    return np.where(flat, 0, weight * _deviations(x, axis))
