"""Nested containers: tuples, lists, dicts, named tuples and dataclasses of arrays.

    >>> leaves, rebuild = flatten({"w": [1.0, 2.0], "b": (3.0,)})
    >>> leaves
    [1.0, 2.0, 3.0]
    >>> rebuild([10.0, 20.0, 30.0])
    {'w': [10.0, 20.0], 'b': (30.0,)}

None is an empty container. Not here: what the leaves mean.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from copy import copy
from typing import Any

__all__ = ["flatten", "tree_map"]


def flatten(tree: Any) -> tuple[list[Any], Callable[[Iterable[Any]], Any]]:
    """Return the leaves of a tree, and the function that builds the same tree from other leaves."""
    leaves: list[Any] = []
    _collect(tree, leaves)
    return leaves, lambda others: _build(tree, iter(others))


def tree_map(function: Callable[[Any], Any], tree: Any) -> Any:
    """Return the tree with `function` applied to each leaf.

    >>> tree_map(lambda x: x + 1, (1, [2]))
    (2, [3])
    """
    leaves, rebuild = flatten(tree)
    return rebuild([function(leaf) for leaf in leaves])


def _children(tree: Any) -> list[Any] | None:
    """Return what a container holds; None for a leaf."""
    if tree is None:
        return []
    if isinstance(tree, (tuple, list)):
        return list(tree)
    if isinstance(tree, dict):
        return list(tree.values())
    if _fields(tree):
        return [getattr(tree, name) for name in _fields(tree)]
    return None


def _fields(tree: Any) -> list[str]:
    """Return the names of the fields of a dataclass; importing `dataclasses` to ask it would take a millisecond."""
    return [] if isinstance(tree, type) else list(getattr(tree, "__dataclass_fields__", ()))


def _collect(tree: Any, leaves: list[Any]) -> None:
    children = _children(tree)
    if children is None:
        leaves.append(tree)
        return
    for child in children:
        _collect(child, leaves)


def _build(tree: Any, leaves: Iterator[Any]) -> Any:
    children = _children(tree)
    if children is None:
        return next(leaves)
    if tree is None:
        return None
    built = [_build(child, leaves) for child in children]
    if isinstance(tree, (tuple, list)):
        return type(tree)(*built) if hasattr(tree, "_fields") else type(tree)(built)
    twin = copy(tree)  # not called anew: what a class makes of its arguments is its own affair
    if isinstance(tree, dict):
        for key, value in zip(tree, built, strict=True):
            twin[key] = value
        return twin
    for name, value in zip(_fields(tree), built, strict=True):
        object.__setattr__(twin, name, value)
    return twin
