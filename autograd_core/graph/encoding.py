"""A Graph as a dict that JSON can hold, and back: to keep one, send it, or compare it with last week's.

    >>> import json, numpy as np
    >>> from autograd_core.graph.structure import ARGUMENT, Equation, Graph, Input, Spec
    >>> pair = Spec((2,), np.dtype("float32"))
    >>> graph = Graph("f", (pair,) * 2, (Input(0, ARGUMENT, "x"),), {}, (Equation("tanh", (0,), (1,)),), (1,))
    >>> print(json.dumps(to_dict(graph)["equations"]))
    [{"op": "tanh", "inputs": [0], "outputs": [1]}]
    >>> from_dict(json.loads(json.dumps(to_dict(graph))))
    <Graph f: 1 equation>

What is read is checked as a whole, and applies nothing but operations of the registry and NumPy's functions of arrays:
a file from a stranger may hold a wrong graph, but none that does harm. Not here: how single values are written
(`plain`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import numpy as np

from autograd_core.errors import DataError, GraphEncodingError, explain
from autograd_core.graph.plain import decoded, dtype_named, encoded, name_of_dtype
from autograd_core.graph.structure import Atom, Equation, Graph, Input, Literal, Spec, Write
from autograd_core.graph.validating import validate

__all__ = ["VERSION", "from_dict", "to_dict"]

FORMAT, VERSION = "autograd-core graph", 1


def to_dict(graph: Graph) -> dict[str, Any]:
    """Return a graph as a dict of strings, numbers, lists and dicts.

    Raises GraphEncodingError where it holds what is no plain data, such as a function among its arguments.
    """
    return {
        "format": FORMAT,
        "version": VERSION,
        "name": graph.name,
        "values": [[name_of_dtype(spec.dtype), list(spec.shape)] for spec in graph.values],
        "inputs": [{"value": each.value, "kind": each.kind, "name": each.name} for each in graph.inputs],
        "constants": [[number, encoded(np.asarray(array))] for number, array in graph.constants.items()],
        "equations": [_from_equation(place, equation) for place, equation in enumerate(graph.equations)],
        "outputs": list(map(_from_atom, graph.outputs)),
        "writes": [{"input": write.input, "value": _from_atom(write.atom)} for write in graph.writes],
        "streams": list(graph.streams),
        "checks": list(graph.checks),
        "arguments": encoded(graph.arguments),
        "form": encoded(graph.form),
    }


def _from_atom(atom: Atom) -> Any:
    return {"literal": encoded(atom.value)} if isinstance(atom, Literal) else atom


def _from_equation(place: int, equation: Equation) -> dict[str, Any]:
    try:
        params = {key: encoded(value) for key, value in equation.params.items()}
    except GraphEncodingError as error:
        message = f"equation {place}, {equation.op}: {error}"
        raise GraphEncodingError(message) from error
    full: dict[str, Any] = {
        "op": equation.op,
        "inputs": list(map(_from_atom, equation.inputs)),
        "outputs": list(equation.outputs),
        "params": params,
        "layers": list(equation.layers),
        "line": equation.line,
        "rule": equation.rule,
        "forward": equation.forward,
    }
    return {
        key: value for key, value in full.items() if key in {"inputs", "outputs"} or value not in ({}, [], "", None)
    }


# ------------------------------------------------------------------------------------------------------------- reading


def from_dict(data: Mapping[str, Any]) -> Graph:
    """Return the graph that `to_dict` gave a dict for.

    Raises DataError where the dict is of another version or damaged, GraphInvalidError where its graph contradicts
    itself.
    """
    _check_version(data)
    reads: dict[str, Callable[[Any], Any]] = {
        "name": _text,
        "values": _each(_to_spec),
        "inputs": _each(lambda each: Input(_count(each["value"]), _text(each["kind"]), _text(each["name"]))),
        "constants": lambda pairs: {_count(number): decoded(array) for number, array in pairs},
        "equations": _each(_to_equation),
        "outputs": _each(_to_atom),
        "writes": _each(lambda each: Write(_count(each["input"]), _to_atom(each["value"]))),
        "streams": _each(_text),
        "checks": _each(_count),
        "arguments": decoded,
        "form": decoded,
    }
    _check_keys("the dict of a graph", data, {"format", "version", *reads}, {"format", "version", *reads})
    parts: dict[str, Any] = {}
    with _reading(lambda: f"{list(reads)[len(parts)]!r} of a graph"):
        for key, read in reads.items():
            parts[key] = read(data[key])
    graph = Graph(**parts)
    validate(graph)
    return graph


def _check_version(data: Any) -> None:
    if not isinstance(data, Mapping) or data.get("format") != FORMAT:
        given = f"a {type(data).__name__}{_with_keys(data)}"
        raise DataError(explain("this is no graph", given, "pass what to_dict returned"))
    version = data.get("version")
    if version != VERSION or type(version) is not int:
        raise DataError(
            explain(f"a graph of a version that is not {VERSION}", repr(version), "read it with its library")
        )


def _with_keys(data: Any) -> str:
    return f" with keys {', '.join(map(repr, data)) or 'none'}"[:80] if isinstance(data, Mapping) else ""


def _check_keys(what: str, data: Any, needed: set[str], known: set[str]) -> None:
    if not isinstance(data, Mapping):
        raise DataError(explain(f"{what} is damaged", f"a {type(data).__name__}", "pass what to_dict returned"))
    if missing := sorted(needed - data.keys()):
        raise DataError(explain(f"{what} is damaged", f"no {', '.join(missing)}", "pass what to_dict returned"))
    if unknown := sorted(map(str, data.keys() - known)):
        raise DataError(explain(f"{what} is damaged", f"unknown {', '.join(unknown)}", "pass what to_dict returned"))


@contextmanager
def _reading(what: Callable[[], str]) -> Iterator[None]:
    """Say what is damaged where something inside it is of no form that `to_dict` writes."""
    try:
        yield
    except (LookupError, TypeError, ValueError, AttributeError, RecursionError) as error:
        reason = f"{type(error).__name__}: {error}" if not isinstance(error, DataError) else str(error)
        message = f"{what()} is damaged: {reason}"
        raise DataError(message) from error


def _each(read: Callable[[Any], Any]) -> Callable[[Any], tuple[Any, ...]]:
    """Return the function that reads a list; an error says at which place."""

    def read_all(data: Any) -> tuple[Any, ...]:
        if not isinstance(data, list):
            raise DataError(explain("not a list", type(data).__name__, "pass what to_dict returned"))
        made: list[Any] = []
        with _reading(lambda: f"number {len(made)}"):
            for part in data:
                made.append(read(part))  # noqa: PERF401  # how far it came is what an error tells
        return tuple(made)

    return read_all


def _text(data: Any) -> str:
    if not isinstance(data, str):
        raise DataError(explain("not a text", repr(data), "pass what to_dict returned"))
    return data


def _count(data: Any) -> int:
    if type(data) is not int or data < 0:
        raise DataError(explain("not a number of a value", repr(data), "pass what to_dict returned"))
    return data


def _to_spec(data: Any) -> Spec:
    name, shape = data
    return Spec(tuple(map(_count, shape)), dtype_named(name))


def _to_atom(data: Any) -> Atom:
    if isinstance(data, dict):
        _check_keys("a literal", data, {"literal"}, {"literal"})
        return Literal(decoded(data["literal"]))
    return _count(data)


def _to_equation(data: Any) -> Equation:
    optional = {"params", "layers", "line", "rule", "forward"}
    _check_keys("an equation", data, {"op", "inputs", "outputs"}, {"op", "inputs", "outputs", *optional})
    return Equation(
        op=_text(data["op"]),
        inputs=tuple(map(_to_atom, data["inputs"])),
        outputs=tuple(map(_count, data["outputs"])),
        params={key: decoded(value) for key, value in data.get("params", {}).items()},
        layers=tuple(map(_text, data.get("layers", ()))),
        line=_text(data.get("line", "")),
        rule=_text(data.get("rule", "")),
        forward=None if data.get("forward") is None else _count(data["forward"]),
    )
