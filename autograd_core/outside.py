"""Which function of another package asks a Tensor for plain numbers, and what to use in its place.

SciPy's functions turn what they are given into arrays or numbers, deep inside; so do those of `numpy.ma` and of the
module `statistics`. The error should name the function that was called, not the line on which it happened:

    >>> import scipy.linalg, autograd_core as ag
    >>> scipy.linalg.inv(ag.Tensor([[2.0]], requires_grad=True))
    Traceback (most recent call last):
        ...
    autograd_core.errors.DetachError: scipy.linalg.inv would lose the gradient: got ... Use np.linalg.inv, ...

Not here: other functions of NumPy that do the same (`detours`).
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import takewhile
from types import FrameType
from typing import NamedTuple

__all__ = ["Outsider", "outsider"]

ALIKE = {"scipy.special": "autograd_core.special", "scipy.linalg": "numpy.linalg", "scipy.fft": "numpy.fft"}
"""Packages of SciPy, and the modules with functions of the same names that take Tensors."""

MOMENTS = "np.mean, np.std and their like, or functions of ag.special, such as ndtr for the normal cdf"

OTHERWISE = {
    "scipy.linalg.solve_triangular": "np.linalg.solve",
    "scipy.linalg.cho_solve": "np.linalg.solve of the matrix itself",
    "scipy.integrate.trapezoid": "np.trapezoid",
    "scipy.integrate.quad": "the points and weights of np.polynomial.legendre.leggauss, as in np.sum(w * f(x))",
    "scipy.optimize": "ag.implicit_root or ag.implicit_minimum around the solver",
    "scipy.signal.convolve": "np.convolve for vectors, ag.conv2d for images",
    "scipy.signal.fftconvolve": "np.convolve for vectors, ag.conv2d for images",
    "scipy.signal.convolve2d": "ag.conv2d",
    "scipy.spatial.distance.cdist": "np.linalg.norm(a[:, None] - b, axis=-1)",
    "numpy.ma": "t[~mask] or np.where to select, and where=~mask of np.sum, np.mean and their like",
    "scipy.integrate.simpson": "the weights of the rule, as in h / 3 * np.sum(w * y)",
    "scipy.integrate": "a loop of steps, as of Runge and Kutta, which is recorded",
    "scipy.interpolate": "np.interp, or np.linalg.solve for the coefficients",
    "scipy.ndimage": "ag.conv2d, or np.pad and np.lib.stride_tricks.sliding_window_view",
    "scipy.signal": "np.convolve, np.fft, ag.conv2d, or a loop that writes into a Tensor",
    "scipy.stats": MOMENTS,
    "statistics": MOMENTS,
}
"""What to use for other functions, or for all of a package."""

OUTSIDE = ("numpy.ma.", "scipy.", "statistics.")
"""The packages whose functions are looked for, each with a dot behind its name."""


class Outsider(NamedTuple):
    """A function of another package, and what to use instead."""

    name: str
    instead: str


def outsider(frame: FrameType) -> Outsider | None:
    """Return the function of another package within which a frame asks for plain numbers, or None if there is none."""
    frames = list(_inside(frame))[::-1]
    if not frames:
        return None
    for each in frames:
        for package, name in _functions(each):
            if hasattr(sys.modules.get(package), name.partition(".")[0]):
                return Outsider(_short(f"{package}.{name}"), _instead(package, name))
    package = max((_package(_module(each)) for each in frames), key=len)
    return Outsider(f"a function of {_short(package)}", _instead(package, ""))


def _inside(frame: FrameType | None) -> Iterator[FrameType]:
    """Yield the frames of these packages from the innermost to the one that was called; NumPy may be between."""
    while frame is not None and f"{_module(frame)}.".startswith((*OUTSIDE, "numpy.")):
        if f"{_module(frame)}.".startswith(OUTSIDE):
            yield frame
        frame = frame.f_back


def _module(frame: FrameType) -> str:
    return str(frame.f_globals.get("__name__", ""))


def _package(module: str) -> str:
    """Return the public package of a module, such as "scipy.linalg" of "scipy.linalg._basic"."""
    if module.startswith("numpy.ma."):
        return "numpy.ma"
    return ".".join(takewhile(lambda part: not part.startswith("_"), module.split(".")))


def _functions(frame: FrameType) -> Iterator[tuple[str, str]]:
    """Yield package and name of the function that a frame runs, and of those that it wraps."""
    yield _package(_module(frame)), frame.f_code.co_qualname.removesuffix(".__init__")
    for variable in frame.f_code.co_freevars:
        wrapped = frame.f_locals.get(variable)
        yield _package(str(getattr(wrapped, "__module__", ""))), str(getattr(wrapped, "__name__", ""))


def _short(name: str) -> str:
    return name.replace("numpy", "np").replace("autograd_core", "ag")


def _instead(package: str, name: str) -> str:
    end = "or say .numpy() where the gradient may end"
    alike = ALIKE.get(package, "")
    if name in getattr(sys.modules.get(alike), "__all__", ()):
        return f"use {_short(alike)}.{name}, {end}"
    otherwise = OTHERWISE.get(f"{package}.{name}") or OTHERWISE.get(package)
    if otherwise is not None:
        return f"use {otherwise}, {end}"
    return f"write it with NumPy functions, declare it as an operation of your own with @ag.operation, {end}"
