"""The tables of all there is."""

import numpy as np
import pytest

import autograd_core as ag
from autograd_core import registry
from autograd_core.registry import Example, Interval, Operand, complex_of, composite, constant, example, matrix


@pytest.fixture(autouse=True)
def tables():
    """Let a test write into the tables, and put them back."""
    kept = [
        (table, table.copy())
        for table in (registry.OPERATIONS, registry.COMPOSITES, registry.FUNCTIONS, registry.CONSTANT)
    ]
    yield
    for table, before in kept:
        table.clear()
        table.update(before)


def test_an_operation_stands_in_for_its_numpy_function():
    assert registry.OPERATIONS["tanh"] is ag.tanh
    assert registry.FUNCTIONS[np.tanh] is ag.tanh


def test_a_composite_is_registered_with_what_it_declares():
    @composite(np.sinc, examples=[example((3,))], domain=Interval(1, 2))
    def wave(x):
        """Return a wave."""
        return ag.sin(x)

    made = registry.COMPOSITES["wave"]
    assert (made.function, made.numpy, made.domain) == (wave, np.sinc, Interval(1, 2))
    assert made.examples == (Example(((3,),), {}),)
    assert registry.FUNCTIONS[np.sinc] is wave


def test_a_composite_without_a_numpy_function_stands_in_for_none():
    before = len(registry.FUNCTIONS)
    composite()(lambda x: x)
    assert len(registry.FUNCTIONS) == before


def test_a_constant_function_is_registered():
    def steps(x):
        return np.floor(x)

    constant(steps, len)
    assert {steps, len} <= registry.CONSTANT


def test_the_middle_of_an_interval():
    assert Interval(-1, 4).middle == 1.5


def test_operands_that_are_more_special_than_a_shape():
    assert matrix((2, 3, 3), "symmetric") == Operand((2, 3, 3), "symmetric")
    assert complex_of((3,)) == Operand((3,), "complex")


def test_an_example_holds_operands_and_parameters():
    assert example((3, 4), 2.0, axis=0) == Example(((3, 4), 2.0), {"axis": 0})


def test_a_refusal_is_listed_with_its_reason(monkeypatch):
    monkeypatch.setattr(registry, "REFUSED", {})
    registry.refuse(len, max, why="it counts", instead="use numbers")
    assert {f: registry.Refusal("it counts", "use numbers") for f in (len, max)} == registry.REFUSED
