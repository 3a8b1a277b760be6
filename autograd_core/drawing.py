"""Random draws inside a function that is run twice: whether there were any, and how to repeat them.

Draws of `ag.random` are noticed wherever their generator is; of NumPy's generators those are known that are among the
arguments, the variables that the function names or the attributes of its object, and the ones behind `np.random.normal`
and `random.random` and their kin.

    >>> import numpy as np
    >>> rng = np.random.default_rng(0)
    >>> draws = Draws(lambda: rng.normal(), [])
    >>> first = rng.normal()
    >>> draws.changed(), draws.restore(), bool(rng.normal() == first)
    (True, None, True)

Not here: the draws themselves (`ops.random`).
"""

from __future__ import annotations

import ctypes
import inspect
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import numpy as np

from autograd_core.ops.random import drawing
from autograd_core.record import setting

__all__ = ["Draws"]


class _Legacy:
    """The generator behind `np.random.normal` and its kin, which may be what the user's function draws from."""

    def __init__(self) -> None:
        self._memory: bytes | None = None
        self._state: Any = None

    @property
    def state(self) -> Any:
        """All that decides on the numbers to come."""
        memory = _memory(np.random.mtrand.get_bit_generator())
        if memory is None or memory != self._memory:  # NumPy copies the state number by number, at 40 µs
            self._state = np.random.get_state(legacy=False)  # noqa: NPY002  # see above
            self._memory = None if self._state["has_gauss"] else memory  # a draw that waits is not in that memory
        return self._state

    @state.setter
    def state(self, state: Any) -> None:
        np.random.set_state(state)  # noqa: NPY002  # as above


def _memory(generator: Any) -> bytes | None:
    """Return what the Mersenne Twister has in memory: 624 numbers, and how many were used; None of another one."""
    if type(generator) is not np.random.MT19937:
        return None
    return ctypes.string_at(generator.ctypes.state_address, 625 * 4)


class _Python:
    """The generator behind `random.random` and its kin."""

    @property
    def state(self) -> Any:
        """All that decides on the numbers to come."""
        return sys.modules["random"].getstate()

    @state.setter
    def state(self, state: Any) -> None:
        sys.modules["random"].setstate(state)


_LEGACY, _PYTHON = _Legacy(), _Python()


class Draws:
    """The states of random generators at one moment: those that a function is known to use, and others as they draw."""

    def __init__(self, function: Callable[..., Any], leaves: Iterable[Any]) -> None:
        self.states: dict[Any, Any] = {}
        if "random" in sys.modules:
            self._add(_PYTHON)
        if "numpy.random" in sys.modules:  # else nobody can have drawn from it
            self._add(_LEGACY)
            for found in (*leaves, *_named(function)):
                self.note(found)

    def note(self, generator: Any) -> None:
        """Remember the state of one of NumPy's generators, if it is one, and not known yet."""
        if isinstance(generator, np.random.Generator):
            self._add(generator.bit_generator)

    def _add(self, source: Any) -> None:
        if source not in self.states:
            self.states[source] = source.state

    def changed(self) -> bool:
        """Whether there were draws since then."""
        return any(not _same(source.state, state) for source, state in self.states.items())

    def restore(self) -> None:
        """Set all generators back."""
        for source, state in self.states.items():
            source.state = state

    @contextmanager
    def noticing(self) -> Iterator[None]:
        """Notice generators of `ag.random` that draw inside a `with` block."""
        before = drawing.get()

        def note(generator: Any) -> None:
            if before is not None:
                before(generator)
            self.note(generator)

        with setting(drawing, note):
            yield

    @contextmanager
    def repeated(self) -> Iterator[None]:
        """Draw the same numbers again inside a `with` block, and leave the generators as they were before it."""
        now = {source: source.state for source in self.states}
        self.restore()
        try:
            yield
        finally:
            for source, state in now.items():
                source.state = state


def _same(one: Any, other: Any) -> bool:
    """Whether two states of a generator are one: of whole numbers, arrays, words and containers of them."""
    if one is other:
        return True
    if isinstance(one, dict):
        return all(_same(value, other[key]) for key, value in one.items())
    if isinstance(one, np.ndarray):
        return bool((one == other).all())
    return bool(one == other)


def _named(function: Callable[..., Any]) -> Iterator[Any]:
    """Yield the values that a function names: of variables outside, and of attributes, where it is a method."""
    function = inspect.unwrap(function)
    yield from getattr(getattr(function, "__self__", function), "__dict__", {}).values()
    if inspect.isfunction(function := getattr(function, "__func__", function)):
        yield from (function.__globals__.get(name) for name in function.__code__.co_names)
        for cell in function.__closure__ or ():
            with suppress(ValueError):  # a variable that has no value yet
                yield cell.cell_contents
