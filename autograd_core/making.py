"""New arrays: of one number, of numbers in order, of numbers from elsewhere.

    >>> import autograd_core as ag
    >>> ag.zeros(2), ag.arange(3)
    (Tensor([0., 0.]), Tensor([0, 1, 2]))
    >>> ag.grad(lambda x: ag.full(3, x).sum())(2.0)
    3.0

They are constants, unless a Tensor with a gradient goes into them. Arguments are NumPy's, the only `device` is "cpu".
Not here: arrays in the likeness of others (`ops.creation`, `unrecorded`), random numbers (`ops.random`).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_core.errors import DetachError
from autograd_core.ops.movement import astype, broadcast_to, copy
from autograd_core.record import Value, tracing
from autograd_core.registry import composite, example
from autograd_core.values import Hook, make, on_cpu

__all__ = ["arange", "asarray", "empty", "eye", "from_dlpack", "full", "ones", "zeros"]

_copy = copy  # where an argument hides it


def zeros(shape: Any, dtype: Any = None, order: Any = "C", *, device: Any = None) -> Any:
    """Return an array of zeros.

    >>> zeros(2)
    Tensor([0., 0.])
    """
    return make(np.zeros(shape, dtype, order, device=device), None)


def ones(shape: Any, dtype: Any = None, order: Any = "C", *, device: Any = None) -> Any:
    """Return an array of ones.

    >>> ones(2, int)
    Tensor([1, 1])
    """
    return make(np.ones(shape, dtype, order, device=device), None)


def empty(shape: Any, dtype: Any = None, order: Any = "C", *, device: Any = None) -> Any:
    """Return an array whose numbers are not set yet.

    >>> empty((2, 3)).shape
    (2, 3)
    """
    return make(np.empty(shape, dtype, order, device=device), None)


def eye(N: int, M: int | None = None, /, k: int = 0, dtype: Any = None, order: Any = "C", *, device: Any = None) -> Any:
    """Return an N × M matrix with ones on the diagonal number `k` and zeros elsewhere; square without M.

    >>> eye(2)
    Tensor([[1., 0.],
            [0., 1.]])
    """
    return make(np.eye(N, M, k, float if dtype is None else dtype, order, device=device), None)


@composite(examples=[example([2, 3], ()), example([2, 3], (3,), "float32")])
def full(shape: Any, fill_value: Any, dtype: Any = None, order: Any = "C", *, device: Any = None) -> Any:
    """Return an array filled with one value, or one array repeated, through which a gradient flows.

    Raises ShapeError where the value cannot fill the shape.

    >>> full(2, 7.0)
    Tensor([7., 7.])
    """
    return copy(broadcast_to(asarray(fill_value, dtype, device=device), shape), order)


def arange(start: Any, /, stop: Any = None, step: Any = 1, dtype: Any = None, *, device: Any = None) -> Any:
    """Return start, start + step, start + 2 step, ... before `stop`; from 0 to `start` where it is the only number.

    Raises DetachError where a number is recorded; write `start + step * ag.arange(n)`, through which gradients flow.

    >>> arange(1.0, 2.0, 0.5)
    Tensor([1. , 1.5])
    """
    return make(np.arange(start, stop, step, dtype=dtype, device=device), None)


def asarray(obj: Any, /, dtype: Any = None, order: Any = None, *, device: Any = None, copy: bool | None = None) -> Any:
    """Return a Tensor as it is, anything else as a Tensor; nested lists may hold Tensors, through which gradients flow.

    Other arrays are copied, for their owners could change them behind the back of the record; with `copy=False` memory
    is shared with them. Raises ValueError where `copy=False` and a copy is needed.

    >>> asarray([1, 2], dtype="float32")
    Tensor([1., 2.], dtype=float32)
    """
    on_cpu(device)
    if isinstance(obj, Value) and (dtype is None or obj.array.dtype == dtype):
        return _copy(obj) if copy else obj
    if copy is False:
        return make(np.asarray(obj, dtype, order, copy=False), None)
    if isinstance(obj, Value):
        return astype(obj, dtype)
    if tracing.get() is not None and isinstance(obj, np.ndarray):
        return astype(obj, obj.dtype if dtype is None else dtype)
    try:
        return Hook.tensor(np.asanyarray(obj, dtype, order))
    except DetachError:  # nested lists with recorded Tensors
        joined = Hook.join(obj)
        return joined if dtype is None else astype(joined, dtype, copy=False)


def from_dlpack(x: Any, /, *, device: Any = None, copy: bool | None = None) -> Any:
    """Return the numbers of an array of another library, by its `__dlpack__`.

    They are copied, for their owner could change them behind the back of the record; shared with `copy=False`.

    >>> from_dlpack(np.ones(2))
    Tensor([1., 1.])
    """
    array = np.from_dlpack(x, device=device, copy=copy)
    return make(array if copy is False else array.copy(), None)
