"""Names for the values of a program, as a person might choose them.

Inputs keep their own names, as far as Python allows. A value is called what it means, if that is known (`meanings`);
else what a layer gives is called like the layer, a gradient `d_` and what it is of, and anything else after what made
it.

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

from autograd_core.graph.primitives import is_draw, is_primitive
from autograd_core.graph.printing import BACKWARD, FORWARD, UPDATE, stages
from autograd_core.graph.program.meanings import meanings, owners
from autograd_core.graph.structure import Atom, Equation, Graph, Literal
from autograd_core.registry import OPERATIONS

__all__ = ["Names", "input_names"]

NOUNS = {"matmul": "product", "multiply": "product", "divide": "quotient", "add": "added", "subtract": "difference"}
NOUNS |= {"negative": "negated", "exp": "exponential", "log": "logarithm", "sqrt": "root", "sum": "total"}
NOUNS |= {"max": "largest", "min": "smallest", "maximum": "larger", "minimum": "smaller", "where": "selected"}
NOUNS |= {"any": "anywhere", "all": "everywhere", "bitwise_or": "either", "bitwise_and": "both", "abs": "size"}
NOUNS |= {"cast": "converted", "reshape": "reshaped", "transpose": "transposed", "broadcast_to": "repeated"}
NOUNS |= {"getitem": "part", "gather": "taken", "scatter": "scattered", "setitem": "changed", "concatenate": "joined"}
NOUNS |= {"assemble": "assembled"}
NOUNS |= dict.fromkeys(["greater", "less", "greater_equal", "less_equal", "equal", "not_equal", "isnan"], "mask")

WHOLES = {"mean": "mean", "var": "variance", "std": "deviation", "softmax": "probabilities"}
WHOLES |= {"log_softmax": "log_probabilities", "square": "squares"}
"""What operations give that are taken apart, where the name of the operation is no good name for it."""

PATTERNS = {"subtract subtract log": "log_probabilities", "divide exp sum": "probabilities"}
"""What a formula is called, by its operation and those that made its operands."""

ALIKE = {"zeros": 0, "ones": 1}
"""What arrays of nothing but a number are called."""

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

    def __init__(self, graph: Graph, taken: Iterable[str] = (), traced: Graph | None = None) -> None:
        traced = traced or graph
        self.meanings = meanings(traced)
        self.used = {"np", *taken}
        self.function = unique(self._name_of_function(graph.name), self.used)
        self._counts: dict[str, int] = {}
        self._locals: dict[str, str] = {}
        self.graph = graph
        self.stage = dict(zip(map(id, graph.equations), stages(graph), strict=True))
        self.inputs = self._names_of_inputs()
        self.used.update(self.inputs)
        self._wholes = {output: equation for equation in traced.equations for output in equation.outputs}
        self.streams = [unique(name, self.used) for name in graph.streams]
        self.made = {output: equation for equation in graph.equations for output in equation.outputs}
        self._layers = self._outputs_of_layers()
        self.sections = self._sections()
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

    def _name_of_function(self, name: str) -> str:
        plain = "function" if name == "<lambda>" else name.lstrip("_")
        return f"compute_{plain}" if plain in self.meanings.values() else plain

    def _names_of_inputs(self) -> list[str]:
        """Return the names of the inputs; a slot is called like the Variable that it belongs to, and what it is."""
        owner, places = owners(self.graph), {each.value: place for place, each in enumerate(self.graph.inputs)}
        names = input_names([each.name for each in self.graph.inputs], self.used)
        found, used = list(names), self.used | {names[place] for value, place in places.items() if value not in owner}
        for value in owner.keys() & places.keys():
            variable = places[owner[value]]
            stem = self.graph.inputs[variable].name.rpartition(".")[2]
            plain = re.sub(r"_\d+$", "", self.graph.inputs[places[value]].name.rpartition(".")[2])
            whole = plain if names[variable] in plain else plain.replace(stem, names[variable], 1)
            found[places[value]] = unique(whole, used)
        return found

    def constant(self, value: int) -> str:
        """Return what to call an array that was there when the function was traced."""
        array = self.graph.constants[value]
        return next((name for name, number in ALIKE.items() if array.size and (array == number).all()), "constant")

    def base(self, values: Sequence[int], known: dict[int, str]) -> str:
        """Return what to call some values, which follow each other in one memory; `known` are names there are."""
        for value in reversed(values):
            if value in self.meanings:
                return self.meanings[value]
        for value in values:
            if value in self._layers:
                return self._layers[value]
        for value in reversed(values):
            if value in self._finals:
                return self._gradient(value, known)
        return self._noun(values[-1], known)

    def _noun(self, value: int, known: dict[int, str]) -> str:
        """Return what to call a value after the operation that made it, or that it was the result of before."""
        equation, whole = self.made[value], self._wholes.get(value)
        if equation.op == "cast":
            given = next((known.get(each, "") for each in equation.reads), "")
            return f"{given}_{equation.params['dtype']}" if given.isidentifier() else "converted"
        if whole is not None and not is_primitive(whole.op) and not whole.op.startswith("rule."):
            return WHOLES.get(whole.op, whole.op)
        last = equation.op.split(".")[-1]
        noun = "noise" if is_draw(equation.op) else self._pattern(equation) or NOUNS.get(last, last)
        return noun if noun not in RESERVED else f"{noun}_"

    def _pattern(self, equation: Equation) -> str:
        """Return what some well-known formulas are called; "" for any other."""
        makers = [self.made.get(atom) if isinstance(atom, int) else None for atom in equation.inputs]
        ops = [maker.op.split(".")[-1] if maker is not None else "" for maker in makers]
        if (equation.op, *ops[1:]) == ("subtract", "max"):
            return "shifted"
        return PATTERNS.get(" ".join([equation.op, *ops]), "")

    def _gradient(self, value: int, known: dict[int, str]) -> str:
        """Return the name of what a rule gave: the cotangent of an operand."""
        operation, _, operand = self.made[value].rule.rpartition(".")
        atom = self._operand(value, operation, operand)
        if not isinstance(atom, Literal) and known.get(atom, "").isidentifier():
            return f"d_{known[atom]}"
        if not isinstance(atom, Literal) and atom in self.made:
            return f"d_{self.base([atom], known)}"
        plain = len(operand) < 3 or operand == "broadcast"
        return f"d_{self._noun(value, known)}" if plain else f"d_{operand}"

    def _operand(self, value: int, operation: str, operand: str) -> Atom:
        """Return what a rule's result is the cotangent of; a Literal if that is not sure."""
        number, declared = self.made[value].forward, OPERATIONS.get(operation)
        forward: Equation | None = None if number is None else self._wholes.get(number)
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

    def _sections(self) -> dict[int, str]:
        """Return what to call the parts of a training step that belong to no layer, by the ids of their equations."""
        equations, found = self.graph.equations, {}
        layered = [place for place, e in enumerate(equations) if e.layers and self.stage[id(e)] == FORWARD]
        for place, equation in enumerate(equations):
            stage = self.stage[id(equation)]
            if layered and stage == FORWARD and place > layered[-1]:
                found[id(equation)] = "loss" if "loss" in self.meanings.values() else "results"
            elif stage == UPDATE:
                found[id(equation)] = "results"
        return found

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
        """Return what each run of equations of a rule gives: its last value, and what was added to others in that."""
        backward = [equation for equation in self.graph.equations if self.stage[id(equation)] == BACKWARD]
        found: set[int] = set()
        for (rule, _), run in groupby(backward, key=lambda equation: (equation.rule, equation.forward)):
            equations = list(run) if rule else []
            inside = {output for equation in equations for output in equation.outputs}
            left = [equations[-1].outputs[-1]] if rule else []
            while left:
                found.add(left[-1])
                maker = self.made[left.pop()]
                left += [each for each in maker.reads if maker.op == "add" and each in inside]
        return found
