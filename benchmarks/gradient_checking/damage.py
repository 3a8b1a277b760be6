"""Gradients that are wrong: what a mistake in a rule does to the numbers.

    >>> import numpy as np
    >>> damaged(lambda x: 2 * x, "sign", seed=0)(np.ones(3))
    array([-2., -2., -2.])

Each is a function of the arguments, as right gradients are, and the same for the same arguments. Not here: mistakes in
rules that depend on shapes, axes and memory (`mutants`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from benchmarks.gradient_checking.case import Function
from benchmarks.gradient_checking.flattening import as_tuple

__all__ = ["DAMAGES", "damaged"]

Damage = Callable[[list[Any], np.random.Generator], None]
"""Changes gradients in place."""


def scaled(factor: float) -> Damage:
    """Multiply every entry."""

    def damage(gradients: list[Any], rng: np.random.Generator) -> None:
        for g in gradients:
            np.multiply(g, factor, out=g, casting="same_kind")

    return damage


def one_entry(factor: float) -> Damage:
    """Multiply one entry at random, of all entries of all arguments."""

    def damage(gradients: list[Any], rng: np.random.Generator) -> None:
        entry = rng.integers(sum(g.size for g in gradients))
        for g in gradients:
            if 0 <= entry < g.size:
                g.flat[entry] *= factor
            entry -= g.size

    return damage


def shifted(gradients: list[Any], rng: np.random.Generator) -> None:
    """Add a hundredth of the root mean square to every entry."""
    everything = np.concatenate([np.ravel(g).astype(float) for g in gradients])
    top = np.abs(everything).max()
    for g in gradients:
        np.add(g, 0.01 * top * np.sqrt(np.mean((everything / (top or 1)) ** 2)), out=g, casting="same_kind")


DAMAGES: dict[str, Damage] = {
    "factor 1.001": scaled(1.001),
    "factor 1 + 1e-5": scaled(1 + 1e-5),
    "one entry × 1.01": one_entry(1.01),
    "sign": scaled(-1),
    "one entry dropped": one_entry(0),
    "1 % added": shifted,
}
"""Name to damage."""


def damaged(gradient: Function, name: str, seed: int) -> Function:
    """Return a gradient with one mistake in it."""

    def wrong(*args: Any) -> Any:
        right = gradient(*args)
        gradients = [np.array(g) for g in as_tuple(right)]
        DAMAGES[name](gradients, np.random.default_rng(seed))
        return tuple(gradients) if isinstance(right, tuple) else gradients[0]

    return wrong
