"""The derivative of a function of one number at 0, from its values, with a bound of the error.

Values on both sides of 0, at distances up to H, are fitted by polynomials. The bound is derived from the values
themselves and has two parts:

- truncation: by how much two degrees of the polynomial disagree. Where the function is not like a polynomial over the
  window, they disagree by about as much as the slope is wrong; where it is, the higher degree is far better than that.
- rounding: what the polynomial leaves over is the function's own noise σ (at least the rounding of its result), and
  noise ±σ in the values moves the slope by no more than σ ‖w‖₁ / H, where w are the weights of the values.

>>> window = Window.of(0.1, np.sin(0.1 * NODES), floor=2e-16)
>>> bool(abs(window.central.value - 1.0) <= window.central.bound < 1e-9)
True

The slopes of both sides come from their own values, so a kink shows where they differ by more than both bounds. After
Savitzky and Golay, "Smoothing and differentiation of data by simplified least squares procedures", Analytical Chemistry
36 (1964), and Moré and Wild, "Estimating derivatives of noisy simulations", ACM TOMS 38 (2012). Not here: which windows
are tried, and what is concluded (`referee`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from autograd_core.testing.forms import Vector

__all__ = [
    "CLEAR",
    "MIDDLE",
    "NODES",
    "QUICK",
    "SAFETY",
    "STEPS",
    "Slope",
    "Window",
    "extrapolated",
    "fits",
    "one_sided",
    "unevenness",
]

_SIDE = (np.arange(1, 9) / 8) ** 1.3
NODES = np.concatenate([-_SIDE[::-1], [0.0], _SIDE])
"""Where a window takes its values, in units of its width: unevenly, so that no period of a function fits."""

STEPS = np.array([1.0, 0.5, 0.25])
"""The distances at which the quick look takes its values, on both sides."""

CLEAR = 3.0
"""How many times its bound a slope must be to be called another one than 0; of functions with a second derivative that
is not finite, the bound falls short by up to a half."""

SAFETY = 3.0
"""How many times the noise that was seen, at worst signs, is allowed for."""

QUICK = 8 * SAFETY
"""By how much the quick look enlarges noise, with the same allowance: its weights add up to less than 8."""

MIDDLE = len(_SIDE)
"""The place of 0 among the nodes."""


def _weights(nodes: Vector, degree: int) -> tuple[Vector, Any]:
    """Return the weights that give the slope at 0 of a least squares fit, and the matrix that leaves its residual."""
    powers = np.vander(nodes, degree + 1, increasing=True)
    inverse = np.linalg.pinv(powers)
    return inverse[1], np.eye(len(nodes)) - powers @ inverse


@dataclass(frozen=True)
class _Fit:
    """A fit of two degrees: weights of the slope in both, and the matrix of what the higher one leaves over."""

    fine: Vector
    coarse: Vector
    residual: Any
    freedom: int

    @classmethod
    def of(cls, nodes: Vector, degree: int, coarser: int) -> _Fit:
        fine, residual = _weights(nodes, degree)
        return cls(fine, _weights(nodes, coarser)[0], residual, len(nodes) - degree - 1)

    def slope(self, width: float, values: Any, floor: Any) -> Slope:
        """Return the slope at 0 of values at the nodes (first axis), and the bound of its error."""
        fine, coarse = self.fine @ values / width, self.coarse @ values / width
        noise = _root_of_squares(self.residual @ values) / np.sqrt(self.freedom)
        rounding = SAFETY * np.abs(self.fine).sum() * np.maximum(noise, floor) / width
        return Slope(fine, 2 * np.abs(fine - coarse) + rounding)


def _root_of_squares(values: Any) -> Any:
    """Return the square root of the sum of squares along the first axis, of numbers however large or small."""
    size = np.max(np.abs(values), axis=0)
    return size * np.sqrt(np.sum((values / np.where(size > 0, size, 1.0)) ** 2, axis=0))


_CENTRAL = _Fit.of(NODES, 7, 5)
_RIGHT = _Fit.of(NODES[MIDDLE:], 4, 3)
_LEFT = _Fit.of(NODES[: MIDDLE + 1], 4, 3)
_BESIDE = _weights(np.delete(NODES, MIDDLE), 7)[1]


def fits() -> dict[str, float]:
    """Return by how much each fit can enlarge noise, ‖w‖₁: what a bound is made of.

    >>> {name: round(norm, 1) for name, norm in fits().items()}
    {'central': 9.6, 'one side': 39.0}
    """
    return {"central": float(np.abs(_CENTRAL.fine).sum()), "one side": float(np.abs(_RIGHT.fine).sum())}


@dataclass(frozen=True)
class Slope:
    """A slope and the bound of its error, of one function or, as arrays, of several."""

    value: Any
    bound: Any

    def agrees(self, other: Slope) -> Any:
        """Whether two slopes may be the same number; one that is nan agrees with none."""
        return np.abs(self.value - other.value) <= self.bound + other.bound


@dataclass(frozen=True)
class Window:
    """What the values within a width say: the slope over both sides, and that of each side alone."""

    width: float
    values: Any
    central: Slope
    right: Slope
    left: Slope

    @classmethod
    def of(cls, width: float, values: Any, floor: Any) -> Window:
        """Fit values at `width * NODES`; of several functions, they stand along the second axis.

        `floor` is the least noise that they have: the rounding of the result of the function.
        """
        with np.errstate(all="ignore"):
            return cls(
                width,
                values,
                _CENTRAL.slope(width, values, floor),
                _RIGHT.slope(width, values[MIDDLE:], floor),
                _LEFT.slope(width, values[: MIDDLE + 1], floor),
            )

    @property
    def has_kink(self) -> Any:
        """Whether the two sides have different slopes, clearly: each is known to a fifth of the difference."""
        gap, bound = np.abs(self.right.value - self.left.value), self.right.bound + self.left.bound
        with np.errstate(invalid="ignore"):
            return bound < 0.2 * gap


def unevenness(values: Vector) -> float:
    """Return by how much values at the nodes of a window, but for that at 0, are off a smooth curve; 0 if one is nan.

    >>> unevenness(np.sin(0.1 * NODES)) < 1e-9, unevenness(np.sign(NODES)) > 0.1
    (True, True)
    """
    beside = np.delete(values, MIDDLE)
    if not np.isfinite(beside).all():
        return 0.0
    return float(_root_of_squares(_BESIDE @ beside) / np.sqrt(len(beside) - 8))


def extrapolated(step: float, ahead: Any, behind: Any, floor: Any) -> Slope:
    """Return the slope at 0 by central differences at `step * STEPS`, extrapolated to 0 as Romberg does.

    `ahead` and `behind` are the values at those distances on the two sides. Truncation is bounded by the last
    correction, rounding by the weights of the values.

    >>> slope = extrapolated(0.1, np.sin(0.1 * STEPS), np.sin(-0.1 * STEPS), 2e-16)
    >>> bool(abs(slope.value - 1.0) <= slope.bound < 1e-6)
    True
    """
    with np.errstate(all="ignore"):
        first, second, third = [(a - b) / (2 * step * s) for a, b, s in zip(ahead, behind, STEPS, strict=True)]
        coarse, fine = (4 * second - first) / 3, (4 * third - second) / 3
        best = (16 * fine - coarse) / 15
        return Slope(best, 2 * np.abs(best - fine) + QUICK * floor / step)


def one_sided(ts: Vector, values: Vector, floor: Any) -> Slope:
    """Return the slope at 0 by values at distances `ts`, which lie on one side as `STEPS` do, extrapolated to 0.

    >>> slope = one_sided(0.1 * STEPS, np.abs(np.sin(0.1 * STEPS)), 2e-16)
    >>> bool(abs(slope.value - 1.0) <= slope.bound < 1e-2)
    True
    """
    with np.errstate(all="ignore"):
        first, second, third = values / ts
        coarse, fine = 2 * second - first, 2 * third - second
        best = (4 * fine - coarse) / 3
        return Slope(best, 2 * np.abs(best - fine) + 15 * SAFETY * floor / np.abs(ts[0]))
