"""Checking a Graph: that every value is made once, before it is read, and that all is of the right kind.

    >>> import numpy as np
    >>> from autograd_core.graph.structure import ARGUMENT, Equation, Graph, Input, Spec
    >>> pair = Spec((2,), np.dtype(float))
    >>> wrong = Graph("f", (pair,) * 2, (Input(0, ARGUMENT, "x"),), {}, (Equation("add", (0, 1), (1,)),), (1,))
    >>> validate(wrong)
    Traceback (most recent call last):
        ...
    autograd_core.errors.GraphInvalidError: equation 0, add, reads value 1, which depends on it, a cycle: got ...

Equations count from 0, as in `graph.equations`. A pass that is at fault is found soonest when its result is checked
right after it. Not here: whether the shapes are what the operations would give.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from autograd_core.errors import GraphInvalidError, explain
from autograd_core.graph.naming import DRAW, lookup
from autograd_core.graph.structure import ARGUMENT, GRADIENT, VARIABLE, Atom, Equation, Graph, Leaf, Literal, Spec
from autograd_core.operation import Operation
from autograd_core.tree import flatten

__all__ = ["validate"]

NUMBERS = "biufc"  # the kinds of dtypes
ORDER = "make each value before it is read"
ONCE = "give each value a number of its own"


def validate(graph: Graph) -> None:
    """Check a graph.

    Raises GraphInvalidError, which says what is wrong, and in which equation.
    """
    for number, spec in enumerate(graph.values):
        _check_spec(number, spec)
    made: set[int] = set()
    for place, given in enumerate(graph.inputs):
        if given.kind not in {ARGUMENT, VARIABLE, GRADIENT}:
            raise GraphInvalidError(
                explain(f"input {place} is of no known kind", repr(given.kind), "argument, variable or gradient")
            )
        _make(graph, made, given.value, f"input {place}, {given.name},")
    for number, constant in graph.constants.items():
        _make(graph, made, number, f"constant {number}")
        _check_constant(graph, number, constant)
    for place, equation in enumerate(graph.equations):
        _check_equation(graph, made, place, equation)
    _check_results(graph, made)
    _check_container("the container of the results", graph.form, len(graph.outputs))
    count = sum(given.kind == ARGUMENT for given in graph.inputs)
    _check_container("the container of the arguments", graph.arguments, count)


def _is_count(number: Any, end: float = float("inf")) -> bool:
    return type(number) is int and 0 <= number < end


# -------------------------------------------------------------------------------------------------------------- values


def _check_spec(number: int, spec: Any) -> None:
    if not isinstance(spec, Spec):
        raise GraphInvalidError(
            explain(f"value {number} has no spec", repr(spec), "give each value a Spec of shape and dtype")
        )
    dtype: Any = spec.dtype
    if not isinstance(dtype, np.dtype) or dtype.kind not in NUMBERS:
        raise GraphInvalidError(
            explain(f"value {number} has no dtype of numbers", repr(spec.dtype), "use such as np.dtype('float32')")
        )
    shape: Any = spec.shape
    if not isinstance(shape, tuple) or not all(map(_is_count, shape)):
        raise GraphInvalidError(
            explain(f"value {number} has no shape", repr(spec.shape), "use a tuple of integers from 0")
        )


def _make(graph: Graph, made: set[int], number: Any, maker: str) -> None:
    """Note that a value is made."""
    if not _is_count(number, len(graph.values)):
        given = f"{number!r} with {len(graph.values)} values"
        raise GraphInvalidError(
            explain(f"{maker} makes a value that has no spec", given, "add its Spec to the graph's values")
        )
    if number in made:
        raise GraphInvalidError(
            explain(f"{maker} makes value {number}, which is made already", f"value {number} twice", ONCE)
        )
    made.add(number)


def _check_constant(graph: Graph, number: int, constant: Any) -> None:
    if not isinstance(constant, np.ndarray):
        raise GraphInvalidError(
            explain(f"constant {number} is no array", type(constant).__name__, "use np.asarray, or a Literal")
        )
    spec = Spec(constant.shape, constant.dtype)
    if spec != graph.values[number]:
        given = f"{spec}, where {graph.values[number]} is stated"
        raise GraphInvalidError(explain(f"constant {number} is not of its spec", given, "state what it is"))
    if constant.flags.writeable:
        raise GraphInvalidError(
            explain(f"constant {number} can be written to", str(spec), "call setflags(write=False) on a copy")
        )


# ----------------------------------------------------------------------------------------------------------- equations


def _check_equation(graph: Graph, made: set[int], place: int, equation: Equation) -> None:
    where = f"equation {place}, {equation.op},"
    for atom in equation.inputs:
        if isinstance(atom, Literal):
            _check_literal(where, atom)
        elif not _is_count(atom, len(graph.values)):
            given = f"{atom!r} with {len(graph.values)} values"
            raise GraphInvalidError(
                explain(f"{where} reads a value that does not exist", given, "read a value of the graph")
            )
        elif atom not in made:
            raise _unmade(graph, place, atom)
    _check_operation(place, where, equation)
    _check_stream(graph, where, equation)
    if equation.forward is not None and not _is_count(equation.forward, len(graph.values)):
        raise GraphInvalidError(
            explain(f"{where} is of a rule for a value that does not exist", repr(equation.forward), "name one")
        )
    for number in equation.outputs:
        _make(graph, made, number, where.removesuffix(","))


def _check_literal(where: str, literal: Literal) -> None:
    if not isinstance(literal.value, (bool, int, float, complex, np.generic)):
        given = f"{type(literal.value).__name__} {literal.value!r}"
        raise GraphInvalidError(explain(f"{where} reads a literal that is no number", given, "make arrays constants"))


def _unmade(graph: Graph, place: int, number: int) -> GraphInvalidError:
    """Return the error for a value that is not there yet where it is read; it says whether another order would do."""
    equation = graph.equations[place]
    wrong = f"equation {place}, {equation.op}, reads value {number}"
    makers = {made: later for later, each in enumerate(graph.equations) for made in each.outputs}
    if number not in makers:
        wrong += ", which nothing makes"
    elif _depends(graph, makers, number, place):
        wrong += ", which depends on it, a cycle"
    else:
        wrong += f" before equation {makers[number]} makes it"
    return GraphInvalidError(explain(wrong, f"inputs {_listed(equation.inputs)}", ORDER))


def _depends(graph: Graph, makers: dict[int, int], number: int, place: int) -> bool:
    """Whether a value is computed from a result of the equation at a place."""
    waiting, seen = [number], {number}
    while waiting:
        maker = makers.get(waiting.pop())
        if maker == place:
            return True
        if maker is not None:
            new = set(graph.equations[maker].reads) - seen
            seen |= new
            waiting += new
    return False


def _listed(atoms: Iterable[Atom]) -> str:
    parts = [repr(atom.value) if isinstance(atom, Literal) else repr(atom) for atom in atoms]
    return f"({', '.join(parts)})"


def _check_operation(place: int, where: str, equation: Equation) -> None:
    """Check that an equation fits what it applies; of functions of NumPy's only ufuncs tell how many operands."""
    found = lookup(equation.op)
    if found is None:
        remedy = "use a name in ag.registry.OPERATIONS, np. and a function, or random. and a draw"
        raise GraphInvalidError(explain(f"equation {place} applies an unknown operation", repr(equation.op), remedy))
    if isinstance(found, Operation):
        _check_params(where, found, equation)
        least, most = len(found.operands), None if found.variadic else len(found.operands)
        _check_count(where, "operand", len(equation.inputs), least, most)
        _check_count(where, "result", len(equation.outputs), found.results, found.results)
    elif isinstance(found, np.ufunc) and "args" not in equation.params:
        _check_count(where, "operand", len(equation.inputs), found.nin, found.nin)
        _check_count(where, "result", len(equation.outputs), found.nout, found.nout)
    elif equation.op.startswith(DRAW):
        _check_count(where, "operand", len(equation.inputs), 0, 0)


def _check_count(where: str, what: str, count: int, least: int, most: int | None) -> None:
    if count < least or (most is not None and count > most):
        wrong = f"{where} has a wrong number of {what}s"
        raise GraphInvalidError(explain(wrong, str(count), f"give it {'at least ' if most is None else ''}{least}"))


def _check_params(where: str, operation: Operation, equation: Equation) -> None:
    unknown = [name for name in equation.params if name not in operation.defaults]
    missing = [name for name in operation.required if name not in equation.params]
    if unknown or missing:
        wrong = f"{where} {'has unknown' if unknown else 'lacks'} parameters"
        known = ", ".join(operation.defaults) or "none"
        raise GraphInvalidError(explain(wrong, ", ".join(map(str, unknown or missing)), f"its parameters are {known}"))


def _check_stream(graph: Graph, where: str, equation: Equation) -> None:
    if equation.op.startswith(DRAW) and not _is_count(stream := equation.params.get("stream"), len(graph.streams)):
        given = f"{stream!r} with {len(graph.streams)} streams"
        raise GraphInvalidError(
            explain(f"{where} draws from no random generator", given, "name one by its place in the graph's streams")
        )


# ------------------------------------------------------------------------------------------------------------- results


def _check_results(graph: Graph, made: set[int]) -> None:
    for what, atom in _results(graph):
        if isinstance(atom, Literal):
            _check_literal(what, atom)
        elif not _is_count(atom) or atom not in made:
            raise GraphInvalidError(
                explain(f"{what} is a value that nothing makes", repr(atom), "name a value that is computed")
            )
    written: set[int] = set()
    for write in graph.writes:
        _check_write(graph, write.input, write.atom)
        if write.input in written:
            wrong = f"{graph.inputs[write.input].name} is written twice"
            raise GraphInvalidError(explain(wrong, f"two writes to input {write.input}", "keep the last"))
        written.add(write.input)


def _results(graph: Graph) -> Iterator[tuple[str, Atom]]:
    yield from ((f"output {place}", atom) for place, atom in enumerate(graph.outputs))
    yield from ((f"write {place}", write.atom) for place, write in enumerate(graph.writes))
    yield from ((f"check {place}", number) for place, number in enumerate(graph.checks))


def _check_write(graph: Graph, place: Any, atom: Atom) -> None:
    if not _is_count(place, len(graph.inputs)):
        given = f"{place!r} with {len(graph.inputs)} inputs"
        raise GraphInvalidError(explain("a write to no input", given, "name an input by its place"))
    target = graph.inputs[place]
    if target.kind == ARGUMENT:
        raise GraphInvalidError(
            explain(f"a write to {target.name}, which is no Variable", "an argument", "return the value instead")
        )
    new, old = graph.spec(atom), graph.values[target.value]
    if new is not None and new != old:
        raise GraphInvalidError(
            explain(f"a write to {target.name} of another spec", f"{new} for {old}", "cast and reshape it before")
        )


def _check_container(what: str, container: Any, count: int) -> None:
    """Check that a container has places for some of a count of numbers, from the first on."""
    numbers = [leaf.number for leaf in flatten(container)[0] if isinstance(leaf, Leaf)]
    if sorted(numbers) != list(range(len(numbers))) or len(numbers) > count:
        given = f"leaves {numbers} for {count} values"
        raise GraphInvalidError(explain(f"{what} does not fit", given, "have one Leaf for each, counted from 0"))
