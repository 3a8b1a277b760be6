"""`checkpoint`: keep only the inputs of a function for the backward pass, and run it again there.

A chain of n steps keeps n results. In √n pieces of √n steps, each a checkpoint, it keeps the √n inputs of the pieces,
and while one of them is run again its √n results (Chen et al., Training deep nets with sublinear memory cost, 2016).

    >>> import numpy as np, autograd_core as ag
    >>> @ag.checkpoint
    ... def piece(x):
    ...     for _ in range(10):
    ...         x = np.sin(x)
    ...     return x
    >>> ag.grad(lambda x: piece(piece(x)))(0.0)
    1.0

Not here: how a function becomes a node (`reruns`).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import numpy as np

from autograd_core.batching import working
from autograd_core.drawing import Draws
from autograd_core.errors import GradientError, explain
from autograd_core.record import Leaf, Node, Value, enable_grad, is_recording, setting, tracing
from autograd_core.reruns import Arguments, number, outside, pulled_back, recorded_results
from autograd_core.runs import inside, mapped
from autograd_core.tree import flatten
from autograd_core.values import make

__all__ = ["checkpoint"]

AnyFunction = Callable[..., Any]

SAMPLES = 64
"""How many numbers of a result, or up to twice as many, are kept to compare it with that of the second run."""


def checkpoint(function: AnyFunction) -> AnyFunction:
    """Return the same function, of which only the inputs are kept for the backward pass; it is run again there.

    Arguments, by position or keyword, and results may be containers. Gradients of every order flow to the arguments and
    to what the function closes over. Numbers drawn from `ag.random`, `np.random`, `random` and generators of NumPy that
    the function names or is given are drawn again.

    >>> import numpy as np, autograd_core as ag
    >>> ag.grad(checkpoint(lambda x: np.sum(np.exp(x))))(np.zeros(2))
    array([1., 1.])

    Raises GradientError in the backward pass where the second run gives something else than the first, as when a
    Variable that the function closes over was assigned to, and where an input is created inside; WriteError where the
    function writes into an argument, which the caller would not see.
    """

    @wraps(function)
    def checkpointed(*args: Any, **kwargs: Any) -> Any:
        if not is_recording() or tracing.get():  # what a traced program keeps is up to its plan
            return function(*args, **kwargs)
        leaves, rebuild = flatten([list(args), kwargs])
        return _Checkpoint(function, leaves, rebuild).first()

    return checkpointed


class _Checkpoint:
    """One call of a checkpointed function."""

    def __init__(self, function: AnyFunction, leaves: list[Any], rebuild: AnyFunction) -> None:
        self.function, self.arguments = function, Arguments(leaves, rebuild, _own)
        self.batch = mapped.get()
        self.draws = Draws(function, leaves)
        self.outs: list[int] = []  # the places of recorded results
        self.others: list[Node] = []
        self.marks: list[_Mark] = []

    def first(self) -> Any:
        """Run the function, forget what it recorded, and return its results."""
        start = number()
        inputs = [make(x.array, Leaf(x.array)) for x in map(self._lowered, self.arguments.recorded)]
        with self.draws.noticing():
            found, rebuild = self._run(inputs)
        self.outs = [i for i, y in enumerate(found) if isinstance(y, Value) and isinstance(y.node, Node)]
        if not self.outs:
            return rebuild(found)
        ys = self._results(found)
        self.others, self.marks = outside(ys, inputs, start), [_Mark(y.array) for y in ys]
        originals = [self._lowered(x) for x in self.arguments.taken()]
        outs = recorded_results(tuple([y.array for y in ys]), originals, self.others, self._pull)
        for i, y in zip(self.outs, outs, strict=True):
            found[i] = self._shown(y)
        return rebuild(found)

    def _pull(self, g: tuple[Any, ...], inputs: list[Any], lifted: bool) -> tuple[Any, ...]:
        """Run the function again, and pull back through what it records."""
        with enable_grad(), self.draws.repeated(), working(self.batch):
            ys = self._results(self._run(inputs)[0])
        self._compare(ys)
        return pulled_back(ys, list(g), inputs, self.others, lifted)

    def _run(self, inputs: list[Any]) -> Any:
        tensors = [make(x.array, x.node) for x in inputs]
        args, kwargs = self.arguments.filled([self._shown(x) for x in tensors])
        with setting(inside, True):
            return flatten(self.function(*args, **kwargs))

    def _results(self, found: list[Any]) -> list[Any]:
        return [self._lowered(found[i]) for i in self.outs if i < len(found)]

    def _lowered(self, x: Any) -> Any:
        return x if self.batch is None else self.batch.lower(x)

    def _shown(self, x: Any) -> Any:
        return x if self.batch is None else self.batch.show(x)

    def _compare(self, ys: list[Any]) -> None:
        """Raise GradientError unless the second run gave what the first one gave."""
        same = len(ys) == len(self.outs) and all(
            isinstance(y, Value) and mark.agrees(_Mark(y.array)) for y, mark in zip(ys, self.marks, strict=True)
        )
        if not same:
            given = "other results in the backward pass"
            remedy = "change what it reads, Variables too, only afterwards, and pass random generators as arguments"
            raise GradientError(explain("a checkpointed function gives something else each time", given, remedy))


def _own(x: Any) -> Any:
    """Return a constant argument that nobody else can change before the second run."""
    if isinstance(x, Value):
        return x if x.is_mapped else make(x.array, x.node)
    return np.array(x) if isinstance(x, np.ndarray) else x


class _Mark:
    """What tells results apart, without keeping them: their sum and size, and some of them."""

    def __init__(self, array: Any) -> None:
        self.form = array.shape, array.dtype
        self.sum, self.square = complex(array.sum()), float(np.vdot(array, array).real)
        self.some = array.flat[:: max(1, array.size // SAMPLES)]  # so that the same numbers in another order differ

    def agrees(self, other: _Mark) -> bool:
        """Whether other results are the same, up to the rounding of sums in another order."""
        if self.form != other.form:
            return False
        count, tolerance = max(1, np.prod(self.form[0])), 1e4 * np.finfo(self.form[1]).eps
        mean = np.sqrt(self.square / count) if np.isfinite(self.square) else 0.0
        return all(
            np.allclose(mine, theirs, rtol, atol, equal_nan=True)
            for mine, theirs, rtol, atol in (
                (self.square, other.square, tolerance, 0),
                (self.sum, other.sum, 0, tolerance * mean * count),
                (self.some, other.some, tolerance, tolerance * mean),
            )
        )
