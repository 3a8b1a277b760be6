"""One evaluation of a function under a transform: watched inputs, the record between them and the results.

A transform evaluates the user's function on Tensors that stand for its arguments, sweeps the record back to them, and
gives results in the form of the arguments. Where something outside may be differentiated, too (an enclosing transform,
an argument that is recorded, a Variable that the function closes over), results must stay recorded: the sweep then runs
on Tensors.

    >>> import numpy as np
    >>> run = Run(lambda xs: xs[0] * xs[0], [np.array([1.0, 2.0])])
    >>> run.gradients(run.span.pull([np.ones(2)], run.lifted))
    [array([2., 4.])]

Not here: the transforms themselves (`transforms`).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Container, Iterable
from contextvars import ContextVar
from typing import Any

import numpy as np

from autograd_core.differentiate import complete_sweep, on_arrays, on_tensors, sweep
from autograd_core.errors import DTypeError, GradientError, explain
from autograd_core.ops.elementwise import positive
from autograd_core.ops.movement import moveaxis
from autograd_core.record import (
    Argument,
    Cut,
    Node,
    Value,
    enable_grad,
    fresh_exits,
    is_recording,
    last_exit,
    setting,
    tracing,
)
from autograd_core.tree import numbers_of
from autograd_core.values import as_array, make, plain, require_floating

__all__ = ["Run", "Span", "as_value", "behind", "inside", "is_computed", "like", "mapped", "watched"]

inside: ContextVar[bool] = ContextVar("inside", default=False)
"""Whether a function is running that a transform differentiates; its results must then stay recorded."""


mapped: ContextVar[Any] = ContextVar("mapped", default=None)
"""The `batching.Batch` of the `vmap`s at work: how values inside, which show one example, hold all; None as a rule."""


# ------------------------------------------------------------------------------------------------------------ one run


class Span:
    """The part of the record between some inputs and some outputs."""

    def __init__(self, inputs: list[Any], outputs: list[Any]) -> None:
        self.inputs, self.outputs = inputs, outputs
        self.stops = {x.node for x in inputs}
        self.oldest = min((node.number for node in self.stops), default=0)

    def nodes(self) -> set[Node]:
        """Return the nodes from the outputs back to the inputs, and further back where others lie behind them."""
        return behind([y.node for y in self.outputs if isinstance(y.node, Node)], self.stops)

    def reaches_others(self) -> bool:
        """Whether the outputs also depend on inputs of the record from outside, such as a Variable."""
        return any(not node.parents and node.number < self.oldest for node in self.nodes() - self.stops)

    def widest(self) -> int:
        """Return how many numbers the largest array has that is kept between the inputs and the outputs."""
        kept = (value for node in self.nodes() for value in node.kept)
        return max([np.size(value) for value in kept if isinstance(value, np.ndarray)], default=1)

    def pull(self, cotangents: list[Any], lifted: bool, needed: Any = None) -> list[Any]:
        """Return the cotangents of the inputs: Tensors if lifted, else arrays; zeros where nothing depends on one."""
        return self._pull(complete_sweep, cotangents, lifted, needed)

    def pull_quickly(self, cotangents: list[Any], lifted: bool, needed: Any = None) -> list[Any]:
        """Do the same with a sweep that looks at nothing: neither whether cotangents fit, nor for NaN."""
        with np.errstate(all="ignore"):
            return self._pull(complete_sweep if tracing.get() else sweep, cotangents, lifted, needed)

    def _pull(self, swept: Callable[..., Any], cotangents: list[Any], lifted: bool, needed: Any) -> list[Any]:
        seeds: dict[Node, Any] = {}
        for y, g in zip(self.outputs, cotangents, strict=True):
            if isinstance(y.node, Node) and y.node.number >= self.oldest:
                seeds[y.node] = seeds[y.node] + g if y.node in seeds else g
        bounds = {"stops": self.stops, "oldest": self.oldest, "needed": needed}
        with enable_grad():
            found = swept(seeds, on_tensors if lifted else on_arrays, **bounds)
        return [found[x.node] if x.node in found else np.zeros_like(x.array) for x in self.inputs]


def behind(roots: Iterable[Node], stops: Container[Node]) -> set[Node]:
    """Return all nodes that some nodes depend on, themselves included, up to `stops`."""
    seen: set[Node] = set()
    waiting = list(roots)
    while waiting:
        node = waiting.pop()
        if node not in seen:
            seen.add(node)
            if node not in stops:
                waiting.extend(node.parents)
    return seen


class Run:
    """One evaluation of a function on inputs that are watched, and what can be asked of it afterwards."""

    def __init__(self, function: Callable[[list[Any]], Any], given: list[Any]) -> None:
        self.batch = mapped.get()
        self.given = given = [self.lowered(x) for x in given]
        stays = is_recording() and (inside.get() or any(is_computed(x) for x in given))
        inputs = [watched(x) for x in given]
        with setting(inside, True), enable_grad(), fresh_exits():
            result = function([self.shown(make(x.array, x.node)) for x in inputs])  # which it may write into
            left = last_exit()
        self.result = result
        leaves, self.rebuild = numbers_of(result)
        self.span = Span(inputs, [self.lowered(as_value(leaf)) for leaf in leaves])
        closes_over = is_recording() and any(isinstance(x, Value) and not x.is_variable for x in given)
        self.lifted = stays or (closes_over and self.span.reaches_others())  # whether results must stay recorded
        if not any(isinstance(y.node, Node) and y.node.number >= self.span.oldest for y in self.outputs):
            self._explain_independence(left)

    def lowered(self, x: Any) -> Any:
        """Return what a value is in the record: itself, or all examples at once of one that is mapped."""
        return x if self.batch is None else self.batch.lower(x)

    def shown(self, x: Any) -> Any:
        """Return what a value of the record is to a function: itself, or one example of all."""
        return x if self.batch is None else self.batch.show(x)

    def shown_behind(self, x: Any) -> Any:
        """Do the same with a value that has one more axis in front."""
        return x if self.batch is None else self.batch.show(moveaxis(x, 0, len(self.batch.shape)))

    def shape(self, x: Any) -> tuple[int, ...]:
        """Return the shape of an input or output as a function sees it."""
        shape: tuple[int, ...] = x.array.shape
        return shape if self.batch is None else shape[len(self.batch.shape) :]

    @property
    def outputs(self) -> list[Any]:
        """The results, as Tensors."""
        return self.span.outputs

    def _explain_independence(self, left: Cut | None) -> None:
        """Raise GradientError if the result is constant because a value left the record, not by its nature."""
        cuts = [y.node for y in self.outputs if isinstance(y.node, Cut) and y.node.unintended]
        cut = cuts[0] if cuts else left
        if cut is not None and self.given:
            remedy = "use NumPy functions on Tensors as they are, or stop_gradient if a gradient of zero is meant"
            raise GradientError(explain("the result does not depend on the inputs", f"a record cut by {cut}", remedy))

    def value(self, y: Any) -> Any:
        """Return an output in the form of the inputs; one that must stay recorded, or is mapped, is a Tensor."""
        if y.is_mapped or (self.lifted and isinstance(y.node, Node)):
            return self.shown(y)
        if any(isinstance(x, Value) for x in self.given):
            return self.shown(make(y.array, Cut("a transform", "its inputs were not recorded")))
        if y.array.ndim or type(y.array) is not np.ndarray:
            return y.array.copy()  # of a value under trace, which is no number yet, the value itself
        return y.array.item() if all(isinstance(x, (int, float, complex)) for x in self.given) else y.array[()]

    def gradients(self, found: Iterable[Any]) -> list[Any]:
        """Return cotangents of the inputs in the form of the inputs."""
        return [self.shown(like(x, g)) for x, g in zip(self.given, found, strict=True)]

    def scalar(self, caller: str, *, holomorphic: bool) -> Any:
        """Return the single output.

        Raises GradientError where it is not one number, DTypeError where that is no floating-point number, or real
        where it should be complex, or complex where it should be real.
        """
        y = self.single(caller)
        given = f"a result of shape {self.shape(y)} and dtype {y.array.dtype}"
        if math.prod(self.shape(y)) != 1:
            remedy = "reduce it, as by np.sum, or use jacobian"
            raise GradientError(explain(f"{caller} needs a floating-point scalar", given, remedy))
        if y.array.dtype.kind not in "fc":
            remedy = "differentiate what it was found from, for it changes in jumps only"
            raise DTypeError(explain(f"{caller} needs a floating-point scalar", given, remedy))
        self.require_field(y, caller, holomorphic=holomorphic)
        return y

    def require_field(self, y: Any, caller: str, *, holomorphic: bool) -> None:
        """Raise DTypeError unless the result is real, or, for a holomorphic function, all numbers are complex."""
        if not holomorphic and y.array.dtype.kind == "c":
            remedy = "return a real number, as abs(y) ** 2 or y.real, or say holomorphic=True"
            raise DTypeError(explain(f"{caller} needs a real result", f"dtype {y.array.dtype}", remedy))
        if holomorphic and (real := [x for x in (*self.span.inputs, y) if x.array.dtype.kind != "c"]):
            remedy = "pass complex arguments, or leave holomorphic out"
            raise DTypeError(explain("a holomorphic function is complex", f"dtype {real[0].array.dtype}", remedy))

    def single(self, caller: str) -> Any:
        """Return the single output.

        Raises GradientError where there are more, or none.
        """
        if len(self.outputs) != 1:
            remedy = "return one array, or use vjp"
            raise GradientError(explain(f"{caller} needs one result", f"{len(self.outputs)} results", remedy))
        return self.outputs[0]


def is_computed(x: Any) -> bool:
    """Whether `x` is recorded and its gradient may be differentiated further; a Variable's is for the optimizer."""
    return isinstance(x, Value) and isinstance(x.node, Node) and not x.is_variable


def watched(x: Any) -> Any:
    """Return a Tensor with the value of an argument, at which a sweep can stop."""
    if isinstance(x, (int, float, complex)) and not isinstance(x, bool):
        x = np.asarray(x, complex if isinstance(x, complex) else float)
    array = plain(x)
    remedy = "convert it with .astype(float), or leave it out of what is differentiated (argnums, containers)"
    require_floating(array, remedy)
    node = x.node if isinstance(x, Value) else None
    parents = (node,) if isinstance(node, Node) else ()
    leaf = Argument(array, parents=parents, plan=positive.plan(1, 1) if parents else None)
    return make(as_array(array), leaf)


def as_value(y: Any) -> Any:
    """Return a result as a Tensor.

    Raises GradientError where it is no array.
    """
    if isinstance(y, Value):
        return y
    if isinstance(y, (np.ndarray, np.generic, int, float, complex)):
        return make(as_array(y), None)
    remedy = "return the array or number that is to be differentiated"
    raise GradientError(explain("the function returned no array", f"{type(y).__name__} {y!r}", remedy))


def like(given: Any, g: Any) -> Any:
    """Return a cotangent in the form of its argument; one that is recorded stays a Tensor."""
    if isinstance(g, Value) and g.is_mapped:
        return g
    node = g.node if isinstance(g, Value) else None
    array = as_array(plain(g))
    if node:
        return make(array, node)  # a Tensor of its own, for a rule may give several operands the same cotangent
    if isinstance(given, Value):
        return make(array, Cut("a transform", "its input was not recorded") if given.node else None)
    if isinstance(given, np.ndarray):
        return array.astype(given.dtype, copy=True)
    if type(array) is not np.ndarray:
        return array  # a value under trace, which is no number yet
    return given.dtype.type(array.item()) if isinstance(given, np.generic) else array.item()
