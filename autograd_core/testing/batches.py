"""Whether a batch gives what its examples give one by one: values, and gradients.

    >>> from autograd_core.testing import frameworks
    >>> x = np.array([[1.0, 2.0], [3.0, 4.0]])
    >>> def centred(x):
    ...     return x - np.mean(x, axis=0)
    >>> subject = Subject.of(centred, (x,), frameworks.OURS)
    >>> print(broken(Pullbacks(subject), np.random.default_rng(0))[0].sentence)
    centred at [0, 0] is -1 in a batch of 2, and 0 for that example alone: let no example depend on others

An example is passed as a batch of one. Not here: the other laws (`contracts`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from autograd_core import tree
from autograd_core.errors import GradientCheckError, explain
from autograd_core.testing import rays
from autograd_core.testing.inputs import first_line
from autograd_core.testing.pullbacks import Pullbacks
from autograd_core.testing.reports import Breach
from autograd_core.testing.subjects import Subject

__all__ = ["broken"]

DOUBLE, SINGLE = 1e-6, 1e-2
"""How far two right answers may be apart, relative to the largest of a batch."""

Arrays = list[Any]


def broken(pullbacks: Pullbacks, rng: np.random.Generator) -> list[Breach]:
    """Return a breach where the first example, one in the middle or the last one differs from that in the batch.

    Raises GradientCheckError where arguments and results have no first axis of one length.
    """
    subject, form = pullbacks.subject, pullbacks.result
    count = _count(subject, form.shapes)
    v = form.packed(form.unpacked(rays.signs(subject.y.size, rng)))
    cotangents = form.unpacked(v)
    whole = form.unpacked(subject.y), subject.form.unpacked(pullbacks.at(subject.x)(v))
    for i in sorted({0, count // 2, count - 1} & {*range(count)}):
        if found := [*_alone(pullbacks, i, whole, [v[i : i + 1] for v in cotangents])]:
            return found[:1]
    return []


def _count(subject: Subject, results: tuple[tuple[int, ...], ...]) -> int:
    """Return how many examples there are."""
    shapes = [tuple(leaf.shape) for leaf in subject.leaves if _is_batch(leaf)] + [*results]
    if len({shape[:1] for shape in shapes}) != 1 or () in shapes:
        message = "batched=True is for arguments and results whose first axis counts the examples"
        remedy = "make all of them as long, and let the function close over what has no such axis"
        raise GradientCheckError(explain(message, f"shapes {', '.join(map(str, shapes))}", remedy))
    return int(shapes[0][0])


def _is_batch(leaf: Any) -> bool:
    return len(getattr(leaf, "shape", ())) > 0


def _alone(pullbacks: Pullbacks, i: int, whole: tuple[Arrays, Arrays], cotangents: Arrays) -> Iterator[Breach]:
    """Yield what is different when an example is passed alone."""
    subject = pullbacks.subject
    leaves = [leaf[i : i + 1] if _is_batch(leaf) else leaf for leaf in tree.flatten(subject.arguments(subject.x))[0]]
    try:
        one = Subject.of(subject.function, tuple(subject.rebuild(leaves)), subject.framework, subject.name)
        alone = Pullbacks(one, pullbacks.gradient, pullbacks.vjp)
        values = alone.result.unpacked(one.y)
        gradients = one.form.unpacked(alone.at(one.x)(alone.result.packed(cotangents)))
    except Exception as error:  # noqa: BLE001  # a function or a rule may refuse a batch of one in any way
        said = f"{type(error).__name__}: {first_line(error)}"
        yield Breach("batched", f"{subject.name} cannot be checked for a batch of one, an example alone ({said})")
        return
    finally:
        subject.evaluations += 2
    paths = [subject.path(k) for k in range(len(gradients))]
    yield from _apart(subject, subject.name, [""] * len(values), i, whole[0], values)
    yield from _apart(subject, "the gradient", paths, i, whole[1], gradients)


def _apart(subject: Subject, what: str, paths: list[str], i: int, batch: Arrays, alone: Arrays) -> Iterator[Breach]:
    """Yield the entry of an example at which it differs most from that in the batch."""
    for path, many, one in zip(paths, batch, alone, strict=True):
        count, many_i = len(many), many[i : i + 1]
        if one.shape != many_i.shape:
            shapes = f"shape {one.shape} for a batch of one, and {many.shape} for one of {count}"
            yield Breach("batched", f"{subject.name} returns {shapes}: keep the first axis for the examples")
            return
        with np.errstate(all="ignore"):
            off = np.nan_to_num(np.abs(many_i - one), nan=0.0)
            limit = (SINGLE if subject.is_single else DOUBLE) * np.abs(many[np.isfinite(many)]).max(initial=0.0)
        if off.size and off.max() > limit:
            entry = np.unravel_index(int(np.argmax(off)), off.shape)
            place = f"{path}[{', '.join(map(str, (i, *map(int, entry[1:]))))}]"
            numbers = f"{many_i[entry]:.6g} in a batch of {count}, and {one[entry]:.6g} for that example alone"
            yield Breach("batched", f"{what} at {place} is {numbers}: let no example depend on others")
            return
