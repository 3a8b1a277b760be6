"""Tracing: running a function once, and taking down all that it computes as a Graph.

Every operation on Tensors and every NumPy function on arrays under trace becomes an equation; so do the rules of the
backward sweep, the formulas of an optimizer and random draws. Variables keep their values: what is assigned to one is
seen inside the function only, and stands in the graph as a write.

    >>> import numpy as np, autograd_core as ag
    >>> w = ag.Variable([1.0, 2.0], name="w")
    >>> def step(x):
    ...     loss = np.sum((w - x) ** 2)
    ...     loss.backward()
    ...     w.assign(w - 0.1 * w.grad)
    ...     return loss
    >>> graph = trace(step)(np.zeros(2))
    >>> [(graph.inputs[write.input].name, write.atom) for write in graph.writes]
    [('w', 9)]
    >>> w
    Variable([1., 2.], name='w')

Python runs once, at the time of the trace: a loop is unrolled, an `if` is decided, a number of Python is a literal, an
array that the function closes over is a constant. What would need a value to decide raises TraceError. Not here: what
stands for a value (`guards`), how a graph is run (`evaluating`, `compiling`).
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import wraps
from types import FunctionType, MethodType
from typing import Any

import numpy as np

from autograd_core.applying import Operation
from autograd_core.drawing import Draws
from autograd_core.errors import TraceError, explain
from autograd_core.graph.graphs import Graph
from autograd_core.graph.guards import OUTSIDE, NoNumber, Traced
from autograd_core.graph.overlays import overlaid
from autograd_core.graph.reaching import reached
from autograd_core.graph.structure import ARGUMENT, Leaf, Literal, Spec
from autograd_core.graph.traces import NumbersNeededError, Trace
from autograd_core.observing import stand_in
from autograd_core.record import Value, setting, tracing
from autograd_core.tree import flatten, paths
from autograd_core.values import make, plain

__all__ = ["is_dynamic", "require_finite", "taken_down", "trace", "trace_operation"]

AnyFunction = Callable[..., Any]

OF_OBJECTS = ("arrays used as indices must be", "dtype('O')", "dtype object")
"""What errors of NumPy say that come from arrays of objects, as what stands for a value is in memory."""


def trace(function: AnyFunction) -> Callable[..., Graph]:
    """Return a function of the same arguments that gives the Graph of what `function` does with them.

    Arrays, Tensors and floating-point numbers among the arguments, also in containers, become inputs; integers, words
    and the like are part of the function, as is all that it closes over but Variables. Nothing is changed: Variables,
    gradients and random generators are afterwards what they were.

    >>> import numpy as np
    >>> graph = trace(lambda x: np.sum(np.exp(x)))(np.zeros(3))
    >>> [equation.op for equation in graph.equations]
    ['exp', 'sum']

    Raises TraceError where the function asks for a number of a traced value, as an `if` does.
    """

    @wraps(function)
    def tracing_function(*args: Any, **kwargs: Any) -> Graph:
        leaves, rebuild = flatten((args, kwargs))
        args, kwargs = rebuild([np.asarray(x) if isinstance(x, (float, complex)) else x for x in leaves])
        return taken_down(function, args, kwargs)[1]

    return tracing_function


def taken_down(function: AnyFunction, args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[Trace, Graph, Any]:
    """Run a function under a trace. Return the trace, its graph, and the result, which holds values under trace.

    Large arrays are not computed, as long as nothing looks at them.
    """
    found = Trace(outlined=True)
    try:
        return _taken_down(found, function, args, kwargs)
    except TraceError:
        raise
    except Exception as error:
        if not (found.guessed or isinstance(error, NumbersNeededError)):
            raise
    return _taken_down(Trace(), function, args, kwargs)  # for it may come from numbers that are not the function's


def _taken_down(
    found: Trace, function: AnyFunction, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> tuple[Trace, Graph, Any]:
    leaves, rebuild = flatten((args, kwargs))
    given: list[Any] = []
    marked: list[Any] = []
    for leaf, name in zip(leaves, _names(function, args, kwargs), strict=True):
        dynamic = is_dynamic(leaf)
        marked.append(Leaf(len(found.inputs)) if dynamic else leaf)
        given.append(_standing_for(leaf, found.input(np.asarray(plain(leaf)), ARGUMENT, name)) if dynamic else leaf)
    args, kwargs = rebuild(given)
    found.writes.forbid(given)
    draws = Draws(function, reached((function, *leaves)) if "numpy.random" in sys.modules else ())
    try:
        with _told_of_memory(), overlaid(), setting(tracing, found), stand_in(found.apply):
            outcome = [function(*args, **kwargs)]  # nothing else holds the results: references are counted
            _refuse_hidden(found, draws, outcome)
            graph = found.graph(_name(function), rebuild(marked), outcome[0])
    except BaseException:
        draws.restore()  # so that what is run instead draws the same
        found.writes.undo()
        raise
    return found, graph, outcome[0]


def _refuse_hidden(trace: Trace, draws: Draws, outcome: list[Any]) -> None:
    """Raise TraceError where a function did what is in no graph."""
    if trace.refusal is not None:
        raise trace.refusal  # the function caught it, and went on with something else
    if draws.changed():
        given, remedy = "a draw by np.random, one of its generators, or random", "draw by ag.random"
        raise TraceError(explain("random numbers of NumPy or Python would be the same in each call", given, remedy))
    trace.writes.refuse_lost(outcome)
    for leaf in flatten(outcome)[0]:
        if isinstance(leaf, NoNumber):
            given = "an element of an array that was copied from one"
            raise TraceError(explain("a traced value has no numbers yet", given, OUTSIDE))
        if isinstance(leaf, Iterator):
            given, remedy = type(leaf).__name__, "return a list, as by list(...)"
            raise TraceError(explain("an iterator could be read once only, and a program runs again", given, remedy))


@contextmanager
def _told_of_memory() -> Iterator[None]:
    """Say it in words where NumPy meets the memory of a value under trace, as where it indexes an array by one."""
    try:
        yield
    except (IndexError, TypeError, ValueError) as error:
        if isinstance(error, TraceError) or not any(text in str(error) for text in OF_OBJECTS):
            raise
        remedy = "make the array a Tensor, as in ag.as_tensor(table)[i], or write np.where(mask, a, b)"
        raise TraceError(explain("an array of NumPy meets a traced value", str(error), remedy)) from error


def require_finite(value: Any, error: Callable[[float], Exception]) -> None:
    """Raise `error(value)` where a scalar is not finite; a compiled program does so before it writes anything.

    >>> require_finite(np.array(1.0), ValueError)
    """
    trace, array = tracing.get(), plain(value)
    if trace is not None and type(array) is Traced:
        with np.errstate(invalid="ignore"):
            difference: Any = array - array  # NaN also where the value is infinite
        trace.checks.append(difference.number)
    elif not np.isfinite(array).all():
        raise error(float(array))


def is_dynamic(leaf: Any) -> bool:
    """Whether a leaf of the arguments is an input: an array or Tensor of numbers, but no Variable, which is a state."""
    if isinstance(leaf, Value):
        return not leaf.is_variable
    return isinstance(leaf, (np.ndarray, np.generic)) and leaf.dtype.kind in "biufc"


def _standing_for(leaf: Any, value: Traced) -> Any:
    return make(value, leaf.node) if isinstance(leaf, Value) else value


def _names(function: AnyFunction, args: tuple[Any, ...], kwargs: dict[str, Any]) -> list[str]:
    """Return the names of all leaves of the arguments, such as "weights['kernel']"."""
    is_method = isinstance(function, MethodType)
    called: Any = getattr(function, "__func__", function)
    if type(called) is FunctionType and not kwargs and not vars(called):  # as below, in a tenth of the time
        parameters = called.__code__.co_varnames[is_method : called.__code__.co_argcount]
        if len(args) <= len(parameters):
            return [name for key, value in zip(parameters, args, strict=False) for name in paths(value, key)]
    try:
        bound = inspect.signature(function).bind(*args, **kwargs).arguments
    except (TypeError, ValueError):  # a function in C, or one that is called wrongly and will say so
        bound = {**{f"x{i}": x for i, x in enumerate(args)}, **kwargs}
    if len(flatten(bound)[0]) != len(flatten((args, kwargs))[0]):
        bound = {**{f"x{i}": x for i, x in enumerate(args)}, **kwargs}
    return [name for key, value in bound.items() for name in paths(value, key)]


def _name(function: AnyFunction) -> str:
    name = getattr(function, "__name__", type(function).__name__)
    return name if name.isidentifier() else "function"


def trace_operation(operation: Operation, specs: list[Spec | Literal], params: Mapping[str, Any]) -> Graph:
    """Return the graph of the forward formula of an operation, for operands of some shapes and dtypes, or literals.

    Raises TraceError, or whatever else the formula raises, where it is not made of NumPy functions of its operands.
    """
    operands = [x.value if isinstance(x, Literal) else np.ones(x.shape, x.dtype) for x in specs]

    def forward(*arrays: Any) -> Any:
        given = iter(arrays)
        pairs = zip(specs, operands, strict=True)
        return operation.forward(
            *[x if isinstance(s, Literal) else make(next(given), None) for s, x in pairs], **params
        )

    arrays = [x for spec, x in zip(specs, operands, strict=True) if not isinstance(spec, Literal)]
    return taken_down(forward, tuple(arrays), {})[1]
