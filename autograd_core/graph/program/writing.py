"""The body of a program: its statements, in order, each with the heading it stands under.

    >>> import numpy as np
    >>> from autograd_core.graph.program.grouping import schedule
    >>> from autograd_core.graph.structure import ARGUMENT, Equation, Graph, Input, Spec
    >>> row, one = Spec((3,), np.dtype("float32")), Spec((), np.dtype("float32"))
    >>> steps = Equation("multiply", (0, 0), (1,)), Equation("sum", (1,), (2,), {"axis": None})
    >>> graph = Graph("energy", (row, row, one), (Input(0, ARGUMENT, "x"),), {}, steps, (2,))
    >>> Writer(graph, schedule(graph)).lines
    [Line(text='total = np.add.reduce(x * x, axis=None)', heading='')]

Not here: the text around it (`laying`), the memory (`planning`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from autograd_core.errors import SourceError
from autograd_core.graph.primitives import is_draw
from autograd_core.graph.printing import BACKWARD
from autograd_core.graph.program.chains import Chain
from autograd_core.graph.program.embedding import Opaque
from autograd_core.graph.program.looping import Loop
from autograd_core.graph.program.naming import Names
from autograd_core.graph.program.planning import OVERWRITES, Plan, plan
from autograd_core.graph.program.primitives import expression, is_opaque, statements
from autograd_core.graph.program.wording import dtype, written
from autograd_core.graph.schedule import BLOCKED, KERNEL, NUMPY, Group
from autograd_core.graph.structure import EMPTY, Atom, Equation, Graph, Literal
from autograd_core.registry import OPERATIONS

__all__ = ["Line", "Writer"]

SHORT = 40  # letters of an expression that may stand inside another


class Line(NamedTuple):
    """A statement, and the heading of the section that it is in."""

    text: str
    heading: str


class Writer:
    """What is written of a graph: the lines of its function, and all that they name.

    lines      the statements
    results    the expressions that are returned
    names      the names of function, inputs and streams
    buffers    the chains in planned memory, with the names that each goes by
    constants  the names of the constants
    opaque     the functions that stand for operations that are no primitives, by name
    kernels    the names of the native kernels, by what they compute
    scratch    the arrays that loops over blocks use: dtype by name
    loops      whether there are such loops
    checked    whether something is checked for NaN
    """

    def __init__(
        self,
        graph: Graph,
        groups: Sequence[Group],
        lent: Mapping[int, int] = EMPTY,
        traced: Graph | None = None,
    ) -> None:
        self.graph = graph
        native = [group for group in groups if group.kind == KERNEL]
        self.kernels = {group.outputs: f"kernel_{k + 1}" for k, group in enumerate(native)}
        self.names = Names(graph, [*self.kernels.values(), "aligned", "blocks", "refuse_nan"], traced)
        self.plan: Plan = plan(graph, groups, lent, self.names.meanings)
        self.constants = {value: self.names.unique(self.names.constant(value)) for value in sorted(graph.constants)}
        self.texts = dict(zip([each.value for each in graph.inputs], self.names.inputs, strict=True)) | self.constants
        self.variables = {each.value: self.texts[each.value] for each in graph.inputs}
        self.buffers: dict[int, tuple[Chain, list[str]]] = {}
        self.opaque: dict[str, Opaque] = {}
        called = dict.fromkeys(equation.op for equation in graph.equations if is_opaque(equation.op))
        self._functions = {op: self.names.unique(op) for op in called}
        self.scratch: dict[str, Any] = {}
        self.checked = False
        self.loops = any(group.kind == BLOCKED for group in groups)
        self.lines: list[Line] = []
        self._unchecked: list[str] = []
        self._lent = lent
        self._kept: list[tuple[int, Atom]] = []
        self._heading = ""
        self._aliases: dict[tuple[Any, ...], str] = {}
        self._uses, self._loops = self._count_uses()
        atoms = [*self._uses, *[atom for _, atom in self.plan.copies if not isinstance(atom, Literal)]]
        self._read = {root for value in atoms for root in self.plan.roots.get(value, (value,))}
        self._updates = _updates(graph, self.plan, self.texts)
        self.results = self._write()

    def _count_uses(self) -> tuple[Counter[int], set[int]]:
        """Return how often each value is read, and the values that loops and kernels read."""
        uses = Counter(value for group in self.plan.groups for equation in group.equations for value in equation.reads)
        atoms = (*self.graph.outputs, *self.graph.checks, *[atom for _, atom in self.plan.copies])
        uses.update(atom for atom in atoms if not isinstance(atom, Literal))
        loops = {value for group in self.plan.groups if group.kind != NUMPY for value in group.inputs}
        return uses, loops | set(self.plan.saved) | set(self.graph.checks)

    # ------------------------------------------------------------------------------------------------------- statements

    def _write(self) -> list[str]:
        checks = set(self.graph.checks)
        for value in checks & self.texts.keys():
            self._check(value)
        for place, group in enumerate(self.plan.groups):
            if place == self.plan.tail:
                self._save()
            if any(value in self._lent for value in group.outputs):
                self._refuse()  # before something else is in the memory of a Variable
            self._heading = self._updates.get(place) or self._head(group.equations[0])
            {NUMPY: self._single, BLOCKED: self._blocks, KERNEL: self._kernel}[group.kind](group)
            for value in group.outputs:
                if value in checks:
                    self._check(value)
        if self.plan.tail == len(self.plan.groups):
            self._save()
        self._heading = "update"
        for target, atom in [copy for copy in self.plan.copies if copy not in self._kept]:
            self.say(f"np.copyto({self.variables[target]}, {self.atom(atom)})")
        return [self._result(atom) for atom in self.graph.outputs]

    def say(self, text: str) -> None:
        """Add a statement."""
        self.lines.append(Line(text, self._heading))

    def target(self, value: int) -> str:
        """Return the name of the input into whose memory a value is written."""
        return self.variables[self.plan.in_place[value]]

    def atom(self, atom: Atom) -> str:
        """Return the text of what an equation reads."""
        return written(atom.value) if isinstance(atom, Literal) else self.texts[atom]

    def _head(self, equation: Equation) -> str:
        stage = self.names.stage[id(equation)]
        layers = ".".join(equation.layers[-1:])
        if stage != BACKWARD:
            return layers or self.names.sections.get(id(equation), "")
        return f"{stage}: {layers}" if layers else stage

    def _save(self) -> None:
        """Keep what the tail writes over: what is only kept in a Variable is copied there now."""
        self._refuse()
        self._heading = "what was before"
        self._kept = [copy for copy in self.plan.copies if self._is_kept(*copy)]
        for target, atom in self._kept:
            self.say(f"np.copyto({self.variables[target]}, {self.atom(atom)})")
        for value in self.plan.saved:
            if (
                all(copy in self._kept for copy in self.plan.copies if copy[1] == value)
                and value not in self.graph.outputs
            ):
                continue
            name = self.names.unique(f"old_{self.texts[value]}")
            self.say(f"{name} = {self.texts[value]}.copy()")
            self.texts[value] = name

    def _refuse(self) -> None:
        """Check what waits for it."""
        if self._unchecked:
            self.say(f"refuse_nan({', '.join(self._unchecked)})")
            self._unchecked.clear()

    def _is_kept(self, target: int, atom: Atom) -> bool:
        """Whether a Variable is only given the old value of another, so that nobody reads what is written over."""
        return atom in self.plan.saved and target not in self._read

    def _check(self, value: int) -> None:
        spec, text = self.graph.values[value], self.texts[value]
        if spec.dtype.kind not in "fc" or 0 in spec.shape:
            return
        self.checked = True
        name, _, made = self.lines[-1].text.partition(" = ") if self.lines else ("", "", "")
        if name == text and self._uses[value] == 1:
            self.lines[-1] = self.lines[-1]._replace(text=f"refuse_nan({made})")
        elif value in self.plan.chain and not self.plan.chain[value].planned:
            self._unchecked.append(text)
        else:
            self.say(f"refuse_nan({text})")  # now, for something else may come into this memory

    def _result(self, atom: Atom) -> str:
        text = self.atom(atom)
        return f"{text}.copy()" if atom in self.plan.copied else text

    # ------------------------------------------------------------------------------------------------ single equations

    def _single(self, group: Group) -> None:
        (equation,) = group.equations
        value = equation.outputs[0]
        chain = self.plan.chain.get(value)
        if len(equation.outputs) > 1:
            self._several(equation)
        elif value in self.plan.in_place:
            self._into(equation, self.target(value))
        elif value in self.plan.inline:
            self.texts[value] = self.made(equation)
        elif chain is None:
            self._view(equation)
        elif chain.planned or chain.values[0] != value:
            self._into(equation, self._named(chain, value))
        else:
            self._begin(equation, self._named(chain, value))

    def made(self, equation: Equation) -> str:
        """Return the expression of an equation."""
        operands = [self.atom(atom) for atom in equation.inputs]
        if is_opaque(equation.op):
            return self._called(equation, operands)
        return expression(equation, operands, self._stream(equation))

    def _called(self, equation: Equation, operands: list[str]) -> str:
        """Return the call of an operation that is no primitive."""
        words = _words(equation)
        bound = words is None
        name = self.names.unique(equation.op) if bound else self._functions[equation.op]
        self.opaque.setdefault(name, Opaque(equation, bound))
        return f"{name}({', '.join([*operands, *(words or [])])})"

    def _stream(self, equation: Equation) -> str:
        return self.names.streams[equation.params["stream"]] if is_draw(equation.op) else ""

    def _several(self, equation: Equation) -> None:
        for value in equation.outputs:
            self.texts[value] = self._named(self.plan.chain[value], value)
        self.say(f"{', '.join([self.texts[value] for value in equation.outputs])} = {self.made(equation)}")

    def _into(self, equation: Equation, out: str) -> None:
        """Write a result into memory that is there."""
        value = equation.outputs[0]
        operands = [self.atom(atom) for atom in equation.inputs]
        chain, place = self.plan.chain.get(value), OVERWRITES.get(equation.op, 0)
        over = equation.inputs[place] if equation.inputs else Literal(None)
        if (
            equation.op in OVERWRITES
            and not isinstance(over, Literal)
            and self.plan.chain.get(over) is chain is not None
        ):
            operands[place] = out  # the same memory, by the name that it goes by now
        for text in statements(equation, operands, out, self._stream(equation)):
            self.say(text)
        self.texts[value] = out

    def _begin(self, equation: Equation, name: str) -> None:
        """Write a result into new memory."""
        spec = self.graph.values[equation.outputs[0]]
        operands = [self.atom(atom) for atom in equation.inputs]
        if equation.op == "assemble":
            self.say(f"{name} = np.empty({written(spec.shape)}, {dtype(spec.dtype)})")
            for text in statements(equation, operands, name):
                self.say(text)
        elif equation.op in {"scatter", "setitem"}:
            new = f"np.zeros({written(spec.shape)}, {dtype(spec.dtype)})"
            self.say(f"{name} = {new if equation.op == 'scatter' else f'np.array({operands[0]})'}")
            self.say(statements(equation, operands, name)[-1])
        else:
            self.say(f"{name} = {self.made(equation)}")
        self.texts[equation.outputs[0]] = name

    def _view(self, equation: Equation) -> None:
        value = equation.outputs[0]
        text = self.made(equation)
        if value not in self._loops and (self._uses[value] == 1 or text.endswith(".T")) and len(text) <= SHORT:
            self.texts[value] = text
            return
        self.texts[value] = self.names.unique(self.names.base([value], self.texts))
        self.say(f"{self.texts[value]} = {text}")

    def _named(self, chain: Chain, value: int) -> str:
        """Return the name of a chain while it holds a value: it has one in each pass and layer."""
        if not chain.planned:
            key: tuple[Any, ...] = (id(chain),)
        else:
            key = (id(chain), *self._scope(value))
        if key not in self._aliases:
            alike = [each for each in chain.values if not chain.planned or self._scope(each) == key[1:]]
            base = self.names.base(alike, self.texts)
            names = self.buffers.setdefault(id(chain), (chain, []))[1] if chain.planned else []
            self._aliases[key] = name = base if base in names else self.names.unique(base)
            if name not in names:
                names.append(name)
        return self._aliases[key]

    def _scope(self, value: int) -> tuple[Any, ...]:
        equation = self.names.made[value]
        return self.names.stage[id(equation)], equation.layers

    # ----------------------------------------------------------------------------------------------- loops and kernels

    def _outs(self, group: Group) -> None:
        """Name what a loop or kernel writes into, and make what is new."""
        for value in group.outputs:
            if value in self.plan.in_place:
                self.texts[value] = self.target(value)
                continue
            chain = self.plan.chain[value]
            self.texts[value] = name = self._named(chain, value)
            if not chain.planned:
                self.say(f"{name} = np.empty({written(chain.spec.shape)}, {dtype(chain.spec.dtype)})")

    def _blocks(self, group: Group) -> None:
        self._outs(group)
        for text in Loop(self, group).lines:
            self.say(text)

    def _kernel(self, group: Group) -> None:
        self._outs(group)
        name = self.kernels[group.outputs]
        inputs = [self._contiguous(value) for value in group.inputs]
        self.say(f"# {', '.join(dict.fromkeys(equation.op for equation in group.equations))}")
        self.say(f"{name}({', '.join([*[self.texts[value] for value in group.outputs], *inputs])})")

    def _contiguous(self, value: int) -> str:
        text = self.texts[value]
        return text if value in self.plan.ordered else f"np.ascontiguousarray({text})"


def _words(equation: Equation) -> list[str] | None:
    """Return the parameters of an operation that is no primitive; None if they cannot be written."""
    if equation.op not in OPERATIONS:
        return None
    try:
        return [f"{key}={written(each)}" for key, each in equation.params.items()]
    except SourceError:
        return None


def _updates(graph: Graph, found: Plan, texts: dict[int, str]) -> dict[int, str]:
    """Return the headings of the groups of the tail: which Variable they update, and by what."""
    owner: dict[int, int] = {}  # the last place among those that belong together
    tail = list(enumerate(found.groups))[found.tail :]
    maker = {value: place for place, group in tail for value in group.outputs}

    def leader(place: int) -> int:
        while owner.get(place, place) != place:
            place = owner[place]
        return place

    for place, group in tail:
        for value in group.inputs:
            if value in maker and graph.values[value].shape:
                owner[leader(maker[value])] = place
    headings = {}
    for place, group in tail:
        last = found.groups[leader(place)]
        names = [texts[found.in_place[value]] for value in last.outputs if value in found.in_place]
        layers = ".".join(group.equations[0].layers[-1:])
        heading = ": ".join([part for part in (layers or "update", *[_shortest(names)]) if part])
        headings[place] = heading
    return headings


def _shortest(names: Sequence[str]) -> str:
    return min(names, key=len, default="")
