"""Reverse mode: one sweep over the record.

The sweep visits nodes newest first. When a node's turn comes, everything that depends on it has been visited, so its
cotangent is complete; its rules pull the cotangent back to its parents, where contributions add up. That is all:

    cotangent[result] = 1
    for node in newest first:
        for parent, pull in node:
            cotangent[parent] += pull(cotangent[node])

Of a complex number z = a + ib the cotangent is ∂L/∂a − i ∂L/∂b: so rules are products with f′(z), as for real numbers.
The gradient, the direction in which L rises most steeply, is its conjugate; it is taken at both ends of the sweep.

The same rules run on NumPy arrays, which is fast, or on Tensors, which records the backward pass itself, so that it can
be differentiated again.

    >>> import autograd_core as ag
    >>> x = ag.Tensor([1.0, 2.0], requires_grad=True)
    >>> (x * x * x).sum().backward()
    >>> x.grad
    Tensor([ 3., 12.])

Not here: the rules (`ops`), and the functions of functions, such as `grad` (`transforms`).
"""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from contextlib import nullcontext
from contextvars import ContextVar
from heapq import heapify, heappop, heappush
from operator import attrgetter
from typing import Any
from weakref import ref

import numpy as np

from autograd_core.errors import DTypeError, GradientError, ShapeError, explain
from autograd_core.operation import FIT, results
from autograd_core.ops.movement import cast
from autograd_core.plan import Parts
from autograd_core.record import Cut, Leaf, Node, Value, enable_grad, last_exit, tracing
from autograd_core.values import as_array, conjugated, make, plain

__all__ = ["Pull", "backward", "careful", "check_real", "complete_sweep", "dependents", "has_nan", "last_loss"]
__all__ += ["on_arrays", "on_tensors", "sweep", "watching"]

Cotangents = dict[Node, Any]
Pull = Callable[[Node, int, Any], Any]

watching: ContextVar[Callable[[Pull], Pull] | None] = ContextVar("watching", default=None)
"""What stands around every pull of a sweep, for whoever looks at rules at work; None as a rule."""


# ------------------------------------------------------------------------------------------------------------ the sweep


def on_arrays(node: Node, k: int, g: Any) -> Any:
    """Pull back on NumPy arrays."""
    return node.plan.pulls[k](g, node.kept, node.params)


def sweep(
    seeds: Mapping[Node, Any],
    pull: Pull = on_arrays,
    stops: Container[Node] = (),
    oldest: int = 0,
    needed: Container[Node] | None = None,
) -> Cotangents:
    """Pull the cotangents in `seeds` back through the record; return those of leaves and `stops`.

    `pull(node, k, g)` is the cotangent of the node's parent number k. Nodes older than `oldest` are not visited, for
    none of them depends on anything as young; nor are those not `needed`, if that is given.
    """
    cotangents, found = dict(seeds), {}
    waiting = [(-node.number, node) for node in cotangents]
    heapify(waiting)
    while waiting:
        node = heappop(waiting)[1]
        g = cotangents.pop(node)
        if pull is on_arrays:  # along a chain, where nothing else waits or adds, no book-keeping is due
            while type(node) is Node and not waiting:
                parents = node.parents
                if len(parents) != 1 or parents[0].number < oldest:
                    break
                g = node.plan.pulls[0](g, node.kept, node.params)
                node = parents[0]
        if type(node) is not Node or (needed is not None and node in stops):
            found[node] = g
            if node in stops:
                continue
        for k, parent in enumerate(node.parents):
            if parent.number < oldest or (needed is not None and parent not in needed):
                continue
            contribution = pull(node, k, g)
            if parent in cotangents:
                cotangents[parent] = cotangents[parent] + contribution
            else:
                cotangents[parent] = contribution
                heappush(waiting, (-parent.number, parent))
    return found


def on_tensors(node: Node, k: int, g: Any) -> Any:
    """Pull back with the kept values as Tensors, so that what the rule does is recorded."""
    return node.plan.pulls[k](g, _lifted(node), node.params)


def _lifted(node: Node) -> tuple[Any, ...]:
    """Return what the node kept, as Tensors that know where they came from."""
    plan, lifted = node.plan, []
    for item, value in zip(plan.items, node.kept, strict=True):
        if item.shape_only:
            lifted.append(value)
        elif item.place == plan.count:
            lifted.append(results(value, node))
        elif item.place in plan.wanted:
            parent = node.parents[plan.wanted.index(item.place)]
            origin = parent.parents[0] if type(parent) is Node and parent.plan.operation is FIT else parent
            lifted.append(make(value, origin))
        else:
            lifted.append(value)
    return tuple(lifted)


def dependents(roots: list[Node], inputs: set[Node]) -> set[Node]:
    """Return the nodes between `inputs` and `roots`: all that depend on an input, inputs included.

    Nothing older than the oldest input can depend on one, so the search does not go there. A sweep within `oldest`
    finds its way without this; it pays where much of the record between does not depend on the inputs.
    """
    oldest = min((node.number for node in inputs), default=0)
    seen: set[Node] = set()
    waiting = list(roots)
    while waiting:
        node = waiting.pop()
        if node.number >= oldest and node not in seen:
            seen.add(node)
            waiting.extend(node.parents)
    needed = set(inputs)
    for node in sorted(seen, key=attrgetter("number")):
        if not needed.isdisjoint(node.parents):
            needed.add(node)
    return needed


# -------------------------------------------------------------------------------------------- no influence, no gradient


def complete_sweep(seeds: Mapping[Node, Any], pull: Pull, **bounds: Any) -> Cotangents:
    """Sweep; where NaN arrives, sweep once more with care that nothing without influence made it.

    A cotangent of exactly zero says that a value has no influence; its gradient is zero, even where the local
    derivative is infinite and 0 · ∞ gave NaN, as for `where(x > 0, sqrt(x), 0)` at 0.
    Looking only at what arrives costs nothing.
    """
    if (trace := tracing.get()) is not None:
        found: Cotangents = trace.sweep(sweep, seeds, lifted=pull is on_tensors, **bounds)
        return found
    if (watch := watching.get()) is not None:
        pull = watch(pull)
    with np.errstate(all="ignore"):
        found = sweep(seeds, pull, **bounds)
        if not all(leaf.fits(g) for leaf, g in found.items() if isinstance(leaf, Leaf)):
            sweep(seeds, lambda node, k, g: _checked(pull, node, k, g), **bounds)
        if any(has_nan(g) for g in found.values()):
            found = sweep(seeds, lambda node, k, g: careful(pull, node, k, g), **bounds)
    return found


def _checked(pull: Pull, node: Node, k: int, g: Any) -> Any:
    """Pull back; where the cotangent of a leaf does not fit it, say whose rule gave it.

    Raises GradientError.
    """
    result, leaf = pull(node, k, g), node.parents[k]
    if isinstance(leaf, Leaf) and not leaf.fits(result):
        array = plain(result)
        given = f"shape {np.shape(array)} and dtype {getattr(array, 'dtype', type(array).__name__)}"
        shape, kind, size = leaf.form
        remedy = f"return one of shape {shape} and dtype {np.dtype(f'{kind}{size}')}, as the operand has"
        raise GradientError(explain(f"a rule of {node.name} or behind it gives a wrong cotangent", given, remedy))
    return result


def has_nan(g: Any) -> bool:
    """Whether a cotangent holds NaN."""
    array = np.asarray(g.memory if isinstance(g, Value) else g)
    return bool(np.isnan(array).any())


def careful(pull: Pull, node: Node, k: int, g: Any) -> Any:
    """Pull back; where that gives NaN although the cotangent is zero, pull back again as if at a harmless point."""
    result = pull(node, k, g)
    if node.plan is None or node.plan.operation.batched != 0:
        return result
    bad = np.isnan(plain(result)) & _is_zero(g)
    if not bad.any():
        return result
    kept = _lifted(node) if pull is on_tensors else node.kept
    harmless = tuple([_harmless(value, point, bad) for value, point in zip(kept, _harmless_points(node), strict=True)])
    return np.where(bad, 0, node.plan.pulls[k](g, harmless, node.params))


def _is_zero(g: Any) -> Any:
    """Return where a cotangent is zero; that of several results where all of its parts are."""
    if isinstance(g, Parts):
        return np.logical_and.reduce([plain(part) == 0 for part in g.parts.values()])
    return plain(g) == 0


def _harmless_points(node: Node) -> list[Any]:
    """Return for each kept item its value where all operands are in the middle of their domains."""
    operation, count = node.plan.operation, node.plan.count
    domain = (*operation.domain, *operation.domain[-1:] * count)[:count]  # that of `*xs` is the same for all
    middles = [np.float64(interval.middle) for interval in domain]
    values = [*middles, operation.forward(*middles, **node.params)]
    return [values[item.place] for item in node.plan.items]


def _harmless(value: Any, point: Any, bad: Any) -> Any:
    dtype = np.asarray(plain(value)).dtype
    return np.where(bad, np.asarray(point, dtype), value) if dtype.kind in "fc" else value


# ---------------------------------------------------------------------------------------------------------- backward

_last: ContextVar[Callable[[], Value | None]] = ContextVar("last", default=lambda: None)


def last_loss() -> Value | None:
    """Return what `backward` was last called on in this thread, if it is still there."""
    return _last.get()()


def backward(tensor: Value, gradient: Any = None, *, create_graph: bool = False) -> None:
    """Add ∂tensor/∂leaf to `leaf.grad` for every leaf that the tensor depends on; `Tensor.backward` is this function.

    gradient      the gradient to start from, of the tensor's shape; 1 for a real scalar if None
    create_graph  record the backward pass, so that the gradients can be differentiated again, also by `gradient`

    Raises GradientError where the tensor depends on no leaf or is no scalar, ShapeError where `gradient` does not fit.
    """
    node = tensor.node
    if not isinstance(node, Node):
        raise GradientError(_nothing_to_do(node))
    _last.set(ref(tensor))
    seed = _seed(tensor, gradient, "backward()")
    pull = on_tensors if create_graph else on_arrays
    with enable_grad() if create_graph else nullcontext():  # on arrays there is nothing to record
        if create_graph:
            seed = cast(gradient, seed.dtype) if isinstance(gradient, Value) else make(seed, None)
        for leaf, cotangent in complete_sweep({node: conjugated(seed)}, pull).items():
            if isinstance(leaf, Leaf):  # each its own Tensor, for a rule may give several operands the same cotangent
                g = conjugated(cotangent)
                leaf.collect(make(g.array, g.node) if create_graph else make(_writable(g), None))


def _writable(g: Any) -> Any:
    """Return a cotangent as an array that its owner may write into: a stretched one shares elements."""
    array = as_array(g)
    return array if array.flags.writeable or type(array) is not np.ndarray else array.copy()


def check_real(given: np.dtype[Any], wanted: np.dtype[Any], name: str) -> None:
    """Look for complex numbers where only real ones have a meaning.

    Raises DTypeError where there are any.
    """
    if given.kind == "c" and wanted.kind != "c":
        remedy = "pass its real part, or make the value complex first"
        raise DTypeError(explain(f"{name} is complex, but not its value", f"dtypes {given} for {wanted}", remedy))


def _seed(tensor: Value, gradient: Any, caller: str) -> Any:
    array = tensor.array
    if gradient is None:
        if array.size != 1:
            remedy = f"reduce it with .sum() or .mean(), or pass gradient= of shape {array.shape}"
            raise GradientError(explain(f"{caller} needs a scalar", f"shape {array.shape}", remedy))
        if array.dtype.kind == "c":
            remedy = "make it real, as by abs(y) ** 2, or pass gradient="
            raise GradientError(explain(f"{caller} needs a real scalar", f"dtype {array.dtype}", remedy))
        gradient = np.ones_like(array)
    check_real(as_array(plain(gradient)).dtype, array.dtype, f"the gradient passed to {caller}")
    seed = as_array(plain(gradient)).astype(array.dtype)
    if type(seed) is np.ndarray:
        seed.flags.writeable = False  # a rule that writes into its cotangent fails at once
    if seed.shape != array.shape:
        given = f"shape {seed.shape} for a result of shape {array.shape}"
        raise ShapeError(
            explain(f"the gradient passed to {caller} does not fit", given, "pass one of the result's shape")
        )
    return seed


def _nothing_to_do(node: Cut | None) -> str:
    if node is not None:
        given = f"a record that was cut by {node}"
        return explain(
            "backward() on a tensor that depends on nothing", given, "differentiate what comes before the cut"
        )
    remedy = "create an input with requires_grad=True, or a Variable, and compute from it"
    given = "a constant"
    if (seen := last_exit()) is not None:
        given = f"a constant; the last value that left the record did so by {seen}"
    return explain("backward() on a tensor that depends on nothing", given, remedy)
