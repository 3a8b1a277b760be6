"""The functions that are found are those of NumPy's own OpenBLAS, or there are none."""

import ctypes
from types import SimpleNamespace

import numpy as np
import pytest

from autograd_core.graph.native import blas as module
from autograd_core.graph.native.blas import blas


@pytest.fixture(autouse=True)
def found_anew():
    """Look for the library in each test, and again afterwards."""
    blas.cache_clear()
    yield
    blas.cache_clear()


@pytest.fixture
def library():
    """Return the functions, or skip where NumPy has another BLAS."""
    return blas() or pytest.skip("NumPy has another BLAS")


@pytest.mark.parametrize(("letter", "real"), [("f", ctypes.c_float), ("d", ctypes.c_double)])
def test_matrices_are_multiplied(letter, real, library):
    integer = {32: ctypes.c_int32, 64: ctypes.c_int64}[library.integers]
    kinds = [*[ctypes.c_int] * 3, *[integer] * 3, real, *[ctypes.c_void_p, integer] * 2, real, ctypes.c_void_p, integer]
    multiply = ctypes.CFUNCTYPE(None, *kinds)(library.multiply[letter])
    x, w = np.arange(6.0, dtype=letter).reshape(2, 3), np.arange(12.0, dtype=letter).reshape(3, 4)
    y = np.full((2, 4), np.nan, letter)
    multiply(101, 111, 111, 2, 4, 3, 1.0, x.ctypes.data, 3, w.ctypes.data, 4, 0.0, y.ctypes.data, 4)
    np.testing.assert_array_equal(y, x @ w)


def test_the_number_of_threads_is_told_and_set(library):
    get = ctypes.CFUNCTYPE(ctypes.c_int)(library.get)
    set_ = ctypes.CFUNCTYPE(None, ctypes.c_int)(library.set)
    assert get() == library.threads
    set_(1)
    assert (get(), blas().threads) == (1, library.threads)
    set_(library.threads)


def test_functions_of_no_known_spelling_are_not_found(monkeypatch):
    monkeypatch.setattr(module, "SPELLINGS", (("mkl_", ""), ("", "_of_accelerate")))
    assert blas() is None


def test_threads_of_openmp_are_not_taken(monkeypatch):
    monkeypatch.setattr(module, "OWN_THREADS", 2)
    assert blas() is None


@pytest.mark.parametrize("error", [ImportError, OSError, TypeError])
def test_without_a_library_there_are_no_functions(error, monkeypatch):
    def refuse(*_):
        raise error

    monkeypatch.setattr(module.ctypes, "CDLL", refuse)
    assert blas() is None


def openblas(before, behind, config=b"OpenBLAS 0.3", parallel=1):
    """Return a library that says this of itself."""
    number, text, kept = ctypes.CFUNCTYPE(ctypes.c_int), ctypes.CFUNCTYPE(ctypes.c_void_p), ctypes.c_char_p(config)
    place = ctypes.cast(kept, ctypes.c_void_p).value
    told = {"get_parallel": number(lambda: parallel), "get_num_threads": number(lambda: 6)}
    told |= {"get_config": text(lambda: kept and place), "set_num_threads": ctypes.CFUNCTYPE(None, ctypes.c_int)(print)}
    functions = {f"openblas_{name}": function for name, function in told.items()}
    functions |= {f"cblas_{letter}gemm": number(lambda: 0) for letter in "sd"}
    return SimpleNamespace(**{f"{before}{name}{behind}": function for name, function in functions.items()})


@pytest.mark.parametrize(("before", "behind"), module.SPELLINGS)
@pytest.mark.parametrize(("config", "bits"), [(b"OpenBLAS 0.3 USE64BITINT DYNAMIC_ARCH", 64), (b"OpenBLAS 0.3", 32)])
def test_lengths_are_of_as_many_bits_as_the_library_says(before, behind, config, bits, monkeypatch):
    made = openblas(before, behind, config)
    monkeypatch.setattr(module.ctypes, "CDLL", lambda _: made)
    found = blas()
    assert (found.integers, found.threads) == (bits, 6)
    addresses = [*found.multiply.values(), found.get, found.set]
    assert 0 not in addresses
    assert len(set(addresses)) == 4


@pytest.mark.parametrize("parallel", [0, 2])
def test_only_threads_of_its_own_are_told_how_many(parallel, monkeypatch):
    made = openblas("", "", parallel=parallel)
    monkeypatch.setattr(module.ctypes, "CDLL", lambda _: made)
    assert blas() is None
