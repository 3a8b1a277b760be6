"""Random programs: operations of the registry, composed at random, have the gradients that their values say.

In a program values are used several times, and every operation meets others; see `testing.strategies.programs`.
"""

import numpy as np
from hypothesis import event, given, settings
from hypothesis import strategies as st

import autograd_core as ag
import autograd_core.special  # SciPy's functions join the tables
from autograd_core.testing import check_gradients
from autograd_core.testing.strategies import programs

WIDTH = 6


def at(seed):
    return np.random.default_rng(seed).uniform(-1, 1, WIDTH)


def checked(f, x, **options):
    """Check a function; where programs are steep or rough, its verdict is no other than for right gradients."""
    report = check_gradients(f, x, contract=False, raises=False, **options)
    event(report.verdict)
    assert report.verdict != "fail", report


@settings(max_examples=100)
@given(programs(least=2, most=6), st.integers(0, 2**16))
def test_gradients_of_random_programs(program, seed):
    checked(program, at(seed))


@settings(max_examples=50)
@given(programs(least=2, most=6), st.integers(0, 2**16))
def test_second_derivatives_of_random_programs(program, seed):
    gradient = ag.grad(program)
    checked(lambda x: np.asarray(gradient(x)), at(seed), vjp=lambda v, x: ag.hvp(program)(x, v))
