"""What the names of operations in equations stand for: an operation or its rules, a NumPy function, or a draw.

    >>> lookup("tanh"), lookup("np.argsort").__name__, lookup("random.permutation").__name__
    (<operation tanh: y = tanh x>, 'argsort', 'permutation')
    >>> lookup("np.save") is None
    True

A graph may come from a file, so no name reaches a function that touches files or memory. Not here: which of them a
compiled program consists of (`primitives`).
"""

from __future__ import annotations

import sys
from typing import Any

import numpy as np

from autograd_core.registry import CONSTANT, FUNCTIONS, OPERATIONS, load_later

__all__ = ["DRAW", "RULE", "lookup"]

DRAW = "random."
"""How the name of a draw begins."""

RULE = "rule."
"""How the name of a rule begins that is applied as a whole."""

SPACES = ("np", "np.linalg", "np.fft")
METHODS = ("accumulate", "outer", "reduce", "reduceat")  # of ufuncs
FILES = frozenset({"save", "savetxt", "savez", "savez_compressed"})
NO_DRAWS = frozenset({"bit_generator", "shuffle", "spawn"})  # what else a random generator has


def lookup(op: str) -> Any:
    """Return what an equation applies; None if there is none.

    It is an `Operation`, the method of one that has its rules, a function, or the method of a random generator.
    """
    if op in OPERATIONS:
        return OPERATIONS[op]
    space, _, name = op.rpartition(".")
    if name.startswith("_"):
        return None
    if f"{space}." == RULE:
        return getattr(lookup(name), "plan", None)
    if f"{space}." == DRAW:
        return None if name in NO_DRAWS else getattr(np.random.Generator, name, None)
    if space:
        return _function(space, name)
    load_later()
    return OPERATIONS.get(op)


def _function(space: str, name: str) -> Any:
    if name in METHODS:
        ufunc = lookup(space)
        return getattr(ufunc, name) if isinstance(ufunc, np.ufunc) else None
    if space == "scipy.special":
        found = getattr(sys.modules.get(space), name, None)
        return found if isinstance(found, np.ufunc) else None
    if space not in SPACES or name in FILES:
        return None
    found = getattr(np if space == "np" else getattr(np, space[3:]), name, None)
    return found if isinstance(found, np.ufunc) or _is_of_arrays(found) else None


def _is_of_arrays(function: Any) -> bool:
    """Whether NumPy asks its operands what to do: so it can be traced, and so it takes arrays, not names of files."""
    if not callable(function):
        return False
    return hasattr(function, "_implementation") or function in FUNCTIONS or function in CONSTANT
