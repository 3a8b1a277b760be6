"""Compute the polynomials of `autograd_core/graph/native/polynomials.py` anew and print them with their errors.

    python tools/fit_polynomials.py [name ...]

Each is the best polynomial of its degree for a weighted error, found by Remez' exchange in long numbers: through n + 2
points goes a polynomial whose errors there are equal and alternate; the points are moved to where the errors are
greatest, until nothing changes. The coefficients are then rounded to the dtype. Needs mpmath.

Source: Remez, Sur la détermination des polynômes d'approximation de degré donnée, 1934.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from mpmath import mp, mpf

mp.dps = 50
POINTS = 1200


class Fit(NamedTuple):
    """A function to approach on an interval, how much an error at a place counts, and a degree for each dtype."""

    function: Callable[[Any], Any]
    weight: Callable[[Any], Any]
    interval: dict[int, tuple[Any, Any]]
    degree: dict[int, int]


def both(low: Any, high: Any) -> dict[int, tuple[Any, Any]]:
    """Return the same interval for both dtypes."""
    return {32: (mpf(low), mpf(high)), 64: (mpf(low), mpf(high))}


def scaled_erfc(t: Any, knee: int) -> Any:
    """Return (1 + 2a) · exp(a²) · erfc a where t = (a − knee) / (a + knee)."""
    a = knee * (1 + t) / (1 - t)
    return (1 + 2 * a) * mp.exp(a * a) * mp.erfc(a)


def log2_of_ratio(z: Any) -> Any:
    """Return log₂((1 + s) / (1 − s)) / s for z = s²."""
    s = mp.sqrt(z)
    return mp.log((1 + s) / (1 - s)) / s / mp.log(2)


HALF = mp.log(2) / 2 * mpf("1.0001")
FITS = {
    "EXP": Fit(lambda r: (mp.expm1(r) - r) / r**2, lambda r: r**2 / mp.exp(r), both(-HALF, HALF), {32: 4, 64: 9}),
    "EXPM1": Fit(lambda r: (mp.expm1(r) - r) / r**2, lambda r: r**2 / mp.expm1(r), both(-HALF, HALF), {32: 5, 64: 10}),
    "EXP2": Fit(
        lambda r: mp.expm1(r * mp.log(2)) / r, lambda r: r / mpf(2) ** r, both("-0.50001", "0.50001"), {32: 6, 64: 11}
    ),
    "LOG": Fit(
        lambda f: (mp.log1p(f) - f + f**2 / 2) / f**3,
        lambda f: f**3 / mp.log1p(f),
        both(mp.sqrt(0.5) - 1 - mpf(2) ** -22, mp.sqrt(2) - 1 + mpf(2) ** -22),
        {32: 8, 64: 18},
    ),
    "LOG2_RATIO": Fit(
        lambda z: (log2_of_ratio(z) - (2 + z * 2 / 3) / mp.log(2)) / z**2,
        lambda z: z**2 / log2_of_ratio(z),
        {64: (mpf(0), mpf("0.02946"))},
        {64: 7},
    ),
    "ERF": Fit(
        lambda z: mp.erf(mp.sqrt(z)) / mp.sqrt(z) - 1,
        lambda z: mp.sqrt(z) / mp.erf(mp.sqrt(z)),
        both(0, 1),
        {32: 6, 64: 11},
    ),
    "ERF_TAIL": Fit(
        lambda a: mp.log(mp.erfc(a)),
        mp.erfc,
        {32: (mpf(1), mpf(4)), 64: (mpf(1), mpf("5.93"))},
        {32: 8, 64: 20},
    ),
    "ERFC": Fit(
        lambda t: scaled_erfc(t, 4),
        lambda t: 1 / scaled_erfc(t, 4),
        {32: (mpf("-0.78"), mpf("0.44")), 64: (mpf("-0.78"), mpf("0.7451"))},
        {32: 9, 64: 21},
    ),
}


def value(coefficients: Any, x: Any) -> Any:
    """Return the polynomial at x; lowest power first."""
    return mp.polyval(list(reversed(list(coefficients))), x)


def grid(low: Any, high: Any) -> list[Any]:
    """Return points that lie closer at the ends, none of them 0."""
    points = [(low + high) / 2 - (high - low) / 2 * mp.cos(mp.pi * k / (POINTS - 1)) for k in range(POINTS)]
    return [x or (high - low) * mpf(2) ** -40 for x in points]


def extremes(errors: list[Any], count: int) -> list[int]:
    """Return the places of the greatest errors of alternating sign."""
    best: list[int] = []
    for k, error in enumerate(errors):
        if best and (error > 0) == (errors[best[-1]] > 0):
            if abs(error) > abs(errors[best[-1]]):
                best[-1] = k
        else:
            best.append(k)
    while len(best) > count:
        del best[0 if abs(errors[best[0]]) < abs(errors[best[-1]]) else -1]
    return best


def remez(fit: Fit, width: int) -> list[Any]:
    """Return the coefficients of the best polynomial, lowest power first."""
    xs, degree = grid(*fit.interval[width]), fit.degree[width]
    targets, weights = [fit.function(x) for x in xs], [fit.weight(x) for x in xs]
    chosen = [round(k * (POINTS - 1) / (degree + 1)) for k in range(degree + 2)]
    coefficients: list[Any] = []
    for _ in range(30):
        rows = [
            [xs[k] ** power for power in range(degree + 1)] + [(-1) ** j / weights[k]] for j, k in enumerate(chosen)
        ]
        coefficients = list(mp.lu_solve(mp.matrix(rows), mp.matrix([targets[k] for k in chosen])))[:-1]
        errors = [w * (value(coefficients, x) - y) for x, y, w in zip(xs, targets, weights, strict=True)]
        moved = extremes(errors, degree + 2)
        if moved == chosen or len(moved) < degree + 2:
            break
        chosen = moved
    return coefficients


def rounded(coefficients: list[Any], width: int) -> list[float]:
    """Return the coefficients as numbers of the dtype."""
    kind = np.float32 if width == 32 else np.float64
    return [float(kind(float(c))) for c in coefficients]


def main(names: list[str]) -> None:
    """Print what is asked for, or all."""
    for name in names or FITS:
        print(f"{name} = {{")
        fit = FITS[name]
        for width in fit.degree:
            found = rounded(remez(fit, width), width)
            worst = max(abs(fit.weight(x) * (value(found, x) - fit.function(x))) for x in grid(*fit.interval[width]))
            print(f"    {width}: (  # {mp.nstr(worst * 2 ** {32: 24, 64: 53}[width], 3)} half-ulps at most")
            print("".join(f"        {c!r},\n" for c in found) + "    ),")
        print("}")


if __name__ == "__main__":
    main(sys.argv[1:])
