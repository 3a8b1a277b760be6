"""Random draws of a function that is run twice."""

import random
from typing import Any

import numpy as np
import pytest

import autograd_core as ag
from autograd_core.drawing import Draws, _memory

LEGACY: Any = np.random
"""Where the draws of old are, which users may still call."""


@pytest.fixture(autouse=True)
def same_legacy_state():
    state, pythons = np.random.get_state(), random.getstate()  # noqa: NPY002  # some tests draw from it
    yield
    np.random.set_state(state)  # noqa: NPY002  # as above
    random.setstate(pythons)


def test_generators_that_are_named_given_or_behind_numpy():
    rng, given = np.random.default_rng(0), np.random.default_rng(1)
    for draw in (rng.normal, given.normal, np.random.normal, random.random):
        draws = Draws(lambda: rng, [1.0, given])
        assert not draws.changed()
        first = draw()
        assert draws.changed()
        with draws.repeated():
            assert draw() == first
        assert draw() != first
        draws.restore()
        assert draw() == first


def test_a_draw_of_numpys_that_was_waiting_is_noticed():
    LEGACY.seed(0)
    LEGACY.normal()  # makes two, and keeps one
    draws = Draws(len, [])
    waiting = LEGACY.normal()  # changes no number of the generator
    assert draws.changed()
    draws.restore()
    assert LEGACY.normal() == waiting


def test_a_state_of_numpys_generator_is_read_anew_when_it_was_set():
    LEGACY.seed(0)
    before = Draws(len, [])
    LEGACY.seed(1)
    after = Draws(len, [])
    second = LEGACY.uniform()
    before.restore()
    first = LEGACY.uniform()
    after.restore()
    assert (LEGACY.uniform(), before.changed()) == (second, True)
    LEGACY.seed(0)
    assert LEGACY.uniform() == first


def test_the_memory_of_numpys_generator_is_all_its_numbers_and_their_place():
    LEGACY.uniform(size=5)
    memory, state = _memory(LEGACY.mtrand.get_bit_generator()), LEGACY.get_state()
    assert memory == state[1].tobytes() + np.int32(state[2]).tobytes()


def test_another_generator_behind_numpys_draws():
    before = LEGACY.get_bit_generator()
    LEGACY.set_bit_generator(LEGACY.PCG64(0))
    try:
        assert _memory(LEGACY.get_bit_generator()) is None
        draws = Draws(len, [])
        assert not draws.changed()
        LEGACY.uniform()
        assert draws.changed()
    finally:
        LEGACY.set_bit_generator(before)


def test_ours_are_noticed_as_they_draw():
    ours = ag.random.Generator(0)
    draws = Draws(ag.Tensor, [])
    ours.normal()
    assert not draws.changed()
    with draws.noticing(), Draws(len, []).noticing():
        first = ours.normal()
        second = ours.normal()
    assert draws.changed()
    with draws.repeated():
        assert (ours.normal() == first, ours.normal() == second) == (True, True)


def test_functions_without_a_body_in_python():
    assert not Draws(np.sin, []).changed()
    assert not Draws(len, [None, "a"]).changed()


class Layer:
    def __init__(self):
        self.rng = np.random.default_rng(0)

    def __call__(self):
        return self.rng.normal()


@pytest.mark.parametrize("function", [Layer(), Layer().__call__])
def test_attributes_of_the_object(function):
    draws = Draws(function, [])
    first = function()
    assert draws.changed()
    with draws.repeated():
        assert function() == first


def test_a_variable_without_a_value():
    def make():
        def f():
            return later

        found = Draws(f, [])
        later = 1.0
        return found, later

    assert not make()[0].changed()
