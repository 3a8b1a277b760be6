"""Operations: what can be recorded, each declared once with its forward formula and its rules.

    >>> import autograd_core as ag
    >>> @ag.operation(formula="y = x³", domain=ag.Interval(-2, 2))
    ... def cube(x, /):
    ...     return x * x * x
    >>> @cube.rule("x", formula="∂x = ∂y · 3x²")
    ... def _(g, x):
    ...     return g * 3 * x * x
    >>> ag.grad(cube)(2.0), ag.grad(ag.grad(cube))(2.0)
    (12.0, 12.0)

Forward and rules are NumPy formulas. Positional-only arguments are operands, the others are parameters. A rule says by
its argument names what it uses: `g` the incoming cotangent ∂y, `y` the result, an operand, `<operand>_shape` where the
shape will do, or a parameter. Only what the rules of the wanted operands name is kept for the backward pass.
Broadcasting and promotion are undone by the engine, never in a rule, and a rule never changes `g`.

Not here: how an operation is recorded in general (`applying`), the operations themselves (`ops`), the tables of all
there is (`registry`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from autograd_core.applying import FIT, NO_PARAMS, AnyFunction, Operation, make_node, results
from autograd_core.record import Node, NodeLike, Value, is_recording, number
from autograd_core.registry import FUNCTIONS, OPERATIONS, REAL, Example, Interval
from autograd_core.signature import read
from autograd_core.values import Hook, apart, make, unwrap

if TYPE_CHECKING:
    from autograd_core.tensor import Tensor

__all__ = ["FIT", "Binary", "Operation", "Unary", "operation", "results"]

ndarray, asarray, new = np.ndarray, np.asarray, object.__new__


class Unary(Operation):
    """An operation of one operand: what `Operation` does, written out for speed.

    Almost every node of a graph is made here or in `Binary`; the laws hold both to the results of the general way.
    """

    def __call__(self, *operands: Any, **params: Any) -> Tensor:
        """Apply the operation, and record it if the operand wants a gradient."""
        if params or self.defaults or len(operands) != 1:
            operands, params = self.bind(operands, params)
        x = operands[0]
        a, p = (x.array, x.node) if isinstance(x, Value) else unwrap(x)
        out = self.compute((a,), params) if params else self.forward(a)
        if type(out) is not ndarray:
            if self.results > 1:
                return results(out, self.record(operands, (a,), (p,), out, params))  # type: ignore[no-any-return]  # as above
            out = asarray(out)
        node = p if p is None else self._node(p, a, out, params or NO_PARAMS)  # one empty dict for all nodes
        if self.view and out.base is not None:
            return self.view_of(x, params, out, node)
        return make(out, node)

    def _node(self, p: Any, a: Any, out: Any, params: Mapping[str, Any]) -> NodeLike:
        plan = self.plan(1, 1) if p and is_recording() else None
        if plan is None or not plan.wanted:
            return self.cut((p,))
        parent = p if a.dtype is out.dtype else self.fitted(p, a, out)  # one operand alone is never broadcast
        return make_node(plan, (parent,), plan.keep((a, out)), params)


class Binary(Operation):
    """A ufunc of two operands, written out for speed like `Unary`."""

    def __call__(self, x1: Any, x2: Any, /) -> Tensor:
        """Apply the operation, and record it if an operand wants a gradient."""
        if isinstance(x1, Value):
            a, p = x1.array, x1.node
        else:
            a, p = unwrap(x1)
        if isinstance(x2, Value):
            b, q = x2.array, x2.node
        else:
            b, q = unwrap(x2)
        try:
            out = self.forward(a, b)
        except ValueError as error:
            raise self.misfit((a, b), NO_PARAMS, error) from error
        if type(out) is not ndarray:
            out = asarray(out)
        result: Tensor = new(Hook.tensor)
        result.array, result.node = out, None
        if p is None and q is None:
            return result
        mask = (1 if p else 0) | (2 if q else 0)
        plan = (self._plans.get(mask) or self.plan(mask, 2)) if mask and is_recording() else None
        if plan is None or not plan.mask:
            result.node = self.cut((p, q))
            return result
        result.node = node = Node()
        node.plan, node.params = plan, NO_PARAMS
        if plan.items:
            one = apart(a) if a is x1 and plan.keeps & 1 else a
            two = apart(b) if b is x2 and plan.keeps & 2 else b
            node.kept = plan.keep((one, two, out))
        else:
            node.kept = ()
        # Broadcasting and promotion only add bytes or axes: one look finds the operands that need no fitting.
        nbytes, ndim = out.nbytes, out.ndim
        if p and not (a.nbytes == nbytes and a.ndim == ndim and nbytes):
            p = self.fitted(p, a, out)
        if q and not (b.nbytes == nbytes and b.ndim == ndim and nbytes):
            q = self.fitted(q, b, out)
        node.parents = (p,) if plan.mask == 1 else (p, q) if plan.mask == 3 else (q,)  # type: ignore[assignment]  # nodes
        node.number = number()  # after those of the nodes before it
        return result


# ---------------------------------------------------------------------------------------------------------- declaring


def operation(
    numpy: AnyFunction | None = None,
    *,
    formula: str,
    domain: Interval | tuple[Interval, ...] = REAL,
    kink: str = "",
    batched: int | None = 0,
    view: bool = False,
    results: int = 1,
    constant: Iterable[str] = (),
    bounded: bool = False,
    keeps: Iterable[str] = (),
    examples: Iterable[Example] = (),
) -> Callable[[AnyFunction], Operation]:
    """Declare an operation: a decorator for its forward formula, or, with a ufunc for `numpy`, for its signature alone.

    numpy    the NumPy function whose place it takes when that meets a Tensor
    formula  what it computes, for people
    domain   where it is smooth, one Interval for all operands or for each
    kink     the subgradient chosen where it is not
    batched  the trailing axes that belong to one operand, all others being broadcast: 0 elementwise, 2 for matrices;
             None where the operation does not broadcast
    view     whether the result may share memory with the operand, as in NumPy
    results  how many results it has; with several, forward returns a tuple, and `g` in a rule is one
    constant the operands through which no gradient flows; any other needs a rule when it wants a gradient
    bounded  whether its rules never multiply by what may be infinite, so that a cotangent of zero never becomes NaN
    keeps    operands that a node keeps although no rule asks for them, for who looks behind a result
    examples calls for the tests, where the operation is not elementwise
    """
    about: dict[str, Any] = {"numpy": numpy, "formula": formula, "domain": domain, "kink": kink, "batched": batched}
    about |= {"view": view, "results": results, "constant": constant, "examples": examples}
    about |= {"bounded": bounded, "keeps": keeps}

    def declare(function: AnyFunction) -> Operation:
        forward = numpy if isinstance(numpy, np.ufunc) else function
        made = _kind(function, forward)(function, forward, about)
        OPERATIONS[made.name] = made
        if numpy is not None:
            FUNCTIONS[numpy] = made
        return made

    return declare


def _kind(function: AnyFunction, forward: AnyFunction) -> type[Operation]:
    signature = read(function)
    if len(signature.operands) == 1 and signature.variadic is None:
        return Unary
    return Binary if isinstance(forward, np.ufunc) and forward.nargs == 3 and forward.signature is None else Operation
