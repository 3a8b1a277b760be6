"""What a step of training depends on besides arrays: attributes of the optimizer, the loss and the layers.

A callback may change them between two steps, as `layer.rate` or `loss.beta`; then another program is made. A layer or
loss of the user's that changes them in the step itself, as `self.count += 1` does, cannot be compiled: Python is run
once, when the step is traced.

    >>> import nn
    >>> model = nn.models.Sequential([nn.layers.Dropout(0.5)])
    >>> model.compile("sgd", "mse")
    >>> settings = Settings(model)
    >>> model.layers[0].rate = 0.1
    >>> settings.hold()
    False

Not here: the step (`steps`).
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from types import CellType, FunctionType
from typing import Any

from autograd_core.errors import TraceError, explain
from autograd_core.graph.reaching import reached

__all__ = ["Settings", "refusing_python_state"]

SCALARS = (int, float, str)

BOOKKEEPING = frozenset({"history", "stop_training", "metrics", "_step"})
"""Attributes of a model that change during training, but not what a step computes."""

MOST = 1000
"""How many elements a list or dict may have so as to be looked at."""


class Settings:
    """What optimizer, loss and layers are set to."""

    def __init__(self, model: Any) -> None:
        self._model = model
        self._attributes = [vars(each) for each in (model.optimizer, model.loss, *_layers(model))]
        self._values = [list(each.values()) for each in self._attributes]
        self._own = _own(model)

    def hold(self) -> bool:
        """Whether they are still set so."""
        for attributes, values in zip(self._attributes, self._values, strict=True):
            if len(attributes) != len(values) or not all(map(operator.is_, attributes.values(), values)):
                return False
        return len(own := _own(self._model)) == len(self._own) and all(map(operator.is_, own, self._own))

    @property
    def _key(self) -> list[Any]:
        values = [value for each in (*self._values, self._own) for value in (*each, None)]
        return [(type(value), value) if isinstance(value, SCALARS) else id(value) for value in values]

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, Settings) and self._key == other._key)

    def __hash__(self) -> int:
        return hash(type(self._model.optimizer))


def _layers(model: Any) -> list[Any]:
    """Return the layers of a model, without itself."""
    layers: list[Any] = model._all_layers(lambda layer: True)[1:]  # noqa: SLF001  # of the same package
    return layers


def _own(model: Any) -> list[Any]:
    """Return the attributes of a model that say what it computes."""
    return [value for name, value in vars(model).items() if name not in BOOKKEEPING]


@contextmanager
def refusing_python_state(model: Any) -> Iterator[None]:
    """Raise TraceError where layers or the loss have changed what they keep in Python inside a `with` block.

    Everything is then what it was before. What belongs to these packages is left out: it is known to keep its state in
    Variables.
    """
    users = [layer for layer in (model, *_layers(model)) if not _is_ours(layer)]
    without = [vars(model).get(name) for name in (*BOOKKEEPING, "optimizer")]
    kept = list(_kept(reached([*users, getattr(model.loss, "fn", model.loss)], without)))
    changed: list[str] = []
    try:
        yield
    finally:
        for name, now, then, restore in kept:
            if not _same(now(), then):
                changed.append(name)
                restore()
    if changed:
        remedy = "keep what changes in a Variable, and assign to it"
        raise TraceError(explain("Python would change in the first step only", changed[0], remedy))


Kept = tuple[str, Callable[[], list[Any]], list[Any], Callable[[], None]]
"""Something that can change: its name, how to read it, what it was, and how to set it back."""


def _kept(objects: Iterable[Any]) -> Iterator[Kept]:
    """Yield what can change of some objects."""
    for found in objects:
        if isinstance(found, FunctionType):
            yield from (_of_cell(found, cell) for cell in found.__closure__ or () if _is_filled(cell))
        elif isinstance(found, (list, dict)):
            if len(found) <= MOST:
                yield _of_container(f"a {type(found).__name__}", found)
        elif not isinstance(found, type) and not _is_ours(found) and isinstance(getattr(found, "__dict__", None), dict):
            yield _of_container(f"an attribute of {type(found).__name__}", vars(found))


def _of_container(name: str, found: Any) -> Kept:
    if isinstance(found, list):
        then = list(found)
        return name, lambda: found, then, lambda: found.__setitem__(slice(None), then)
    items = dict(found)

    def restore() -> None:
        found.clear()
        found.update(items)

    return name, lambda: [*found.values()], [*items.values()], restore


def _of_cell(function: FunctionType, cell: CellType) -> Kept:
    then = cell.cell_contents
    return (
        f"a variable of {function.__name__}",
        lambda: [cell.cell_contents],
        [then],
        lambda: setattr(cell, "cell_contents", then),
    )


def _is_filled(cell: CellType) -> bool:
    try:
        return cell.cell_contents is not None
    except ValueError:
        return False


def _same(now: list[Any], then: list[Any]) -> bool:
    return len(now) == len(then) and all(map(_is_same, now, then))


def _is_same(one: Any, other: Any) -> bool:
    return one is other or (type(one) is type(other) and isinstance(one, SCALARS) and one == other)


def _is_ours(found: Any) -> bool:
    return type(found).__module__.partition(".")[0] in {"nn", "optim", "autograd_core"}
