"""How an operation is applied and recorded: the general way, for any number of operands, parameters and results.

Applying computes the forward formula on arrays. Where an operand wants a gradient, a node is added that holds what the
rules of the wanted operands name, and the nodes of these operands. Broadcasting and promotion are undone by one
operation of the engine's own, `FIT`, which stands in the record between an operand and its user where they took place.

    >>> import numpy as np, autograd_core as ag
    >>> b = ag.Tensor([1.0, 2.0], requires_grad=True)
    >>> y = b + np.zeros((3, 2))
    >>> y.node.parents[0].name, y.node.parents[0].parents[0] is b.node
    ('_fit', True)

This module and `operation`, which has the same written out for speed, are the only places that record. Not here: how
operations are declared (`operation`), and Tensors, which register themselves with `values.use_tensor`.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar, overload

import numpy as np

from autograd_core.errors import (
    AutogradError,
    AxisError,
    BoundsError,
    ConfigurationError,
    MatrixError,
    ShapeError,
    explain,
)
from autograd_core.plan import Parts, Plan, Rule
from autograd_core.record import Cut, Node, NodeLike, Value, is_recording, number
from autograd_core.registry import REAL, Example, Interval
from autograd_core.shapes import summed_axes
from autograd_core.signature import read
from autograd_core.values import Hook, apart, as_array, constants, make, unwrap

if TYPE_CHECKING:
    from autograd_core.tensor import Tensor

__all__ = ["FIT", "Operation", "make_node", "results"]

AnyFunction = Callable[..., Any]
Function = TypeVar("Function", bound=AnyFunction)
NO_PARAMS: Mapping[str, Any] = MappingProxyType({})
MOST_PLANS = 256  # of one operation, which may be given any number of operands
ndarray, asarray, new = np.ndarray, np.asarray, object.__new__


class Operation:
    """A NumPy formula that is recorded when an operand wants a gradient; made by `@operation`.

    name, formula, rules (by operand), domain (an Interval for each operand), kink (the subgradient chosen where there
    is no derivative), numpy (the function it stands in for), examples (calls for the tests), and batched: the number of
    trailing axes that belong to one operand (0: elementwise), all others being broadcast; None: nothing is broadcast.
    A view may share memory with its operand; an operation with several results returns a tuple.
    """

    def __init__(self, declared: AnyFunction, forward: AnyFunction, about: Mapping[str, Any]) -> None:
        self.name = self.__name__ = declared.__name__
        self.__doc__, self.__module__, self.__wrapped__ = declared.__doc__, declared.__module__, declared
        self.forward = forward
        self.formula: str = about["formula"]
        self.kink: str = about["kink"]
        self.numpy: AnyFunction | None = about["numpy"]
        self.examples: tuple[Example, ...] = tuple(about["examples"])
        self.batched: int | None = about["batched"]
        self.view: bool = about["view"]
        self.results: int = about["results"]
        self.constant: tuple[str, ...] = tuple(about["constant"])
        self.bounded: bool = about["bounded"]
        self.keeps: tuple[str, ...] = tuple(about["keeps"])
        self.rules: dict[str, Rule] = {}
        self._plans: dict[int, Plan] = {}
        self._read_signature(declared)
        domain = about["domain"]
        self.domain: tuple[Interval, ...] = (
            (domain,) * len(self.all_operands) if isinstance(domain, Interval) else tuple(domain)
        )

    def _read_signature(self, declared: AnyFunction) -> None:
        self.operands, self.variadic, self.positional, self.defaults, self.required = read(declared)
        self.all_operands = (*self.operands, *([self.variadic] if self.variadic else []))

    def __repr__(self) -> str:
        return f"<operation {self.name}: {self.formula}>"

    # --------------------------------------------------------------------------------------------------- declaring

    @overload
    def rule(self, operand: str, function: Function, *, formula: str) -> Function: ...

    @overload
    def rule(self, operand: str, *, formula: str) -> Callable[[Function], Function]: ...

    def rule(self, operand: str, function: AnyFunction | None = None, *, formula: str) -> Any:
        """Declare how the cotangent of `operand` follows from `g`, the cotangent of the result.

        With `function` this is a line of a formula sheet; without, a decorator of the function that follows.

        Raises ConfigurationError where there is no such operand, or the function asks for something unknown.
        """
        known = self.all_operands
        if operand not in known:
            remedy = f"its operands are {', '.join(known)}" if known else "operands stand before a / in its signature"
            raise ConfigurationError(explain(f"a rule of {self.name} for no operand of it", repr(operand), remedy))
        if function is None:
            return lambda decorated: self.rule(operand, decorated, formula=formula)
        self.rules[operand] = Rule(self, operand, function, formula)
        self._plans.clear()
        self.plan(1 << known.index(operand), len(known))
        return function

    def rule_of(self, place: int) -> Rule | None:
        """Return the rule of the operand at `place`, or None where no gradient flows through it."""
        return self.rules.get(self.name_of(place))

    def name_of(self, place: int) -> str:
        """Return the name of the operand at `place`; all that are given for `*xs` share one."""
        return self.operands[place] if place < len(self.operands) else str(self.variadic)

    # ---------------------------------------------------------------------------------------------------- applying

    def __call__(self, *operands: Any, **params: Any) -> Tensor:
        """Apply the operation, and record it if an operand wants a gradient."""
        operands, params = self.bind(operands, params)
        unwrapped = [unwrap(operand) for operand in operands]
        arrays = tuple([array for array, _ in unwrapped])
        nodes = tuple([node for _, node in unwrapped])
        out = self.compute(arrays, params)
        node = self.record(operands, arrays, nodes, out, params)
        if self.view and out.base is not None:
            return self.view_of(operands[0], params, out, node)
        return results(out, node)  # type: ignore[no-any-return]  # a Tensor, but for the few with several results

    def view_of(self, operand: Any, params: Mapping[str, Any], out: Any, node: NodeLike) -> Tensor:
        """Return a result that may share memory with the operand: a View of a Tensor, a copy of what is not ours."""
        if isinstance(operand, Value):
            return Hook.view(operand, self, params, out, node)  # type: ignore[no-any-return]  # a Tensor
        return make(out.copy(), node)

    def apply(self, *operands: Any, **params: Any) -> Any:
        """Apply the operation to arrays as arrays and to Tensors as Tensors, as a NumPy function does; for rules."""
        if any(isinstance(operand, Value) for operand in operands):
            return self(*operands, **params)
        return self.forward(*operands, **self.defaults | params)

    def bind(self, operands: tuple[Any, ...], params: dict[str, Any]) -> tuple[tuple[Any, ...], dict[str, Any]]:
        """Sort what was given into operands and parameters; the latter may be positional, too."""
        if self.variadic is None and len(operands) > len(self.operands):
            params = dict(zip(self.positional, operands[len(self.operands) :], strict=False)) | params
            operands = operands[: len(self.operands)]
        defaults = self.defaults
        known = params.keys() <= defaults.keys() and len(operands) >= len(self.operands)
        if not known or (self.required and not all(name in params for name in self.required)):
            inspect.signature(self.__wrapped__).bind(*operands, **params)  # finds words for the TypeError
        for value in params.values():
            if isinstance(value, Value):
                params = constants(self.name, params)
                break
        return operands, params if len(params) == len(defaults) else defaults | params

    def compute(self, arrays: tuple[Any, ...], params: Mapping[str, Any]) -> Any:
        """Apply the forward formula to NumPy arrays.

        Raises ShapeError, with the shapes, where NumPy says that they do not fit, BoundsError for an index outside.
        """
        try:
            out = self.forward(*arrays, **params)
        except (ValueError, IndexError) as error:
            raise self.misfit(arrays, params, error) from error
        return out if type(out) is ndarray or isinstance(out, tuple) else asarray(out)

    def misfit(self, arrays: tuple[Any, ...], params: Mapping[str, Any], error: Exception) -> Exception:
        """Return the error for operands that NumPy refused, with their shapes."""
        if isinstance(error, AutogradError):
            return error
        given = " and ".join(str(np.shape(a)) for a in arrays)
        asked = "".join(f", {name}={value!r}" for name, value in params.items() if value is not None)
        remedy = f"NumPy says: {str(error).strip().rstrip('.')}"
        if not isinstance(error, ValueError):
            return BoundsError(explain(f"{self.name} finds no such element", f"shapes {given}", remedy))
        kind: type[ValueError] = AxisError if isinstance(error, np.exceptions.AxisError) else ShapeError
        kind = MatrixError if isinstance(error, np.linalg.LinAlgError) else kind
        return kind(explain(f"{self.name} cannot be applied", f"shapes {given}{asked}", remedy))

    # --------------------------------------------------------------------------------------------------- recording

    def record(
        self,
        operands: tuple[Any, ...],
        arrays: tuple[Any, ...],
        nodes: tuple[NodeLike, ...],
        out: Any,
        params: Mapping[str, Any],
    ) -> NodeLike:
        """Return the node of the result: None for a constant, a Cut where the record of its operands ends."""
        mask = 0
        for i, node in enumerate(nodes):
            if node:
                mask |= 1 << i
        plan = self.plan(mask, len(arrays)) if mask and is_recording() else None
        if plan is None or not plan.wanted:
            return self.cut(nodes)
        parents = tuple([self.fitted(nodes[i], arrays[i], out) for i in plan.wanted])
        if not plan.items:
            return make_node(plan, parents, (), params)
        kept = [
            apart(array) if array is operands[i] and plan.keeps >> i & 1 else array for i, array in enumerate(arrays)
        ]
        return make_node(plan, parents, plan.keep((*kept, out)), params)

    def plan(self, mask: int, count: int) -> Plan:
        """Return what to keep and compute where the operands in `mask`, of `count`, want a gradient."""
        key = mask if self.variadic is None else (mask << 16) + count
        plan = self._plans.get(key)
        if plan is None:
            if len(self._plans) == MOST_PLANS:
                self._plans.clear()
            plan = self._plans[key] = Plan(self, mask, count)
        return plan

    def fitted(self, node: Any, array: Any, out: Any) -> Any:
        """Return the node of an operand, behind one that undoes broadcasting and promotion where these took place."""
        if self.batched is None:
            if self.results > 1 or array.dtype is out.dtype:
                return node
        else:
            out = out[0] if self.results > 1 else out
            own = array.shape[array.ndim - self.batched :] if self.batched else ()
            if array.shape == out.shape[: out.ndim - self.batched] + own and array.dtype is out.dtype:
                return node
        return make_node(_FIT_PLAN, (node,), (), {"shape": array.shape, "dtype": array.dtype})

    def cut(self, nodes: Iterable[NodeLike]) -> Cut | None:
        """Return where the record of these operands ends: here, or earlier; None where it never began."""
        for node in nodes:
            if node is not None:
                return node if isinstance(node, Cut) else self._cut_here()
        return None

    def _cut_here(self) -> Cut:
        if is_recording():
            return Cut(self.name, "piecewise constant: its gradient is zero")
        return Cut(self.name, "not recorded: inside no_grad()", unintended=True)


def make_node(plan: Plan, parents: tuple[Node, ...], kept: tuple[Any, ...], params: Mapping[str, Any]) -> Node:
    """Return a new node."""
    node = Node()
    node.number, node.plan, node.parents, node.kept, node.params = number(), plan, parents, kept, params
    return node


# ------------------------------------------------------------------------------------------ what the engine adds itself


def _fit(x: Any, /, *, shape: tuple[int, ...], dtype: Any) -> Any:
    """Stretch an operand to the shape and dtype of the result; the forward pass has NumPy do that by itself."""
    return x


UNLISTED: dict[str, Any] = {"kink": "", "numpy": None, "examples": (), "batched": None, "domain": REAL}
UNLISTED |= {"view": False, "results": 1, "constant": (), "bounded": True, "keeps": ()}

FIT = Operation(_fit, _fit, {**UNLISTED, "formula": "y = x, stretched"})
"""The operation behind broadcasting and promotion. It stands in the record between an operand and its user."""


@FIT.rule("x", formula="∂x = Σ ∂y over the axes that were stretched; its real part where x is real")
def _fit_rule(g: Any, shape: tuple[int, ...], dtype: Any) -> Any:
    axes = summed_axes(shape, g.shape)
    if axes:
        g = np.add.reduce(g, axis=axes)
    if g.shape != shape:
        g = g.reshape(shape)
    if g.dtype == dtype:
        return g
    return (g.real if g.dtype.kind == "c" and dtype.kind == "f" else g).astype(dtype)


_FIT_PLAN = FIT.plan(1, 1)


def _pick(ys: Any, /, *, k: int, like: Any) -> Any:
    """Take one of several results; `like` has the shape and dtype of each."""
    return ys[k]


PICK = Operation(_pick, _pick, {**UNLISTED, "formula": "y = ys[k]"})
"""The operation that takes one result of an operation with several."""


@PICK.rule("ys", formula="∂ys[k] = ∂y, all others 0")
def _pick_rule(g: Any, k: int, like: tuple[Any, ...]) -> Any:
    return Parts({k: g}, like)


_PICK_PLAN = PICK.plan(1, 1)


def results(outs: Any, node: NodeLike) -> Any:
    """Return the Tensor of a result, or the tuple or named tuple of Tensors where an operation has several."""
    if not isinstance(outs, tuple):
        return make(outs, node)
    arrays = [as_array(out) for out in outs]
    tupled = getattr(type(outs), "_make", tuple)
    if not isinstance(node, Node):
        return tupled([make(array, node) for array in arrays])
    like = tuple([(array.shape, array.dtype) for array in arrays])
    params = [{"k": k, "like": like} for k in range(len(arrays))]
    return tupled([make(a, make_node(_PICK_PLAN, (node,), (), p)) for a, p in zip(arrays, params, strict=True)])
