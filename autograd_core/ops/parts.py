"""Numbers taken apart and put together: `ldexp`, and the functions with two results, `frexp`, `modf`, `divmod`.

One of the two results moves with the argument, the other in jumps only. Real and imaginary parts are here as they are
recorded, of complex numbers only; `creation` has NumPy's functions of these names.

    >>> import numpy as np, autograd_core as ag
    >>> ag.grad(lambda x: np.modf(x)[0])(2.75), np.modf(ag.Tensor(2.75))
    (1.0, (Tensor(0.75), Tensor(2.)))

Not here: quotient and remainder by themselves (`selection`, `elementwise`).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_core.errors import DTypeError, explain
from autograd_core.operation import operation
from autograd_core.ops.elementwise import fmod, remainder
from autograd_core.ops.selection import floor_divide, trunc
from autograd_core.registry import Interval, complex_of, composite, example
from autograd_core.values import as_array, make, unwrap

__all__ = ["divmod", "frexp", "ldexp", "modf"]


@operation(
    np.ldexp, formula="y = x1 · 2^x2", batched=0, examples=[example((3, 4), np.array([1, -2, 0, 3])), example((), 2)]
)
def ldexp(x1: Any, x2: Any, /) -> Any:
    """Return the first array times 2 to the power of the second, an array of integers."""


ldexp.rule("x1", lambda g, x2: np.ldexp(g, x2), formula="∂x1 = ∂y · 2^x2")  # noqa: PLW0108  # names what it uses


@operation(np.nextafter, formula="y = x1 ± the least step, toward x2", constant=["x2"])
def nextafter(x1: Any, x2: Any, /) -> Any:
    """Return the next floating-point number after the first array toward the second."""


nextafter.rule("x1", lambda g: g, formula="∂x1 = ∂y")


@composite(np.frexp, domain=Interval(1.1, 1.9), examples=[example((3, 4)), example(())])
def frexp(x: Any, /) -> tuple[Any, Any]:
    """Return mantissa and exponent: x = m · 2^e with ½ ≤ |m| < 1. The gradient flows through the mantissa.

    >>> frexp(6.0)
    (Tensor(0.75), Tensor(3, dtype=int32))
    """
    exponent = as_array(np.frexp(unwrap(x)[0])[1])
    return ldexp(x, -exponent), make(exponent, None)


@composite(np.modf, domain=Interval(1.1, 1.9), examples=[example((3, 4)), example(())])
def modf(x: Any, /) -> tuple[Any, Any]:
    """Return the parts after and before the point, both with the sign of x. The gradient flows through the first.

    >>> modf(-2.5)
    (Tensor(-0.5), Tensor(-2.))
    """
    return fmod(x, 1.0), trunc(x)


@composite(np.divmod, domain=Interval(2.1, 3.9), examples=[example((3, 4), 2.0), example((), 2.0)])
def divmod(x1: Any, x2: Any, /) -> tuple[Any, Any]:
    """Return ⌊x1 / x2⌋ and the remainder x1 − ⌊x1 / x2⌋ · x2. The gradient flows through the remainder.

    >>> divmod(7.0, 2.0)
    (Tensor(3.), Tensor(1.))
    """
    return floor_divide(x1, x2), remainder(x1, x2)


# --------------------------------------------------------------------------------------------- real and imaginary parts

_COMPLEX = [example(complex_of((3, 4))), example(complex_of(()))]


def _part(name: str, x: Any) -> Any:
    """Return a part of complex numbers as a view that cannot be written into: a write would have to keep the other.

    Raises DTypeError for real numbers, of whose cotangents the rules would make complex ones.
    """
    if not np.iscomplexobj(x):
        raise DTypeError(explain(f"{name} takes complex numbers", f"dtype {np.asarray(x).dtype}", f"use np.{name}"))
    part: Any = as_array(getattr(x, name))
    part.flags.writeable = False
    return part


@operation(formula="y = Re x", batched=None, view=True, examples=_COMPLEX)
def real(x: Any, /) -> Any:
    """Return the real part of complex numbers, element by element."""
    return _part("real", x)


@operation(formula="y = Im x", batched=None, view=True, examples=_COMPLEX)
def imag(x: Any, /) -> Any:
    """Return the imaginary part of complex numbers, element by element."""
    return _part("imag", x)


real.rule("x", lambda g: g, formula="∂x = ∂y")
imag.rule("x", lambda g: g * -1j, formula="∂x = −i · ∂y")
