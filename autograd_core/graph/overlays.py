"""Variables and gradients while a trace is at work: they ask the trace of their thread for their values.

So a traced function may assign to Variables and leave gradients, and nothing is changed: neither outside of it nor, in
another thread, while it runs. Without a trace the attributes are the slots that they are, at no cost.

    >>> import numpy as np, autograd_core as ag
    >>> w = ag.Variable(1.0)
    >>> graph = ag.trace(lambda x: w.assign(w + x).array)(np.array(2.0))
    >>> w
    Variable(1.)

Not here: what a trace takes down (`traces`).
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from autograd_core.errors import TraceError, explain
from autograd_core.graph.guards import Traced
from autograd_core.record import Leaf, Value, WhileAny, tracing
from autograd_core.tensor import Variable

__all__ = ["ARRAY", "GRAD", "overlaid"]

ARRAY: Any = vars(Value)["array"]
"""The slot of a Variable's values."""

GRAD: Any = vars(Leaf)["grad"]
"""The slot of a leaf's gradient."""


def _get_array(variable: Any) -> Any:
    trace = tracing.get()
    if trace is None:
        return ARRAY.__get__(variable)
    return (trace.states.get(variable) or trace.variable(variable)).value


def _set_array(variable: Any, array: Any) -> None:
    trace = tracing.get()
    if trace is None or not _has_value(variable):
        if isinstance(array, Traced):
            remedy = "create it outside of the function, and assign to it inside"
            raise TraceError(explain("a Variable cannot begin as a traced value", repr(array), remedy))
        ARRAY.__set__(variable, array)
        if trace is not None:
            trace.born.add(id(variable))
        return
    state = trace.variable(variable)
    state.value, state.written = array, True


def _has_value(variable: Any) -> bool:
    with suppress(AttributeError):
        ARRAY.__get__(variable)
        return True
    return False


def _get_grad(leaf: Any) -> Any:
    trace = tracing.get()
    return GRAD.__get__(leaf) if trace is None or leaf.number > trace.started else trace.gradient(leaf)


def _set_grad(leaf: Any, grad: Any) -> None:
    trace = tracing.get()
    if trace is None or leaf.number > trace.started:
        GRAD.__set__(leaf, grad)
    else:
        trace.gradients[leaf] = grad


def _overlay() -> None:
    setattr(Variable, "array", property(_get_array, _set_array))  # noqa: B010  # in the place of a slot
    setattr(Leaf, "grad", property(_get_grad, _set_grad))  # noqa: B010  # as above


def _uncover() -> None:
    delattr(Variable, "array")
    setattr(Leaf, "grad", GRAD)  # noqa: B010  # as above


_overlaying = WhileAny(_overlay, _uncover)


def overlaid() -> WhileAny:
    """Have Variables and leaves ask the trace of their thread for their values while any trace is at work."""
    return _overlaying
