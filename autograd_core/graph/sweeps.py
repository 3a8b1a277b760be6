"""The backward sweep under trace: the rules run on Tensors, so that what they do is taken down.

A rule that is no formula of NumPy functions of Tensors, for it looks at values, becomes one equation, such as
"rule.singular_vectors".

    >>> import numpy as np, autograd_core as ag
    >>> graph = ag.trace(ag.grad(lambda x: np.sum(np.exp(x))))(np.ones(3))
    >>> [(equation.op, equation.rule) for equation in graph.equations if equation.rule]
    [('broadcast_to', 'sum.x'), ('multiply', 'exp.x')]

Not here: the sweep itself (`autograd_core.differentiate`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from autograd_core.applying import FIT, results
from autograd_core.errors import DetachError, TraceError
from autograd_core.graph.guards import Traced
from autograd_core.graph.structure import Leaf
from autograd_core.plan import Parts
from autograd_core.record import Leaf as LeafNode
from autograd_core.record import Node
from autograd_core.tree import flatten
from autograd_core.values import make, plain

__all__ = ["swept", "tensor"]

Sweep = Callable[..., dict[Node, Any]]


def swept(trace: Any, sweep: Sweep, seeds: Mapping[Node, Any], *, lifted: bool, **bounds: Any) -> dict[Node, Any]:
    """Run a backward sweep with its rules on Tensors, so that they are taken down; see `differentiate`."""
    before = trace.at

    def pull(node: Node, k: int, g: Any) -> Any:
        origin = trace.origins.get(node.number)
        if origin is not None:
            trace.at = origin.layers, origin.line, f"{origin.op}.{_operand(node, k)}", origin.outputs[0]
        result = _pulled(trace, node, k, g, lifted)
        operation = node.plan.operation
        if operation.batched == 0 and not operation.bounded and isinstance(array := plain(result), Traced):
            trace.checks.append(array.number)
        return result

    try:
        found = sweep({node: tensor(g) for node, g in seeds.items()}, pull, **bounds)
    finally:
        trace.at = before
    return found if lifted else {node: plain(g) for node, g in found.items()}


def _pulled(trace: Any, node: Node, k: int, g: Any, lifted: bool) -> Any:
    """Pull back; a rule that is no formula of NumPy functions of Tensors becomes one equation."""
    kept, refusal = _kept(node, lifted), trace.refusal
    try:
        return node.plan.pulls[k](tensor(g), kept, node.params)
    except (TraceError, DetachError, IndexError):
        if lifted:
            raise
        trace.refusal = refusal  # not the function's affair
        return _opaque(trace, node, k, g, kept)


def _opaque(trace: Any, node: Node, k: int, g: Any, kept: tuple[Any, ...]) -> Any:
    """Take down a rule as a whole: "rule.singular_vectors" of the cotangents and what was kept."""
    plan = node.plan
    whole = isinstance(g, Parts)
    cotangents = [plain(part) for part in g.whole()] if whole else [plain(g)]
    leaves, rebuild = flatten(list(kept))
    arrays = [plain(leaf) for leaf in leaves]
    read = [*cotangents, *(x for x in arrays if isinstance(x, np.ndarray))]
    places = iter(range(len(cotangents), len(read)))
    marked = tuple(rebuild([Leaf(next(places)) if isinstance(x, np.ndarray) else x for x in arrays]))
    params = {"mask": plan.mask, "count": plan.count, "pull": k, "cotangents": len(cotangents) if whole else 0}
    params |= {"kept": marked, "params": dict(node.params)}
    given = tuple(rebuild(map(trace.real, arrays)))
    with np.errstate(all="ignore"):
        real = plan.pulls[k](_whole(list(map(trace.real, cotangents)), whole), given, node.params)
    name = f"rule.{plan.operation.name}"
    return make(trace.add(name, tuple(map(trace.atom, read)), [np.asarray(real)], params)[0], None)


def _kept(node: Node, lifted: bool) -> tuple[Any, ...]:
    """Return what a node kept as Tensors, with their nodes if the sweep itself is recorded."""
    plan, kept = node.plan, []
    if not lifted and plan.operation.results == 1:
        return tuple(map(tensor, node.kept))  # as below, in a fifth of the time
    for item, value in zip(plan.items, node.kept, strict=True):
        if item.shape_only:
            kept.append(value)
        elif item.place == plan.count:
            kept.append(results(value, node if lifted else None))
        elif lifted and item.place in plan.wanted:
            parent = node.parents[plan.wanted.index(item.place)]
            origin = parent.parents[0] if type(parent) is Node and parent.plan.operation is FIT else parent
            kept.append(make(value, origin))
        else:
            kept.append(tensor(value))
    return tuple(kept)


def _whole(cotangents: list[Any], several: bool) -> Any:
    return Parts(dict(enumerate(cotangents)), ((),) * len(cotangents)) if several else cotangents[0]


def tensor(x: Any) -> Any:
    """Return an array or number of NumPy's as a Tensor that is not recorded, anything else as it is."""
    return make(x, None) if isinstance(x, (np.ndarray, np.generic)) else x


def _operand(node: Node, k: int) -> str:
    if isinstance(node, LeafNode) or node.plan.operation is FIT:
        return "broadcast"
    name: str = node.plan.rules[k].operand
    return name
