"""Joining with brackets: `ag.r_[t, 1.0]` and `ag.c_[t, u]`, as NumPy's objects of these names do it for plain arrays.

    >>> import autograd_core as ag
    >>> t = ag.Tensor([1.0, 2.0])
    >>> ag.r_[t, 0, 3:5], ag.c_[t, t].shape
    (Tensor([1., 2., 0., 3., 4.]), (2, 2))

Not here: the functions that join (`ops.joining`), new grids such as NumPy's `mgrid`.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_core.errors import ConfigurationError, explain
from autograd_core.ops.creation import linspace
from autograd_core.ops.joining import concatenate
from autograd_core.ops.movement import reshape, transpose
from autograd_core.values import as_operand

__all__ = ["c_", "r_"]

WEAK = (int, float, complex, bool)
"""The types that promote weakly."""


class Joining:
    """What joins arrays, numbers and slices, which stand for numbers in order, by brackets.

    axis    along which to join
    ndmin   how many axes each part has at least
    trans1d where the axis of a vector goes among them
    """

    def __init__(self, axis: int, ndmin: int = 1, trans1d: int = -1) -> None:
        self.axis, self.ndmin, self.trans1d = axis, ndmin, trans1d

    def __getitem__(self, key: Any) -> Any:
        """Return the parts joined; a string such as "0,2" before them gives axis, number of axes, and place."""
        parts = key if isinstance(key, tuple) else (key,)
        if isinstance(parts[0], str):
            return self._told(parts[0])[parts[1:]]
        dtype = np.result_type(*[part if type(part) in WEAK else _whole(part).dtype for part in parts])
        return concatenate([self._part(part) for part in parts], self.axis, dtype=dtype)

    def _told(self, how: str) -> Joining:
        try:
            return Joining(*map(int, how.split(",")))
        except (TypeError, ValueError):
            remedy = 'pass one to three integers, such as "0,2", and use np.atleast_2d for matrices'
            raise ConfigurationError(explain("brackets that join know no such words", repr(how), remedy)) from None

    def _part(self, part: Any) -> Any:
        x = _whole(part)
        missing = self.ndmin - x.ndim
        if missing <= 0:
            return x
        axes = list(range(self.ndmin))
        first = self.trans1d if self.trans1d >= 0 else self.trans1d + missing + 1
        return transpose(reshape(x, (1,) * missing + x.shape), axes[:first] + axes[missing:] + axes[first:missing])


def _whole(part: Any) -> Any:
    """Return a part as an array: of a slice, so many numbers between its ends where the step is imaginary."""
    if not isinstance(part, slice):
        return as_operand(part)
    if isinstance(part.step, complex):
        return linspace(0 if part.start is None else part.start, part.stop, int(abs(part.step)))
    return np.r_[part]


r_ = Joining(0)
"""Join along the first axis: `ag.r_[t, 0, 1:3]`."""

c_ = Joining(-1, 2, 0)
"""Join along the last axis, where vectors are columns: `ag.c_[t, u]`."""
