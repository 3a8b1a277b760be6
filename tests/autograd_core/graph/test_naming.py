"""What the names of operations in equations stand for."""

import numpy as np
import pytest

import autograd_core as ag
from autograd_core.graph.naming import lookup


def test_operations():
    assert lookup("tanh") is ag.tanh
    assert lookup("conv") is ag.registry.load("conv"), "is loaded where it is not there yet"
    assert lookup("tahn") is None


def test_functions_of_numpy():
    assert lookup("np.argsort") is np.argsort
    assert lookup("np.greater") is np.greater
    assert lookup("np.linalg.matrix_rank") is np.linalg.matrix_rank
    assert lookup("np.logical_and.reduce") == np.logical_and.reduce


def test_rules():
    assert lookup("rule.sort").__self__ is lookup("sort")
    assert lookup("rule.np.argsort") is None
    assert lookup("rule.unheard_of") is None


def test_draws():
    assert lookup("random.standard_normal") is np.random.Generator.standard_normal
    assert lookup("random.standard_nonsense") is None


def test_ufuncs_of_scipy():
    special = pytest.importorskip("scipy.special")
    assert lookup("scipy.special.erf") is special.erf
    assert lookup("scipy.special.logsumexp") is None


@pytest.mark.parametrize(
    "name",
    [
        "np.save",
        "np.savetxt",
        "np.load",
        "np.fromfile",
        "np.loadtxt",
        "np.memmap",
        "np.ndarray",
        "np.os.system",
        "np.lib.stride_tricks.as_strided",
        "np.ctypeslib.load_library",
        "np.testing.run_module_suite",
        "np.__loader__",
        "np.linalg._umath_linalg",
        "np.argsort.reduce",
        "np.add.at",
        "random.__class__",
        "random.bit_generator",
        "random.spawn",
        "os.system",
        "builtins.eval",
        "",
        ".",
    ],
)
def test_no_name_reaches_files_memory_or_modules(name):
    assert lookup(name) is None
