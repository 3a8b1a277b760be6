"""Modified Bessel functions of whole order, for `np.i0`, its derivatives, and the windows made of it.

    >>> import numpy as np, autograd_core as ag
    >>> ag.grad(np.i0)(1.0)    # I₁(1)
    0.5651591039924851

They are the Fourier coefficients of e^(x·cos θ). A sum over points on the circle gives these to full precision, for its
error falls faster than any exponential with the number of points.

Source: Trefethen and Weideman, The exponentially convergent trapezoidal rule, 2014. Not here: other orders and kinds,
which SciPy has.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_core.errors import DTypeError, explain
from autograd_core.operation import operation
from autograd_core.registry import composite, example

__all__ = ["bessel_i", "i0"]

LARGEST = 720.0  # eˣ overflows before


@operation(formula="y = I_n(x)", batched=None, examples=[example((3, 4), n=0), example((5,), n=1), example((), n=2)])
def bessel_i(x: Any, /, n: int) -> Any:
    """Return the modified Bessel function of the first kind, of order n from 0 on.

    >>> bessel_i([0.0, 1.0], n=1)
    Tensor([0.       , 0.5651591])

    Raises DTypeError for complex numbers.
    """
    if np.iscomplexobj(x):
        raise DTypeError(
            explain("bessel_i is one of real numbers here", f"shape {np.shape(x)}, complex", "pass x.real")
        )
    x = np.asarray(x, None if np.asarray(x).dtype.kind == "f" else float)
    if n == 0:
        return np.i0(x)
    size = min(float(np.abs(x).max(initial=0.0, where=np.isfinite(x))), LARGEST)
    quarter = 8 + n + int(np.sqrt(5 * size))
    odd_or_even, y = np.sinh if n % 2 else np.cosh, np.zeros_like(x)
    for angle in np.pi / 2 * (np.arange(quarter) + 0.5) / quarter:  # the other quarters of the circle say the same
        y += (odd_or_even(np.cos(angle) * x) * np.cos(n * angle)).astype(x.dtype)
    return y / quarter


@bessel_i.rule("x", formula="∂x = ∂y · (I_{n−1}(x) + I_{n+1}(x)) / 2")
def _(g: Any, x: Any, n: int) -> Any:
    return g * (bessel_i.apply(x, n=abs(n - 1)) + bessel_i.apply(x, n=n + 1)) / 2


@composite(np.i0, examples=[example((3, 4)), example(())])
def i0(x: Any) -> Any:
    """Return the modified Bessel function of the first kind and order 0.

    >>> i0([0.0, 1.0])
    Tensor([1.        , 1.26606588])

    Raises DTypeError for complex numbers.
    """
    return bessel_i(x, n=0)
