"""Which mistakes a difference of function values can show at all: our only judge of that, and no part of any checker.

We know the right derivative d of f along each coordinate, so we can see how far numerical derivatives of the very same
floating-point function are from it: central differences (f(x + h) − f(x − h)) / 2h for steps h = x 4⁻ᵏ, and their
extrapolation (16 D(h/4) − D(h)) / 15. The *resolution* is the smallest error that three successive steps all reach:
what someone gets who knows the best step, without luck. No step's error counts as less than what the rounding of f's
result alone may make of it, ε|f|/h. A mistake is *visible* if in some coordinate it is more than four times as large.
At kinks the differences are one-sided, and what counts is the distance to the nearest slope that is allowed.

A mistake that is not visible, but more than rounding of the gradient itself, is *within f's own rounding*: over the
widest step on which the slope can be told, it changes f by no more than its last digits.

    >>> import numpy as np
    >>> from benchmarks.gradient_checking.case import case, fixed
    >>> far = case("1e12 + x", lambda x: 1e12 + x.sum(), np.ones_like, fixed([1.0]))
    >>> judge = Judge(far, far.points()[0])
    >>> [judge.sees(lambda x: (1 + error) * np.ones_like(x)) for error in (1e-9, 0.1)]
    [False, True]

The filter errs on the side of the checkers: two hundred entries that are wrong by a little each are called invisible if
no single one is visible. That is why detection is also reported without it.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.gradient_checking.case import Case, Function
from benchmarks.gradient_checking.flattening import Flat

__all__ = ["Judge", "resolution"]

MARGIN = 4
OWN = 1e-12
"""A change of a gradient that is no mistake, relative to the entry: its own rounding."""

COORDINATES = 8
"""How many coordinates are looked at: as many of the largest mistakes, and of the largest beside the size of x."""


class Judge:
    """Tells which mistakes are visible at one point of a case."""

    def __init__(self, case: Case, args: tuple[Any, ...]) -> None:
        self._args = args
        self._flat = Flat(case.f, args)
        self._low, self._high = bounds(case, args, self._flat)
        self._resolutions: dict[int, Any] = {}

    def sees(self, wrong: Function) -> bool:
        """Return whether a wrong gradient can be told from the right one."""
        given = self._flat.jacobian(wrong(*self._args))
        mistake = np.maximum(np.maximum(self._low - given, given - self._high), 0)
        return any(np.any(mistake[:, i] > MARGIN * self.resolution(i)) for i in candidates(self._flat.x, mistake))

    def hides(self, wrong: Function) -> bool:
        """Return whether a wrong gradient is another one, but cannot be told from the right one."""
        given = self._flat.jacobian(wrong(*self._args))
        mistake = np.maximum(self._low - given, given - self._high)
        return bool(np.any(mistake > OWN * np.abs(given))) and not self.sees(wrong)

    def resolution(self, i: int) -> Any:
        """Return, for each entry of the result, the error that numerical derivatives along coordinate i can reach."""
        if i not in self._resolutions:
            self._resolutions[i] = resolution(self._flat, self._low[:, i], self._high[:, i], i)
        return self._resolutions[i]


def bounds(case: Case, args: tuple[Any, ...], flat: Flat) -> tuple[Any, Any]:
    """Return the smallest and the largest right Jacobian."""
    if case.allowed is None:
        right = flat.jacobian(case.gradient(*args))
        return right, right
    low, high = case.allowed(*args)
    return flat.jacobian(low), flat.jacobian(high)


def candidates(x: Any, mistake: Any) -> set[int]:
    """Return the coordinates where a mistake shows best."""
    size = mistake.max(0)
    orders = (np.argsort(size), np.argsort(size * np.maximum(np.abs(x), 1e-300)))
    return {int(i) for order in orders for i in order[-COORDINATES:] if size[i] > 0}


def resolution(flat: Flat, low: Any, high: Any, i: int) -> Any:
    """Return what `Judge.resolution` does, given the smallest and the largest right slopes."""
    differs = not np.array_equal(low, high)
    tried = [(h, sided) for sided in ((1, -1) if differs else (0,)) for h in steps(flat.x[i])]
    values = [difference(flat, i, h, sided) for h, sided in tried]
    slopes = np.array([v if np.shape(v) == np.shape(low) else np.full_like(low, np.nan) for v in values])
    y = flat.f(flat.x)
    rounded = np.outer([1 / h for h, _ in tried], float(np.finfo(y.dtype).eps) * np.abs(y))
    with np.errstate(all="ignore"):
        found = [slopes] if differs else [slopes, (16 * slopes[1:] - slopes[:-1]) / 15]
        errors = [np.minimum(np.abs(s - low), np.abs(s - high)) for s in found]
        errors = [np.maximum(error, rounded[-len(error) :]) for error in errors]
    return np.minimum.reduce([steady(error) for error in errors])


def steps(x: float) -> Any:
    """Return steps for an entry, each a quarter of the one before; no powers of 2, which do not round."""
    top, size = max(abs(x), 1.0), abs(x) or 1.0
    return 0.8137 * top * 0.25 ** np.arange(1, np.log(top / size) / np.log(4) + 26)


def difference(flat: Flat, i: int, h: float, side: int) -> Any:
    """Return a numerical derivative, central if `side` is 0; NaN where f ends."""
    up, down = flat.x.copy(), flat.x.copy()
    up[i] += h * (side >= 0)
    down[i] -= h * (side <= 0)
    apart = (flat.rounded(up) - flat.rounded(down))[i]
    try:
        with np.errstate(all="ignore"):
            return (flat.f(up) - flat.f(down)).astype(float) / apart if apart else np.nan
    except (ValueError, np.linalg.LinAlgError):
        return np.nan


def steady(errors: Any) -> Any:
    """Return the smallest error that three successive steps reach; infinite if there is none."""
    errors = np.where(np.isnan(errors), np.inf, errors)
    return np.maximum(np.maximum(errors[2:], errors[1:-1]), errors[:-2]).min(0)
