"""Running a graph, equation by equation: slowly, and just as the operations themselves would.

    >>> import numpy as np, autograd_core as ag
    >>> graph = ag.trace(lambda x: np.sum(x * 2.0))(np.array([1.0, 2.0]))
    >>> evaluate(graph, [np.array([3.0, 4.0])])
    ([array(14.)], [])

Not here: fast programs (`program`, `native`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from autograd_core.errors import GraphInvalidError, ShapeError, explain, unknown_name
from autograd_core.graph.structure import ARGUMENT, Equation, Graph, Leaf, Literal, Spec
from autograd_core.plan import Parts
from autograd_core.registry import OPERATIONS, load_later
from autograd_core.tree import flatten, paths
from autograd_core.values import plain

__all__ = ["apply", "call", "evaluate", "function_of"]


def evaluate(graph: Graph, inputs: Sequence[Any], streams: Sequence[Any] = ()) -> tuple[list[Any], list[Any]]:
    """Return the outputs of a graph, and the values that it writes, for arrays in the order of `Graph.inputs`.

    streams  NumPy's random generators, one for each in `Graph.streams`
    """
    values: dict[int, Any] = dict(graph.constants)
    values.update((place.value, np.asarray(x)) for place, x in zip(graph.inputs, inputs, strict=True))
    uses = _last_uses(graph)
    for k, equation in enumerate(graph.equations):
        operands = [_value(atom, values) for atom in equation.inputs]
        values.update(zip(equation.outputs, apply(equation, operands, streams), strict=True))
        for number in uses[k]:
            values.pop(number, None)
    written = [np.asarray(_value(write.atom, values)) for write in graph.writes]
    return [np.asarray(_value(atom, values)) for atom in graph.outputs], written


def call(graph: Graph, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Any:
    """Return the results of a graph in their containers, for arguments as the traced function takes them.

    Raises GraphInvalidError where the graph needs more than its arguments, ShapeError where these are others than those
    that it was traced with.
    """
    if graph.streams or any(given.kind != ARGUMENT for given in graph.inputs):
        names = [given.name for given in graph.inputs if given.kind != ARGUMENT] + list(graph.streams)
        remedy = "use evaluate(graph, inputs, streams), or ag.compile"
        raise GraphInvalidError(explain("this graph needs more than its arguments", ", ".join(names), remedy))
    wanted, given = list(paths(graph.arguments)), list(paths((args, dict(kwargs))))
    if wanted != given:
        remedy = "pass what the function was traced with, other numbers only"
        raise ShapeError(explain("the arguments have another form", f"{len(given)} for {len(wanted)} leaves", remedy))
    pairs = zip(flatten(graph.arguments)[0], flatten((args, dict(kwargs)))[0], strict=True)
    arrays = [np.asarray(plain(x)) for leaf, x in pairs if isinstance(leaf, Leaf)]
    for place, array in zip(graph.inputs, arrays, strict=True):
        spec = Spec(array.shape, array.dtype)
        if spec != graph.values[place.value]:
            remedy = "trace the function for arguments of this kind"
            wrong = f"{place.name} was {graph.values[place.value]} when it was traced"
            raise ShapeError(explain(wrong, str(spec), remedy))
    outputs, _ = evaluate(graph, arrays)
    leaves, rebuild = flatten(graph.form)
    return rebuild([outputs[leaf.number][()] if isinstance(leaf, Leaf) else leaf for leaf in leaves])


def _value(atom: Any, values: dict[int, Any]) -> Any:
    return atom.value if isinstance(atom, Literal) else values[atom]


def _last_uses(graph: Graph) -> list[list[int]]:
    """Return for each equation the values that nothing needs after it."""
    last = {number: k for k, equation in enumerate(graph.equations) for number in (*equation.outputs, *equation.reads)}
    free: list[list[int]] = [[] for _ in graph.equations]
    kept = set(graph.results)
    for number, k in last.items():
        if number not in kept:
            free[k].append(number)
    return free


def apply(equation: Equation, operands: Sequence[Any], streams: Sequence[Any] = ()) -> list[Any]:
    """Return the results of one equation, as arrays.

    Raises UnknownNameError where there is no such operation.
    """
    params = dict(equation.params)
    if equation.op.startswith("random."):
        out = getattr(streams[params.pop("stream")], equation.op.removeprefix("random."))(**params)
    elif equation.op.startswith("rule."):
        out = _rule(equation.op.removeprefix("rule."), operands, **params)
    elif equation.op.startswith("np."):
        args, kwargs = _arguments(operands, params)
        out = function_of(equation.op)(*args, **kwargs)
    else:
        out = function_of(equation.op)(*operands, **params)
    return [np.asarray(part) for part in (flatten(out)[0] if len(equation.outputs) > 1 else [out])]


def _rule(
    name: str,
    operands: Sequence[Any],
    *,
    mask: int,
    count: int,
    pull: int,
    cotangents: int,
    kept: tuple[Any, ...],
    params: Mapping[str, Any],
) -> Any:
    """Return what a rule makes of a cotangent, or of several, and what it kept."""
    g: Any = Parts(dict(enumerate(operands[:cotangents])), ((),) * cotangents) if cotangents else operands[0]
    leaves, rebuild = flatten(list(kept))
    filled = tuple(rebuild([operands[leaf.number] if isinstance(leaf, Leaf) else leaf for leaf in leaves]))
    with np.errstate(all="ignore"):
        return _operation(name).plan(mask, count).pulls[pull](g, filled, params)


def _arguments(operands: Sequence[Any], params: dict[str, Any]) -> tuple[list[Any], dict[str, Any]]:
    """Return what a NumPy function is called with, from the arrays and a template of the rest."""
    if "args" not in params:
        return list(operands), params
    leaves, rebuild = flatten([params["args"], params["kwargs"]])
    filled = rebuild([operands[leaf.number] if isinstance(leaf, Leaf) else leaf for leaf in leaves])
    return filled[0], filled[1]


def function_of(op: str) -> Any:
    """Return what an operation computes, as a function of arrays.

    >>> function_of("tanh"), function_of("np.argsort").__name__
    (<ufunc 'tanh'>, 'argsort')

    Raises UnknownNameError where there is no such operation.
    """
    if op.startswith("np."):
        found: Any = np
        for part in op.split(".")[1:]:
            found = getattr(found, part)
        return found
    return _operation(op).forward


def _operation(name: str) -> Any:
    if name not in OPERATIONS:
        load_later()
    if name not in OPERATIONS:
        raise unknown_name("operation", name, OPERATIONS)
    return OPERATIONS[name]
