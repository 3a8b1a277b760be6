"""What a function can reach: the objects it closes over and names, their attributes and elements, and so on.

    >>> layers = [{"rate": 0.5}]
    >>> layers[0] in list(reached([{"model": layers}]))
    True

Arrays, Tensors, modules and what is part of these packages hold nothing that is looked for. Not here: what is looked
for, as random generators (`tracing`) or settings that change (`nn.settings`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
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
    waiting, seen = [each for each in roots if _inside[type(each)]], {id(each) for each in without}
    while waiting and len(seen) < MOST:
        found = waiting.pop()
        if id(found) not in seen:
            seen.add(id(found))
            yield found
            inside: Any = _inside[type(found)]
            waiting += [each for each in inside(found) if _inside[type(each)]]


class _Ways(dict[type, Callable[[Any], Iterable[Any]] | None]):
    """For types the functions that give what an object holds or names; None where that is nothing."""

    def __missing__(self, kind: type) -> Callable[[Any], Iterable[Any]] | None:
        if len(self) > MOST:
            self.clear()
        return self.setdefault(kind, _way_inside(kind))


_inside = _Ways()


def _way_inside(kind: type) -> Callable[[Any], Iterable[Any]] | None:
    if issubclass(kind, PLAIN):
        return None
    for container, inside in _CONTAINERS.items():
        if issubclass(kind, container):
            return inside
    if kind.__module__ == "builtins":
        return None
    classes = [each for each in kind.__mro__[:-1] if not _is_ours(each)]
    is_ours = _is_ours(kind) and not kind.__module__.startswith(LAYERS)
    return lambda found: () if is_ours else [*getattr(found, "__dict__", {}).values(), *classes]


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


_CONTAINERS: dict[type, Callable[[Any], Iterable[Any]]] = {
    dict: lambda found: found.values(),
    list: lambda found: found,
    tuple: lambda found: found,
    set: lambda found: found,
    frozenset: lambda found: found,
    MethodType: lambda found: (found.__self__, found.__func__),
    FunctionType: _named,
    type: lambda found: () if _is_ours(found) else vars(found).values(),
}
