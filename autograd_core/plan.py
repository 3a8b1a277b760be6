"""Rules, and the plan that one choice of operands makes of them.

Whether `x @ w` must keep `x`, `w` or both depends on which of the two wants a gradient. A `Plan` answers that once for
each such choice, and every node recorded so shares it: what to keep from operands and result, and for each wanted
operand the function that pulls a cotangent back to it.

    >>> import autograd_core as ag
    >>> ag.multiply.plan(0b01, 2).keeps, ag.multiply.plan(0b11, 2).keeps       # the first operand wanted; both
    (2, 3)

Not here: when a plan is used (`operation` records, `differentiate` sweeps).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from operator import itemgetter
from typing import Any, NamedTuple

import numpy as np

from autograd_core.errors import ConfigurationError, NotDifferentiableError, explain
from autograd_core.signature import argument_names

__all__ = ["Item", "Parts", "Plan", "Rule"]

Params = Mapping[str, Any]
Kept = tuple[Any, ...]
Pull = Callable[[Any, Kept, Params], Any]
Get = Callable[[Kept, Params], Any]


class Rule(NamedTuple):
    """How the cotangent of the result becomes the cotangent of one operand: a vector-Jacobian product.

    `formula` says it to people, such as "∂x = ∂y · (1 − y²)". `uses` are the argument names of `function` after `g`.
    """

    operation: Any
    operand: str
    function: Callable[..., Any]
    formula: str

    @property
    def uses(self) -> tuple[str, ...]:
        """The names of what the rule asks for after `g`."""
        return argument_names(self.function)[1:]


class Parts:
    """The cotangent of a result that is a tuple, as far as it is known: some of its parts. Parts add up."""

    __slots__ = ("like", "parts")

    def __init__(self, parts: dict[int, Any], like: tuple[Any, ...]) -> None:
        self.parts, self.like = parts, like

    def __add__(self, other: Parts) -> Parts:
        both = dict(self.parts)
        for i, g in other.parts.items():
            both[i] = both[i] + g if i in both else g
        return Parts(both, self.like)

    def whole(self) -> tuple[Any, ...]:
        """Return all parts, with zeros for those that nothing depends on."""
        parts = self.parts
        return tuple([parts[i] if i in parts else np.zeros(*like) for i, like in enumerate(self.like)])


class Item(NamedTuple):
    """Something kept: the value or shape of operand number `place`, or of the result if that is past the operands."""

    place: int
    shape_only: bool = False


class Plan:
    """What one operation keeps and computes where the operands in `mask`, of `count`, want a gradient.

    wanted  the places of the operands that get a cotangent, in order
    mask    the same as a mask
    items   what is kept
    keeps   the same as a mask of the operands whose values are kept
    keep    picks the items from (*operands, result)
    pulls   for each wanted operand the function (g, kept, params) → its cotangent
    """

    __slots__ = ("count", "items", "keep", "keeps", "mask", "operation", "pulls", "rules", "wanted")

    def __init__(self, operation: Any, mask: int, count: int) -> None:
        self.operation, self.count = operation, count
        chosen = [(i, rule) for i in range(count) if mask >> i & 1 and (rule := _rule(operation, i))]
        self.wanted = tuple(i for i, _ in chosen)
        self.mask = sum(1 << i for i in self.wanted)
        self.rules = tuple(rule for _, rule in chosen)
        self.items: list[Item] = []
        known: dict[str, int | Get] = {}
        self.pulls = tuple(self._pull(rule, i, known) for i, rule in chosen)
        for name in operation.keeps if chosen else ():
            self._item(Item(operation.operands.index(name)))
        if operation.results > 1:
            self.pulls = tuple(map(_of_whole, self.pulls))
        self.keep = _keeper(self.items)
        self.keeps = sum({1 << item.place for item in self.items if not item.shape_only and item.place < count})

    def _pull(self, rule: Rule, place: int, known: dict[str, int | Get]) -> Pull:
        """Return the pull of one operand; `known` has what was found before, so that `*xs` are looked up once."""
        function = rule.function
        gets = [known[name] if name in known else self._get(rule, name, place) for name in rule.uses]
        known.update((name, get) for name, get in zip(rule.uses, gets, strict=True) if name != "k")
        match gets:
            case []:
                return lambda g, kept, params: function(g)
            case [int(i)]:
                return lambda g, kept, params: function(g, kept[i])
            case [int(i), int(j)]:
                return lambda g, kept, params: function(g, kept[i], kept[j])
        calls = [_getter(get) for get in gets]
        return lambda g, kept, params: function(g, *[get(kept, params) for get in calls])

    def _get(self, rule: Rule, name: str, place: int) -> int | Get:
        """Return where a rule finds `name`: a place in what is kept, or a function of (kept, params)."""
        operation, named = self.operation, len(self.operation.operands)
        base = name.removesuffix("_shape")
        if name in operation.defaults:
            return lambda kept, params: params[name]
        if name == "y":
            return self._item(Item(self.count))
        if base in operation.operands:
            return self._item(Item(operation.operands.index(base), shape_only=base != name))
        if base == operation.variadic:
            first = len(self.items)
            self.items += [Item(i, shape_only=base != name) for i in range(named, self.count)]
            these = slice(first, len(self.items))
            return lambda kept, params: kept[these]
        if name == "k" and operation.variadic:
            k = place - named
            return lambda kept, params: k
        raise ConfigurationError(_no_such_name(rule, name))

    def _item(self, item: Item) -> int:
        if item not in self.items:
            self.items.append(item)
        return self.items.index(item)


def _rule(operation: Any, place: int) -> Rule | None:
    """Return the rule of an operand that wants a gradient; None where no gradient flows through it, as declared.

    Raises NotDifferentiableError where the rule is missing.
    """
    rule: Rule | None = operation.rule_of(place)
    if rule is None and (name := operation.name_of(place)) not in operation.constant:
        wrong = f"{operation.name} has no rule for its operand {name!r}"
        remedy = (
            f"declare one with @{operation.name}.rule({name!r}, formula=...), or, if no gradient flows through it, "
            f"the operation with constant=[{name!r}]; a caller passes stop_gradient(t)"
        )
        raise NotDifferentiableError(explain(wrong, "a tensor that wants a gradient", remedy))
    return rule


def _of_whole(pull: Pull) -> Pull:
    """Give the rules of an operation with several results their cotangents as a tuple."""
    return lambda g, kept, params: pull(g.whole(), kept, params)


def _getter(get: int | Get) -> Get:
    if isinstance(get, int):
        return lambda kept, params: kept[get]
    return get


def _keeper(items: list[Item]) -> Callable[[tuple[Any, ...]], Kept]:
    """Return the function that picks `items` from (*operands, result); the frequent cases without a loop."""
    if any(item.shape_only for item in items):
        pairs = [(item.place, item.shape_only) for item in items]
        return lambda values: tuple([_shape(values[i]) if shape else values[i] for i, shape in pairs])
    match [item.place for item in items]:
        case []:
            return lambda values: ()
        case [i]:
            return lambda values: (values[i],)
        case places:
            return itemgetter(*places)


def _shape(value: Any) -> tuple[int, ...]:
    return getattr(value, "shape", ())


def _no_such_name(rule: Rule, name: str) -> str:
    operation = rule.operation
    operands = [*operation.operands, *([operation.variadic] if operation.variadic else [])]
    known = ["y", *operands, *(f"{x}_shape" for x in operands), *operation.defaults]
    wrong = f"the rule of {operation.name} for {rule.operand!r} asks for something unknown"
    return explain(wrong, f"an argument named {name!r}", f"use some of g, {', '.join(known)}")
