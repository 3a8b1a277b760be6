"""What is wrong with a gradient of another shape: which sum, or other change, gives it the right shape and numbers.

    >>> from autograd_core.testing import frameworks
    >>> subject = Subject.of(np.add, (np.ones(2), np.ones((3, 2))), frameworks.OURS)
    >>> v = np.arange(6.0)
    >>> explained(subject, MisshapenError(0, v.reshape(3, 2), (2,), v))
    'summed over axis 0 the gradient of x1 is right: the sum over an axis that was broadcast is missing'

Not here: gradients of the right shape (`causes`).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Any

import numpy as np

from autograd_core.testing.evidence import Evidence
from autograd_core.testing.pullbacks import MisshapenError
from autograd_core.testing.subjects import Subject

__all__ = ["explained"]


def explained(subject: Subject, wrong: MisshapenError) -> str:
    """Return which change makes a gradient right that has another shape than its argument, or ""."""
    k, g = wrong.array, wrong.gradient
    if not g.size or not subject.x.size or not np.isfinite(subject.y).all():
        return ""
    given = np.zeros_like(subject.x)
    part = _part(subject, k)
    evidence = Evidence.of(subject, wrong.cotangent, given, range(part.start, min(part.stop, part.start + 64)))
    path = subject.path(k)
    for text, candidate in _changes(g, wrong.shape):
        if evidence.fits(k, candidate):
            return text.format(path=path)
    return ""


def _part(subject: Subject, k: int) -> slice:
    return slice(sum(subject.form.sizes[:k]), sum(subject.form.sizes[: k + 1]))


def _changes(g: Any, shape: tuple[int, ...]) -> Iterator[tuple[str, Any]]:
    """Yield gradients of the right shape, with what was done."""
    size = int(np.prod(shape))
    if g.size == size:
        yield "the numbers of the gradient of {path} are right, its shape is not: reshape it", g.reshape(shape)
        yield "transposed the gradient of {path} is right", g.T.reshape(shape)
    for axes in _axes(g.ndim):
        if g.size // max(1, int(np.prod([g.shape[axis] for axis in axes]))) == size:
            over = f"over {'axis' if len(axes) == 1 else 'axes'} {', '.join(map(str, axes))}"
            missing = f"the sum over {'an axis that was' if len(axes) == 1 else 'axes that were'} broadcast is missing"
            yield f"summed {over} the gradient of {{path}} is right: {missing}", g.sum(axis=axes).reshape(shape)
            yield f"averaged {over} the gradient of {{path}} is right", g.mean(axis=axes).reshape(shape)
    for axis in range(len(shape) + 1):
        spread = np.expand_dims(g, axis) if axis <= g.ndim else g
        if _can_spread(spread.shape, shape):
            text = "broadcast to the shape of {path} its gradient is right: each entry of {path} has a part in it"
            yield text, np.broadcast_to(spread, shape)
    if _can_spread(g.shape, shape):
        yield "broadcast to the shape of {path} its gradient is right", np.broadcast_to(g, shape)


def _axes(count: int) -> Iterator[tuple[int, ...]]:
    for chosen in range(1, count + 1):
        yield from combinations(range(count), chosen)


def _can_spread(given: tuple[int, ...], wanted: tuple[int, ...]) -> bool:
    if len(given) > len(wanted):
        return False
    return all(a in {1, b} for a, b in zip(given[::-1], wanted[::-1], strict=False))
