"""What NumPy offers that cannot carry a gradient, each with the reason and what to use instead.

Most of these never ask the protocols: they make plain arrays of whatever they are given. A recorded Tensor refuses
that, and the error names the function and the way out:

    >>> import numpy as np, autograd_core as ag
    >>> t = ag.Tensor([1.0, 2.0], requires_grad=True)
    >>> np.r_[t, 3.0]
    Traceback (most recent call last):
        ...
    autograd_core.errors.DetachError: np.r_ would lose the gradient, for it makes a plain array: got a recorded ...
    >>> ag.r_[t, 3.0]
    Tensor([1., 2., 3.], op=concatenate)

Not here: who asked (`detours`); functions through which no gradient flows, which are constants (`unrecorded`).
"""

from __future__ import annotations

import numpy as np

from autograd_core.registry import refuse

PLAIN = "it makes a plain array"

refuse(
    *(np.array, np.asarray, np.asanyarray, np.ascontiguousarray, np.asfortranarray, np.asarray_chkfinite, np.require),
    why=PLAIN,
    instead="use the tensor as it is, ag.array to join tensors, or say .numpy() where the gradient may end",
)
refuse(np.asmatrix, np.matrix, np.bmat, why="it makes a plain matrix", instead="use np.atleast_2d, np.block and @")
refuse(
    np.fromiter, why=PLAIN, instead="use ag.array([...]) of the tensors, or write float(t) where the gradient may end"
)
refuse(np.r_, why=PLAIN, instead="use ag.r_, or np.concatenate")
refuse(np.c_, why=PLAIN, instead="use ag.c_, or np.column_stack")
refuse(np.mgrid, np.ogrid, why=PLAIN, instead="use np.linspace and np.meshgrid")
refuse(np.arange, why=PLAIN, instead="use start + step * np.arange(n)")
refuse(np.full, why=PLAIN, instead="use ag.full, or np.broadcast_to")
refuse(
    np.vectorize,
    np.frompyfunc,
    why="its function would be given plain numbers",
    instead="use ag.vectorize, or NumPy functions of whole arrays",
)
refuse(
    np.ndenumerate, np.nditer, why="it gives plain numbers", instead="loop over np.ndindex(t.shape) and use t[index]"
)
refuse(np.broadcast, why="it gives plain numbers", instead="use np.broadcast_arrays, or np.broadcast_shapes")
refuse(np.lib.stride_tricks.as_strided, why=PLAIN, instead="use np.lib.stride_tricks.sliding_window_view")
refuse(
    *(np.bartlett, np.blackman, np.hamming, np.hanning, np.kaiser), why=PLAIN, instead="write the window as a formula"
)
