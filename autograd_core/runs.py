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

from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

import numpy as np

from autograd_core.differentiate import complete_sweep, on_arrays, on_tensors
from autograd_core.errors import DTypeError, GradientError, explain
from autograd_core.ops.elementwise import positive
from autograd_core.record import Cut, Leaf, Node, Value, enable_grad, fresh_exits, is_recording, last_exit
from autograd_core.tree import flatten
from autograd_core.values import make, require_floating

__all__ = ["Run", "Span", "as_value", "inside", "is_computed", "like", "watched"]

inside: ContextVar[bool] = ContextVar("inside", default=False)
"""Whether a function is running that a transform differentiates; its results must then stay recorded."""


# ------------------------------------------------------------------------------------------------------------ one run


class Span:
    """The part of the record between some inputs and some outputs."""

    def __init__(self, inputs: list[Any], outputs: list[Any]) -> None:
        self.inputs, self.outputs = inputs, outputs
        self.stops = {x.node for x in inputs}
        self.oldest = min((node.number for node in self.stops), default=0)

    def reaches_others(self) -> bool:
        """Whether the outputs also depend on inputs of the record that are not ours, such as a Variable."""
        seen: set[Node] = set()
        waiting = [y.node for y in self.outputs if isinstance(y.node, Node)]
        while waiting:
            node = waiting.pop()
            if node not in seen and node not in self.stops:
                if not node.parents:
                    return True
                seen.add(node)
                waiting.extend(node.parents)
        return False

    def pull(self, cotangents: list[Any], lifted: bool, needed: Any = None) -> list[Any]:
        """Return the cotangents of the inputs: Tensors if lifted, else arrays; zeros where nothing depends on one."""
        seeds: dict[Node, Any] = {}
        for y, g in zip(self.outputs, cotangents, strict=True):
            if isinstance(y.node, Node) and y.node.number >= self.oldest:
                seeds[y.node] = seeds[y.node] + g if y.node in seeds else g
        bounds = {"stops": self.stops, "oldest": self.oldest, "needed": needed}
        with enable_grad():
            found = complete_sweep(seeds, on_tensors if lifted else on_arrays, **bounds)
        return [found[x.node] if x.node in found else np.zeros_like(x.array) for x in self.inputs]


class Run:
    """One evaluation of a function on inputs that are watched, and what can be asked of it afterwards."""

    def __init__(self, function: Callable[[list[Any]], Any], given: list[Any]) -> None:
        self.given = given
        stays = is_recording() and (inside.get() or any(is_computed(x) for x in given))
        inputs = [watched(x) for x in given]
        token = inside.set(True)
        try:
            with enable_grad(), fresh_exits():
                result = function([make(x.array, x.node) for x in inputs])  # which it may write into
                left = last_exit()
        finally:
            inside.reset(token)
        leaves, self.rebuild = flatten(result)
        self.span = Span(inputs, [as_value(leaf) for leaf in leaves])
        closes_over = is_recording() and any(isinstance(x, Value) and not x.is_variable for x in given)
        self.lifted = stays or (closes_over and self.span.reaches_others())  # whether results must stay recorded
        if not any(isinstance(y.node, Node) and y.node.number >= self.span.oldest for y in self.outputs):
            self._explain_independence(left)

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
        """Return an output in the form of the inputs; one that must stay recorded is a Tensor."""
        if self.lifted and isinstance(y.node, Node):
            return y
        if any(isinstance(x, Value) for x in self.given):
            return make(y.array, Cut("a transform", "its inputs were not recorded"))
        if y.array.ndim:
            return y.array.copy()
        return y.array.item() if all(isinstance(x, (int, float)) for x in self.given) else y.array[()]

    def gradients(self, found: list[Any]) -> list[Any]:
        """Return cotangents of the inputs in the form of the inputs."""
        return [like(x, g) for x, g in zip(self.given, found, strict=True)]

    def scalar(self, caller: str) -> Any:
        """Return the single output.

        Raises GradientError where it is not one number, DTypeError where that is no floating-point number.
        """
        y = self.single(caller)
        given = f"a result of shape {y.array.shape} and dtype {y.array.dtype}"
        if y.array.size != 1:
            remedy = "reduce it, as by np.sum, or use jacobian"
            raise GradientError(explain(f"{caller} needs a floating-point scalar", given, remedy))
        if y.array.dtype.kind not in "fc":
            remedy = "differentiate what it was found from, for it changes in jumps only"
            raise DTypeError(explain(f"{caller} needs a floating-point scalar", given, remedy))
        return y

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
    if isinstance(x, (int, float)) and not isinstance(x, bool):
        x = np.float64(x)
    array = x.array if isinstance(x, Value) else x
    remedy = "convert it with .astype(float), or leave it out of what is differentiated (argnums, containers)"
    require_floating(array, remedy)
    node = x.node if isinstance(x, Value) else None
    parents = (node,) if isinstance(node, Node) else ()
    leaf = Leaf(array, parents=parents, plan=positive.plan(1, 1) if parents else None)
    return make(np.asarray(array), leaf)


def as_value(y: Any) -> Any:
    """Return a result as a Tensor.

    Raises GradientError where it is no array.
    """
    if isinstance(y, Value):
        return y
    if isinstance(y, (np.ndarray, np.generic, int, float, complex)):
        return make(np.asarray(y), None)
    remedy = "return the array or number that is to be differentiated"
    raise GradientError(explain("the function returned no array", f"{type(y).__name__} {y!r}", remedy))


def like(given: Any, g: Any) -> Any:
    """Return a cotangent in the form of its argument; one that is recorded stays a Tensor."""
    node = g.node if isinstance(g, Value) else None
    array = np.asarray(g.array if isinstance(g, Value) else g)
    if node:
        return make(array, node)  # a Tensor of its own, for a rule may give several operands the same cotangent
    if isinstance(given, Value):
        return make(array, Cut("a transform", "its input was not recorded") if given.node else None)
    if isinstance(given, np.ndarray):
        return array.astype(given.dtype, copy=True)
    return given.dtype.type(array.item()) if isinstance(given, np.generic) else array.item()
