"""How a ufunc of SciPy becomes an operation: under its own name, with its own values, and one example for the laws.

    >>> import numpy as np, scipy.special, autograd_core as ag
    >>> t = ag.Tensor([0.5, 1.0], requires_grad=True)
    >>> scipy.special.erfcx(t).sum().backward()
    >>> t.grad
    Tensor([-0.51268882, -0.27321201])

Every value is SciPy's, bit for bit. An operand without a rule, such as the order of a Bessel function, is one by which
SciPy has no closed form for the derivative: a Tensor there that wants a gradient is an error.

Not here: the functions, by subject, in the modules beside this one.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from types import FunctionType
from typing import Any

import numpy as np

from autograd_core.operation import Operation, operation
from autograd_core.registry import REAL, Example, Interval, constant, example
from autograd_core.values import as_array

__all__ = ["ORDERS", "POSITIVE", "bare", "in_double", "no_gradient", "scaled", "special", "twin"]

AnyFunction = Callable[..., Any]
POSITIVE = Interval(0.3, 3.0)
ORDERS = np.array([0.0, 1.0, 0.5, 2.25], np.float32)  # exact, and in a type that leaves that of the number alone
SHAPES = ((3, 4), (4,), (3, 1), ())


def bare(function: Any) -> Any:
    """Return the ufunc itself: where SciPy supports the Python array API, its public functions wrap their ufuncs."""
    return inspect.unwrap(function)


def special(
    function: Any,
    formula: str,
    *domain: Interval,
    examples: Iterable[Example] = (),
    kink: str = "",
) -> Callable[[AnyFunction], Operation]:
    """Declare an operation that stands in for a ufunc of SciPy: a decorator for its signature and docstring.

    function  the ufunc
    formula   what it computes
    domain    where it is smooth, one Interval for all operands or for each; all numbers if there is none
    examples  calls for the tests; if there are none, one with operands of shapes that broadcast
    """
    ufunc = bare(function)
    return operation(
        ufunc,
        formula=formula,
        domain=(domain or (REAL,)) * (1 if len(domain) > 1 else ufunc.nin),
        kink=kink,
        results=ufunc.nout,
        examples=examples or [example(*SHAPES[: ufunc.nin])],
    )


def twin(function: Any, of: Operation) -> Operation:
    """Return the operation of a ufunc of SciPy for which there is another operation here already, with its rules.

    The two differ in a few units in the last place, and each must give what its own library gives.
    """
    signature, name = of.__wrapped__, bare(function).__name__
    declared = FunctionType(signature.__code__, {}, f"scipy_{name}")
    declared.__doc__ = f"SciPy's `{name}`, with SciPy's values. {of.__doc__}"
    declared.__module__ = __name__
    made = special(function, of.formula, *of.domain, kink=of.kink)(declared)
    for operand, rule in of.rules.items():
        made.rule(operand, rule.function, formula=rule.formula)
    return made


def scaled(g: Any, slope: Any) -> Any:
    """Return g · slope in the precision of g: a function of a Python number alone, within a slope, gives a double."""
    return g * (slope if slope.dtype == g.dtype else slope.astype(g.dtype))


def in_double(parameter: Any) -> Any:
    """Return a parameter in double precision, for functions of it alone within a slope by another operand."""
    array = as_array(parameter)
    return array if array.dtype == np.float64 else array.astype(np.float64)


def no_gradient(*functions: Any) -> None:
    """Register functions that are piecewise constant."""
    constant(*map(bare, functions))
