"""Checks of gradients: of one function at one point, of a function at many, and what to draw these from.

    >>> import numpy as np
    >>> check_gradients(np.tanh, np.array([0.5, 20.0])).verdict
    'pass'
    >>> check_gradients(lambda x: x**3, np.array([1.0, 2.0]), gradient=lambda x: np.diag(2 * x**2))
    Traceback (most recent call last):
        ...
    autograd_core.errors.GradientMismatch: gradient of f: fail
    ...

`gradient_property` and the strategies need Hypothesis, and are loaded when they are first asked for. With pytest comes
more: see `pytest_autograd_core`. Not here: how a check is made (`checking` and what it imports).
"""

from importlib import import_module as _import_module
from typing import TYPE_CHECKING, Any

from autograd_core.errors import explain as _explain
from autograd_core.testing.checking import check_gradients
from autograd_core.testing.reports import Report

if TYPE_CHECKING:
    from autograd_core.testing.properties import gradient_property
    from autograd_core.testing.strategies import (
        Contraction,
        Program,
        any_shape,
        arrays,
        away_from,
        axes,
        broadcastable,
        contraction_operands,
        indices,
        matrices,
        near,
        programs,
        reductions,
        smallest,
    )

__all__ = [
    "Contraction",
    "Program",
    "Report",
    "any_shape",
    "arrays",
    "away_from",
    "axes",
    "broadcastable",
    "check_gradients",
    "contraction_operands",
    "gradient_property",
    "indices",
    "matrices",
    "near",
    "programs",
    "reductions",
    "smallest",
]


def __getattr__(name: str) -> Any:
    """Load what needs Hypothesis; raises ModuleNotFoundError where that is not installed."""
    if name not in __all__:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    module = f"{__name__}.{'properties' if name == 'gradient_property' else 'strategies'}"
    try:
        globals()[name] = getattr(_import_module(module), name)
    except ModuleNotFoundError as error:
        if error.name != "hypothesis":
            raise
        remedy = "install it with pip install 'autograd-core[testing]'"
        raise ModuleNotFoundError(_explain(f"{name} needs Hypothesis", "no module named hypothesis", remedy)) from error
    return globals()[name]


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
