"""Numbers taken apart: what the laws do not ask, which are the errors."""

import numpy as np
import pytest

import autograd_core as ag
from autograd_core.errors import DTypeError, WriteError
from autograd_core.ops import parts


@pytest.mark.parametrize("name", ["real", "imag"])
def test_parts_that_are_recorded_are_those_of_complex_numbers(name):
    with pytest.raises(DTypeError) as caught:
        getattr(parts, name)(np.ones(2))
    assert str(caught.value) == f"{name} takes complex numbers: got dtype float64. Use np.{name}."


@pytest.mark.parametrize("name", ["real", "imag"])
def test_parts_follow_what_is_written_into_the_whole(name):
    z = ag.Tensor(np.array([1.0 + 2.0j, 3.0j]))
    part = getattr(z, name)
    z[0] = 5.0 + 6.0j
    assert part.tolist() == getattr(z.numpy(), name).tolist()


@pytest.mark.parametrize("name", ["real", "imag"])
def test_parts_cannot_be_written_into(name):
    z = ag.Tensor(np.array([1.0 + 2.0j, 3.0j]))
    with pytest.raises(WriteError) as caught:
        getattr(z, name)[0] = 1.0
    assert str(caught.value) == (
        "writing into a read-only tensor: got one of shape (2,), whose elements may share memory. "
        "Write into a copy: t = t.copy()."
    )
    z.real.copy()[0] = 1.0


def test_parts_of_an_array_are_copies():
    z = np.array([1.0 + 2.0j])
    y = ag.real(z)
    z[0] = 0.0
    assert y.tolist() == [1.0]
