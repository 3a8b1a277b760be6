"""What a function calls its arguments: read from its code, which is quicker than asking `inspect` a few hundred times.

    >>> def f(x, /, *others, axis=None): ...
    >>> read(f)
    Signature(operands=('x',), variadic='others', positional=(), defaults={'axis': None}, required=())

Not here: binding the arguments of a call.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any, NamedTuple

from autograd_core.errors import ConfigurationError, explain

__all__ = ["Signature", "argument_names", "read"]


class Signature(NamedTuple):
    """The arguments of a forward formula: operands, which are positional-only, and parameters.

    operands    the names of the positional-only arguments
    variadic    the name of the argument with a star, if there is one
    positional  the names of the parameters that may be given by position
    defaults    all parameters with their defaults, None where one is required
    required    the parameters without a default
    """

    operands: tuple[str, ...]
    variadic: str | None
    positional: tuple[str, ...]
    defaults: dict[str, Any]
    required: tuple[str, ...]


def read(function: Callable[..., Any]) -> Signature:
    """Return the signature of a function written in Python.

    >>> read(lambda x1, x2, /, axis, *, keepdims=False: x1)[2:]
    (('axis',), {'axis': None, 'keepdims': False}, ('axis',))

    Raises ConfigurationError where an operand has a default.
    """
    code = function.__code__
    names, count, only = code.co_varnames, code.co_argcount, code.co_posonlyargcount
    keywords = names[count : count + code.co_kwonlyargcount]
    parameters = names[only:count]
    values = function.__defaults__ or ()
    if len(values) > count - only:
        given = f"{function.__name__}({', '.join(names[:only])}, /)"
        raise ConfigurationError(explain("an operand has a default", given, "make it a parameter, after the /"))
    defaults = dict(zip(names[count - len(values) : count], values, strict=True)) | (function.__kwdefaults__ or {})
    return Signature(
        operands=names[:only],
        variadic=names[count + len(keywords)] if code.co_flags & inspect.CO_VARARGS else None,
        positional=parameters,
        defaults={name: defaults.get(name) for name in (*parameters, *keywords)},
        required=tuple(name for name in (*parameters, *keywords) if name not in defaults),
    )


def argument_names(function: Callable[..., Any]) -> tuple[str, ...]:
    """Return the names of all arguments of a function; of one that is not written in Python, those without a default.

    >>> argument_names(lambda g, x: g * x)
    ('g', 'x')
    """
    code = getattr(function, "__code__", None)
    if code is None:
        return tuple(a.name for a in inspect.signature(function).parameters.values() if a.default is a.empty)
    return tuple(code.co_varnames[: code.co_argcount + code.co_kwonlyargcount])
