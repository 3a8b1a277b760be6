"""Polynomials as vectors of coefficients, that of the highest power first: values, arithmetic, slope and integral.

    >>> import numpy as np, autograd_core as ag
    >>> ag.grad(lambda p: np.polyval(p, 2.0))(np.array([1.0, 0.0, 3.0]))    # x², x, 1
    array([4., 2., 1.])

Where one operand is an `np.poly1d` the result is one, too, of Tensors. How many coefficients a result has may depend on
which of them are zero, as in NumPy: what was left out has no gradient.

Not here: polynomials with given roots or through given points (`fitting`), and the classes of `numpy.polynomial`, which
make plain arrays of what they are given.
"""

from __future__ import annotations

from inspect import isfunction
from typing import Any

import numpy as np

from autograd_core.errors import ShapeError, UnknownNameError, explain
from autograd_core.ops.indexing import getitem, scatter
from autograd_core.ops.joining import concatenate, sliced, stack
from autograd_core.ops.movement import array_of, astype, atleast_1d, broadcast_to, copy
from autograd_core.ops.scans import cumprod
from autograd_core.ops.vector_convolution import convolve
from autograd_core.registry import composite, example, refuse
from autograd_core.shapes import Axes, normal_axes
from autograd_core.values import as_operand, make

__all__ = ["polyadd", "polyder", "polydiv", "polyint", "polymul", "polysub", "polyval", "trim_zeros", "vander"]

_classes = [
    getattr(np.polynomial, name) for name in np.polynomial.__all__ if isinstance(getattr(np.polynomial, name), type)
]
refuse(
    *_classes,
    why="it makes plain arrays of what it is given",
    instead="use np.polyval, np.polyfit and their like, or functions such as np.polynomial.chebyshev.chebval(x, c)"
    " with a tensor for x",
)

_modules = [getattr(np.polynomial, name) for name in ("chebyshev", "hermite", "hermite_e", "laguerre", "legendre")]
refuse(
    *[getattr(m, n) for m in (*_modules, np.polynomial.polynomial) for n in m.__all__ if isfunction(getattr(m, n))],
    why="it makes a plain array of the coefficients",
    instead="use products with the basis, as B @ c and np.linalg.lstsq(B, y)[0] where"
    " B = np.polynomial.chebyshev.chebvander(x, degree)",
)

PAIRS = [example((3,), (3,)), example((2,), (4,)), example((4,), ()), example((1,), (3,))]


def _coefficients(p: Any) -> Any:
    """Return the coefficients as a Tensor with one axis or more."""
    return atleast_1d(p.coeffs if isinstance(p, np.poly1d) else p)


def _like(y: Any, *given: Any) -> Any:
    """Return coefficients, as a polynomial where one was given."""
    return np.poly1d(y) if any(isinstance(p, np.poly1d) for p in given) else y


def _zeros(n: int, dtype: Any) -> Any:
    return make(np.zeros(n, dtype), None)


# --------------------------------------------------------------------------------------------------------------- values


@composite(np.polyval, examples=[example((4,), (2, 3)), example((3,), ()), example((1,), (2,)), example((2, 3), (3,))])
def polyval(p: Any, x: Any) -> Any:
    """Return the values of a polynomial, by Horner's rule: Σ_i p_i · x^(n−i).

    x  an array, or a polynomial that is put in for x

    >>> polyval([1.0, 0.0, 3.0], [0.0, 2.0])
    Tensor([3., 7.])
    """
    y: Any = 0
    if not isinstance(x, np.poly1d):
        x = as_operand(x)
        y = make(np.zeros_like(array_of(x)), None)
    for coefficient in _coefficients(p):
        y = y * x + coefficient
    return y


@composite(
    np.vander, examples=[example((3,)), example((3,), 2, increasing=True), example((2,), N=4), example((2,), N=1)]
)
def vander(x: Any, N: int | None = None, increasing: bool = False) -> Any:
    """Return the powers of a vector as columns: x^(N−1), …, x, 1, or in the other order if `increasing`.

    N  how many columns, as many as rows if None

    >>> vander([2.0, 3.0], 3)
    Tensor([[4., 2., 1.],
            [9., 3., 1.]])

    Raises ShapeError where `x` is no vector.
    """
    x = as_operand(x)
    if x.ndim != 1:
        raise ShapeError(explain("the powers are those of a vector", f"shape {x.shape}", "flatten it"))
    n, count = len(x), len(x) if N is None else N
    x = astype(x, np.promote_types(x.dtype, int), copy=False)
    factors = broadcast_to(x.reshape(n, 1), (n, max(count - 1, 0)))
    powers = concatenate([np.ones((n, min(count, 1)), x.dtype), cumprod(factors, axis=1)], 1)
    return powers if increasing else np.flip(powers, 1)


# ----------------------------------------------------------------------------------------------------------- arithmetic


def _aligned(a1: Any, a2: Any) -> tuple[Any, Any]:
    """Return the coefficients of two polynomials, with zeros before those of the shorter one."""
    x1, x2 = _coefficients(a1), _coefficients(a2)
    longer = len(x2) - len(x1)
    if longer > 0:
        x1 = concatenate([np.zeros(longer, x1.dtype), x1])
    return x1, concatenate([np.zeros(-longer, x2.dtype), x2]) if longer < 0 else x2


@composite(np.polyadd, examples=PAIRS)
def polyadd(a1: Any, a2: Any) -> Any:
    """Return the sum of two polynomials.

    >>> polyadd([1.0, 2.0], [5.0])
    Tensor([1., 7.])
    """
    x1, x2 = _aligned(a1, a2)
    return _like(x1 + x2, a1, a2)


@composite(np.polysub, examples=PAIRS)
def polysub(a1: Any, a2: Any) -> Any:
    """Return the difference of two polynomials.

    >>> polysub([1.0, 2.0], [5.0])
    Tensor([ 1., -3.])
    """
    x1, x2 = _aligned(a1, a2)
    return _like(x1 - x2, a1, a2)


@composite(np.polymul, examples=PAIRS)
def polymul(a1: Any, a2: Any) -> Any:
    """Return the product of two polynomials; leading zeros are left out before.

    >>> polymul([1.0, 1.0], [1.0, -1.0])
    Tensor([ 1.,  0., -1.])
    """
    return _like(convolve(_led(a1), _led(a2)), a1, a2)


def _led(p: Any) -> Any:
    """Return coefficients without leading zeros, but one of a polynomial that is zero."""
    x = _coefficients(p)
    shortened = trim_zeros(x, "f")
    return shortened if len(shortened) else sliced(x, 0, 1, 0)


MONIC = [[1.0, ()], [1.0, (), ()], [1.0, (), (), ()]]  # exact in every precision


@composite(np.polydiv, examples=[example((n,), divisor) for n, divisor in zip((4, 5, 2), MONIC, strict=True)])
def polydiv(u: Any, v: Any) -> tuple[Any, Any]:
    """Return the quotient q and the remainder r of two polynomials: u = q · v + r.

    As in NumPy, the first coefficients of the remainder are left out where they are close to zero. The first one of
    `v` must not be zero: all is divided by it.

    >>> polydiv([1.0, 5.0, 7.0], [1.0, 2.0])
    (Tensor([1., 3.]), Tensor([1.]))
    """
    r, divisor = _coefficients(u) + 0.0, _coefficients(v) + 0.0
    steps, n = len(r) - len(divisor) + 1, len(divisor)
    r = astype(r, np.result_type(r.dtype, divisor.dtype), copy=False)
    scale, quotient = 1.0 / divisor[0], []  # in the same order as NumPy, whose rounding decides what is left out
    for k in range(steps):
        quotient.append(scale * r[k])
        r = r - scatter(quotient[k] * divisor, shape=r.shape, template=slice(k, k + n))
    q = stack(quotient) if steps > 0 else _zeros(1, r.dtype)
    close = np.isclose(array_of(r), 0, rtol=1e-14)
    first = min(int(np.argmin(close)) if not close.all() else len(close), len(close) - 1)
    return _like(q, u, v), _like(sliced(r, first, None, 0), u, v)


# --------------------------------------------------------------------------------------------------- slope and integral


@composite(np.polyder, examples=[example((4,)), example((4,), 2), example((3,), m=0), example((2,), m=1)])
def polyder(p: Any, m: int = 1) -> Any:
    """Return the derivative of a polynomial, m times.

    >>> polyder([1.0, 0.0, 3.0])
    Tensor([2., 0.])

    Raises ShapeError where m is negative.
    """
    _check_order(m, "polyint")
    y = _coefficients(p)
    for _ in range(m):
        y = sliced(y, None, -1, 0) * np.arange(len(y) - 1, 0, -1)
    return _like(y, p)


@composite(
    np.polyint,
    examples=[example((3,)), example((3,), 2), example((2,), 2, (2,)), example((2,), 2, 5.0), example((2,), 0)],
)
def polyint(p: Any, m: int = 1, k: Any = None) -> Any:
    """Return the integral of a polynomial, m times.

    k  the constants of integration, the one of the first integral first; one number for m of it; zeros if None

    >>> polyint([2.0, 0.0], k=3.0)
    Tensor([1., 0., 3.])

    Raises ShapeError where m is negative or there are too few constants.
    """
    _check_order(m, "polyder")
    constants = atleast_1d(np.zeros(m) if k is None else k)
    if len(constants) == 1:
        constants = broadcast_to(constants, (max(m, 1),))
    if len(constants) < m:
        given = f"{len(constants)} for {m} integrals"
        raise ShapeError(
            explain("there are too few constants of integration", given, "pass one for each, or one for all")
        )
    y = _coefficients(p)
    for i in range(m):
        y = concatenate([y / np.arange(len(y), 0, -1), sliced(constants, i, i + 1, 0)])
    return _like(y, p)


def _check_order(m: int, opposite: str) -> None:
    if m < 0:
        raise ShapeError(explain("there is no derivative or integral of such an order", f"m={m}", f"see {opposite}"))


# ---------------------------------------------------------------------------------------------------------------- zeros


@composite(np.trim_zeros, examples=[example((3,)), example((2, 3), "f")])
def trim_zeros(filt: Any, trim: str = "fb", axis: Axes = None) -> Any:
    """Return the array without the zeros at its front ("f") and back ("b"), along some axes, all if None.

    >>> trim_zeros([0.0, 1.0, 0.0, 2.0, 0.0])
    Tensor([1., 0., 2.])

    Raises AxisError where there is no such axis, UnknownNameError where `trim` says something else.
    """
    sides = trim.lower()
    if sides not in {"fb", "bf", "f", "b"}:
        raise UnknownNameError(explain("unknown ends to trim", repr(trim), "use 'f', 'b' or 'fb'"))
    array = array_of(filt)
    places = np.nonzero(array)
    key = [slice(None)] * array.ndim
    for i in normal_axes(axis, array.ndim):
        start, stop = (places[i].min(), places[i].max() + 1) if places[i].size else (0, 0)
        key[i] = slice(
            int(start) if "f" in sides or not stop else None, int(stop) if "b" in sides or not stop else None
        )
    return getitem(filt, template=tuple(key)) if key else copy(filt)
