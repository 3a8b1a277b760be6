"""Writes into Tensors under trace: what a function writes into must be its own.

A Tensor that the function makes is written into as ever: the write is an operation, and the Tensor takes its result.
One from outside would hold a value under trace afterwards, and programs would not write into it at all.

    >>> import numpy as np, autograd_core as ag
    >>> total = ag.Tensor([0.0, 0.0])
    >>> def function(x):
    ...     total[0] = x
    ...     return total
    >>> ag.trace(function)(1.0)
    Traceback (most recent call last):
        ...
    autograd_core.errors.TraceError: a Tensor from outside of the function is written into: got one of shape [2] at ...

Not here: the writes themselves (`autograd_core.writing`).
"""

from __future__ import annotations

from gc import collect
from sys import getrefcount
from typing import Any

from autograd_core.errors import TraceError, explain
from autograd_core.graph.guards import WRITES
from autograd_core.record import Value
from autograd_core.tree import flatten

__all__ = ["Writes"]

HELD = 3
"""References to a Tensor that only this holds: an entry, a loop's name and the argument of getrefcount."""


class Writes:
    """The Tensors that a traced function writes into, and what they were."""

    def __init__(self) -> None:
        self._arguments: list[Any] = []
        self._written: dict[int, tuple[Any, Any, Any, str]] = {}

    def forbid(self, given: list[Any]) -> None:
        """Remember the arguments, which must not be written into."""
        self._arguments = [leaf for leaf in given if isinstance(leaf, Value)]

    def note(self, target: Any, line: str) -> None:
        """Remember a Tensor that is written into. Raises TraceError where it is an argument."""
        if any(target is argument for argument in self._arguments):
            given = f"a write into one of shape {list(target.shape)} at {line}"
            raise TraceError(explain("an argument cannot be written in place", given, WRITES))
        self._written.setdefault(id(target), (target, target.array, target.node, line))

    def undo(self) -> None:
        """Set back all Tensors that were written into."""
        for target, array, node, _ in self._written.values():
            target.array, target.node = array, node

    def refuse_lost(self, outcome: list[Any]) -> None:
        """Raise TraceError where a Tensor was written into that is there after the function, and not by its results.

        outcome  the results in a list that nobody else holds, for references are counted
        """
        returned = [id(getattr(leaf, "root", leaf)) for leaf in flatten(outcome)[0]]
        for target, _, _, line in self._written.values():
            held = HELD + returned.count(id(target))
            if getrefcount(target) > held and (collect(), getrefcount(target))[1] > held:  # a circle may have held it
                given = f"one of shape {list(target.shape)} at {line}"
                remedy = "make it a Variable and assign to it, or return the new values"
                raise TraceError(explain("a Tensor from outside of the function is written into", given, remedy))
