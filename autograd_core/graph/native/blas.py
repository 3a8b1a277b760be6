"""BLAS: the functions of NumPy's own OpenBLAS that multiply matrices, by their addresses.

NumPy calls them, too. But it lets OpenBLAS cut a product among threads of OpenBLAS' own, which then look out for more
work and are in the way of every other thread. Here each part of a product is a call of its own, made by the threads
that compute the kernels as well (`threads`).

    >>> found = blas()
    >>> found is None or found.multiply.keys() == {"f", "d"}
    True

Not here: how a product is cut (`products`).
"""

from __future__ import annotations

import ctypes
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from typing import Any, NamedTuple

__all__ = ["Blas", "blas"]

SPELLINGS = (("scipy_", "64_"), ("", "64_"), ("", ""))
"""What stands before and behind the names of the functions in OpenBLAS of NumPy's wheels, and in others."""

OWN_THREADS = 1
"""What OpenBLAS tells of its threads if they are its own; with those of OpenMP a number of threads is set otherwise."""


class Blas(NamedTuple):
    """The functions of a library.

    multiply  `cblas_sgemm` and `cblas_dgemm` by the letter of the dtype
    integers  bits of the integers that are lengths
    get, set  tell and say how many threads it uses
    threads   how many these are now
    """

    multiply: Mapping[str, int]
    integers: int
    get: int
    set: int
    threads: int


@cache
def blas() -> Blas | None:
    """Return the library that NumPy's products call; None if it is not OpenBLAS with threads of its own."""
    try:
        numpy = import_module("numpy._core._multiarray_umath").__file__
        library = ctypes.CDLL(numpy)  # its names and those of the libraries that it needs
    except (ImportError, OSError, TypeError):
        return None
    for before, behind in SPELLINGS:
        if found := _found(library, before, behind):
            return found
    return None


def _found(library: Any, before: str, behind: str) -> Blas | None:
    try:
        sgemm, dgemm = (getattr(library, f"{before}cblas_{letter}gemm{behind}") for letter in "sd")
        told = ("config", "parallel", "num_threads")
        config, parallel, get = (getattr(library, f"{before}openblas_get_{name}{behind}") for name in told)
        set_ = getattr(library, f"{before}openblas_set_num_threads{behind}")
    except AttributeError:
        return None
    config.restype = ctypes.c_char_p
    if parallel() != OWN_THREADS:
        return None
    bits = 64 if b"USE64BITINT" in config() else 32
    multiply = {"f": _address(sgemm), "d": _address(dgemm)}
    return Blas(multiply, bits, _address(get), _address(set_), get())


def _address(function: Any) -> int:
    return ctypes.cast(function, ctypes.c_void_p).value or 0
