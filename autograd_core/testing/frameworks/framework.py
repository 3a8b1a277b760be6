"""What the checker asks of a framework, in one interface: `Framework`.

Not here: which framework a value belongs to (`of`), and how each one answers (`ours`, `of_torch`, `of_jax`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

import numpy as np

__all__ = ["NUMBERS", "AnyFunction", "Arrays", "Framework", "Pullback", "numbers"]

AnyFunction = Callable[..., Any]
Arrays = list[np.ndarray[Any, Any]]
Pullback = Callable[[Arrays], list[np.ndarray[Any, Any] | None]]

NUMBERS = (np.ndarray, np.generic, int, float, complex)
"""The types of numbers that need no framework."""


class Framework(Protocol):
    """A framework that has values, functions of them, and gradients of these functions.

    Containers are those of `autograd_core.tree`. The numbers of arguments that are differentiated are the leaves for
    which `differentiates` is true, in the order of `flatten`; all other leaves are passed as they are. The numbers of a
    result are its leaves of a floating-point or complex dtype, in the same order; those of NumPy and Python
    have cotangents, too, which may lead nowhere. Complex numbers follow one convention
    for all: the derivative along u of a real function with the gradient g is Re(conj(g) · u).

    No call but `call` changes an argument, leaves a gradient in one, or lets the function write into one.
    """

    @property
    def name(self) -> str:
        """What the framework is called in reports."""

    def owns(self, value: Any) -> bool:
        """Whether a leaf is a value of this framework, of any dtype, or a number of NumPy's or Python's."""

    def differentiates(self, value: Any) -> bool:
        """Whether a leaf of the arguments has a gradient: one of a floating-point or complex dtype."""

    def array(self, value: Any) -> np.ndarray[Any, Any]:
        """Return the numbers of a leaf in an array of their own; those of a dtype unknown to NumPy as float32.

        What is no number, such as a word or a module, comes as an array of dtype object.

        Raises DTypeError where the leaf is not stored as one dense array.
        """

    def value(self, array: np.ndarray[Any, Any], like: Any) -> Any:
        """Return a leaf like another one (device, order in memory, whether it wants a gradient) with other numbers.

        Its dtype is that of the array: this is how a function of float32 is evaluated in float64.
        """

    def constant(self, array: np.ndarray[Any, Any]) -> Any:
        """Return numbers as a value of this framework, such as a cotangent; with their dtype and, if it can, memory."""

    def call(self, f: AnyFunction, args: tuple[Any, ...]) -> Any:
        """Return f(*args), with float64 where there is float64."""

    def evaluate(self, f: AnyFunction, args: tuple[Any, ...]) -> Any:
        """Return f(*args) as `call` does, with copies for f to write into."""

    def vjp(self, f: AnyFunction, args: tuple[Any, ...]) -> tuple[Any, Pullback]:
        """Return f(*args), and the function from cotangents of its numbers to gradients of the numbers of arguments.

        A gradient of None says that the framework knows no path from that argument to any result: for PyTorch one that
        was cut, or never was; the derivative is then claimed to be zero. Where a framework makes no difference between
        that and zeros, zeros come. The pullback can be called any number of times.
        """

    def jvp(self, f: AnyFunction, args: tuple[Any, ...], tangents: Arrays) -> tuple[Any, Arrays] | None:
        """Return f(*args), and the tangents of its numbers from those of the numbers of the arguments; forward mode.

        None where the function, or an operation in it, has no rule for that.
        """


def numbers(leaf: Any) -> np.ndarray[Any, Any]:
    """Return an array of the numbers of NumPy's or Python's that a leaf is, to be written into.

    It holds float32 where NumPy itself has no such dtype, such as bfloat16, and the leaf as an object if it is none.

    >>> numbers(2.0), numbers(len)
    (array(2.), array(<built-in function len>, dtype=object))
    """
    if not isinstance(leaf, NUMBERS):
        array = np.empty((), object)
        array[()] = leaf
        return array
    array = np.array(leaf)
    return array.astype(np.float32) if array.dtype.kind == "V" else array
