"""`vmap`: a function of one example becomes a function of many.

    >>> import numpy as np, autograd_core as ag
    >>> def loss(w, x, y):
    ...     return (np.tanh(w @ x) - y) ** 2
    >>> w, X, Y = np.ones(2), np.array([[0.0, 1.0], [2.0, 3.0], [0.0, 0.0]]), np.zeros(3)
    >>> vmap(ag.grad(loss), in_axes=(None, 0, 0))(w, X, Y).shape
    (3, 2)

The function is run once, on values that hold all examples and show one (`batching`). Where it asks for the numbers of
single examples, as `if x > 0:` does, or fails, it is run in a loop instead: what `vmap` gives is what the loop gives.

Not here: how operations are applied to all examples (`batchrules`).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import numpy as np

from autograd_core.batching import Batch, Batched, Level, Loop, separate, whole, working
from autograd_core.drawing import Draws
from autograd_core.errors import GradientError, ShapeError, explain
from autograd_core.ops.joining import stack
from autograd_core.ops.movement import moveaxis
from autograd_core.record import Value
from autograd_core.runs import as_value, mapped
from autograd_core.shapes import normal_axis
from autograd_core.tree import flatten, is_static, spread
from autograd_core.values import plain

__all__ = ["vmap"]

AnyFunction = Callable[..., Any]


def vmap(function: AnyFunction, in_axes: Any = 0, out_axes: Any = 0) -> AnyFunction:
    """Return a function that maps `function` over an axis of its arguments, and stacks the results: yᵢ = f(xᵢ).

    in_axes   the axis of each positional argument, or one for all; None where an argument is the same for all examples.
              For a container it may be a container of axes
    out_axes  where the axis of the examples goes in each result; None for one that is the same for all

    Arrays given by keyword are mapped over their first axis. Results come as arrays for arrays, as Tensors for Tensors,
    and are differentiable. Draws of random numbers inside are different for each example, as in a loop. The function is
    run once, once for each example, or both: it should do nothing else than compute its results.

    >>> import numpy as np
    >>> vmap(np.dot, in_axes=(0, None))(np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([1.0, 10.0]))
    array([21., 43.])
    >>> vmap(lambda x: x if x > 0 else -x)(np.array([1.0, -2.0]))
    array([1., 2.])

    Raises ShapeError where an argument has no such axis, the lengths of the axes differ, or there are no examples to
    run a loop over; GradientError where nothing is mapped, or a result is no array.
    """

    @wraps(function)
    def mapped_function(*args: Any, **kwargs: Any) -> Any:
        examples = Examples(function, in_axes, args, kwargs)
        return examples.results(out_axes)

    return mapped_function


class Examples:
    """The arguments of a function that is mapped, and the ways to run it on them."""

    def __init__(self, function: AnyFunction, in_axes: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        self.function = function
        self.leaves, self.rebuild = flatten([list(args), kwargs])
        positional = spread(in_axes if isinstance(in_axes, (int, type(None))) else list(in_axes), list(args), "in_axes")
        named = [0 if np.ndim(plain(leaf)) else None for leaf in flatten(kwargs)[0]]
        self.axes = [_axis(x, axis) for x, axis in zip(self.leaves, [*positional, *named], strict=True)]
        self.size = _common_size(self.leaves, self.axes)
        self.wants_tensors = any(isinstance(x, Value) for x in self.leaves)

    def _with_examples_first(self) -> list[Any]:
        return [x if axis is None else _first(x, axis) for x, axis in zip(self.leaves, self.axes, strict=True)]

    def call(self, leaves: list[Any]) -> Any:
        """Run the function on one set of arguments."""
        args, kwargs = self.rebuild(leaves)
        return self.function(*args, **kwargs)

    def results(self, out_axes: Any) -> Any:
        """Return the results for all examples."""
        tree = self._all_at_once()
        if tree is None:
            tree = self._in_a_loop()
        leaves, rebuild = flatten(tree)
        axes = spread(out_axes, tree, "out_axes")
        return rebuild([self._placed(y, axis) for y, axis in zip(leaves, axes, strict=True)])

    def _all_at_once(self) -> Any:
        """Return a tree of results, each for all examples; None where only a loop will do.

        Whatever fails here is left to the loop, so that errors speak of one example.
        """
        level, draws = Level(self.size), Draws(self.function, self.leaves)
        try:
            tree = self._mapped(level)
        except Loop as loop:
            if loop.level is not level:
                raise
            tree = None
        except Exception:  # noqa: BLE001  # whatever it is, the loop meets it again, and tells it of one example
            tree = None
        if tree is None or level.loops or draws.changed():
            draws.restore()
            return None
        return tree

    def _mapped(self, level: Level) -> Any:
        """Run the function on values that hold all examples."""
        outer = mapped.get()
        with working(Batch((*(outer.levels if outer else ()), level))):
            pairs = zip(self._with_examples_first(), self.axes, strict=True)
            found, rebuild = flatten(self.call([x if axis is None else Batched(level, x) for x, axis in pairs]))
            return rebuild([_Result(separate(whole(level, as_value(y))), _is_of(level, y)) for y in found])

    def _in_a_loop(self) -> Any:
        """Return the same by running the function on one example after the other."""
        if not self.size:
            remedy = "pass at least one, or use only operations that need no loop"
            raise ShapeError(explain("vmap cannot know the shapes of results", "no examples", remedy))
        examples = self._with_examples_first()
        rows: list[list[Any]] = []
        for i in range(self.size):
            leaves = [x if axis is None else separate(x[i]) for x, axis in zip(examples, self.axes, strict=True)]
            found, rebuild = flatten(self.call(leaves))
            rows.append([as_value(y) for y in found])
        if len({len(row) for row in rows}) > 1:
            given, remedy = "other containers for other examples", "return the same containers for all"
            raise ShapeError(explain("vmap cannot stack results", given, remedy))
        return rebuild([_Result(stack(column), True) for column in zip(*rows, strict=True)])

    def _placed(self, y: Any, axis: int | None) -> Any:
        """Return a result with the axis of the examples where it is wanted, in the form of the arguments."""
        if axis is None:
            if y.is_mapped:
                remedy = "name an axis for it"
                raise GradientError(explain("out_axes is None for a result that differs", "examples", remedy))
            tensor = y.tensor[0]
        else:
            tensor = moveaxis(y.tensor, 0, normal_axis(axis, y.tensor.ndim)) if axis else y.tensor
        return tensor if self.wants_tensors or tensor.is_mapped or tensor.node else tensor.array.copy("K")


class _Result:
    """A result for all examples, and whether it may differ between them."""

    def __init__(self, tensor: Any, is_mapped: bool) -> None:
        self.tensor, self.is_mapped = tensor, is_mapped


def _is_of(level: Level, y: Any) -> bool:
    return type(y) is Batched and y.level is level


def _axis(x: Any, axis: int | None) -> int | None:
    """Return the axis of an argument counted from the front."""
    return None if axis is None or is_static(x) else normal_axis(axis, len(np.shape(plain(x))))


def _first(x: Any, axis: int) -> Any:
    x = as_value(x.copy("K") if isinstance(x, np.ndarray) else x)
    return moveaxis(x, axis, 0) if axis else x


def _common_size(leaves: list[Any], axes: list[int | None]) -> int:
    sizes = [np.shape(plain(x))[axis] for x, axis in zip(leaves, axes, strict=True) if axis is not None]
    if not sizes:
        raise GradientError(explain("vmap maps over nothing", "in_axes without an axis", "name an axis of an argument"))
    if len(set(sizes)) > 1:
        given = f"lengths {', '.join(map(str, sizes))}"
        raise ShapeError(explain("vmap needs axes of one length", given, "pass as many of each, or in_axes=None"))
    return int(sizes[0])
