"""Gradients of several frameworks behind one interface, so that one checker serves all: ours, PyTorch's and JAX'.

Whose a function is, its arguments tell, or its result, or the function itself. Nothing is imported that the caller has
not imported: a framework is known by where the type of a value comes from.

    >>> import numpy as np
    >>> framework = of((np.array([1.0, 2.0]), 3.0))
    >>> framework.name
    'autograd_core'
    >>> y, pullback = framework.vjp(lambda x, a: a * x, (np.array([1.0, 2.0]), 3.0))
    >>> pullback([np.array([1.0, 0.0])])
    [array([3., 0.]), array(1.)]

HIPS autograd computes with NumPy's own arrays, by which it cannot be known: pass its gradient by name,
`check_gradients(f, x, gradient=autograd.grad(f))`. What a complex gradient means is told by `Framework`.

Not here: what is done with the gradients.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

from autograd_core.errors import GradientError, explain
from autograd_core.testing.frameworks.framework import Framework, Pullback
from autograd_core.testing.frameworks.ours import OURS
from autograd_core.tree import flatten

__all__ = ["OURS", "Framework", "Pullback", "of"]

FRAMEWORKS = {"torch": "torch", "jax": "jax", "jaxlib": "jax"}
"""The frameworks that have an adapter, by the package in which their types are made."""


def of(*trees: Any) -> Framework:
    """Return the framework of the values in some trees, such as the arguments, the function and its result.

    Ours where no other is seen. Raises GradientError where there are values of two.

    >>> of("a word", [1.0, None], len).name
    'autograd_core'
    """
    seen = {name for leaf in flatten(trees)[0] for name in _packages(leaf) if name in FRAMEWORKS}
    names = sorted({FRAMEWORKS[name] for name in seen})
    if len(names) > 1:
        remedy = "convert the values of one to the other"
        raise GradientError(explain("a function of two frameworks has no gradient", " and ".join(names), remedy))
    return _adapter(names[0]) if names else OURS


def _packages(leaf: Any) -> set[str]:
    """Return the packages in which the type of a leaf and its base classes are defined."""
    return {kind.__module__.partition(".")[0] for kind in type(leaf).__mro__}


def _adapter(name: str) -> Framework:
    """Return the adapter of a framework that is loaded already."""
    framework: Framework = import_module(f"{__name__}.of_{name}").adapter(sys.modules[name])
    return framework
