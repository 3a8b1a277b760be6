"""A function of several arrays as one of a vector of numbers; what checks of vectors, and we ourselves, work with.

    >>> import numpy as np
    >>> flat = Flat(lambda a, b: a.sum() * b, (np.ones((2, 2)), 3.0))
    >>> flat.x
    array([1., 1., 1., 1., 3.])
    >>> flat.f(np.arange(5.0))
    array([24.])
    >>> flat.jacobian((np.full((2, 2), 3.0), 4.0))
    array([[3., 3., 3., 3., 4.]])

Not here: what is done with them.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.gradient_checking.case import Function

__all__ = ["Flat", "as_tuple"]


def as_tuple(gradient: Any) -> tuple[Any, ...]:
    """Return the gradients of all arguments, also where there is one only."""
    return gradient if isinstance(gradient, tuple) else (gradient,)


class Flat:
    """A function with its arguments in one vector of float64."""

    def __init__(self, f: Function, args: tuple[Any, ...]) -> None:
        self._function = f
        self._args = [np.asarray(arg) for arg in args]
        self.x = np.concatenate([np.ravel(arg).astype(float) for arg in self._args])

    def arguments(self, x: Any) -> list[Any]:
        """Return the arguments that a vector stands for, each in its dtype; complex numbers stay complex."""
        pieces = np.split(x, np.cumsum([arg.size for arg in self._args])[:-1])
        pairs = zip(pieces, self._args, strict=True)
        return [p.reshape(arg.shape).astype(p.dtype if np.iscomplexobj(p) else arg.dtype) for p, arg in pairs]

    def rounded(self, x: Any) -> Any:
        """Return the vector that f is really called with: some arguments may be float32."""
        return np.concatenate([np.ravel(arg).astype(float) for arg in self.arguments(x)])

    def f(self, x: Any) -> Any:
        """Return the entries of the result at a vector."""
        return np.ravel(self._function(*self.arguments(x)))

    def jacobian(self, gradient: Any) -> Any:
        """Return the gradients of all arguments as one matrix, a row for each entry of the result."""
        pairs = zip(as_tuple(gradient), self._args, strict=True)
        return np.hstack([np.reshape(g, (-1, arg.size)).astype(float) for g, arg in pairs])
