"""What the Python array API, version 2024.12, adds to NumPy's older names, so that `autograd_core` is its namespace.

A function written for the standard asks an array for its namespace, and differentiates as it is:

    >>> import numpy as np, autograd_core as ag
    >>> def norm(x):
    ...     xp = x.__array_namespace__()
    ...     return xp.sqrt(xp.sum(xp.pow(x, 2)))
    >>> ag.grad(norm)(np.array([3.0, 4.0]))
    array([0.6, 0.8])

Not here: types (`dtypes`), new arrays (`making`), functions without a gradient (`unrecorded`), sets (`ops.sets`).
"""

from __future__ import annotations

import numpy as np

from autograd_core.ops import elementwise, selection, trigonometry

__array_api_version__ = "2024.12"
__array_namespace_info__ = getattr(np, "__array_namespace_info__", None)  # same types and device; NumPy 2.0 has none

abs = selection.absolute  # noqa: A001  # the standard's own name
pow = elementwise.power  # noqa: A001  # the standard's own name
bitwise_invert, bitwise_left_shift, bitwise_right_shift = selection.invert, selection.left_shift, selection.right_shift
acos, acosh = trigonometry.arccos, trigonometry.arccosh
asin, asinh = trigonometry.arcsin, trigonometry.arcsinh
atan, atan2, atanh = trigonometry.arctan, trigonometry.arctan2, trigonometry.arctanh
