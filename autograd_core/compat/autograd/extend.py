"""Own operations as HIPS autograd declares them: a function that is not looked into, and makers of its pullbacks.

    >>> import numpy as np
    >>> from autograd_core.compat.autograd import grad
    >>> @primitive
    ... def cube(x):
    ...     return x**3
    >>> defvjp(cube, lambda ans, x: lambda g: g * 3 * x**2)
    >>> grad(cube)(2.0), grad(grad(cube))(2.0)
    (12.0, 12.0)

Forward mode follows from the pullbacks, so what `defjvp` is given is not needed. Not here: `vspace`, `VSpace`, nodes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import update_wrapper
from itertools import count
from typing import Any

import numpy as np

from autograd_core.applying import UNLISTED, Operation
from autograd_core.errors import ConfigurationError, NotDifferentiableError, explain
from autograd_core.record import Value
from autograd_core.tensor import Tensor as Box
from autograd_core.tree import tree_map
from autograd_core.values import constants, plain

__all__ = ["Box", "Primitive", "def_linear", "defjvp", "defjvp_argnum", "defjvp_argnums", "defvjp", "defvjp_argnum"]
__all__ += ["defvjp_argnums", "notrace_primitive", "primitive", "register_notrace"]

AnyFunction = Callable[..., Any]


class _Call:
    """One call of a primitive: what it was given beside Tensors, and where these stood."""

    def __init__(self, primitive: Primitive, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> None:
        self.primitive, self.kwargs = primitive, constants(primitive.operation.name, kwargs)
        self.places = tuple([i for i, a in enumerate(args) if isinstance(a, Value)])
        self.args = tuple([None if isinstance(a, Value) else a for a in args])

    def filled(self, xs: Iterable[Any]) -> list[Any]:
        """Return all positional arguments, with `xs` where Tensors stood."""
        args = list(self.args)
        for place, x in zip(self.places, xs, strict=True):
            args[place] = x
        return args


class Primitive:
    """A function whose gradient is given by `defvjp`; made by `primitive`."""

    def __init__(self, function: AnyFunction) -> None:
        update_wrapper(self, function)
        self.function = function
        self.makers: Callable[[int], AnyFunction | None] = lambda argnum: None
        self.operation = _operation(function)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call the function on plain values, and record the call where an argument is recorded."""
        if not any(isinstance(a, Value) for a in args):
            return self.function(*args, **kwargs)
        call = _Call(self, args, kwargs)
        return self.operation(*[args[i] for i in call.places], call=call)


def _operation(function: AnyFunction) -> Operation:
    """Return the operation that records the calls of a function; it stands in no table, for two may share a name."""

    def forward(*xs: Any, call: _Call) -> Any:
        y = function(*call.filled(xs), **call.kwargs)
        if isinstance(y, (tuple, list, dict)):
            given, remedy = f"a {type(y).__name__} from {forward.__name__}", "return one array"
            raise ConfigurationError(explain("a primitive has one result", given, remedy))
        return y

    forward.__name__ = getattr(function, "__name__", "primitive")
    operation = Operation(forward, forward, {**UNLISTED, "formula": f"y = {forward.__name__}(x)"})
    operation.rule("xs", _pulled_back, formula="∂x = vjp(∂y)")
    return operation


def _pulled_back(g: Any, y: Any, xs: tuple[Any, ...], k: int, call: _Call) -> Any:
    argnum = call.places[k]
    maker = call.primitive.makers(argnum)
    if maker is None:
        wrong = f"{call.primitive.operation.name} has no pullback for argument {argnum}"
        raise NotDifferentiableError(explain(wrong, "a value that wants a gradient", "declare one with defvjp"))
    result = maker(y, *call.filled(xs), **call.kwargs)(g)
    return result if isinstance(result, Value) else np.asarray(result, np.result_type(result, xs[k].dtype))


def primitive(function: AnyFunction) -> Primitive:
    """Return a function that is called on plain values and not looked into; `defvjp` gives its gradient.

    >>> primitive(np.sin)(0.0)
    np.float64(0.0)
    """
    return Primitive(function)


def defvjp(fun: Primitive, *vjpmakers: AnyFunction | None, argnums: Iterable[int] | None = None) -> None:
    """Declare pullbacks: for each argument `lambda ans, *args: lambda g: …`, or None for a gradient of zero.

    >>> double = primitive(lambda x: 2 * x)
    >>> defvjp(double, lambda ans, x: lambda g: 2 * g)

    Raises ConfigurationError where `fun` is no primitive.
    """
    makers = dict(zip(count() if argnums is None else argnums, vjpmakers, strict=False))

    def find(argnum: int) -> AnyFunction | None:
        return _zero(argnum) if argnum in makers and makers[argnum] is None else makers.get(argnum)

    _declared(fun).makers = find


def _zero(argnum: int) -> AnyFunction:
    return lambda ans, *args, **kwargs: lambda g: np.zeros_like(args[argnum])


def defvjp_argnum(fun: Primitive, vjpmaker: AnyFunction) -> None:
    """Declare the pullback of every argument by one maker, `lambda argnum, ans, args, kwargs: lambda g: …`.

    >>> double = primitive(lambda x: 2 * x)
    >>> defvjp_argnum(double, lambda argnum, ans, args, kwargs: lambda g: 2 * g)
    """
    _declared(fun).makers = lambda argnum: lambda ans, *args, **kwargs: vjpmaker(argnum, ans, args, kwargs)


def defvjp_argnums(fun: Primitive, vjpmaker: AnyFunction) -> None:
    """Declare the pullback of several arguments at once, `lambda argnums, ans, args, kwargs: lambda g: (…, …)`.

    >>> double = primitive(lambda x: 2 * x)
    >>> defvjp_argnums(double, lambda argnums, ans, args, kwargs: lambda g: [2 * g for _ in argnums])
    """

    def make(argnum: int, ans: Any, args: Any, kwargs: Any) -> AnyFunction:
        return lambda g: next(iter(vjpmaker((argnum,), ans, args, kwargs)(g)))

    defvjp_argnum(fun, make)


def _declared(fun: Any) -> Primitive:
    if not isinstance(fun, Primitive):
        given = getattr(fun, "__name__", repr(fun))
        raise ConfigurationError(explain("a pullback for no primitive", given, "decorate the function with @primitive"))
    return fun


def defjvp(fun: Primitive, *jvpmakers: Any, argnums: Iterable[int] | None = None) -> None:
    """Accept rules of forward mode, which are not needed: it is the transpose of the pullbacks of `defvjp`.

    >>> defjvp(primitive(np.sin), lambda g, ans, x: g * np.cos(x))
    """
    _declared(fun)


def defjvp_argnum(fun: Primitive, jvpmaker: Any) -> None:
    """Accept a rule of forward mode; see `defjvp`.

    >>> defjvp_argnum(primitive(np.sin), None)
    """
    _declared(fun)


defjvp_argnums = def_linear = defjvp_argnum


def notrace_primitive(function: AnyFunction) -> AnyFunction:
    """Return a function that is called on plain values and gives a constant.

    >>> import autograd_core as ag
    >>> notrace_primitive(np.argmax)(ag.Tensor([1.0, 3.0]))
    np.int64(1)
    """

    def on_values(*args: Any, **kwargs: Any) -> Any:
        given, named = tree_map(plain, (args, kwargs))
        return function(*given, **named)

    return update_wrapper(on_values, function)


def register_notrace(trace_type: Any, primitive_fun: Any) -> None:
    """Accept that a function is constant; Tensors know that of NumPy's functions themselves.

    >>> register_notrace(None, np.argmax)
    """
