"""Names for the values of a program, as a person might choose them.

Inputs keep their own names, as far as Python allows; what a layer gives is called like the layer, a gradient `d_` and
what it is of, and anything else after what made it.

    >>> input_names(["weights['kernel']", "dense.bias", "dense_1.bias", "lambda"], {"np"})
    ['kernel', 'dense_bias', 'dense_1_bias', 'lambda_']

Not here: which values have a name of their own (`source`).
"""

from __future__ import annotations

import builtins
import keyword
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import count, groupby

from autograd_core.graph.printing import BACKWARD, FORWARD, stages
from autograd_core.graph.structure import Atom, Equation, Graph, Literal
from autograd_core.registry import OPERATIONS

__all__ = ["Names", "input_names"]

NOUNS = {"matmul": "product", "multiply": "product", "divide": "quotient", "add": "added", "subtract": "difference"}
NOUNS |= {"negative": "negated", "exp": "exponential", "log": "logarithm", "sqrt": "root", "sum": "total"}
NOUNS |= {"max": "largest", "min": "smallest", "maximum": "larger", "minimum": "smaller", "where": "selected"}
NOUNS |= {"cast": "converted", "reshape": "reshaped", "transpose": "transposed", "broadcast_to": "repeated"}
NOUNS |= {"getitem": "part", "gather": "taken", "scatter": "scattered", "setitem": "changed", "concatenate": "joined"}
NOUNS |= dict.fromkeys(["greater", "less", "greater_equal", "less_equal", "equal", "not_equal", "isnan"], "mask")

RESERVED = frozenset({*keyword.kwlist, *dir(builtins), "np", "special"})


def input_names(names: Sequence[str], taken: Iterable[str] = ()) -> list[str]:
    """Return an identifier for each name: its last word if no other ends in that, or else more of it."""
    words = [re.findall(r"[A-Za-z_]\w*|\d+", name) or ["x"] for name in names]
    used, found = set(taken), []
    for own in words:
        lengths = range(1, len(own) + 1)
        alone = [n for n in lengths if sum(other[-n:] == own[-n:] for other in words) == 1]
        good = [n for n in alone or [len(own)] if not own[-n].isdigit()] or [len(own)]
        found.append(unique("_".join(own[-good[0] :]), used))
    return found


def unique(name: str, used: set[str], start: int = 0) -> str:
    """Return a name that is not used yet, and add it to those that are; the numbers below `start` are left out.

    >>> unique("x", {"x", "x_1"}), unique("if", set()), unique("2x", set())
    ('x_2', 'if_', 'x2x')
    """
    name = re.sub(r"\W", "_", name)
    name = name if name.isidentifier() else f"x{name}"
    name = f"{name}_" if name in RESERVED else name
    numbered = (f"{name}_{k}" if k else name for k in count(start))
    found = next(each for each in numbered if each not in used)
    used.add(found)
    return found


class Names:
    """The names of a program: each is given out once."""

    def __init__(self, graph: Graph, taken: Iterable[str] = ()) -> None:
        self.used = {"np", *taken}
        self.function = unique("function" if graph.name == "<lambda>" else graph.name, self.used)
        self._counts: dict[str, int] = {}
        self._locals: dict[str, str] = {}
        self.graph = graph
        self.stage = dict(zip(map(id, graph.equations), stages(graph), strict=True))
        self.inputs = input_names([each.name for each in graph.inputs], self.used)
        self.used.update(self.inputs)
        self.streams = [unique(name, self.used) for name in graph.streams]
        self.made = {output: equation for equation in graph.equations for output in equation.outputs}
        self._layers = self._outputs_of_layers()
        self._finals = self._results_of_rules()

    def unique(self, name: str) -> str:
        """Return a new name like this one."""
        start = self._counts.get(name, 0)
        self._counts[name] = start + 1  # at least so many are taken
        return unique(name, self.used, start)

    def local(self, name: str) -> Iterator[str]:
        """Return names like this one for use inside loops: each may be used in several loops, but nowhere else."""
        for k in count():
            numbered = f"{name}_{k}" if k else name
            if numbered not in self._locals:
                self._locals[numbered] = self.unique(numbered)
            yield self._locals[numbered]

    def base(self, values: Sequence[int], known: dict[int, str]) -> str:
        """Return what to call some values, which follow each other in one memory; `known` are names there are."""
        for value in values:
            if value in self._layers:
                return self._layers[value]
        for value in reversed(values):
            if value in self._finals:
                return self._gradient(value, known)
        equation = self.made[values[-1]]
        return self._noun(equation, known)

    def _noun(self, equation: Equation, known: dict[int, str]) -> str:
        if equation.op == "cast":
            given = next((known.get(value, "") for value in equation.reads), "")
            return f"{given}_{equation.params['dtype']}" if given.isidentifier() else "converted"
        last = equation.op.split(".")[-1]
        noun = "noise" if equation.op.startswith("random.") else NOUNS.get(last, last)
        return noun if noun not in RESERVED else f"{noun}_"

    def _gradient(self, value: int, known: dict[int, str]) -> str:
        """Return the name of what a rule gave: the cotangent of an operand."""
        operation, _, operand = self.made[value].rule.rpartition(".")
        atom = self._operand(value, operation, operand)
        if not isinstance(atom, Literal) and known.get(atom, "").isidentifier():
            return f"d_{known[atom]}"
        plain = len(operand) < 3 or operand == "broadcast"
        return f"d_{self._noun(self.made[value], known)}" if plain else f"d_{operand}"

    def _operand(self, value: int, operation: str, operand: str) -> Atom:
        """Return what a rule's result is the cotangent of; a Literal if that is not sure."""
        number, declared = self.made[value].forward, OPERATIONS.get(operation)
        forward: Equation | None = None if number is None else self.made.get(number)
        if forward is None or declared is None:
            return Literal(None)
        shape = self.graph.values[value].shape
        if operand == "broadcast":  # a cotangent that was summed to the shape of an operand
            found = [atom for atom in forward.reads if self.graph.values[atom].shape == shape]
            return found[0] if len(found) == 1 else Literal(None)
        if forward.op == operation and operand in declared.operands:
            place: int = declared.operands.index(operand)
            return forward.inputs[place]
        alone = list(forward.reads)  # where an operation of one operand was taken apart into one
        return alone[0] if len(alone) == len(declared.all_operands) == 1 else Literal(None)

    def _outputs_of_layers(self) -> dict[int, str]:
        """Return the last array of each run of equations of a layer, and the layer's name."""
        found = {}
        forward = [equation for equation in self.graph.equations if self.stage[id(equation)] == FORWARD]
        for layers, run in groupby(forward, key=lambda equation: equation.layers):
            arrays = [out for equation in run for out in equation.outputs if self.graph.values[out].shape]
            if layers and arrays:
                found[arrays[-1]] = layers[-1]
        return found

    def _results_of_rules(self) -> set[int]:
        backward = [equation for equation in self.graph.equations if self.stage[id(equation)] == BACKWARD]
        runs = groupby(backward, key=lambda equation: (equation.rule, equation.forward))
        return {list(run)[-1].outputs[-1] for (rule, _), run in runs if rule}
