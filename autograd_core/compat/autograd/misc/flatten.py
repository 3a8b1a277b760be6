"""Nested containers as one vector, for optimizers that know nothing else.

    >>> vector, unflatten = flatten({"w": [[1.0, 2.0]], "b": 3.0})
    >>> vector, unflatten(vector * 10)
    (array([3., 1., 2.]), {'w': [[10.0, 20.0]], 'b': 30.0})

Not here: containers in general (`autograd_core.tree`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_core import tree
from autograd_core.record import Value

__all__ = ["flatten", "flatten_func"]


def flatten(value: Any) -> tuple[Any, Callable[[Any], Any]]:
    """Return all numbers of nested tuples, lists and dicts as one vector, and the function that goes back.

    Both are differentiable. The values of a dict come in the order of its sorted keys; all numbers get one dtype.

    >>> flatten([np.ones((2, 2)), 5.0])[0]
    array([1., 1., 1., 1., 5.])
    """
    leaves, rebuild = tree.flatten(value)
    if not leaves:
        return np.zeros(0), lambda vector: rebuild([])
    order = tree.flatten(_sorted(rebuild(range(len(leaves)))))[0]
    ends = np.cumsum([np.size(leaves[i]) for i in order])[:-1]

    def unflatten(vector: Any) -> Any:
        parts = dict(zip(order, np.split(vector, ends), strict=True))
        return rebuild([_like(leaf, parts[i]) for i, leaf in enumerate(leaves)])

    return np.concatenate([np.ravel(leaves[i]) for i in order]), unflatten


def _sorted(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value)}
    if isinstance(value, (list, tuple)):
        parts = [_sorted(part) for part in value]
        return type(value)(*parts) if hasattr(value, "_fields") else type(value)(parts)
    return value


def _like(leaf: Any, part: Any) -> Any:
    """Return a part of the vector in the form of the leaf that it stands for."""
    part = part.reshape(np.shape(leaf))
    if np.iscomplexobj(part) and not np.iscomplexobj(leaf):
        part = part.real
    return part.item() if isinstance(leaf, (int, float, complex)) and not isinstance(part, Value) else part


def flatten_func(func: Callable[..., Any], example: Any) -> tuple[Callable[..., Any], Callable[[Any], Any], Any]:
    """Return `func` from vector to vector, the function back to containers, and the example as a vector.

    >>> scaled, unflatten, x = flatten_func(lambda p: {"a": 2 * p["a"]}, {"a": 3.0})
    >>> scaled(x)
    array([6.])
    """
    vector, unflatten = flatten(example)
    return lambda x, *args: flatten(func(unflatten(x), *args))[0], unflatten, vector
