"""JAX, as the checker sees it: functions of `jax.Array`s, such as what `jax.jit` and `jax.custom_vjp` return.

    def test_my_function():
        check_gradients(my_function, jnp.ones((3, 4)))

Where there are numbers of float64, or Python's alone, `jax.enable_x64` holds during the call, so that they stay what
they are whatever the configuration is. JAX' gradient of a complex argument is the conjugate of ours, and is conjugated
on both ends.

Not here: an import of JAX, which whoever made the arrays has done.
"""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograd_core.testing.frameworks.framework import NUMBERS, AnyFunction, Arrays, Pullback, numbers
from autograd_core.testing.frameworks.ours import OURS
from autograd_core.tree import flatten, select, tree_map

__all__ = ["Jax", "adapter"]

DOUBLE = ("float64", "complex128")
"""The dtypes that JAX narrows unless it is told not to."""


@dataclass(frozen=True)
class Jax:
    """The adapter of JAX; `Framework` says what each method does."""

    jax: Any
    name: str = "jax"

    def owns(self, value: Any) -> bool:
        """Whether a leaf is an array of JAX or NumPy, or a number; keys of random numbers are none of these."""
        if isinstance(value, self.jax.Array):
            return not self.jax.dtypes.issubdtype(value.dtype, self.jax.dtypes.extended)
        return isinstance(value, NUMBERS)

    def differentiates(self, value: Any) -> bool:
        """Whether a leaf is an array or number of a floating-point or complex dtype, bfloat16 included."""
        return self.owns(value) and self.jax.numpy.issubdtype(_dtype(value), self.jax.numpy.inexact)

    def array(self, value: Any) -> np.ndarray[Any, Any]:
        """Return the numbers of a leaf in an array of their own, those of bfloat16 as float32."""
        return numbers(np.asarray(value) if self.owns(value) else value)

    def value(self, array: np.ndarray[Any, Any], like: Any) -> Any:
        """Return a leaf like another one (on its device, or an array of NumPy) with other numbers, in their dtype."""
        if not isinstance(like, self.jax.Array):
            return OURS.value(array, like)
        with self._wide([array]):
            return self.jax.device_put(np.array(array), like.sharding)

    def constant(self, array: np.ndarray[Any, Any]) -> Any:
        """Return numbers as an array of JAX."""
        with self._wide([array]):
            return self.jax.numpy.asarray(array)

    def call(self, f: AnyFunction, args: tuple[Any, ...]) -> Any:
        """Return f(*args)."""
        with self._wide(args):
            return f(*args)

    def evaluate(self, f: AnyFunction, args: tuple[Any, ...]) -> Any:
        """Return f(*args), of copies of NumPy's arrays: those of JAX cannot be written into."""
        return self.call(f, tree_map(lambda leaf: leaf.copy() if isinstance(leaf, np.ndarray) else leaf, args))

    def _wide(self, tree: Any) -> AbstractContextManager[Any]:
        """Return what keeps float64 as it is, where there is any, or where there are Python's numbers alone."""
        leaves = [leaf for leaf in flatten(tree)[0] if self.differentiates(leaf)]
        dtypes = [leaf.dtype.name for leaf in leaves if hasattr(leaf, "dtype")]
        is_wide = not dtypes or any(name in DOUBLE for name in dtypes)
        context: AbstractContextManager[Any] = self.jax.enable_x64(True) if is_wide else nullcontext()
        return context

    def vjp(self, f: AnyFunction, args: tuple[Any, ...]) -> tuple[Any, Pullback]:
        """Return f(*args) and its pullback; where nothing depends on an argument, its gradient is zeros."""
        call = _Call(self, f, args)
        with self._wide(args):
            values, pull = self.jax.vjp(call, *call.given)

        def pullback(cotangents: Arrays) -> list[np.ndarray[Any, Any] | None]:
            given = iter(cotangents)
            with self._wide(args):
                gs = [self._cast(next(given), y) if self.differentiates(y) else self._none(y) for y in values]
                return [self.array(g).conj() for g in pull(gs)]

        return call.result(values), pullback

    def jvp(self, f: AnyFunction, args: tuple[Any, ...], tangents: Arrays) -> tuple[Any, Arrays] | None:
        """Return f(*args) and its tangents; None for a function with a `custom_vjp`, which has no forward mode."""
        call = _Call(self, f, args)
        with self._wide(args):
            pairs = zip(tangents, call.given, strict=True)
            try:
                values, moved = self.jax.jvp(call, call.given, [self._cast(v, x, conjugate=False) for v, x in pairs])
            except TypeError as error:
                if "forward-mode" in str(error):
                    return None
                raise
            return call.result(values), [
                self.array(v) for y, v in zip(values, moved, strict=True) if self.differentiates(y)
            ]

    def _cast(self, array: np.ndarray[Any, Any], like: Any, *, conjugate: bool = True) -> Any:
        """Return a cotangent or tangent as JAX wants it: with the dtype of what it belongs to."""
        return self.jax.numpy.asarray(array.conj() if conjugate else array, dtype=_dtype(like))

    def _none(self, integers: Any) -> Any:
        """Return what JAX takes for the cotangent of integers."""
        return np.zeros(np.shape(integers), self.jax.dtypes.float0)


class _Call:
    """A function of those numbers alone that have gradients, which returns a list of numbers alone."""

    def __init__(self, jax: Jax, f: AnyFunction, args: tuple[Any, ...]) -> None:
        self.jax, self.f = jax, f
        self.given, self.rebuild = select(args, jax.differentiates)

    def __call__(self, *leaves: Any) -> list[Any]:
        found, self.returned = select(self.f(*self.rebuild(leaves)), self.jax.owns)
        return found

    def result(self, values: list[Any]) -> Any:
        """Return what the function returned, with values for what was traced."""
        return self.returned(values)


def _dtype(value: Any) -> Any:
    return value.dtype if hasattr(value, "dtype") else np.asarray(value).dtype


def adapter(jax: Any) -> Jax:
    """Return the adapter, for the module `jax`."""
    return Jax(jax)
