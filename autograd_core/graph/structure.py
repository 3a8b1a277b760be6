"""The Graph: a computation as frozen plain data.

A graph has numbered values and a list of equations, each of which applies one operation to values and gives new ones.
Values are made once and come in order: inputs first, then constants, then the results of the equations. There is no
control flow; a loop is unrolled.

    >>> import numpy as np, autograd_core as ag
    >>> graph = ag.trace(lambda x: np.sum(x * 2.0))(np.array([1.0, 2.0]))
    >>> [equation.op for equation in graph.equations]
    ['multiply', 'sum']
    >>> graph.values[graph.equations[1].outputs[0]]
    Spec(shape=(), dtype=dtype('float64'))

Not here: how a graph is made (`tracing`), checked (`validating`), shown (`printing`), run (`evaluating`), changed
(`passes`) and compiled (`program`, `native`).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np

__all__ = ["ARGUMENT", "EMPTY", "GRADIENT", "VARIABLE", "Atom", "Equation", "Graph", "Input", "Leaf", "Literal", "Spec"]
__all__ += ["Write"]


class Spec(NamedTuple):
    """What is known of a value before it is computed: its shape and dtype."""

    shape: tuple[int, ...]
    dtype: np.dtype[Any]

    @property
    def nbytes(self) -> int:
        """The bytes of the values of an array of this shape and dtype."""
        return math.prod(self.shape) * self.dtype.itemsize

    def __str__(self) -> str:
        """Return dtype and shape as people write them.

        >>> print(Spec((2, 3), np.dtype("float32")))
        float32[2, 3]
        """
        return f"{self.dtype}{list(self.shape)}"


class Literal(NamedTuple):
    """A number that stands in an equation itself: a Python number, which promotes weakly, or one of NumPy's types."""

    value: Any


Atom = int | Literal
"""What an equation reads: the number of a value, or a literal."""

ARGUMENT, VARIABLE, GRADIENT = "argument", "variable", "gradient"
"""The kinds of inputs: given by the caller; the value of a Variable; what `backward` left in its `grad`."""


class Input(NamedTuple):
    """An input: the value it becomes, its kind and its name, such as "weights['kernel']" or "dense.kernel"."""

    value: int
    kind: str
    name: str


class Write(NamedTuple):
    """A new value of a Variable (or of its gradient): the place of its input among `Graph.inputs`, and the value."""

    input: int
    atom: Atom


class Leaf:
    """The place of a number in a container: `number` counts the inputs, or the outputs.

    It is no tuple, so that it is itself a leaf of the container.
    """

    __slots__ = ("number",)

    def __init__(self, number: int) -> None:
        self.number = number

    def __repr__(self) -> str:
        return f"Leaf({self.number})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Leaf) and self.number == other.number

    def __hash__(self) -> int:
        return hash((Leaf, self.number))


EMPTY: Mapping[Any, Any] = MappingProxyType({})


@dataclass(frozen=True, eq=False)
class Equation:
    """One operation, applied.

    op       the name of the operation in the registry; "np.argsort" for a NumPy function without a gradient;
             "random.standard_normal" for a draw
    inputs   what it reads, in the order of its operands
    outputs  the numbers of the values it gives
    params   its keyword parameters, plain data
    layers   the names of the layers (or the optimizer) at work, outermost first
    line     the user's line that asked for it, as "train.py:12"
    rule     in the backward pass the rule at work, as "tanh.x": operation and operand; empty elsewhere
    forward  in the backward pass the number of the value whose cotangent the rule starts from; None elsewhere
    """

    op: str
    inputs: tuple[Atom, ...]
    outputs: tuple[int, ...]
    params: Mapping[str, Any] = field(default_factory=lambda: EMPTY)  # Python 3.11 takes no mapping proxy here
    layers: tuple[str, ...] = ()
    line: str = ""
    rule: str = ""
    forward: int | None = None

    @property
    def reads(self) -> Iterator[int]:
        """The numbers of the values among the inputs."""
        return (atom for atom in self.inputs if not isinstance(atom, Literal))

    def changed(self, **fields: Any) -> Equation:
        """Return the equation with other values for some fields."""
        return replace(self, **fields)


@dataclass(frozen=True, eq=False)
class Graph:
    """A computation: inputs, constants, equations, outputs, and what is written to Variables.

    name       of the function that was traced
    values     shape and dtype of every value, by number; a number may be unused after a pass has removed its equation
    inputs     the values that come from outside
    constants  the arrays that were there when the function was traced, by value number; read-only
    equations  in an order in which everything is computed before it is read
    outputs    the results, flat
    writes     the new values of Variables, in the order of their first reads
    streams    the names of the random generators that are drawn from, which equations name by their places
    checks     values that must hold no NaN for this graph to give what the function gives: where one does, a second,
               careful sweep of the backward pass would find which gradients are zero (see `differentiate`)
    arguments  the containers of the arguments, with a `Leaf` for each number, or None where unknown: (args, kwargs)
    form       the container of the results, likewise
    """

    name: str
    values: tuple[Spec, ...]
    inputs: tuple[Input, ...]
    constants: Mapping[int, Any]
    equations: tuple[Equation, ...]
    outputs: tuple[Atom, ...]
    writes: tuple[Write, ...] = ()
    streams: tuple[str, ...] = ()
    checks: tuple[int, ...] = ()
    arguments: Any = field(default=None, repr=False)
    form: Any = field(default=None, repr=False)

    def __repr__(self) -> str:
        count = len(self.equations)
        return f"<Graph {self.name}: {count} equation{'' if count == 1 else 's'}>"

    def changed(self, **fields: Any) -> Graph:
        """Return the graph with other values for some fields."""
        return replace(self, **fields)

    def spec(self, atom: Atom) -> Spec | None:
        """Return shape and dtype of what is read; None for a Python number, which has no dtype of its own."""
        if not isinstance(atom, Literal):
            return self.values[atom]
        return Spec((), atom.value.dtype) if isinstance(atom.value, np.generic) else None

    @property
    def results(self) -> tuple[int, ...]:
        """The numbers of the values that must be there in the end: outputs, writes and checks."""
        atoms = (*self.outputs, *(write.atom for write in self.writes), *self.checks)
        return tuple(dict.fromkeys(atom for atom in atoms if not isinstance(atom, Literal)))
