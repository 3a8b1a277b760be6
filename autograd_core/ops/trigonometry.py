"""Elementwise operations: functions of angles, and hyperbolic functions.

    >>> import autograd_core as ag
    >>> ag.grad(ag.sin)(0.0), ag.grad(ag.arctan)(1.0)
    (1.0, 0.5)

Not here: arithmetic, powers and exponentials (`elementwise`).
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from autograd_core.operation import operation
from autograd_core.ops.elementwise import multiply
from autograd_core.ops.selection import where
from autograd_core.registry import FUNCTIONS, Interval, composite, example

POSITIVE = Interval(0.2, 3.0)
UNIT = Interval(-0.9, 0.9)


# --------------------------------------------------------------------------------------------------------- trigonometry


@operation(np.sin, formula="y = sin x")
def sin(x: Any, /) -> Any:
    """Return the sine, x in radians."""


sin.rule("x", lambda g, x: g * np.cos(x), formula="∂x = ∂y · cos x")


@operation(np.cos, formula="y = cos x")
def cos(x: Any, /) -> Any:
    """Return the cosine, x in radians."""


cos.rule("x", lambda g, x: -g * np.sin(x), formula="∂x = −∂y · sin x")


@operation(np.tan, formula="y = tan x", domain=Interval(-1.2, 1.2))
def tan(x: Any, /) -> Any:
    """Return the tangent, x in radians."""


tan.rule("x", lambda g, y: g * (1 + y * y), formula="∂x = ∂y · (1 + y²)")


@operation(np.arcsin, formula="y = arcsin x", domain=UNIT)
def arcsin(x: Any, /) -> Any:
    """Return the inverse sine, in radians."""


arcsin.rule("x", lambda g, x: g / np.sqrt((1 - x) * (1 + x)), formula="∂x = ∂y / √(1 − x²)")


@operation(np.arccos, formula="y = arccos x", domain=UNIT)
def arccos(x: Any, /) -> Any:
    """Return the inverse cosine, in radians."""


arccos.rule("x", lambda g, x: -g / np.sqrt((1 - x) * (1 + x)), formula="∂x = −∂y / √(1 − x²)")


@operation(np.arctan, formula="y = arctan x")
def arctan(x: Any, /) -> Any:
    """Return the inverse tangent, in radians."""


arctan.rule("x", lambda g, x: g / (1 + x * x), formula="∂x = ∂y / (1 + x²)")


def _nonzero(r: Any) -> Any:
    """Return r, and 1 where it is 0: there the numerator is 0 as well, and so is the subgradient."""
    return np.where(r == 0, 1, r)


def _over_radius(x: Any, x1: Any, x2: Any) -> Any:
    r = _nonzero(np.hypot(x1, x2))
    return x / r / r


@operation(np.arctan2, formula="y = angle of (x2, x1)", domain=POSITIVE, kink="x1 = x2 = 0: 0")
def arctan2(x1: Any, x2: Any, /) -> Any:
    """Return the angle of the point (x2, x1) to the first axis, in radians."""


arctan2.rule("x1", lambda g, x1, x2: g * _over_radius(x2, x1, x2), formula="∂x1 = ∂y · x2 / (x1² + x2²)")
arctan2.rule("x2", lambda g, x1, x2: -g * _over_radius(x1, x1, x2), formula="∂x2 = −∂y · x1 / (x1² + x2²)")


@operation(np.hypot, formula="y = √(x1² + x2²)", domain=POSITIVE, kink="x1 = x2 = 0: 0")
def hypot(x1: Any, x2: Any, /) -> Any:
    """Return the length of the hypotenuse, without overflow."""


hypot.rule("x1", lambda g, x1, y: g * (x1 / _nonzero(y)), formula="∂x1 = ∂y · x1 / y")
hypot.rule("x2", lambda g, x2, y: g * (x2 / _nonzero(y)), formula="∂x2 = ∂y · x2 / y")


_NEAR_0 = 0.7  # where the first term left out is below the rounding error
_TAYLOR = [(-1) ** k / math.factorial(2 * k + 1) for k in range(8)]


@composite(np.sinc, examples=[example((3, 4)), example(())])
def sinc(x: Any, /) -> Any:
    """Return sin πx / πx, and 1 at 0.

    Near 0 it is the Taylor polynomial of sin z / z in z², so that the derivatives of all orders are right there, too.

    >>> sinc([0.0, 0.5, 1.0])
    Tensor([1.00000000e+00, 6.36619772e-01, 3.89817183e-17])
    """
    z = multiply(x, math.pi)
    near = np.abs(z.array) < _NEAR_0
    inner, outer = where(near, z, 0), where(near, 1, z)
    polynomial: Any = _TAYLOR[-1]
    for coefficient in reversed(_TAYLOR[:-1]):
        polynomial = polynomial * (inner * inner) + coefficient
    return where(near, polynomial, sin(outer) / outer)


@operation(np.degrees, formula="y = 180/π · x")
def degrees(x: Any, /) -> Any:
    """Convert radians to degrees."""


degrees.rule("x", lambda g: g * (180 / math.pi), formula="∂x = 180/π · ∂y")


@operation(np.radians, formula="y = π/180 · x")
def radians(x: Any, /) -> Any:
    """Convert degrees to radians."""


radians.rule("x", lambda g: g * (math.pi / 180), formula="∂x = π/180 · ∂y")

FUNCTIONS[np.rad2deg], FUNCTIONS[np.deg2rad] = degrees, radians
rad2deg, deg2rad = degrees, radians


# ------------------------------------------------------------------------------------------------- hyperbolic functions


@operation(np.sinh, formula="y = sinh x")
def sinh(x: Any, /) -> Any:
    """Return the hyperbolic sine, element by element."""


sinh.rule("x", lambda g, x: g * np.cosh(x), formula="∂x = ∂y · cosh x")


@operation(np.cosh, formula="y = cosh x")
def cosh(x: Any, /) -> Any:
    """Return the hyperbolic cosine, element by element."""


cosh.rule("x", lambda g, x: g * np.sinh(x), formula="∂x = ∂y · sinh x")


@operation(np.tanh, formula="y = tanh x")
def tanh(x: Any, /) -> Any:
    """Return the hyperbolic tangent, element by element."""


tanh.rule("x", lambda g, y: g * (1 - y * y), formula="∂x = ∂y · (1 − y²)")


@operation(np.arcsinh, formula="y = arsinh x")
def arcsinh(x: Any, /) -> Any:
    """Return the inverse hyperbolic sine, element by element."""


@arcsinh.rule("x", formula="∂x = ∂y / √(x² + 1)")
def _(g: Any, x: Any) -> Any:
    if x.dtype.kind == "c":  # in two factors, for the square would overflow
        return g / (np.sqrt(1 + 1j * x) * np.sqrt(1 - 1j * x))
    return g / np.hypot(x, 1)


@operation(np.arccosh, formula="y = arcosh x", domain=Interval(1.3, 4))
def arccosh(x: Any, /) -> Any:
    """Return the inverse hyperbolic cosine, element by element."""


arccosh.rule("x", lambda g, x: g / (np.sqrt(x - 1) * np.sqrt(x + 1)), formula="∂x = ∂y / √(x² − 1)")


@operation(np.arctanh, formula="y = artanh x", domain=UNIT)
def arctanh(x: Any, /) -> Any:
    """Return the inverse hyperbolic tangent, element by element."""


arctanh.rule("x", lambda g, x: g / ((1 - x) * (1 + x)), formula="∂x = ∂y / (1 − x²)")
