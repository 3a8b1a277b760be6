"""Running a program in the place of a function: its arguments, Variables, gradients, draws and results.

A `Plan` is one trace of a function with the program made of it. Around the program it does what the function would:
it takes arrays from arguments and Variables, gives Variables their new values, sets `grad`, and builds the results.

Variables are updated in their own memory, so an array that somebody else can see is copied first, as before a write
into a Tensor. A step is whole: Ctrl-C waits until it is done, and a check that fails comes before the first write.

Not here: how programs are written (`program`, `native`), and which one is run (`compiling`).
"""

from __future__ import annotations

import _signal  # type: ignore[import-not-found]  # the part of `signal` that is written in C
import threading
from collections.abc import Callable, Iterator, Sequence
from sys import getrefcount
from threading import get_ident
from typing import Any

import numpy as np

from autograd_core.errors import ConfigurationError, explain
from autograd_core.graph import graphs, native
from autograd_core.graph.overlays import ARRAY, GRAD
from autograd_core.graph.passes import optimize
from autograd_core.graph.passes.lowering import lower
from autograd_core.graph.program import Program
from autograd_core.graph.program.planning import SMALL
from autograd_core.graph.schedule import KERNEL, Group
from autograd_core.graph.structure import ARGUMENT, VARIABLE, Graph, Leaf, Write
from autograd_core.graph.traces import Trace
from autograd_core.record import Cut, Node, Value
from autograd_core.tree import flatten
from autograd_core.values import make, plain

__all__ = ["Plan", "UnfitError"]

OWN = 3
"""References to an array that only its Variable holds: the Variable's, a local name and the argument of getrefcount."""

_writing = threading.RLock()
"""One program at a time writes to Variables, whichever thread runs it."""


_MAIN = threading.main_thread().ident


class UnfitError(Exception):
    """What was computed is not what the function would give: a value is not finite; nothing was written."""


class Plan:
    """A traced function, its program, and what it reads and writes."""

    def __init__(self, trace: Trace, graph: Graph, result: Any, native: bool | None) -> None:
        self.graph = graph
        running, self._swapped = with_places_changed(graph)
        self.program, self._report = made(running, native, [running.inputs[one].value for one, _ in self._swapped])
        self._lock = threading.Lock()
        self._places = [k for k, leaf in enumerate(flatten(graph.arguments)[0]) if isinstance(leaf, Leaf)]
        self._variables = list(trace.states)
        self._written = {write.input for write in running.writes}
        self._leaves = list(trace.gradient_inputs)
        self._inputs = self._sources(graph)
        self._gradients = [(leaf, grad is not None) for leaf, grad in trace.gradients.items() if trace.changed(leaf)]
        self._found = list(trace.found.items())
        self._states = [(source, spec) for kind, source, spec in self._inputs if kind == VARIABLE]
        self._streams = list(trace.streams)
        self._outcome = Outcome(graph, result)

    def _sources(self, graph: Graph) -> list[tuple[str, Any, Any]]:
        """Return for each input what it is read from, and its spec."""
        variables, leaves = iter(self._variables), iter(self._leaves)
        places = iter(self._places)
        sources = []
        for given in graph.inputs:
            source = next(places if given.kind == ARGUMENT else variables if given.kind == VARIABLE else leaves)
            sources.append((given.kind, source, graph.values[given.value]))
        return sources

    def holds(self) -> bool:
        """Whether what the trace found is still so: shapes and dtypes of Variables, which leaves have gradients."""
        for variable, spec in self._states:
            array = ARRAY.__get__(variable)
            if array.dtype != spec.dtype or array.shape != spec.shape:
                return False
        return all((GRAD.__get__(leaf) is not None) == found for leaf, found in self._found)

    def source(self) -> str:
        """Return the NumPy program, as the text of a file of its own."""
        return graphs.Graph.of(self.graph).source()

    def report(self) -> str:
        """Return how the function was compiled."""
        return self._report

    # ---------------------------------------------------------------------------------------------------------- running

    def run(self, leaves: list[Any]) -> Any:
        """Return what the function would for the leaves of its arguments.

        Raises UnfitError where the function itself must be run.
        """
        if not self._written:
            with self._lock:
                outputs = self._run(leaves)
                self._set_gradients(outputs)
                return self._outcome.of(outputs)
        with self._lock, _writing, Uninterrupted():
            outputs = self._run(leaves)
            for one, other in self._swapped:
                _change_places(self._inputs[one][1], self._inputs[other][1])
            self._set_gradients(outputs)
            return self._outcome.of(outputs)

    def _run(self, leaves: list[Any]) -> Any:
        inputs = self._given(leaves)
        streams = [generator._numpy for generator in self._streams]  # noqa: SLF001  # as it draws itself
        states = [stream.bit_generator.state for stream in streams] if self.graph.checks else []
        try:
            with np.errstate(all="ignore"):
                return self.program(*inputs, *streams)
        except FloatingPointError:
            for stream, state in zip(streams, states, strict=True):
                stream.bit_generator.state = state
            raise UnfitError from None

    def _given(self, leaves: list[Any]) -> list[Any]:
        """Return the arrays that the program reads, those of Variables fit to be written in place."""
        inputs: list[Any] = []
        for place, (kind, source, _) in enumerate(self._inputs):
            if kind == ARGUMENT:
                inputs.append(_laid_out(plain(leaves[source])))
            elif kind == VARIABLE:
                inputs.append(_owned(source) if place in self._written else _laid_out(ARRAY.__get__(source)))
            else:
                inputs.append(_laid_out(GRAD.__get__(source).array))
        return inputs

    def _set_gradients(self, outputs: Any) -> None:
        rest = iter(outputs[self._outcome.count :])
        for leaf, there in self._gradients:
            GRAD.__set__(leaf, make(np.asarray(next(rest)), None) if there else None)


def with_places_changed(graph: Graph) -> tuple[Graph, list[tuple[int, int]]]:
    """Return a graph in which no Variable takes the old value of one that gets a new one, and which change places.

    Where `previous.assign(w)` stands before `w.assign(new)`, the new value is written into the memory of `previous`,
    and the two exchange their arrays afterwards: a copy of a large array in each step would cost more than its update.
    """
    place_of = {given.value: place for place, given in enumerate(graph.inputs) if given.kind == VARIABLE}
    new = {write.input: write.atom for write in graph.writes}
    read = {number for equation in graph.equations for number in equation.reads} | set(graph.results)
    swapped: list[tuple[int, int]] = []
    for write in graph.writes:
        source = place_of.get(write.atom) if isinstance(write.atom, int) else None
        taken = {place for pair in swapped for place in pair}
        if source is None or source not in new or {source, write.input} & taken or source == write.input:
            continue
        own = graph.inputs[write.input].value
        if own not in read and graph.values[own] == graph.values[graph.inputs[source].value]:
            new[write.input] = new.pop(source)
            swapped.append((write.input, source))
    writes = tuple([Write(place, atom) for place, atom in new.items()])
    return (graph.changed(writes=writes) if swapped else graph), swapped


def _change_places(one: Any, other: Any) -> None:
    """Exchange the arrays of two Variables."""
    array = ARRAY.__get__(one)
    ARRAY.__set__(one, ARRAY.__get__(other))
    ARRAY.__set__(other, array)


def _laid_out(array: Any) -> Any:
    """Return an array as programs expect it: row by row, aligned, in the order of bytes of this machine."""
    return array if array.flags.c_contiguous and array.flags.aligned else np.require(array, requirements=["C", "A"])


def _owned(variable: Any) -> Any:
    """Return the array of a Variable that nobody else can see."""
    array = ARRAY.__get__(variable)
    if array.base is not None or getrefcount(array) > OWN or not array.flags.carray:
        array = np.array(array, order="C")
        ARRAY.__set__(variable, array)
    return array


class Uninterrupted:
    """A `with` block until the end of which Ctrl-C waits, where this is the main thread, which it goes to."""

    __slots__ = ("_before", "_waiting")

    def __enter__(self) -> None:
        self._waiting: list[Any] = []
        self._before = None
        if get_ident() == _MAIN:
            # Not by way of the module `signal`, which looks for names of handlers, and takes ten times as long.
            self._before = _signal.signal(_signal.SIGINT, lambda *given: self._waiting.append(given))

    def __exit__(self, *_: object) -> None:
        if get_ident() != _MAIN:
            return
        _signal.signal(_signal.SIGINT, _signal.SIG_DFL if self._before is None else self._before)
        if self._waiting and callable(self._before):
            self._before(*self._waiting[0])


class Outcome:
    """The form of a function's results: where each output goes, and as what."""

    def __init__(self, graph: Graph, result: Any) -> None:
        kinds = iter([_kind(leaf) for leaf in flatten(result)[0]])
        leaves = flatten(graph.form)[0]
        self.count = sum(isinstance(leaf, Leaf) for leaf in leaves)
        self.of = _builder(graph.form, kinds)
        """Return the results, for the outputs of the program."""


def _builder(form: Any, kinds: Iterator[Any]) -> Callable[[Any], Any]:
    """Return the function that puts outputs into a container."""
    if isinstance(form, Leaf):
        number, kind = form.number, next(kinds)
        return lambda outputs: kind(outputs[number])
    if type(form) in {tuple, list} and form:
        parts, whole = [_builder(part, kinds) for part in form], type(form)
        return lambda outputs: whole([part(outputs) for part in parts])
    leaves, rebuild = flatten(form)
    pairs = [(leaf, next(kinds)) for leaf in leaves]
    return lambda outputs: rebuild([k(outputs[leaf.number]) if isinstance(leaf, Leaf) else leaf for leaf, k in pairs])


def _kind(leaf: Any) -> Any:
    """Return what makes an output what it was in the traced function: a Tensor, an array or a NumPy number."""
    if isinstance(leaf, Value) and leaf.is_variable:
        return lambda _: leaf
    if isinstance(leaf, Value):
        recorded = isinstance(leaf.node, Node)
        return lambda y: make(np.asarray(y), _cut() if recorded else None)
    return lambda y: y if np.ndim(y) else np.asarray(y)[()]


def _cut() -> Cut:
    why = "its results are not recorded; call backward(), or use grad, inside the function"
    return Cut("a compiled function", why, unintended=True)


def made(graph: Graph, use_native: bool | None, unread: Sequence[int]) -> tuple[Program, str]:
    """Return the program of a graph, and how it was made, in words.

    unread  inputs in whose memory something may be computed before they get their new values

    Raises ConfigurationError where machine code is asked for and cannot be made.
    """
    if use_native is None:
        use_native = native.available()
    elif use_native and not native.available():
        remedy = 'install it: pip install "autograd-core[native]", or leave it to native=None'
        raise ConfigurationError(explain("machine code needs llvmlite", "native=True without it", remedy))
    lowered = lower(optimize(graph)[0])
    lowered = optimize(native.prepared(lowered) if use_native else lowered)[0]
    if not use_native:
        count = len(lowered.equations)
        return Program(lowered), f"NumPy, {count} equation{'' if count == 1 else 's'}"
    groups, left = native.schedule(lowered)
    kernels = native.build_all(lowered, groups)
    kernels = {f"kernel_{k + 1}": kernel for k, kernel in enumerate(kernels.values())}
    lent = lent_memory(lowered, groups, unread)
    return Program(lowered, groups, kernels, lent), _said(len(kernels), len(lowered.equations), left)


def _said(kernels: int, equations: int, left: Sequence[Any]) -> str:
    """Return in words how many kernels there are, and a line for each reason why something is left to NumPy."""
    reasons: dict[str, list[str]] = {}
    for each in left:
        reasons.setdefault(each.reason, []).append(f"{each.op} × {each.times}")
    lines = [f"    in NumPy: {', '.join(named)} ({reason})" for reason, named in reasons.items()]
    return "\n".join([f"{kernels} kernel{'' if kernels == 1 else 's'} for {equations} equations", *lines])


def lent_memory(graph: Graph, groups: Sequence[Group], unread: Sequence[int]) -> dict[int, int]:
    """Return values that can be computed in the memory of inputs: what a kernel reads where it writes the new value.

    So the update of a large weight reads its gradient from, and writes the new weight to, the same memory: a third
    array would have to come from behind the caches, which takes longer than the arithmetic. What is computed before the
    last check is not: where that fails, Variables are what they were.
    """
    made_at = {out: place for place, group in enumerate(groups) for e in group.equations for out in e.outputs}
    checked = max([made_at.get(value, -1) for value in graph.checks], default=-1)
    last = {value: place for place, group in enumerate(groups) for value in group.inputs}
    own = {given.value for given in graph.inputs} | graph.constants.keys() | set(graph.outputs)
    lent: dict[int, int] = {}
    new = {graph.inputs[write.input].value: write.atom for write in graph.writes}
    for place, group in enumerate(groups):
        targets = {new[value]: value for value in unread if group.kind == KERNEL and new[value] in group.outputs}
        for output, value in sorted(native.shareable(graph, group)) if targets else ():
            free = value not in own and value not in lent and last[value] == place and made_at[value] > checked
            large = graph.values[value].nbytes >= SMALL
            if output in targets and targets[output] not in lent.values() and free and large:
                lent[value] = targets[output]
    return lent
