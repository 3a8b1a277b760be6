"""Calls of a gradient that is held to its contract, and how far two right answers may be apart.

Rounding makes two right answers differ, by more the worse the problem is conditioned. So a difference that a loose
tolerance does not excuse is compared with what the answer changes by when the last digits of what goes in change.

    >>> from autograd_core.testing import frameworks
    >>> subject = Subject.of(np.sin, (np.array([0.0, 1.0]),), frameworks.OURS)
    >>> probe = Probe(Pullbacks(subject), np.random.default_rng(0))
    >>> g = probe.pull(probe.v)
    >>> probe.apart(g, g), probe.apart(g, g + np.array([0.0, 0.5])).entry
    (None, (1,))

Not here: the laws (`contracts`, `memory`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograd_core import tree
from autograd_core.errors import GradientCheckError
from autograd_core.testing import rays
from autograd_core.testing.forms import Form, Vector, is_checked
from autograd_core.testing.inputs import first_line
from autograd_core.testing.pullbacks import MisshapenError, Pullbacks, Raw
from autograd_core.testing.reports import Breach
from autograd_core.testing.subjects import Subject

__all__ = ["Difference", "Probe", "RaisedError", "numbers_in"]

DOUBLE, SINGLE = 1e-6, 1e-2
"""How far two right answers may be apart, relative to the largest entry."""

NOISE = 100.0
"""How many times the change by the last digits two right answers may be apart."""


class RaisedError(Exception):
    """A gradient that raised where its function has a value; the checker's verdict, not the user's error."""

    def __init__(self, breach: Breach) -> None:
        super().__init__(breach.sentence)
        self.breach = breach


@dataclass(frozen=True)
class Difference:
    """The entry of a gradient at which two answers are furthest apart."""

    path: str
    entry: tuple[int, ...]
    first: float
    second: float

    @property
    def place(self) -> str:
        """How the entry is written, as x[0, 1]."""
        return self.path + (f"[{', '.join(map(str, self.entry))}]" if self.entry else "")


class Probe:
    """A gradient at the point where it is checked, with two random cotangents, `v` and `w`."""

    def __init__(self, pullbacks: Pullbacks, rng: np.random.Generator) -> None:
        self.pullbacks, self.subject, self.rng = pullbacks, pullbacks.subject, rng
        self.v, self.w = self._cotangent(), self._cotangent()
        self.pull = self.pull_at(self.subject.x)

    @property
    def is_rule(self) -> bool:
        """Whether what is checked pulls a cotangent back, rather than returning numbers."""
        return self.pullbacks.is_rule

    @property
    def source(self) -> str:
        """What the gradient is called in sentences."""
        if self.pullbacks.vjp is not None:
            return "vjp"
        return "gradient" if self.pullbacks.gradient is not None else f"the rule in {self.subject.framework.name}"

    def pull_at(self, x: Vector) -> Callable[[Vector], Vector]:
        """Return the pullback at a point; it raises RaisedError where the user's function raises."""
        return self.pull_of(self.subject.arguments(x))

    def pull_of(self, args: tuple[Any, ...], form: Form | None = None) -> Callable[[Vector], Vector]:
        """Return the pullback at arguments as they lie in memory, from coordinates to coordinates."""
        raw = self.raw(args)
        return lambda v: self.coordinates(raw(self.pullbacks.result.unpacked(v)), v, form)

    def coordinates(self, raw: Raw, v: Vector, form: Form | None = None) -> Vector:
        """Return the coordinates of gradients as they were returned."""
        return self.pullbacks.checked(raw, form or self.subject.form, v)

    def raw(self, args: tuple[Any, ...]) -> Callable[[list[Any]], Raw]:
        """Return the pullback at arguments, from arrays to arrays as they are returned."""
        if self.pullbacks.gradient is not None:
            pullback = self.guarded(self.source, self.pullbacks.raw, args)
        else:
            pullback = self.pullbacks.raw(args)
        return lambda cotangents: self.guarded(self.source, pullback, cotangents)

    def apart(self, first: Vector, second: Vector, terms: Vector | None = None, noise: Any = 0.0) -> Difference | None:
        """Return where two answers are further apart than two right ones; `terms` is of the size they are made of."""
        tolerance = SINGLE if self.subject.is_single else DOUBLE
        tiny = float(np.finfo(np.float32 if self.subject.is_single else np.float64).tiny)  # below, digits are lost
        sizes = np.fmax(np.abs(first), np.abs(second))
        sizes = sizes if terms is None else np.fmax(sizes, np.abs(terms))
        with np.errstate(all="ignore"):
            off = np.where(np.isfinite(first) == np.isfinite(second), np.nan_to_num(first - second), np.inf)
            excess = np.abs(off) - tolerance * self._largest(sizes) - NOISE * noise - tiny
        if not (excess > 0).any():
            return None
        worst = int(np.argmax(np.abs(off) * (excess > 0)))
        array, entry, _ = self.subject.form.place(worst)
        return Difference(self.subject.path(array), entry, float(first[worst]), float(second[worst]))

    def clearly_apart(
        self, first: Vector, second: Vector, terms: Vector | None = None, *, at: Vector | None = None
    ) -> Difference | None:
        """Return where two answers are further apart than rounding explains, also that of arguments `at` a point."""
        if self.apart(first, second, terms) is None:
            return None
        return self.apart(first, second, terms, self._noise(at))

    def nearby(self, relative: float, x: Vector | None = None, least: float = 0.0) -> Vector:
        """Return a point beside another one, or the one that is checked; `least` is the size that a 0 counts for."""
        x = self.subject.x if x is None else x
        sizes = np.maximum(np.abs(x), least)
        return self.subject.snapped(x + relative * rays.signs(x.size, self.rng) * sizes)

    def rounded(self, cotangent: Vector) -> Vector:
        """Return a cotangent as it arrives: in the dtypes of the result."""
        form = self.pullbacks.result
        return form.packed(form.unpacked(cotangent))

    def _cotangent(self) -> Vector:
        y = self.subject.y
        return self.rounded(np.where(np.isfinite(y), rays.signs(y.size, self.rng), 0.0))

    def guarded(self, source: str, function: Any, *args: Any) -> Any:
        """Return what a function under test returns; raises RaisedError where it raises."""
        try:
            return function(*args)
        except (GradientCheckError, MisshapenError):
            raise
        except Exception as error:  # whatever a user's rule raises, it is its mistake
            raise RaisedError(self._raised(source, error)) from error

    def _raised(self, source: str, error: Exception) -> Breach:
        shapes = ", ".join(f"{self.subject.path(k)}: {shape}" for k, shape in enumerate(self.subject.form.shapes))
        what = f"{source} raises {type(error).__name__} where {self.subject.name} has a value"
        return Breach("raises", f"{what} ({first_line(error)}); shapes: {shapes}")

    def _largest(self, sizes: Vector) -> Vector:
        """Return for each coordinate the largest finite entry of its array."""
        parts = np.split(sizes, np.cumsum(self.subject.form.sizes)[:-1])
        return np.concatenate([np.full(p.size, p[np.isfinite(p)].max(initial=0.0)) for p in parts])

    def _noise(self, at: Vector | None) -> Vector:
        """Return by how much the gradient changes when the last digits of what goes in change."""
        usual = self.pull if at is None else self.pull_at(at)
        base, noise = usual(self.v), np.zeros(self.subject.x.size)
        eps = 2.0**-22 if self.subject.is_single else 2.0**-50
        for _ in range(3):
            v = self.rounded(self.v * (1 + eps * rays.signs(self.v.size, self.rng)))
            pull = usual if at is None else self.pull_beside(eps, at)
            with np.errstate(all="ignore"):
                noise = np.fmax(noise, np.abs(pull(v) - base))
        return self._largest(noise)

    def pull_beside(self, relative: float, x: Vector, least: float = 0.0) -> Callable[[Vector], Vector]:
        """Return the pullback beside a point, or one of nan where the function has no value there."""
        try:
            return self.pull_at(self.nearby(relative, x, least))
        except Exception:  # noqa: BLE001  # outside of its domain a function raises what it likes
            return lambda v: np.full_like(x, np.nan)


def numbers_in(subject: Subject, result: Any) -> Vector:
    """Return the coordinates of a result, as it was returned."""
    arrays = [subject.framework.array(leaf) for leaf in tree.flatten(result)[0]]
    floats = [y for y in arrays if is_checked(y)]
    return Form.of(floats).packed(floats)
