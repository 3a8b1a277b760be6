"""SciPy's special functions, which know Tensors here: `autograd_core.special`.

    >>> import autograd_core.compat.autograd.scipy.special as special
    >>> special.expit(0.0)
    np.float64(0.5)

Of arrays and numbers they give arrays and numbers, as SciPy's own. Not here: their rules (`ops.scipy_special`).
"""

from collections.abc import Callable
from functools import cache, wraps
from typing import Any

import autograd_core as ag
from autograd_core.record import Value
from autograd_core.tree import flatten, tree_map


def __getattr__(name: str) -> Any:
    found = getattr(ag.special, name)
    return _like_arguments(found) if callable(found) else found


@cache
def _like_arguments(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function that gives Tensors for Tensors only."""

    @wraps(function)
    def like_arguments(*args: Any, **kwargs: Any) -> Any:
        result = function(*args, **kwargs)
        if any(isinstance(leaf, Value) for leaf in flatten([args, kwargs])[0]):
            return result
        return tree_map(lambda y: y.array[()] if isinstance(y, Value) else y, result)

    return like_arguments
