"""Calls of NumPy functions that have no gradient, under trace: each becomes one equation, such as "np.argsort".

    >>> import numpy as np, autograd_core as ag
    >>> graph = ag.trace(lambda x: np.argsort(x))(np.ones(3))
    >>> [equation.op for equation in graph.equations]
    ['np.argsort']

Not here: the operations, which have a gradient (`traces`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_core.errors import TraceError, explain
from autograd_core.graph.guards import ABOUT_ARRAYS
from autograd_core.graph.structure import Leaf
from autograd_core.record import Cut, Value
from autograd_core.tree import flatten
from autograd_core.values import make, plain

__all__ = ["called", "has_known_shape"]

AnyFunction = Callable[..., Any]

VALUE_DEPENDENT = "nonzero flatnonzero argwhere unique unique_all unique_counts unique_inverse unique_values trim_zeros"
VALUE_DEPENDENT += " setdiff1d setxor1d intersect1d union1d compress extract"

OF_KNOWN_SHAPE = "all any argmax argmin argsort argpartition count_nonzero digitize searchsorted"
"""What gives a result whose shape follows from the shapes of the operands."""


def has_known_shape(function: AnyFunction) -> bool:
    """Whether the shape of what a function gives follows from the shapes of its operands.

    >>> has_known_shape(np.argmax), has_known_shape(np.maximum.reduce), has_known_shape(np.bincount)
    (True, True, False)
    """
    ufunc = getattr(function, "__self__", function)  # of a method such as `reduce`
    return isinstance(ufunc, np.ufunc) or function in ABOUT_ARRAYS or function.__name__ in OF_KNOWN_SHAPE.split()


def called(trace: Any, function: AnyFunction, name: str, args: Any, kwargs: dict[str, Any]) -> Any:
    """Apply a NumPy function that has no gradient, and take it down."""
    if function.__name__ in VALUE_DEPENDENT.split():
        remedy = "find a form of fixed shape, as with np.where"
        raise TraceError(explain(f"the shape of what {name} returns depends on values", "a traced value", remedy))
    leaves, rebuild = flatten([list(args), kwargs])
    arrays = [plain(leaf) for leaf in leaves]
    out = function(*(real := rebuild(map(trace.real, arrays)))[0], **real[1])
    if function in ABOUT_ARRAYS:
        return make(out, None) if isinstance(out, np.ndarray) else out
    parts, rebuild_out = flatten(out)
    if not all(isinstance(part, (np.ndarray, np.generic)) for part in parts):
        given, remedy = f"{name} at {trace.line()}", "compute with arrays, or say it without trace or compile"
        raise TraceError(explain("a traced value has no numbers yet", given, remedy))
    read = [array for array in arrays if isinstance(array, np.ndarray)]
    places = iter(range(len(read)))
    marked = rebuild([Leaf(next(places)) if isinstance(a, np.ndarray) else a for a in arrays])
    simple = marked[0] == [Leaf(k) for k in range(len(read))]
    params = dict(marked[1]) if simple else {"args": marked[0], "kwargs": marked[1]}
    outs = trace.add(name, tuple(map(trace.atom, read)), [np.asarray(part) for part in parts], params)
    node = next((x.node for x in leaves if isinstance(x, Value) and x.node), None)
    cut = Cut(name, "piecewise constant: its gradient is zero") if node else None
    return rebuild_out([make(out, cut) for out in outs])
