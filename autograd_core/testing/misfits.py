"""What is wrong with a gradient of another shape: which sum, or other change, gives it the right shape and numbers.

    >>> from autograd_core.testing import frameworks
    >>> from autograd_core.testing.evidence import gathered
    >>> from autograd_core.testing.pullbacks import Pullbacks
    >>> from autograd_core.testing.subjects import Subject
    >>> subject = Subject.of(np.add, (np.ones(2), np.ones((3, 2))), frameworks.OURS)
    >>> pullbacks = Pullbacks(subject, vjp=lambda g, x, y: (g, g))
    >>> explained(gathered(subject, pullbacks), MisshapenError(0, np.ones((3, 2)), (2,), np.ones(6)))
    'summed over axis 0 the gradient of x1 is right: the sum over an axis that was broadcast is missing'

Not here: gradients of the right shape (`causes`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import Any

import numpy as np

from autograd_core.testing.evidence import Evidence, Sets
from autograd_core.testing.pullbacks import MisshapenError

__all__ = ["explained"]

Changes = Iterator[tuple[str, Any]]


def explained(sets: Sets, wrong: MisshapenError) -> str:
    """Return which change makes a gradient right that has another shape than its argument, or ""; or which two do."""
    k = wrong.array
    sets = [each for each in sets if np.shape(each.misfit) == wrong.gradient.shape]
    if not wrong.gradient.size or not any(np.nan_to_num(each.measured[each.part(k)]).any() for each in sets):
        return ""
    if wrong.shape != sets[0].subject.form.shapes[k]:
        return _of_jacobian(sets, k)
    for change in (_reshaped, _transposed, _summed, _averaged, _spread):
        trials = zip(*(change(each.misfit, wrong.shape) for each in sets), strict=True)
        holding = [at[0][0] for at in trials if all(each.fits(k, g) for each, (_, g) in zip(sets, at, strict=True))]
        if holding:
            return " or ".join(dict.fromkeys(holding)).replace("{path}", sets[0].subject.path(k))
    return ""


def _of_jacobian(sets: Sets, k: int) -> str:
    """Return what was returned for a Jacobian, if that is known."""
    if all(each.fits(k, each.misfit, each.gradient_for(np.ones_like(each.v))[0]) for each in sets):
        return "gradient returns the gradient of the sum of the result"
    if all(_is_jacobian(each, k, each.misfit.T) for each in sets):
        return "gradient returns the transpose of the Jacobian"
    return ""


def _is_jacobian(each: Evidence, k: int, candidate: Any) -> bool:
    block = each.block(k)
    known = np.isfinite(block)
    if candidate.size != block.size or not known.any():
        return False
    off = np.abs(candidate.reshape(block.shape)[known] - block[known])
    return bool(off.max() <= 10 * each.tolerance * np.abs(block[known]).max())


def _reshaped(g: Any, shape: tuple[int, ...]) -> Changes:
    if g.size == np.prod(shape):
        ones = [axis for axis, n in enumerate(g.shape) if n == 1]
        or_sum = f", or sum over its {_over(ones)}, of length 1 here" if g.ndim > len(shape) and ones else ""
        said = f"the numbers of the gradient of {{path}} are right, its shape is not: reshape it{or_sum}"
        yield said, g.reshape(shape)


def _transposed(g: Any, shape: tuple[int, ...]) -> Changes:
    if g.size == np.prod(shape):
        yield "transposed the gradient of {path} is right", g.T.reshape(shape)


def _summed(g: Any, shape: tuple[int, ...]) -> Changes:
    for axes in _axes(g.shape, shape):
        missing = f"the sum over {'an axis that was' if len(axes) == 1 else 'axes that were'} broadcast is missing"
        yield f"summed over {_over(axes)} the gradient of {{path}} is right: {missing}", g.sum(axes).reshape(shape)


def _averaged(g: Any, shape: tuple[int, ...]) -> Changes:
    for axes in _axes(g.shape, shape):
        yield f"averaged over {_over(axes)} the gradient of {{path}} is right", g.mean(axes).reshape(shape)


def _spread(g: Any, shape: tuple[int, ...]) -> Changes:
    for axis in range(len(shape) + 1):
        spread = np.expand_dims(g, axis) if axis <= g.ndim else g
        if _can_spread(spread.shape, shape):
            text = "broadcast to the shape of {path} its gradient is right: each entry of {path} has a part in it"
            yield text, np.broadcast_to(spread, shape)


def _over(axes: Iterable[int]) -> str:
    axes = [*axes]
    return f"{'axis' if len(axes) == 1 else 'axes'} {', '.join(map(str, axes))}"


def _axes(given: tuple[int, ...], wanted: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    """Yield the axes, longer than 1, without which an array has as many entries as are wanted."""
    long = [axis for axis, n in enumerate(given) if n > 1]
    for count in range(1, len(long) + 1):
        for axes in combinations(long, count):
            if np.prod(given) == np.prod(wanted) * np.prod([given[axis] for axis in axes]):
                yield axes


def _can_spread(given: tuple[int, ...], wanted: tuple[int, ...]) -> bool:
    if len(given) > len(wanted):
        return False
    return all(a in {1, b} for a, b in zip(given[::-1], wanted[::-1], strict=False))
