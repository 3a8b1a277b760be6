"""The directions in which a function is moved, and the weights that its results are given.

A wrong entry of a gradient shows on a line in a random direction, unless it is drowned in the others. So the directions
differ in what they make large: all entries moved alike, all terms gᵢ uᵢ alike, or all entries moved relative to their
size. The results are weighted so that each one's slope counts alike, unless rounding hides it. Not here: what is seen
on the lines (`referee`).
"""

from __future__ import annotations

import numpy as np

from autograd_core.testing.forms import Vector

__all__ = ["SMALL", "absolute_sizes", "equalized", "relative_sizes", "signs", "spread", "together", "weights"]

SMALL = 0.1
"""Which part of the terms is called small."""

HIDDEN = 1e8
"""A slope is given full weight where it stands out by this from the rounding of the result."""


def signs(count: int, rng: np.random.Generator) -> Vector:
    """Return random numbers between ½ and 1 in size, of both signs."""
    return rng.choice([-1.0, 1.0], count) * rng.uniform(0.5, 1.0, count)


def absolute_sizes(x: Vector) -> Vector:
    """Return how far each coordinate is moved where nothing is known: by its size, but by no less than 1."""
    return np.maximum(np.abs(x), 1.0)


def relative_sizes(x: Vector) -> Vector:
    """Return the sizes of coordinates, and for each 0 the smallest of the others.

    >>> relative_sizes(np.array([0.0, -2.0, 3.0]))
    array([2., 2., 3.])
    """
    sizes = np.abs(x)
    return np.where(sizes > 0, sizes, sizes[sizes > 0].min(initial=np.inf) if sizes.any() else 1.0)


def equalized(sizes: Vector, g: Vector, quantile: float = 0.5) -> Vector:
    """Return sizes for which the terms |gᵢ uᵢ| are as large as one among them, within what a function may bear.

    >>> equalized(np.ones(3), np.array([1.0, 2.0, 0.5]))
    array([1. , 0.5, 2. ])
    """
    with np.errstate(all="ignore"):
        terms = np.abs(g) * sizes
        known = terms[(terms > 0) & np.isfinite(terms)]
        aim = float(np.quantile(known, quantile)) if known.size else 1.0
        factors = np.clip(np.where(terms > 0, aim / terms, np.inf), 1e-12, 30.0)
    return np.asarray(sizes * factors)


def spread(sizes: Vector, g: Vector) -> float:
    """Return how many times larger than the small terms |gᵢ uᵢ| the middle ones are.

    >>> spread(np.ones(3), np.array([1.0, 1e-3, 1.0])) > 4
    True
    """
    terms = np.abs(g) * sizes
    small, middle = np.quantile(terms[terms > 0], [SMALL, 0.5]) if terms.any() else (1.0, 1.0)
    return float(middle / small)


def together(x: Vector, rng: np.random.Generator) -> Vector:
    """Return a direction in which equal coordinates stay equal, so that what sorts or compares them sees no change.

    >>> u = together(np.array([1.0, 2.0, 1.0]), np.random.default_rng(0))
    >>> bool(u[0] == u[2] != u[1])
    True
    """
    values, which = np.unique(x, return_inverse=True)
    return np.asarray(signs(values.size, rng)[which.reshape(-1)] * absolute_sizes(x))


def weights(slopes: Vector, values: Vector, rounding: float, rng: np.random.Generator) -> Vector:
    """Return a random cotangent by which each result's slope counts alike; those that are not finite count nothing.

    `values` are the sizes of the results, `rounding` is the error of a slope that one unit of size makes.
    """
    if values.size == 1:
        return np.ones(1) if np.isfinite(values).all() else np.zeros(1)
    with np.errstate(all="ignore"):
        sizes = np.fmax(np.abs(slopes), HIDDEN * rounding * values)
    finite = np.isfinite(sizes) & np.isfinite(values)
    largest = sizes[finite].max(initial=0.0)
    shares = np.maximum(sizes / largest, 1e-9) if largest else np.ones_like(sizes)
    raw = np.where(finite, signs(values.size, rng) / shares, 0.0)
    return np.asarray(raw / np.abs(raw).max(initial=1e-300))
