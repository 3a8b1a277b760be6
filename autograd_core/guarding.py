"""Finding the first NaN or infinity: who made it, where, and from what.

Inside `nan_guard()` every operation and every rule is looked at. The first that makes NaN, or infinity out of finite
numbers, is an error that names the operation, your line, the first bad index and the range of what it was given.

    >>> import numpy as np, autograd_core as ag
    >>> with ag.nan_guard():
    ...     ag.log(ag.Tensor([1.0, 0.0]))
    Traceback (most recent call last):
        ...
    autograd_core.errors.NotFiniteError: log made -inf, at index (1,) of shape (2,), in <doctest ...

Infinity that was passed in on purpose, as in the mask of an attention, is no alarm; nor is 0 · ∞ in a rule where the
cotangent is zero, for the sweep makes that zero. Not here: why a gradient is zero or huge (`explaining`).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from autograd_core.differentiate import Pull, careful, watching
from autograd_core.errors import NotFiniteError, explain
from autograd_core.observing import observed
from autograd_core.operation import Operation
from autograd_core.record import Node, setting, user_line
from autograd_core.tree import flatten
from autograd_core.values import plain

__all__ = ["extent", "inputs_of", "line_of", "nan_guard"]

MOST_LINES = 200_000  # then the oldest are forgotten, so that a guard around a training does not fill the memory
_lines: dict[int, str] = {}


@contextmanager
def nan_guard() -> Iterator[None]:
    """Raise NotFiniteError at the first operation or rule that makes NaN or infinity inside a `with` block.

    Each operation costs a look at its result, so it is for looking, not for every day. Nodes recorded here know their
    line in your code, which `t.why()` then tells, too.

    >>> import autograd_core as ag
    >>> x = ag.Tensor([4.0, 0.0], requires_grad=True)
    >>> with nan_guard():
    ...     ag.sqrt(x).sum().backward()
    Traceback (most recent call last):
        ...
    autograd_core.errors.NotFiniteError: the rule of sqrt for x made inf, at index (1,) of shape (2,), ...

    Raises NotFiniteError.
    """
    with setting(watching, _guarded), observed(_check), np.errstate(all="ignore"):  # the error says more than NumPy's
        yield


def line_of(node: Node) -> str:
    """Return "file.py:12" for a node that was recorded inside `nan_guard()`; an empty string for others."""
    return _lines.get(node.number, "")


# ------------------------------------------------------------------------------------------------------------- forward


def _check(operation: Operation, operands: tuple[Any, ...], result: Any) -> None:
    """Look at what an operation made, and remember its line."""
    line = user_line()
    outputs = result if isinstance(result, tuple) else (result,)
    for output in outputs:
        if isinstance(output.node, Node):
            if len(_lines) >= MOST_LINES:
                _lines.pop(next(iter(_lines)), None)  # which another thread may have done
            _lines[output.node.number] = line
        if (bad := _first_bad(output.array)) is not None:
            _judge(operation, operands, output.array, bad, line)


def _first_bad(array: Any) -> tuple[int, ...] | None:
    """Return the index of the first NaN, or if there is none of the first infinity; None where all is finite."""
    if array.dtype.kind not in "fc" or np.isfinite(array).all():
        return None
    nan = np.isnan(array)
    flat = int(np.argmax(nan if nan.any() else ~np.isfinite(array)))
    return tuple(int(i) for i in np.unravel_index(flat, array.shape))


def _judge(operation: Operation, operands: Any, made: Any, bad: tuple[int, ...], line: str) -> None:
    """Raise NotFiniteError, unless an infinity came in with the operands."""
    places = range(len(operands) if operation.variadic else len(operation.operands))  # parameters may be positional
    given = [(operation.name_of(k), array) for k in places for array in _arrays(operands[k])]
    was_finite = all(_first_bad(array) is None for _, array in given)
    if not was_finite and not np.isnan(made[bad]):
        return
    ranges = ", ".join(f"{name} {extent(array)}" for name, array in given) or "no operands"
    where = f"{made[bad]}, at index {bad} of shape {made.shape}, in {line}"
    had_nan = any(np.isnan(array).any() for _, array in given)
    remedy = "keep the operands where the result is finite, as by np.where or np.clip before it"
    if had_nan:
        remedy = "look where the operand comes from: it was not finite before the guarded block, or an input is not"
    elif not was_finite:
        remedy = "keep infinity out of it: ∞ − ∞, 0 · ∞ and ∞ / ∞ are no numbers"
    verb = "passed on" if had_nan else "made"
    raise NotFiniteError(explain(f"{operation.name} {verb} {where}", ranges, remedy))


def _arrays(x: Any) -> list[Any]:
    leaves = flatten(x)[0] if isinstance(x, (list, tuple)) else [x]
    arrays = [np.asarray(plain(leaf)) for leaf in leaves]
    return [array for array in arrays if array.dtype.kind in "biufc"]


def extent(array: Any) -> str:
    """Return the range of the numbers in an array, for people.

    >>> extent(np.array([1.0, np.nan, -2.0]))
    'in [-2.0, 1.0] with 1 NaN'
    """
    array = np.asarray(array)
    if array.size == 0:
        return f"of shape {array.shape}, without elements"
    size = np.abs(array) if array.dtype.kind == "c" else array
    known = size[~np.isnan(size)] if array.dtype.kind in "fc" else size
    what = "of size in" if array.dtype.kind == "c" else "in"
    span = f"{what} [{known.min()}, {known.max()}]" if known.size else ""
    nans = f"{array.size - known.size} NaN" if known.size < array.size else ""
    return " with ".join(part for part in (span, nans) if part)


# ------------------------------------------------------------------------------------------------------------ backward


def _guarded(pull: Pull) -> Pull:
    """Return a pull that raises where a rule makes NaN or infinity of a finite cotangent."""

    def guarded(node: Node, k: int, g: Any) -> Any:
        result = careful(pull, node, k, g)
        array = np.asarray(plain(result))
        was_finite = node.plan is not None and _first_bad(np.asarray(plain(g))) is None
        if (bad := _first_bad(array)) is not None and was_finite:
            raise NotFiniteError(_made_by_rule(node, k, array, bad))
        return result

    return guarded


def _made_by_rule(node: Node, k: int, made: Any, bad: tuple[int, ...]) -> str:
    rule = node.plan.rules[k]
    line = f", recorded in {line_of(node)}" if line_of(node) else ""
    wrong = f"the rule of {node.name} for {rule.operand} made {made[bad]}, at index {bad} of shape {made.shape}{line}"
    given = "; ".join([rule.formula, *inputs_of(node)])
    remedy = "keep the operand away from where the slope is infinite, as by np.where or np.maximum before the operation"
    return explain(wrong, given, remedy)


def inputs_of(node: Node) -> list[str]:
    """Return for each value that a node kept its name and range, such as "x in [0.0, 1.0]"."""
    plan = node.plan
    names = [plan.operation.name_of(item.place) if item.place < plan.count else "y" for item in plan.items]
    return [
        f"{name} {extent(value)}"
        for name, item, value in zip(names, plan.items, node.kept, strict=True)
        if not item.shape_only and isinstance(value, (np.ndarray, np.generic, int, float, complex))
    ]
