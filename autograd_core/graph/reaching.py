"""What a function can reach: the objects it closes over and names, their attributes and elements, and so on.

    >>> layers = [{"rate": 0.5}]
    >>> layers[0] in list(reached([{"model": layers}]))
    True

Arrays, Tensors, modules and what is part of these packages hold nothing that is looked for. Not here: what is looked
for, as random generators (`tracing`) or settings that change (`nn.settings`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from types import BuiltinFunctionType, FunctionType, MethodType, ModuleType
from typing import Any

import numpy as np

from autograd_core.record import Value

__all__ = ["reached"]

MOST = 5000
"""How many objects are looked at."""

PLAIN = (np.ndarray, np.generic, Value, str, bytes, int, float, complex, type(None), ModuleType, BuiltinFunctionType)
"""What holds nothing."""

LAYERS = "nn"
OURS = ("autograd_core", "optim", "numpy", "builtins")
"""The packages whose functions and objects are not looked into."""


def reached(roots: Iterable[Any], without: Iterable[Any] = ()) -> Iterator[Any]:
    """Yield each object once that can be reached from some, those themselves first, and not by way of others."""
    waiting, seen = list(roots), {id(each) for each in without}
    while waiting and len(seen) < MOST:
        found = waiting.pop()
        if not isinstance(found, PLAIN) and id(found) not in seen:
            seen.add(id(found))
            yield found
            waiting.extend(_inside(found))


def _inside(found: Any) -> Iterator[Any]:
    """Yield what an object holds, or a function names."""
    if isinstance(found, dict):
        yield from found.values()
    elif isinstance(found, (list, tuple, set, frozenset)):
        yield from found
    elif isinstance(found, MethodType):
        yield from (found.__self__, found.__func__)
    elif isinstance(found, FunctionType):
        yield from _named(found)
    elif not _is_ours(found):
        yield from getattr(found, "__dict__", {}).values()
        if not isinstance(found, type):
            yield from type(found).__mro__[:-1]


def _named(function: FunctionType) -> Iterator[Any]:
    """Yield the values of the variables outside that a function names, and of its defaults."""
    yield from (*(function.__defaults__ or ()), *(function.__kwdefaults__ or {}).values())
    for cell in function.__closure__ or ():
        with suppress(ValueError):  # a variable that has no value yet
            yield cell.cell_contents
    if not _is_ours(function):
        yield from (function.__globals__.get(name) for name in function.__code__.co_names)


def _is_ours(found: Any) -> bool:
    """Whether something is part of these packages; layers, which may hold a user's functions, are not."""
    module = getattr(found, "__module__", None) or type(found).__module__
    package = module.partition(".")[0] if isinstance(module, str) else ""
    return package in OURS or (package == LAYERS and isinstance(found, (type, FunctionType)))
