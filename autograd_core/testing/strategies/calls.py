"""Calls of everything in the registry, as text: what random programs are made of.

Each comes from an example of an operation or a composite. A place such as {0} stands where a value goes in, which `fit`
brings into the shape and the domain that the operation wants.

    >>> calls_of(["tanh"])
    ['np.tanh(fit({0}, (3, 4), -3.0, 3.0))']

Not here: how calls are put together (`programs`).
"""

from __future__ import annotations

import inspect
import math
import sys
import warnings
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import import_module
from typing import Any

import numpy as np

from autograd_core.errors import unknown_name
from autograd_core.operation import Operation
from autograd_core.record import Value
from autograd_core.registry import COMPOSITES, OPERATIONS, Composite, Example, Interval, Operand, load_later
from autograd_core.testing.strategies.matrices import matrix_of
from autograd_core.tree import flatten

__all__ = ["calls_of", "fit", "namespace", "total"]

Subject = Operation | Composite
MEAN_THEMSELVES = frozenset({"axis", "axes", "shape", "newshape", "repeats", "reps", "shift", "source", "destination"})
"""Arguments of composites for which a tuple of integers means itself, not an operand."""


def fit(value: Any, shape: tuple[int, ...], low: float = -1.0, high: float = 1.0) -> Any:
    """Return an array of a shape, well inside an interval, made from the elements of any other that has some.

    m + 0.8 h sin(v + 0.3 k) for element number k, with the middle m and half the width h of the interval; v are the
    elements in turns, of complex numbers Re v + 2 Im v. Differentiable, for arrays and Tensors.

    >>> fit(np.array([0.0]), (2,)).round(3)
    array([0.   , 0.236])
    """
    flat, places = _real(value), np.arange(math.prod(shape))
    spread = np.sin(flat[places % flat.size] + 0.3 * places).reshape(shape)
    return (high + low) / 2 + 0.4 * (high - low) * spread


def total(*values: Any) -> Any:
    """Return a number in which each element of all values counts, each a little differently: Σ (1 + k/n) vₖ.

    >>> float(total(np.array([1.0, 2.0]), 1.0))
    5.0
    """
    flats = [_real(value) for value in values]
    return sum((flat * (1 + np.arange(flat.size) / flat.size)).sum() for flat in flats)


def _real(value: Any) -> Any:
    flat = np.reshape(value, -1)
    return flat.real + 2 * flat.imag if flat.dtype.kind == "c" else flat


@cache
def namespace() -> dict[str, Any]:
    """Return what the text of calls refers to."""
    spoken = {"np": np, "ag": import_module("autograd_core"), "fit": fit, "matrix_of": matrix_of, "total": total}
    return spoken | {name: getattr(np, name) for name in ("array", "dtype", "nan", "inf", "float32", "complex64")}


def calls_of(names: Iterable[str] | None = None) -> list[str]:
    """Return the calls of operations and composites by name, of all by default, the shortest first.

    Raises UnknownNameError for a name that is not in the registry.
    """
    load_later()
    tables: tuple[dict[str, Any], ...] = (OPERATIONS, COMPOSITES)
    known = {name for table in tables for name in table}
    wanted = sorted(known) if names is None else list(names)
    for name in wanted:
        if name not in known:
            raise unknown_name("operation", name, known)
    made = [(name, table[name]) for table in tables for name in wanted if name in table]
    return sorted(
        {text for name, subject in made for text in _texts(name, subject)}, key=lambda text: (len(text), text)
    )


def _texts(name: str, subject: Subject) -> Iterator[str]:
    """Yield the calls of one subject, with one of its results each, that have finite numbers for a result."""
    spoken = _spoken(name, subject)
    for shown in _examples(subject) if spoken else ():
        text = " ".join(f"{spoken}({', '.join(_arguments(subject, shown))})".split())  # arrays print on several lines
        yield from (text + which for which in _usable(text))


def _spoken(name: str, subject: Subject) -> str:
    """Return how a program names a function: as NumPy does, or as ours; empty where it has no public name."""
    function = subject.numpy
    for space, where in (("np", np), ("np.linalg", np.linalg), ("np.fft", np.fft)):
        called = getattr(function, "__name__", "")
        if function is not None and getattr(where, called, None) is function:
            return f"{space}.{called}"
    if hasattr(namespace()["ag"], name):
        return f"ag.{name}"
    special = sys.modules.get("autograd_core.special")  # there only where SciPy is
    return f"ag.special.{name}" if hasattr(special, name) else ""


def _examples(subject: Subject) -> Iterable[Example]:
    """Return the examples of what has a gradient; of an elementwise operation without any, one."""
    if isinstance(subject, Composite) or subject.examples or not subject.rules:
        return subject.examples if isinstance(subject, Composite) or subject.rules else ()
    operands = range(len(subject.operands))
    return [Example(tuple((3, 4) if subject.rule_of(k) else _whole(subject.domain[k]) for k in operands), {})]


def _whole(domain: Interval) -> int:
    """Return a number for an operand through which no gradient flows, such as the order of a Bessel function."""
    return round((domain.low + 3 * domain.high) / 4)


def _arguments(subject: Subject, shown: Example) -> Iterator[str]:
    counter = iter(range(99))

    def text(part: Any, domain: Interval | None) -> str:
        if isinstance(part, list) and domain:
            return f"[{', '.join(text(each, domain) for each in part)}]"
        special = part if isinstance(part, Operand) else _plain(part) if domain else None
        return repr(part) if special is None or domain is None else _fitted(special, domain, next(counter))

    for place, part in enumerate(shown.operands):
        yield text(part, _domain(subject, place))
    yield from (f"{name}={value!r}" for name, value in shown.params.items())


def _plain(part: Any) -> Operand | None:
    is_shape = isinstance(part, tuple) and all(type(n) is int for n in part)
    return Operand(part, "") if is_shape else None


def _fitted(operand: Operand, domain: Interval, number: int) -> str:
    if operand.kind in {"", "complex"}:
        plain = f"fit({{{number}}}, {operand.shape}, {float(domain.low)}, {float(domain.high)})"
        return f"(1 + 0.5j) * {plain}" if operand.kind else plain
    return f"matrix_of({operand.kind!r}, fit({{{number}}}, {operand.shape}))"


def _domain(subject: Subject, place: int) -> Interval | None:
    """Return the domain of the operand at a place, or None where there is no operand."""
    if isinstance(subject, Operation):
        is_operand = subject.variadic is not None or place < len(subject.operands)
        return subject.domain[min(place, len(subject.domain) - 1)] if is_operand else None
    arguments = list(inspect.signature(subject.function).parameters.values())
    argument = arguments[min(place, len(arguments) - 1)]
    named = argument.kind is not argument.VAR_POSITIONAL and argument.name in MEAN_THEMSELVES
    return None if named else subject.domain


def _usable(text: str) -> list[str]:
    """Return which results of a call can be used: "" for the only one, "[0]" and so on where there are several."""
    sample = np.linspace(-1.0, 1.0, 5)
    places = [f"({name})" for name in ("x", "x[::-1]", "x + 1", "x * x", "x - 1", "x[1:]", "2 * x", "x[:-1]")] * 3
    try:
        with np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            made = eval(text.format(*places), namespace() | {"x": sample})  # noqa: S307  # made from the registry above
    except (SyntaxError, TypeError, ValueError, NameError, AttributeError, IndexError):
        return []  # it prints as no code, or takes no such numbers
    if not isinstance(made, (tuple, list)):
        return [""] if _is_good(made) else []
    return [f"[{k}]" for k, each in enumerate(flatten(made)[0]) if _is_good(each)] if _is_flat(made) else []


def _is_flat(made: Any) -> bool:
    return len(flatten(made)[0]) == len(made)


def _is_good(made: Any) -> bool:
    y = made.array if isinstance(made, Value) else np.asarray(made)
    return y.dtype in (np.float64, np.complex128) and y.size > 0 and bool(np.isfinite(y).all())
