"""NumPy's functions through which no gradient flows, under their own names: `ag.argmax`, `ag.all`, `ag.nonzero`.

They are constant, or change in jumps only. All are made from one table, the names that `registry.LATER` lists for this
module, and do what NumPy's function does when it meets a Tensor.

    >>> import autograd_core as ag
    >>> ag.argmax([1.0, 3.0, 2.0]), ag.isclose(ag.Tensor([1.0, 2.0]), 1.0)
    (Tensor(1), Tensor([ True, False]))

Not here: ufuncs that are piecewise constant, such as `floor`, which are operations (`ops.selection`).
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Any

import numpy as np

from autograd_core.protocols import array_function, array_ufunc
from autograd_core.registry import LATER, constant

# Of integers, of bits, and of the numbers next to others; what writes numbers out, for people or into files.
constant(np.bitwise_count, np.gcd, np.lcm, np.isnat, np.spacing, np.packbits, np.unpackbits, np.einsum_path)
constant(np.array2string, np.array_repr, np.array_str, np.save, np.savetxt, np.savez, np.savez_compressed)
constant(np.can_cast, np.common_type, np.may_share_memory, np.min_scalar_type, np.result_type, np.shares_memory)


def _on_values(numpy: Callable[..., Any]) -> Callable[..., Any]:
    """Return the function that applies one of NumPy's to the values of Tensors; its results have no gradient."""

    @wraps(numpy, updated=())
    def function(*args: Any, **kwargs: Any) -> Any:
        if isinstance(numpy, np.ufunc):
            return array_ufunc(None, numpy, "__call__", *args, **kwargs)
        return array_function(None, numpy, (), args, kwargs)

    function.__module__ = __name__
    summary = inspect.cleandoc(numpy.__doc__ or "").partition("\n\n")[0]
    function.__doc__ = f"{summary}\n\nNo gradient flows through: `np.{numpy.__name__}` of the values, as Tensors."
    return function


globals().update({name: _on_values(getattr(np, name)) for name in LATER[__name__]})
