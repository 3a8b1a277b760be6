"""A function that is checked, as one from ℝⁿ to ℝᵐ around one point.

    >>> from autograd_core.testing import frameworks
    >>> subject = Subject.of(lambda x, n: x**n, (np.array([1.0, 2.0]), 3), frameworks.of([]))
    >>> subject.x, subject.y
    (array([1., 2.]), array([1., 8.]))
    >>> subject.at(np.array([1.0, 3.0]))
    array([ 1., 27.])

The coordinates are those of all arguments with real or complex numbers; all others stay as given. Single precision is
left behind where the function allows it: rounding hides a wrong digit, and a rule has one formula for both. Not here:
gradients (`pullbacks`).
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from autograd_core import tree
from autograd_core.errors import DomainError, GradientCheckError, explain
from autograd_core.testing.forms import Form, Vector, is_checked
from autograd_core.testing.frameworks import Framework

__all__ = ["Subject", "name_of"]

SINGLE, DOUBLE = 2.0**-23, 2.0**-52
"""The distance from 1 to the next number in single and in double precision."""


def name_of(function: Any) -> str:
    """Return what a function is called.

    >>> name_of(np.tanh), name_of(lambda x: x)
    ('tanh', 'f')
    """
    name = getattr(function, "__name__", type(function).__name__)
    return "f" if name == "<lambda>" else str(name)


@dataclass
class Subject:
    """A function with its arguments; `x` and `y` are the coordinates of the point and of the result there."""

    function: Callable[..., Any]
    args: tuple[Any, ...]
    framework: Framework
    name: str
    leaves: list[Any]
    places: list[int]
    rebuild: Callable[[Iterable[Any]], Any]
    form: Form
    given: Form
    x: Vector = field(default_factory=lambda: np.empty(0))
    y: Vector = field(default_factory=lambda: np.empty(0))
    result: Form | None = None
    evaluations: int = 0
    is_single: bool = False

    @classmethod
    def of(
        cls, function: Callable[..., Any], args: tuple[Any, ...], framework: Framework, name: str | None = None
    ) -> Subject:
        """Take a function and its arguments apart; its result decides whether it is checked in double precision."""
        leaves, rebuild = tree.flatten(args)
        places = [k for k, leaf in enumerate(leaves) if framework.differentiates(leaf)]
        arrays = [framework.array(leaves[k]) for k in places]
        form = Form.of(arrays)
        subject = cls(function, args, framework, name or name_of(function), leaves, places, rebuild, form, form)
        subject._require_coordinates()
        subject.x = form.packed(arrays)
        subject._require_finite(subject.x)
        subject._settle()
        return subject

    def at(self, x: Vector) -> Vector:
        """Return the coordinates of the result; NaN where the function raises, as outside its domain."""
        try:
            y = self.evaluated(x)
        except GradientCheckError:
            raise
        except Exception:  # noqa: BLE001  # whatever it raises, it has no value there
            return np.full_like(self.y, np.nan)
        return y

    def evaluated(self, x: Vector) -> Vector:
        """Return the coordinates of the result, or raise what the function raises."""
        self.evaluations += 1
        return self._taken_apart(self.called(self.arguments(x)))

    def arguments(self, x: Vector) -> tuple[Any, ...]:
        """Return the function's arguments at a point: copies, that it may write into."""
        return self.arguments_of(self.form.unpacked(x))

    def arguments_of(self, arrays: list[Any]) -> tuple[Any, ...]:
        """Return the function's arguments made of arrays, as they lie in memory."""
        leaves = list(self.leaves)
        for k, array in zip(self.places, arrays, strict=True):
            leaves[k] = self.framework.value(array, self.leaves[k])
        args: tuple[Any, ...] = self.rebuild(leaves)
        return args

    def called(self, args: tuple[Any, ...]) -> Any:
        """Return the function's result, with warnings of floating point left out."""
        with np.errstate(all="ignore"):
            return self.framework.evaluate(self.function, args)

    def snapped(self, x: Vector) -> Vector:
        """Return the nearest point that the function can tell from its neighbours."""
        if self.is_single:
            return x.astype(np.float32).astype(np.float64)
        return x if self._is_double else self.form.packed(self.form.unpacked(x))

    @property
    def sizes(self) -> Vector:
        """The sizes of the numbers of the result, to which rounding is relative; of a complex one, for both parts.

        Numbers below the least normal one are rounded as if they were that large.
        """
        sizes = np.abs(self.y)
        if any(dtype.kind == "c" for dtype in self._result_dtypes()):
            assert self.result is not None
            arrays = [np.ravel(y) for y in self.result.unpacked(self.y)]
            sizes = np.concatenate([np.repeat(np.abs(y), 1 + (y.dtype.kind == "c")) for y in arrays])
        return np.maximum(sizes, float(np.finfo(np.float32 if self.is_single else np.float64).tiny))

    @property
    def eps(self) -> float:
        """The relative rounding error of a result."""
        return SINGLE if self.is_single else DOUBLE

    @cached_property
    def _is_double(self) -> bool:
        return self.form == self.form.doubled()

    def path(self, array: int) -> str:
        """Return how the argument that an array came from is written: by name, where the signature has one."""
        return self.paths()[self.places[array]]

    def paths(self) -> list[str]:
        """Return how each leaf of the arguments is written."""
        names = [*map(str, self.parameters())]
        return [path for name, arg in zip(names, self.args, strict=True) for path in tree.paths(arg, name)]

    def result_entry(self, coordinate: int | None) -> tuple[int, ...] | None:
        """Return which entry of the result a coordinate is; None where it has one number only."""
        if coordinate is None or self.result is None:
            return None
        array, entry, _ = self.result.place(coordinate)
        return entry if len(self.result.shapes) == 1 else (array, *entry)

    def parameters(self) -> list[str]:
        """Return what each argument is called."""
        count = len(self.args)
        try:
            parameters = [*inspect.signature(self.function).parameters.values()]
        except (TypeError, ValueError):
            parameters = []
        plain = [p.name for p in parameters if p.kind in {p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD}]
        return plain[:count] if len(plain) >= count else [f"argument {k}" for k in range(count)]

    def _settle(self) -> None:
        """Evaluate the function where it is given, in double precision if its results are then double, too."""
        self.y = self._first(self.x)
        if self.form != self.form.doubled():
            self._double()
        self.is_single = any(dtype.itemsize // (1 + (dtype.kind == "c")) < 8 for dtype in self._result_dtypes())
        if self.is_single:
            self.x = self.snapped(self.x)
            self.y = self._first(self.x)

    def _double(self) -> None:
        """Go on in double precision, unless the function refuses it or its results stay single."""
        narrow = self.form, self.result, self.y
        self.form, self.result = self.form.doubled(), None
        try:
            self.y = self.evaluated(self.x)
        except Exception:  # noqa: BLE001  # a function of single precision only may refuse double in any way
            self.form, self.result, self.y = narrow
            return
        if narrow[1] is None or self.result != narrow[1].doubled():
            self.form, self.result, self.y = narrow

    def _result_dtypes(self) -> tuple[Any, ...]:
        return self.result.dtypes if self.result else ()

    def _first(self, x: Vector) -> Vector:
        try:
            y = self.evaluated(x)
        except GradientCheckError:
            raise
        except Exception as error:
            message = f"{self.name} raises {type(error).__name__} at the point that is given"
            given = str(error).splitlines()[0] if str(error) else "no message"
            raise DomainError(explain(message, given, "check it where it has a value")) from error
        self._require_value(y)
        return y

    def _taken_apart(self, result: Any) -> Vector:
        leaves = tree.flatten(result)[0]
        self._require_numbers(leaves, result)
        arrays = [self.framework.array(leaf) for leaf in leaves]
        self._require_floats(arrays)
        floats = [y for y in arrays if is_checked(y)]
        form = Form.of(floats)
        if self.result is None:
            self.result = form
        elif self.result.shapes != form.shapes:
            message = f"{self.name} returns another shape for other numbers"
            given = f"shapes {', '.join(map(str, self.result.shapes))} and {', '.join(map(str, form.shapes))}"
            raise GradientCheckError(explain(message, given, "check a function whose result has one shape"))
        return form.packed(floats)

    # ------------------------------------------------------------------------------------------------ bad input

    def _require_coordinates(self) -> None:
        if not self.places:
            kinds = ", ".join(_kind(leaf) for leaf in self.leaves)
            message = f"{self.name} has no argument with real or complex numbers, so there is no derivative to check"
            raise GradientCheckError(explain(message, kinds or "no arguments", "pass arrays of floating point"))

    def _require_finite(self, x: Vector) -> None:
        if not np.isfinite(x).all():
            array, entry, _ = self.form.place(int(np.argmin(np.isfinite(x))))
            where = f"{self.path(array)}{list(entry) or ''} = {x[~np.isfinite(x)][0]}"
            message = "a derivative is checked at a point of finite numbers"
            raise DomainError(explain(message, where, "leave out nan and inf"))

    def _require_numbers(self, leaves: list[Any], result: Any) -> None:
        if not leaves or not all(map(self.framework.owns, leaves)):
            message = f"{self.name} must return numbers, an array, or a container of them"
            raise GradientCheckError(explain(message, f"a result of type {type(result).__name__}", "return an array"))

    def _require_floats(self, arrays: list[Any]) -> None:
        if not any(map(is_checked, arrays)):
            message = f"{self.name} returns no real or complex numbers, so it has no derivative"
            given = f"a result of {', '.join(str(y.dtype) for y in arrays)}"
            raise GradientCheckError(explain(message, given, "return floating point"))

    def _require_value(self, y: Vector) -> None:
        if y.size and not np.isfinite(y).any():
            message = f"{self.name} has no finite value at the point that is given"
            given = "nan everywhere" if np.isnan(y).any() else "inf everywhere"
            raise DomainError(explain(message, given, "choose a point inside its domain"))


def _kind(leaf: Any) -> str:
    return f"{type(leaf).__name__} of {leaf.dtype}" if hasattr(leaf, "dtype") else type(leaf).__name__
