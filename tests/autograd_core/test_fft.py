"""The namespace of Fourier transforms: NumPy's names, the array API's signatures."""

import inspect

import numpy as np
import pytest

import autograd_core as ag

PUBLIC = sorted(name for name in np.fft.__all__ if callable(getattr(np.fft, name)) and name != "test")


def test_it_has_every_name_of_numpy():
    assert sorted(ag.fft.__all__) == PUBLIC
    assert len(PUBLIC) == 18


@pytest.mark.parametrize("name", [name for name in PUBLIC if not name.endswith("freq")])
def test_numpys_function_finds_it(name):
    assert ag.registry.FUNCTIONS[getattr(np.fft, name)] is getattr(ag.fft, name)


@pytest.mark.parametrize("name", PUBLIC)
def test_parameters_are_those_of_numpy(name):
    function = getattr(ag.fft, name)
    ours = list(inspect.signature(getattr(function, "__wrapped__", function)).parameters)
    theirs = [p for p in inspect.signature(getattr(np.fft, name)).parameters if p not in ("out", "device")]
    assert ours[1 : len(theirs)] == theirs[1:]


def test_the_array_api_finds_it():
    x = ag.Tensor([1.0, 2.0])
    assert x.__array_namespace__().fft is ag.fft
    assert ag.fft.fftfreq(4, d=0.5, dtype=ag.float32, device="cpu").dtype == np.float32
