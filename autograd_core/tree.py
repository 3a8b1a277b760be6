"""Nested containers: tuples, lists, dicts, named tuples and dataclasses of arrays.

    >>> leaves, rebuild = flatten({"w": [1.0, 2.0], "b": (3.0,)})
    >>> leaves
    [1.0, 2.0, 3.0]
    >>> rebuild([10.0, 20.0, 30.0])
    {'w': [10.0, 20.0], 'b': (30.0,)}

None is an empty container. A field of a dataclass or named tuple that is declared as `int`, `bool` or `str`, or as
static by `field(metadata={"static": True})`, belongs to the container: it is no leaf, and stays what it is.

    >>> from dataclasses import dataclass
    >>> @dataclass
    ... class Net:
    ...     w: float
    ...     depth: int
    >>> tree_map(lambda x: 2 * x, Net(1.5, 3))
    Net(w=3.0, depth=3)

Not here: what the leaves mean.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from copy import copy
from functools import lru_cache
from typing import Any

from autograd_core.errors import ShapeError, explain

__all__ = ["flatten", "form", "is_static", "matched", "numbers_of", "paths", "select", "spread", "tree_map"]

STATIC = (bool, int, str, "bool", "int", "str")
"""The types that a field of a container may be declared as, also in words, so as to be none of its leaves."""


def flatten(tree: Any) -> tuple[list[Any], Callable[[Iterable[Any]], Any]]:
    """Return the leaves of a tree, and the function that builds the same tree from other leaves."""
    leaves: list[Any] = []
    _collect(tree, leaves)
    return leaves, lambda others: _build(tree, iter(others))


def paths(tree: Any, root: str = "") -> Iterator[str]:
    """Yield how each leaf of a tree is written, in the order of `flatten`.

    >>> list(paths({"w": [1.0, 2.0], "b": 3.0}, "net"))
    ["net['w'][0]", "net['w'][1]", "net['b']"]
    """
    children = _children(tree)
    if children is None:
        yield root
        return
    for key, child in children.items():
        yield from paths(child, f"{root}[{key!r}]" if isinstance(tree, (dict, tuple, list)) else f"{root}.{key}")


def form(tree: Any) -> Any:
    """Return all of a tree but its leaves, to compare: types of containers, keys, and the values of static fields.

    >>> form([1.0, None]) == form([2.0, None]), form([1.0, None]) == form((1.0, None)), form(()) == form(None)
    (True, False, False)
    """
    if tree is None:
        return None
    children = _children(tree)
    if children is None:
        return "leaf"
    static: list[Any] = []
    if not isinstance(tree, dict) and (declared := _declared(tree)):
        static = [getattr(tree, name) for name in declared if name not in children]
    return type(tree), (*children,), (*static,), tuple([form(child) for child in children.values()])


def _declared(tree: Any) -> Iterable[str]:
    """Return the names of all fields of a named tuple or dataclass."""
    return (*getattr(tree, "_fields", ()), *getattr(tree, "__dataclass_fields__", ()))


def tree_map(function: Callable[[Any], Any], tree: Any) -> Any:
    """Return the tree with `function` applied to each leaf.

    >>> tree_map(lambda x: x + 1, (1, [2]))
    (2, [3])
    """
    leaves, rebuild = flatten(tree)
    return rebuild([function(leaf) for leaf in leaves])


def is_static(leaf: Any) -> bool:
    """Whether a leaf is a word, a switch or a function: it says what is computed, and is no number to compute with.

    >>> is_static("relu"), is_static(True), is_static(1.0)
    (True, True, False)
    """
    return isinstance(leaf, (str, bytes, bool)) or callable(leaf)


def numbers_of(tree: Any, depth: int = 0) -> tuple[list[Any], Callable[[Iterable[Any]], Any]]:
    """Return the leaves of a tree that are not static, and the function that builds the same tree from others of these.

    What is no container of its own at a `depth` counts as a number whatever it is: an argument that is a word is a
    mistake.

    >>> leaves, rebuild = numbers_of({"w": 1.0, "activation": "relu"})
    >>> leaves, rebuild([2.0])
    ([1.0], {'w': 2.0, 'activation': 'relu'})
    """
    return select(tree, lambda leaf: not is_static(leaf) or _stands_at(leaf, tree, depth))


def select(tree: Any, chosen: Callable[[Any], bool]) -> tuple[list[Any], Callable[[Iterable[Any]], Any]]:
    """Return the chosen leaves of a tree, and the function that builds the same tree from others of these.

    >>> leaves, rebuild = select((1.0, [2, "relu"]), lambda leaf: isinstance(leaf, float))
    >>> leaves, rebuild([3.0])
    ([1.0], (3.0, [2, 'relu']))
    """
    leaves, rebuild = flatten(tree)
    places = [i for i, leaf in enumerate(leaves) if chosen(leaf)]

    def filled(values: Iterable[Any]) -> Any:
        full = list(leaves)
        for i, value in zip(places, values, strict=True):
            full[i] = value
        return rebuild(full)

    return [leaves[i] for i in places], filled


def _stands_at(leaf: Any, tree: Any, depth: int) -> bool:
    return any(leaf is each for each in tree) if depth else leaf is tree


def matched(tree: Any, other: Any, what: str, depth: int = 0) -> list[Any]:
    """Return the leaves of `other`, which has the form of `tree`, in the order of the `numbers_of` `tree`.

    Keys may come in another order, and lists may stand for tuples.

    >>> matched({"a": 1.0, "b": (2.0, 3.0)}, {"b": [20.0, 30.0], "a": 10.0}, "a tangent")
    [10.0, 20.0, 30.0]

    Raises ShapeError, which says `what` does not fit, where the forms differ.
    """
    return [
        theirs for mine, theirs in _pairs(tree, other, what) if not is_static(mine) or _stands_at(mine, tree, depth)
    ]


def _pairs(tree: Any, other: Any, what: str) -> Iterator[tuple[Any, Any]]:
    mine, theirs = _children(tree), _children(other)
    if mine is None:
        yield tree, other
        return
    if theirs is None or (tree is None) != (other is None) or mine.keys() != theirs.keys():
        raise ShapeError(explain(f"{what} has another form", f"{_form(other)} for {_form(tree)}", "nest it alike"))
    for key, child in mine.items():
        yield from _pairs(child, theirs[key], what)


def spread(prefix: Any, tree: Any, what: str) -> list[Any]:
    """Return for each leaf of a tree what a prefix of it says: an integer or None holds for all that is below.

    >>> spread((0, {"a": None, "b": 1}), (1.0, {"a": [2.0, 3.0], "b": 4.0}), "in_axes")
    [0, None, None, 1]

    Raises ShapeError, which says `what` does not fit, where the prefix has another form than the tree.
    """
    children = _children(prefix)
    if prefix is None or children is None:
        return [prefix] * len(flatten(tree)[0])
    below = _children(tree) or {}
    if children.keys() != below.keys():
        raise ShapeError(explain(f"{what} has another form", f"{_form(prefix)} for {_form(tree)}", "nest it alike"))
    return [each for key, child in below.items() for each in spread(children[key], child, what)]


def _form(tree: Any) -> str:
    """Return a container in words."""
    children = _children(tree)
    if tree is None or children is None:
        return "None" if tree is None else f"one {type(tree).__name__}"
    return f"a {type(tree).__name__} of {', '.join(map(str, children)) if isinstance(tree, dict) else len(children)}"


def _children(tree: Any) -> dict[Any, Any] | None:
    """Return what a container holds, by index, key or name; None for a leaf."""
    if _is_leaf(type(tree)):
        return None
    if tree is None:
        return {}
    if isinstance(tree, dict):
        return tree
    if isinstance(tree, (tuple, list)) and not hasattr(tree, "_fields"):
        return dict(enumerate(tree))
    return {name: getattr(tree, name) for name in _fields(tree)}


def _holds_nothing(kind: type) -> bool:
    if kind is type(None) or issubclass(kind, (dict, tuple, list)):
        return False
    return issubclass(kind, type) or not hasattr(kind, "__dataclass_fields__")


_is_leaf: Callable[[Any], bool] = lru_cache(1024)(_holds_nothing)
"""Whether what is of a type is no container."""


def _fields(tree: Any) -> list[str]:
    """Return the names of the fields of a named tuple or dataclass that are not static.

    Importing `dataclasses` to ask it would take a millisecond; where there is one, somebody has.
    """
    if isinstance(tree, tuple):
        declared = getattr(type(tree), "__annotations__", {})
        return [name for name in tree._fields if declared.get(name) not in STATIC]  # type: ignore[attr-defined]  # a named tuple
    return [f.name for f in sys.modules["dataclasses"].fields(tree) if not _is_static(f)]


def _is_static(field: Any) -> bool:
    return field.type in STATIC or bool(field.metadata.get("static"))


def _collect(tree: Any, leaves: list[Any]) -> None:
    if _is_leaf(type(tree)):
        leaves.append(tree)
    elif type(tree) in {list, tuple}:  # as below, in a third of the time
        for child in tree:
            _collect(child, leaves)
    else:
        for child in (_children(tree) or {}).values():
            _collect(child, leaves)


def _build(tree: Any, leaves: Iterator[Any]) -> Any:
    if _is_leaf(type(tree)):
        return next(leaves)
    if type(tree) in {list, tuple}:  # as below, in a third of the time
        return type(tree)([_build(child, leaves) for child in tree])
    if tree is None:
        return None
    children = _children(tree) or {}
    built = {key: _build(child, leaves) for key, child in children.items()}
    if isinstance(tree, (tuple, list)):
        replace = getattr(tree, "_replace", None)  # of a named tuple
        return replace(**built) if replace else type(tree)(built.values())
    twin = copy(tree)  # not called anew: what a class makes of its arguments is its own affair
    if isinstance(tree, dict):
        for key, value in built.items():
            twin[key] = value
        return twin
    for name, value in built.items():
        object.__setattr__(twin, name, value)
    return twin
