"""A function as one node of the record, whose pullback runs it again instead of reading what was kept.

    >>> import numpy as np, autograd_core as ag
    >>> x, w = ag.Tensor(2.0, requires_grad=True), ag.Variable(3.0)
    >>> start = number()
    >>> inputs = [watched(x)]
    >>> ys = [inputs[0] * inputs[0] * w]
    >>> others = outside(ys, inputs, start)
    >>> others == [w.node]
    True
    >>> pulled_back(ys, [np.ones(())], inputs, others, lifted=False)
    (np.float64(12.0), np.float64(4.0))

What the function closes over takes part: gradients flow to every Variable and recorded Tensor that it reads. Not here:
what is run again, and when (`checkpointing`, `implicit`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_core.applying import UNLISTED, Operation, make_node, results
from autograd_core.differentiate import complete_sweep, on_arrays, on_tensors
from autograd_core.errors import GradientError, explain
from autograd_core.record import Leaf, Node, Value, enable_grad, number
from autograd_core.runs import behind, watched
from autograd_core.values import make

__all__ = ["RERUN", "SOLUTION", "Arguments", "number", "outside", "pulled_back", "recorded_results", "watched"]

AnyFunction = Callable[..., Any]


class Arguments:
    """The arguments of a function that is run again: recorded ones, for which others stand in, and constants.

    recorded  the recorded ones in order; whoever records the call takes them, so that they go with its node
    """

    def __init__(self, leaves: list[Any], rebuild: AnyFunction, constant: AnyFunction = lambda x: x) -> None:
        self._places = [i for i, x in enumerate(leaves) if isinstance(x, Value) and isinstance(x.node, Node)]
        self._constants = [None if i in self._places else constant(x) for i, x in enumerate(leaves)]
        self._rebuild = rebuild
        self.recorded = [leaves[i] for i in self._places]

    def filled(self, inputs: list[Any]) -> Any:
        """Return the arguments in their containers, with `inputs` in the places of recorded ones."""
        leaves = list(self._constants)
        for i, x in zip(self._places, inputs, strict=True):
            leaves[i] = x
        return self._rebuild(leaves)

    def taken(self) -> list[Any]:
        """Return the recorded arguments, and keep them no longer."""
        recorded, self.recorded = self.recorded, []
        return recorded


def outside(outputs: list[Any], inputs: list[Any], start: int) -> list[Node]:
    """Return the nodes from before the number `start` that outputs depend on, other than through the inputs.

    Raises GradientError where an output depends on an input of the record that is younger.
    """
    stops = {x.node for x in inputs}
    waiting = [y.node for y in outputs if isinstance(y.node, Node)]
    seen: set[Node] = set()
    found: list[Node] = []
    while waiting:
        node = waiting.pop()
        if node in seen or node in stops:
            continue
        seen.add(node)
        if node.number < start:
            found.append(node)
        elif not node.parents:
            given, remedy = "a Tensor with requires_grad=True, or a Variable, that it creates", "create it outside"
            raise GradientError(explain("a function that is run again has an input of its own", given, remedy))
        waiting.extend(node.parents if node.number >= start else ())
    return sorted(found, key=lambda node: node.number)


def pulled_back(
    outputs: list[Any], cotangents: list[Any], inputs: list[Any], others: list[Node], lifted: bool
) -> tuple[Any, ...]:
    """Return the cotangents of inputs, and of other nodes, that outputs depend on: Tensors if lifted, else arrays."""
    stops = {*(x.node for x in inputs), *others}
    seeds: dict[Node, Any] = {}
    for y, g in zip(outputs, cotangents, strict=True):
        if isinstance(y.node, Node):
            seeds[y.node] = seeds[y.node] + g if y.node in seeds else g
    with enable_grad():
        found = complete_sweep(seeds, on_tensors if lifted else _on_arrays, stops=stops, needed=behind(seeds, stops))
    mine = [found[x.node] if x.node in found else np.zeros_like(x.array) for x in inputs]
    return (*mine, *[found[node] for node in others])


def _on_arrays(node: Node, k: int, g: Any) -> Any:
    return on_arrays(node, k, g)  # by another name, for a sweep hurries along chains with the original, past stops


# ------------------------------------------------------------------------------------------------------------- the node


def _bundle(*xs: Any) -> Any:
    """Take several operands as one, for a rule that finds all their cotangents together."""
    return xs


def rerun(inputs: Any, /, *, pullback: AnyFunction) -> Any:
    """Stand for a function of a bundle of inputs."""
    return inputs


def solution(inputs: Any, /, *, pullback: AnyFunction) -> Any:
    """Stand for what solves an equation with a bundle of inputs."""
    return inputs


BUNDLE = Operation(_bundle, _bundle, {**UNLISTED, "formula": "y = (x₁, x₂, …)"})
BUNDLE.rule("xs", lambda g, k: g[k], formula="∂xₖ = ∂yₖ")

RERUN = Operation(rerun, rerun, {**UNLISTED, "formula": "y = f(x₁, x₂, …)", "results": 2})
"""A function that is run again for its cotangents: `pullback(g, inputs, lifted)`."""

SOLUTION = Operation(solution, solution, {**UNLISTED, "formula": "y: f(y, x₁, x₂, …) = 0", "results": 2})
"""The solution of an equation: its cotangents are found from itself, too: `pullback(g, inputs, results, lifted)`."""


@RERUN.rule("inputs", formula="∂x = Jᵀ ∂y, with f run again")
def _rerun_rule(g: Any, inputs: Any, pullback: AnyFunction) -> Any:
    return pullback(g, _watched(inputs), isinstance(inputs, Value))


@SOLUTION.rule("inputs", formula="∂x = −(∂f/∂x)ᵀ λ, where (∂f/∂y)ᵀ λ = ∂y")
def _solution_rule(g: Any, inputs: Any, y: Any, pullback: AnyFunction) -> Any:
    return pullback(g, _watched(inputs), y, isinstance(inputs, Value))


def _watched(inputs: Any) -> list[Any]:
    """Return the inputs of a bundle as Tensors at which a sweep stops; recorded where the bundle is."""
    if not isinstance(inputs, Value):
        return [make(array, Leaf(array)) for array in inputs]
    assert isinstance(inputs.node, Node)  # that of the bundle
    return [watched(make(a, node)) for a, node in zip(inputs.array, inputs.node.parents, strict=False)]


def recorded_results(
    arrays: tuple[Any, ...], inputs: list[Any], others: list[Node], pullback: AnyFunction, operation: Operation = RERUN
) -> tuple[Any, ...]:
    """Return results as Tensors of one node that depends on recorded inputs and on other nodes."""
    parents = (*[x.node for x in inputs], *others)
    count = len(parents)
    bundle = make_node(BUNDLE.plan((1 << count) - 1, count), parents, (), {})
    plan = operation.plan(1, 1)
    kept = plan.keep((tuple([x.array for x in inputs]), arrays))
    return results(arrays, make_node(plan, (bundle,), kept, {"pullback": pullback}))  # type: ignore[no-any-return]  # a tuple
