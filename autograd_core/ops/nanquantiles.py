"""Quantiles that skip NaN: no gradient flows into what is skipped.

    >>> import numpy as np, autograd_core as ag
    >>> ag.grad(np.nanmedian)(np.array([4.0, np.nan, 1.0]))
    array([0.5, 0. , 0.5])

Where nothing is left the result is NaN, silently. Not here: quantiles of all numbers (`quantiles`), means and extremes
without NaN (`nans`).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_core.ops.quantiles import WEIGHTED, part_of, quantile_of, refuse_complex
from autograd_core.ops.reducers import Axis
from autograd_core.ops.reduction import no_out
from autograd_core.registry import composite, example

__all__ = ["nanmedian", "nanpercentile", "nanquantile"]


@composite(
    np.nanquantile,
    examples=[
        example((3, 5), 0.3, axis=1),
        example((2, 5), np.array([0.1, 0.8]), axis=0, keepdims=True),
        example((5,), np.array([0.1, 0.8]), **WEIGHTED),
    ],
)
def nanquantile(
    a: Any,
    q: Any,
    axis: Axis = None,
    out: None = None,
    overwrite_input: bool = False,
    method: Any = "linear",
    keepdims: bool = False,
    *,
    weights: Any = None,
) -> Any:
    """Return the value below which the part q of the numbers lies that are not NaN, as `quantile` does.

    Raises DTypeError for complex numbers.

    >>> nanquantile([3.0, np.nan, 1.0], 0.25)
    Tensor(1.5)
    """
    no_out(out)
    refuse_complex(a)
    return quantile_of(a, q, axis, method, keepdims, weights, skips_nan=True)


@composite(np.nanpercentile, examples=[example((3, 5), 30.0, axis=1)])
def nanpercentile(
    a: Any,
    q: Any,
    axis: Axis = None,
    out: None = None,
    overwrite_input: bool = False,
    method: Any = "linear",
    keepdims: bool = False,
    *,
    weights: Any = None,
) -> Any:
    """Return the value below which `q` percent of the numbers lie that are not NaN.

    >>> nanpercentile([3.0, np.nan, 1.0], 25)
    Tensor(1.5)
    """
    return nanquantile(a, part_of(q, a), axis, out, overwrite_input, method, keepdims, weights=weights)


@composite(np.nanmedian, examples=[example((3, 4)), example((3, 4), axis=0), example((2, 3), 1, keepdims=True)])
def nanmedian(
    a: Any, axis: Axis = None, out: None = None, overwrite_input: bool = False, keepdims: bool = False
) -> Any:
    """Return the middle one of the numbers that are not NaN, or the mean of the two in the middle.

    >>> nanmedian([4.0, np.nan, 1.0])
    Tensor(2.5)
    """
    no_out(out)
    return quantile_of(a, 0.5, axis, "linear", keepdims, skips_nan=True)
