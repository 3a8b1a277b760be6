"""A trace: the graph in the making, while the function runs.

    >>> import numpy as np
    >>> from autograd_core.graph.tracing import taken_down
    >>> trace, graph, result = taken_down(lambda x: np.exp(x) * 2.0, (np.zeros(2),), {})
    >>> result
    traced(float64[2])
    >>> [equation.op for equation in graph.equations]
    ['exp', 'multiply']

Every operation of the thread comes by (`Trace.apply`), every NumPy function without one (`Trace.call`), every backward
sweep (`Trace.sweep`) and every Variable (`Trace.variable`). Not here: who calls the function (`tracing`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from sys import getrefcount
from typing import Any

import numpy as np

from autograd_core.applying import Operation, results
from autograd_core.errors import TraceError, explain
from autograd_core.graph import sweeps
from autograd_core.graph.calls import called, has_known_shape
from autograd_core.graph.graphs import Graph
from autograd_core.graph.guards import OUTSIDE, Traced, blank, guard, has_no_numbers
from autograd_core.graph.outlines import form_of, remembered
from autograd_core.graph.overlays import ARRAY, GRAD
from autograd_core.graph.streams import Stream
from autograd_core.graph.structure import GRADIENT, VARIABLE, Atom, Equation, Input, Leaf, Literal, Spec, Write
from autograd_core.graph.sweeps import tensor
from autograd_core.graph.writes import Writes
from autograd_core.record import Leaf as LeafNode
from autograd_core.record import Node, Value, scope, user_line
from autograd_core.tensor import Variable
from autograd_core.tree import flatten
from autograd_core.values import Hook, make, plain, unwrap

__all__ = ["Place", "State", "Trace"]

AnyFunction = Callable[..., Any]
Place = tuple[tuple[str, ...], str, str, int | None]
"""What an equation is part of: its last fields, from `layers` on."""

NUMBERS = (np.ndarray, np.generic, Value)
ndarray, new, set_fields = np.ndarray, tuple.__new__, vars(Equation)["__dict__"].__set__

UNHELD = 3
"""References to a Variable that only its trace holds: a key, a loop's name and the argument of getrefcount."""


class NumbersNeededError(Exception):
    """A trace that knows outlines only must begin anew."""


class State:
    """What a Variable is inside the traced function: the place of its input, its value now, whether that is new."""

    def __init__(self, place: int, value: Any) -> None:
        self.input, self.value, self.written = place, value, False


class Trace:
    """The graph in the making, while the function runs.

    outlined  whether large results are not computed: see `outlines`
    """

    def __init__(self, *, outlined: bool = False) -> None:
        self.outlined, self.guessed = outlined, False
        self.specs: list[Spec] = []
        self.given: dict[int, Any] = {}
        self.equations: list[Equation] = []
        self.constants: dict[int, Any] = {}
        self.inputs: list[Input] = []
        self.states: dict[Variable, State] = {}
        self.gradients: dict[LeafNode, Any] = {}
        self.gradient_inputs: dict[LeafNode, Any] = {}
        self.found: dict[LeafNode, bool] = {}
        self.streams: dict[Any, Stream] = {}
        self.checks: list[int] = []
        self.refusal: Exception | None = None
        self.seeded: set[Any] = set()
        self.writes = Writes()
        self.within: set[Any] = set()
        self.born: set[int] = set()
        self._known: dict[int, tuple[Any, int]] = {}
        self.origins: dict[int, Equation] = {}
        self.at: Place | None = None
        self._names: set[str] = set()
        self.started = LeafNode().number

    # ----------------------------------------------------------------------------------------------------------- values

    def new(self, real: Any) -> Traced:
        """Return what stands for a new value."""
        specs = self.specs
        specs.append(spec := new(Spec, (real.shape, real.dtype)))
        return guard(self, len(specs) - 1, real, spec.dtype, blank(spec.shape))

    def input(self, real: Any, kind: str, name: str) -> Traced:
        """Return what stands for a new input."""
        unique, count = name, 0
        while unique in self._names:
            count += 1
            unique = f"{name}_{count}"
        self._names.add(unique)
        value = self.new(real)
        self.given[value.number] = real
        self.inputs.append(Input(value.number, kind, unique))
        return value

    def real(self, x: Any) -> Any:
        """Return the numbers that a value has in this run, or anything else as it is."""
        if type(x) is not Traced:
            return x
        if x.owner is not self:
            remedy = "return it from the function instead of keeping it in a variable outside"
            raise TraceError(explain("a value of another trace, or a part of one", repr(x), remedy))
        return x.numbers

    def atom(self, x: Any) -> Atom:
        """Return how an equation names what it reads."""
        if type(x) is Traced:
            self.real(x)
            return x.number
        if isinstance(x, np.ndarray):
            return self.constant(x).number if x.ndim or x.dtype.kind == "O" else Literal(x[()])
        return Literal(x)

    def constant(self, array: Any) -> Any:
        """Return what stands for an array that was not computed here."""
        known = self._known.get(id(array))
        if known is not None:
            return guard(self, known[1], array, array.dtype, blank(array.shape))
        if array.dtype.kind == "O":
            return self.behind(array)
        frozen = _frozen(array)
        value = self.new(frozen)
        self.constants[value.number] = frozen
        self._known[id(array)] = array, value.number
        return value

    def behind(self, array: Any) -> Any:
        """Return the value under trace that `np.asarray` made an array without numbers of; another array as it is.

        Raises TraceError where an array was made of one in another way.
        """
        base = array.base
        if type(base) is Traced and array.shape == base.shape and array.strides == base.strides:
            return base
        if has_no_numbers(array):
            given = f"one of shape {list(array.shape)} at {self.line()}"
            raise TraceError(
                explain("an array that was made from a traced value outside of the record", given, OUTSIDE)
            )
        return array

    def line(self) -> str:
        """Return the user's line that is at work."""
        return self.at[1] if self.at else user_line()

    def add(self, op: str, inputs: tuple[Atom, ...], reals: list[Any], params: Mapping[str, Any]) -> list[Traced]:
        """Add an equation; return what stands for its results."""
        outs = [self.new(real) for real in reals]
        self._add(op, inputs, tuple([out.number for out in outs]), params)
        return outs

    def _add(self, op: str, inputs: tuple[Atom, ...], outputs: tuple[int, ...], params: Mapping[str, Any]) -> None:
        layers, line, rule, forward = self.at or (scope.get(), user_line(4), "", None)
        equation = object.__new__(Equation)
        set_fields(  # as its constructor does, in a third of the time
            equation,
            {
                "op": op,
                "inputs": inputs,
                "outputs": outputs,
                "params": params,
                "layers": layers,
                "line": line,
                "rule": rule,
                "forward": forward,
            },
        )
        self.equations.append(equation)

    # ------------------------------------------------------------------------------------------------------- operations

    def apply(self, operation: Operation, operands: tuple[Any, ...], params: dict[str, Any]) -> Any:
        """Apply an operation and take it down: the stand-in for the call of every operation."""
        if params or operation.defaults:
            operands, params = self._bound(operation, operands, params)
        arrays, nodes, recorded = [], [], False
        for x in operands:
            array, node = (x.array, x.node) if isinstance(x, Value) else unwrap(x)
            arrays.append(self.constant(array) if type(array) is ndarray and array.ndim else array)
            nodes.append(node)
            recorded = recorded or node is not None
        result = self.taken(operation, arrays, params)
        node = self._recorded(operation, operands, arrays, tuple(nodes), result, params) if recorded else None
        if type(result) is not Traced:
            return results(result, node)
        if operation.view and isinstance(operands[0], Value):
            return Hook.view(operands[0], operation, params, result, node)
        return make(result, node)

    def taken(self, operation: Operation, arrays: Sequence[Any], params: Mapping[str, Any]) -> Any:
        """Take down an operation on values under trace and numbers; return its result, or a tuple of them."""
        specs = self.specs
        reals: list[Any] = []
        atoms: list[Atom] = []
        forms: list[Any] = []
        for x in arrays:
            if type(x) is Traced and x.owner is self:
                number = x.number
                reals.append(x.numbers)
                atoms.append(number)
                forms.append(specs[number])
            elif type(x) is float:
                reals.append(x)
                atoms.append(new(Literal, (x,)))
                forms.append(float)
            else:
                x = unwrap(x)[0]  # noqa: PLW2901  # a list becomes an array
                reals.append(self.real(x))
                atoms.append(atom := self.atom(x))
                forms.append(form_of(atom.value) if isinstance(atom, Literal) else specs[atom])
        outline = remembered(operation, reals, forms, params) if self.outlined else None
        if outline is None:
            return self._computed(operation, reals, tuple(atoms), params)
        self.guessed = True
        numbers, spec, empty = outline
        specs.append(spec)
        result = guard(self, len(specs) - 1, numbers, spec.dtype, empty)
        self._add(operation.name, tuple(atoms), (result.number,), params)
        return result

    def _computed(
        self, operation: Operation, reals: list[Any], atoms: tuple[Atom, ...], params: Mapping[str, Any]
    ) -> Any:
        """Take down an operation that is computed in this run, too."""
        if operation.name == "gather":
            self._refuse_masks(reals)
        try:
            out = operation.compute(tuple(reals), params)
        except Exception:
            if self.guessed:  # also where the function catches it
                self.refusal = self.refusal or NumbersNeededError()
            raise
        if type(out) is ndarray:
            return self.add(operation.name, atoms, [out], params)[0]
        outs = self.add(operation.name, atoms, list(map(np.asarray, out)), params)
        return getattr(type(out), "_make", tuple)(outs)

    def _bound(self, operation: Operation, operands: Any, params: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
        """Sort what was given into operands and parameters; the latter are part of the graph."""
        operands, params = operation.bind(operands, params)
        for name, value in params.items():
            if type(value) is Traced:
                given, remedy = f"a traced value for {name}", "pass a Python value"
                raise TraceError(explain(f"the parameters of {operation.name} are constants", given, remedy))
        return operands, params

    def _recorded(self, operation: Operation, operands: Any, arrays: Any, nodes: Any, result: Any, params: Any) -> Any:
        """Record the operation that the last equation applies, for gradients."""
        node = operation.record(operands, arrays, nodes, result, params)
        if isinstance(node, Node):
            self._remember(node, nodes, self.equations[-1])
        return node

    def _remember(self, node: Node, known: tuple[Any, ...], equation: Equation) -> None:
        """Remember which equation a node is of, and those that undo broadcasting in front of it."""
        self.origins[node.number] = equation
        for parent in node.parents:
            if parent not in known:
                self.origins.setdefault(parent.number, equation)

    def _refuse_masks(self, arrays: Any) -> None:
        if any(isinstance(a, np.ndarray) and a.dtype == bool for a in arrays[1:]):
            given, remedy = f"x[mask] at {self.line()}", "write np.where(mask, x, 0), whose shape is known"
            raise TraceError(explain("how many elements a mask selects depends on values", given, remedy))

    def call(self, function: AnyFunction, name: str, args: Any, kwargs: dict[str, Any]) -> Any:
        """Apply a NumPy function that has no gradient, and take it down."""
        if self.guessed and not has_known_shape(function):
            self.require_numbers()
        return called(self, function, name, args, kwargs)

    def require_numbers(self) -> None:
        """Have the function traced once more, with all numbers, where what it does depends on how arrays lie."""
        if self.outlined:
            self.refusal = NumbersNeededError()  # also where the function catches it
            raise self.refusal

    def check_nowhere(self, condition: Any) -> None:
        """Have the program give up where a condition holds anywhere."""
        spoiled: Any = np.where(condition.any(), np.nan, 0.0)
        self.checks.append(spoiled.number)

    def sweep(self, sweep: sweeps.Sweep, seeds: Mapping[Node, Any], *, lifted: bool, **bounds: Any) -> dict[Node, Any]:
        """Run a backward sweep with its rules on Tensors, so that they are taken down; see `differentiate`."""
        return sweeps.swept(self, sweep, seeds, lifted=lifted, **bounds)

    # ------------------------------------------------------------------------------------------------------------ state

    def variable(self, variable: Variable) -> State:
        """Return the state of a Variable; it becomes an input when first met."""
        state = self.states.get(variable)
        if state is None:
            name = ".".join([*scope.get()[-1:], variable.name or "variable"])
            value = self.input(ARRAY.__get__(variable), VARIABLE, name)
            state = self.states[variable] = State(len(self.inputs) - 1, value)
        return state

    def gradient(self, leaf: LeafNode) -> Any:
        """Return the gradient of a leaf from outside; one that is there becomes an input when first met."""
        if leaf not in self.gradients:
            real = GRAD.__get__(leaf)
            self.found[leaf] = real is not None
            if real is None:
                self.gradients[leaf] = None
            else:
                self.gradients[leaf] = tensor(self.input(real.array, GRADIENT, "gradient"))
                self.gradient_inputs[leaf] = self.gradients[leaf]
        return self.gradients[leaf]

    def changed(self, leaf: LeafNode) -> bool:
        """Whether the function leaves another gradient at a leaf than it found there."""
        now = self.gradients[leaf]
        if now is None:
            return self.found.get(leaf) is not False
        return now is not self.gradient_inputs.get(leaf)

    def stream(self, generator: Any) -> Stream:
        """Return what stands for a random generator: it draws the same numbers, and leaves the generator as it is."""
        if generator in self.seeded:
            given, remedy = (
                f"a draw at {self.line()}",
                "make and seed generators outside, which then go on in calls",
            )
            raise TraceError(explain("a generator that is seeded in the traced function itself", given, remedy))
        if generator not in self.streams:
            self.streams[generator] = Stream(self, len(self.streams), generator)
        return self.streams[generator]

    def note_write(self, target: Any) -> None:
        """Remember a Tensor that is written into. Raises TraceError where it is an argument."""
        if not target.is_variable:  # else it is a state
            self.writes.note(target, self.line())

    # ----------------------------------------------------------------------------------------------------------- result

    def graph(self, name: str, arguments: Any, outcome: Any) -> Graph:
        """Return the graph, now that the function has returned; the gradients it left are outputs behind its own."""
        self._forget_temporary()
        leaves, rebuild = flatten(outcome)
        atoms = [self.atom(plain(leaf)) for leaf in leaves if isinstance(leaf, NUMBERS)]
        places = iter(range(len(atoms)))
        form = rebuild([Leaf(next(places)) if isinstance(leaf, NUMBERS) else leaf for leaf in leaves])
        left = {leaf: grad for leaf, grad in self.gradients.items() if grad is not None and self.changed(leaf)}
        atoms += [self.atom(grad.array) for grad in left.values()]
        return Graph(
            name=name,
            values=tuple(self.specs),
            inputs=tuple(self.inputs),
            constants=dict(self.constants),
            equations=tuple(self.equations),
            outputs=tuple(atoms),
            writes=tuple([Write(s.input, self.atom(s.value)) for s in self.states.values() if s.written]),
            streams=tuple([stream.name for stream in self.streams.values()]),
            checks=tuple(dict.fromkeys(self.checks)),
            arguments=arguments,
            form=form,
        )

    def _forget_temporary(self) -> None:
        """Make constants of the Variables that were created inside and that nobody holds: they begin anew each time."""
        dropped = [self.states[v].input for v in self.states if id(v) in self.born and getrefcount(v) <= UNHELD]
        if not dropped:
            return
        for place in dropped:
            number = self.inputs[place].value
            self.constants[number] = _frozen(self.given[number])
        kept = [place for place in range(len(self.inputs)) if place not in dropped]
        self.states = {v: state for v, state in self.states.items() if state.input not in dropped}
        for state in self.states.values():
            state.input = kept.index(state.input)
        self.inputs = [self.inputs[place] for place in kept]


def _frozen(array: Any) -> Any:
    """Return an array as it is now: what its owner writes into it later is not part of the graph."""
    owned = array.flags.writeable or array.base is not None
    frozen = array.copy("K") if owned else array.view()
    frozen.flags.writeable = False
    return frozen
