"""Axes of reductions: None, one counted from either end, several, none at all.

    >>> from autograd_core.testing.strategies.finding import smallest
    >>> smallest(axes(3), lambda axis: isinstance(axis, tuple) and len(axis) == 2)
    (0, 1)

Not here: axes of contractions (`contractions`).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import strategies as st

from autograd_core.errors import ConfigurationError, explain
from autograd_core.testing.strategies.choices import weighted

__all__ = ["axes", "reductions"]


def axes(of: Any, *, tuples: bool = True, none: bool = True) -> st.SearchStrategy[Any]:
    """Return a strategy for the `axis` of an array with so many axes; or for pairs of an array and an axis of it.

    None, whole numbers from −ndim to ndim − 1, and tuples of these, also empty; no axis twice. A 0-d array has only
    None and ().

    of      the number of axes, or a strategy for arrays
    tuples  whether there are tuples; without, a 0-d array has only None
    none    whether there is None; functions such as `np.sort` take no tuples, and mean something else by None

    >>> from autograd_core.testing.strategies.finding import smallest
    >>> from autograd_core.testing.strategies import arrays
    >>> smallest(axes(2), lambda axis: isinstance(axis, int) and axis < 0)
    -1
    >>> smallest(axes(arrays()), lambda pair: pair[1] == ())
    (array(1.), ())

    Raises ConfigurationError where `of` is neither, or nothing is left, also when a strategy draws a 0-d array.
    """
    if isinstance(of, st.SearchStrategy):
        return _with_axis(of, tuples, none)
    if not isinstance(of, (int, np.integer)) or of < 0:
        remedy = "pass a whole number from 0 on, or a strategy for arrays"
        raise ConfigurationError(explain("no number of axes", repr(of), remedy))
    return _axes(int(of), tuples, none)


def _axes(ndim: int, tuples: bool, none: bool) -> st.SearchStrategy[Any]:
    branches: list[tuple[int, st.SearchStrategy[Any]]] = [(1, st.none())] * none
    branches += [(3, st.integers(-ndim, ndim - 1))] * (ndim > 0)
    branches += [(1, st.just(()))] * tuples
    branches += [(2, _several(ndim))] * (tuples and ndim > 0)
    if not branches:
        remedy = "draw arrays with an axis: any_shape(min_dims=1)"
        raise ConfigurationError(explain("a 0-d array has no axes", f"tuples={tuples}, none={none}", remedy))
    return weighted(*branches)


def _several(ndim: int) -> st.SearchStrategy[tuple[int, ...]]:
    axis = st.integers(-ndim, ndim - 1)
    return st.lists(axis, min_size=1, max_size=ndim, unique_by=lambda axis: axis % ndim).map(tuple)


@st.composite
def _with_axis(draw: st.DrawFn, of: st.SearchStrategy[Any], tuples: bool, none: bool) -> tuple[Any, Any]:
    x = draw(of)
    return x, draw(_axes(np.ndim(x), tuples, none))


def reductions(of: st.SearchStrategy[Any], *, tuples: bool = True) -> st.SearchStrategy[tuple[Any, dict[str, Any]]]:
    """Return a strategy for pairs of an array and the parameters of a reduction: `axis` and `keepdims`.

    Where arrays may be without elements, a function such as `np.max` cannot be applied; draw others for it.

    >>> from autograd_core.testing.strategies.finding import smallest
    >>> from autograd_core.testing.strategies import arrays
    >>> smallest(reductions(arrays()), lambda call: call[1]["keepdims"] and call[1]["axis"] == -1)
    (array([1.]), {'axis': -1, 'keepdims': True})
    """
    return axes(of, tuples=tuples).flatmap(
        lambda pair: st.booleans().map(lambda keepdims: (pair[0], {"axis": pair[1], "keepdims": keepdims}))
    )
