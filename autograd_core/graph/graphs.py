"""The Graph as its users see it: its data, and what one asks of it.

    >>> import numpy as np
    >>> from autograd_core.graph.structure import ARGUMENT, Equation, Input, Spec
    >>> pair = Spec((2,), np.dtype("float32"))
    >>> graph = Graph("f", (pair,) * 2, (Input(0, ARGUMENT, "x"),), {}, (Equation("tanh", (0,), (1,)),), (1,))
    >>> Graph.from_dict(graph.to_dict()) == graph
    True
    >>> print(graph)
    f: 1 input, 1 equation
    ...
    forward
      %1: float32[2] = tanh(%0)
    ...

Not here: the work itself (`evaluating`, `printing`, `validating`, `encoding`, `comparing`, `program`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from importlib import import_module
from typing import Any

from autograd_core.graph import comparing, encoding, evaluating, printing, validating
from autograd_core.graph.structure import Graph as Data

__all__ = ["Graph"]


class Graph(Data):
    """A computation as frozen plain data: see `structure.Graph` for the fields.

    Two graphs are equal where they compute the same by the same equations, whatever their values are called.
    """

    @classmethod
    def of(cls, data: Data) -> Graph:
        """Return a graph with the fields of another."""
        return cls(**{field.name: getattr(data, field.name) for field in fields(data)})

    def __str__(self) -> str:
        return printing.text(self)

    def __eq__(self, other: object) -> bool:
        return comparing.equal(self, other) if isinstance(other, Data) else NotImplemented

    def __hash__(self) -> int:
        return hash((len(self.inputs), len(self.outputs), tuple([equation.op for equation in self.equations])))

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Return what the function would for other arguments of the same shapes and dtypes; nothing is written.

        Raises ShapeError where the arguments have another form, shape or dtype, GraphInvalidError where the graph draws
        random numbers or reads Variables.
        """
        return evaluating.call(self, args, kwargs)

    def source(self) -> str:
        """Return the graph as a program that needs only NumPy, as the text of a file.

        Raises SourceError where an operation cannot be written.
        """
        text: str = import_module("autograd_core.graph.program").source(self)
        return text

    def difference(self, other: Data) -> str | None:
        """Return in words where two graphs differ first; None where they are equal."""
        return comparing.difference(self, other)

    def validate(self) -> None:
        """Check the graph.

        Raises GraphInvalidError, which says what is wrong, and in which equation.
        """
        validating.validate(self)

    def to_dict(self) -> dict[str, Any]:
        """Return the graph as a dict that JSON can hold.

        Raises GraphEncodingError where it holds what is no plain data, such as a function among its arguments.
        """
        return encoding.to_dict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Graph:
        """Return the graph that `to_dict` gave a dict for.

        Raises DataError where the dict is of another version or damaged, GraphInvalidError where its graph contradicts
        itself.
        """
        return cls.of(encoding.from_dict(data))
