"""Compiling: a function that is traced once, and then run as a program.

`compile` takes any function of arrays that may read and assign Variables, such as a training step. What it gives is
traced for each new combination of shapes, dtypes and static values, made into a program, and from then on that program
is run: with the same results, and the same writes to Variables.

    >>> import numpy as np, autograd_core as ag
    >>> w = ag.Variable([1.0, 2.0])
    >>> @ag.compile
    ... def step(x):
    ...     loss = np.sum((w - x) ** 2)
    ...     loss.backward()
    ...     w.assign(w - 0.25 * w.grad)
    ...     w.grad = None
    ...     return loss
    >>> [float(step(np.zeros(2))) for _ in range(3)]
    [5.0, 1.25, 0.3125]
    >>> w
    Variable([0.125, 0.25 ])
    >>> print(step.report())
    step: 1 program, 3 calls
    float64[2]: ...

What Python does in the function is done while it is traced, and never again. Not here: how the program is written
(`program`, `native`), how it is run safely (`running`).
"""

from __future__ import annotations

import warnings
from collections import OrderedDict
from collections.abc import Callable
from functools import update_wrapper
from threading import RLock
from typing import Any, overload

from autograd_core.errors import ConfigurationError, RecompilationWarning, explain
from autograd_core.graph.running import Plan, UnfitError
from autograd_core.graph.structure import ARGUMENT, Leaf
from autograd_core.graph.tracing import is_dynamic, taken_down
from autograd_core.observing import is_observed
from autograd_core.record import Node, Value, is_recording, tracing
from autograd_core.runs import inside
from autograd_core.tree import flatten, form

__all__ = ["Compiled", "compile"]

AnyFunction = Callable[..., Any]

MOST = 32
"""How many programs a compiled function keeps; the one that was not used for longest goes."""

MOST_STATES = 4
"""How many programs it keeps for one kind of arguments, where Variables change dtypes or gradients come and go."""

OFTEN = 8
"""After how many programs a warning says that each new shape is compiled anew."""


class Compiled:
    """A function as programs, one for each combination of shapes, dtypes and static values; made by `compile`."""

    __name__: str

    def __init__(self, function: AnyFunction, native: bool | None) -> None:
        update_wrapper(self, function)
        self.function, self.native = function, native
        self.calls = self.eager_calls = self.made = 0
        self._plans: OrderedDict[Any, list[Plan]] = OrderedDict()
        self._lock = RLock()
        self._warned = False

    def __repr__(self) -> str:
        return f"<compiled {self.__name__}: {self.made} programs>"

    def __reduce__(self) -> str:
        """Return what `copy` and `pickle` need: the name by which it is known, as for any function."""
        return str(getattr(self, "__qualname__", self.__name__))

    def __get__(self, instance: Any, owner: Any = None) -> Any:
        """Return the compiled method of an object, which is part of the function like any static value."""
        return self if instance is None else _Bound(self, instance)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Do what the function does, by a program."""
        key, leaves = _key(args, kwargs)
        if tracing.get() is not None or is_observed() or any(map(_is_recorded, leaves)):
            return self.function(*args, **kwargs)  # part of a larger record, or of what somebody looks at
        plan = self._plan(key, args, kwargs)
        self.calls += 1
        try:
            return plan.run(leaves)
        except UnfitError:
            self.eager_calls += 1
            return self.function(*args, **kwargs)

    # -------------------------------------------------------------------------------------------------------- programs

    def _plan(self, key: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Plan:
        """Return the program for some arguments, made if there is none yet."""
        with self._lock:
            for plan in self._plans.get(key, ()):
                if plan.holds():
                    self._plans.move_to_end(key)
                    return plan
            plan = self._make(args, kwargs)
            kept = self._plans.setdefault(key, [])
            kept.append(plan)
            del kept[:-MOST_STATES]
            self._plans.move_to_end(key)
            if len(self._plans) > MOST:
                self._plans.popitem(last=False)
            return plan

    def _make(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Plan:
        trace, graph, result = taken_down(self.function, args, kwargs)
        self.made += 1
        if self.made == OFTEN and not self._warned:
            self._warned = True
            warnings.warn(RecompilationWarning(self._too_often(graph)), stacklevel=4)
        return Plan(trace, graph, result, self.native)

    def _too_often(self, graph: Any) -> str:
        given = f"{OFTEN} programs in {self.calls + 1} calls; now {_inputs(graph)}"
        remedy = "pad to a few shapes, pass numbers that change as arrays, or call the function itself"
        return explain(f"{self.__name__} is compiled anew for every new shape, dtype and Python value", given, remedy)

    # ---------------------------------------------------------------------------------------------------------- looking

    def plan_of(self, *args: Any, **kwargs: Any) -> Plan:
        """Return the program for some arguments, without running it."""
        return self._plan(_key(args, kwargs)[0], args, kwargs)

    def graph(self, *args: Any, **kwargs: Any) -> Any:
        """Return the graph of the function for some arguments, as it was traced."""
        return self.plan_of(*args, **kwargs).graph

    def source(self, *args: Any, **kwargs: Any) -> str:
        """Return the NumPy program for some arguments, as text."""
        return self.plan_of(*args, **kwargs).source()

    def report(self) -> str:
        """Return what was compiled, how often it ran, and what is not native."""
        eager = f", {self.eager_calls} of them eager" if self.eager_calls else ""
        plural = "" if self.made == 1 else "s"
        times = "1 call" if self.calls == 1 else f"{self.calls} calls"
        lines = [f"{self.__name__}: {self.made} program{plural}, {times}{eager}"]
        for plans in self._plans.values():
            lines += [f"{_inputs(plan.graph)}: {plan.report()}" for plan in plans]
        return "\n".join(lines)


class _Bound:
    """A compiled method of an object."""

    def __init__(self, compiled: Compiled, instance: Any) -> None:
        self.compiled, self.instance = compiled, instance

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self.compiled(self.instance, *args, **kwargs)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.compiled, name)


def _is_recorded(leaf: Any) -> bool:
    return isinstance(leaf, Value) and not leaf.is_variable and isinstance(leaf.node, Node) and is_recording()


def _inputs(graph: Any) -> str:
    """Return the arguments of a graph: shapes and dtypes, and the Python values that are part of the program."""
    specs = [str(graph.values[given.value]) for given in graph.inputs if given.kind == ARGUMENT]
    said = [specs[x.number] if isinstance(x, Leaf) else repr(x) for x in flatten(graph.arguments)[0] if _is_told(x)]
    return ", ".join(said) or "no arguments"


def _is_told(leaf: Any) -> bool:
    return isinstance(leaf, (Leaf, int, float, complex, str))


def _key(args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[Any, list[Any]]:
    """Return what decides which program to run, and the leaves of the arguments."""
    if kwargs or any(isinstance(x, (tuple, list, dict)) or hasattr(x, "__dataclass_fields__") for x in args):
        leaves = flatten((args, kwargs))[0]
        kind = form((args, kwargs))
    else:  # as above, in a third of the time
        leaves = [x for x in args if x is not None]
        kind = tuple([x is None for x in args])
    return (kind, is_recording(), inside.get(), tuple([_kind(leaf) for leaf in leaves])), leaves


def _kind(leaf: Any) -> Any:
    """Return of an array its type, shape and dtype; of anything else the value itself."""
    if is_dynamic(leaf):
        if not isinstance(leaf, Value):
            return type(leaf), leaf.shape, leaf.dtype
        return type(leaf), leaf.array.shape, leaf.array.dtype, bool(leaf.node)
    if isinstance(leaf, float):
        return float, leaf.hex()  # tells -0.0 from 0.0
    try:
        hash(leaf)
    except TypeError:
        return _Same(leaf)
    return _Same(leaf) if isinstance(leaf, Value) else (type(leaf), leaf)


class _Same:
    """Something that is equal to itself only, kept so that nothing else takes its identity."""

    def __init__(self, what: Any) -> None:
        self.what = what

    def __hash__(self) -> int:
        return id(self.what)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.what is other.what


@overload
def compile(function: AnyFunction, *, native: bool | None = None) -> Compiled: ...


@overload
def compile(function: None = None, *, native: bool | None = None) -> Callable[[AnyFunction], Compiled]: ...


def compile(function: AnyFunction | None = None, *, native: bool | None = None) -> Any:
    """Return a function that does the same by a compiled program; also a decorator.

    native  whether elementwise operations become machine code, which needs llvmlite; None: where that is installed

    Arrays and Tensors among the arguments may change from call to call; whatever else is passed or closed over is part
    of the program. What Python does besides, as counting calls, happens when a program is made only; random numbers
    come from `ag.random`. Arguments of a new shape, dtype or Python value are compiled anew. Results are not recorded:
    put the call of `backward`, or `ag.grad`, into the function. The NumPy program gives the same bits as the function
    itself, machine code those within 2 units in the last place for each operation.

    >>> import numpy as np
    >>> square = compile(lambda x: x * x, native=False)
    >>> square(np.array([1.0, 2.0]))
    array([1., 4.])

    Raises TraceError where the function asks for a number of an argument or Variable, as an `if` does, draws from a
    generator of NumPy, or writes into a Tensor from outside, and ConfigurationError where `native` is asked for and
    llvmlite is missing.
    """
    if function is None:
        return lambda decorated: Compiled(decorated, native)
    if not callable(function):
        raise ConfigurationError(explain("only a function can be compiled", repr(function), "pass a function"))
    return Compiled(function, native)
